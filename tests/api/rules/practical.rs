//! Sheets before they are signed, whose they are, and that signing happens once.

use std::collections::BTreeMap;

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewOrganisation, OrganisationKind};
use jiangheng::services::practical::{Marking, SignSheet, SignedSheet, keep_draft, open, sign, to_mark};
use jiangheng::services::{Actor, ServiceError};

use super::fixture::{fields, refusal};
use super::results::{Day, absent, sheet};
use crate::rows;
use crate::support::on_both;

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn drafts(day: &Day<'_>) -> i64 {
    rows::number(&day.county.context.store, "SELECT COUNT(*) AS number FROM practical_draft")
}

/// An examiner of a body that has nothing to do with the session.
fn far_examiner(day: &Day<'_>) -> Actor {
    let kind = OrganisationKind::AwardingBody;
    let new = NewOrganisation { code: "S0009".into(), name: "外县机构".into(), kind, rank: String::new() };
    let elsewhere = accounts::create_organisation(day.county.context, &day.county.admin, new).unwrap();
    day.county.account("far-examiner", Role::Examiner, elsewhere)
}

#[test]
fn a_draft_grows_field_by_field_on_whichever_tablet_and_is_its_examiners_own() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let context = day.county.context;
        let [first, second] = [day.candidates[0], day.candidates[1]];
        let keep =
            |examiner: usize, pairs| keep_draft(context, &day.examiners[examiner], first, &typed(pairs)).unwrap();
        let one = keep(0, &[("done.S1", "yes"), ("count.C1.F1", "2")]);
        assert_eq!((one.standing.judged, one.standing.of), (2, 3));
        fixture.go_to("2026-12-12T03:00:00Z");
        let other_tablet = keep(0, &[("count.C2.F1", "1")]);
        assert_eq!((other_tablet.standing.judged, other_tablet.standing.marks.hundredths()), (3, 6000));
        assert!(
            other_tablet.saved_at >= "2026-12-12T03:00:00Z".parse().unwrap() && one.saved_at < other_tablet.saved_at
        );

        let seen = open(context, &day.examiners[0], day.session, first).unwrap();
        assert_eq!(seen.draft.typed("count.C1.F1"), "2");
        assert_eq!(seen.saved_at.map(|at| at.as_microsecond()), Some(other_tablet.saved_at.as_microsecond()));
        let list = to_mark(context, &day.examiners[0], day.session).unwrap();
        assert_eq!(list.marking, Marking::Open);
        assert_eq!(list.candidates[0].draft.map(|draft| (draft.judged, draft.of)), Some((3, 3)));
        assert!(list.candidates[1].draft.is_none());

        let another = open(context, &day.examiners[1], day.session, first).unwrap();
        assert!(another.draft.is_empty() && another.saved_at.is_none(), "nobody sees another's draft");
        assert!(to_mark(context, &day.examiners[1], day.session).unwrap().candidates[0].draft.is_none());
        keep(1, &[("done.S1", "no")]);
        assert_eq!(open(context, &day.examiners[0], day.session, first).unwrap().draft.typed("done.S1"), "yes");
        assert!(open(context, &day.examiners[0], day.session, second).unwrap().draft.is_empty());

        let back = keep(0, &[("done.S1", ""), ("count.C1.F1", ""), ("count.C2.F1", "")]);
        assert_eq!((back.standing.judged, drafts(&day)), (0, 1), "an empty draft is none; the other's stays");
    });
}

#[test]
fn a_draft_takes_what_its_scheme_knows_and_only_while_marks_are_given() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, examiner) = (day.county.context, &day.examiners[0]);
        let keep = |actor: &Actor, pairs: &[(&str, &str)]| keep_draft(context, actor, day.candidates[0], &typed(pairs));
        let good = &[("done.S1", "yes")];
        for (name, value, code) in [
            ("password", "x", "sheet-unknown-fault"),
            ("count.C1.F9", "1", "sheet-unknown-fault"),
            ("done.C1", "yes", "sheet-unknown-fault"),
            ("done.S1", "maybe", "sheet-count"),
            ("count.C1.F1", "11111111111111111", "sheet-count"),
        ] {
            assert_eq!(fields(keep(examiner, &[good[0], (name, value)])), [("fields", code)], "{name}");
        }
        assert_eq!(drafts(&day), 0, "for all fields or for none");
        assert!(keep(examiner, &[("count.C1.F1", "1.5")]).is_ok(), "what is no number yet is kept as it was typed");

        let near = day.county.account("near-examiner", Role::Examiner, day.county.body);
        assert_eq!(refusal(keep(&near, good)).0, "not-on-panel");
        let unknown = keep_draft(context, &far_examiner(&day), 999, &typed(good)).unwrap_err().to_string();
        let far = accounts::sign_in(context, "far-examiner", crate::rules::fixture::PASSWORD, "").unwrap().actor;
        assert_eq!(keep(&far, good).unwrap_err().to_string(), unknown, "a stranger learns nothing");
        assert!(matches!(keep(&day.county.admin, good), Err(ServiceError::NotPermitted { .. })));

        day.county.sat(day.session, day.candidates[1], None);
        let gone = keep_draft(context, examiner, day.candidates[1], &typed(good));
        assert_eq!(refusal(gone).0, "candidate-absent");
        for (state, code) in [("roster_closed", "marking-not-yet"), ("decided", "marking-closed")] {
            day.county.move_session(day.session, state);
            assert_eq!(refusal(keep(examiner, good)).0, code);
        }
    });
}

