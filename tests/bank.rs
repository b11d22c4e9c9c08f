//! A bank from its spreadsheet to its sealed package and back, and every package that must be refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod bank_zip;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use bank_zip::Part;
use jiangheng::crypto::seal::SealingKey;
use jiangheng::crypto::{PublicKey, Signer as _, SigningKey, canonical, digest, multikey, sha256};
use jiangheng::domain::bank::{Bank, Blueprint, Cell, FacilitySum, PictureFile, Pictures, Sheet};
use jiangheng::formats::package::{MAX_ENTRY, Package, PackageError, Sealing, seal};
use jiangheng::formats::{blueprint, csv_bank, xlsx};
use tempfile::TempDir;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01...synthetic";
const HEADER: [&str; 16] = [
    "题目编码",
    "题型",
    "内容点",
    "难度",
    "题干",
    "选项A",
    "选项B",
    "选项C",
    "选项D",
    "选项E",
    "选项F",
    "答案",
    "互斥组",
    "图片",
    "解析",
    "依据",
];
const BLUEPRINT: &str = r#"title = "电工（五级）理论"
occupation = "6-31-01-03"
level = 5
minutes = 90
total = 10000
[[content_point]]
code = "1.1"
name = "安全"
[[section]]
id = "A"
title = "单选"
type = "single"
points = 4000
shuffle_items = true
shuffle_options = true
cells = [{ id = "A1", content_point = "1.1", count = 2 }]
[[section]]
id = "B"
title = "判断"
type = "true_false"
points = 2000
shuffle_items = true
shuffle_options = false
cells = [{ id = "B1", content_point = "1.1", count = 1 }]
"#;

fn rows() -> Vec<Vec<String>> {
    let single = |number: u32| {
        let picture = if number == 2 { "pictures/a.png" } else { "" };
        let row =
            ["S", "单选", "1.1", "", "题干，“甲”\n第二行", "甲", "乙,丙", "丁", "", "", "", "B", "", picture, "", ""];
        let mut row: Vec<String> = row.iter().map(|cell| (*cell).to_owned()).collect();
        row[0] = format!("S-{number}");
        row[3] = (500 + number).to_string();
        row[4].push_str(&number.to_string());
        row
    };
    let statement = |number: u32| {
        let mut row = vec![String::new(); 16];
        for (index, text) in [(1, "判断"), (2, "1.1"), (3, "650"), (11, "错误")] {
            row[index] = text.to_owned();
        }
        row[0] = format!("J-{number}");
        row[4] = format!("陈述{number}");
        row
    };
    (1..=6).map(single).chain((1..=3).map(statement)).collect()
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("题库").unwrap();
    sheet.write_row(0, 0, HEADER).unwrap();
    for (number, row) in (1..).zip(rows) {
        for (column, text) in (0..).zip(row) {
            match text.parse::<i32>() {
                Ok(value) => sheet.write(number, column, value).unwrap(),
                Err(_) if text.is_empty() => continue,
                Err(_) => sheet.write(number, column, text).unwrap(),
            };
        }
    }
    workbook.add_worksheet();
    workbook.save_to_buffer().unwrap()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(HEADER).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn pictures() -> Pictures {
    [("pictures/a.png".to_owned(), PictureFile::Bytes(PNG.to_vec()))].into()
}

fn plan() -> Blueprint {
    blueprint::read(BLUEPRINT.as_bytes()).unwrap()
}

fn bank() -> Bank {
    Bank::check(&xlsx::read(&workbook(&rows())).unwrap(), &plan(), &pictures()).unwrap()
}

fn signer() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn trusted() -> [PublicKey; 1] {
    [signer().public_key()]
}

fn item_key() -> SealingKey {
    SealingKey::new([9; 32])
}

fn sealed_as(id: &str) -> Vec<u8> {
    let (signer, item_key) = (signer(), item_key());
    let now = "2026-11-20T02:00:00Z".parse().unwrap();
    let (id, version) = (id.parse().unwrap(), "1".parse().unwrap());
    seal(&bank(), &pictures(), &Sealing { id, version, signer: &signer, item_key: &item_key, now }).unwrap()
}

fn sealed() -> Vec<u8> {
    sealed_as("dg5")
}

/// The parts of a sealed package, to be changed and put together again.
fn parts() -> Vec<Part> {
    bank_zip::parts(&sealed())
}

/// Signs the manifest of these parts again, after its entries were made to list what is there.
fn signed_again(mut parts: Vec<Part>, signer: &SigningKey) -> Vec<Part> {
    let contents: BTreeMap<String, Vec<u8>> =
        parts.iter().map(|part| (String::from_utf8(part.name.clone()).unwrap(), part.bytes.clone())).collect();
    let mut manifest = canonical::parse(&contents["manifest.json"]).unwrap();
    let listed = contents.iter().filter(|(name, _)| !name.starts_with("manifest."));
    manifest["entries"] = listed
        .map(|(name, bytes)| serde_json::json!({"name": name, "sha256": hex::encode(sha256(bytes)), "size": bytes.len()}))
        .collect();
    manifest["signer"] = multikey::encode_key(&signer.public_key()).into();
    let manifest = canonical::to_jcs(&manifest);
    let message = digest::encode(&[b"jiangheng-bank/v1/manifest", &manifest]);
    let signature = multikey::encode_signature(&signer.sign(&message)).into_bytes();
    bank_zip::part(&mut parts, "manifest.json").bytes = manifest;
    bank_zip::part(&mut parts, "manifest.sig").bytes = signature;
    parts
}

fn refusal(bytes: &[u8]) -> &'static str {
    match Package::open(bytes, &trusted()) {
        Ok(_) => "accepted",
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.code()
        }
    }
}

