//! The paper as its candidate sees it: opaque ids, texts, no keys.

use std::sync::MutexGuard;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::ItemType;
use crate::domain::draw::DrawnSection;
use crate::domain::sitting::{Event, SittingError, State};
use crate::hall::{Desk, Seat, SessionPaper};
use crate::services::{Context, ServiceError};

use super::{at, commit, held, sitting_refused};

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
    /// The session's random id.
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
    let (desk, epoch) = at(context, token)?;
    let mut seat = held(&desk, epoch)?;
    if !seat.paper_is_the_frozen_one() {
        let number = &seat.admission_number;
        return Err(ServiceError::Internal(format!("the paper of {number} is not the one that was frozen")));
    }
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
        State::Submitted(_) | State::Scored(_) => {
            return Err(ServiceError::refused("sitting-handed-in", "this paper is handed in already"));
        }
        _ => {
            let next = seat.standing.apply(now, Event::Start).map_err(sitting_refused)?;
            let detail = json!({"ends_at": next.sitting.deadline().to_string()});
            commit(context, &mut seat, next, "sitting.start", &detail)?;
        }
    }
    Ok(view(&desk, &seat, now))
}

/// The picture of an item of the candidate's own paper.
///
/// # Errors
/// When the paper is not open, or has no such picture.
pub fn picture(context: &Context, token: &str, item: &str) -> Result<Vec<u8>, ServiceError> {
    let (desk, epoch) = at(context, token)?;
    let seat = held(&desk, epoch)?;
    if seat.standing.row.started_at.is_none() || !seat.has_item(item) {
        return Err(ServiceError::NotFound("picture"));
    }
    desk.session.pictures.get(item).cloned().ok_or(ServiceError::NotFound("picture"))
}

/// The sections of a drawn paper, items numbered through: as a seat shows them, and as they are printed.
pub(in crate::services) fn sections(
    session: &SessionPaper,
    drawn: &[DrawnSection],
    answer: impl Fn(&str) -> Vec<String>,
) -> Vec<PaperSection> {
    let mut number = 0;
    let mut sections = Vec::new();
    for drawn in drawn {
        let Some(section) = session.sections.get(&drawn.id) else { continue };
        let mut items = Vec::new();
        for item in &drawn.items {
            let Some(text) = session.items.get(&item.id) else { continue };
            number += 1;
            let option = |id: &String| Some(PaperOption { id: id.clone(), text: text.options.get(id)?.clone() });
            items.push(PaperItem {
                number,
                id: item.id.clone(),
                kind: text.kind,
                multiple: text.kind == ItemType::Multiple,
                stem: text.stem.clone(),
                picture: session.pictures.contains_key(&item.id).then(|| format!("/api/v1/hall/pictures/{}", item.id)),
                options: item.options.iter().filter_map(option).collect(),
                answer: answer(&item.id),
            });
        }
        sections.push(PaperSection {
            id: drawn.id.clone(),
            title: section.title.clone(),
            kind: section.kind,
            points: section.points.hundredths(),
            items,
        });
    }
    sections
}

fn view(desk: &Desk, seat: &MutexGuard<'_, Seat>, now: Timestamp) -> PaperView {
    let session = &desk.session;
    let (last_seq, last_saved_at) = seat.last_saved();
    let sections = sections(session, &seat.paper.sections, |item| seat.answer(item));
    PaperView {
        title: session.title.clone(),
        session: format!("{} {}", session.exam, session.code),
        name: seat.name.clone(),
        admission_number: seat.admission_number.clone(),
        seat: seat.number,
        room: session.room.clone(),
        large_print: seat.large_print,
        now,
        started_at: crate::store::instant(seat.standing.row.started_at.unwrap_or_default()),
        ends_at: seat.standing.sitting.deadline(),
        leave_from: seat.standing.sitting.terms().first_leave(),
        paused: seat.standing.sitting.state() == State::Paused,
        remaining_seconds: seat.standing.sitting.remaining_seconds(now),
        last_seq,
        last_saved_at,
        sections,
    }
}
