//! One candidate's sitting as a machine of states: events with their times go in, a state or a refusal comes out.
//!
//! ```text
//! registered → checked in → pledged → running ⇄ paused → submitted → scored → final
//!      └────────────┴──────────┴─ absent       └── reopened ──┘
//!                                              (any after checking in, before final) → voided
//! ```
//!
//! Rule E4 stands behind every guard; its minutes come from the policy. Nothing here reads a clock.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::policy::SittingMinutes;

mod score;
#[cfg(test)]
mod tests;

pub use score::{ItemScore, KeyedItem, Score, ScoreError, score};

/// Where a sitting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "how")]
pub enum State {
    /// The person is on the roster.
    Registered,
    /// The invigilator has checked who it is.
    CheckedIn,
    /// The integrity pledge is signed.
    Pledged,
    /// Answering.
    Running,
    /// Stopped by an invigilator or a breakdown; the time does not run.
    Paused,
    /// Handed in.
    Submitted(SubmittedBy),
    /// Marked by the key.
    Scored(SubmittedBy),
    /// Its result is decided: nothing changes it any more but a decision on the result.
    Final(SubmittedBy),
    /// Did not come, came too late, or did not sign the pledge.
    Absent,
    /// Made void.
    Voided(VoidReason),
}

impl State {
    /// The name as stored: `registered`, `checked_in` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::CheckedIn => "checked_in",
            Self::Pledged => "pledged",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Submitted(_) => "submitted",
            Self::Scored(_) => "scored",
            Self::Final(_) => "final",
            Self::Absent => "absent",
            Self::Voided(_) => "voided",
        }
    }

    /// Whether the theory test is over for this candidate, whatever comes of it.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Scored(_) | Self::Final(_) | Self::Absent | Self::Voided(_))
    }
}

/// Who handed the paper in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmittedBy {
    /// The candidate.
    Candidate,
    /// The deadline.
    Time,
    /// An invigilator (代为交卷).
    Force,
}

/// Why a sitting was made void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// Malpractice (E7): the attempt is lost.
    Malpractice,
    /// A breakdown longer than E4 compensates: another session is arranged.
    Rescheduled,
    /// Registered or seated by mistake.
    Mistake,
}

/// What rule E7 bans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// Somebody else sat there.
    Impersonation,
    /// One account on several devices.
    SeveralDevices,
    /// Several pages, or leaving the foreground.
    LeftForeground,
    /// Tampered data.
    Tampering,
    /// Answered for others, or was answered for.
    AnsweringForOthers,
    /// Anything else the invigilator describes.
    Other,
}

impl Breach {
    /// All, in the order they are offered.
    pub const ALL: [Self; 6] = [
        Self::Impersonation,
        Self::SeveralDevices,
        Self::LeftForeground,
        Self::Tampering,
        Self::AnsweringForOthers,
        Self::Other,
    ];

    /// The name as stored: `impersonation`, `several_devices` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Impersonation => "impersonation",
            Self::SeveralDevices => "several_devices",
            Self::LeftForeground => "left_foreground",
            Self::Tampering => "tampering",
            Self::AnsweringForOthers => "answering_for_others",
            Self::Other => "other",
        }
    }
}

/// What happens to a sitting. Who did it and why is the audit's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// Signed in at the seat, or let in by an invigilator.
    CheckIn,
    /// An invigilator has compared the person with the photo and the identity document.
    Verify,
    /// Pledge signed.
    Pledge,
    /// The paper opens.
    Start,
    /// The time stops.
    Pause,
    /// The time runs again.
    Resume,
    /// Time given (加时), or a mistaken gift taken back; appended, never changed.
    Adjust {
        /// Seconds, not 0.
        seconds: i64,
    },
    /// Moved to another seat of the session.
    Move {
        /// Seat before.
        from: i64,
        /// Seat after.
        to: i64,
    },
    /// Handed in.
    Submit {
        /// By whom.
        by: SubmittedBy,
    },
    /// What was handed in by mistake is open again: what was left of the time then, and more.
    Reopen {
        /// Seconds beside what was left, 0 or more.
        seconds: i64,
    },
    /// Marked by the key.
    Score,
    /// Its result is decided.
    Close,
    /// Declared absent.
    MarkAbsent,
    /// Made void.
    Void {
        /// Why.
        reason: VoidReason,
    },
}

