//! Who may do what to an item, and when.

use super::{Standing, State};

/// What somebody wants to do to an item, about the revision they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Write the next revision.
    Write,
    /// Join its writers.
    Join,
    /// Hand it over for review.
    Submit,
    /// Take it back from review.
    Withdraw,
    /// Answer it without the key.
    Answer,
    /// Remark on it.
    Comment,
    /// Find it good.
    Approve {
        /// Whether a reason is given.
        reason: bool,
    },
    /// Give it back.
    Return {
        /// Whether a reason is given.
        reason: bool,
    },
    /// Take it out of all versions to come.
    Retire {
        /// Whether a reason is given.
        reason: bool,
        /// Whether who asks runs the office.
        runs: bool,
    },
    /// Seal it into a version.
    Seal,
}

/// Why something is not done to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfficeFault {
    /// There is a newer revision than the one that was seen.
    #[error("revision {seen} was seen, and revision {now} is there by now: look at the item again")]
    MovedOn {
        /// What was seen.
        seen: i64,
        /// What is there.
        now: i64,
    },
    /// Whoever wrote any revision of an item never reviews it.
    #[error("you wrote on this item: somebody else reviews it")]
    OwnItem,
    /// Only its writers do this.
    #[error("only whoever wrote on this item does this; join its writers first")]
    NotWriter,
    /// Somebody is one of its writers already.
    #[error("you are one of its writers already")]
    WriterAlready,
    /// It does not wait for a review.
    #[error("this item does not wait for a review")]
    NotSubmitted,
    /// Another reviewer was faster.
    #[error("this revision was decided by another reviewer in the meantime")]
    Decided,
    /// It can't be handed over now.
    #[error("only a draft, or an item that was given back, is handed over for review")]
    NotDraft,
    /// The reviewer's answer is given once.
    #[error("you answered this revision already; an answer is given once")]
    AnsweredAlready,
    /// The answer comes first.
    #[error("answer the item first: then its key is shown, and you can judge")]
    AnswerFirst,
    /// A reason must be given.
    #[error("say why")]
    ReasonMissing,
    /// An answer differs from the key, and nobody says why the item is good all the same.
    #[error("an answer differs from the key: say why the item is good all the same")]
    Disputed,
    /// It is retired.
    #[error("this item is retired")]
    Retired,
    /// Nobody found it good yet.
    #[error("only what a reviewer found good is sealed")]
    NotApproved,
}

impl OfficeFault {
    /// A stable code for the texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MovedOn { .. } => "office-moved-on",
            Self::OwnItem => "office-own-item",
            Self::NotWriter => "office-not-writer",
            Self::WriterAlready => "office-writer-already",
            Self::NotSubmitted => "office-not-submitted",
            Self::Decided => "office-decided",
            Self::NotDraft => "office-not-draft",
            Self::AnsweredAlready => "office-answered",
            Self::AnswerFirst => "office-answer-first",
            Self::ReasonMissing => "office-reason",
            Self::Disputed => "office-disputed",
            Self::Retired => "office-retired",
            Self::NotApproved => "office-not-approved",
        }
    }
}

impl Standing {
    /// Whether an account may do this now, having seen the revision `seen`.
    ///
    /// # Errors
    /// Says why not; the first reason that there is.
    pub fn may(&self, account: i64, seen: i64, deed: Deed) -> Result<(), OfficeFault> {
        use OfficeFault as F;
        if seen != self.revision {
            return Err(F::MovedOn { seen, now: self.revision });
        }
        let ask = |holds: bool, fault: F| if holds { Ok(()) } else { Err(fault) };
        match deed {
            Deed::Write => Ok(()),
            Deed::Join => ask(!self.is_writer(account), F::WriterAlready),
            Deed::Submit => {
                ask(self.is_writer(account), F::NotWriter)?;
                ask(matches!(self.state, State::Draft | State::Returned), F::NotDraft)
            }
            Deed::Withdraw => {
                ask(self.is_writer(account), F::NotWriter)?;
                ask(self.state == State::Submitted, F::NotSubmitted)
            }
            Deed::Answer => {
                ask(!self.is_writer(account), F::OwnItem)?;
                self.waits()?;
                ask(!self.has_answered(account), F::AnsweredAlready)
            }
            Deed::Comment => ask(self.is_writer(account) || self.has_answered(account), F::AnswerFirst),
            Deed::Approve { reason } => {
                self.may_decide(account)?;
                ask(reason || !self.is_disputed(), F::Disputed)
            }
            Deed::Return { reason } => {
                self.may_decide(account)?;
                ask(reason, F::ReasonMissing)
            }
            Deed::Retire { reason, runs } => {
                ask(runs || self.is_writer(account), F::NotWriter)?;
                ask(self.state != State::Retired, F::Retired)?;
                ask(reason, F::ReasonMissing)
            }
            Deed::Seal => ask(self.state.is_approved(), F::NotApproved),
        }
    }

