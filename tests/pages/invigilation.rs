//! The invigilator's pages: the board, the room's record, and in which browser an exam is sat.

use askama::Template as _;
use jiangheng::web::pages::views::*;

use super::Samples;

impl Samples {
    pub(super) fn invigilation_pages(&self, add: &mut impl FnMut(&str, Result<String, askama::Error>)) {
        let wrong = |field: &'static str, zh: &str, en: &str| FormErrors::one(field, self.l(zh, en));
        add("board", self.board(30, None, None).render());
        add("board-seat", self.board(30, Some(self.chosen()), None).render());
        add("board-void", self.board(30, Some(self.chosen()), Some(self.deed())).render());
        add("board-large", self.board(300, None, None).render());
        add("room-record", self.room_record(FormErrors::none(), true).render());
        add("room-record-signed", self.room_record(FormErrors::none(), false).render());
        let password = wrong("password", "口令不对。", "The password is wrong.");
        add("room-record-wrong", self.room_record(password, true).render());
        add("lockdown", self.lockdown(FormErrors::none(), true).render());
        add("lockdown-fixed", self.lockdown(FormErrors::none(), false).render());
        let key = wrong("browser_keys", "每一行要是 64 位十六进制数字。", "Each line is 64 hexadecimal digits.");
        add("lockdown-wrong", self.lockdown(key, true).render());
    }

    fn board(&self, seats: i64, chosen: Option<ChosenSeat>, form: Option<DeedForm>) -> BoardPage {
        let words = [
            ("", self.l("38 题", "38 items")),
            ("w", self.l("断线", "Cut off")),
            ("p", self.l("已暂停", "Paused")),
            ("d", self.l("已交卷", "Handed in")),
            ("a", self.l("未到", "Not here")),
            ("s", self.l("已作废", "Void")),
        ];
        let seat = |number: i64| {
            let at = usize::try_from(number % 31).unwrap() % 11 % 6;
            let (class, word) = words.get(at).unwrap().clone();
            SeatCell {
                sitting: number,
                number,
                name: if number % 7 == 0 { "欧阳海燕".into() } else { "王秀兰".into() },
                word,
                class,
                answered: (class.is_empty() || class == "w").then_some(38),
                items: 140,
            }
        };
        let tally = |count, zh: &str, en: &str, class| TallyOf { count, word: self.l(zh, en), class };
        BoardPage {
            chrome: self.chrome("/staff/sessions/1/board"),
            errors: FormErrors::none(),
            banner: None,
            exam: "电工（五级）理论知识考试".into(),
            place: self.l("青禾技工学校 · 第 1 考场 · 周立新", "青禾技工学校 · Room 1 · 周立新"),
            back: Link::new("QH-2026-12 S1", "/staff/sessions/1"),
            address: "/staff/sessions/1/board".into(),
            live: BoardLive {
                now: "10:13:31".into(),
                minutes_left: 47,
                here: self.l("到场 28 / 30", "28 of 30 here"),
                tally: vec![
                    tally(28, "到场", "here", ""),
                    tally(25, "答题中", "working", ""),
                    tally(1, "断线", "cut off", "w"),
                    tally(1, "作废", "void", "s"),
                ],
                todo: vec![Todo {
                    who: self.l("1 号 王秀兰", "Seat 1 王秀兰"),
                    text: self.l(
                        "断线 3 分钟，答案在考生的电脑上，会自动补传",
                        "Cut off for 3 minutes; answers wait at the candidate's computer",
                    ),
                    href: "?seat=1#chosen".into(),
                }],
                seats: (1..=seats).map(seat).collect(),
            },
            all: vec![
                Link::new(self.l("全场加时", "More time for all"), "?do=extend#chosen"),
                Link::new(self.l("全场暂停", "Pause all"), "?do=pause#chosen"),
            ],
            all_now: Vec::new(),
            chosen,
            form,
        }
    }

