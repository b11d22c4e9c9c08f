//! A session's plan: seats and supervisors drawn days before it, by a ceremony of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use jiangheng::domain::account::Role;
use jiangheng::domain::double_random::account_of;
use jiangheng::domain::draw::replay_value;
use jiangheng::services::accounts::{self, NewAccount, NewOrganisation, OrganisationKind};
use jiangheng::services::ceremony::{self, Cancellation, OpenedSecret, Opening, Relief};
use jiangheng::services::recusals::{self, NewDeclaration};
use jiangheng::services::registrations;
use jiangheng::services::sessions::{self, NewAssignment};
use jiangheng::services::{ServiceError, results, sittings};
use serde_json::{Value, json};

use super::fixture::{
    Candidate, County, EXAM, HALF_AN_HOUR_BEFORE, OPENS, PLAN_DRAWN, PLAN_OPENS, fields, opening, opening_of_plan,
    reading, refusal,
};
use crate::rows;
use crate::support::on_both;

/// A session with a plan: supervisors, candidates, every commitment.
struct Planned {
    session: i64,
    plan: i64,
    supervisors: Vec<i64>,
    candidates: Vec<Candidate>,
}

impl Planned {
    fn new(county: &County<'_>, code: &str, candidates: u16) -> Self {
        let session = county.session(code);
        let logins = ["wei", "dong", "nan"].map(|login| format!("{login}-{}", code.to_lowercase()));
        let supervisors = logins.map(|login| supervisor(county, &login)).into();
        let plan = ceremony::make_plan(county.context, &county.admin, session).unwrap();
        assert_eq!(plan.code, format!("{code}-plan"));
        let candidates = (1..=candidates).map(|order| county.register(session, order * 3, 0)).collect();
        county.commit_all(session, code);
        county.commit_all(plan.id, &plan.code);
        Self { session, plan: plan.id, supervisors, candidates }
    }

    /// Closes the roster, enters the plan's beacon, goes to where its secrets can be opened.
    fn to_opening(&self, county: &County<'_>) {
        ceremony::close_roster(county.context, &county.admin, self.session).unwrap();
        county.fixture.go_to(PLAN_DRAWN);
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(county.context, actor, self.plan, &reading()).unwrap();
        }
        county.fixture.go_to(PLAN_OPENS);
    }

    fn seats(&self, county: &County<'_>) -> BTreeMap<String, i64> {
        let list = registrations::list(county.context, &county.admin, self.session).unwrap();
        list.into_iter().map(|row| (row.admission_number, row.seat)).collect()
    }
}

fn supervisor(county: &County<'_>, login: &str) -> i64 {
    let new = NewAccount {
        organisation_id: county.admin.organisation_id,
        login: login.into(),
        name: format!("督导员 {login}"),
        password: "秤砣虽小可压千斤呀。".into(),
        roles: vec![Role::Supervisor],
    };
    accounts::create_account(county.context, &county.admin, new).unwrap()
}

fn on_duty(county: &County<'_>, session: i64) -> Vec<i64> {
    let sql = format!(
        "SELECT CAST(account_id AS TEXT) AS said FROM assignment WHERE session_id = {session} AND duty = 'supervisor' \
         ORDER BY id"
    );
    rows::texts(&county.context.store, &sql).iter().map(|id| id.parse().unwrap()).collect()
}

fn tickets(county: &County<'_>) -> i64 {
    rows::number(&county.context.store, "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'admission_ticket'")
}

