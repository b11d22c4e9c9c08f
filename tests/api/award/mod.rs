//! The award: what bars it, that it happens once, whatever runs at once or crashes.

mod crash;
pub(crate) mod fixture;

use std::collections::BTreeSet;
use std::thread;

use jiangheng::domain::credential::Step;
use jiangheng::services::award::{self, AwardOutcome};
use jiangheng::services::{Context, ServiceError, log};
use jiangheng::store::certificates;

use crate::support::{Fixture, fixture as fresh_fixture, fresh_postgres, on_both};
use fixture::{SESSION, county, examiner, officer, passed, run, text};

fn count(context: &Context, from: &str) -> String {
    text(context, &format!("SELECT COUNT(*) FROM {from}"))
}

fn award(context: &Context) -> Vec<AwardOutcome> {
    award::award_session(context, &officer(), SESSION).unwrap()
}

fn refusal(context: &Context) -> (String, Option<String>) {
    match award::record(context, &officer(), 1) {
        Err(ServiceError::Refused(refusal)) => (refusal.code.to_owned(), refusal.rule),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_rules_bar_is_refused_and_uses_up_no_number() {
    let cases: [(&[&str], &str, Option<&str>); 12] = [
        (&["UPDATE exam_session SET state = 'decided'"], "session-not-noticed", Some("N1")),
        (
            &[
                "INSERT INTO exam_session (id, exam, code, kind, occupation, level, body_id, bureau_id, centre_id, \
                 room_id, room_code, bank_id, subsidised, opens_at, minutes, scheme, state, manifest, manifest_digest, \
                 reveals, master_digest, papers_root, evidence, created_at) \
                 SELECT 2, exam, '2', kind, occupation, level, body_id, bureau_id, centre_id, room_id, room_code, \
                 bank_id, subsidised, opens_at, minutes, scheme, state, '', '', '', '', '', '', 0 FROM exam_session",
                "UPDATE registration SET session_id = 2",
                "INSERT INTO notice (id, session_id, kind, published_at, first_day, last_day, working_days, entries) \
                 VALUES (2, 2, 'results', 0, '2026-11-17', '2026-11-23', 5, '[]')",
            ],
            "notice-running",
            Some("N1"),
        ),
        (
            &["INSERT INTO result (registration_id, version, theory, practical, passed, verdict, decided_at) \
               VALUES (1, 2, 5900, 7600, FALSE, '{}', 0)"],
            "award-not-passed",
            Some("E1"),
        ),
        (&["DELETE FROM filing"], "award-not-filed", Some("C0")),
        (&["UPDATE filing SET to_day = '2026-11-22'"], "award-not-filed", Some("C0")),
        (&["UPDATE filing SET level = 4"], "award-not-filed", Some("C0")),
        (&["UPDATE organisation SET code = 'QH-1' WHERE id = 2"], "numbering-does-not-fit", Some("C2")),
        (&["UPDATE organisation SET code = '0000001' WHERE id = 3"], "numbering-does-not-fit", Some("C2")),
        (&["UPDATE exam_session SET kind = 'completion'"], "numbering-missing", Some("C2")),
        (&["UPDATE registration SET state = 'withdrawn' WHERE id = 1"], "registration-not-open", None),
        (&["UPDATE person SET identity_index = 'x' WHERE id = 1"], "sealing-key-lost", None),
        (
            &["INSERT INTO serial_counter (body, year, level, next) VALUES ('0001', 2026, 5, 1000000)"],
            "numbering-sequence-used-up",
            Some("C2"),
        ),
    ];
    for (change, code, rule) in cases {
        on_both(|fixture| {
            county(fixture, 1);
            run(&fixture.context, change);
            assert_eq!(refusal(&fixture.context), (code.to_owned(), rule.map(str::to_owned)), "{change:?}");
            assert_eq!(count(&fixture.context, "certificate"), "0");
            assert_eq!(count(&fixture.context, "serial_counter WHERE next < 1000000"), "0", "{code}");
        });
    }
}

#[test]
fn without_a_scored_exam_nothing_is_issued() {
    on_both(|fixture| {
        county(fixture, 0);
        let context = &fixture.context;
        passed(context, 1, 1);
        run(
            context,
            &[
                "INSERT INTO registration (id, person_id, session_id, occupation, level, admission_number, name, email, \
               locale, channel, subsidised, work_years, letter_signed_at, verdict, state, extra_minutes, large_print, \
               seat, created_at) SELECT 2, person_id, 1, occupation, 4, 'x', name, email, locale, channel, subsidised, \
               0, 0, verdict, 'open', 0, FALSE, 2, 0 FROM registration WHERE id = 1",
            ],
        );
        let code = |id| match award::record(context, &officer(), id) {
            Err(ServiceError::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code(2), "award-no-result");
        run(
            context,
            &["INSERT INTO result (registration_id, version, theory, practical, passed, verdict, decided_at) \
                        VALUES (2, 1, 9000, 9000, TRUE, '{}', 0)"],
        );
        assert_eq!(code(2), "award-without-exam");
    });
}

#[test]
fn whoever_may_not_award_does_not() {
    on_both(|fixture| {
        county(fixture, 1);
        let context = &fixture.context;
        let refused = award::record(context, &examiner(), 1);
        assert!(matches!(refused, Err(ServiceError::NotPermitted { .. })), "{refused:?}");
        let unseen = award::award_session(context, &examiner(), SESSION);
        assert!(matches!(unseen, Err(ServiceError::NotFound("session"))), "{unseen:?}");
        assert!(matches!(award::award_session(context, &officer(), 99), Err(ServiceError::NotFound("session"))));
        assert!(matches!(award::record(context, &officer(), 99), Err(ServiceError::NotFound("registration"))));
    });
}

#[test]
fn a_session_is_awarded_once_however_often_it_is_asked() {
    on_both(|fixture| {
        county(fixture, 3);
        let context = &fixture.context;
        let first = award(context);
        let serials: Vec<_> = first.iter().map(|one| one.serial.clone().unwrap()).collect();
        assert!(first.iter().all(|one| one.awarded), "{first:?}");
        assert_eq!(serials, ["S000141000001265000001", "S000141000001265000002", "S000141000001265000003"]);
        assert_eq!(award(context), first);
        assert_eq!(text(context, "SELECT state FROM exam_session WHERE id = 1"), "awarded");
        for (from, expected) in [
            ("certificate WHERE state = 'live' AND step = 'published'", "3"),
            ("log_leaf", "3"),
            ("log_checkpoint", "1"),
            ("certificate_event WHERE op = 'issue'", "3"),
            ("outbox WHERE kind = 'certificate'", "3"),
            ("registration WHERE state = 'awarded'", "3"),
            ("audit_event WHERE action = 'award.publish'", "3"),
        ] {
            assert_eq!(count(context, from), expected, "{from}");
        }
    });
}

#[test]
fn fifty_officers_at_once_award_each_candidate_once() {
    on_both(|fixture| {
        county(fixture, 4);
        let context = &fixture.context;
        let all: Vec<Vec<AwardOutcome>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..50).map(|_| scope.spawn(|| award(context))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let serials: BTreeSet<_> = all.iter().flatten().map(|one| one.serial.clone().unwrap()).collect();
        assert_eq!(serials.len(), 4);
        assert_eq!(serials.last().unwrap(), "S000141000001265000004");
        assert_eq!(count(context, "certificate"), "4");
        assert_eq!(count(context, "log_leaf"), "4");
        assert_eq!(count(context, "outbox"), "4");
        assert_eq!(count(context, "certificate_event"), "4");
    });
}

#[test]
fn two_registrations_of_one_person_raced_get_one_certificate() {
    on_both(|fixture| {
        county(fixture, 1);
        let context = &fixture.context;
        // Two open ones can't be written past this key; without it, the award's own lock and key must hold.
        run(context, &["DROP INDEX registration_one_open"]);
        passed(context, 2, 1);
        let outcomes: Vec<Result<i64, ServiceError>> = thread::scope(|scope| {
            let threads: Vec<_> =
                (0..50).map(|number| scope.spawn(move || award::record(context, &officer(), 1 + number % 2))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let awarded: BTreeSet<_> = outcomes.iter().flatten().copied().collect();
        assert_eq!(awarded.len(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            let ServiceError::Refused(refusal) = error else { panic!("{error:?}") };
            assert_eq!((refusal.code, refusal.rule.as_deref()), ("award-already-held", Some("D1")));
        }
        assert_eq!(count(context, "certificate"), "1");
        let (awarded, refused): (Vec<_>, Vec<_>) = award(context).into_iter().partition(|one| one.awarded);
        assert_eq!((awarded.len(), refused.len()), (1, 1));
        assert_eq!(refused[0].rule.as_deref(), Some("D1"));
    });
}

#[test]
fn whoever_holds_a_higher_level_is_refused_by_d2_and_a_revoked_one_bars_nobody() {
    on_both(|fixture| {
        county(fixture, 2);
        let context = &fixture.context;
        let id = award::record(context, &officer(), 1).unwrap();
        award::finish(context, id).unwrap();
        run(context, &["UPDATE certificate SET level = 4", "DROP INDEX registration_one_open"]);
        passed(context, 3, 1);
        let rule = |id| match award::record(context, &officer(), id) {
            Err(ServiceError::Refused(refusal)) => refusal.rule,
            Ok(_) => None,
            Err(error) => panic!("{error:?}"),
        };
        assert_eq!(rule(3).as_deref(), Some("D2"));
        run(context, &["UPDATE certificate SET level = 5, state = 'suspended'"]);
        assert_eq!(rule(3).as_deref(), Some("D1"), "suspended counts as live");
        run(context, &["UPDATE certificate SET state = 'revoked'"]);
        assert_eq!(rule(3), None);
    });
}

#[test]
fn a_failed_lint_burns_the_serial_and_the_log_says_void() {
    on_both(|fixture| {
        county(fixture, 1);
        let context = &fixture.context;
        let id = award::record(context, &officer(), 1).unwrap();
        run(context, &["UPDATE certificate SET facts = REPLACE(facts, '\"theory\":8250', '\"theory\":5999')"]);
        let Err(ServiceError::Refused(refusal)) = award::advance(context, id) else { panic!("signed") };
        assert_eq!(refusal.code, "award-lint");
        assert!(refusal.message.contains("59.99"), "{}", refusal.message);
        assert_eq!(award::advance(context, id).unwrap(), Step::Void);
        assert_eq!(text(context, "SELECT state FROM registration WHERE id = 1"), "open");
        assert!(log::leaves(context, 0, 10).unwrap()[0].leaf.contains("\"op\":\"void\""));
        let again = award(context);
        assert_eq!(again[0].serial.as_deref(), Some("S000141000001265000002"));
        assert_eq!(count(context, "certificate WHERE state = 'void'"), "1");
    });
}

#[test]
fn an_award_left_over_night_before_the_log_is_void_and_after_it_is_carried_through() {
    on_both(|fixture| {
        county(fixture, 2);
        let context = &fixture.context;
        let early = award::record(context, &officer(), 1).unwrap();
        let late = award::record(context, &officer(), 2).unwrap();
        while award::advance(context, late).unwrap() != Step::Logged {}
        fixture.go_to("2026-11-23T16:00:01Z");
        award::resume(&fixture.reopened()).unwrap();
        let step = |id| context.store.read(|c| certificates::by_id(c, id)).unwrap().step;
        assert_eq!((step(early).as_str(), step(late).as_str()), ("void", "published"));
    });
}

#[test]
fn a_store_restored_from_an_older_backup_signs_nothing_and_still_reads() {
    on_both(|fixture| {
        county(fixture, 2);
        award(&fixture.context);
        let folder = tempfile::tempdir().unwrap();
        let url = if fixture.context.store.is_embedded() {
            format!("sqlite://{}", folder.path().join("older.db").display())
        } else {
            fresh_postgres()
        };
        let older: Fixture = fresh_fixture(url, folder);
        county(&older, 2);
        let head = |fixture: &Fixture| fixture.context.keys.folder().join("log-head");
        std::fs::copy(head(fixture), head(&older)).unwrap();
        let context = &older.context;
        let Err(ServiceError::Refused(refusal)) = award::award_session(context, &officer(), SESSION) else {
            panic!("signed a second history")
        };
        assert_eq!(refusal.code, "log-behind");
        assert_eq!(count(context, "log_leaf"), "0");
        award::resume(context).unwrap();
        assert_eq!(count(context, "certificate WHERE step = 'linted'"), "1", "it waits where it was");
        assert!(log::leaves(context, 0, 10).unwrap().is_empty());
        std::fs::remove_file(head(&older)).unwrap();
        award::resume(context).unwrap();
        assert_eq!(count(context, "certificate WHERE step = 'published'"), "1");
    });
}
