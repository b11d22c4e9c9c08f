//! Who may not: nobody signed in, the wrong role, another organisation, another site's form.

use std::time::{Duration, Instant};

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, NewOrganisation, OrganisationKind};
use serde_json::json;

use super::server::{BROWSER, Server, Session};
use crate::rows;
use crate::rules::fixture::{County, PASSWORD, applicant, identity};
use crate::support::{Fixture, on_both};

fn registered(fixture: &Fixture) -> i64 {
    rows::number(&fixture.context.store, "SELECT COUNT(*) AS number FROM registration")
}

#[test]
fn whoever_is_not_signed_in_is_told_so_or_sent_to_the_right_door() {
    on_both(|fixture| {
        let server = Server::demo(fixture);
        let stale = Session { token: "0".repeat(64) };
        for path in ["/api/v1/me", "/api/v1/sessions", "/api/v1/audit", "/api/v1/banks", "/api/v1/hall/clock"] {
            server.get(path).send().problem(401, "not-signed-in");
            server.get(path).bearer(&stale).send().problem(401, "not-signed-in");
            server.get(path).header("Authorization", "Basic YTpi").send().problem(401, "not-signed-in");
            server.get(path).cookie(&stale).send().problem(401, "not-signed-in");
        }
        for (path, door) in [
            ("/staff", "/staff/sign-in?next=%2Fstaff"),
            ("/staff/sessions/1/register", "/staff/sign-in?next=%2Fstaff%2Fsessions%2F1%2Fregister"),
            ("/exam/paper", "/exam?why=over"),
            ("/exam/confirm", "/exam"),
        ] {
            assert_eq!(server.get(path).send().sent_to(), door);
            assert_eq!(server.get(path).cookie(&stale).send().sent_to(), door);
        }
        let step = server.post("/staff/sessions/1/step").bare_form(&[("deed", "award")]).send();
        assert_eq!(step.sent_to(), "/staff/sign-in?next=%2Fstaff%2Fsessions%2F1", "a page, not the form's address");
    });
}

#[test]
fn after_signing_in_nobody_is_sent_to_another_site() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.room > 0);
        let server = Server::demo(fixture);
        for (next, to) in [
            ("/staff/audit", "/staff/audit"),
            ("/staff/audit?before=9", "/staff/audit?before=9"),
            ("", "/staff"),
            ("//evil.example", "/staff"),
            ("/\\evil.example", "/staff"),
            ("\\/evil.example", "/staff"),
            ("/\t/evil.example", "/staff"),
            ("/\n/evil.example", "/staff"),
            ("https://evil.example", "/staff"),
            ("javascript:alert(1)", "/staff"),
            ("staff", "/staff"),
        ] {
            let form = [("login", "liumin"), ("password", PASSWORD), ("next", next)];
            let answer = server.post("/staff/sign-in").form(&form).send();
            assert_eq!(answer.sent_to(), to, "{next:?}");
            let cookie = answer.header("set-cookie");
            for part in ["__Host-jh_staff=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
                assert!(cookie.contains(part), "{part}: {cookie}");
            }
        }
        let shown = server.get("/staff/sign-in?next=%2F%2Fevil.example").send();
        assert!(shown.page(200).contains("name=\"next\" value=\"\""), "{}", shown.body);
        let wrong = server.post("/staff/sign-in").form(&[("login", "liumin"), ("password", "x"), ("next", "//evil")]);
        let wrong = wrong.send();
        assert!(wrong.page(422).contains("value=\"liumin\"") && !wrong.body.contains("evil"));
        assert_eq!(wrong.header("set-cookie"), "");
    });
}

