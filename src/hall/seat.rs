//! A seat in memory: who sits there, how far the sitting has come, the paper, and the answers saved.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::crypto::Digest;
use crate::domain::policy::SittingMinutes;
use crate::domain::sitting::{State, Terms};
use crate::store::journal::{Fenced, Response, first_id, writer_of};
use crate::store::sittings::{Happened, Place};
use crate::store::{instant, micros};

use super::chain::link;
use super::paper::{SeatPaper, SessionPaper};
use super::{HallError, Standing};

/// How many answers one call may bring.
const MOST_ANSWERS: usize = 200;

/// What a session sets for a seat.
#[derive(Debug, Clone, Copy)]
pub struct SeatTerms {
    /// When the papers open.
    pub opens_at: Timestamp,
    /// The theory test's minutes, without those added for a candidate.
    pub minutes: i64,
    /// E4's minutes.
    pub figures: SittingMinutes,
}

/// A candidate's seat. Its answers run ahead of the store by what the journal has not committed yet; see
/// [`super::Desk`].
#[derive(Debug)]
pub struct Seat {
    /// The sitting.
    pub sitting_id: i64,
    /// The registration.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Seat number.
    pub number: i64,
    /// Whether the paper is shown larger.
    pub large_print: bool,
    /// How far it has come.
    pub standing: Standing,
    /// The paper.
    pub paper: SeatPaper,
    /// Whether this node writes for it.
    pub(super) is_ours: bool,
    /// The node it was at when it was read.
    node: Box<str>,
    /// By place in the paper: a bit for each option chosen.
    answers: Box<[u16]>,
    saves: Saves,
    chain: Digest,
    last_saved_at: Option<Timestamp>,
}

/// Which journal row each sequence number is, in the order of both; eight bytes a save.
#[derive(Debug, Default)]
struct Saves {
    /// Sequence number and the row's number within its writer.
    rows: Vec<(u32, u32)>,
    /// From which entry of `rows` on a writer's rows follow.
    writers: Vec<(usize, i64)>,
}

/// An answer to be saved: the whole choice for an item, empty to take it back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Above all sequence numbers before it.
    pub seq: i64,
    /// The item's id.
    pub item: String,
    /// The chosen options' names in this paper.
    pub answer: Vec<String>,
    /// What the device said the time was.
    pub client_time: String,
}

/// An answer that is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its sequence number.
    pub seq: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The chain after it, in hex.
    pub chain: String,
}

/// Answers that may be saved: those that are new, as rows without ids, and the sequence numbers of repeats.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) rows: Vec<Fenced>,
    kept: Vec<Kept>,
    chain: Digest,
    /// Repeats: what was given, and the id of the row that says how it was acknowledged.
    pub(super) repeats: Vec<(Answer, i64)>,
}

/// A row, as much of it as a seat remembers.
#[derive(Debug, Clone, Copy)]
struct Kept {
    seq: i64,
    saved_at: i64,
    place: usize,
    chosen: u16,
}

impl Seat {
    /// A seat from its rows: the place, the paper drawn for it, what happened to it, its answers in the journal.
    ///
    /// # Errors
    /// When what is stored does not hold together.
    pub fn rebuild(
        place: Place,
        terms: SeatTerms,
        session: &SessionPaper,
        paper: SeatPaper,
        happened: &[Happened],
        journal: &[Response],
    ) -> Result<Self, HallError> {
        let Place { sitting: row, admission_number, name, extra_minutes, large_print, seat } = place;
        if row.paper_digest != hex::encode(paper.digest) {
            return Err(HallError::Store(format!("the paper of {admission_number} is not the one that was frozen")));
        }
        let terms =
            Terms { starts: terms.opens_at, seconds: (terms.minutes + extra_minutes) * 60, minutes: terms.figures };
        let mut built = Self {
            sitting_id: row.id,
            registration_id: row.registration_id,
            admission_number: admission_number.into(),
            name: name.into(),
            number: seat,
            large_print,
            standing: Standing::rebuild(terms, &row, happened)?,
            is_ours: false,
            node: row.node.into(),
            answers: vec![0; paper.len()].into_boxed_slice(),
            saves: Saves::default(),
            chain: paper.digest,
            paper,
            last_saved_at: None,
        };
        built.follow(session, journal)?;
        Ok(built)
    }

