//! How far the checks of this process are. It is kept in memory alone: what has to outlive the process stands in the row.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is being done with a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its turn has not come, or another process has it.
    Waiting,
    /// Its file is read: so many items of so many, where it is known.
    Reading(Option<(usize, usize)>),
    /// Its items are linted: so many.
    Linting(usize),
    /// Papers are drawn by its blueprint, to see what it promises.
    Simulating,
}

/// The checks of this process, by their names in addresses.
#[derive(Debug, Default)]
pub struct Progress(Mutex<BTreeMap<String, Stage>>);

impl Progress {
    /// How far a check is.
    #[must_use]
    pub fn of(&self, token: &str) -> Stage {
        self.all().get(token).copied().unwrap_or(Stage::Waiting)
    }

    pub(super) fn set(&self, token: &str, stage: Stage) {
        self.all().insert(token.to_owned(), stage);
    }

    pub(super) fn end(&self, token: &str) {
        self.all().remove(token);
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Stage>> {
        // Nothing can panic while it is held; and figures that are a moment old hurt nobody.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
