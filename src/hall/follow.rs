//! A seat made from the store again, a sitting taken over from another node, and what other nodes wrote meanwhile.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use crate::store::journal::{self as rows, Hold, Response, writer_of};
use crate::store::sittings;

use super::{Desk, Hall, HallError, Room, Seat, Standing};

impl Hall {
    /// Makes a seat from the store: the rows that made it up, as far as they are there, and how the sitting stands.
    pub(super) fn reload(&self, desk: &Arc<Desk>, seat: &mut Seat) -> Result<(), HallError> {
        let (sitting, ids, session) = (desk.sitting_id, seat.row_ids(), desk.session.session_id);
        // A transaction whose commit was never answered may still be on its way: it is waited for, so that what is read is
        // how it ended.
        let (row, happened, journal) = self.inner.store.write(|connection| {
            rows::hold(connection, session, Hold::Alone)?;
            let (row, happened) = sittings::find(connection, sitting)?;
            Ok::<_, HallError>((row, happened, rows::of_ids(connection, &ids)?))
        })?;
        let standing = Standing::rebuild(*seat.standing.sitting.terms(), &row, &happened)?;
        if seat.replay(&desk.session, &journal).is_err() {
            // Rows of other nodes stand between ours: all of the sitting's then, however long it takes.
            let all = self.inner.store.read(|connection| rows::tail(connection, session, None, |_| None))?;
            let own: Vec<Response> = all.into_iter().filter(|row| row.sitting_id == sitting).collect();
            seat.replay(&desk.session, &in_order(own))?;
        }
        seat.standing = standing;
        seat.is_ours = row.node == self.inner.node || row.node.is_empty();
        desk.make_sure();
        Ok(())
    }

    /// Makes this node the one that writes for a sitting that stood at `epoch`, and brings the seat up to date.
    pub(super) fn take_over(&self, desk: &Arc<Desk>, epoch: i64) -> Result<(), HallError> {
        let room = self.room(desk.session.session_id).ok_or(HallError::NotSignedIn)?;
        let mut known = room.known();
        let (sitting, node) = (desk.sitting_id, &self.inner.node);
        let session = desk.session.session_id;
        let taken = self.inner.store.write(|connection| {
            rows::hold(connection, session, Hold::Alone)?;
            sittings::take_over(connection, sitting, epoch, node)
        })?;
        if taken.is_some() {
            tracing::info!(sitting, epoch, "took a sitting over");
        }
        self.read_tail(session, &mut known)?;
        self.reload(desk, &mut desk.glance())
    }

    /// Looks at what other nodes did with this hall's sittings: what they wrote is taken in, and a sitting they took is
    /// theirs here too. Cheap where there is no other node.
    ///
    /// # Errors
    /// When the store fails.
    pub fn follow(&self) -> Result<(), HallError> {
        let sessions: Vec<i64> = self.read().rooms.keys().copied().collect();
        for session in sessions {
            let node = &self.inner.node;
            let elsewhere = self.inner.store.read(|connection| sittings::elsewhere(connection, session, node))?;
            let moved: Vec<Arc<Desk>> = elsewhere
                .into_iter()
                .filter_map(|(sitting, epoch)| {
                    let desk = self.of_sitting(sitting)?;
                    // What was read is older than the seat, where the candidate has signed in here since.
                    let has_moved = desk.glance().standing.epoch < epoch;
                    has_moved.then_some(desk)
                })
                .collect();
            if let (false, Some(room)) = (moved.is_empty(), self.room(session)) {
                self.read_tail(session, &mut room.known())?;
                for desk in moved {
                    desk.make_unsure();
                    drop(self.settled(&desk)?);
                }
            }
        }
        Ok(())
    }

    fn room(&self, session_id: i64) -> Option<Arc<Room>> {
        self.read().rooms.get(&session_id).map(Arc::clone)
    }

    /// Takes in what other writers have appended since it was last looked at.
    fn read_tail(&self, session: i64, known: &mut HashMap<i64, i64>) -> Result<(), HallError> {
        let own = self.inner.journal.writer();
        let appended = self
            .inner
            .store
            .read(|connection| rows::tail(connection, session, own, |writer| known.get(&writer).copied()))?;
        let mut by_sitting: HashMap<i64, Vec<Response>> = HashMap::new();
        for row in appended {
            known.insert(writer_of(row.id), row.id);
            by_sitting.entry(row.sitting_id).or_default().push(row);
        }
        for (sitting, these) in by_sitting {
            let Some(desk) = self.of_sitting(sitting) else { continue };
            let mut seat = desk.glance();
            self.settle(&desk, &mut seat)?;
            if let Err(error) = seat.follow(&desk.session, &in_order(these)) {
                tracing::error!(sitting, %error, "what another node wrote does not fit; the seat is made anew");
                desk.make_unsure();
            }
        }
        Ok(())
    }
}

impl Room {
    fn known(&self) -> MutexGuard<'_, HashMap<i64, i64>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sitting's rows in the order of their numbers; of two with one number the one appended first stands first.
fn in_order(mut rows: Vec<Response>) -> Vec<Response> {
    rows.sort_by_key(|row| (row.seq, row.id));
    rows
}
