//! An exam that is sat in Safe Exam Browser: every way to it asks which browser this is.

use std::io::Write as _;
use std::process::{Command, Stdio};

use jiangheng::crypto::sha256;
use jiangheng::services::invigilation;
use jiangheng::services::lockdown::{self, Wanted};
use jiangheng::services::{ServiceError, sittings};
use jiangheng::store::Store;
use serde_json::json;

use super::server::{Answer, Request, Server};
use crate::draw::fixture::{County, DOOR, OPENS};
use crate::draw::room::invigilator;
use crate::rows;
use crate::support::on_both;

const BUILD: [u8; 32] = [7; 32];

/// The key of a settings file as Python reads it, and where it starts.
fn key_by_python(file: &[u8]) -> String {
    let python = std::env::var("JIANGHENG_TEST_PYTHON").expect("JIANGHENG_TEST_PYTHON: run scripts/test");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/http/seb_key.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(file).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

fn hash(url: &str, key: &str) -> String {
    hex::encode(sha256(format!("{url}{key}").as_bytes()))
}

fn code(result: Result<(), ServiceError>) -> String {
    match result {
        Err(ServiceError::Refused(refusal)) => refusal.code.to_owned(),
        Err(ServiceError::Invalid(fields)) => fields[0].code.to_owned(),
        other => panic!("{other:?}"),
    }
}

fn overrides(store: &Store) -> i64 {
    rows::number(store, "SELECT COUNT(*) AS number FROM lockdown_override")
}

#[test]
fn without_the_exam_browser_there_is_no_way_to_the_paper_and_an_invigilator_may_let_one_in() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (context, admin) = (county.context, &county.admin);
        let session = county.session("S1");
        let candidates = [county.register(session, 1, 0), county.register(session, 2, 0)];
        let wanted = |mode: &str, keys: &[&str]| Wanted {
            mode: mode.into(),
            browser_keys: keys.iter().map(|one| (*one).to_owned()).collect(),
        };
        let set = |wanted: Wanted| lockdown::set(context, admin, session, &wanted);
        assert_eq!(code(set(wanted("kiosk", &[]))), "lockdown-mode");
        assert_eq!(code(set(wanted("browser_keys", &[]))), "browser-keys-none");
        assert_eq!(code(set(wanted("browser_keys", &["abc"]))), "browser-key");
        set(wanted("browser_keys", &[&hex::encode([9; 32]), &hex::encode(BUILD)])).unwrap();
        county.open("S1", session);
        fixture.go_to(OPENS);
        assert_eq!(code(set(wanted("off", &[]))), "lockdown-late");
        let view = lockdown::view(context, admin, session).unwrap();
        let file = lockdown::seb_file(context, admin, session).unwrap();
        assert_eq!(key_by_python(&file), view.config_key, "the same key by code that shares nothing with ours");
        let tokens: Vec<String> =
            candidates.iter().map(|one| sittings::sign_in(context, one.sign_in(), DOOR).unwrap().token).collect();

        let server = Server::demo(fixture);
        let origin = context.origin.to_string();
        let plain = |request: Request<'_>, token: &str| -> Answer {
            request.header("Authorization", &format!("Bearer {token}")).send()
        };
        let shown = |request: Request<'_>, token: &str, url: &str, config: &str, build: &[u8; 32]| -> Answer {
            request
                .header("Authorization", &format!("Bearer {token}"))
                .header("X-SafeExamBrowser-ConfigKeyHash", &hash(url, config))
                .header("X-SafeExamBrowser-RequestHash", &hash(url, &hex::encode(build)))
                .send()
        };
        let (key, first) = (view.config_key.as_str(), tokens[0].as_str());
        for path in ["pledge", "submit", "responses"] {
            let request = server.post(&format!("/api/v1/hall/{path}")).body("application/json", "[]");
            plain(request, first).problem(403, "lockdown-required");
        }
        for path in ["/api/v1/hall/paper", "/api/v1/hall/clock", "/api/v1/hall/pictures/x"] {
            plain(server.get(path), first).problem(403, "lockdown-required");
        }
        let cookie = format!("__Host-jh_seat={first}");
        for path in ["/exam/pledge", "/exam/wait", "/exam/paper", "/exam/receipt"] {
            let page = server.get(path).header("Cookie", &cookie).send();
            assert!(page.page(403).contains("Safe Exam Browser"), "{path}");
            assert!(page.body.contains("/assets/js/seb.js"));
        }

        let clock = format!("{origin}/api/v1/hall/clock");
        let asked = |url: &str, config: &str, build: &[u8; 32]| {
            shown(server.get("/api/v1/hall/clock"), first, url, config, build)
        };
        assert_eq!(asked(&clock, key, &BUILD).status, 200);
        asked(&clock, key, &[8; 32]).problem(403, "lockdown-required");
        asked(&clock, &hex::encode([1; 32]), &BUILD).problem(403, "lockdown-required");
        asked(&format!("{origin}/api/v1/hall/paper"), key, &BUILD).problem(403, "lockdown-required");
        asked(&clock.replace("https://", "http://evil."), key, &BUILD).problem(403, "lockdown-required");
        let with_query = shown(server.get("/api/v1/hall/clock?x=1"), first, &format!("{clock}?x=1"), key, &BUILD);
        assert_eq!(with_query.status, 200);

        // An engine that adds no headers shows it once; the pass is of this sign-in.
        let page = format!("{origin}/exam/pledge");
        let show = |url: &str, token: &str| {
            let body = json!({
                "url": url, "config_key_hash": hash(url, key), "browser_exam_key_hash": hash(url, &hex::encode(BUILD)),
            });
            let request = server.post("/api/v1/hall/browser").header("Authorization", &format!("Bearer {token}"));
            request.json(&body).send()
        };
        show("https://elsewhere.example/exam/pledge", first).problem(403, "lockdown-required");
        show(&format!("{origin}/staff"), first).problem(403, "lockdown-required");
        let passed = show(&page, first);
        assert_eq!(passed.status, 200);
        let pass = passed.header("set-cookie").split(';').next().unwrap().to_owned();
        let with_pass = |token: &str| {
            server.get("/exam/pledge").header("Cookie", &format!("__Host-jh_seat={token}; {pass}")).send()
        };
        with_pass(first).page(200);
        with_pass(&tokens[1]).page(403);

        // A computer fails: one candidate is let in, for a reason, once.
        let zhou = invigilator(&county, "zhou.lixin", "周立新");
        let board = invigilation::board(context, &zhou, session).unwrap();
        let seat = board.seats.iter().find(|seat| seat.admission_number == candidates[1].admission).unwrap();
        assert!(seat.locked_down);
        let let_in = |reason: &str| lockdown::let_in(context, &zhou, session, seat.sitting, reason);
        assert!(matches!(let_in(" "), Err(ServiceError::Invalid(_))));
        let_in("这台电脑的浏览器打不开").unwrap();
        assert_eq!(code(let_in("再来一次")), "lockdown-let-in");
        assert_eq!(overrides(&context.store), 1);
        assert_eq!(plain(server.get("/api/v1/hall/clock"), &tokens[1]).status, 200);
        plain(server.get("/api/v1/hall/paper?x"), first).problem(403, "lockdown-required");
        let restarted = fixture.reopened();
        let nothing = jiangheng::domain::lockdown::Proof::default();
        lockdown::check(&restarted, &tokens[1], &nothing, "").unwrap();
        assert!(matches!(lockdown::check(&restarted, first, &nothing, ""), Err(ServiceError::LockedDown)));
        let listed = lockdown::view(context, admin, session).unwrap().let_in;
        assert_eq!((listed.len(), &listed[0].admission_number), (1, &candidates[1].admission));

        // A hall that can't be loaded lets nobody through.
        context.hall.unload(session);
        rows::run(&context.store, "ALTER TABLE sitting RENAME TO sitting_away").unwrap();
        let unknown = lockdown::check(context, first, &nothing, "");
        rows::run(&context.store, "ALTER TABLE sitting_away RENAME TO sitting").unwrap();
        assert!(matches!(unknown, Err(ServiceError::Store(_) | ServiceError::Unavailable(_))), "{unknown:?}");
    });
}
