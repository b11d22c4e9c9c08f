//! Certificates: numbers, the making step by step, states, and what happened to each.

use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::{certificate, certificate_event, exam_session, issuing_key, registration, serial_counter};
use super::{AnyConnection, StoreError, micros};

/// A certificate in the making or made.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certificate)]
pub struct CertificateRow {
    /// Row id.
    pub id: i64,
    /// The registration it rests on.
    pub registration_id: i64,
    /// The holder.
    pub person_id: i64,
    /// The occupation's current code.
    pub occupation: String,
    /// The level; 0 for none.
    pub level: i64,
    /// The kind's word.
    pub kind: String,
    /// The serial as one word.
    pub serial: String,
    /// List × 131,072 + index.
    pub status_index: i64,
    /// `live`, `suspended`, `revoked` or `void`.
    pub state: String,
    /// How far the award has come.
    pub step: String,
    /// What everything is made from, as JSON.
    pub facts: String,
    /// `certificate.json` once signed.
    pub document: String,
    /// The code's bytes in hex once signed.
    pub qr: String,
    /// The log index once logged.
    pub leaf_index: Option<i64>,
    /// The signing key's kid in hex once logged.
    pub kid: String,
    /// When it was recorded, in microseconds.
    pub recorded_at: i64,
    /// When it was published, in microseconds.
    pub published_at: Option<i64>,
}

/// A certificate to record.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = certificate)]
pub struct NewCertificate {
    /// The registration it rests on.
    pub registration_id: i64,
    /// The holder.
    pub person_id: i64,
    /// The occupation's current code.
    pub occupation: String,
    /// The level; 0 for none.
    pub level: i64,
    /// The kind's word.
    pub kind: String,
    /// The serial as one word.
    pub serial: String,
    /// The document's uuid.
    pub uuid: String,
    /// The code's nonce in hex.
    pub nonce: String,
    /// List × 131,072 + index.
    pub status_index: i64,
    /// `live`.
    pub state: String,
    /// `recorded`.
    pub step: String,
    /// What everything is made from, as JSON.
    pub facts: String,
    /// Empty.
    pub document: String,
    /// Empty.
    pub qr: String,
    /// Empty.
    pub kid: String,
    /// Now, in microseconds.
    pub recorded_at: i64,
}

/// What happened to a certificate.
#[derive(Debug, Clone, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = certificate_event)]
pub struct EventRow {
    /// `issue`, `void`, `revoke`, ….
    pub op: String,
    /// When, in microseconds.
    pub at: i64,
    /// The ground of a revocation (C5).
    pub ground: String,
    /// The reason in words.
    pub reason: String,
}

/// A key that signs or signed certificates.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = issuing_key)]
pub struct KeyRow {
    /// The key's kid in hex.
    pub kid: String,
    /// The key as a Multikey.
    pub multikey: String,
    /// `active`, `retired` or `compromised:SIZE`.
    pub state: String,
    /// From when, in microseconds.
    pub from_at: i64,
    /// Until when, in microseconds.
    pub until_at: Option<i64>,
}

/// Takes the next sequence of (body, year, level), from 1. Two transactions never take the same.
///
/// # Errors
/// When the database fails.
pub fn next_sequence(connection: &mut AnyConnection, body: &str, year: i64, level: i64) -> Result<i64, StoreError> {
    const CREATE: &str = "INSERT INTO serial_counter (body, year, level, next) VALUES ($1, $2, $3, 1) \
                          ON CONFLICT (body, year, level) DO NOTHING";
    use diesel::sql_types::{BigInt, Text};
    super::each_backend!(connection, inner => {
        diesel::sql_query(CREATE).bind::<Text, _>(body).bind::<BigInt, _>(year).bind::<BigInt, _>(level).execute(inner)
    })?;
    let row = serial_counter::table.find((body, year, level));
    // The update takes the row's lock; what is read afterwards in this transaction is ours.
    diesel::update(row).set(serial_counter::next.eq(serial_counter::next + 1)).execute(connection)?;
    let next: i64 = row.select(serial_counter::next).first(connection)?;
    Ok(next - 1)
}

