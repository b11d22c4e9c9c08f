//! The exam-day engine: seats in memory, the journal with group commit.
//!
//! A saved answer takes the hot way: token, state, deadline and sequence are checked in memory, the journal commits many
//! candidates' answers at once, and only then is each acknowledged. A restart rebuilds the seats from the journal.

mod desk;
mod error;
mod journal;
mod seat;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use crate::store::{Store, sittings};
use journal::Journal;

pub use desk::{Desk, ItemText, SectionText, SessionPaper};
pub use error::HallError;
pub use seat::{Answer, Saved, Seat, SeatTerms, Standing};

/// The hall of this server. Cheap to clone; the journal's writer ends with the last clone.
#[derive(Clone)]
pub struct Hall {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    journal: Journal,
    desks: RwLock<Desks>,
}

#[derive(Default)]
struct Desks {
    /// By sitting.
    by_sitting: HashMap<i64, Arc<Desk>>,
    /// By registration: the sitting.
    by_registration: HashMap<i64, i64>,
    /// By the digest of a token: the sitting, and the sign-in that the token came from.
    by_token: HashMap<String, (i64, i64)>,
}

impl Hall {
    /// An empty hall on a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let journal = Journal::start(store.clone());
        Self { inner: Arc::new(Inner { store, journal, desks: RwLock::default() }) }
    }

    /// Takes a session's seats in. A session that is loaded stays as it is: its seats may know more than rows read a
    /// moment ago.
    pub fn load(&self, session: SessionPaper, seats: Vec<Seat>) {
        let session = Arc::new(session);
        let mut desks = self.inner.desks.write().unwrap_or_else(PoisonError::into_inner);
        if desks.by_sitting.values().any(|desk| desk.session.session_id == session.session_id) {
            return;
        }
        for seat in seats {
            let (sitting, registration) = (seat.sitting_id, seat.registration_id);
            if !seat.standing.row.token_digest.is_empty() {
                desks.by_token.insert(seat.standing.row.token_digest.clone(), (sitting, seat.standing.row.epoch));
            }
            desks.by_registration.insert(registration, sitting);
            desks.by_sitting.insert(sitting, Arc::new(Desk::new(Arc::clone(&session), seat)));
        }
    }

    /// Lets a session's seats go.
    pub fn unload(&self, session_id: i64) {
        let mut desks = self.inner.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.by_sitting.retain(|_, desk| desk.session.session_id != session_id);
        let Desks { by_sitting, by_registration, by_token } = &mut *desks;
        by_registration.retain(|_, sitting| by_sitting.contains_key(sitting));
        by_token.retain(|_, (sitting, _)| by_sitting.contains_key(sitting));
    }

    /// The desks of a session, by sitting; none when it is not loaded.
    #[must_use]
    pub fn desks(&self, session_id: i64) -> Vec<Arc<Desk>> {
        let desks = self.inner.desks.read().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<(i64, Arc<Desk>)> = desks
            .by_sitting
            .iter()
            .filter(|(_, desk)| desk.session.session_id == session_id)
            .map(|(sitting, desk)| (*sitting, Arc::clone(desk)))
            .collect();
        found.sort_by_key(|(sitting, _)| *sitting);
        found.into_iter().map(|(_, desk)| desk).collect()
    }

    /// All desks.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Desk>> {
        let desks = self.inner.desks.read().unwrap_or_else(PoisonError::into_inner);
        desks.by_sitting.values().map(Arc::clone).collect()
    }

    /// The desk of a registration.
    #[must_use]
    pub fn of_registration(&self, registration_id: i64) -> Option<Arc<Desk>> {
        let desks = self.inner.desks.read().unwrap_or_else(PoisonError::into_inner);
        let sitting = desks.by_registration.get(&registration_id)?;
        desks.by_sitting.get(sitting).map(Arc::clone)
    }

    /// The desk of a sitting.
    #[must_use]
    pub fn of_sitting(&self, sitting_id: i64) -> Option<Arc<Desk>> {
        let desks = self.inner.desks.read().unwrap_or_else(PoisonError::into_inner);
        desks.by_sitting.get(&sitting_id).map(Arc::clone)
    }

    /// The desk of a token, and the sign-in the token came from, to be given to [`Desk::seat`].
    ///
    /// # Errors
    /// [`HallError::NotSignedIn`] when no desk has had this token.
    pub fn of_token(&self, token_digest: &str) -> Result<(Arc<Desk>, i64), HallError> {
        let desks = self.inner.desks.read().unwrap_or_else(PoisonError::into_inner);
        let (sitting, epoch) = desks.by_token.get(token_digest).ok_or(HallError::NotSignedIn)?;
        let desk = desks.by_sitting.get(sitting).ok_or(HallError::NotSignedIn)?;
        Ok((Arc::clone(desk), *epoch))
    }

    /// Makes a token known once its sign-in is stored.
    pub fn admit(&self, sitting_id: i64, token_digest: String, epoch: i64) {
        let mut desks = self.inner.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.by_token.insert(token_digest, (sitting_id, epoch));
    }

    /// Saves answers at a seat: checked in memory, acknowledged once the journal has committed them. A repeat of what
    /// was saved before is acknowledged again as it was.
    ///
    /// # Errors
    /// Nothing is saved: an unknown item or option, a sequence number used for something else, the time over, too much
    /// waiting, or the store failed.
    pub fn save(&self, seat: &mut Seat, now: Timestamp, answers: Vec<Answer>) -> Result<Vec<Saved>, HallError> {
        if seat.is_unsure() {
            let rows = self.inner.store.read(|connection| sittings::journal_of(connection, seat.sitting_id))?;
            seat.replay(rows)?;
        }
        let checked = seat.check(now, answers)?;
        if !checked.rows.is_empty() {
            // A store that fails while committing may have committed: the seat reads the journal before it goes on.
            self.inner.journal.append(checked.rows.clone()).inspect_err(|error| {
                if matches!(error, HallError::Store(_)) {
                    seat.make_unsure();
                }
            })?;
        }
        Ok(seat.keep(checked))
    }
}
