//! Every answer carries the headers that keep browsers safe, and no page needs what they forbid.

use super::server::Server;
use crate::rules::fixture::{County, PASSWORD};
use crate::support::on_both;

#[test]
fn every_answer_carries_the_headers_and_no_page_has_inline_script_or_style() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let mut pages = 0;
        for path in [
            "/",
            "/?lang=en",
            "/verify",
            "/v/S000141000001265000001",
            "/exam",
            "/exam/paper",
            "/staff/sign-in",
            "/staff",
            "/staff/audit",
            &format!("/staff/sessions/{session_id}"),
            &format!("/staff/sessions/{session_id}/register"),
            "/demo/mail",
            "/demo/mail/99",
            "/notices/99",
            "/nothing",
            "/api/v1/me",
            "/api/v1/nothing",
            "/api/v1/notices",
            "/api/v1/log/checkpoint",
            "/keys.json",
            "/healthz",
            "/assets/css/base.css",
            "/assets/nothing.css",
        ] {
            let answer = server.get(path).cookie(&session).send();
            assert!(answer.status < 500, "{path}: {}", answer.body);
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{path}");
            assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{path}");
            }
            let cached = answer.header("cache-control");
            assert_eq!(cached, if path == "/assets/css/base.css" { "no-cache" } else { "no-store" }, "{path}");
            if answer.header("content-type").starts_with("text/html") {
                pages += 1;
                nothing_inline(path, &answer.body);
            }
        }
        assert!(pages >= 14, "{pages} pages");
    });
}

fn nothing_inline(path: &str, page: &str) {
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split_whitespace().next().unwrap_or_default();
        assert!(name != "style", "{path}: <{tag}>");
        assert!(name != "script" || tag.contains(" src=\"/assets/"), "{path}: <{tag}>");
        for attribute in tag.split_whitespace().skip(1).filter_map(|word| word.split_once('=')).map(|(name, _)| name) {
            assert!(attribute != "style" && !attribute.starts_with("on"), "{path}: <{tag}>");
        }
        assert!(!tag.contains("javascript:"), "{path}: <{tag}>");
    }
}

#[test]
fn what_somebody_typed_comes_back_as_text_and_never_as_markup() {
    on_both(|fixture| {
        let server = Server::demo(fixture);
        let typed = "\"><script>alert(1)</script>";
        let exam = [("admission", typed), ("tail", typed), ("room_code", typed)];
        for answer in [
            server.post("/exam/sign-in").form(&exam).send(),
            server.post("/staff/sign-in").form(&[("login", typed), ("password", "x"), ("next", typed)]).send(),
            server.post("/verify").form(&[("serial", typed), ("claim", "")]).send(),
        ] {
            let page = answer.page(422);
            assert!(!page.contains("<script>alert") && page.contains("&#60;script&#62;alert"), "{page}");
        }
    });
}
