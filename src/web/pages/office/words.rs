//! States, events, questions and faults of the office in words.

use crate::domain::ItemType;
use crate::domain::bank::{Column, Fault, FaultKind, Item};
use crate::domain::office::{EventKind, PieceKind, State};
use crate::i18n::{self, Locale};
use crate::services::office::{Compared, Happened, Question};
use crate::web::pages::exam::sheet;
use crate::web::pages::say;
use crate::web::pages::views::{
    BankFault, Chip, Chrome, FormErrors, OfficeChange, OfficeEvent, OfficeOption, OfficePiece, OfficeQuestion, Tone,
};

/// The types, as they are stored.
pub(super) const KINDS: [(&str, ItemType); 3] =
    [("single", ItemType::Single), ("true_false", ItemType::TrueFalse), ("multiple", ItemType::Multiple)];
/// How many codes a list of changes names.
const MOST_CODES: usize = 12;

/// `待审题`.
pub(super) fn state_word(locale: Locale, state: State) -> String {
    i18n::text(locale, &format!("office-state-{state}"))
}

pub(super) fn state_chip(locale: Locale, state: State) -> Chip {
    let tone = match state {
        State::Draft => Tone::Plain,
        State::Submitted => Tone::Now,
        State::Returned => Tone::Warn,
        State::Approved | State::Sealed => Tone::Ok,
        State::Retired => Tone::Wait,
    };
    Chip::new(tone, state_word(locale, state))
}

/// `单项选择题`, by its stored name.
pub(super) fn kind_word(locale: Locale, stored: &str) -> String {
    KINDS.iter().find(|(name, _)| *name == stored).map_or_else(String::new, |(_, kind)| sheet::kind(locale, *kind))
}

/// An item as a candidate sees it. `said` gives what is to be said of an option.
pub(super) fn question(
    locale: Locale,
    asked: &Question,
    picture: Option<String>,
    said: impl Fn(char) -> Vec<Chip>,
) -> OfficeQuestion {
    let judged = asked.kind == ItemType::TrueFalse;
    OfficeQuestion {
        kind: sheet::kind(locale, asked.kind),
        stem: asked.stem.clone(),
        multiple: asked.kind == ItemType::Multiple,
        picture: picture.filter(|_| asked.picture),
        options: asked
            .options
            .iter()
            .map(|option| OfficeOption {
                letter: option.letter.to_string(),
                shown: if judged { String::new() } else { option.letter.to_string() },
                text: option.text.clone(),
                chips: said(option.letter),
            })
            .collect(),
    }
}

/// How a typed item would look.
pub(super) fn preview(locale: Locale, item: &Item) -> OfficeQuestion {
    let asked = Question {
        kind: item.kind,
        stem: item.stem.clone(),
        options: item.options.clone(),
        picture: item.picture.is_some(),
    };
    let key = i18n::text(locale, "office-is-key");
    question(locale, &asked, None, |letter| {
        if item.key.contains(&letter) { vec![Chip::new(Tone::Ok, key.clone())] } else { Vec::new() }
    })
}

/// `AC`; 正确 and 错误 for true/false.
pub(super) fn letters(locale: Locale, kind: ItemType, letters: &str) -> String {
    match (kind, letters) {
        (ItemType::TrueFalse, "T") => i18n::text(locale, "office-true"),
        (ItemType::TrueFalse, "F") => i18n::text(locale, "office-false"),
        _ => letters.to_owned(),
    }
}

