//! In-process tests on real stores: every one runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

mod draw;
mod rules;
mod store;
