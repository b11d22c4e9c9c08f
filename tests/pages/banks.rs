//! The question banks: the list, the check and its report, sealing, importing, keys.

use std::fs;
use std::path::Path;

use askama::Template;
use jiangheng::domain::bank::{Bank, PictureFile, Pictures, picture_names};
use jiangheng::domain::draw::{MINIMUM_RUNG, assess, trial_manifest};
use jiangheng::formats::{blueprint, csv_bank};
use jiangheng::services::blueprints::Assessed;
use jiangheng::web::pages::banks::blueprint::page;
use jiangheng::web::pages::views::*;

use super::Samples;

impl Samples {
    pub(super) fn bank_pages(&self, add: &mut dyn FnMut(&str, Result<String, askama::Error>)) {
        add("banks", self.banks(true).render());
        add("banks-empty", self.banks(false).render());
        add("bank", self.bank(false).render());
        add("bank-released", self.bank(true).render());
        add("bank-check", self.bank_check(FormErrors::none(), false).render());
        add("bank-check-again", self.bank_check(FormErrors::none(), true).render());
        let unread = FormErrors::one(
            "bank",
            self.l("第 37 行不是 UTF-8 编码，像是 GBK。", "Line 37 is not UTF-8; it looks like GBK."),
        );
        add("bank-check-unreadable", self.bank_check(unread, false).render());
        let words = self.l("正在读取 312 / 533 题……", "Reading item 312 of 533…");
        add("bank-checking", self.bank_checking(words, Some((312, 533))).render());
        let words = self.l("正在按双向细目表模拟组卷……", "Drawing papers by the blueprint, as a trial…");
        add("bank-checking-simulating", self.bank_checking(words, None).render());
        add("export", self.export(true).render());
        add("export-hidden", self.export(false).render());
        add("bank-report", self.bank_report(true, FormErrors::none()).render());
        add("bank-report-clean", self.bank_report(false, FormErrors::none()).render());
        let taken = FormErrors::one(
            "version",
            self.l("这个版本已经导入过了，请换一个版本号。", "This version is here already; take another one."),
        );
        add("bank-report-taken", self.bank_report(false, taken).render());
        add("bank-sealed", self.bank_sealed().render());
        add("bank-import", self.bank_import(FormErrors::none()).render());
        let forged = FormErrors::one(
            "package",
            self.l("这个题库包封存以后被改动过，没有导入。", "This package was changed after it was sealed."),
        );
        add("bank-import-refused", self.bank_import(forged).render());
        add("bank-key", self.bank_key(FormErrors::none()).render());
        let wrong = FormErrors::one(
            "file",
            self.l("这个题目密钥打不开这个题库包。", "This item key does not open this package."),
        );
        add("bank-key-wrong", self.bank_key(wrong).render());
        add("blueprint", self.blueprint(400).render());
        add("blueprint-refused", self.blueprint(0).render());
    }

    /// The sample bank's own figures, with this tolerance of its facility sum.
    fn blueprint(&self, tolerance: u32) -> BlueprintPage {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5");
        let mut plan = blueprint::read(&fs::read(folder.join("blueprint.toml")).unwrap()).unwrap();
        plan.facility_sum.as_mut().unwrap().tolerance = tolerance;
        let sheets = vec![csv_bank::read(&fs::read(folder.join("bank.csv")).unwrap(), "bank.csv").unwrap()];
        let read = |name: String| (name.clone(), PictureFile::Bytes(fs::read(folder.join(name)).unwrap()));
        let pictures: Pictures = picture_names(&sheets).into_iter().map(read).collect();
        let bank = Bank::check(&sheets, &plan, &pictures).unwrap();
        let assessment = assess(&trial_manifest(&bank).unwrap(), MINIMUM_RUNG);
        let assessed = Assessed { blueprint: plan, assessment };
        let back = Link::new(self.l("回到这个题库", "Back to this bank"), "/staff/banks/1");
        page(self.chrome("/staff/banks/1/blueprint"), &assessed, back)
    }

    pub(super) fn bank_facts(&self) -> Vec<Fact> {
        vec![
            Fact::new(self.l("题库名称", "Bank"), "电工（五级）理论知识"),
            Fact::code(self.l("题库编码", "Bank id"), "dg5"),
            Fact::code(self.l("版本", "Version"), "2026.1"),
            Fact::new(self.l("职业和等级", "Occupation and level"), self.l("电工（五级）", "电工 (level 5)")),
            Fact::new(self.l("题数", "Items"), "521"),
        ]
    }

    fn key_chip(&self, here: bool) -> Chip {
        if here {
            Chip::new(Tone::Ok, self.l("已交付", "Handed in"))
        } else {
            Chip::new(Tone::Wait, self.l("未交付", "Not handed in"))
        }
    }

