//! Pages for recusals: a session's, for whoever plans it; one's own, for whoever is drawn. And who was supervised when.

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewAccount};
use jiangheng::services::sessions::{self, NewAssignment};

use super::server::{Answer, Server, Session};
use crate::draw::fixture::{County, OPENS};
use crate::rows;
use crate::support::on_both;

const PASSWORD: &str = "秤砣虽小可压千斤呀。";

fn account(county: &County<'_>, login: &str, role: Role, organisation_id: i64) -> i64 {
    let new = NewAccount {
        organisation_id,
        login: login.into(),
        name: format!("师傅 {login}"),
        password: PASSWORD.into(),
        roles: vec![role],
    };
    accounts::create_account(county.context, &county.admin, new).unwrap()
}

fn get(server: &Server, who: &Session, path: &str) -> Answer {
    server.get(path).cookie(who).send()
}

fn post(server: &Server, who: &Session, path: &str, fields: &[(&str, &str)]) -> Answer {
    server.post(path).cookie(who).form(fields).send()
}

#[test]
fn who_plans_a_session_declares_for_the_convened_and_takes_it_back_with_its_reason() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidate = county.register(session, 1, 0);
        let wu = account(&county, "wushi", Role::Examiner, county.body);
        let duty = NewAssignment { account_id: wu, duty: "examiner".into() };
        sessions::assign(county.context, &county.admin, session, duty).unwrap();
        let server = Server::real(fixture);
        let admin = server.sign_in("liumin", PASSWORD);
        let place = format!("/staff/sessions/{session}/recusals");
        let own_page = get(&server, &admin, &format!("/staff/sessions/{session}"));
        assert!(own_page.page(200).contains(&place), "the session's page leads there");
        let page = get(&server, &admin, &place);
        assert!(page.page(200).contains("师傅 wushi") && page.body.contains("没有人回避"), "{}", page.body);

        let (id, body) = (wu.to_string(), county.body.to_string());
        let wrong = post(
            &server,
            &admin,
            &place,
            &[("account", &id), ("ground", "kin"), ("organisation", &body), ("reason", "表姐")],
        );
        assert!(wrong.page(422).contains("近亲属是对考生而言的") && wrong.body.contains("表姐"), "{}", wrong.body);
        let wrong =
            post(&server, &admin, &place, &[("account", &id), ("ground", "kin"), ("admission", "999"), ("reason", "")]);
        assert!(wrong.page(422).contains("id=\"reason-why\""), "{}", wrong.body);
        let fields = [
            ("account", id.as_str()),
            ("ground", "kin"),
            ("admission", candidate.admission.as_str()),
            ("reason", "外甥女"),
        ];
        assert_eq!(post(&server, &admin, &place, &fields).sent_to(), format!("{place}?done=recusal-done"));
        let page = get(&server, &admin, &place);
        assert!(page.page(200).contains("外甥女") && page.body.contains("第8条"), "{}", page.body);
        assert!(!page.body.contains(&candidate.admission), "no candidate is named");

        let declared = rows::number(&county.context.store, "SELECT MAX(id) AS number FROM recusal");
        let back = format!("{place}/{declared}/withdraw");
        assert!(page.body.contains(&back) && get(&server, &admin, &back).page(200).contains("师傅 wushi"));
        assert!(post(&server, &admin, &back, &[("reason", " ")]).page(422).contains("id=\"reason-why\""));
        assert_eq!(
            post(&server, &admin, &back, &[("reason", "填错了人")]).sent_to(),
            format!("{place}?done=recusal-withdraw-done")
        );
        assert_eq!(get(&server, &admin, &back).status, 404, "it is taken back");

        let manager = server.sign_in("linzhang", PASSWORD);
        assert_eq!(get(&server, &manager, &place).status, 403);
        assert_eq!(post(&server, &manager, &place, &fields).status, 403);
        let examiner = server.sign_in("wushi", PASSWORD);
        assert_eq!(get(&server, &examiner, &place).status, 404, "to them there is no such page");
        let last = "SELECT COUNT(*) AS number FROM recusal";
        assert_eq!(rows::number(&county.context.store, last), 2, "who was refused wrote nothing");
    });
}

