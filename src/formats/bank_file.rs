//! The one door through which a bank's file comes in, whatever its format: sheets for the lint, pictures that came inside, and a
//! report by item. The command line and the pages both read here.

use crate::domain::bank::{Cell, Column, MARKS, Pictures, Row, Sheet, places};

use super::csv_bank::{self, CsvError};
use super::exchange::{self, Collected, ExchangeError, ItemNote, Outcome, Watch};
use super::xlsx::{self, WorkbookError};

/// The most bytes that any of the formats takes; each has its own limit too.
pub const MAX_FILE: u64 = exchange::MAX_FILE;

/// A bank's file as it was read.
#[derive(Debug, Default)]
pub struct BankFile {
    /// Its rows.
    pub sheets: Vec<Sheet>,
    /// The pictures that came inside it, by the names the rows give them.
    pub pictures: Pictures,
    /// What became of each of its items. A row of a spreadsheet is read as it is: its faults are the lint's.
    pub items: Vec<ItemNote>,
}

impl BankFile {
    /// The items that were refused. While there is one, nothing of the file may be imported as if it were the whole.
    pub fn refused(&self) -> impl Iterator<Item = &ItemNote> {
        self.items.iter().filter(|item| matches!(item.outcome, Outcome::Refused(_)))
    }

    /// What was read with a note, and what was passed over because it is no item.
    pub fn notes(&self) -> impl Iterator<Item = &ItemNote> {
        self.items.iter().filter(|item| matches!(item.outcome, Outcome::Noted(_) | Outcome::PassedOver(_)))
    }
}

/// A bank's file that isn't read, and why.
#[derive(Debug, thiserror::Error)]
pub enum BankFileError {
    /// A name that ends in none of the formats.
    #[error("a bank is an .xlsx, .csv, .zip (QTI), .xml (Moodle, QTI) or .gift file")]
    Extension,
    /// The workbook is refused.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The CSV file is refused.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The file of items is refused.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
}

impl BankFileError {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Extension => "bank_file.extension",
            Self::Workbook(error) => error.code(),
            Self::Csv(error) => error.code(),
            Self::Exchange(error) => error.code(),
        }
    }
}

/// A bank's file, by what its name ends in. What an earlier check marked in it is left out.
///
/// # Errors
/// When the name says no format, or the file as a whole is beyond a limit, unsafe or broken.
pub fn read(name: &str, bytes: &[u8]) -> Result<BankFile, BankFileError> {
    read_watched(name, bytes, &|_, _| {})
}

/// As [`read`], telling `watch` on the way how many items are read and how many there are. A spreadsheet is read in one go.
///
/// # Errors
/// As [`read`].
pub fn read_watched(name: &str, bytes: &[u8], watch: Watch<'_>) -> Result<BankFile, BankFileError> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let collected = match extension.as_str() {
        "xlsx" => return Ok(of_sheets(xlsx::read(bytes)?, watch)),
        "csv" => return Ok(of_sheets(vec![csv_bank::read(bytes, name)?], watch)),
        "zip" => exchange::read_package(name, bytes, watch)?,
        "xml" => exchange::read_xml(name, bytes, watch)?,
        "gift" | "txt" => exchange::read_gift(name, bytes, watch)?,
        _ => return Err(BankFileError::Extension),
    };
    let Collected { sheet, pictures, items } = collected;
    Ok(BankFile { sheets: vec![sheet], pictures, items })
}

fn of_sheets(sheets: Vec<Sheet>, watch: Watch<'_>) -> BankFile {
    let sheets: Vec<Sheet> = sheets.into_iter().filter(|sheet| sheet.name != MARKS).map(unmarked).collect();
    let items: Vec<ItemNote> = sheets.iter().flat_map(rows).collect();
    watch(items.len(), items.len());
    BankFile { sheets, pictures: Pictures::new(), items }
}

/// The rows below a sheet's header, each as an item that was read.
fn rows(sheet: &Sheet) -> Vec<ItemNote> {
    let Some((header, columns)) = places(sheet) else { return Vec::new() };
    let code = columns.get(&Column::Code);
    let below = sheet.rows.iter().filter(|row| row.number > header && !row.is_blank());
    below
        .map(|row| {
            let id = match code.and_then(|index| row.cells.get(*index)) {
                Some(Cell::Text(text)) => text.trim().chars().take(120).collect(),
                Some(Cell::Unreadable(_)) | None => String::new(),
            };
            let place = format!("{}:{}", sheet.name, row.number);
            ItemNote { place, id, row: Some(row.number), outcome: Outcome::Read }
        })
        .collect()
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
        assert_eq!(read("Bank.CSV", b"a,b\n").unwrap().sheets[0].name, "Bank.CSV");
        for name in ["bank.xls", "bank", "bank.xlsx.exe", ""] {
            assert_eq!(read(name, b"a,b\n").unwrap_err().code(), "bank_file.extension", "{name}");
        }
        assert_eq!(read("bank.xlsx", b"a,b\n").unwrap_err().code(), "workbook.unreadable");
        assert_eq!(read("bank.csv", b"PK\x03\x04").unwrap_err().code(), "csv.workbook");
        assert_eq!(read("bank.zip", b"PK\x03\x04").unwrap_err().code(), "items.zip_damaged");
        assert_eq!(read("bank.xml", b"<html/>").unwrap_err().code(), "items.root");
        assert_eq!(read("bank.xml", b"<questestinterop/>").unwrap_err().code(), "items.qti1");
        assert_eq!(read("bank.gift", b"\xcc\xe2").unwrap_err().code(), "items.not_utf8");
        assert_eq!(read("bank.txt", b"a\0").unwrap_err().code(), "items.binary");
    }

    #[test]
    fn what_an_earlier_check_wrote_is_left_out() {
        let file = read("b.csv", "题目编码,检查结果\nS-1,难度应为整数\n,多余\n".as_bytes()).unwrap();
        let text: Vec<bool> = file.sheets[0].rows.iter().map(Row::is_blank).collect();
        assert_eq!(text, [false, false, true]);
        assert_eq!(file.sheets[0].rows[1].cells, [Cell::Text("S-1".into()), Cell::Text(String::new())]);
        assert_eq!(file.items.len(), 1);
        assert_eq!((file.items[0].place.as_str(), file.items[0].id.as_str()), ("b.csv:2", "S-1"));
    }
}
