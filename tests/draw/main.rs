//! The draw, as those rely on it who check it: the vectors, every alteration named, every bad input refused, the
//! properties that make a draw fair, and the commands.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

mod altered;
mod cancelled;
mod command;
mod commit_command;
mod made;
mod properties;
mod refused;
mod secret;
mod slip;
mod slip_command;
mod vector;

use std::path::PathBuf;

use serde_json::{Value, json};

/// The evidence of the specification.
fn vector_evidence() -> Value {
    serde_json::from_slice(&std::fs::read(vector_file()).unwrap()).unwrap()
}

fn vector_file() -> PathBuf {
    vector_named("draw")
}

fn vector_named(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "vectors", &format!("{name}-vector.json")].iter().collect()
}

/// The vector of another format of the same session.
fn vector_of(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(vector_named(name)).unwrap()).unwrap()
}

/// The reveals within an evidence.
fn reveals_of(evidence: &Value) -> Value {
    json!({"reveals": evidence["reveals"], "excluded": evidence["excluded"], "beacon": evidence["beacon"]})
}