#[test]
fn an_examiner_declares_for_themselves_and_learns_of_no_candidate() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session = county.session("S1");
        let candidate = county.register(session, 1, 0);
        account(&county, "wushi", Role::Examiner, county.body);
        let server = Server::real(fixture);
        let wu = server.sign_in("wushi", PASSWORD);
        let place = "/staff/recusals";
        assert!(get(&server, &wu, "/staff").page(200).contains(place), "the head leads there");
        let page = get(&server, &wu, place);
        assert!(page.page(200).contains("您没有申报过回避") && !page.body.contains("谁回避"), "{}", page.body);
        let unknown = |number: &str| {
            let answer = post(&server, &wu, place, &[("ground", "kin"), ("admission", number), ("reason", "外甥女")]);
            answer.page(422).to_owned()
        };
        for number in [candidate.admission.as_str(), "000"] {
            assert!(unknown(number).contains("您的场次中没有这个准考证号"), "{number}");
        }
        let centre = county.centre.to_string();
        let fields = [("ground", "taught"), ("organisation", centre.as_str()), ("reason", "教过这里的班")];
        assert_eq!(post(&server, &wu, place, &fields).sent_to(), "/staff/recusals?done=recusal-done");
        let page = get(&server, &wu, place);
        assert!(page.page(200).contains("教过这里的班") && page.body.contains("有效"), "{}", page.body);
        let admin = server.sign_in("liumin", PASSWORD);
        assert_eq!(get(&server, &admin, place).status, 404, "whoever is never drawn has none");
    });
}

#[test]
fn everybody_sees_which_institution_was_supervised_when_and_planners_what_is_overdue() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::real(fixture);
        let public = |path: &str| server.get(path).send();
        assert!(public("/supervision").page(200).contains("还没有考过"));
        assert!(public("/").page(200).contains("/supervision"));
        let (session, candidates) = county.opened("S1", 1);
        county.sit(&candidates[0]);
        fixture.go_to("2026-12-12T03:00:00Z");
        jiangheng::services::sittings::finish_session(county.context, &county.admin, session).unwrap();
        let told = public("/api/v1/supervision").json();
        assert_eq!((told["years"].as_u64(), told["institutions"][0]["due"].as_str()), (Some(3), Some("2029-12-12")));
        assert_eq!(told["institutions"][0]["coverage"].as_str(), Some("fine"));
        // The clock of this county has no December 2029; the session has a day long past instead.
        rows::run(&county.context.store, "UPDATE exam_session SET opens_at = opens_at - 126230400000000").unwrap();
        let page = public("/supervision");
        assert!(page.page(200).contains("已逾期") && page.body.contains("2025 年 12 月 12 日"), "{}", page.body);
        let admin = server.sign_in("liumin", PASSWORD);
        assert!(get(&server, &admin, "/staff").page(200).contains("2 个单位的督导已逾期"));
        let manager = server.sign_in("linzhang", PASSWORD);
        assert!(!get(&server, &manager, "/staff").page(200).contains("督导已逾期"), "they plan nothing");
        let wei = account(&county, "wei", Role::Supervisor, county.admin.organisation_id);
        let on_duty =
            format!("INSERT INTO assignment (session_id, account_id, duty) VALUES ({session}, {wei}, 'supervisor')");
        rows::run(&county.context.store, &on_duty).unwrap();
        rows::run(&county.context.store, "UPDATE exam_session SET opens_at = opens_at + 63072000000000").unwrap();
        let told = public("/api/v1/supervision").json();
        assert_eq!(told["institutions"][0]["coverage"].as_str(), Some("fine"), "{told}");
        assert_eq!(told["institutions"][0]["last"].as_str(), Some("2024-12-11"), "{told}");
        assert!(OPENS.starts_with("2026-12-12"));
    });
}
