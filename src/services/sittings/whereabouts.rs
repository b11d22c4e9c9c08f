//! Where a candidate is: what every page of the sitting needs to know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::sitting::SubmittedBy;
use crate::services::{Context, ServiceError};

use super::{desk_of, hand_in, held};

/// How far a candidate has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Signed in, pledge open.
    SignedIn,
    /// Pledge signed, paper not opened.
    Pledged,
    /// Paper open.
    Running,
    /// Handed in, by the candidate, by time or by force.
    Submitted,
}

/// Where a candidate is: what every page of the sitting needs to know.
#[derive(Debug, Clone, Serialize)]
pub struct Whereabouts {
    /// How far.
    pub phase: Phase,
    /// Name.
    pub name: String,
    /// Admission number.
    pub admission_number: String,
    /// The exam's title.
    pub exam_title: String,
    /// The room's name.
    pub room: String,
    /// The seat's number.
    pub seat: i64,
    /// When the session opens.
    pub opens_at: Timestamp,
    /// When the paper was handed in.
    pub submitted_at: Option<Timestamp>,
    /// The receipt's number; empty before.
    pub receipt: String,
    /// How many items have an answer.
    pub answered: u32,
    /// How many items the paper has.
    pub items: u32,
    /// Whether the time handed the paper in.
    pub by_time: bool,
    /// Whether it is sat in the exam browser.
    pub locked_down: bool,
}

/// Where the candidate of a token is. Never says that the time is over: the paper does.
///
/// # Errors
/// When nobody is signed in with it, or the sitting went on elsewhere.
pub fn whereabouts(context: &Context, token: &str) -> Result<Whereabouts, ServiceError> {
    let desk = desk_of(context, token)?;
    let mut seat = held(context, &desk, token)?;
    if seat.is_due(context.now()) {
        hand_in(context, &desk, &mut seat, SubmittedBy::Time)?;
    }
    let standing = &seat.standing;
    let phase = match (standing.pledged_at, standing.started_at, standing.submitted_at) {
        (_, _, Some(_)) => Phase::Submitted,
        (_, Some(_), _) => Phase::Running,
        (Some(_), _, _) => Phase::Pledged,
        _ => Phase::SignedIn,
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Whereabouts {
        phase,
        name: seat.name.to_string(),
        admission_number: seat.admission_number.to_string(),
        exam_title: desk.session.title.clone(),
        room: desk.session.room.clone(),
        seat: seat.number,
        opens_at: desk.session.opens_at,
        submitted_at: standing.submitted_at,
        receipt: standing.receipt.to_string(),
        answered: count(seat.answered()),
        items: count(seat.paper.len()),
        by_time: standing.ended_by == Some(SubmittedBy::Time),
        locked_down: desk.session.lockdown.is_some(),
    })
}