    fn waits(&self) -> Result<(), OfficeFault> {
        match self.state {
            State::Submitted => Ok(()),
            State::Approved | State::Returned | State::Sealed => Err(OfficeFault::Decided),
            State::Draft => Err(OfficeFault::NotSubmitted),
            State::Retired => Err(OfficeFault::Retired),
        }
    }

    fn may_decide(&self, account: i64) -> Result<(), OfficeFault> {
        if self.is_writer(account) {
            return Err(OfficeFault::OwnItem);
        }
        self.waits()?;
        if self.has_answered(account) { Ok(()) } else { Err(OfficeFault::AnswerFirst) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Event, EventKind};
    use super::*;

    const WRITER: i64 = 1;
    const SECOND: i64 = 2;
    const REVIEWER: i64 = 3;
    const OTHER: i64 = 4;

    fn event(kind: EventKind, account: i64, revision: i64) -> Event {
        Event { revision, kind, account, disagrees: false, version: 0 }
    }

    /// An item with these events after a first revision by the writer.
    fn standing(events: &[(EventKind, i64, i64)]) -> Standing {
        let first = event(EventKind::Written, WRITER, 1);
        let rest = events.iter().map(|(kind, account, revision)| event(*kind, *account, *revision));
        Standing::of(&std::iter::once(first).chain(rest).collect::<Vec<_>>())
    }

    use EventKind as E;

    #[test]
    fn an_item_goes_from_draft_over_review_to_a_version_and_back() {
        let mut at = standing(&[]);
        for (kind, account, state) in [
            (E::Submitted, WRITER, State::Submitted),
            (E::Withdrawn, WRITER, State::Draft),
            (E::Submitted, WRITER, State::Submitted),
            (E::Answered, REVIEWER, State::Submitted),
            (E::Commented, REVIEWER, State::Submitted),
            (E::Returned, REVIEWER, State::Returned),
            (E::Submitted, WRITER, State::Submitted),
            (E::Approved, REVIEWER, State::Approved),
            (E::Sealed, OTHER, State::Sealed),
            (E::Written, SECOND, State::Draft),
            (E::Retired, WRITER, State::Retired),
        ] {
            at.follow(&event(kind, account, 1));
            assert_eq!(at.state, state, "{kind:?}");
        }
        for state in State::ALL {
            assert_eq!(state.as_str().parse::<State>().unwrap(), state);
        }
        for kind in E::ALL {
            assert_eq!(kind.as_str().parse::<E>().unwrap(), kind);
        }
    }

    #[test]
    fn whoever_wrote_any_revision_never_reviews_the_item_not_only_the_last() {
        let at = standing(&[(E::Written, SECOND, 2), (E::Joined, OTHER, 2), (E::Submitted, SECOND, 2)]);
        for writer in [WRITER, SECOND, OTHER] {
            for deed in [Deed::Answer, Deed::Approve { reason: true }, Deed::Return { reason: true }] {
                assert_eq!(at.may(writer, 2, deed), Err(OfficeFault::OwnItem), "{writer} {deed:?}");
            }
        }
        assert_eq!(at.may(REVIEWER, 2, Deed::Answer), Ok(()));
    }

    #[test]
    fn the_answer_comes_first_and_once() {
        let mut at = standing(&[(E::Submitted, WRITER, 1)]);
        for deed in [Deed::Approve { reason: true }, Deed::Return { reason: true }, Deed::Comment] {
            assert_eq!(at.may(REVIEWER, 1, deed), Err(OfficeFault::AnswerFirst), "{deed:?}");
        }
        at.follow(&event(E::Answered, REVIEWER, 1));
        assert_eq!(at.may(REVIEWER, 1, Deed::Answer), Err(OfficeFault::AnsweredAlready));
        assert_eq!(at.may(REVIEWER, 1, Deed::Approve { reason: false }), Ok(()));
        assert_eq!(at.may(REVIEWER, 1, Deed::Return { reason: false }), Err(OfficeFault::ReasonMissing));
        assert_eq!(at.may(OTHER, 1, Deed::Approve { reason: true }), Err(OfficeFault::AnswerFirst), "another's answer");
    }

    #[test]
    fn approving_against_anybodys_answer_needs_a_reason() {
        let mut at = standing(&[(E::Submitted, WRITER, 1), (E::Answered, REVIEWER, 1)]);
        at.follow(&Event { disagrees: true, ..event(E::Answered, OTHER, 1) });
        for reviewer in [REVIEWER, OTHER] {
            assert_eq!(at.may(reviewer, 1, Deed::Approve { reason: false }), Err(OfficeFault::Disputed));
            assert_eq!(at.may(reviewer, 1, Deed::Approve { reason: true }), Ok(()));
        }
        at.follow(&event(E::Written, WRITER, 2));
        assert!(!at.is_disputed(), "a new revision is asked anew");
    }

    #[test]
    fn an_answer_belongs_to_the_revision_it_was_given_for() {
        let at = standing(&[(E::Submitted, WRITER, 1), (E::Answered, REVIEWER, 1), (E::Written, WRITER, 2)]);
        let moved = Err(OfficeFault::MovedOn { seen: 1, now: 2 });
        for deed in [Deed::Answer, Deed::Approve { reason: true }, Deed::Write, Deed::Submit, Deed::Seal] {
            assert_eq!(at.may(REVIEWER, 1, deed), moved, "{deed:?}");
        }
        let again = standing(&[
            (E::Submitted, WRITER, 1),
            (E::Answered, REVIEWER, 1),
            (E::Written, WRITER, 2),
            (E::Submitted, WRITER, 2),
        ]);
        assert_eq!(again.may(REVIEWER, 2, Deed::Approve { reason: true }), Err(OfficeFault::AnswerFirst));
        assert_eq!(again.may(REVIEWER, 2, Deed::Answer), Ok(()));
    }

    #[test]
    fn one_decision_is_all_there_is_and_a_new_revision_after_it_is_reviewed_again() {
        for decided in [E::Approved, E::Returned] {
            let at = standing(&[
                (E::Submitted, WRITER, 1),
                (E::Answered, REVIEWER, 1),
                (E::Answered, OTHER, 1),
                (decided, OTHER, 1),
            ]);
            for deed in [Deed::Approve { reason: true }, Deed::Return { reason: true }] {
                assert_eq!(at.may(REVIEWER, 1, deed), Err(OfficeFault::Decided), "{decided:?} {deed:?}");
            }
        }
        let approved = standing(&[(E::Submitted, WRITER, 1), (E::Answered, REVIEWER, 1), (E::Approved, REVIEWER, 1)]);
        assert_eq!(approved.may(OTHER, 1, Deed::Seal), Ok(()));
        let revised = standing(&[
            (E::Submitted, WRITER, 1),
            (E::Answered, REVIEWER, 1),
            (E::Approved, REVIEWER, 1),
            (E::Written, WRITER, 2),
        ]);
        assert_eq!(revised.may(OTHER, 2, Deed::Seal), Err(OfficeFault::NotApproved));
    }

    #[test]
    fn the_key_is_shown_to_writers_and_to_those_who_answered_and_to_nobody_else_who_reviews() {
        let at = standing(&[(E::Submitted, WRITER, 1), (E::Answered, REVIEWER, 1), (E::Written, SECOND, 2)]);
        assert!(at.shows_key(WRITER, true, 2) && at.shows_key(SECOND, true, 1));
        assert!(at.shows_key(REVIEWER, true, 1) && !at.shows_key(REVIEWER, true, 2), "the next key is not known yet");
        assert!(!at.shows_key(OTHER, true, 1) && at.shows_key(OTHER, false, 2));
    }

    #[test]
    fn only_a_writer_hands_over_takes_back_and_retires_or_whoever_runs_the_office() {
        let at = standing(&[]);
        assert_eq!(at.may(OTHER, 1, Deed::Submit), Err(OfficeFault::NotWriter));
        assert_eq!(at.may(WRITER, 1, Deed::Withdraw), Err(OfficeFault::NotSubmitted));
        assert_eq!(at.may(OTHER, 1, Deed::Retire { reason: true, runs: false }), Err(OfficeFault::NotWriter));
        assert_eq!(at.may(OTHER, 1, Deed::Retire { reason: true, runs: true }), Ok(()));
        assert_eq!(at.may(WRITER, 1, Deed::Retire { reason: false, runs: false }), Err(OfficeFault::ReasonMissing));
        assert_eq!(at.may(WRITER, 1, Deed::Join), Err(OfficeFault::WriterAlready));
        let retired = standing(&[(E::Retired, WRITER, 1)]);
        assert_eq!(retired.may(REVIEWER, 1, Deed::Answer), Err(OfficeFault::Retired));
        assert_eq!(retired.may(WRITER, 1, Deed::Submit), Err(OfficeFault::NotDraft));
        assert_eq!(retired.may(WRITER, 1, Deed::Write), Ok(()), "a retired item comes back as a new revision");
    }
}
