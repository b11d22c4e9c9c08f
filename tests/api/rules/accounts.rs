//! Who exists and who may sign in.

use diesel::prelude::*;
use jiangheng::domain::account::{Permission, Role};
use jiangheng::services::ServiceError;
use jiangheng::services::accounts::{
    self, NewAccount, NewFiling, NewOrganisation, NewRoom, OrganisationKind, authenticate, sign_in, sign_out,
};
use jiangheng::store::schema::login_session;

use super::fixture::{County, ELECTRICIAN, PASSWORD, fields, first_administrator, refusal};
use crate::support::on_both;

#[test]
fn the_first_administrator_is_made_once() {
    on_both(|fixture| {
        let actor = first_administrator(&fixture.context).unwrap();
        assert!(actor.may(Permission::PlanSessions, 4711), "the bureau reaches every organisation");
        assert_eq!(refusal(first_administrator(&fixture.context)).0, "accounts-exist");
    });
}

#[test]
fn a_wrong_name_and_a_wrong_password_get_the_same_answer_and_are_audited() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let wrong = sign_in(context, "liumin", "another password", "").unwrap_err().to_string();
        let unknown = sign_in(context, "nobody", "another password", "").unwrap_err().to_string();
        assert_eq!(wrong, unknown);
        assert_eq!(county.audited("account.sign_in_failed").len(), 2);
        let barred = county.account("hehe", Role::Examiner, county.body);
        accounts::deactivate_account(context, &county.admin, barred.account_id).unwrap();
        assert_eq!(sign_in(context, "hehe", PASSWORD, "").unwrap_err().to_string(), wrong);
        assert_eq!(
            refusal(accounts::deactivate_account(context, &county.admin, county.admin.account_id)).0,
            "own-account"
        );
    });
}

#[test]
fn five_wrong_passwords_make_even_the_right_one_wait() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        for _ in 0..5 {
            assert_eq!(refusal(sign_in(context, "liumin", "guessing on and on", "")).0, "sign-in-wrong");
        }
        let busy = sign_in(context, " LiuMin ", PASSWORD, "");
        assert!(matches!(busy, Err(ServiceError::Busy { retry_after: 1..=5 })), "{busy:?}");
        fixture.go_to("2026-11-23T01:01:00Z");
        assert_eq!(sign_in(context, "liumin", PASSWORD, "").unwrap().actor.name, "刘敏");
        assert_eq!(refusal(sign_in(context, "liumin", "guessing on and on", "")).0, "sign-in-wrong");
    });
}

#[test]
fn a_session_slides_for_eight_hours_and_ends_after_a_day() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let token = sign_in(context, "liumin", PASSWORD, "").unwrap().token;
        let is_open = || authenticate(context, &token).unwrap().is_some();
        for hour in ["08:50", "16:40", "23:50"] {
            fixture.go_to(&format!("2026-11-23T{hour}:00Z"));
            assert!(is_open(), "{hour}");
        }
        let found = authenticate(context, &token).unwrap().unwrap();
        assert_eq!(found.actor.roles(), [Role::BureauAdministrator]);
        assert!(found.expires_at <= "2026-11-24T01:01:00Z".parse().unwrap(), "{}", found.expires_at);
        fixture.go_to("2026-11-24T01:02:00Z");
        assert!(!is_open());
        let idle = sign_in(context, "liumin", PASSWORD, "").unwrap().token;
        fixture.go_to("2026-11-24T09:03:00Z");
        assert!(authenticate(context, &idle).unwrap().is_none());
    });
}

#[test]
fn a_session_ends_by_signing_out_by_a_new_password_and_by_being_barred() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let actor = county.account("hehe", Role::Examiner, county.body);
        let open = || sign_in(context, "hehe", PASSWORD, "").unwrap().token;
        let token = open();
        let stored: Vec<String> =
            county.write(|connection| Ok(login_session::table.select(login_session::token_digest).load(connection)?));
        assert!(stored.iter().all(|digest| digest.len() == 64 && *digest != token));
        sign_out(context, &token).unwrap();
        sign_out(context, &token).unwrap();
        assert!(authenticate(context, &token).unwrap().is_none());
        assert!(authenticate(context, "no token at all").unwrap().is_none());

        let token = open();
        let changed = accounts::change_password(context, &actor, "not the present one", "a new and long one");
        assert_eq!(fields(changed), [("current", "password-wrong")]);
        assert_eq!(
            fields(accounts::change_password(context, &actor, PASSWORD, "short")),
            [("password", "password-short")]
        );
        accounts::change_password(context, &actor, PASSWORD, "a new and long one").unwrap();
        assert!(authenticate(context, &token).unwrap().is_none());

        let token = sign_in(context, "hehe", "a new and long one", "").unwrap().token;
        accounts::deactivate_account(context, &county.admin, actor.account_id).unwrap();
        assert!(authenticate(context, &token).unwrap().is_none());
    });
}

