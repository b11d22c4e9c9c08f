//! Which institutions were supervised when (S1), for everybody.

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::app::App;
use crate::domain::supervision::Coverage;
use crate::services::supervision::{self, Institution};
use crate::web::extract::{MaybeStaff, act};

use super::views::{Chip, Chrome, SupervisedRow, SupervisionPage, Tone};
use super::{Page, chrome, render, say};

/// The page.
///
/// # Errors
/// When the database fails.
pub async fn show(app: Data<App>, request: HttpRequest, staff: MaybeStaff) -> Page {
    let found = act(&app, supervision::institutions).await?;
    let chrome = chrome(&app, &request, staff.0.as_ref());
    let page = SupervisionPage {
        lede: chrome.t1("supervision-lede", "years", i64::from(found.years)),
        rows: found.institutions.iter().map(|one| row(&chrome, one)).collect(),
        clause: found.clause,
        chrome,
    };
    render(&app, &request, &page)
}

fn row(chrome: &Chrome, one: &Institution) -> SupervisedRow {
    let day = |day: Option<jiff::civil::Date>, none: &str| match day {
        Some(day) => say::day(chrome.locale, day),
        None => chrome.t(none),
    };
    let (tone, key) = match one.coverage {
        Coverage::Nothing => (Tone::Wait, "supervision-nothing"),
        Coverage::Fine => (Tone::Ok, "supervision-fine"),
        Coverage::Soon => (Tone::Warn, "supervision-soon"),
        Coverage::Overdue => (Tone::Stop, "supervision-overdue"),
    };
    SupervisedRow {
        name: one.name.clone(),
        kind: chrome.t(&format!("supervision-{}", one.kind.replace('_', "-"))),
        sessions: one.sessions.to_string(),
        last: day(one.last, "supervision-never"),
        due: day(one.due, "supervision-no-due"),
        state: Chip::new(tone, chrome.t(key)),
    }
}
