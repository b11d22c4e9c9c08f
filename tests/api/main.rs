//! In-process tests on real stores: every one runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

mod award;
mod rows;
mod support;
mod verification;

mod backup;
mod banks;
mod draw;
mod mail;
mod rules;
mod store;
