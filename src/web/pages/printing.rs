//! A session's papers in print: what may be printed and when, how far it is, and what is there to be taken.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Data, Path};
use serde::Deserialize;

use crate::app::App;
use crate::i18n;
use crate::services::ServiceError;
use crate::services::overview::occupation_name;
use crate::services::printing::{self, Printing};
use crate::store::prints::PrintRun;
use crate::web::errors::Problem;
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{StaffForm, once};

use super::banks::attached;
use super::views::{Action, Banner, Chip, Chrome, Link, PrintPage, PrintProgress, PrintRow, Tone};
use super::{Page, chrome, render, render_again, say, see};

/// How often the page of a run looks again, in seconds.
const AGAIN: &str = "3";
const PDF: &str = "application/pdf";

/// The page.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let printing = printing_of(&app, &staff, *id).await?;
    let page = page(&app, chrome(&app, &request, Some(&staff)), &printing, None);
    let mut response = render(&app, &request, &page)?;
    if page.progress.is_some() {
        // A header, since a page of ours has no script for it; the page itself never reloads while something is chosen.
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static(AGAIN));
    }
    Ok(response)
}

/// Nothing is filled in.
#[derive(Deserialize)]
pub struct Nothing {}

/// Starts a run, or goes on with one that failed.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn start(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Nothing>) -> Page {
    let StaffForm { staff, posted } = form;
    let here = format!("/staff/sessions/{id}/print");
    if posted.restoring {
        return Ok(see(&here));
    }
    once(&app, &staff, &posted.once, async {
        let (actor, session) = (staff.actor.clone(), *id);
        let done = act(&app, move |context| match printing::start(context, &actor, session) {
            Err(error @ ServiceError::Refused(_)) => Ok(Err(Problem::from(error))),
            other => Ok(Ok(other?)),
        })
        .await?;
        match done {
            Ok(()) => Ok(see(&here)),
            Err(problem) => {
                let locale = language(&request);
                let banner = Banner {
                    tone: Tone::Stop,
                    title: i18n::text(locale, "print-refused"),
                    text: say::problem(locale, &problem),
                };
                let printing = printing_of(&app, &staff, *id).await?;
                let page = page(&app, chrome(&app, &request, Some(&staff)), &printing, Some(banner));
                render_again(&app, &request, &page)
            }
        }
    })
    .await
}

/// A candidate's paper with its answer sheet.
///
/// # Errors
/// When it is not printed, or not for this account.
pub async fn paper(app: Data<App>, staff: Staff, path: Path<(i64, String)>) -> Page {
    let (id, number) = path.into_inner();
    let (name, bytes) = act(&app, move |context| match number.is_empty() {
        true => Err(ServiceError::NotFound("printed paper")),
        false => printing::take(context, &staff.actor, id, &number),
    })
    .await?;
    Ok(attached(PDF, &name).body(bytes))
}

/// The list of seats.
///
/// # Errors
/// When it is not printed, or not for this account.
pub async fn seats(app: Data<App>, staff: Staff, id: Path<i64>) -> Page {
    let (name, bytes) = act(&app, move |context| printing::take(context, &staff.actor, *id, "")).await?;
    Ok(attached(PDF, &name).body(bytes))
}

/// All papers with the list of seats.
///
/// # Errors
/// Before the run is done; when not for this account.
pub async fn all(app: Data<App>, staff: Staff, id: Path<i64>) -> Page {
    let (name, bytes) = act(&app, move |context| printing::take_all(context, &staff.actor, *id)).await?;
    Ok(attached("application/zip", &name).body(bytes))
}

/// The key, apart.
///
/// # Errors
/// While the session is not over; when not for this account.
pub async fn key(app: Data<App>, staff: Staff, id: Path<i64>) -> Page {
    let (name, bytes) = act(&app, move |context| printing::take_key(context, &staff.actor, *id)).await?;
    Ok(attached(PDF, &name).body(bytes))
}

