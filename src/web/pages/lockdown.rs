//! In which browser a session is sat: set by whoever plans it, looked at by its invigilators.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::lockdown::LockdownMode;
use crate::services::lockdown::{self, LockdownView, Wanted};
use crate::services::{Actor, ServiceError};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::views::{Banner, Choice, Chrome, Fact, FormErrors, Link, LockdownPage, RecordedLine, Tone};
use super::{Page, chrome, render, render_again, say, see};

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct After {
    done: String,
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    mode: String,
    browser_keys: String,
}

/// What is set.
///
/// # Errors
/// Without the permission.
pub async fn page(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, after: Query<After>) -> Page {
    let found = load(&app, &staff.actor, *id).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let banner =
        (after.done == "set").then(|| Banner { tone: Tone::Ok, title: chrome.t("lockdown-done"), text: String::new() });
    let typed = Typed { mode: found.mode.as_str().to_owned(), browser_keys: found.browser_keys.join("\n") };
    render(&app, &request, &whole(chrome, *id, &found, &typed, FormErrors::none(), banner))
}

/// Sets it.
///
/// # Errors
/// Without the permission.
pub async fn set(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (session, typed) = (*id, posted.fields);
    let found = load(&app, &staff.actor, session).await?;
    let again = |errors, banner| whole(chrome(&app, &request, Some(&staff)), session, &found, &typed, errors, banner);
    if posted.restoring {
        return render(&app, &request, &again(FormErrors::none(), None));
    }
    once(&app, &staff, &posted.once, async {
        let keys = typed.browser_keys.split_whitespace().map(ToOwned::to_owned).collect();
        let (actor, wanted) = (staff.actor.clone(), Wanted { mode: typed.mode.clone(), browser_keys: keys });
        let done = act(&app, move |context| match lockdown::set(context, &actor, session, &wanted) {
            Ok(()) => Ok(None),
            Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_))) => Ok(Some(Problem::from(error))),
            Err(error) => Err(error),
        });
        let Some(problem) = done.await? else { return Ok(see(&format!("{}?done=set", address(session)))) };
        let locale = crate::web::extract::language(&request);
        let mut errors = FormErrors::none();
        for one in &problem.fields {
            errors.add(one.field, say::field_error(locale, one.code, &one.message));
        }
        let title = say::problem(locale, &problem);
        let banner = errors.is_empty().then(|| Banner { tone: Tone::Stop, title, text: String::new() });
        render_again(&app, &request, &again(errors, banner))
    })
    .await
}

fn address(session: i64) -> String {
    format!("/staff/sessions/{session}/lockdown")
}

async fn load(app: &Data<App>, actor: &Actor, session: i64) -> Result<LockdownView, WebError> {
    let actor = actor.clone();
    act(app, move |context| lockdown::view(context, &actor, session)).await
}

fn whole(
    chrome: Chrome,
    session: i64,
    found: &LockdownView,
    typed: &Typed,
    errors: FormErrors,
    banner: Option<Banner>,
) -> LockdownPage {
    let mode = |mode: LockdownMode| chrome.t(&format!("lockdown-{}", mode.as_str().replace('_', "-")));
    let choice = |one: LockdownMode| Choice {
        value: one.as_str().to_owned(),
        label: mode(one),
        chosen: one.as_str() == typed.mode,
    };
    LockdownPage {
        back: Link::new(found.session.as_str(), format!("/staff/sessions/{session}")),
        facts: vec![
            Fact::code(chrome.t("lockdown-key"), found.config_key.as_str()),
            Fact::code(chrome.t("lockdown-password"), found.quit_password.as_str()),
        ],
        file: format!("{}.seb", address(session)),
        now: mode(found.mode),
        modes: LockdownMode::ALL.into_iter().map(choice).collect(),
        browser_keys: typed.browser_keys.clone(),
        action: found.may_change.then(|| address(session)),
        let_in: found
            .let_in
            .iter()
            .map(|one| RecordedLine {
                when: say::instant(chrome.locale, one.at),
                who: format!("{} {}", one.admission_number, one.name),
                what: String::new(),
                reason: one.reason.clone(),
                by: one.by.clone(),
            })
            .collect(),
        errors,
        banner,
        chrome,
    }
}
