//! Public notices: appended, and run out by themselves.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use jiff::civil::Date;

use super::page::{Bind, Page, Slice, Sql, slice};
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
        .select(COLUMNS)
        .load(connection)?)
}

/// A running notice in a list.
#[derive(Debug, Clone, QueryableByName)]
pub struct Running {
    /// Row id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The occupation's code.
    #[diesel(sql_type = Text)]
    pub occupation: String,
    /// The level.
    #[diesel(sql_type = BigInt)]
    pub level: i64,
    /// The day it was published.
    #[diesel(sql_type = Text)]
    pub first_day: String,
    /// Its last working day.
    #[diesel(sql_type = Text)]
    pub last_day: String,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Some of the notices that run on a day, newest first, without their entries.
///
/// # Errors
/// When the database fails.
pub fn page(connection: &mut AnyConnection, day: Date, part: Slice) -> Result<Page<Running>, StoreError> {
    slice(
        connection,
        part,
        |row: &Running| row.total,
        |connection, part| {
            let mut sql = Sql::new("SELECT n.id, s.occupation, s.level, n.first_day, n.last_day, ");
            sql.push("COUNT(*) OVER () AS total FROM notice n JOIN exam_session s ON s.id = n.session_id ");
            sql.with("WHERE n.last_day >= ? ORDER BY n.id DESC", [Bind::Text(day.to_string())]);
            sql.with(" LIMIT ? OFFSET ?", [part.limit, part.offset].map(Bind::Number));
            sql.load(connection)
        },
    )
}

/// One notice.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Option<Notice>, StoreError> {
    let query = notice::table.inner_join(exam_session::table).filter(notice::id.eq(id));
    Ok(query.select(COLUMNS).first(connection).optional()?)
}

/// The notice of a session's results.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session_id: i64) -> Result<Option<Notice>, StoreError> {
    let query = notice::table.inner_join(exam_session::table).filter(notice::session_id.eq(session_id));
    Ok(query.filter(notice::kind.eq("results")).select(COLUMNS).first(connection).optional()?)
}

type Columns = (
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
);

const COLUMNS: Columns = (
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
);

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
