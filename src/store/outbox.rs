//! The outbox: a message is written in the transaction that causes it, and sent afterwards by a job.

use diesel::prelude::*;
use jiff::Timestamp;

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
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Message {
    /// Row id.
    pub id: i64,
    /// Which template.
    pub kind: String,
    /// The mail address.
    pub recipient: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// What the template needs, as JSON.
    pub payload: String,
    /// How often sending was tried.
    pub attempts: i64,
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
