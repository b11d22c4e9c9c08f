//! The journal: one writer, which commits whatever waits in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::store::journal::{self as rows, Fenced, Hold};
use crate::store::{AnyConnection, Lane, Store, StoreError};

use super::{Desk, HallError};

/// How many calls may wait; beyond that callers are told to come again.
const WAITING: usize = 16_384;
/// How many calls one transaction takes.
const BATCH: usize = 1024;
/// After so many calls in one transaction as many more are on their way: the next one waits for them as long as [`GATHER`],
/// since a transaction costs about the same whatever it carries.
const MANY: usize = 96;
/// How long a transaction waits for more after a large one.
const GATHER: Duration = Duration::from_millis(1);

/// How something that was handed to the journal ended.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// It is durable.
    Kept,
    /// The sitting has moved on elsewhere; nothing was written.
    Moved,
    /// The store failed; whether anything was written is not known.
    Failed(Arc<str>),
}

/// What somebody waits for.
pub(super) type Awaited = oneshot::Receiver<Outcome>;

/// A change beside the answers, in the journal's transaction: `false` when the sitting has moved on.
pub(super) type Act = Box<dyn FnOnce(&mut AnyConnection) -> Result<bool, StoreError> + Send>;

pub(super) struct Journal {
    /// The sender, and the id of the next row: ids are given out in the order in which rows are sent.
    sender: Mutex<Option<Sender>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

struct Sender {
    channel: SyncSender<Entry>,
    next: i64,
}

enum Work {
    Rows(Vec<Fenced>),
    Act(Act),
    /// Nothing: whoever waits for it has waited for all before it.
    Nothing,
}

struct Entry {
    desk: Arc<Desk>,
    work: Work,
    done: oneshot::Sender<Outcome>,
}

impl Journal {
    pub(super) fn start(store: Store) -> Self {
        let (channel, receiver) = sync_channel(WAITING);
        match thread::Builder::new().name("journal".into()).spawn(move || write(store.lane(), &receiver)) {
            Ok(writer) => {
                Self { sender: Mutex::new(Some(Sender { channel, next: 0 })), writer: Mutex::new(Some(writer)) }
            }
            Err(error) => {
                tracing::error!(%error, "the journal's writer could not be started");
                Self { sender: Mutex::new(None), writer: Mutex::new(None) }
            }
        }
    }

    /// The id the next row will have; [`rows::first_id`] of a new writer's number where there is none yet.
    ///
    /// # Errors
    /// When the journal is not running, or `new_writer` fails.
    pub(super) fn next_id(&self, new_writer: impl FnOnce() -> Result<i64, StoreError>) -> Result<i64, HallError> {
        let mut sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = sender.as_mut().ok_or_else(stopped)?;
        if sender.next == 0 {
            sender.next = rows::first_id(new_writer()?);
        }
        Ok(sender.next)
    }

    /// The number of this journal's writer, once it has one.
    pub(super) fn writer(&self) -> Option<i64> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        sender.as_ref().map(|sender| sender.next).filter(|next| *next > 0).map(rows::writer_of)
    }

    /// Hands rows over, giving them their ids; the first one's, and what to wait for.
    ///
    /// # Errors
    /// [`HallError::Busy`] when too much waits; then nothing was handed over.
    pub(super) fn append(&self, desk: &Arc<Desk>, mut rows: Vec<Fenced>) -> Result<(i64, Awaited), HallError> {
        let mut sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = sender.as_mut().filter(|sender| sender.next > 0).ok_or_else(stopped)?;
        let first = sender.next;
        for (one, id) in rows.iter_mut().zip(first..) {
            one.row.id = id;
        }
        let after = rows.last().map_or(first, |one| one.row.id + 1);
        let awaited = sender.send(desk, Work::Rows(rows))?;
        sender.next = after;
        Ok((first, awaited))
    }

    /// Hands a change over.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub(super) fn act(&self, desk: &Arc<Desk>, act: Act) -> Result<Awaited, HallError> {
        self.send(desk, Work::Act(act))
    }

    /// Waits for what was handed over before, whatever becomes of it.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub(super) fn pass(&self, desk: &Arc<Desk>) -> Result<Awaited, HallError> {
        self.send(desk, Work::Nothing)
    }

    fn send(&self, desk: &Arc<Desk>, work: Work) -> Result<Awaited, HallError> {
        let mut sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        sender.as_mut().ok_or_else(stopped)?.send(desk, work)
    }
}

