//! The question bank office: projects, one of them, beginning one, an item, writing it, sealing a version.

use askama::Template;
use jiangheng::web::pages::views::*;

use super::Samples;

impl Samples {
    pub(super) fn office_pages(&self, add: &mut dyn FnMut(&str, Result<String, askama::Error>)) {
        add("office", self.office(true).render());
        add("office-empty", self.office(false).render());
        add("office-new", self.office_new(false).render());
        add("office-new-faulty", self.office_new(true).render());
        add("office-bring", self.office_bring(false).render());
        add("office-bring-refused", self.office_bring(true).render());
        add("office-project", self.office_project(true).render());
        add("office-project-new", self.office_project(false).render());
        add("office-item-blind", self.office_blind(FormErrors::none()).render());
        let none =
            FormErrors::one("answer", self.l("请像考生一样选好答案。", "Choose your answer as a candidate would."));
        add("office-item-blind-none", self.office_blind(none).render());
        add("office-item-judge", self.office_item(FormErrors::none()).render());
        let why = FormErrors::one("reason", self.l("请写明理由或留言。", "Write a reason or a remark."));
        add("office-item-reason", self.office_item(why).render());
        add("office-item-writer", self.office_writer().render());
        add("office-item-closed", self.office_closed().render());
        add("office-write", self.office_write(false).render());
        add("office-write-wrong", self.office_write(true).render());
        add("office-seal", self.office_seal(true).render());
        add("office-seal-not-yet", self.office_seal(false).render());
    }

    fn state(&self, at: usize) -> Chip {
        let (tone, zh, en) = match at {
            0 => (Tone::Plain, "草稿", "Draft"),
            1 => (Tone::Now, "待审题", "Waiting for review"),
            2 => (Tone::Warn, "已退回", "Given back"),
            3 => (Tone::Ok, "审题通过", "Passed review"),
            _ => (Tone::Ok, "已封存", "Sealed"),
        };
        Chip::new(tone, self.l(zh, en))
    }

    fn single(&self) -> String {
        self.l("单项选择题", "Single choice")
    }

    fn office(&self, full: bool) -> OfficePage {
        let row = |title: &str, code: &str, state: Chip| OfficeRow {
            link: Link::new(title, "/staff/office/1"),
            code: code.into(),
            project: self.l("电工（五级）", "电工 (level 5)"),
            approved: "312".into(),
            submitted: "28".into(),
            drafts: "5".into(),
            state,
        };
        OfficePage {
            chrome: self.chrome("/staff/office"),
            projects: if full {
                vec![
                    row(
                        "电工（五级）理论知识",
                        "dg5",
                        Chip::new(Tone::Now, self.l("等您审 28 题", "28 for you to review")),
                    ),
                    row(
                        "养老护理员（五级）理论知识",
                        "yl5",
                        Chip::new(Tone::Ok, self.l("已封存第 2 版", "Version 2 sealed")),
                    ),
                ]
            } else {
                Vec::new()
            },
            pager: Pager::default(),
            runs: true,
        }
    }

    fn office_new(&self, faulty: bool) -> OfficeNew {
        let fault = BankFault {
            kind: None,
            sheet: "题库".into(),
            row: self.l("第 37 行", "Row 37"),
            column: self.l("答案", "key"),
            what: self.l("标准答案 E 不在选项 A–D 中", "key E is not among options A–D"),
            mend: self.l("改正答案，或补上这个选项", "correct the key, or add the option"),
        };
        let errors = if faulty {
            FormErrors::one("bank", self.l("发现 1 处问题，没有建立项目。", "1 fault; no project was begun."))
        } else {
            FormErrors::none()
        };
        OfficeNew {
            chrome: self.chrome("/staff/office/new"),
            errors,
            again: false,
            code: if faulty { "dg5".into() } else { String::new() },
            submit: faulty,
            faults: if faulty { vec![fault] } else { Vec::new() },
            more: String::new(),
        }
    }

    fn office_bring(&self, refused: bool) -> OfficeBring {
        let fault = BankFault {
            kind: None,
            sheet: "新题.csv".into(),
            row: self.l("第 2 行", "Row 2"),
            column: String::new(),
            what: self.l("项目里已经有编码为 S-1 的题", "the project has an item of the code S-1 already"),
            mend: self.l("新题换一个编码", "give a new item another code"),
        };
        let errors = if refused {
            FormErrors::one("bank", self.l("有 1 处问题，一题也没有带入。", "1 fault; no item was brought in."))
        } else {
            FormErrors::none()
        };
        OfficeBring {
            chrome: self.chrome("/staff/office/1/import"),
            errors,
            again: false,
            back: Link::new("电工（五级）理论知识", "/staff/office/1"),
            action: "/staff/office/1/import".into(),
            submit: refused,
            faults: if refused { vec![fault] } else { Vec::new() },
            more: String::new(),
        }
    }

