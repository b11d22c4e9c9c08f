//! The invigilator's desk: pause, more time, another seat, by force, void and reopen by two, the record of the room.

use jiangheng::crypto::multikey;
use jiangheng::domain::account::Role;
use jiangheng::domain::sitting::{Breach, VoidReason};
use jiangheng::services::accounts::{self, NewAccount};
use jiangheng::services::actor::Grant;
use jiangheng::services::invigilation::{self, BreachSeen, Connection, Second, Signature, Wanted};
use jiangheng::services::sittings::{self, Save};
use jiangheng::services::{Actor, ServiceError};

use super::fixture::{County, DOOR, fields, refusal};
use crate::support::on_both;

const PASSWORD: &str = "秤砣虽小可压千斤呀。";

/// An invigilator of the county's centre.
pub(crate) fn invigilator(county: &County<'_>, login: &str, name: &str) -> Actor {
    let new = NewAccount {
        organisation_id: county.centre,
        login: login.into(),
        name: name.into(),
        password: PASSWORD.into(),
        roles: vec![Role::Invigilator],
    };
    let id = accounts::create_account(county.context, &county.admin, new).unwrap();
    let grant = Grant { role: Role::Invigilator, organisation_id: county.centre, bureau: false };
    Actor::account(id, name.into(), county.centre, vec![grant])
}

fn second(login: &str) -> Second {
    Second { login: login.into(), password: PASSWORD.into() }
}

#[test]
fn a_pause_stops_the_answers_and_gives_the_time_back() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 3);
        let zhou = invigilator(&county, "zhou.lixin", "周立新");
        let (token, paper) = county.sit(&candidates[0]);
        let right = county.right(&paper);
        let save = |at: usize| sittings::save(county.context, &token, vec![right[at].clone()]);
        save(0).unwrap();
        let board = invigilation::board(county.context, &zhou, session).unwrap();
        let seat = board.seats.iter().find(|seat| seat.admission_number == candidates[0].admission).unwrap();
        assert_eq!((seat.state, seat.answered, seat.items, seat.connection), ("running", 1, 140, Connection::Well));
        assert_eq!(board.seats.iter().filter(|seat| seat.state == "registered").count(), 2);
        let act = |wanted| invigilation::act(county.context, &zhou, session, seat.sitting, wanted);
        assert_eq!(fields(act(Wanted::Pause { reason: "  ".into() })), [("reason", "why-missing")]);
        let all = |wanted| invigilation::act_on_all(county.context, &zhou, session, wanted);
        assert_eq!(all(Wanted::Pause { reason: "停电".into() }).unwrap().done, 1);
        assert_eq!(refusal(save(1)), "sitting-state");
        fixture.go_to("2026-12-12T01:20:00Z");
        let clock = sittings::clock(county.context, &token).unwrap();
        assert_eq!((clock.state.as_str(), clock.remaining_seconds > 88 * 60), ("paused", true));
        assert_eq!(all(Wanted::Resume).unwrap().done, 1);
        save(1).unwrap();
        let ends_at = sittings::clock(county.context, &token).unwrap().ends_at;
        assert!(ends_at > paper.ends_at, "{ends_at}");
        act(Wanted::Extend { minutes: 10, reason: "键盘换过".into() }).unwrap();
        let later = sittings::clock(county.context, &token).unwrap().ends_at;
        assert_eq!(later.duration_since(ends_at).as_secs(), 600);
        for (minutes, code) in [(0, "minutes-range"), (241, "minutes-range")] {
            assert_eq!(fields(act(Wanted::Extend { minutes, reason: "x".into() })), [("minutes", code)]);
        }
        assert_eq!(refusal(act(Wanted::Extend { minutes: -11, reason: "x".into() })), "sitting-adjustment");
        // A start from the store alone finds the same end.
        let again = fixture.reopened();
        assert_eq!(sittings::clock(&again, &token).unwrap().ends_at, later);
        let outsider = Actor::public("somebody");
        let refused = invigilation::board(county.context, &outsider, session);
        assert!(matches!(refused, Err(ServiceError::NotPermitted { .. })));
    });
}

#[test]
fn a_breakdown_beyond_what_is_compensated_is_not_resumed() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 1);
        let zhou = invigilator(&county, "zhou.lixin", "周立新");
        county.sit(&candidates[0]);
        let sitting = invigilation::board(county.context, &zhou, session).unwrap().seats[0].sitting;
        let act = |wanted| invigilation::act(county.context, &zhou, session, sitting, wanted);
        act(Wanted::Pause { reason: "机房断电".into() }).unwrap();
        fixture.go_to("2026-12-12T01:47:00Z");
        assert_eq!(refusal(act(Wanted::Resume)), "sitting-reschedule");
        invigilator(&county, "sun.guoping", "孙国平");
        let void = |second: Second| {
            let (ground, reason) = (VoidReason::Rescheduled, "断电超过 45 分钟".to_owned());
            act(Wanted::Void { ground, breach: None, reason, second })
        };
        assert_eq!(fields(void(second("zhou.lixin"))), [("login", "second-unfit")], "not the same person twice");
        assert_eq!(refusal(void(Second { password: "别的口令".into(), ..second("sun.guoping") })), "sign-in-wrong");
        void(second("sun.guoping")).unwrap();
        assert_eq!(invigilation::board(county.context, &zhou, session).unwrap().seats[0].state, "voided");
    });
}

