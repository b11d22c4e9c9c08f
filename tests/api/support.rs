//! A fresh context on a fresh database of either kind, for each test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection as _, RunQueryDsl as _};
use jiangheng::clock::ShiftedClock;
use jiangheng::formats::region;
use jiangheng::hall::Hall;
use jiangheng::services::{Context, Keyring, sealing};
use jiangheng::store::Store;
use jiff::Timestamp;
use tempfile::TempDir;

/// When the tests' clock starts: Monday, 23 November 2026, 09:00 in China.
pub const START: &str = "2026-11-23T01:00:00Z";

/// A bureau's server without the web, on one database.
pub struct Fixture {
    /// What use cases work with.
    pub context: Context,
    /// The context's clock, to be moved on.
    pub clock: Arc<ShiftedClock>,
    /// The database's address, to open it a second time.
    pub url: String,
    /// Holds the SQLite file and the keys.
    pub folder: TempDir,
}

impl Fixture {
    /// The same store, keys and clock, as after a restart: a hall with nothing in memory.
    pub fn reopened(&self) -> Context {
        let store = Store::open(&self.url).unwrap();
        Context { hall: Hall::new(store.clone()), store, ..self.context.clone() }
    }

    /// Moves the clock on.
    pub fn go_to(&self, instant: &str) {
        self.clock.advance_to(instant.parse::<Timestamp>().unwrap());
    }
}

/// Runs a test on SQLite and on PostgreSQL; says on which it failed.
pub fn on_both(test: impl Fn(&Fixture)) {
    for url in [None, Some(fresh_postgres())] {
        let folder = tempfile::tempdir().unwrap();
        let url = url.unwrap_or_else(|| format!("sqlite://{}", folder.path().join("test.db").display()));
        eprintln!("-- on {url}");
        let fixture = fixture(url, folder);
        test(&fixture);
    }
}

/// A migrated, demo-marked context on an empty database.
pub fn fixture(url: String, folder: TempDir) -> Fixture {
    let store = Store::open(&url).unwrap();
    store.migrate().unwrap();
    let keys = folder.path().join("keys");
    Keyring::create(&keys, true).unwrap();
    let clock = Arc::new(ShiftedClock::starting_at(START.parse().unwrap()));
    let context = Context {
        hall: Hall::new(store.clone()),
        store,
        clock: clock.clone(),
        keys: Arc::new(Keyring::load(&keys).unwrap()),
        policy: Arc::new(region::sample_policy()),
        holidays: Arc::new(region::holidays()),
        occupations: Arc::new(region::occupations()),
        origin: "https://exam.example.org".into(),
        demo: true,
        throttles: Arc::default(),
        progress: Arc::default(),
        press: Arc::default(),
    };
    sealing::mark_or_check(&context).unwrap();
    Fixture { context, clock, url, folder }
}

/// The address of an empty database in the run's PostgreSQL cluster.
///
/// # Panics
/// When the run has no cluster: start the tests with `scripts/with-postgres cargo test`.
pub fn fresh_postgres() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let cluster = std::env::var("JIANGHENG_TEST_POSTGRES")
        .expect("these tests need PostgreSQL: run `scripts/test`, or `scripts/with-postgres cargo test`");
    let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let mut connection = diesel::PgConnection::establish(&cluster).unwrap();
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut connection).unwrap();
    cluster.replacen("/postgres?", &format!("/{name}?"), 1)
}
