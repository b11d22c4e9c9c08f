//! Banks as `.csv` (RFC 4180) in UTF-8.

use std::borrow::Cow;

use crate::domain::bank::{Cell, Row, Sheet};

use super::xlsx::{MAX_COLUMNS, MAX_FILE, MAX_ROWS};

/// A CSV file that isn't read, and why.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    /// More bytes than a workbook may have.
    #[error("the file has {0} bytes; at most {MAX_FILE} are read: split the bank")]
    TooLarge(u64),
    /// Bytes that are no UTF-8.
    #[error(
        "byte {byte} (line {line}) is not UTF-8{}; save the file as \"CSV UTF-8\"",
        if *.gbk { ": it reads like GBK, which is what Excel writes as plain \"CSV\"" } else { "" }
    )]
    NotUtf8 {
        /// The offset of the first byte that isn't, from 0.
        byte: usize,
        /// Its line, from 1.
        line: usize,
        /// Whether the bytes look like GBK.
        gbk: bool,
    },
    /// NUL bytes: UTF-16, or no text at all.
    #[error("the file holds NUL bytes: it is UTF-16 or no text; save it as \"CSV UTF-8\"")]
    Binary,
    /// A workbook under the name of a CSV file.
    #[error("this is a spreadsheet workbook, not a CSV file; name it .xlsx")]
    Workbook,
    /// More rows than a sheet may have.
    #[error("more than {MAX_ROWS} rows; split the bank")]
    TooManyRows,
    /// More columns than a sheet may have.
    #[error("row {0} has more than {MAX_COLUMNS} columns")]
    TooManyColumns(u32),
    /// Something the CSV parser refuses.
    #[error("not readable as CSV: {0}")]
    Unreadable(#[from] csv::Error),
}

impl CsvError {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "csv.too_large",
            Self::NotUtf8 { .. } => "csv.not_utf8",
            Self::Binary => "csv.binary",
            Self::Workbook => "csv.workbook",
            Self::TooManyRows => "csv.too_many_rows",
            Self::TooManyColumns(_) => "csv.too_many_columns",
            Self::Unreadable(_) => "csv.unreadable",
        }
    }
}

/// The rows of a CSV file as one sheet called `name`, numbered as a spreadsheet that opens it would: a text over
/// several lines is one row, an empty line is one too. A byte order mark is tolerated.
///
/// # Errors
/// When the file is not UTF-8, beyond a limit, or no CSV.
pub fn read(bytes: &[u8], name: &str) -> Result<Sheet, CsvError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > MAX_FILE {
        return Err(CsvError::TooLarge(size));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(CsvError::Workbook);
    }
    if bytes.contains(&0) || bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(CsvError::Binary);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    let mut text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut rows, mut number) = (Vec::new(), 0u32);
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut record)? {
            break;
        }
        let lines = reader.position().line().saturating_sub(before);
        let inside = record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        let skipped = lines.saturating_sub(1).saturating_sub(u64::try_from(inside).unwrap_or(0));
        number = number.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX)).saturating_add(1);
        if number > MAX_ROWS {
            return Err(CsvError::TooManyRows);
        }
        if u32::try_from(record.len()).unwrap_or(u32::MAX) > MAX_COLUMNS {
            return Err(CsvError::TooManyColumns(number));
        }
        rows.push(Row { number, cells: record.iter().map(|cell| Cell::of_text(unguarded(cell))).collect() });
    }
    Ok(Sheet { name: name.to_owned(), rows })
}

/// A cell as it is written (decision 0022): a spreadsheet that opens CSV takes what begins so for a formula, and an apostrophe
/// before it makes it a text. [`unguarded`] takes exactly one off again, so that what is written reads as it was.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if begins_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell without the apostrophe that guards it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| begins_formula(rest)).unwrap_or(cell)
}

/// Whether behind any apostrophes stands what begins a formula, in full width too.
fn begins_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

fn not_utf8(bytes: &[u8], byte: usize) -> CsvError {
    let (before, after) = bytes.split_at_checked(byte).unwrap_or((bytes, &[]));
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let gbk = matches!(after, [0x81..=0xfe, 0x40..=0xfe, ..]);
    CsvError::NotUtf8 { byte, line, gbk }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_encoding_is_refused_with_its_place() {
        let gbk = b"code,type\n\xcc\xe2,\xc4\xbf\n";
        let error = read(gbk, "bank.csv").unwrap_err();
        assert!(matches!(error, CsvError::NotUtf8 { byte: 10, line: 2, gbk: true }), "{error:?}");
        assert!(error.to_string().contains("CSV UTF-8"));
        assert_eq!(read(b"PK\x03\x04", "bank.csv").unwrap_err().code(), "csv.workbook");
    }

    #[test]
    fn nul_bytes_and_utf16_are_refused() {
        let utf16: Vec<u8> = "\u{feff}编码".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&b"a,\0b\n"[..], &utf16, b"\xfe\xff\x51\x51"] {
            assert_eq!(read(bytes, "b.csv").unwrap_err().code(), "csv.binary");
        }
    }

    #[test]
    fn a_cell_that_would_be_a_formula_is_guarded_and_reads_as_it_was() {
        for text in ["=1+1", "'=1", "''@x", "＝A1", "-1", "+", "'", "''", "'abc", "abc", "", "\t=1"] {
            let written = guarded(text);
            assert!(!written.starts_with(['=', '+', '-', '@', '＝', '\t']), "{text}");
            assert_eq!(unguarded(&written), text);
        }
        let sheet = read("a,'=1+1\n".as_bytes(), "b").unwrap();
        assert_eq!(sheet.rows[0].cells[1], Cell::Text("=1+1".into()));
        let long = "字".repeat(crate::domain::bank::MAX_CELL + 1);
        let sheet = read(long.as_bytes(), "b").unwrap();
        assert_eq!(sheet.rows[0].cells[0], Cell::Unreadable(crate::domain::bank::Unreadable::TooLong));
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let sheet = read("\u{feff}a,b\r\n\r\n\"two\r\nlines\",x\n\n\ny".as_bytes(), "bank.csv").unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(
            sheet.rows,
            [
                Row { number: 1, cells: vec![text("a"), text("b")] },
                Row { number: 3, cells: vec![text("two\nlines"), text("x")] },
                Row { number: 6, cells: vec![text("y")] },
            ]
        );
    }

    #[test]
    fn files_beyond_the_limits_are_refused() {
        let wide = ",".repeat(usize::try_from(MAX_COLUMNS).unwrap());
        assert_eq!(read(wide.as_bytes(), "b").unwrap_err().code(), "csv.too_many_columns");
        let long = "x\n".repeat(usize::try_from(MAX_ROWS).unwrap() + 1);
        assert_eq!(read(long.as_bytes(), "b").unwrap_err().code(), "csv.too_many_rows");
    }
}