    fn office_project(&self, full: bool) -> OfficeProject {
        let cell = |point: &str, wanted: u32, approved: u32| OfficeCell {
            link: Link::new(point, "/staff/office/1?point=1.1&kind=single#items"),
            kind: self.single(),
            wanted: wanted.to_string(),
            approved: approved.to_string(),
            submitted: "2".into(),
            drafts: "1".into(),
            state: if approved >= wanted {
                Chip::new(Tone::Ok, self.l("够了", "Enough"))
            } else {
                Chip::new(
                    Tone::Warn,
                    self.l(&format!("还缺 {}", wanted - approved), &format!("{} missing", wanted - approved)),
                )
            },
        };
        let item = |code: &str, state: usize| OfficeItemRow {
            link: Link::new(code, "/staff/office/items/1"),
            kind: self.single(),
            content_point: "1.1 安全用电".into(),
            state: self.state(state),
            changed: self.l("12 月 1 日 09:00，第 2 稿", "1 Dec, 09:00, revision 2"),
        };
        let version = |name: &str, last: bool| OfficeVersion {
            name: name.into(),
            href: Some("/staff/banks/3".into()),
            state: if last {
                Chip::new(Tone::Ok, self.l("最新", "The latest"))
            } else {
                Chip::new(Tone::Wait, self.l("已被取代", "Superseded"))
            },
            items: "312".into(),
            digest: "4b1a99f03c77".into(),
            changes: vec![
                self.l("新增 2 题：DG5-S-311、DG5-S-312", "2 added: DG5-S-311, DG5-S-312"),
                self.l("修订 1 题：DG5-J-004", "1 revised: DG5-J-004"),
            ],
            when: self.l("2026 年 12 月 1 日 09:00", "1 December 2026, 09:00"),
        };
        let figure = |number: &str, at: usize| Figure { number: number.into(), label: self.state(at).text };
        let next = NextStep {
            yours: true,
            label: self.l("下一步，由您来做", "Next, by you"),
            title: self.l("有 28 题等您审", "28 items wait for your review"),
            text: self.l(
                "先像考生一样作答，交了答案才看得到标准答案。",
                "Answer as a candidate would; the key is shown after that.",
            ),
            link: Some(Link::new(self.l("开始审题", "Review"), "/staff/office/1/next")),
            ..NextStep::default()
        };
        let any = |label: &str| vec![Choice { value: String::new(), label: label.into(), chosen: true }];
        OfficeProject {
            chrome: self.chrome("/staff/office/1"),
            title: "电工（五级）理论知识".into(),
            banner: (!full).then(|| Banner {
                tone: Tone::Ok,
                title: self.l("项目已建立", "The project has begun"),
                text: String::new(),
            }),
            next,
            ways: vec![Link::new(self.l("写一道题", "Write an item"), "/staff/office/1/write")],
            figures: vec![figure("5", 0), figure("28", 1), figure("3", 2), figure("312", 3)],
            disputed: if full {
                self.l(
                    "审题人共作答 340 次，其中 7 次与标准答案不一致。",
                    "Reviewers gave 340 answers; 7 of them differ from the key.",
                )
            } else {
                String::new()
            },
            cells: vec![cell("1.1 安全用电", 12, 14), cell("2.1 仪表使用", 9, 4)],
            elsewhere: String::new(),
            finder: Finder {
                action: "/staff/office/1#items".into(),
                label: self.l("查找题目", "Look for items"),
                boxes: vec![
                    FinderBox::text("q", self.l("题目编码", "Item code"), ""),
                    FinderBox::select("state", self.l("状态", "State"), any(&self.l("不限", "Any"))),
                ],
                clear: None,
            },
            items: if full { vec![item("DG5-S-001", 1), item("DG5-S-002", 3)] } else { Vec::new() },
            pager: Pager {
                words: self.l("第 1–50 行，共 348 行", "Rows 1–50 of 348"),
                before: None,
                after: full.then(|| "/staff/office/1?page=2#items".into()),
            },
            versions: if full { vec![version("2026.2", true), version("2026.1", false)] } else { Vec::new() },
        }
    }

