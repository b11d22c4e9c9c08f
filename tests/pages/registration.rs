//! The counter: the form, the verdict, the registration, withdrawing.

use askama::Template;
use jiangheng::web::pages::views::*;

use super::Samples;

impl Samples {
    pub(super) fn registration_pages(&self, add: &mut dyn FnMut(&str, Result<String, askama::Error>)) {
        add("register", self.register(FormErrors::none()).render());
        add("register-wrong", self.register(self.register_errors()).render());
        add("eligibility-ok", self.eligibility(Tone::Ok, false, FormErrors::none()).render());
        add("eligibility-refused", self.eligibility(Tone::Stop, false, FormErrors::none()).render());
        add("eligibility-review", self.eligibility(Tone::Warn, true, FormErrors::none()).render());
        let why = FormErrors::one("review_reason", self.l("请写明放宽的理由。", "Write down the reason."));
        add("eligibility-review-wrong", self.eligibility(Tone::Warn, true, why).render());
        add("eligibility-review-others", self.eligibility(Tone::Warn, false, FormErrors::none()).render());
        add("register-full", self.elsewhere(true).render());
        add("register-closed", self.elsewhere(false).render());
        add("registration", self.registration(true).render());
        add("registration-withdrawn", self.registration(false).render());
        add("withdraw", self.withdraw(true).render());
        add("withdraw-late", self.withdraw(false).render());
    }

    fn register_errors(&self) -> FormErrors {
        let mut errors = FormErrors::one(
            "document_number",
            self.l("身份证号第 7 位不对：只能是数字。", "Character 7 of the resident ID is wrong: digits only."),
        );
        errors.add("birth_day", self.l("请按 1971-03-04 的形式填写。", "Write it as 1971-03-04."));
        errors.add("extra_minutes", self.l("延长时间应为 0 至 120 分钟。", "Extra time is 0 to 120 minutes."));
        errors
    }

    fn session_words(&self) -> String {
        self.l("电工（五级）· 2026 年 12 月 12 日 09:00", "Electrician, level 5 · 12 December 2026, 09:00")
    }

    fn register(&self, errors: FormErrors) -> RegisterForm {
        RegisterForm {
            chrome: self.chrome("/staff/sessions/1/register"),
            errors,
            session: self.session_words(),
            places: self.l("本场座位 30 个，已报 12 个。", "12 of 30 seats are taken."),
            action: "/staff/sessions/1/register".into(),
            back: "/staff/sessions/1".into(),
            name: "王秀兰".into(),
            document_kinds: self
                .choices(&[("resident_id", "居民身份证", "Resident ID card"), ("passport", "护照", "Passport")]),
            document_number: "11010519491231002X".into(),
            birth_day: String::new(),
            email: "wang@example.com".into(),
            locales: self.choices(&[("zh-CN", "中文", "Chinese"), ("en", "英文", "English")]),
            channels: self.choices(&[("person", "本人", "The person"), ("enterprise", "用人单位", "The employer")]),
            work_years: "3".into(),
            extra_minutes: "0".into(),
            large_print: false,
            letters_signed: false,
        }
    }

    fn findings(&self, tone: Tone) -> Vec<FindingRow> {
        let finding = |tone: Tone, words: String, clause: &str, lifts: Option<String>| FindingRow {
            chip: Chip::new(
                tone,
                match tone {
                    Tone::Stop => self.l("不符合", "Not met"),
                    Tone::Warn => self.l("需要复核", "Needs review"),
                    _ => self.l("符合", "Met"),
                },
            ),
            words,
            clause: clause.into(),
            lifts,
        };
        let yuncheng =
            "“每人每年享受补贴原则上不超过 3 次” · 运城市职业技能提升行动通知（2020年） 运政办发〔2020〕14号 第15条";
        let against = match tone {
            Tone::Stop => Some(finding(
                Tone::Stop,
                self.l(
                    "2026 年 11 月 30 日 不在考核窗口内，考核只在每年 4、8、12 月组织。",
                    "2026-11-30 lies outside the windows; assessments are held in the months 4, 8, 12.",
                ),
                "“线上培训项目和补贴性培训一律线下考核，每年 4 月、8 月、12 月组织” · 许昌市职业技能培训通知（2021年） 二21(2)(3)",
                Some(self.l("2026 年 12 月 1 日起不再受这一条限制。", "From 1 December 2026 this no longer stands.")),
            )),
            Tone::Warn => Some(finding(
                Tone::Warn,
                self.l(
                    "考生今年已参加 3 个补贴项目，每年原则上不超过 3 个。",
                    "The candidate has had 3 subsidised programmes this year; at most 3 are meant.",
                ),
                yuncheng,
                Some(self.l("2027 年 1 月 1 日起不再受这一条限制。", "From 1 January 2027 this no longer stands.")),
            )),
            _ => None,
        };
        let met = (0..7).map(|number| {
            finding(
                Tone::Ok,
                self.l(
                    &format!("开考当天 {} 周岁，已满 16 周岁。", 34 + number),
                    "On the day of the exam the candidate is 34; the least age is 16.",
                ),
                yuncheng,
                None,
            )
        });
        against.into_iter().chain(met).collect()
    }

