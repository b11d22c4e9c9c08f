//! Every page with invented people.

#[path = "candidate.rs"]
mod candidate;
mod examiner;

use jiangheng::i18n::Locale;
use jiangheng::web::pages::views::*;

#[path = "banks.rs"]
mod banks;
#[path = "ceremony.rs"]
mod ceremony;
#[path = "guest.rs"]
mod guest;
#[path = "invigilation.rs"]
mod invigilation;
#[path = "office.rs"]
mod office;
#[path = "print.rs"]
mod print;
mod public;
#[path = "recusals.rs"]
mod recusals;
#[path = "registration.rs"]
mod registration;
mod staff;

/// Name and HTML of every page, in the states that differ.
pub(crate) fn all(locale: Locale) -> Vec<(String, String)> {
    let s = Samples { locale };
    let mut pages = Vec::new();
    pages.extend(public::pages(&s));
    let mut add = |name: &str, html: Result<String, askama::Error>| pages.push((name.to_owned(), html.unwrap()));
    s.staff_pages(&mut add);
    s.ceremony_pages(&mut add);
    s.guest_pages(&mut add);
    s.invigilation_pages(&mut add);
    s.recusal_pages(&mut add);
    s.registration_pages(&mut add);
    s.bank_pages(&mut add);
    s.print_pages(&mut add);
    s.office_pages(&mut add);
    examiner::add(&s, &mut add);
    pages.extend(candidate::all(&s));
    pages
}

struct Samples {
    locale: Locale,
}

impl Samples {
    fn l(&self, zh: &str, en: &str) -> String {
        if self.locale == Locale::Zh { zh.to_owned() } else { en.to_owned() }
    }

    fn chrome(&self, path: &str) -> Chrome {
        let demo = path.starts_with("/staff") || path == "/" || path.starts_with("/demo");
        Chrome {
            locale: self.locale,
            bureau: "青禾县人力资源和社会保障局".into(),
            demo: demo.then(|| DemoBanner {
                now: self.l("2026 年 12 月 12 日 09:00", "12 December 2026 09:00"),
                step_label: self.l("开考", "open the exam"),
            }),
            user: path.starts_with("/staff/").then(|| self.l("局管理员 刘敏", "Bureau administrator 刘敏")),
            nav: if path.starts_with("/staff/") {
                vec![NavLink { label: self.l("场次", "Sessions"), href: "/staff", current: true }]
            } else {
                Vec::new()
            },
            csrf: "token".into(),
            once: "once".into(),
            path: path.into(),
        }
    }

    fn banner(&self, tone: Tone) -> Banner {
        Banner {
            tone,
            title: self.l("这张证书已被撤销", "This certificate has been revoked"),
            text: self.l("2027 年 3 月 8 日，以伪造资格材料参加评价。", "8 March 2027: forged eligibility papers."),
        }
    }

    fn facts(&self) -> Vec<Fact> {
        vec![
            Fact::new(
                self.l("职业与等级", "Occupation and level"),
                self.l("电工　五级（初级工）", "Electrician, level 5 (junior)"),
            ),
            Fact::new(
                self.l("时间", "Time"),
                self.l("2026 年 12 月 12 日 09:00，90 分钟", "12 December 2026 09:00, 90 minutes"),
            ),
            Fact::new(self.l("考点", "Centre"), "青禾县高级技工学校"),
            Fact::code(
                self.l("题库指纹", "Bank digest"),
                "938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3",
            ),
        ]
    }

    fn action(&self, zh: &str, en: &str) -> Action {
        Action {
            href: "/staff/sessions/1/step".into(),
            label: self.l(zh, en),
            fields: vec![("step".into(), "roster".into())],
        }
    }

    fn choices(&self, list: &[(&str, &str, &str)]) -> Vec<Choice> {
        list.iter()
            .enumerate()
            .map(|(at, (value, zh, en))| Choice { value: (*value).into(), label: self.l(zh, en), chosen: at == 0 })
            .collect()
    }

    fn contributors(&self) -> Vec<ContributorRow> {
        let row = |name: &str, chip: Chip| ContributorRow {
            name: name.into(),
            when: self.l("本局以外", "Outside the bureau"),
            commitment: "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0".into(),
            state: chip,
        };
        vec![
            row("青禾县人社局", Chip::new(Tone::Ok, self.l("已开封，一致", "Opened, equal"))),
            row("县总工会", Chip::new(Tone::Plain, self.l("已承诺", "Committed"))),
            row("县企业家协会", Chip::new(Tone::Stop, self.l("已排除", "Excluded"))),
        ]
    }
}
