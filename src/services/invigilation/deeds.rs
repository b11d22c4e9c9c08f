//! What an invigilator may do to a sitting, or to all of a room.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::sitting::{Breach, Event, State, SubmittedBy, VoidReason};
use crate::hall::{Change, Desk, Seat};
use crate::services::accounts::vouched_for;
use crate::services::sittings::{commit, hand_in_by, sitting_refused};
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::micros;
use crate::store::rooms::{self, NewBreach};
use crate::store::sessions::Session;

use super::{desk_of, hall_refused, open_room};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// What is wanted, as the API and the form have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
pub enum Wanted {
    /// 核验: the person was compared with photo and identity document.
    Verify,
    /// 开考: the paper is opened for whoever has signed the pledge.
    Start,
    /// 暂停.
    Pause {
        /// Why.
        reason: String,
    },
    /// 继续.
    Resume,
    /// 加时; a mistaken gift is taken back by a negative number.
    Extend {
        /// Minutes, not 0.
        minutes: i64,
        /// Why.
        reason: String,
    },
    /// 换座位.
    Move {
        /// The seat, from 1.
        seat: i64,
        /// Why.
        reason: String,
    },
    /// 代为交卷.
    HandIn {
        /// Why.
        reason: String,
    },
    /// 作废, by two people.
    Void {
        /// On which ground.
        ground: VoidReason,
        /// The breach, where malpractice is the ground.
        #[serde(default)]
        breach: Option<Breach>,
        /// What happened, in words.
        reason: String,
        /// The other person.
        second: Second,
    },
    /// 重新打开, by two people.
    Reopen {
        /// Minutes beside what was left, 0 or more.
        minutes: i64,
        /// Why.
        reason: String,
        /// The other person.
        second: Second,
    },
}

/// Another invigilator, who vouches with the password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Second {
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Second {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Second({})", self.login)
    }
}

/// What was done to a whole room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// To how many sittings it was done.
    pub done: usize,
    /// To which it could not be: 准考证号 and the refusal's code. Those it does not concern are not among them.
    pub refused: Vec<(String, &'static str)>,
}

/// A breach that an invigilator saw (E7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreachSeen {
    /// Which.
    pub breach: Breach,
    /// What was seen, in words.
    pub account: String,
}

/// Does something to one sitting.
///
/// # Errors
/// `reason-missing` and other fields; what the machine of states refuses (E4); `seat-taken`; without a second person where
/// it takes two.
pub fn act(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    sitting_id: i64,
    wanted: Wanted,
) -> Result<(), ServiceError> {
    let (open, _) = open_room(context, actor, session_id)?;
    let desk = desk_of(context, session_id, sitting_id)?;
    let wanted = checked(wanted)?;
    let second = second_of(context, actor, &open, &wanted)?;
    do_to(context, actor, &desk, &wanted, second.as_ref())
}

