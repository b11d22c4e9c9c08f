//! Long lists, measured in one run: the last page of a filtered list of ten thousand rows against the first page of a
//! list of a hundred, as a ratio, whole pages over HTTP with everything on them.
//!
//! `scripts/with-postgres cargo bench --profile dev --bench lists` (without PostgreSQL it measures SQLite alone).

#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions
)]
#![allow(clippy::print_stdout)]

#[path = "../tests/api/bulk.rs"]
mod bulk;
#[path = "../tests/api/rules/fixture.rs"]
mod county;
#[path = "../tests/api/rows.rs"]
mod rows;
#[path = "../tests/api/http/server.rs"]
mod server;
#[path = "../tests/api/support.rs"]
mod support;

use std::time::{Duration, Instant};

use county::{County, PASSWORD};
use server::{Server, Session};
use support::Fixture;

/// How often each page is asked for, in turns, so that what else the machine does falls on both alike.
const TURNS: usize = 41;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}", folder.path().join("lists.db").display());
    measure("SQLite", &support::fixture(file, folder));
    if std::env::var("JIANGHENG_TEST_POSTGRES").is_ok() {
        measure("PostgreSQL", &support::fixture(support::fresh_postgres(), tempfile::tempdir().unwrap()));
    }
}

fn measure(database: &str, fixture: &Fixture) {
    let county = County::new(fixture);
    let (short, long) = (county.session("S1", 5), county.session("S2", 5));
    let store = &fixture.context.store;
    bulk::candidates(store, short, (1, 100));
    bulk::candidates(store, long, (1, 10_000));
    let server = Server::demo(fixture);
    let session = server.sign_in("liumin", PASSWORD);
    let ask = |path: &str| time(&server, &session, path);

    println!("{database}: {} pages each, medians", TURNS);
    println!("{:<22} {:>12} {:>12} {:>8}", "whole page of", "100 rows", "10,000 rows", "ratio");
    let show = |list: &str, (few, many): (Duration, Duration)| {
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{list:<22} {:>9.2} ms {:>9.2} ms {ratio:>8.2}", millis(few), millis(many));
    };
    let first = format!("/staff/sessions/{short}");
    let last = format!("/staff/sessions/{long}?q=%E7%8E%8B&page=20");
    show("candidates", in_turns(|| ask(&first), || ask(&last)));

    // One trail and one list of accounts a store: the short ones are measured before they grow.
    bulk::events(store, (1, 100));
    bulk::accounts(store, county.body, (1, 100));
    bulk::sessions(store, short, (1, 100));
    let paths = [
        ("audit trail", "/staff/audit", "/staff/audit?who=%E4%BD%95%E6%96%87&before=1200"),
        ("accounts", "/staff/accounts", "/staff/accounts?q=bulk&page=200"),
        ("sessions", "/staff", "/staff?q=BULK&page=200"),
        ("notices (home)", "/", "/?page=200"),
    ];
    let few: Vec<Duration> = paths.iter().map(|(_, first, _)| median((0..TURNS).map(|_| ask(first)))).collect();
    bulk::events(store, (101, 10_000));
    bulk::accounts(store, county.body, (101, 10_000));
    bulk::sessions(store, short, (101, 10_000));
    for ((list, _, last), few) in paths.iter().zip(few) {
        show(list, (few, median((0..TURNS).map(|_| ask(last)))));
    }
}

fn time(server: &Server, session: &Session, path: &str) -> Duration {
    let start = Instant::now();
    let answer = server.get(path).cookie(session).send();
    let taken = start.elapsed();
    assert!(answer.page(200).contains("</html>"), "{path}");
    taken
}

fn in_turns(one: impl Fn() -> Duration, other: impl Fn() -> Duration) -> (Duration, Duration) {
    let both: Vec<(Duration, Duration)> = (0..TURNS).map(|_| (one(), other())).collect();
    (median(both.iter().map(|pair| pair.0)), median(both.iter().map(|pair| pair.1)))
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