    fn chosen(&self) -> ChosenSeat {
        let way = |zh: &str, en: &str, deed: &str| Link::new(self.l(zh, en), format!("?seat=1&do={deed}#chosen"));
        ChosenSeat {
            title: self.l("1 号 王秀兰", "Seat 1 王秀兰"),
            facts: vec!["26120317".into(), self.l("38 题", "38 items"), self.l("身份已核验", "Identity checked")],
            sitting: 1,
            now: Vec::new(),
            ways: vec![
                way("暂停", "Pause", "pause"),
                way("加时", "More time", "extend"),
                way("允许普通浏览器", "Allow any browser", "let_in"),
            ],
            far: vec![way("记录违纪", "Record a breach", "breach"), way("作废", "Make void", "void")],
        }
    }

    fn deed(&self) -> DeedForm {
        let choice = |value: &str, zh: &str, en: &str| Choice {
            value: value.into(),
            label: self.l(zh, en),
            chosen: value == "malpractice",
        };
        DeedForm {
            title: self.l("作废：1 号 王秀兰", "Make void: seat 1 王秀兰"),
            text: self.l(
                "这次考试不算数，不能恢复。要两位监考员。",
                "This sitting will not count, and can't be restored. It takes two invigilators.",
            ),
            deed: "void".into(),
            sitting: Some(1),
            back: "?seat=1#chosen".into(),
            minutes: None,
            seat: None,
            grounds: vec![
                choice("malpractice", "违纪", "Malpractice"),
                choice("mistake", "报名或座位弄错", "A mistake in registration or seat"),
            ],
            breaches: vec![choice("impersonation", "替考", "Impersonation")],
            reason: String::new(),
            login: Some(String::new()),
            button: self.l("作废", "Make void"),
        }
    }

    fn recorded(&self) -> Vec<RecordedLine> {
        vec![RecordedLine {
            when: self.l("2026 年 12 月 12 日 09:40", "12 December 2026 09:40"),
            who: "26120317 王秀兰".into(),
            what: self.l("加时 10 分钟", "10 minutes given"),
            reason: "电脑重新启动".into(),
            by: "周立新".into(),
        }]
    }

    fn room_record(&self, errors: FormErrors, open: bool) -> RoomRecordPage {
        let fact = |zh: &str, en: &str, value: &str| Fact::new(self.l(zh, en), value);
        RoomRecordPage {
            chrome: self.chrome("/staff/sessions/1/room-record"),
            errors,
            banner: None,
            back: Link::new("QH-2026-12 S1", "/staff/sessions/1"),
            facts: vec![
                fact("考点", "Centre", "青禾技工学校"),
                fact("应到", "Expected", "30"),
                fact("实到", "Sat", "28"),
            ],
            absent: vec!["26120325 李建国".into()],
            unverified: Vec::new(),
            incidents: self.recorded(),
            breaches: Vec::new(),
            signatures: if open {
                Vec::new()
            } else {
                vec![RecordSignature { who: "周立新，2026-12-12 11:10".into(), signature: "z5Rmk".repeat(17) }]
            },
            sign: open.then(|| "/staff/sessions/1/room-record".into()),
            why_not: self.l("您已签署。", "You have signed it."),
        }
    }

    fn lockdown(&self, errors: FormErrors, open: bool) -> LockdownPage {
        let choice = |value: &str, zh: &str, en: &str| Choice {
            value: value.into(),
            label: self.l(zh, en),
            chosen: value == "config_key",
        };
        let mode =
            self.l("只能用 Safe Exam Browser，按本场配置", "Safe Exam Browser only, with this session's settings");
        LockdownPage {
            chrome: self.chrome("/staff/sessions/1/lockdown"),
            errors,
            banner: None,
            back: Link::new("QH-2026-12 S1", "/staff/sessions/1"),
            facts: vec![
                Fact::code(self.l("配置密钥（Config Key）", "Config Key"), "3f".repeat(32)),
                Fact::code(self.l("退出口令", "Quit password"), "04711823"),
            ],
            file: "/staff/sessions/1/lockdown.seb".into(),
            now: mode,
            modes: vec![
                choice("off", "不限浏览器", "Any browser"),
                choice("config_key", "只能用 Safe Exam Browser", "Safe Exam Browser only"),
            ],
            browser_keys: String::new(),
            action: open.then(|| "/staff/sessions/1/lockdown".into()),
            let_in: if open { Vec::new() } else { self.recorded() },
        }
    }
}