/// Does something to every sitting of a room that it concerns: starting, pausing, going on, more time.
///
/// # Errors
/// As [`act`] for the fields; `not-for-all` where it is only done to one.
pub fn act_on_all(context: &Context, actor: &Actor, session_id: i64, wanted: Wanted) -> Result<Done, ServiceError> {
    let (_, desks) = open_room(context, actor, session_id)?;
    let wanted = checked(wanted)?;
    let concerns = |state: State| match &wanted {
        Wanted::Start => Ok(state == State::Pledged),
        Wanted::Pause { .. } => Ok(state == State::Running),
        Wanted::Resume => Ok(state == State::Paused),
        Wanted::Extend { .. } => {
            Ok(matches!(state, State::Registered | State::CheckedIn | State::Pledged | State::Running | State::Paused))
        }
        _ => Err(ServiceError::refused("not-for-all", "this is done to one sitting at a time")),
    };
    let mut done = Done::default();
    for desk in &desks {
        let (state, number) = {
            let seat = desk.glance();
            (seat.standing.sitting.state(), seat.admission_number.to_string())
        };
        if !concerns(state)? {
            continue;
        }
        match do_to(context, actor, desk, &wanted, None) {
            Ok(()) => done.done += 1,
            Err(ServiceError::Refused(refusal)) => done.refused.push((number, refusal.code)),
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// The desk of a sitting of an open room, and a reason that was given in words.
///
/// # Errors
/// Without the permission, without a reason.
pub(in crate::services) fn desk_and_reason(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    sitting_id: i64,
    reason: &str,
) -> Result<(Arc<Desk>, String), ServiceError> {
    open_room(context, actor, session_id)?;
    Ok((desk_of(context, session_id, sitting_id)?, reason_given(reason)?))
}

/// Writes a breach down; the sitting goes on (E7: a person decides, not the machine).
///
/// # Errors
/// When nothing was written of it, or without the permission.
pub fn note_breach(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    sitting_id: i64,
    seen: &BreachSeen,
) -> Result<(), ServiceError> {
    open_room(context, actor, session_id)?;
    desk_of(context, session_id, sitting_id)?;
    let account = reason_given(&seen.account)?;
    let now = context.now();
    context.store.write(|connection| {
        let breach = NewBreach {
            sitting_id,
            kind: seen.breach.as_str(),
            account: &account,
            recorded_by: actor.account_id,
            seconded_by: None,
            recorded_at: micros(now),
        };
        rooms::record_breach(connection, &breach)?;
        let detail = json!({"breach": seen.breach, "account": account});
        Ok(audit::record(connection, actor, now, "sitting.breach", &format!("sitting/{sitting_id}"), &detail)?)
    })
}

/// The fields, with whatever is given in words trimmed and there.
fn checked(wanted: Wanted) -> Result<Wanted, ServiceError> {
    Ok(match wanted {
        Wanted::Pause { reason } => Wanted::Pause { reason: reason_given(&reason)? },
        Wanted::Extend { minutes, reason } => {
            if minutes == 0 || minutes.abs() > 240 {
                return Err(ServiceError::invalid("minutes", "minutes-range", "minutes are 1 to 240, or -1 to -240"));
            }
            Wanted::Extend { minutes, reason: reason_given(&reason)? }
        }
        Wanted::Move { seat, reason } => {
            if !(1..=9999).contains(&seat) {
                return Err(ServiceError::invalid("seat", "seat-range", "a seat is a number from 1"));
            }
            Wanted::Move { seat, reason: reason_given(&reason)? }
        }
        Wanted::HandIn { reason } => Wanted::HandIn { reason: reason_given(&reason)? },
        Wanted::Void { ground, breach, reason, second } => {
            if (ground == VoidReason::Malpractice) != breach.is_some() {
                return Err(ServiceError::invalid(
                    "breach",
                    "breach-missing",
                    "say which breach, and only where malpractice is the ground",
                ));
            }
            Wanted::Void { ground, breach, reason: reason_given(&reason)?, second }
        }
        Wanted::Reopen { minutes, reason, second } => {
            if !(0..=240).contains(&minutes) {
                return Err(ServiceError::invalid("minutes", "minutes-range", "minutes are 0 to 240"));
            }
            Wanted::Reopen { minutes, reason: reason_given(&reason)?, second }
        }
        other @ (Wanted::Verify | Wanted::Start | Wanted::Resume) => other,
    })
}

fn reason_given(text: &str) -> Result<String, ServiceError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ServiceError::invalid("reason", "why-missing", "say why; it stands in the room's record"));
    }
    if text.chars().count() > LONGEST_REASON {
        return Err(ServiceError::invalid("reason", "reason-length", "at most 500 characters"));
    }
    Ok(text.to_owned())
}

