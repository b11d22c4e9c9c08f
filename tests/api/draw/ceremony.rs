//! The ceremony: who may commit and when, what closes a roster, what opens the papers, what is published.

use diesel::prelude::*;
use jiangheng::crypto::canonical;
use jiangheng::domain::draw::{Manifest, replay_value};
use jiangheng::services::ceremony::{self, BeaconReading, Cancellation, Invitation, OpenedSecret, Opening};
use jiangheng::services::sessions::{self, PlanSession};
use jiangheng::services::{Actor, Context, ServiceError, draws, sittings};
use jiangheng::store::schema::{audit_event, ceremony_guest, exam_session, outbox, registration, sitting};

use super::fixture::{CONTRIBUTORS, County, DRAWN, EXAM, HALF_AN_HOUR_BEFORE, fields, opening, reading, refusal};
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
        assert_eq!(refusal(close()), "contributors-too-few");
        let empty = county.session("S0");
        county.commit_all(empty, "S0");
        assert_eq!(refusal(ceremony::close_roster(county.context, &county.admin, empty)), "roster-empty");
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
        assert_eq!(refusal(close()), "ceremony-out-of-order");

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
        fixture.go_to("2026-12-05T16:00:00Z");
        assert_eq!(refusal(ceremony::close_roster(&real, &county.admin, late)), "roster-too-late");
        let more = county.commitment("firms", "S2", 14, true);
        assert_eq!(refusal(ceremony::commit(&real, &county.admin, late, more)), "commitment-too-late");
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
            ceremony::open(county.context, &county.admin, session, &given)
        };
        assert_eq!(refusal(open(|_| ())), "ceremony-out-of-order");
        ceremony::close_roster(county.context, &county.admin, session).unwrap();
        fixture.go_to("2026-12-12T00:29:00Z");
        assert_eq!(refusal(open(|_| ())), "opening-too-early");
        fixture.go_to(HALF_AN_HOUR_BEFORE);
        assert_eq!(refusal(open(|_| ())), "beacon-missing");
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(county.context, actor, session, &reading()).unwrap();
        }
        assert_eq!(fields(open(|given| given.secrets.clear())), [("secrets", "secret-form")]);
        assert_eq!(fields(open(|given| given.secrets[1].secret = "01".repeat(32))), [("secrets", "wrong-secret")]);
        assert_eq!(refusal(open(|given| given.secrets[1].code = "press".into())), "contributor-unknown");
        assert_eq!(fields(open(|given| given.secrets[0].secret = "xyz".into())), [("secrets", "secret-form")]);
        assert_eq!(fields(open(|given| given.secrets[0].code = "union".into())), [("secrets", "secret-twice")]);
        // One by one: nobody is left out any more, and the last one derives the papers.
        let first = open(|given| given.secrets.truncate(1)).unwrap();
        assert_eq!((first.waiting, first.papers.is_none()), (vec!["discipline".to_owned(), "union".to_owned()], true));
        assert_eq!(refusal(open(|_| ())), "secret-opened");
        let opened = open(|given| drop(given.secrets.remove(0))).unwrap().papers.unwrap();
        assert_eq!((opened.sittings, opened.papers_root.len()), (1, 64));
        assert_eq!(refusal(open(|_| ())), "ceremony-out-of-order");

        let stored: (String, String) = rows(county.context, |connection| {
            exam_session::table.find(session).select((exam_session::reveals, exam_session::evidence)).first(connection)
        });
        assert!(!stored.0.contains(&"02".repeat(32)), "the secrets lie sealed while papers can be foreseen");
        assert_eq!(refusal(ceremony::evidence(county.context, EXAM, "S1")), "evidence-not-yet");
    });
}

