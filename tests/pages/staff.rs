//! The bureau's pages: sign-in, overview, a session, accounts, the audit trail.

use askama::Template as _;
use jiangheng::web::pages::views::*;

use super::Samples;

type Add<'a> = &'a mut dyn FnMut(&str, Result<String, askama::Error>);

impl Samples {
    pub(super) fn staff_pages(&self, add: Add<'_>) {
        add("staff-sign-in", self.staff_sign_in(FormErrors::none(), None).render());
        let wrong = self.l("登录名或口令不对，请再输一次。", "Login name or password is wrong; try again.");
        add("staff-sign-in-wrong", self.staff_sign_in(FormErrors::one("password", wrong), None).render());
        let wait = self.l("口令错了几次，请等 20 秒再试。", "Wrong a few times; try again in 20 seconds.");
        add("staff-sign-in-wait", self.staff_sign_in(FormErrors::one("password", wait), None).render());
        let changed = self.said(Tone::Ok, "口令已修改。", "The password is changed.");
        add("staff-sign-in-changed", self.staff_sign_in(FormErrors::none(), Some(changed)).render());
        add("overview", self.overview(2, true).render());
        add("overview-long", self.overview(50, true).render());
        add("overview-none", self.overview(0, true).render());
        add("overview-empty", self.overview(0, false).render());
        add("welcome", self.welcome().render());
        add("session", self.session("noticed", 2).render());
        add("session-new", self.session("planned", 0).render());
        add("session-none", self.session("filtered", 0).render());
        add("session-over", self.session("awarded", 50).render());
        add("audit", self.audit(2).render());
        add("audit-none", self.audit(0).render());
        add("accounts", self.accounts(2).render());
        add("accounts-none", self.accounts(0).render());
        add("account-new", self.account_new(FormErrors::none()).render());
        add("account-new-wrong", self.account_new(self.account_errors()).render());
        add("account", self.account(true).render());
        add("account-barred", self.account(false).render());
        add("account-bar", self.account_bar().render());
        add("account-own", self.password(true, FormErrors::none()).render());
        let differs = self.l("两次输入的新口令不一样。", "The two new passwords differ.");
        add("account-own-wrong", self.password(true, FormErrors::one("password_again", differs)).render());
        add("account-reset", self.password(false, FormErrors::none()).render());
    }

    fn said(&self, tone: Tone, zh: &str, en: &str) -> Banner {
        Banner { tone, title: self.l(zh, en), text: String::new() }
    }

    fn staff_sign_in(&self, errors: FormErrors, banner: Option<Banner>) -> StaffSignIn {
        let login = if errors.is_empty() { "" } else { "liumin" };
        StaffSignIn {
            chrome: self.chrome("/staff"),
            errors,
            login: login.into(),
            next: "/staff".into(),
            kept: String::new(),
            banner,
        }
    }

    fn figures(&self) -> Vec<Figure> {
        [("126", "报名", "registered"), ("120", "到考", "sat"), ("98", "合格", "passed"), ("98", "颁证", "awarded")]
            .map(|(number, zh, en)| Figure { number: number.into(), label: self.l(zh, en) })
            .into()
    }

    pub(super) fn finder(&self, path: &str, boxes: Vec<FinderBox>) -> Finder {
        Finder { action: path.into(), label: self.l("查找", "Find"), boxes, clear: None }
    }

    fn filtered(&self, path: &str, boxes: Vec<FinderBox>) -> Finder {
        Finder { clear: Some(path.into()), ..self.finder(path, boxes) }
    }

    fn pager(&self, rows: usize) -> Pager {
        if rows < 50 {
            return Pager::default();
        }
        Pager {
            words: self.l("第 51–100 行，共 10000 行", "Rows 51–100 of 10000"),
            before: Some("/staff".into()),
            after: Some("/staff?page=3".into()),
        }
    }

    fn states(&self) -> FinderBox {
        let choices = self.choices(&[("", "全部", "All"), ("planned", "报名中", "Registration")]);
        FinderBox::select("state", self.l("状态", "State"), choices)
    }

