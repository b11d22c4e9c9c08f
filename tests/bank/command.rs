//! The bank's commands, run as a bureau runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jiangheng::domain::bank::{Bank, Blueprint, Cell, FacilitySum};
use jiangheng::formats::package::{Sealing, seal};
use jiangheng::formats::xlsx;
use tempfile::TempDir;

use crate::fixture::*;

fn jiangheng(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jiangheng")).args(arguments).current_dir(folder).output().unwrap()
}

fn county(rows: &[Vec<String>]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("pictures")).unwrap();
    fs::write(folder.path().join("pictures/a.png"), PNG).unwrap();
    fs::write(folder.path().join("bank.xlsx"), workbook(rows)).unwrap();
    fs::write(folder.path().join("bank.csv"), csv(rows)).unwrap();
    fs::write(folder.path().join("blueprint.toml"), BLUEPRINT).unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    folder
}

const SEAL: [&str; 15] = [
    "bank",
    "seal",
    "bank.xlsx",
    "--blueprint",
    "blueprint.toml",
    "--id",
    "dg5",
    "--version",
    "1",
    "--key-file",
    "signing.key",
    "--out",
    "out/package.zip",
    "--item-key-out",
    "out/bank-dg5.key",
];

fn files(folder: &Path) -> usize {
    fs::read_dir(folder.join("out")).unwrap().count()
}

