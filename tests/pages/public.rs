//! Pages for everybody.

use askama::Template;

use super::*;

/// Name and HTML of each.
pub(super) fn pages(s: &Samples) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let mut add = |name: &str, html: Result<String, askama::Error>| pages.push((name.to_owned(), html.unwrap()));
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
    add(
        "verify-qr",
        VerifyQr { chrome: s.chrome("/V"), errors: FormErrors::none(), grounds: "forged_paper=…".into() }.render(),
    );
    add("draw", s.draw(true).render());
    add("draw-empty", s.draw(false).render());
    add("replay", s.replay(true).render());
    add("replay-early", s.replay(false).render());
    add("slip", s.slip(true, "000123", "").render());
    add("slip-nobody", s.slip(true, "000999", "slip-nobody").render());
    add("slip-early", s.slip(false, "", "").render());
    add("error-404", ErrorPage::not_found(s.chrome("/nothing")).render());
    add("error-403", ErrorPage::not_allowed(s.chrome("/staff"), "").render());
    add("error-500", ErrorPage::internal(s.chrome("/"), "8F3K-21".into()).render());
    add("mail-list", s.mails(true).render());
    add("mail-list-empty", s.mails(false).render());
    add("mail", s.mail().render());
    add("message", s.message().render());
    let who = s.l("证书管理员", "certificate officer");
    add("error-403-who", ErrorPage::not_allowed(s.chrome("/staff"), &who).render());
    let back = || Link::new(s.l("返回", "Back"), "/staff/sessions/1/register");
    let refused = s.l(
        "这一页放得太久了。请回到上一页重新打开，再做一次。",
        "This page stood open too long. Please go back and open it anew.",
    );
    add("error-409", ErrorPage::refused(s.chrome("/staff"), "page-error-refused", refused, back()).render());
    let busy = s.l("请等 20 秒再试，已经保存的内容都在。", "Please try again in 20 s; what was saved is still there.");
    add("error-503", ErrorPage::refused(s.chrome("/staff"), "page-error-busy", busy, back()).render());
    pages
}

