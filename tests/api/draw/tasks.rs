//! Practical tasks: which of a session's a candidate does is drawn, and the sheet is read against that one.

use std::collections::BTreeMap;

use jiangheng::domain::account::Role;
use jiangheng::domain::draw::replay_value;
use jiangheng::services::accounts::{self, NewAccount};
use jiangheng::services::actor::Grant;
use jiangheng::services::practical::{self, CountedFault, SignSheet, SignedCriterion, ToMark};
use jiangheng::services::sessions::{self, NewAssignment, PlanSession};
use jiangheng::services::{Actor, ServiceError, ceremony, results, sittings};
use serde_json::json;

use super::fixture::{County, EXAM, fields, read};
use crate::rows;
use crate::support::on_both;

const PASSWORD: &str = "秤砣虽小可压千斤呀。";

/// The sample's scheme under another title, its criteria under other ids.
fn scheme(number: usize) -> String {
    let text = read("practical.toml").replace("三相异步电动机点动", &format!("第 {number} 题"));
    text.replace("id = \"C", &format!("id = \"T{number}C")).replace("id = \"S", &format!("id = \"T{number}S"))
}

fn with_tasks(county: &County<'_>, more: Vec<String>) -> PlanSession {
    PlanSession { more_schemes: more, ..county.plan("S1") }
}

pub(super) fn examiner(county: &County<'_>, session: i64, login: &str) -> Actor {
    let new = NewAccount {
        organisation_id: county.body,
        login: login.into(),
        name: login.into(),
        password: PASSWORD.into(),
        roles: vec![Role::Examiner],
    };
    let id = accounts::create_account(county.context, &county.admin, new).unwrap();
    let duty = NewAssignment { account_id: id, duty: "examiner".into() };
    sessions::assign(county.context, &county.admin, session, duty).unwrap();
    let grant = Grant { role: Role::Examiner, organisation_id: county.body, bureau: false };
    Actor::account(id, login.into(), county.body, vec![grant])
}

/// Nothing lost: every ★ done, no fault.
pub(super) fn sheet(marking: &ToMark, task: &str) -> SignSheet {
    let scheme = &marking.tasks.iter().find(|one| one.code == task).unwrap().scheme;
    let criteria = scheme.criteria.iter().map(|criterion| SignedCriterion {
        id: criterion.id.clone(),
        done: criterion.star.then_some(true),
        faults: criterion.faults.iter().map(|fault| CountedFault { id: fault.id.clone(), count: 0 }).collect(),
    });
    SignSheet { criteria: criteria.collect(), absent: false, password: PASSWORD.into() }
}

