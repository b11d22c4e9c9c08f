//! The exam-day engine: seats in memory, the journal with group commit.
//!
//! A saved answer takes the hot way: token, state, deadline and sequence are checked in memory, the journal commits many
//! candidates' answers at once, and only then is each acknowledged. A restart rebuilds the seats from the journal.
//!
//! Several nodes may serve one hall on one PostgreSQL. A sitting is written for by one node; another that is asked for it
//! takes it over, which raises its epoch, and reads what was appended meanwhile. What the first still has in hand is left
//! out by the statement that would insert it.

mod chain;
mod desk;
mod error;
mod follow;
mod journal;
mod paper;
mod seat;
mod standing;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use jiff::Timestamp;

use crate::crypto::{Digest, random};
use crate::domain::sitting::State;
use crate::store::journal as rows;
use crate::store::sittings::{self, Happened};
use crate::store::{AnyConnection, Store, StoreError, micros, rooms};
use journal::{Awaited, Journal, Outcome, stopped};

pub use desk::Desk;
pub use error::HallError;
pub use paper::{ItemText, SeatItem, SeatOption, SeatPaper, SectionText, SessionPaper};
pub use seat::{Answer, Saved, Seat, SeatTerms};
pub use standing::{Standing, by_name};

/// The hall of this server. Cheap to clone; the journal's writer ends with the last clone.
#[derive(Clone)]
pub struct Hall {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    /// This node's name: random, new with each start.
    node: String,
    journal: Journal,
    desks: RwLock<Desks>,
}

#[derive(Default)]
struct Desks {
    /// By sitting.
    by_sitting: HashMap<i64, Arc<Desk>>,
    /// By registration: the sitting.
    by_registration: HashMap<i64, i64>,
    /// By session.
    rooms: HashMap<i64, Arc<Room>>,
}

/// A session that is loaded.
struct Room {
    /// The last row read of each writer.
    known: Mutex<HashMap<i64, i64>>,
}

/// How a sitting is to stand, and what brings it there.
pub struct Change {
    /// How it stands then.
    pub next: Standing,
    /// What happened, to be appended.
    pub happened: Vec<Happened>,
    /// The seat it moves to, if it moves.
    pub number: Option<i64>,
}

/// Answers on their way.
pub enum Saving {
    /// They wait to be durable.
    Waits(Receipts),
    /// The seat has to be made from the store first, or is being used: bring them again where waiting is allowed.
    NeedsStore(Vec<Answer>),
}

/// Answers that were saved before, each with the id of its row.
pub type Repeats = Vec<(Answer, i64)>;

/// Answers that wait to be durable.
pub struct Receipts {
    saved: Vec<Saved>,
    repeats: Repeats,
    awaited: Awaited,
}

