//! Which role may do what, and where: the matrix of every use case here.

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewAccount, NewFiling, NewOrganisation, NewRoom, OrganisationKind};
use jiangheng::services::practical::SignSheet;
use jiangheng::services::{Actor, ServiceError, notices, practical, registrations, results};

use super::fixture::{County, ELECTRICIAN, PASSWORD, applicant};
use crate::support::on_both;

/// Whether the permission check let it through; whatever came after does not matter here.
fn passes<T>(answer: Result<T, ServiceError>) -> bool {
    !matches!(answer, Err(ServiceError::NotPermitted { .. } | ServiceError::NotSignedIn))
}

fn allowed(county: &County<'_>, actor: &Actor, session: i64, registration: i64) -> Vec<&'static str> {
    let context = county.context;
    let organisation =
        NewOrganisation { code: "?".into(), name: "?".into(), kind: OrganisationKind::Centre, rank: "".into() };
    let (login, name, password) = ("?".into(), "?".into(), "?".into());
    let account = NewAccount { organisation_id: county.centre, login, name, password, roles: Vec::new() };
    let room = NewRoom { organisation_id: county.centre, code: "?".into(), name: "?".into(), seats: 0 };
    let (occupation, from_day, to_day) = (ELECTRICIAN.into(), "?".into(), "?".into());
    let filing = NewFiling { organisation_id: county.body, occupation, level: 5, from_day, to_day };
    let nobody = || registrations::Register { name: String::new(), ..applicant(1) };
    let sheet = SignSheet { criteria: Vec::new(), absent: false, password: "?".into() };
    let answers = [
        ("organisation", passes(accounts::create_organisation(context, actor, organisation))),
        ("account", passes(accounts::create_account(context, actor, account))),
        ("accounts", passes(accounts::list_accounts(context, actor))),
        ("room", passes(accounts::create_room(context, actor, room))),
        ("filing", passes(accounts::file_body(context, actor, filing))),
        ("rooms", passes(accounts::list_rooms(context, actor, None))),
        ("check", passes(registrations::check(context, actor, session, nobody()))),
        ("register", passes(registrations::register(context, actor, session, nobody()))),
        ("list", passes(registrations::list(context, actor, session))),
        ("withdraw", passes(registrations::withdraw(context, actor, registration))),
        ("to_mark", passes(practical::to_mark(context, actor, session))),
        ("sign", passes(practical::sign(context, actor, registration, sheet))),
        ("decide", passes(results::decide(context, actor, session))),
        ("publish", passes(notices::publish(context, actor, session))),
    ];
    answers.into_iter().filter(|(_, passed)| *passed).map(|(name, _)| name).collect()
}

#[test]
fn each_role_may_do_its_own_work_and_nothing_else() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1", 5);
        let registration =
            registrations::register(county.context, &county.admin, session, applicant(1)).unwrap().registration_id;
        county.move_session(session, "roster_closed");
        let of = |actor: &Actor| allowed(&county, actor, session, registration);
        let bureau = [
            "organisation",
            "account",
            "accounts",
            "room",
            "filing",
            "rooms",
            "check",
            "register",
            "list",
            "withdraw",
            "decide",
            "publish",
        ];
        assert_eq!(of(&county.admin), bureau);
        assert_eq!(of(&Actor::public("visitor")), [""; 0]);
        for (login, role, organisation, expected) in [
            ("writer", Role::ItemWriter, county.bureau, &["rooms"][..]),
            ("reviewer", Role::ItemReviewer, county.bureau, &["rooms"]),
            ("manager", Role::CentreManager, county.centre, &["rooms", "check", "register", "list", "withdraw"]),
            ("manager2", Role::CentreManager, county.body, &["rooms"]),
            ("invigilator", Role::Invigilator, county.centre, &["rooms", "list"]),
            ("invigilator2", Role::Invigilator, county.body, &["rooms"]),
            ("examiner", Role::Examiner, county.body, &["rooms", "to_mark", "sign"]),
            ("supervisor", Role::Supervisor, county.bureau, &["rooms", "list"]),
            ("certificates", Role::CertificateOfficer, county.bureau, &["rooms", "list"]),
            ("auditor", Role::Auditor, county.bureau, &["rooms", "list"]),
        ] {
            let actor = county.account(login, role, organisation);
            assert_eq!(of(&actor), expected, "{login}");
        }
        assert!(accounts::sign_in(county.context, "writer", PASSWORD, "").is_ok());
    });
}
