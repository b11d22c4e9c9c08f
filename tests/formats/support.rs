//! Banks and files of the tests.

use std::io::{Cursor, Write as _};
use std::path::Path;

use jiangheng::domain::bank::{Cell, Column, Item, PictureFile, Pictures, Sheet, lint, picture_names};
use jiangheng::formats::bank_file::{self, BankFile};
use jiangheng::formats::exchange::{Format, ItemNote, Outcome};

/// A PNG of one pixel, whole enough for every reader.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDAT\x78\x9cc\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xaeB`\x82";
/// The head of a JPEG.
pub(crate) const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0";

/// A zip of these parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The sample bank, with its pictures.
pub(crate) fn sample() -> (Vec<Item>, Pictures) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5");
    let file = bank_file::read("bank.xlsx", &std::fs::read(folder.join("bank.xlsx")).unwrap()).unwrap();
    let pictures: Pictures = picture_names(&file.sheets)
        .into_iter()
        .map(|name| (name.clone(), PictureFile::Bytes(std::fs::read(folder.join(name)).unwrap())))
        .collect();
    (lint(&file.sheets, None, &pictures).unwrap(), pictures)
}

/// A name under which a file of this format is read.
pub(crate) fn named(format: Format) -> String {
    format!("bank.{}", format.extension())
}

/// What a file came to but for what is no item: the items' codes in order with what became of them.
pub(crate) fn outcomes(file: &BankFile) -> Vec<(String, &'static str)> {
    let items = file.items.iter().filter(|item| !matches!(item.outcome, Outcome::PassedOver(_)));
    items.map(|item| (item.id.clone(), outcome(item))).collect()
}

/// `read`, or the code of the first note, or of the refusal.
pub(crate) fn outcome(item: &ItemNote) -> &'static str {
    match &item.outcome {
        Outcome::Read => "read",
        Outcome::Noted(notes) => notes[0].said().code,
        Outcome::PassedOver(note) => note.said().code,
        Outcome::Refused(refusal) => {
            let said = refusal.said();
            assert!(![said.what.zh, said.what.en, said.mend.zh, said.mend.en].iter().any(String::is_empty));
            said.code
        }
    }
}

/// The cells of the rows below the header, by column.
pub(crate) fn cell(file: &BankFile, row: usize, column: Column) -> String {
    let sheet: &Sheet = &file.sheets[0];
    let index = Column::ALL.iter().position(|own| *own == column).unwrap();
    match &sheet.rows[row + 1].cells[index] {
        Cell::Text(text) => text.clone(),
        Cell::Unreadable(why) => panic!("{why:?}"),
    }
}
