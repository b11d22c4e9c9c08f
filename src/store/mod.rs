//! diesel lives here: connections, one schema for two databases, a file for each aggregate.
//!
//! SQLite (bundled, WAL, `synchronous=FULL`) is the embedded default; PostgreSQL when a county outgrows one machine.
//! Everything else in the house sees [`Store`], row structs and [`StoreError`].

pub mod account_list;
pub mod accounts;
pub mod audit;
pub mod award;
mod backup;
pub mod bank_checks;
pub mod banks;
pub mod candidates;
pub mod ceremony;
pub mod certificates;
mod check;
mod connection;
pub mod custody;
mod error;
pub mod journal;
pub mod lockdowns;
pub mod log;
pub mod meta;
mod migrate;
pub mod notices;
pub mod office;
pub mod office_history;
pub mod office_versions;
pub mod organisations;
pub mod outbox;
pub mod overview;
pub mod page;
pub mod panels;
pub mod people;
pub mod plans;
pub mod practical;
pub mod prints;
pub mod recusals;
pub mod registrations;
pub mod results;
pub mod rooms;
pub mod schema;
pub mod session_view;
pub mod sessions;
pub mod sittings;
pub mod submissions;
pub mod supervision;
mod tables;

pub use backup::Copied;
pub use connection::{AnyConnection, Lane, Store};
pub use error::StoreError;
pub use migrate::SchemaState;

use jiff::Timestamp;

/// An instant as it is stored: microseconds since 1970, UTC.
#[must_use]
pub fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// A stored instant.
#[must_use]
pub fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Runs the same diesel code on whichever backend a connection is, where the enum can't: `each_backend!(conn, c => …)`.
macro_rules! each_backend {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::AnyConnection::Sqlite($inner) => $body,
            $crate::store::AnyConnection::Postgres($inner) => $body,
        }
    };
}
pub(crate) use each_backend;
