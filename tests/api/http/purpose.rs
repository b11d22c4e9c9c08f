//! The demo and the bureau's own server keep away from each other's stores.

use jiangheng::app::{App, Purpose, StartError};
use jiangheng::services::Keyring;
use jiangheng::store::Store;

use super::server::{Server, settings};
use crate::rules::fixture::{County, PASSWORD};
use crate::support::{START, on_both};

#[test]
fn a_store_not_made_by_the_demo_has_no_address_of_it() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.body > 0);
        let server = Server::real(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        server.post("/demo/next").send().page(404);
        server.post("/demo/next").cookie(&session).send().page(404);
        for path in ["/demo/mail", "/demo/mail/1", "/demo/mail/x"] {
            server.get(path).cookie(&session).send().page(404);
        }
        let clock = || server.post("/api/v1/demo/clock");
        let to = serde_json::json!({ "to": "2027-01-01T00:00:00Z" });
        clock().json(&to).send().problem(404, "not-found");
        clock().bearer(&session).json(&to).send().problem(404, "not-found");
        clock().bearer(&session).body("text/plain", "x").send().problem(404, "not-found");
        let home = server.get("/").send();
        assert!(!home.page(200).contains("demo"), "{}", home.body);
    });
}

#[test]
fn the_demos_clock_moves_for_staff_alone_and_its_next_step_for_its_own_pages() {
    on_both(|fixture| {
        let county = County::new(fixture);
        assert!(county.body > 0);
        let server = Server::demo(fixture);
        assert!(server.get("/").send().page(200).contains("class=\"demo-bar\""));
        let to = serde_json::json!({ "to": "2026-11-24T01:00:00Z" });
        server.post("/api/v1/demo/clock").json(&to).send().problem(401, "not-signed-in");
        let session = server.sign_in("liumin", PASSWORD);
        let moved = server.post("/api/v1/demo/clock").bearer(&session).json(&to).send().json();
        assert!(moved["now"].as_str().unwrap().starts_with("2026-11-24T01:00:"), "{moved}");
        assert_eq!(server.get("/api/v1/me").bearer(&session).send().status, 200, "still signed in");
        for origin in ["https://evil.example", "null", "https://exam.example.org.evil.example"] {
            server.post("/demo/next").header("Origin", origin).form(&[("back", "/")]).send().page(400);
        }
    });
}

#[test]
fn neither_command_takes_the_others_store() {
    on_both(|fixture| {
        let start = Purpose::Demo(START.parse().unwrap());
        let mut own = settings(fixture);
        own.keys = fixture.folder.path().join("own-keys");
        let missing = App::start(own.clone(), Purpose::Real).err().unwrap();
        assert!(matches!(missing, StartError::Key(_)), "{missing}");
        Keyring::create(&own.keys, false).unwrap();
        // The fixture's identities are sealed by other keys: a store and its keys belong together.
        assert!(App::start(own, Purpose::Real).is_err());

        let real = App::start(settings(fixture), Purpose::Real).unwrap();
        assert!(real.demo_clock.is_none() && !real.context.demo && real.is_ready().unwrap());
        drop(real);
        let error = App::start(settings(fixture), start).err().unwrap();
        assert!(matches!(error, StartError::WrongStore(_)), "{error}");
        assert!(error.to_string().contains("not made by `jiangheng demo`"), "{error}");
        assert!(App::start(settings(fixture), Purpose::Real).is_ok(), "refused, and nothing was marked");
    });
}

#[test]
fn a_store_of_the_demo_stays_one() {
    on_both(|fixture| {
        let mut demo = settings(fixture);
        demo.database = if fixture.context.store.is_embedded() {
            format!("sqlite://{}", fixture.folder.path().join("demo.db").display())
        } else {
            crate::support::fresh_postgres()
        };
        let start = Purpose::Demo(START.parse().unwrap());
        let first = App::start(demo.clone(), start).unwrap();
        assert!(first.context.demo && first.demo_clock.is_some());
        drop(first);
        let error = App::start(demo.clone(), Purpose::Real).err().unwrap();
        assert!(matches!(error, StartError::WrongStore(_)), "{error}");
        let later = Purpose::Demo("2030-01-01T00:00:00Z".parse().unwrap());
        let again = App::start(demo.clone(), later).unwrap();
        assert!(again.context.now() < "2027-01-01T00:00:00Z".parse().unwrap(), "the clock reads on from before");
        assert!(Store::open(&demo.database).is_ok());
    });
}