    /// The answers that count, in the session's ids: for each item the last one saved; items never answered or taken back
    /// are not there.
    #[must_use]
    pub fn answers(&self, session: &SessionPaper) -> BTreeMap<String, BTreeSet<String>> {
        let given =
            self.paper.items(session).map(|item| (item, self.at(item.place))).filter(|(_, chosen)| *chosen != 0);
        given
            .map(|(item, chosen)| {
                let options = item.options_of(chosen).map(|option| option.id.to_owned());
                (item.text.id.clone(), options.collect())
            })
            .collect()
    }

    /// How many items have an answer.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.answers.iter().filter(|chosen| **chosen != 0).count()
    }

    /// What is chosen for the item at a place of the paper, a bit for each option.
    #[must_use]
    pub fn at(&self, place: usize) -> u16 {
        self.answers.get(place).copied().unwrap_or_default()
    }

    /// The last sequence number saved, 0 before the first, and when.
    #[must_use]
    pub fn last_saved(&self) -> (i64, Option<Timestamp>) {
        (self.saves.rows.last().map_or(0, |(seq, _)| i64::from(*seq)), self.last_saved_at)
    }

    /// The head of the chain over all answers saved, in hex.
    #[must_use]
    pub fn chain(&self) -> String {
        hex::encode(self.chain)
    }

    /// The last instant at which this candidate is let in (E4).
    #[must_use]
    pub fn last_entry(&self) -> Timestamp {
        self.standing.sitting.terms().last_entry()
    }

    /// Whether the time ran out on a sitting that is still running.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.standing.sitting.state() == State::Running && now >= self.standing.sitting.deadline()
    }

    /// Whether a node may write for it: it was at this one, or at none.
    pub(super) fn node_is(&self, node: &str) -> bool {
        self.node.is_empty() || &*self.node == node
    }

    /// The ids of all rows that make this seat up.
    pub(super) fn row_ids(&self) -> Vec<i64> {
        (0..self.saves.rows.len()).filter_map(|at| self.saves.id(at)).collect()
    }

    /// Takes the answers from the journal alone, checking the chain over them.
    pub(super) fn replay(&mut self, session: &SessionPaper, journal: &[Response]) -> Result<(), HallError> {
        (self.chain, self.saves, self.last_saved_at) = (self.paper.digest, Saves::default(), None);
        self.answers.fill(0);
        self.follow(session, journal)
    }

    /// Takes in answers that were appended since, by whatever node. Of a row that is known already, and of a second row of
    /// one number, the first counts.
    pub(super) fn follow(&mut self, session: &SessionPaper, journal: &[Response]) -> Result<(), HallError> {
        for row in journal {
            if row.seq <= self.last_saved().0 {
                continue;
            }
            let wrong = |what: &str| HallError::Store(format!("journal of {}, {}: {what}", self.sitting_id, row.seq));
            let answer: Vec<String> = serde_json::from_str(&row.answer).map_err(|_| wrong("the answer is no list"))?;
            let chain = link(&self.chain, row, &answer);
            if hex::encode(chain) != row.chain {
                return Err(wrong("the chain is broken"));
            }
            let item = self.paper.item(session, &row.item).ok_or_else(|| wrong("the item is not in the paper"))?;
            let (place, chosen) = (item.place, item.chosen_in_journal(&answer)?);
            self.take(row.id, Kept { seq: row.seq, saved_at: row.saved_at, place, chosen });
            self.chain = chain;
        }
        Ok(())
    }

    /// Whether answers may be saved, and the rows they would be. The seat stays as it is.
    pub(super) fn check(
        &self,
        session: &SessionPaper,
        now: Timestamp,
        mut answers: Vec<Answer>,
    ) -> Result<Checked, HallError> {
        if answers.len() > MOST_ANSWERS || answers.iter().any(|one| one.client_time.chars().count() > 64) {
            return Err(HallError::TooMuch);
        }
        answers.sort_by_key(|one| one.seq);
        let state = self.standing.sitting.state().as_str();
        let mut checked = Checked {
            rows: Vec::with_capacity(answers.len()),
            kept: Vec::new(),
            chain: self.chain,
            repeats: Vec::new(),
        };
        let mut last = self.last_saved().0;
        for mut one in answers {
            let item = self.paper.item(session, &one.item).ok_or_else(|| HallError::UnknownItem(one.item.clone()))?;
            let (place, chosen) = (item.place, item.chosen(&one.answer)?);
            one.answer.sort_unstable();
            if let Some(id) = self.saves.of_seq(one.seq) {
                checked.repeats.push((one, id));
                continue;
            }
            if one.seq <= last || u32::try_from(one.seq).is_err() {
                return Err(HallError::SequenceBehind { given: one.seq, last });
            }
            self.standing.sitting.accepts_answer(now)?;
            last = one.seq;
            let mut row = Response {
                id: 0,
                sitting_id: self.sitting_id,
                seq: one.seq,
                item: one.item,
                answer: serde_json::to_string(&one.answer).unwrap_or_default(),
                client_time: one.client_time,
                saved_at: micros(now),
                chain: String::new(),
            };
            checked.chain = link(&checked.chain, &row, &one.answer);
            row.chain = hex::encode(checked.chain);
            checked.rows.push(Fenced { epoch: self.standing.epoch, state, row });
            checked.kept.push(Kept { seq: one.seq, saved_at: micros(now), place, chosen });
        }
        Ok(checked)
    }

    /// Takes in what was handed to the journal under ids from `first` on.
    pub(super) fn keep(&mut self, checked: &Checked, first: i64) {
        for (one, id) in checked.kept.iter().zip(first..) {
            self.take(id, *one);
        }
        self.chain = checked.chain;
    }

    fn take(&mut self, id: i64, kept: Kept) {
        self.saves.push(kept.seq, id);
        if let Some(answer) = self.answers.get_mut(kept.place) {
            *answer = kept.chosen;
        }
        self.last_saved_at = Some(instant(kept.saved_at));
    }
}

