//! Item formats: what goes out comes back to the last character; what others write is read or refused item by item; what is
//! hostile is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod command;
mod foreign_gift;
mod foreign_moodle;
mod foreign_qti;
mod hostile;
mod hostile_sheets;
mod round_trips;
mod support;
