//! An open room: the board, live and at a glance, what is done to its sittings, and its record.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Data, Json, Path};
use actix_web::{HttpResponse, rt};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::services::invigilation::{self, Board, BreachSeen, Wanted};
use crate::services::lockdown;
use crate::web::errors::WebError;
use crate::web::extract::{Staff, act};

use super::Answer;

/// How often a live board is told what has changed.
const EVERY: Duration = Duration::from_secs(1);
/// After so many turns the browser connects anew, and is asked anew who it is.
const TURNS: u32 = 600;

/// A room as it is now.
///
/// # Errors
/// Without the permission, or while the session is not open.
pub async fn board(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| invigilation::board(context, &staff.actor, *id)).await.map(Json)
}

/// What a live board is told: the first time the room as it is, then each second the time and the seats that changed.
/// Server-sent events (WHATWG HTML, section 9.2): `board` and `seats`; `over` when the session's theory test is.
///
/// # Errors
/// Without the permission, or while the session is not open.
pub async fn live(app: Data<App>, staff: Staff, id: Path<i64>) -> Result<HttpResponse, WebError> {
    stream_of(app, staff, *id, |board| json!(board)).await
}

/// Tells a live board in whatever shape it wants: an object whose `seats` are a list. After the first time only those of
/// them are sent that have changed.
///
/// # Errors
/// As [`live`].
pub(in crate::web) async fn stream_of(
    app: Data<App>,
    staff: Staff,
    session: i64,
    shape: impl Fn(&Board) -> Value + 'static,
) -> Result<HttpResponse, WebError> {
    let actor = staff.actor.clone();
    let first = act(&app, move |context| invigilation::board(context, &actor, session)).await?;
    let next = Some(shape(&first));
    let start = Live { app, staff, session, shape: Box::new(shape), shown: Vec::new(), turn: 0, next };
    let events = stream::unfold(start, |live| async move { live.turn().await });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        // Compressed, the events would wait for one another.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(events))
}

struct Live {
    app: Data<App>,
    staff: Staff,
    session: i64,
    shape: Box<dyn Fn(&Board) -> Value>,
    shown: Vec<Value>,
    turn: u32,
    next: Option<Value>,
}

impl Live {
    async fn turn(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if self.turn > TURNS {
            return None;
        }
        self.turn += 1;
        if let Some(board) = self.next.take() {
            let told = event("board", &board);
            self.shown = seats_of(&board);
            return Some((Ok(told), self));
        }
        rt::time::sleep(EVERY).await;
        let (actor, session) = (self.staff.actor.clone(), self.session);
        let Ok(board) = act(&self.app, move |context| invigilation::board(context, &actor, session)).await else {
            self.turn = TURNS + 1;
            return Some((Ok(event("over", &Value::Null)), self));
        };
        let mut board = (self.shape)(&board);
        let seats = seats_of(&board);
        let changed: Vec<&Value> = seats.iter().filter(|seat| !self.shown.contains(seat)).collect();
        let changed = json!(changed);
        if let Some(all) = board.get_mut("seats") {
            *all = changed;
        }
        let told = event("seats", &board);
        self.shown = seats;
        Some((Ok(told), self))
    }
}

fn seats_of(board: &Value) -> Vec<Value> {
    board.get("seats").and_then(Value::as_array).cloned().unwrap_or_default()
}

fn event(name: &str, data: &Value) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

/// Does something to one sitting.
///
/// # Errors
/// Without the permission; what the state refuses (E4); without a second person where it takes two.
pub async fn on_one(
    app: Data<App>,
    staff: Staff,
    path: Path<(i64, i64)>,
    body: Json<Wanted>,
) -> Answer<impl Serialize> {
    let ((session, sitting), wanted) = (path.into_inner(), body.into_inner());
    act(&app, move |context| invigilation::act(context, &staff.actor, session, sitting, wanted)).await?;
    Ok(Json(json!({ "sitting": sitting })))
}

/// Does something to every sitting of a room that it concerns.
///
/// # Errors
/// Without the permission; `not-for-all` where it is only done to one.
pub async fn on_all(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Wanted>) -> Answer<impl Serialize> {
    let wanted = body.into_inner();
    act(&app, move |context| invigilation::act_on_all(context, &staff.actor, *id, wanted)).await.map(Json)
}

/// Writes a breach down (E7).
///
/// # Errors
/// Without the permission, or when nothing is said of it.
pub async fn note_breach(
    app: Data<App>,
    staff: Staff,
    path: Path<(i64, i64)>,
    body: Json<BreachSeen>,
) -> Answer<impl Serialize> {
    let ((session, sitting), seen) = (path.into_inner(), body.into_inner());
    act(&app, move |context| invigilation::note_breach(context, &staff.actor, session, sitting, &seen)).await?;
    Ok(Json(json!({ "sitting": sitting })))
}

/// A room's record as it is now, and as it was signed.
///
/// # Errors
/// Without the permission, or before the papers were opened.
pub async fn record(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    let both = act(&app, move |context| {
        let record = invigilation::room_record(context, &staff.actor, *id)?;
        let signed = invigilation::signed_room_records(context, &staff.actor, *id)?;
        Ok(json!({"record": record, "signed": signed}))
    });
    both.await.map(Json)
}

/// The password a record is signed with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    password: String,
}

/// Signs a room's record.
///
/// # Errors
/// Without the permission; a wrong password; before the end; twice.
pub async fn sign_record(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Signing>) -> Answer<impl Serialize> {
    let password = body.into_inner().password;
    act(&app, move |context| invigilation::sign_room_record(context, &staff.actor, *id, &password)).await.map(Json)
}

/// Why a sitting may go on in any browser.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LettingIn {
    reason: String,
}

/// Lets a sitting go on in any browser.
///
/// # Errors
/// Without the permission or a reason; twice.
pub async fn let_in(
    app: Data<App>,
    staff: Staff,
    path: Path<(i64, i64)>,
    body: Json<LettingIn>,
) -> Answer<impl Serialize> {
    let ((session, sitting), reason) = (path.into_inner(), body.into_inner().reason);
    act(&app, move |context| lockdown::let_in(context, &staff.actor, session, sitting, &reason)).await?;
    Ok(Json(json!({ "sitting": sitting })))
}

/// In which browser a session is sat.
///
/// # Errors
/// Without the permission.
pub async fn show_lockdown(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| lockdown::view(context, &staff.actor, *id)).await.map(Json)
}

/// Sets it.
///
/// # Errors
/// Without the permission; keys that are none; once the papers are open.
pub async fn set_lockdown(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    body: Json<lockdown::Wanted>,
) -> Answer<impl Serialize> {
    let wanted = body.into_inner();
    act(&app, move |context| {
        lockdown::set(context, &staff.actor, *id, &wanted)?;
        lockdown::view(context, &staff.actor, *id)
    })
    .await
    .map(Json)
}

/// The settings file of a session for Safe Exam Browser.
///
/// # Errors
/// Without the permission.
pub async fn seb_file(app: Data<App>, staff: Staff, id: Path<i64>) -> Result<HttpResponse, WebError> {
    let session = *id;
    let file = act(&app, move |context| lockdown::seb_file(context, &staff.actor, session)).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/seb")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"session-{session}.seb\"")))
        .body(file))
}
