//! A desk: a seat behind its lock, and how what it handed to the journal stands.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use jiff::Timestamp;

use crate::store::{instant, micros};

use super::{Seat, SessionPaper};

/// A candidate's desk.
///
/// The seat takes an answer in as soon as the journal has it; that it is durable is known when nothing waits any more. If
/// the journal could not write, or another node has moved the sitting on, the seat is not what is stored: it is *unsure*,
/// and is made from the store again before anything else happens to it.
#[derive(Debug)]
pub struct Desk {
    /// What all of the session share.
    pub session: Arc<SessionPaper>,
    /// The sitting.
    pub sitting_id: i64,
    waiting: AtomicU32,
    unsure: AtomicBool,
    /// Whether an invigilator has let it be sat in any browser, as far as is known here.
    any_browser: AtomicBool,
    /// When its candidate's browser was last heard of, in microseconds; 0 for not yet.
    seen_at: AtomicI64,
    seat: Mutex<Seat>,
}

impl Desk {
    pub(super) fn new(session: Arc<SessionPaper>, seat: Seat) -> Self {
        let sitting_id = seat.sitting_id;
        let (waiting, unsure, seen_at) = (AtomicU32::new(0), AtomicBool::new(false), AtomicI64::new(0));
        let any_browser = AtomicBool::new(false);
        Self { session, sitting_id, waiting, unsure, any_browser, seen_at, seat: Mutex::new(seat) }
    }

    /// The seat as it is in memory, ahead of the store by what waits: to look at, never to decide by.
    pub fn glance(&self) -> MutexGuard<'_, Seat> {
        // What is kept is only ever replaced as a whole, so a panic elsewhere leaves it well.
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on any browser will do.
    pub fn let_in(&self) {
        self.any_browser.store(true, Ordering::Relaxed);
    }

    /// Whether any browser will do, as far as is known here.
    #[must_use]
    pub fn is_let_in(&self) -> bool {
        self.any_browser.load(Ordering::Relaxed)
    }

    /// The candidate's browser was heard of.
    pub fn see(&self, now: Timestamp) {
        self.seen_at.store(micros(now), Ordering::Relaxed);
    }

    /// When it was last heard of, by this node.
    #[must_use]
    pub fn seen_at(&self) -> Option<Timestamp> {
        Some(self.seen_at.load(Ordering::Relaxed)).filter(|at| *at > 0).map(instant)
    }

    /// The seat, unless somebody else has it.
    pub(super) fn try_glance(&self) -> Option<MutexGuard<'_, Seat>> {
        match self.seat.try_lock() {
            Ok(seat) => Some(seat),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > 0
    }

    pub(super) fn is_unsure(&self) -> bool {
        self.unsure.load(Ordering::Acquire)
    }

    pub(super) fn make_unsure(&self) {
        self.unsure.store(true, Ordering::Release);
    }

    /// The seat is as stored.
    pub(super) fn make_sure(&self) {
        self.unsure.store(false, Ordering::Release);
    }

    /// Something of this desk is with the journal now.
    pub(super) fn begin(&self) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
    }

    /// The journal is through with something of this desk. An end that is not well makes it unsure first.
    pub(super) fn end(&self, is_kept: bool) {
        if !is_kept {
            self.make_unsure();
        }
        self.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}
