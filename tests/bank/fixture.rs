//! A small bank, its package and what it is made of.

use std::collections::BTreeMap;

use jiangheng::crypto::seal::SealingKey;
use jiangheng::crypto::{PublicKey, Signer as _, SigningKey, canonical, digest, multikey, sha256};
use jiangheng::domain::bank::{Bank, Blueprint, PictureFile, Pictures};
use jiangheng::formats::package::{Sealing, seal};
use jiangheng::formats::{blueprint, xlsx};

use crate::bank_zip::{self, Part};

pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01...synthetic";
pub(crate) const HEADER: [&str; 16] = [
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
pub(crate) const BLUEPRINT: &str = r#"title = "电工（五级）理论"
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

pub(crate) fn rows() -> Vec<Vec<String>> {
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

pub(crate) fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
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

pub(crate) fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(HEADER).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

pub(crate) fn pictures() -> Pictures {
    [("pictures/a.png".to_owned(), PictureFile::Bytes(PNG.to_vec()))].into()
}

pub(crate) fn plan() -> Blueprint {
    blueprint::read(BLUEPRINT.as_bytes()).unwrap()
}

pub(crate) fn bank() -> Bank {
    Bank::check(&xlsx::read(&workbook(&rows())).unwrap(), &plan(), &pictures()).unwrap()
}

pub(crate) fn signer() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

pub(crate) fn trusted() -> [PublicKey; 1] {
    [signer().public_key()]
}

pub(crate) fn item_key() -> SealingKey {
    SealingKey::new([9; 32])
}

pub(crate) fn sealed_as(id: &str) -> Vec<u8> {
    let (signer, item_key) = (signer(), item_key());
    let now = "2026-11-20T02:00:00Z".parse().unwrap();
    let (id, version) = (id.parse().unwrap(), "1".parse().unwrap());
    seal(&bank(), &pictures(), &Sealing { id, version, signer: &signer, item_key: &item_key, now }).unwrap()
}

pub(crate) fn sealed() -> Vec<u8> {
    sealed_as("dg5")
}

/// The parts of a sealed package, to be changed and put together again.
pub(crate) fn parts() -> Vec<Part> {
    bank_zip::parts(&sealed())
}

/// Signs the manifest of these parts again, after its entries were made to list what is there.
pub(crate) fn signed_again(mut parts: Vec<Part>, signer: &SigningKey) -> Vec<Part> {
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
