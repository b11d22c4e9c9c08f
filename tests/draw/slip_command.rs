//! `draw slip`, and `draw replay` of slips and cancelled sessions.

use jiangheng::crypto::canonical;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::command::{draw, file, said};
use super::{reveals_of, vector_evidence, vector_file, vector_named, vector_of};

const ROOT: &str = "0347691d6d124c7c647318958f65175ac8bfefe56ad76e9a1db1895847da0c48";
const OTHER_ROOT: &str = "1347691d6d124c7c647318958f65175ac8bfefe56ad76e9a1db1895847da0c48";

fn manifest(folder: &TempDir) -> String {
    file(folder, "manifest.json", &vector_evidence()["manifest"])
}

/// The manifest of another session.
fn other_manifest(folder: &TempDir) -> String {
    let mut manifest = vector_evidence()["manifest"].clone();
    manifest["deadlines"] = json!({"reveal": "2026-12-12T00:30:00Z"});
    file(folder, "other.json", &manifest)
}

fn printed(output: &std::process::Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(arguments: &[&str], stdin: &[u8], code: i32, says: &str) {
    let output = draw(arguments, stdin);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{arguments:?}: {}", said(&output));
    assert!(said(&output).contains(says), "{arguments:?}: {}", said(&output));
}

fn link(origin: &str) -> String {
    let evidence = vector_file();
    let arguments = ["slip", "--evidence", evidence.to_str().unwrap(), "--candidate", "000123", "--origin", origin];
    printed(&draw(&arguments, b"")).trim_end().to_owned()
}

#[test]
fn a_slip_is_written_as_json_or_as_a_link() {
    let evidence = vector_file();
    let output = draw(&["slip", "--evidence", evidence.to_str().unwrap(), "--candidate", "000123"], b"");
    let mut wanted = canonical::to_jcs(&vector_of("slip"));
    wanted.push(b'\n');
    assert_eq!(printed(&output).as_bytes(), wanted);
    let wanted = "/draw/EX-2026-001/S1/slip#000123.0.2.AsK0BjhGL-XMFeSxHff-2iaMYOsro698e8SPu_yWGkg.\
                  AIwV9f1cz-qjG5abBwfGt3wLIVRuvmv9SKgY1nyOArQ";
    assert_eq!(link("https://exam.example"), format!("https://exam.example{wanted}"));
    assert_eq!(link("http://127.0.0.1:8080/"), format!("http://127.0.0.1:8080{wanted}"));
}

#[test]
fn a_slip_of_an_unsound_evidence_or_of_nobody_is_not_written() {
    let (folder, mut evidence) = (TempDir::new().unwrap(), vector_evidence());
    let whole = vector_file();
    let whole = whole.to_str().unwrap();
    refused(&["slip", "--evidence", whole, "--candidate", "000125"], b"", 1, "holds no candidate \"000125\"");
    refused(&["slip", "--evidence", whole, "--candidate", "@panel"], b"", 1, "draw-vector.json: the manifest holds no");
    refused(&["slip", "--evidence", "none.json", "--candidate", "000123"], b"", 1, "none.json: can't be read");
    refused(
        &["slip", "--evidence", "-", "--candidate", "000123"],
        b"{",
        1,
        "standard input: the file is not strict JSON",
    );
    evidence["papers"][1]["attempt"] = json!(7);
    let altered = file(&folder, "altered.json", &evidence);
    refused(&["slip", "--evidence", &altered, "--candidate", "000123"], b"", 1, "altered.json: /papers/1/attempt:");
    for origin in ["exam.example", "ftp://exam.example", "https://exam.example/draw", "https://", "https://a@b.example"]
    {
        refused(&["slip", "--evidence", whole, "--candidate", "000123", "--origin", origin], b"", 2, "--origin");
    }
    refused(&["slip", "--evidence", whole], b"", 2, "--candidate");
}

#[test]
fn replay_of_a_slip_says_what_must_have_been_on_the_desk() {
    let folder = TempDir::new().unwrap();
    let (manifest, slip) = (manifest(&folder), vector_named("slip"));
    let slip = slip.to_str().unwrap();
    let said = printed(&draw(&["replay", slip, "--manifest", &manifest, "--papers-root", ROOT], b""));
    assert!(said.starts_with("slip of candidate 000123, exam EX-2026-001, session S1; manifest 938c343e"), "{said}");
    assert!(said.contains("the one given as posted"), "{said}");
    let items = &vector_evidence()["papers"][0]["sections"][0]["items"];
    for (number, item) in (1..).zip(items.as_array().unwrap()) {
        let options: Vec<&str> = item["options"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        let line = format!("{number:>5}  {}  {}\n", item["id"].as_str().unwrap(), options.join(" "));
        assert!(said.contains(&line), "{line}{said}");
    }
    let unposted = printed(&draw(&["replay", "-", "--manifest", &manifest], &std::fs::read(slip).unwrap()));
    assert!(unposted.contains("the slip proves only that it fits itself"), "{unposted}");

    // The link, a file with it, and what follows its #, are the same slip.
    let link = link("https://exam.example");
    let fragment = format!("#{}\n", link.split_once('#').unwrap().1);
    let posted = ["--manifest", &manifest, "--papers-root", ROOT];
    let of = |what: &str, stdin: &str| {
        let arguments: Vec<&str> = ["replay", what].into_iter().chain(posted).collect();
        printed(&draw(&arguments, stdin.as_bytes()))
    };
    assert_eq!(of(&link, ""), said);
    assert_eq!(of("-", &format!("{link}\n")), said);
    assert_eq!(of("-", &fragment), said);
}

#[test]
fn a_slip_that_does_not_hold_is_refused_with_file_place_and_reason() {
    let folder = TempDir::new().unwrap();
    let (manifest, other) = (manifest(&folder), other_manifest(&folder));
    let slip = vector_named("slip");
    let slip = slip.to_str().unwrap();
    refused(&["replay", slip], b"", 2, "--manifest FILE");
    refused(&["replay", "-", "--manifest", "-"], b"", 2, "can't both be standard input");
    refused(&["replay", slip, "--manifest", "none.json"], b"", 1, "none.json: can't be read");
    refused(&["replay", slip, "--manifest", slip], b"", 1, "slip-vector.json: /spec: spec is \"exam-seed-slip/v1\"");
    refused(&["replay", slip, "--manifest", &other], b"", 1, "slip-vector.json: /manifest_hash is \"938c");
    let posted = ["replay", slip, "--manifest", &manifest, "--papers-root", OTHER_ROOT];
    refused(&posted, b"", 1, "/papers_root is \"0347");
    for root in ["0347", &ROOT.to_uppercase()] {
        refused(&["replay", slip, "--manifest", &manifest, "--papers-root", root], b"", 2, "--papers-root");
    }
    let mut altered = vector_of("slip");
    altered["paper_key"] = json!("02".repeat(32));
    let altered = file(&folder, "altered.json", &altered);
    refused(&["replay", &altered, "--manifest", &manifest], b"", 1, "altered.json: /path does not lead from");

    let link = link("https://exam.example");
    refused(&["replay", &link, "--manifest", &manifest], b"", 2, "--papers-root HEX");
    let wrong = link.replace(".0.2.", ".1.2.");
    let arguments = ["replay", &wrong, "--manifest", &manifest, "--papers-root", ROOT];
    refused(&arguments, b"", 1, "the link: /candidate is \"000123\"");
    let cut = &link[..link.len() - 1];
    refused(&["replay", cut, "--manifest", &manifest, "--papers-root", ROOT], b"", 1, "the link: /path is ");
}

#[test]
fn replay_of_a_cancelled_session_says_what_was_opened() {
    let folder = TempDir::new().unwrap();
    let cancelled = vector_named("cancelled");
    let cancelled = cancelled.to_str().unwrap();
    let said = printed(&draw(&["replay", cancelled, "--manifest", &manifest(&folder)], b""));
    assert_eq!(
        said,
        "cancelled session: exam EX-2026-001, session S1, at 2026-12-12T00:45:00Z; manifest \
         938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3\nreason: \"power failure in the hall\"\nsecrets \
         opened: bureau; still closed: union; excluded: nobody\nbeacon: \"ssq/2026001\" gave 1.2.3.4.5.6./7./\nWhat was \
         opened is the manifest's. Nothing more can be derived from it.\n"
    );
    let mut whole = vector_of("cancelled");
    whole["reveals"] = vector_evidence()["reveals"].clone();
    whole["reason"] = json!("\u{1b}[2J停电");
    let said = printed(&draw(&["replay", "-"], whole.to_string().as_bytes()));
    assert!(said.contains("the ordinary evidence must be published beside this file"), "{said}");
    assert!(said.contains("停电") && !said.contains('\u{1b}'), "what others wrote does not steer a terminal: {said:?}");
    let mut early = vector_of("cancelled");
    (early["beacon"], early["reveals"], early["excluded"]) = (Value::Null, json!([]), json!(["union"]));
    let said = printed(&draw(&["replay", "-"], early.to_string().as_bytes()));
    assert!(said.contains("opened: nobody; still closed: bureau; excluded: union\nbeacon: not entered\n"), "{said}");
}

#[test]
fn a_cancelled_file_that_does_not_hold_is_refused_with_file_place_and_reason() {
    let (folder, mut altered) = (TempDir::new().unwrap(), vector_of("cancelled"));
    let whole = vector_named("cancelled");
    let whole = whole.to_str().unwrap();
    refused(&["replay", whole, "--papers-root", ROOT], b"", 2, "--papers-root");
    let other = other_manifest(&folder);
    refused(&["replay", whole, "--manifest", &other], b"", 1, "cancelled-vector.json: /manifest_hash is 938c");
    altered["reveals"][0]["secret"] = json!("03".repeat(32));
    let altered = file(&folder, "altered.json", &altered);
    refused(&["replay", &altered], b"", 1, "altered.json: /reveals/0/secret: this secret of \"bureau\"");
    let text = std::fs::read(whole).unwrap();
    refused(&["replay", "-"], &text[..text.len() / 2], 1, "standard input: the file is not strict JSON: EOF");
}

#[test]
fn an_evidence_is_compared_with_what_was_published_before() {
    let folder = TempDir::new().unwrap();
    let evidence = vector_file();
    let evidence = evidence.to_str().unwrap();
    let manifest = manifest(&folder);
    let said = printed(&draw(&["replay", evidence, "--manifest", &manifest, "--papers-root", ROOT], b""));
    assert!(said.starts_with("2 papers agree, 1 draw agrees"), "{said}");
    let other = other_manifest(&folder);
    refused(&["replay", evidence, "--manifest", &other], b"", 1, "draw-vector.json: /manifest_hash is 938c");
    refused(&["replay", evidence, "--papers-root", OTHER_ROOT], b"", 1, "draw-vector.json: /papers_root is 0347");
    // All else than a slip or a cancelled session is an evidence, where a spec is an unknown key.
    let mut with_spec = vector_evidence();
    with_spec["spec"] = json!("exam-seed/v1");
    refused(&["replay", "-"], with_spec.to_string().as_bytes(), 1, "/spec is not a key of this format");
    let reveals = reveals_of(&vector_evidence()).to_string();
    refused(&["replay", "-"], reveals.as_bytes(), 1, "/manifest is missing");
}
