//! The paper as its candidate sees it: opaque ids, texts, no keys.

use std::sync::MutexGuard;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::ItemType;
use crate::domain::sitting::{Event, SittingError, State};
use crate::hall::{Desk, Seat, SeatItem};
use crate::services::{Context, ServiceError};

use super::{desk_of, happen, held, sitting_refused};

/// A candidate's paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaperView {
    /// The paper's name.
    pub title: String,
    /// Exam and session.
    pub session: String,
    /// The candidate's name.
    pub name: String,
    /// 准考证号.
    pub admission_number: String,
    /// Seat number.
    pub seat: i64,
    /// The room's name.
    pub room: String,
    /// Whether it is shown larger.
    pub large_print: bool,
    /// Present time.
    pub now: Timestamp,
    /// When the paper was opened.
    pub started_at: Timestamp,
    /// When the time ends.
    pub ends_at: Timestamp,
    /// The first instant at which it may be handed in (E4).
    pub leave_from: Timestamp,
    /// Seconds left.
    pub remaining_seconds: i64,
    /// Whether an invigilator has stopped the time.
    pub paused: bool,
    /// The last sequence number saved, 0 before the first.
    pub last_seq: i64,
    /// When it was saved.
    pub last_saved_at: Option<Timestamp>,
    /// In the blueprint's order.
    pub sections: Vec<PaperSection>,
}

/// A section of the paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaperSection {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The type of its items.
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// What each item is worth, in hundredths of a point.
    pub points: i64,
    /// In this candidate's order.
    pub items: Vec<PaperItem>,
}

/// An item of the paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaperItem {
    /// Its number in the whole paper, from 1.
    pub number: usize,
    /// The session's random id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// Whether several options may be chosen.
    pub multiple: bool,
    /// The question.
    pub stem: String,
    /// Where its picture is, if it has one.
    pub picture: Option<String>,
    /// In this candidate's order.
    pub options: Vec<PaperOption>,
    /// What was saved for it.
    pub answer: Vec<String>,
}

/// An option of an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaperOption {
    /// What it is called in this paper alone.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// The candidate's paper. The first call at or after the opening starts the sitting; a late candidate does not get the
/// lost minutes back (E4).
///
/// # Errors
/// Before the pledge or the opening, after handing in or the end, or when the sitting went on elsewhere.
pub fn paper(context: &Context, token: &str) -> Result<PaperView, ServiceError> {
    let desk = desk_of(context, token)?;
    let mut seat = held(context, &desk, token)?;
    let now = context.now();
    match seat.standing.sitting.state() {
        State::Running => {
            let deadline = seat.standing.sitting.deadline();
            if now >= deadline {
                return Err(sitting_refused(SittingError::TimeIsUp(deadline)));
            }
        }
        State::Paused => {}
        State::CheckedIn => return Err(ServiceError::refused_by("E4", "pledge-first", "sign the pledge first")),
        State::Submitted(_) | State::Scored(_) | State::Final(_) => {
            return Err(ServiceError::refused("sitting-handed-in", "this paper is handed in already"));
        }
        _ => happen(
            context,
            &desk,
            &mut seat,
            Event::Start,
            "sitting.start",
            |next| json!({"ends_at": next.sitting.deadline().to_string()}),
        )?,
    }
    Ok(view(&desk, &seat, now))
}

/// The picture of an item of the candidate's own paper.
///
/// # Errors
/// When the paper is not open, or has no such picture.
pub fn picture(context: &Context, token: &str, item: &str) -> Result<Vec<u8>, ServiceError> {
    let desk = desk_of(context, token)?;
    let seat = held(context, &desk, token)?;
    let own = seat.paper.item(&desk.session, item).filter(|_| seat.standing.started_at.is_some());
    own.and_then(|item| item.text.picture.clone()).ok_or(ServiceError::NotFound("picture"))
}

fn view(desk: &Desk, seat: &MutexGuard<'_, Seat>, now: Timestamp) -> PaperView {
    let session = &desk.session;
    let (last_seq, last_saved_at) = seat.last_saved();
    let sections = seat.paper.sections(session).map(|(section, items)| PaperSection {
        id: section.id.clone(),
        title: section.title.clone(),
        kind: section.kind,
        points: section.points.hundredths(),
        items: items.into_iter().map(|item| item_view(seat, item)).collect(),
    });
    PaperView {
        title: session.title.clone(),
        session: format!("{} {}", session.exam, session.code),
        name: seat.name.to_string(),
        admission_number: seat.admission_number.to_string(),
        seat: seat.number,
        room: session.room.clone(),
        large_print: seat.large_print,
        now,
        started_at: seat.standing.started_at.unwrap_or(now),
        ends_at: seat.standing.sitting.deadline(),
        leave_from: seat.standing.sitting.terms().first_leave(),
        paused: seat.standing.sitting.state() == State::Paused,
        remaining_seconds: seat.standing.sitting.remaining_seconds(now),
        last_seq,
        last_saved_at,
        sections: sections.collect(),
    }
}

fn item_view(seat: &Seat, item: SeatItem<'_>) -> PaperItem {
    let chosen = seat.at(item.place);
    let options = item.options();
    let answer = options.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
    let answer = answer.map(|(_, option)| option.name.clone()).collect();
    PaperItem {
        number: item.place + 1,
        id: item.text.id.clone(),
        kind: item.text.kind,
        multiple: item.text.kind == ItemType::Multiple,
        stem: item.text.stem.clone(),
        picture: item.text.picture.is_some().then(|| format!("/api/v1/hall/pictures/{}", item.text.id)),
        options: options.into_iter().map(|one| PaperOption { id: one.name, text: one.text.to_owned() }).collect(),
        answer,
    }
}
