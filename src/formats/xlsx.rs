//! Banks as `.xlsx` (ECMA-376): guarded before anything is parsed, then read cell by cell.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use crate::domain::bank::{Cell, Row, Sheet, Unreadable};

use super::archive::{self, ArchiveError, Form, Limits};

/// The most bytes a workbook may have.
pub const MAX_FILE: u64 = 20 * 1024 * 1024;
/// The most bytes a workbook's parts may have once unpacked.
pub const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
/// The most rows of a sheet.
pub const MAX_ROWS: u32 = 20_000;
/// The most columns of a sheet.
pub const MAX_COLUMNS: u32 = 64;
/// The most parts (files within the zip) of a workbook.
const MAX_PARTS: usize = 2_000;

/// A workbook that isn't read, and why.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// More bytes than [`MAX_FILE`].
    #[error("the workbook has {0} bytes; at most {MAX_FILE} are read: split the bank")]
    TooLarge(u64),
    /// A zip bomb, or a workbook beyond measure.
    #[error("the workbook unpacks to more than {MAX_UNPACKED} bytes: it is no question bank, or made to exhaust us")]
    UnpacksTooLarge,
    /// More parts than [`MAX_PARTS`].
    #[error("the workbook has {0} parts; at most {MAX_PARTS} are read")]
    TooManyParts(usize),
    /// A DOCTYPE or an encoding other than UTF-8: entities could expand without end.
    #[error(
        "{part} of the workbook declares a document type or is not UTF-8; save it again from a spreadsheet program"
    )]
    Doctype {
        /// The part's name.
        part: String,
    },
    /// Macros, whatever the file's name says.
    #[error("the workbook holds macros; save it as .xlsx without them")]
    Macros,
    /// Links to other workbooks.
    #[error("the workbook links to other workbooks; replace the links by their values and save it again")]
    ExternalLinks,
    /// A zip that no spreadsheet program writes.
    #[error("the workbook is unsafe: {0}; save it again from a spreadsheet program")]
    Archive(ArchiveError),
    /// Not a workbook, or a broken one.
    #[error("not a readable .xlsx workbook ({0}); save it again as .xlsx")]
    Unreadable(String),
    /// More rows than [`MAX_ROWS`].
    #[error("sheet {0}: more than {MAX_ROWS} rows; split the bank")]
    TooManyRows(String),
    /// More columns than [`MAX_COLUMNS`].
    #[error("sheet {0}: something stands beyond column {MAX_COLUMNS}; remove it")]
    TooManyColumns(String),
}

impl WorkbookError {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "workbook.too_large",
            Self::UnpacksTooLarge => "workbook.unpacks_too_large",
            Self::TooManyParts(_) => "workbook.too_many_parts",
            Self::Doctype { .. } => "workbook.doctype",
            Self::Macros => "workbook.macros",
            Self::ExternalLinks => "workbook.external_links",
            Self::Archive(_) => "workbook.unsafe",
            Self::Unreadable(_) => "workbook.unreadable",
            Self::TooManyRows(_) => "workbook.too_many_rows",
            Self::TooManyColumns(_) => "workbook.too_many_columns",
        }
    }
}

/// The worksheets of a workbook, in its order, hidden ones too.
///
/// A number reads as it is written without a superfluous `.0`; a formula, a date and an error value stay
/// [`Cell::Unreadable`], for the lint to name by sheet, row and column.
///
/// # Errors
/// When the workbook is beyond a limit, unsafe or broken.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    guard(bytes)?;
    // The parser subtracts before it compares (found by fuzzing: a range that ends before it begins), so that a forged
    // workbook could end the thread that reads it. What it does is without effect beyond its own values.
    std::panic::catch_unwind(|| parsed(bytes))
        .unwrap_or_else(|_| Err(WorkbookError::Unreadable("its ranges make no sense".into())))
}

fn parsed(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    let unreadable = |error: XlsxError| WorkbookError::Unreadable(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names {
        let mut reader = match workbook.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let mut rows: std::collections::BTreeMap<u32, Vec<Cell>> = std::collections::BTreeMap::new();
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
            let cell =
                if record.formula.is_some() { Cell::Unreadable(Unreadable::Formula) } else { cell(&record.value) };
            if cell.is_blank() {
                continue;
            }
            let (row, column) = record.pos;
            if row >= MAX_ROWS {
                return Err(WorkbookError::TooManyRows(name));
            }
            if column >= MAX_COLUMNS {
                return Err(WorkbookError::TooManyColumns(name));
            }
            let cells = rows.entry(row).or_default();
            let index = usize::try_from(column).unwrap_or(0);
            if cells.len() <= index {
                cells.resize(index + 1, Cell::Text(String::new()));
            }
            if let Some(place) = cells.get_mut(index) {
                *place = cell;
            }
        }
        let rows = rows.into_iter().map(|(row, cells)| Row { number: row + 1, cells }).collect();
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Text(String::new()),
        DataRef::String(text) => Cell::of_text(text),
        DataRef::SharedString(text) => Cell::of_text(text),
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Text(number.to_string()),
        DataRef::Bool(value) => Cell::Text(if *value { "TRUE".into() } else { "FALSE".into() }),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Unreadable(Unreadable::Date),
        DataRef::Error(_) => Cell::Unreadable(Unreadable::Error),
    }
}

