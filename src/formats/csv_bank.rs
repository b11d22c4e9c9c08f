//! Banks as `.csv` (RFC 4180) in UTF-8.

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
        rows.push(Row { number, cells: record.iter().map(|cell| Cell::Text(cell.to_owned())).collect() });
    }
    Ok(Sheet { name: name.to_owned(), rows })
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
