//! Forms that people post. Each is read whole and its token checked before a handler sees a field; one that comes after
//! the session has ended is kept until somebody has signed in again; one posted twice is carried out once.
//!
//! The token is HMAC-SHA-256, under a key of the server's own, of a random cookie that every browser has from its first
//! page on (the signed double submit of OWASP's cheat sheet). It outlives a session, so a form that was open for hours is
//! not lost; on https the cookie is `__Host-`, so no neighbour can plant one.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Data, Form};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::crypto::random;
use crate::services::submissions::{self, Turn};
use crate::services::{Context, ServiceError};

use super::errors::{Problem, WebError};
use super::extract::{self, FORM_COOKIE, Staff, act, cookie_value};
use super::pages::{Page, see};

/// A form whose token was right.
pub struct Posted<T> {
    /// What its handler reads.
    pub fields: T,
    /// Every field as it was posted, without the tokens and without passwords.
    pub kept: Vec<(String, String)>,
    /// The name of this filling-in; empty where a program sent none.
    pub once: String,
    /// Whether the form only comes back after a new sign-in: to be shown with what was typed, not carried out.
    pub restoring: bool,
}

impl<T: DeserializeOwned + 'static> FromRequest for Posted<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let pairs = Form::<Vec<(String, String)>>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            if is_foreign(&request) {
                return Err(Problem::bad_request("this form came from another site").into());
            }
            let pairs = pairs.await.map_err(|error| unreadable(&error))?.into_inner();
            check_token(&request, last(&pairs, "csrf"))?;
            let text = serde_urlencoded::to_string(&pairs).map_err(|error| Problem::internal(&error))?;
            let fields = serde_urlencoded::from_str(&text)
                .map_err(|error| Problem::bad_request(format!("the form: {error}")))?;
            let (once, restoring) = (last(&pairs, "once").to_owned(), last(&pairs, RESTORE) == "yes");
            let kept = pairs.into_iter().filter(|(name, _)| is_kept(name)).collect();
            Ok(Self { fields, kept, once, restoring })
        })
    }
}

/// A form of somebody of staff.
pub struct StaffForm<T> {
    /// Who posted it.
    pub staff: Staff,
    /// What was posted.
    pub posted: Posted<T>,
}

impl<T: DeserializeOwned + 'static> FromRequest for StaffForm<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let posted = Posted::<T>::from_request(request, payload);
        let staff = Staff::from_request(request, payload);
        Box::pin(async move {
            let staff = staff.await;
            // Whoever is not signed in learns that first; what a page of ours posted is kept for after.
            match (staff, posted.await) {
                (Ok(staff), Ok(posted)) => Ok(Self { staff, posted }),
                (Err(mut error), Ok(posted)) => {
                    if error.0.status == 401 {
                        error.0.kept = posted.kept;
                    }
                    Err(error)
                }
                (Err(error), Err(_)) | (Ok(_), Err(error)) => Err(error),
            }
        })
    }
}

/// Carries a form out once, however often it is posted: a second posting waits for the first and is sent to where that
/// was sent. What does not end in a redirection has changed nothing and may be posted again. A sender who goes away does
/// not stop what is being carried out (`frame::finish_what_was_begun`).
///
/// # Errors
/// Whatever the work answers.
pub async fn once(app: &Data<App>, staff: &Staff, name: &str, work: impl Future<Output = Page>) -> Page {
    if name.is_empty() {
        return work.await;
    }
    let (account, name) = (staff.actor.account_id, name.to_owned());
    let asked = name.clone();
    let turn = whose_turn(app, move |context| submissions::begin(context, account, &asked)).await?;
    if let Turn::Done(location) = turn {
        return Ok(see(&location));
    }
    let answer = work.await;
    let location = answer.as_ref().ok().and_then(location_of);
    act(app, move |context| match location {
        Some(location) => submissions::done(context, account, &name, &location),
        None => submissions::forget(context, account, &name),
    })
    .await?;
    answer
}

/// Asks whose turn it is until it is nobody else's.
async fn whose_turn(
    app: &Data<App>,
    begin: impl Fn(&Context) -> Result<Turn, ServiceError> + Clone + Send + 'static,
) -> Result<Turn, WebError> {
    loop {
        let turn = act(app, begin.clone()).await?;
        if turn != Turn::Running {
            return Ok(turn);
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn location_of(response: &HttpResponse) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    response.status().is_redirection().then(|| location.to_owned())
}

/// The field that says: show this form again, filled in.
pub const RESTORE: &str = "restore";

/// Fields that a form carries for us, and secrets: they are not kept over a sign-in.
pub(super) fn is_kept(name: &str) -> bool {
    !matches!(name, "csrf" | "once" | RESTORE) && !name.contains("password") && !name.contains("secret")
}

pub(super) fn last<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().rev().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

fn unreadable(error: &actix_web::Error) -> WebError {
    match error.as_error::<WebError>() {
        Some(ours) => WebError(ours.0.clone()),
        None => Problem::bad_request(error.to_string()).into(),
    }
}

/// Whether a browser says that another site posted this. The token is what holds; this says why, and earlier.
pub(super) fn is_foreign(request: &HttpRequest) -> bool {
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = said("origin") else { return false };
    let ours = request.app_data::<Data<App>>().is_some_and(|app| app.settings.origin == origin);
    let here = said("host").is_some_and(|host| origin.split_once("://").is_some_and(|(_, from)| from == host));
    !ours && !here
}

/// Refuses a form whose token is not of this browser.
///
/// # Errors
/// A problem that says to open the page anew.
pub fn check_token(request: &HttpRequest, given: &str) -> Result<(), WebError> {
    let right = request
        .app_data::<Data<App>>()
        .and_then(|app| cookie_value(request, FORM_COOKIE).map(|value| token_of(app, &value)))
        .is_some_and(|token| random::equal(token.as_bytes(), given.as_bytes()));
    if right {
        Ok(())
    } else {
        Err(ServiceError::refused("form-expired", "this form belongs to another browser; open the page anew").into())
    }
}

/// The token that this request's page puts into its forms.
pub(super) fn token(app: &App, request: &HttpRequest) -> String {
    token_of(app, &browser(request))
}

fn token_of(app: &App, browser: &str) -> String {
    app.context.keys.form_token(browser)
}

struct Fresh(String);

/// The random name of this browser; a new one where it has none yet, which [`remember_browser`] sends along.
fn browser(request: &HttpRequest) -> String {
    if let Some(known) = cookie_value(request, FORM_COOKIE) {
        return known;
    }
    if let Some(Fresh(made)) = request.extensions().get::<Fresh>() {
        return made.clone();
    }
    let made = random::bytes::<16>().map(hex::encode).unwrap_or_default();
    request.extensions_mut().insert(Fresh(made.clone()));
    made
}

/// Sends a browser that had no name the one its page's forms were made for.
pub(super) fn remember_browser(request: &HttpRequest, app: &App, response: &mut HttpResponse) {
    let Some(Fresh(made)) = request.extensions_mut().remove::<Fresh>() else { return };
    if let Err(error) = response.add_cookie(&extract::session_cookie(app, FORM_COOKIE, made)) {
        tracing::warn!(%error, "the browser could not be remembered");
    }
}

/// The name of one filling-in of a form.
pub(super) fn new_once() -> String {
    random::bytes::<12>().map(hex::encode).unwrap_or_default()
}
