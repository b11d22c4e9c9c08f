//! Rows as a spreadsheet shows them, whatever file they came from.

/// The most characters a cell may hold, as in every spreadsheet program.
pub const MAX_CELL: usize = 32_767;

/// One sheet of a workbook, or the whole of a CSV file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name; a CSV file's own name.
    pub name: String,
    /// Its rows; rows without any cell may be left out.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row's number as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Its cells from the first column on; cells at the end may be left out.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number as it is written; empty where nothing is.
    Text(String),
    /// Something that is no text a bank can hold.
    Unreadable(Unreadable),
}

/// Why a cell can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It holds a formula: what it shows depends on who opens it.
    Formula,
    /// It holds a date or a time; spreadsheets make them of texts such as `3-5`.
    Date,
    /// It holds an error such as `#REF!`.
    Error,
    /// It holds more than [`MAX_CELL`] characters; they are not kept.
    TooLong,
}

impl Cell {
    /// A text cell; a text longer than [`MAX_CELL`] is not kept.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let too_long = text.len() > MAX_CELL && text.chars().count() > MAX_CELL;
        if too_long { Self::Unreadable(Unreadable::TooLong) } else { Self::Text(text.to_owned()) }
    }

    /// Whether nothing is in it but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

impl Row {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// The name of the column at `index` from 0: A … Z, AA ….
#[must_use]
pub fn column_letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_a_spreadsheet_letters_them() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(index), letters);
        }
    }
}
