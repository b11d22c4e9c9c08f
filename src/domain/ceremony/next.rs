//! What comes next in a ceremony, and for whom.

use jiff::Timestamp;

use super::{Ceremony, Kind, Party, Stage, lacking};

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Contributors commit: so many of the bureau and from outside it are missing.
    Commit {
        /// Of the bureau.
        inside: usize,
        /// From outside it.
        outside: usize,
    },
    /// The bureau closes the roster.
    CloseRoster,
    /// Custodians give their receipts: of whom, and how many are missing.
    Receive(Vec<(String, usize)>),
    /// The drawing is waited for.
    AwaitBeacon,
    /// People enter its value: so many have, and they don't agree yet.
    EnterBeacon {
        /// How many have entered something.
        entered: usize,
    },
    /// The time of opening is waited for.
    AwaitOpening,
    /// The session's plan is drawn first.
    DrawPlan,
    /// These contributors open their secrets.
    Open(Vec<String>),
    /// The exam.
    Sit,
    /// The evidence is published once the exam's last session is over.
    Publish,
    /// Nothing more: everything is public.
    Over,
    /// It can't be carried on, and has to be called off.
    Stuck(Stuck),
    /// It was called off.
    Cancelled,
}

/// Why a ceremony can't be carried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// The roster was not closed in time.
    RosterLate,
    /// Too few contributors are left, for want of receipts.
    TooFew,
    /// A secret was not opened, or the beacon not entered, in time.
    OpeningLate,
}

impl Stuck {
    /// A stable name in kebab-case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::RosterLate => "stuck-roster",
            Self::TooFew => "stuck-too-few",
            Self::OpeningLate => "stuck-opening",
        }
    }
}

impl Ceremony {
    /// What comes next.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Next {
        match self.stage {
            Stage::Gathering if now >= self.calendar.roster_until => Next::Stuck(Stuck::RosterLate),
            Stage::Gathering => match self.lacks(|_| true) {
                (0, 0) => Next::CloseRoster,
                (inside, outside) => Next::Commit { inside, outside },
            },
            Stage::Closed => self.next_of_closed(now),
            Stage::Opened => Next::Sit,
            Stage::Sat if self.published => Next::Over,
            Stage::Sat => Next::Publish,
            Stage::Cancelled => Next::Cancelled,
        }
    }

    fn next_of_closed(&self, now: Timestamp) -> Next {
        let calendar = &self.calendar;
        if self.lacks(|party| !self.is_excluded(party, now)) != (0, 0) {
            return Next::Stuck(Stuck::TooFew);
        }
        if now >= calendar.open_until {
            return Next::Stuck(Stuck::OpeningLate);
        }
        if let Some(drawn) = calendar.beacon {
            if now < drawn {
                let lacks =
                    |party: &Party| Some((party.code.clone(), lacking(party, drawn))).filter(|(_, lacks)| *lacks > 0);
                let missing: Vec<_> = self.parties.iter().filter_map(lacks).collect();
                return if missing.is_empty() { Next::AwaitBeacon } else { Next::Receive(missing) };
            }
            if self.beacon().is_none() {
                return Next::EnterBeacon { entered: self.entered() };
            }
        }
        if now < calendar.open_from {
            return Next::AwaitOpening;
        }
        if self.awaits_plan() {
            return Next::DrawPlan;
        }
        Next::Open(self.taking_part(now).filter(|party| !party.opened).map(|party| party.code.clone()).collect())
    }

    /// By when what comes next has to be done, or until when is waited.
    #[must_use]
    pub fn next_by(&self, now: Timestamp) -> Option<Timestamp> {
        let calendar = &self.calendar;
        match self.next(now) {
            Next::Commit { .. } | Next::CloseRoster => Some(calendar.roster_until),
            Next::Receive(_) | Next::AwaitBeacon => calendar.beacon,
            Next::EnterBeacon { .. } | Next::Open(_) if self.kind == Kind::Plan => Some(calendar.open_until),
            Next::EnterBeacon { .. } | Next::DrawPlan | Next::Open(_) => Some(calendar.opens),
            Next::AwaitOpening => Some(calendar.open_from),
            Next::Sit | Next::Publish | Next::Over | Next::Stuck(_) | Next::Cancelled => None,
        }
    }
}
