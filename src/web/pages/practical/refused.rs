//! Why a sheet can't be marked, each on a page of its own, in calm words.

use std::future::Future;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use jiff::Timestamp;

use crate::app::App;
use crate::i18n;
use crate::services::practical::{Marking, SheetToMark};
use crate::web::errors::WebError;
use crate::web::extract::Staff;

use super::super::views::{Chrome, Link, MessagePage};
use super::super::{Page, chrome, render, say};

/// Shows a refusal that a use case answered as a page of its own; everything else as it is.
pub(super) async fn calmly(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    page: impl Future<Output = Page>,
) -> Page {
    let answer = page.await;
    let Err(WebError(problem)) = &answer else { return answer };
    let chrome = chrome(app, request, Some(staff));
    let key = match problem.code.as_str() {
        "not-on-panel" => "not-on-panel",
        "not-drawn" => "not-drawn",
        "left-panel" => "left-panel",
        "recused" => "recused",
        "candidate-absent" => "absent",
        "marking-closed" => "closed",
        "marking-not-yet" => "early",
        "sheet-signed" => "signed",
        _ => return answer,
    };
    let title = chrome.t(&format!("practical-refused-{key}"));
    let text = vec![chrome.t(&format!("practical-refused-{key}-text"))];
    let back = if matches!(key, "not-on-panel" | "not-drawn" | "left-panel" | "recused") {
        "/staff".to_owned()
    } else {
        list_of(request)
    };
    page_of(app, request, chrome, title, text, &back)
}

/// What says no to marking this candidate now, if anything does.
pub(super) fn of_sheet(app: &App, request: &HttpRequest, staff: &Staff, sheet: &SheetToMark) -> Option<Page> {
    let candidate = &sheet.candidate;
    let chrome = chrome(app, request, Some(staff));
    let back = format!("/staff/sessions/{}/practical", sheet.session.session_id);
    let named = |key: &str| chrome.t1(key, "name", &candidate.name);
    let (title, text) = if let Some(total) = candidate.signed {
        let when = candidate.signed_at.map(|at| say::instant(chrome.locale, at)).unwrap_or_default();
        let mark = if candidate.signed_absent { chrome.t("candidate-absent") } else { say::marks(Some(total)) };
        let what = chrome.t2("practical-refused-signed-what", "when", when, "mark", mark);
        (named("practical-refused-signed-name"), vec![what, chrome.t("practical-refused-signed-text")])
    } else if sheet.session.marking == Marking::NotYet {
        return Some(too_early(app, request, staff, sheet.session.opens_at));
    } else if sheet.session.marking == Marking::Closed {
        (chrome.t("practical-refused-closed"), vec![chrome.t("practical-refused-closed-text")])
    } else if candidate.absent {
        (named("practical-refused-absent-name"), vec![chrome.t("practical-refused-absent-text")])
    } else {
        return None;
    };
    Some(page_of(app, request, chrome, title, text, &back))
}

/// That the session has not opened.
pub(super) fn too_early(app: &App, request: &HttpRequest, staff: &Staff, opens_at: Timestamp) -> Page {
    let chrome = chrome(app, request, Some(staff));
    let opens = i18n::text_with(
        chrome.locale,
        "practical-refused-early-opens",
        &[("when", say::instant(chrome.locale, opens_at).into())],
    );
    let title = chrome.t("practical-refused-early");
    page_of(app, request, chrome, title, vec![opens], "/staff")
}

fn page_of(app: &App, request: &HttpRequest, chrome: Chrome, title: String, text: Vec<String>, back: &str) -> Page {
    let label = chrome.t(if back == "/staff" { "practical-to-sessions" } else { "practical-to-list" });
    let page = MessagePage { title, text, action: None, back: Some(Link::new(label, back)), chrome };
    let mut response = render(app, request, &page)?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

/// The list of the session whose page this is.
fn list_of(request: &HttpRequest) -> String {
    let mut parts = request.path().split("/practical");
    format!("{}/practical", parts.next().unwrap_or_default())
}
