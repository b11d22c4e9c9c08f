//! The examiner's pages: drafts, signing once, refusals in words, and a session that ends in between.

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewOrganisation, OrganisationKind};
use jiangheng::services::registrations::register;
use serde_json::json;

use super::server::{Answer, Server, Session};
use crate::rows;
use crate::rules::fixture::{County, PASSWORD, applicant};
use crate::support::{Fixture, on_both};

/// An open session with two candidates and an examiner on its panel.
struct Desk<'a> {
    county: County<'a>,
    server: Server,
    session: i64,
    first: i64,
    examiner: Session,
}

impl<'a> Desk<'a> {
    fn new(fixture: &'a Fixture) -> Self {
        let county = County::new(fixture);
        let session = county.session("S1", 5);
        let enter = |order| register(county.context, &county.admin, session, applicant(order)).unwrap().registration_id;
        let first = enter(1);
        enter(2);
        let examiner = county.account("examiner", Role::Examiner, county.body);
        county.assign(session, &examiner, "examiner");
        county.move_session(session, "opened");
        let server = Server::demo(fixture);
        let examiner = server.sign_in("examiner", PASSWORD);
        Self { county, server, session, first, examiner }
    }

    fn list(&self) -> String {
        format!("/staff/sessions/{}/practical", self.session)
    }

    fn sheet(&self) -> String {
        format!("{}/{}", self.list(), self.first)
    }

    fn get(&self, path: &str) -> Answer {
        self.server.get(path).cookie(&self.examiner).send()
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.post(path).cookie(&self.examiner).form(fields).send()
    }

    fn marks(&self) -> i64 {
        rows::number(&self.county.context.store, "SELECT COUNT(*) AS number FROM practical_mark")
    }

    fn drafts(&self) -> i64 {
        rows::number(&self.county.context.store, "SELECT COUNT(*) AS number FROM practical_draft")
    }
}

fn full<'a>(first: &'a str, once: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("once", once), ("done.S1", "yes"), ("count.C1.F1", first), ("count.C2.F1", "0"), ("password", PASSWORD)]
}

#[test]
fn what_is_open_is_named_and_linked_and_what_was_typed_stays() {
    on_both(|fixture| {
        let desk = Desk::new(fixture);
        let fields = [("once", "f"), ("count.C1.F1", "3"), ("count.C2.F1", "many"), ("password", "")];
        let answer = desk.post(&desk.sheet(), &fields);
        let page = answer.page(422);
        assert!(page.contains("还有 2 项没有评"), "{page}");
        for link in ["#criterion-S1", "#criterion-C2", "#password"] {
            assert!(page.contains(&format!("<a href=\"{link}\">")), "{link}: {page}");
        }
        assert!(page.contains(
            "name=\"count.C1.F1\" type=\"number\" min=\"0\" max=\"1000\" step=\"1\" inputmode=\"numeric\" value=\"3\""
        ));
        assert!(page.contains("value=\"many\""), "what is no number stays to be seen");
        let wrong = [("once", "f"), ("done.S1", "yes"), ("count.C1.F1", "3"), ("count.C2.F1", "0"), ("password", "x")];
        let page = desk.post(&desk.sheet(), &wrong);
        assert!(page.page(422).contains("href=\"#password\"") && !page.body.contains("value=\"x\""), "{}", page.body);
        assert!(page.body.contains("value=\"yes\" checked"), "{}", page.body);
        assert_eq!(desk.marks(), 0);
    });
}

