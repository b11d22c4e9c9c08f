//! A candidate at a seat: sign in, pledge, paper, answers, clock, submit. And how a session's theory test ends.

mod door;
mod finish;
mod paper;
mod slip;
mod whereabouts;

use std::sync::{Arc, MutexGuard};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::crypto::digest::encode;
use crate::crypto::sha256;
use crate::domain::sitting::{Event, SittingError, SubmittedBy};
use crate::hall::{Answer, Desk, HallError, Seat, Standing};
use crate::store::sittings;

use super::{Actor, Context, Refusal, ServiceError, audit};

pub use door::{Knocked, TICKET_SECONDS, enter, knock, knocked, sign_in};
pub use finish::{SessionFinished, close_due, ends_at_the_latest, finish_session};
pub(in crate::services) use paper::sections;
pub use paper::{PaperItem, PaperOption, PaperSection, PaperView, paper, picture};
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

/// An answer to be saved: the whole choice for an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// From 1, above all before it.
    pub seq: i64,
    /// The item's id.
    pub item: String,
    /// The chosen options' ids; none to take the answer back.
    pub answer: Vec<String>,
    /// What the candidate's device says the time is.
    #[serde(default)]
    pub client_time: String,
}

/// An answer that is durable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// Its sequence number.
    pub seq: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The chain over all answers up to it, in hex.
    pub chain: String,
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

/// What a candidate takes home after handing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Short, to be written down: `7F3A-90C2-11DE`.
    pub receipt: String,
    /// How many items have an answer.
    pub answered: usize,
    /// How many items the paper has.
    pub items: usize,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// `candidate`, `time` or `force`.
    pub ended_by: String,
    /// The chain over all answers, in hex.
    pub chain: String,
}

/// Signs the integrity pledge (E4: unsigned is absent). A second time changes nothing.
///
/// # Errors
/// Too late, or the sitting is over or elsewhere.
pub fn pledge(context: &Context, token: &str) -> Result<Pledged, ServiceError> {
    let (desk, epoch) = at(context, token)?;
    let mut seat = held(&desk, epoch)?;
    if seat.standing.row.pledged_at.is_none() {
        let next = seat.standing.apply(context.now(), Event::Pledge).map_err(sitting_refused)?;
        commit(context, &mut seat, next, "sitting.pledge", &json!({}))?;
    }
    let pledged_at = seat.standing.row.pledged_at.map_or(context.now(), crate::store::instant);
    Ok(Pledged { pledged_at, opens_at: desk.session.opens_at })
}

/// Saves answers; returns when they are durable. A repeat is acknowledged as it was.
///
/// # Errors
/// An unknown item or option, the time over, the sitting elsewhere; `Busy` when too much waits.
pub fn save(context: &Context, token: &str, saves: Vec<Save>) -> Result<Vec<Saved>, ServiceError> {
    let (desk, epoch) = at(context, token)?;
    let mut seat = held(&desk, epoch)?;
    let answers = saves.into_iter().map(|save| Answer {
        seq: save.seq,
        item: save.item,
        answer: save.answer,
        client_time: save.client_time,
    });
    let saved = context.hall.save(&mut seat, context.now(), answers.collect()).map_err(hall_refused)?;
    let shown = |one: crate::hall::Saved| Saved { seq: one.seq, saved_at: one.saved_at, chain: one.chain };
    Ok(saved.into_iter().map(shown).collect())
}

/// The time, and how much of it is left.
///
/// # Errors
/// When the sitting went on elsewhere.
pub fn clock(context: &Context, token: &str) -> Result<ClockView, ServiceError> {
    let (desk, epoch) = at(context, token)?;
    let seat = held(&desk, epoch)?;
    let (sitting, now) = (&seat.standing.sitting, context.now());
    Ok(ClockView {
        now,
        opens_at: desk.session.opens_at,
        ends_at: sitting.deadline(),
        remaining_seconds: sitting.remaining_seconds(now),
        state: sitting.state().as_str().to_owned(),
        last_seq: seat.last_saved().0,
        answered: seat.answers().len(),
    })
}