/// What happened, for the history.
pub(super) fn event(locale: Locale, kind: Option<ItemType>, what: &Happened) -> OfficeEvent {
    let tone = match what.kind {
        EventKind::Approved | EventKind::Sealed => Tone::Ok,
        EventKind::Returned => Tone::Warn,
        EventKind::Retired => Tone::Stop,
        _ => Tone::Plain,
    };
    let note = if what.answer.is_empty() {
        match what.kind {
            EventKind::Sealed => i18n::text_with(locale, "office-event-version", &[("number", what.version.into())]),
            _ => String::new(),
        }
    } else {
        let key = if what.disagrees { "office-event-disagrees" } else { "office-event-agrees" };
        let given = kind.map_or_else(|| what.answer.clone(), |kind| letters(locale, kind, &what.answer));
        i18n::text_with(locale, key, &[("answer", given.into())])
    };
    OfficeEvent {
        chip: Chip::new(tone, i18n::text(locale, &format!("office-event-{}", what.kind.as_str()))),
        who: what.who.clone(),
        when: i18n::text_with(
            locale,
            "office-event-when",
            &[("when", say::instant(locale, what.at).into()), ("revision", what.revision.into())],
        ),
        note,
        disputed: what.disagrees,
        text: what.text.clone(),
        changes: what
            .changes
            .iter()
            .map(|change| OfficeChange {
                column: column(locale, change.column),
                pieces: change
                    .pieces
                    .iter()
                    .map(|piece| OfficePiece {
                        element: match piece.kind {
                            PieceKind::Same => "",
                            PieceKind::Gone => "del",
                            PieceKind::New => "ins",
                        },
                        text: piece.text.clone(),
                    })
                    .collect(),
            })
            .collect(),
    }
}

pub(super) fn column(locale: Locale, column: Column) -> String {
    if locale == Locale::Zh {
        return column.name_zh();
    }
    let name = column.name_en().replace('_', " ");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What differs between versions, a line each; that nothing does where nothing does.
pub(super) fn compared(chrome: &Chrome, compared: &Compared) -> Vec<String> {
    let line = |key: &str, codes: &[String]| {
        let shown: Vec<&str> = codes.iter().take(MOST_CODES).map(String::as_str).collect();
        let names = shown.join(if chrome.locale == Locale::Zh { "、" } else { ", " });
        let count = i64::try_from(codes.len()).unwrap_or(i64::MAX);
        let more = if codes.len() > MOST_CODES { "…" } else { "" };
        (!codes.is_empty()).then(|| chrome.t2(key, "count", count, "codes", format!("{names}{more}")))
    };
    let lines: Vec<String> = [
        line("office-added", &compared.added),
        line("office-revised", &compared.revised),
        line("office-gone", &compared.gone),
    ]
    .into_iter()
    .flatten()
    .collect();
    if lines.is_empty() { vec![chrome.t("office-no-changes")] } else { lines }
}

/// What is wrong, and how to mend it, at the fields of an item.
pub(super) fn at_fields(locale: Locale, faults: &[Fault]) -> FormErrors {
    let mut errors = FormErrors::none();
    for fault in faults {
        let field = match fault.column {
            Some(Column::Kind) | None => "type".to_owned(),
            Some(column) => column.name_en(),
        };
        if errors.of(&field).is_none() {
            errors.add(field, what_of_item(locale, fault));
        }
    }
    errors
}

fn what_of_item(locale: Locale, fault: &Fault) -> String {
    match &fault.kind {
        FaultKind::StemDoubled { other_sheet, .. } => {
            i18n::text_with(locale, "office-stem-doubled", &[("code", other_sheet.as_str().into())])
        }
        FaultKind::CodeDoubled { .. } => i18n::text(locale, "office-item-code-taken"),
        _ => {
            let (what, mend) = (fault.what(), fault.mend());
            match locale {
                Locale::Zh => format!("{}。{}。", what.zh, mend.zh),
                Locale::En => format!("{}: {}.", what.en, mend.en),
            }
        }
    }
}

/// A fault for a table; `place` is the row's name, where it has another than its number.
pub(super) fn fault(chrome: &Chrome, place: Option<&str>, fault: &Fault) -> BankFault {
    let zh = chrome.locale == Locale::Zh;
    let (what, mend) = (fault.what(), fault.mend());
    BankFault {
        kind: None,
        sheet: if fault.row.is_some() { fault.sheet.clone() } else { String::new() },
        row: match (place, fault.row) {
            (Some(place), _) => place.to_owned(),
            (None, Some(row)) => chrome.t1("bank-row", "row", i64::from(row)),
            (None, None) => chrome.t("bank-blueprint"),
        },
        column: fault.column.map(|of| column(chrome.locale, of)).unwrap_or_default(),
        what: if zh { what.zh } else { what.en },
        mend: if zh { mend.zh } else { mend.en },
    }
}
