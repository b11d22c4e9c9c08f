//! The ceremony around a draw: who gives what, in which order and by when, so that foreseeing or steering it takes every
//! contributor's side together (docs/draw.md, "What happens when").
//!
//! [`Ceremony`] is what is so now; each deed asks [`Ceremony::may`] before anything is written, and [`Ceremony::next`]
//! says what comes next and for whom. Times come as arguments.

mod calendar;
mod next;
mod refusal;

use std::collections::BTreeSet;

use jiff::Timestamp;

pub use calendar::{Calendar, drawn_at, plan_opens};
pub use next::{Next, Stuck};
pub use refusal::Refused;

/// Two custodians of different bodies keep each secret.
pub const CUSTODIANS: usize = 2;

/// How far a ceremony has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The roster is open, contributors commit.
    Gathering,
    /// The manifest is published.
    Closed,
    /// Every secret is open and the papers are derived.
    Opened,
    /// The exam is over.
    Sat,
    /// It was called off.
    Cancelled,
}

/// What a ceremony draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A session's papers, and whatever may wait until then.
    Session {
        /// How far the session's plan has come, if it has one.
        plan: Option<Stage>,
    },
    /// What has to be known before a session's day: seats and supervisors.
    Plan,
}

/// Everything a ceremony is judged by.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// What it draws.
    pub kind: Kind,
    /// How far it has come.
    pub stage: Stage,
    /// From when and until when each step can be done.
    pub calendar: Calendar,
    /// Who committed.
    pub parties: Vec<Party>,
    /// Every entry of a beacon's value, in the order they were made.
    pub entries: Vec<Entry>,
    /// How many contributors from outside the bureau the policy asks for.
    pub outside_wanted: usize,
    /// Whether the evidence is public.
    pub published: bool,
}

/// A contributor who committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its id in exam-seed/v1.
    pub code: String,
    /// The body's name.
    pub name: String,
    /// Whether it is outside the bureau.
    pub outside: bool,
    /// Who keeps its sealed secret.
    pub receipts: Vec<Receipt>,
    /// Whether its secret is opened.
    pub opened: bool,
}

/// A custodian's word that a sealed secret is the commitment's and is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The custodian's body.
    pub body: String,
    /// The custodian's name.
    pub custodian: String,
    /// When it was given.
    pub at: Timestamp,
}

/// What somebody read off the beacon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose account.
    pub account_id: i64,
    /// The event.
    pub event: String,
    /// The value in exam-seed's form.
    pub value: String,
}

/// What somebody is about to do.
#[derive(Debug, Clone, Copy)]
pub enum Deed<'a> {
    /// Commit to a secret.
    Commit {
        /// The contributor's id.
        code: &'a str,
    },
    /// Say that a contributor's sealed secret is kept.
    Receive {
        /// The contributor's id.
        code: &'a str,
        /// The custodian's body.
        body: &'a str,
        /// The custodian's name.
        custodian: &'a str,
    },
    /// Plan a draw of its own for seats and supervisors.
    Plan,
    /// Close the roster and publish the manifest: of a session, and with it of its plan.
    CloseRoster,
    /// Enter the beacon's value.
    EnterBeacon {
        /// The event it is of.
        event: &'a str,
    },
    /// Open a secret.
    Open {
        /// The contributor's id.
        code: &'a str,
    },
    /// Call the session off.
    Cancel,
}

impl Ceremony {
    /// Whether a deed can be done now.
    ///
    /// # Errors
    /// Why not: out of order, too early, too late, or by somebody who may not.
    pub fn may(&self, deed: Deed<'_>, now: Timestamp) -> Result<(), Refused> {
        match deed {
            Deed::Commit { code } => self.may_commit(code, now),
            Deed::Receive { code, body, custodian } => self.may_receive(code, body, custodian, now),
            Deed::Plan => self.may_plan(now),
            Deed::CloseRoster => self.may_close(now),
            Deed::EnterBeacon { event } => self.may_enter(event, now),
            Deed::Open { code } => self.may_open(code, now),
            Deed::Cancel if self.kind == Kind::Plan && self.stage == Stage::Opened => Err(Refused::PlanDrawn),
            Deed::Cancel if self.stage < Stage::Sat => Ok(()),
            Deed::Cancel => Err(self.out_of_order()),
        }
    }

