//! The panel of examiners: drawn from those convened, without those who are recused; only the drawn ones mark.

use std::thread;

use jiangheng::domain::account::Role;
use jiangheng::domain::draw::replay_value;
use jiangheng::services::actor::Grant;
use jiangheng::services::recusals::{self, NewDeclaration, Withdrawal};
use jiangheng::services::sessions::{self, NewAssignment};
use jiangheng::services::{Actor, ServiceError, ceremony, practical, sittings};
use jiangheng::store::session_view::duties;
use serde_json::{Value, json};

use super::fixture::{Candidate, County, EXAM, OPENS, fields, opening, refusal};
use crate::rows;
use crate::support::on_both;

fn taught(organisation: i64) -> NewDeclaration {
    NewDeclaration {
        account_id: None,
        ground: "taught".into(),
        organisation_id: Some(organisation),
        admission_number: None,
        reason: "教过这个班".into(),
    }
}

fn kin(candidate: &Candidate) -> NewDeclaration {
    NewDeclaration {
        account_id: None,
        ground: "kin".into(),
        organisation_id: None,
        admission_number: Some(candidate.admission.clone()),
        reason: "外甥女".into(),
    }
}

fn why() -> Withdrawal {
    Withdrawal { reason: "填错了单位".into() }
}

fn logged(county: &County<'_>, action: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS number FROM audit_event WHERE action = '{action}'");
    rows::number(&county.context.store, &sql)
}

#[test]
fn whoever_is_recused_is_left_out_before_the_draw_and_only_the_drawn_mark() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        let candidate = county.register(session, 1, 0);
        let mut examiners: Vec<Actor> =
            ["zhao", "qian", "sun", "li"].map(|login| county.convene(session, login, county.body)).into();
        let of_centre = county.convene(session, "zhou", county.centre);
        recusals::declare(context, &examiners[0], &taught(county.centre)).unwrap();
        recusals::declare(context, &examiners[1], &kin(&candidate)).unwrap();
        recusals::declare(context, &examiners[2], &NewDeclaration { ground: "employer".into(), ..taught(county.body) })
            .unwrap();
        examiners.push(of_centre);

        let pool = recusals::of_session(context, &county.admin, session).unwrap();
        assert_eq!((pool.from.len(), pool.panel.len()), (5, 0));
        let out: Vec<(i64, &str)> = pool.recused.iter().map(|one| (one.account_id, one.ground.as_str())).collect();
        let [zhao, qian, _, _, zhou] = [0, 1, 2, 3, 4].map(|at: usize| examiners[at].account_id);
        assert_eq!(out, [(zhao, "taught"), (qian, "kin"), (zhou, "employer")]);
        assert!(pool.recused.iter().all(|one| one.rule == "E6" && one.clause.contains("回避")));
        let told = serde_json::to_string(&pool).unwrap();
        assert!(!told.contains(&candidate.tail) && !told.contains(&candidate.admission), "no candidate is named");

        county.commit_all(session, "S1");
        county.close_and_draw(session);
        assert_eq!(logged(&county, "ceremony.recuse"), 3);
        let manifest = rows::texts(&context.store, "SELECT manifest AS said FROM exam_session");
        let manifest: Value = serde_json::from_str(&manifest[0]).unwrap();
        assert_eq!(manifest["draws"], json!([{"id": "@panel", "from": pool.from, "take": pool.from.len()}]));
        let late = NewAssignment { account_id: zhao, duty: "examiner".into() };
        assert_eq!(refusal(sessions::assign(context, &county.admin, session, late)), "panel-pool-closed");

        ceremony::open(context, &county.admin, session, &opening()).unwrap();
        let panel = recusals::of_session(context, &county.admin, session).unwrap().panel;
        assert_eq!((panel.len(), logged(&county, "ceremony.panel")), (3, 1));
        for id in &pool.from {
            let id: i64 = id[1..].parse().unwrap();
            let grant = Grant { role: Role::Examiner, organisation_id: county.body, bureau: false };
            let marking =
                practical::to_mark(context, &Actor::account(id, "x".into(), county.body, vec![grant]), session);
            if panel.contains(&id) {
                assert_eq!(marking.unwrap().candidates.len(), 1);
            } else {
                assert_eq!(refusal(marking), "not-drawn");
            }
        }
        for recused in [&examiners[0], &examiners[1], &examiners[4]] {
            assert_eq!(refusal(practical::to_mark(context, recused, session)), "recused");
        }

        fixture.go_to(OPENS);
        let (token, _) = county.sit(&candidate);
        fixture.go_to("2026-12-12T01:31:00Z");
        sittings::submit(context, &token).unwrap();
        sittings::finish_session(context, &county.admin, session).unwrap();
        let evidence = ceremony::evidence(context, EXAM, "S1").unwrap();
        let taken: Vec<String> = panel.iter().map(|id| format!("p{id}")).collect();
        let drawn = evidence["draws"][0]["taken"].as_array().unwrap();
        assert_eq!(
            (drawn.len(), json!(drawn[..3])),
            (pool.from.len(), json!(taken)),
            "the first three of an order of all"
        );
        assert_eq!(replay_value(&evidence).unwrap().draws, 1);
    });
}

