//! Staff: signing in and out.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::app::App;
use crate::services::{ServiceError, accounts};
use crate::web::errors::Problem;
use crate::web::extract::{STAFF_COOKIE, act, client_of, cookie};
use crate::web::forms::{Posted, RESTORE, StaffForm};

use super::views::{Action, Banner, FormErrors, MessagePage, StaffSignIn, Tone};
use super::{Page, chrome, local, render, render_again, say, see};

/// Where to go after signing in, and what has just been done.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    done: String,
}

/// The sign-in form.
///
/// # Errors
/// When a template fails.
pub async fn sign_in_form(app: Data<App>, request: HttpRequest, query: Query<Next>) -> Page {
    let chrome = chrome(&app, &request, None);
    let changed = query.done == "password";
    let page = StaffSignIn {
        banner: changed.then(|| Banner {
            tone: Tone::Ok,
            title: chrome.t("password-changed"),
            text: chrome.t("password-changed-text"),
        }),
        chrome,
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
            Err(error @ (ServiceError::Refused(_) | ServiceError::Invalid(_) | ServiceError::Busy { .. })) => {
                Err(Problem::from(error))
            }
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
            let wait = problem.retry_after;
            let text = wait.map_or_else(
                || say::problem(chrome.locale, &problem),
                |seconds| chrome.t1("sign-in-wait", "seconds", seconds),
            );
            let errors = FormErrors::one("password", text);
            let form = StaffSignIn { chrome, errors, login, next, kept, banner: None };
            let response = render_again(&app, &request, &form)?;
            Ok(match wait {
                Some(seconds) => busy(response, seconds),
                None => response,
            })
        }
    }
}

/// The same form, told to wait: RFC 6585, section 4.
fn busy(mut response: HttpResponse, seconds: u32) -> HttpResponse {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
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
