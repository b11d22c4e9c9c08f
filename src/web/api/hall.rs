//! The hall's API: sign in, pledge, paper, responses, clock, submit.

use actix_web::http::header;
use actix_web::web::{Bytes, Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::domain::lockdown::Proof;
use crate::services::lockdown;
use crate::services::sittings::{self, Save, Saved, SignIn, Soon};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{AnySeat, PASS_COOKIE, SEAT_COOKIE, Seat, act, client_of, cookie};

use super::Answer;

/// Signs a candidate in: the token is in the answer and in a cookie.
///
/// # Errors
/// A wrong number, tail or room code; too many of them; too early; too late (E4).
pub async fn sign_in(app: Data<App>, request: HttpRequest, body: Json<SignIn>) -> Result<HttpResponse, WebError> {
    let (body, client) = (body.into_inner(), client_of(&request));
    let signed_in = act(&app, move |context| sittings::sign_in(context, body, &client)).await?;
    let cookie = cookie(&app, SEAT_COOKIE, signed_in.token.clone(), 43_200);
    Ok(HttpResponse::Ok().cookie(cookie).json(signed_in))
}

/// Signs the integrity pledge (E4).
///
/// # Errors
/// When the sitting went on elsewhere, or is over.
pub async fn pledge(app: Data<App>, seat: Seat) -> Answer<impl Serialize> {
    act(&app, move |context| sittings::pledge(context, &seat.0)).await.map(Json)
}

/// The candidate's paper; starts the sitting when the time has come.
///
/// # Errors
/// Before the pledge or the opening.
pub async fn paper(app: Data<App>, seat: Seat) -> Answer<impl Serialize> {
    act(&app, move |context| sittings::paper(context, &seat.0)).await.map(Json)
}

/// The picture of an item of the paper.
///
/// # Errors
/// When the paper has no such picture.
pub async fn picture(app: Data<App>, seat: Seat, item: Path<String>) -> Result<HttpResponse, WebError> {
    let bytes = act(&app, move |context| sittings::picture(context, &seat.0, &item)).await?;
    let kind = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, kind)).body(bytes))
}

/// What a browser shows that adds no headers of its own: `SafeExamBrowser.security`'s two values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The page that shows it, without fragment.
    url: String,
    /// `configKey`.
    config_key_hash: String,
    /// `browserExamKey`.
    #[serde(default)]
    browser_exam_key_hash: String,
}

/// Shows which browser this is; a cookie then does so for this sign-in.
///
/// # Errors
/// `lockdown-required`; not signed in.
pub async fn show_browser(app: Data<App>, seat: AnySeat, body: Json<Shown>) -> Result<HttpResponse, WebError> {
    let Shown { url, config_key_hash, browser_exam_key_hash } = body.into_inner();
    let proof = Proof { url, config: config_key_hash, browser: browser_exam_key_hash };
    let pass = act(&app, move |context| lockdown::pass(context, &seat.0, &proof)).await?;
    let cookie = cookie(&app, PASS_COOKIE, pass, 43_200);
    Ok(HttpResponse::Ok().cookie(cookie).json(json!({"admitted": true})))
}

/// One answer or several.
enum Saves {
    One(Save),
    Many(Vec<Save>),
}

impl Saves {
    /// Reads a body: an object, or an array of such.
    fn parse(body: &[u8]) -> Result<Self, WebError> {
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        let read = if first == Some(&b'[') {
            serde_json::from_slice(body).map(Self::Many)
        } else {
            serde_json::from_slice(body).map(Self::One)
        };
        read.map_err(|error| {
            WebError::from(Problem::bad_request(format!(
                "want {{seq, item, answer: [option ids], client_time}}, or an array of such objects: {error}"
            )))
        })
    }
}

/// What was made durable.
#[derive(Serialize)]
#[serde(untagged)]
pub enum SavedAnswer<T> {
    /// For an array.
    Many(Vec<T>),
    /// For a single object.
    One(T),
}

/// Saves answers; acknowledged only when they are durable. Waits for the journal without holding a thread; what needs the
/// store first (a seat taken over, one after a failure) takes the way of every other use case.
///
/// # Errors
/// An unknown item or option, time over, the sitting elsewhere; 503 when too much waits.
pub async fn save(app: Data<App>, seat: Seat, body: Bytes) -> Answer<impl Serialize> {
    let (saves, single) = match Saves::parse(&body)? {
        Saves::Many(many) => (many, false),
        Saves::One(one) => (vec![one], true),
    };
    let mut saved = match sittings::save_soon(&app.context, &seat.0, saves)? {
        Soon::Waits(way) => {
            let (saved, repeats) = way.durable().await?;
            if repeats.is_empty() {
                saved
            } else {
                act(&app, move |context| repeats.acknowledged(context, saved)).await?
            }
        }
        Soon::NeedsStore(saves) => act(&app, move |context| sittings::save(context, &seat.0, saves)).await?,
    };
    Ok(Json(match saved.pop() {
        Some(only) if single => SavedAnswer::One(only),
        Some(last) => {
            saved.push(last);
            SavedAnswer::Many(saved)
        }
        None => SavedAnswer::Many(saved),
    }))
}

/// Answers saves as [`save`] would, and does nothing with them: the same JSON in and out, without token, hall or store. Only
/// a measurement's server has it.
///
/// # Errors
/// When the body is no save.
pub async fn answer_at_once(app: Data<App>, _seat: Seat, body: Bytes) -> Answer<impl Serialize> {
    let now = app.context.now();
    let at_once = |one: Save| Saved { seq: one.seq, saved_at: now, chain: hex::encode([0xA5; 32]) };
    Ok(Json(match Saves::parse(&body)? {
        Saves::Many(many) => SavedAnswer::Many(many.into_iter().map(at_once).collect()),
        Saves::One(one) => SavedAnswer::One(at_once(one)),
    }))
}

/// The time, and how much of it is left.
///
/// # Errors
/// When the sitting went on elsewhere.
pub async fn clock(app: Data<App>, seat: Seat) -> Answer<impl Serialize> {
    act(&app, move |context| sittings::clock(context, &seat.0)).await.map(Json)
}

/// Hands the paper in.
///
/// # Errors
/// Before the earliest leaving time (E4).
pub async fn submit(app: Data<App>, seat: Seat) -> Answer<impl Serialize> {
    act(&app, move |context| sittings::submit(context, &seat.0)).await.map(Json)
}