    fn office_question(&self, open: bool) -> OfficeQuestion {
        let texts = ["装设接地线", "拆除遮栏", "合上隔离开关", "离开现场"];
        let chips = |letter: &str| match letter {
            "A" if open => vec![Chip::new(Tone::Ok, self.l("标准答案", "Key"))],
            "B" if open => vec![Chip::new(Tone::Warn, self.l("您的答案", "Your answer"))],
            _ => Vec::new(),
        };
        OfficeQuestion {
            kind: self.single(),
            stem: "停电检修时，验明线路确无电压以后，紧接着应当做什么？".into(),
            multiple: false,
            picture: None,
            options: ["A", "B", "C", "D"]
                .iter()
                .zip(texts)
                .map(|(letter, text)| OfficeOption {
                    letter: (*letter).into(),
                    shown: (*letter).into(),
                    text: text.into(),
                    chips: chips(letter),
                })
                .collect(),
        }
    }

    fn event(&self, tone: Tone, word: (&str, &str), who: &str) -> OfficeEvent {
        OfficeEvent {
            chip: Chip::new(tone, self.l(word.0, word.1)),
            who: who.into(),
            when: self.l("2026 年 12 月 1 日 09:00，第 1 稿", "1 December 2026, 09:00, revision 1"),
            note: String::new(),
            disputed: false,
            text: String::new(),
            changes: Vec::new(),
        }
    }

    fn office_blind(&self, errors: FormErrors) -> OfficeItem {
        OfficeItem {
            chrome: self.chrome("/staff/office/items/1"),
            errors,
            banners: Vec::new(),
            back: Link::new("电工（五级）理论知识", "/staff/office/1"),
            code: "DG5-S-001".into(),
            state: self.state(1),
            facts: vec![
                Fact::new(self.l("内容点", "Content point"), "1.1 安全用电"),
                Fact::new(self.l("修订稿", "Revision"), "2"),
            ],
            action: "/staff/office/items/1".into(),
            seen: 2,
            question: Some(self.office_question(false)),
            closed: String::new(),
            answers: true,
            open: Vec::new(),
            deeds: Vec::new(),
            deeds_title: String::new(),
            deeds_text: String::new(),
            reason: String::new(),
            buttons: Vec::new(),
            write: None,
            join: String::new(),
            history: vec![
                self.event(Tone::Plain, ("送审", "Handed over"), "何文"),
                self.event(Tone::Plain, ("写", "Written"), "何文"),
            ],
        }
    }

    fn office_item(&self, errors: FormErrors) -> OfficeItem {
        let deed = |deed, zh: &str, en: &str, class| OfficeDeed { deed, label: self.l(zh, en), class };
        let answered = OfficeEvent {
            note: self.l("答 B，与标准答案不一致", "Answered B, which differs from the key"),
            disputed: true,
            ..self.event(Tone::Plain, ("作答", "Answered"), "钟慧")
        };
        OfficeItem {
            banners: vec![Banner {
                tone: Tone::Warn,
                title: self.l("不一致：您答 B，标准答案 A", "It differs: you answered B, the key is A"),
                text: self.l("如果是题目有问题，请退回。", "If the item is at fault, give it back."),
            }],
            question: Some(self.office_question(true)),
            answers: false,
            open: vec![
                Fact::quoted(self.l("答案", "key"), "A"),
                Fact::quoted(self.l("解析", "explanation"), "验电以后立即接地，防止突然来电和感应电伤人。"),
            ],
            deeds: vec![
                deed("approve", "通过", "Pass", "main"),
                deed("return", "退回", "Give back", "stop"),
                deed("comment", "只留言", "Only remark", ""),
            ],
            deeds_title: self.l("审题意见", "Your review"),
            deeds_text: self.l(
                "有人的答案与标准答案不一致，通过也要写明理由。",
                "An answer differs from the key: passing wants a reason too.",
            ),
            history: vec![answered, self.event(Tone::Plain, ("送审", "Handed over"), "何文")],
            ..self.office_blind(errors)
        }
    }

    fn office_writer(&self) -> OfficeItem {
        let piece = |element, text: &str| OfficePiece { element, text: text.into() };
        let written = OfficeEvent {
            changes: vec![OfficeChange {
                column: self.l("题干", "stem"),
                pieces: vec![
                    piece("", "停电检修时，"),
                    piece("del", "验电"),
                    piece("ins", "验明线路确无电压"),
                    piece("", "以后，紧接着应当做什么？"),
                ],
            }],
            ..self.event(Tone::Plain, ("写", "Written"), "何文")
        };
        let returned = OfficeEvent {
            text: "“验电”请写清楚是验明无电。".into(),
            ..self.event(Tone::Warn, ("退回", "Given back"), "钟慧")
        };
        let deed = |deed, zh: &str, en: &str, class| OfficeDeed { deed, label: self.l(zh, en), class };
        OfficeItem {
            banners: vec![Banner {
                tone: Tone::Ok,
                title: self.l("已存为草稿", "Kept as a draft"),
                text: String::new(),
            }],
            state: self.state(0),
            deeds: vec![
                deed("comment", "只留言", "Only remark", ""),
                deed("retire", "停用这道题", "Retire this item", "stop"),
            ],
            deeds_title: self.l("留言", "Remark"),
            deeds_text: self.l("留言会记在经过里。", "A remark stays in the history."),
            buttons: vec![deed("submit", "送审", "Hand over for review", "main")],
            write: Some("/staff/office/items/1/write".into()),
            history: vec![written, returned],
            ..self.office_item(FormErrors::none())
        }
    }

