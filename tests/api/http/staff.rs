//! The bureau's pages: signing in, what is next, accounts, and what is a secret to strangers.

use jiangheng::domain::account::{Permission, Role};
use jiangheng::services::accounts::{self, NewOrganisation, OrganisationKind};
use jiangheng::services::actor::Grant;
use jiangheng::services::overview::{self, Turn, WantedCandidates};
use jiangheng::services::{Actor, ServiceError, registrations, verification};
use jiangheng::store::page::Slice;

use super::server::{Server, Session};
use crate::rows;
use crate::rules::fixture::{County, PASSWORD, applicant, insert_certificate};
use crate::support::{Fixture, on_both};

const NEW: &str = "青禾县的稻子熟了十月";

fn elsewhere(county: &County<'_>) -> i64 {
    let new = NewOrganisation {
        code: "000002".into(),
        name: "青禾县第二考点".into(),
        kind: OrganisationKind::Centre,
        rank: String::new(),
    };
    accounts::create_organisation(county.context, &county.admin, new).unwrap()
}

fn can_sign_in(fixture: &Fixture, login: &str, password: &str) -> bool {
    accounts::sign_in(&fixture.context, login, password, "").is_ok()
}

#[test]
fn a_wrong_password_and_a_barred_account_are_told_alike_and_waiting_is_told_at_the_form() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let barred = county.account("barred", Role::Auditor, county.bureau);
        accounts::deactivate_account(county.context, &county.admin, barred.account_id).unwrap();
        let server = Server::real(fixture);
        let post = |login: &str, password: &str| {
            server.post("/staff/sign-in").form(&[("login", login), ("password", password)]).send()
        };
        let bare = |answer: &super::server::Answer, login: &str| answer.page(422).replace(login, "…").len();
        let (wrong, unknown, gone) = (post("liumin", "x"), post("nobody", "x"), post("barred", PASSWORD));
        assert!(wrong.page(422).contains("登录名或口令不对"), "{}", wrong.body);
        assert_eq!(bare(&wrong, "liumin"), bare(&unknown, "nobody"));
        assert_eq!(bare(&wrong, "liumin"), bare(&gone, "barred"), "nobody learns that the account is barred");
        for _ in 0..4 {
            post("liumin", "x").page(422);
        }
        let waits = post("liumin", PASSWORD);
        let seconds: u32 = waits.header("retry-after").parse().unwrap();
        assert!((1..=5).contains(&seconds), "{seconds}");
        let page = waits.page(429);
        assert!(page.contains(&format!("请等 {seconds} 秒再试")) && page.contains("value=\"liumin\""), "{page}");
        assert!(!page.contains(PASSWORD));
    });
}

#[test]
fn whoever_sees_no_sessions_is_told_what_the_account_is_for() {
    on_both(|fixture| {
        let county = County::new(fixture);
        county.session("S1", 5);
        for (login, role, says) in
            [("writer", Role::ItemWriter, "导入题库"), ("reviewer", Role::ItemReviewer, "审题人")]
        {
            county.account(login, role, county.bureau);
            let server = Server::real(fixture);
            let session = server.sign_in(login, PASSWORD);
            let answer = server.get("/staff").cookie(&session).send();
            let page = answer.page(200);
            assert!(page.contains(says) && page.contains("/staff/account"), "{page}");
            assert!(!page.contains("QH-2026-12"), "{page}");
        }
    });
}

#[test]
fn the_overview_says_first_what_is_next_by_the_reader() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::real(fixture);
        let admin = server.sign_in("liumin", PASSWORD);
        let page = |who: &Session| server.get("/staff").cookie(who).send().page(200).to_owned();
        let empty = page(&admin);
        assert!(empty.contains("还没有场次") && empty.contains("题库"), "{empty}");
        let late = county.session_at("S2", 4, "2026-12-19T01:00:00Z");
        let early = county.session("S1", 5);
        let shown = page(&admin);
        let card = shown.split("next-card").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(card.contains("下一步，由您来做") && card.contains(&format!("/staff/sessions/{early}")), "{card}");
        assert!(card.contains("12 月 5 日前") && card.contains("第2条"), "by when, and by which clause: {card}");
        assert!(shown.contains(&format!("/staff/sessions/{late}")));
        county.account("examiner", Role::Examiner, county.body);
        let examiner = server.sign_in("examiner", PASSWORD);
        let nothing = page(&examiner);
        assert!(nothing.contains("还没有场次") && !nothing.contains("题库"), "{nothing}");
    });
}

