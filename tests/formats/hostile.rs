//! Hostile packages and texts: refused before anything of them is used.

use base64::Engine as _;
use jiangheng::domain::bank::{Pictures, lint};
use jiangheng::formats::bank_file;
use jiangheng::formats::exchange::{self, Format, MAX_FILE, PACKAGE};

use crate::support::{PNG, sample, zipped};

/// Why a file is refused as a whole.
fn refusal(name: &str, bytes: &[u8]) -> &'static str {
    match bank_file::read(name, bytes) {
        Ok(_) => "read",
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.code()
        }
    }
}

const MANIFEST: &[u8] = b"<manifest><resources/></manifest>";

/// Changes fields of the central directory and of the local headers of a zip's entry: `(offset in the directory entry,
/// offset in the local header, bytes)`.
fn patched(mut zip: Vec<u8>, name: &str, central: &[(usize, &[u8])], local: &[(usize, &[u8])]) -> Vec<u8> {
    let name = name.as_bytes();
    for (signature, header, changes) in [(b"PK\x01\x02", 46, central), (b"PK\x03\x04", 30, local)] {
        let at = (0..zip.len() - header - name.len())
            .find(|at| zip[*at..].starts_with(signature) && zip[at + header..].starts_with(name))
            .unwrap();
        for (offset, bytes) in changes {
            zip[at + offset..at + offset + bytes.len()].copy_from_slice(bytes);
        }
    }
    zip
}

#[test]
fn zips_that_lead_out_or_deceive_are_refused() {
    let good = zipped(&[("imsmanifest.xml", MANIFEST), ("a.xml", b"<a/>")]);
    assert_eq!(refusal("x.zip", &good), "read");
    for name in ["../a.xml", "/a.xml", "a/../../b.xml", "c:/a.xml", "a\\b.xml"] {
        let zip = zipped(&[("imsmanifest.xml", MANIFEST), (name, b"<a/>")]);
        assert_eq!(refusal("x.zip", &zip), "items.zip_unsafe", "{name}");
    }
    let link = patched(good.clone(), "a.xml", &[(38, &0o120_777_u32.wrapping_shl(16).to_le_bytes())], &[]);
    assert_eq!(refusal("x.zip", &link), "items.zip_unsafe");
    let device = patched(good.clone(), "a.xml", &[(38, &0o020_777_u32.wrapping_shl(16).to_le_bytes())], &[]);
    assert_eq!(refusal("x.zip", &device), "items.zip_unsafe");
    let locked = patched(good.clone(), "a.xml", &[(8, b"\x01\0")], &[(6, b"\x01\0")]);
    assert_eq!(refusal("x.zip", &locked), "items.zip_encrypted");
    let renamed = patched(good.clone(), "a.xml", &[], &[(30, b"b.xml")]);
    assert_eq!(refusal("x.zip", &renamed), "items.zip_unsafe");
    let doubled = zipped(&[("imsmanifest.xml", MANIFEST), ("a.xml", b"<a/>"), ("A.XML", b"<b/>")]);
    assert_eq!(refusal("x.zip", &doubled), "items.zip_unsafe");
    let nested = zipped(&[("imsmanifest.xml", MANIFEST), ("a.bin", &good)]);
    assert_eq!(refusal("x.zip", &nested), "items.zip_unsafe");
    let mut torn = good.clone();
    torn.truncate(torn.len() - 9);
    assert_eq!(refusal("x.zip", &torn), "items.zip_damaged");
    assert_eq!(refusal("x.zip", &[b"stray".as_slice(), &good].concat()), "items.zip_unsafe");
    assert_eq!(refusal("x.zip", &zipped(&[("a.txt", b"x")])), "items.no_manifest");
}