/// What the session sets for every sitting of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// When the papers open. A late candidate does not get the lost minutes back.
    pub starts: Timestamp,
    /// The test's length in seconds.
    pub seconds: i64,
    /// E4's minutes.
    pub minutes: SittingMinutes,
}

/// How long after the planned end the last minute that can be given ends, in minutes: whoever gives more has mistyped, and
/// a session that a breakdown holds up longer is arranged anew (E4).
const CLOSING_MINUTES: i64 = 240;

impl Terms {
    /// The instant after which nothing is accepted, whatever was given. Apart from [`Terms::last_entry`]: an entry is
    /// refused by the one, an answer by the other.
    #[must_use]
    pub fn hard_end(&self) -> Timestamp {
        later(self.starts, self.seconds + CLOSING_MINUTES * 60)
    }

    /// The last instant at which a candidate is let in.
    #[must_use]
    pub fn last_entry(&self) -> Timestamp {
        later(self.starts, i64::from(self.minutes.late) * 60)
    }

    /// The first instant at which a candidate may hand in.
    #[must_use]
    pub fn first_leave(&self) -> Timestamp {
        later(self.starts, i64::from(self.minutes.leave) * 60)
    }

    /// The end without any adjustment.
    #[must_use]
    pub fn planned_end(&self) -> Timestamp {
        later(self.starts, self.seconds)
    }
}

/// Why an event was refused; the sitting stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SittingError {
    /// The event does not fit the state.
    #[error("not possible while the sitting is {}", .0.as_str())]
    State(State),
    /// Later than the last entry (E4).
    #[error("admission closed at {0} (rule E4); the candidate is absent")]
    TooLate(Timestamp),
    /// The papers are not open yet.
    #[error("the test starts at {0}")]
    NotYet(Timestamp),
    /// Sooner than the first leave (E4).
    #[error("handing in is possible from {0} (rule E4)")]
    TooEarly(Timestamp),
    /// The deadline has passed.
    #[error("the time ended at {0}; what was saved before counts")]
    TimeIsUp(Timestamp),
    /// The deadline has not come.
    #[error("the time runs until {0}")]
    TimeRemains(Timestamp),
    /// The pauses together are longer than E4 compensates.
    #[error(
        "the test was interrupted for {0} minutes, longer than is compensated (rule E4); void the sitting as rescheduled"
    )]
    Reschedule(i64),
    /// An adjustment of nothing, or one that takes back more than was given.
    #[error("an adjustment can't be 0 and can't take back more than was given")]
    Adjustment,
    /// Time given beyond the hard end.
    #[error("the last minute that can be given ends at {0}")]
    HardEnd(Timestamp),
    /// Reopened without any time left and none given.
    #[error("no time was left when it was handed in; give some with reopening")]
    NothingLeft,
    /// The event is older than the one before.
    #[error("the event is older than the last one, of {0}")]
    Backwards(Timestamp),
}

impl SittingError {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::State(_) => "sitting-state",
            Self::TooLate(_) => "sitting-too-late",
            Self::NotYet(_) => "sitting-not-yet",
            Self::TooEarly(_) => "sitting-too-early",
            Self::TimeIsUp(_) => "sitting-time-up",
            Self::TimeRemains(_) => "sitting-time-remains",
            Self::Reschedule(_) => "sitting-reschedule",
            Self::Adjustment => "sitting-adjustment",
            Self::HardEnd(_) => "sitting-hard-end",
            Self::NothingLeft => "sitting-nothing-left",
            Self::Backwards(_) => "sitting-backwards",
        }
    }

    /// The instant that the refusal turns on, where there is one.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::TooLate(at)
            | Self::NotYet(at)
            | Self::TooEarly(at)
            | Self::TimeIsUp(at)
            | Self::TimeRemains(at)
            | Self::HardEnd(at)
            | Self::Backwards(at) => Some(*at),
            Self::State(_) | Self::Reschedule(_) | Self::Adjustment | Self::NothingLeft => None,
        }
    }
}