/// Hands the paper in. A second time gives the same receipt; after the deadline the time has handed it in.
///
/// # Errors
/// Before the earliest leaving time (E4), or when the paper was never opened.
pub fn submit(context: &Context, token: &str) -> Result<Receipt, ServiceError> {
    let (desk, epoch) = at(context, token)?;
    let mut seat = held(&desk, epoch)?;
    let now = context.now();
    if seat.is_due(now) {
        hand_in(context, &mut seat, SubmittedBy::Time)?;
    } else if seat.standing.row.submitted_at.is_none() {
        hand_in(context, &mut seat, SubmittedBy::Candidate)?;
    }
    Ok(receipt(&seat))
}

/// Hands a paper in, at the deadline itself where the time did it.
fn hand_in(context: &Context, seat: &mut Seat, by: SubmittedBy) -> Result<(), ServiceError> {
    let at = match by {
        SubmittedBy::Time => seat.standing.sitting.deadline(),
        SubmittedBy::Candidate | SubmittedBy::Force => context.now(),
    };
    let mut next = seat.standing.apply(at, Event::Submit { by }).map_err(sitting_refused)?;
    let (chain, instant) = (seat.chain(), at.to_string());
    let seal = sha256(&encode(&[
        b"jiangheng/receipt",
        seat.admission_number.as_bytes(),
        chain.as_bytes(),
        instant.as_bytes(),
    ]));
    let code = hex::encode_upper(seal);
    let groups: Vec<&str> = [0..4, 4..8, 8..12].into_iter().filter_map(|part| code.get(part)).collect();
    next.row.receipt = groups.join("-");
    let detail = json!({"by": next.row.ended_by, "answered": seat.answers().len(), "chain": chain});
    commit(context, seat, next, "sitting.submit", &detail)
}

fn receipt(seat: &Seat) -> Receipt {
    Receipt {
        receipt: seat.standing.row.receipt.clone(),
        answered: seat.answers().len(),
        items: seat.paper.sections.iter().map(|section| section.items.len()).sum(),
        submitted_at: crate::store::instant(seat.standing.row.submitted_at.unwrap_or_default()),
        ended_by: seat.standing.row.ended_by.clone(),
        chain: seat.chain(),
    }
}

/// Writes how far a sitting has come, with its audit event; the seat follows only when that is kept.
fn commit(
    context: &Context,
    seat: &mut Seat,
    next: Standing,
    action: &str,
    detail: &serde_json::Value,
) -> Result<(), ServiceError> {
    let actor = Actor::public(&format!("candidate {}", seat.admission_number));
    context.store.write(|connection| {
        sittings::progress(connection, seat.sitting_id, &next.row)?;
        let subject = format!("sitting/{}", seat.sitting_id);
        Ok::<_, ServiceError>(audit::record(connection, &actor, context.now(), action, &subject, detail)?)
    })?;
    seat.standing = next;
    Ok(())
}

/// The desk of a token, and the sign-in it came from.
fn at(context: &Context, token: &str) -> Result<(Arc<Desk>, i64), ServiceError> {
    match context.hall.of_token(&digest(token)) {
        // Of the sign-ins before a restart only the last is stored; an earlier one's token says itself what it was.
        Err(HallError::NotSignedIn) => slip::of_earlier_sign_in(context, token),
        found => found.map_err(hall_refused),
    }
}

fn held(desk: &Desk, epoch: i64) -> Result<MutexGuard<'_, Seat>, ServiceError> {
    desk.seat(epoch).map_err(hall_refused)
}

fn digest(token: &str) -> String {
    hex::encode(sha256(token.as_bytes()))
}

/// A refusal by E4, with the instant it turns on.
fn sitting_refused(error: SittingError) -> ServiceError {
    let verdict = error.instant().map(|at| json!({"at": at.to_string()}));
    let refusal = Refusal { code: error.code(), message: error.to_string(), rule: Some("E4".into()), verdict };
    ServiceError::Refused(Box::new(refusal))
}

fn hall_refused(error: HallError) -> ServiceError {
    match error {
        HallError::NotSignedIn => ServiceError::NotSignedIn,
        HallError::Sitting(error) => sitting_refused(error),
        HallError::Busy { retry_after } => ServiceError::Busy { retry_after },
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
