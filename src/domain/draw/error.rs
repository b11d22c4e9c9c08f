//! Why a file of the draw is refused.

use crate::crypto::canonical::NotStrictJson;

/// A refusal of exam-seed/v1. `path` is a JSON pointer (RFC 6901) into the refused file.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The file is no strict JSON: cut off, a float, a duplicate key, an integer beyond ±(2^53−1).
    #[error("the file is not strict JSON: {0}")]
    NotJson(#[from] NotStrictJson),
    /// Another protocol, or another version of this one.
    #[error("{path}: spec is {given}; here this program knows \"{wanted}\" only")]
    OtherSpec {
        /// Where.
        path: String,
        /// The value found.
        given: String,
        /// The value that such a file has.
        wanted: &'static str,
    },
    /// A key that must be there is not.
    #[error("{path} is missing")]
    Missing {
        /// Where it should be.
        path: String,
    },
    /// A key the specification does not know.
    #[error("{path} is not a key of this format; check its spelling or remove it")]
    UnknownKey {
        /// Where.
        path: String,
    },
    /// A value of another type, form or range than the specification asks for.
    #[error("{} is {given}, but must be {wanted}", place(.path))]
    Malformed {
        /// Where.
        path: String,
        /// The value found, shortened.
        given: String,
        /// What it must be, as a noun phrase.
        wanted: &'static str,
    },
    /// An id that must be unique appears a second time.
    #[error("{path}: {id:?} appears a second time; it must be unique")]
    Duplicate {
        /// Where it appears again.
        path: String,
        /// The id.
        id: String,
    },
    /// A candidate that does not come after the one before, by bytes.
    #[error("{path}: candidate {candidate} must come before the one above it; sort the candidates by bytes")]
    Unsorted {
        /// Where.
        path: String,
        /// The candidate out of order.
        candidate: String,
    },
    /// A number to draw that is 0 or above what there is to draw from.
    #[error("{path}: {wanted} to be drawn from {pool}; it must be at least 1 and at most {pool}")]
    NotInPool {
        /// Where.
        path: String,
        /// How many are wanted.
        wanted: u64,
        /// How many there are.
        pool: u64,
    },
    /// A beacon of which an outcome is too easily guessed.
    #[error("{path}: the beacon has fewer than 2^24 outcomes; name a drawing with at least 24 bits")]
    WeakBeacon {
        /// Where.
        path: String,
    },
    /// No contributor has revealed a secret.
    #[error("{path}: nobody's secret is revealed; at least one contributor must open its own")]
    NoReveals {
        /// Where.
        path: String,
    },
    /// A secret or an exclusion of somebody whom the manifest does not name.
    #[error("{path}: {id:?} is no contributor of the manifest")]
    NotAContributor {
        /// Where.
        path: String,
        /// The id.
        id: String,
    },
    /// A contributor both revealed and excluded.
    #[error("{path}: {id:?} is excluded, but has also revealed a secret")]
    RevealedAndExcluded {
        /// Where.
        path: String,
        /// The id.
        id: String,
    },
    /// A contributor neither revealed nor excluded.
    #[error("{path}: contributor {id:?} is neither revealed nor excluded; the session can't open without it")]
    NotAccountedFor {
        /// Where.
        path: String,
        /// The id.
        id: String,
    },
    /// A secret that does not give the contributor's commitment.
    #[error("{path}: this secret of {id:?} gives commitment {derived}, but committed to was {committed}")]
    WrongSecret {
        /// Where.
        path: String,
        /// The contributor.
        id: String,
        /// The commitment of the given secret.
        derived: String,
        /// The commitment in the manifest, or in the secret's own file.
        committed: String,
    },
    /// A beacon where the manifest has none, or none where it names one.
    #[error("{path}: the manifest names {named}, but the reveals hold {given}")]
    BeaconMismatch {
        /// Where.
        path: String,
        /// What the manifest has.
        named: String,
        /// What the reveals have.
        given: String,
    },
    /// An event that is neither the one named nor its fallback.
    #[error("{path}: event {given:?} is neither {event:?} nor its fallback {fallback:?}")]
    OtherEvent {
        /// Where.
        path: String,
        /// The event of the reveals.
        given: String,
        /// The event named in the manifest.
        event: String,
        /// The fallback named in the manifest.
        fallback: String,
    },
    /// A beacon value that is not of the form of the manifest's groups.
    #[error("{path}: {given:?} is no outcome of this beacon: {reason}")]
    NoOutcome {
        /// Where.
        path: String,
        /// The value.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Whom or what a paper or draw was asked for is not in the manifest.
    #[error("the manifest holds no {kind} {id:?}")]
    NotInManifest {
        /// `"candidate"` or `"draw"`.
        kind: &'static str,
        /// What was asked for.
        id: String,
    },
    /// No paper within 1,000 attempts satisfied the constraints: the session can't open with this manifest.
    #[error("no paper of candidate {candidate} meets the constraints within 1000 attempts; the session can't open")]
    NoPaper {
        /// The candidate.
        candidate: String,
    },
    /// The evidence says something else than what is derived.
    #[error("{path}: the evidence says {given}, but {derived} is derived")]
    Differs {
        /// Where.
        path: String,
        /// What the evidence says, shortened.
        given: String,
        /// What the derivation gives, shortened.
        derived: String,
    },
    /// A file says something else than what it is compared with: a manifest, a posted sheet, itself.
    #[error("{path} is {given}, but {of} has {wanted}")]
    Disagrees {
        /// Where.
        path: String,
        /// What the file says, shortened.
        given: String,
        /// What it was compared with, as a noun phrase.
        of: &'static str,
        /// What that says, shortened.
        wanted: String,
    },
    /// A slip's path that does not lead to its root.
    #[error(
        "{path} does not lead from the candidate's paper key to papers_root; this is not the paper that was posted"
    )]
    NotIncluded {
        /// Where.
        path: String,
    },
}

