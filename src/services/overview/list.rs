//! The sessions that somebody may see, and what is next over all of them.

use jiff::Timestamp;

use crate::clock::local_day;
use crate::domain::account::Permission;
use crate::services::sessions::SessionOverview;
use crate::services::{Actor, Context, ServiceError};
use crate::store::overview::{self as rows, Line, Next as Row, Wanted};
use crate::store::page::{Page, Places, Slice};
use crate::store::{instant, micros};

use super::occupation_name;

/// Which sessions.
#[derive(Debug, Clone, Default)]
pub struct WantedSessions {
    /// With this text in a name or code; empty for any.
    pub text: String,
    /// In this state; empty for any.
    pub state: String,
}

/// What is next in a session, as far as the list of all tells.
#[derive(Debug, Clone)]
pub struct NextSession {
    /// The session.
    pub id: i64,
    /// Exam and session.
    pub code: String,
    /// The occupation's name.
    pub occupation: String,
    /// The level.
    pub level: i64,
    /// The centre's name.
    pub centre: String,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// How far it has come.
    pub state: String,
    /// The last day of its notice, once that is published.
    pub notice_last: Option<String>,
    /// Candidates who lack signed sheets.
    pub unmarked: i64,
    /// Candidates whom the reader, an examiner there, has to mark.
    pub to_mark: i64,
    /// Whether the reader can carry it on.
    pub yours: bool,
    /// By when the roster closes.
    pub roster_by: Timestamp,
    /// The rule behind what is next, with its clause.
    pub rule: Option<crate::domain::policy::Clause>,
}

/// What is next over all sessions.
#[derive(Debug, Clone)]
pub struct Board {
    /// Those that the reader can carry on, and then those that wait for others: at most [`SHOWN`].
    pub next: Vec<NextSession>,
    /// How many the reader can carry on in all.
    pub yours: i64,
}

/// How many sessions are told one by one.
pub const SHOWN: i64 = 5;

/// The sessions that an actor may see or has a duty at, those to come first. One query.
///
/// # Errors
/// Without any permission to see some.
pub fn sessions(
    context: &Context,
    actor: &Actor,
    wanted: &WantedSessions,
    part: Slice,
) -> Result<Page<SessionOverview>, ServiceError> {
    may_look(actor)?;
    let text = wanted.text.trim();
    let named = |line: &&crate::domain::occupation::Occupation| !text.is_empty() && line.name.contains(text);
    let wanted = Wanted {
        places: actor.places(Permission::ViewSessions),
        account_id: actor.account_id,
        state: wanted.state.clone(),
        text: text.to_owned(),
        occupations: context.occupations.iter().filter(named).take(100).map(|line| line.code.to_string()).collect(),
    };
    let found = context.store.read(|connection| rows::sessions(connection, &wanted, part))?;
    Ok(found.map(|line| shown(context, line)))
}

/// What is next over all sessions that an actor may see. One query.
///
/// # Errors
/// Without any permission to see some.
pub fn board(context: &Context, actor: &Actor) -> Result<Board, ServiceError> {
    may_look(actor)?;
    let now = context.now();
    let today = local_day(now).to_string();
    let steps = steps_of(actor);
    let sheets = i64::from(context.policy.rooms.examiners);
    let reader = (actor.account_id, &actor.places(Permission::ViewSessions));
    let found =
        context.store.read(|connection| rows::next(connection, reader, &steps, (micros(now), &today, sheets), SHOWN))?;
    let yours = found.iter().find(|row| row.yours).map_or(0, |row| row.total);
    Ok(Board { yours, next: found.into_iter().map(|row| next(context, row)).collect() })
}

/// For each state, where an actor may take its next step.
pub(in crate::services) fn steps_of(actor: &Actor) -> [(&'static str, Places); 7] {
    let at = |state, permission| (state, actor.places(permission));
    [
        at("planned", Permission::RunCeremony),
        at("planned", Permission::RegisterCandidates),
        at("opened", Permission::Invigilate),
        at("opened", Permission::RunCeremony),
        at("sat", Permission::DecideResults),
        at("decided", Permission::DecideResults),
        at("noticed", Permission::Award),
    ]
}

fn may_look(actor: &Actor) -> Result<(), ServiceError> {
    let looks = [Permission::ViewSessions, Permission::MarkPractical];
    if looks.into_iter().any(|permission| actor.may_anywhere(permission)) {
        return Ok(());
    }
    Err(ServiceError::NotPermitted { permission: Permission::ViewSessions })
}

fn next(context: &Context, row: Row) -> NextSession {
    let policy = &context.policy;
    let rule = match row.state.as_str() {
        "planned" | "roster_closed" => Some(&policy.draw.clause),
        "opened" => Some(&policy.sitting.clause),
        "sat" if row.unmarked > 0 => Some(&policy.rooms.clause),
        "sat" => Some(&policy.pass.clause),
        "decided" | "noticed" => Some(&policy.notices.results.clause),
        _ => None,
    };
    NextSession {
        code: format!("{} · {}", row.exam, row.code),
        occupation: occupation_name(context, &row.occupation),
        roster_by: super::next::roster_day_ends(context, instant(row.opens_at)),
        rule: rule.cloned(),
        id: row.id,
        level: row.level,
        centre: row.centre,
        opens_at: instant(row.opens_at),
        state: row.state,
        notice_last: row.notice_last,
        unmarked: row.unmarked,
        to_mark: row.to_mark,
        yours: row.yours,
    }
}

fn shown(context: &Context, line: Line) -> SessionOverview {
    SessionOverview {
        occupation_name: occupation_name(context, &line.occupation),
        id: line.id,
        exam: line.exam,
        code: line.code,
        kind: line.kind,
        occupation: line.occupation,
        level: line.level,
        title: line.title,
        opens_at: instant(line.opens_at),
        minutes: line.minutes,
        state: line.state,
        centre: line.centre,
        room: line.room,
        registered: line.registered,
        sat: line.sat,
        passed: line.passed,
    }
}
