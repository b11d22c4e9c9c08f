//! Staff: sign-in, overview of sessions, audit list.

use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::i18n::{self, Locale};
use crate::services::{ServiceError, accounts, sessions};
use crate::store;
use crate::web::errors::Problem;
use crate::web::extract::{STAFF_COOKIE, Staff, act, client_of, cookie};
use crate::web::forms::{Posted, RESTORE, StaffForm};

use super::views::{
    Action, AuditPage, AuditRow, Chip, Figure, FormErrors, Link, MessagePage, Overview, SessionRow, StaffSignIn, Tone,
};
use super::{Page, chrome, local, render, render_again, say, see};

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The sign-in form.
///
/// # Errors
/// When a template fails.
pub async fn sign_in_form(app: Data<App>, request: HttpRequest, query: Query<Next>) -> Page {
    let page = StaffSignIn {
        chrome: chrome(&app, &request, None),
        errors: FormErrors::none(),
        login: String::new(),
        next: local(&query.next).to_owned(),
        kept: String::new(),
    };
    render(&app, &request, &page)
}

/// A sign-in.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    kept: String,
}

/// Signs in, or says at the field what is wrong and keeps the name.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(app: Data<App>, request: HttpRequest, form: Posted<SignIn>) -> Page {
    let SignIn { login, password, next, kept } = form.fields;
    let next = local(&next).to_owned();
    let (given, client) = (login.clone(), client_of(&request));
    let done = act(&app, move |context| {
        Ok(match accounts::sign_in(context, given.trim(), &password, &client) {
            Err(error @ (ServiceError::Refused(_) | ServiceError::Invalid(_))) => Err(Problem::from(error)),
            other => Ok(other?),
        })
    })
    .await?;
    match done {
        Ok(signed_in) => {
            let mut response = match resumed(&app, &request, &next, &kept) {
                Some(page) => page?,
                None => see(if next.is_empty() { "/staff" } else { &next }),
            };
            let cookie = cookie(&app, STAFF_COOKIE, signed_in.token, 86_400);
            response.add_cookie(&cookie).map_err(|error| Problem::internal(&error))?;
            Ok(response)
        }
        Err(problem) => {
            let chrome = chrome(&app, &request, None);
            let errors = FormErrors::one("password", say::problem(chrome.locale, &problem));
            render_again(&app, &request, &StaffSignIn { chrome, errors, login, next, kept })
        }
    }
}

/// After a sign-in that a form had to wait for: the way back to that form, filled in.
fn resumed(app: &App, request: &HttpRequest, next: &str, kept: &str) -> Option<Page> {
    let mut fields = serde_urlencoded::from_str::<Vec<(String, String)>>(kept).ok().filter(|kept| !kept.is_empty())?;
    fields.push((RESTORE.to_owned(), "yes".to_owned()));
    let chrome = chrome(app, request, None);
    let page = MessagePage {
        title: chrome.t("resume-title"),
        text: vec![chrome.t("resume-text")],
        action: Some(Action { href: next.to_owned(), label: chrome.t("resume-go-on"), fields }),
        back: None,
        chrome,
    };
    Some(render(app, request, &page))
}

/// Ends the session.
///
/// # Errors
/// When the form is not of this session.
pub async fn sign_out(app: Data<App>, form: StaffForm<Vec<(String, String)>>) -> Page {
    let staff = form.staff;
    act(&app, move |context| accounts::sign_out(context, &staff.token)).await?;
    let mut response = see("/");
    let gone = cookie(&app, STAFF_COOKIE, String::new(), 0);
    response.add_cookie(&gone).map_err(|error| Problem::internal(&error))?;
    Ok(response)
}

/// The sessions, and what is next in each.
///
/// # Errors
/// When nobody is signed in.
pub async fn overview(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    let actor = staff.actor.clone();
    let found = act(&app, move |context| sessions::overview(context, &actor)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let locale = chrome.locale;
    let mut links = Vec::new();
    if staff.actor.may_anywhere(Permission::ReadAudit) {
        links.push(Link::new(chrome.t("audit-title"), "/staff/audit"));
    }
    if app.demo_clock.is_some() {
        links.push(Link::new(chrome.t("demo-mail"), "/demo/mail"));
    }
    let total = |count: fn(&sessions::SessionOverview) -> i64| found.iter().map(count).sum::<i64>().to_string();
    let figures = vec![
        Figure { number: found.len().to_string(), label: chrome.t("figure-sessions") },
        Figure { number: total(|one| one.registered), label: chrome.t("figure-registered") },
        Figure { number: total(|one| one.sat), label: chrome.t("figure-sat") },
        Figure { number: total(|one| one.passed), label: chrome.t("figure-passed") },
    ];
    let examiner = staff.actor.may_anywhere(Permission::MarkPractical);
    let rows = found
        .into_iter()
        .map(|one| SessionRow {
            href: if examiner {
                format!("/staff/sessions/{}/practical", one.id)
            } else {
                format!("/staff/sessions/{}", one.id)
            },
            title: say::project(locale, &one.occupation_name, one.level),
            code: format!("{} · {}", one.exam, one.code),
            when: say::instant(locale, one.opens_at),
            place: format!("{} {}", one.centre, one.room),
            next: i18n::text(locale, &format!("next-{}", one.state.replace('_', "-"))),
            counts: counts(locale, &one),
            state: state_chip(locale, &one.state),
        })
        .collect();
    render(&app, &request, &Overview { chrome, links, figures, sessions: rows })
}

fn counts(locale: Locale, one: &sessions::SessionOverview) -> String {
    i18n::text_with(
        locale,
        "session-counts",
        &[("registered", one.registered.into()), ("sat", one.sat.into()), ("passed", one.passed.into())],
    )
}

/// The state of a session in a word.
#[must_use]
pub fn state_chip(locale: Locale, state: &str) -> Chip {
    let tone = match state {
        "awarded" => Tone::Ok,
        "opened" => Tone::Now,
        _ => Tone::Plain,
    };
    Chip::new(tone, i18n::text(locale, &format!("state-{}", state.replace('_', "-"))))
}

/// Which events.
#[derive(Deserialize)]
pub struct Before {
    before: Option<i64>,
}

const AUDIT_PAGE: i64 = 100;

/// The audit trail, newest first.
///
/// # Errors
/// Without the permission.
pub async fn audit(app: Data<App>, request: HttpRequest, staff: Staff, query: Query<Before>) -> Page {
    let actor = staff.actor.clone();
    let before = query.before.unwrap_or(i64::MAX);
    let events = act(&app, move |context| {
        actor.require(Permission::ReadAudit, actor.organisation_id)?;
        Ok(context.store.read(|connection| store::audit::before(connection, before, AUDIT_PAGE))?)
    })
    .await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let full = i64::try_from(events.len()).is_ok_and(|count| count == AUDIT_PAGE);
    let older = events.last().filter(|_| full).map(|last| format!("/staff/audit?before={}", last.id));
    let newer = (before < i64::MAX).then(|| "/staff/audit".to_owned());
    let events = events
        .into_iter()
        .map(|event| AuditRow {
            when: say::instant(chrome.locale, store::instant(event.at)),
            who: event.actor,
            what: i18n::text_or(
                chrome.locale,
                &format!("audit-{}", event.action.replace(['.', '_'], "-")),
                &event.action,
            ),
            subject: event.subject,
        })
        .collect();
    render(&app, &request, &AuditPage { chrome, events, newer, older })
}
