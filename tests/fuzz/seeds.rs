//! What is changed: the sample bank in every format, small enough for many turns, and some odd files.

use std::path::Path;

use jiangheng::crypto::SigningKey;
use jiangheng::crypto::seal::SealingKey;
use jiangheng::domain::ItemType;
use jiangheng::domain::bank::{Bank, Item, PictureFile, Pictures, lint, picture_names};
use jiangheng::formats::exchange::{self, Format};
use jiangheng::formats::package::{Sealing, seal};
use jiangheng::formats::{bank_file, blueprint};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5")
}

fn whole() -> (Vec<Item>, Pictures) {
    let file = bank_file::read("bank.csv", &std::fs::read(folder().join("bank.csv")).unwrap()).unwrap();
    let pictures: Pictures = picture_names(&file.sheets)
        .into_iter()
        .map(|name| (name.clone(), PictureFile::Bytes(std::fs::read(folder().join(name)).unwrap())))
        .collect();
    (lint(&file.sheets, None, &pictures).unwrap(), pictures)
}

/// Two items of each type, one with a picture.
fn few() -> (Vec<Item>, Pictures) {
    let (items, pictures) = whole();
    let of = |kind: ItemType| items.iter().filter(move |item| item.kind == kind).take(2).cloned();
    let shown = items.iter().find(|item| item.picture.is_some()).cloned();
    let few: Vec<Item> =
        [ItemType::Single, ItemType::Multiple, ItemType::TrueFalse].into_iter().flat_map(of).chain(shown).collect();
    (few, pictures)
}

fn written(format: Format) -> Vec<u8> {
    let (items, pictures) = few();
    exchange::write(&items, &pictures, format).unwrap().bytes
}

/// Without the picture, which lies beside a spreadsheet and not in it: so that what is changed a little still lints.
fn rows(format: Format) -> Vec<u8> {
    let (mut items, pictures) = few();
    items.retain(|item| item.picture.is_none());
    exchange::write(&items, &pictures, format).unwrap().bytes
}

pub(crate) fn csv() -> Vec<Vec<u8>> {
    vec![rows(Format::Csv), "题目编码,题型\n\"a\nb\",\"\"\"\"\n".into(), b"\xef\xbb\xbfcode,type\r\n,\r\n".to_vec()]
}

pub(crate) fn xlsx() -> Vec<Vec<u8>> {
    vec![rows(Format::Xlsx)]
}

pub(crate) fn qti_zip() -> Vec<Vec<u8>> {
    [Format::Qti21, Format::Qti22, Format::Qti30].map(written).to_vec()
}

pub(crate) fn qti_xml() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for zip in qti_zip() {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            if entry.name().unwrap().starts_with("items/") {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
                found.push(bytes);
            }
        }
    }
    found
}

pub(crate) fn moodle() -> Vec<Vec<u8>> {
    let foreign = "<quiz><question type=\"multichoice\"><questiontext format=\"html\"><text><![CDATA[<p>a<b>b</b>&nbsp;<ul><li>c</ul></p>]]></text></questiontext><single>false</single><answer fraction=\"33.33333\"><text>a</text></answer></question></quiz>";
    vec![written(Format::Moodle), foreign.into()]
}

pub(crate) fn gift() -> Vec<Vec<u8>> {
    let foreign = "$CATEGORY: a/b\n\n::t:: x\\: y {=a#f ~%50%b -> c}\n\n[html]<b>x</b>{T#a####b}\n\n{#1..2}\n";
    vec![written(Format::Gift), foreign.into()]
}

pub(crate) fn sealed() -> Vec<Vec<u8>> {
    let (items, pictures) = whole();
    let plan = blueprint::read(&blueprint().remove(0)).unwrap();
    let bank = Bank::of_items(&items, &plan, &pictures).unwrap();
    let (signer, item_key) = (SigningKey::from_seed(&[7; 32]), SealingKey::new([9; 32]));
    let now = "2026-11-20T02:00:00Z".parse().unwrap();
    let (id, version) = ("a".parse().unwrap(), "1".parse().unwrap());
    vec![seal(&bank, &pictures, &Sealing { id, version, signer: &signer, item_key: &item_key, now }).unwrap()]
}

pub(crate) fn blueprint() -> Vec<Vec<u8>> {
    vec![std::fs::read(folder().join("blueprint.toml")).unwrap()]
}

pub(crate) fn policy() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}