/// Whether a place in the status lists is taken.
///
/// # Errors
/// When the database fails.
pub fn is_status_index_taken(connection: &mut AnyConnection, index: i64) -> Result<bool, StoreError> {
    let there: i64 = certificate::table.filter(certificate::status_index.eq(index)).count().get_result(connection)?;
    Ok(there > 0)
}

/// How many certificates there are, void ones included.
///
/// # Errors
/// When the database fails.
pub fn count(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    Ok(certificate::table.count().get_result(connection)?)
}

/// Records a certificate; returns its row id.
///
/// # Errors
/// [`StoreError::Duplicate`] when the person holds a live one (D1), or the registration has one; the database fails.
pub fn insert(connection: &mut AnyConnection, row: &NewCertificate) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(certificate::table).values(row).returning(certificate::id).get_result(connection)?)
}

/// A certificate by its row id.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn by_id(connection: &mut AnyConnection, id: i64) -> Result<CertificateRow, StoreError> {
    Ok(certificate::table.find(id).select(CertificateRow::as_select()).first(connection)?)
}

/// A certificate by its serial.
///
/// # Errors
/// When the database fails.
pub fn by_serial(connection: &mut AnyConnection, serial: &str) -> Result<Option<CertificateRow>, StoreError> {
    Ok(certificate::table
        .filter(certificate::serial.eq(serial))
        .select(CertificateRow::as_select())
        .first(connection)
        .optional()?)
}

/// The bureau, centre and body of the session that a certificate comes from.
///
/// # Errors
/// When the database fails.
pub fn places(connection: &mut AnyConnection, serial: &str) -> Result<Option<[i64; 3]>, StoreError> {
    let found: Option<(i64, i64, i64)> = certificate::table
        .inner_join(registration::table.inner_join(exam_session::table))
        .filter(certificate::serial.eq(serial))
        .select((exam_session::bureau_id, exam_session::centre_id, exam_session::body_id))
        .first(connection)
        .optional()?;
    Ok(found.map(|(bureau, centre, body)| [bureau, centre, body]))
}

/// The certificate of a registration that is not void.
///
/// # Errors
/// When the database fails.
pub fn of_registration(connection: &mut AnyConnection, id: i64) -> Result<Option<CertificateRow>, StoreError> {
    Ok(certificate::table
        .filter(certificate::registration_id.eq(id))
        .filter(certificate::state.ne("void"))
        .select(CertificateRow::as_select())
        .first(connection)
        .optional()?)
}

/// The live certificates of a person in an occupation; suspended counts.
///
/// # Errors
/// When the database fails.
pub fn live_of(
    connection: &mut AnyConnection,
    person_id: i64,
    occupation: &str,
) -> Result<Vec<CertificateRow>, StoreError> {
    Ok(certificate::table
        .filter(certificate::person_id.eq(person_id))
        .filter(certificate::occupation.eq(occupation))
        .filter(certificate::state.eq_any(["live", "suspended"]))
        .select(CertificateRow::as_select())
        .load(connection)?)
}

/// The certificates that a crash left between steps, oldest first.
///
/// # Errors
/// When the database fails.
pub fn unfinished(connection: &mut AnyConnection) -> Result<Vec<i64>, StoreError> {
    Ok(certificate::table
        .filter(certificate::step.ne_all(["published", "void"]))
        .order(certificate::id)
        .select(certificate::id)
        .load(connection)?)
}

/// What a step adds to a certificate.
#[derive(Debug, Default, AsChangeset)]
#[diesel(table_name = certificate)]
pub struct Progress {
    /// The step reached.
    pub step: String,
    /// The log index.
    pub leaf_index: Option<i64>,
    /// The signing key's kid.
    pub kid: Option<String>,
    /// The signed document.
    pub document: Option<String>,
    /// The code in hex.
    pub qr: Option<String>,
    /// When it was published, in microseconds.
    pub published_at: Option<i64>,
    /// Another state.
    pub state: Option<String>,
}