    fn eligibility(&self, tone: Tone, officer: bool, errors: FormErrors) -> EligibilityPage {
        let action = |zh: &str, en: &str| Action {
            href: "/staff/sessions/1/register".into(),
            label: self.l(zh, en),
            fields: vec![("name".into(), "王秀兰".into())],
        };
        EligibilityPage {
            chrome: self.chrome("/staff/sessions/1/register"),
            errors,
            sentence: match tone {
                Tone::Ok => self.l("可以报名。", "Can register."),
                Tone::Warn => self.l("需要复核。", "Needs review."),
                _ => self.l("现在不能报名，2027 年 1 月 9 日起可以。", "Can't register now; can from 9 January 2027."),
            },
            tone,
            explained: self.l("没有登记，什么都没有存下来。", "Nobody was registered and nothing was stored."),
            facts: vec![
                Fact::new(self.l("姓名", "Name"), "王秀兰"),
                Fact::new(self.l("证件号码", "ID number"), "＊＊＊＊ 002X"),
                Fact::new(self.l("场次", "Session"), self.session_words()),
                Fact::new(self.l("审核日期", "Checked on"), self.l("2026 年 11 月 23 日", "23 November 2026")),
            ],
            findings: self.findings(tone),
            policy: self.l(
                "青禾县职业技能评价政策，版本 qinghe-2026，2026 年 1 月 1 日起施行",
                "policy of 青禾县, version qinghe-2026, in force from 1 January 2026",
            ),
            register: (tone == Tone::Ok).then(|| action("登记", "Register")),
            review: officer.then(|| ReviewForm {
                action: action("放宽并登记", "Pass and register"),
                reason: self.l("已核对社保缴费记录 6 年。", "6 years of social insurance records seen."),
            }),
            who_reviews: (tone == Tone::Warn && !officer)
                .then(|| self.l("这一条可以放宽，由人社局的管理员办理。", "The bureau's administrator can pass this.")),
            change: action("改一改再查", "Change and check again"),
            back: Link::new(self.l("返回场次", "Back to the session"), "/staff/sessions/1"),
        }
    }

    fn elsewhere(&self, full: bool) -> ElsewherePage {
        let other = |day: &str| Elsewhere {
            when: day.into(),
            place: "青禾县技能评价中心 第 2 考场".into(),
            action: Action {
                href: "/staff/sessions/2/register".into(),
                label: self.l("报这一场", "Take this one"),
                fields: if full { vec![("name".into(), "王秀兰".into())] } else { Vec::new() },
            },
        };
        ElsewherePage {
            chrome: self.chrome("/staff/sessions/1/register"),
            title: if full {
                self.l("本场座位已满", "This session is full")
            } else {
                self.l("本场报名已截止", "Closed")
            },
            text: self.l("30 个座位都有人了，什么都没有登记。", "All 30 seats are taken; nobody was registered."),
            session: self.session_words(),
            kept: full.then(|| "王秀兰".into()),
            others: if full { vec![other("2026-12-12 14:00"), other("2026-12-13 09:00")] } else { Vec::new() },
            back: Link::new(self.l("返回场次", "Back to the session"), "/staff/sessions/1"),
        }
    }

    fn registration(&self, open: bool) -> RegistrationPage {
        RegistrationPage {
            chrome: self.chrome("/staff/registrations/7"),
            heading: if open { self.l("已报名。", "Registered.") } else { self.l("已退考", "Withdrawn") },
            tone: if open { Tone::Ok } else { Tone::Plain },
            admission: "000010001".into(),
            facts: vec![
                Fact::new(self.l("姓名", "Name"), "王秀兰"),
                Fact::new(self.l("证件号码", "ID number"), "＊＊＊＊ 002X"),
                Fact::new(self.l("场次", "Session"), self.session_words()),
                Fact::new(self.l("加时", "Extra time"), self.l("30 分钟", "30 minutes")),
            ],
            next: if open {
                vec![
                    self.l("名单封存以后，准考证会发到考生的邮箱。", "The ticket goes out by mail."),
                    self.l("2026 年 12 月 12 日 09:00 开考。", "The exam opens on 12 December 2026, 09:00."),
                ]
            } else {
                Vec::new()
            },
            review: open.then(|| {
                self.l(
                    "需要复核的条件由 刘敏 放宽，理由：已核对社保缴费记录。",
                    "The condition that needed a review was passed by 刘敏: records seen.",
                )
            }),
            findings: self.findings(Tone::Ok),
            policy: self.l("青禾县职业技能评价政策，版本 qinghe-2026", "policy of 青禾县, version qinghe-2026"),
            another: open.then(|| "/staff/sessions/1/register".into()),
            withdraw: open.then(|| "/staff/registrations/7/withdraw".into()),
            back: Link::new(self.l("返回场次", "Back to the session"), "/staff/sessions/1"),
        }
    }

    fn withdraw(&self, possible: bool) -> WithdrawPage {
        WithdrawPage {
            chrome: self.chrome("/staff/registrations/7/withdraw"),
            possible,
            facts: vec![
                Fact::new(self.l("姓名", "Name"), "王秀兰"),
                Fact::code(self.l("准考证号", "Admission number"), "000010001"),
            ],
            action: "/staff/registrations/7/withdraw".into(),
            back: "/staff/registrations/7".into(),
        }
    }
}
