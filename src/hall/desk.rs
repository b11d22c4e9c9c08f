//! A desk: a seat behind its lock, and the session's texts it shares with the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::domain::{ItemType, Marks};

use super::{HallError, Seat};

/// What the seats of a session share: never keys, codes or facilities.
#[derive(Debug)]
pub struct SessionPaper {
    /// The session.
    pub session_id: i64,
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub code: String,
    /// The paper's name.
    pub title: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// By section id.
    pub sections: HashMap<String, SectionText>,
    /// By item id.
    pub items: HashMap<String, ItemText>,
    /// By item id.
    pub pictures: HashMap<String, Vec<u8>>,
}

/// A section's heading.
#[derive(Debug)]
pub struct SectionText {
    /// Its heading.
    pub title: String,
    /// The type of its items.
    pub kind: ItemType,
    /// What each is worth.
    pub points: Marks,
}

/// An item as candidates see it.
#[derive(Debug)]
pub struct ItemText {
    /// Its type.
    pub kind: ItemType,
    /// The question.
    pub stem: String,
    /// The options' texts by id.
    pub options: HashMap<String, String>,
}

/// A candidate's desk.
#[derive(Debug)]
pub struct Desk {
    /// What all of the session share.
    pub session: Arc<SessionPaper>,
    seat: Mutex<Seat>,
}

impl Desk {
    pub(super) fn new(session: Arc<SessionPaper>, seat: Seat) -> Self {
        Self { session, seat: Mutex::new(seat) }
    }

    /// The seat, for whoever holds the token of sign-in `epoch`.
    ///
    /// # Errors
    /// [`HallError::Elsewhere`] when there was a later sign-in.
    pub fn seat(&self, epoch: i64) -> Result<MutexGuard<'_, Seat>, HallError> {
        let seat = self.staff();
        if seat.standing.row.epoch == epoch { Ok(seat) } else { Err(HallError::Elsewhere) }
    }

    /// The seat, for staff and jobs.
    pub fn staff(&self) -> MutexGuard<'_, Seat> {
        // What is kept is only ever replaced as a whole, so a panic elsewhere leaves it well.
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