    fn step(&self, yours: bool) -> NextStep {
        NextStep {
            yours,
            label: if yours {
                self.l("下一步，由您来做", "Next, by you")
            } else {
                self.l("现在在等", "Waiting for")
            },
            title: self.l("封存名单，公布抽题清单", "Close the roster and publish the manifest"),
            text: self.l("封存以后不能再加考生。", "Nobody can be added afterwards."),
            lines: vec![
                self.l("12 月 5 日前办完。", "By 5 Dec."),
                self.l("过了这一天，本场就不能按时开考。", "After that the session can't open as planned."),
                self.l("大约要 1 分钟。", "About a minute."),
            ],
            clause: "开考前 7 日锁定名单、公布抽题清单 · 青禾县职业技能等级认定抽题规则 第2条".into(),
            action: None,
            link: None,
        }
    }

    fn overview(&self, rows: usize, some: bool) -> Overview {
        let row = |at: usize| SessionRow {
            href: "/staff/sessions/1".into(),
            title: self.l("电工（五级）", "Electrician, level 5"),
            code: format!("EX-2026-001 · S{at}"),
            when: self.l("2026 年 12 月 12 日 09:00", "12 December 2026, 09:00"),
            place: "青禾县高级技工学校 第 3 考场".into(),
            next: if at == 0 { self.l("封存名单，公布抽题清单", "Close the roster") } else { "—".into() },
            counts: self.l("报名 126，到考 120，合格 98", "126 registered, 120 sat, 98 passed"),
            state: if at == 0 {
                Chip::new(Tone::Plain, self.l("报名中", "Registration"))
            } else {
                Chip::new(Tone::Ok, self.l("已颁证", "Awarded"))
            },
        };
        let place = self.l("电工（五级），12 月 12 日 09:00，青禾县高级技工学校", "Electrician, level 5, 12 Dec 09:00");
        let other = |tone, chip: String| NextRow {
            chip: Chip::new(tone, chip),
            link: Link::new(self.l("核定成绩", "Decide the results"), "/staff/sessions/2"),
            detail: self.l("养老护理员（五级），12 月 5 日 09:00", "Care worker, level 5, 5 Dec 09:00"),
        };
        let boxes =
            vec![FinderBox::text("q", self.l("职业、编号、考点", "Occupation, code, centre"), ""), self.states()];
        Overview {
            overdue: if some {
                self.chrome("/staff").t1("supervision-overdue-count", "count", 2_i64)
            } else {
                String::new()
            },
            chrome: self.chrome("/staff/"),
            next: (rows > 0).then(|| NextBoard {
                first: NextStep {
                    link: Some(Link::new(self.l("去办理", "Go there"), "/staff/sessions/1")),
                    text: String::new(),
                    ..self.step(true)
                },
                place,
                others: vec![
                    other(Tone::Now, self.l("该您了", "Your turn")),
                    other(Tone::Wait, self.l("等别人", "Others")),
                ],
                more: if rows > 2 {
                    self.l("另外还有 7 场等您办理。", "7 more wait for you.")
                } else {
                    String::new()
                },
            }),
            figures: if some { self.figures() } else { vec![] },
            finder: some.then(|| if rows == 0 { self.filtered("/staff", boxes) } else { self.finder("/staff", boxes) }),
            sessions: (0..rows).map(row).collect(),
            pager: self.pager(rows),
            empty: self.l("新建场次要先导入题库，再定好考点。", "A session needs a question bank first."),
        }
    }

    fn words(&self) -> Vec<RoleWords> {
        vec![RoleWords {
            name: self.l("命题人", "Item writer"),
            may: self.l("导入题库，交付题库密钥。", "Imports question banks."),
        }]
    }

    fn welcome(&self) -> Welcome {
        Welcome {
            chrome: self.chrome("/staff/"),
            roles: self.words(),
            links: vec![Link::new(self.l("题库", "Banks"), "/staff/banks")],
        }
    }

