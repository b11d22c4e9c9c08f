//! The candidate's pages with an invented candidate.

use askama::Template;
use jiangheng::web::pages::views::*;

use super::Samples;

/// Name and HTML of each, in the states that differ.
pub(super) fn all(s: &Samples) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let mut add = |name: &str, html: Result<String, askama::Error>| pages.push((name.to_owned(), html.unwrap()));
    add("exam-sign-in", s.exam_sign_in(FormErrors::none(), None, false).render());
    add("exam-sign-in-wrong", s.exam_sign_in(s.exam_wrong(), None, true).render());
    add("exam-sign-in-missing", s.exam_sign_in(s.exam_missing(), None, false).render());
    add("exam-sign-in-late", s.exam_sign_in(FormErrors::none(), Some(s.late()), true).render());
    let seated = ExamSignIn { seated: Some("王秀兰".into()), ..s.exam_sign_in(FormErrors::none(), None, false) };
    add("exam-sign-in-seated", seated.render());
    add("exam-confirm", s.exam_confirm(false).render());
    add("exam-confirm-elsewhere", s.exam_confirm(true).render());
    add("exam-pledge", s.exam_pledge(FormErrors::none(), None).render());
    let missing = FormErrors::one("agreed", s.l("请先打钩，再签署。", "Tick the box first, then sign."));
    add("exam-pledge-missing", s.exam_pledge(missing, None).render());
    add("exam-pledge-late", s.exam_pledge(FormErrors::none(), Some(s.late())).render());
    add("exam-wait", s.exam_wait(true).render());
    add("exam-wait-soon", s.exam_wait(false).render());
    add("exam-paper", s.exam_paper().render());
    add("exam-paper-large", ExamPaper { large_print: true, ..s.exam_paper() }.render());
    add("exam-paper-near", ExamPaper { minutes_left: 8, ..s.exam_paper() }.render());
    add("exam-paper-paused", ExamPaper { paused: true, ..s.exam_paper() }.render());
    let told = Banner {
        tone: Tone::Warn,
        title: s.l("09:30 以后才能交卷。", "You can hand in from 09:30."),
        text: s.l("现在可以接着检查，已保存的答案都在。", "You can go on checking; all saved answers are kept."),
    };
    add("exam-paper-told", ExamPaper { told: Some(told), ..s.exam_paper() }.render());
    add("exam-receipt", s.exam_receipt(false).render());
    add("exam-receipt-by-time", s.exam_receipt(true).render());
    add("exam-locked", s.locked().render());
    add("practice", s.practice(None).render());
    add("practice-waiting", s.practice(Some(s.opening())).render());
    add("practice-done", s.practice_done(None).render());
    add("practice-done-waiting", s.practice_done(Some(s.opening())).render());
    pages
}

impl Samples {
    fn exam_wrong(&self) -> FormErrors {
        FormErrors::one(
            "admission",
            self.l(
                "准考证号或证件末四位不对，请对照准考证再输一次。",
                "Number or ID digits don't match; look at your ticket and try again.",
            ),
        )
    }

    fn exam_missing(&self) -> FormErrors {
        let mut errors = FormErrors::one("admission", self.l("请输入准考证号。", "Enter your admission number."));
        errors.add("tail", self.l("请输入证件号码的末四位。", "Enter the last four characters of your ID number."));
        errors
    }

    fn late(&self) -> Banner {
        let title = self.l("已过最迟入场时间 09:30，请找监考员。", "The latest time to come in, 09:30, has passed.");
        Banner { tone: Tone::Warn, title, text: String::new() }
    }

    fn opening(&self) -> OpeningSoon {
        OpeningSoon {
            now: "2099-12-12T00:47:00Z".into(),
            opens_at: "2099-12-12T01:00:00Z".into(),
            opens_local: "09:00".into(),
            seconds: 780,
        }
    }

    fn exam_sign_in(&self, errors: FormErrors, notice: Option<Banner>, typed: bool) -> ExamSignIn {
        let typed = |text: &str| if typed { text.to_owned() } else { String::new() };
        ExamSignIn {
            chrome: self.chrome("/exam"),
            errors,
            notice,
            seated: None,
            admission: typed("26120371"),
            tail: typed("0022"),
            room_code: typed("8316"),
        }
    }

    fn exam_title(&self) -> String {
        self.l("电工（五级）理论考试", "Electrician, level 5: theory test")
    }

    fn seat(&self) -> String {
        self.l("第 3 考场 17 号", "Room 3, seat 17")
    }

    fn exam_confirm(&self, elsewhere: bool) -> ExamConfirm {
        ExamConfirm {
            chrome: self.chrome("/exam"),
            name: "王秀兰".into(),
            admission: "26120317".into(),
            exam: self.exam_title(),
            seat: self.seat(),
            elsewhere,
        }
    }

    fn exam_pledge(&self, errors: FormErrors, notice: Option<Banner>) -> ExamPledge {
        ExamPledge { chrome: self.chrome("/exam"), errors, notice, name: "王秀兰".into() }
    }

