//! A candidate at a seat: sign in, pledge, paper, answers, clock, submit. And how a session's theory test ends.

mod door;
mod finish;
mod paper;
mod receipt;
mod save;
mod slip;
mod whereabouts;

use std::sync::{Arc, MutexGuard};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::crypto::{Digest, sha256};
use crate::domain::sitting::{Event, SittingError};
use crate::hall::{Change, Desk, HallError, Seat, Standing};
use crate::store::sittings;
use crate::store::{AnyConnection, StoreError, sessions};

use super::{Actor, Context, Refusal, ServiceError, audit, ceremony};
use slip::Slip;

pub use door::{Knocked, TICKET_SECONDS, enter, knock, knocked, sign_in};
pub use finish::{SessionFinished, close_due, ends_at_the_latest, finish_session, follow_others};
pub use paper::{PaperItem, PaperOption, PaperSection, PaperView, paper, picture};
pub use receipt::{Receipt, Signed, submit};
pub(in crate::services) use receipt::{hand_in, hand_in_by};
pub use save::{OnTheirWay, Repeats, Save, Saved, Soon, save, save_soon};
pub use whereabouts::{Phase, Whereabouts, whereabouts};

/// What a candidate types to sign in.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// 准考证号.
    pub admission: String,
    /// The last four characters of the identity document.
    pub id_tail: String,
    /// The code on the room's wall.
    pub room_code: String,
}

/// A candidate signed in.
#[derive(Clone, Serialize)]
pub struct SignedIn {
    /// What every further call carries. Only its digest is stored.
    pub token: String,
    /// The candidate's name, to ask: is this you?
    pub name: String,
    /// 准考证号.
    pub admission_number: String,
    /// Seat number.
    pub seat: i64,
    /// The room's name.
    pub room: String,
    /// The centre's name.
    pub centre: String,
    /// The paper's name.
    pub title: String,
    /// Exam and session.
    pub session: String,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// Present time.
    pub now: Timestamp,
    /// Whether the pledge is signed.
    pub pledged: bool,
    /// Whether the paper was opened.
    pub started: bool,
    /// Whether the paper is shown larger.
    pub large_print: bool,
}

/// A pledge signed.
#[derive(Debug, Clone, Serialize)]
pub struct Pledged {
    /// When it was signed.
    pub pledged_at: Timestamp,
    /// When the papers open.
    pub opens_at: Timestamp,
}

/// The time at a seat.
#[derive(Debug, Clone, Serialize)]
pub struct ClockView {
    /// Present time.
    pub now: Timestamp,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// When this sitting ends; what it would be, before it has started.
    pub ends_at: Timestamp,
    /// Seconds left, 0 when over.
    pub remaining_seconds: i64,
    /// `checked_in`, `pledged`, `running`, `submitted` …
    pub state: String,
    /// The last sequence number saved, 0 before the first.
    pub last_seq: i64,
    /// How many items have an answer.
    pub answered: usize,
}

/// Signs the integrity pledge (E4: unsigned is absent). A second time changes nothing.
///
/// # Errors
/// Too late, or the sitting is over or elsewhere.
pub fn pledge(context: &Context, token: &str) -> Result<Pledged, ServiceError> {
    let desk = desk_of(context, token)?;
    let mut seat = held(context, &desk, token)?;
    if seat.standing.pledged_at.is_none() {
        happen(context, &desk, &mut seat, Event::Pledge, "sitting.pledge", |_| json!({}))?;
    }
    let pledged_at = seat.standing.pledged_at.unwrap_or_else(|| context.now());
    Ok(Pledged { pledged_at, opens_at: desk.session.opens_at })
}

/// The time, and how much of it is left.
///
/// # Errors
/// When the sitting went on elsewhere.
pub fn clock(context: &Context, token: &str) -> Result<ClockView, ServiceError> {
    let desk = desk_of(context, token)?;
    let seat = held(context, &desk, token)?;
    let (sitting, now) = (&seat.standing.sitting, context.now());
    Ok(ClockView {
        now,
        opens_at: desk.session.opens_at,
        ends_at: sitting.deadline(),
        remaining_seconds: sitting.remaining_seconds(now),
        state: sitting.state().as_str().to_owned(),
        last_seq: seat.last_saved().0,
        answered: seat.answered(),
    })
}

fn candidate(seat: &Seat) -> Actor {
    Actor::public(&format!("candidate {}", seat.admission_number))
}

