//! The board: every seat of a room as it is now, cheap enough to be looked at each second.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::sitting::State;
use crate::hall::{Desk, Seat, by_name};
use crate::services::{Actor, Context, ServiceError};
use crate::store::rooms;

use super::open_room;

/// After how many seconds without a sign of life a running candidate counts as cut off: the exam page asks for the time
/// every 20 seconds.
const CUT_OFF_AFTER: i64 = 45;

/// A room as it is now.
#[derive(Debug, Clone, Serialize)]
pub struct Board {
    /// The session.
    pub session_id: i64,
    /// The paper's name.
    pub title: String,
    /// Exam and session.
    pub session: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// Present time.
    pub now: Timestamp,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// Until when somebody is let in (E4).
    pub last_entry: Timestamp,
    /// When the last sitting ends.
    pub ends_at: Timestamp,
    /// Minutes of breakdown that are compensated (E4).
    pub breakdown_minutes: u32,
    /// In the order of the seats.
    pub seats: Vec<BoardSeat>,
}

/// Whether a candidate's browser can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Not signed in yet, or over.
    None,
    /// Heard of lately.
    Well,
    /// Not heard of for longer than the page is ever silent; answers wait at the candidate's computer.
    CutOff,
}

/// A seat as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardSeat {
    /// The sitting.
    pub sitting: i64,
    /// Seat number.
    pub number: i64,
    /// Name.
    pub name: String,
    /// 准考证号.
    pub admission_number: String,
    /// `registered`, `checked_in`, `pledged`, `running`, `paused`, `submitted`, `scored`, `final`, `absent`, `voided`.
    pub state: &'static str,
    /// Whether an invigilator has checked who it is.
    pub verified: bool,
    /// How many items have an answer.
    pub answered: usize,
    /// How many items the paper has.
    pub items: usize,
    /// When the last answer was saved.
    pub last_saved_at: Option<Timestamp>,
    /// Whether the browser can be heard.
    pub connection: Connection,
    /// When it was last heard of.
    pub seen_at: Option<Timestamp>,
    /// Since when the time has stopped.
    pub paused_at: Option<Timestamp>,
    /// When this sitting ends; while paused, as if it went on now.
    pub ends_at: Timestamp,
    /// Minutes given by invigilators.
    pub given_minutes: i64,
    /// Who handed in: `candidate`, `time`, `force`, or nothing.
    pub ended_by: &'static str,
    /// How many breaches were written down.
    pub breaches: usize,
    /// Whether it has to be sat in the exam browser.
    pub locked_down: bool,
}

/// A room as it is now.
///
/// # Errors
/// Without the permission, or while the session is not open.
pub fn board(context: &Context, actor: &Actor, session_id: i64) -> Result<Board, ServiceError> {
    let (open, desks) = open_room(context, actor, session_id)?;
    let now = context.now();
    let breaches = context.store.read(|connection| rooms::breaches(connection, session_id))?;
    let mut seats: Vec<BoardSeat> = desks
        .iter()
        .map(|desk| {
            let count = breaches.iter().filter(|one| one.sitting_id == desk.sitting_id).count();
            seat(desk, &desk.glance(), count, now)
        })
        .collect();
    seats.sort_by_key(|seat| (seat.number, seat.sitting));
    let first = desks.first().ok_or_else(|| ServiceError::NotFound("sitting"))?;
    let terms = *first.glance().standing.sitting.terms();
    Ok(Board {
        session_id,
        title: first.session.title.clone(),
        session: format!("{} {}", open.exam, open.code),
        centre: first.session.centre.clone(),
        room: first.session.room.clone(),
        now,
        opens_at: terms.starts,
        last_entry: terms.last_entry(),
        ends_at: seats.iter().map(|seat| seat.ends_at).max().unwrap_or(terms.starts),
        breakdown_minutes: terms.minutes.breakdown,
        seats,
    })
}

fn seat(desk: &Desk, seat: &Seat, breaches: usize, now: Timestamp) -> BoardSeat {
    let (standing, sitting) = (&seat.standing, &seat.standing.sitting);
    let seen_at = desk.seen_at();
    let silent = seen_at.is_none_or(|seen| now.duration_since(seen).as_secs() > CUT_OFF_AFTER);
    let connection =
        match sitting.state() {
            State::CheckedIn | State::Pledged | State::Running | State::Paused if standing.token.is_some() => {
                if silent { Connection::CutOff } else { Connection::Well }
            }
            _ => Connection::None,
        };
    BoardSeat {
        sitting: seat.sitting_id,
        number: seat.number,
        name: seat.name.to_string(),
        admission_number: seat.admission_number.to_string(),
        state: sitting.state().as_str(),
        verified: sitting.is_verified(),
        answered: seat.answered(),
        items: seat.paper.len(),
        last_saved_at: seat.last_saved().1,
        connection,
        seen_at,
        paused_at: sitting.paused_at(),
        ends_at: sitting.deadline(),
        given_minutes: sitting.added_seconds().0 / 60,
        ended_by: standing.ended_by.map(by_name).unwrap_or_default(),
        breaches,
        locked_down: desk.session.lockdown.is_some() && !desk.is_let_in(),
    }
}
