//! What handlers take from a request: who is asking, in which language, with which token.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::web::{self, Data};
use actix_web::{FromRequest, HttpRequest};

use crate::app::App;
use crate::clock::ShiftedClock;
use crate::i18n::Locale;
use crate::services::accounts::{self, SignedIn};
use crate::services::{Actor, Context, ServiceError};

use super::errors::{Problem, WebError};

/// The cookie of a staff session.
pub const STAFF_COOKIE: &str = "jh_staff";
/// The cookie of a candidate's sitting.
pub const SEAT_COOKIE: &str = "jh_seat";
/// The cookie of the chosen language.
pub const LANGUAGE_COOKIE: &str = "jh_lang";

/// Runs a use case on a blocking thread.
///
/// # Errors
/// Whatever the use case answers.
pub async fn act<T: Send + 'static>(
    app: &Data<App>,
    work: impl FnOnce(&Context) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, WebError> {
    let context = app.context.clone();
    Ok(web::block(move || work(&context)).await??)
}

/// Somebody of staff, signed in: by cookie, or by `Authorization: Bearer`.
pub struct Staff {
    /// Who.
    pub actor: Actor,
    /// The token that forms carry against forged requests.
    pub csrf: String,
    /// The session's token.
    pub token: String,
}

impl FromRequest for Staff {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let found = token(&request, STAFF_COOKIE)?;
            let (Some(token), Some(app)) = (found, request.app_data::<Data<App>>()) else {
                return Err(ServiceError::NotSignedIn.into());
            };
            let given = token.clone();
            let signed_in: Option<SignedIn> = act(app, move |context| accounts::authenticate(context, &given)).await?;
            let signed_in = signed_in.ok_or(ServiceError::NotSignedIn)?;
            Ok(Self { actor: signed_in.actor, csrf: signed_in.csrf, token })
        })
    }
}

/// Staff if signed in; a page shows who, and goes on without.
pub struct MaybeStaff(pub Option<Staff>);

impl FromRequest for MaybeStaff {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = Staff::from_request(request, payload);
        Box::pin(async move { Ok(Self(staff.await.ok())) })
    }
}

/// A candidate at a seat: the sitting's token, by cookie or by `Authorization: Bearer`.
pub struct Seat(pub String);

impl FromRequest for Seat {
    type Error = WebError;
    type Future = std::future::Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(
            token(request, SEAT_COOKIE)
                .and_then(|found| found.map(Seat).ok_or_else(|| ServiceError::NotSignedIn.into())),
        )
    }
}

/// The demo county's clock. On a store not made by `jiangheng demo` nothing is at such an address, whoever asks.
pub struct DemoClock(pub Arc<ShiftedClock>);

impl FromRequest for DemoClock {
    type Error = WebError;
    type Future = std::future::Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let clock = request.app_data::<Data<App>>().and_then(|app| app.demo_clock.clone());
        std::future::ready(clock.map(Self).ok_or_else(|| Problem::not_found().into()))
    }
}

/// The language of a request: `?lang=`, then the cookie, then Chinese.
#[must_use]
pub fn language(request: &HttpRequest) -> Locale {
    asked_language(request)
        .or_else(|| request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Locale::parse(cookie.value())))
        .unwrap_or(Locale::Zh)
}

/// The language that the address itself asks for.
#[must_use]
pub fn asked_language(request: &HttpRequest) -> Option<Locale> {
    request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Locale::parse)
}

/// The token of a request. One that comes by cookie may only change something when the request says that a script
/// of ours made it (browsers let no other site add that header), or when a form carries the session's own token,
/// which the form's handler checks.
fn token(request: &HttpRequest, cookie: &str) -> Result<Option<String>, WebError> {
    if let Some(value) = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        return Ok(value.strip_prefix("Bearer ").map(ToOwned::to_owned));
    }
    let Some(found) = request.cookie(cookie) else { return Ok(None) };
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let api = request.path().starts_with("/api/");
    if changes && api && !request.headers().contains_key("x-requested-with") {
        return Err(Problem::bad_request("a request with a cookie needs the header X-Requested-With: jiangheng").into());
    }
    Ok(Some(found.value().to_owned()))
}

/// Refuses a form whose token isn't the session's own.
///
/// # Errors
/// A problem that says to open the page anew.
pub fn check_csrf(staff: &Staff, given: &str) -> Result<(), WebError> {
    if crate::crypto::random::equal(staff.csrf.as_bytes(), given.as_bytes()) {
        Ok(())
    } else {
        Err(ServiceError::refused("form-expired", "this form belongs to another session; open the page anew").into())
    }
}

/// The address that wrong answers are counted for.
#[must_use]
pub fn client_of(request: &HttpRequest) -> String {
    request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default()
}

/// A cookie of ours: not for scripts, not for other sites; over TLS alone where the public origin has it.
#[must_use]
pub fn cookie(app: &App, name: &'static str, value: String, seconds: i64) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.origin.starts_with("https:"))
        .max_age(Duration::seconds(seconds))
        .finish()
}
