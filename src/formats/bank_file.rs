//! A bank's file, `.xlsx` or `.csv`, as sheets: what the command line and the pages both read.

use crate::domain::bank::{Cell, MARKS, Row, Sheet};

use super::csv_bank::{self, CsvError};
use super::xlsx::{self, WorkbookError};

/// A bank's file that isn't read, and why.
#[derive(Debug, thiserror::Error)]
pub enum BankFileError {
    /// A name that ends in neither.
    #[error("a bank is an .xlsx or a .csv file")]
    Extension,
    /// The workbook is refused.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The CSV file is refused.
    #[error(transparent)]
    Csv(#[from] CsvError),
}

impl BankFileError {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Extension => "bank_file.extension",
            Self::Workbook(error) => error.code(),
            Self::Csv(error) => error.code(),
        }
    }
}

/// The sheets of a bank's file, by what its name ends in. What an earlier check marked in it is left out.
///
/// # Errors
/// When the name says neither, or the file is beyond a limit, unsafe or broken.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, BankFileError> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let sheets = match extension.as_str() {
        "xlsx" => xlsx::read(bytes)?,
        "csv" => vec![csv_bank::read(bytes, name)?],
        _ => return Err(BankFileError::Extension),
    };
    Ok(sheets.into_iter().filter(|sheet| sheet.name != MARKS).map(unmarked).collect())
}

/// A sheet without the column in which an earlier check wrote what was wrong.
fn unmarked(mut sheet: Sheet) -> Sheet {
    let is_marks = |cell: &Cell| matches!(cell, Cell::Text(text) if text.trim() == MARKS);
    let header = sheet.rows.iter().find(|row| !row.is_blank());
    let Some(column) = header.and_then(|row| row.cells.iter().position(is_marks)) else { return sheet };
    for Row { cells, .. } in &mut sheet.rows {
        if let Some(cell) = cells.get_mut(column) {
            *cell = Cell::Text(String::new());
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_a_file_is_and_another_is_refused() {
        assert_eq!(read("Bank.CSV", b"a,b\n").unwrap()[0].name, "Bank.CSV");
        for name in ["bank.xls", "bank", "bank.xlsx.exe", ""] {
            assert_eq!(read(name, b"a,b\n").unwrap_err().code(), "bank_file.extension", "{name}");
        }
        assert_eq!(read("bank.xlsx", b"a,b\n").unwrap_err().code(), "workbook.unreadable");
        assert_eq!(read("bank.csv", b"PK\x03\x04").unwrap_err().code(), "csv.workbook");
    }

    #[test]
    fn what_an_earlier_check_wrote_is_left_out() {
        let sheets = read("b.csv", "题目编码,检查结果\nS-1,难度应为整数\n,多余\n".as_bytes()).unwrap();
        let text: Vec<bool> = sheets[0].rows.iter().map(Row::is_blank).collect();
        assert_eq!(text, [false, false, true]);
        assert_eq!(sheets[0].rows[1].cells, [Cell::Text("S-1".into()), Cell::Text(String::new())]);
    }
}
