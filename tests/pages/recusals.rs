//! Who is left out before a draw of people, and which institutions were supervised when.

use askama::Template as _;
use jiangheng::web::pages::views::*;

use super::Samples;

type Add<'a> = &'a mut dyn FnMut(&str, Result<String, askama::Error>);

impl Samples {
    pub(super) fn recusal_pages(&self, add: Add<'_>) {
        add("recusals", self.recusals(true, true).render());
        add("recusals-empty", self.recusals(true, false).render());
        add("recusals-own", self.recusals(false, true).render());
        add("recusals-own-empty", self.recusals(false, false).render());
        let chrome = self.chrome("/staff/recusals");
        let mut wrong = self.recusals(false, false);
        wrong.errors = FormErrors::one("admission", chrome.t("error-recusal-candidate"));
        wrong.errors.add("reason", chrome.t("error-recusal-reason"));
        add("recusals-own-wrong", wrong.render());
        add("recusal-withdraw", self.recusal_withdraw().render());
        add("supervision", self.supervision(true).render());
        add("supervision-empty", self.supervision(false).render());
    }

    fn recusals(&self, of_session: bool, some: bool) -> RecusalsPage {
        let path = if of_session { "/staff/sessions/1/recusals" } else { "/staff/recusals" };
        let chrome = self.chrome(path);
        let key = |own: &str, session: &str| chrome.t(if of_session { session } else { own });
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let row = |name: &str, ground: &str, state: Option<Chip>| RecusalRow {
            name: name.into(),
            ground: chrome.t(ground),
            reason: "教过这个班的维修电工课".into(),
            more: if of_session {
                "E6 考评员是考生近亲属、与考生同一单位（含曾经）或教过考生的，抽取前回避 · 青禾县职业技能等级认定考务规则 第8条".into()
            } else {
                chrome.t2(
                    "recusal-by",
                    "name",
                    "方师傅",
                    "when",
                    self.l("2026 年 12 月 1 日 10:20", "1 December 2026, 10:20"),
                )
            },
            withdraw: of_session.then(|| Link::new(chrome.t("recusal-withdraw"), format!("{path}/3/withdraw"))),
            state,
        };
        let own = |tone, key: &str| (!of_session).then(|| Chip::new(tone, chrome.t(key)));
        let choice = |value: &str, label: String| Choice { value: value.into(), label, chosen: false };
        RecusalsPage {
            title: key("recusals-own-title", "recusals-title"),
            lede: key("recusals-own-lede", "recusals-lede"),
            none: key("recusals-own-none", "recusals-out-none"),
            back: Link::new("EX-2026-001 · S1", "/staff"),
            free: of_session.then(|| if some { names(&["韩师傅", "马师傅", "魏师傅"]) } else { vec![] }),
            rows: if some {
                vec![
                    row("方师傅", "recusal-taught", own(Tone::Ok, "recusal-in-force")),
                    row("青禾县第一考点", "recusal-employer", own(Tone::Wait, "recusal-withdrawn")),
                ]
            } else {
                vec![]
            },
            panel: if of_session && some { names(&["马师傅", "韩师傅", "魏师傅"]) } else { vec![] },
            action: path.into(),
            people: if of_session && some { vec![choice("7", "方师傅".into())] } else { vec![] },
            grounds: ["taught", "employer", "kin"]
                .map(|ground| choice(ground, chrome.t(&format!("recusal-{ground}"))))
                .into(),
            organisations: vec![
                choice("", chrome.t("recusal-organisation-none")),
                choice("3", "青禾县第一考点".into()),
            ],
            admission: String::new(),
            reason: String::new(),
            errors: FormErrors::none(),
            banner: None,
            chrome,
        }
    }

    fn recusal_withdraw(&self) -> RecusalWithdraw {
        RecusalWithdraw {
            chrome: self.chrome("/staff/sessions/1/recusals/3/withdraw"),
            errors: FormErrors::none(),
            banner: None,
            name: "方师傅".into(),
            action: "/staff/sessions/1/recusals/3/withdraw".into(),
            back: "/staff/sessions/1/recusals".into(),
            reason: String::new(),
        }
    }

    fn supervision(&self, some: bool) -> SupervisionPage {
        let chrome = self.chrome("/supervision");
        let row = |name: &str, kind: &str, last: String, due: String, (tone, key): (Tone, &str)| SupervisedRow {
            name: name.into(),
            kind: chrome.t(kind),
            sessions: "4".into(),
            last,
            due,
            state: Chip::new(tone, chrome.t(key)),
        };
        let day = |zh, en| self.l(zh, en);
        SupervisionPage {
            lede: chrome.t1("supervision-lede", "years", 3_i64),
            clause: "督导按双随机、一公开办理 · 许昌市职业技能培训通知（2021年） 二18".into(),
            rows: if some {
                vec![
                    row(
                        "青禾县第二考点",
                        "supervision-centre",
                        chrome.t("supervision-never"),
                        day("2026 年 4 月 15 日", "15 April 2026"),
                        (Tone::Stop, "supervision-overdue"),
                    ),
                    row(
                        "青禾县第一考点",
                        "supervision-centre",
                        day("2025 年 8 月 16 日", "16 August 2025"),
                        day("2028 年 8 月 16 日", "16 August 2028"),
                        (Tone::Ok, "supervision-fine"),
                    ),
                    row(
                        "青禾县职业技能鉴定评价中心",
                        "supervision-awarding-body",
                        chrome.t("supervision-never"),
                        chrome.t("supervision-no-due"),
                        (Tone::Wait, "supervision-nothing"),
                    ),
                ]
            } else {
                vec![]
            },
            chrome,
        }
    }
}
