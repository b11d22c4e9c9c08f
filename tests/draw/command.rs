//! `draw papers` and `draw replay`, as somebody at a terminal meets them.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use jiangheng::crypto::canonical;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::made::made;
use super::{reveals_of, vector_evidence, vector_file};

pub(crate) fn draw(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jiangheng"))
        .arg("draw")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments closes its input unread.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

pub(crate) fn file(folder: &TempDir, name: &str, value: &Value) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, value.to_string()).unwrap();
    text_of(&path)
}

pub(crate) fn text_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn papers_writes_the_evidence_in_canonical_form_and_replay_agrees() {
    let (folder, evidence) = (TempDir::new().unwrap(), vector_evidence());
    let manifest = file(&folder, "manifest.json", &evidence["manifest"]);
    let output =
        draw(&["papers", "--manifest", &manifest, "--reveals", "-"], reveals_of(&evidence).to_string().as_bytes());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(output.stdout, canonical::to_jcs(&evidence));

    let replayed = draw(&["replay", "-"], &output.stdout);
    assert_eq!(replayed.status.code(), Some(0), "{}", said(&replayed));
    assert_eq!(
        String::from_utf8(replayed.stdout).unwrap(),
        "2 papers agree, 1 draw agrees; manifest 938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3\n"
    );
}

#[test]
fn replay_says_when_no_beacon_went_in() {
    let made = (0..).map(made).find(|made| made.manifest["beacon"].is_null()).unwrap();
    let folder = TempDir::new().unwrap();
    let (manifest, reveals) = (file(&folder, "m", &made.manifest), file(&folder, "r", &made.reveals));
    let output = draw(&["papers", "--manifest", &manifest, "--reveals", &reveals], b"");
    let replayed = draw(&["replay", "-"], &output.stdout);
    assert!(String::from_utf8(replayed.stdout).unwrap().ends_with("; not publicly random\n"));
}

#[test]
fn a_difference_exits_1_and_is_named() {
    let (folder, mut evidence) = (TempDir::new().unwrap(), vector_evidence());
    evidence["papers"][1]["attempt"] = json!(0);
    let output = draw(&["replay", &file(&folder, "evidence.json", &evidence)], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let says = "evidence.json: /papers/1/attempt: the evidence says 0, but 1 is derived\n";
    assert!(said(&output).ends_with(says), "{}", said(&output));
}

#[test]
fn papers_writes_nothing_when_refused() {
    let (folder, evidence) = (TempDir::new().unwrap(), vector_evidence());
    let manifest = file(&folder, "manifest.json", &evidence["manifest"]);
    let mut reveals = reveals_of(&evidence);
    reveals["reveals"][1]["secret"] = json!("03".repeat(32));
    let reveals = file(&folder, "reveals.json", &reveals);
    let output = draw(&["papers", "--manifest", &manifest, "--reveals", &reveals], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(said(&output).contains("reveals.json: /reveals/1/secret: this secret of \"union\""), "{}", said(&output));

    let mut hopeless = evidence["manifest"].clone();
    hopeless["constraints"]["facility_sum"]["target"] = json!(9999);
    let hopeless = file(&folder, "hopeless.json", &hopeless);
    let reveals = file(&folder, "right.json", &reveals_of(&evidence));
    let output = draw(&["papers", "--manifest", &hopeless, "--reveals", &reveals], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(said(&output).contains("within 1000 attempts"), "{}", said(&output));
}

#[test]
fn a_file_that_is_not_there_or_cut_off_exits_1() {
    let output = draw(&["replay", "no-such-file.json"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("no-such-file.json: can't be read: "), "{}", said(&output));

    let half = std::fs::read(vector_file()).unwrap();
    let output = draw(&["replay", "-"], &half[..half.len() / 2]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("standard input: the file is not strict JSON: EOF"), "{}", said(&output));
}

#[test]
fn wrong_usage_exits_2() {
    for arguments in [&["papers"][..], &["papers", "--manifest", "-", "--reveals", "-"], &["replay"], &["shuffle"], &[]]
    {
        let output = draw(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