impl Saves {
    fn push(&mut self, seq: i64, id: i64) {
        let writer = writer_of(id);
        if self.writers.last().map(|(_, last)| *last) != Some(writer) {
            self.writers.push((self.rows.len(), writer));
        }
        if self.rows.len() == self.rows.capacity() {
            self.rows.reserve_exact(32);
        }
        let number = id - first_id(writer) + 1;
        self.rows.push((u32::try_from(seq).unwrap_or(u32::MAX), u32::try_from(number).unwrap_or_default()));
    }

    fn of_seq(&self, seq: i64) -> Option<i64> {
        let seq = u32::try_from(seq).ok()?;
        self.id(self.rows.binary_search_by_key(&seq, |(one, _)| *one).ok()?)
    }

    fn id(&self, at: usize) -> Option<i64> {
        let (_, number) = self.rows.get(at)?;
        let (_, writer) = self.writers.iter().rev().find(|(from, _)| *from <= at)?;
        Some(first_id(*writer) - 1 + i64::from(*number))
    }
}

impl Checked {
    /// What is answered for the rows once they are durable.
    pub(super) fn saved(&self) -> Vec<Saved> {
        let saved = |one: &Fenced| Saved {
            seq: one.row.seq,
            saved_at: instant(one.row.saved_at),
            chain: one.row.chain.clone(),
        };
        self.rows.iter().map(saved).collect()
    }
}

/// How a repeat was acknowledged the first time.
///
/// # Errors
/// When its number was used for another answer.
pub(super) fn acknowledged(given: &Answer, row: &Response) -> Result<Saved, HallError> {
    let answer: Vec<String> = serde_json::from_str(&row.answer).unwrap_or_default();
    if row.item != given.item || answer != given.answer {
        return Err(HallError::SequenceUsed(given.seq));
    }
    Ok(Saved { seq: row.seq, saved_at: instant(row.saved_at), chain: row.chain.clone() })
}
