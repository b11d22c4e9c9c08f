//! Registering: the rules, the fields, and what holds whatever runs at once.

use std::sync::Barrier;
use std::thread;

use diesel::prelude::*;
use jiangheng::domain::account::Role;
use jiangheng::domain::person::DocumentKind;
use jiangheng::domain::registration::Outcome;
use jiangheng::services::registrations::{Register, check, list, register, withdraw};
use jiangheng::services::{ServiceError, people};
use jiangheng::store::people::lock_occupation;
use jiangheng::store::schema::{person, registration};
use jiangheng::store::{self, StoreError};

use super::fixture::{County, ELECTRICIAN, applicant, fields, identity, insert_certificate, refusal};
use crate::support::on_both;

#[test]
fn a_registration_is_numbered_listed_masked_and_sealed() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let session = county.session("S1", 5);
        let new = Register { email: Some("wang@example.org".into()), ..applicant(7) };
        let number = new.document_number.clone();
        let first = register(context, admin, session, new).unwrap();
        let second = register(context, admin, session, applicant(8)).unwrap();
        assert_eq!(first.verdict.outcome, Outcome::Allowed);
        assert_eq!(first.admission_number.len(), 9);
        assert_ne!(first.admission_number, second.admission_number);

        let listed = list(context, admin, session).unwrap();
        let json = serde_json::to_string(&listed).unwrap();
        assert!(json.contains(&format!("＊＊＊＊ {}", &number[14..])) && !json.contains(&number), "{json}");
        assert_eq!((listed[0].masked_name.as_str(), listed[0].has_email), ("王＊兰", true));

        let (id, index, sealed) = county.people().remove(0);
        assert!(!sealed.windows(6).any(|bytes| bytes == &number.as_bytes()[..6]) && !index.contains(&number));
        let document = context.store.read(|connection| people::document_of(context, connection, id)).unwrap();
        assert_eq!(document.reveal(), number);
        let audited = county.audited("registration.create").concat();
        assert!(audited.contains("allowed") && !audited.contains(&number[6..]), "{audited}");
    });
}

#[test]
fn a_sealed_identity_moved_to_another_row_does_not_open() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let session = county.session("S1", 5);
        register(context, admin, session, applicant(1)).unwrap();
        register(context, admin, session, applicant(2)).unwrap();
        let people_of = county.people();
        county.write(|connection| {
            let sealed = person::identity_sealed.eq(&people_of[0].2);
            diesel::update(person::table.find(people_of[1].0)).set(sealed).execute(connection)?;
            Ok(())
        });
        let moved = context.store.read(|connection| people::document_of(context, connection, people_of[1].0));
        assert!(matches!(moved, Err(ServiceError::Internal(_))));
    });
}

#[test]
fn every_wrong_field_is_named_at_once() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1", 5);
        let of = |new| fields(register(county.context, &county.admin, session, new));
        let all = Register {
            name: " ".into(),
            document_number: "11010519491231002１".into(),
            email: Some("nobody".into()),
            locale: "fr".into(),
            work_years: 81,
            extra_minutes: 121,
            ..applicant(1)
        };
        let expected = [
            ("name", "name-empty"),
            ("document_number", "id-full-width"),
            ("email", "email"),
            ("locale", "locale"),
            ("work_years", "work-years"),
            ("extra_minutes", "extra-minutes"),
        ];
        assert_eq!(of(all), expected);
        let passport = |birth_day: Option<&str>| Register {
            document_kind: DocumentKind::Passport,
            document_number: "E12345678".into(),
            birth_day: birth_day.map(Into::into),
            ..applicant(1)
        };
        for wrong in [None, Some(""), Some("3.4.1971"), Some("1971-02-30")] {
            assert_eq!(of(passport(wrong)), [("birth_day", "birth-day")], "{wrong:?}");
        }
        let differs = Register { birth_day: Some("1971-03-05".into()), ..applicant(1) };
        assert_eq!(of(differs), [("birth_day", "birth-day-differs")]);
        let unborn = Register { document_number: identity("20270101", 1), ..applicant(1) };
        assert_eq!(of(unborn), [("document_number", "id-birth-date")]);
        for mail in ["a@b", "a b@example.org", "a@example..org", "<a@example.org>", "a@b@example.org", "a@例.org"] {
            assert_eq!(of(Register { email: Some(mail.into()), ..applicant(1) }), [("email", "email")], "{mail}");
        }
        assert!(county.people().is_empty(), "nothing was written");
        assert!(register(county.context, &county.admin, session, passport(Some("1971-03-04"))).is_ok());
        let nowhere = register(county.context, &county.admin, 999, applicant(1));
        assert!(matches!(nowhere, Err(ServiceError::NotFound("session"))));
    });
}