#[test]
fn a_session_says_what_is_next_for_whom_and_what_is_missing_by_which_clause() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let view = |actor: &Actor| {
            let all = WantedCandidates::default();
            overview::view(county.context, actor, session_id, &all, Slice::ALL).unwrap()
        };
        let first = view(&county.admin);
        assert_eq!((first.next.name, first.next.turn), ("planned-empty", Turn::Page("register")));
        registrations::register(county.context, &county.admin, session_id, applicant(1)).unwrap();
        assert_eq!(view(&county.admin).next.name, "planned-commitments");
        let examiners: Vec<Actor> = ["fang", "han", "ma.ma"]
            .map(|login| county.account(login, Role::Examiner, county.body))
            .into_iter()
            .inspect(|one| county.assign(session_id, one, "examiner"))
            .collect();
        let server = Server::real(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let address = format!("/staff/sessions/{session_id}");
        let answer = server.get(&address).cookie(&session).send();
        let page = answer.page(200);
        for says in ["开考条件", "监考员 0 人", "差 2", "第6条", "接下来，谁做什么", "刘敏（您）", "何永明"]
        {
            assert!(page.contains(says), "{says}: {page}");
        }
        let met = view(&county.admin).conditions.into_iter().filter(|one| one.name == "panel");
        assert!(met.map(|one| one.standing).eq([jiangheng::domain::session::Standing::Met]));

        county.move_session(session_id, "sat");
        let waits = view(&county.admin);
        assert_eq!((waits.next.name, waits.next.turn, waits.next.count), ("sat-marks", Turn::Wait, 1));
        assert_eq!(waits.next.who.len(), 3);
        let sheet = |examiner: &Actor| {
            format!(
                "INSERT INTO practical_mark (registration_id, examiner_id, sheet, total, star_failed, signed_at) \
                 VALUES (1, {}, '{{}}', 8000, FALSE, 0)",
                examiner.account_id
            )
        };
        for examiner in &examiners {
            rows::run(&fixture.context.store, &sheet(examiner)).unwrap();
        }
        let ready = view(&county.admin);
        assert_eq!((ready.next.name, ready.next.turn), ("sat", Turn::Deed("decide")));
        assert!(ready.conditions.is_empty(), "it was opened");
        county.move_session(session_id, "awarded");
        assert_eq!(view(&county.admin).next.turn, Turn::Over);
        assert!(server.get(&address).cookie(&session).send().page(200).contains("本场已归档。"));
    });
}

#[test]
fn a_manager_makes_an_account_and_is_told_at_each_field_what_is_wrong() {
    on_both(|fixture| {
        let county = County::new(fixture);
        county.account("auditor", Role::Auditor, county.bureau);
        let server = Server::real(fixture);
        let (admin, auditor) = (server.sign_in("liumin", PASSWORD), server.sign_in("auditor", PASSWORD));
        let centre = county.centre.to_string();
        let post = |fields: &[(&str, &str)]| server.post("/staff/accounts/new").cookie(&admin).form(fields).send();
        let wrong =
            post(&[("name", "林站长"), ("login", "Lin Zhan"), ("organisation_id", &centre), ("password", "short")]);
        let page = wrong.page(422);
        for says in ["登录名为 3 至 32 位", "至少 10 个字", "至少选择一个角色", "有 3 处需要改", "value=\"Lin Zhan\""]
        {
            assert!(page.contains(says), "{says}: {page}");
        }
        assert!(!page.contains("value=\"short\""));
        let fields = [
            ("once", "form-1"),
            ("name", "林站长"),
            ("login", "lin.zhan"),
            ("organisation_id", &centre),
            ("password", NEW),
            ("role.centre_manager", "yes"),
        ];
        let made = post(&fields).sent_to().to_owned();
        assert_eq!(post(&fields).sent_to(), made, "posted twice it is made once");
        let shown = server.get(&made).cookie(&admin).send();
        assert!(shown.page(200).contains("账户建好了") && shown.body.contains("考点管理员"), "{}", shown.body);
        assert!(can_sign_in(fixture, "lin.zhan", NEW));
        let taken = post(&[("once", "form-2"), fields[1], fields[2], fields[3], fields[4], fields[5]]);
        assert!(taken.page(422).contains("已有人使用"), "{}", taken.body);
        for path in ["/staff/accounts", "/staff/accounts/new", "/staff/accounts/1"] {
            server.get(path).cookie(&auditor).send().page(403);
        }
        server.post("/staff/accounts/new").cookie(&auditor).form(&fields).send().page(403);
        server.get("/staff/accounts/999").cookie(&admin).send().page(404);
    });
}

