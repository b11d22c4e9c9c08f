//! The order of one award, so that a crash at any point resumes and signs the identical bytes.

use serde::{Deserialize, Serialize};

/// How far an award has come. Each step is stored before the next begins; whatever was reached is never redone
/// differently, because every later step is a function of what the first one recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// In one transaction: eligibility, D1, D2, the serial, the result it rests on, the status index, uuid, nonce.
    Recorded,
    /// The unsigned document passed [`lint`](super::lint) and a throwaway key's signature over it verified.
    Linted,
    /// The leaf stands in the log, appended under the log head's lock; its index is recorded.
    Logged,
    /// The document and the code are signed.
    Signed,
    /// What was signed was read back and verified like a stranger would.
    Verified,
    /// Stored for everybody to see. The end.
    Published,
    /// The attempt failed before it was logged as issued; its serial is burnt and the log says `void`. The end.
    Void,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 7] =
        [Self::Recorded, Self::Linted, Self::Logged, Self::Signed, Self::Verified, Self::Published, Self::Void];

    /// The step to take next; `None` at an end.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Recorded => Some(Self::Linted),
            Self::Linted => Some(Self::Logged),
            Self::Logged => Some(Self::Signed),
            Self::Signed => Some(Self::Verified),
            Self::Verified => Some(Self::Published),
            Self::Published | Self::Void => None,
        }
    }

    /// Whether the attempt can still be voided: only before the log said `issue`. Afterwards it is carried through,
    /// and taken back by revocation alone.
    #[must_use]
    pub fn can_be_voided(self) -> bool {
        matches!(self, Self::Recorded | Self::Linted)
    }

    /// A stable word for stores.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Linted => "linted",
            Self::Logged => "logged",
            Self::Signed => "signed",
            Self::Verified => "verified",
            Self::Published => "published",
            Self::Void => "void",
        }
    }

    /// The step of a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_any_step_an_award_goes_forward_to_publication_and_never_back() {
        for start in Step::ALL.into_iter().filter(|step| *step != Step::Void) {
            let mut step = start;
            while let Some(next) = step.next() {
                assert!(next > step);
                step = next;
            }
            assert_eq!(step, Step::Published);
        }
        assert_eq!(Step::Void.next(), None);
    }

    #[test]
    fn nothing_in_the_log_is_voided() {
        assert!(Step::Linted.can_be_voided());
        for step in [Step::Logged, Step::Signed, Step::Verified, Step::Published] {
            assert!(!step.can_be_voided());
        }
    }
}
