//! The draw's rows: contributors, the roster, and what each step of the ceremony writes into the session.

use diesel::prelude::*;

use super::schema::{contributor, exam_session, person, registration};
use super::{AnyConnection, StoreError};

/// Somebody who committed to a secret.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = contributor)]
pub struct Contributor {
    /// The id in exam-seed/v1.
    pub code: String,
    /// The name for people.
    pub name: String,
    /// Whether it is outside the bureau.
    pub outside: bool,
    /// The commitment in hex.
    pub commitment: String,
    /// The secret in hex once it is published.
    pub secret: String,
    /// When it was opened.
    pub opened_at: Option<i64>,
}

/// The contributors of a session, by code.
///
/// # Errors
/// When the database fails.
pub fn contributors(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Contributor>, StoreError> {
    Ok(contributor::table
        .filter(contributor::session_id.eq(session_id))
        .order(contributor::code)
        .select(Contributor::as_select())
        .load(connection)?)
}

/// Whether any session ever held this commitment.
///
/// # Errors
/// When the database fails.
pub fn commitment_known(connection: &mut AnyConnection, commitment: &str) -> Result<bool, StoreError> {
    let there: i64 =
        contributor::table.filter(contributor::commitment.eq(commitment)).count().get_result(connection)?;
    Ok(there > 0)
}

/// Writes a commitment.
///
/// # Errors
/// [`StoreError::Duplicate`] when the contributor or the commitment is there already.
pub fn insert_contributor(
    connection: &mut AnyConnection,
    session_id: i64,
    (code, name, outside, commitment): (&str, &str, bool, &str),
    now: i64,
) -> Result<(), StoreError> {
    diesel::insert_into(contributor::table)
        .values((
            contributor::session_id.eq(session_id),
            contributor::code.eq(code),
            contributor::name.eq(name),
            contributor::outside.eq(outside),
            contributor::commitment.eq(commitment),
            contributor::committed_at.eq(now),
            contributor::secret.eq(""),
        ))
        .execute(connection)?;
    Ok(())
}

/// Somebody on the roster.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Entrant {
    /// Registration.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// Mail address, or empty.
    pub email: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Seat, 0 before the roster closes.
    pub seat: i64,
    /// The index under which the identity is looked up; what the sealed number is bound to.
    pub identity_index: String,
    /// The identity document, sealed.
    pub identity_sealed: Vec<u8>,
}

/// The open registrations of a session, by admission number.
///
/// # Errors
/// When the database fails.
pub fn roster(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Entrant>, StoreError> {
    let mut entrants: Vec<Entrant> = registration::table
        .inner_join(person::table)
        .filter(registration::session_id.eq(session_id).and(registration::state.eq("open")))
        .select((
            registration::id,
            registration::admission_number,
            registration::name,
            registration::email,
            registration::locale,
            registration::seat,
            person::identity_index,
            person::identity_sealed,
        ))
        .load(connection)?;
    // By bytes, whatever the database's collation.
    entrants.sort_by(|a, b| a.admission_number.cmp(&b.admission_number));
    Ok(entrants)
}

/// What closing the roster writes.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_session)]
#[allow(missing_docs)]
pub struct Closing<'a> {
    pub state: &'a str,
    pub manifest: &'a str,
    pub manifest_digest: &'a str,
    pub ids_sealed: &'a [u8],
    pub beacon_named: &'a str,
    pub beacon_fallback: &'a str,
}

/// Closes a session's roster.
///
/// # Errors
/// When the database fails.
pub fn close(connection: &mut AnyConnection, session_id: i64, closing: &Closing<'_>) -> Result<(), StoreError> {
    diesel::update(exam_session::table.find(session_id)).set(closing).execute(connection)?;
    Ok(())
}

/// Seats a candidate.
///
/// # Errors
/// When the database fails.
pub fn seat(connection: &mut AnyConnection, registration_id: i64, seat: i64) -> Result<(), StoreError> {
    diesel::update(registration::table.find(registration_id)).set(registration::seat.eq(seat)).execute(connection)?;
    Ok(())
}