async fn printing_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<Printing, crate::web::errors::WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| printing::view(context, &actor, id)).await
}

fn page(app: &App, chrome: Chrome, printing: &Printing, banner: Option<Banner>) -> PrintPage {
    let (locale, session) = (chrome.locale, &printing.session);
    let here = format!("/staff/sessions/{}/print", session.id);
    let from = say::instant(locale, printing.from);
    let run = printing.run.as_ref();
    let state = run.map_or("", |run| run.state.as_str());
    let (chip, title, text) = match (printing.opened, state) {
        (false, _) => (Tone::Wait, "print-closed", chrome.t1("print-closed-text", "from", from)),
        (true, "running") => (Tone::Now, "print-running", chrome.t("print-running-text")),
        (true, "done") => {
            let until = printing.until.map(|until| say::instant(locale, until)).unwrap_or_default();
            (Tone::Ok, "print-done", chrome.t1("print-done-text", "until", until))
        }
        (true, "failed") => (Tone::Stop, "print-failed", run.map(|run| why(&chrome, run)).unwrap_or_default()),
        (true, _) => {
            (Tone::Plain, "print-ready", chrome.t1("print-ready-text", "count", printing.places.len().to_string()))
        }
    };
    let start = match (printing.opened, state) {
        (false, _) | (true, "running") => None,
        (true, "done") => Some("print-anew"),
        (true, "failed") => Some("print-again"),
        (true, _) => Some("print-start"),
    };
    let is_there = |number: &str| printing.files.iter().find(|file| file.number == number);
    let row = |(seat, name, number, large): &(i64, String, String, bool)| PrintRow {
        seat: seat.to_string(),
        name: name.clone(),
        large: large.then(|| chrome.t("print-large")),
        size: is_there(number).map(|file| chrome.t1("print-size", "kib", (file.bytes + 1023) / 1024)),
        href: is_there(number).map(|_| format!("{here}/papers/{number}.pdf")),
        number: number.clone(),
    };
    let done = state == "done";
    let key = match printing.key {
        (false, _) => None,
        (true, over) => Some((chrome.t(if over { "print-key-text" } else { "print-key-wait" }), over)),
    };
    PrintPage {
        crumb: Link::new(format!("{} · {}", session.exam, session.code), format!("/staff/sessions/{}", session.id)),
        project: say::project(locale, &occupation_name(&app.context, &session.occupation), session.level),
        chip: Chip::new(chip, chrome.t(title)),
        text,
        banner,
        progress: run.filter(|run| run.state == "running").map(|run| PrintProgress {
            done: run.done.to_string(),
            total: run.total.max(1).to_string(),
            words: chrome.t2("print-progress", "done", run.done, "total", run.total),
        }),
        start: start.map(|label| Action { href: here.clone(), label: chrome.t(label), fields: Vec::new() }),
        all: done.then(|| Link::new(chrome.t("print-all"), format!("{here}/papers.zip"))),
        seats: is_there("").map(|_| Link::new(chrome.t("print-seats"), format!("{here}/seats.pdf"))),
        rows: if printing.opened { printing.places.iter().map(row).collect() } else { Vec::new() },
        key_text: key.as_ref().map(|(text, _)| text.clone()),
        key: key.filter(|(_, over)| *over).map(|_| Link::new(chrome.t("print-key"), format!("{here}/key.pdf"))),
        chrome,
    }
}

/// Why a run failed, in words.
fn why(chrome: &Chrome, run: &PrintRun) -> String {
    let own = format!("print-error-{}", run.error_code);
    if i18n::has(chrome.locale, &own) {
        return chrome.t1(&own, "detail", run.error_detail.as_str());
    }
    let refusal = format!("refusal-{}", run.error_code);
    chrome.t(if i18n::has(chrome.locale, &refusal) { refusal.as_str() } else { "print-error-internal" })
}
