use jiff::SignedDuration;

use super::*;
use crate::domain::samples::policy;

const T: &str = "2026-12-12T01:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn receipt(body: &str, custodian: &str, given: &str) -> Receipt {
    Receipt { body: body.to_owned(), custodian: custodian.to_owned(), at: at(given) }
}

fn party(code: &str, outside: bool) -> Party {
    let receipts = vec![
        receipt("县档案馆", "甲", "2026-12-05T02:00:00Z"),
        receipt("县公证处", &format!("乙{code}"), "2026-12-05T03:00:00Z"),
    ];
    Party { code: code.to_owned(), name: format!("{code} 单位"), outside, receipts, opened: false }
}

fn closed() -> Ceremony {
    let events = Some(("kl8/2026-12-10".to_owned(), "kl8/2026-12-11".to_owned()));
    Ceremony {
        kind: Kind::Session { plan: None },
        stage: Stage::Closed,
        calendar: Calendar::of(at(T), &policy(), events),
        parties: vec![party("bureau", false), party("union", true), party("firms", true)],
        entries: Vec::new(),
        outside_wanted: 2,
        published: false,
    }
}

fn entry(account_id: i64, value: &str) -> Entry {
    Entry { account_id, event: "kl8/2026-12-10".to_owned(), value: value.to_owned() }
}

fn code(answer: Result<(), Refused>) -> &'static str {
    answer.map_or_else(|refused| refused.code(), |()| "fine")
}

#[test]
fn the_calendar_is_the_policys() {
    let calendar = closed().calendar;
    assert_eq!(calendar.roster_until, at("2026-12-05T16:00:00Z"), "the end of the local day seven days before");
    assert_eq!(calendar.beacon, Some(at("2026-12-10T13:30:00Z")), "half past nine in the evening");
    assert_eq!(calendar.fallback, Some(at("2026-12-11T13:30:00Z")));
    assert_eq!(calendar.open_from, at("2026-12-12T00:30:00Z"));
    assert_eq!(calendar.open_until, at("2026-12-12T01:30:00Z"));
    assert_eq!(drawn_at("ssq/2026001"), None);
}

#[test]
fn commitments_and_the_roster_have_their_deadline() {
    let mut ceremony = Ceremony { stage: Stage::Gathering, ..closed() };
    let (early, late) = (at("2026-12-05T15:59:59Z"), at("2026-12-05T16:00:00Z"));
    assert_eq!(code(ceremony.may(Deed::Commit { code: "court" }, early)), "fine");
    assert_eq!(code(ceremony.may(Deed::Commit { code: "union" }, early)), "contributor-known");
    assert_eq!(code(ceremony.may(Deed::Commit { code: "court" }, late)), "commitment-too-late");
    assert_eq!(code(ceremony.may(Deed::CloseRoster, early)), "fine");
    assert_eq!(code(ceremony.may(Deed::CloseRoster, late)), "roster-too-late");
    assert_eq!(ceremony.next(late), Next::Stuck(Stuck::RosterLate));
    ceremony.parties.pop();
    assert_eq!(code(ceremony.may(Deed::CloseRoster, early)), "contributors-too-few");
    assert_eq!(ceremony.next(early), Next::Commit { inside: 0, outside: 1 });
}

#[test]
fn custodians_are_of_two_bodies_and_nobody_holds_every_secret() {
    let mut ceremony = closed();
    let now = at("2026-12-06T00:00:00Z");
    let receive = |ceremony: &Ceremony, body: &str, custodian: &str| {
        code(ceremony.may(Deed::Receive { code: "firms", body, custodian }, now))
    };
    if let Some(firms) = ceremony.parties.last_mut() {
        firms.receipts.truncate(0);
    }
    assert_eq!(receive(&ceremony, "firms 单位", "丙"), "custodian-own");
    assert_eq!(receive(&ceremony, "县档案馆", "甲"), "custodian-holds-all");
    assert_eq!(receive(&ceremony, "县档案馆", "丙"), "fine");
    if let Some(firms) = ceremony.parties.last_mut() {
        firms.receipts.push(receipt("县档案馆", "丙", "2026-12-06T00:00:00Z"));
    }
    assert_eq!(receive(&ceremony, " 县档案 馆", "丁"), "custodian-same-body");
    assert_eq!(ceremony.next(now), Next::Receive(vec![("firms".to_owned(), 1)]));
    let drawn = at("2026-12-10T13:30:00Z");
    let deed = Deed::Receive { code: "firms", body: "县公证处", custodian: "丁" };
    assert_eq!(code(ceremony.may(deed, drawn)), "receipt-too-late");
    let stranger = Deed::Receive { code: "nobody", body: "县公证处", custodian: "丁" };
    assert_eq!(code(ceremony.may(stranger, now)), "contributor-unknown");
}