    fn session(&self, state: &str, rows: usize) -> SessionPage {
        let (planned, over) = (state == "planned", state == "awarded");
        let row = |n: usize| CandidateRow {
            admission: format!("261203{n:02}"),
            href: format!("/staff/registrations/{n}"),
            name: if n.is_multiple_of(2) { "王＊兰".into() } else { "欧阳＊＊".into() },
            seat: format!("{n}"),
            state: Chip::new(Tone::Plain, self.l("已交卷", "Handed in")),
            theory: "84.00".into(),
            practical: "78.50".into(),
            result: Some(Chip::new(Tone::Ok, self.l("合格", "Passed"))),
            certificate: over
                .then(|| Link::new("S000199000001265000317", "/staff/certificates/S000199000001265000317")),
        };
        let task = |zh: &str, en: &str, who: &str, state: Chip, now: bool| TaskRow {
            title: self.l(zh, en),
            who: who.into(),
            due: self.l("12 月 5 日前", "by 5 Dec"),
            state,
            now,
        };
        let condition = |tone, chip: String, words: String, mend: String| ConditionRow {
            chip: Chip::new(tone, chip),
            words,
            source: "青禾县职业技能等级认定考务规则 第6条".into(),
            clause: "每考场不超过 30 人，单人单桌 · 青禾县职业技能等级认定考务规则 第6条".into(),
            mend,
        };
        let boxes = vec![FinderBox::text("q", self.l("姓名或准考证号", "Name or number"), "王"), self.states()];
        let next =
            NextStep { action: planned.then(|| self.action("封存名单", "Close the roster")), ..self.step(planned) };
        SessionPage {
            chrome: self.chrome("/staff/sessions/1"),
            banner: over.then(|| self.said(Tone::Ok, "证书已颁发。", "The certificates are awarded.")),
            title: self.l("电工（五级）", "Electrician, level 5"),
            code: "EX-2026-001 · S1".into(),
            lede: self.l("12 月 12 日 09:00，青禾县高级技工学校", "12 December 09:00, 青禾县高级技工学校"),
            steps: session_steps(
                self.locale,
                if planned {
                    1
                } else if over {
                    9
                } else {
                    8
                },
                &[
                    self.l("11 月 20 日", "20 Nov"),
                    self.l("126 人", "126 candidates"),
                    self.l("12 月 5 日前", "by 5 Dec"),
                    "12-12 08:30".into(),
                    "12-12 09:00".into(),
                    self.l("已签齐 98/120 人", "98/120 complete"),
                    String::new(),
                    self.l("12 月 18 日至 12 月 24 日", "18 Dec – 24 Dec"),
                ],
            ),
            next: if over {
                NextStep {
                    label: self.l("本场已办结", "Complete"),
                    title: self.l("本场已归档。", "Archived."),
                    ..NextStep::default()
                }
            } else {
                next
            },
            figures: self.figures(),
            tasks: if over {
                vec![]
            } else {
                let yours = Chip::new(Tone::Now, self.l("该您了", "Your turn"));
                vec![
                    task("封存名单", "Close the roster", "刘敏（您）、孙国平", yours, true),
                    task("技能评分", "Practical marks", "方师傅", Chip::new(Tone::Warn, "2/5"), false),
                    task("颁发证书", "Award", "宋佳", Chip::new(Tone::Wait, self.l("还没到", "Not yet")), false),
                ]
            },
            conditions: if planned {
                vec![
                    condition(
                        Tone::Ok,
                        self.l("符合", "Met"),
                        self.l("考场 30 座，考生 6 人", "30 seats for 6"),
                        String::new(),
                    ),
                    condition(
                        Tone::Warn,
                        self.l("差 1", "1 short"),
                        self.l("监考员 1 人，须 2 人", "Invigilators: 1, wanted 2"),
                        self.l("请给本场安排监考员。", "Assign invigilators."),
                    ),
                    condition(
                        Tone::Wait,
                        self.l("还没到", "Not yet"),
                        self.l("试卷在开考前算出来", "Papers"),
                        String::new(),
                    ),
                ]
            } else {
                vec![]
            },
            finder: match state {
                "filtered" => Some(self.filtered("/staff/sessions/1#candidates", boxes)),
                _ if rows > 0 => Some(self.finder("/staff/sessions/1#candidates", boxes)),
                _ => None,
            },
            candidates: (1..=rows).map(row).collect(),
            pager: self.pager(rows),
            register_href: planned.then(|| "/staff/sessions/1/register".into()),
            facts: self.facts(),
            contributors: if planned { vec![] } else { self.contributors() },
            links: vec![Link::new(self.l("公开抽题页", "Public page of the draw"), "/draws/EX-2026-001/S1")],
            others: vec![OtherRow {
                link: Link::new(self.l("养老护理员（五级）", "Care worker, level 5"), "/staff/sessions/2"),
                detail: self.l("12 月 19 日，84 人，报名中", "19 Dec, 84 candidates, registration"),
            }],
        }
    }

