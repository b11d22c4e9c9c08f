//! Sealing what is found good as the next version.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use serde::Deserialize;

use crate::app::App;
use crate::clock;
use crate::services::office::{self, SealView};
use crate::web::errors::WebError;
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{StaffForm, once};
use crate::web::pages::views::{Chrome, Fact, FormErrors, Link, OfficeSeal};
use crate::web::pages::{Page, chrome, render, render_again, say, see};

use super::{attempt, words};

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    number: i64,
    version: String,
}

/// What the next version would be.
///
/// # Errors
/// Without the permission; when there is no such project.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let view = view_of(&app, &staff, *id).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let version = proposed(&app, &view);
    render(&app, &request, &page(chrome, *id, &view, version, FormErrors::none()))
}

/// Seals it, or says why not.
///
/// # Errors
/// Without the permission; when there is no such project.
pub async fn submit(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (id, typed) = (*id, posted.fields);
    if posted.restoring {
        let view = view_of(&app, &staff, id).await?;
        let chrome = chrome(&app, &request, Some(&staff));
        return render(&app, &request, &page(chrome, id, &view, typed.version, FormErrors::none()));
    }
    once(&app, &staff, &posted.once, async {
        let (actor, number, version) = (staff.actor.clone(), typed.number, typed.version.clone());
        match attempt(&app, move |context| office::seal(context, &actor, id, number, &version)).await? {
            Ok(token) => Ok(see(&format!("/staff/banks/checks/{token}"))),
            Err(problem) => {
                let locale = language(&request);
                let view = view_of(&app, &staff, id).await?;
                let mut errors = FormErrors::none();
                for one in &problem.fields {
                    errors.add("version", say::field_error(locale, one.code, &one.message));
                }
                if errors.is_empty() {
                    errors.add("version", say::problem(locale, &problem));
                }
                let chrome = chrome(&app, &request, Some(&staff));
                render_again(&app, &request, &page(chrome, id, &view, typed.version, errors))
            }
        }
    })
    .await
}

async fn view_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<SealView, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| office::to_seal(context, &actor, id)).await
}

/// `2026.2`: the year, and the version's number.
fn proposed(app: &App, view: &SealView) -> String {
    format!("{}.{}", clock::local_day(app.context.now()).year(), view.number)
}

fn page(chrome: Chrome, id: i64, view: &SealView, version: String, mut errors: FormErrors) -> OfficeSeal {
    let ready = view.faults.is_empty();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    if !ready {
        // Without the form there is no field to point to: the table says what is wrong.
        errors = FormErrors::none();
    }
    let left = [("draft", view.left.draft), ("submitted", view.left.submitted), ("returned", view.left.returned)];
    OfficeSeal {
        errors,
        back: Link::new(view.title.as_str(), format!("/staff/office/{id}")),
        heading: if ready {
            chrome.t2("office-seal-ready", "number", view.number, "count", count(view.items))
        } else {
            chrome.t2("office-seal-not-yet", "number", view.number, "count", count(view.faults.len()))
        },
        ready,
        facts: vec![
            Fact::new(chrome.t("bank-title"), view.title.as_str()),
            Fact::code(chrome.t("bank-code"), view.code.as_str()),
            Fact::new(chrome.t("bank-items"), view.items.to_string()),
        ],
        changes: words::compared(&chrome, &view.compared),
        left: left
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(state, number)| chrome.t1(&format!("office-left-{state}"), "count", number))
            .collect(),
        faults: view.faults.iter().take(100).map(|(code, one)| words::fault(&chrome, code.as_deref(), one)).collect(),
        number: view.number,
        version,
        action: format!("/staff/office/{id}/seal"),
        chrome,
    }
}
