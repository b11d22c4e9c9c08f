//! What the bureau's pages show: the sessions, what is next and for whom, and everything about one session.

mod list;
mod next;
mod tasks;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::clock::local_day;
use crate::domain::account::{Permission, Role, allows};
use crate::domain::registration::SessionFacts;
use crate::domain::session::{Condition, SessionNow, conditions};
use crate::store::candidates::{self, CandidateRow};
use crate::store::ceremony::{self, Contributor};
use crate::store::page::{Page, Slice};
use crate::store::session_view::{self as rows, Duty, Head, Holder, Other};
use crate::store::{AnyConnection, StoreError, instant};

use super::ceremony::{live_plan, standing};
use super::registrations::{filings, kind_of};
use super::sessions::session as session_row;
use super::{Actor, Context, ServiceError};

pub use crate::store::candidates::Wanted as WantedCandidates;
pub use crate::store::overview::Figures;
pub use list::{Board, NextSession, WantedSessions, board, figures, sessions};
pub use next::{Next, Turn};
pub use tasks::{Due, Progress, Task};

/// A session's row with its neighbours' names, for whoever may see it.
#[derive(Debug, Clone)]
pub struct SessionDetail {
    /// The session with its counts.
    pub session: Head,
    /// The occupation's name.
    pub occupation: String,
}

/// Everything that the page of a session shows.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// The session with its counts.
    pub session: Head,
    /// The occupation's name.
    pub occupation: String,
    /// The candidates asked for, in the order of their numbers.
    pub candidates: Page<CandidateRow>,
    /// Who commits to the draw.
    pub contributors: Vec<Contributor>,
    /// When each action of the audit trail was last done to it.
    pub done: BTreeMap<String, Timestamp>,
    /// What is next.
    pub next: Next,
    /// Who does what, by when, from where the session stands on.
    pub tasks: Vec<Task>,
    /// Whether it may be opened; empty once it was.
    pub conditions: Vec<Condition>,
    /// Other sessions of the exam.
    pub others: Vec<OtherSession>,
}

/// Another session of the exam.
#[derive(Debug, Clone)]
pub struct OtherSession {
    /// Its row.
    pub row: Other,
    /// The occupation's name.
    pub occupation: String,
}

/// One session, for whoever may see it.
///
/// # Errors
/// Without the permission to view sessions of its centre, body or bureau; when there is none.
pub fn session(context: &Context, actor: &Actor, session_id: i64) -> Result<SessionDetail, ServiceError> {
    let session = context.store.read(|connection| seen(context, connection, actor, session_id))?;
    Ok(SessionDetail { occupation: occupation_name(context, &session.occupation), session })
}

/// Everything about one session, with some of its candidates: a query for the session and one for each list.
///
/// # Errors
/// As [`session`].
pub fn view(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    wanted: &WantedCandidates,
    part: Slice,
) -> Result<SessionView, ServiceError> {
    context.store.read(|connection| {
        let session = seen(context, connection, actor, session_id)?;
        let row = session_row(connection, session_id)?;
        let contributors = ceremony::contributors(connection, session_id)?;
        let people = People {
            duties: rows::duties(connection, session_id)?,
            holders: rows::holders(connection, &places(&session), &acting_roles())?,
        };
        let ceremony = match session.state.as_str() {
            "planned" | "roster_closed" => Some(standing(context, connection, &row)?),
            _ => None,
        };
        let plan = match ceremony.as_ref().and(live_plan(connection, session_id)?) {
            Some(plan) => Some(standing(context, connection, &plan)?),
            None => None,
        };
        let done = rows::done(connection, session_id)?.into_iter().map(|one| (one.action, instant(one.at))).collect();
        let conditions = if matches!(session.state.as_str(), "planned" | "roster_closed" | "opened") {
            conditions(&context.policy, &now_of(context, connection, &session, &people, &contributors)?)
        } else {
            Vec::new()
        };
        let others = rows::others(connection, &session, &actor.places(Permission::ViewSessions))?;
        Ok(SessionView {
            candidates: candidates::page(connection, session_id, wanted, part)?,
            next: next::of(context, actor, &session, &people, (ceremony.as_ref(), plan.as_ref())),
            tasks: tasks::of(context, actor, &session, &people, ceremony.as_ref()),
            occupation: occupation_name(context, &session.occupation),
            others: others
                .into_iter()
                .map(|row| OtherSession { occupation: occupation_name(context, &row.occupation), row })
                .collect(),
            conditions,
            contributors,
            done,
            session,
        })
    })
}

