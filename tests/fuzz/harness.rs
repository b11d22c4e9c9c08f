//! What is done with each input: read it, and where it reads, lint it, write it in every format and read it again.

use std::io::{Cursor, Write as _};

use jiangheng::crypto::seal::SealingKey;
use jiangheng::crypto::{Signer as _, SigningKey};
use jiangheng::domain::bank::{Cell, MAX_CELL, lint};
use jiangheng::formats::bank_file;
use jiangheng::formats::exchange::{self, Format, MAX_ITEMS};
use jiangheng::formats::package::Package;
use jiangheng::formats::{blueprint as blueprints, policy as policies};

/// Reads a bank's file under a name; what reads must lint, and what lints must go out and in again to the same items.
fn bank(name: &str, bytes: &[u8]) {
    let Ok(file) = bank_file::read(name, bytes) else { return };
    assert!(file.items.len() <= MAX_ITEMS.max(64 * 20_000));
    for cell in file.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.cells) {
        if let Cell::Text(text) = cell {
            assert!(text.len() <= MAX_CELL * 4);
        }
    }
    for item in file.refused() {
        assert!(item.row.is_none());
    }
    let Ok(items) = lint(&file.sheets, None, &file.pictures) else { return };
    for format in Format::ALL {
        let written = exchange::write(&items, &file.pictures, format).unwrap();
        let again = bank_file::read(&format!("again.{}", format.extension()), &written.bytes).unwrap();
        let pictures = if format.has_pictures_beside() { &file.pictures } else { &again.pictures };
        let left: Vec<_> = written.left_out.iter().map(|left| &left.code).collect();
        let kept: Vec<_> = items.iter().filter(|item| !left.contains(&&item.code)).cloned().collect();
        if !kept.is_empty() {
            assert_eq!(lint(&again.sheets, None, pictures).unwrap(), kept, "{format:?}");
        }
    }
}

pub(crate) fn csv(bytes: &[u8]) {
    bank("a.csv", bytes);
}

pub(crate) fn xlsx(bytes: &[u8]) {
    bank("a.xlsx", bytes);
}

pub(crate) fn qti_zip(bytes: &[u8]) {
    bank("a.zip", bytes);
}

/// A manifest with the metadata that an item needs to lint.
const MANIFEST: &[u8] = br#"<manifest><resources><resource identifier="x" type="imsqti_item_xmlv2p1" href="items/x.xml"><metadata><lom><general><identifier><catalog>jiangheng.code</catalog><entry>x</entry></identifier></general><classification><taxonPath><source><string>jiangheng.content_point</string></source><taxon><id>1.1</id></taxon></taxonPath></classification><classification><taxonPath><source><string>jiangheng.facility</string></source><taxon><id>650</id></taxon></taxonPath></classification></lom></metadata></resource></resources></manifest>"#;

/// An item alone, and in a package whose manifest says what it doesn't, so that what reads also lints and goes round.
pub(crate) fn qti_xml(bytes: &[u8]) {
    bank("a.xml", bytes);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("imsmanifest.xml", MANIFEST), ("items/x.xml", bytes)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    bank("a.zip", &writer.finish().unwrap().into_inner());
}

pub(crate) fn moodle(bytes: &[u8]) {
    bank("a.xml", bytes);
}

pub(crate) fn gift(bytes: &[u8]) {
    bank("a.gift", bytes);
}

/// A package that isn't exactly the one that was sealed never opens; one that opens unseals.
pub(crate) fn sealed(bytes: &[u8]) {
    let key = SigningKey::from_seed(&[7; 32]).public_key();
    if let Ok(package) = Package::open(bytes, &[key]) {
        package.unseal(&SealingKey::new([9; 32])).unwrap();
    }
}

pub(crate) fn blueprint(bytes: &[u8]) {
    if let Ok(plan) = blueprints::read(bytes) {
        let _ = lint(&[], Some(&plan), &Default::default());
    }
}

pub(crate) fn policy(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = policies::read_policy(text);
        let _ = policies::read_holidays(text);
    }
}
