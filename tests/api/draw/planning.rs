//! Planning a session: the rules that say no, the fields that are wrong, who may.

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewAccount};
use jiangheng::services::sessions::{self, NewAssignment, PlanSession};
use jiangheng::services::{Actor, ServiceError};

use super::fixture::{County, fields, refusal};
use crate::support::on_both;

#[test]
fn a_session_the_rules_do_not_allow_is_refused_by_their_name() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let plan = |change: fn(&mut PlanSession)| {
            let mut plan = county.plan("S1");
            change(&mut plan);
            sessions::plan(county.context, &county.admin, plan)
        };
        assert_eq!(refusal(plan(|plan| plan.opens_at = "2027-03-12T01:00:00Z".into())), "w1-outside");
        assert_eq!(refusal(plan(|plan| plan.opens_at = "2027-04-12T01:00:00Z".into())), "c0-not-filed");
        assert_eq!(fields(plan(|plan| plan.opens_at = "2026-11-01T01:00:00Z".into())), [("opens_at", "opens-past")]);
        assert_eq!(fields(plan(|plan| plan.exam = "青禾".into())), [("exam", "exam-code")]);
        assert_eq!(fields(plan(|plan| plan.occupation = "9-99-99-99".into())), [("occupation", "occupation-unknown")]);
        assert_eq!(fields(plan(|plan| plan.room_code = "第一".into())), [("room_code", "room-code")]);
        assert_eq!(fields(plan(|plan| plan.scheme = "title = 1".into())), [("scheme", "scheme")]);
        let everything = plan(|plan| {
            plan.code = String::new();
            plan.level = 9;
            plan.opens_at = "tomorrow".into();
        });
        assert_eq!(fields(everything), [("code", "exam-code"), ("level", "level-range"), ("opens_at", "opens-at")]);
        let elsewhere = plan(|plan| {
            (plan.body_id, plan.centre_id, plan.bank_id) = (plan.centre_id, plan.body_id, 999);
        });
        let wrong =
            [("body_id", "no-body"), ("centre_id", "no-centre"), ("room_id", "no-room"), ("bank_id", "no-bank")];
        assert_eq!(fields(elsewhere), wrong);
        assert!(plan(|_| ()).is_ok());
        assert_eq!(fields(plan(|_| ())), [("code", "session-code-taken")]);
    });
}

#[test]
fn the_overview_shows_what_an_actor_may_see() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        county.register(session, 1, 0);
        let lines = sessions::overview(county.context, &county.admin).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].registered, lines[0].sat, lines[0].passed), (1, 0, 0));
        assert_eq!((lines[0].occupation_name.as_str(), lines[0].state.as_str()), ("电工", "planned"));

        let examiner = account(&county, "examiner1", Role::Examiner);
        assert!(sessions::overview(county.context, &examiner).unwrap().is_empty());
        let duty = |account: &Actor, duty: &str| {
            let new = NewAssignment { account_id: account.account_id, duty: duty.into() };
            sessions::assign(county.context, &county.admin, session, new)
        };
        assert_eq!(fields(duty(&examiner, "invigilator")), [("account_id", "duty-without-role")]);
        assert_eq!(fields(duty(&examiner, "cook")), [("duty", "duty-unknown")]);
        duty(&examiner, "examiner").unwrap();
        assert_eq!(refusal(duty(&examiner, "examiner")), "duty-given");
        assert_eq!(sessions::overview(county.context, &examiner).unwrap().len(), 1);

        let nobody = Actor::public("nobody");
        assert!(matches!(sessions::overview(county.context, &nobody), Err(ServiceError::NotPermitted { .. })));
        for actor in [&examiner, &nobody] {
            let planned = sessions::plan(county.context, actor, county.plan("S2"));
            assert!(matches!(planned, Err(ServiceError::NotPermitted { .. })));
        }
    });
}

fn account(county: &County<'_>, login: &str, role: Role) -> Actor {
    let password = "秤砣虽小可压千斤呀。".to_owned();
    let new = NewAccount {
        organisation_id: county.body,
        login: login.into(),
        name: "何永明".into(),
        password: password.clone(),
        roles: vec![role],
    };
    accounts::create_account(county.context, &county.admin, new).unwrap();
    accounts::sign_in(county.context, login, &password, "").unwrap().actor
}
