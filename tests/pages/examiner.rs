//! The examiner's pages: the list, the sheet, and that somebody did not come.

use askama::Template;
use jiangheng::web::pages::views::*;

use super::Samples;

/// How far a sample sheet has come.
#[derive(Clone, Copy, PartialEq)]
enum Filled {
    Not,
    Half,
    Whole,
}

pub(super) fn add(s: &Samples, add: &mut dyn FnMut(&str, Result<String, askama::Error>)) {
    let signed = Banner {
        tone: Tone::Ok,
        title: s.l("已签名：欧阳明月 86.50", "Signed: 欧阳明月 86.50"),
        text: s.l("请接着评下一位。", "Please go on with the next candidate."),
    };
    let done = Banner {
        tone: Tone::Ok,
        title: s.l("全部评完", "All marked"),
        text: s.l("您要评的都已签名，不用再做什么。", "All that you had to mark is signed."),
    };
    add("practical-list", s.practical_list(Some(signed), &["half", "signed", "absent", "open"]).render());
    add("practical-list-done", s.practical_list(Some(done), &["signed", "absent", "gone"]).render());
    add("practical-list-empty", s.practical_list(None, &[]).render());
    add("practical", s.practical(Filled::Not, FormErrors::none()).render());
    add("practical-half", s.practical(Filled::Half, FormErrors::none()).render());
    add("practical-whole", s.practical(Filled::Whole, FormErrors::none()).render());
    let kept = PracticalForm { just_kept: Some("10:13".into()), ..s.practical(Filled::Half, FormErrors::none()) };
    add("practical-kept", kept.render());
    add("practical-missing", s.practical(Filled::Half, s.practical_errors()).render());
    let wrong = FormErrors::one("password", s.l("密码不对，请再输一次。", "Wrong password; type it again."));
    add("practical-wrong-password", s.practical(Filled::Whole, wrong).render());
    add("practical-absent", s.practical_absent(FormErrors::none()).render());
    let empty = FormErrors::one("password", s.l("请输入您的口令，签名要用。", "Type your password."));
    add("practical-absent-wrong", s.practical_absent(empty).render());
    add("practical-refused", s.practical_refused().render());
}

impl Samples {
    fn practical_title(&self) -> String {
        self.l("电工（五级）技能考核", "电工 (level 5): practical")
    }

    fn practical_list(&self, banner: Option<Banner>, states: &[&str]) -> PracticalList {
        let names = ["王秀兰", "欧阳明月", "李强", "赵志强"];
        let rows = (17..).zip(names).zip(states).map(|((n, name), state)| {
            let (tone, words) = match *state {
                "half" => (Tone::Warn, self.l("评到一半 3 / 9", "Half marked 3 / 9")),
                "signed" | "gone" => (Tone::Ok, self.l("已签名", "Signed")),
                "absent" => (Tone::Wait, self.l("缺考", "Absent")),
                _ => (Tone::Plain, self.l("未评", "Not marked")),
            };
            ToMarkRow {
                registration: n,
                admission: format!("261203{n}"),
                name: name.into(),
                seat: n.to_string(),
                task: if n % 2 == 0 {
                    "三相异步电动机正反转控制线路的安装与调试".into()
                } else {
                    String::new()
                },
                state: Chip::new(tone, words),
                mark: match *state {
                    "signed" => "86.50".into(),
                    "gone" => self.l("缺考", "Absent"),
                    _ => "—".into(),
                },
                verb: self.l("评分", "Mark"),
                label: format!("{}{name}", self.l("评分：", "Mark ")),
                href: matches!(*state, "half" | "open").then(|| format!("/staff/sessions/1/practical/{n}")),
            }
        });
        let figure = |number: &str, zh, en| Figure { number: number.into(), label: self.l(zh, en) };
        PracticalList {
            chrome: self.chrome("/staff/sessions/1/practical"),
            banner,
            title: self.practical_title(),
            lede: self.l(
                "三相异步电动机控制线路的安装与调试，限时 60 分钟",
                "三相异步电动机控制线路的安装与调试, 60 minutes",
            ),
            figures: vec![
                figure("4", "要评", "To mark"),
                figure("1", "已签名", "Signed"),
                figure("1", "评到一半", "Half marked"),
                figure("2", "未评", "Not marked"),
            ],
            next: states.contains(&"half").then(|| NextToMark {
                who: self.l("17 号工位，准考证号 26120317", "Workstation 17, admission number 26120317"),
                so_far: self.l("评到一半 3 / 9", "Half marked 3 / 9"),
                label: self.l("接着评王秀兰", "Go on marking 王秀兰"),
                href: "/staff/sessions/1/practical/17".into(),
            }),
            rows: rows.collect(),
            account: 7,
            back: Link::new(self.l("回场次", "Back to the sessions"), "/staff"),
        }
    }

    fn practical_errors(&self) -> FormErrors {
        let mut errors = FormErrors::one("criterion-S3", "在许可和监护下通电试车");
        errors.add("criterion-C4", "电路功能与通电试车");
        errors.add("password", self.l("请输入您的口令，签名要用。", "Type your password; it is your signature."));
        errors
    }

