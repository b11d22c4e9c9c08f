//! Who does what by when, from where a session stands on to its award.

use jiff::Timestamp;

use crate::domain::account::Permission;
use crate::services::{Actor, Context};
use crate::store::ceremony::Contributor;
use crate::store::instant;
use crate::store::overview::Head;

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
    contributors: &[Contributor],
) -> Vec<Task> {
    let look = Look { context, actor, session, people, contributors };
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
    contributors: &'a [Contributor],
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
        lines.extend(self.marks().map(|task| (4, task)));
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
        let names = self.contributors.iter().map(|one| one.name.clone()).collect();
        self.task("commit", names, false)
    }

    fn committed(&self) -> Progress {
        let outside = self.contributors.iter().filter(|one| one.outside).count();
        let wanted = usize::try_from(self.context.policy.draw.outside_contributors).unwrap_or(0);
        let missing = wanted.saturating_sub(outside) + usize::from(outside == self.contributors.len());
        if missing == 0 { Progress::Done } else { Progress::Lacking(i64::try_from(missing).unwrap_or(0)) }
    }

    fn papers(&self) -> Task {
        let names = self.contributors.iter().map(|one| one.name.clone()).collect();
        let early = self.context.now() < papers_from(self.context, self.session);
        Task { progress: self.at(2, !early), ..self.task("open", names, false) }
    }

    fn room(&self) -> Task {
        let mine = self.people.on_duty("invigilator").any(|one| one.account_id == self.actor.account_id);
        self.task("sit", self.people.on_duty("invigilator").map(|one| one.name.clone()).collect(), mine)
    }

    /// One line for each examiner: so many signed of so many.
    fn marks(&self) -> impl Iterator<Item = Task> {
        let (session, all) = (self.session, self.session.to_mark);
        self.people.on_duty("examiner").map(move |one| {
            let progress = match session.state.as_str() {
                "opened" | "sat" if one.signed >= all && all > 0 => Progress::Done,
                "opened" | "sat" => Progress::Part(one.signed, all),
                _ => Progress::NotYet,
            };
            let you = one.account_id == self.actor.account_id;
            Task { progress, ..self.task("mark", vec![one.name.clone()], you) }
        })
    }
}