impl Hall {
    /// An empty hall on a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let journal = Journal::start(store.clone());
        // Without entropy nothing else starts either; a name that is not unique would only be fenced less well.
        let node = random::bytes::<8>().map(hex::encode).unwrap_or_default();
        Self { inner: Arc::new(Inner { store, node, journal, desks: RwLock::default() }) }
    }

    /// Before a session's journal is read: says in the store that this node may write for it from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub fn expect(&self, session_id: i64, now: Timestamp) -> Result<(), HallError> {
        let (store, node) = (&self.inner.store, &self.inner.node);
        let new_writer = || store.write(|connection| rows::new_writer(connection, node, micros(now)));
        let next = self.inner.journal.next_id(new_writer)?;
        store.write(|connection| rows::begin_span(connection, session_id, rows::writer_of(next), next))?;
        Ok(())
    }

    /// Takes a session's seats in, with the last row of the journal that was read of each writer. A session that is loaded
    /// stays as it is: its seats may know more than rows read a moment ago.
    pub fn load(&self, session: SessionPaper, seats: Vec<Seat>, known: HashMap<i64, i64>) {
        let session = Arc::new(session);
        let mut desks = self.inner.desks.write().unwrap_or_else(PoisonError::into_inner);
        if desks.rooms.contains_key(&session.session_id) {
            return;
        }
        desks.rooms.insert(session.session_id, Arc::new(Room { known: Mutex::new(known) }));
        for mut seat in seats {
            seat.is_ours = seat.node_is(&self.inner.node);
            let (sitting, registration) = (seat.sitting_id, seat.registration_id);
            desks.by_registration.insert(registration, sitting);
            desks.by_sitting.insert(sitting, Arc::new(Desk::new(Arc::clone(&session), seat)));
        }
    }

    /// Lets a session's seats go.
    pub fn unload(&self, session_id: i64) {
        let mut desks = self.inner.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.rooms.remove(&session_id);
        desks.by_sitting.retain(|_, desk| desk.session.session_id != session_id);
        let Desks { by_sitting, by_registration, .. } = &mut *desks;
        by_registration.retain(|_, sitting| by_sitting.contains_key(sitting));
    }

    /// The desks of a session, by sitting; none when it is not loaded.
    #[must_use]
    pub fn desks(&self, session_id: i64) -> Vec<Arc<Desk>> {
        let desks = self.read();
        let these = desks.by_sitting.values().filter(|desk| desk.session.session_id == session_id);
        let mut found: Vec<Arc<Desk>> = these.map(Arc::clone).collect();
        found.sort_by_key(|desk| desk.sitting_id);
        found
    }

    /// All desks.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Desk>> {
        self.read().by_sitting.values().map(Arc::clone).collect()
    }

    /// Whether somebody's time runs: then no clock may be moved.
    #[must_use]
    pub fn is_running(&self) -> bool {
        let running =
            |desk: &Arc<Desk>| matches!(desk.glance().standing.sitting.state(), State::Running | State::Paused);
        self.all().iter().any(running)
    }

    /// The latest instant that the hall knows of: of a saved answer or of something that happened.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        let latest = |desk: &Arc<Desk>| {
            let seat = desk.glance();
            seat.last_saved().1.max(seat.standing.sitting.last_event_at())
        };
        self.all().iter().filter_map(latest).max()
    }

    /// The desk of a registration.
    #[must_use]
    pub fn of_registration(&self, registration_id: i64) -> Option<Arc<Desk>> {
        let desks = self.read();
        let sitting = desks.by_registration.get(&registration_id)?;
        desks.by_sitting.get(sitting).map(Arc::clone)
    }

    /// The desk of a sitting.
    #[must_use]
    pub fn of_sitting(&self, sitting_id: i64) -> Option<Arc<Desk>> {
        self.read().by_sitting.get(&sitting_id).map(Arc::clone)
    }

    fn read(&self) -> RwLockReadGuard<'_, Desks> {
        self.inner.desks.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The seat as it is stored, with nothing on its way. Waits for the journal; not for a thread that must not wait.
    ///
    /// # Errors
    /// When the store fails or too much waits.
    pub fn settled<'a>(&self, desk: &'a Arc<Desk>) -> Result<MutexGuard<'a, Seat>, HallError> {
        let mut seat = desk.glance();
        self.settle(desk, &mut seat)?;
        Ok(seat)
    }

    fn settle(&self, desk: &Arc<Desk>, seat: &mut Seat) -> Result<(), HallError> {
        if desk.is_waiting() {
            // How it ended stands at the desk.
            let _ = self.inner.journal.pass(desk)?.blocking_recv();
        }
        if desk.is_unsure() { self.reload(desk, seat) } else { Ok(()) }
    }

    /// The seat as [`Self::settled`], and this node writes for it from now on.
    ///
    /// # Errors
    /// When the store fails or too much waits; [`HallError::Busy`] when another node keeps taking it.
    pub fn owned<'a>(&self, desk: &'a Arc<Desk>) -> Result<MutexGuard<'a, Seat>, HallError> {
        for _ in 0..5 {
            let seat = self.settled(desk)?;
            if seat.is_ours {
                return Ok(seat);
            }
            let epoch = seat.standing.epoch;
            drop(seat);
            self.take_over(desk, epoch)?;
        }
        Err(HallError::Busy { retry_after: 1 })
    }

    /// All these seats as [`Self::owned`], at once.
    ///
    /// # Errors
    /// As [`Self::owned`].
    pub fn owned_all<'a>(&self, desks: &'a [Arc<Desk>]) -> Result<Vec<MutexGuard<'a, Seat>>, HallError> {
        for _ in 0..5 {
            // Taking one over looks into others' seats: none may be held meanwhile.
            for desk in desks {
                drop(self.owned(desk)?);
            }
            let seats = desks.iter().map(|desk| self.settled(desk)).collect::<Result<Vec<_>, _>>()?;
            if seats.iter().all(|seat| seat.is_ours) {
                return Ok(seats);
            }
        }
        Err(HallError::Busy { retry_after: 1 })
    }

    /// Saves answers for whoever holds the token of this digest, without waiting for anything: checked in memory and handed
    /// to the journal. They count as saved only when [`Receipts`] say so.
    ///
    /// # Errors
    /// Nothing is saved: somebody signed in later, an unknown item or option, a sequence number used for something else, the
    /// time over, too much waiting.
    pub fn save(
        &self,
        desk: &Arc<Desk>,
        token: &Digest,
        now: Timestamp,
        answers: Vec<Answer>,
    ) -> Result<Saving, HallError> {
        let Some(mut seat) = desk.try_glance() else { return Ok(Saving::NeedsStore(answers)) };
        if desk.is_unsure() || !seat.is_ours {
            return Ok(Saving::NeedsStore(answers));
        }
        self.hand_over(desk, &mut seat, token, now, answers).map(Saving::Waits)
    }

    /// As [`Self::save`], where waiting is allowed: whatever the seat needs from the store is fetched first, and the answer
    /// comes when they are durable.
    ///
    /// # Errors
    /// As [`Self::save`], and when the store fails.
    pub fn save_now(
        &self,
        desk: &Arc<Desk>,
        token: &Digest,
        now: Timestamp,
        answers: Vec<Answer>,
    ) -> Result<Vec<Saved>, HallError> {
        let mut seat = self.owned(desk)?;
        let receipts = self.hand_over(desk, &mut seat, token, now, answers)?;
        drop(seat);
        let (saved, repeats) = receipts.wait()?;
        self.acknowledged(saved, repeats)
    }

    fn hand_over(
        &self,
        desk: &Arc<Desk>,
        seat: &mut Seat,
        token: &Digest,
        now: Timestamp,
        answers: Vec<Answer>,
    ) -> Result<Receipts, HallError> {
        if seat.standing.token.as_ref() != Some(token) {
            return Err(HallError::Elsewhere);
        }
        desk.see(now);
        let mut checked = seat.check(&desk.session, now, answers)?;
        let saved = checked.saved();
        let repeats = std::mem::take(&mut checked.repeats);
        let awaited = if checked.rows.is_empty() {
            self.inner.journal.pass(desk)?
        } else {
            let rows = std::mem::take(&mut checked.rows);
            let (first, awaited) = self.inner.journal.append(desk, rows)?;
            seat.keep(&checked, first);
            awaited
        };
        Ok(Receipts { saved, repeats, awaited })
    }

    /// How repeats were acknowledged the first time, together with what is saved now, by sequence number. Reads the store.
    ///
    /// # Errors
    /// When a number was used for another answer, or the store fails.
    pub fn acknowledged(&self, mut saved: Vec<Saved>, repeats: Repeats) -> Result<Vec<Saved>, HallError> {
        if repeats.is_empty() {
            return Ok(saved);
        }
        let ids: Vec<i64> = repeats.iter().map(|(_, id)| *id).collect();
        let rows = self.inner.store.read(|connection| rows::of_ids(connection, &ids))?;
        for (given, id) in &repeats {
            let row = rows.iter().find(|row| row.id == *id).ok_or(HallError::Busy { retry_after: 1 })?;
            saved.push(seat::acknowledged(given, row)?);
        }
        saved.sort_by_key(|one| one.seq);
        Ok(saved)
    }

    /// Brings a sitting further: writes how it stands then, what brought it there, and whatever `beside` writes, in one
    /// transaction of the journal's. The seat follows only when that is durable. `seat` is [`Self::owned`].
    ///
    /// # Errors
    /// When the store fails or too much waits; [`HallError::Busy`] when another node took the sitting meanwhile, or
    /// somebody the seat it was to move to.
    pub fn commit(
        &self,
        desk: &Arc<Desk>,
        seat: &mut Seat,
        change: Change,
        beside: impl FnOnce(&mut AnyConnection) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), HallError> {
        let Change { next, happened, number } = change;
        let (id, registration, epoch) = (seat.sitting_id, seat.registration_id, seat.standing.epoch);
        let (progress, session) = (next.progress(&self.inner.node), desk.session.session_id);
        let act = move |connection: &mut AnyConnection| {
            if let Some(number) = number
                && !rooms::seat_is_free(connection, session, number, registration)?
            {
                return Ok(false);
            }
            if !sittings::progress(connection, id, epoch, &progress, &happened)? {
                return Ok(false);
            }
            if let Some(number) = number {
                rooms::set_seat(connection, registration, number)?;
            }
            beside(connection)?;
            Ok(true)
        };
        let awaited = self.inner.journal.act(desk, Box::new(act))?;
        ended(awaited.blocking_recv().map_err(|_| stopped())?)?;
        seat.standing = next;
        seat.number = number.unwrap_or(seat.number);
        Ok(())
    }

    /// This node's name.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.inner.node
    }
}

impl Receipts {
    /// Waits until the answers are durable: those, and repeats to be given to [`Hall::acknowledged`].
    ///
    /// # Errors
    /// When the store failed, or the sitting has moved on.
    pub async fn durable(self) -> Result<(Vec<Saved>, Repeats), HallError> {
        ended(self.awaited.await.map_err(|_| stopped())?)?;
        Ok((self.saved, self.repeats))
    }

    fn wait(self) -> Result<(Vec<Saved>, Repeats), HallError> {
        ended(self.awaited.blocking_recv().map_err(|_| stopped())?)?;
        Ok((self.saved, self.repeats))
    }
}

fn ended(outcome: Outcome) -> Result<(), HallError> {
    match outcome {
        Outcome::Kept => Ok(()),
        Outcome::Moved => Err(HallError::Busy { retry_after: 1 }),
        Outcome::Failed(why) => Err(HallError::Unavailable(why.to_string())),
    }
}