/// What opening the papers writes.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_session)]
#[allow(missing_docs)]
pub struct Opened<'a> {
    pub state: &'a str,
    pub reveals: &'a str,
    pub master_digest: &'a str,
    pub papers_root: &'a str,
    pub evidence_digest: &'a str,
}

/// Marks a session's papers as derived.
///
/// # Errors
/// When the database fails.
pub fn open(connection: &mut AnyConnection, session_id: i64, opened: &Opened<'_>) -> Result<(), StoreError> {
    diesel::update(exam_session::table.find(session_id)).set(opened).execute(connection)?;
    Ok(())
}

/// Keeps an opened secret, sealed; `false` when it was opened already.
///
/// # Errors
/// When the database fails.
pub fn open_secret(
    connection: &mut AnyConnection,
    session_id: i64,
    code: &str,
    sealed: &[u8],
    now: i64,
) -> Result<bool, StoreError> {
    let one = contributor::table
        .filter(contributor::session_id.eq(session_id))
        .filter(contributor::code.eq(code))
        .filter(contributor::opened_at.is_null());
    let opened = (contributor::secret_sealed.eq(Some(sealed)), contributor::opened_at.eq(Some(now)));
    Ok(diesel::update(one).set(opened).execute(connection)? == 1)
}

/// An opened secret: the contributor's code, and the secret sealed under the store's key.
pub type OpenedSecret = (String, Option<Vec<u8>>);

/// The opened secrets of a session, by code.
///
/// # Errors
/// When the database fails.
pub fn opened_secrets(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<OpenedSecret>, StoreError> {
    Ok(contributor::table
        .filter(contributor::session_id.eq(session_id))
        .filter(contributor::opened_at.is_not_null())
        .order(contributor::code)
        .select((contributor::code, contributor::secret_sealed))
        .load(connection)?)
}

/// What calling a session off writes.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_session)]
#[allow(missing_docs)]
pub struct Cancelled<'a> {
    pub state: &'a str,
    pub cancellation: &'a str,
    pub evidence: &'a str,
}

/// Calls a session off.
///
/// # Errors
/// When the database fails.
pub fn cancel(connection: &mut AnyConnection, session_id: i64, cancelled: &Cancelled<'_>) -> Result<(), StoreError> {
    diesel::update(exam_session::table.find(session_id)).set(cancelled).execute(connection)?;
    Ok(())
}

/// Whether a session of the exam has its theory test still before it.
///
/// # Errors
/// When the database fails.
pub fn exam_goes_on(connection: &mut AnyConnection, exam: &str) -> Result<bool, StoreError> {
    let waiting: i64 = exam_session::table
        .filter(exam_session::exam.eq(exam).and(exam_session::plan_of.is_null()))
        .filter(exam_session::state.eq_any(["planned", "roster_closed", "opened"]))
        .count()
        .get_result(connection)?;
    Ok(waiting > 0)
}

/// What publishing the evidence writes.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_session)]
#[allow(missing_docs)]
pub struct Published<'a> {
    pub state: &'a str,
    pub reveals: &'a str,
    pub evidence: &'a str,
}

/// Publishes the evidence and each contributor's secret (code, hex).
///
/// # Errors
/// When the database fails.
pub fn publish(
    connection: &mut AnyConnection,
    session_id: i64,
    published: &Published<'_>,
    secrets: &[(String, String)],
) -> Result<(), StoreError> {
    diesel::update(exam_session::table.find(session_id)).set(published).execute(connection)?;
    for (code, secret) in secrets {
        let one = contributor::table.filter(contributor::session_id.eq(session_id)).filter(contributor::code.eq(code));
        diesel::update(one).set(contributor::secret.eq(secret)).execute(connection)?;
    }
    Ok(())
}
