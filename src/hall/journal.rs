//! The journal: one writer, which commits whatever waits in one transaction.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use crate::store::sittings::{self, Response};
use crate::store::{Store, StoreError};

use super::HallError;

/// How many calls may wait; beyond that callers are told to come again.
const WAITING: usize = 1024;
/// How many calls one transaction takes.
const BATCH: usize = 512;

pub(super) struct Journal {
    sender: Option<SyncSender<Entry>>,
    writer: Option<JoinHandle<()>>,
}

struct Entry {
    rows: Vec<Response>,
    done: SyncSender<Result<(), String>>,
}

impl Journal {
    pub(super) fn start(store: Store) -> Self {
        let (sender, receiver) = sync_channel(WAITING);
        match thread::Builder::new().name("journal".into()).spawn(move || write(&store, &receiver)) {
            Ok(writer) => Self { sender: Some(sender), writer: Some(writer) },
            Err(error) => {
                tracing::error!(%error, "the journal's writer could not be started");
                Self { sender: None, writer: None }
            }
        }
    }

    /// Returns once `rows` are committed.
    pub(super) fn append(&self, rows: Vec<Response>) -> Result<(), HallError> {
        let stopped = || HallError::Store("the journal is not running".into());
        let (done, answer) = sync_channel(1);
        self.sender.as_ref().ok_or_else(stopped)?.try_send(Entry { rows, done }).map_err(|error| match error {
            TrySendError::Full(_) => HallError::Busy { retry_after: 1 },
            TrySendError::Disconnected(_) => stopped(),
        })?;
        answer.recv().map_err(|_| stopped())?.map_err(HallError::Store)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has said so; nobody waits for it any more.
            let _ = writer.join();
        }
    }
}

fn write(store: &Store, receiver: &Receiver<Entry>) {
    while let Ok(first) = receiver.recv() {
        let mut batch = vec![first];
        batch.extend(receiver.try_iter().take(BATCH - 1));
        let rows: Vec<Response> = batch.iter().flat_map(|entry| entry.rows.iter().cloned()).collect();
        let outcome: Result<(), StoreError> = store.write(|connection| sittings::append(connection, &rows));
        let outcome = outcome.map_err(|error| error.to_string());
        if let Err(error) = &outcome {
            tracing::error!(%error, calls = batch.len(), "the journal could not commit");
        }
        for entry in batch {
            // Whoever stopped waiting finds the answer in the journal.
            let _ = entry.done.send(outcome.clone());
        }
    }
}
