//! Practical marks: one sheet an examiner, appended and never changed.

use diesel::prelude::*;

use super::schema::{account, assignment, practical_mark, registration, sitting};
use super::{AnyConnection, StoreError};

/// A new sheet.
#[derive(Debug, Insertable)]
#[diesel(table_name = practical_mark)]
pub struct NewMark<'a> {
    /// Whose.
    pub registration_id: i64,
    /// By whom.
    pub examiner_id: i64,
    /// The sheet, as JSON.
    pub sheet: &'a str,
    /// Its total, in hundredths.
    pub total: i64,
    /// Whether a ★ criterion was not done.
    pub star_failed: bool,
    /// When, in microseconds.
    pub signed_at: i64,
}

/// A sheet.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = practical_mark)]
pub struct Mark {
    /// Whose.
    pub registration_id: i64,
    /// By whom.
    pub examiner_id: i64,
    /// The sheet, as JSON.
    pub sheet: String,
    /// Its total, in hundredths.
    pub total: i64,
}

/// Appends a sheet.
///
/// # Errors
/// [`StoreError::Duplicate`] when this examiner has signed one.
pub fn insert(connection: &mut AnyConnection, new: &NewMark<'_>) -> Result<(), StoreError> {
    diesel::insert_into(practical_mark::table).values(new).execute(connection)?;
    Ok(())
}

/// All sheets of a session, in the order they were signed.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Mark>, StoreError> {
    Ok(practical_mark::table
        .inner_join(registration::table)
        .filter(registration::session_id.eq(session_id))
        .order(practical_mark::id)
        .select(Mark::as_select())
        .load(connection)?)
}

/// Whether an account has a duty at a session.
///
/// # Errors
/// When the database fails.
pub fn is_assigned(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
    duty: &str,
) -> Result<bool, StoreError> {
    let found: i64 = assignment::table
        .inner_join(account::table)
        .filter(assignment::session_id.eq(session_id))
        .filter(assignment::account_id.eq(account_id))
        .filter(assignment::duty.eq(duty))
        .filter(account::active.eq(true))
        .count()
        .get_result(connection)?;
    Ok(found > 0)
}

/// The states of a session's sittings, by registration.
///
/// # Errors
/// When the database fails.
pub fn sitting_states(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<(i64, String)>, StoreError> {
    let query = sitting::table.filter(sitting::session_id.eq(session_id));
    Ok(query.select((sitting::registration_id, sitting::state)).load(connection)?)
}