#[test]
fn a_custodian_keeps_no_secret_of_its_own_nor_every_one_and_not_after_the_drawing() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        let mut commitments = Vec::new();
        for (code, byte, outside) in CONTRIBUTORS {
            let new = county.commitment(code, "S1", byte, outside);
            commitments.push(new.commitment.clone());
            ceremony::commit(county.context, &county.admin, session, new).unwrap();
        }
        let give = |code: &str, custodian: (&str, &str)| {
            let place = CONTRIBUTORS.iter().position(|(one, _, _)| *one == code).unwrap();
            county.receive(session, code, custodian, &commitments[place])
        };
        let other = county.receive(session, "bureau", ("县档案馆", "郑兰"), &commitments[1]);
        assert_eq!(fields(other), [("commitment", "receipt-other-commitment")]);
        assert_eq!(fields(give("bureau", (" ", ""))), [("body", "contributor-name"), ("custodian", "custodian-name")]);
        assert_eq!(refusal(give("bureau", ("bureau 单位", "郑兰"))), "custodian-own");
        give("bureau", ("县档案馆", "郑兰")).unwrap();
        assert_eq!(refusal(give("bureau", ("县 档案馆", "别人"))), "custodian-same-body");
        give("discipline", ("县档案馆", "郑兰")).unwrap();
        assert_eq!(refusal(give("union", ("县档案馆", "郑兰"))), "custodian-holds-all");
        give("union", ("县公证处", "周正")).unwrap();
        give("bureau", ("县公证处", "周正")).unwrap();
        give("discipline", ("县司法局", "吴平")).unwrap();
        // The union has one custodian when the beacon is drawn: it is left out then, and so there are too few.
        ceremony::close_roster(county.context, &county.admin, session).unwrap();
        fixture.go_to(DRAWN);
        assert_eq!(refusal(give("union", ("县司法局", "吴平"))), "receipt-too-late");
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(county.context, actor, session, &reading()).unwrap();
        }
        fixture.go_to(HALF_AN_HOUR_BEFORE);
        let open = |code: &str, byte: u8| {
            let secrets = vec![OpenedSecret { code: code.into(), secret: hex::encode([byte; 32]) }];
            ceremony::open(county.context, &county.admin, session, &Opening { secrets })
        };
        assert_eq!(refusal(open("union", 3)), "contributor-excluded");
        assert_eq!(refusal(open("bureau", 1)), "contributors-too-few");
        let excluded: Vec<String> = rows(county.context, |connection| {
            audit_event::table
                .filter(audit_event::action.eq("ceremony.exclude"))
                .select(audit_event::detail)
                .load(connection)
        });
        assert_eq!(excluded, [r#"{"code":"union","receipts":1}"#]);
    });
}

#[test]
fn two_people_settle_the_beacon_and_one_alone_never_does() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        let real = Context { demo: false, ..county.context.clone() };
        ceremony::close_roster(&real, &county.admin, session).unwrap();
        let enter = |actor: &Actor, event: &str, numbers: &str| {
            let reading = BeaconReading { event: event.into(), numbers: numbers.into() };
            ceremony::enter_beacon(&real, actor, session, &reading)
        };
        let right: Vec<String> = (1..=20).map(|number| format!("{:02}", 81 - 4 * number)).collect();
        let right = right.join(" ");
        assert_eq!(refusal(enter(&county.admin, "", &right)), "beacon-too-early");
        fixture.go_to("2026-12-10T13:30:00Z");
        assert_eq!(refusal(enter(&county.admin, "kl8/2026-12-11", &right)), "beacon-too-early");
        assert_eq!(refusal(enter(&county.admin, "ssq/2026001", &right)), "other-event");
        assert_eq!(fields(enter(&county.admin, "", "1 2 3")), [("numbers", "no-outcome")]);
        let examiner = Actor::public("nobody");
        assert!(matches!(enter(&examiner, "", &right), Err(ServiceError::NotFound("session"))));
        let alone = enter(&county.admin, "", &right).unwrap();
        assert_eq!((alone.people, alone.settled), (1, false));
        assert!(alone.value.starts_with("1.5.9.") && alone.value.ends_with("77./"), "{}", alone.value);
        assert!(!enter(&county.admin, "", &right).unwrap().settled, "one person twice is one person");
        let slip = right.replacen("77", "78", 1);
        let differs = enter(&county.manager, "", &slip).unwrap();
        assert_eq!((differs.people, differs.settled), (2, false));
        assert!(enter(&county.manager, "kl8/2026-12-10", &right).unwrap().settled);
        assert_eq!(refusal(enter(&county.manager, "", &slip)), "beacon-settled");
    });
}