#[test]
fn signing_takes_the_draft_away_and_none_comes_after() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, examiner) = (day.county.context, &day.examiners[0]);
        let [first, second] = [day.candidates[0], day.candidates[1]];
        let full = typed(&[("done.S1", "yes"), ("count.C1.F1", "2"), ("count.C2.F1", "0")]);
        for (who, candidate) in [(0, first), (1, first), (0, second)] {
            keep_draft(context, &day.examiners[who], candidate, &full).unwrap();
        }
        let wrong = SignSheet { password: "another password".into(), ..sheet(true, 2) };
        assert_eq!(fields(sign(context, examiner, first, wrong)), [("password", "password-wrong")]);
        assert_eq!(drafts(&day), 3, "what was not signed is still there");
        sign(context, examiner, first, sheet(true, 2)).unwrap();
        assert_eq!(drafts(&day), 2);
        assert!(open(context, examiner, day.session, first).unwrap().draft.is_empty());
        assert_eq!(refusal(keep_draft(context, examiner, first, &full)).0, "sheet-signed");
        sign(context, examiner, second, absent()).unwrap();
        assert_eq!(drafts(&day), 1);
        let seen = to_mark(context, examiner, day.session).unwrap();
        assert_eq!(seen.candidates.iter().map(|one| one.signed_absent).collect::<Vec<_>>(), [false, true]);
        assert!(seen.candidates.iter().all(|one| one.signed_at.is_some_and(|at| at <= context.now())));
    });
}

#[test]
fn a_sheet_signed_on_two_tablets_at_once_is_one_mark() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, examiner) = (day.county.context, &day.examiners[0]);
        let at_once = |candidate: i64, sheets: Vec<SignSheet>| -> Vec<Result<SignedSheet, ServiceError>> {
            std::thread::scope(|scope| {
                let hands: Vec<_> = sheets
                    .into_iter()
                    .map(|one| scope.spawn(move || sign(context, examiner, candidate, one)))
                    .collect();
                hands.into_iter().map(|hand| hand.join().unwrap()).collect()
            })
        };
        let alike = at_once(day.candidates[0], vec![sheet(true, 2); 6]);
        assert!(alike.iter().all(|answer| answer.as_ref().is_ok_and(|signed| signed.total == 8000)), "{alike:?}");
        let marks = || rows::number(&context.store, "SELECT COUNT(*) AS number FROM practical_mark");
        assert_eq!((marks(), day.county.audited("practical.sign").len()), (1, 1));

        let different = at_once(day.candidates[1], (0..6).map(|faults| sheet(true, faults)).collect());
        let (signed, refused): (Vec<_>, Vec<_>) = different.into_iter().partition(Result::is_ok);
        assert_eq!((signed.len(), refused.len()), (1, 5));
        for answer in refused {
            assert_eq!(refusal(answer).0, "sheet-signed");
        }
        let total = signed.into_iter().next().unwrap().unwrap().total;
        assert_eq!(to_mark(context, examiner, day.session).unwrap().candidates[1].signed, Some(total));
        assert_eq!((marks(), day.county.audited("practical.sign").len()), (2, 2));
    });
}

#[test]
fn who_is_not_on_the_panel_is_told_so_near_by_and_nothing_from_afar() {
    on_both(|fixture| {
        let day = Day::new(fixture, 1);
        let context = day.county.context;
        for (login, organisation) in
            [("at-bureau", day.county.bureau), ("at-body", day.county.body), ("at-centre", day.county.centre)]
        {
            let near = day.county.account(login, Role::Examiner, organisation);
            assert_eq!(refusal(to_mark(context, &near, day.session)).0, "not-on-panel");
            assert_eq!(refusal(open(context, &near, day.session, day.candidates[0])).0, "not-on-panel");
            assert_eq!(refusal(sign(context, &near, day.candidates[0], sheet(true, 0))).0, "not-on-panel");
        }
        let far = far_examiner(&day);
        assert!(matches!(to_mark(context, &far, day.session), Err(ServiceError::NotFound("session"))));
        assert!(matches!(to_mark(context, &far, 999), Err(ServiceError::NotFound("session"))));
        let signing = |registration| sign(context, &far, registration, sheet(true, 0));
        assert!(matches!(signing(day.candidates[0]), Err(ServiceError::NotFound("registration"))));
        assert!(matches!(signing(999), Err(ServiceError::NotFound("registration"))));
        let other = day.county.session("S2", 5);
        day.county.assign(other, &day.examiners[0], "examiner");
        let foreign = open(context, &day.examiners[0], other, day.candidates[0]);
        assert!(matches!(foreign, Err(ServiceError::NotFound("registration"))), "another session's candidate");
    });
}