impl Samples {
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
            pager: Pager {
                words: self.l("第 11–20 行，共 34 行", "Lines 11–20 of 34"),
                before: full.then(|| "/?page=1".into()),
                after: full.then(|| "/?page=3".into()),
            },
            draws: if full {
                vec![row("电工（五级）理论考试抽题", "Electrician, level 5: draw", "/draws/EX-2026-001/S1")]
            } else {
                vec![]
            },
        }
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
        let technical = if found {
            vec![check(
                Tone::Ok,
                ("数字签名", "用公布的公钥验证，内容是不是一字未改。"),
                ("Digital signature", "Whether the published key confirms every byte. Ed25519, kid a1c47e02"),
            )]
        } else {
            vec![]
        };
        VerifyResult {
            technical,
            chrome: self.chrome("/v/S000199000001265000317"),
            verdict,
            as_of: self.l("2026 年 12 月 28 日 15:42", "28 December 2026 15:42"),
            serial: "S000199000001265000317".into(),
            checks,
            facts: if found { self.signed() } else { vec![] },
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

    /// What a certificate says, as its check shows it.
    fn signed(&self) -> Vec<Fact> {
        vec![
            Fact::new(self.l("姓名", "Name"), "王＊兰"),
            Fact::new(
                self.l("证件号码", "ID number"),
                self.l("＊＊＊＊ 002X（只显示末四位）", "＊＊＊＊ 002X (last four only)"),
            ),
            Fact::new(self.l("职业（工种）", "Occupation"), "电工　6-31-01-03"),
            Fact::new(self.l("等级", "Level"), self.l("五级（初级工）", "Level 5 (junior), 五级（初级工）")),
            Fact::new(self.l("证书编号", "Certificate number"), "S 0001 99 000001 26 5 000317"),
            Fact::new(
                self.l("评价时间", "Assessed"),
                self.l("2026 年 12 月 12 日至 2026 年 12 月 13 日", "12 December 2026 to 13 December 2026"),
            ),
            Fact::new(self.l("颁发日期", "Issued"), self.l("2026 年 12 月 25 日", "25 December 2026")),
            Fact::new(self.l("签发机关", "Issuer"), "青禾县人力资源和社会保障局"),
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
            now: Some(Banner {
                tone: Tone::Now,
                title: self.l("现在：等各方开封", "Now: waiting for the contributors to open"),
                text: self.l(
                    "12 月 12 日 09:00 开考。缺一方，本场就不能开考，事由在这里公布。",
                    "The exam opens on 12 December at 09:00. If one is missing the session can't open.",
                ),
            }),
            other: full.then(|| Link::new(self.chrome("/").t("plan-draw-link"), "/draws/EX-2026-001/S1-plan")),
            lede: "draw-lede",
            slips: true,
            drawn: if full { self.drawn() } else { vec![] },
            warning: full.then(|| Banner {
                tone: Tone::Warn,
                title: self.l("非公开随机", "Not publicly random"),
                text: self.l("这是演示：公共随机数是固定的。", "This is a demo with a fixed public number."),
            }),
            contributors: if full { self.contributors() } else { vec![] },
            facts: self.facts(),
            replay: Link::new(
                self.l("在浏览器里重算", "Derive it again in the browser"),
                "/draws/EX-2026-001/S1/replay",
            ),
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

    /// What was drawn beside papers: for each candidate, and people in an order.
    fn drawn(&self) -> Vec<DrawnRows> {
        let chrome = self.chrome("/");
        let seats = (1..=30).map(|at| (format!("0001{at:02}"), chrome.t1("drawn-seat", "seat", (at * 7) % 31)));
        vec![
            DrawnRows {
                title: chrome.t1("drawn-seats", "room", "R3"),
                text: String::new(),
                id: "@seats/R3".into(),
                rows: seats.collect(),
            },
            DrawnRows {
                title: chrome.t("drawn-supervision"),
                text: chrome.t("drawn-supervision-text"),
                id: "@supervision".into(),
                rows: vec![("1".into(), "卫东".into()), ("2".into(), "常青".into())],
            },
        ]
    }

    fn slip(&self, published: bool, number: &str, wrong: &str) -> SlipPage {
        let chrome = self.chrome("/draw/EX-2026-001/S1/slip");
        let mut errors = FormErrors::none();
        if !wrong.is_empty() {
            errors.add("number", chrome.t(wrong));
        }
        let href = format!(
            "https://exam.example.org/draw/EX-2026-001/S1/slip#000123.0.30.{}.{}",
            "A".repeat(43),
            "B".repeat(214)
        );
        SlipPage {
            title: self.l("电工（五级）理论考试抽题", "Electrician, level 5: the draw of the theory test"),
            exam: "EX-2026-001".into(),
            session: "S1".into(),
            papers_root: if published { "b4".repeat(32) } else { String::new() },
            published,
            number: number.into(),
            slip: (published && wrong.is_empty()).then(|| SlipShown {
                qr_svg: jiangheng::formats::qr::text_svg(&href).unwrap(),
                href,
                json: "/api/v1/draws/EX-2026-001/S1/slips/000123.json".into(),
            }),
            errors,
            chrome,
        }
    }

    fn replay(&self, full: bool) -> ReplayPage {
        ReplayPage {
            lede: "replay-lede",
            good_text: "replay-good-text",
            chrome: self.chrome("/draws/EX-2026-001/S1/replay"),
            title: self.l("电工（五级）理论考试抽题", "Electrician, level 5: the draw of the theory test"),
            exam: "EX-2026-001".into(),
            session: "S1".into(),
            warning: full.then(|| self.banner(Tone::Warn)),
            evidence: full.then(|| "/e.json".into()),
            manifest_digest: "93".repeat(32),
            papers_root: if full { "b4".repeat(32) } else { String::new() },
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

    fn message(&self) -> MessagePage {
        MessagePage {
            chrome: self.chrome("/staff/sessions/1"),
            title: self.l("封存名单？", "Close the roster?"),
            text: vec![self.l("封存以后，不能再报名。", "Nobody can register afterwards.")],
            action: Some(self.action("封存名单", "Close the roster")),
            back: Some(Link::new(self.l("返回场次", "Back to the session"), "/staff/sessions/1")),
        }
    }
}
