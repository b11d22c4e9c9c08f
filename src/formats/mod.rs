//! Bytes ↔ domain, no database: spreadsheets, sealed packages, credentials, QR codes, the log's files.

pub mod policy;
pub mod practical;
