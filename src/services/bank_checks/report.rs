//! What a check found, as it is kept and shown.

use serde::{Deserialize, Serialize};

use crate::domain::ItemType;
use crate::domain::bank::{Bank, Blueprint, Fault, Words};
use crate::formats::exchange::{ItemNote, Outcome, Unsaid};

use super::Unread;

/// The most faults that are kept: who has more mends these first.
pub const MOST_FAULTS: usize = 5_000;
/// The most names of pictures that are told.
const MOST_NAMES: usize = 50;

/// The report on a bank.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
    /// Items of the file: read as they are, read with a note, refused.
    #[serde(default)]
    pub read: [usize; 3],
    /// What was cleaned, left behind or passed over, at most [`MOST_FAULTS`] of them.
    #[serde(default)]
    pub noted: Vec<Told>,
    /// Pictures that came along and that no item names.
    pub unused: Vec<String>,
    /// Why files could not be read; nothing else is known then.
    #[serde(default)]
    pub unread: Vec<Unread>,
    /// What its blueprint promises; only of a clean bank.
    #[serde(default)]
    pub promise: Option<Promise>,
}

/// What a bank's blueprint promises, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// How many objections there are to drawing by it.
    pub against: usize,
    /// How many simulated papers meet its constraints.
    pub accepted: u32,
    /// Of how many.
    pub tried: u32,
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
        let count = |is: fn(&Outcome) -> bool| read.iter().filter(|item| is(&item.outcome)).count();
        let counts = [
            count(|outcome| matches!(outcome, Outcome::Read)),
            count(|outcome| matches!(outcome, Outcome::Noted(_))),
            refused.len(),
        ];
        let total = faults.len().saturating_add(refused.len());
        let noted = noted.into_iter().take(MOST_FAULTS).collect();
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
            unread: Vec::new(),
            promise: None,
        }
    }

    /// The report on files that could not be read.
    pub(super) fn unread(file: &str, unread: Vec<Unread>) -> Self {
        Self { file: file.to_owned(), unread, ..Self::default() }
    }

    /// How many items there are.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.items.iter().sum()
    }
}

/// What is to be said of items: the refused ones, and by item what was noted or passed over.
pub(in crate::services) fn told_items(file: &str, items: &[ItemNote]) -> (Vec<Told>, Vec<Told>) {
    let (mut refused, mut noted) = (Vec::new(), Vec::new());
    for item in items {
        let one = |said: Unsaid| {
            let place = item.place.strip_prefix(&format!("{file}:")).unwrap_or(&item.place);
            let place = if item.id.is_empty() { place.to_owned() } else { format!("{place} · {}", item.id) };
            let (what, mend) = (said.what.into(), said.mend.into());
            Told { sheet: file.to_owned(), row: item.row, place, column: None, what, mend }
        };
        let said = item.outcome.said().into_iter().map(one);
        if matches!(item.outcome, Outcome::Refused(_)) { refused.extend(said) } else { noted.extend(said) }
    }
    (refused, noted)
}

/// What is to be said of a fault.
pub(in crate::services) fn told(fault: &Fault) -> Told {
    Told {
        sheet: fault.sheet.clone(),
        row: fault.row,
        place: String::new(),
        column: fault.column.map(|column| Both { zh: column.name_zh(), en: column.name_en() }),
        what: fault.what().into(),
        mend: fault.mend().into(),
    }
}
