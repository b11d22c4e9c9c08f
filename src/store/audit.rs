//! The audit trail: appended, never changed (triggers in both databases refuse it).

use diesel::prelude::*;
use jiff::Timestamp;

use super::page::{Bind, Sql};
use super::schema::audit_event;
use super::{AnyConnection, StoreError, micros};

/// An event to append.
#[derive(Debug)]
pub struct NewEvent<'a> {
    /// When.
    pub at: Timestamp,
    /// Who, by account; 0 for the system and the public.
    pub account_id: i64,
    /// Who, by name.
    pub actor: &'a str,
    /// What was done, a dotted verb.
    pub action: &'a str,
    /// What it was done to.
    pub subject: &'a str,
    /// The facts, as JSON.
    pub detail: String,
}

/// An event of the trail.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable, serde::Serialize)]
#[diesel(table_name = audit_event)]
pub struct Event {
    /// Row id; grows with time.
    pub id: i64,
    /// When, in microseconds.
    pub at: i64,
    /// Who, by name.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// The facts, as JSON.
    pub detail: String,
}

/// Appends an event.
///
/// # Errors
/// When the database fails.
pub fn append(connection: &mut AnyConnection, event: &NewEvent<'_>) -> Result<(), StoreError> {
    diesel::insert_into(audit_event::table)
        .values((
            audit_event::at.eq(micros(event.at)),
            audit_event::account_id.eq(event.account_id),
            audit_event::actor.eq(event.actor),
            audit_event::action.eq(event.action),
            audit_event::subject.eq(event.subject),
            audit_event::detail.eq(&event.detail),
        ))
        .execute(connection)?;
    Ok(())
}

/// Which events.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// By somebody with this text in the name; empty for anybody.
    pub who: String,
    /// This action; empty for any.
    pub action: String,
    /// Done to exactly this; empty for anything.
    pub subject: String,
    /// From this instant on, in microseconds …
    pub from: Option<i64>,
    /// … until before this one.
    pub until: Option<i64>,
}

/// Where in the trail: it grows while it is read, so its parts are told by event, not by count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The newest.
    Newest,
    /// Those older than an event.
    Before(i64),
    /// Those newer than an event.
    After(i64),
}

/// Some events, newest first: at most `limit`, next to where the reader is. One query.
///
/// # Errors
/// When the database fails.
pub fn search(
    connection: &mut AnyConnection,
    wanted: &Wanted,
    from: From,
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    let mut sql = Sql::new("SELECT id, at, actor, action, subject, detail FROM audit_event WHERE 1 = 1");
    sql.contains(&["actor"], &wanted.who);
    for (condition, text) in [(" AND action = ?", &wanted.action), (" AND subject = ?", &wanted.subject)] {
        if !text.is_empty() {
            sql.with(condition, [Bind::Text(text.clone())]);
        }
    }
    for (condition, number) in [(" AND at >= ?", wanted.from), (" AND at < ?", wanted.until)] {
        if let Some(number) = number {
            sql.with(condition, [Bind::Number(number)]);
        }
    }
    match from {
        From::Newest => sql.push(" ORDER BY id DESC"),
        From::Before(id) => sql.with(" AND id < ? ORDER BY id DESC", [Bind::Number(id)]),
        From::After(id) => sql.with(" AND id > ? ORDER BY id", [Bind::Number(id)]),
    };
    sql.with(" LIMIT ?", [Bind::Number(limit)]);
    let mut events = sql.load(connection)?;
    if matches!(from, From::After(_)) {
        events.reverse();
    }
    Ok(events)
}

/// The newest events, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn newest(connection: &mut AnyConnection, limit: i64) -> Result<Vec<Event>, StoreError> {
    Ok(audit_event::table.order(audit_event::id.desc()).limit(limit).select(Event::as_select()).load(connection)?)
}

/// The first event of an action on a subject, if there is one.
///
/// # Errors
/// When the database fails.
pub fn first_of(connection: &mut AnyConnection, action: &str, subject: &str) -> Result<Option<Event>, StoreError> {
    let same = audit_event::subject.eq(subject).and(audit_event::action.eq(action));
    Ok(audit_event::table
        .filter(same)
        .order(audit_event::id)
        .select(Event::as_select())
        .first(connection)
        .optional()?)
}