    fn audit(&self, rows: usize) -> AuditPage {
        let row = |at: usize| AuditRow {
            when: format!("2026-12-05 09:00:{at:02}"),
            who: "刘敏".into(),
            what: self.l("封存名单", "Closed the roster"),
            subject: Link::new(self.l("场次 1", "Session 1"), "/staff/audit?subject=session%2F1"),
        };
        let boxes = vec![
            FinderBox::text("who", self.l("谁", "Who"), ""),
            FinderBox::text("subject", self.l("对象", "On what"), ""),
            FinderBox::day("day", self.l("日期", "Day"), "2026-12-05"),
        ];
        let path = "/staff/audit";
        AuditPage {
            chrome: self.chrome(path),
            finder: if rows == 0 { self.filtered(path, boxes) } else { self.finder(path, boxes) },
            events: (0..rows).map(row).collect(),
            pager: Pager {
                words: self.l("这一页有 2 条", "2 on this page"),
                before: None,
                after: (rows > 0).then(|| "/staff/audit?before=12".into()),
            },
        }
    }

    fn accounts(&self, rows: usize) -> AccountsPage {
        let row = |at: usize| AccountRow {
            link: Link::new("方师傅", "/staff/accounts/5"),
            login: format!("examiner{at}"),
            organisation: "青禾县职业技能鉴定评价中心".into(),
            roles: self.l("考评员", "Examiner"),
            state: Chip::new(Tone::Ok, self.l("在用", "In use")),
        };
        let boxes = vec![FinderBox::text("q", self.l("姓名、登录名或单位", "Name, sign-in name"), ""), self.states()];
        let path = "/staff/accounts";
        AccountsPage {
            chrome: self.chrome(path),
            finder: if rows == 0 { self.filtered(path, boxes) } else { self.finder(path, boxes) },
            accounts: (1..=rows).map(row).collect(),
            pager: self.pager(rows),
        }
    }

    fn account_errors(&self) -> FormErrors {
        let mut errors = FormErrors::one("login", self.l("这个登录名已有人使用。", "Somebody has this name."));
        errors.add("roles", self.l("请至少选择一个角色。", "At least one role."));
        errors
    }

    fn account_new(&self, errors: FormErrors) -> NewAccountForm {
        let role = |name: &str, zh: &str, en: &str| RoleBox {
            name: format!("role.{name}"),
            words: RoleWords {
                name: self.l(zh, en), may: self.l("只评分到自己名下的考生。", "Marks their own.")
            },
            ticked: name == "examiner",
        };
        NewAccountForm {
            chrome: self.chrome("/staff/accounts/new"),
            errors,
            name: "方师傅".into(),
            login: "fang".into(),
            organisations: self.choices(&[("1", "青禾县人社局", "青禾县人社局"), ("2", "第一考点", "第一考点")]),
            roles: vec![role("examiner", "考评员", "Examiner"), role("auditor", "审计员", "Auditor")],
        }
    }

    fn account(&self, active: bool) -> AccountPage {
        AccountPage {
            chrome: self.chrome("/staff/accounts/5"),
            banner: (!active).then(|| self.said(Tone::Ok, "账户已停用。", "The account is barred.")),
            name: "方师傅".into(),
            state: if active {
                Chip::new(Tone::Ok, self.l("在用", "In use"))
            } else {
                Chip::new(Tone::Stop, self.l("已停用", "Barred"))
            },
            facts: vec![Fact::new(self.l("登录名", "Sign-in name"), "examiner1")],
            roles: self.words(),
            links: vec![Link::new(self.l("重设口令", "New password"), "/staff/accounts/5/password")],
            bar_href: active.then(|| "/staff/accounts/5/deactivate".into()),
            not_barred: String::new(),
        }
    }

    fn account_bar(&self) -> BarAccount {
        BarAccount {
            chrome: self.chrome("/staff/accounts/5/deactivate"),
            name: "方师傅".into(),
            href: "/staff/accounts/5".into(),
            text: vec![self.l("他签过的名都不会丢。", "What they signed stays.")],
        }
    }

    fn password(&self, own: bool, errors: FormErrors) -> PasswordForm {
        PasswordForm {
            chrome: self.chrome("/staff/account"),
            errors,
            title: if own {
                self.l("我的账户", "My account")
            } else {
                self.l("给方师傅重设口令", "A new password")
            },
            lede: self.l("改好以后，请用新口令重新登录。", "Sign in again with the new password."),
            own,
            action: "/staff/account".into(),
            back: (!own).then(|| Link::new("方师傅", "/staff/accounts/5")),
            facts: if own { vec![Fact::new(self.l("登录名", "Sign-in name"), "liumin")] } else { vec![] },
            roles: if own { self.words() } else { vec![] },
        }
    }
}
