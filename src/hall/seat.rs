//! A seat in memory: who sits there, how far the sitting has come, the paper, and the answers saved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::json;

use crate::crypto::digest::Hasher;
use crate::crypto::{Digest, canonical};
use crate::domain::ItemType;
use crate::domain::draw::DrawnPaper;
use crate::domain::policy::SittingMinutes;
use crate::domain::sitting::{Event, Sitting, SittingError, State, SubmittedBy, Terms};
use crate::store::sittings::{Place, Progress, Response};
use crate::store::{instant, micros};

use super::HallError;

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

/// How far a sitting has come, in the domain's words and as stored; the two change together.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The machine of states.
    pub sitting: Sitting,
    /// The row.
    pub row: Progress,
}

/// A candidate's seat.
#[derive(Debug)]
pub struct Seat {
    /// The sitting.
    pub sitting_id: i64,
    /// The registration.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// Seat number.
    pub number: i64,
    /// Whether the paper is shown larger.
    pub large_print: bool,
    /// How far it has come.
    pub standing: Standing,
    /// The paper as drawn.
    pub paper: DrawnPaper,
    kinds: HashMap<String, ItemType>,
    saves: BTreeMap<i64, Kept>,
    answers: BTreeMap<String, Vec<String>>,
    first_chain: Digest,
    chain: Digest,
    unsure: bool,
}

#[derive(Debug, Clone)]
struct Kept {
    item: String,
    answer: Vec<String>,
    saved_at: i64,
    chain: String,
}

/// An answer to be saved: the whole choice for an item, empty to take it back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Above all sequence numbers before it.
    pub seq: i64,
    /// The item's id.
    pub item: String,
    /// The chosen options' ids.
    pub answer: Vec<String>,
    /// What the device said the time was.
    pub client_time: String,
}

/// An answer that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its sequence number.
    pub seq: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The chain after it, in hex.
    pub chain: String,
}

/// Answers that may be saved, and what is answered when they are.
pub(super) struct Checked {
    pub(super) rows: Vec<Response>,
    saved: Vec<Saved>,
    chain: Digest,
}

impl Standing {
    /// After an event, in the row too.
    ///
    /// # Errors
    /// As [`Sitting::apply`].
    pub fn apply(&self, at: Timestamp, event: Event) -> Result<Self, SittingError> {
        let mut next = Self { sitting: self.sitting.apply(at, event)?, row: self.row.clone() };
        next.row.state = next.sitting.state().as_str().to_owned();
        match event {
            Event::CheckIn => next.row.checked_in_at = Some(micros(at)),
            Event::Pledge => next.row.pledged_at = Some(micros(at)),
            Event::Start => {
                next.row.started_at = Some(micros(at));
                next.row.ends_at = Some(micros(next.sitting.deadline()));
            }
            Event::Submit { by } => {
                next.row.submitted_at = Some(micros(at));
                next.row.ended_by = by_name(by).to_owned();
            }
            _ => {}
        }
        Ok(next)
    }

    /// A stored sitting again: its instants are its events.
    fn rebuild(terms: Terms, row: Progress) -> Result<Self, HallError> {
        let wrong = |what: &str| HallError::Store(format!("stored sitting is malformed: {what}"));
        let mut sitting = Sitting::new(terms);
        let submit = match row.ended_by.as_str() {
            "" => None,
            name => Some(Event::Submit { by: by_of(name).ok_or_else(|| wrong("ended_by"))? }),
        };
        let events = [
            (row.checked_in_at, Some(Event::CheckIn)),
            (row.pledged_at, Some(Event::Pledge)),
            (row.started_at, Some(Event::Start)),
            (row.submitted_at, submit),
        ];
        for (at, event) in events {
            if let (Some(at), Some(event)) = (at, event) {
                sitting = sitting.apply(instant(at), event)?;
            }
        }
        if sitting.state().as_str() != row.state {
            return Err(wrong("its state is not what its events lead to"));
        }
        Ok(Self { sitting, row })
    }
}

