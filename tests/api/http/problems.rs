//! Bad requests get a problem that says what and where; broken insides get a number and nothing else.

use std::io;
use std::sync::{Mutex, PoisonError};

use jiangheng::domain::account::Role;
use serde_json::{Value, json};

use super::server::Server;
use crate::rows;
use crate::rules::fixture::{County, PASSWORD, applicant};
use crate::support::on_both;

#[test]
fn a_body_that_cannot_be_read_is_a_problem_that_says_what_and_where() {
    on_both(|fixture| {
        let server = Server::demo(fixture);
        let json = "application/json";
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for (kind, body, status, code, says) in [
            (json, "{\"login\": \"a\"", 400, "bad-request", "line 1 column 13"),
            (json, "{\"login\": \"a\",\n \"password\": 1}", 400, "bad-request", "line 2"),
            (json, "{\"login\":\"a\",\"password\":\"b\",\"admin\":true}", 400, "bad-request", "unknown field `admin`"),
            (json, "{\"login\":\"a\"}", 400, "bad-request", "missing field `password`"),
            (json, "{\"login\":\"a\",\"login\":\"b\"}", 400, "bad-request", "duplicate field `login`"),
            (json, "", 400, "bad-request", "the body"),
            (json, "\u{0}\u{1}", 400, "bad-request", "line 1"),
            (json, deep.as_str(), 400, "bad-request", "the body"),
            ("text/plain", "{}", 415, "unsupported-media-type", "application/json"),
            ("application/x-www-form-urlencoded", "login=a", 415, "unsupported-media-type", "application/json"),
            ("", "{}", 415, "unsupported-media-type", "application/json"),
        ] {
            let problem = server.post("/api/v1/sign-in").body(kind, body).send().problem(status, code);
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(says), "{detail}");
            assert!(problem.get("incident").is_none() && problem.get("rule").is_none(), "{problem}");
        }
        for query in ["start=x", "start=1&start=2", "end=99999999999999999999"] {
            let problem = server.get(&format!("/api/v1/log/leaves?{query}")).send().problem(400, "bad-request");
            assert!(problem["detail"].as_str().unwrap().starts_with("the query"), "{problem}");
        }
    });
}

#[test]
fn a_body_larger_than_its_address_takes_is_refused_before_it_is_sent() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        assert_eq!(county.admin.organisation_id, county.bureau);
        for (address, size) in [("/api/v1/sign-in", (1 << 20) + 1), ("/api/v1/banks", (50 << 20) + 1_u32)] {
            let answer = server.only_the_head(&format!(
                "POST {address} HTTP/1.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
                 Content-Length: {size}",
                session.token
            ));
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 413 "), "{head}");
            assert!(head.contains("application/problem+json") && head.contains("content-security-policy"), "{head}");
            let problem: Value = serde_json::from_str(body).unwrap();
            assert_eq!((&problem["status"], &problem["code"]), (&json!(413), &json!("too-large")), "{problem}");
        }
        let form = server.only_the_head(
            "POST /verify HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1048577",
        );
        assert!(form.starts_with("HTTP/1.1 413 ") && form.contains("text/html"), "{form}");
    });
}

#[test]
fn wrong_fields_and_refusals_name_the_field_the_rule_and_the_clause() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let address = format!("/api/v1/sessions/{session_id}/registrations");
        let register = |body: &Value| server.post(&address).bearer(&session).json(body).send();

        let mut wrong = serde_json::to_value(applicant(1)).unwrap();
        wrong["name"] = json!("");
        wrong["document_number"] = json!("410099197103040021");
        wrong["extra_minutes"] = json!(999);
        let problem = register(&wrong).problem(422, "invalid");
        let fields = problem["fields"].as_array().unwrap();
        let named: Vec<&str> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
        assert_eq!(named, ["name", "document_number", "extra_minutes"]);
        assert!(fields.iter().all(|field| field["code"].is_string() && field["message"].is_string()), "{problem}");

        let right = serde_json::to_value(applicant(1)).unwrap();
        assert_eq!(register(&right).status, 200);
        let problem = register(&right).problem(409, "d1-registration");
        assert_eq!(problem["rule"], json!("D1"));
        let finding = &problem["verdict"]["findings"][0];
        assert!(finding["clause"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        assert_eq!(rows::number(&fixture.context.store, "SELECT COUNT(*) AS number FROM registration"), 1);
    });
}

