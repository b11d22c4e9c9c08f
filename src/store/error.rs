//! What can go wrong with a store.

use diesel::result::{DatabaseErrorKind, Error};

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