#[test]
fn a_refusal_carries_the_rule_and_the_whole_verdict() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let (first, other) = (county.session("S1", 5), county.session("S2", 5));
        register(context, admin, first, applicant(1)).unwrap();
        let Err(ServiceError::Refused(twice)) = register(context, admin, other, applicant(1)) else {
            panic!("accepted")
        };
        assert_eq!((twice.code, twice.rule.as_deref()), ("d1-registration", Some("D1")));
        let verdict = twice.verdict.unwrap();
        assert_eq!(verdict["findings"][0]["clause"]["number"], "运政办发〔2020〕14号");
        assert_eq!(verdict["findings"][0]["figures"]["session"], "QH-2026-12 S1");

        let unsigned = Register { letters_signed: false, ..applicant(2) };
        assert_eq!(refusal(register(context, admin, first, unsigned)), ("w11-person", Some("W11".into())));
        let child = Register { document_number: identity("20101213", 3), ..applicant(2) };
        assert_eq!(refusal(register(context, admin, first, child)), ("q1-age", Some("Q1".into())));
        let outside = county.session_at("S3", 5, "2027-01-09T01:00:00Z");
        assert_eq!(refusal(register(context, admin, outside, applicant(2))), ("w1-outside", Some("W1".into())));
        let unfiled = county.session("S4", 2);
        assert_eq!(refusal(register(context, admin, unfiled, applicant(2))), ("c0-not-filed", Some("C0".into())));
        county.file(2, "2026-12-12", "2026-12-12");
        let review = Register { work_years: 4, ..applicant(2) };
        assert_eq!(refusal(register(context, admin, unfiled, review)), ("q1-route", Some("Q1".into())));
        fixture.go_to("2026-12-05T16:00:00Z");
        assert_eq!(refusal(register(context, admin, first, applicant(4))), ("roster-closed", Some("DRAW".into())));
        county.move_session(first, "roster_closed");
        assert_eq!(refusal(register(context, admin, first, applicant(4))), ("roster-closed", None));
    });
}

#[test]
fn a_live_certificate_bars_its_level_and_the_lower_ones() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let (five, four) = (county.session("S5", 5), county.session("S4", 4));
        let proved = || Register { work_years: 5, work_proved: true, ..applicant(1) };
        let made = register(context, admin, four, proved()).unwrap();
        let holder = county.people()[0].0;
        county.write(|connection| {
            diesel::update(registration::table.find(made.registration_id))
                .set(registration::state.eq("awarded"))
                .execute(connection)?;
            insert_certificate(connection, made.registration_id, holder, 4, "S1")
        });
        assert_eq!(refusal(register(context, admin, four, proved())), ("d1-certificate", Some("D1".into())));
        assert_eq!(refusal(register(context, admin, five, proved())), ("d2-higher", Some("D2".into())));
        assert_eq!(check(context, admin, five, proved()).unwrap().outcome, Outcome::Refused);
    });
}

#[test]
fn checking_says_the_same_and_writes_nothing() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1", 5);
        let verdict = check(county.context, &county.admin, session, applicant(1)).unwrap();
        assert_eq!(verdict.outcome, Outcome::Allowed);
        assert!(county.people().is_empty());
    });
}

#[test]
fn a_review_is_passed_by_the_bureau_with_a_reason_that_is_logged() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let session = county.session("S4", 4);
        let manager = county.account("manager", Role::CentreManager, county.centre);
        let declared = || Register { work_years: 5, ..applicant(1) };
        assert_eq!(refusal(register(context, &manager, session, declared())), ("needs-review", Some("Q1".into())));
        let reasoned = || Register { review_reason: Some("社保记录已核对".into()), ..declared() };
        let by_manager = register(context, &manager, session, reasoned());
        assert!(matches!(by_manager, Err(ServiceError::NotPermitted { .. })), "{by_manager:?}");
        let made = register(context, admin, session, reasoned()).unwrap();
        assert_eq!(made.verdict.outcome, Outcome::NeedsReview);
        assert!(county.audited("registration.create").concat().contains("社保记录已核对"));
        let blank =
            Register { review_reason: Some("  ".into()), document_number: identity("19710304", 2), ..declared() };
        assert_eq!(refusal(register(context, admin, session, blank)).0, "needs-review");
    });
}