/// The guard of a workbook's zip. Rows that say the same pack very well, so no ratio is held against them: what they unpack to
/// is.
const LIMITS: Limits = Limits {
    file: MAX_FILE,
    unpacked: MAX_UNPACKED,
    entry: MAX_UNPACKED,
    ratio: u64::MAX,
    floor: 0,
    entries: MAX_PARTS,
    form: Form::Foreign,
};

/// Unpacks every part once before the workbook's parser may: the sizes it declares are not believed.
fn guard(bytes: &[u8]) -> Result<(), WorkbookError> {
    archive::read_each(bytes, &LIMITS, |part, bytes| {
        let name = part.to_lowercase();
        if name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") {
            return Err(WorkbookError::Macros);
        }
        if name.contains("/externallinks/") {
            return Err(WorkbookError::ExternalLinks);
        }
        if ![".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending)) {
            return Ok(());
        }
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        if utf16 || bytes.windows(9).any(|nine| nine.eq_ignore_ascii_case(b"<!doctype")) {
            return Err(WorkbookError::Doctype { part });
        }
        let is_macro = name == "[content_types].xml" && bytes.windows(12).any(|part| part == b"macroEnabled");
        if is_macro { Err(WorkbookError::Macros) } else { Ok(()) }
    })
}

impl From<ArchiveError> for WorkbookError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::TooLarge(size) => Self::TooLarge(size),
            ArchiveError::TooManyEntries(count) => Self::TooManyParts(count),
            ArchiveError::Bomb(_) => Self::UnpacksTooLarge,
            ArchiveError::NoDirectory | ArchiveError::Layout(_) | ArchiveError::Corrupt(_) => {
                Self::Unreadable(error.to_string())
            }
            other => Self::Archive(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, bytes) in parts {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        for bytes in [&b""[..], b"PK", b"code,type\n", &zipped(&[("a.txt", b"x")])] {
            assert_eq!(read(bytes).unwrap_err().code(), "workbook.unreadable");
        }
    }

    #[test]
    fn a_zip_bomb_is_refused_before_it_is_parsed() {
        let bomb = zipped(&[("xl/worksheets/sheet1.xml", &vec![b' '; usize::try_from(MAX_UNPACKED).unwrap() + 1])]);
        assert!(bomb.len() < 1024 * 1024);
        assert_eq!(read(&bomb).unwrap_err().code(), "workbook.unpacks_too_large");
    }

    #[test]
    fn a_document_type_is_refused_wherever_it_stands() {
        for text in [
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a/>".to_owned(),
            format!("{}<!doctype a><a/>", " ".repeat(64 * 1024 - 4)),
        ] {
            let bytes = zipped(&[("xl/workbook.xml", text.as_bytes())]);
            assert_eq!(read(&bytes).unwrap_err().code(), "workbook.doctype");
        }
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_refused_and_ends_no_thread() {
        let sheet = b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"B9:A1\"/><sheetData/></worksheet>";
        let relations = |kind: &str, target: &str| {
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
            )
        };
        let workbook = b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
        let (root, parts) =
            (relations("officeDocument", "xl/workbook.xml"), relations("worksheet", "worksheets/sheet1.xml"));
        let bytes = zipped(&[
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", parts.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet),
        ]);
        assert_eq!(read(&bytes).map_err(|error| error.code()), Err("workbook.unreadable"));
    }

    #[test]
    fn cells_far_out_are_refused_without_making_room_for_them() {
        for (row, column, code) in [
            (MAX_ROWS, 0, "workbook.too_many_rows"),
            (0, u16::try_from(MAX_COLUMNS).unwrap(), "workbook.too_many_columns"),
        ] {
            let mut workbook = rust_xlsxwriter::Workbook::new();
            workbook.add_worksheet().write(row, column, "x").unwrap();
            assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap_err().code(), code);
        }
    }

    #[test]
    fn numbers_read_as_written_and_formulas_dates_and_errors_are_named() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("题库").unwrap();
        sheet.write(2, 0, 650).unwrap();
        sheet.write(2, 1, 0.65).unwrap();
        sheet.write(2, 2, "字").unwrap();
        sheet.write(2, 4, true).unwrap();
        sheet.write_formula(2, 5, "=1+1").unwrap();
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(2, 6, 45000, &date).unwrap();
        let sheets = read(&workbook.save_to_buffer().unwrap()).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        let cells = vec![
            text("650"),
            text("0.65"),
            text("字"),
            text(""),
            text("TRUE"),
            Cell::Unreadable(Unreadable::Formula),
            Cell::Unreadable(Unreadable::Date),
        ];
        assert_eq!(sheets, [Sheet { name: "题库".into(), rows: vec![Row { number: 3, cells }] }]);
    }
}
