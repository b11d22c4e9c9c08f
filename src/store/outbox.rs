//! The outbox: a message is written in the transaction that causes it, and sent afterwards by a job.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use jiff::Timestamp;

use super::page::{Bind, Page, Slice, Sql, slice};
use super::schema::outbox;
use super::{AnyConnection, StoreError, micros};

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    /// Which template: `admission_ticket`, `result`, `certificate` ….
    pub kind: &'a str,
    /// Says the same thing only once: a second message with this key is not written.
    pub dedup_key: String,
    /// The mail address.
    pub recipient: &'a str,
    /// `zh-CN` or `en`.
    pub locale: &'a str,
    /// What the template needs, as JSON.
    pub payload: String,
}

/// A message waiting to be sent.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = outbox)]
pub struct Message {
    /// Row id.
    pub id: i64,
    /// Which template.
    pub kind: String,
    /// What happened, once.
    pub dedup_key: String,
    /// The mail address.
    pub recipient: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// What the template needs, as JSON.
    pub payload: String,
    /// How often sending was tried.
    pub attempts: i64,
}

#[derive(QueryableByName)]
struct Written {
    #[diesel(embed)]
    message: Message,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Some messages with the instants they were written at, in microseconds, newest first: those to an address with a
/// text in it, or all.
///
/// # Errors
/// When the database fails.
pub fn page(connection: &mut AnyConnection, to: &str, part: Slice) -> Result<Page<(Message, i64)>, StoreError> {
    let found = slice(
        connection,
        part,
        |row: &Written| row.total,
        |connection, part| {
            let mut sql = Sql::new("SELECT id, kind, dedup_key, recipient, locale, payload, attempts, created_at, ");
            sql.push("COUNT(*) OVER () AS total FROM outbox WHERE 1 = 1").contains(&["recipient"], to);
            sql.with(" ORDER BY id DESC LIMIT ? OFFSET ?", [part.limit, part.offset].map(Bind::Number));
            sql.load(connection)
        },
    )?;
    Ok(found.map(|row| (row.message, row.created_at)))
}

/// A message with the instant it was written at, in microseconds.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Option<(Message, i64)>, StoreError> {
    let query = outbox::table.find(id).select((Message::as_select(), outbox::created_at));
    Ok(query.first(connection).optional()?)
}

/// Writes a message into the outbox; `false` when one with its key is there already.
///
/// # Errors
/// When the database fails.
pub fn enqueue(connection: &mut AnyConnection, message: &NewMessage<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let there: i64 = outbox::table.filter(outbox::dedup_key.eq(&message.dedup_key)).count().get_result(connection)?;
    if there > 0 {
        return Ok(false);
    }
    diesel::insert_into(outbox::table)
        .values((
            outbox::kind.eq(message.kind),
            outbox::dedup_key.eq(&message.dedup_key),
            outbox::recipient.eq(message.recipient),
            outbox::locale.eq(message.locale),
            outbox::payload.eq(&message.payload),
            outbox::created_at.eq(micros(now)),
            outbox::due_at.eq(micros(now)),
            outbox::attempts.eq(0),
            outbox::last_error.eq(""),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Claims the messages due at `now`, oldest first, at most `limit`: nobody else gets them before `until`, by when they
/// are sent, put back, or their claimant has crashed.
///
/// # Errors
/// When the database fails.
pub fn claim(
    connection: &mut AnyConnection,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let mut claimed = Vec::new();
    for message in due(connection, now, limit)? {
        let still_due = outbox::table.find(message.id).filter(outbox::due_at.le(micros(now)));
        if diesel::update(still_due).set(outbox::due_at.eq(micros(until))).execute(connection)? == 1 {
            claimed.push(message);
        }
    }
    Ok(claimed)
}

/// Makes a claimed message due again, as if it had not been claimed.
///
/// # Errors
/// When the database fails.
pub fn put_back(connection: &mut AnyConnection, id: i64, now: Timestamp) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id)).set(outbox::due_at.eq(micros(now))).execute(connection)?;
    Ok(())
}

/// Marks a message as sent.
///
/// # Errors
/// When the database fails.
pub fn mark_sent(connection: &mut AnyConnection, id: i64, now: Timestamp) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((outbox::sent_at.eq(micros(now)), outbox::attempts.eq(outbox::attempts + 1), outbox::last_error.eq("")))
        .execute(connection)?;
    Ok(())
}

/// Counts a failure and makes the message due at another time.
///
/// # Errors
/// When the database fails.
pub fn retry_at(connection: &mut AnyConnection, id: i64, due: Timestamp, error: &str) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((outbox::due_at.eq(micros(due)), outbox::attempts.eq(outbox::attempts + 1), outbox::last_error.eq(error)))
        .execute(connection)?;
    Ok(())
}

/// Gives a message up, with the reason.
///
/// # Errors
/// When the database fails.
pub fn mark_failed(connection: &mut AnyConnection, id: i64, now: Timestamp, error: &str) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((
            outbox::failed_at.eq(micros(now)),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(error),
        ))
        .execute(connection)?;
    Ok(())
}

/// The messages due at `now`, oldest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<Message>, StoreError> {
    Ok(outbox::table
        .filter(outbox::sent_at.is_null())
        .filter(outbox::failed_at.is_null())
        .filter(outbox::due_at.le(micros(now)))
        .order(outbox::id)
        .limit(limit)
        .select(Message::as_select())
        .load(connection)?)
}
