//! The demo county's own pages: next step, and its mails.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::i18n::{self, Locale};
use crate::mail;
use crate::services::demo::{self, Stage};
use crate::store::{instant, outbox};
use crate::web::errors::Problem;
use crate::web::extract::{DemoClock, act};
use crate::web::forms::Posted;

use super::listing::{Address, part};
use super::views::{Fact, FinderBox, MailList, MailPage, MailRow};
use super::{Page, chrome, local, render, say, see};

/// What the next step does, for the banner; empty at the end of the story.
#[must_use]
pub fn next_label(app: &App, locale: Locale) -> String {
    let key = match demo::stage(&app.context) {
        Ok(Stage::Registration) => "demo-step-roster",
        Ok(Stage::Ceremony) => "demo-step-exam-day",
        Ok(Stage::ExamDay) => "demo-step-exam-over",
        Ok(Stage::Marking) => "demo-step-results",
        Ok(Stage::Notice) => "demo-step-notice-over",
        Ok(Stage::NoticeOver) => "demo-step-award",
        Ok(Stage::Awarded) | Err(_) => return String::new(),
    };
    i18n::text(locale, key)
}

/// Where the banner's button was pressed.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    back: String,
}

/// Moves the demo on, and comes back to the page the button was on. Everybody who sees the demo may; no other store has this address.
///
/// # Errors
/// When a use case refuses the step.
pub async fn next(demo: DemoClock, app: Data<App>, form: Posted<Next>) -> Page {
    act(&app, move |context| demo::next(context, &demo.0)).await?;
    let back = local(&form.fields.back);
    Ok(see(if back.is_empty() { "/" } else { back }))
}

/// Which mails.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    page: String,
}

/// The mails the demo has written, newest first.
///
/// # Errors
/// On any other store: nothing is there.
pub async fn mail(_demo: DemoClock, app: Data<App>, request: HttpRequest, query: Query<Wanted>) -> Page {
    let (to, slice) = (query.q.clone(), part(&query.page));
    let found = act(&app, move |context| Ok(context.store.read(|connection| outbox::page(connection, &to, slice))?));
    let found = found.await?;
    let chrome = chrome(&app, &request, None);
    let address = Address { path: "/demo/mail", place: "", wanted: vec![("q", query.q.as_str())] };
    let page = MailList {
        finder: address
            .finder(chrome.t("mail-find"), vec![FinderBox::text("q", chrome.t("mail-to"), query.q.as_str())]),
        pager: address.pager(&chrome, &found),
        mails: found
            .rows
            .into_iter()
            .filter_map(|(message, at)| {
                let letter = mail::compose(&message).ok()?;
                Some(MailRow {
                    when: say::instant(chrome.locale, instant(at)),
                    to: message.recipient,
                    subject: letter.subject,
                    href: format!("/demo/mail/{}", message.id),
                })
            })
            .collect(),
        chrome,
    };
    render(&app, &request, &page)
}

/// One mail.
///
/// # Errors
/// On any other store, or when there is none: nothing is there.
pub async fn one_mail(_demo: DemoClock, app: Data<App>, request: HttpRequest, id: Path<i64>) -> Page {
    let found = act(&app, move |context| Ok(context.store.read(|connection| outbox::find(connection, *id))?)).await?;
    let (message, at) = found.ok_or_else(Problem::not_found)?;
    let letter = mail::compose(&message).map_err(|error| Problem::internal(&error))?;
    let chrome = chrome(&app, &request, None);
    let facts = vec![
        Fact::new(chrome.t("mail-to"), message.recipient),
        Fact::new(chrome.t("mail-when"), say::instant(chrome.locale, instant(at))),
    ];
    render(&app, &request, &MailPage { facts, subject: letter.subject, text: letter.body, chrome })
}
