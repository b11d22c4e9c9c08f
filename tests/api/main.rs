//! In-process tests on real stores: every one runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(unreachable_pub)] // a test binary exports nothing

mod bulk;
mod queries;
mod rows;
mod support;

mod award;
mod backup;
mod banks;
mod draw;
mod http;
mod mail;
mod office;
mod printing;
mod rules;
mod store;
mod verification;