#[test]
fn a_wrong_role_may_not_and_another_centres_session_is_not_there() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        county.account("auditor", Role::Auditor, county.bureau);
        county.account("manager", Role::CentreManager, county.centre);
        let other = NewOrganisation {
            code: "000002".into(),
            name: "青禾县第二考点".into(),
            kind: OrganisationKind::Centre,
            rank: String::new(),
        };
        let other = accounts::create_organisation(county.context, &county.admin, other).unwrap();
        county.account("elsewhere", Role::CentreManager, other);
        let server = Server::demo(fixture);
        let (auditor, manager, elsewhere) = (
            server.sign_in("auditor", PASSWORD),
            server.sign_in("manager", PASSWORD),
            server.sign_in("elsewhere", PASSWORD),
        );

        let body = serde_json::to_value(applicant(1)).unwrap();
        for deed in ["registrations", "roster", "notice", "awards", "results"] {
            let request = server.post(&format!("/api/v1/sessions/{session_id}/{deed}")).bearer(&auditor);
            let problem = request.json(&body).send().problem(403, "not-permitted");
            assert!(problem["detail"].as_str().unwrap().contains("administrator"), "{problem}");
        }
        server.get("/api/v1/audit").bearer(&manager).send().problem(403, "not-permitted");
        let step = format!("/staff/sessions/{session_id}/step");
        server.post(&step).cookie(&auditor).form(&[("deed", "close-roster")]).send().page(403);

        let page = format!("/staff/sessions/{session_id}");
        assert!(server.get(&page).cookie(&manager).send().page(200).contains("QH-2026-12"));
        let foreign = server.get(&page).cookie(&elsewhere).send();
        let missing = server.get("/staff/sessions/999").cookie(&elsewhere).send();
        assert!(!foreign.page(404).contains("QH-2026-12"));
        assert_eq!(foreign.body.replace(&page, "…"), missing.page(404).replace("/staff/sessions/999", "…"));
        server.get(&format!("{page}/register")).cookie(&elsewhere).send().page(404);
        assert_eq!(server.get("/api/v1/sessions").bearer(&elsewhere).send().json(), json!([]));
        assert_eq!(registered(fixture), 0);
    });
}

#[test]
fn a_cookie_alone_changes_nothing_by_the_api() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let body = serde_json::to_value(applicant(1)).unwrap();
        let address = format!("/api/v1/sessions/{session_id}/registrations");
        let problem = server.post(&address).cookie(&session).json(&body).send().problem(400, "bad-request");
        assert!(problem["detail"].as_str().unwrap().contains("X-Requested-With"), "{problem}");
        assert_eq!(registered(fixture), 0);
        assert_eq!(server.get("/api/v1/me").cookie(&session).send().status, 200, "reading is free");
        let ours = server.post(&address).cookie(&session).header("X-Requested-With", "jiangheng").json(&body);
        assert_eq!(ours.send().status, 200);
        assert_eq!(registered(fixture), 1);
        assert_eq!(server.post("/api/v1/sign-out").bearer(&session).send().status, 204);
        server.get("/api/v1/me").cookie(&session).send().problem(401, "not-signed-in");
    });
}

fn registering<'a>(name: &'a str, number: &'a str, once: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("once", once),
        ("name", name),
        ("document_kind", "resident_id"),
        ("document_number", number),
        ("locale", "zh-CN"),
        ("channel", "person"),
        ("letters_signed", "yes"),
    ]
}

#[test]
fn a_form_of_another_browser_or_another_site_is_refused() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let address = format!("/staff/sessions/{session_id}/register");
        let number = identity("19710304", 7);
        let fields = registering("王玉兰", &number, "");
        let post = || server.post(&address).cookie(&session);
        let own = fixture.context.keys.form_token(BROWSER);
        let others = fixture.context.keys.form_token("another");
        for token in ["", "x", &others] {
            let fields: Vec<_> = fields.iter().copied().chain([("csrf", token)]).collect();
            let with_cookie = post().header("Cookie", &format!("__Host-jh_form={BROWSER}")).bare_form(&fields);
            assert!(with_cookie.send().page(409).contains("这一页放得太久了"), "{token}");
        }
        let without_cookie: Vec<_> = fields.iter().copied().chain([("csrf", own.as_str())]).collect();
        post().bare_form(&without_cookie).send().page(409);
        for (name, value) in [
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ] {
            post().header(name, value).form(&fields).send().page(400);
        }
        for path in ["/exam/sign-in", "/staff/sign-in", "/demo/next", "/exam/leave"] {
            server.post(path).bare_form(&[("login", "liumin")]).send().page(409);
        }
        assert_eq!(registered(fixture), 0);
        let ours = post().header("Origin", "https://exam.example.org").header("Sec-Fetch-Site", "same-origin");
        ours.form(&fields).send();
        assert_eq!(registered(fixture), 1);
    });
}