    fn exam_wait(&self, practice: bool) -> ExamWait {
        let OpeningSoon { now, opens_at, opens_local, .. } = self.opening();
        ExamWait {
            chrome: self.chrome("/exam"),
            name: "王秀兰".into(),
            seat: self.seat(),
            exam: self.exam_title(),
            now: "08:47".into(),
            now_at: now,
            opens_at,
            opens_local,
            refresh: 30,
            practice,
        }
    }

    fn exam_paper(&self) -> ExamPaper {
        let option = |n: usize, letter: &str, text: &str, chosen| PaperOption {
            id: format!("o{n}"),
            letter: letter.into(),
            text: text.into(),
            chosen,
        };
        let single = |number: u32| PaperItem {
            number,
            id: format!("i{number}"),
            kind: self.l("单项选择题", "Single choice"),
            points: self.l("1 分", "1 mark"),
            stem: "按下图接好控制电路后试车：按下 SB2，电动机起动；一松开 SB2，电动机就停。最可能的原因是（　　）。"
                .into(),
            picture: (number == 1)
                .then(|| Picture { src: "/assets/mark.svg".into(), alt: "电动机控制电路图".into() }),
            multiple: false,
            options: vec![
                option(1, "A", "热继电器 FR 的常闭触点没有复位", false),
                option(2, "B", "与 SB2 并联的 KM 辅助常开触点未接好", number.is_multiple_of(3)),
                option(3, "C", "停止按钮 SB1 卡在断开位置", false),
                option(4, "D", "接触器 KM 的线圈断线", false),
            ],
        };
        let judge = |number: u32| PaperItem {
            kind: self.l("判断题", "True or false"),
            stem: "用万用表测量电阻时，被测电路必须断电。".into(),
            options: vec![option(1, "√", "正确", false), option(2, "×", "错误", false)],
            picture: None,
            ..single(number)
        };
        let multiple = |number: u32| PaperItem {
            kind: self.l("多项选择题", "Multiple response"),
            points: self.l("2 分", "2 marks"),
            stem: "在停电的电气设备上工作，属于保证安全的技术措施的有（　　）。".into(),
            multiple: true,
            options: vec![
                option(1, "A", "停电", true),
                option(2, "B", "验电", true),
                option(3, "C", "执行工作票制度", false),
                option(4, "D", "装设接地线", false),
                option(5, "E", "悬挂标示牌和装设遮栏", false),
            ],
            picture: None,
            ..single(number)
        };
        ExamPaper {
            chrome: self.chrome("/exam"),
            exam: self.exam_title(),
            name: "王秀兰".into(),
            admission: "26120317".into(),
            seat: self.seat(),
            ends_at: "2099-12-12T02:30:00Z".into(),
            ends_local: "10:30".into(),
            now: "2099-12-12T01:43:00Z".into(),
            minutes_left: 47,
            last_seq: 12,
            saved_at: "10:13".into(),
            leave_at: "2099-12-12T01:30:00Z".into(),
            leave_local: "09:30".into(),
            told: None,
            paused: false,
            item_lang: "zh-CN",
            practice: None,
            large_print: false,
            sections: vec![
                PaperSection {
                    title: self.l("一、单项选择题", "I. Single choice"),
                    items: (1..=24).map(single).collect(),
                },
                PaperSection {
                    title: self.l("二、判断题", "II. True or false"),
                    items: (25..=34).map(judge).collect(),
                },
                PaperSection {
                    title: self.l("三、多项选择题", "III. Multiple response"),
                    items: (35..=40).map(multiple).collect(),
                },
            ],
        }
    }

    fn exam_receipt(&self, by_time: bool) -> ExamReceipt {
        ExamReceipt {
            chrome: self.chrome("/exam"),
            name: "王秀兰".into(),
            answered: 39,
            items: 40,
            submitted_at: "10:14:08".into(),
            receipt: "7K4M-2PQX".into(),
            by_time,
            locked_down: by_time,
        }
    }

    fn locked(&self) -> LockedPage {
        LockedPage { chrome: self.chrome("/exam/paper") }
    }

    fn practice(&self, opening: Option<OpeningSoon>) -> ExamPaper {
        let paper = self.exam_paper();
        ExamPaper {
            chrome: self.chrome("/practice"),
            exam: self.l("练习卷（不计分）", "Practice paper (not marked)"),
            admission: "practice".into(),
            leave_at: String::new(),
            leave_local: String::new(),
            saved_at: String::new(),
            minutes_left: 2,
            practice: Some(Practice { way_out: "/exam", opening }),
            ..paper
        }
    }

    fn practice_done(&self, opening: Option<OpeningSoon>) -> PracticeDone {
        let row = |item: String, chosen: String| ChosenRow { item, chosen };
        PracticeDone {
            chrome: self.chrome("/practice"),
            answered: 1,
            items: 2,
            rows: vec![
                row(
                    self.l("1. 一年有几个月？", "1. How many months are there in a year?"),
                    self.l("B 12 个月", "B 12 months"),
                ),
                row(
                    self.l("4. 这份练习的成绩会算进真的考试。", "4. This practice counts."),
                    self.l("没有作答", "Not answered"),
                ),
            ],
            opening,
        }
    }
}
