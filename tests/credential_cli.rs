//! `jiangheng credential verify` as a stranger runs it: files in, sentences and an exit code out.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const AT: &str = "2026-05-06T01:00:00Z";

fn vector(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/credential").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(vector(name)).unwrap()
}

/// Exit code and what was printed.
fn verify(arguments: &[&str]) -> (i32, String) {
    let keys = vector("keys.json");
    let output = Command::new(env!("CARGO_BIN_EXE_jiangheng"))
        .args(["credential", "verify", "--at", AT, "--keys", keys.to_str().unwrap()])
        .args(arguments)
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn verify_text(certificate: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.json");
    fs::write(&file, certificate).unwrap();
    verify(&[file.to_str().unwrap()])
}

#[test]
fn a_changed_certificate_exits_1_and_shows_none_of_its_fields() {
    let good = text("certificate.json");
    for (from, to) in [
        ("林青禾", "林青木"),
        ("\"82.50\"", "\"92.50\""),
        ("\"skillLevel\":5", "\"skillLevel\":3"),
        ("4-10-01-05", "4-10-01-06"),
        ("\"proofValue\":\"z4", "\"proofValue\":\"z5"),
        ("/suspension/0\"", "/suspension/1\""),
        ("\"skillLevel\":5", "\"skillLevel\":5,\"skillLevel\":5"),
    ] {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good, "{from}");
        let (code, said) = verify_text(&changed);
        assert_eq!(code, 1, "{from} → {to}: {said}");
        assert!(said.contains("✗ ") && said.contains("refused: ") && !said.contains("signed:"), "{said}");
    }
}

#[test]
fn wrong_usage_and_unreadable_files_exit_2() {
    assert_eq!(verify(&[]).0, 2);
    assert_eq!(verify(&["no/such/file"]).0, 2);
    let file = vector("certificate.json");
    assert_eq!(verify(&[file.to_str().unwrap(), "--qr", "1"]).0, 2);
    assert_eq!(verify(&[file.to_str().unwrap(), "--root", "z111"]).0, 2);
}

#[test]
fn another_root_or_an_older_key_file_is_refused() {
    let file = vector("certificate.json");
    let (code, said) = verify(&[file.to_str().unwrap(), "--root", "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"]);
    assert_eq!((code, said.contains("is pinned")), (1, true), "{said}");
    let (code, said) = verify(&[file.to_str().unwrap(), "--seen", "4"]);
    assert_eq!((code, said.contains("was seen before")), (1, true), "{said}");
}

#[test]
fn without_log_or_status_it_says_so_and_is_never_plainly_valid() {
    let (code, said) = verify_text(&text("certificate.json"));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("– log: ") && said.contains("– revocation: ") && said.contains("– keys: "), "{said}");
    assert!(said.ends_with("signature valid; status not checked\n"), "{said}");
}

#[test]
fn with_everything_given_every_check_holds_for_file_and_code() {
    let [file, revocation, suspension, log] =
        ["certificate.json", "revocation.json", "suspension.json", "certificate.tlog-proof"].map(vector);
    let root = text("root.txt");
    let code = text("qr.txt");
    let lists = ["--status", revocation.to_str().unwrap(), "--status", suspension.to_str().unwrap()];
    let log = ["--log", log.to_str().unwrap(), "--root", root.trim()];
    for form in [vec![file.to_str().unwrap()], vec!["--qr", code.trim()]] {
        let arguments: Vec<&str> = form.iter().chain(&lists).chain(&log).copied().collect();
        let (code, said) = verify(&arguments);
        assert_eq!(code, 0, "{said}");
        assert!(!said.contains('–') && !said.contains('✗'), "{said}");
        assert!(said.contains("serial: S 0001 99 000001 26 5 000317"), "{said}");
        assert!(said.ends_with("signature valid; status as of 2026-05-06T00:00:00Z\n"), "{said}");
    }
}