/// The other person, where it takes two: somebody else who may invigilate here.
fn second_of(context: &Context, actor: &Actor, open: &Session, wanted: &Wanted) -> Result<Option<Actor>, ServiceError> {
    let (Wanted::Void { second, .. } | Wanted::Reopen { second, .. }) = wanted else { return Ok(None) };
    let other = vouched_for(context, &second.login, &second.password)?;
    let here = [open.bureau_id, open.centre_id];
    if other.account_id == actor.account_id || !here.into_iter().any(|at| other.may(Permission::Invigilate, at)) {
        return Err(ServiceError::invalid("login", "second-unfit", "it takes another person who may invigilate here"));
    }
    Ok(Some(other))
}

fn do_to(
    context: &Context,
    actor: &Actor,
    desk: &Arc<Desk>,
    wanted: &Wanted,
    second: Option<&Actor>,
) -> Result<(), ServiceError> {
    let mut seat = context.hall.owned(desk).map_err(hall_refused)?;
    if let Wanted::HandIn { reason } = wanted {
        return hand_in_by(context, desk, &mut seat, SubmittedBy::Force, (actor.clone(), reason));
    }
    let (event, action, reason) = event_of(wanted, &seat);
    let mut number = None;
    if let Event::Move { from, to } = event {
        if from == to {
            return Err(ServiceError::refused("seat-taken", format!("the candidate sits at {to} already")));
        }
        let (session, registration) = (desk.session.session_id, seat.registration_id);
        if !context.store.read(|connection| rooms::seat_is_free(connection, session, to, registration))? {
            return Err(ServiceError::refused("seat-taken", format!("seat {to} is another candidate's")));
        }
        number = Some(to);
    }
    let now = context.now();
    let next = seat.standing.apply(now, event).map_err(sitting_refused)?;
    let words = match second {
        Some(second) => format!("{reason} ({})", second.name),
        None => reason.to_owned(),
    };
    let happened = vec![next.happened(seat.sitting_id, now, event, &actor.name, &words)];
    let detail = json!({
        "event": event, "reason": reason, "second": second.map(|one| one.account_id),
        "ends_at": next.sitting.deadline().to_string(),
    });
    let change = Change { next, happened, number };
    if let Wanted::Void { breach: Some(breach), .. } = wanted {
        let (kind, sitting_id, by) = (breach.as_str(), seat.sitting_id, actor.account_id);
        let (account, seconded_by) = (reason.to_owned(), second.map(|one| one.account_id));
        let (actor, subject) = (actor.clone(), format!("sitting/{sitting_id}"));
        let beside = move |connection: &mut crate::store::AnyConnection| {
            let recorded_at = micros(now);
            let breach = NewBreach { sitting_id, kind, account: &account, recorded_by: by, seconded_by, recorded_at };
            rooms::record_breach(connection, &breach)?;
            audit::record(connection, &actor, now, action, &subject, &detail)
        };
        return context.hall.commit(desk, &mut seat, change, beside).map_err(hall_refused);
    }
    commit(context, desk, &mut seat, change, (actor.clone(), action, detail))
}

/// What happens then, the audit's word for it, and the reason.
fn event_of<'a>(wanted: &'a Wanted, seat: &Seat) -> (Event, &'static str, &'a str) {
    match wanted {
        Wanted::Verify => (Event::Verify, "sitting.verify", ""),
        Wanted::Start => (Event::Start, "sitting.start", ""),
        Wanted::Pause { reason } => (Event::Pause, "sitting.pause", reason),
        Wanted::Resume => (Event::Resume, "sitting.resume", ""),
        Wanted::Extend { minutes, reason } => (Event::Adjust { seconds: minutes * 60 }, "sitting.adjust", reason),
        Wanted::Move { seat: to, reason } => (Event::Move { from: seat.number, to: *to }, "sitting.move", reason),
        Wanted::HandIn { reason } => (Event::Submit { by: SubmittedBy::Force }, "sitting.submit", reason),
        Wanted::Void { ground, reason, .. } => (Event::Void { reason: *ground }, "sitting.void", reason),
        Wanted::Reopen { minutes, reason, .. } => (Event::Reopen { seconds: minutes * 60 }, "sitting.reopen", reason),
    }
}
