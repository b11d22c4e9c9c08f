//! A candidate at a seat: every answer acknowledged is durable, whatever happens.

use std::collections::BTreeMap;
use std::thread;

use diesel::prelude::*;
use jiangheng::services::sittings::{self, Save, SignIn};
use jiangheng::services::{Context, ServiceError, ceremony, sessions};
use jiangheng::store::schema::{response, sitting, theory_score};
use jiangheng::store::{AnyConnection, StoreError};

use super::fixture::{County, DOOR, fields, opening, refusal};
use crate::support::on_both;

#[test]
fn a_whole_sitting_from_the_door_to_the_score() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 2);
        let context = county.context;
        let signed_in = sittings::sign_in(context, candidates[0].sign_in(), DOOR).unwrap();
        assert_eq!((signed_in.name.as_str(), signed_in.pledged, signed_in.started), ("王玉兰", false, false));
        assert_eq!(refusal(sittings::paper(context, &signed_in.token)), "pledge-first");
        sittings::pledge(context, &signed_in.token).unwrap();
        let paper = sittings::paper(context, &signed_in.token).unwrap();
        assert_eq!(paper.sections.iter().map(|section| section.items.len()).sum::<usize>(), 140);
        let text = serde_json::to_string(&paper).unwrap();
        for hidden in ["\"key\"", "facility", "\"code\"", "explanation"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
        for item in paper.sections.iter().flat_map(|section| &section.items) {
            let picture = sittings::picture(context, &signed_in.token, &item.id);
            assert_eq!(picture.is_ok(), item.picture.is_some());
        }
        let mut saves = county.right(&paper);
        saves[0].answer.clear();
        let saved = sittings::save(context, &signed_in.token, saves.clone()).unwrap();
        assert_eq!(saved.len(), 140);
        let clock = sittings::clock(context, &signed_in.token).unwrap();
        assert_eq!((clock.last_seq, clock.answered, clock.state.as_str()), (140, 139, "running"));
        assert_eq!(refusal(sittings::submit(context, &signed_in.token)), "sitting-too-early");
        fixture.go_to("2026-12-12T01:45:00Z");
        assert_eq!(refusal(sittings::finish_session(context, &county.admin, session)), "session-running");
        let receipt = sittings::submit(context, &signed_in.token).unwrap();
        assert_eq!((receipt.answered, receipt.items, receipt.chain.as_str()), (139, 140, saved[139].chain.as_str()));
        assert_eq!(sittings::submit(context, &signed_in.token).unwrap(), receipt);
        let late = Save { seq: 141, ..saves[0].clone() };
        assert_eq!(refusal(sittings::save(context, &signed_in.token, vec![late])), "sitting-state");
        assert_eq!(sittings::save(context, &signed_in.token, saves).unwrap(), saved, "a repeat is acknowledged");
        assert_eq!(refusal(sittings::sign_in(context, candidates[0].sign_in(), DOOR).map(|_| ())), "sitting-handed-in");

        let finished = sittings::finish_session(context, &county.admin, session).unwrap();
        assert_eq!((finished.scored, finished.absent), (1, 1));
        let marks: Vec<i64> =
            read(context, |connection| theory_score::table.select(theory_score::marks).load(connection));
        assert_eq!(marks, [10_000 - 70], "all but one single choice");
        let line = &sessions::overview(context, &county.admin).unwrap()[0];
        assert_eq!((line.state.as_str(), line.registered, line.sat), ("sat", 2, 1));
        assert_eq!(refusal(sittings::finish_session(context, &county.admin, session)), "session-not-open");
        assert!(matches!(sittings::clock(context, &signed_in.token), Err(ServiceError::NotSignedIn)));
        assert_eq!(refusal(sittings::sign_in(context, candidates[1].sign_in(), DOOR).map(|_| ())), "session-over");
    });
}

