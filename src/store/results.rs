//! Theory scores and results.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::{registration, result, theory_score};
use super::{AnyConnection, StoreError};

/// A new result. A later version replaces an earlier one, which stays.
#[derive(Debug, Insertable)]
#[diesel(table_name = result)]
pub struct NewResult<'a> {
    /// Whose.
    pub registration_id: i64,
    /// From 1.
    pub version: i64,
    /// Theory marks in hundredths, 0 for who was absent.
    pub theory: i64,
    /// Practical marks in hundredths, 0 for who was absent.
    pub practical: i64,
    /// Whether both parts are passed.
    pub passed: bool,
    /// The verdict, as JSON.
    pub verdict: &'a str,
    /// When, in microseconds.
    pub decided_at: i64,
}

/// A result.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = result)]
pub struct ResultOf {
    /// Whose.
    pub registration_id: i64,
    /// From 1.
    pub version: i64,
    /// Theory marks in hundredths.
    pub theory: i64,
    /// Practical marks in hundredths.
    pub practical: i64,
    /// Whether both parts are passed.
    pub passed: bool,
    /// The verdict, as JSON.
    pub verdict: String,
}

/// Appends a result.
///
/// # Errors
/// [`StoreError::Duplicate`] when there is one of this version.
pub fn insert(connection: &mut AnyConnection, new: &NewResult<'_>) -> Result<(), StoreError> {
    diesel::insert_into(result::table).values(new).execute(connection)?;
    Ok(())
}

/// The newest result of each registration of a session.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session_id: i64) -> Result<BTreeMap<i64, ResultOf>, StoreError> {
    let rows: Vec<ResultOf> = result::table
        .inner_join(registration::table)
        .filter(registration::session_id.eq(session_id))
        .order(result::version)
        .select(ResultOf::as_select())
        .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.registration_id, row)).collect())
}

/// The theory marks of a session in hundredths, by registration.
///
/// # Errors
/// When the database fails.
pub fn theory(connection: &mut AnyConnection, session_id: i64) -> Result<BTreeMap<i64, i64>, StoreError> {
    let rows: Vec<(i64, i64)> = theory_score::table
        .inner_join(registration::table)
        .filter(registration::session_id.eq(session_id))
        .select((theory_score::registration_id, theory_score::marks))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