    fn office_closed(&self) -> OfficeItem {
        OfficeItem {
            question: None,
            closed: self
                .l("这道题还在写，送审以后才能看。", "This item is being written; it is shown once it is handed over."),
            state: self.state(0),
            answers: false,
            buttons: vec![OfficeDeed { deed: "join", label: self.l("参与写题", "Join its writers"), class: "" }],
            join: self.l(
                "参与写题就能看到标准答案、能改题，但不能再审这道题。",
                "Whoever joins sees the key and can't review the item any more.",
            ),
            ..self.office_blind(FormErrors::none())
        }
    }

    fn office_write(&self, wrong: bool) -> OfficeWrite {
        let mut errors = FormErrors::none();
        if wrong {
            errors.add(
                "key",
                self.l(
                    "标准答案 E 不在选项 A–D 中。改正答案，或补上这个选项。",
                    "key E is not among options A–D: correct it.",
                ),
            );
            errors.add("facility", self.l("难度“难”不是整数。", "facility \"难\" is not a whole number."));
        }
        OfficeWrite {
            chrome: self.chrome("/staff/office/1/write"),
            errors,
            heading: if wrong {
                self.l("修改 DG5-S-001", "Revise DG5-S-001")
            } else {
                self.l("写一道题", "Write an item")
            },
            lede: self.l("写好先存为草稿，或者直接送审。", "Keep it as a draft, or hand it over at once."),
            back: Link::new("电工（五级）理论知识", "/staff/office/1"),
            action: "/staff/office/1/write".into(),
            seen: i64::from(wrong),
            new: !wrong,
            typed: OfficeTyped {
                code: "DG5-S-001".into(),
                facility: if wrong { "难".into() } else { "650".into() },
                stem: "停电检修时，验明线路确无电压以后，紧接着应当做什么？".into(),
                options: ["装设接地线", "拆除遮栏", "合上隔离开关", "离开现场", "", ""].map(Into::into),
                key: if wrong { "E".into() } else { "A".into() },
                enemy_group: String::new(),
                explanation: "验电以后立即接地。".into(),
                reference: "电业安全工作规程".into(),
            },
            kinds: self
                .choices(&[("single", "单项选择题", "Single choice"), ("true_false", "判断题", "True or false")]),
            points: self.choices(&[("1.1", "1.1 安全用电", "1.1 安全用电"), ("2.1", "2.1 仪表使用", "2.1 仪表使用")]),
            picture: None,
            picture_gone: false,
            preview: (!wrong).then(|| OfficeQuestion {
                options: self.office_question(false).options,
                ..self.office_question(false)
            }),
        }
    }

    fn office_seal(&self, ready: bool) -> OfficeSeal {
        let fault = |row: &str, what: (&str, &str)| BankFault {
            kind: None,
            sheet: String::new(),
            row: row.into(),
            column: String::new(),
            what: self.l(what.0, what.1),
            mend: self.l("补充题目，或减少抽题数", "write more items or draw fewer"),
        };
        OfficeSeal {
            chrome: self.chrome("/staff/office/1/seal"),
            errors: FormErrors::none(),
            back: Link::new("电工（五级）理论知识", "/staff/office/1"),
            heading: if ready {
                self.l("第 2 版可以封存：312 题", "Version 2 can be sealed: 312 items")
            } else {
                self.l("第 2 版还不能封存：1 处问题", "Version 2 can't be sealed yet: 1 fault")
            },
            ready,
            facts: self.bank_facts(),
            changes: vec![self.l("新增 2 题：DG5-S-311、DG5-S-312", "2 added: DG5-S-311, DG5-S-312")],
            left: vec![self.l("待审题 28 题", "28 waiting for review")],
            faults: if ready {
                Vec::new()
            } else {
                vec![fault(
                    &self.l("双向细目表", "Blueprint"),
                    ("单元 A/1 只有 5 道题，至少要 6 道", "cell A/1 has 5 items; at least 6 are needed"),
                )]
            },
            number: 2,
            version: "2026.2".into(),
            action: "/staff/office/1/seal".into(),
        }
    }
}
