//! Public notices: appended, and run out by themselves.

use diesel::prelude::*;
use jiff::civil::Date;

use super::schema::{exam_session, notice};
use super::{AnyConnection, StoreError};

/// A new notice.
#[derive(Debug, Insertable)]
#[diesel(table_name = notice)]
pub struct NewNotice<'a> {
    /// Of which session.
    pub session_id: i64,
    /// `results`.
    pub kind: &'a str,
    /// When, in microseconds.
    pub published_at: i64,
    /// The day it was published, `YYYY-MM-DD`.
    pub first_day: &'a str,
    /// Its last working day, `YYYY-MM-DD`.
    pub last_day: &'a str,
    /// How many working days it runs.
    pub working_days: i64,
    /// Masked names, numbers and results, as JSON.
    pub entries: &'a str,
}

/// A notice with its session.
#[derive(Debug, Clone, Queryable)]
pub struct Notice {
    /// Row id.
    pub id: i64,
    /// Of which session.
    pub session_id: i64,
    /// The exam's code.
    pub exam: String,
    /// The session's code.
    pub session: String,
    /// The occupation's code.
    pub occupation: String,
    /// The level.
    pub level: i64,
    /// When, in microseconds.
    pub published_at: i64,
    /// The day it was published.
    pub first_day: String,
    /// Its last working day.
    pub last_day: String,
    /// How many working days it runs.
    pub working_days: i64,
    /// Masked names, numbers and results, as JSON.
    pub entries: String,
}

/// Publishes a notice.
///
/// # Errors
/// [`StoreError::Duplicate`] when the session has one of this kind.
pub fn insert(connection: &mut AnyConnection, new: &NewNotice<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(notice::table).values(new).returning(notice::id).get_result(connection)?)
}

/// The notices that run on a day, newest first.
///
/// # Errors
/// When the database fails.
pub fn running(connection: &mut AnyConnection, day: Date) -> Result<Vec<Notice>, StoreError> {
    Ok(notice::table
        .inner_join(exam_session::table)
        .filter(notice::last_day.ge(day.to_string()))
        .order(notice::id.desc())
        .select((
            notice::id,
            notice::session_id,
            exam_session::exam,
            exam_session::code,
            exam_session::occupation,
            exam_session::level,
            notice::published_at,
            notice::first_day,
            notice::last_day,
            notice::working_days,
            notice::entries,
        ))
        .load(connection)?)
}

/// Whether a session's results notice has run out before a day (N1): from the first whole day after its last.
///
/// # Errors
/// When the database fails.
pub fn is_over(connection: &mut AnyConnection, session_id: i64, day: Date) -> Result<bool, StoreError> {
    let last: Option<String> = notice::table
        .filter(notice::session_id.eq(session_id))
        .filter(notice::kind.eq("results"))
        .select(notice::last_day)
        .first(connection)
        .optional()?;
    Ok(last.is_some_and(|last| last < day.to_string()))
}
