//! 匠衡 (jiangheng): the exam and assessment server for vocational skill evaluation.
//!
//! The map of the house, from the ground up. An import only goes down; `tests/architecture.rs` holds it.
//!
//! | floor | modules |
//! | --- | --- |
//! | 0 | [`crypto`] ring lives here · [`clock`] injected time · [`config`] typed settings · [`i18n`] texts · [`parallel`] long lists on all cores |
//! | 1 | [`domain`] pure rules: no clock, no randomness, no I/O |
//! | 2 | [`formats`] bytes ↔ domain · [`store`] diesel lives here |
//! | 3 | [`hall`] the exam-day engine |
//! | 4 | [`services`] a use case is a function: permission, transaction, effects |
//! | 5 | [`mail`] lettre lives here · [`jobs`] the clock-driven work |
//! | 6 | [`app`] wiring |
//! | 7 | [`web`] actix lives here |
//! | 8 | [`cli`] one file for each command |

// Tests may fail loudly; the code itself is linted in its own build, without `test`.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, clippy::type_complexity)
)]

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod domain;
pub mod formats;
pub mod hall;
pub mod i18n;
pub mod jobs;
pub mod mail;
pub mod parallel;
pub mod services;
pub mod store;
pub mod web;