#[test]
fn without_receipts_before_the_drawing_a_contributor_is_left_out_then_and_never_later() {
    let mut ceremony = closed();
    ceremony.parties.push(Party { receipts: Vec::new(), ..party("court", true) });
    let drawn = at("2026-12-10T13:30:00Z");
    let left_out = |now: Timestamp| ceremony.parties.iter().filter(|party| ceremony.is_excluded(party, now)).count();
    assert_eq!(left_out(drawn - SignedDuration::from_secs(1)), 0);
    assert_eq!(left_out(drawn), 1);
    let opening = at("2026-12-12T00:30:00Z");
    assert_eq!(code(ceremony.may(Deed::Open { code: "court" }, opening)), "contributor-excluded");
    // A receipt dated after the drawing changes nothing.
    if let Some(court) = ceremony.parties.last_mut() {
        court.receipts =
            vec![receipt("县档案馆", "甲", "2026-12-10T13:30:00Z"), receipt("县公证处", "乙", "2026-12-11T00:00:00Z")];
    }
    assert_eq!(code(ceremony.may(Deed::Open { code: "court" }, opening)), "contributor-excluded");
    // With another one gone there are too few, and nothing can be opened.
    if let Some(union) = ceremony.parties.get_mut(1) {
        union.receipts.clear();
    }
    assert_eq!(code(ceremony.may(Deed::Open { code: "bureau" }, opening)), "contributors-too-few");
    assert_eq!(ceremony.next(opening), Next::Stuck(Stuck::TooFew));
}

#[test]
fn a_beacon_is_what_two_people_entered_each_by_themselves() {
    let mut ceremony = closed();
    let after = at("2026-12-10T13:30:00Z");
    let enter = |ceremony: &Ceremony, event: &str, now| code(ceremony.may(Deed::EnterBeacon { event }, now));
    assert_eq!(enter(&ceremony, "kl8/2026-12-10", after - SignedDuration::from_secs(1)), "beacon-too-early");
    assert_eq!(enter(&ceremony, "kl8/2026-12-11", after), "beacon-too-early");
    assert_eq!(enter(&ceremony, "kl8/2026-12-09", after), "other-event");
    assert_eq!(enter(&ceremony, "kl8/2026-12-10", at("2026-12-12T01:30:00Z")), "beacon-entry-too-late");
    assert_eq!(enter(&ceremony, "kl8/2026-12-10", after), "fine");
    ceremony.entries = vec![entry(1, "1."), entry(1, "1.")];
    assert_eq!(ceremony.beacon(), None, "one person twice is one person");
    ceremony.entries = vec![entry(1, "1."), entry(2, "2.")];
    assert_eq!((ceremony.beacon(), ceremony.entered()), (None, 2));
    ceremony.entries.push(entry(1, "3."));
    ceremony.entries.push(entry(2, "1."));
    assert_eq!(ceremony.beacon(), None, "the first has taken that back");
    ceremony.entries.push(entry(1, "1."));
    assert_eq!(ceremony.beacon().map(|entry| entry.value.as_str()), Some("1."));
    assert_eq!(enter(&ceremony, "kl8/2026-12-10", after), "beacon-settled");
    ceremony.entries.extend([entry(1, "9."), entry(2, "9.")]);
    assert_eq!(ceremony.beacon().map(|entry| entry.value.as_str()), Some("1."), "the first agreement counts");
}

#[test]
fn secrets_are_opened_in_their_half_hour_and_everybody_is_needed() {
    let mut ceremony = closed();
    let early = ceremony.may(Deed::Open { code: "union" }, at("2026-12-12T00:30:00Z"));
    assert_eq!(code(early), "beacon-missing");
    ceremony.entries = vec![entry(1, "1."), entry(2, "1.")];
    let open = |ceremony: &Ceremony, now: &str| code(ceremony.may(Deed::Open { code: "union" }, at(now)));
    assert_eq!(open(&ceremony, "2026-12-12T00:29:59Z"), "opening-too-early");
    assert_eq!(open(&ceremony, "2026-12-12T00:30:00Z"), "fine");
    assert_eq!(open(&ceremony, "2026-12-12T01:30:00Z"), "opening-too-late");
    assert_eq!(ceremony.next(at("2026-12-12T00:00:00Z")), Next::AwaitOpening);
    if let Some(union) = ceremony.parties.get_mut(1) {
        union.opened = true;
    }
    assert_eq!(open(&ceremony, "2026-12-12T00:30:00Z"), "secret-opened");
    let missing = vec!["bureau".to_owned(), "firms".to_owned()];
    assert_eq!(ceremony.next(at("2026-12-12T00:30:00Z")), Next::Open(missing));
    assert_eq!(ceremony.next(at("2026-12-12T01:30:00Z")), Next::Stuck(Stuck::OpeningLate));
}

