//! Why a file could not be read, as it is kept with a check and said on a page in the reader's language.

use serde::{Deserialize, Serialize};

use super::Unreadable;
use crate::formats::bank_file::BankFileError;
use crate::formats::blueprint::BlueprintError;
use crate::formats::csv_bank::CsvError;
use crate::formats::exchange::ExchangeError;
use crate::formats::xlsx::WorkbookError;

/// What a text is filled in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Filled {
    /// A number.
    Number(i64),
    /// Words.
    Text(String),
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The field it was chosen in: `bank` or `blueprint`.
    pub field: String,
    /// The text's key in `locales/`.
    pub key: String,
    /// What the text is filled in with, by name.
    pub values: Vec<(String, Filled)>,
}

impl Unread {
    fn new(field: &str, key: impl Into<String>, values: &[(&str, Filled)]) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { field: field.to_owned(), key: key.into(), values }
    }

    /// That a check did not come to its end, through no fault of the file's that we know of.
    pub(super) fn given_up() -> Self {
        Self::new("bank", "bank-check-given-up", &[])
    }

    /// What is to be said of an error.
    #[must_use]
    pub fn of(error: &Unreadable) -> Self {
        match error {
            Unreadable::Bank(error) => bank(error),
            Unreadable::Blueprint(error) => blueprint(error),
        }
    }
}

fn text(text: &str) -> Filled {
    Filled::Text(text.to_owned())
}

fn line(line: usize) -> Filled {
    Filled::Number(i64::try_from(line).unwrap_or(i64::MAX))
}

fn bank(error: &BankFileError) -> Unread {
    let key = format!("file-{}", error.code().replace(['.', '_'], "-"));
    let said = |values: &[(&str, Filled)]| Unread::new("bank", key.clone(), values);
    match error {
        BankFileError::Workbook(WorkbookError::TooManyRows(sheet) | WorkbookError::TooManyColumns(sheet)) => {
            said(&[("sheet", text(sheet))])
        }
        BankFileError::Csv(CsvError::NotUtf8 { line: number, gbk, .. }) => {
            let key = if *gbk { "file-csv-gbk" } else { "file-csv-not-utf8" };
            Unread::new("bank", key, &[("line", line(*number))])
        }
        BankFileError::Exchange(ExchangeError::Xml { place, .. }) => said(&[("place", text(place))]),
        BankFileError::Exchange(ExchangeError::Root(name)) => said(&[("name", text(name))]),
        BankFileError::Csv(CsvError::TooManyColumns(row)) => said(&[("row", Filled::Number(i64::from(*row)))]),
        _ => said(&[]),
    }
}

fn blueprint(error: &BlueprintError) -> Unread {
    match error {
        BlueprintError::TooLarge(_) => Unread::new("blueprint", "file-blueprint-too-large", &[]),
        BlueprintError::NotUtf8(_) => Unread::new("blueprint", "file-blueprint-not-utf8", &[]),
        BlueprintError::Wrong { line: number, what } => {
            let (key, what) = blueprint_key(what);
            Unread::new("blueprint", key, &[("line", line(*number)), ("what", text(what))])
        }
    }
}

/// The parser's commonest complaints have words of ours, and name the key; the others keep the parser's.
fn blueprint_key(what: &str) -> (&'static str, &str) {
    let named = |rest: &'_ str| rest.split('`').next().map(str::len).unwrap_or_default();
    let of = |start: &str| what.strip_prefix(start).and_then(|rest| rest.get(..named(rest)));
    if let Some(name) = of("unknown field `") {
        return ("file-blueprint-unknown", name);
    }
    match of("missing field `") {
        Some(name) => ("file-blueprint-missing", name),
        None => ("file-blueprint-wrong", what),
    }
}
