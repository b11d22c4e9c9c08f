//! What a check found, as it is kept and shown.

use serde::{Deserialize, Serialize};

use crate::domain::ItemType;
use crate::domain::bank::{Bank, Blueprint, Fault, Words};
use crate::formats::exchange::{ItemNote, Outcome, Unsaid};

/// The most faults that are kept: who has more mends these first.
pub const MOST_FAULTS: usize = 5_000;
/// The most names of pictures that are told.
const MOST_NAMES: usize = 50;

/// The report on a bank.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// The bank's file.
    pub file: String,
    /// The blueprint's title.
    pub title: String,
    /// The occupation's code.
    pub occupation: String,
    /// The level, 0 for none.
    pub level: i64,
    /// Items of each type (单选, 判断, 多选); only of a clean bank.
    pub items: [usize; 3],
    /// How many pictures were used.
    pub pictures: usize,
    /// How many faults there are, items of the file that were refused included.
    pub total: usize,
    /// Refused items and then the faults, at most [`MOST_FAULTS`] of them.
    pub faults: Vec<Told>,
    /// Items of the file as they were read: as they are, with a note, refused.
    #[serde(default)]
    pub read: [usize; 3],
    /// What was cleaned or left behind, at most [`MOST_FAULTS`] of them.
    #[serde(default)]
    pub noted: Vec<Told>,
    /// Pictures that came along and that no item names.
    pub unused: Vec<String>,
}

/// A fault, in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1, where the fault is a row's.
    pub row: Option<u32>,
    /// The place in the file, where it is an item's that has no row.
    #[serde(default)]
    pub place: String,
    /// The column's name, where the fault is a cell's.
    pub column: Option<Both>,
    /// What is wrong.
    pub what: Both,
    /// How to mend it.
    pub mend: Both,
}

/// Words in the languages of the house.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<Words> for Both {
    fn from(words: Words) -> Self {
        Self { zh: words.zh, en: words.en }
    }
}

impl Report {
    /// The report on what the lint answered.
    #[must_use]
    pub fn of(
        file: &str,
        blueprint: &Blueprint,
        (checked, read): (&Result<Bank, Vec<Fault>>, &[ItemNote]),
        used: usize,
        mut unused: Vec<String>,
    ) -> Self {
        unused.truncate(MOST_NAMES);
        let (items, faults) = match checked {
            Ok(bank) => {
                ([ItemType::Single, ItemType::TrueFalse, ItemType::Multiple].map(|kind| bank.count(kind)), &[][..])
            }
            Err(faults) => ([0; 3], faults.as_slice()),
        };
        let (refused, noted) = told_items(file, read);
        let clean = read.len().saturating_sub(refused.len()).saturating_sub(noted.len());
        let total = faults.len().saturating_add(refused.len());
        let counts = [clean, noted.len(), refused.len()];
        let noted = noted.into_iter().flatten().take(MOST_FAULTS).collect();
        Self {
            file: file.to_owned(),
            title: blueprint.title.clone(),
            occupation: blueprint.occupation.to_string(),
            level: blueprint.level.number(),
            items,
            pictures: used,
            total,
            faults: refused.into_iter().chain(faults.iter().map(told)).take(MOST_FAULTS).collect(),
            read: counts,
            noted,
            unused,
        }
    }

    /// How many items there are.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.items.iter().sum()
    }
}

/// The refused items, and by item what was noted.
fn told_items(file: &str, items: &[ItemNote]) -> (Vec<Told>, Vec<Vec<Told>>) {
    let (mut refused, mut noted) = (Vec::new(), Vec::new());
    for item in items {
        let one = |said: Unsaid| {
            let place = item.place.strip_prefix(&format!("{file}:")).unwrap_or(&item.place);
            let place = if item.id.is_empty() { place.to_owned() } else { format!("{place} · {}", item.id) };
            let (what, mend) = (said.what.into(), said.mend.into());
            Told { sheet: file.to_owned(), row: item.row, place, column: None, what, mend }
        };
        match &item.outcome {
            Outcome::Read => {}
            Outcome::Noted(notes) => noted.push(notes.iter().map(|note| one(note.said())).collect()),
            Outcome::Refused(refusal) => refused.push(one(refusal.said())),
        }
    }
    (refused, noted)
}

fn told(fault: &Fault) -> Told {
    Told {
        sheet: fault.sheet.clone(),
        row: fault.row,
        place: String::new(),
        column: fault.column.map(|column| Both { zh: column.name_zh(), en: column.name_en() }),
        what: fault.what().into(),
        mend: fault.mend().into(),
    }
}
