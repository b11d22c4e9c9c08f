//! Two more implementations, in Python (`docs/draw/replay.py`) and in JavaScript (`assets/js/draw/`), each written from
//! docs/draw.md alone, agree with ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "draw/made.rs"]
mod made;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiangheng::domain::draw::{Manifest, Reveals, evidence, replay, replay_value};
use serde_json::Value;

const VECTOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/draw-vector.json");

#[test]
fn the_peers_agree_with_the_vector() {
    for peer in PEERS {
        assert_eq!(peer(&[VECTOR.into()]), [format!("{VECTOR}: ok")]);
    }
}

#[test]
fn the_peers_agree_with_a_thousand_made_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..1000)
        .map(|seed| write(folder.path(), &seed.to_string(), made_evidence(seed).to_string().as_bytes()))
        .collect();
    let expected: Vec<String> = files.iter().map(|file| format!("{}: ok", file.display())).collect();
    for peer in PEERS {
        assert_eq!(peer(&files), expected);
    }
}

#[test]
fn the_peers_and_ours_refuse_the_same_alterations() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for seed in 0..20 {
        let evidence = made_evidence(seed);
        for (number, alter) in ALTERATIONS.iter().enumerate() {
            let mut altered = evidence.clone();
            alter(&mut altered);
            if altered != evidence {
                assert!(replay_value(&altered).is_err(), "alteration {number} of session {seed}");
                files.push(write(folder.path(), &format!("{seed}-{number}"), altered.to_string().as_bytes()));
            }
        }
    }
    assert!(files.len() > 100, "{}", files.len());
    all_refuse(&files);
}

/// Every hundredth bit of the vector, from several beginnings: each is found by all three.
#[test]
fn one_altered_bit_anywhere_is_found_by_all_three() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(VECTOR).unwrap();
    let mut files = Vec::new();
    for bit in (0..whole.len() * 8).step_by(101) {
        let mut altered = whole.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        // A flipped bit may leave the same JSON: white space between two values, and nothing else.
        match replay(&altered) {
            Ok(_) => assert!(whole[bit / 8].is_ascii_whitespace(), "bit {bit}"),
            Err(_) => files.push(write(folder.path(), &bit.to_string(), &altered)),
        }
    }
    assert!(files.len() > 500, "{}", files.len());
    all_refuse(&files);
}

#[test]
fn the_python_peer_passes_its_own_tests() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/draw_peer/test_replay.py");
    let done = Command::new("python3").arg(script).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn all_refuse(files: &[PathBuf]) {
    for peer in PEERS {
        let lines = peer(files);
        assert_eq!(lines.len(), files.len());
        for line in lines {
            assert!(line.contains(": refused: "), "{line}");
        }
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

fn write(folder: &Path, name: &str, evidence: &[u8]) -> PathBuf {
    let file = folder.join(format!("{name}.json"));
    std::fs::write(&file, evidence).unwrap();
    file
}

/// Each peer, as what it says of files: a line a file.
const PEERS: [fn(&[PathBuf]) -> Vec<String>; 2] = [python, javascript];

fn python(files: &[PathBuf]) -> Vec<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/draw/replay.py");
    let output = Command::new("python3").arg(script).args(files).output().expect(
        "python3 is needed to run the second implementation of the draw; install it (Debian: apt-get install python3)",
    );
    told(&output)
}

fn javascript(files: &[PathBuf]) -> Vec<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/draw_peer/cli.mjs");
    let mut node = Command::new("node")
        .args([script, "--as=evidence", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("node is needed to run the third implementation of the draw; scripts/setup installs it");
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    node.stdin.take().unwrap().write_all(names.join("\n").as_bytes()).unwrap();
    told(&node.wait_with_output().unwrap())
}

fn told(output: &std::process::Output) -> Vec<String> {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(!complaint.contains("Traceback") && output.status.code() != Some(2), "a peer failed: {complaint}");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}