#[test]
fn bombs_are_refused_by_what_they_unpack_to() {
    let million = vec![b' '; 3 << 20];
    let zip = zipped(&[("imsmanifest.xml", MANIFEST), ("a.xml", &million)]);
    assert_eq!(refusal("x.zip", &zip), "items.zip_bomb", "a thousand times what it takes packed");
    let names: Vec<String> = (0..=PACKAGE.entries).map(|number| format!("{number}.txt")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(refusal("x.zip", &zipped(&parts)), "items.zip_bomb", "too many entries");
    let large = vec![b' '; usize::try_from(MAX_FILE).unwrap() + 1];
    for name in ["x.zip", "x.xml", "x.gift"] {
        assert_eq!(refusal(name, &large), "items.too_large");
    }
}

#[test]
fn folders_and_sizes_behind_entries_are_read_as_other_programs_write_them() {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    let options = zip::write::SimpleFileOptions::default();
    writer.add_directory("items/", options).unwrap();
    writer.start_file("imsmanifest.xml", options).unwrap();
    writer.write_all(MANIFEST).unwrap();
    let zip = writer.finish().unwrap().into_inner();
    assert!(zip.windows(4).any(|four| four == b"PK\x07\x08"), "the sizes stand behind");
    assert_eq!(refusal("x.zip", &zip), "read");
    let at = zip.windows(4).rposition(|four| four == b"PK\x07\x08").unwrap();
    let mut forged = zip.clone();
    forged[at + 8] ^= 1;
    assert_eq!(refusal("x.zip", &forged), "items.zip_unsafe");
}

#[test]
fn a_sealed_package_is_told_apart() {
    let zip = zipped(&[("manifest.json", b"{}"), ("manifest.sig", b"z")]);
    assert_eq!(refusal("x.zip", &zip), "items.sealed_package");
}

#[test]
fn entities_and_other_encodings_are_refused_wherever_xml_stands() {
    let doctype = b"<!DOCTYPE quiz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><quiz>&b;</quiz>";
    let gbk = b"<?xml version=\"1.0\" encoding=\"gbk\"?><quiz>\xcc\xe2</quiz>";
    let utf16: Vec<u8> = "\u{feff}<quiz/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let include = b"<quiz xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\"/></quiz>";
    let deep = format!("<quiz>{}", "<a>".repeat(5000));
    for (bytes, code) in [
        (doctype.as_slice(), "items.xml_unsafe"),
        (gbk, "items.xml_encoding"),
        (&utf16, "items.xml_encoding"),
        (include, "items.xml_unsafe"),
        (deep.as_bytes(), "items.xml_limits"),
        (b"<quiz>", "items.xml_malformed"),
        (b"<quiz>&nbsp;</quiz>", "items.xml_unsafe"),
        (b"", "items.xml_malformed"),
    ] {
        assert_eq!(refusal("x.xml", bytes), code);
        if !bytes.is_empty() {
            assert_eq!(refusal("x.zip", &zipped(&[("imsmanifest.xml", bytes)])), code, "in a package");
        }
    }
    let styled = b"<?xml version=\"1.0\"?><?xml-stylesheet href=\"http://example.org/x.xsl\"?><quiz/>";
    assert_eq!(refusal("x.xml", styled), "read");
}

#[test]
fn more_items_than_a_bank_has_are_refused() {
    let many = "x{T}\n\n".repeat(exchange::MAX_ITEMS + 1);
    assert_eq!(refusal("x.gift", many.as_bytes()), "items.too_many");
}

#[test]
fn a_picture_beyond_measure_is_named_by_the_lint() {
    let (items, _) = sample();
    let mut wide = PNG.to_vec();
    wide[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
    let mut many = PNG.to_vec();
    many[16..24].copy_from_slice(&[0, 0, 0x1f, 0x40, 0, 0, 0x1f, 0x40]);
    let mut broken = PNG.to_vec();
    broken[12] = b'X';
    for (bytes, code) in
        [(wide, "bank.picture_too_wide"), (many, "bank.picture_too_wide"), (broken, "bank.picture_broken")]
    {
        let data = base64::engine::general_purpose::STANDARD.encode(&bytes);
        let written = exchange::write(&items[..1], &Pictures::new(), Format::Moodle).unwrap();
        let xml = String::from_utf8(written.bytes).unwrap();
        let (head, tail) = xml.split_once("<questiontext format=\"plain_text\"><text>").unwrap();
        let xml = format!(
            "{head}<questiontext><file name=\"a.png\" path=\"/\" encoding=\"base64\">{data}</file><text>&lt;img src='@@PLUGINFILE@@/a.png'/&gt;{tail}"
        );
        let file = bank_file::read("x.xml", xml.as_bytes()).unwrap();
        assert_eq!(file.refused().count(), 0);
        let faults = lint(&file.sheets, None, &file.pictures).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.code()).collect::<Vec<_>>(), [code]);
    }
}

#[test]
fn full_width_digits_and_letters_of_other_programs_are_read_as_meant() {
    let gift = "// [id:S-1] [tag:facility:６５０]\n$CATEGORY: top/1.1\n::S-1::题{=a ~b}\n";
    let file = bank_file::read("x.txt", gift.as_bytes()).unwrap();
    let items = lint(&file.sheets, None, &Pictures::new()).unwrap();
    assert_eq!(items[0].facility.thousandths(), 650);
}
