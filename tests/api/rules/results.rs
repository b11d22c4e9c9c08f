//! Practical marks, results and notices.

use jiangheng::domain::account::Role;
use jiangheng::domain::result::Standing;
use jiangheng::services::practical::{CountedFault, SignSheet, SignedCriterion, sign, to_mark};
use jiangheng::services::registrations::{Register, register};
use jiangheng::services::{Actor, ServiceError, notices, results};
use jiangheng::store::outbox;
use serde_json::Value;

use super::fixture::{County, PASSWORD, applicant, fields, refusal};
use crate::support::{Fixture, on_both};

pub(super) fn criterion(id: &str, done: Option<bool>, counts: &[(&str, u32)]) -> SignedCriterion {
    let faults = counts.iter().map(|(id, count)| CountedFault { id: (*id).into(), count: *count }).collect();
    SignedCriterion { id: id.into(), done, faults }
}

/// A sheet with the ★ criterion done or not, and so many faults of 10 points in C1.
pub(super) fn sheet(done: bool, faults: u32) -> SignSheet {
    let first = criterion("C1", None, &[("F1", faults)]);
    let criteria = vec![criterion("S1", Some(done), &[]), first, criterion("C2", None, &[])];
    SignSheet { criteria, absent: false, password: PASSWORD.into() }
}

pub(super) fn absent() -> SignSheet {
    SignSheet { criteria: Vec::new(), absent: true, password: PASSWORD.into() }
}

/// A session that opened, its candidates (the first with mail) and its three examiners.
pub(super) struct Day<'a> {
    pub(super) county: County<'a>,
    pub(super) session: i64,
    pub(super) candidates: Vec<i64>,
    pub(super) examiners: Vec<Actor>,
}

impl<'a> Day<'a> {
    pub(super) fn new(fixture: &'a Fixture, candidates: u16) -> Self {
        let county = County::new(fixture);
        let session = county.session("S1", 5);
        let enter = |order| {
            let email = Some(format!("candidate{order}@example.org"));
            let locale = if order % 2 == 0 { "en" } else { "zh-CN" }.into();
            let new = Register { email, locale, ..applicant(order) };
            register(county.context, &county.admin, session, new).unwrap().registration_id
        };
        let candidates = (1..=candidates).map(enter).collect();
        let examine = |login| {
            let actor = county.account(login, Role::Examiner, county.body);
            county.assign(session, &actor, "examiner");
            actor
        };
        let examiners = ["examiner-a", "examiner-b", "examiner-c"].map(examine).into();
        county.move_session(session, "opened");
        Self { county, session, candidates, examiners }
    }

    fn sign_all(&self, candidate: usize, sheets: [SignSheet; 3]) {
        for (examiner, sheet) in self.examiners.iter().zip(sheets) {
            sign(self.county.context, examiner, self.candidates[candidate], sheet).unwrap();
        }
    }
}

#[test]
fn an_examiner_sees_the_scheme_and_no_identity_and_signs_once() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, examiner) = (day.county.context, &day.examiners[0]);
        let view = to_mark(context, examiner, day.session).unwrap();
        assert_eq!((view.candidates.len(), view.scheme.criteria.len()), (2, 3));
        assert_eq!((view.tasks.len(), &view.tasks[0].scheme), (1, &view.scheme), "one task, and nothing drawn");
        assert!(!serde_json::to_string(&view).unwrap().contains("19710304"));

        let signed = sign(context, examiner, day.candidates[0], sheet(true, 2)).unwrap();
        assert_eq!(signed.total, 8000);
        assert_eq!(refusal(sign(context, examiner, day.candidates[0], sheet(true, 0))).0, "sheet-signed");
        let view = to_mark(context, examiner, day.session).unwrap();
        assert_eq!(view.candidates[0].signed, Some(8000));
        let another = to_mark(context, &day.examiners[1], day.session).unwrap();
        assert_eq!(another.candidates[0].signed, None, "nobody sees another's marks");
        assert_eq!(day.county.audited("practical.sign").len(), 1);
    });
}