#[test]
fn two_papers_call_no_option_alike() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 2);
        let names = |candidate| {
            let (_, paper) = county.sit(candidate);
            let items = paper.sections.into_iter().flat_map(|section| section.items);
            items.map(|item| (item.id, item.options.into_iter().map(|one| (one.text, one.id)).collect())).collect()
        };
        let [mine, yours]: [BTreeMap<String, BTreeMap<String, String>>; 2] = [0, 1].map(|at| names(&candidates[at]));
        let shared: Vec<&String> = mine.keys().filter(|item| yours.contains_key(*item)).collect();
        assert!(shared.len() > 10, "two papers share items");
        for item in shared {
            for (text, name) in &mine[item] {
                assert_eq!(name.len(), 16);
                assert!(!yours[item].values().any(|other| other == name), "{item}: {text}");
            }
        }
        // One's name for an option is nothing at another's seat.
        let (token, paper) = county.sit(&candidates[0]);
        let item = &paper.sections[0].items.iter().find(|item| yours.contains_key(&item.id)).unwrap().id;
        let answer = vec![yours[item].values().next().unwrap().clone()];
        let foreign = Save { seq: 1, item: item.clone(), answer, client_time: String::new() };
        assert_eq!(fields(sittings::save(county.context, &token, vec![foreign])), [("answer", "option-unknown")]);
    });
}

#[test]
fn whoever_types_anything_wrong_hears_the_same() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidate = county.register(session, 1, 0);
        county.commit_all(session, "S1");
        let sign_in = |change: &dyn Fn(&mut SignIn)| {
            let mut given = candidate.sign_in();
            change(&mut given);
            sittings::sign_in(county.context, given, &fixture.url).map(|_| ())
        };
        assert_eq!(refusal(sign_in(&|_| ())), "sign-in-early");
        county.close_and_draw(session);
        ceremony::open(county.context, &county.admin, session, &opening()).unwrap();
        for change in [
            (&|given: &mut SignIn| given.admission = "99999999".into()) as &dyn Fn(&mut SignIn),
            &|given| given.admission = "' OR 1=1 --".into(),
            &|given| given.id_tail = "0000".into(),
            &|given| given.id_tail = String::new(),
            &|given| given.room_code = "QH0472".into(),
        ] {
            assert_eq!(refusal(sign_in(change)), "sign-in-unknown");
        }
        sign_in(&|given| given.room_code = " qh0471 ".into()).unwrap();
        sign_in(&|given| given.id_tail = given.id_tail.to_lowercase()).unwrap();
        for token in ["", "00", &"0".repeat(64)] {
            assert!(matches!(sittings::clock(county.context, token), Err(ServiceError::NotSignedIn)));
        }
    });
}

#[test]
fn who_comes_too_late_is_barred_and_who_signed_no_pledge_is_absent() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 3);
        let late = sittings::sign_in(county.context, candidates[0].sign_in(), DOOR).unwrap();
        fixture.go_to("2026-12-12T01:31:00Z");
        assert_eq!(
            refusal(sittings::sign_in(county.context, candidates[1].sign_in(), DOOR).map(|_| ())),
            "sitting-too-late"
        );
        assert_eq!(refusal(sittings::pledge(county.context, &late.token)), "sitting-too-late");
        sittings::finish_session(county.context, &county.admin, session).unwrap();
        let states: Vec<String> =
            read(county.context, |connection| sitting::table.select(sitting::state).load(connection));
        assert_eq!(states, ["absent", "absent", "absent"]);
    });
}

#[test]
fn a_second_sign_in_ends_the_first() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (first, paper) = county.sit(&candidates[0]);
        let saves = county.right(&paper);
        sittings::save(county.context, &first, saves[..3].to_vec()).unwrap();
        let second = sittings::sign_in(county.context, candidates[0].sign_in(), DOOR).unwrap();
        assert!(second.pledged && second.started);
        assert_eq!(refusal(sittings::save(county.context, &first, saves[3..4].to_vec())), "elsewhere");
        assert_eq!(refusal(sittings::submit(county.context, &first)), "elsewhere");
        let again = sittings::paper(county.context, &second.token).unwrap();
        assert_eq!(again.last_seq, 3);
        let answered = again.sections.iter().flat_map(|section| &section.items).filter(|item| !item.answer.is_empty());
        assert_eq!(answered.count(), 3);
    });
}

