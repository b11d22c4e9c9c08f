//! Accounts, registrations, practical marks, results and notices.

mod accounts;
pub(crate) mod fixture;
mod permissions;
mod registrations;
mod results;
mod texts;
