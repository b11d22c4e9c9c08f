//! The door: who may come in, and to which seat.
//!
//! People come in two steps: they type what is on the ticket and the wall ([`knock`]), see whom we take them for, and only
//! "it's me" ([`enter`]) signs them in and ends an earlier sign-in. A program does both at once ([`sign_in`]).

use std::sync::{Arc, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::crypto::random;
use crate::domain::sitting::{Event, SittingError, State};
use crate::hall::{Change, Desk, Seat, Standing};
use crate::services::{Context, Refusal, ServiceError, ceremony, people};
use crate::store::sittings;

use super::slip::Slip;
use super::{SignIn, SignedIn, candidate, commit, digest, hall_refused, sitting_refused};

/// How long "is it you?" waits for its answer, in seconds.
pub const TICKET_SECONDS: i64 = 600;

/// Whom we take somebody at the door for.
#[derive(Debug, Clone)]
pub struct Knocked {
    /// Name.
    pub name: String,
    /// 准考证号.
    pub admission_number: String,
    /// The paper's name.
    pub title: String,
    /// The room's name.
    pub room: String,
    /// Seat number.
    pub seat: i64,
    /// Whether the sitting is signed in already, and not in this browser: going on here closes it there.
    pub is_elsewhere: bool,
}

/// Takes what was typed at the door and gives a ticket for [`enter`]. Nothing changes yet: an earlier sign-in goes on.
///
/// # Errors
/// As [`sign_in`].
pub fn knock(context: &Context, sign_in: &SignIn, client: &str) -> Result<String, ServiceError> {
    let desk = desk_not_guessed(context, sign_in, client)?;
    let (seat, now) = (owned(context, &desk)?, context.now());
    let_in(context, &desk, &seat, now)?;
    Ok(Slip::ticket(seat.sitting_id, seat.standing.epoch, now)?.ticket_text(context))
}

/// Whom a ticket is for. `token` is what this browser holds of an earlier sign-in.
///
/// # Errors
/// `ticket-over` when the ticket is none of ours, too old, or somebody signed in since.
pub fn knocked(context: &Context, ticket: &str, token: Option<&str>) -> Result<Knocked, ServiceError> {
    let (slip, desk) = of_ticket(context, ticket)?;
    let seat = owned(context, &desk)?;
    if seat.standing.epoch != slip.epoch {
        return Err(ticket_over());
    }
    let signed_in = seat.standing.token;
    Ok(Knocked {
        name: seat.name.to_string(),
        admission_number: seat.admission_number.to_string(),
        title: desk.session.title.clone(),
        room: desk.session.room.clone(),
        seat: seat.number,
        is_elsewhere: signed_in.is_some() && token.map(digest) != signed_in,
    })
}

/// Signs in with a ticket. An earlier sign-in at the same seat ends: its calls are refused with `elsewhere`. The same ticket
/// again gives the same sign-in.
///
/// # Errors
/// `ticket-over` as [`knocked`]; too early, too late (E4), or the sitting is over.
pub fn enter(context: &Context, ticket: &str) -> Result<SignedIn, ServiceError> {
    let (slip, desk) = of_ticket(context, ticket)?;
    let mut seat = owned(context, &desk)?;
    let token = slip.admitted().token_text(context);
    if seat.standing.token == Some(digest(&token)) {
        return Ok(signed_in(context, &desk, &seat, token));
    }
    if seat.standing.epoch != slip.epoch {
        return Err(ticket_over());
    }
    admit(context, &desk, &mut seat, token)
}

/// Signs a candidate in. An earlier sign-in at the same seat ends: its calls are refused with `elsewhere`. `client` is
/// where the call comes from; wrong tries make the same client wait before the next for the same admission number, a
/// minute at the longest.
///
/// # Errors
/// `sign-in-unknown` whichever of the three is wrong; too early, too late (E4), or the sitting is over;
/// [`ServiceError::Busy`] after several wrong tries.
pub fn sign_in(context: &Context, sign_in: SignIn, client: &str) -> Result<SignedIn, ServiceError> {
    let desk = desk_not_guessed(context, &sign_in, client)?;
    let mut seat = owned(context, &desk)?;
    let ticket = Slip::ticket(seat.sitting_id, seat.standing.epoch, context.now())?;
    let token = ticket.admitted().token_text(context);
    admit(context, &desk, &mut seat, token)
}

fn ticket_over() -> ServiceError {
    ServiceError::refused(
        "ticket-over",
        "somebody signed in meanwhile, or it took too long; type the three things again",
    )
}

fn of_ticket(context: &Context, ticket: &str) -> Result<(Slip, Arc<Desk>), ServiceError> {
    let slip = Slip::read_ticket(context, ticket).ok_or_else(ticket_over)?;
    let age = context.now().as_second() - slip.issued;
    if !(0..=TICKET_SECONDS).contains(&age) {
        return Err(ticket_over());
    }
    let desk = context.hall.of_sitting(slip.sitting).ok_or_else(ticket_over)?;
    Ok((slip, desk))
}

fn owned<'a>(context: &Context, desk: &'a Arc<Desk>) -> Result<MutexGuard<'a, Seat>, ServiceError> {
    context.hall.owned(desk).map_err(hall_refused)
}