#[test]
fn each_candidate_does_the_task_drawn_and_is_marked_by_its_scheme() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let plan = with_tasks(&county, vec![scheme(2), scheme(3)]);
        let session = sessions::plan(context, &county.admin, plan).unwrap();
        let examiners = ["wushi", "zheng", "wang"].map(|login| examiner(&county, session, login));
        let candidates: Vec<_> = (1..=7).map(|order| county.register(session, order * 3, 0)).collect();
        let before = practical::to_mark(context, &examiners[0], session).unwrap();
        assert!(before.candidates.iter().all(|one| one.task.is_empty()), "nothing is drawn yet");
        county.open("S1", session);

        let manifest = ceremony::manifest(context, EXAM, "S1").unwrap();
        let draw = &manifest["draws"][1];
        assert_eq!((&draw["id"], &draw["take"]), (&json!("@task/practical"), &json!(7)));
        let cards: Vec<String> =
            (1..=3).flat_map(|task| (1..=3).map(move |card| format!("t0{task}.0{card}"))).collect();
        assert_eq!(draw["from"], json!(cards));
        let marking = practical::to_mark(context, &examiners[0], session).unwrap();
        assert_eq!(marking.tasks.iter().map(|task| task.code.as_str()).collect::<Vec<_>>(), ["t01", "t02", "t03"]);
        let tasks: BTreeMap<&str, &str> =
            marking.candidates.iter().map(|one| (one.admission_number.as_str(), one.task.as_str())).collect();
        for code in ["t01", "t02", "t03"] {
            let times = tasks.values().filter(|task| **task == code).count();
            assert!((1..=3).contains(&times), "{code}: {tasks:?}");
        }
        let logged =
            rows::texts(&context.store, "SELECT detail AS said FROM audit_event WHERE action = 'ceremony.tasks'");
        assert_eq!(logged.len(), 1);

        // Another task's criterion is no field of this sheet.
        let one = marking.candidates.iter().find(|one| one.task == "t02").unwrap();
        let keep = |name: &str| {
            let typed = BTreeMap::from([(name.to_owned(), "0".to_owned())]);
            practical::keep_draft(context, &examiners[0], one.registration_id, &typed)
        };
        assert_eq!(fields(keep("count.C1.F1")), [("fields", "sheet-unknown-fault")]);
        keep("count.T2C1.F1").unwrap();
        let opened = practical::open(context, &examiners[0], session, one.registration_id).unwrap();
        assert!(opened.session.scheme.title.starts_with("第 2 题"), "{}", opened.session.scheme.title);

        fixture.go_to(super::fixture::OPENS);
        for candidate in &candidates {
            county.sit(candidate);
        }
        fixture.go_to("2026-12-12T03:00:00Z");
        sittings::finish_session(context, &county.admin, session).unwrap();
        for examiner in &examiners {
            for one in &marking.candidates {
                let other = if one.task == "t01" { "t02" } else { "t01" };
                let wrong = practical::sign(context, examiner, one.registration_id, sheet(&marking, other));
                assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "{wrong:?}");
                let right = practical::sign(context, examiner, one.registration_id, sheet(&marking, &one.task));
                assert_eq!(right.unwrap().total, 10_000);
            }
        }
        let decided = results::decide(context, &county.admin, session).unwrap();
        assert!(decided.iter().all(|row| row.practical == Some(10_000)), "{decided:?}");
        let evidence = ceremony::evidence(context, EXAM, "S1").unwrap();
        assert_eq!(replay_value(&evidence).unwrap().draws, 2);
        let taken: Vec<&str> =
            evidence["draws"][1]["taken"].as_array().unwrap().iter().map(|card| &card.as_str().unwrap()[..3]).collect();
        assert_eq!(taken, tasks.values().copied().collect::<Vec<_>>(), "the k-th candidate does the k-th card's task");
    });
}

#[test]
fn a_session_with_one_task_draws_none_and_wrong_tasks_are_said_with_their_number() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let refused = |more: Vec<String>| {
            let answer = sessions::plan(county.context, &county.admin, with_tasks(&county, more));
            match &answer {
                Err(ServiceError::Invalid(faults)) => assert!(faults[0].message.contains("task"), "{faults:?}"),
                other => panic!("{other:?}"),
            }
            fields(answer)
        };
        assert_eq!(refused(vec![scheme(2), "title = 3".into()]), [("more_schemes", "scheme")]);
        assert_eq!(refused(vec![read("practical.toml")]), [("more_schemes", "scheme-twice")]);
        assert_eq!(refused(vec![scheme(2), scheme(2)]), [("more_schemes", "scheme-twice")]);
        assert_eq!(refused(vec![scheme(2).replace("level = 5", "level = 4")]), [("more_schemes", "scheme-other")]);
        let half = "title = \"半题\"\noccupation = \"6-31-01-03\"\nlevel = 5\nminutes = 60\ntotal = 5000\n[[criterion]]\n\
                    id = \"C1\"\ntitle = \"布线\"\nmarks = 5000\nfaults = [{ id = \"F1\", title = \"每处\", deduct = 10 }]\n";
        assert_eq!(refused(vec![half.into()]), [("more_schemes", "scheme-total")]);
        assert_eq!(refused((2..=21).map(scheme).collect()), [("more_schemes", "scheme-too-many")]);
        let none = "SELECT COUNT(*) AS number FROM exam_session";
        assert_eq!(rows::number(&county.context.store, none), 0, "nothing is planned half");

        let session = county.session("S1");
        county.register(session, 3, 0);
        county.open("S1", session);
        let manifest = ceremony::manifest(county.context, EXAM, "S1").unwrap();
        assert_eq!(manifest["draws"].as_array().unwrap().len(), 1, "the panel alone");
        let drawn = "SELECT COUNT(*) AS number FROM registration WHERE task <> ''";
        assert_eq!(rows::number(&county.context.store, drawn), 0);
    });
}
