//! Rows as a workbook and as CSV.

use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use super::WriteError;
use crate::domain::bank::{Cell, Column, Sheet};
use crate::formats::csv_bank;

/// A workbook: every cell is text but the facility, which is a number. A text that begins with `=` stays a text.
pub(super) fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet();
    worksheet.set_name("题库")?;
    let (head, cell) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let facility = Column::ALL.iter().position(|column| *column == Column::Facility);
    for row in &sheet.rows {
        let at = row.number.saturating_sub(1);
        for (column, text) in (0u16..).zip(row.cells.iter().map(text)) {
            let number = text.parse::<u16>().ok().filter(|number| number.to_string() == text);
            match number {
                _ if text.is_empty() => {}
                Some(number) if Some(usize::from(column)) == facility => {
                    worksheet.write_number(at, column, number)?;
                }
                _ => {
                    worksheet.write_string_with_format(at, column, text, if at == 0 { &head } else { &cell })?;
                }
            }
        }
    }
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.set_column_width(4, 40)?;
    Ok(workbook.save_to_buffer()?)
}

/// CSV in UTF-8 with a byte order mark, without which Excel takes it for another encoding; texts that a spreadsheet would
/// take for formulas are guarded (decision 0022).
pub(super) fn csv(sheet: &Sheet) -> Result<Vec<u8>, WriteError> {
    let wrong = |error: &dyn std::fmt::Display| WriteError::Csv(error.to_string());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    for row in &sheet.rows {
        let cells = row.cells.iter().map(|cell| csv_bank::guarded(text(cell)));
        writer.write_record(cells.map(std::borrow::Cow::into_owned)).map_err(|error| wrong(&error))?;
    }
    writer.into_inner().map_err(|error| wrong(&error))
}

fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        Cell::Unreadable(_) => "",
    }
}
