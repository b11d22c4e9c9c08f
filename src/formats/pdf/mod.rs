//! Documents as PDF, set by typst within this process: no network, no files, no clock.
//!
//! A document is one of our templates (`templates/documents/`), data it reads as JSON, and pictures. What people wrote is
//! data and never markup: a stem with `#` or `$` prints as it stands. Same input, same fonts: same bytes.

mod envelope;
mod fonts;
mod key;
mod paper;
mod sheet;
mod world;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub use key::{KeyBook, KeyOfPaper, KeySection, Place, SeatList};
pub use paper::{Paper, PaperItem, PaperSection};

use fonts::Fonts;

/// Why a document was not printed. Nothing of it is there then.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No font that covers Chinese.
    #[error(
        "no font for Chinese was found in {0}; install one (Debian and Ubuntu: apt-get install fonts-noto-cjk) or name a \
         folder of font files with --fonts"
    )]
    NoFonts(String),
    /// A character that no font here has: it would print as an empty box.
    #[error("{place}: no font here has the character {character:?} (U+{:04X})", u32::from(*.character))]
    NoGlyph {
        /// Where it stands, such as `第 12 题`.
        place: String,
        /// The character.
        character: char,
    },
    /// A picture that can't be read, or a template that does not fit its data.
    #[error("typesetting: {0}")]
    Typeset(String),
}

/// Prints documents. The fonts are looked for when the first one is printed, and kept.
#[derive(Debug, Default)]
pub struct Press {
    folder: Option<PathBuf>,
    fonts: Mutex<Option<Arc<Fonts>>>,
}

impl Press {
    /// A press with the fonts of a folder, or else with the system's.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, fonts: Mutex::default() }
    }

    /// The fonts. Not finding any is not remembered, so that whoever installs some need not start again.
    fn fonts(&self) -> Result<Arc<Fonts>, PdfError> {
        let mut kept = self.fonts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fonts) = &*kept {
            return Ok(Arc::clone(fonts));
        }
        let found = Arc::new(Fonts::find(self.folder.as_deref())?);
        *kept = Some(Arc::clone(&found));
        Ok(found)
    }
}

/// Hundredths of a point as people write them: `1.75`, `0.7`, `100`.
fn points(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, (hundredths % 100).abs());
    let text = format!("{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// 一 … 十, then 十一 …: how sections are numbered.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens % 10), digit(ones)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_numerals_read_as_people_write_them() {
        assert_eq!([70, 175, 10_000, 100, 5].map(points), ["0.7", "1.75", "100", "1", "0.05"]);
        assert_eq!([1, 9, 10, 12, 20, 23].map(numeral), ["一", "九", "十", "十二", "二十", "二十三"]);
    }
}
