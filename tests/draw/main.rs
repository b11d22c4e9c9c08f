//! The draw, as those rely on it who check it: the vector, every alteration named, every bad input refused, the
//! properties that make a draw fair, and the commands.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

mod altered;
mod command;
mod made;
mod properties;
mod refused;
mod vector;

use std::path::PathBuf;

use serde_json::{Value, json};

/// The evidence of the specification.
fn vector_evidence() -> Value {
    serde_json::from_slice(&std::fs::read(vector_file()).unwrap()).unwrap()
}

fn vector_file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "vectors", "draw-vector.json"].iter().collect()
}

/// The reveals within an evidence.
fn reveals_of(evidence: &Value) -> Value {
    json!({"reveals": evidence["reveals"], "excluded": evidence["excluded"], "beacon": evidence["beacon"]})
}