#[test]
fn of_eight_who_open_the_same_secret_at_once_exactly_one_does() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        county.close_and_draw(session);
        let opened = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| ceremony::open(county.context, &county.admin, session, &opening()).is_ok()))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).filter(|done| *done).count()
        });
        assert_eq!(opened, 1);
        let made: i64 = rows(county.context, |connection| sitting::table.count().get_result(connection));
        assert_eq!(made, 1);
    });
}

#[test]
fn a_session_called_off_publishes_what_was_opened_and_frees_its_candidates() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidate = county.register(session, 1, 0);
        county.commit_all(session, "S1");
        county.close_and_draw(session);
        let secrets = opening().secrets.into_iter().take(2).collect();
        ceremony::open(county.context, &county.admin, session, &Opening { secrets }).unwrap();
        let cancel = |reason: &str| {
            ceremony::cancel(county.context, &county.admin, session, &Cancellation { reason: reason.into() })
        };
        assert_eq!(fields(cancel(" 停 ")), [("reason", "cancel-reason")]);
        assert!(matches!(ceremony::cancellation(county.context, EXAM, "S1"), Err(ServiceError::NotFound(_))));
        let cancelled = cancel("县总工会的密值未能按时开启").unwrap();
        assert_eq!((cancelled.candidates, cancelled.opened), (1, 2));
        assert_eq!(refusal(cancel("再取消一次试试看")), "ceremony-out-of-order");
        let published = ceremony::cancellation(county.context, EXAM, "S1").unwrap();
        assert_eq!(published["reveals"].as_array().unwrap().len(), 2);
        assert_eq!(published["reason"], "县总工会的密值未能按时开启");
        assert!(!published.to_string().contains(&"03".repeat(32)), "what was not opened stays closed");
        assert_eq!(refusal(ceremony::evidence(county.context, EXAM, "S1")), "evidence-not-yet");
        let states: Vec<String> =
            rows(county.context, |connection| registration::table.select(registration::state).load(connection));
        assert_eq!(states, ["cancelled"]);
        let letters: Vec<String> =
            rows(county.context, |connection| outbox::table.order(outbox::id).select(outbox::kind).load(connection));
        assert_eq!(letters, ["admission_ticket", "cancelled"]);
        let later = PlanSession { opens_at: "2026-12-26T01:00:00Z".into(), ..county.plan("S2") };
        let again = sessions::plan(county.context, &county.admin, later).unwrap();
        assert_ne!(county.register(again, 1, 0).admission, "", "the way to another registration is free");
        assert!(sittings::sign_in(county.context, candidate.sign_in(), "door").is_err());
    });
}

#[test]
fn a_session_called_off_after_all_secrets_publishes_its_evidence_too() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, _) = county.opened("S1", 2);
        let reason = Cancellation { reason: "考场停电，本场改期".into() };
        ceremony::cancel(county.context, &county.admin, session, &reason).unwrap();
        let evidence = ceremony::evidence(county.context, EXAM, "S1").unwrap();
        assert_eq!(replay_value(&evidence).unwrap().papers, 2);
        assert_eq!(ceremony::cancellation(county.context, EXAM, "S1").unwrap()["reveals"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn the_evidence_waits_for_the_exams_last_session() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let second = county.session("S2");
        let (session, _) = county.opened("S1", 1);
        fixture.go_to("2026-12-12T01:31:00Z");
        sittings::finish_session(county.context, &county.admin, session).unwrap();
        assert_eq!(refusal(ceremony::evidence(county.context, EXAM, "S1")), "evidence-not-yet");
        let reason = Cancellation { reason: "无人报名，取消本场".into() };
        ceremony::cancel(county.context, &county.admin, second, &reason).unwrap();
        assert!(ceremony::evidence(county.context, EXAM, "S1").is_ok());
    });
}