/// Whether the seat takes its candidate now, and how the sitting then stands, where that is another way than now.
fn let_in(context: &Context, desk: &Desk, seat: &Seat, now: Timestamp) -> Result<Option<Standing>, ServiceError> {
    let before = SignedDuration::from_mins(i64::from(context.policy.draw.open_minutes));
    let earliest = desk.session.opens_at.checked_sub(before).unwrap_or(desk.session.opens_at);
    if now < earliest {
        return Err(ServiceError::Refused(Box::new(Refusal {
            code: EARLY,
            message: format!("this room opens at {earliest}"),
            rule: None,
            verdict: Some(json!({"at": earliest.to_string()})),
        })));
    }
    match seat.standing.sitting.state() {
        State::Registered => seat.standing.apply(now, Event::CheckIn).map(Some).map_err(sitting_refused),
        State::CheckedIn | State::Pledged | State::Running | State::Paused => Ok(None),
        State::Submitted(_) | State::Scored(_) | State::Final(_) => {
            Err(ServiceError::refused("sitting-handed-in", "this paper is handed in already"))
        }
        over @ (State::Absent | State::Voided(_)) => Err(sitting_refused(SittingError::State(over))),
    }
}

fn admit(context: &Context, desk: &Arc<Desk>, seat: &mut Seat, token: String) -> Result<SignedIn, ServiceError> {
    let (now, actor) = (context.now(), candidate(seat));
    let checked_in = let_in(context, desk, seat, now)?;
    let happened = checked_in.iter().map(|next| next.happened(seat.sitting_id, now, Event::CheckIn, &actor.name, ""));
    let happened = happened.collect();
    let mut next = checked_in.unwrap_or_else(|| seat.standing.clone());
    next.epoch += 1;
    next.token = Some(digest(&token));
    let detail = json!({"epoch": next.epoch});
    let change = Change { next, happened, number: None };
    commit(context, desk, seat, change, (actor, "sitting.sign_in", detail))?;
    Ok(signed_in(context, desk, seat, token))
}

fn signed_in(context: &Context, desk: &Desk, seat: &Seat, token: String) -> SignedIn {
    SignedIn {
        token,
        name: seat.name.to_string(),
        admission_number: seat.admission_number.to_string(),
        seat: seat.number,
        room: desk.session.room.clone(),
        centre: desk.session.centre.clone(),
        title: desk.session.title.clone(),
        session: format!("{} {}", desk.session.exam, desk.session.code),
        opens_at: desk.session.opens_at,
        now: context.now(),
        pledged: seat.standing.pledged_at.is_some(),
        started: seat.standing.started_at.is_some(),
        large_print: seat.large_print,
    }
}

const EARLY: &str = "sign-in-early";
const UNKNOWN: &str = "sign-in-unknown";

/// The desk of whoever signs in. Wrong tries are counted for a client and an admission number together: a whole centre
/// behind one address is not held up by one of its candidates, nor a candidate by who guesses elsewhere. An address from
/// which far more is wrong than a centre mistypes is paced.
fn desk_not_guessed(context: &Context, sign_in: &SignIn, client: &str) -> Result<Arc<Desk>, ServiceError> {
    let (guesses, scans) = (&context.throttles.seats, &context.throttles.halls);
    let (now, number) = (context.now(), sign_in.admission.trim());
    let guesser = format!("{client} {number}");
    let wait = guesses.wait(&guesser, number, now);
    if wait > 0 || scans.waits(client, now) {
        return Err(ServiceError::Busy { retry_after: wait.max(1) });
    }
    let desk = desk_of(context, sign_in);
    if matches!(&desk, Err(ServiceError::Refused(refusal)) if refusal.code == UNKNOWN) {
        guesses.wrong(&guesser, number, now);
        scans.wrong(client, now);
    }
    desk
}

/// The desk of whoever signs in.
fn desk_of(context: &Context, sign_in: &SignIn) -> Result<Arc<Desk>, ServiceError> {
    let unknown = || {
        ServiceError::refused(
            UNKNOWN,
            "admission number, ID tail and room code don't belong together; read them again from the ticket and the wall",
        )
    };
    let (number, tail) = (sign_in.admission.trim(), sign_in.id_tail.trim().to_ascii_uppercase());
    let found = context.store.read(|connection| sittings::applicants(connection, number))?;
    for one in found {
        if !one.room_code.eq_ignore_ascii_case(sign_in.room_code.trim()) {
            continue;
        }
        let document = people::unsealed(context, &one.identity_index, &one.identity_sealed)?;
        if !random::equal(document.tail().to_ascii_uppercase().as_bytes(), tail.as_bytes()) {
            continue;
        }
        return match one.session_state.as_str() {
            "planned" | "roster_closed" => {
                Err(ServiceError::refused(EARLY, "this room is not open yet; the invigilator will say when it is"))
            }
            "opened" => {
                if context.hall.of_registration(one.registration_id).is_none() {
                    ceremony::load_hall(context, one.session_id)?;
                }
                context.hall.of_registration(one.registration_id).ok_or_else(unknown)
            }
            _ => Err(ServiceError::refused("session-over", "this session's theory test is over")),
        };
    }
    Err(unknown())
}