/// A sitting: its terms, its state, and the time it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    terms: Terms,
    state: State,
    last: Option<Timestamp>,
    paused_at: Option<Timestamp>,
    is_verified: bool,
    /// Seconds given back for pauses.
    compensated: i64,
    /// Seconds given by invigilators.
    given: i64,
}

impl Sitting {
    /// A sitting nobody has come to yet.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            state: State::Registered,
            last: None,
            paused_at: None,
            is_verified: false,
            compensated: 0,
            given: 0,
        }
    }

    /// A sitting after its events.
    ///
    /// # Errors
    /// The first event that is refused.
    pub fn replay(terms: Terms, events: impl IntoIterator<Item = (Timestamp, Event)>) -> Result<Self, SittingError> {
        events.into_iter().try_fold(Self::new(terms), |sitting, (at, event)| sitting.apply(at, event))
    }

    /// Where it is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// What the session set.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Whether an invigilator has checked who it is.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.is_verified
    }

    /// When something last happened to it.
    #[must_use]
    pub fn last_event_at(&self) -> Option<Timestamp> {
        self.last
    }

    /// Since when the time has stopped.
    #[must_use]
    pub fn paused_at(&self) -> Option<Timestamp> {
        self.paused_at
    }

    /// Seconds given by invigilators, and seconds given back for pauses.
    #[must_use]
    pub fn added_seconds(&self) -> (i64, i64) {
        (self.given, self.compensated)
    }

    /// The instant from which nothing is accepted: start, length, pauses so far and time given, the hard end at the
    /// latest. While paused it moves on with the clock, so ask again after resuming.
    #[must_use]
    pub fn deadline(&self) -> Timestamp {
        later(self.terms.starts, self.terms.seconds + self.compensated + self.given).min(self.terms.hard_end())
    }

    /// Seconds left at an instant, 0 when over; during a pause what was left when it began.
    #[must_use]
    pub fn remaining_seconds(&self, at: Timestamp) -> i64 {
        let seen = self.paused_at.map_or(at, |paused| paused.min(at));
        self.deadline().duration_since(seen.max(self.terms.starts)).as_secs().max(0)
    }

    /// Whether an answer that arrives at an instant counts.
    ///
    /// # Errors
    /// When the sitting isn't running or its time is up.
    pub fn accepts_answer(&self, at: Timestamp) -> Result<(), SittingError> {
        if self.state != State::Running {
            Err(SittingError::State(self.state))
        } else if at >= self.deadline() {
            Err(SittingError::TimeIsUp(self.deadline()))
        } else {
            Ok(())
        }
    }

    /// The sitting after an event.
    ///
    /// # Errors
    /// When rule E4 or the state does not allow it.
    pub fn apply(&self, at: Timestamp, event: Event) -> Result<Self, SittingError> {
        if let Some(last) = self.last.filter(|last| at < *last) {
            return Err(SittingError::Backwards(last));
        }
        let mut next = self.clone();
        next.last = Some(at);
        next.state = match (self.state, event) {
            (State::Registered, Event::CheckIn) => self.in_time(at, State::CheckedIn)?,
            (State::Registered, Event::Verify) => {
                next.is_verified = true;
                self.in_time(at, State::CheckedIn)?
            }
            (State::CheckedIn | State::Pledged | State::Running | State::Paused, Event::Verify) => {
                next.is_verified = true;
                self.state
            }
            (State::CheckedIn, Event::Pledge) => self.in_time(at, State::Pledged)?,
            (State::Pledged, Event::Start) => self.opened(at)?,
            (State::Running, Event::Pause) => {
                self.accepts_answer(at)?;
                next.paused_at = Some(at);
                State::Paused
            }
            (State::Paused, Event::Resume) => {
                next.compensated = self.compensation(at)?;
                next.paused_at = None;
                State::Running
            }
            (
                State::Registered | State::CheckedIn | State::Pledged | State::Running | State::Paused,
                Event::Adjust { seconds },
            ) => {
                next.given = self.adjusted(at, seconds)?;
                self.state
            }
            (
                State::Registered | State::CheckedIn | State::Pledged | State::Running | State::Paused,
                Event::Move { .. },
            ) => self.state,
            (State::Running | State::Paused, Event::Submit { by }) => self.submitted(at, by)?,
            (State::Submitted(_), Event::Reopen { seconds }) => {
                next.given = self.reopened(at, seconds)?;
                next.paused_at = None;
                State::Running
            }
            (State::Submitted(by), Event::Score) => State::Scored(by),
            (State::Scored(by), Event::Close) => State::Final(by),
            (State::Registered | State::CheckedIn | State::Pledged, Event::MarkAbsent) => self.absent(at)?,
            (
                State::CheckedIn
                | State::Pledged
                | State::Running
                | State::Paused
                | State::Submitted(_)
                | State::Scored(_),
                Event::Void { reason },
            ) => State::Voided(reason),
            (state, _) => return Err(SittingError::State(state)),
        };
        Ok(next)
    }

    fn in_time(&self, at: Timestamp, state: State) -> Result<State, SittingError> {
        if at <= self.terms.last_entry() { Ok(state) } else { Err(SittingError::TooLate(self.terms.last_entry())) }
    }

    fn opened(&self, at: Timestamp) -> Result<State, SittingError> {
        if at < self.terms.starts {
            Err(SittingError::NotYet(self.terms.starts))
        } else if at >= self.deadline() {
            Err(SittingError::TimeIsUp(self.deadline()))
        } else {
            Ok(State::Running)
        }
    }

    /// Who never came in is absent after the last entry; who signed the pledge may open the paper until the time is over.
    fn absent(&self, at: Timestamp) -> Result<State, SittingError> {
        let last = match self.state {
            State::Pledged => self.deadline(),
            _ => self.terms.last_entry(),
        };
        if at <= last { Err(SittingError::NotYet(last)) } else { Ok(State::Absent) }
    }

    /// The seconds given after reopening: what was left at handing in is left again.
    fn reopened(&self, at: Timestamp, seconds: i64) -> Result<i64, SittingError> {
        let handed_in = self.last.unwrap_or(at);
        let left = self.deadline().duration_since(self.paused_at.unwrap_or(handed_in)).as_secs().max(0);
        if seconds < 0 || left.saturating_add(seconds) == 0 {
            return Err(SittingError::NothingLeft);
        }
        let end = later(at, left.saturating_add(seconds));
        if end > self.terms.hard_end() {
            return Err(SittingError::HardEnd(self.terms.hard_end()));
        }
        Ok(end.duration_since(self.terms.starts).as_secs() - self.terms.seconds - self.compensated)
    }

    /// All pauses up to `at`, as far as E4 compensates them.
    fn compensation(&self, at: Timestamp) -> Result<i64, SittingError> {
        let paused = self.paused_at.map_or(0, |from| at.duration_since(from).as_secs());
        let whole = self.compensated + paused;
        if whole <= i64::from(self.terms.minutes.breakdown) * 60 {
            Ok(whole)
        } else {
            Err(SittingError::Reschedule(whole / 60))
        }
    }

    fn adjusted(&self, at: Timestamp, seconds: i64) -> Result<i64, SittingError> {
        let given = self.given.saturating_add(seconds);
        if seconds == 0 || !(0..=24 * 3600).contains(&given) {
            return Err(SittingError::Adjustment);
        }
        if self.state == State::Running {
            self.accepts_answer(at)?;
        }
        let end = later(self.terms.starts, self.terms.seconds + self.compensated + given);
        if seconds > 0 && end > self.terms.hard_end() {
            return Err(SittingError::HardEnd(self.terms.hard_end()));
        }
        Ok(given)
    }

    fn submitted(&self, at: Timestamp, by: SubmittedBy) -> Result<State, SittingError> {
        match by {
            SubmittedBy::Force => {}
            _ if self.state == State::Paused => return Err(SittingError::State(self.state)),
            SubmittedBy::Candidate => {
                self.accepts_answer(at)?;
                if at < self.terms.first_leave() {
                    return Err(SittingError::TooEarly(self.terms.first_leave()));
                }
            }
            SubmittedBy::Time if at < self.deadline() => return Err(SittingError::TimeRemains(self.deadline())),
            SubmittedBy::Time => {}
        }
        Ok(State::Submitted(by))
    }
}

fn later(from: Timestamp, seconds: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
