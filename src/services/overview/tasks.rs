//! Who does what by when, from where a session stands on to its award.

use jiff::Timestamp;

use crate::domain::account::Permission;
use crate::domain::ceremony::{CUSTODIANS, Ceremony, Party};
use crate::services::{Actor, Context};
use crate::store::instant;
use crate::store::session_view::{Duty, Head};

use super::People;
use super::next::{notice_over, papers_from, roster_ends, sitting_ends};

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Before an instant.
    By(Timestamp),
    /// Between two.
    Between(Timestamp, Timestamp),
    /// From an instant on.
    From(Timestamp),
    /// Right after what stands before it.
    AfterThat,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// 已完成.
    Done,
    /// So many of so many.
    Part(i64, i64),
    /// So many are missing.
    Lacking(i64),
    /// It can be done now.
    Now,
    /// Its time has not come.
    NotYet,
}

/// A line of who does what.
#[derive(Debug, Clone)]
pub struct Task {
    /// What: a stable key of the texts, such as `close-roster`.
    pub name: &'static str,
    /// Who may do it, by name; may be empty.
    pub who: Vec<String>,
    /// Whether the reader is one of them.
    pub you: bool,
    /// When.
    pub due: Due,
    /// How far it is.
    pub progress: Progress,
}

/// The lines of a session.
pub(super) fn of(
    context: &Context,
    actor: &Actor,
    session: &Head,
    people: &People,
    ceremony: Option<&Ceremony>,
) -> Vec<Task> {
    if session.state == "cancelled" {
        return Vec::new();
    }
    let look = Look { context, actor, session, people, ceremony };
    let stands = place_of(&session.state);
    let all = look.all();
    all.into_iter().filter(|(place, _)| *place >= stands).map(|(_, task)| task).collect()
}

/// Where a session stands among its lines.
fn place_of(state: &str) -> u8 {
    match state {
        "planned" => 1,
        "roster_closed" => 2,
        "opened" => 3,
        "sat" => 4,
        "decided" => 5,
        "noticed" => 6,
        _ => 7,
    }
}

struct Look<'a> {
    context: &'a Context,
    actor: &'a Actor,
    session: &'a Head,
    people: &'a People,
    ceremony: Option<&'a Ceremony>,
}