/// Lets something happen to a sitting by its candidate, now, with its audit event.
fn happen(
    context: &Context,
    desk: &Arc<Desk>,
    seat: &mut Seat,
    event: Event,
    action: &'static str,
    detail: impl FnOnce(&Standing) -> serde_json::Value,
) -> Result<(), ServiceError> {
    let now = context.now();
    let next = seat.standing.apply(now, event).map_err(sitting_refused)?;
    let (detail, actor) = (detail(&next), candidate(seat));
    let happened = vec![next.happened(seat.sitting_id, now, event, &actor.name, "")];
    commit(context, desk, seat, Change { next, happened, number: None }, (actor, action, detail))
}

/// Who did something, what it was, and its facts: an audit event in the making.
pub(in crate::services) type Deed = (Actor, &'static str, serde_json::Value);

/// Writes how far a sitting has come, what brought it there, and its audit event; the seat follows only when that is kept.
pub(in crate::services) fn commit(
    context: &Context,
    desk: &Arc<Desk>,
    seat: &mut Seat,
    change: Change,
    (actor, action, detail): Deed,
) -> Result<(), ServiceError> {
    let (now, subject) = (context.now(), format!("sitting/{}", seat.sitting_id));
    let audited =
        move |connection: &mut AnyConnection| audit::record(connection, &actor, now, action, &subject, &detail);
    context.hall.commit(desk, seat, change, audited).map_err(hall_refused)
}

/// The sitting that a token says it is of, whoever made it.
pub(in crate::services) fn sitting_named(token: &str) -> Option<i64> {
    Slip::sitting_named(token)
}

/// The desk that a token of ours is for; its session is loaded where it isn't yet.
pub(in crate::services) fn desk_of_token(context: &Context, token: &str) -> Result<Arc<Desk>, ServiceError> {
    desk_of(context, token)
}

/// The desk that a token of ours is for; its session is loaded where it isn't yet.
fn desk_of(context: &Context, token: &str) -> Result<Arc<Desk>, ServiceError> {
    let slip = Slip::read_token(context, token).ok_or(ServiceError::NotSignedIn)?;
    if let Some(desk) = context.hall.of_sitting(slip.sitting) {
        return Ok(desk);
    }
    let session = context.store.read(|connection| {
        let session = sittings::session_of(connection, slip.sitting)?;
        Ok::<_, StoreError>((session, sessions::find(connection, session)?.state))
    });
    match session {
        Ok((session, state)) if state == "opened" => ceremony::load_hall(context, session)?,
        Ok(_) | Err(StoreError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    context.hall.of_sitting(slip.sitting).ok_or(ServiceError::NotSignedIn)
}

/// The seat of a desk, for whoever holds the token of the last sign-in at it. This node writes for it from now on.
fn held<'a>(context: &Context, desk: &'a Arc<Desk>, token: &str) -> Result<MutexGuard<'a, Seat>, ServiceError> {
    let seat = context.hall.owned(desk).map_err(hall_refused)?;
    if seat.standing.token != Some(digest(token)) {
        return Err(hall_refused(HallError::Elsewhere));
    }
    desk.see(context.now());
    Ok(seat)
}

fn digest(token: &str) -> Digest {
    sha256(token.as_bytes())
}

/// A refusal by E4, with the instant it turns on.
pub(in crate::services) fn sitting_refused(error: SittingError) -> ServiceError {
    let verdict = error.instant().map(|at| json!({"at": at.to_string()}));
    let refusal = Refusal { code: error.code(), message: error.to_string(), rule: Some("E4".into()), verdict };
    ServiceError::Refused(Box::new(refusal))
}

pub(in crate::services) fn hall_refused(error: HallError) -> ServiceError {
    match error {
        HallError::NotSignedIn => ServiceError::NotSignedIn,
        HallError::Sitting(error) => sitting_refused(error),
        HallError::Busy { retry_after } => ServiceError::Busy { retry_after },
        HallError::Unavailable(why) => ServiceError::Unavailable(why),
        HallError::Store(why) => ServiceError::Internal(why),
        HallError::UnknownItem(_) | HallError::UnknownOption { .. } | HallError::TooManyOptions(_) => {
            ServiceError::invalid("answer", error.code(), error.to_string())
        }
        HallError::SequenceUsed(_) | HallError::SequenceBehind { .. } => {
            ServiceError::invalid("seq", error.code(), error.to_string())
        }
        HallError::Elsewhere | HallError::TooMuch => ServiceError::refused(error.code(), error.to_string()),
    }
}
