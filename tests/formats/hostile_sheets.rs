//! Hostile spreadsheets: macros under another name, links, cells beyond any measure, formulas on the way out.

use jiangheng::domain::bank::{Cell, Row, Sheet, Unreadable, lint};
use jiangheng::formats::bank_file;
use jiangheng::formats::exchange::{Format, write_sheet};

use crate::support::zipped;

fn refusal(parts: &[(&str, &[u8])]) -> &'static str {
    bank_file::read("bank.xlsx", &zipped(parts)).unwrap_err().code()
}

#[test]
fn macros_links_and_deceiving_zips_are_refused() {
    let types = b"<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
    for (parts, code) in [
        (&[("xl/vbaProject.bin", b"x".as_slice())][..], "workbook.macros"),
        (&[("xl/macrosheets/sheet1.xml", b"<a/>")], "workbook.macros"),
        (&[("[Content_Types].xml", types)], "workbook.macros"),
        (&[("xl/externalLinks/externalLink1.xml", b"<a/>")], "workbook.external_links"),
        (&[("../xl/workbook.xml", b"<a/>")], "workbook.unsafe"),
        (&[("xl/workbook.xml", b"<a/>"), ("xl/Workbook.xml", b"<a/>")], "workbook.unsafe"),
    ] {
        assert_eq!(refusal(parts), code);
    }
}

/// A workbook whose one string has so many characters, as no spreadsheet program writes it.
fn with_long_cell(characters: usize) -> Vec<u8> {
    let text = "A".repeat(characters);
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData></worksheet>"
    );
    zipped(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"),
        ("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_cell_of_a_hundred_megabytes_is_named_and_not_kept() {
    let file = bank_file::read("bank.xlsx", &with_long_cell(100 << 20)).unwrap();
    assert_eq!(file.sheets[0].rows[0].cells[0], Cell::Unreadable(Unreadable::TooLong));
    let file = bank_file::read("bank.xlsx", &with_long_cell(10)).unwrap();
    assert_eq!(file.sheets[0].rows[0].cells[0], Cell::Text("A".repeat(10)));
    assert_eq!(
        bank_file::read("bank.xlsx", &with_long_cell(201 << 20)).unwrap_err().code(),
        "workbook.unpacks_too_large"
    );
    let csv = format!("code,type\n{},x\n", "字".repeat(40_000));
    let file = bank_file::read("bank.csv", csv.as_bytes()).unwrap();
    let faults = lint(&file.sheets, None, &Default::default()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code() == "bank.cell_too_long" && fault.row == Some(2)), "{faults:?}");
}

#[test]
fn texts_that_begin_like_formulas_go_out_as_texts() {
    let cells = ["=HYPERLINK(\"http://example.org\")", "+1", "-1", "@x", "'=1", "＝1", "plain"];
    let text = |text: &str| Cell::Text(text.to_owned());
    let sheet = Sheet { name: "x".into(), rows: vec![Row { number: 1, cells: cells.map(text).to_vec() }] };
    for format in [Format::Csv, Format::Xlsx] {
        let bytes = write_sheet(&sheet, format).unwrap();
        let file = bank_file::read(&format!("x.{}", format.extension()), &bytes).unwrap();
        assert_eq!(file.sheets[0].rows[0].cells, sheet.rows[0].cells, "{format:?}");
        if format == Format::Csv {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[3..]);
            let record = reader.records().next().unwrap().unwrap();
            assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '＝'])), "{record:?}");
        }
    }
}