#[test]
fn a_sheet_posted_twice_is_signed_once_and_an_altered_one_is_told_what_was_signed() {
    on_both(|fixture| {
        let desk = Desk::new(fixture);
        let places: Vec<String> = std::thread::scope(|scope| {
            let hand = || scope.spawn(|| desk.post(&desk.sheet(), &full("2", "form-1")).sent_to().to_owned());
            let hands: Vec<_> = (0..6).map(|_| hand()).collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        let there = format!("{}?signed={}", desk.list(), desk.first);
        assert!(places.iter().all(|place| *place == there), "{places:?}");
        assert_eq!(desk.post(&desk.sheet(), &full("2", "another tablet")).sent_to(), there);
        assert_eq!(desk.marks(), 1);
        let list = desk.get(&there);
        assert!(list.page(200).contains("已签名：王玉兰 80.00"), "{}", list.body);

        for once in ["form-1", "form-2"] {
            let altered = desk.post(&desk.sheet(), &full("0", once));
            let page = altered.page(409);
            assert!(page.contains("您已给王玉兰签名") && page.contains("09:00") && page.contains("80.00"), "{page}");
        }
        let incomplete = desk.post(&desk.sheet(), &[("once", "form-3"), ("password", "")]);
        assert!(incomplete.page(409).contains("80.00"));
        assert!(desk.get(&desk.sheet()).page(409).contains("签名后不能再改"));
        assert_eq!(desk.marks(), 1);
    });
}

#[test]
fn a_draft_is_kept_by_the_form_and_by_the_api_and_goes_when_signed() {
    on_both(|fixture| {
        let desk = Desk::new(fixture);
        let keep = format!("{}/draft", desk.sheet());
        let kept =
            desk.post(&keep, &[("done.S1", "yes"), ("count.C1.F1", ""), ("password", "secret"), ("then", "stay")]);
        assert_eq!(kept.sent_to(), format!("{}?kept=yes", desk.sheet()));
        let page = desk.get(kept.sent_to());
        assert!(
            page.page(200).contains("已存好（09:00）") && page.body.contains("value=\"yes\" checked"),
            "{}",
            page.body
        );
        let zero = desk.post(&keep, &[("zero", "C1")]);
        assert_eq!(zero.sent_to(), format!("{}#criterion-C1", desk.sheet()));
        assert_eq!(desk.post(&keep, &[("then", "list")]).sent_to(), desk.list());
        assert!(desk.get(&desk.list()).page(200).contains("评到一半 2 / 3"));
        assert_eq!(desk.post(&keep, &[("then", "en")]).sent_to(), format!("{}?lang=en", desk.sheet()));

        let api = format!("/api/v1/registrations/{}/practical/draft", desk.first);
        let body = json!({ "fields": { "count.C2.F1": "1" } });
        let post = || desk.server.post(&api);
        post().cookie(&desk.examiner).json(&body).send().problem(400, "bad-request");
        let ours = post().cookie(&desk.examiner).header("X-Requested-With", "jiangheng").json(&body).send();
        assert_eq!(ours.status, 200, "{}", ours.body);
        let (judged, of, marks) = (&ours.json()["judged"], &ours.json()["of"], &ours.json()["marks"]);
        assert_eq!((judged, of, marks), (&json!(3), &json!(3), &json!(8000)));
        assert_eq!(post().bearer(&desk.examiner).json(&body).send().status, 200);
        post().bearer(&desk.examiner).json(&json!({ "fields": { "x": "1" } })).send().problem(422, "invalid");
        post().bearer(&desk.examiner).json(&json!({ "other": 1 })).send().problem(400, "bad-request");
        post().json(&body).send().problem(401, "not-signed-in");
        let texts = rows::texts(&desk.county.context.store, "SELECT fields AS said FROM practical_draft");
        assert!(texts.len() == 1 && !texts[0].contains("secret"), "{texts:?}");

        let signed = desk.post(&desk.sheet(), &[("password", PASSWORD), ("count.C2.F1", "1")]);
        assert!(signed.sent_to().contains("signed="), "{}", signed.body);
        assert_eq!((desk.drafts(), desk.marks()), (0, 1));
        post().bearer(&desk.examiner).json(&body).send().problem(409, "sheet-signed");
        assert!(desk.post(&keep, &[("done.S1", "no")]).page(409).contains("您已给王玉兰签名"));
    });
}

#[test]
fn a_candidate_who_did_not_come_is_signed_absent_on_a_page_of_its_own() {
    on_both(|fixture| {
        let desk = Desk::new(fixture);
        let address = format!("{}/absent", desk.sheet());
        assert!(desk.get(&desk.sheet()).page(200).contains(&format!("href=\"{address}\"")));
        assert!(desk.get(&address).page(200).contains("王玉兰没有来参加技能考核吗？"));
        assert!(desk.post(&address, &[("password", "")]).page(422).contains("href=\"#password\""));
        assert!(desk.post(&address, &[("password", "x")]).page(422).contains("口令不对"));
        let fields = [("once", "gone"), ("password", PASSWORD)];
        let place = desk.post(&address, &fields).sent_to().to_owned();
        assert_eq!(desk.post(&address, &fields).sent_to(), place);
        assert!(desk.get(&place).page(200).contains("已签名：王玉兰 缺考"));
        assert_eq!(desk.marks(), 1);
        assert!(desk.post(&desk.sheet(), &full("0", "f")).page(409).contains("签名：缺考"));
    });
}

#[test]
fn each_refusal_is_a_page_in_calm_words_and_a_stranger_finds_nothing() {
    on_both(|fixture| {
        let desk = Desk::new(fixture);
        let county = &desk.county;
        county.account("near", Role::Examiner, county.bureau);
        let near = desk.server.sign_in("near", PASSWORD);
        for path in [desk.list(), desk.sheet(), format!("{}/absent", desk.sheet())] {
            let answer = desk.server.get(&path).cookie(&near).send();
            assert!(answer.page(409).contains("您不在本组") && !answer.body.contains("王玉兰"), "{}", answer.body);
            desk.server.get(&format!("{path}?lang=en")).cookie(&near).send().page(409).contains("not on this panel");
        }
        let posted = desk.server.post(&desk.sheet()).cookie(&near).form(&full("0", "n")).send();
        assert!(posted.page(409).contains("您不在本组"));
        let kind = OrganisationKind::AwardingBody;
        let new = NewOrganisation { code: "S0009".into(), name: "外县机构".into(), kind, rank: String::new() };
        let elsewhere = accounts::create_organisation(county.context, &county.admin, new).unwrap();
        county.account("far", Role::Examiner, elsewhere);
        let far = desk.server.sign_in("far", PASSWORD);
        for path in [desk.list(), desk.sheet(), "/staff/sessions/999/practical".to_owned()] {
            desk.server.get(&path).cookie(&far).send().page(404);
        }
        desk.server.post(&desk.sheet()).cookie(&far).form(&full("0", "f")).send().page(404);
        desk.get(&format!("{}/999", desk.list())).page(404);

        county.sat(desk.session, desk.first, None);
        assert!(desk.get(&desk.sheet()).page(409).contains("王玉兰缺考"));
        assert!(desk.post(&desk.sheet(), &full("0", "a")).page(409).contains("王玉兰缺考"));
        assert!(desk.get(&desk.list()).page(200).contains("缺考"));
        county.move_session(desk.session, "roster_closed");
        for path in [desk.list(), desk.sheet()] {
            let answer = desk.get(&path);
            assert!(answer.page(409).contains("2026 年 12 月 12 日 09:00 开考"), "{}", answer.body);
        }
        county.move_session(desk.session, "decided");
        assert!(desk.get(&desk.sheet()).page(409).contains("评分已经结束"));
        assert!(desk.get(&desk.list()).page(200).contains("评分已经结束"));
        assert_eq!(desk.marks(), 0);
    });
}

#[test]
fn a_sheet_posted_after_the_session_ended_comes_back_filled_in() {
    on_both(|fixture| {
        let desk = Desk::new(fixture);
        fixture.go_to("2026-12-12T12:00:00Z");
        for path in [desk.sheet(), format!("{}/draft", desk.sheet())] {
            let late = desk.post(&path, &full("7", "form-1"));
            let page = late.page(401);
            let hidden = |page: &str, name: &str| {
                let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
                rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
            };
            let (next, kept) = (hidden(page, "next"), hidden(page, "kept"));
            assert_eq!(next, path);
            assert!(!kept.contains("password"), "{kept}");
            let sign_in = [("login", "examiner"), ("password", PASSWORD), ("next", &*next), ("kept", &*kept)];
            let back = desk.server.post("/staff/sign-in").form(&sign_in).send();
            assert!(back.page(200).contains(&format!("action=\"{path}\"")), "{}", back.body);
            let token = back.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();
            let mut again = full("7", "");
            again.pop();
            again.push(("restore", "yes"));
            let shown = desk.server.post(&path).cookie(&Session { token }).form(&again).send();
            assert!(shown.page(200).contains("value=\"7\"") && shown.body.contains("value=\"yes\" checked"));
            assert!(shown.body.contains(&format!("action=\"{}\" id=\"sheet\"", desk.sheet())), "{}", shown.body);
        }
        assert_eq!(desk.marks(), 0, "shown, not carried out");
    });
}