#[test]
fn the_command_names_every_fault_and_says_that_nothing_was_imported() {
    let folder = county(&rows());
    let lint = |file| jiangheng(folder.path(), &["bank", "lint", file, "--blueprint", "blueprint.toml"]);
    for file in ["bank.xlsx", "bank.csv"] {
        let output = lint(file);
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().starts_with("9 rows, all well"));
    }
    let mut wrong = rows();
    wrong[0][11] = String::new();
    wrong[1][13] = "pictures/b.png".into();
    wrong.truncate(8);
    let folder = county(&wrong);
    let output = jiangheng(folder.path(), &["bank", "lint", "bank.xlsx", "--blueprint", "blueprint.toml"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for says in ["3 faults; nothing was imported", "第 2 行：没有填写标准答案", "row 3: picture", "cell B/B1"]
    {
        assert!(text.contains(says), "{says}: {text}");
    }
    let output = jiangheng(folder.path(), &["bank", "lint", "bank.csv", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["faults"][0]["code"], "bank.key_missing");
    assert_eq!(json["faults"][0]["row"], 2);
    let output = jiangheng(folder.path(), &SEAL);
    assert_eq!((output.status.code(), files(folder.path())), (Some(1), 0));
}

#[test]
fn the_command_seals_and_opens_and_replaces_nothing_unasked() {
    let folder = county(&rows());
    let path = folder.path();
    let made = jiangheng(path, &["bank", "keygen", "--out", "signing.key"]);
    let key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    assert!(key.starts_with("z6Mk"), "{key}");
    assert!(!jiangheng(path, &["bank", "keygen", "--out", "signing.key"]).status.success());
    let output = jiangheng(path, &SEAL);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(path), 2);
    let opened = ["bank", "open", "out/package.zip", "--trust", &key, "--item-key", "out/bank-dg5.key"];
    let output = jiangheng(path, &opened);
    assert!(String::from_utf8(output.stdout).unwrap().contains("verified and unsealed: dg5 1"));
    let before = fs::read(path.join("out/package.zip")).unwrap();
    assert_eq!(jiangheng(path, &SEAL).status.code(), Some(1));
    assert_eq!(fs::read(path.join("out/package.zip")).unwrap(), before);
    let forced: Vec<&str> = SEAL.into_iter().chain(["--force"]).collect();
    assert!(jiangheng(path, &forced).status.success());
    assert_ne!(fs::read(path.join("out/package.zip")).unwrap(), before);
    assert_eq!(files(path), 2);
    fs::write(path.join("out/package.zip"), &before[..before.len() / 2]).unwrap();
    let output = jiangheng(path, &["bank", "open", "out/package.zip", "--trust", &key]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("truncated"));
    let output = jiangheng(path, &["bank", "open", "out/package.zip", "--trust", "z6MkNot"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_command_tells_what_a_blueprint_promises_and_refuses_one_that_few_papers_meet() {
    let folder = county(&rows());
    let path = folder.path();
    let told = |arguments: &[&str]| {
        let output = jiangheng(path, &[&["bank", "blueprint"], arguments].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, by_bank, _) = told(&["bank.csv", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&by_bank).unwrap();
    assert_eq!((code, json["ok"].as_bool(), json["accepted"].as_i64()), (Some(0), Some(true), Some(10_000)));
    // Singles 501…506 in rungs of three, statements all 650: (503 − 501) + (506 − 504); a plain draw 505 + 506 − 501 − 502.
    assert_eq!(
        (json["bound"].as_i64(), json["range"].as_i64(), json["plain_spread"].as_i64()),
        (Some(4), Some(5), Some(8))
    );
    assert_eq!(json["cells"][0]["rungs"][1], serde_json::json!({"items": 3, "hardest": 504, "easiest": 506}));
    assert_eq!(told(&["blueprint.toml", "--json"]).1, by_bank, "from either file the same seed and figures");

    let (code, text, _) = told(&["blueprint.toml", "--svg", "out/p.svg"]);
    assert!(code == Some(0) && text.contains("A/A1 安全 | 2 | 6 | 3–3 | 501–506 | 33.3 %"), "{text}");
    let picture = fs::read_to_string(path.join("out/p.svg")).unwrap();
    assert!(picture.starts_with("<svg xmlns=") && picture.contains("A1 安全"));
    assert_eq!(told(&["blueprint.toml", "--svg", "out/p.svg"]).0, Some(1), "nothing is replaced unasked");

    let sum = "[facility_sum]\ntarget = 1656\ntolerance = 0\n[[content_point]]";
    fs::write(path.join("blueprint.toml"), BLUEPRINT.replacen("[[content_point]]", sum, 1)).unwrap();
    let (code, text, _) = told(&["bank.xlsx"]);
    assert_eq!(code, Some(0), "three papers in nine: {text}");
    fs::write(path.join("empty.toml"), "").unwrap();
    assert_eq!(told(&["bank.csv", "--blueprint", "empty.toml"]).0, Some(1));
    fs::create_dir(path.join("alone")).unwrap();
    fs::write(path.join("alone/blueprint.toml"), BLUEPRINT).unwrap();
    let (code, _, error) = told(&["alone/blueprint.toml"]);
    assert!(code == Some(1) && error.contains("no bank.xlsx or bank.csv lies beside it"), "{error}");
}

#[test]
fn a_bank_whose_blueprint_few_papers_meet_is_not_sealed() {
    let mut plan = plan();
    let mut rows = rows();
    for (row, facility) in rows.iter_mut().zip(["400", "501", "590", "600", "702", "803"]) {
        row[3] = facility.into();
    }
    let sheets = xlsx::read(&workbook(&rows)).unwrap();
    plan.facility_sum = Some(FacilitySum { target: 590 + 600 + 650, tolerance: 0 });
    let sealing = |plan: &Blueprint| {
        let bank = Bank::check(&sheets, plan, &pictures()).unwrap();
        let (id, version) = ("dg5".parse().unwrap(), "1".parse().unwrap());
        let sealing =
            Sealing { id, version, signer: &signer(), item_key: &item_key(), now: jiff::Timestamp::UNIX_EPOCH };
        seal(&bank, &pictures(), &sealing)
    };
    assert!(sealing(&plan).is_ok(), "one paper in nine");
    plan.facility_sum = Some(FacilitySum { target: 1700, tolerance: 0 });
    let refused = sealing(&plan).unwrap_err();
    assert_eq!(refused.code(), "package.draw");
    assert!(refused.to_string().contains("only 0 of 10000 simulated papers"), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_folder_is_said_to_be_one() {
    let folder = county(&rows());
    fs::create_dir(folder.path().join("dg5")).unwrap();
    let output = jiangheng(folder.path(), &["bank", "lint", "dg5"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("dg5: is a folder; name the file in it"), "{text}");
}

#[test]
fn secrets_are_files_for_their_owner_alone_and_links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = county(&rows());
    let path = folder.path();
    jiangheng(path, &["bank", "keygen", "--out", "signing.key"]);
    let mode = |name: &str| fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("signing.key"), 0o600);
    fs::set_permissions(path.join("signing.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let output = jiangheng(path, &SEAL);
    assert_eq!((output.status.code(), files(path)), (Some(1), 0));
    fs::set_permissions(path.join("signing.key"), fs::Permissions::from_mode(0o600)).unwrap();
    assert!(jiangheng(path, &SEAL).status.success());
    assert_eq!(mode("out/bank-dg5.key"), 0o600);
    fs::rename(path.join("pictures/a.png"), path.join("a.png")).unwrap();
    symlink("../a.png", path.join("pictures/a.png")).unwrap();
    let output = jiangheng(path, &["bank", "lint", "bank.xlsx"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("bank.picture_outside"));
}

#[test]
fn a_formula_is_named_where_it_stands() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    sheet.write_row(1, 0, rows()[0].iter().map(String::as_str)).unwrap();
    sheet.write_formula(1, 11, "=\"B\"").unwrap();
    let sheets = xlsx::read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert!(matches!(sheets[0].rows[1].cells[11], Cell::Unreadable(_)));
    let faults = jiangheng::domain::bank::lint(&sheets, None, &pictures()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code() == "bank.cell_formula" && fault.row == Some(2)), "{faults:?}");
}

#[test]
fn a_trial_paper_is_printed_with_its_key_apart_or_refused_with_nothing_written() {
    let folder = TempDir::new().unwrap();
    let bank = concat!(env!("CARGO_MANIFEST_DIR"), "/question_banks/6-31-01-03-5/bank.csv");
    let out = folder.path().join("papers");
    let print = |more: &[&str]| {
        let arguments = [&["bank", "paper", bank, "--out", out.to_str().unwrap()], more].concat();
        Command::new(env!("CARGO_BIN_EXE_jiangheng")).args(arguments).output().unwrap()
    };
    let names = || {
        let entries = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect::<std::collections::BTreeSet<_>>()
    };
    let fonts = folder.path().join("fonts");
    fs::create_dir(&fonts).unwrap();
    let refused = print(&["--fonts", fonts.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("fonts-noto-cjk"));
    assert!(names().is_empty());

    let printed = print(&["--candidates", "2", "--large-print"]);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    assert!(String::from_utf8_lossy(&printed.stderr).contains("2/2"), "progress");
    let expected = ["000000001-key.pdf", "000000001-paper.pdf", "000000002-key.pdf", "000000002-paper.pdf"];
    assert_eq!(names(), expected.map(String::from).into());
    let one = fs::read(out.join("000000001-paper.pdf")).unwrap();
    assert!(one.starts_with(b"%PDF-") && one != fs::read(out.join("000000002-paper.pdf")).unwrap());
    assert_eq!(print(&["--candidate", "1"]).status.code(), Some(1), "what exists is not replaced");
    assert!(print(&["--candidate", "1", "--large-print", "--force"]).status.success());
    assert_eq!(fs::read(out.join("000000001-paper.pdf")).unwrap(), one, "the same paper, the same bytes");
}
