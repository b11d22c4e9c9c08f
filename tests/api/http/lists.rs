//! Long lists: a part at a time, found by what somebody looks for, in as many queries for ten thousand rows as for one.

use jiangheng::domain::account::Role;
use jiangheng::services::accounts::{self, WantedAccounts};
use jiangheng::services::overview::{self, WantedCandidates, WantedSessions};
use jiangheng::services::{audit, notices, registrations};
use jiangheng::store::page::Slice;

use super::server::Server;
use crate::bulk;
use crate::queries::{asked, listen};
use crate::rows;
use crate::rules::fixture::{County, PASSWORD, applicant};
use crate::support::{Fixture, on_both};

const MANY: u32 = 10_000;

fn fill(fixture: &Fixture, county: &County<'_>, session_id: i64, rows: bulk::Rows) {
    let store = &fixture.context.store;
    bulk::candidates(store, session_id, (1, rows.1));
    bulk::events(store, rows);
    bulk::sessions(store, session_id, rows);
    bulk::accounts(store, county.body, rows);
    bulk::mails(store, rows);
}

/// Every list with where it is, and a filter that matches something of the bulk.
fn lists(session_id: i64) -> [(String, &'static str); 6] {
    [
        (format!("/staff/sessions/{session_id}"), "q=%E7%8E%8B&page=20"),
        ("/staff".to_owned(), "q=BULK&page=200"),
        ("/staff/audit".to_owned(), "who=%E4%BD%95%E6%96%87&before=900"),
        ("/staff/accounts".to_owned(), "q=bulk&page=200"),
        ("/".to_owned(), "page=200"),
        ("/demo/mail".to_owned(), "q=example&page=200"),
    ]
}

#[test]
fn a_list_of_ten_thousand_asks_the_store_as_often_as_a_list_of_one() {
    listen();
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let count = |path: &str| {
            let (answer, queries) = asked(&fixture.url, || server.get(path).cookie(&session).send());
            answer.page(200);
            (answer.body, queries)
        };
        fill(fixture, &county, session_id, (1, 1));
        let few: Vec<usize> = lists(session_id).iter().map(|(path, _)| count(path).1.len()).collect();
        let other = county.session("S2", 5);
        fill(fixture, &county, other, (2, MANY));
        for ((path, filter), few) in lists(other).iter().zip(few) {
            assert!(few > 0, "{path}");
            let (_, first) = count(path);
            let (body, last) = count(&format!("{path}?{filter}"));
            assert_eq!((first.len(), last.len()), (few, few), "{path}: {last:#?}");
            let shown = if path == "/" { "/notices/1\"" } else { "rel=\"prev\"" };
            assert!(body.contains(shown), "{path} is a later part of its list");
        }
    });
}

#[test]
fn each_list_is_one_query_with_its_length() {
    listen();
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        fill(fixture, &county, session_id, (1, 120));
        let (context, admin) = (fixture.context.clone(), &county.admin);
        let part = Slice { offset: 100, limit: 50 };
        let once = |name: &str, work: &dyn Fn() -> (usize, i64), expected: (usize, i64)| {
            let (found, queries) = asked(&fixture.url, work);
            assert_eq!((found, queries.len()), (expected, 1), "{name}: {queries:#?}");
        };
        let wanted = WantedSessions { text: "bulk".into(), state: "noticed".into() };
        let length = |found: &jiangheng::store::page::Page<_>| (found.rows.len(), found.total);
        once("sessions", &|| length(&overview::sessions(&context, admin, &wanted, part).unwrap()), (20, 120));
        once("what is next", &|| (overview::board(&context, admin).unwrap().next.len(), 0), (5, 0));
        once("figures", &|| (0, overview::figures(&context, admin).unwrap().sessions), (0, 121));
        let examiners = WantedAccounts { role: Some(Role::Examiner), ..WantedAccounts::default() };
        let accounts = || {
            let found = accounts::accounts_page(&context, admin, &examiners, part).unwrap();
            assert!(found.rows.iter().all(|row| row.roles == [Role::Examiner]));
            (found.rows.len(), found.total)
        };
        once("accounts", &accounts, (20, 120));
        let notices = || {
            let found = notices::running(&context, part).unwrap();
            (found.rows.len(), found.total)
        };
        once("notices", &notices, (20, 120));
        let events = || {
            let wanted = audit::WantedEvents { action: "sitting.submit".into(), ..audit::WantedEvents::default() };
            let found = audit::search(&context, admin, &wanted, audit::From::Newest, 100).unwrap();
            (found.rows.len(), i64::from(found.more))
        };
        once("the audit trail", &events, (100, 1));
        let (view, queries) = asked(&fixture.url, || {
            overview::view(&context, admin, session_id, &WantedCandidates::default(), part).unwrap()
        });
        assert_eq!((view.candidates.rows.len(), view.candidates.total), (20, 120));
        let of_candidates = |query: &&String| query.starts_with("SELECT p.*") && query.contains("FROM registration g");
        assert_eq!(queries.iter().filter(of_candidates).count(), 1, "{queries:#?}");
        let past = overview::view(&context, admin, session_id, &WantedCandidates::default(), Slice::of_page(9, 50));
        assert_eq!(past.unwrap().candidates.offset, 0, "past the end the list begins anew");
    });
}