impl Seat {
    /// Whether the paper here is the one that was frozen when the secrets were opened: its digest is the stored one.
    #[must_use]
    pub fn paper_is_the_frozen_one(&self) -> bool {
        self.paper.digest() == self.first_chain
    }

    /// A seat from its rows: the place, the paper drawn for it, the answers in its journal.
    ///
    /// # Errors
    /// When what is stored does not hold together.
    pub fn rebuild(
        place: Place,
        terms: SeatTerms,
        paper: DrawnPaper,
        kinds: HashMap<String, ItemType>,
        journal: Vec<Response>,
    ) -> Result<Self, HallError> {
        let Place { sitting: row, admission_number, name, extra_minutes, large_print, seat } = place;
        let mut first_chain = [0; 32];
        hex::decode_to_slice(&row.paper_digest, &mut first_chain)
            .map_err(|_| HallError::Store(format!("sitting {}: paper_digest is not a digest", row.id)))?;
        let terms =
            Terms { starts: terms.opens_at, seconds: (terms.minutes + extra_minutes) * 60, minutes: terms.figures };
        let progress = Progress {
            state: row.state,
            epoch: row.epoch,
            token_digest: row.token_digest,
            checked_in_at: row.checked_in_at,
            pledged_at: row.pledged_at,
            started_at: row.started_at,
            ends_at: row.ends_at,
            submitted_at: row.submitted_at,
            ended_by: row.ended_by,
            receipt: row.receipt,
        };
        let mut built = Self {
            sitting_id: row.id,
            registration_id: row.registration_id,
            admission_number,
            name,
            number: seat,
            large_print,
            standing: Standing::rebuild(terms, progress)?,
            paper,
            kinds,
            saves: BTreeMap::new(),
            answers: BTreeMap::new(),
            first_chain,
            chain: first_chain,
            unsure: false,
        };
        built.replay(journal)?;
        Ok(built)
    }

    /// The answers that count: for each item the last one saved; items never answered or taken back are not there.
    #[must_use]
    pub fn answers(&self) -> BTreeMap<String, BTreeSet<String>> {
        let given = self.answers.iter().filter(|(_, answer)| !answer.is_empty());
        given.map(|(item, answer)| (item.clone(), answer.iter().cloned().collect())).collect()
    }

    /// What was chosen for an item.
    #[must_use]
    pub fn answer(&self, item: &str) -> Vec<String> {
        self.answers.get(item).cloned().unwrap_or_default()
    }

    /// Whether the paper has an item.
    #[must_use]
    pub fn has_item(&self, item: &str) -> bool {
        self.kinds.contains_key(item)
    }