/// The session's head, if the actor may see it.
fn seen(
    context: &Context,
    connection: &mut AnyConnection,
    actor: &Actor,
    session_id: i64,
) -> Result<Head, ServiceError> {
    let none = || ServiceError::NotFound("session");
    let session = rows::head(connection, session_id, i64::from(context.policy.rooms.examiners))
        .map_err(|error| if matches!(error, StoreError::NotFound) { none() } else { error.into() })?;
    let seen = places(&session).into_iter().any(|place| actor.may(Permission::ViewSessions, place));
    if seen { Ok(session) } else { Err(none()) }
}

fn places(session: &Head) -> [i64; 3] {
    [session.bureau_id, session.centre_id, session.body_id]
}

/// Who has to do with a session.
struct People {
    duties: Vec<Duty>,
    holders: Vec<Holder>,
}

impl People {
    /// The names of those who may do something in an organisation, each once.
    fn who_may(&self, permission: Permission, organisation_id: i64) -> Vec<String> {
        let may = |holder: &&Holder| {
            let allowing = holder.role.parse::<Role>().is_ok_and(|role| allows(role, permission));
            allowing && (holder.bureau || holder.organisation_id == organisation_id)
        };
        let mut names: Vec<String> = Vec::new();
        for holder in self.holders.iter().filter(may) {
            if !names.contains(&holder.name) {
                names.push(holder.name.clone());
            }
        }
        names
    }

    /// The names of those who may do something in one of a session's places, each once.
    fn who_may_in(&self, permission: Permission, session: &Head) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in places(session).into_iter().flat_map(|place| self.who_may(permission, place)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn on_duty<'a>(&'a self, duty: &'a str) -> impl Iterator<Item = &'a Duty> {
        self.duties.iter().filter(move |one| one.duty == duty)
    }

    fn count(&self, duty: &str) -> u32 {
        number(i64::try_from(self.on_duty(duty).count()).unwrap_or(0))
    }
}

/// The roles that carry a session on.
fn acting_roles() -> Vec<&'static str> {
    let deeds = [
        Permission::RegisterCandidates,
        Permission::RunCeremony,
        Permission::EnterBeacon,
        Permission::Invigilate,
        Permission::DecideResults,
        Permission::Award,
    ];
    let acts = |role: &Role| deeds.into_iter().any(|permission| allows(*role, permission));
    Role::ALL.into_iter().filter(acts).map(Role::as_str).collect()
}

/// What the conditions are decided on.
fn now_of(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Head,
    people: &People,
    contributors: &[Contributor],
) -> Result<SessionNow, ServiceError> {
    let wrong = |error: &dyn std::fmt::Display| ServiceError::Internal(format!("session {}: {error}", session.id));
    let occupation = session.occupation.parse().map_err(|error| wrong(&error))?;
    let outside = number(i64::try_from(contributors.iter().filter(|one| one.outside).count()).unwrap_or(0));
    Ok(SessionNow {
        session: SessionFacts {
            occupation: context.occupations.current(&occupation),
            level: crate::domain::Level::new(session.level).map_err(|error| wrong(&error))?,
            kind: kind_of(&session.kind)?,
            opens: local_day(instant(session.opens_at)),
            subsidised: session.subsidised,
            body_name: session.body.clone(),
        },
        filings: filings(context, connection, session.body_id)?,
        seats: number(session.seats),
        candidates: number(session.open),
        invigilators: people.count("invigilator"),
        examiners: people.count("examiner"),
        minutes: number(session.minutes),
        key_released: session.key_released,
        inside: number(i64::try_from(contributors.len()).unwrap_or(0)) - outside,
        outside,
        opened: !session.master_digest.is_empty(),
    })
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

/// The name of an occupation; its code where we know no name.
#[must_use]
pub fn occupation_name(context: &Context, code: &str) -> String {
    code.parse()
        .ok()
        .and_then(|code| context.occupations.get(&code).map(|found| found.name.clone()))
        .unwrap_or_else(|| code.to_owned())
}