#[test]
fn a_sheet_that_is_not_complete_or_not_the_examiners_is_refused() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, examiner) = (day.county.context, &day.examiners[0]);
        let of = |sheet| sign(context, examiner, day.candidates[0], sheet);
        let wrong = SignSheet { password: "another password".into(), ..sheet(true, 0) };
        assert_eq!(fields(of(wrong)), [("password", "password-wrong")]);
        let none = SignSheet { criteria: Vec::new(), ..sheet(true, 0) };
        assert_eq!(fields(of(none)), [("criteria", "sheet-missing"); 3]);
        let altered = |change: &dyn Fn(&mut Vec<SignedCriterion>)| {
            let mut sheet = sheet(true, 0);
            change(&mut sheet.criteria);
            fields(of(sheet))
        };
        assert_eq!(altered(&|criteria| criteria[0].done = None), [("criteria", "sheet-missing")]);
        assert_eq!(altered(&|criteria| criteria[1].done = Some(true)), [("criteria", "sheet-no-star")]);
        assert_eq!(altered(&|criteria| criteria[1].id = "C9".into())[0].1, "sheet-unknown-criterion");
        assert_eq!(altered(&|criteria| criteria[1].faults[0].id = "F9".into()), [("criteria", "sheet-unknown-fault")]);
        assert_eq!(altered(&|criteria| criteria[1].faults[0].count = 1001), [("criteria", "sheet-count")]);
        assert_eq!(altered(&|criteria| criteria.push(criterion("C2", None, &[]))), [("criteria", "sheet-twice")]);
        assert_eq!(fields(of(SignSheet { absent: true, ..sheet(true, 0) })), [("criteria", "sheet-absent")]);

        let stranger = day.county.account("stranger", Role::Examiner, day.county.body);
        assert_eq!(refusal(sign(context, &stranger, day.candidates[0], sheet(true, 0))).0, "not-on-panel");
        assert_eq!(refusal(to_mark(context, &stranger, day.session)).0, "not-on-panel");
        day.county.sat(day.session, day.candidates[1], None);
        assert_eq!(refusal(sign(context, examiner, day.candidates[1], sheet(true, 0))).0, "candidate-absent");
        assert!(matches!(sign(context, examiner, 999, sheet(true, 0)), Err(ServiceError::NotFound("registration"))));
        for (state, code) in [
            ("planned", "marking-not-yet"),
            ("roster_closed", "marking-not-yet"),
            ("decided", "marking-closed"),
            ("noticed", "marking-closed"),
        ] {
            day.county.move_session(day.session, state);
            assert_eq!(refusal(of(sheet(true, 0))).0, code, "{state}");
        }
    });
}

#[test]
fn results_are_decided_for_everybody_or_for_nobody() {
    on_both(|fixture| {
        let day = Day::new(fixture, 6);
        let (context, admin) = (day.county.context, &day.county.admin);
        assert_eq!(refusal(results::decide(context, admin, day.session)).0, "session-not-sat");
        for (candidate, theory) in [Some(6000), Some(5999), Some(9000), Some(9000), None, Some(9000)].iter().enumerate()
        {
            day.county.sat(day.session, day.candidates[candidate], *theory);
        }
        day.county.move_session(day.session, "sat");
        day.sign_all(0, [sheet(true, 4), sheet(true, 4), sheet(true, 4)]);
        day.sign_all(1, [sheet(true, 0), sheet(true, 0), sheet(true, 0)]);
        day.sign_all(2, [sheet(false, 0), sheet(false, 0), sheet(true, 0)]);
        day.sign_all(5, [absent(), absent(), sheet(true, 0)]);
        sign(context, &day.examiners[0], day.candidates[3], sheet(true, 0)).unwrap();
        let incomplete = results::decide(context, admin, day.session);
        let Err(ServiceError::Refused(refused)) = incomplete else { panic!("{incomplete:?}") };
        assert_eq!((refused.code, refused.rule.as_deref()), ("practical-missing", Some("E3")));
        assert!(
            refused.message.contains("(1 sheets)") && !refused.message.contains("(3 sheets)"),
            "{}",
            refused.message
        );
        sign(context, &day.examiners[1], day.candidates[3], sheet(false, 0)).unwrap();
        sign(context, &day.examiners[2], day.candidates[3], sheet(true, 1)).unwrap();

        let rows = results::decide(context, admin, day.session).unwrap();
        let standings: Vec<Standing> = rows.iter().map(|row| row.verdict.standing).collect();
        use Standing::{Absent, Failed, Passed};
        assert_eq!(standings, [Passed, Failed, Failed, Passed, Absent, Absent]);
        let practical: Vec<Option<i64>> = rows.iter().map(|row| row.practical).collect();
        assert_eq!(practical, [Some(6000), Some(10000), Some(10000), Some(9667), None, None]);
        let states: Vec<String> = day.candidates.iter().map(|id| day.county.state_of(*id)).collect();
        assert_eq!(states, ["open", "failed", "failed", "open", "absent", "absent"]);
        assert_eq!(refusal(results::decide(context, admin, day.session)).0, "session-not-sat");
    });
}