    /// The last sequence number saved, 0 before the first, and when.
    #[must_use]
    pub fn last_saved(&self) -> (i64, Option<Timestamp>) {
        self.saves.last_key_value().map_or((0, None), |(seq, kept)| (*seq, Some(instant(kept.saved_at))))
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

    /// Whether the seat must read its journal before it goes on.
    pub(super) fn is_unsure(&self) -> bool {
        self.unsure
    }

    pub(super) fn make_unsure(&mut self) {
        self.unsure = true;
    }

    /// Takes the answers from the journal, checking the chain over them.
    pub(super) fn replay(&mut self, journal: Vec<Response>) -> Result<(), HallError> {
        let wrong = |seq: i64, what: &str| HallError::Store(format!("journal of {}, {seq}: {what}", self.sitting_id));
        let (mut chain, mut saves, mut answers) = (self.first_chain, BTreeMap::new(), BTreeMap::new());
        for row in journal {
            let answer: Vec<String> =
                serde_json::from_str(&row.answer).map_err(|_| wrong(row.seq, "the answer is no list"))?;
            chain = link(&chain, &row, &answer);
            if hex::encode(chain) != row.chain {
                return Err(wrong(row.seq, "the chain is broken"));
            }
            answers.insert(row.item.clone(), answer.clone());
            saves.insert(row.seq, Kept { item: row.item, answer, saved_at: row.saved_at, chain: row.chain });
        }
        (self.chain, self.saves, self.answers, self.unsure) = (chain, saves, answers, false);
        Ok(())
    }

    pub(super) fn check(&self, now: Timestamp, mut answers: Vec<Answer>) -> Result<Checked, HallError> {
        if answers.len() > MOST_ANSWERS || answers.iter().any(|one| one.client_time.chars().count() > 64) {
            return Err(HallError::TooMuch);
        }
        answers.sort_by_key(|one| one.seq);
        let mut checked = Checked { rows: Vec::new(), saved: Vec::new(), chain: self.chain };
        let mut last = self.last_saved().0;
        for one in answers {
            let answer = self.choice(&one)?;
            if let Some(kept) = self.saves.get(&one.seq) {
                if kept.item != one.item || kept.answer != answer {
                    return Err(HallError::SequenceUsed(one.seq));
                }
                let saved_at = instant(kept.saved_at);
                checked.saved.push(Saved { seq: one.seq, saved_at, chain: kept.chain.clone() });
                continue;
            }
            if one.seq <= last {
                return Err(HallError::SequenceBehind { given: one.seq, last });
            }
            self.standing.sitting.accepts_answer(now)?;
            last = one.seq;
            let mut row = Response {
                sitting_id: self.sitting_id,
                seq: one.seq,
                item: one.item,
                answer: json!(answer).to_string(),
                client_time: one.client_time,
                saved_at: micros(now),
                chain: String::new(),
            };
            checked.chain = link(&checked.chain, &row, &answer);
            row.chain = hex::encode(checked.chain);
            checked.saved.push(Saved { seq: row.seq, saved_at: instant(row.saved_at), chain: row.chain.clone() });
            checked.rows.push(row);
        }
        Ok(checked)
    }

    /// Keeps what was committed.
    pub(super) fn keep(&mut self, checked: Checked) -> Vec<Saved> {
        for row in checked.rows {
            let answer: Vec<String> = serde_json::from_str(&row.answer).unwrap_or_default();
            self.answers.insert(row.item.clone(), answer.clone());
            let kept = Kept { item: row.item, answer, saved_at: row.saved_at, chain: row.chain };
            self.saves.insert(row.seq, kept);
        }
        self.chain = checked.chain;
        checked.saved
    }

    /// The options of an answer in the order of their ids, if the paper has them.
    fn choice(&self, one: &Answer) -> Result<Vec<String>, HallError> {
        let kind = self.kinds.get(&one.item).ok_or_else(|| HallError::UnknownItem(one.item.clone()))?;
        let drawn = self.paper.sections.iter().flat_map(|section| &section.items).find(|item| item.id == one.item);
        let offered = drawn.map(|item| item.options.as_slice()).unwrap_or_default();
        if let Some(option) = one.answer.iter().find(|option| !offered.contains(option)) {
            return Err(HallError::UnknownOption { item: one.item.clone(), option: option.clone() });
        }
        let chosen: BTreeSet<&String> = one.answer.iter().collect();
        if chosen.len() != one.answer.len() || (*kind != ItemType::Multiple && chosen.len() > 1) {
            return Err(HallError::TooManyOptions(one.item.clone()));
        }
        Ok(chosen.into_iter().cloned().collect())
    }
}

/// `SHA-256(the chain before ‖ JCS of the save)`.
fn link(before: &Digest, row: &Response, answer: &[String]) -> Digest {
    let event = json!({
        "seq": row.seq, "item": row.item, "answer": answer, "client_time": row.client_time, "saved_at": row.saved_at,
    });
    let mut hasher = Hasher::new();
    hasher.update(before);
    hasher.update(&canonical::to_jcs(&event));
    hasher.finish()
}

fn by_name(by: SubmittedBy) -> &'static str {
    match by {
        SubmittedBy::Candidate => "candidate",
        SubmittedBy::Time => "time",
        SubmittedBy::Force => "force",
    }
}

fn by_of(name: &str) -> Option<SubmittedBy> {
    [SubmittedBy::Candidate, SubmittedBy::Time, SubmittedBy::Force].into_iter().find(|by| by_name(*by) == name)
}
