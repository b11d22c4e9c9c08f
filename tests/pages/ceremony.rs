//! The staff pages of a ceremony: in every state it can be in, its forms, a link that was made.

use askama::Template as _;
use jiangheng::web::pages::views::*;

use super::Samples;

type Add<'a> = &'a mut dyn FnMut(&str, Result<String, askama::Error>);

const PLACE: &str = "/staff/sessions/1/ceremony";
const NUMBERS: &str = "02 05 09 14 17 21 23 28 34 36 41 45 48 52 57 60 66 71 75 79";

/// What differs from state to state.
struct State {
    name: &'static str,
    /// The step in hand; steps before it are done.
    step: Option<usize>,
    /// The texts' key of what is next.
    next: &'static str,
    /// Receipts of each contributor, and how many are opened, from the first on.
    receipts: [usize; 3],
    opened: usize,
    excluded: bool,
    /// The two readings, as far as they are there; an empty one is hidden.
    readings: &'static [&'static str],
    beacon: (Tone, &'static str),
    /// The form that the card leads to.
    deed: &'static str,
}

const STATES: [State; 10] = [
    State {
        name: "gathering",
        step: Some(0),
        next: "commit",
        receipts: [0, 0, 0],
        opened: 0,
        excluded: false,
        readings: &[],
        beacon: (Tone::Wait, "rite-beacon-later"),
        deed: "contributor",
    },
    State { name: "receipts", step: Some(1), next: "receive", receipts: [2, 1, 0], deed: "receipt", ..WAITING },
    WAITING,
    State {
        name: "hidden",
        step: Some(3),
        next: "enter-second",
        readings: &[""],
        beacon: (Tone::Plain, "rite-beacon-one"),
        deed: "beacon",
        ..WAITING
    },
    State {
        name: "differing",
        step: Some(3),
        next: "enter-differ",
        readings: &[NUMBERS, "02 05 09 14 17 21 23 28 34 36 41 45 48 52 57 60 66 71 75 80"],
        beacon: (Tone::Warn, "rite-beacon-differs"),
        deed: "beacon",
        ..WAITING
    },
    State { name: "opening", step: Some(4), next: "open", opened: 2, deed: "secret", ..SETTLED },
    State {
        name: "stuck",
        step: Some(1),
        next: "stuck-too-few",
        receipts: [2, 2, 1],
        excluded: true,
        deed: "call-off",
        ..SETTLED
    },
    State { name: "opened", step: Some(5), next: "sit", opened: 3, ..SETTLED },
    State { name: "over", step: None, next: "over", opened: 3, ..SETTLED },
    State { name: "cancelled", step: None, next: "cancelled", opened: 2, ..SETTLED },
];

const WAITING: State = State {
    name: "waiting",
    step: Some(3),
    next: "await-beacon",
    receipts: [2, 2, 2],
    opened: 0,
    excluded: false,
    readings: &[],
    beacon: (Tone::Wait, "rite-beacon-later"),
    deed: "",
};

const SETTLED: State = State { readings: &[NUMBERS, NUMBERS], beacon: (Tone::Ok, "rite-beacon-agreed"), ..WAITING };

impl Samples {
    pub(super) fn ceremony_pages(&self, add: Add<'_>) {
        for state in &STATES {
            add(&format!("ceremony-{}", state.name), self.ceremony(state).render());
        }
        add("ceremony-empty", StaffCeremony { parties: vec![], guests: vec![], ..self.ceremony(&STATES[0]) }.render());
        let chrome = self.chrome(PLACE);
        let of_plan = StaffCeremony {
            title: chrome.t1("plan-rite-heading", "title", self.l("电工（五级）", "Electrician, level 5")),
            session: Link::new("EX-2026-001 · S1", PLACE),
            plan: None,
            next: NextStep {
                title: chrome.t("plan-rite-next-sit"),
                text: chrome.t("plan-rite-next-sit-text"),
                ..self.rite_next(&STATES[0])
            },
            ..self.ceremony(&STATES[0])
        };
        add("ceremony-of-plan", of_plan.render());
        let none = FormErrors::none;
        for (deed, fields) in [
            ("contributor", vec!["code", "body", "person-if", "side"]),
            ("custodian", vec!["whose", "custodian-body", "custodian"]),
            ("commitment", vec!["code", "body", "side", "commitment"]),
            ("receipt", vec!["whose", "custodian-body", "custodian", "envelope"]),
            ("beacon", vec!["event", "numbers"]),
            ("secret", vec!["whose", "secret"]),
            ("plan", vec![]),
            ("relief", vec!["supervisor", "relief"]),
            ("substitute", vec!["supervisor", "relief"]),
            ("call-off", vec!["reason"]),
        ] {
            add(&format!("ceremony-form-{deed}"), self.ceremony_form(deed, &fields, none(), None).render());
        }
        let wrong = FormErrors::one("numbers", self.chrome(PLACE).t("error-no-outcome"));
        add("ceremony-form-beacon-wrong", self.ceremony_form("beacon", &["event", "numbers"], wrong, None).render());
        let refused = Banner {
            tone: Tone::Stop,
            title: self.chrome(PLACE).t("session-refused"),
            text: self.chrome(PLACE).t("refusal-ceremony-out-of-order"),
        };
        let again = self.ceremony_form("secret", &["whose", "secret"], none(), Some(refused));
        add("ceremony-form-refused", again.render());
        add("ceremony-link", self.ceremony_link(true).render());
        add("ceremony-link-gone", self.ceremony_link(false).render());
    }

