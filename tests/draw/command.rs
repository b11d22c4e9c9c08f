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
fn papers_of_bad_input_writes_nothing_and_names_the_place() {
    let (folder, evidence) = (TempDir::new().unwrap(), vector_evidence());
    let (manifest, reveals) = (evidence["manifest"].to_string(), reveals_of(&evidence).to_string());
    let cases = [
        ("manifest", "\"facility\":350", "\"facility\":350.5", "the file is not strict JSON: 350.5 is a float"),
        ("manifest", "\"facility\":350", "\"facility\":", "the file is not strict JSON: "),
        ("manifest", "exam-seed/v1", "exam-seed/v2", "/spec: spec is \"exam-seed/v2\""),
        (
            "manifest",
            "\"id\":\"i02\"",
            "\"id\":\"i01\"",
            "/sections/0/cells/0/items/1/id: \"i01\" appears a second time",
        ),
        ("manifest", "\"count\":3", "\"count\":11", "/sections/0/cells/0/count: 11 to be drawn from 10"),
        ("manifest", "\"take\":3", "\"take\":6", "/draws/0/take: 6 to be drawn from 5"),
        ("manifest", "\"000124\"", "\"000123\"", "/candidates/1: \"000123\" appears a second time"),
        ("manifest", "84ae626a", "84AE626A", "/contributors/0/commitment is "),
        ("reveals", "\"id\":\"bureau\"", "\"id\":\"press\"", "/reveals/0/id: \"press\" is no contributor"),
        ("reveals", "0101", "0102", "/reveals/0/secret: this secret of \"bureau\" gives commitment "),
        ("reveals", "0101", "01g1", "/reveals/0/secret is something else, but must be a secret of 32 bytes"),
        ("reveals", "0101", "01", "/reveals/0/secret is something else, but must be a secret of 32 bytes"),
        ("reveals", "\"excluded\":[]", "\"excluded\":[\"union\"]", "/excluded/0: \"union\" is excluded, but has also"),
        ("reveals", "}", "", "the file is not strict JSON: "),
    ];
    for (number, (name, from, to, says)) in cases.into_iter().enumerate() {
        let (mut files, altered) = ([manifest.clone(), reveals.clone()], usize::from(name == "reveals"));
        files[altered] = files[altered].replacen(from, to, 1);
        assert_ne!(files[altered], [&manifest, &reveals][altered].as_str(), "{from} is not in the {name}");
        let paths = ["manifest", "reveals"].map(|name| text_of(&folder.path().join(format!("{number}-{name}"))));
        paths.iter().zip(&files).for_each(|(path, text)| std::fs::write(path, text).unwrap());
        let output = draw(&["papers", "--manifest", &paths[0], "--reveals", &paths[1]], b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{from} → {to}");
        let starts = format!("{}: {says}", paths[altered]);
        assert!(said(&output).starts_with(&starts), "{from} → {to}: {}", said(&output));
    }
    let output = draw(&["papers", "--manifest", &text_of(folder.path()), "--reveals", "-"], reveals.as_bytes());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(said(&output).contains(": can't be read: "), "{}", said(&output));
}

#[test]
fn replay_of_an_altered_file_writes_nothing_and_names_the_place() {
    type Change = fn(&mut Value);
    let cases: &[(&str, Change)] = &[
        ("/manifest_hash", |e| e["manifest"]["opens"] = json!("2026-12-12T01:00:01Z")),
        ("/manifest_hash", |e| e["manifest_hash"] = json!("00".repeat(32))),
        ("/manifest/spec", |e| e["manifest"]["spec"] = json!("exam-seed/v2")),
        ("/reveals/0/secret", |e| e["reveals"][0]["secret"] = json!("00".repeat(32))),
        ("/beacon/event", |e| e["beacon"]["event"] = json!("ssq/2026003")),
        ("/beacon", |e| e["beacon"] = Value::Null),
        ("/master_hash", |e| e["master_hash"] = json!("00".repeat(32))),
        ("/papers_root", |e| e["papers_root"] = json!("00".repeat(32))),
        ("/papers/0/candidate", |e| e["papers"].as_array_mut().unwrap().reverse()),
        ("/papers/1/sections/0/items/0/id", |e| e["papers"][1]["sections"][0]["items"][0]["id"] = json!("i99")),
        ("/draws/0/taken/0", |e| e["draws"][0]["taken"].as_array_mut().unwrap().swap(0, 1)),
        ("/note", |e| e["note"] = json!("")),
    ];
    for (place, change) in cases {
        let mut evidence = vector_evidence();
        change(&mut evidence);
        let output = draw(&["replay", "-"], evidence.to_string().as_bytes());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{place}");
        assert!(said(&output).starts_with(&format!("standard input: {place}")), "{place}: {}", said(&output));
    }
}

/// The vector's manifest with more candidates than are drawn in half a second.
fn many() -> (Value, Value) {
    let mut evidence = vector_evidence();
    evidence["manifest"]["candidates"] = (0..MANY).map(|number| format!("{number:06}")).collect();
    (evidence["manifest"].take(), reveals_of(&evidence))
}

const MANY: usize = 60_000;

#[test]
fn a_long_derivation_tells_its_progress_at_a_terminal_and_nowhere_else() {
    // A terminal of its own, whose every byte is copied to standard output; what the command writes goes into a file.
    const AT_A_TERMINAL: &str = "
import os, pty, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
child, terminal = pty.fork()
if child == 0:
    os.dup2(out, 1)
    os.execv(sys.argv[2], sys.argv[2:])
said = b''
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    said += part
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
";
    let folder = TempDir::new().unwrap();
    let (manifest, reveals) = many();
    let (manifest, reveals) = (file(&folder, "manifest", &manifest), file(&folder, "reveals", &reveals));
    let quiet = draw(&["papers", "--manifest", &manifest, "--reveals", &reveals], b"");
    assert!(quiet.status.success() && quiet.stderr.is_empty(), "{}", said(&quiet));

    let evidence = text_of(&folder.path().join("evidence"));
    let papers = ["papers", "--manifest", &manifest, "--reveals", &reveals];
    let replay = ["replay", &evidence];
    for (arguments, out) in [(&papers[..], evidence.as_str()), (&replay, &text_of(&folder.path().join("agreed")))] {
        let command = ["-c", AT_A_TERMINAL, out, env!("CARGO_BIN_EXE_jiangheng"), "draw"];
        let output = Command::new("python3").args(command).args(arguments).output().unwrap();
        assert!(output.status.success(), "{} {}", String::from_utf8_lossy(&output.stdout), said(&output));
        let told = String::from_utf8(output.stdout).unwrap();
        let told = told.strip_suffix("\r\u{1b}[K").unwrap_or_else(|| panic!("the line is left behind: {told:?}"));
        let lines: Vec<&str> = told.split('\r').skip(1).collect();
        assert!(!lines.is_empty(), "{told:?}");
        let done = lines.iter().map(|line| {
            let done = line.strip_suffix(" / 60 000 papers").unwrap_or_else(|| panic!("{line:?}"));
            done.replace(' ', "").parse::<usize>().unwrap()
        });
        assert!(done.clone().is_sorted() && done.max().unwrap() <= MANY, "{lines:?}");
    }
    assert_eq!(std::fs::read(&evidence).unwrap(), quiet.stdout);
    let agreed = std::fs::read_to_string(folder.path().join("agreed")).unwrap();
    assert!(agreed.starts_with("60000 papers agree, 1 draw agrees; manifest "), "{agreed}");
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
