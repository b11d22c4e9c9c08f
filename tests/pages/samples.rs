//! Every page with invented people.

mod staff;

use askama::Template;
use jiangheng::i18n::Locale;
use jiangheng::web::pages::views::*;

/// Name and HTML of every page, in the states that differ.
pub(crate) fn all(locale: Locale) -> Vec<(String, String)> {
    let s = Samples { locale };
    let mut pages = Vec::new();
    let mut add = |name: &str, html: Result<String, askama::Error>| pages.push((name.to_owned(), html.unwrap()));
    s.staff_pages(&mut add);
    add("home", s.home(true).render());
    add("home-empty", s.home(false).render());
    add("notice", s.notice().render());
    add("certificate", s.certificate(None).render());
    add("certificate-revoked", s.certificate(Some(s.banner(Tone::Stop))).render());
    add("verify", s.verify_form(None, FormErrors::none()).render());
    add(
        "verify-wait",
        s.verify_form(
            Some(1),
            FormErrors::one("claim", s.l("请输入姓名或末四位。", "Enter the name or the last four.")),
        )
        .render(),
    );
    add("verify-good", s.verify_result(Verdict::Good, true).render());
    add(
        "verify-revoked",
        s.verify_result(
            Verdict::Revoked {
                day: s.l("2027 年 3 月 8 日", "8 March 2027"),
                ground: s.l("以伪造资格材料参加评价", "forged eligibility papers"),
            },
            true,
        )
        .render(),
    );
    add(
        "verify-suspended",
        s.verify_result(Verdict::Suspended { day: s.l("2027 年 3 月 8 日", "8 March 2027") }, true).render(),
    );
    add("verify-altered", s.verify_result(Verdict::Altered, false).render());
    add("verify-unknown", s.verify_result(Verdict::Unknown, false).render());
    add(
        "verify-notnow",
        s.verify_result(
            Verdict::NotNow {
                last: s.l(
                    "最近一次状态：2026 年 12 月 27 日 15:00，未被撤销。",
                    "Last status: 27 December 2026 15:00, not revoked.",
                ),
            },
            true,
        )
        .render(),
    );
    add("verify-qr", VerifyQr { chrome: s.chrome("/V"), errors: FormErrors::none() }.render());
    add("draw", s.draw(true).render());
    add("draw-empty", s.draw(false).render());
    add("error-404", ErrorPage::not_found(s.chrome("/nothing")).render());
    add("error-403", ErrorPage::not_allowed(s.chrome("/staff")).render());
    add("error-500", ErrorPage::internal(s.chrome("/"), "8F3K-21".into()).render());
    add("mail-list", s.mails(true).render());
    add("mail-list-empty", s.mails(false).render());
    add("mail", s.mail().render());
    add("message", s.message().render());
    add("register", s.register(FormErrors::none()).render());
    add("register-wrong", s.register(s.register_errors()).render());
    add("eligibility-ok", s.eligibility(true).render());
    add("eligibility-refused", s.eligibility(false).render());
    add("practical-list", s.practical_list().render());
    add("practical", s.practical(FormErrors::none()).render());
    add("practical-missing", s.practical(s.practical_errors()).render());
    add("exam-sign-in", s.exam_sign_in(FormErrors::none()).render());
    add(
        "exam-sign-in-wrong",
        s.exam_sign_in(FormErrors::one(
            "admission",
            s.l(
                "准考证号或证件末四位不对，请对照准考证再输一次。",
                "Number or ID digits don't match; look at your ticket and try again.",
            ),
        ))
        .render(),
    );
    add("exam-confirm", s.exam_confirm(None).render());
    add("exam-confirm-elsewhere", s.exam_confirm(Some(s.l("3 考场 17 号", "room 3, seat 17"))).render());
    add("exam-pledge", s.exam_pledge(FormErrors::none()).render());
    add(
        "exam-pledge-missing",
        s.exam_pledge(FormErrors::one("agreed", s.l("请先打钩，再签署。", "Tick the box first, then sign."))).render(),
    );
    add("exam-wait", s.exam_wait().render());
    add("exam-paper", s.exam_paper().render());
    add("exam-receipt", s.exam_receipt().render());
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

    fn home(&self, full: bool) -> Home {
        let row = |zh: &str, en: &str, href: &str| HomeRow {
            title: self.l(zh, en),
            detail: self.l("2026 年 12 月 18 日至 24 日，5 个工作日", "18–24 December 2026, 5 working days"),
            href: href.into(),
        };
        Home {
            chrome: self.chrome("/"),
            notices: if full {
                vec![row("电工（五级）成绩公示", "Electrician, level 5: results", "/notices/1")]
            } else {
                vec![]
            },
            pager: Pager::default(),
            draws: if full {
                vec![row("电工（五级）理论考试抽题", "Electrician, level 5: draw", "/draws/EX-2026-001/S1")]
            } else {
                vec![]
            },
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

    fn notice(&self) -> NoticePage {
        let passed = Chip::new(Tone::Ok, self.l("合格", "Passed"));
        let failed = Chip::new(Tone::Plain, self.l("不合格", "Not passed"));
        let absent = Chip::new(Tone::Wait, self.l("缺考", "Absent"));
        let row = |_number: u32, name: &str, theory: &str, practical: &str, result: &Chip| NoticeEntry {
            name: name.into(),
            identity: "＊＊＊＊ 002X".into(),
            theory: theory.into(),
            practical: practical.into(),
            result: result.clone(),
        };
        NoticePage {
            chrome: self.chrome("/notices/1"),
            title: self.l("电工（五级）成绩公示", "Electrician, level 5: results"),
            period: self.l("2026 年 12 月 18 日至 24 日，5 个工作日", "18–24 December 2026, 5 working days"),
            running: true,
            facts: self.facts(),
            rows: vec![
                row(17, "王＊兰", "84.00", "78.50", &passed),
                row(18, "欧阳＊＊", "59.00", "81.00", &failed),
                row(19, "李＊", "—", "—", &absent),
            ],
        }
    }

    fn certificate(&self, status: Option<Banner>) -> CertificatePage {
        let dark: String = (0..57)
            .flat_map(|y| {
                (0..57)
                    .filter(move |x| (x * 7 + y * 13 + x * y) % 3 == 0)
                    .map(move |x| format!("M{} {}h1v1h-1z", x + 4, y + 4))
            })
            .collect();
        CertificatePage {
            chrome: self.chrome("/certificates/S000199000001265000317"),
            serial: "S000199000001265000317".into(),
            name: "王秀兰".into(),
            identity: "110105＊＊＊＊＊＊＊＊002X".into(),
            period: "2026 年 12 月 12 日至 13 日".into(),
            occupation: "电工".into(),
            occupation_code: "6-31-01-03".into(),
            level_zh: "五级／初级工".into(),
            level_en: "Level 5".into(),
            theory: "84.00".into(),
            practical: "78.50".into(),
            body: "青禾县人力资源和社会保障局".into(),
            issued: "2026 年 12 月 25 日".into(),
            key: "a1c47e02".into(),
            log_index: "10482".into(),
            verify_address: "exam.example/v/S000199000001265000317".into(),
            qr_svg: format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 65 65\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h65v65H0z\"/><path d=\"{dark}\"/></svg>"
            ),
            status,
            json_href: "/certificates/S000199000001265000317/certificate.json".into(),
            claim: "002X".into(),
            verify_href: "/v/S000199000001265000317".into(),
        }
    }

    fn verify_form(&self, wait_minutes: Option<u32>, errors: FormErrors) -> VerifyForm {
        VerifyForm {
            chrome: self.chrome("/verify"),
            errors,
            serial: "S000199000001265000317".into(),
            claim: String::new(),
            wait_minutes,
        }
    }

    fn verify_result(&self, verdict: Verdict, found: bool) -> VerifyResult {
        let check = |tone, zh: (&str, &str), en: (&str, &str)| CheckRow {
            tone,
            title: self.l(zh.0, en.0),
            text: self.l(zh.1, en.1),
        };
        let checks = if found {
            vec![
                check(
                    Tone::Ok,
                    ("签名正确", "由青禾县人力资源和社会保障局签发，签发后没有改动过。"),
                    ("Signature valid", "Issued by 青禾县人力资源和社会保障局 and not altered since."),
                ),
                check(
                    if matches!(verdict, Verdict::Revoked { .. }) { Tone::Stop } else { Tone::Ok },
                    ("撤销状态", "2026 年 12 月 28 日 15:42 联网查得。"),
                    ("Status", "Looked up online on 28 December 2026 15:42."),
                ),
                check(
                    Tone::Ok,
                    ("已记入公开日志，第 10482 条", "有外县见证方联署。"),
                    ("In the public log as no. 10482", "Cosigned by a witness at another bureau."),
                ),
            ]
        } else {
            vec![]
        };
        VerifyResult {
            chrome: self.chrome("/v/S000199000001265000317"),
            verdict,
            as_of: self.l("2026 年 12 月 28 日 15:42", "28 December 2026 15:42"),
            serial: "S000199000001265000317".into(),
            checks,
            facts: if found { self.facts() } else { vec![] },
            details: if found {
                vec![self.l(
                    "签名 eddsa-jcs-2022（Ed25519），密钥 a1c47e02。",
                    "Signature eddsa-jcs-2022 (Ed25519), key a1c47e02.",
                )]
            } else {
                vec![]
            },
            json_href: found.then(|| "/certificates/S000199000001265000317/certificate.json".into()),
            claim: if found { "002X".into() } else { String::new() },
        }
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

    fn draw(&self, full: bool) -> DrawPage {
        DrawPage {
            chrome: self.chrome("/draws/EX-2026-001/S1"),
            title: self.l("电工（五级）理论考试抽题", "Electrician, level 5: the draw of the theory test"),
            exam: "EX-2026-001".into(),
            session: "S1".into(),
            steps: draw_steps(
                self.locale,
                if full { 3 } else { 0 },
                &[self.l("3 / 3", "3 / 3"), self.l("12 月 5 日 09:00", "5 Dec 09:00")],
            ),
            now: full.then(|| Banner {
                tone: Tone::Warn,
                title: self.l("非公开随机", "Not publicly random"),
                text: self.l("这是演示：公共随机数是固定的。", "This is a demo with a fixed public number."),
            }),
            contributors: if full { self.contributors() } else { vec![] },
            facts: self.facts(),
            downloads: if full {
                vec![
                    Link::new(self.l("下载抽题清单", "Download the manifest"), "/m.json"),
                    Link::new(self.l("下载证据", "Download the evidence"), "/e.json"),
                ]
            } else {
                vec![]
            },
        }
    }

    fn mails(&self, full: bool) -> MailList {
        let mail = |subject: &str| MailRow {
            when: self.l("12 月 5 日 09:00", "5 Dec 09:00"),
            to: "wang@example.com".into(),
            subject: subject.into(),
            href: "/demo/mail/1".into(),
        };
        MailList {
            chrome: self.chrome("/demo/mail"),
            finder: self.finder("/demo/mail", vec![FinderBox::text("q", self.l("收件人", "To"), "")]),
            pager: Pager::default(),
            mails: if full {
                vec![mail("准考证：电工（五级），12 月 12 日 09:00"), mail("Your result: Electrician, level 5")]
            } else {
                vec![]
            },
        }
    }

    fn mail(&self) -> MailPage {
        MailPage {
            chrome: self.chrome("/demo/mail/1"),
            subject: "准考证：电工（五级），12 月 12 日 09:00".into(),
            facts: vec![Fact::new(self.l("收件人", "To"), "wang@example.com"), Fact::new(self.l("时间", "Time"), self.l("12 月 5 日 09:00", "5 Dec 09:00"))],
            text: "王秀兰，您好：\n\n您的准考证号是 26120317。\n请带身份证，12 月 12 日 08:30 到青禾县高级技工学校。\n\n青禾县人力资源和社会保障局".into(),
        }
    }

    fn action(&self, zh: &str, en: &str) -> Action {
        Action {
            href: "/staff/sessions/1/step".into(),
            label: self.l(zh, en),
            fields: vec![("step".into(), "roster".into())],
        }
    }

    fn message(&self) -> MessagePage {
        MessagePage {
            chrome: self.chrome("/staff/sessions/1"),
            title: self.l("封存名单？", "Close the roster?"),
            text: vec![self.l("封存以后，不能再报名。", "Nobody can register afterwards.")],
            action: Some(self.action("封存名单", "Close the roster")),
            back: Some(Link::new(self.l("返回场次", "Back to the session"), "/staff/sessions/1")),
        }
    }

    fn choices(&self, list: &[(&str, &str, &str)]) -> Vec<Choice> {
        list.iter()
            .enumerate()
            .map(|(at, (value, zh, en))| Choice { value: (*value).into(), label: self.l(zh, en), chosen: at == 0 })
            .collect()
    }

    fn register_errors(&self) -> FormErrors {
        let mut errors = FormErrors::one(
            "document_number",
            self.l("校验位不对，请对照身份证再输一次。", "The check digit is wrong; compare with the ID card."),
        );
        errors.add("letters_signed", self.l("承诺书没有签署，不能报名。", "The letters are not signed yet."));
        errors
    }

    fn register(&self, errors: FormErrors) -> RegisterForm {
        RegisterForm {
            chrome: self.chrome("/staff/sessions/1/register"),
            errors,
            session: self.l("电工（五级）· 12 月 12 日", "Electrician, level 5 · 12 December"),
            action: "/staff/sessions/1/register".into(),
            back: "/staff/sessions/1".into(),
            name: "王秀兰".into(),
            document_kinds: self
                .choices(&[("resident_id", "居民身份证", "Resident ID card"), ("passport", "护照", "Passport")]),
            document_number: "11010519491231002X".into(),
            email: "wang@example.com".into(),
            locales: self.choices(&[("zh-CN", "中文", "Chinese"), ("en", "英文", "English")]),
            channels: self.choices(&[("person", "本人", "The person"), ("enterprise", "用人单位", "The employer")]),
            work_years: "3".into(),
            extra_minutes: "0".into(),
            large_print: false,
            letters_signed: false,
        }
    }

    fn eligibility(&self, allowed: bool) -> EligibilityPage {
        let finding = |tone, chip: String, words: String, lifts: Option<String>| FindingRow {
            chip: Chip::new(tone, chip),
            words,
            clause: "“同一职业同一等级不可重复” · 运政办发〔2020〕14号 第15条".into(),
            lifts,
        };
        let good = finding(
            Tone::Ok,
            self.l("符合", "Met"),
            self.l("年满 16 周岁，今年 34 周岁。", "At least 16; aged 34."),
            None,
        );
        let bad = finding(
            Tone::Stop,
            self.l("不符合", "Not met"),
            self.l(
                "已持有电工（五级）证书，2026 年 4 月 20 日颁发。",
                "Holds the level 5 certificate, awarded 20 April 2026.",
            ),
            Some(self.l("2027 年 1 月 9 日起可以。", "From 9 January 2027.")),
        );
        EligibilityPage {
            chrome: self.chrome("/staff/sessions/1/register"),
            sentence: if allowed {
                self.l("可以报名。", "Can register.")
            } else {
                self.l("现在不能报名，2027 年 1 月 9 日起可以。", "Can't register now; can from 9 January 2027.")
            },
            tone: if allowed { Tone::Ok } else { Tone::Stop },
            facts: vec![
                Fact::new(self.l("姓名", "Name"), "王秀兰"),
                Fact::new(self.l("证件号码", "ID number"), "＊＊＊＊ 002X"),
            ],
            findings: if allowed { vec![good] } else { vec![bad, good] },
            policy: self.l("青禾县 2026 年职业技能评价政策", "Qinghe County policy 2026"),
            action: allowed.then(|| self.action("登记报名", "Register")),
            back: Link::new(self.l("返回场次", "Back to the session"), "/staff/sessions/1"),
        }
    }

    fn practical_list(&self) -> PracticalList {
        let row = |n: u32, name: &str, chip: Chip, open: bool| ToMarkRow {
            admission: format!("261203{n:02}"),
            name: name.into(),
            seat: format!("{n}"),
            state: chip,
            href: open.then(|| "/staff/sessions/1/practical/5".into()),
        };
        PracticalList {
            chrome: self.chrome("/staff/sessions/1/practical"),
            banner: None,
            title: self.l("电工（五级）技能考核", "Electrician, level 5: practical"),
            lede: self.l("12 月 13 日，青禾县高级技工学校", "13 December, 青禾县高级技工学校"),
            rows: vec![
                row(17, "王秀兰", Chip::new(Tone::Warn, self.l("未评", "To mark")), true),
                row(18, "欧阳明月", Chip::new(Tone::Ok, self.l("已签名", "Signed")), false),
                row(19, "李强", Chip::new(Tone::Wait, self.l("缺考", "Absent")), false),
            ],
            back: Link::new(self.l("电工（五级）", "Electrician, level 5"), "/staff/sessions/1"),
        }
    }

    fn practical_errors(&self) -> FormErrors {
        let mut errors = FormErrors::one(
            "done.power",
            self.l("安全项没有评：断电后操作，并验电", "Not marked: works on dead circuits"),
        );
        errors.add("count.wiring.cross", self.l("没有填：走线交叉", "Not filled in: crossing wires"));
        errors.add("password", self.l("口令不对，请再输一次。", "Wrong password; try again."));
        errors
    }

    fn practical(&self, errors: FormErrors) -> PracticalForm {
        let fault = |id: &str, zh: &str, en: &str, deduct: &str, count: &str| FaultRow {
            id: id.into(),
            title: self.l(zh, en),
            deduct: deduct.into(),
            count: count.into(),
        };
        PracticalForm {
            chrome: self.chrome("/staff/sessions/1/practical/5"),
            errors,
            title: self.l("电工（五级）技能考核", "Electrician, level 5: practical"),
            task: self.l(
                "三相异步电动机点动与连续运行控制线路的安装与调试",
                "Wiring and commissioning of a three-phase motor's jog and run control",
            ),
            seat: self.l("7 号工位", "Workstation 7"),
            candidate: self.l("考生 26120317", "Candidate 26120317"),
            examiner: self.l("考评员 何永明", "Examiner 何永明"),
            safety: vec![
                SafetyCriterion {
                    id: "power".into(),
                    title: self.l("断电后操作，并验电", "Works on dead circuits and tests for voltage"),
                    done: None,
                },
                SafetyCriterion {
                    id: "ppe".into(),
                    title: self.l("穿戴绝缘鞋和工作服", "Wears insulating shoes and work clothes"),
                    done: Some(true),
                },
            ],
            measured: vec![
                MeasuredCriterion {
                    id: "wiring".into(),
                    title: self.l("布线横平竖直，不交叉、不架空", "Wiring straight, not crossing, not hanging"),
                    full: "30.00".into(),
                    faults: vec![
                        fault("cross", "走线交叉", "Crossing wires", "2.00", ""),
                        fault(
                            "loose",
                            "接点松动、露铜超过 2 mm",
                            "Loose joint, more than 2 mm of bare copper",
                            "2.00",
                            "1",
                        ),
                    ],
                },
                MeasuredCriterion {
                    id: "run".into(),
                    title: self.l("通电试车一次成功", "Runs at the first attempt"),
                    full: "40.00".into(),
                    faults: vec![fault("again", "重试一次", "Each further attempt", "20.00", "0")],
                },
            ],
            full: "100.00".into(),
            action: "/staff/sessions/1/practical/5".into(),
            back: "/staff/sessions/1/practical".into(),
        }
    }

    fn exam_sign_in(&self, errors: FormErrors) -> ExamSignIn {
        let admission = if errors.is_empty() { "" } else { "26120371" };
        ExamSignIn {
            chrome: self.chrome("/exam"),
            errors,
            admission: admission.into(),
            tail: String::new(),
            room_code: String::new(),
        }
    }

    fn exam_title(&self) -> String {
        self.l("电工（五级）理论考试", "Electrician, level 5: theory test")
    }

    fn seat(&self) -> String {
        self.l("第 3 考场 17 号", "Room 3, seat 17")
    }

    fn exam_confirm(&self, elsewhere: Option<String>) -> ExamConfirm {
        ExamConfirm {
            chrome: self.chrome("/exam"),
            name: "王秀兰".into(),
            admission: "26120317".into(),
            exam: self.exam_title(),
            seat: self.seat(),
            elsewhere,
        }
    }

    fn exam_pledge(&self, errors: FormErrors) -> ExamPledge {
        ExamPledge { chrome: self.chrome("/exam"), errors, name: "王秀兰".into() }
    }

    fn exam_wait(&self) -> ExamWait {
        ExamWait {
            chrome: self.chrome("/exam"),
            name: "王秀兰".into(),
            seat: self.seat(),
            exam: self.exam_title(),
            now: "08:47".into(),
            opens_at: "09:00".into(),
            refresh: 30,
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
            just_saved: false,
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

    fn exam_receipt(&self) -> ExamReceipt {
        ExamReceipt {
            chrome: self.chrome("/exam"),
            answered: 39,
            items: 40,
            submitted_at: "10:14:08".into(),
            receipt: "7K4M-2PQX".into(),
            by_time: false,
        }
    }
}