#[test]
fn an_answer_that_cannot_be_is_refused_and_nothing_of_its_call_is_saved() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 2);
        let (token, paper) = county.sit(&candidates[0]);
        let (_, other) = county.sit(&candidates[1]);
        let right = county.right(&paper);
        let save = |saves: Vec<Save>| sittings::save(county.context, &token, saves);
        let with = |change: &dyn Fn(&mut Save)| {
            let mut bad = right[1].clone();
            change(&mut bad);
            vec![right[0].clone(), bad]
        };
        let foreign = other
            .sections
            .iter()
            .flat_map(|section| &section.items)
            .find(|item| right.iter().all(|save| save.item != item.id))
            .unwrap();
        let all: Vec<String> = paper.sections[0].items[1].options.iter().map(|option| option.id.clone()).collect();
        for (code, saves) in [
            ("item-unknown", with(&|save| save.item = foreign.id.clone())),
            ("item-unknown", with(&|save| save.item = "../etc".into())),
            ("option-unknown", with(&|save| save.answer = vec!["A".into()])),
            ("option-unknown", with(&|save| save.answer = right[0].answer.clone())),
            ("options-too-many", with(&|save| save.answer = all.clone())),
            ("options-too-many", with(&|save| save.answer = vec![all[0].clone(), all[0].clone()])),
        ] {
            assert_eq!(fields(save(saves)), [("answer", code)]);
        }
        assert_eq!(fields(save(with(&|save| save.seq = 0))), [("seq", "sequence-behind")]);
        assert_eq!(fields(save(with(&|save| save.seq = 1))), [("seq", "sequence-behind")]);
        assert_eq!(refusal(save(with(&|save| save.client_time = "x".repeat(65)))), "answers-too-many");
        let many = (1..=201).map(|seq| Save { seq, ..right[0].clone() }).collect();
        assert_eq!(refusal(save(many)), "answers-too-many");
        assert_eq!(sittings::clock(county.context, &token).unwrap().last_seq, 0);

        let first = save(vec![right[0].clone()]).unwrap();
        assert_eq!(save(vec![right[0].clone()]).unwrap(), first);
        let other = Save { answer: Vec::new(), ..right[0].clone() };
        assert_eq!(fields(save(vec![other])), [("seq", "sequence-used")]);
    });
}

#[test]
fn every_acknowledged_answer_is_there_after_a_restart() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (token, paper) = county.sit(&candidates[0]);
        let right = county.right(&paper);
        for save in &right[..20] {
            sittings::save(county.context, &token, vec![save.clone()]).unwrap();
        }
        let taken_back = Save { seq: 21, answer: Vec::new(), ..right[4].clone() };
        let last = sittings::save(county.context, &token, vec![taken_back]).unwrap();

        let again = fixture.reopened();
        ceremony::load_halls(&again).unwrap();
        let seen = sittings::paper(&again, &token).unwrap();
        assert_eq!(seen.last_seq, 21);
        let answers: BTreeMap<&str, &[String]> = seen
            .sections
            .iter()
            .flat_map(|section| &section.items)
            .map(|item| (item.id.as_str(), item.answer.as_slice()))
            .collect();
        for (place, save) in right[..20].iter().enumerate() {
            let mut expected = if place == 4 { Vec::new() } else { save.answer.clone() };
            expected.sort();
            assert_eq!(answers[save.item.as_str()], expected, "item {place}");
        }
        let more = sittings::save(&again, &token, vec![Save { seq: 22, ..right[20].clone() }]).unwrap();
        assert_ne!(more[0].chain, last[0].chain);
        fixture.go_to("2026-12-12T03:00:00Z");
        assert_eq!(sittings::submit(&again, &token).unwrap().chain, more[0].chain);
    });
}

#[test]
fn a_journal_that_somebody_altered_is_not_loaded() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 1);
        let (token, paper) = county.sit(&candidates[0]);
        sittings::save(county.context, &token, county.right(&paper)[..3].to_vec()).unwrap();
        execute(county.context, "INSERT INTO response SELECT id + 100, sitting_id, 99, item, answer, client_time, saved_at, chain FROM response WHERE seq = 1").unwrap();
        let error = ceremony::load_hall(&fixture.reopened(), session).unwrap_err().to_string();
        assert!(error.contains("chain is broken"), "{error}");
    });
}