impl Look<'_> {
    fn all(&self) -> Vec<(u8, Task)> {
        let session = self.session;
        let roster = Due::By(roster_ends(self.context, session));
        let (opens, ends) = (instant(session.opens_at), sitting_ends(session));
        let register = self.may("register", Permission::RegisterCandidates, session.centre_id);
        let close = self.may("close-roster", Permission::RunCeremony, session.bureau_id);
        let ready = session.open > 0 && matches!(self.committed(), Progress::Done);
        let mut lines = vec![
            (1, Task { due: roster, progress: Progress::Now, ..register }),
            (1, Task { due: roster, progress: self.committed(), ..self.commitments() }),
            (1, Task { due: roster, progress: self.at(1, ready), ..close }),
            (2, Task { due: Due::Between(papers_from(self.context, session), opens), ..self.papers() }),
            (3, Task { due: Due::Between(opens, ends), progress: self.at(3, self.is_open()), ..self.room() }),
        ];
        // They come between the roster and the papers.
        for task in [self.beacon(), self.receipts()].into_iter().flatten() {
            lines.insert(3, (2, task));
        }
        lines.extend(self.marks().into_iter().map(|task| (4, Task { due: Due::From(opens), ..task })));
        let marked = session.state == "sat" && session.unmarked == 0;
        let decide = self.may("decide", Permission::DecideResults, session.bureau_id);
        lines.push((4, Task { due: Due::AfterThat, progress: self.at(4, marked), ..decide }));
        let notice = self.may("notice", Permission::DecideResults, session.bureau_id);
        lines.push((5, Task { due: Due::AfterThat, progress: self.at(5, true), ..notice }));
        let over = notice_over(session);
        let award = self.may("award", Permission::Award, session.body_id);
        let ripe = over.is_some_and(|over| self.context.now() >= over);
        let due = over.map_or(Due::AfterThat, Due::From);
        lines.push((6, Task { due, progress: self.at(6, ripe), ..award }));
        lines
    }

    fn task(&self, name: &'static str, who: Vec<String>, you: bool) -> Task {
        Task { name, who, you, due: Due::AfterThat, progress: Progress::NotYet }
    }

    fn may(&self, name: &'static str, permission: Permission, at: i64) -> Task {
        self.task(name, self.people.who_may(permission, at), self.actor.may(permission, at))
    }

    /// What is in hand where the session stands at `place` and nothing else is missing.
    fn at(&self, place: u8, ready: bool) -> Progress {
        if place_of(&self.session.state) == place && ready { Progress::Now } else { Progress::NotYet }
    }

    fn is_open(&self) -> bool {
        self.context.now() >= instant(self.session.opens_at)
    }

    fn commitments(&self) -> Task {
        self.task("commit", self.names(|_| true), false)
    }

    /// The contributors of whom something holds, by name.
    fn names(&self, holds: impl Fn(&Party) -> bool) -> Vec<String> {
        let parties = self.ceremony.into_iter().flat_map(|ceremony| &ceremony.parties);
        parties.filter(|party| holds(party)).map(|party| party.name.clone()).collect()
    }

    fn committed(&self) -> Progress {
        let Some(ceremony) = self.ceremony else { return Progress::Done };
        let outside = ceremony.parties.iter().filter(|one| one.outside).count();
        let missing = ceremony.outside_wanted.saturating_sub(outside) + usize::from(outside == ceremony.parties.len());
        if missing == 0 { Progress::Done } else { Progress::Lacking(i64::try_from(missing).unwrap_or(0)) }
    }

    /// Two custodians keep each sealed secret, before the drawing happens.
    fn receipts(&self) -> Option<Task> {
        let ceremony = self.ceremony.filter(|ceremony| !ceremony.parties.is_empty())?;
        let given: usize = ceremony.parties.iter().map(|party| party.receipts.len().min(CUSTODIANS)).sum();
        let all = ceremony.parties.len() * CUSTODIANS;
        let number = |count: usize| i64::try_from(count).unwrap_or(0);
        let progress = if given == all { Progress::Done } else { Progress::Part(number(given), number(all)) };
        let due = ceremony.calendar.beacon.map_or_else(|| Due::By(ceremony.calendar.open_from), Due::By);
        let task = self.may("receive", Permission::RunCeremony, self.session.bureau_id);
        Some(Task { due, progress, ..task })
    }

    /// Two people read the drawing's numbers, each by themselves.
    fn beacon(&self) -> Option<Task> {
        let ceremony = self.ceremony?;
        let drawn = ceremony.calendar.beacon?;
        let progress = match () {
            () if ceremony.beacon().is_some() => Progress::Done,
            () if self.context.now() < drawn => Progress::NotYet,
            () => Progress::Now,
        };
        let places = super::places(self.session);
        let you = places.into_iter().any(|place| self.actor.may(Permission::EnterBeacon, place));
        let who = self.people.who_may_in(Permission::EnterBeacon, self.session);
        let due = Due::Between(drawn, ceremony.calendar.opens);
        Some(Task { due, progress, ..self.task("beacon", who, you) })
    }

    /// The contributors open their secrets.
    fn papers(&self) -> Task {
        let Some(ceremony) = self.ceremony else { return self.task("open", Vec::new(), false) };
        let now = self.context.now();
        let part: Vec<_> = ceremony.taking_part(now).collect();
        let opened = part.iter().filter(|party| party.opened).count();
        let early = now < papers_from(self.context, self.session);
        let number = |count: usize| i64::try_from(count).unwrap_or(0);
        let progress = if opened > 0 { Progress::Part(number(opened), number(part.len())) } else { self.at(2, !early) };
        Task { progress, ..self.task("open", self.names(|party| !ceremony.is_excluded(party, now)), false) }
    }

    fn room(&self) -> Task {
        let mine = self.people.on_duty("invigilator").any(|one| one.account_id == self.actor.account_id);
        self.task("sit", self.people.on_duty("invigilator").map(|one| one.name.clone()).collect(), mine)
    }

    /// One line for each examiner: so many signed of so many. Before the exam one line for all.
    fn marks(&self) -> Vec<Task> {
        let (session, all) = (self.session, self.session.to_mark);
        let mine = |account_id: i64| account_id == self.actor.account_id;
        let examiners = || self.people.on_duty("examiner");
        if !matches!(session.state.as_str(), "opened" | "sat") {
            let names = examiners().map(|one| one.name.clone()).collect();
            return vec![self.task("mark", names, examiners().any(|one| mine(one.account_id)))];
        }
        let line = |one: &Duty| {
            let done = one.signed >= all && all > 0;
            let progress = if done { Progress::Done } else { Progress::Part(one.signed, all) };
            Task { progress, ..self.task("mark", vec![one.name.clone()], mine(one.account_id)) }
        };
        examiners().map(line).collect()
    }
}