#[test]
fn what_somebody_looks_for_is_text_whatever_it_means_to_the_database() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        let names = [r"甲%乙", r"甲_乙", r"甲\乙", "甲乙", "O'Brien"];
        for (order, name) in (1..).zip(names) {
            let made = registrations::register(county.context, &county.admin, session_id, applicant(order)).unwrap();
            let name = name.replace('\'', "''");
            let sql = format!("UPDATE registration SET name = '{name}' WHERE id = {}", made.registration_id);
            rows::run(&fixture.context.store, &sql).unwrap();
        }
        let found = |text: &str| {
            let wanted = WantedCandidates { text: text.into(), state: "open".into() };
            let view = overview::view(county.context, &county.admin, session_id, &wanted, Slice::ALL).unwrap();
            view.candidates.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        for (text, name) in [("%", r"甲%乙"), ("_", r"甲_乙"), (r"\", r"甲\乙"), ("o'brien", "O'Brien")] {
            assert_eq!(found(text), [name], "{text}");
        }
        assert_eq!(found("甲").len(), 4);
        assert_eq!(found(" 甲乙 "), ["甲乙"]);
        assert!(found("%%").is_empty() && found("' OR 1=1 --").is_empty());
    });
}

#[test]
fn a_filter_keeps_its_text_and_says_when_nothing_matches() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        registrations::register(county.context, &county.admin, session_id, applicant(1)).unwrap();
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        for path in [format!("/staff/sessions/{session_id}"), "/staff".into(), "/staff/accounts".into()] {
            let answer = server.get(&format!("{path}?q=%22%3E%E6%9F%A5%E6%97%A0")).cookie(&session).send();
            let page = answer.page(200);
            assert!(page.contains("没有符合的") && page.contains("清除筛选"), "{path}: {page}");
            assert!(page.contains("value=\"&#34;&#62;查无\""), "{path} keeps what was typed: {page}");
        }
        let candidates = |query: &str| {
            let path = format!("/staff/sessions/{session_id}?{query}");
            server.get(&path).cookie(&session).send().page(200).contains("000010001")
        };
        assert!(candidates("q=0001") && candidates("state=open") && candidates("page=x"));
        assert!(!candidates("q=0002") && !candidates("state=withdrawn"));
    });
}

#[test]
fn the_trail_is_found_by_who_what_when_and_on_what() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let session_id = county.session("S1", 5);
        registrations::register(county.context, &county.admin, session_id, applicant(1)).unwrap();
        fixture.go_to("2026-11-24T01:00:00Z");
        registrations::register(county.context, &county.admin, session_id, applicant(2)).unwrap();
        bulk::events(&fixture.context.store, (1, 250));
        let server = Server::demo(fixture);
        let session = server.sign_in("liumin", PASSWORD);
        let page = |query: &str| {
            let answer = server.get(&format!("/staff/audit?{query}")).cookie(&session).send();
            let rows = answer.page(200).matches("<tr><th scope=\"row\">").count();
            (rows, answer.body)
        };
        assert_eq!(page("action=registration.create").0, 2);
        assert_eq!(page("action=registration.create&day=2026-11-24").0, 1);
        assert_eq!(page("action=registration.create&day=2026-11-25").0, 0);
        assert_eq!(page("subject=registration/1").0, 1);
        assert_eq!(page("who=%E4%BD%95%E6%96%87").0, 25);
        let (mut rows, mut body) = page("action=sitting.submit");
        let mut seen = rows;
        while let Some(older) = body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            let query = older.split('?').nth(1).unwrap().replace("&#38;", "&");
            (rows, body) = page(&query);
            seen += rows;
        }
        assert_eq!(seen, 250, "every event is on exactly one page");
        let newer = body.split("rel=\"prev\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(page(&newer.split('?').nth(1).unwrap().replace("&#38;", "&")).0, 100);
    });
}
