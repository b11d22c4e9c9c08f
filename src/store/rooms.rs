//! What invigilators write down: breaches, and the record of a room.

use diesel::prelude::*;

use super::schema::{account, malpractice, registration, room, room_record, sitting, sitting_event};
use super::{AnyConnection, StoreError};

/// A breach, as an invigilator wrote it down (E7).
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = malpractice)]
pub struct NewBreach<'a> {
    /// The sitting.
    pub sitting_id: i64,
    /// As `domain::sitting::Breach` names it.
    pub kind: &'a str,
    /// What was seen, in words.
    pub account: &'a str,
    /// Who wrote it down.
    pub recorded_by: i64,
    /// Who vouched for it, where the sitting was made void.
    pub seconded_by: Option<i64>,
    /// When, in microseconds.
    pub recorded_at: i64,
}

/// A breach with whose it was.
#[derive(Debug, Clone, Queryable)]
pub struct Breach {
    /// The sitting.
    pub sitting_id: i64,
    /// As `domain::sitting::Breach` names it.
    pub kind: String,
    /// What was seen, in words.
    pub account: String,
    /// Who wrote it down, by name.
    pub recorded_by: String,
    /// When, in microseconds.
    pub recorded_at: i64,
}

/// Appends a breach.
///
/// # Errors
/// When the database fails.
pub fn record_breach(connection: &mut AnyConnection, breach: &NewBreach<'_>) -> Result<(), StoreError> {
    diesel::insert_into(malpractice::table).values(breach).execute(connection)?;
    Ok(())
}

/// The breaches of a session, in the order they were written down.
///
/// # Errors
/// When the database fails.
pub fn breaches(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Breach>, StoreError> {
    Ok(malpractice::table
        .inner_join(sitting::table)
        .inner_join(account::table.on(account::id.eq(malpractice::recorded_by)))
        .filter(sitting::session_id.eq(session_id))
        .order(malpractice::id)
        .select((
            malpractice::sitting_id,
            malpractice::kind,
            malpractice::account,
            account::name,
            malpractice::recorded_at,
        ))
        .load(connection)?)
}

/// Something that somebody of staff did to a sitting.
#[derive(Debug, Clone, Queryable)]
pub struct Incident {
    /// The sitting.
    pub sitting_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// When, in microseconds.
    pub at: i64,
    /// `domain::sitting::Event` as JSON.
    pub event: String,
    /// Who, by name.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// What was done to the sittings of a session by people of staff, for a reason.
///
/// # Errors
/// When the database fails.
pub fn incidents(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Incident>, StoreError> {
    Ok(sitting_event::table
        .inner_join(sitting::table.inner_join(registration::table))
        .filter(sitting::session_id.eq(session_id).and(sitting_event::reason.ne("")))
        .order(sitting_event::id)
        .select((
            sitting::id,
            registration::admission_number,
            registration::name,
            sitting_event::at,
            sitting_event::event,
            sitting_event::actor,
            sitting_event::reason,
        ))
        .load(connection)?)
}

/// Whether a seat of a session is nobody's but this registration's.
///
/// # Errors
/// When the database fails.
pub fn seat_is_free(
    connection: &mut AnyConnection,
    session_id: i64,
    seat: i64,
    registration_id: i64,
) -> Result<bool, StoreError> {
    let others = registration::table
        .filter(registration::session_id.eq(session_id).and(registration::seat.eq(seat)))
        .filter(registration::id.ne(registration_id));
    Ok(others.count().get_result::<i64>(connection)? == 0)
}

/// Makes a room as large as a crowd that nobody is of: for measuring.
///
/// # Errors
/// When the database fails.
pub fn enlarge(connection: &mut AnyConnection, room_id: i64, seats: i64) -> Result<(), StoreError> {
    diesel::update(room::table.find(room_id)).set(room::seats.eq(seats)).execute(connection)?;
    Ok(())
}

/// Gives a registration a seat.
///
/// # Errors
/// [`StoreError::Duplicate`] when it is another's.
pub fn set_seat(connection: &mut AnyConnection, registration_id: i64, seat: i64) -> Result<(), StoreError> {
    diesel::update(registration::table.find(registration_id)).set(registration::seat.eq(seat)).execute(connection)?;
    Ok(())
}

/// A room's record as somebody signed it.
#[derive(Debug, Clone, Queryable)]
pub struct SignedRecord {
    /// JSON in its canonical form.
    pub record: String,
    /// Who signed it, by account.
    pub account_id: i64,
    /// Who signed it, by name.
    pub signed_by: String,
    /// When, in microseconds.
    pub signed_at: i64,
    /// The server's public key, as multikey.
    pub key: String,
    /// Its signature, multibase.
    pub signature: String,
}

/// The records of a session's room, in the order they were signed.
///
/// # Errors
/// When the database fails.
pub fn records(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<SignedRecord>, StoreError> {
    Ok(room_record::table
        .inner_join(account::table)
        .filter(room_record::session_id.eq(session_id))
        .order(room_record::id)
        .select((
            room_record::record,
            account::id,
            account::name,
            room_record::signed_at,
            room_record::key,
            room_record::signature,
        ))
        .load(connection)?)
}

/// Appends a signed record.
///
/// # Errors
/// [`StoreError::Duplicate`] when this account has signed one.
pub fn sign_record(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
    now: i64,
    (record, key, signature): (&str, &str, &str),
) -> Result<(), StoreError> {
    diesel::insert_into(room_record::table)
        .values((
            room_record::session_id.eq(session_id),
            room_record::record.eq(record),
            room_record::signed_by.eq(account_id),
            room_record::signed_at.eq(now),
            room_record::key.eq(key),
            room_record::signature.eq(signature),
        ))
        .execute(connection)?;
    Ok(())
}