#[test]
fn a_notice_masks_everybody_and_locks_awards_until_it_has_run_out() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, admin) = (day.county.context, &day.county.admin);
        day.county.sat(day.session, day.candidates[0], Some(8650));
        day.county.sat(day.session, day.candidates[1], None);
        day.sign_all(0, [sheet(true, 1), sheet(true, 1), sheet(true, 1)]);
        day.county.move_session(day.session, "sat");
        assert_eq!(refusal(notices::publish(context, admin, day.session)).0, "session-not-decided");
        results::decide(context, admin, day.session).unwrap();
        let over = || {
            let now = context.now();
            context.store.read(|connection| notices::is_over(connection, day.session, now)).unwrap()
        };
        assert!(!over(), "no notice, no award");

        fixture.go_to("2026-12-14T02:00:00Z");
        let notice = notices::publish(context, admin, day.session).unwrap();
        assert_eq!(
            (notice.first_day.to_string(), notice.last_day.to_string()),
            ("2026-12-14".into(), "2026-12-21".into())
        );
        assert_eq!(notice.title, "电工 五级（初级工）");
        assert_eq!(refusal(notices::publish(context, admin, day.session)).0, "session-not-decided");
        let public = serde_json::to_value(notices::current(context).unwrap()).unwrap();
        let entry = &public[0]["entries"][0];
        assert_eq!(
            (&entry["name"], &entry["theory"], &entry["practical"]),
            (&"王＊兰".into(), &"86.50".into(), &"90.00".into())
        );
        assert_eq!(public[0]["entries"][1]["standing"], "absent");
        assert_eq!(public[0]["entries"][1]["theory"], "");
        assert!(!public.to_string().contains("王玉兰") && !public.to_string().contains("410099197"), "{public}");

        fixture.go_to("2026-12-21T15:59:00Z");
        assert!(!over() && notices::current(context).unwrap().len() == 1);
        fixture.go_to("2026-12-21T16:00:00Z");
        assert!(over() && notices::current(context).unwrap().is_empty());
    });
}

#[test]
fn each_candidate_gets_one_letter_in_their_language() {
    on_both(|fixture| {
        let day = Day::new(fixture, 2);
        let (context, admin) = (day.county.context, &day.county.admin);
        day.county.sat(day.session, day.candidates[0], Some(8650));
        day.county.sat(day.session, day.candidates[1], Some(5000));
        day.sign_all(0, [sheet(true, 1), sheet(true, 1), sheet(true, 1)]);
        day.sign_all(1, [sheet(true, 1), sheet(true, 1), sheet(true, 1)]);
        day.county.move_session(day.session, "sat");
        results::decide(context, admin, day.session).unwrap();
        notices::publish(context, admin, day.session).unwrap();
        let queued = context.store.read(|connection| outbox::due(connection, context.now(), 10)).unwrap();
        let letters: Vec<Value> = queued.iter().map(|one| serde_json::from_str(&one.payload).unwrap()).collect();
        assert_eq!((queued.len(), queued[0].kind.as_str(), queued[1].locale.as_str()), (2, "result", "en"));
        assert_eq!((&letters[0]["theory"], &letters[0]["passed"]), (&"86.50".into(), &true.into()));
        assert_eq!(letters[1]["sentence"], "Theory test: 50.00, below the cut score of 60.00.");
        assert_eq!(letters[0]["recheck_until"], "2026-12-07");
    });
}

#[test]
fn a_notice_that_reaches_into_an_unpublished_year_is_refused() {
    on_both(|fixture| {
        let day = Day::new(fixture, 1);
        let (context, admin) = (day.county.context, &day.county.admin);
        day.county.sat(day.session, day.candidates[0], None);
        day.county.move_session(day.session, "sat");
        results::decide(context, admin, day.session).unwrap();
        fixture.go_to("2026-12-29T02:00:00Z");
        let refused = refusal(notices::publish(context, admin, day.session));
        assert_eq!(refused, ("holiday-year-missing", Some("N1".into())));
        assert!(notices::current(context).unwrap().is_empty());
    });
}
