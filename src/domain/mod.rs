//! Pure rules: no clock, no randomness, no I/O, no async. Everything here is a function of its arguments.
//!
//! A verdict carries the rule, the clause and the figures, so that a clerk can defend it at the counter.

pub mod credential;
pub mod merkle;
pub mod terms;

pub use terms::{CertificateKind, Facility, ItemType, Level, Marks, OccupationCode};
