//! What an award rests on, read in the transaction that records it: the registration, its session, marks, result,
//! notice, filings. Written by others; read here.

use diesel::prelude::*;

use super::schema::{
    exam_session, filing, notice, organisation, person, person_occupation, practical_mark, registration, result,
    theory_score,
};
use super::{AnyConnection, StoreError};

/// A session as an award sees it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exam_session)]
pub struct SessionRow {
    /// Row id.
    pub id: i64,
    /// The certificate kind's word.
    pub kind: String,
    /// The awarding body.
    pub body_id: i64,
    /// The bureau.
    pub bureau_id: i64,
    /// The centre.
    pub centre_id: i64,
    /// When it opened, in microseconds.
    pub opens_at: i64,
    /// Its state.
    pub state: String,
}

/// A registration as an award sees it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = registration)]
pub struct RegistrationRow {
    /// Row id.
    pub id: i64,
    /// The person.
    pub person_id: i64,
    /// The session.
    pub session_id: i64,
    /// The occupation's current code.
    pub occupation: String,
    /// The level.
    pub level: i64,
    /// The name as registered.
    pub name: String,
    /// The mail address, or nothing.
    pub email: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Its state.
    pub state: String,
}

/// A person's sealed identity.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = person)]
pub struct IdentityRow {
    /// The keyed index, which the seal is bound to.
    pub identity_index: String,
    /// The sealed document.
    pub identity_sealed: Vec<u8>,
}

/// An organisation.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = organisation)]
pub struct OrganisationRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `bureau`, `awarding_body` or `centre`.
    pub kind: String,
}

/// A decided result.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = result)]
pub struct ResultRow {
    /// The theory mark in hundredths.
    pub theory: i64,
    /// The practical mark in hundredths.
    pub practical: i64,
    /// Whether every part is passed.
    pub passed: bool,
}

/// A session.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn session(connection: &mut AnyConnection, id: i64) -> Result<SessionRow, StoreError> {
    Ok(exam_session::table.find(id).select(SessionRow::as_select()).first(connection)?)
}

/// A registration.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn registration(connection: &mut AnyConnection, id: i64) -> Result<RegistrationRow, StoreError> {
    Ok(registration::table.find(id).select(RegistrationRow::as_select()).first(connection)?)
}

/// The registrations of a session that are open or awarded, in order.
///
/// # Errors
/// When the database fails.
pub fn registrations(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<RegistrationRow>, StoreError> {
    Ok(registration::table
        .filter(registration::session_id.eq(session_id))
        .filter(registration::state.eq_any(["open", "awarded"]))
        .order(registration::id)
        .select(RegistrationRow::as_select())
        .load(connection)?)
}

/// Takes the lock of (person, occupation) until the transaction ends: D1 and D2 are decided under it.
///
/// # Errors
/// When the database fails.
pub fn lock_person(connection: &mut AnyConnection, person_id: i64, occupation: &str) -> Result<(), StoreError> {
    const CREATE: &str = "INSERT INTO person_occupation (person_id, occupation) VALUES ($1, $2) \
                          ON CONFLICT (person_id, occupation) DO NOTHING";
    use diesel::sql_types::{BigInt, Text};
    super::each_backend!(connection, inner => {
        diesel::sql_query(CREATE).bind::<BigInt, _>(person_id).bind::<Text, _>(occupation).execute(inner)
    })?;
    if let AnyConnection::Postgres(inner) = connection {
        let row = person_occupation::table.find((person_id, occupation));
        row.select(person_occupation::person_id).for_update().get_result::<i64>(inner)?;
    }
    Ok(())
}

/// The newest decided result.
///
/// # Errors
/// When the database fails.
pub fn newest_result(connection: &mut AnyConnection, registration_id: i64) -> Result<Option<ResultRow>, StoreError> {
    Ok(result::table
        .filter(result::registration_id.eq(registration_id))
        .order(result::version.desc())
        .select(ResultRow::as_select())
        .first(connection)
        .optional()?)
}

/// Whether the theory test was scored.
///
/// # Errors
/// When the database fails.
pub fn has_theory(connection: &mut AnyConnection, registration_id: i64) -> Result<bool, StoreError> {
    let scored = theory_score::table.filter(theory_score::registration_id.eq(registration_id));
    Ok(scored.count().get_result::<i64>(connection)? > 0)
}

/// When the last practical sheet was signed, in microseconds; `None` when none was.
///
/// # Errors
/// When the database fails.
pub fn last_practical(connection: &mut AnyConnection, registration_id: i64) -> Result<Option<i64>, StoreError> {
    Ok(practical_mark::table
        .filter(practical_mark::registration_id.eq(registration_id))
        .select(diesel::dsl::max(practical_mark::signed_at))
        .first(connection)?)
}

/// The last day of a session's notice of results (N1).
///
/// # Errors
/// When the database fails.
pub fn notice_ends(connection: &mut AnyConnection, session_id: i64) -> Result<Option<String>, StoreError> {
    Ok(notice::table
        .filter(notice::session_id.eq(session_id))
        .filter(notice::kind.eq("results"))
        .select(diesel::dsl::max(notice::last_day))
        .first(connection)?)
}

/// The days from and to which a body is filed for an occupation and level (C0).
///
/// # Errors
/// When the database fails.
pub fn filings(
    connection: &mut AnyConnection,
    organisation_id: i64,
    occupation: &str,
    level: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    Ok(filing::table
        .filter(filing::organisation_id.eq(organisation_id))
        .filter(filing::occupation.eq(occupation))
        .filter(filing::level.eq(level))
        .select((filing::from_day, filing::to_day))
        .load(connection)?)
}

/// An organisation.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn organisation(connection: &mut AnyConnection, id: i64) -> Result<OrganisationRow, StoreError> {
    Ok(organisation::table.find(id).select(OrganisationRow::as_select()).first(connection)?)
}

/// The bureau whose server this is: the first of that kind.
///
/// # Errors
/// When the database fails.
pub fn bureau(connection: &mut AnyConnection) -> Result<Option<OrganisationRow>, StoreError> {
    Ok(organisation::table
        .filter(organisation::kind.eq("bureau"))
        .order(organisation::id)
        .select(OrganisationRow::as_select())
        .first(connection)
        .optional()?)
}

/// A person's sealed identity.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn identity(connection: &mut AnyConnection, person_id: i64) -> Result<IdentityRow, StoreError> {
    Ok(person::table.find(person_id).select(IdentityRow::as_select()).first(connection)?)
}

/// Moves a registration from one state to another; `false` when it is not in the first.
///
/// # Errors
/// When the database fails.
pub fn move_registration(
    connection: &mut AnyConnection,
    id: i64,
    from: &str,
    to: &str,
    closed_at: Option<i64>,
) -> Result<bool, StoreError> {
    let row = registration::table.filter(registration::id.eq(id)).filter(registration::state.eq(from));
    let set = (registration::state.eq(to), registration::closed_at.eq(closed_at));
    Ok(diesel::update(row).set(set).execute(connection)? == 1)
}

/// Moves a session from `noticed` to `awarded`.
///
/// # Errors
/// When the database fails.
pub fn finish_session(connection: &mut AnyConnection, id: i64) -> Result<bool, StoreError> {
    let row = exam_session::table.filter(exam_session::id.eq(id)).filter(exam_session::state.eq("noticed"));
    Ok(diesel::update(row).set(exam_session::state.eq("awarded")).execute(connection)? == 1)
}