#[test]
fn withdrawing_frees_the_place_until_the_roster_closes() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let session = county.session("S1", 5);
        let made = register(context, admin, session, applicant(1)).unwrap();
        withdraw(context, admin, made.registration_id).unwrap();
        assert_eq!(county.state_of(made.registration_id), "withdrawn");
        assert_eq!(refusal(withdraw(context, admin, made.registration_id)).0, "not-open");
        let again = register(context, admin, session, applicant(1)).unwrap();
        assert_ne!(again.admission_number, made.admission_number);
        county.move_session(session, "roster_closed");
        assert_eq!(refusal(withdraw(context, admin, again.registration_id)).0, "roster-closed");
        assert!(matches!(withdraw(context, admin, 999), Err(ServiceError::NotFound("registration"))));
    });
}

#[test]
fn a_full_room_takes_nobody_more() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let session = county.session("S1", 5);
        let all: Vec<_> = (1..=30).map(|order| register(context, admin, session, applicant(order)).unwrap()).collect();
        assert_eq!(refusal(register(context, admin, session, applicant(31))).0, "room-full");
        withdraw(context, admin, all[29].registration_id).unwrap();
        assert!(register(context, admin, session, applicant(31)).is_ok());
    });
}

#[test]
fn of_two_hundred_requests_at_once_exactly_one_registers() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let sessions = [county.session("S1", 5), county.session("S2", 5)];
        let start = Barrier::new(200);
        let answers: Vec<_> = thread::scope(|scope| {
            let tries: Vec<_> = (0..200)
                .map(|number| {
                    let (start, session) = (&start, sessions[number % 2]);
                    scope.spawn(move || {
                        start.wait();
                        register(context, admin, session, applicant(1))
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((made.len(), refused.len()), (1, 199));
        for answer in refused {
            assert_eq!(refusal(answer), ("d1-registration", Some("D1".into())));
        }
        let open: i64 = county.write(|connection| Ok(registration::table.count().get_result(connection)?));
        assert_eq!((open, county.people().len()), (1, 1));
    });
}

#[test]
fn an_award_of_a_higher_level_and_a_registration_of_a_lower_one_see_each_other() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let (five, three) = (county.session("S5", 5), county.session("S3", 3));
        for order in 1..=20 {
            let proved = Register { work_years: 20, work_proved: true, ..applicant(order) };
            let higher = register(context, admin, three, proved).unwrap();
            let holder = county.people().last().unwrap().0;
            let start = Barrier::new(2);
            let (lower, seen) = thread::scope(|scope| {
                let lower = scope.spawn(|| {
                    start.wait();
                    register(context, admin, five, applicant(order))
                });
                let award = scope.spawn(|| {
                    start.wait();
                    context.store.write(|connection| {
                        lock_occupation(connection, holder, ELECTRICIAN)?;
                        let open = store::registrations::open_of(connection, holder)?;
                        let serial = format!("S{order}");
                        insert_certificate(connection, higher.registration_id, holder, 3, &serial)?;
                        Ok::<_, StoreError>(open.iter().any(|(_, level, ..)| *level == 5))
                    })
                });
                (lower.join().unwrap(), award.join().unwrap().unwrap())
            });
            match lower {
                Ok(_) => assert!(seen, "registered after an award that did not see it"),
                refused => {
                    assert_eq!(refusal(refused), ("d2-higher", Some("D2".into())));
                    assert!(!seen);
                }
            }
        }
    });
}

#[test]
fn the_database_itself_refuses_a_second_open_registration() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let (one, two) = (county.session("S1", 5), county.session("S2", 5));
        let made = register(context, admin, one, applicant(1)).unwrap();
        withdraw(context, admin, made.registration_id).unwrap();
        register(context, admin, two, applicant(1)).unwrap();
        let reopened: Result<usize, StoreError> = context.store.write(|connection| {
            let row = registration::table.find(made.registration_id);
            Ok(diesel::update(row).set(registration::state.eq("open")).execute(connection)?)
        });
        let error = reopened.unwrap_err();
        assert!(error.violates("registration_one_open", "registration.person_id"), "{error}");
    });
}
