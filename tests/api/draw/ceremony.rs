//! The ceremony: who may commit and when, what closes a roster, what opens the papers, what is published.

use diesel::prelude::*;
use jiangheng::domain::draw::{Manifest, replay_value};
use jiangheng::services::ceremony::{self, Opening};
use jiangheng::services::{Actor, Context, ServiceError, sittings};
use jiangheng::store::schema::{exam_session, outbox, registration, sitting};

use super::fixture::{County, EXAM, HALF_AN_HOUR_BEFORE, fields, opening, refusal};
use crate::support::on_both;

#[test]
fn a_commitment_is_taken_once_and_while_the_roster_is_open() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (first, second) = (county.session("S1"), county.session("S2"));
        let commit = |session, new| ceremony::commit(county.context, &county.admin, session, new);
        let new = || county.commitment("bureau", "S1", 1, false);
        let mut wrong = new();
        (wrong.code, wrong.name, wrong.commitment) = ("局".into(), " ".into(), "AB".repeat(32));
        let named = [("code", "contributor-code"), ("name", "contributor-name"), ("commitment", "commitment-form")];
        assert_eq!(fields(commit(first, wrong)), named);
        assert_eq!(commit(first, new()).unwrap().contributors, 1);
        assert_eq!(refusal(commit(first, new())), "contributor-known");
        let mut copied = new();
        copied.code = "union".into();
        assert_eq!(refusal(commit(second, copied)), "commitment-known");
        let nobody = Actor::public("nobody");
        let answer = ceremony::commit(county.context, &nobody, first, new());
        assert!(matches!(answer, Err(ServiceError::NotFound("session"))), "to whoever may not see it, it is not there");
    });
}

#[test]
fn a_roster_closes_with_candidates_and_contributors_only_and_once() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let close = || ceremony::close_roster(county.context, &county.admin, session);
        assert_eq!(refusal(close()), "roster-empty");
        let candidates: Vec<_> = (1..=4).map(|order| county.register(session, order, 0)).collect();
        for (code, byte, outside) in [("bureau", 1, false), ("union", 3, true)] {
            let new = county.commitment(code, "S1", byte, outside);
            ceremony::commit(county.context, &county.admin, session, new).unwrap();
            assert_eq!(refusal(close()), "contributors-too-few");
        }
        assert!(matches!(ceremony::manifest(county.context, EXAM, "S1"), Err(ServiceError::NotFound(_))));
        let new = county.commitment("discipline", "S1", 2, true);
        ceremony::commit(county.context, &county.admin, session, new).unwrap();
        let closed = close().unwrap();
        assert_eq!((closed.candidates, closed.contributors.len()), (4, 3));
        assert_eq!(closed.beacon_event, "demo-not-publicly-random");
        assert_eq!(refusal(close()), "roster-closed-already");

        let manifest = ceremony::manifest(county.context, EXAM, "S1").unwrap();
        let text = manifest.to_string();
        for item in county.bank.items() {
            assert!(!text.contains(&format!("\"{}\"", item.code)), "the bank's own codes stay in the house");
            assert!(!text.contains(&item.stem));
        }
        let manifest = Manifest::from_value(manifest).unwrap();
        assert_eq!(hex::encode(manifest.hash()), closed.manifest_digest);
        let mut numbers: Vec<String> = candidates.into_iter().map(|one| one.admission).collect();
        numbers.sort();
        assert_eq!(manifest.candidates(), numbers);
        let seats: Vec<(String, i64)> = rows(county.context, |connection| {
            let columns = (registration::admission_number, registration::seat);
            registration::table.select(columns).order(registration::admission_number).load(connection)
        });
        assert_eq!(seats, numbers.into_iter().zip(1..).collect::<Vec<_>>());
        let tickets: Vec<(String, String)> = rows(county.context, |connection| {
            outbox::table.select((outbox::kind, outbox::locale)).order(outbox::id).load(connection)
        });
        assert_eq!(tickets.len(), 2, "those with an address");
        assert!(tickets.iter().all(|(kind, _)| kind == "admission_ticket"));
    });
}