fn logged(county: &County<'_>, action: &str) -> Vec<Value> {
    let sql = format!("SELECT detail AS said FROM audit_event WHERE action = '{action}' ORDER BY id");
    rows::texts(&county.context.store, &sql).iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The order of supervisors that the plan's ceremony drew, from the audit trail.
fn order(county: &County<'_>) -> Vec<i64> {
    let detail = logged(county, "ceremony.supervision").pop().unwrap();
    detail["taken"].as_array().unwrap().iter().map(|id| account_of(id.as_str().unwrap()).unwrap()).collect()
}

#[test]
fn seats_and_supervisors_are_drawn_days_before_and_published_with_the_session() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let planned = Planned::new(&county, "S1", 5);
        let closed = ceremony::close_roster(context, &county.admin, planned.session).unwrap();
        let plan = closed.plan.unwrap();
        assert_eq!(plan.session, "S1-plan");
        let manifest = ceremony::manifest(context, EXAM, "S1-plan").unwrap();
        assert_eq!(manifest["sections"], json!([]));
        assert_eq!(manifest["draws"][0]["id"], json!("@seats/01"));
        assert_eq!(manifest["draws"][0]["from"], json!(["1", "2", "3", "4", "5"]));
        assert_eq!(
            (manifest["draws"][1]["id"].as_str(), manifest["draws"][1]["take"].as_u64()),
            (Some("@supervision"), Some(3))
        );
        assert_eq!(manifest["opens"], json!("2026-12-09T01:00:00Z"));
        assert_eq!((tickets(&county), planned.seats(&county).values().sum::<i64>()), (0, 0), "nobody has a seat yet");

        county.fixture.go_to(PLAN_DRAWN);
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(context, actor, planned.plan, &reading()).unwrap();
        }
        county.fixture.go_to(PLAN_OPENS);
        let papers = ceremony::open(context, &county.admin, planned.plan, &opening_of_plan()).unwrap().papers.unwrap();
        assert_eq!(papers.sittings, 0, "a plan has no papers");
        let seats = planned.seats(&county);
        assert_eq!(seats.values().copied().collect::<BTreeSet<_>>(), (1..=5).collect());
        // Orders 3, 9 and 15 gave a mail address.
        assert_eq!(tickets(&county), 3);
        let order = order(&county);
        assert_eq!(order.iter().copied().collect::<BTreeSet<_>>(), planned.supervisors.iter().copied().collect());
        assert_eq!(on_duty(&county, planned.session), [order[0]]);
        let closed_evidence = ceremony::evidence(context, EXAM, "S1-plan");
        assert_eq!(refusal(closed_evidence), "evidence-not-yet");

        // The session goes on as one without a plan does.
        county.draw_and_open(planned.session);
        county.fixture.go_to(OPENS);
        county.sit(&planned.candidates[0]);
        county.fixture.go_to("2026-12-12T03:00:00Z");
        sittings::finish_session(context, &county.admin, planned.session).unwrap();
        let evidence = ceremony::evidence(context, EXAM, "S1-plan").unwrap();
        let replayed = replay_value(&evidence).unwrap();
        assert_eq!((replayed.papers, replayed.draws), (5, 2));
        let taken: Vec<String> =
            evidence["draws"][0]["taken"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().into()).collect();
        let told: Vec<String> = seats.values().map(ToString::to_string).collect();
        assert_eq!(taken, told, "the k-th of the candidates has the k-th seat drawn");
        let secret = "SELECT COUNT(*) AS number FROM contributor WHERE secret <> ''";
        assert_eq!(rows::number(&context.store, secret), 6, "both draws' secrets are public");
        assert!(matches!(
            jiangheng::services::draws::slip(context, EXAM, "S1-plan", &planned.candidates[0].admission),
            Err(ServiceError::NotFound("draw"))
        ));
    });
}

#[test]
fn the_sessions_secrets_wait_for_the_plan_and_a_plan_that_fails_leaves_the_session() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let planned = Planned::new(&county, "S1", 2);
        planned.to_opening(&county);
        county.fixture.go_to(HALF_AN_HOUR_BEFORE);
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(context, actor, planned.session, &reading()).unwrap();
        }
        let open = |id| ceremony::open(context, &county.admin, id, &opening());
        assert_eq!(refusal(open(planned.session)), "plan-first");
        let late = ceremony::open(context, &county.admin, planned.plan, &opening_of_plan());
        assert_eq!(refusal(late), "opening-too-late");
        assert_eq!(tickets(&county), 0);
        let why = Cancellation { reason: "一方未能到场".into() };
        ceremony::cancel(context, &county.admin, planned.plan, &why).unwrap();
        let seats: Vec<i64> = planned.seats(&county).into_values().collect();
        assert_eq!((seats, tickets(&county)), (vec![1, 2], 1), "in the order of numbers");
        assert_eq!(ceremony::cancellation(context, EXAM, "S1-plan").unwrap()["reason"], json!("一方未能到场"));
        assert_eq!(refusal(ceremony::cancel(context, &county.admin, planned.plan, &why)), "ceremony-out-of-order");
        assert_eq!(open(planned.session).unwrap().papers.unwrap().sittings, 2);
        // Who supervises is named by hand again.
        let duty = NewAssignment { account_id: planned.supervisors[0], duty: "supervisor".into() };
        sessions::assign(context, &county.admin, planned.session, duty).unwrap();
    });
}

