//! What a store is asked: the SELECTs that reach a database while something runs.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

static SEEN: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

struct Watch {
    database: String,
}

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.database),
            InstrumentationEvent::StartQuery { query, .. } => {
                let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(queries) = seen.get_mut(&self.database) else { return };
                let text = query.to_string();
                // A connection from the pool is asked for a sign of life.
                if (text.starts_with("SELECT") || text.starts_with("WITH")) && !text.starts_with("SELECT 1") {
                    queries.push(text);
                }
            }
            _ => {}
        }
    }
}

/// From now on every connection that is opened is listened to: before the fixture is made.
pub fn listen() {
    set_default_instrumentation(|| Some(Box::new(Watch { database: String::new() }))).unwrap();
}

/// The queries that a database is asked while `work` runs.
pub fn asked<T>(url: &str, work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let database = url.trim_start_matches("sqlite://").to_owned();
    let all = || SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    all().insert(database.clone(), Vec::new());
    let done = work();
    let queries = all().remove(&database).unwrap_or_default();
    (done, queries)
}
