//! What the public checks: verification, notices, draws, the log, keys, contexts, status lists.

use actix_web::http::header;
use actix_web::web::{Data, Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::services::verification::{self, Claim};
use crate::services::{ceremony, draws, log, notices, supervision};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{act, client_of};

use super::Answer;

/// A question about one certificate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    serial: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    tail: String,
}

impl Question {
    /// The claim that goes with the serial: a name, or the last four of the identity number.
    ///
    /// # Errors
    /// When neither is given.
    fn claim(&self) -> Result<Claim, WebError> {
        match (self.name.trim(), self.tail.trim()) {
            ("", "") => Err(Problem::bad_request("give the holder's name, or the last four of the ID number").into()),
            ("", tail) => Ok(Claim::Tail(tail.to_owned())),
            (name, _) => Ok(Claim::Name(name.to_owned())),
        }
    }
}

/// Looks a certificate up. An unknown serial and a wrong name get the same answer.
///
/// # Errors
/// Too many wrong answers.
pub async fn look_up(app: Data<App>, request: HttpRequest, body: Json<Question>) -> Answer<impl Serialize> {
    let claim = body.claim()?;
    let client = client_of(&request);
    act(&app, move |context| verification::look_up(context, &body.serial, &claim, &client)).await.map(Json)
}

/// What goes with a serial.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    #[serde(default)]
    name: String,
    #[serde(default)]
    tail: String,
}

/// A file of a certificate (`certificate.json`, `certificate.tlog-proof`, `qr.txt`, `qr.svg`), for who knows the claim.
///
/// # Errors
/// An unknown serial, a wrong claim, another file: nothing is there.
pub async fn file(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
    body: Json<Holder>,
) -> Result<HttpResponse, WebError> {
    let (serial, name) = path.into_inner();
    let Holder { name: holder, tail } = body.into_inner();
    let claim = Question { serial: serial.clone(), name: holder, tail }.claim()?;
    send_file(&app, &request, serial, name, claim).await
}

/// Sends a file of a certificate to who knows the claim.
///
/// # Errors
/// An unknown serial, a wrong claim, another file: nothing is there.
pub async fn send_file(
    app: &Data<App>,
    request: &HttpRequest,
    serial: String,
    name: String,
    claim: Claim,
) -> Result<HttpResponse, WebError> {
    let client = client_of(request);
    let asked = name.clone();
    let bytes = act(app, move |context| {
        verification::require(context, &serial, &claim, &client)?;
        verification::file(context, &serial, &asked)
    })
    .await?;
    let kind = match name.rsplit('.').next() {
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

/// The notices that are running.
///
/// # Errors
/// When the database fails.
pub async fn notices(app: Data<App>) -> Answer<impl Serialize> {
    act(&app, notices::current).await.map(Json)
}

/// Which institutions were supervised when, and which are due (S1).
///
/// # Errors
/// When the database fails.
pub async fn supervision(app: Data<App>) -> Answer<impl Serialize> {
    act(&app, supervision::institutions).await.map(Json)
}

/// The manifest of a session's draw.
///
/// # Errors
/// Before the roster is closed.
pub async fn manifest(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let (exam, session) = path.into_inner();
    act(&app, move |context| ceremony::manifest(context, &exam, &session)).await.map(|value| canonical(&value))
}

/// The evidence of a session's draw.
///
/// # Errors
/// Before the session is over.
pub async fn evidence(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let (exam, session) = path.into_inner();
    act(&app, move |context| ceremony::evidence(context, &exam, &session)).await.map(|value| canonical(&value))
}

/// A candidate's slip.
///
/// # Errors
/// When there is none, or it is not given out yet.
pub async fn slip(app: Data<App>, path: Path<(String, String, String)>) -> Result<HttpResponse, WebError> {
    let (exam, session, candidate) = path.into_inner();
    let slip = act(&app, move |context| draws::slip(context, &exam, &session, &candidate)).await?;
    Ok(canonical(&slip.value()))
}

/// What was opened of a session that was called off.
///
/// # Errors
/// When it was not.
pub async fn cancellation(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let (exam, session) = path.into_inner();
    act(&app, move |context| ceremony::cancellation(context, &exam, &session)).await.map(|value| canonical(&value))
}

fn canonical(value: &Value) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(crate::crypto::canonical::to_jcs(value))
}

/// The log's newest signed checkpoint.
///
/// # Errors
/// When the log is empty.
pub async fn checkpoint(app: Data<App>) -> Result<HttpResponse, WebError> {
    let note = act(&app, log::newest_checkpoint).await?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8")).body(note))
}

/// A range of the log.
#[derive(Deserialize)]
pub struct Range {
    start: Option<i64>,
    end: Option<i64>,
}

/// At most 256 leaves of the log.
///
/// # Errors
/// When the database fails.
pub async fn leaves(app: Data<App>, range: Query<Range>) -> Answer<impl Serialize> {
    let start = range.start.unwrap_or(0).max(0);
    let end = range.end.unwrap_or(i64::MAX).min(start.saturating_add(256));
    act(&app, move |context| log::leaves(context, start, end)).await.map(Json)
}

/// The published key set.
///
/// # Errors
/// When there is no root key to sign it.
pub async fn keys(app: Data<App>) -> Answer<Value> {
    act(&app, verification::keys_json).await.map(Json)
}

/// A JSON-LD context that our credentials name.
///
/// # Errors
/// When there is none of that name.
pub async fn context(name: Path<String>) -> Result<HttpResponse, WebError> {
    let text = verification::json_ld_context(&name).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/ld+json")).body(text))
}

/// A signed status list.
///
/// # Errors
/// When there is no such list.
pub async fn status_list(app: Data<App>, path: Path<(String, i64)>) -> Answer<Value> {
    let (purpose, list) = path.into_inner();
    act(&app, move |context| verification::status_list(context, list, &purpose)).await.map(Json)
}
