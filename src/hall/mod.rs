//! The exam-day engine: seats in memory, the journal with group commit.

use crate::store::Store;

/// The hall of this server. Cheap to clone.
#[derive(Clone)]
pub struct Hall {}

impl Hall {
    /// An empty hall on a store.
    #[must_use]
    pub fn new(_store: Store) -> Self {
        Self {}
    }
}
