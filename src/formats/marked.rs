//! A bank's workbook with what its check found: each faulty cell coloured and noted, and a column that says what is
//! wrong and how to mend it. It can be put right in place and checked again.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError};

use crate::domain::bank::{Cell, Column, Fault, MARKS, Row, Sheet, Words, places};
use crate::formats::exchange::{ItemNote, Unsaid};
use crate::i18n::Locale;

/// The most characters of a cell.
const CELL: usize = 32_000;
/// The most characters of a sheet's name.
const NAME: usize = 31;

/// The workbook, as bytes. What is told of items — refused, read with a note, passed over — is listed on the sheet of what is no row's.
///
/// # Errors
/// When it would be larger than a workbook can be.
pub fn write(sheets: &[Sheet], faults: &[Fault], told: &[&ItemNote], locale: Locale) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks::new();
    for (number, sheet) in (1..).zip(sheets) {
        let own: Vec<&Fault> = faults.iter().filter(|fault| fault.sheet == sheet.name && fault.row.is_some()).collect();
        let worksheet = workbook.add_worksheet();
        if worksheet.set_name(tab(&sheet.name)).is_err() {
            worksheet.set_name(format!("{number}"))?;
        }
        copy(worksheet, sheet, &own, &looks, locale)?;
    }
    let rest: Vec<&Fault> = faults
        .iter()
        .filter(|fault| fault.row.is_none() || !sheets.iter().any(|sheet| sheet.name == fault.sheet))
        .collect();
    if !rest.is_empty() || !told.is_empty() {
        list(workbook.add_worksheet(), &rest, told, &looks, locale)?;
    }
    workbook.save_to_buffer()
}

struct Looks {
    head: Format,
    faulty: Format,
    said: Format,
}

impl Looks {
    fn new() -> Self {
        let pink = Color::RGB(0x00FB_E8E4);
        let said = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            head: Format::new().set_bold(),
            faulty: Format::new().set_background_color(pink).set_font_color(Color::RGB(0x00A3_2A1C)),
            said,
        }
    }
}

/// Writes a sheet's cells where they were, and beside them what is wrong.
fn copy(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    faults: &[&Fault],
    looks: &Looks,
    locale: Locale,
) -> Result<(), XlsxError> {
    let (header, columns) = places(sheet).unwrap_or_default();
    let widest = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let marks = u16::try_from(widest).unwrap_or(u16::MAX);
    let mut cells: BTreeMap<(u32, u16), Vec<String>> = BTreeMap::new();
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for fault in faults {
        let (Some(row), said) = (fault.row, said(fault, locale)) else { continue };
        let place = |column: &Column| columns.get(column).and_then(|index| u16::try_from(*index).ok());
        if let Some(column) = fault.column.as_ref().and_then(place) {
            cells.entry((row, column)).or_default().push(said.clone());
        }
        rows.entry(row).or_default().push(said);
    }
    for row in &sheet.rows {
        let at = row.number.saturating_sub(1);
        for (column, cell) in (0u16..).zip(&row.cells) {
            let look = match cells.get(&(row.number, column)) {
                Some(_) => Some(&looks.faulty),
                None => (row.number == header).then_some(&looks.head),
            };
            put(worksheet, (at, column), cell, look)?;
        }
    }
    let numbered: BTreeMap<u32, &Row> = sheet.rows.iter().map(|row| (row.number, row)).collect();
    for ((row, column), said) in &cells {
        let at = row.saturating_sub(1);
        let found = numbered.get(row).and_then(|row| row.cells.get(usize::from(*column)));
        if found.is_none_or(|cell| cell.is_blank()) {
            worksheet.write_blank(at, *column, &looks.faulty)?;
        }
        worksheet.insert_note(at, *column, &Note::new(cut(&said.join("\n"))).set_author("匠衡"))?;
    }
    for (row, said) in &rows {
        worksheet.write_string_with_format(row.saturating_sub(1), marks, cut(&said.join("\n")), &looks.said)?;
    }
    if header > 0 {
        worksheet.write_string_with_format(header.saturating_sub(1), marks, MARKS, &looks.head)?;
        worksheet.set_freeze_panes(header, 0)?;
    }
    worksheet.set_column_width(marks, 70)?;
    if let Some(stem) = columns.get(&Column::Stem).and_then(|index| u16::try_from(*index).ok()) {
        worksheet.set_column_width(stem, 40)?;
    }
    Ok(())
}

/// Writes one cell. Text stays text, whatever it begins with; what could not be read stays what is refused again.
fn put(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    look: Option<&Format>,
) -> Result<(), XlsxError> {
    let plain = Format::new();
    let look = look.unwrap_or(&plain);
    match cell {
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => match text.parse::<u32>() {
            Ok(number) if number.to_string() == *text => {
                worksheet.write_number_with_format(row, column, number, look)?;
            }
            _ => {
                worksheet.write_string_with_format(row, column, cut(text), look)?;
            }
        },
        Cell::Unreadable(_) => {
            worksheet.write_formula_with_format(row, column, "=NA()", look)?;
        }
    }
    Ok(())
}