impl DrawError {
    /// A stable name for texts in other languages and for tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not-json",
            Self::OtherSpec { .. } => "other-spec",
            Self::Missing { .. } => "missing",
            Self::UnknownKey { .. } => "unknown-key",
            Self::Malformed { .. } => "malformed",
            Self::Duplicate { .. } => "duplicate",
            Self::Unsorted { .. } => "unsorted",
            Self::NotInPool { .. } => "not-in-pool",
            Self::WeakBeacon { .. } => "weak-beacon",
            Self::NoReveals { .. } => "no-reveals",
            Self::NotAContributor { .. } => "not-a-contributor",
            Self::RevealedAndExcluded { .. } => "revealed-and-excluded",
            Self::NotAccountedFor { .. } => "not-accounted-for",
            Self::WrongSecret { .. } => "wrong-secret",
            Self::BeaconMismatch { .. } => "beacon-mismatch",
            Self::OtherEvent { .. } => "other-event",
            Self::NoOutcome { .. } => "no-outcome",
            Self::NotInManifest { .. } => "not-in-manifest",
            Self::NoPaper { .. } => "no-paper",
            Self::Differs { .. } | Self::Disagrees { .. } | Self::NotIncluded { .. } => "differs",
        }
    }

    /// Where in the file, as a JSON pointer; `None` where no place is at fault.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::NotJson(_) | Self::NotInManifest { .. } | Self::NoPaper { .. } => None,
            Self::OtherSpec { path, .. }
            | Self::Missing { path }
            | Self::UnknownKey { path }
            | Self::Malformed { path, .. }
            | Self::Duplicate { path, .. }
            | Self::Unsorted { path, .. }
            | Self::NotInPool { path, .. }
            | Self::WeakBeacon { path }
            | Self::NoReveals { path }
            | Self::NotAContributor { path, .. }
            | Self::RevealedAndExcluded { path, .. }
            | Self::NotAccountedFor { path, .. }
            | Self::WrongSecret { path, .. }
            | Self::BeaconMismatch { path, .. }
            | Self::OtherEvent { path, .. }
            | Self::NoOutcome { path, .. }
            | Self::Differs { path, .. }
            | Self::Disagrees { path, .. }
            | Self::NotIncluded { path } => Some(path),
        }
    }
}

/// A place as a sentence begins with it: a file as a whole has the empty pointer.
fn place(path: &str) -> &str {
    if path.is_empty() { "the whole" } else { path }
}
