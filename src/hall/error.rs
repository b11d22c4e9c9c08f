//! Why the hall says no.

use crate::domain::sitting::SittingError;
use crate::store::StoreError;

/// The hall's refusals. Nothing is saved and no seat has changed.
#[derive(Debug, thiserror::Error)]
pub enum HallError {
    /// No seat has had this token.
    #[error("sign in first")]
    NotSignedIn,
    /// Somebody signed in at the same seat later, or the token is not this seat's.
    #[error("this sitting went on at another device")]
    Elsewhere,
    /// The state or the time does not allow it (E4).
    #[error(transparent)]
    Sitting(#[from] SittingError),
    /// An answer to an item that is not in this paper.
    #[error("item {0:?} is not in this paper")]
    UnknownItem(String),
    /// An option that the item does not have.
    #[error("item {item:?} has no option {option:?}")]
    UnknownOption {
        /// The item.
        item: String,
        /// The option.
        option: String,
    },
    /// More than one option where one is right, or one given twice.
    #[error("item {0:?} takes each option once, and one option only unless it is a multiple response")]
    TooManyOptions(String),
    /// A number that was used for another answer.
    #[error("sequence number {0} was used for another answer; take the next one")]
    SequenceUsed(i64),
    /// A number that is not above those before it.
    #[error("sequence number {given} is not above {last}, the last one saved")]
    SequenceBehind {
        /// The number.
        given: i64,
        /// The last one.
        last: i64,
    },
    /// Too many answers in one call, or a time text that is too long.
    #[error("at most 200 answers in one call, each with a time of at most 64 characters")]
    TooMuch,
    /// More waits to be committed than can be kept.
    #[error("busy; try again in {retry_after} s")]
    Busy {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The store does not work just now. Nothing of this call is promised.
    #[error("the store does not answer: {0}")]
    Unavailable(String),
    /// What is stored does not hold together.
    #[error("{0}")]
    Store(String),
}

impl HallError {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not-signed-in",
            Self::Elsewhere => "elsewhere",
            Self::Sitting(error) => error.code(),
            Self::UnknownItem(_) => "item-unknown",
            Self::UnknownOption { .. } => "option-unknown",
            Self::TooManyOptions(_) => "options-too-many",
            Self::SequenceUsed(_) => "sequence-used",
            Self::SequenceBehind { .. } => "sequence-behind",
            Self::TooMuch => "answers-too-many",
            Self::Busy { .. } => "busy",
            Self::Unavailable(_) => "unavailable",
            Self::Store(_) => "internal",
        }
    }
}

impl From<StoreError> for HallError {
    fn from(error: StoreError) -> Self {
        if error.is_outage() { Self::Unavailable(error.to_string()) } else { Self::Store(error.to_string()) }
    }
}
