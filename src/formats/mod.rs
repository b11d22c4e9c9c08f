//! Bytes ↔ domain, no database: spreadsheets, sealed packages, credentials, QR codes, the log's files.

pub mod blueprint;
pub mod csv_bank;
pub mod package;
pub mod policy;
pub mod region;
pub mod xlsx;
