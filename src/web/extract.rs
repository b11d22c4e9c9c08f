//! What handlers take from a request: who is asking, in which language, with which token.

use std::future::Future;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::web::{self, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::Either;

use crate::app::App;
use crate::clock::ShiftedClock;
use crate::domain::lockdown::Proof;
use crate::i18n::Locale;
use crate::services::accounts::{self, SignedIn};
use crate::services::{Actor, Context, ServiceError, lockdown};

use super::errors::{Problem, WebError};

/// A cookie of ours, in its two names: browsers take `__Host-` over TLS alone, from this host alone, for all paths
/// (RFC 6265bis, section 4.1.3.2); plain http on loopback has the other.
pub struct CookieName {
    tls: &'static str,
    plain: &'static str,
}

/// The cookie of a staff session.
pub const STAFF_COOKIE: CookieName = CookieName { tls: "__Host-jh_staff", plain: "jh_staff" };
/// The cookie of a candidate's sitting.
pub const SEAT_COOKIE: CookieName = CookieName { tls: "__Host-jh_seat", plain: "jh_seat" };
/// What a browser is given that has shown it is the one the exam is sat in.
pub const PASS_COOKIE: CookieName = CookieName { tls: "__Host-jh_pass", plain: "jh_pass" };
/// The ticket of somebody at the door, while we ask "is it you?".
pub const DOOR_COOKIE: CookieName = CookieName { tls: "__Host-jh_door", plain: "jh_door" };
/// The cookie of the chosen language.
pub const LANGUAGE_COOKIE: CookieName = CookieName { tls: "__Host-jh_lang", plain: "jh_lang" };
/// The random name of a browser, which the tokens of its forms are made of.
pub const FORM_COOKIE: CookieName = CookieName { tls: "__Host-jh_form", plain: "jh_form" };

impl CookieName {
    fn on(&self, app: &App) -> &'static str {
        if has_tls(app) { self.tls } else { self.plain }
    }
}

/// Whether the public reaches this server over TLS, its own or a declared proxy's.
#[must_use]
pub fn has_tls(app: &App) -> bool {
    app.settings.origin.starts_with("https:")
}

/// The value of a cookie of ours.
#[must_use]
pub fn cookie_value(request: &HttpRequest, name: CookieName) -> Option<String> {
    let app = request.app_data::<Data<App>>()?;
    request.cookie(name.on(app)).map(|cookie| cookie.value().to_owned())
}

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
            Ok(Self { actor: signed_in.actor, token })
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
    type Future = Either<Ready<Result<Self, WebError>>, Pin<Box<dyn Future<Output = Result<Self, WebError>>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = match AnySeat::of(request) {
            Ok(AnySeat(token)) => token,
            Err(error) => return Either::Left(ready(Err(error))),
        };
        let Some(app) = request.app_data::<Data<App>>() else { return Either::Left(ready(Ok(Self(token)))) };
        let (proof, pass) = (proof_of(app, request), cookie_value(request, PASS_COOKIE).unwrap_or_default());
        if lockdown::glance(&app.context, &token, &proof, &pass).is_some() {
            return Either::Left(ready(Ok(Self(token))));
        }
        let app = app.clone();
        Either::Right(Box::pin(async move {
            let asked = token.clone();
            act(&app, move |context| lockdown::check(context, &asked, &proof, &pass)).await?;
            Ok(Self(token))
        }))
    }
}

/// A candidate at a seat, whatever the browser: what shows which browser it is.
pub struct AnySeat(pub String);

impl AnySeat {
    fn of(request: &HttpRequest) -> Result<Self, WebError> {
        token(request, SEAT_COOKIE)?.map(Self).ok_or_else(|| ServiceError::NotSignedIn.into())
    }
}

impl FromRequest for AnySeat {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// What a request shows of its browser, for its own address under the public origin.
fn proof_of(app: &App, request: &HttpRequest) -> Proof {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let config = header("x-safeexambrowser-configkeyhash");
    if config.is_empty() {
        return Proof::default();
    }
    let browser = header("x-safeexambrowser-requesthash").to_owned();
    Proof { url: format!("{}{}", app.context.origin, request.uri()), config: config.to_owned(), browser }
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
        .or_else(|| cookie_value(request, LANGUAGE_COOKIE).and_then(|value| Locale::parse(&value)))
        .unwrap_or(Locale::Zh)
}

/// The language that the address itself asks for.
#[must_use]
pub fn asked_language(request: &HttpRequest) -> Option<Locale> {
    request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Locale::parse)
}

/// The token of a request. One that comes by cookie may only change something when the request says that a script
/// of ours made it (browsers let no other site add that header), or when a form carries its browser's token, which
/// [`Posted`](super::forms::Posted) checks.
fn token(request: &HttpRequest, cookie: CookieName) -> Result<Option<String>, WebError> {
    if let Some(value) = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        return Ok(value.strip_prefix("Bearer ").map(ToOwned::to_owned));
    }
    let Some(found) = cookie_value(request, cookie) else { return Ok(None) };
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let api = request.path().starts_with("/api/");
    if changes && api && !request.headers().contains_key("x-requested-with") {
        return Err(Problem::bad_request("a request with a cookie needs the header X-Requested-With: jiangheng").into());
    }
    Ok(Some(found))
}

/// The address that wrong answers are counted for: the one that the declared proxy saw, or the peer's. A proxy appends
/// the address it saw to `X-Forwarded-For`; what stands before it anybody can have written.
#[must_use]
pub fn client_of(request: &HttpRequest) -> String {
    let behind_proxy = request.app_data::<Data<App>>().is_some_and(|app| app.settings.behind_proxy);
    let forwarded = || {
        let said = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
        said.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let address = behind_proxy.then(forwarded).flatten();
    address.or_else(|| request.peer_addr().map(|peer| peer.ip())).map(place_of).unwrap_or_default()
}

/// An address as wrong answers are counted for it: of IPv6 the first 64 bits, which are one subscriber's.
fn place_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// A cookie of ours that lasts so long: not for scripts, not for other sites; over TLS alone where the public has it.
#[must_use]
pub fn cookie(app: &App, name: CookieName, value: String, seconds: i64) -> Cookie<'static> {
    let mut cookie = session_cookie(app, name, value);
    cookie.set_max_age(Duration::seconds(seconds));
    cookie
}

/// A cookie of ours that goes when the browser is closed.
#[must_use]
pub fn session_cookie(app: &App, name: CookieName, value: String) -> Cookie<'static> {
    Cookie::build(name.on(app), value).path("/").http_only(true).same_site(SameSite::Lax).secure(has_tls(app)).finish()
}