#[test]
fn a_session_has_one_plan_and_nothing_else_takes_a_plan_for_a_session() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        // Two people at once: one makes it.
        let answers: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| ceremony::make_plan(context, &county.admin, session)));
            both.map(|one| one.join().unwrap()).into()
        });
        let plan = answers.iter().find_map(|answer| answer.as_ref().ok()).unwrap().id;
        let refused: Vec<_> = answers.into_iter().filter(Result::is_err).map(refusal).collect();
        assert_eq!(refused, ["plan-known"]);
        assert_eq!(refusal(ceremony::make_plan(context, &county.admin, session)), "plan-known");
        assert!(matches!(ceremony::make_plan(context, &county.admin, plan), Err(ServiceError::NotFound("session"))));
        assert!(matches!(
            ceremony::make_plan(context, &county.manager, session),
            Err(ServiceError::NotPermitted { .. })
        ));
        let none = |error: ServiceError| assert!(matches!(error, ServiceError::NotFound("session")), "{error:?}");
        let examiner = NewAssignment { account_id: county.manager.account_id, duty: "invigilator".into() };
        none(sessions::assign(context, &county.admin, plan, examiner).unwrap_err());
        none(registrations::list(context, &county.admin, plan).unwrap_err());
        none(sittings::finish_session(context, &county.admin, plan).unwrap_err());
        none(results::decide(context, &county.admin, plan).unwrap_err());
        none(recusals::of_session(context, &county.admin, plan).unwrap_err());
        assert_eq!(refusal(ceremony::close_roster(context, &county.admin, plan)), "plan-closes-with-session");
        let listed = sessions::overview(context, &county.admin).unwrap();
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [session]);

        let chosen = NewAssignment { account_id: supervisor(&county, "wei"), duty: "supervisor".into() };
        assert_eq!(refusal(sessions::assign(context, &county.admin, session, chosen)), "supervisors-drawn");
        let late = county.session("S2");
        county.fixture.go_to("2026-12-05T16:00:00Z");
        assert_eq!(refusal(ceremony::make_plan(context, &county.admin, late)), "plan-too-late");
        assert_eq!(logged(&county, "ceremony.plan").len(), 1);
    });
}

#[test]
fn a_roster_closes_with_its_plan_or_not_at_all() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        let plan = ceremony::make_plan(context, &county.admin, session).unwrap();
        county.register(session, 3, 0);
        county.commit_all(session, "S1");
        let close = || ceremony::close_roster(context, &county.admin, session);
        assert_eq!(refusal(close()), "plan-contributors-too-few");
        county.commit_all(plan.id, &plan.code);
        assert_eq!(refusal(close()), "supervision-too-small");
        let wei = supervisor(&county, "wei");
        let taught = NewDeclaration {
            account_id: Some(wei),
            ground: "taught".into(),
            organisation_id: Some(county.body),
            admission_number: None,
            reason: "教过这个班".into(),
        };
        recusals::declare(context, &county.admin, &taught).unwrap();
        match close() {
            Err(ServiceError::Refused(refused)) => {
                assert_eq!((refused.code, refused.rule.as_deref()), ("supervision-too-small", Some("S1")));
                assert!(refused.message.contains("only 0 of the bureau's 1"), "{}", refused.message);
            }
            other => panic!("{other:?}"),
        }
        let states = "SELECT state AS said FROM exam_session";
        assert_eq!(rows::texts(&context.store, states), ["planned", "planned"], "nothing half done");
        let dong = supervisor(&county, "dong");
        // Two people close at once: one does, with the plan.
        let answers: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(close));
            both.map(|one| one.join().unwrap()).into()
        });
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        assert_eq!(rows::texts(&context.store, states), ["roster_closed", "roster_closed"]);
        let manifest = ceremony::manifest(context, EXAM, "S1-plan").unwrap();
        assert_eq!(manifest["draws"][1]["from"], json!([format!("p{dong}")]));
        let recused = logged(&county, "ceremony.recuse");
        assert_eq!((recused.len(), &recused[0]["reason"]), (1, &json!("教过这个班")));
    });
}

