//! A bank from its spreadsheet to its sealed package and back, and every package that must be refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod bank_zip;
mod command;
mod fixture;
mod package;