    /// The value that two people agree on: the latest entries of two accounts that are the same. The first agreement
    /// counts, whatever is entered afterwards.
    #[must_use]
    pub fn beacon(&self) -> Option<&Entry> {
        (1..=self.entries.len()).find_map(|count| {
            let (latest, before) = self.entries.get(..count)?.split_last()?;
            let mut others = BTreeSet::new();
            let agrees = before.iter().rev().any(|entry| {
                entry.account_id != latest.account_id
                    && others.insert(entry.account_id)
                    && (&entry.event, &entry.value) == (&latest.event, &latest.value)
            });
            agrees.then_some(latest)
        })
    }

    /// The accounts whose latest entries differ from one another; how many people entered something.
    #[must_use]
    pub fn entered(&self) -> usize {
        self.entries.iter().map(|entry| entry.account_id).collect::<BTreeSet<_>>().len()
    }

    /// Whether a contributor is left out: the beacon was drawn, and two custodians' receipts were not there before.
    #[must_use]
    pub fn is_excluded(&self, party: &Party, now: Timestamp) -> bool {
        let Some(drawn) = self.calendar.beacon.filter(|drawn| now >= *drawn) else { return false };
        self.stage != Stage::Gathering && lacking(party, drawn) > 0
    }

    /// Who takes part, and has to open: everybody who is not left out.
    pub fn taking_part(&self, now: Timestamp) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(move |party| !self.is_excluded(party, now))
    }

    /// How many contributors the bureau and the outside still lack, of those whom `counts` lets count.
    fn lacks(&self, counts: impl Fn(&Party) -> bool) -> (usize, usize) {
        let count = |outside| self.parties.iter().filter(|party| party.outside == outside && counts(party)).count();
        (1_usize.saturating_sub(count(false)), self.outside_wanted.saturating_sub(count(true)))
    }

    fn may_commit(&self, code: &str, now: Timestamp) -> Result<(), Refused> {
        self.in_stage(Stage::Gathering)?;
        before("commitments", self.calendar.roster_until, now)?;
        match self.parties.iter().any(|party| party.code == code) {
            true => Err(Refused::Known { code: code.to_owned() }),
            false => Ok(()),
        }
    }

    fn may_receive(&self, code: &str, body: &str, custodian: &str, now: Timestamp) -> Result<(), Refused> {
        if self.stage > Stage::Closed {
            return Err(self.out_of_order());
        }
        let party = self.party(code)?;
        if let Some(drawn) = self.calendar.beacon {
            before("receipts", drawn, now)?;
        }
        if same(body, &party.name) {
            return Err(Refused::OwnCustodian { body: body.to_owned() });
        }
        if party.receipts.iter().any(|receipt| same(&receipt.body, body)) {
            return Err(Refused::SameBody { code: code.to_owned(), body: body.to_owned() });
        }
        let keeps = |party: &Party| {
            party.receipts.iter().any(|receipt| same(&receipt.body, body) && same(&receipt.custodian, custodian))
        };
        // While contributors still commit, those who will be enough to close the roster are counted.
        let enough = self.stage == Stage::Closed || self.parties.len() > self.outside_wanted;
        if enough && self.parties.iter().all(|other| other.code == code || keeps(other)) {
            return Err(Refused::HoldsAll { custodian: custodian.to_owned() });
        }
        Ok(())
    }

    fn may_plan(&self, now: Timestamp) -> Result<(), Refused> {
        self.in_stage(Stage::Gathering)?;
        before("plan", self.calendar.roster_until, now)?;
        match self.kind {
            Kind::Session { plan: None } => Ok(()),
            Kind::Session { plan: Some(_) } | Kind::Plan => Err(Refused::PlanKnown),
        }
    }

    /// Whether a session's plan is still to be drawn.
    fn awaits_plan(&self) -> bool {
        matches!(self.kind, Kind::Session { plan: Some(Stage::Gathering | Stage::Closed) })
    }

    fn may_close(&self, now: Timestamp) -> Result<(), Refused> {
        self.in_stage(Stage::Gathering)?;
        before("roster", self.calendar.roster_until, now)?;
        match self.lacks(|_| true) {
            (0, 0) => Ok(()),
            (inside, outside) => Err(Refused::TooFew { inside, outside, wanted: self.outside_wanted }),
        }
    }

    fn may_enter(&self, event: &str, now: Timestamp) -> Result<(), Refused> {
        self.in_stage(Stage::Closed)?;
        let Some((named, fallback)) = &self.calendar.events else { return Err(Refused::NoBeacon) };
        let from = match () {
            () if event == named => self.calendar.beacon,
            () if event == fallback => self.calendar.fallback,
            () => {
                return Err(Refused::OtherEvent {
                    event: event.to_owned(),
                    named: named.clone(),
                    fallback: fallback.clone(),
                });
            }
        };
        from.map_or(Ok(()), |from| not_before("beacon", from, now))?;
        before("beacon", self.calendar.open_until, now)?;
        match self.beacon() {
            Some(_) => Err(Refused::BeaconSettled),
            None => Ok(()),
        }
    }

    fn may_open(&self, code: &str, now: Timestamp) -> Result<(), Refused> {
        self.in_stage(Stage::Closed)?;
        let party = self.party(code)?;
        not_before("opening", self.calendar.open_from, now)?;
        before("opening", self.calendar.open_until, now)?;
        if self.is_excluded(party, now) {
            return Err(Refused::Excluded { code: code.to_owned() });
        }
        if party.opened {
            return Err(Refused::Opened { code: code.to_owned() });
        }
        if self.awaits_plan() {
            return Err(Refused::PlanFirst);
        }
        match self.lacks(|party| !self.is_excluded(party, now)) {
            (0, 0) if self.calendar.beacon.is_some() && self.beacon().is_none() => Err(Refused::BeaconMissing),
            (0, 0) => Ok(()),
            (inside, outside) => Err(Refused::TooFew { inside, outside, wanted: self.outside_wanted }),
        }
    }

    fn party(&self, code: &str) -> Result<&Party, Refused> {
        self.parties.iter().find(|party| party.code == code).ok_or_else(|| Refused::Unknown { code: code.to_owned() })
    }

    fn in_stage(&self, wanted: Stage) -> Result<(), Refused> {
        if self.stage == wanted { Ok(()) } else { Err(self.out_of_order()) }
    }

    fn out_of_order(&self) -> Refused {
        Refused::OutOfOrder { stage: self.stage }
    }
}

/// How many receipts a contributor lacks, of those given before `until`.
fn lacking(party: &Party, until: Timestamp) -> usize {
    let bodies: BTreeSet<String> =
        party.receipts.iter().filter(|receipt| receipt.at < until).map(|receipt| folded(&receipt.body)).collect();
    CUSTODIANS.saturating_sub(bodies.len())
}

/// Whether two names are of the same body or person, however they were typed.
fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn folded(name: &str) -> String {
    name.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn before(step: &'static str, until: Timestamp, now: Timestamp) -> Result<(), Refused> {
    if now < until { Ok(()) } else { Err(Refused::TooLate { step, until }) }
}

fn not_before(step: &'static str, from: Timestamp, now: Timestamp) -> Result<(), Refused> {
    if now >= from { Ok(()) } else { Err(Refused::TooEarly { step, from }) }
}

#[cfg(test)]
mod tests;