#[test]
fn a_form_posted_twice_is_carried_out_once_and_answered_alike() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let address = format!("/staff/sessions/{session_id}/register");
        let number = identity("19710304", 7);
        let send = |name: &str, once: &str| {
            server.post(&address).cookie(&session).form(&registering(name, &number, once)).send()
        };
        send("", "form-1").page(422);
        assert_eq!(registered(fixture), 0);
        let places: Vec<String> = std::thread::scope(|scope| {
            let posts: Vec<_> = (0..8).map(|_| scope.spawn(|| send("王玉兰", "form-1").sent_to().to_owned())).collect();
            posts.into_iter().map(|post| post.join().unwrap()).collect()
        });
        assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
        assert_eq!(registered(fixture), 1);
        let shown = server.get(&places[0]).cookie(&session).send();
        assert!(shown.page(200).contains("000010001"), "{}", shown.body);
        let anew = send("王玉兰", "form-2");
        assert!(anew.page(422).contains("同一职业同一等级"), "{}", anew.body);
        assert_eq!(registered(fixture), 1);
    });
}

#[test]
fn a_sender_who_goes_away_stops_nothing_and_a_second_press_is_answered_at_once() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let organisation = county.centre.to_string();
        for (turn, wait) in [0, 2, 5, 10, 20].into_iter().enumerate() {
            let (login, once) = (format!("new.{turn}"), format!("form-{turn}"));
            let form = [
                ("once", once.as_str()),
                ("name", "方新"),
                ("login", &login),
                ("organisation_id", &organisation),
                ("password", "a long and new one"),
                ("role.invigilator", "yes"),
            ];
            server.post("/staff/accounts/new").cookie(&session).form(&form).reset_after(Duration::from_millis(wait));
            let begun = Instant::now();
            let again = server.post("/staff/accounts/new").cookie(&session).form(&form).send();
            assert!(again.sent_to().starts_with("/staff/accounts/"), "{}", again.body);
            assert!(begun.elapsed() < Duration::from_secs(20), "waited for somebody who had gone");
        }
        let made = "SELECT COUNT(*) AS number FROM account WHERE login LIKE 'new.%'";
        assert_eq!(rows::number(&fixture.context.store, made), 5);
    });
}

#[test]
fn what_was_typed_outlives_the_session_and_nothing_is_done_before_somebody_looks_at_it() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let address = format!("/staff/sessions/{session_id}/register");
        let number = identity("19710304", 7);
        fixture.go_to("2026-11-24T12:00:00Z");
        let late = server.post(&address).cookie(&session).form(&registering("王玉兰", &number, "form-1")).send();
        let page = late.page(401);
        assert!(page.contains("您已退出") && page.contains("刚才填的内容都还在"), "{page}");
        let hidden = |page: &str, name: &str| {
            let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
            rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
        };
        let (next, kept) = (hidden(page, "next"), hidden(page, "kept"));
        assert_eq!(next, address);
        assert!(!kept.contains("csrf") && !kept.contains("once"), "{kept}");

        let wrong = [("login", "liumin"), ("password", "x"), ("next", &*next), ("kept", &*kept)];
        let wrong = server.post("/staff/sign-in").form(&wrong).send();
        assert_eq!(hidden(wrong.page(422), "kept"), kept, "a wrong password loses nothing either");
        let right = [("login", "liumin"), ("password", PASSWORD), ("next", &*next), ("kept", &*kept)];
        let back = server.post("/staff/sign-in").form(&right).send();
        assert!(back.page(200).contains(&format!("action=\"{address}\"")), "{}", back.body);
        assert_eq!((hidden(&back.body, "name"), hidden(&back.body, "restore")), ("王玉兰".into(), "yes".into()));
        let token = back.header("set-cookie").split(['=', ';']).nth(1).unwrap().to_owned();

        let mut again = registering("王玉兰", &number, "");
        again.push(("restore", "yes"));
        let shown = server.post(&address).cookie(&Session { token }).form(&again).send();
        assert!(shown.page(200).contains("value=\"王玉兰\"") && shown.body.contains(&number), "{}", shown.body);
        assert_eq!(registered(fixture), 0, "shown, not carried out");
    });
}
