//! What can go wrong with a store.

use diesel::result::{DatabaseErrorKind, Error};

/// How the databases tell that they can't go on, where diesel has no kind for it: SQLite's texts of result codes
/// SQLITE_FULL, SQLITE_IOERR, SQLITE_BUSY, SQLITE_CANTOPEN; PostgreSQL's of classes 53 and 57, and libpq's.
const OUTAGES: [&str; 12] = [
    "disk is full",
    "disk I/O error",
    "database is locked",
    "unable to open database",
    "No space left",
    "terminating connection",
    "the database system is",
    "server closed the connection",
    "no connection to the server",
    "could not connect",
    "connection to server",
    "lock timeout",
];

/// A store's refusal or failure.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database address is not one we connect to.
    #[error("database address {given}: {why}")]
    Address {
        /// The address, without a password.
        given: String,
        /// What is wrong with it and what to write instead.
        why: String,
    },
    /// No connection.
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    /// The row does not exist.
    #[error("no such row")]
    NotFound,
    /// A unique key says no. Holds the constraint's name (PostgreSQL) or its columns (SQLite).
    #[error("already there: {0}")]
    Duplicate(String),
    /// The schema is older or newer than this program.
    #[error("{0}")]
    Schema(String),
    /// What is stored does not have the form it must have.
    #[error("stored data is malformed: {0}")]
    Malformed(String),
    /// A backup or restore could not be done.
    #[error("{0}")]
    Backup(String),
    /// Anything else the database said.
    #[error("database: {0}")]
    Database(Error),
}

impl StoreError {
    /// Whether the store itself does not work just now: it can't be reached, or has no room to write. What was asked for may
    /// well be possible later.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Database(Error::DatabaseError(kind, info)) => {
                matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand)
                    || OUTAGES.iter().any(|words| info.message().contains(words))
            }
            Self::Database(Error::BrokenTransactionManager) => true,
            _ => false,
        }
    }

    /// Whether this is the refusal of one unique key, named as PostgreSQL names it, with its last column as SQLite
    /// names it (`table.column`).
    #[must_use]
    pub fn violates(&self, constraint: &str, column: &str) -> bool {
        matches!(self, Self::Duplicate(said) if said == constraint || said.contains(column))
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                Self::Duplicate(info.constraint_name().map_or_else(|| info.message().to_owned(), ToOwned::to_owned))
            }
            other => Self::Database(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_does_not_work_is_told_from_one_that_says_no() {
        let said =
            |kind, text: &str| StoreError::from(Error::DatabaseError(kind, Box::new(text.to_owned()))).is_outage();
        assert!(StoreError::Unreachable("gone".into()).is_outage());
        assert!(said(DatabaseErrorKind::Unknown, "database or disk is full"));
        assert!(said(DatabaseErrorKind::ClosedConnection, ""));
        assert!(said(DatabaseErrorKind::Unknown, "terminating connection due to administrator command"));
        assert!(!said(DatabaseErrorKind::CheckViolation, "CHECK constraint failed"));
        assert!(!said(DatabaseErrorKind::UniqueViolation, "x") && !StoreError::NotFound.is_outage());
    }
}