/// Moves a certificate on from a step; `false` when it is no longer at that step, because somebody else moved it.
///
/// # Errors
/// When the database fails.
pub fn advance(connection: &mut AnyConnection, id: i64, from: &str, to: &Progress) -> Result<bool, StoreError> {
    let row = certificate::table.filter(certificate::id.eq(id)).filter(certificate::step.eq(from));
    Ok(diesel::update(row).set(to).execute(connection)? == 1)
}

/// Changes a published certificate's state; `false` when it is in none of the states it may leave.
///
/// # Errors
/// When the database fails.
pub fn set_state(connection: &mut AnyConnection, id: i64, from: &[&str], to: &str) -> Result<bool, StoreError> {
    let row = certificate::table
        .filter(certificate::id.eq(id))
        .filter(certificate::step.eq("published"))
        .filter(certificate::state.eq_any(from));
    Ok(diesel::update(row).set(certificate::state.eq(to)).execute(connection)? == 1)
}

/// Whether no certificate has a status index from `start` up to `end`.
///
/// # Errors
/// When the database fails.
pub fn is_list_empty(connection: &mut AnyConnection, start: i64, end: i64) -> Result<bool, StoreError> {
    let range =
        certificate::table.filter(certificate::status_index.ge(start)).filter(certificate::status_index.lt(end));
    Ok(range.count().get_result::<i64>(connection)? == 0)
}

/// The status indices, from `start` up to `end`, of certificates in a state.
///
/// # Errors
/// When the database fails.
pub fn status_indices(
    connection: &mut AnyConnection,
    state: &str,
    start: i64,
    end: i64,
) -> Result<Vec<i64>, StoreError> {
    Ok(certificate::table
        .filter(certificate::state.eq(state))
        .filter(certificate::status_index.ge(start))
        .filter(certificate::status_index.lt(end))
        .select(certificate::status_index)
        .load(connection)?)
}

/// Appends an event.
///
/// # Errors
/// When the database fails.
pub fn append_event(
    connection: &mut AnyConnection,
    certificate_id: i64,
    account_id: i64,
    op: &str,
    (ground, reason): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(certificate_event::table)
        .values((
            certificate_event::certificate_id.eq(certificate_id),
            certificate_event::op.eq(op),
            certificate_event::at.eq(micros(now)),
            certificate_event::account_id.eq(account_id),
            certificate_event::ground.eq(ground),
            certificate_event::reason.eq(reason),
        ))
        .execute(connection)?;
    Ok(())
}

/// What happened to a certificate, oldest first.
///
/// # Errors
/// When the database fails.
pub fn events(connection: &mut AnyConnection, certificate_id: i64) -> Result<Vec<EventRow>, StoreError> {
    Ok(certificate_event::table
        .filter(certificate_event::certificate_id.eq(certificate_id))
        .order(certificate_event::id)
        .select(EventRow::as_select())
        .load(connection)?)
}

/// Every issuing key, oldest first.
///
/// # Errors
/// When the database fails.
pub fn keys(connection: &mut AnyConnection) -> Result<Vec<KeyRow>, StoreError> {
    let all = issuing_key::table.order((issuing_key::from_at, issuing_key::kid));
    Ok(all.select(KeyRow::as_select()).load(connection)?)
}

/// Adds an issuing key unless it is there.
///
/// # Errors
/// When the database fails.
pub fn ensure_key(
    connection: &mut AnyConnection,
    kid: &str,
    multikey: &str,
    from: Timestamp,
) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO issuing_key (kid, multikey, state, from_at) VALUES ($1, $2, 'active', $3) \
                       ON CONFLICT (kid) DO NOTHING";
    use diesel::sql_types::{BigInt, Text};
    super::each_backend!(connection, inner => {
        diesel::sql_query(ADD)
            .bind::<Text, _>(kid)
            .bind::<Text, _>(multikey)
            .bind::<BigInt, _>(micros(from))
            .execute(inner)
    })?;
    Ok(())
}