#[test]
fn an_account_is_barred_after_a_page_that_asks_and_nobody_bars_their_own() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let auditor = county.account("auditor", Role::Auditor, county.bureau);
        let server = Server::real(fixture);
        let (admin, session) = (server.sign_in("liumin", PASSWORD), server.sign_in("auditor", PASSWORD));
        let address = format!("/staff/accounts/{}", auditor.account_id);
        assert!(server.get(&address).cookie(&admin).send().page(200).contains("停用账户"));
        let asks = server.get(&format!("{address}/deactivate")).cookie(&admin).send();
        assert!(asks.page(200).contains("不停用，返回") && asks.body.contains("马上在各处退出登录"), "{}", asks.body);
        let own = format!("/staff/accounts/{}", county.admin.account_id);
        let mine = server.get(&own).cookie(&admin).send();
        assert!(mine.page(200).contains("这是您自己的账户") && !mine.body.contains("/deactivate"), "{}", mine.body);
        assert_eq!(server.get(&format!("{own}/deactivate")).cookie(&admin).send().sent_to(), own);
        assert!(server.post(&format!("{own}/deactivate")).cookie(&admin).form(&[]).send().page(409).contains("自己"));
        let bar = || server.post(&format!("{address}/deactivate")).cookie(&admin).form(&[("once", "bar-1")]).send();
        assert_eq!(bar().sent_to(), format!("{address}?done=barred"));
        assert_eq!(bar().sent_to(), format!("{address}?done=barred"));
        assert_eq!(county.audited("account.deactivate").len(), 1);
        server.get("/staff").cookie(&session).send().sent_to();
        assert!(!can_sign_in(fixture, "auditor", PASSWORD));
        let gone = server.get(&address).cookie(&admin).send();
        assert!(gone.page(200).contains("已停用") && !gone.body.contains("/password"), "{}", gone.body);
    });
}

#[test]
fn a_password_is_changed_by_its_owner_or_set_anew_by_a_manager_and_every_session_ends() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let auditor = county.account("auditor", Role::Auditor, county.bureau);
        let server = Server::real(fixture);
        let session = server.sign_in("auditor", PASSWORD);
        let own = |current: &str, password: &str, again: &str| {
            let fields = [("current_password", current), ("password", password), ("password_again", again)];
            server.post("/staff/account").cookie(&session).form(&fields).send()
        };
        assert!(server.get("/staff/account").cookie(&session).send().page(200).contains("审计员"));
        for (answer, says) in [
            (own("x", NEW, NEW), "口令不对"),
            (own(PASSWORD, "short", "short"), "至少 10 个字"),
            (own(PASSWORD, NEW, "another"), "两次输入的新口令不一样"),
        ] {
            assert!(answer.page(422).contains(says), "{says}: {}", answer.body);
            assert!(!answer.body.contains(NEW) && !answer.body.contains(PASSWORD));
        }
        assert!(can_sign_in(fixture, "auditor", PASSWORD));
        let changed = own(PASSWORD, NEW, NEW);
        assert_eq!(changed.sent_to(), "/staff/sign-in?done=password");
        assert!(server.get("/staff/sign-in?done=password").send().page(200).contains("请用新口令登录"));
        server.get("/staff/account").cookie(&session).send().sent_to();
        assert!(!can_sign_in(fixture, "auditor", PASSWORD) && can_sign_in(fixture, "auditor", NEW));

        let admin = server.sign_in("liumin", PASSWORD);
        let address = format!("/staff/accounts/{}/password", auditor.account_id);
        let set = |again: &str| {
            let fields = [("password", PASSWORD), ("password_again", again)];
            server.post(&address).cookie(&admin).form(&fields).send()
        };
        assert!(set("x").page(422).contains("不一样"));
        set(PASSWORD).sent_to();
        assert!(can_sign_in(fixture, "auditor", PASSWORD) && !can_sign_in(fixture, "auditor", NEW));
        assert_eq!(county.audited("account.reset_password").len(), 1);
        let mine = format!("/staff/accounts/{}/password", county.admin.account_id);
        assert_eq!(server.get(&mine).cookie(&admin).send().sent_to(), "/staff/account");
    });
}