impl Sender {
    fn send(&mut self, desk: &Arc<Desk>, work: Work) -> Result<Awaited, HallError> {
        let (done, awaited) = oneshot::channel();
        desk.begin();
        self.channel.try_send(Entry { desk: Arc::clone(desk), work, done }).map_err(|error| {
            desk.end(true);
            match error {
                TrySendError::Full(_) => HallError::Busy { retry_after: 1 },
                TrySendError::Disconnected(_) => stopped(),
            }
        })?;
        Ok(awaited)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        *self.sender.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(writer) = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            // A writer that panicked has said so; nobody waits for it any more.
            let _ = writer.join();
        }
    }
}

pub(super) fn stopped() -> HallError {
    HallError::Unavailable("the journal is not running".into())
}

/// An entry whose work is being done.
struct Begun {
    desk: Arc<Desk>,
    done: oneshot::Sender<Outcome>,
    /// Its rows among those of the batch.
    rows: std::ops::Range<usize>,
    act: Option<Act>,
    is_moved: bool,
}

fn write(mut lane: Lane, receiver: &Receiver<Entry>) {
    let mut last = 0;
    while let Ok(first) = receiver.recv() {
        if last >= MANY {
            thread::sleep(GATHER);
        }
        let mut rows = Vec::new();
        let mut batch: Vec<Begun> = Vec::new();
        for Entry { desk, work, done } in std::iter::once(first).chain(receiver.try_iter().take(BATCH - 1)) {
            let from = rows.len();
            // What follows something that was not kept would be chained to it.
            let is_moved = desk.is_unsure() && !matches!(work, Work::Nothing);
            let mut act = None;
            match work {
                Work::Rows(these) if !is_moved => rows.extend(these),
                Work::Act(one) if !is_moved => act = Some(one),
                _ => {}
            }
            batch.push(Begun { desk, done, rows: from..rows.len(), act, is_moved });
        }
        last = batch.len();
        let written = if batch.iter().any(|one| one.act.is_some()) {
            lane.write(|connection| carry_out(connection, &rows, &mut batch))
        } else if rows.is_empty() {
            Ok(())
        } else {
            lane.write_at_once(|connection| append(connection, &rows, &mut batch))
        };
        let failed: Option<Arc<str>> = written.err().map(|error: StoreError| {
            tracing::error!(%error, calls = batch.len(), "the journal could not commit");
            error.to_string().into()
        });
        for one in batch {
            let outcome = match &failed {
                Some(why) => Outcome::Failed(Arc::clone(why)),
                None if one.is_moved => Outcome::Moved,
                None => Outcome::Kept,
            };
            one.desk.end(matches!(outcome, Outcome::Kept));
            // Whoever stopped waiting finds the answer in the journal.
            let _ = one.done.send(outcome);
        }
    }
}

fn carry_out(connection: &mut AnyConnection, rows: &[Fenced], batch: &mut [Begun]) -> Result<(), StoreError> {
    let mut holds: BTreeMap<i64, Hold> = BTreeMap::new();
    for one in batch.iter().filter(|one| one.act.is_some() || !one.rows.is_empty()) {
        let wanted = if one.act.is_some() { Hold::Alone } else { Hold::Still };
        let hold = holds.entry(one.desk.session.session_id).or_insert(wanted);
        *hold = wanted.max(*hold);
    }
    for (session, hold) in holds {
        rows::hold(connection, session, hold)?;
    }
    append(connection, rows, batch)?;
    for one in batch.iter_mut() {
        if let Some(act) = one.act.take() {
            one.is_moved = !act(connection)?;
        }
    }
    Ok(())
}

/// Appends a batch's rows; a call one of whose rows was left out has moved.
fn append(connection: &mut AnyConnection, rows: &[Fenced], batch: &mut [Begun]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let written = batch.iter().filter(|one| !one.rows.is_empty());
    let sessions: BTreeSet<i64> = written.map(|one| one.desk.session.session_id).collect();
    let sessions: Vec<i64> = sessions.into_iter().collect();
    let left_out: HashSet<i64> = rows::append(connection, &sessions, rows)?.into_iter().collect();
    if !left_out.is_empty() {
        for one in batch.iter_mut() {
            let these = rows.get(one.rows.clone()).unwrap_or_default();
            one.is_moved |= these.iter().any(|fenced| left_out.contains(&fenced.row.id));
        }
    }
    Ok(())
}
