//! Accounts, registrations, practical marks, results and notices.

mod accounts;
pub(crate) mod fixture;
mod permissions;
mod practical;
mod registrations;
mod results;
mod texts;
