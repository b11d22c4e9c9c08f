//! Bytes ↔ domain, no database: spreadsheets, item formats, sealed packages, credentials, QR codes, the log's files.

pub mod archive;
pub mod bank_file;
pub mod blueprint;
pub mod blueprint_picture;
pub mod csv_bank;
pub mod exchange;
pub mod issuance;
pub mod keys;
pub mod marked;
pub mod package;
pub mod pdf;
pub mod policy;
pub mod practical;
pub mod qr;
pub mod region;
pub mod seb;
pub mod status_list;
pub mod tlog;
pub mod vc;
pub mod verify;
pub mod xlsx;
