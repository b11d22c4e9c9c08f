//! A paper's sections and items in the reader's words.

use crate::domain::{ItemType, Marks};
use crate::i18n::{self, Locale};
use crate::services::sittings::{PaperItem as Item, PaperSection as Section, PaperView};
use crate::web::pages::views::{PaperItem, PaperOption, PaperSection, Picture};

/// The sections of a candidate's paper.
pub(super) fn sections(locale: Locale, paper: &PaperView) -> Vec<PaperSection> {
    const ORDINALS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];
    let ordinal = |at: usize| match locale {
        Locale::Zh => ORDINALS.get(at).map(|text| format!("{text}、")).unwrap_or_default(),
        Locale::En => format!("{}. ", at + 1),
    };
    let sections = paper.sections.iter().enumerate();
    sections
        .map(|(at, section)| PaperSection {
            title: format!("{}{}", ordinal(at), section_title(locale, section)),
            items: section.items.iter().map(|item| paper_item(locale, section, item)).collect(),
        })
        .collect()
}

/// Chinese papers keep the blueprint's own title; in English the kind of its items says what it is.
fn section_title(locale: Locale, section: &Section) -> String {
    match section.items.first() {
        Some(first) if locale == Locale::En => kind(locale, first.kind),
        _ => section.title.clone(),
    }
}

/// `单项选择题`.
pub(in crate::web::pages) fn kind(locale: Locale, kind: ItemType) -> String {
    let key = match kind {
        ItemType::Single => "item-single",
        ItemType::TrueFalse => "item-true-false",
        ItemType::Multiple => "item-multiple",
    };
    i18n::text(locale, key)
}

/// What stands before the options of an item.
pub(super) fn letters(kind: ItemType) -> &'static [&'static str] {
    if kind == ItemType::TrueFalse { &["√", "×"] } else { &["A", "B", "C", "D", "E", "F"] }
}

fn paper_item(locale: Locale, section: &Section, item: &Item) -> PaperItem {
    let points = Marks::new(section.points).unwrap_or_default();
    PaperItem {
        number: u32::try_from(item.number).unwrap_or(u32::MAX),
        id: item.id.clone(),
        kind: kind(locale, item.kind),
        points: i18n::text_with(locale, "item-points", &[("points", short(points).as_str().into())]),
        stem: item.stem.clone(),
        picture: item.picture.as_ref().map(|_| Picture {
            src: format!("/api/v1/hall/pictures/{}", item.id),
            alt: i18n::text_with(locale, "item-picture", &[("number", i64::try_from(item.number).unwrap_or(0).into())]),
        }),
        multiple: item.multiple,
        options: item
            .options
            .iter()
            .zip(letters(item.kind))
            .map(|(option, letter)| PaperOption {
                id: option.id.clone(),
                letter: (*letter).to_owned(),
                text: option.text.clone(),
                chosen: item.answer.contains(&option.id),
            })
            .collect(),
    }
}

/// `1.75`, `2`: marks without needless zeros.
fn short(points: Marks) -> String {
    points.to_string().trim_end_matches('0').trim_end_matches('.').to_owned()
}
