//! The audit trail: appended, never changed (triggers in both databases refuse it).

use diesel::prelude::*;
use jiff::Timestamp;

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
#[derive(Debug, Clone, Queryable, Selectable, serde::Serialize)]
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

/// The newest events below an id, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn before(connection: &mut AnyConnection, id: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
    Ok(audit_event::table
        .filter(audit_event::id.lt(id))
        .order(audit_event::id.desc())
        .limit(limit)
        .select(Event::as_select())
        .load(connection)?)
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
