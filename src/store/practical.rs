//! Practical marks: one sheet an examiner, appended and never changed; and the drafts of sheets not signed yet.

use diesel::prelude::*;

use super::schema::{account, assignment, practical_draft, practical_mark, registration, sitting};
use super::{AnyConnection, StoreError, each_backend};

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
    /// When it was signed, in microseconds.
    pub signed_at: i64,
}

/// A sheet that is not signed yet.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = practical_draft)]
pub struct DraftRow {
    /// Whose.
    pub registration_id: i64,
    /// What was typed so far, as JSON.
    pub fields: String,
    /// When it was last kept, in microseconds.
    pub saved_at: i64,
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

/// The sheets that one examiner signed in a session.
///
/// # Errors
/// When the database fails.
pub fn of_examiner(connection: &mut AnyConnection, session_id: i64, examiner_id: i64) -> Result<Vec<Mark>, StoreError> {
    Ok(practical_mark::table
        .inner_join(registration::table)
        .filter(registration::session_id.eq(session_id))
        .filter(practical_mark::examiner_id.eq(examiner_id))
        .select(Mark::as_select())
        .load(connection)?)
}

/// The sheet that an examiner signed for a candidate, if one was.
///
/// # Errors
/// When the database fails.
pub fn find(
    connection: &mut AnyConnection,
    registration_id: i64,
    examiner_id: i64,
) -> Result<Option<Mark>, StoreError> {
    Ok(practical_mark::table
        .filter(practical_mark::registration_id.eq(registration_id))
        .filter(practical_mark::examiner_id.eq(examiner_id))
        .select(Mark::as_select())
        .first(connection)
        .optional()?)
}

/// The drafts that one examiner has in a session.
///
/// # Errors
/// When the database fails.
pub fn drafts_of(
    connection: &mut AnyConnection,
    session_id: i64,
    examiner_id: i64,
) -> Result<Vec<DraftRow>, StoreError> {
    Ok(practical_draft::table
        .inner_join(registration::table)
        .filter(registration::session_id.eq(session_id))
        .filter(practical_draft::examiner_id.eq(examiner_id))
        .select(DraftRow::as_select())
        .load(connection)?)
}

/// An examiner's draft for a candidate, if there is one.
///
/// # Errors
/// When the database fails.
pub fn draft(
    connection: &mut AnyConnection,
    registration_id: i64,
    examiner_id: i64,
) -> Result<Option<DraftRow>, StoreError> {
    let query = practical_draft::table.find((registration_id, examiner_id)).select(DraftRow::as_select());
    Ok(query.first(connection).optional()?)
}

/// Keeps an examiner's draft for a candidate in place of the one before.
///
/// # Errors
/// When the database fails.
pub fn put_draft(
    connection: &mut AnyConnection,
    registration_id: i64,
    examiner_id: i64,
    fields: &str,
    now: i64,
) -> Result<(), StoreError> {
    let row = (
        practical_draft::registration_id.eq(registration_id),
        practical_draft::examiner_id.eq(examiner_id),
        practical_draft::fields.eq(fields),
        practical_draft::saved_at.eq(now),
    );
    let query = diesel::insert_into(practical_draft::table)
        .values(row)
        .on_conflict((practical_draft::registration_id, practical_draft::examiner_id))
        .do_update()
        .set((practical_draft::fields.eq(fields), practical_draft::saved_at.eq(now)));
    each_backend!(connection, inner => query.execute(inner))?;
    Ok(())
}

/// Takes an examiner's draft for a candidate away.
///
/// # Errors
/// When the database fails.
pub fn drop_draft(connection: &mut AnyConnection, registration_id: i64, examiner_id: i64) -> Result<(), StoreError> {
    diesel::delete(practical_draft::table.find((registration_id, examiner_id))).execute(connection)?;
    Ok(())
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