#[test]
fn the_spreadsheet_and_the_csv_are_the_same_bank() {
    let of_workbook = xlsx::read(&workbook(&rows())).unwrap();
    let of_csv: Vec<Sheet> = vec![csv_bank::read(&csv(&rows()), "bank.csv").unwrap()];
    let of_csv = Bank::check(&of_csv, &plan(), &pictures()).unwrap();
    assert_eq!(Bank::check(&of_workbook, &plan(), &pictures()).unwrap(), of_csv);
    assert_eq!(of_csv.items().len(), 9);
}

#[test]
fn a_fault_is_named_alike_in_both_forms() {
    let mut wrong = rows();
    wrong[3][11] = "E".into();
    wrong[5][3] = "1001".into();
    wrong.insert(2, vec![String::new(); 16]);
    let faults = |sheets: &[Sheet]| {
        let faults = Bank::check(sheets, &plan(), &pictures()).unwrap_err();
        faults.iter().map(|fault| (fault.row, fault.message().zh)).collect::<Vec<_>>()
    };
    let found = faults(&xlsx::read(&workbook(&wrong)).unwrap());
    assert_eq!(found, faults(&[csv_bank::read(&csv(&wrong), "bank.csv").unwrap()]));
    assert_eq!(found[0], (Some(6), "第 6 行：标准答案 E 不在选项 A–C 中".to_owned()));
    assert_eq!(found[1], (Some(8), "第 8 行：难度 1001 不在 0 至 1000 之间".to_owned()));
}

#[test]
fn a_sealed_bank_opens_to_the_same_bank() {
    let bytes = sealed();
    let package = Package::open(&bytes, &trusted()).unwrap();
    assert_eq!(package.digest(), sha256(&bytes));
    assert_eq!(package.manifest().counts.items(), 9);
    assert_eq!(*package.blueprint(), plan());
    let unsealed = package.unseal(&item_key()).unwrap();
    assert_eq!((unsealed.bank, unsealed.pictures), (bank(), pictures()));
    let texts = ["题干", "陈述", "synthetic"];
    assert!(texts.iter().all(|text| !bytes.windows(text.len()).any(|window| window == text.as_bytes())));
}

#[test]
fn a_package_put_together_by_other_hands_opens_too() {
    assert_eq!(refusal(&bank_zip::build(&parts())), "accepted");
    let mut deflated = parts();
    deflated.iter_mut().for_each(|part| part.deflate = true);
    assert_eq!(refusal(&bank_zip::build(&deflated)), "accepted");
}