#[test]
fn what_the_store_did_not_take_is_not_acknowledged() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (token, paper) = county.sit(&candidates[0]);
        let right = county.right(&paper);
        sittings::save(county.context, &token, right[..2].to_vec()).unwrap();
        execute(county.context, "ALTER TABLE response RENAME TO response_away").unwrap();
        let answer = sittings::save(county.context, &token, right[2..3].to_vec());
        assert!(matches!(answer, Err(ServiceError::Unavailable(_))), "{answer:?}");
        // The seat would have to be made from the store, which has no such table: no outage, but nothing is acknowledged.
        let answer = sittings::save(county.context, &token, right[2..3].to_vec());
        assert!(matches!(answer, Err(ServiceError::Internal(_))), "{answer:?}");
        execute(county.context, "ALTER TABLE response_away RENAME TO response").unwrap();
        assert_eq!(sittings::clock(county.context, &token).unwrap().last_seq, 2);
        assert_eq!(sittings::save(county.context, &token, right[2..3].to_vec()).unwrap()[0].seq, 3);
        let stored: i64 = read(county.context, |connection| response::table.count().get_result(connection));
        assert_eq!(stored, 3);
    });
}

#[test]
fn thirty_candidates_save_at_once_and_none_loses_an_answer() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, candidates) = county.opened("S1", 30);
        let sat: Vec<(String, Vec<Save>)> = candidates
            .iter()
            .map(|candidate| {
                let (token, paper) = county.sit(candidate);
                (token, county.right(&paper))
            })
            .collect();
        thread::scope(|scope| {
            for (token, saves) in &sat {
                scope.spawn(move || {
                    for save in saves {
                        let saved = sittings::save(county.context, token, vec![save.clone()]).unwrap();
                        assert_eq!(saved[0].seq, save.seq);
                    }
                });
            }
        });
        fixture.go_to("2026-12-12T02:30:00Z");
        assert_eq!(sittings::close_due(county.context).unwrap(), 30);
        assert_eq!(sittings::close_due(county.context).unwrap(), 0);
        sittings::finish_session(county.context, &county.admin, session).unwrap();
        let marks: Vec<i64> =
            read(county.context, |connection| theory_score::table.select(theory_score::marks).load(connection));
        assert_eq!(marks, [10_000; 30]);
    });
}

#[test]
fn the_time_hands_in_and_extra_minutes_are_given() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let (plain, slow) = (county.register(session, 1, 0), county.register(session, 2, 30));
        county.commit_all(session, "S1");
        county.close_and_draw(session);
        ceremony::open(county.context, &county.admin, session, &opening()).unwrap();
        let early = sittings::sign_in(county.context, plain.sign_in(), DOOR).unwrap().token;
        sittings::pledge(county.context, &early).unwrap();
        assert_eq!(refusal(sittings::paper(county.context, &early)), "sitting-not-yet");
        fixture.go_to("2026-12-12T01:20:00Z");
        let ((first, paper), (second, longer)) = (county.sit(&plain), county.sit(&slow));
        assert_eq!(paper.ends_at.to_string(), "2026-12-12T02:30:00Z", "a late candidate does not get minutes back");
        assert_eq!(longer.ends_at.to_string(), "2026-12-12T03:00:00Z");
        assert_eq!(sittings::ends_at_the_latest(county.context, session).unwrap(), longer.ends_at);
        fixture.go_to("2026-12-12T02:30:01Z");
        let late = county.right(&paper)[..1].to_vec();
        assert_eq!(refusal(sittings::save(county.context, &first, late)), "sitting-time-up");
        assert_eq!(sittings::close_due(county.context).unwrap(), 1);
        let receipt = sittings::submit(county.context, &first).unwrap();
        assert_eq!((receipt.ended_by.as_str(), receipt.submitted_at), ("time", paper.ends_at));
        assert!(sittings::save(county.context, &second, county.right(&longer)).is_ok());
        assert_eq!(refusal(sittings::finish_session(county.context, &county.admin, session)), "session-running");
    });
}

fn read<T>(context: &Context, query: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> T {
    context.store.read(|connection| Ok::<_, StoreError>(query(connection)?)).unwrap()
}

fn execute(context: &Context, sql: &str) -> Result<usize, StoreError> {
    context.store.write(|connection| {
        Ok(match connection {
            AnyConnection::Sqlite(inner) => diesel::sql_query(sql).execute(inner),
            AnyConnection::Postgres(inner) => diesel::sql_query(sql).execute(inner),
        }?)
    })
}
