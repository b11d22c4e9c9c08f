//! Pure rules: no clock, no randomness, no I/O, no async. Everything here is a function of its arguments.
//!
//! A verdict carries the rule, the clause and the figures, so that a clerk can defend it at the counter.

pub mod account;
pub mod bank;
pub mod calendar;
pub mod ceremony;
pub mod credential;
pub mod double_random;
pub mod draw;
pub mod lockdown;
pub mod merkle;
pub mod occupation;
pub mod office;
pub mod person;
pub mod policy;
pub mod practical;
pub mod registration;
pub mod result;
#[cfg(test)]
pub(crate) mod samples;
pub mod session;
pub mod sitting;
pub mod supervision;
pub mod terms;
pub mod verdict;

pub use terms::{CertificateKind, Facility, ItemType, Level, Marks, OccupationCode};
