//! Taking items away: the page of formats, what each can't hold, and the file.

use std::collections::BTreeMap;

use crate::formats::exchange::{Format, LeftOut};
use crate::i18n::Locale;
use crate::services::exports::{ExportFile, Exportable};
use crate::web::errors::{Problem, WebError};

use super::banks::attached;
use super::views::{Chip, Chrome, ExportLeft, ExportPage, ExportPart, ExportRow, Link, Tone};

/// How many codes of items that are left out are named.
const MOST_CODES: usize = 200;

/// The page: `here` is its address, behind which each format has one.
#[must_use]
pub fn page(
    chrome: Chrome,
    (crumb, back): (Link, Link),
    here: &str,
    query: &str,
    export: &Exportable,
    parts: Vec<ExportPart>,
) -> ExportPage {
    let row = |format: Format| {
        let left = export.left_out(format);
        let (key, zipped) = (format!("export-{}", format.name()), export.is_zipped(format));
        ExportRow {
            name: chrome.t(&key),
            text: chrome.t(&format!("{key}-text{}", if zipped { "-pictures" } else { "" })),
            whole: match left.len() {
                0 => Chip::new(Tone::Ok, chrome.t("export-whole")),
                count => Chip::new(Tone::Warn, chrome.t1("export-left", "count", number(count))),
            },
            left_out: left_out(chrome.locale, &left),
            href: format!("{here}/{}{query}", format.name()),
        }
    };
    let is_empty = export.items.is_empty();
    ExportPage {
        crumb,
        back,
        count: chrome.t1("export-count", "count", number(export.items.len())),
        hidden: match export.hidden {
            0 => String::new(),
            hidden => chrome.t1("export-hidden", "count", number(hidden)),
        },
        parts,
        rows: if is_empty { Vec::new() } else { Format::ALL.map(row).into() },
        chrome,
    }
}

fn left_out(locale: Locale, left: &[LeftOut]) -> Vec<ExportLeft> {
    let mut by_why: BTreeMap<&str, Vec<&LeftOut>> = BTreeMap::new();
    for one in left {
        by_why.entry(one.said().code).or_default().push(one);
    }
    let row = |left: Vec<&LeftOut>| {
        let said = left.first()?.said();
        let (what, mend, between, stop) = if locale == Locale::Zh {
            (said.what.zh, said.mend.zh, "、", "：")
        } else {
            (said.what.en, said.mend.en, ", ", ": ")
        };
        let mut codes: Vec<&str> = left.iter().take(MOST_CODES).map(|one| one.code.as_str()).collect();
        if left.len() > MOST_CODES {
            codes.push("…");
        }
        Some(ExportLeft { why: format!("{what}{stop}{mend}"), codes: codes.join(between) })
    };
    by_why.into_values().filter_map(row).collect()
}

/// The format of an address.
///
/// # Errors
/// When there is none of that name.
pub(super) fn format(name: &str) -> Result<Format, WebError> {
    let found = Format::ALL.into_iter().find(|format| format.name() == name);
    found.ok_or_else(|| Problem::from(crate::services::ServiceError::NotFound("format")).into())
}

/// A file to be saved.
pub(super) fn file(file: ExportFile) -> actix_web::HttpResponse {
    attached(file.kind, &file.name).body(file.bytes)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
