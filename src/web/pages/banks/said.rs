//! Why a file could not be read, in words.

use crate::formats::bank_file::BankFileError;
use crate::formats::blueprint::BlueprintError;
use crate::formats::csv_bank::CsvError;
use crate::formats::exchange::ExchangeError;
use crate::formats::xlsx::WorkbookError;
use crate::i18n::{self, Locale, Value};
use crate::services::bank_checks::Unreadable;
use crate::web::uploads::UploadFault;

/// The field, and what is said there.
pub(in crate::web::pages) fn unreadable(locale: Locale, error: &Unreadable) -> (&'static str, String) {
    match error {
        Unreadable::Bank(error) => ("bank", bank(locale, error)),
        Unreadable::Blueprint(error) => ("blueprint", blueprint(locale, error)),
    }
}

/// The key of what is said of files that were thrown away.
pub(in crate::web::pages) fn fault(fault: &UploadFault) -> &'static str {
    match fault {
        UploadFault::TooLarge => "upload-too-large",
        UploadFault::TooMany => "upload-too-many",
        UploadFault::Name => "upload-name",
    }
}

fn bank(locale: Locale, error: &BankFileError) -> String {
    let key = format!("file-{}", error.code().replace(['.', '_'], "-"));
    let said = |values: &[(&str, Value<'_>)]| i18n::text_with(locale, &key, values);
    match error {
        BankFileError::Workbook(WorkbookError::TooManyRows(sheet) | WorkbookError::TooManyColumns(sheet)) => {
            said(&[("sheet", sheet.as_str().into())])
        }
        BankFileError::Csv(CsvError::NotUtf8 { line, gbk, .. }) => {
            let line = i64::try_from(*line).unwrap_or(i64::MAX);
            let key = if *gbk { "file-csv-gbk" } else { "file-csv-not-utf8" };
            i18n::text_with(locale, key, &[("line", line.into())])
        }
        BankFileError::Exchange(ExchangeError::Xml { place, .. }) => said(&[("place", place.as_str().into())]),
        BankFileError::Exchange(ExchangeError::Root(name)) => said(&[("name", name.as_str().into())]),
        BankFileError::Csv(CsvError::TooManyColumns(row)) => said(&[("row", i64::from(*row).into())]),
        _ => i18n::text(locale, &key),
    }
}

fn blueprint(locale: Locale, error: &BlueprintError) -> String {
    match error {
        BlueprintError::TooLarge(_) => i18n::text(locale, "file-blueprint-too-large"),
        BlueprintError::NotUtf8(_) => i18n::text(locale, "file-blueprint-not-utf8"),
        BlueprintError::Wrong { line, what } => {
            let line = i64::try_from(*line).unwrap_or(i64::MAX);
            let (key, what) = blueprint_key(what);
            i18n::text_with(locale, key, &[("line", line.into()), ("what", what.into())])
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