#[test]
fn who_can_not_come_is_passed_over_and_who_falls_ill_is_followed_by_the_next() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let planned = Planned::new(&county, "S1", 2);
        let relieve = |account_id: i64, reason: &str| {
            let relief = Relief { account_id, reason: reason.into() };
            ceremony::relieve_supervisor(context, &county.admin, planned.session, &relief)
        };
        assert_eq!(refusal(relieve(1, "病了")), "plan-not-drawn");
        planned.to_opening(&county);
        ceremony::open(context, &county.admin, planned.plan, &opening_of_plan()).unwrap();
        let order = order(&county);
        assert_eq!(fields(relieve(order[0], " ")), [("reason", "recusal-reason")]);
        assert_eq!(fields(relieve(order[1], "病了")), [("account_id", "not-supervising")]);
        // The second is needed at another centre that day.
        let elsewhere = NewOrganisation {
            code: "C9".into(),
            name: "青禾 C9".into(),
            kind: OrganisationKind::Centre,
            rank: String::new(),
        };
        let there = accounts::create_organisation(context, &county.admin, elsewhere).unwrap();
        let other = sessions_at(&county, "S9", there);
        let duty = format!(
            "INSERT INTO assignment (session_id, account_id, duty) VALUES ({other}, {}, 'supervisor')",
            order[1]
        );
        rows::run(&context.store, &duty).unwrap();
        // Two of the bureau relieve the first at once: one does, and the third takes over.
        let answers: Vec<_> = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| relieve(order[0], "发烧")));
            both.map(|one| one.join().unwrap()).into()
        });
        let instead: Vec<_> = answers.iter().filter_map(|one| one.as_ref().ok()?.instead).collect();
        assert_eq!(instead, [order[2]], "{answers:?}");
        assert_eq!(on_duty(&county, planned.session), [order[2]]);
        let detail = logged(&county, "ceremony.relieve").pop().unwrap();
        assert_eq!(detail["passed_over"], json!([{"account_id": order[1], "why": "elsewhere"}]));
        assert_eq!(detail["reason"], json!("发烧"));
        // Until the results are decided a duty is taken back: whoever did not come supervised nothing.
        county.draw_and_open(planned.session);
        county.fixture.go_to("2026-12-12T03:00:00Z");
        sittings::finish_session(context, &county.admin, planned.session).unwrap();
        assert_eq!(relieve(order[2], "没有到场").unwrap().instead, None, "nobody follows after the exam");
        assert_eq!(on_duty(&county, planned.session), Vec::<i64>::new());
    });
}

/// A session of the same day at another centre, without its rules: only its row.
fn sessions_at(county: &County<'_>, code: &str, centre: i64) -> i64 {
    let store = &county.context.store;
    let columns = "exam, kind, occupation, level, body_id, bureau_id, room_id, room_code, bank_id, subsidised, opens_at, \
                   minutes, scheme, state, manifest, manifest_digest, reveals, master_digest, papers_root, evidence, created_at";
    let copy = format!(
        "INSERT INTO exam_session (code, centre_id, {columns}) SELECT '{code}', {centre}, {} FROM exam_session \
         WHERE code = 'S1'",
        columns.replace("state", "'planned'")
    );
    rows::run(store, &copy).unwrap();
    rows::number(store, &format!("SELECT id AS number FROM exam_session WHERE code = '{code}'"))
}

