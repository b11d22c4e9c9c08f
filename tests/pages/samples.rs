//! Every page with invented people.

#[path = "candidate.rs"]
mod candidate;
mod examiner;

use askama::Template;
use jiangheng::i18n::Locale;
use jiangheng::web::pages::views::*;

#[path = "banks.rs"]
mod banks;
#[path = "registration.rs"]
mod registration;
mod public;

/// Name and HTML of every page, in the states that differ.
pub(crate) fn all(locale: Locale) -> Vec<(String, String)> {
    let s = Samples { locale };
    let mut pages = Vec::new();
    pages.extend(public::pages(&s));
    let mut add = |name: &str, html: Result<String, askama::Error>| pages.push((name.to_owned(), html.unwrap()));
    add("staff-sign-in", s.staff_sign_in(FormErrors::none()).render());
    add(
        "staff-sign-in-wrong",
        s.staff_sign_in(FormErrors::one(
            "login",
            s.l("登录名或口令不对，请再输一次。", "Login name or password is wrong; try again."),
        ))
        .render(),
    );
    add("overview", s.overview(true).render());
    add("overview-empty", s.overview(false).render());
    add("session", s.session(true).render());
    add("session-new", s.session(false).render());
    s.registration_pages(&mut add);
    s.bank_pages(&mut add);
    add("audit", s.audit().render());
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

    fn staff_sign_in(&self, errors: FormErrors) -> StaffSignIn {
        let login = if errors.is_empty() { "" } else { "liumin" };
        StaffSignIn {
            chrome: self.chrome("/staff"),
            errors,
            login: login.into(),
            next: "/staff".into(),
            kept: String::new(),
        }
    }

    fn figures(&self) -> Vec<Figure> {
        [("126", "报名", "registered"), ("120", "到考", "sat"), ("98", "合格", "passed"), ("98", "颁证", "awarded")]
            .map(|(number, zh, en)| Figure { number: number.into(), label: self.l(zh, en) })
            .into()
    }

    fn overview(&self, full: bool) -> Overview {
        let row = |title: String, chip: Chip, next: String| SessionRow {
            href: "/staff/sessions/1".into(),
            title,
            code: "EX-2026-001 · S1".into(),
            when: self.l("12 月 12 日 09:00", "12 Dec 09:00"),
            place: "青禾县高级技工学校".into(),
            next,
            counts: self.l("报名 126，到考 120，合格 98", "126 registered, 120 sat, 98 passed"),
            state: chip,
        };
        Overview {
            chrome: self.chrome("/staff/"),
            links: vec![Link::new(self.l("操作记录", "Record of actions"), "/staff/audit")],
            figures: if full { self.figures() } else { vec![] },
            sessions: if full {
                vec![
                    row(
                        self.l("电工（五级）", "Electrician, level 5"),
                        Chip::new(Tone::Now, self.l("报名中", "Registration")),
                        self.l("封存名单", "Close the roster"),
                    ),
                    row(
                        self.l("养老护理员（五级）", "Elderly care worker, level 5"),
                        Chip::new(Tone::Ok, self.l("已颁证", "Awarded")),
                        "—".into(),
                    ),
                ]
            } else {
                vec![]
            },
        }
    }

    fn session(&self, full: bool) -> SessionPage {
        let row = |n: u32, name: &str, passed: bool| CandidateRow {
            admission: format!("261203{n:02}"),
            name: name.into(),
            seat: format!("{n}"),
            state: Chip::new(Tone::Plain, self.l("已交卷", "Handed in")),
            theory: "84.00".into(),
            practical: "78.50".into(),
            result: Some(if passed {
                Chip::new(Tone::Ok, self.l("合格", "Passed"))
            } else {
                Chip::new(Tone::Plain, self.l("不合格", "Not passed"))
            }),
            certificate: passed.then(|| Link::new("S000199000001265000317", "/v/S000199000001265000317")),
        };
        SessionPage {
            chrome: self.chrome("/staff/sessions/1"),
            banner: full.then(|| Banner {
                tone: Tone::Ok,
                title: String::new(),
                text: self.l("名单已封存，准考证已发出。", "The roster is closed and the tickets are out."),
            }),
            title: self.l("电工（五级）", "Electrician, level 5"),
            code: "EX-2026-001 · S1".into(),
            lede: self.l("12 月 12 日 09:00，青禾县高级技工学校", "12 December 09:00, 青禾县高级技工学校"),
            steps: session_steps(
                self.locale,
                if full { 7 } else { 1 },
                &[self.l("11 月 20 日", "20 Nov"), self.l("126 人", "126 people"), self.l("12 月 5 日", "5 Dec")],
            ),
            next: NextStep {
                yours: !full,
                title: if full {
                    self.l("公示期结束", "The notice to run out")
                } else {
                    self.l("封存名单，公布抽题清单", "Close the roster and publish the manifest")
                },
                text: self.l(
                    "12 月 5 日 09:00 前办完，否则准考证不能按时发出。",
                    "By 5 December 09:00, or the tickets will be late.",
                ),
                action: (!full).then(|| self.action("封存名单", "Close the roster")),
            },
            figures: self.figures(),
            candidates: if full { vec![row(17, "王＊兰", true), row(18, "欧阳＊＊", false)] } else { vec![] },
            register_href: (!full).then(|| "/staff/sessions/1/register".into()),
            facts: self.facts(),
            contributors: if full { self.contributors() } else { vec![] },
            links: vec![
                Link::new(self.l("公开抽题页", "Public page of the draw"), "/draws/EX-2026-001/S1"),
                Link::new(self.l("技能评分", "Practical marking"), "/staff/sessions/1/practical"),
            ],
        }
    }

    fn choices(&self, list: &[(&str, &str, &str)]) -> Vec<Choice> {
        list.iter()
            .enumerate()
            .map(|(at, (value, zh, en))| Choice { value: (*value).into(), label: self.l(zh, en), chosen: at == 0 })
            .collect()
    }

    fn audit(&self) -> AuditPage {
        let row = |what: String| AuditRow {
            when: "2026-12-05 09:00:12".into(),
            who: "liumin".into(),
            what,
            subject: "EX-2026-001 · S1".into(),
        };
        AuditPage {
            chrome: self.chrome("/staff/audit"),
            events: vec![
                row(self.l("封存名单", "Closed the roster")),
                row(self.l("登记报名", "Registered a candidate")),
            ],
            newer: None,
            older: Some("/staff/audit?before=12".into()),
        }
    }

        }
    }
}