#[test]
fn a_seat_moves_a_paper_is_taken_in_by_force_and_opened_again_by_two() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 2);
        let zhou = invigilator(&county, "zhou.lixin", "周立新");
        invigilator(&county, "sun.guoping", "孙国平");
        let (token, paper) = county.sit(&candidates[0]);
        let right = county.right(&paper);
        sittings::save(county.context, &token, right[..5].to_vec()).unwrap();
        let seats = invigilation::board(county.context, &zhou, session).unwrap().seats;
        let [mine, other] = [0, 1]
            .map(|at| seats.iter().find(|seat| seat.admission_number == candidates[at].admission).unwrap().clone());
        let act = |wanted| invigilation::act(county.context, &zhou, session, mine.sitting, wanted);
        let to = |seat| Wanted::Move { seat, reason: "屏幕坏了".into() };
        assert_eq!(refusal(act(to(other.number))), "seat-taken");
        assert_eq!(refusal(act(to(mine.number))), "seat-taken");
        act(to(29)).unwrap();
        act(Wanted::Verify).unwrap();
        let moved = invigilation::board(county.context, &zhou, session).unwrap().seats;
        let moved = moved.iter().find(|seat| seat.sitting == mine.sitting).unwrap();
        assert_eq!((moved.number, moved.verified), (29, true));

        act(Wanted::HandIn { reason: "考生晕倒送医".into() }).unwrap();
        let receipt = sittings::submit(county.context, &token).unwrap();
        assert_eq!((receipt.ended_by.as_str(), receipt.answered), ("force", 5));
        let key = multikey::decode_key(&receipt.signed.key).unwrap();
        let signature = multikey::decode_signature(&receipt.signed.signature).unwrap();
        assert!(key.verifies(&receipt.to_be_signed(), &signature));
        let altered = sittings::Receipt { answered: 6, ..receipt.clone() };
        assert!(!key.verifies(&altered.to_be_signed(), &signature));

        let reopen = |minutes| Wanted::Reopen { minutes, reason: "误交".into(), second: second("sun.guoping") };
        fixture.go_to("2026-12-12T01:15:00Z");
        act(reopen(5)).unwrap();
        sittings::save(county.context, &token, vec![Save { seq: 6, ..right[6].clone() }]).unwrap();
        assert_eq!(refusal(act(reopen(5))), "sitting-state");
        fixture.go_to("2026-12-12T04:00:00Z");
        let again = sittings::submit(county.context, &token).unwrap();
        assert_eq!((again.ended_by.as_str(), again.answered), ("time", 6));
        assert_ne!(again.receipt, receipt.receipt);
    });
}

#[test]
fn the_record_of_the_room_tells_it_all_and_is_signed_once_by_each() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 3);
        let zhou = invigilator(&county, "zhou.lixin", "周立新");
        invigilator(&county, "sun.guoping", "孙国平");
        for candidate in &candidates[..2] {
            county.sit(candidate);
        }
        let seats = invigilation::board(county.context, &zhou, session).unwrap().seats;
        let of =
            |at: usize| seats.iter().find(|seat| seat.admission_number == candidates[at].admission).unwrap().sitting;
        let act = |at: usize, wanted| invigilation::act(county.context, &zhou, session, of(at), wanted);
        act(0, Wanted::Verify).unwrap();
        let seen = BreachSeen { breach: Breach::LeftForeground, account: "两次切到别的窗口".into() };
        invigilation::note_breach(county.context, &zhou, session, of(0), &seen).unwrap();
        let ground = VoidReason::Malpractice;
        let void = |breach| Wanted::Void { ground, breach, reason: "替考".into(), second: second("sun.guoping") };
        assert_eq!(fields(act(1, void(None))), [("breach", "breach-missing")]);
        act(1, void(Some(Breach::Impersonation))).unwrap();
        assert_eq!(
            refusal(invigilation::sign_room_record(county.context, &zhou, session, PASSWORD).map(|_| ())),
            "record-early"
        );
        fixture.go_to("2026-12-12T03:00:00Z");
        sittings::finish_session(county.context, &county.admin, session).unwrap();
        let sign = |password: &str| invigilation::sign_room_record(county.context, &zhou, session, password);
        assert_eq!(fields(sign("别的口令").map(|_| ())), [("password", "password-wrong")]);
        let due = |actor: &Actor| invigilation::signature_due(county.context, actor, session).unwrap();
        let namesake = invigilator(&county, "zhou.lixin.2", "周立新");
        assert_eq!(due(&zhou), Signature::Due);
        let signed = sign(PASSWORD).unwrap();
        assert_eq!((due(&zhou), due(&namesake)), (Signature::Given, Signature::Due), "told apart by account");
        assert_eq!(refusal(sign(PASSWORD).map(|_| ())), "record-signed");
        let record = &signed.record;
        assert_eq!((record.expected, record.sat, record.absent.len(), record.unverified.len()), (3, 2, 1, 1));
        assert_eq!((record.incidents.len(), record.breaches.len()), (1, 2));
        assert!(record.incidents[0].reason.contains("孙国平"), "{record:?}");
        let kept = invigilation::signed_room_records(county.context, &zhou, session).unwrap();
        assert_eq!((kept.len(), &kept[0].record, &kept[0].signature), (1, record, &signed.signature));
        let door = sittings::sign_in(county.context, candidates[1].sign_in(), DOOR).map(|_| ());
        assert_eq!(refusal(door), "session-over");
    });
}
