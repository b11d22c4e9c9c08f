//! `draw commit` and `draw commitment`, as a contributor and its custodians meet them.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jiangheng::domain::draw::SecretFile;
use serde_json::json;
use tempfile::TempDir;

use super::command::{draw, file, said, text_of};
use super::{vector_named, vector_of};

const COMMITMENT: &str = "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0";

/// `draw commit` for a contributor, with more arguments.
fn commit(exam: &str, session: &str, contributor: &str, more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["commit", "--exam", exam, "--session", session, "--contributor", contributor];
    arguments.extend(more);
    draw(&arguments, b"")
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn left_in(folder: &TempDir) -> usize {
    std::fs::read_dir(folder.path()).unwrap().count()
}

#[test]
fn a_secret_goes_into_a_file_of_its_owner_alone_and_its_commitment_is_printed() {
    let folder = TempDir::new().unwrap();
    let mut commitments = HashSet::new();
    for name in ["one.json", "two.json"] {
        let out = folder.path().join(name);
        let output = commit("EX-2026-001", "S1", "union", &["--out", out.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).is_empty());
        assert_eq!(mode(&out), 0o600);
        let secret = SecretFile::parse(&std::fs::read(&out).unwrap()).unwrap();
        assert_eq!((secret.exam(), secret.session(), secret.contributor()), ("EX-2026-001", "S1", "union"));
        let printed = String::from_utf8(output.stdout).unwrap();
        let commitment = hex::encode(secret.commitment());
        assert_eq!(printed.lines().next(), Some(commitment.as_str()));
        assert!(!printed.contains(&hex::encode(secret.secret().as_slice())), "{printed}");
        commitments.insert(commitment);
    }
    assert_eq!((commitments.len(), left_in(&folder)), (2, 2));
}

#[test]
fn the_sheet_is_a_pdf_of_its_owner_alone() {
    let folder = TempDir::new().unwrap();
    let (out, sheet) = (folder.path().join("secret.json"), folder.path().join("sheet.pdf"));
    let more = ["--out", out.to_str().unwrap(), "--sheet", sheet.to_str().unwrap()];
    let output = commit("EX-2026-001", "S1", "bureau", &more);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let pdf = std::fs::read(&sheet).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{} bytes", pdf.len());
    assert_eq!((mode(&out), mode(&sheet), left_in(&folder)), (0o600, 0o600, 2));
    assert!(String::from_utf8(output.stdout).unwrap().contains("sheet.pdf"));
}

#[test]
fn a_file_that_is_there_is_never_replaced_and_nothing_else_is_left_behind() {
    let folder = TempDir::new().unwrap();
    let (out, sheet) = (folder.path().join("secret.json"), folder.path().join("sheet.pdf"));
    let paths = ["--out", out.to_str().unwrap(), "--sheet", sheet.to_str().unwrap()];
    for there in [&out, &sheet] {
        std::fs::write(there, "kept").unwrap();
        let output = commit("EX-2026-001", "S1", "bureau", &paths);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let says = format!("{}: is there already and is not replaced; choose another name\n", there.display());
        assert_eq!(said(&output), says);
        assert_eq!((std::fs::read(there).unwrap(), left_in(&folder)), (b"kept".to_vec(), 1));
        std::fs::remove_file(there).unwrap();
    }
    // A link that leads nowhere is there, too.
    std::os::unix::fs::symlink("nowhere", &out).unwrap();
    let output = commit("EX-2026-001", "S1", "bureau", &paths[..2]);
    assert_eq!((output.status.code(), left_in(&folder)), (Some(1), 1), "{}", said(&output));
}

#[test]
fn bad_options_are_named_and_nothing_is_written() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("secret.json");
    let out = ["--out", out.to_str().unwrap()];
    for (ids, option) in [
        (["EX 1", "S1", "bureau"], "--exam is \"EX 1\""),
        (["EX-1", "第一场", "bureau"], "--session is \"第一场\""),
        (["EX-1", "S1", ""], "--contributor is \"\""),
    ] {
        let output = commit(ids[0], ids[1], ids[2], &out);
        assert_eq!((output.status.code(), output.stdout.len(), left_in(&folder)), (Some(1), 0, 0));
        let says = format!("{option}, but must be an id: 1 to 64 characters of A-Z a-z 0-9 . _ -\n");
        assert_eq!(said(&output), says);
    }
    let no_folder = folder.path().join("none/secret.json");
    let output = commit("EX-1", "S1", "bureau", &["--out", no_folder.to_str().unwrap()]);
    assert_eq!((output.status.code(), output.stdout.len(), left_in(&folder)), (Some(1), 0, 0));
    assert!(said(&output).contains("none/secret.json: "), "{}", said(&output));

    let no_fonts = TempDir::new().unwrap();
    let sheet = text_of(&folder.path().join("sheet.pdf"));
    let more = [out[0], out[1], "--sheet", &sheet, "--fonts", no_fonts.path().to_str().unwrap()];
    let output = commit("EX-1", "S1", "bureau", &more);
    assert_eq!((output.status.code(), output.stdout.len(), left_in(&folder)), (Some(1), 0, 0));
    assert!(
        said(&output).starts_with("the sheet can't be printed, and no secret was kept: no font"),
        "{}",
        said(&output)
    );
}