#[test]
fn outside_the_demo_the_beacon_is_a_drawing_after_the_roster_closed() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        let real = Context { demo: false, ..county.context.clone() };
        let closed = ceremony::close_roster(&real, &county.admin, session).unwrap();
        assert_eq!(
            (closed.beacon_event.as_str(), closed.beacon_fallback.as_str()),
            ("kl8/2026-12-10", "kl8/2026-12-11")
        );

        let late = county.session("S2");
        county.register(late, 2, 0);
        for (code, byte, outside) in [("bureau", 11, false), ("discipline", 12, true), ("union", 13, true)] {
            let new = county.commitment(code, "S2", byte, outside);
            ceremony::commit(county.context, &county.admin, late, new).unwrap();
        }
        fixture.go_to("2026-12-10T01:00:00Z");
        assert_eq!(refusal(ceremony::close_roster(&real, &county.admin, late)), "beacon-too-late");
    });
}

#[test]
fn papers_open_half_an_hour_before_with_every_secret_right() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        let open = |change: fn(&mut Opening)| {
            let mut given = opening();
            change(&mut given);
            ceremony::open(county.context, &county.admin, session, given)
        };
        assert_eq!(refusal(open(|_| ())), "session-state");
        ceremony::close_roster(county.context, &county.admin, session).unwrap();
        fixture.go_to("2026-12-12T00:29:00Z");
        assert_eq!(refusal(open(|_| ())), "opening-too-early");
        fixture.go_to(HALF_AN_HOUR_BEFORE);
        assert_eq!(refusal(open(|given| drop(given.secrets.pop()))), "not-accounted-for");
        assert_eq!(refusal(open(|given| given.secrets[1].secret = "01".repeat(32))), "wrong-secret");
        assert_eq!(refusal(open(|given| given.secrets[1].code = "press".into())), "not-a-contributor");
        assert_eq!(refusal(open(|given| given.beacon_event = "kl8/2026-12-10".into())), "other-event");
        assert_eq!(fields(open(|given| given.secrets[0].secret = "xyz".into())), [("secrets", "secret-form")]);
        assert_eq!(fields(open(|given| given.secrets[0].code = "union".into())), [("secrets", "secret-twice")]);
        assert_eq!(
            fields(open(|given| given.beacon_value = "1.2.3.4.5.6./7./".into())),
            [("beacon_value", "beacon-demo")]
        );
        let opened = open(|_| ()).unwrap();
        assert_eq!((opened.sittings, opened.papers_root.len()), (1, 64));
        assert_eq!(refusal(open(|_| ())), "session-state");

        let stored: (String, String) = rows(county.context, |connection| {
            exam_session::table.find(session).select((exam_session::reveals, exam_session::evidence)).first(connection)
        });
        assert!(!stored.0.contains(&"02".repeat(32)), "the secrets lie sealed while papers can be foreseen");
        assert_eq!(refusal(ceremony::evidence(county.context, EXAM, "S1")), "evidence-not-yet");
    });
}

#[test]
fn the_evidence_is_published_when_the_test_is_over_and_replays() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 3);
        let (token, _) = county.sit(&candidates[0]);
        fixture.go_to("2026-12-12T01:31:00Z");
        sittings::submit(county.context, &token).unwrap();
        let finished = sittings::finish_session(county.context, &county.admin, session).unwrap();
        assert_eq!((finished.scored, finished.absent), (1, 2));

        let evidence = ceremony::evidence(county.context, EXAM, "S1").unwrap();
        let replayed = replay_value(&evidence).unwrap();
        assert_eq!(replayed.papers, 3);
        let stored: Vec<String> = rows(county.context, |connection| {
            sitting::table
                .inner_join(registration::table)
                .order(registration::admission_number)
                .select(sitting::paper_digest)
                .load(connection)
        });
        let published: Vec<&str> =
            evidence["papers"].as_array().unwrap().iter().map(|paper| paper["key_hash"].as_str().unwrap()).collect();
        assert_eq!(published, stored);
    });
}

fn rows<T>(context: &Context, query: impl FnOnce(&mut jiangheng::store::AnyConnection) -> QueryResult<T>) -> T {
    context.store.read(|connection| Ok::<_, jiangheng::store::StoreError>(query(connection)?)).unwrap()
}
