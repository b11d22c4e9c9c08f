//! The question bank office (命题与审题): an item is written by one person and reviewed by another, who answers it before
//! the key is shown. What happened to an item is a row of events, only ever appended; where it stands is read from them.

mod changes;
mod rules;

pub use changes::{Change, Piece, PieceKind, changes};
pub use rules::{Deed, OfficeFault};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::terms::Malformed;

/// What can happen to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// A revision was written.
    Written,
    /// Somebody joined its writers, saw the key, and reviews it no more.
    Joined,
    /// Handed over for review.
    Submitted,
    /// Taken back by a writer.
    Withdrawn,
    /// A reviewer answered it, without the key.
    Answered,
    /// Somebody remarked on it.
    Commented,
    /// A reviewer found it good.
    Approved,
    /// A reviewer gave it back, with a reason.
    Returned,
    /// Taken out of all versions to come.
    Retired,
    /// Sealed into a version.
    Sealed,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Written,
        Self::Joined,
        Self::Submitted,
        Self::Withdrawn,
        Self::Answered,
        Self::Commented,
        Self::Approved,
        Self::Returned,
        Self::Retired,
        Self::Sealed,
    ];

    /// The name under which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Joined => "joined",
            Self::Submitted => "submitted",
            Self::Withdrawn => "withdrawn",
            Self::Answered => "answered",
            Self::Commented => "commented",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Retired => "retired",
            Self::Sealed => "sealed",
        }
    }
}

impl FromStr for EventKind {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| Malformed::new(text, "an event"))
    }
}

/// Something that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Which revision it was about, from 1; of a written one, that revision itself.
    pub revision: i64,
    /// What.
    pub kind: EventKind,
    /// By which account.
    pub account: i64,
    /// Of an answer: whether it differs from the key.
    pub disagrees: bool,
    /// Of a sealing: the version's number, from 1; else 0.
    pub version: i64,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Waiting for a reviewer.
    Submitted,
    /// Given back to its writers.
    Returned,
    /// Found good, waiting to be sealed.
    Approved,
    /// Found good, and in a sealed version.
    Sealed,
    /// Out of all versions to come.
    Retired,
}

impl State {
    /// Every state, in the order of an item's life.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Submitted, Self::Returned, Self::Approved, Self::Sealed, Self::Retired];

    /// The name under which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Sealed => "sealed",
            Self::Retired => "retired",
        }
    }

    /// Whether it goes into the next version: somebody else found this very revision good.
    #[must_use]
    pub fn is_approved(self) -> bool {
        matches!(self, Self::Approved | Self::Sealed)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(|| Malformed::new(text, "a state"))
    }
}

/// Where an item stands, and who has to do with it: read from its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// Its last revision, from 1; 0 before the first.
    pub revision: i64,
    /// Who wrote any revision of it, or joined its writers.
    writers: BTreeSet<i64>,
    /// Who answered the last revision, and whether that differs from its key.
    answers: BTreeMap<i64, bool>,
    /// The last revision that each reviewer ever answered.
    answered: BTreeMap<i64, i64>,
}

impl Standing {
    /// Where these events lead.
    #[must_use]
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut standing = Self {
            state: State::Draft,
            revision: 0,
            writers: BTreeSet::new(),
            answers: BTreeMap::new(),
            answered: BTreeMap::new(),
        };
        events.into_iter().for_each(|event| standing.follow(event));
        standing
    }

    /// Goes on by one event.
    pub fn follow(&mut self, event: &Event) {
        match event.kind {
            EventKind::Written => {
                self.state = State::Draft;
                self.revision = event.revision;
                self.writers.insert(event.account);
                self.answers.clear();
            }
            EventKind::Joined => {
                self.writers.insert(event.account);
            }
            EventKind::Submitted => self.state = State::Submitted,
            EventKind::Withdrawn => self.state = State::Draft,
            EventKind::Answered => {
                self.answers.insert(event.account, event.disagrees);
                self.answered.insert(event.account, event.revision);
            }
            EventKind::Commented => {}
            EventKind::Approved => self.state = State::Approved,
            EventKind::Returned => self.state = State::Returned,
            EventKind::Retired => self.state = State::Retired,
            EventKind::Sealed => self.state = State::Sealed,
        }
    }

    /// Whether somebody wrote any revision of it, or joined its writers: whoever did never reviews it.
    #[must_use]
    pub fn is_writer(&self, account: i64) -> bool {
        self.writers.contains(&account)
    }

    /// Whether somebody answered its last revision.
    #[must_use]
    pub fn has_answered(&self, account: i64) -> bool {
        self.answers.contains_key(&account)
    }

    /// Whether any answer to its last revision differs from the key.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.answers.values().any(|disagrees| *disagrees)
    }

    /// Whether somebody may see the key, the explanation and the reference of a revision, and what was said of it.
    /// Whoever may review must have written the item, or answered that revision or a later one; who never reviews needs nothing.
    #[must_use]
    pub fn shows_key(&self, account: i64, may_review: bool, revision: i64) -> bool {
        !may_review
            || self.is_writer(account)
            || self.answered.get(&account).is_some_and(|answered| *answered >= revision)
    }
}