#[test]
fn nobody_named_before_supervises_nobody_recused_is_named_and_no_secret_serves_twice() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        let (wei, dong) = (supervisor(&county, "wei"), supervisor(&county, "dong"));
        let name = |account_id: i64| {
            let duty = NewAssignment { account_id, duty: "supervisor".into() };
            sessions::assign(context, &county.admin, session, duty)
        };
        let taught = NewDeclaration {
            account_id: Some(dong),
            ground: "taught".into(),
            organisation_id: Some(county.centre),
            admission_number: None,
            reason: "教过这里的班".into(),
        };
        recusals::declare(context, &county.admin, &taught).unwrap();
        assert_eq!(refusal(name(dong)), "supervisor-recused");
        name(wei).unwrap();
        let plan = ceremony::make_plan(context, &county.admin, session).unwrap();
        assert_eq!(on_duty(&county, session), Vec::<i64>::new(), "whoever was named is drawn or not, like everybody");
        assert_eq!(logged(&county, "ceremony.plan")[0]["no_longer_named"], json!([wei]));
        // A contributor uses one secret for both draws.
        county.register(session, 3, 0);
        county.commit_all(session, "S1");
        for (code, byte, outside) in [("bureau", 1, false), ("discipline", 102, true), ("union", 103, true)] {
            let new = county.commitment(code, &plan.code, byte, outside);
            let commitment = new.commitment.clone();
            ceremony::commit(context, &county.admin, plan.id, new).unwrap();
            for (body, custodian) in [("县档案馆", format!("甲{code}")), ("县公证处", format!("乙{code}"))] {
                county.receive(plan.id, code, (body, custodian.as_str()), &commitment).unwrap();
            }
        }
        ceremony::close_roster(context, &county.admin, session).unwrap();
        county.fixture.go_to(PLAN_DRAWN);
        for actor in [&county.admin, &county.manager] {
            ceremony::enter_beacon(context, actor, plan.id, &reading()).unwrap();
        }
        county.fixture.go_to(PLAN_OPENS);
        let secret = OpenedSecret { code: "bureau".into(), secret: hex::encode([1; 32]) };
        let opened = ceremony::open(context, &county.admin, plan.id, &Opening { secrets: vec![secret] });
        assert_eq!(fields(opened), [("secrets", "secret-reused")]);
        let kept = "SELECT COUNT(*) AS number FROM contributor WHERE opened_at IS NOT NULL";
        assert_eq!(rows::number(&context.store, kept), 0, "nothing was opened");
    });
}

#[test]
fn a_plans_id_has_room_and_is_free() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let long = county.session(&"S".repeat(60));
        assert_eq!(refusal(ceremony::make_plan(county.context, &county.admin, long)), "plan-code-too-long");
        let session = county.session("S1");
        county.session("S1-plan");
        assert_eq!(refusal(ceremony::make_plan(county.context, &county.admin, session)), "plan-code-taken");
        assert_eq!(logged(&county, "ceremony.plan").len(), 0);
    });
}

#[test]
fn a_session_called_off_takes_its_plan_with_it() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let planned = Planned::new(&county, "S1", 2);
        planned.to_opening(&county);
        ceremony::open(context, &county.admin, planned.plan, &opening_of_plan()).unwrap();
        let why = Cancellation { reason: "暴雨停电，全县停考".into() };
        assert_eq!(refusal(ceremony::cancel(context, &county.admin, planned.plan, &why)), "plan-drawn");
        let cancelled = ceremony::cancel(context, &county.admin, planned.session, &why).unwrap();
        assert_eq!((cancelled.candidates, cancelled.opened), (2, 0));
        // Every secret of the plan was open: its whole evidence is public at once.
        let evidence = ceremony::evidence(context, EXAM, "S1-plan").unwrap();
        assert_eq!(replay_value(&evidence).unwrap().draws, 2);
        let whole = ceremony::cancellation(context, EXAM, "S1-plan").unwrap();
        assert_eq!(whole["reason"], json!(why.reason));
        let states = "SELECT state AS said FROM exam_session";
        assert_eq!(rows::texts(&context.store, states), ["cancelled", "cancelled"]);
    });
}