#[test]
fn nothing_is_done_out_of_order() {
    let now = at("2026-12-12T00:40:00Z");
    for stage in [Stage::Gathering, Stage::Opened, Stage::Sat, Stage::Cancelled] {
        let ceremony = Ceremony { stage, ..closed() };
        for deed in [Deed::EnterBeacon { event: "kl8/2026-12-10" }, Deed::Open { code: "union" }] {
            assert_eq!(code(ceremony.may(deed, now)), "ceremony-out-of-order", "{stage:?} {deed:?}");
        }
    }
    for stage in [Stage::Closed, Stage::Opened, Stage::Sat, Stage::Cancelled] {
        let ceremony = Ceremony { stage, ..closed() };
        for deed in [Deed::CloseRoster, Deed::Commit { code: "court" }] {
            assert_eq!(code(ceremony.may(deed, now)), "ceremony-out-of-order", "{stage:?} {deed:?}");
        }
    }
    for (stage, says) in [(Stage::Gathering, "fine"), (Stage::Opened, "fine"), (Stage::Sat, "ceremony-out-of-order")] {
        assert_eq!(code(Ceremony { stage, ..closed() }.may(Deed::Cancel, now)), says);
    }
}

#[test]
fn a_plan_has_a_calendar_of_its_own_and_the_sessions_roster_day() {
    let events = Some(("kl8/2026-12-07".to_owned(), "kl8/2026-12-08".to_owned()));
    let calendar = Calendar::of_plan(at(T), &policy(), events);
    assert_eq!(calendar.roster_until, closed().calendar.roster_until, "it closes with the session");
    assert_eq!(calendar.opens, at("2026-12-09T01:00:00Z"), "three days before");
    assert_eq!(calendar.beacon, Some(at("2026-12-07T13:30:00Z")));
    assert_eq!(calendar.open_from, at("2026-12-09T00:30:00Z"));
    assert_eq!(calendar.open_until, at("2026-12-11T01:00:00Z"), "a day before the session");
}

#[test]
fn a_session_has_one_plan_made_while_its_roster_is_open_and_drawn_before_its_secrets() {
    let (early, late) = (at("2026-12-05T15:59:59Z"), at("2026-12-05T16:00:00Z"));
    let with = |plan| Ceremony { kind: Kind::Session { plan }, ..closed() };
    let open = |ceremony: Ceremony| Ceremony { stage: Stage::Gathering, ..ceremony };
    assert_eq!(code(open(with(None)).may(Deed::Plan, early)), "fine");
    assert_eq!(code(open(with(None)).may(Deed::Plan, late)), "plan-too-late");
    assert_eq!(code(with(None).may(Deed::Plan, early)), "ceremony-out-of-order");
    for plan in [Stage::Gathering, Stage::Cancelled] {
        assert_eq!(code(open(with(Some(plan))).may(Deed::Plan, early)), "plan-known");
    }
    let now = at("2026-12-12T00:40:00Z");
    for (plan, said) in [
        (None, "fine"),
        (Some(Stage::Closed), "plan-first"),
        (Some(Stage::Opened), "fine"),
        (Some(Stage::Cancelled), "fine"),
    ] {
        let mut session = with(plan);
        session.entries = vec![entry(1, "1./"), entry(2, "1./")];
        assert_eq!(code(session.may(Deed::Open { code: "union" }, now)), said, "{plan:?}");
        assert_eq!(session.next(now) == Next::DrawPlan, said == "plan-first", "{plan:?}");
    }
}

#[test]
fn a_plan_is_called_off_by_itself_until_it_is_drawn() {
    let now = at("2026-12-08T00:00:00Z");
    for (stage, said) in [
        (Stage::Gathering, "fine"),
        (Stage::Closed, "fine"),
        (Stage::Opened, "plan-drawn"),
        (Stage::Sat, "ceremony-out-of-order"),
    ] {
        let plan = Ceremony { kind: Kind::Plan, stage, ..closed() };
        assert_eq!(code(plan.may(Deed::Cancel, now)), said, "{stage:?}");
        assert_ne!(code(plan.may(Deed::Plan, now)), "fine", "a plan has no plan");
    }
}