#[test]
fn whoever_holds_a_link_commits_receives_and_opens_and_nothing_else() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        let invite = |role: &str, contributor: &str, body: &str, name: &str| {
            let new = Invitation {
                role: role.into(),
                contributor: contributor.into(),
                body: body.into(),
                name: name.into(),
                outside: contributor != "bureau",
            };
            ceremony::invite(county.context, &county.admin, session, &new)
                .map(|link| link.url.rsplit('/').next().unwrap().to_owned())
        };
        assert_eq!(
            fields(invite("custodian", "局", "", "")),
            [("contributor", "contributor-code"), ("body", "contributor-name"), ("name", "custodian-name")]
        );
        let union = invite("contributor", "union", "县总工会", "").unwrap();
        assert_eq!(refusal(invite("contributor", "union", "县总工会", "")), "contributor-known");
        let keeper = invite("custodian", "union", "县公证处", "周正").unwrap();
        let new = county.commitment("union", "S1", 3, true);
        let commit = |token: &str| ceremony::commit_by_link(county.context, token, &new.commitment);
        assert!(matches!(commit("no-such-link"), Err(ServiceError::NotFound("link"))));
        assert!(matches!(commit(&keeper), Err(ServiceError::NotFound("link"))), "a custodian doesn't commit");
        commit(&union).unwrap();
        assert_eq!(refusal(commit(&union)), "contributor-known");
        let receive = |token: &str| ceremony::receive_by_link(county.context, token, &new.commitment);
        assert!(matches!(receive(&union), Err(ServiceError::NotFound("link"))));
        receive(&keeper).unwrap();
        assert_eq!(refusal(receive(&keeper)), "custodian-same-body");
        let open = |token: &str| ceremony::open_by_link(county.context, token, &hex::encode([3; 32]));
        assert_eq!(refusal(open(&union)), "ceremony-out-of-order");
        assert!(matches!(open(&keeper), Err(ServiceError::NotFound("link"))));
        let stored: Vec<String> = rows(county.context, |connection| {
            ceremony_guest::table.select(ceremony_guest::token_digest).load(connection)
        });
        assert!(stored.iter().all(|digest| *digest != union && *digest != keeper), "only digests are stored");
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
        let published: Vec<String> =
            evidence["papers"].as_array().unwrap().iter().map(|paper| hex::encode(canonical::digest(paper))).collect();
        assert_eq!(published, stored);
    });
}

#[test]
fn slips_are_given_out_with_the_evidence_and_each_fits_its_paper_alone() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 3);
        let slip = |number: &str| draws::slip(county.context, EXAM, "S1", number);
        assert_eq!(refusal(slip(&candidates[0].admission)), "evidence-not-yet");
        fixture.go_to("2026-12-12T04:00:00Z");
        sittings::finish_session(county.context, &county.admin, session).unwrap();
        let evidence = ceremony::evidence(county.context, EXAM, "S1").unwrap();
        let manifest = Manifest::from_value(evidence["manifest"].clone()).unwrap();
        let root = hex::decode(evidence["papers_root"].as_str().unwrap()).unwrap().try_into().unwrap();
        for (candidate, published) in candidates.iter().zip(evidence["papers"].as_array().unwrap()) {
            let slip = slip(&candidate.admission).unwrap();
            let paper = slip.check(&manifest, Some(&root)).unwrap();
            assert_eq!(paper.candidate, published["candidate"].as_str().unwrap());
            assert_eq!(hex::encode(paper.digest()), hex::encode(canonical::digest(published)));
        }
        assert!(matches!(slip("999"), Err(ServiceError::NotFound("candidate"))));
        assert!(matches!(draws::slip(county.context, EXAM, "S9", "1"), Err(ServiceError::NotFound("draw"))));
    });
}

fn rows<T>(context: &Context, query: impl FnOnce(&mut jiangheng::store::AnyConnection) -> QueryResult<T>) -> T {
    context.store.read(|connection| Ok::<_, jiangheng::store::StoreError>(query(connection)?)).unwrap()
}
