//! The answer sheet (答题卡): which bubbles stand where, and its code as a picture.

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

use super::PdfError;
use crate::domain::ItemType;

/// Lengths in tenths of a millimetre; `templates/documents/paper.typ` draws by the same ones.
const WIDTH: usize = 1780;
const NUMBER: usize = 80;
const BUBBLE: usize = 60;
const GAP: usize = 22;
const BAND: usize = 242;
const HEADING: usize = 65;
/// What is left for bubbles under the sheet's head.
const ROOM: usize = 1890;
/// Items below each other in a band.
const ROWS: usize = 5;

/// The bubbles of a section.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) heading: String,
    pub(super) kind: ItemType,
    /// The number of the first item, and how many there are.
    pub(super) first: usize,
    pub(super) count: usize,
    /// The most options that one of them has.
    pub(super) options: usize,
}

/// A part of a section as it stands on one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Part {
    pub(super) heading: String,
    /// What stands in the bubbles.
    pub(super) letters: Vec<String>,
    /// Bands of columns of item numbers.
    pub(super) bands: Vec<Vec<Vec<usize>>>,
}

/// The parts on each sheet, in order. 140 items of five options fit on one.
pub(super) fn sheets(sections: &[Asked]) -> Vec<Vec<Part>> {
    let mut sheets: Vec<Vec<Part>> = vec![Vec::new()];
    let mut used = 0;
    for section in sections.iter().filter(|section| section.count > 0) {
        let letters = letters(section.kind, section.options);
        let across = (WIDTH / (NUMBER + BUBBLE * letters.len() + GAP)).max(1);
        let numbers: Vec<usize> = (section.first..section.first + section.count).collect();
        let columns: Vec<Vec<usize>> = numbers.chunks(ROWS).map(<[usize]>::to_vec).collect();
        let mut open = false;
        for band in columns.chunks(across) {
            let needed = BAND + if open { 0 } else { HEADING };
            if used + needed > ROOM {
                sheets.push(Vec::new());
                (used, open) = (0, false);
            }
            let Some(sheet) = sheets.last_mut() else { continue };
            if !open {
                sheet.push(Part { heading: section.heading.clone(), letters: letters.clone(), bands: Vec::new() });
                used += HEADING;
                open = true;
            }
            if let Some(part) = sheet.last_mut() {
                part.bands.push(band.to_vec());
                used += BAND;
            }
        }
    }
    sheets
}

fn letters(kind: ItemType, options: usize) -> Vec<String> {
    if kind == ItemType::TrueFalse {
        return vec!["对".to_owned(), "错".to_owned()];
    }
    ('A'..='Z').take(options).map(String::from).collect()
}

/// A code as a QR code, drawn as SVG.
pub(super) fn qr(code: &str) -> Result<Vec<u8>, PdfError> {
    let qr = QrCode::encode_text(code, QrCodeEcc::Medium).map_err(|error| PdfError::Typeset(error.to_string()))?;
    let (size, quiet) = (qr.size(), 4);
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| qr.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + quiet, y + quiet)).collect();
    let whole = size + 2 * quiet;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" width=\"{whole}\" height=\"{whole}\">\
         <path d=\"{path}\" fill=\"#000\" shape-rendering=\"crispEdges\"/></svg>"
    )
    .into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(kind: ItemType, first: usize, count: usize, options: usize) -> Asked {
        Asked { heading: "题".into(), kind, first, count, options }
    }

    fn numbers(sheets: &[Vec<Part>]) -> Vec<usize> {
        sheets.iter().flatten().flat_map(|part| part.bands.iter().flatten().flatten().copied()).collect()
    }

    #[test]
    fn a_hundred_and_forty_items_fit_on_one_sheet_and_each_stands_once() {
        for most in [5, 6] {
            let sections = [
                asked(ItemType::Single, 1, 80, 4),
                asked(ItemType::TrueFalse, 81, 40, 2),
                asked(ItemType::Multiple, 121, 20, most),
            ];
            let sheets = sheets(&sections);
            assert_eq!(sheets.len(), 1, "{most} options");
            assert_eq!(numbers(&sheets), (1..=140).collect::<Vec<_>>());
        }
    }

    #[test]
    fn more_items_go_on_another_sheet_under_their_heading_again() {
        let sheets = sheets(&[asked(ItemType::Single, 1, 300, 4)]);
        assert_eq!(sheets.len(), 2);
        assert_eq!(numbers(&sheets), (1..=300).collect::<Vec<_>>());
        assert_eq!(sheets[1][0].letters, ["A", "B", "C", "D"]);
        assert_eq!(sheets[1][0].heading, "题");
    }
}