    fn banks(&self, full: bool) -> BanksPage {
        let row = |title: &str, code: &str, here: bool| BankRow {
            title: title.into(),
            href: Some("/staff/banks/1".into()),
            code: self.l(&format!("{code} · 版本 2026.1"), &format!("{code} · version 2026.1")),
            project: self.l("电工（五级）", "电工 (level 5)"),
            items: "521".into(),
            digest: "4b1a99f03c77".into(),
            key: self.key_chip(here),
            imported: self.l("2026 年 11 月 20 日 09:00", "20 November 2026, 09:00"),
        };
        BanksPage {
            chrome: self.chrome("/staff/banks"),
            banks: if full {
                vec![row("电工（五级）理论知识", "dg5", false), row("养老护理员（五级）理论知识", "yl5", true)]
            } else {
                Vec::new()
            },
            manages: true,
        }
    }

    fn bank(&self, released: bool) -> BankPage {
        let digest = "4b1a99f03c77d5a2e61b0c4f8891d2ab7733c0e5f1a4469bd20c5e8f7a6b1c2d";
        let mut facts = self.bank_facts();
        facts.push(Fact::code(self.l("题库包摘要", "Package digest"), digest));
        BankPage {
            chrome: self.chrome("/staff/banks/1"),
            title: "电工（五级）理论知识".into(),
            key: self.key_chip(released),
            text: self.l("题库已经导入，题目还锁着。", "The bank is here, its items are locked."),
            facts,
            release: (!released).then(|| "/staff/banks/1/key".into()),
            blueprint: released.then(|| "/staff/banks/1/blueprint".into()),
            package: "/staff/banks/1/package.zip".into(),
        }
    }

    fn bank_check(&self, errors: FormErrors, again: bool) -> BankCheckForm {
        BankCheckForm { chrome: self.chrome("/staff/banks/check"), errors, again }
    }

    fn bank_report(&self, faulty: bool, errors: FormErrors) -> BankReport {
        let fault = |row: u32, column: (&str, &str), what: (&str, &str), mend: (&str, &str)| BankFault {
            kind: None,
            sheet: "题库".into(),
            row: self.l(&format!("第 {row} 行"), &format!("Row {row}")),
            column: self.l(column.0, column.1),
            what: self.l(what.0, what.1),
            mend: self.l(mend.0, mend.1),
        };
        let faults = vec![
            BankFault {
                kind: Some(Chip::new(Tone::Stop, self.l("未收的题", "Refused item"))),
                sheet: "电工 五级.xml".into(),
                row: "2896 · DG5-X-001".into(),
                column: String::new(),
                what: self.l("是简答或论述题", "it is an essay"),
                mend: self.l(
                    "改写成单选、多选或判断题，或从文件里删去这道题",
                    "make it a single choice, multiple response or true/false item, or take it out of the file",
                ),
            },
            fault(
                37,
                ("答案", "key"),
                ("标准答案 E 不在选项 A–D 中", "key E is not among options A–D"),
                ("改成已有选项的字母", "use the letter of an option"),
            ),
            fault(
                52,
                ("难度", "facility"),
                ("难度“0.65”不是整数", "facility \"0.65\" is no whole number"),
                ("写 0 至 1000 的整数，例如 650", "write a whole number of 0 to 1000, such as 650"),
            ),
            BankFault {
                kind: None,
                sheet: "双向细目表".into(),
                row: "—".into(),
                column: String::new(),
                what: self.l(
                    "单元 A1 的题太少：内容点 1.1 只有 5 道单选，要 6 道",
                    "cell A1 has too few items: 5 single choices of 1.1, 6 are wanted",
                ),
                mend: self.l("补题，或者少抽几道", "add items, or draw fewer"),
            },
        ];
        let choice = |value: &str, zh: &str, en: &str| Choice {
            value: value.into(),
            label: self.l(zh, en),
            chosen: value.is_empty(),
        };
        BankReport {
            chrome: self.chrome("/staff/banks/checks/ab12"),
            errors,
            heading: if faulty {
                self.l("发现 7 处问题，题库没有导入。", "7 faults; nothing was imported.")
            } else {
                self.l("521 行全部合格，可以封存。", "521 rows, all well; the bank can be sealed.")
            },
            tone: if faulty { Tone::Stop } else { Tone::Ok },
            facts: vec![
                Fact::new(self.l("题库", "Bank file"), "电工 五级.xlsx"),
                Fact::new(self.l("职业和等级", "Occupation and level"), self.l("电工（五级）", "电工 (level 5)")),
            ],
            read: self.l(
                if faulty {
                    "532 题读入，1 题未收，5 题有说明。"
                } else {
                    "521 题读入，0 题未收，5 题有说明。"
                },
                "Items read: 521; refused: 1; read with a note: 5.",
            ),
            notes: vec![self.l("这份报告保存到 10:30。", "This report is kept until 10:30.")],
            columns: if faulty {
                vec![choice("", "全部（7）", "All (7)"), choice("key", "答案（4）", "key (4)")]
            } else {
                Vec::new()
            },
            faults: if faulty {
                faults
            } else {
                vec![BankFault {
                    kind: Some(Chip::new(Tone::Warn, self.l("说明", "Note"))),
                    sheet: "电工 五级.xml".into(),
                    row: "1204 · DG5-M-007".into(),
                    column: String::new(),
                    what: self.l(
                        "原系统部分答对给部分分，这里全对才给分",
                        "parts of an answer earn parts of the points there; here it is all or nothing",
                    ),
                    mend: self.l("核对计分方法", "see that the scoring is right"),
                }]
            },
            pager: Pager {
                words: self.l("第 1–50 行，共 120 行", "Rows 1–50 of 120"),
                before: None,
                after: faulty.then(|| "/staff/banks/checks/ab12?page=2".into()),
            },
            marks: "/staff/banks/checks/ab12/marks.xlsx".into(),
            blueprint: (!faulty).then(|| "/staff/banks/checks/ab12/blueprint".into()),
            export: (!faulty).then(|| "/staff/banks/checks/ab12/export".into()),
            seal: (!faulty).then(|| SealForm { code: "dg5".into(), version: "2026.1".into() }),
            action: "/staff/banks/checks/ab12".into(),
        }
    }

