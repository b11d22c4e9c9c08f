//! A second implementation, in another language and written from the specification alone, agrees with ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "draw/made.rs"]
mod made;

use std::path::{Path, PathBuf};
use std::process::Command;

use jiangheng::domain::draw::{Manifest, Reveals, evidence, replay_value};
use serde_json::Value;

const VECTOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/draw-vector.json");

#[test]
fn the_peer_agrees_with_the_vector() {
    assert_eq!(peer(&[VECTOR.into()]), [format!("{VECTOR}: ok")]);
}

#[test]
fn the_peer_agrees_with_fifty_made_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..50).map(|seed| write(folder.path(), seed, &made_evidence(seed))).collect();
    let expected: Vec<String> = files.iter().map(|file| format!("{}: ok", file.display())).collect();
    assert_eq!(peer(&files), expected);
}

#[test]
fn the_peer_and_ours_refuse_the_same_alterations() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for seed in 0..20 {
        let evidence = made_evidence(seed);
        for (number, alter) in ALTERATIONS.iter().enumerate() {
            let mut altered = evidence.clone();
            alter(&mut altered);
            if altered != evidence {
                assert!(replay_value(&altered).is_err(), "alteration {number} of session {seed}");
                files.push(write(folder.path(), seed * 100 + u64::try_from(number).unwrap(), &altered));
            }
        }
    }
    assert!(files.len() > 100, "{}", files.len());
    for line in peer(&files) {
        assert!(line.contains(": refused: "), "{line}");
    }
}

const ALTERATIONS: [fn(&mut Value); 9] = [
    |evidence| evidence["manifest"]["opens"] = "2026-12-13T01:00:00Z".into(),
    |evidence| evidence["manifest"]["note"] = "x".into(),
    |evidence| evidence["reveals"][0]["secret"] = "00".repeat(32).into(),
    |evidence| evidence["reveals"] = Value::Array(Vec::new()),
    |evidence| {
        evidence["beacon"] =
            if evidence["beacon"].is_null() { serde_json::json!({"event": "x", "value": "/"}) } else { Value::Null }
    },
    |evidence| evidence["papers"][0]["attempt"] = 999.into(),
    |evidence| evidence["papers_root"] = "00".repeat(32).into(),
    |evidence| evidence["papers"].as_array_mut().unwrap().reverse(),
    |evidence| evidence["manifest"]["candidates"].as_array_mut().unwrap().reverse(),
];

fn made_evidence(seed: u64) -> Value {
    let made = made::made(seed);
    let manifest = Manifest::from_value(made.manifest).unwrap();
    let reveals = Reveals::parse(made.reveals.to_string().as_bytes()).unwrap();
    evidence(&manifest, &reveals).unwrap_or_else(|error| panic!("session {seed}: {error}"))
}

fn write(folder: &Path, number: u64, evidence: &Value) -> PathBuf {
    let file = folder.join(format!("{number}.json"));
    std::fs::write(&file, evidence.to_string()).unwrap();
    file
}

/// The peer's lines, one a file.
fn peer(files: &[PathBuf]) -> Vec<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/draw_peer/replay.py");
    let output = Command::new("python3").arg(script).args(files).output().expect(
        "python3 is needed to run the second implementation of the draw; install it (Debian: apt-get install python3)",
    );
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.is_empty(), "the second implementation failed: {complaint}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