#[test]
fn too_small_a_pool_refuses_to_close_until_somebody_may_be_drawn_again() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        county.register(session, 1, 0);
        county.commit_all(session, "S1");
        let first = rows::number(&context.store, "SELECT MIN(account_id) AS number FROM assignment");
        let declared = NewDeclaration { account_id: Some(first), ..taught(county.body) };
        let id = recusals::declare(context, &county.admin, &declared).unwrap();
        let close = || ceremony::close_roster(context, &county.admin, session);
        match close() {
            Err(ServiceError::Refused(refused)) => {
                assert_eq!((refused.code, refused.rule.as_deref()), ("panel-too-small", Some("E3")));
                assert!(refused.message.contains("only 2 of the 3"), "{}", refused.message);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(logged(&county, "ceremony.recuse"), 0, "nothing half done");
        // Two of the bureau take it back at once: one does.
        let answers: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| recusals::withdraw(context, &county.admin, id, &why())));
            both.map(|one| one.join().unwrap()).into()
        });
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert_eq!(
            (refusal(recusals::withdraw(context, &county.admin, id, &why())), logged(&county, "recusal.withdraw")),
            ("recusal-withdrawn", 1)
        );
        // Two people close at once: one does.
        let answers: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(close));
            both.map(|one| one.join().unwrap()).into()
        });
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert_eq!(logged(&county, "ceremony.close_roster"), 1);
    });
}

#[test]
fn a_declaration_says_who_what_and_why_and_nobody_takes_back_their_own() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let (session, other) = (county.session("S1"), county.session("S2"));
        let candidate = county.register(session, 1, 0);
        let examiner = county.convene(session, "wu", county.body);
        let stranger = county.convene(other, "zheng", county.body);
        let declare = |new: NewDeclaration| recusals::declare(context, &examiner, &new);
        assert_eq!(
            fields(declare(NewDeclaration { ground: "friend".into(), ..kin(&candidate) })),
            [("ground", "recusal-ground")]
        );
        assert_eq!(
            fields(declare(NewDeclaration { ground: "kin".into(), ..taught(county.body) })),
            [("ground", "recusal-kin")]
        );
        assert_eq!(fields(declare(taught(999))), [("organisation_id", "recusal-organisation")]);
        let both = NewDeclaration { organisation_id: Some(county.body), ..kin(&candidate) };
        assert_eq!(fields(declare(both)), [("organisation_id", "recusal-one")]);
        assert_eq!(
            fields(declare(NewDeclaration { admission_number: None, ..kin(&candidate) })),
            [("organisation_id", "recusal-one")]
        );
        assert_eq!(
            fields(declare(NewDeclaration { reason: " ".into(), ..kin(&candidate) })),
            [("reason", "recusal-reason")]
        );
        let unknown = NewDeclaration { admission_number: Some("000".into()), ..kin(&candidate) };
        assert_eq!(fields(declare(unknown)), [("admission_number", "recusal-candidate")]);
        // Whoever is not on duty there does not learn whether such a candidate exists.
        let outside = recusals::declare(context, &stranger, &kin(&candidate));
        assert_eq!(fields(outside), [("admission_number", "recusal-candidate")]);
        let for_another = NewDeclaration { account_id: Some(stranger.account_id), ..taught(county.body) };
        assert!(matches!(declare(for_another), Err(ServiceError::NotPermitted { .. })));
        assert!(matches!(
            recusals::declare(context, &county.manager, &taught(county.body)),
            Err(ServiceError::NotPermitted { .. })
        ));
        assert_eq!(logged(&county, "recusal.declare"), 0);

        let id = declare(kin(&candidate)).unwrap();
        assert_eq!(logged(&county, "recusal.declare"), 1);
        assert!(matches!(recusals::withdraw(context, &examiner, id, &why()), Err(ServiceError::NotPermitted { .. })));
        assert!(matches!(recusals::of_session(context, &examiner, session), Err(ServiceError::NotFound("session"))));
        let own = NewDeclaration { account_id: Some(county.admin.account_id), ..taught(county.body) };
        let own = recusals::declare(context, &county.admin, &own).unwrap();
        assert_eq!(refusal(recusals::withdraw(context, &county.admin, own, &why())), "recusal-own");
        assert!(matches!(
            recusals::withdraw(context, &county.admin, 999, &why()),
            Err(ServiceError::NotFound("recusal"))
        ));
        for change in ["UPDATE recusal SET reason = 'x'", "DELETE FROM recusal"] {
            assert!(rows::run(&context.store, change).is_err(), "{change}");
        }
    });
}

#[test]
fn nobody_waits_for_the_marks_of_who_was_not_drawn() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        for login in ["feng", "chen"] {
            county.convene(session, login, county.body);
        }
        let awaited = || -> Vec<i64> {
            let on_duty = county.context.store.read(|connection| duties(connection, session)).unwrap();
            on_duty.iter().map(|duty| duty.account_id).collect()
        };
        assert_eq!(awaited().len(), 5);
        county.open("S1", session);
        let mut panel = recusals::of_session(county.context, &county.admin, session).unwrap().panel;
        panel.sort_unstable();
        assert_eq!((panel.len(), awaited()), (3, panel));
    });
}
