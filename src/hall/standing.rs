//! How far a sitting has come: the domain's machine of states, and what is stored beside it.

use jiff::Timestamp;

use crate::crypto::Digest;
use crate::domain::sitting::{Event, Sitting, SittingError, State, SubmittedBy, Terms};
use crate::store::sittings::{self as rows, Happened, Progress};
use crate::store::{instant, micros};

use super::HallError;

/// How far a sitting has come. What brings it further is an event, which is appended beside it.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The machine of states.
    pub sitting: Sitting,
    /// Grows with each sign-in and each takeover by a node.
    pub epoch: i64,
    /// SHA-256 of the last sign-in's token.
    pub token: Option<Digest>,
    /// First signed in or let in.
    pub checked_in_at: Option<Timestamp>,
    /// Pledge signed.
    pub pledged_at: Option<Timestamp>,
    /// Paper opened.
    pub started_at: Option<Timestamp>,
    /// Handed in.
    pub submitted_at: Option<Timestamp>,
    /// Who handed it in.
    pub ended_by: Option<SubmittedBy>,
    /// The receipt's number; empty before.
    pub receipt: Box<str>,
    /// How many events it has had.
    events: i64,
}

impl Standing {
    /// After an event.
    ///
    /// # Errors
    /// As [`Sitting::apply`].
    pub fn apply(&self, at: Timestamp, event: Event) -> Result<Self, SittingError> {
        let mut next = Self { sitting: self.sitting.apply(at, event)?, events: self.events + 1, ..self.clone() };
        if next.checked_in_at.is_none() && next.sitting.state() == State::CheckedIn {
            next.checked_in_at = Some(at);
        }
        match event {
            Event::Pledge => next.pledged_at = Some(at),
            Event::Start => next.started_at = Some(at),
            Event::Submit { by } => (next.submitted_at, next.ended_by) = (Some(at), Some(by)),
            Event::Reopen { .. } => {
                (next.submitted_at, next.ended_by) = (None, None);
                next.receipt = Box::default();
            }
            _ => {}
        }
        Ok(next)
    }

    /// The row of an event that was just applied.
    #[must_use]
    pub fn happened(&self, sitting_id: i64, at: Timestamp, event: Event, actor: &str, reason: &str) -> Happened {
        Happened {
            sitting_id,
            n: self.events,
            at: micros(at),
            event: serde_json::to_string(&event).unwrap_or_default(),
            actor: actor.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// A stored sitting again, from its events.
    ///
    /// # Errors
    /// When the events don't lead to the state that is stored.
    pub fn rebuild(terms: Terms, row: &rows::Sitting, happened: &[Happened]) -> Result<Self, HallError> {
        let wrong = |what: &str| HallError::Store(format!("stored sitting {} is malformed: {what}", row.id));
        let mut standing = Self {
            sitting: Sitting::new(terms),
            epoch: row.epoch,
            token: None,
            checked_in_at: None,
            pledged_at: None,
            started_at: None,
            submitted_at: None,
            ended_by: None,
            receipt: Box::default(),
            events: 0,
        };
        for one in happened {
            let event = serde_json::from_str(&one.event).map_err(|_| wrong("an event can't be read"))?;
            standing = standing.apply(instant(one.at), event)?;
        }
        if standing.sitting.state().as_str() != row.state {
            return Err(wrong("its state is not what its events lead to"));
        }
        standing.receipt = row.receipt.as_str().into();
        standing.events = happened.last().map_or(0, |one| one.n);
        if !row.token_digest.is_empty() {
            let mut token = [0; 32];
            hex::decode_to_slice(&row.token_digest, &mut token).map_err(|_| wrong("its token's digest is none"))?;
            standing.token = Some(token);
        }
        Ok(standing)
    }

    /// The row as it is stored, written by a node.
    #[must_use]
    pub fn progress(&self, node: &str) -> Progress {
        Progress {
            state: self.sitting.state().as_str().to_owned(),
            epoch: self.epoch,
            token_digest: self.token.map(hex::encode).unwrap_or_default(),
            checked_in_at: self.checked_in_at.map(micros),
            pledged_at: self.pledged_at.map(micros),
            started_at: self.started_at.map(micros),
            ends_at: self.started_at.map(|_| micros(self.sitting.deadline())),
            submitted_at: self.submitted_at.map(micros),
            ended_by: self.ended_by.map(by_name).unwrap_or_default().to_owned(),
            receipt: self.receipt.clone().into_string(),
            node: node.to_owned(),
        }
    }
}

/// The name as stored and shown: `candidate`, `time` or `force`.
#[must_use]
pub fn by_name(by: SubmittedBy) -> &'static str {
    match by {
        SubmittedBy::Candidate => "candidate",
        SubmittedBy::Time => "time",
        SubmittedBy::Force => "force",
    }
}