#[test]
fn one_changed_byte_anywhere_in_the_file_is_refused() {
    let good = sealed();
    let times: Vec<usize> = bank_zip::unread_bytes(&good);
    for place in (0..good.len()).step_by(7).chain(good.len() - 400..good.len()) {
        let mut changed = good.clone();
        changed[place] ^= 0x41;
        if !times.contains(&place) {
            assert_ne!(refusal(&changed), "accepted", "byte {place}");
        }
    }
}

#[test]
fn one_changed_byte_in_each_part_is_refused_though_the_zip_is_whole() {
    for (name, code) in [
        ("manifest.json", "package.bad_signature"),
        ("manifest.sig", "package.bad_signature"),
        ("blueprint.json", "package.altered"),
        ("items.sealed", "package.altered"),
    ] {
        let mut parts = parts();
        let part = bank_zip::part(&mut parts, name);
        if name == "manifest.json" {
            let text = String::from_utf8(part.bytes.clone()).unwrap();
            part.bytes = text.replace("\"dg5\"", "\"dg6\"").into_bytes();
        } else {
            let middle = part.bytes.len() / 2;
            part.bytes[middle] ^= 1;
        }
        assert_eq!(refusal(&bank_zip::build(&parts)), code, "{name}");
    }
    let mut parts = parts();
    let picture = parts.iter_mut().find(|part| part.name.starts_with(b"pictures/")).unwrap();
    picture.bytes[20] ^= 1;
    assert_eq!(refusal(&bank_zip::build(&parts)), "package.altered");
}

#[test]
fn a_truncated_package_is_refused_at_every_length() {
    let good = sealed();
    for length in (0..good.len()).step_by(11).chain(good.len() - 30..good.len()) {
        assert_eq!(refusal(&good[..length]), "package.no_directory", "{length} bytes");
    }
}

#[test]
fn bytes_before_between_or_behind_are_refused() {
    let good = sealed();
    assert_eq!(refusal(&[good.clone(), b"x".to_vec()].concat()), "package.no_directory");
    assert_eq!(refusal(&[b"#!/bin/sh\n".to_vec(), good.clone()].concat()), "package.stray_bytes");
    let mut parts = parts();
    parts[1].gap_before = b"hidden".to_vec();
    assert_eq!(refusal(&bank_zip::build(&parts)), "package.stray_bytes");
    parts[1].gap_before.clear();
    parts[0].gap_before = b"hidden".to_vec();
    assert_eq!(refusal(&bank_zip::build(&parts)), "package.stray_bytes");
}

#[test]
fn every_evil_entry_is_refused_by_its_own_reason() {
    let cases: Vec<(Part, &str)> = vec![
        (Part::new("../../escaped", b"x"), "package.path_escapes"),
        (Part::new("pictures/../../escaped", b"x"), "package.path_escapes"),
        (Part::new("/tmp/escaped", b"x"), "package.path_escapes"),
        (Part::new("..\\escaped", b"x"), "package.path_escapes"),
        (Part::new("C:escaped", b"x"), "package.path_escapes"),
        (Part::new("manifest.json", b"{}"), "package.duplicate"),
        (Part::new("Items.Sealed", b"x"), "package.duplicate"),
        (Part::new("link", b"/etc/passwd").mode(0o120_777), "package.symlink"),
        (Part::new("pipe", b"").mode(0o010_644), "package.not_a_file"),
        (Part::new("folder/", b"").mode(0o040_755), "package.not_a_file"),
        (Part::new("folder/", b""), "package.not_a_file"),
        (Part::new("inner.bin", b"PK\x03\x04rest"), "package.nested"),
        (Part::new("inner.zip", b"x"), "package.nested"),
        (Part::new("extra.txt", b"x"), "package.unexpected"),
        (Part::new("a\0b", b"x"), "package.name_unreadable"),
        (Part::new("", b"x"), "package.name_unreadable"),
        (Part::raw(b"\xff\xfe".to_vec(), b"x"), "package.name_unreadable"),
        (Part::new("secret", b"x").flags(0x0001), "package.encrypted"),
        (Part::new("streamed", b"x").flags(0x0008), "package.layout"),
        (Part::new("bzip2", b"x").method(12), "package.compression"),
        (Part::new("listed", b"x").local_name("items.sealed"), "package.names_differ"),
        (Part::new("named", b"x").extra(b"\x75\x70\x05\x00\x01abcd"), "package.layout"),
        (Part::new("large", b"x").extra(b"\x01\x00\x00\x00"), "package.zip64"),
        (Part::new("damaged", b"x").crc(7), "package.corrupt"),
    ];
    for (evil, code) in cases {
        let name = String::from_utf8_lossy(&evil.name).into_owned();
        let mut parts = parts();
        parts.push(evil);
        assert_eq!(refusal(&bank_zip::build(&parts)), code, "{name:?}");
    }
}