#[test]
fn an_unknown_address_is_json_under_the_api_and_a_page_in_the_readers_language_elsewhere() {
    on_both(|fixture| {
        let server = Server::demo(fixture);
        for path in ["/api/v1/nothing", "/api/v2/me", "/api/v1/", "/api/v1/me/", "/api/v1/draws/x/y/manifest.json"] {
            server.get(path).send().problem(404, "not-found");
        }
        for path in ["/nothing", "/api", "/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml", "/.git"] {
            let answer = server.get(path).send();
            let page = answer.page(404);
            assert!(page.contains("lang=\"zh-CN\"") && page.contains("页面没有找到"), "{page}");
        }
        let english = server.get("/nothing?lang=en").send();
        assert!(english.page(404).contains("<html lang=\"en\">"));
        let remembered = server.get("/nothing").header("Cookie", "__Host-jh_lang=en").send();
        assert!(remembered.page(404).contains("<html lang=\"en\">"));
        let odd = server.get("/nothing?lang=%3Cscript%3E").header("Cookie", "__Host-jh_lang=xx").send();
        assert!(odd.page(404).contains("lang=\"zh-CN\""));
    });
}

#[test]
fn an_address_asked_by_another_method_says_which_it_takes() {
    on_both(|fixture| {
        let server = Server::demo(fixture);
        for (method, path, takes) in [
            ("GET", "/api/v1/sign-in", "POST"),
            ("DELETE", "/api/v1/me", "GET, HEAD"),
            ("PUT", "/api/v1/sessions/1/registrations", "GET, HEAD, POST"),
        ] {
            let answer = server.request(method, path).send();
            answer.problem(405, "method-not-allowed");
            assert_eq!(answer.header("allow"), takes, "{method} {path}");
        }
        let page = server.request("PUT", "/verify").send();
        assert!(page.page(405).contains("lang=\"zh-CN\"") && page.header("allow") == "GET, HEAD, POST");
        let head = server.request("HEAD", "/verify").send();
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        server.request("PUT", "/nothing").send().page(404);
    });
}

#[test]
fn a_broken_inside_shows_a_number_and_the_log_has_the_rest_under_it() {
    start_log();
    on_both(|fixture| {
        let county = County::new(fixture);
        let auditor = county.account("auditor", Role::Auditor, county.bureau);
        assert!(!auditor.roles().is_empty());
        let server = Server::demo(fixture);
        let session = server.sign_in("auditor", PASSWORD);
        rows::run(&fixture.context.store, "ALTER TABLE exam_session RENAME TO exam_session_away").unwrap();

        let answer = server.get("/api/v1/sessions").bearer(&session).send();
        let problem = answer.problem(500, "internal");
        tells_nothing(&answer.body);
        let incident = problem["incident"].as_str().unwrap();
        assert!(logged().lines().any(|line| line.contains(incident) && line.contains("exam_session")), "{incident}");

        let answer = server.get("/staff").cookie(&session).send();
        let page = answer.page(500);
        tells_nothing(page);
        let (_, rest) = page.split_once("class=\"incident\">").unwrap();
        let (incident, _) = rest.split_once('<').unwrap();
        assert!(incident.len() == 7 && logged().contains(incident), "{incident}");
    });
}

fn tells_nothing(body: &str) {
    for secret in ["exam_session", "no such table", "does not exist", "SELECT", "diesel", "src/", ".rs", "panicked"] {
        assert!(!body.contains(secret), "{secret}: {body}");
    }
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn start_log() {
    tracing_subscriber::fmt().with_ansi(false).with_writer(|| Log).init();
}

fn logged() -> String {
    String::from_utf8(LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap()
}
