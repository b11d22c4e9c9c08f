//! The practice paper: five harmless items on the exam page itself. Nothing of it is marked, saved or sent before it is
//! handed in, and then only to be shown again.

use actix_web::HttpRequest;
use actix_web::web::Data;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::domain::ItemType;
use crate::i18n::{self, Locale};
use crate::services::sittings::Phase;
use crate::web::extract::{SEAT_COOKIE, Seat, cookie_value};
use crate::web::forms::Posted;
use crate::web::pages::views::{
    ChosenRow, ExamPaper, OpeningSoon, PaperItem, PaperOption, PaperSection, Picture, Practice, PracticeDone,
};
use crate::web::pages::{Page, chrome, render, say};

use super::{Pairs, sheet, whereabouts};

/// How long the practice lasts, in minutes.
const MINUTES: u32 = 2;

/// Number, kind, and the keys of the options' words; a picture goes with number 2.
const ITEMS: [(u32, ItemType, &[&str]); 5] = [
    (1, ItemType::Single, &["practice-1-a", "practice-1-b", "practice-1-c", "practice-1-d"]),
    (2, ItemType::Single, &["practice-2-a", "practice-2-b", "practice-2-c", "practice-2-d"]),
    (3, ItemType::Single, &["practice-3-a", "practice-3-b", "practice-3-c", "practice-3-d"]),
    (4, ItemType::TrueFalse, &["practice-true", "practice-false"]),
    (5, ItemType::Multiple, &["practice-5-a", "practice-5-b", "practice-5-c", "practice-5-d", "practice-5-e"]),
];

const PICTURED: u32 = 2;

/// A fresh practice paper. Whoever waits for their exam is brought there in time.
///
/// # Errors
/// When a template fails.
pub async fn paper(app: Data<App>, request: HttpRequest) -> Page {
    let opening = opening(&app, &request).await;
    let chrome = chrome(&app, &request, None);
    let now = app.context.now();
    let ends_at = now.checked_add(SignedDuration::from_mins(i64::from(MINUTES))).unwrap_or(now);
    let way_out = if opening.is_some() { "/exam/wait" } else { "/exam" };
    let page = ExamPaper {
        exam: chrome.t("practice-exam"),
        name: String::new(),
        admission: "practice".to_owned(),
        seat: String::new(),
        ends_at: ends_at.to_string(),
        ends_local: say::time(ends_at),
        leave_at: String::new(),
        leave_local: String::new(),
        now: now.to_string(),
        minutes_left: MINUTES,
        last_seq: 0,
        saved_at: String::new(),
        told: None,
        paused: false,
        large_print: false,
        item_lang: chrome.lang(),
        practice: Some(Practice { way_out, opening }),
        sections: sections(chrome.locale, &[]),
        chrome,
    };
    render(&app, &request, &page)
}

/// Shows what was chosen, and how it will be in the real exam.
///
/// # Errors
/// When a template fails.
pub async fn done(app: Data<App>, request: HttpRequest, form: Posted<Pairs>) -> Page {
    let opening = opening(&app, &request).await;
    let chrome = chrome(&app, &request, None);
    let sections = sections(chrome.locale, &form.fields);
    let items: Vec<&PaperItem> = sections.iter().flat_map(|section| &section.items).collect();
    let rows = items.iter().map(|item| ChosenRow {
        item: format!("{}. {}", item.number, item.stem),
        chosen: chosen(item).unwrap_or_else(|| chrome.t("practice-none")),
    });
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let page = PracticeDone {
        answered: count(items.iter().filter(|item| item.is_answered()).count()),
        items: count(items.len()),
        rows: rows.collect(),
        opening,
        chrome,
    };
    render(&app, &request, &page)
}

/// The options chosen for an item, in words.
fn chosen(item: &PaperItem) -> Option<String> {
    let words: Vec<String> = item
        .options
        .iter()
        .filter(|option| option.chosen)
        .map(|option| format!("{} {}", option.letter, option.text))
        .collect();
    (!words.is_empty()).then(|| words.join("　"))
}

/// The exam that whoever practises here waits for.
async fn opening(app: &Data<App>, request: &HttpRequest) -> Option<OpeningSoon> {
    let here = whereabouts(app, &Seat(cookie_value(request, SEAT_COOKIE)?)).await.ok()?;
    let now: Timestamp = app.context.now();
    (here.phase == Phase::Pledged).then(|| OpeningSoon {
        now: now.to_string(),
        opens_at: here.opens_at.to_string(),
        opens_local: say::time(here.opens_at),
        seconds: (here.opens_at.as_second() - now.as_second()).max(1),
    })
}

/// The items by kind, each kind a section as on a real paper, with what a form chose.
fn sections(locale: Locale, form: &[(String, String)]) -> Vec<PaperSection> {
    let kinds = [ItemType::Single, ItemType::TrueFalse, ItemType::Multiple];
    let titles = ["practice-section-1", "practice-section-2", "practice-section-3"];
    kinds
        .into_iter()
        .zip(titles)
        .map(|(kind, title)| PaperSection {
            title: i18n::text(locale, title),
            items: ITEMS
                .iter()
                .filter(|(_, of, _)| *of == kind)
                .map(|(number, kind, options)| item(locale, *number, *kind, options, form))
                .collect(),
        })
        .collect()
}

fn item(locale: Locale, number: u32, kind: ItemType, options: &[&str], form: &[(String, String)]) -> PaperItem {
    let name = format!("a.p{number}");
    let is_chosen = |id: &str| form.iter().any(|(field, value)| *field == name && value == id);
    let options = options.iter().zip(sheet::letters(kind)).map(|(key, letter)| PaperOption {
        id: (*letter).to_owned(),
        letter: (*letter).to_owned(),
        text: i18n::text(locale, key),
        chosen: is_chosen(letter),
    });
    PaperItem {
        number,
        id: format!("p{number}"),
        kind: sheet::kind(locale, kind),
        points: i18n::text(locale, "practice-points"),
        stem: i18n::text(locale, &format!("practice-{number}")),
        picture: (number == PICTURED).then(|| Picture {
            src: "/assets/pictures/practice-clock.svg".to_owned(),
            alt: i18n::text(locale, "practice-2-picture"),
        }),
        multiple: kind == ItemType::Multiple,
        options: options.collect(),
    }
}