    fn rite_next(&self, state: &State) -> NextStep {
        let chrome = self.chrome(PLACE);
        let yours = !state.deed.is_empty();
        let values = [
            ("names", self.l("县企业家协会", "县企业家协会")),
            ("when", self.l("12 月 10 日 21:30", "10 Dec, 21:30")),
            ("runs", self.l("局管理员", "bureau administrators")),
            ("enters", self.l("局管理员、考点负责人、督导员", "bureau administrators, centre managers, supervisors")),
            ("reason", "县企业家协会的密值未能按时开启，本场不能开考".to_owned()),
        ];
        let say = |part: &str| {
            let key = format!("rite-next-{}{part}", state.next);
            let mut values: Vec<(&str, jiangheng::i18n::Value<'_>)> =
                values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            values.push(("count", 2_i64.into()));
            jiangheng::i18n::has(self.locale, &key).then(|| jiangheng::i18n::text_with(self.locale, &key, &values))
        };
        NextStep {
            yours,
            label: chrome.t(match state.next {
                "over" | "cancelled" => "rite-over-label",
                _ if yours => "session-next-yours",
                _ => "session-next-wait",
            }),
            title: say("").unwrap_or_default(),
            text: say("-text").unwrap_or_default(),
            lines: ["-who", "-by", "-otherwise"].into_iter().filter_map(say).collect(),
            clause: "开考前 7 日锁定名单、公布抽题清单 · 青禾县职业技能等级认定抽题规则 第2条".into(),
            action: None,
            link: yours.then(|| self.rite_link(state.deed)),
        }
    }

    fn rite_link(&self, deed: &str) -> Link {
        Link::new(self.chrome(PLACE).t(&format!("rite-{deed}")), format!("{PLACE}/{deed}"))
    }

    fn ceremony(&self, state: &State) -> StaffCeremony {
        let chrome = self.chrome(PLACE);
        let party = |at: usize, name: &str, code: &str| {
            let excluded = state.excluded && at == 2;
            let opened = at < state.opened;
            let chip = match () {
                () if excluded => Chip::new(Tone::Stop, chrome.t("rite-excluded")),
                () if opened => Chip::new(Tone::Ok, chrome.t("contributor-opened")),
                () => Chip::new(Tone::Plain, chrome.t("contributor-committed")),
            };
            let receipts = state.receipts.get(at).copied().unwrap_or_default();
            let custodians = ["县档案馆 钱文", "县公证处 周正"].map(str::to_owned);
            CeremonyParty {
                name: name.into(),
                code: code.into(),
                side: chrome.t(if at == 0 { "contributor-inside" } else { "contributor-outside" }),
                commitment: "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0".into(),
                receipts: format!("{receipts} / 2"),
                custodians: custodians.into_iter().take(receipts).collect(),
                state: chip,
                when: if opened { format!("08:3{at}") } else { String::new() },
                now: state.next == "open" && !opened,
            }
        };
        let guest = |name: &str, role: String, chip: Chip| CeremonyGuest {
            name: name.into(),
            role,
            state: chip,
            made: self.l("11 月 30 日 10:20", "30 Nov, 10:20"),
        };
        let event = chrome.t1("rite-event-kl8", "day", self.l("2026 年 12 月 10 日", "10 December 2026"));
        let readings = ["刘敏", "林站长"].into_iter().zip(state.readings);
        let closed = !matches!(state.name, "gathering");
        let digest = "938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3";
        StaffCeremony {
            banner: (state.name == "opening").then(|| Banner {
                tone: Tone::Ok,
                title: chrome.t("rite-done-secret"),
                text: String::new(),
            }),
            title: chrome.t1("rite-heading", "title", self.l("电工（五级）", "Electrician, level 5")),
            session: Link::new("EX-2026-001 · S1", "/staff/sessions/1"),
            lede: self.l("12 月 12 日 09:00，青禾县高级技工学校", "12 December 09:00, 青禾县高级技工学校"),
            steps: ceremony_steps(
                self.locale,
                &[
                    chrome.t1("rite-detail-parties", "count", 3_i64),
                    format!("{} / 6", state.receipts.iter().sum::<usize>()),
                    self.l("12 月 5 日前", "by 5 Dec"),
                    self.l("12 月 10 日 21:30", "10 Dec, 21:30"),
                    "2 / 3".to_owned(),
                    self.l("12 月 12 日 09:00", "12 Dec, 09:00"),
                    chrome.t("rite-detail-evidence"),
                ],
                |at| match state.step {
                    Some(now) if at == now => StepState::Now,
                    Some(now) if at > now => StepState::ToCome,
                    None if state.next == "cancelled" && at > 3 => StepState::ToCome,
                    _ => StepState::Done,
                },
            ),
            next: self.rite_next(state),
            plan: Some(self.plan_card(closed)),
            deeds: if closed { vec![] } else { vec![self.rite_link("commitment"), self.rite_link("custodian")] },
            call_off: (!matches!(state.name, "stuck" | "over" | "cancelled")).then(|| self.rite_link("call-off")),
            parties: vec![
                party(0, "青禾县人社局", "bureau"),
                party(1, "县总工会", "union"),
                party(2, "县企业家协会", "firms"),
            ],
            guests: vec![
                guest(
                    "县总工会 郑兰",
                    chrome.t("rite-role-contributor"),
                    Chip::new(Tone::Ok, chrome.t("rite-guest-committed")),
                ),
                guest(
                    "县公证处 周正",
                    chrome.t1("rite-role-custodian", "whose", "县总工会"),
                    Chip::new(Tone::Wait, chrome.t("rite-guest-waits")),
                ),
            ],
            readings: readings
                .map(|(by, numbers)| CeremonyReading {
                    by: by.into(),
                    when: self.l("12 月 10 日 21:42", "10 Dec, 21:42"),
                    event: event.clone(),
                    numbers: (*numbers).into(),
                })
                .collect(),
            beacon: Chip::new(state.beacon.0, chrome.t(state.beacon.1)),
            hidden: if state.readings == [""] { chrome.t("rite-readings-hidden") } else { String::new() },
            deadlines: vec![
                Fact::new(chrome.t("rite-due-roster"), self.l("12 月 5 日前", "by 5 Dec")),
                Fact::new(chrome.t("rite-due-beacon"), event.clone()),
                Fact::new(chrome.t("rite-due-open"), self.l("12 月 12 日 08:30 至 09:00", "12 Dec, 08:30 to 09:00")),
            ],
            data: vec![
                if closed {
                    Fact::code(chrome.t("fact-manifest"), digest)
                } else {
                    Fact::new(chrome.t("fact-manifest"), chrome.t("rite-manifest-later"))
                },
                Fact::new(chrome.t("fact-master"), chrome.t("fact-master-later")),
            ],
            draw: closed.then(|| Link::new(chrome.t("link-draw"), "/draws/EX-2026-001/S1")),
            chrome,
        }
    }

    fn plan_card(&self, drawn: bool) -> CeremonyPlan {
        let chrome = self.chrome(PLACE);
        let names = self.l("卫东", "卫东");
        if drawn {
            CeremonyPlan {
                lines: vec![chrome.t("plan-state-opened"), chrome.t1("plan-supervisors", "names", names)],
                links: vec![Link::new(chrome.t("plan-open"), PLACE), self.rite_link("relief")],
            }
        } else {
            CeremonyPlan {
                lines: vec![chrome.t("plan-none"), chrome.t1("plan-why", "days", 3_i64)],
                links: vec![self.rite_link("plan")],
            }
        }
    }

    fn ceremony_form(
        &self,
        deed: &str,
        fields: &[&'static str],
        errors: FormErrors,
        banner: Option<Banner>,
    ) -> StaffCeremonyForm {
        let chrome = self.chrome(PLACE);
        let field = |key: &str| -> CeremonyField {
            let (name, key, choices, area): (&'static str, &'static str, _, bool) = match key {
                "whose" => {
                    let all = self
                        .choices(&[("union", "县总工会（union）", "县总工会 (union)"), ("firms", "firms", "firms")]);
                    ("contributor", "rite-field-whose", all, false)
                }
                "side" => {
                    let all = self.choices(&[("outside", "局外", "Outside"), ("inside", "本局", "The bureau")]);
                    ("side", "rite-field-side", all, false)
                }
                "event" => {
                    let all = self.choices(&[
                        ("a", "快乐8，2026 年 12 月 10 日开奖", "Kuaile 8, drawn on 10 December 2026"),
                        ("b", "备用：快乐8，2026 年 12 月 11 日开奖", "Fallback: Kuaile 8, drawn on 11 December 2026"),
                    ]);
                    ("event", "rite-field-event", all, false)
                }
                "code" => ("contributor", "rite-field-code", vec![], false),
                "body" => ("body", "rite-field-body", vec![], false),
                "custodian-body" => ("body", "rite-field-custodian-body", vec![], false),
                "custodian" => ("person", "rite-field-custodian", vec![], false),
                "commitment" => ("commitment", "rite-field-commitment", vec![], true),
                "envelope" => ("commitment", "rite-field-envelope", vec![], true),
                "numbers" => ("numbers", "rite-field-numbers", vec![], true),
                "secret" => ("secret", "rite-field-secret", vec![], true),
                "reason" => ("reason", "rite-field-reason", vec![], true),
                "relief" => ("reason", "rite-field-relief", vec![], true),
                "supervisor" => ("supervisor", "rite-field-supervisor", self.choices(&[("7", "卫东", "卫东")]), false),
                _ => ("person", "rite-field-person-if", vec![], false),
            };
            let value = if errors.is_empty() { "" } else { "2 5 9 14 17" };
            CeremonyField { name, key, value: value.into(), choices, area }
        };
        let lines = match deed {
            "beacon" => vec![chrome.t("rite-beacon-alone"), chrome.t("rite-beacon-fallback")],
            "call-off" => vec![
                chrome.t1("rite-call-off-candidates", "count", 120_i64),
                chrome.t1("rite-call-off-opened", "count", 2_i64),
                chrome.t("rite-call-off-reason"),
            ],
            "secret" => vec![chrome.t("rite-secret-hall"), chrome.t("rite-secret-all")],
            "plan" => vec![
                chrome.t1("rite-plan-when", "when", self.l("2026 年 12 月 9 日 09:00", "9 December 2026 09:00")),
                chrome.t("rite-plan-commit"),
                chrome.t("rite-plan-fails"),
            ],
            "relief" => vec![chrome.t("rite-relief-next")],
            "substitute" => vec![chrome.t("rite-substitute-counts"), chrome.t("rite-substitute-next")],
            _ => vec![chrome.t("rite-link-once"), chrome.t("rite-link-person")],
        };
        StaffCeremonyForm {
            title: chrome.t(&format!("rite-{deed}")),
            text: chrome.t(&format!("rite-{deed}-text")),
            lines,
            back: Link::new(chrome.t("rite-title"), PLACE),
            action: format!("{PLACE}/{deed}"),
            fields: fields.iter().map(|key| field(key)).collect(),
            submit: chrome.t(&format!("rite-{deed}-do")),
            stop: deed == "call-off",
            errors,
            banner,
            chrome,
        }
    }

    fn ceremony_link(&self, fresh: bool) -> StaffCeremonyLink {
        let chrome = self.chrome(PLACE);
        let url = "https://exam.example.org/ceremony/dGhlIHNlY3JldCBpcyBpbiB0aGUgbGlu";
        StaffCeremonyLink {
            back: Link::new(chrome.t("rite-title"), PLACE),
            link: fresh.then(|| CeremonyLink {
                whose: chrome.t2("rite-link-custodian", "name", "县公证处 周正", "code", "union"),
                text: chrome.t("rite-link-custodian-text"),
                url: url.into(),
                qr_svg: jiangheng::formats::qr::text_svg(url).unwrap(),
            }),
            chrome,
        }
    }
}
