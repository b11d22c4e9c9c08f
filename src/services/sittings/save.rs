//! Answers on their hot way: checked in memory, acknowledged once the journal has them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::hall::{self, Answer, HallError, Receipts, Saving};
use crate::services::{Context, ServiceError};

use super::slip::Slip;
use super::{desk_of, digest, hall_refused};

/// An answer to be saved: the whole choice for an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// From 1, above all before it.
    pub seq: i64,
    /// The item's id.
    pub item: String,
    /// The chosen options' ids; none to take the answer back.
    pub answer: Vec<String>,
    /// What the candidate's device says the time is.
    #[serde(default)]
    pub client_time: String,
}

/// An answer that is durable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// Its sequence number.
    pub seq: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The chain over all answers up to it, in hex.
    pub chain: String,
}

/// Answers whose end is awaited, or that have to be brought again by [`save`].
pub enum Soon {
    /// They wait for the journal.
    Waits(OnTheirWay),
    /// The seat needs the store first: a blocking thread is to [`save`] them.
    NeedsStore(Vec<Save>),
}

/// Answers that the journal has not committed yet.
pub struct OnTheirWay(Receipts);

impl OnTheirWay {
    /// Waits until they are durable; how each was acknowledged. Repeats are looked up by `later`, which may block.
    ///
    /// # Errors
    /// As [`save`].
    pub async fn durable(self) -> Result<(Vec<Saved>, Repeats), ServiceError> {
        let (saved, repeats) = self.0.durable().await.map_err(hall_refused)?;
        Ok((saved.into_iter().map(shown).collect(), Repeats(repeats)))
    }
}

/// Answers that were saved before.
pub struct Repeats(Vec<(Answer, i64)>);

impl Repeats {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How they were acknowledged, together with what was saved now, by sequence number.
    ///
    /// # Errors
    /// When a number was used for another answer, or the store fails.
    pub fn acknowledged(self, context: &Context, saved: Vec<Saved>) -> Result<Vec<Saved>, ServiceError> {
        let mut all = context.hall.acknowledged(Vec::new(), self.0).map_err(hall_refused)?;
        all.extend(saved.into_iter().map(|one| hall::Saved { seq: one.seq, saved_at: one.saved_at, chain: one.chain }));
        all.sort_by_key(|one| one.seq);
        Ok(all.into_iter().map(shown).collect())
    }
}

/// Saves answers; returns when they are durable. A repeat is acknowledged as it was.
///
/// # Errors
/// An unknown item or option, the time over, the sitting elsewhere; `Busy` when too much waits.
pub fn save(context: &Context, token: &str, saves: Vec<Save>) -> Result<Vec<Saved>, ServiceError> {
    let desk = desk_of(context, token)?;
    let saved = context.hall.save_now(&desk, &digest(token), context.now(), answers(saves)).map_err(hall_refused)?;
    Ok(saved.into_iter().map(shown).collect())
}

/// Hands answers to the journal without waiting for anything. A token whose digest is the seat's is this seat's: whether an
/// other one is an earlier sign-in's or nobody's is looked into only then.
///
/// # Errors
/// As [`save`].
pub fn save_soon(context: &Context, token: &str, saves: Vec<Save>) -> Result<Soon, ServiceError> {
    let sitting = Slip::sitting_named(token).ok_or(ServiceError::NotSignedIn)?;
    let Some(desk) = context.hall.of_sitting(sitting) else { return Ok(Soon::NeedsStore(saves)) };
    match context.hall.save(&desk, &digest(token), context.now(), answers(saves)) {
        Ok(Saving::Waits(receipts)) => Ok(Soon::Waits(OnTheirWay(receipts))),
        Ok(Saving::NeedsStore(answers)) => Ok(Soon::NeedsStore(answers.into_iter().map(given).collect())),
        Err(HallError::Elsewhere) if Slip::read_token(context, token).is_none() => Err(ServiceError::NotSignedIn),
        Err(error) => Err(hall_refused(error)),
    }
}

fn answers(saves: Vec<Save>) -> Vec<Answer> {
    let answer = |one: Save| Answer { seq: one.seq, item: one.item, answer: one.answer, client_time: one.client_time };
    saves.into_iter().map(answer).collect()
}

fn given(one: Answer) -> Save {
    Save { seq: one.seq, item: one.item, answer: one.answer, client_time: one.client_time }
}

fn shown(one: hall::Saved) -> Saved {
    Saved { seq: one.seq, saved_at: one.saved_at, chain: one.chain }
}