    fn bank_checking(&self, words: String, part: Option<(usize, usize)>) -> BankChecking {
        let action = "/staff/banks/checks/ab12".to_owned();
        BankChecking { chrome: self.chrome(&action), words, part, action }
    }

    fn export(&self, whole: bool) -> ExportPage {
        let codes: Vec<String> = (1..=30).map(|number| format!("DG5-T-{number:03}")).collect();
        let row = |name: (&str, &str), text: (&str, &str), left: bool| ExportRow {
            name: self.l(name.0, name.1),
            text: self.l(text.0, text.1),
            whole: if left {
                Chip::new(Tone::Warn, self.l("漏下 30 题", "30 left out"))
            } else {
                Chip::new(Tone::Ok, self.l("全部", "All items"))
            },
            left_out: if left {
                vec![ExportLeft {
                    why: self.l(
                        "GIFT 不能带图片：有图片的题请导出为 QTI 或 Moodle XML",
                        "GIFT holds no pictures: export items with pictures as QTI or Moodle XML",
                    ),
                    codes: codes.join("、"),
                }]
            } else {
                Vec::new()
            },
            href: "/staff/banks/checks/ab12/export/gift".into(),
        };
        let part = |zh: &str, en: &str, chosen: bool| ExportPart {
            link: Link::new(self.l(zh, en), "/staff/office/1/export"),
            chosen,
        };
        ExportPage {
            chrome: self.chrome("/staff/banks/checks/ab12/export"),
            crumb: Link::new(self.l("题库", "Question banks"), "/staff/banks"),
            back: Link::new(self.l("回到检查结果", "Back to the check"), "/staff/banks/checks/ab12"),
            count: self.l("共 533 题，带标准答案。", "533 items, with their keys."),
            hidden: if whole {
                String::new()
            } else {
                self.l(
                    "另有 12 题没有导出：您还要审这些题，现在不能看到答案。",
                    "12 more items are not exported: you may have to review them and can't see their keys yet.",
                )
            },
            parts: if whole {
                Vec::new()
            } else {
                vec![
                    part("全部题目", "All items", true),
                    part("只要审题通过的", "Only those that passed review", false),
                ]
            },
            rows: vec![
                row(
                    ("表格（.xlsx）", "Spreadsheet (.xlsx)"),
                    (
                        "表格和图片装在一个 zip 里；解开以后可以再检查导入。",
                        "The spreadsheet and its pictures in one zip; unpacked it can be checked and imported again.",
                    ),
                    false,
                ),
                row(
                    ("QTI 3.0 包", "QTI 3.0 package"),
                    ("最新的标准，图片在包里。", "The latest standard; pictures are inside."),
                    false,
                ),
                row(
                    ("GIFT", "GIFT"),
                    ("Moodle 的纯文字格式，不能带图片。", "Moodle's plain text; it holds no pictures."),
                    true,
                ),
            ],
        }
    }

    fn bank_sealed(&self) -> BankSealed {
        BankSealed {
            chrome: self.chrome("/staff/banks/checks/ab12"),
            facts: self.bank_facts(),
            until: "10:30".into(),
            action: "/staff/banks/checks/ab12".into(),
            bank: "/staff/banks/1".into(),
        }
    }

    fn bank_import(&self, errors: FormErrors) -> BankImportForm {
        BankImportForm { chrome: self.chrome("/staff/banks/import"), errors, again: false }
    }

    fn bank_key(&self, errors: FormErrors) -> BankKeyForm {
        BankKeyForm {
            chrome: self.chrome("/staff/banks/1/key"),
            errors,
            again: false,
            facts: self.bank_facts(),
            action: "/staff/banks/1/key".into(),
            back: Link::new(self.l("回到这个题库", "Back to this bank"), "/staff/banks/1"),
        }
    }
}
