//! What is next in one session, for whoever looks: a deed of theirs, or what is waited for; by when, and by which rule.

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::clock::local_day;
use crate::domain::account::Permission;
use crate::domain::calendar::{add_working_days, local_day_bounds};
use crate::domain::policy::{Clause, Rule};
use crate::services::{Actor, Context};
use crate::store::ceremony::Contributor;
use crate::store::instant;
use crate::store::overview::Head;

use super::People;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The reader's, by this deed of the session's page.
    Deed(&'static str),
    /// The reader's, on another page: `register` or `practical`.
    Page(&'static str),
    /// Somebody else's, or time's.
    Wait,
    /// Nobody's: it is over.
    Over,
}

/// What is next.
#[derive(Debug, Clone)]
pub struct Next {
    /// What it is: a stable key of the texts, such as `planned`, `sat-marks`.
    pub name: &'static str,
    /// Whose turn it is.
    pub turn: Turn,
    /// Who may do it, or for whom is waited; may be empty.
    pub who: Vec<String>,
    /// From when on it can be done.
    pub from: Option<Timestamp>,
    /// By when it has to be done, or until when is waited.
    pub by: Option<Timestamp>,
    /// How many are missing, of whatever it is.
    pub count: i64,
    /// The rule that asks for it, with its clause.
    pub rule: Option<(Rule, Clause)>,
}

impl Next {
    /// Whether it is the reader's turn.
    #[must_use]
    pub fn is_yours(&self) -> bool {
        matches!(self.turn, Turn::Deed(_) | Turn::Page(_))
    }
}

/// What is next in a session.
pub(super) fn of(
    context: &Context,
    actor: &Actor,
    session: &Head,
    people: &People,
    contributors: &[Contributor],
) -> Next {
    let look = Look { context, actor, session, people, contributors };
    match session.state.as_str() {
        "planned" => look.planned(),
        "roster_closed" => look.papers(),
        "opened" => look.sitting(),
        "sat" => look.decision(),
        "decided" => look.notice(),
        "noticed" => look.award(),
        _ => look.next("awarded", Turn::Over, None),
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
    fn next(&self, name: &'static str, turn: Turn, rule: Option<Rule>) -> Next {
        let clause = |rule: Rule| Some((rule, self.context.policy.clause(rule)?.clone()));
        Next { name, turn, who: Vec::new(), from: None, by: None, count: 0, rule: rule.and_then(clause) }
    }

    /// A deed of whoever may do it at `at`; somebody else waits for them.
    fn deed(&self, name: &'static str, deed: &'static str, permission: Permission, at: i64, rule: Rule) -> Next {
        let turn = if self.actor.may(permission, at) { Turn::Deed(deed) } else { Turn::Wait };
        Next { who: self.people.who_may(permission, at), ..self.next(name, turn, Some(rule)) }
    }

    /// Candidates and commitments first, then the roster closes.
    fn planned(&self) -> Next {
        let (session, by) = (self.session, Some(roster_ends(self.context, self.session)));
        let registers = self.actor.may(Permission::RegisterCandidates, session.centre_id);
        let closes = self.actor.may(Permission::RunCeremony, session.bureau_id);
        let register = if registers { Turn::Page("register") } else { Turn::Wait };
        let registrars = || self.people.who_may(Permission::RegisterCandidates, session.centre_id);
        if session.open == 0 || (registers && !closes) {
            let name = if session.open == 0 { "planned-empty" } else { "planned-register" };
            return Next { by, who: registrars(), count: session.open, ..self.next(name, register, Some(Rule::Draw)) };
        }
        let missing = self.missing_commitments();
        if missing > 0 {
            let who = self.people.who_may(Permission::RunCeremony, session.bureau_id);
            let waits = self.next("planned-commitments", Turn::Wait, Some(Rule::Draw));
            return Next { by, who, count: missing, ..waits };
        }
        let next = self.deed("planned", "close-roster", Permission::RunCeremony, session.bureau_id, Rule::Draw);
        Next { by, count: session.open, ..next }
    }

    fn missing_commitments(&self) -> i64 {
        let outside = self.contributors.iter().filter(|one| one.outside).count();
        let inside = self.contributors.len() - outside;
        let wanted = usize::try_from(self.context.policy.draw.outside_contributors).unwrap_or(0);
        i64::try_from(wanted.saturating_sub(outside)).unwrap_or(0) + i64::from(inside == 0)
    }

    /// The contributors open their secrets.
    fn papers(&self) -> Next {
        let opens = instant(self.session.opens_at);
        let who = self.contributors.iter().map(|one| one.name.clone()).collect();
        let from = Some(papers_from(self.context, self.session));
        Next { who, from, by: Some(opens), ..self.next("roster-closed", Turn::Wait, Some(Rule::Draw)) }
    }

    /// The theory test runs, and is ended once nobody writes and nobody may come any more.
    fn sitting(&self) -> Next {
        let (session, now) = (self.session, self.context.now());
        let opens = instant(session.opens_at);
        let late = minutes_after(opens, i64::from(self.context.policy.sitting.minutes.late));
        let ends = sitting_ends(session);
        let names = || self.people.on_duty("invigilator").map(|one| one.name.clone()).collect();
        if now < opens {
            return Next { by: Some(opens), who: names(), ..self.next("opened-soon", Turn::Wait, Some(Rule::E4)) };
        }
        let finished = session.writing == 0 && (session.expected == 0 || now >= late);
        if !finished && now < ends {
            let count = session.writing + session.expected;
            let waits = self.next("opened-writing", Turn::Wait, Some(Rule::E4));
            return Next { by: Some(ends), who: names(), count, ..waits };
        }
        let ceremony = self.deed("opened", "finish", Permission::RunCeremony, session.bureau_id, Rule::E4);
        let room = self.deed("opened", "finish", Permission::Invigilate, session.centre_id, Rule::E4);
        if room.is_yours() { room } else { Next { who: room.who, ..ceremony } }
    }

    /// Every sheet signed, then the results are decided.
    fn decision(&self) -> Next {
        let session = self.session;
        if session.unmarked == 0 {
            return self.deed("sat", "decide", Permission::DecideResults, session.bureau_id, Rule::E1);
        }
        let behind: Vec<_> = self.people.on_duty("examiner").filter(|one| one.signed < session.to_mark).collect();
        let yours = behind.iter().any(|one| one.account_id == self.actor.account_id);
        let turn = if yours { Turn::Page("practical") } else { Turn::Wait };
        let who = behind.into_iter().map(|one| one.name.clone()).collect();
        Next { who, count: session.unmarked, ..self.next("sat-marks", turn, Some(Rule::E3)) }
    }

    /// The notice, which runs for working days from today on.
    fn notice(&self) -> Next {
        let (context, session) = (self.context, self.session);
        let days = context.policy.notices.results.working_days;
        let last = add_working_days(&context.holidays, local_day(context.now()), days).ok();
        let until = last.and_then(local_day_bounds).map(|(start, _)| start);
        let next = self.deed("decided", "notice", Permission::DecideResults, session.bureau_id, Rule::N1);
        Next { from: until, count: i64::from(days), ..next }
    }

    /// The award, once the notice has run out.
    fn award(&self) -> Next {
        let session = self.session;
        let over = notice_over(session);
        if over.is_none_or(|over| self.context.now() < over) {
            return Next { by: over, ..self.next("noticed-running", Turn::Wait, Some(Rule::N1)) };
        }
        let next = self.deed("noticed", "award", Permission::Award, session.body_id, Rule::N1);
        Next { count: session.passed - session.awarded, ..next }
    }
}

/// The end of the local day on which the roster closes.
pub(super) fn roster_ends(context: &Context, session: &Head) -> Timestamp {
    roster_day_ends(context, instant(session.opens_at))
}

/// The same for a session that opens at an instant.
pub(super) fn roster_day_ends(context: &Context, opens: Timestamp) -> Timestamp {
    let days = i64::from(context.policy.draw.commit_days);
    let day = local_day(opens).checked_sub(days.days()).ok();
    day.and_then(local_day_bounds).map_or(opens, |(_, end)| end)
}

/// The earliest instant at which secrets are opened.
pub(super) fn papers_from(context: &Context, session: &Head) -> Timestamp {
    minutes_after(instant(session.opens_at), -i64::from(context.policy.draw.open_minutes))
}

/// When the last sitting ends as far as is known.
pub(super) fn sitting_ends(session: &Head) -> Timestamp {
    let planned = minutes_after(instant(session.opens_at), session.minutes);
    session.ends_at.map_or(planned, |ends| instant(ends).max(planned))
}

/// The first instant after the notice.
pub(super) fn notice_over(session: &Head) -> Option<Timestamp> {
    let last = session.notice_last.as_deref()?.parse().ok()?;
    local_day_bounds(last).map(|(_, end)| end)
}

fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}