#[test]
fn wrong_usage_of_commit_exits_2_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let out = text_of(&folder.path().join("secret.json"));
    for more in [&[][..], &["--out", "-"], &["--out", &out, "--sheet", &out], &["--out", &out, "--sheet", "-"]] {
        let output = commit("EX-1", "S1", "bureau", more);
        assert_eq!((output.status.code(), output.stdout.len(), left_in(&folder)), (Some(2), 0, 0), "{more:?}");
        assert!(!said(&output).is_empty());
    }
    let output = draw(&["commit", "--exam", "EX-1", "--session", "S1", "--out", &out], b"");
    assert_eq!((output.status.code(), left_in(&folder)), (Some(2), 0));
    assert_eq!(draw(&["commitment"], b"").status.code(), Some(2));
}

#[test]
fn a_custodian_checks_a_secret_file_or_the_text_of_its_code() {
    let text = format!("EXAM-SEED-SECRET/V1:EX-2026-001:S1:bureau:{}", "01".repeat(32));
    let output = draw(&["commitment", vector_named("secret").to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        String::from_utf8(output.stdout).unwrap().contains("bureau for exam EX-2026-001, session S1: the secret gives")
    );
    for end in ["", "\n", "\r\n"] {
        let output = draw(&["commitment", "-"], format!("{text}{end}").as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed.lines().next(), Some(COMMITMENT));
        assert!(printed.contains("computed from the QR text") && !printed.contains("0101"), "{printed}");
    }
}

#[test]
fn a_secret_that_is_not_sound_is_refused_with_its_place_and_not_shown() {
    let folder = TempDir::new().unwrap();
    let mut changed = vector_of("secret");
    changed["secret"] = json!("02".repeat(32));
    let output = draw(&["commitment", &file(&folder, "changed.json", &changed)], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let error = said(&output);
    assert!(error.contains("changed.json: /secret: this secret of \"bureau\" gives commitment "), "{error}");
    assert!(error.contains(COMMITMENT) && !error.contains("0202"), "{error}");

    for (text, says) in [
        ("EXAM-SEED-SECRET/V1:EX-1:S1:bureau:0101", "standard input: /secret is something else, but must be a secret"),
        ("EXAM-SEED-SECRET/V1:EX-1:bureau", "standard input: the whole is something else, but must be a text of"),
        ("{\"spec\":\"exam-seed/v1\"}", "standard input: /spec: spec is \"exam-seed/v1\"; here this program knows"),
        ("{\"spec\":", "standard input: the file is not strict JSON: EOF"),
        ("", "standard input: the file is not strict JSON: EOF"),
    ] {
        let output = draw(&["commitment", "-"], text.as_bytes());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{text}");
        assert!(said(&output).starts_with(says), "{}", said(&output));
    }
    let output = draw(&["commitment", "no-such-file.json"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("no-such-file.json: can't be read: "), "{}", said(&output));
}