    fn practical(&self, filled: Filled, errors: FormErrors) -> PracticalForm {
        let whole = filled == Filled::Whole;
        let begun = filled != Filled::Not;
        let fault = |field: &str, title: &str, hundredths: i64, count: &str| FaultRow {
            field: field.into(),
            title: title.into(),
            deduct: format!("{}.{:02}", hundredths / 100, hundredths % 100),
            hundredths,
            count: count.into(),
            open: count.is_empty(),
        };
        let star = |id: &str, title: &str, done: Option<bool>| MarkingCriterion {
            id: id.into(),
            title: title.into(),
            star: true,
            done,
            hundredths: 0,
            full: "0.00".into(),
            kept: done.map(|_| "0.00".into()),
            faults: Vec::new(),
        };
        let zero = if whole { "0" } else { "" };
        let wiring = MarkingCriterion {
            id: "C3".into(),
            title: "布线与接线工艺".into(),
            star: false,
            done: None,
            hundredths: 2800,
            full: "28.00".into(),
            kept: begun.then(|| "26.00".into()),
            faults: vec![
                fault("count.C3.F1", "接点松动、露铜过长，每处", 100, if begun { "2" } else { "" }),
                fault("count.C3.F2", "布线不横平竖直、交叉零乱或未入线槽，每处", 100, if begun { "0" } else { "" }),
            ],
        };
        let run = MarkingCriterion {
            id: "C4".into(),
            title: "电路功能与通电试车".into(),
            kept: whole.then(|| "20.00".into()),
            hundredths: 3000,
            full: "30.00".into(),
            faults: vec![
                fault("count.C4.F1", "点动功能不能实现", 1000, if begun { "1" } else { "" }),
                fault("count.C4.F2", "连续运行（自锁）功能不能实现", 1000, zero),
            ],
            ..wiring.clone()
        };
        let step =
            |number: usize, title: &str, judged: i64, marks: &str, full: &str, criteria: Vec<MarkingCriterion>| {
                MarkingStep {
                    number,
                    title: title.into(),
                    lang: "zh-CN",
                    star: true,
                    judged,
                    of: 2,
                    marks: marks.into(),
                    full: full.into(),
                    criteria,
                }
            };
        let safe = star("S1", "接线、拆线和检查元件时断开电源，并经验电确认无电后作业", begun.then_some(true));
        let under = star("S3", "在许可和监护下通电试车", whole.then_some(false));
        PracticalForm {
            chrome: self.chrome("/staff/sessions/1/practical/5"),
            tried: !errors.is_empty(),
            errors,
            just_kept: None,
            saved_at: if begun { "10:13".into() } else { String::new() },
            title: self.practical_title(),
            task: "三相异步电动机点动与连续运行控制线路的安装与调试".into(),
            minutes: 60,
            seat: self.l("7 号工位", "Workstation 7"),
            name: "王秀兰".into(),
            admission: "26120317".into(),
            examiner: self.l("考评员 何永明", "Examiner 何永明"),
            steps: vec![
                step(1, "布线与接线", if begun { 2 } else { 0 }, "26.00", "28.00", vec![safe, wiring]),
                step(2, "通电试车", if whole { 2 } else { 0 }, "20.00", "30.00", vec![under, run]),
            ],
            judged: match filled {
                Filled::Not => 0,
                Filled::Half => 2,
                Filled::Whole => 4,
            },
            of: 4,
            total: if whole { "46.00".into() } else { "26.00".into() },
            full: "58.00".into(),
            account: 7,
            registration: 5,
            absent: "/staff/sessions/1/practical/5/absent".into(),
            action: "/staff/sessions/1/practical/5".into(),
            back: "/staff/sessions/1/practical".into(),
        }
    }

    fn practical_absent(&self, errors: FormErrors) -> PracticalAbsent {
        PracticalAbsent {
            chrome: self.chrome("/staff/sessions/1/practical/5/absent"),
            errors,
            facts: vec![
                Fact::new(self.l("姓名", "Name"), "王秀兰"),
                Fact::new(self.l("准考证号", "Admission number"), "26120317"),
            ],
            name: "王秀兰".into(),
            judged: 3,
            action: "/staff/sessions/1/practical/5/absent".into(),
            back: "/staff/sessions/1/practical/5".into(),
        }
    }

    fn practical_refused(&self) -> MessagePage {
        MessagePage {
            chrome: self.chrome("/staff/sessions/1/practical/5"),
            title: self.l("您已给王秀兰签名", "You have signed for 王秀兰"),
            text: vec![
                self.l("2026 年 12 月 13 日 10:13 签名：86.50。", "Signed 13 December 2026, 10:13: 86.50."),
                self.l("签名后不能再改，再交一次也不会变。", "After signing nothing changes."),
            ],
            action: None,
            back: Some(Link::new(self.l("考生名单", "Candidates"), "/staff/sessions/1/practical")),
        }
    }
}