/// The faults that are no row's, on a sheet of their own.
fn list(
    worksheet: &mut Worksheet,
    faults: &[&Fault],
    told: &[&ItemNote],
    looks: &Looks,
    locale: Locale,
) -> Result<(), XlsxError> {
    worksheet.set_name(MARKS)?;
    worksheet.set_column_width(0, 24)?;
    worksheet.set_column_width(1, 90)?;
    let refusals = told.iter().flat_map(|item| {
        let one = |said: Unsaid| (format!("{} {}", item.place, item.id), joined(said.what, said.mend, locale));
        item.outcome.said().into_iter().map(one).collect::<Vec<_>>()
    });
    let faults = faults.iter().map(|fault| (fault.sheet.clone(), said(fault, locale)));
    for (row, (place, said)) in (0u32..).zip(refusals.chain(faults)) {
        worksheet.write_string_with_format(row, 0, cut(&place), &looks.head)?;
        worksheet.write_string_with_format(row, 1, cut(&said), &looks.said)?;
    }
    Ok(())
}

fn said(fault: &Fault, locale: Locale) -> String {
    joined(fault.what(), fault.mend(), locale)
}

fn joined(what: Words, mend: Words, locale: Locale) -> String {
    let of = |words: Words| if locale == Locale::Zh { words.zh } else { words.en };
    let colon = if locale == Locale::Zh { "。怎么改：" } else { ". How to mend: " };
    format!("{}{colon}{}", of(what), of(mend))
}

fn cut(text: &str) -> String {
    text.chars().take(CELL).collect()
}

/// A sheet's name as a spreadsheet program takes it.
fn tab(name: &str) -> String {
    let fits = |c: char| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { '_' } else { c };
    name.chars().map(fits).take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::{Pictures, lint};
    use crate::formats::bank_file;

    const HEADER: &str = "题目编码,题型,内容点,难度,题干,选项A,选项B,答案";

    fn found(sheets: &[Sheet]) -> Vec<(Option<u32>, &'static str)> {
        let faults = lint(sheets, None, &Pictures::new()).err().unwrap_or_default();
        faults.iter().map(|fault| (fault.row, fault.code())).collect()
    }

    #[test]
    fn the_marked_workbook_says_what_is_wrong_in_its_place_and_is_checked_again_to_the_same() {
        let csv = format!("{HEADER}\nS-1,单选,1.1,难,题一,=1+1,乙,E\n\nS-2,单选,1.1,500,,甲,乙,A\n");
        let sheets = bank_file::read("青禾/题库[1].csv", csv.as_bytes()).unwrap().sheets;
        let faults = lint(&sheets, None, &Pictures::new()).unwrap_err();
        assert_eq!(faults.len(), 3);
        let bytes = write(&sheets, &faults, &[], Locale::Zh).unwrap();
        let raw = crate::formats::xlsx::read(&bytes).unwrap();
        assert_eq!(raw[0].name, "青禾_题库_1_.csv");
        let row = |number: u32| raw[0].rows.iter().find(|row| row.number == number).unwrap();
        let text = |number: u32, column: usize| match &row(number).cells[column] {
            Cell::Text(text) => text.clone(),
            Cell::Unreadable(_) => panic!(),
        };
        assert_eq!(text(1, 8), MARKS);
        assert!(text(2, 8).contains("难") && text(2, 8).contains("怎么改：") && text(2, 8).contains('\n'));
        assert_eq!(text(2, 5), "=1+1", "a text stays a text");
        assert_eq!(text(4, 3), "500");
        let again = bank_file::read("again.xlsx", &bytes).unwrap().sheets;
        assert_eq!(found(&again), found(&sheets), "its own marks are no faults");
        let twice = write(&again, &faults, &[], Locale::En).unwrap();
        assert_eq!(found(&bank_file::read("twice.xlsx", &twice).unwrap().sheets), found(&sheets));
    }

    #[test]
    fn what_could_not_be_read_is_refused_again_and_blueprint_faults_have_a_sheet_of_their_own() {
        use crate::domain::bank::{FaultKind, Unreadable};
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut rows = vec![Row { number: 1, cells: HEADER.split(',').map(text).collect() }];
        let mut cells: Vec<Cell> = ["S-1", "单选", "1.1", "500", "", "甲", "乙", "A"].map(text).to_vec();
        cells[4] = Cell::Unreadable(Unreadable::Formula);
        rows.push(Row { number: 2, cells });
        let sheets = [Sheet { name: "题库".into(), rows }];
        let mut faults = lint(&sheets, None, &Pictures::new()).unwrap_err();
        let kind = FaultKind::PointsNotTotal { sum: 1, total: 2 };
        faults.push(Fault { sheet: Fault::BLUEPRINT.into(), row: None, column: None, kind });
        let bytes = write(&sheets, &faults, &[], Locale::Zh).unwrap();
        assert_eq!(crate::formats::xlsx::read(&bytes).unwrap()[1].name, MARKS);
        let again = bank_file::read("again.xlsx", &bytes).unwrap().sheets;
        assert_eq!(again.len(), 1);
        assert_eq!(found(&again), [(Some(2), "bank.cell_formula")]);
    }
}
