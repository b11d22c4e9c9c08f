//! Rows put straight into a store, for what no use case makes, and rows counted behind the use cases' backs.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use jiangheng::store::{AnyConnection, Store, StoreError};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Runs a statement.
pub fn run(store: &Store, sql: &str) -> Result<usize, StoreError> {
    store.write(|connection| {
        Ok(match connection {
            AnyConnection::Sqlite(inner) => diesel::sql_query(sql).execute(inner),
            AnyConnection::Postgres(inner) => diesel::sql_query(sql).execute(inner),
        }?)
    })
}

/// The number that a query selects as `number`.
pub fn number(store: &Store, sql: &str) -> i64 {
    let row: Result<Number, StoreError> = store.read(|connection| {
        Ok(match connection {
            AnyConnection::Sqlite(inner) => diesel::sql_query(sql).get_result(inner),
            AnyConnection::Postgres(inner) => diesel::sql_query(sql).get_result(inner),
        }?)
    });
    row.unwrap().number
}

/// The texts that a query selects as `said`.
pub fn texts(store: &Store, sql: &str) -> Vec<String> {
    let rows: Result<Vec<Said>, StoreError> = store.read(|connection| {
        Ok(match connection {
            AnyConnection::Sqlite(inner) => diesel::sql_query(sql).load(inner),
            AnyConnection::Postgres(inner) => diesel::sql_query(sql).load(inner),
        }?)
    });
    rows.unwrap().into_iter().map(|row| row.said).collect()
}