#[test]
fn zip_bombs_are_refused_whether_they_say_so_or_lie() {
    let huge = vec![0; usize::try_from(MAX_ENTRY).unwrap() + 1];
    let megabytes = &huge[..8 * 1024 * 1024];
    for (part, code) in [
        (Part::new("bomb", &huge).deflated(), "package.bomb"),
        (Part::new("bomb", megabytes).deflated(), "package.bomb"),
        (Part::new("bomb", megabytes).deflated().declared(100), "package.corrupt"),
    ] {
        let mut parts = parts();
        parts.push(part);
        assert_eq!(refusal(&bank_zip::build(&parts)), code);
    }
    assert_eq!(refusal(&vec![0; 50 * 1024 * 1024 + 1]), "package.too_large");
}

#[test]
fn a_missing_entry_is_named() {
    for name in ["manifest.json", "manifest.sig", "blueprint.json", "items.sealed"] {
        let mut parts = parts();
        parts.retain(|part| part.name != name.as_bytes());
        assert_eq!(refusal(&bank_zip::build(&parts)), "package.missing", "{name}");
    }
    let mut parts = parts();
    parts.retain(|part| !part.name.starts_with(b"pictures/"));
    assert_eq!(refusal(&bank_zip::build(&parts)), "package.missing");
}

#[test]
fn who_signed_matters_and_a_manifest_is_no_other_packages() {
    let stranger = SigningKey::from_seed(&[8; 32]);
    assert_eq!(refusal(&bank_zip::build(&signed_again(parts(), &stranger))), "package.untrusted_signer");
    let mut forged = signed_again(parts(), &stranger);
    let claim = bank_zip::part(&mut forged, "manifest.json");
    let text = String::from_utf8(claim.bytes.clone()).unwrap();
    let (theirs, ours) = (multikey::encode_key(&stranger.public_key()), multikey::encode_key(&signer().public_key()));
    claim.bytes = text.replace(&theirs, &ours).into_bytes();
    assert_eq!(refusal(&bank_zip::build(&forged)), "package.bad_signature");
    let mut swapped = parts();
    let other = bank_zip::parts(&sealed_as("dg6"));
    for name in ["manifest.json", "manifest.sig"] {
        let theirs = other.iter().find(|part| part.name == name.as_bytes()).unwrap().bytes.clone();
        bank_zip::part(&mut swapped, name).bytes = theirs;
    }
    assert_eq!(refusal(&bank_zip::build(&swapped)), "package.altered");
    let mut spaced = parts();
    bank_zip::part(&mut spaced, "manifest.json").bytes.push(b'\n');
    assert_eq!(refusal(&bank_zip::build(&spaced)), "package.manifest");
}

#[test]
fn sealed_items_open_with_their_key_in_their_package_only() {
    let package = Package::open(&sealed(), &trusted()).unwrap();
    let error = package.unseal(&SealingKey::new([1; 32])).unwrap_err();
    assert!(matches!(error, PackageError::WrongItemKey(ref name) if name == "items.sealed"), "{error}");
    let mut moved = parts();
    let other = bank_zip::parts(&sealed_as("dg6"));
    let theirs = other.into_iter().find(|part| part.name == b"items.sealed").unwrap().bytes;
    bank_zip::part(&mut moved, "items.sealed").bytes = theirs;
    let package = Package::open(&bank_zip::build(&signed_again(moved, &signer())), &trusted()).unwrap();
    assert_eq!(package.unseal(&item_key()).unwrap_err().code(), "package.wrong_item_key");
}

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