#[test]
fn every_wrong_field_of_an_organisation_room_filing_or_account_is_named() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let organisation = |code: &str, name: &str, kind, rank: &str| {
            let new = NewOrganisation { code: code.into(), name: name.into(), kind, rank: rank.into() };
            fields(accounts::create_organisation(context, admin, new))
        };
        let all = [("code", "code-form"), ("name", "name-form"), ("rank", "rank")];
        assert_eq!(organisation("a b", "", OrganisationKind::Bureau, "village"), all);
        assert_eq!(organisation("x", "甲", OrganisationKind::Centre, "county"), [("rank", "rank")]);
        assert_eq!(organisation("000001", "甲", OrganisationKind::Centre, ""), [("code", "taken")]);

        let room = |organisation_id, code: &str, seats| {
            let new = NewRoom { organisation_id, code: code.into(), name: "第 2 考场".into(), seats };
            fields(accounts::create_room(context, admin, new))
        };
        assert_eq!(room(county.centre, "02", 31), [("seats", "seats")]);
        assert_eq!(room(county.centre, "", 0), [("code", "code-form"), ("seats", "seats")]);
        assert_eq!(room(county.body, "02", 30), [("organisation_id", "not-a-centre")]);
        assert_eq!(room(county.centre, "01", 30), [("code", "taken")]);

        let filing = |organisation_id, occupation: &str, level, from: &str, to: &str| {
            let (occupation, from_day, to_day) = (occupation.into(), from.into(), to.into());
            fields(accounts::file_body(
                context,
                admin,
                NewFiling { organisation_id, occupation, level, from_day, to_day },
            ))
        };
        let (from, to) = ("2026-01-01", "2026-12-31");
        assert_eq!(filing(county.body, "电工", 5, from, to), [("occupation", "occupation-form")]);
        assert_eq!(filing(county.body, "6-31-01-99", 5, from, to), [("occupation", "occupation-unknown")]);
        assert_eq!(filing(county.body, ELECTRICIAN, 9, from, to), [("level", "level")]);
        assert_eq!(
            filing(county.body, ELECTRICIAN, 5, "1.1.2026", "2026-02-30"),
            [("from_day", "day"), ("to_day", "day")]
        );
        assert_eq!(filing(county.body, ELECTRICIAN, 5, to, from), [("to_day", "day-order")]);
        assert_eq!(filing(county.centre, ELECTRICIAN, 5, from, to), [("organisation_id", "not-a-body")]);
        assert_eq!(filing(county.body, ELECTRICIAN, 5, from, to), [("from_day", "taken")]);

        let account = |login: &str, name: &str, password: &str, roles: Vec<Role>| {
            let (login, name, password) = (login.into(), name.into(), password.into());
            let new = NewAccount { organisation_id: county.body, login, name, password, roles };
            fields(accounts::create_account(context, admin, new))
        };
        let all =
            [("login", "login-form"), ("name", "name-empty"), ("password", "password-short"), ("roles", "roles-empty")];
        assert_eq!(account("刘", " ", "123", Vec::new()), all);
        assert_eq!(account("liumin", "刘", PASSWORD, vec![Role::Examiner]), [("login", "login-taken")]);
        assert_eq!(account("sunping", "孙", PASSWORD, vec![Role::BureauAdministrator]), [("roles", "role-elsewhere")]);
        let nowhere = NewRoom { organisation_id: 999, code: "02".into(), name: "二".into(), seats: 1 };
        assert!(matches!(accounts::create_room(context, admin, nowhere), Err(ServiceError::NotFound("organisation"))));
    });
}

#[test]
fn lists_show_what_was_made_and_no_hash() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let listed = accounts::list_accounts(context, admin).unwrap();
        let json = serde_json::to_string(&listed).unwrap();
        assert!(json.contains("bureau_administrator") && !json.contains("argon2"), "{json}");
        assert_eq!(accounts::list_organisations(context, admin).unwrap().len(), 3);
        assert_eq!(accounts::list_rooms(context, admin, Some(county.centre)).unwrap()[0].id, county.room);
        assert_eq!(accounts::list_filings(context, admin, Some(county.body)).unwrap().len(), 3);
        assert!(accounts::list_filings(context, admin, Some(county.centre)).unwrap().is_empty());
    });
}
