//! What is next in one session, for whoever looks: a deed of theirs, or what is waited for; by when, and by which rule.

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::clock::local_day;
use crate::domain::account::Permission;
use crate::domain::calendar::{add_working_days, local_day_bounds};
use crate::domain::ceremony::{Ceremony, Next as Step, Stuck};
use crate::domain::policy::{Clause, Rule};
use crate::services::{Actor, Context};
use crate::store::instant;
use crate::store::session_view::Head;

use super::People;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The reader's, by this deed of the session's page.
    Deed(&'static str),
    /// The reader's, on another page: `register`, `ceremony` or `practical`.
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
    (ceremony, plan): (Option<&Ceremony>, Option<&Ceremony>),
) -> Next {
    let look = Look { context, actor, session, people };
    let of_session = look.of_session(ceremony);
    // Of the two draws what is due first is told; what the session itself needs before anything else stays.
    let first = of_session.name.starts_with("planned-") || of_session.name.starts_with("stuck-");
    match plan.and_then(|plan| look.plan(plan)) {
        Some(next) if !first && next.by.is_none_or(|by| of_session.by.is_none_or(|other| by <= other)) => next,
        _ => of_session,
    }
}

impl Look<'_> {
    fn of_session(&self, ceremony: Option<&Ceremony>) -> Next {
        match (self.session.state.as_str(), ceremony) {
            ("planned", Some(ceremony)) => self.planned(ceremony),
            ("roster_closed", Some(ceremony)) => self.papers(ceremony),
            (other, _) => self.after_the_papers(other),
        }
    }

    /// What the session's plan needs now, if it needs anything.
    fn plan(&self, plan: &Ceremony) -> Option<Next> {
        let now = self.context.now();
        let (name, count) = match plan.next(now) {
            Step::Commit { inside, outside } => ("plan-commitments", inside + outside),
            Step::Receive(missing) => ("plan-receipts", missing.iter().map(|(_, lacks)| *lacks).sum()),
            Step::EnterBeacon { .. } => ("plan-beacon", 0),
            Step::Open(missing) => ("plan-open", missing.len()),
            Step::Stuck(_) if self.session.state == "roster_closed" => ("plan-stuck", 0),
            _ => return None,
        };
        let next = self.at_the_ceremony(name);
        let enters = name == "plan-beacon"
            && super::places(self.session).into_iter().any(|place| self.actor.may(Permission::EnterBeacon, place));
        let entered = plan.entries.iter().any(|entry| entry.account_id == self.actor.account_id);
        let turn = match name {
            "plan-beacon" if entered && plan.entered() < 2 => Turn::Wait,
            _ if enters => Turn::Page("ceremony"),
            _ => next.turn,
        };
        Some(Next { turn, by: plan.next_by(now), count: i64::try_from(count).unwrap_or(0), ..next })
    }
}

struct Look<'a> {
    context: &'a Context,
    actor: &'a Actor,
    session: &'a Head,
    people: &'a People,
}

impl Look<'_> {
    fn after_the_papers(&self, state: &str) -> Next {
        match state {
            "opened" => self.sitting(),
            "sat" => self.decision(),
            "decided" => self.notice(),
            "noticed" => self.award(),
            "cancelled" => self.next("cancelled", Turn::Over, None),
            _ => self.next("awarded", Turn::Over, None),
        }
    }

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
    fn planned(&self, ceremony: &Ceremony) -> Next {
        let (session, by) = (self.session, Some(ceremony.calendar.roster_until));
        let missing = match ceremony.next(self.context.now()) {
            Step::Stuck(stuck) => return self.stuck(stuck),
            Step::Commit { inside, outside } => i64::try_from(inside + outside).unwrap_or(0),
            _ => 0,
        };
        let registers = self.actor.may(Permission::RegisterCandidates, session.centre_id);
        let closes = self.actor.may(Permission::RunCeremony, session.bureau_id);
        let register = if registers { Turn::Page("register") } else { Turn::Wait };
        let registrars = || self.people.who_may(Permission::RegisterCandidates, session.centre_id);
        if session.open == 0 || (registers && !closes) {
            let name = if session.open == 0 { "planned-empty" } else { "planned-register" };
            return Next { by, who: registrars(), count: session.open, ..self.next(name, register, Some(Rule::Draw)) };
        }
        if missing > 0 {
            return Next { by, count: missing, ..self.at_the_ceremony("planned-commitments") };
        }
        let next = self.deed("planned", "close-roster", Permission::RunCeremony, session.bureau_id, Rule::Draw);
        Next { by, count: session.open, ..next }
    }

    /// Receipts, the public drawing, the secrets: then there are papers.
    fn papers(&self, ceremony: &Ceremony) -> Next {
        let now = self.context.now();
        let names = |codes: &mut dyn Iterator<Item = &str>| -> Vec<String> {
            let name = |code| ceremony.parties.iter().find(|party| party.code == code).map(|party| party.name.clone());
            codes.filter_map(name).collect()
        };
        let (from, by) = (Some(ceremony.calendar.open_from), ceremony.next_by(now));
        match ceremony.next(now) {
            Step::Stuck(stuck) => self.stuck(stuck),
            Step::Receive(missing) => {
                let count = missing.iter().map(|(_, lacks)| *lacks).sum::<usize>();
                let count = i64::try_from(count).unwrap_or(0);
                Next { by, count, ..self.at_the_ceremony("closed-receipts") }
            }
            Step::AwaitBeacon => Next { by, ..self.next("closed-drawing", Turn::Wait, Some(Rule::Draw)) },
            Step::EnterBeacon { .. } => {
                let places = super::places(self.session);
                let enters = places.into_iter().any(|place| self.actor.may(Permission::EnterBeacon, place));
                let entered = ceremony.entries.iter().any(|entry| entry.account_id == self.actor.account_id);
                let alone = entered && ceremony.entered() < 2;
                let turn = if enters && !alone { Turn::Page("ceremony") } else { Turn::Wait };
                let who = self.people.who_may_in(Permission::EnterBeacon, self.session);
                let name = if ceremony.entered() < 2 { "closed-beacon" } else { "closed-beacon-differs" };
                Next { by, who, ..self.next(name, turn, Some(Rule::Draw)) }
            }
            Step::Open(missing) => {
                let who = names(&mut missing.iter().map(String::as_str));
                Next { by, from, who, ..self.at_the_ceremony("closed-open") }
            }
            _ => {
                let who = names(&mut ceremony.taking_part(now).map(|party| party.code.as_str()));
                let opens = Some(ceremony.calendar.opens);
                Next { by: opens, from, who, ..self.next("roster-closed", Turn::Wait, Some(Rule::Draw)) }
            }
        }
    }

    /// What whoever runs the ceremony does on its own page.
    fn at_the_ceremony(&self, name: &'static str) -> Next {
        let bureau = self.session.bureau_id;
        let runs = self.actor.may(Permission::RunCeremony, bureau);
        let turn = if runs { Turn::Page("ceremony") } else { Turn::Wait };
        let who = self.people.who_may(Permission::RunCeremony, bureau);
        Next { who, ..self.next(name, turn, Some(Rule::Draw)) }
    }

    /// It can't be carried on, and has to be called off.
    fn stuck(&self, stuck: Stuck) -> Next {
        self.at_the_ceremony(stuck.code())
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