#[test]
fn another_organisations_account_is_not_there_for_whoever_manages_others() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let auditor = county.account("auditor", Role::Auditor, county.bureau);
        let grant = Grant { role: Role::BureauAdministrator, organisation_id: county.centre, bureau: false };
        let manager = Actor::account(99, "林站长".into(), county.centre, vec![grant]);
        let (context, id) = (county.context, auditor.account_id);
        let none = |answer: Result<(), ServiceError>| matches!(answer, Err(ServiceError::NotFound("account")));
        assert!(none(accounts::account(context, &manager, id).map(drop)));
        assert!(none(accounts::deactivate_account(context, &manager, id)));
        assert!(none(accounts::reset_password(context, &manager, id, NEW)));
        let all = accounts::WantedAccounts::default();
        assert_eq!(accounts::accounts_page(context, &manager, &all, Slice::ALL).unwrap().total, 0);
        let refused = accounts::account(context, &auditor, county.admin.account_id);
        assert!(matches!(refused, Err(ServiceError::NotPermitted { permission: Permission::ManageAccounts })));
        assert_eq!(accounts::account(context, &auditor, id).unwrap().login, "auditor", "one's own is there");
    });
}

#[test]
fn whatever_is_asked_of_another_centres_session_it_is_not_there() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let made = registrations::register(county.context, &county.admin, session_id, applicant(1)).unwrap();
        let other = elsewhere(&county);
        county.account("elsewhere", Role::CentreManager, other);
        let server = Server::real(fixture);
        let stranger = server.sign_in("elsewhere", PASSWORD);
        let body = serde_json::to_value(applicant(2)).unwrap();
        let alike = |path: &dyn Fn(i64) -> String, id: i64, posts: bool| {
            let ask = |id: i64| {
                let request = if posts { server.post(&path(id)).json(&body) } else { server.get(&path(id)) };
                request.bearer(&stranger).send().problem(404, "not-found")
            };
            assert_eq!(ask(id), ask(999), "{}", path(id));
        };
        alike(&|id| format!("/api/v1/sessions/{id}/registrations"), session_id, false);
        for deed in ["registrations", "eligibility", "roster", "finish", "results", "notice", "awards"] {
            alike(&|id| format!("/api/v1/sessions/{id}/{deed}"), session_id, true);
        }
        alike(&|id| format!("/api/v1/registrations/{id}/withdrawal"), made.registration_id, true);
        let step = format!("/staff/sessions/{session_id}/step");
        server.post(&step).cookie(&stranger).form(&[("deed", "close-roster")]).send().page(404);
        assert_eq!(county.state_of(made.registration_id), "open");
    });
}

#[test]
fn staff_see_a_certificate_where_they_may_see_its_session() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let made = registrations::register(county.context, &county.admin, session_id, applicant(1)).unwrap();
        let person = county.people()[0].0;
        let serial = "S000141000001265000001";
        county.write(|connection| insert_certificate(connection, made.registration_id, person, 5, serial));
        let other = elsewhere(&county);
        let stranger = county.account("elsewhere", Role::CentreManager, other);
        let manager = county.account("manager", Role::CentreManager, county.centre);
        let sees = |actor: &Actor| verification::require_staff(county.context, actor, serial);
        assert!(sees(&manager).is_ok() && sees(&county.admin).is_ok());
        assert!(matches!(sees(&stranger), Err(ServiceError::NotFound("certificate"))));
        let server = Server::real(fixture);
        let session = server.sign_in("elsewhere", PASSWORD);
        let there = server.get(&format!("/staff/certificates/{serial}")).cookie(&session).send();
        let missing = server.get("/staff/certificates/S000141000001265000009").cookie(&session).send();
        assert_eq!(
            there.page(404).replace(serial, "…").len(),
            missing.page(404).replace("S000141000001265000009", "…").len()
        );
    });
}

#[test]
fn every_action_of_the_trail_has_its_words_in_both_languages() {
    let mut written = std::collections::BTreeSet::new();
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/services");
    read(&sources, &mut written);
    assert!(written.len() > 25, "{written:?}");
    for action in &written {
        assert!(jiangheng::services::audit::ACTIONS.contains(&action.as_str()), "{action} is not listed");
    }
    for action in jiangheng::services::audit::ACTIONS {
        let key = format!("audit-{}", action.replace(['.', '_'], "-"));
        for locale in [jiangheng::i18n::Locale::Zh, jiangheng::i18n::Locale::En] {
            assert!(jiangheng::i18n::has(locale, &key), "{key}");
        }
    }
}

/// The actions that sources hand to `audit::record`, as they stand there.
fn read(folder: &std::path::Path, written: &mut std::collections::BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            read(&path, written);
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for call in text.split("audit::record(").skip(1) {
            let call = call.split(';').next().unwrap();
            let words = call.split('"').skip(1).step_by(2);
            let is_action = |word: &&str| {
                word.split('.').count() == 2 && word.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_'))
            };
            written.extend(words.filter(is_action).map(ToOwned::to_owned));
        }
    }
}
