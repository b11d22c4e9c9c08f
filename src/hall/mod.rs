//! The exam-day engine: seats in memory, the journal with group commit.

/// The hall of this server. Cheap to clone.
#[derive(Clone, Default)]
pub struct Hall {}
