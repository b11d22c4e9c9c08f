//! What every answer goes through: errors as pages for people, security headers; and the embedded assets.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{JsonPayloadError, QueryPayloadError, UrlencodedError};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use rust_embed::RustEmbed;

use crate::app::App;
use crate::services::ServiceError;

use super::errors::{Problem, WebError};
use super::{extract, pages};

/// How long a call to the hall may take, its body included: a body that comes a byte at a time holds nothing for longer.
const HALL_CALL: Duration = Duration::from_secs(30);

/// Carries a posting through though its sender has gone: a second press of a button ends the first connection, and what
/// that began must not stop half way, with nobody told how it ended.
pub(super) async fn finish_what_was_begun(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.method() != Method::POST {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let of_hall = request.path().starts_with("/api/v1/hall/");
    let begun = actix_web::rt::spawn(next.call(request));
    let abort = begun.abort_handle();
    let ended = if of_hall { actix_web::rt::time::timeout(HALL_CALL, begun).await } else { Ok(begun.await) };
    match ended {
        Ok(Ok(answer)) => Ok(answer?.map_into_boxed_body()),
        Ok(Err(error)) => Err(WebError::from(Problem::internal(&error)).into()),
        Err(_) => {
            // Whether its body never came or the store stalled: nothing was promised, and it is to be sent again.
            abort.abort();
            Err(WebError::from(ServiceError::Busy { retry_after: 2 }).into())
        }
    }
}

/// Renders an error that a handler left as problem+json as a page, unless the API was asked. What actix itself refuses
/// (a body too large) becomes a problem first.
pub(super) async fn render_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let api = response.request().path().starts_with("/api/");
    let left = response.response().extensions().get::<Problem>().cloned();
    match (left, refused_by_actix(&response)) {
        (Some(problem), _) | (None, Some(problem)) if !api => {
            let page = pages::error_page(response.request(), &problem);
            Ok(response.into_response(page))
        }
        (None, Some(problem)) => Ok(response.into_response(WebError::from(problem).error_response())),
        _ => Ok(response),
    }
}

/// The problem of a refusal that no handler of ours wrote: ours say what they are by their content type.
fn refused_by_actix(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    let ours =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    let detail = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The body is larger than this address takes.",
        _ => "The request can't be read.",
    };
    (status.is_client_error() && !ours).then(|| Problem::unreadable(status, detail))
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers that every answer carries: nothing inline runs, nobody frames us, nothing is guessed or leaked.
pub(super) async fn secure_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let over_tls = request.app_data::<Data<App>>().is_some_and(|app| extract::has_tls(app));
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if over_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// A body of JSON that can't be read: too large, another media type, or where it stops making sense.
pub(super) fn unreadable_json(error: &JsonPayloadError) -> actix_web::Error {
    let (status, detail) = match error {
        JsonPayloadError::ContentType => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send the body as application/json, and say so in Content-Type".to_owned(),
        ),
        JsonPayloadError::Deserialize(error) => (StatusCode::BAD_REQUEST, format!("the body: {error}")),
        other => (other.status_code(), format!("the body: {other}")),
    };
    WebError::from(Problem::unreadable(status, detail)).into()
}

/// A form that can't be read.
pub(super) fn unreadable_form(error: &UrlencodedError) -> actix_web::Error {
    WebError::from(Problem::unreadable(error.status_code(), format!("the form: {error}"))).into()
}

/// A query that does not have the form it must have.
pub(super) fn unreadable_query(error: &QueryPayloadError) -> actix_web::Error {
    WebError::from(Problem::bad_request(format!("the query: {error}"))).into()
}

/// An address whose parts do not have the form they must have: nothing is there.
pub(super) fn nothing_here() -> actix_web::Error {
    WebError::from(Problem::not_found()).into()
}

/// Which methods each address takes, by the pattern of its route.
#[derive(Default)]
pub(super) struct Methods(BTreeMap<String, Vec<&'static str>>);

impl Methods {
    pub(super) fn add(&mut self, pattern: String, methods: &'static str) {
        self.0.entry(pattern).or_default().push(methods);
    }
}

/// Any other address, or one that takes other methods only (RFC 9110, section 15.5.6: it says which).
pub(super) async fn not_found(request: HttpRequest) -> Result<HttpResponse, WebError> {
    let pattern = request.match_pattern();
    let methods = request.app_data::<Methods>().zip(pattern).and_then(|(all, pattern)| all.0.get(&pattern));
    let Some(methods) = methods else { return Err(Problem::not_found().into()) };
    let allow = methods.join(", ");
    Err(Problem { allow: Some(allow.clone()), ..Problem::unreadable(StatusCode::METHOD_NOT_ALLOWED, allow) }.into())
}

/// Whether the server can serve: its database answers and has this program's schema.
pub(super) async fn health(app: Data<App>) -> Result<HttpResponse, WebError> {
    let inner = app.clone();
    let ready = actix_web::web::block(move || inner.is_ready()).await?.map_err(|error| Problem::internal(&error))?;
    Ok(if ready { HttpResponse::Ok().body("ok") } else { HttpResponse::ServiceUnavailable().body("schema") })
}

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// A stylesheet, script or picture embedded in the binary.
pub(super) async fn asset(path: Path<String>) -> Result<HttpResponse, WebError> {
    let file = Assets::get(&path).ok_or_else(Problem::not_found)?;
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jsonld") => "application/ld+json",
        _ => "application/octet-stream",
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::ETAG, format!("\"{}\"", hex::encode(file.metadata.sha256_hash()))))
        .body(file.data.into_owned()))
}

/// Remembers the language that an address asked for.
pub(super) fn remember_language(request: &HttpRequest, app: &App, response: &mut HttpResponse) {
    if let Some(locale) = extract::asked_language(request) {
        let cookie = extract::cookie(app, extract::LANGUAGE_COOKIE, locale.tag().to_owned(), 31_536_000);
        if let Err(error) = response.add_cookie(&cookie) {
            tracing::warn!(%error, "the language could not be remembered");
        }
    }
}
