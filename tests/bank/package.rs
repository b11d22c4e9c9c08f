//! A sealed package: what opens, and every one that must be refused.

use jiangheng::crypto::seal::SealingKey;
use jiangheng::crypto::{Signer as _, SigningKey, multikey, sha256};
use jiangheng::domain::bank::{Bank, Sheet};
use jiangheng::formats::package::{MAX_ENTRY, Package, PackageError};
use jiangheng::formats::{csv_bank, xlsx};

use crate::bank_zip::{self, Part};
use crate::fixture::*;

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
