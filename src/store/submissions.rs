//! Forms that were posted: by whom, under which name, and where their reader was sent.

use diesel::prelude::*;

use super::schema::submission;
use super::{AnyConnection, StoreError, each_backend};

/// A form that was posted.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = submission)]
pub struct Submission {
    /// When it was first posted, in microseconds.
    pub begun_at: i64,
    /// Where its reader was sent; empty until it is carried out.
    pub location: String,
}

/// The posting of a name, if there was one.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, account_id: i64, name: &str) -> Result<Option<Submission>, StoreError> {
    let query = submission::table.find((account_id, name)).select(Submission::as_select());
    Ok(query.first(connection).optional()?)
}

/// Adds a posting; `false` where another has the name.
///
/// # Errors
/// When the database fails.
pub fn insert(connection: &mut AnyConnection, account_id: i64, name: &str, now: i64) -> Result<bool, StoreError> {
    let row = (
        submission::account_id.eq(account_id),
        submission::name.eq(name),
        submission::begun_at.eq(now),
        submission::location.eq(""),
    );
    let query = diesel::insert_into(submission::table).values(row).on_conflict_do_nothing();
    Ok(each_backend!(connection, inner => query.execute(inner))? == 1)
}

/// Says where the reader of a posting was sent.
///
/// # Errors
/// When the database fails.
pub fn set_location(
    connection: &mut AnyConnection,
    account_id: i64,
    name: &str,
    location: &str,
) -> Result<(), StoreError> {
    let place = submission::location.eq(location);
    diesel::update(submission::table.find((account_id, name))).set(place).execute(connection)?;
    Ok(())
}

/// Takes a posting away.
///
/// # Errors
/// When the database fails.
pub fn remove(connection: &mut AnyConnection, account_id: i64, name: &str) -> Result<(), StoreError> {
    diesel::delete(submission::table.find((account_id, name))).execute(connection)?;
    Ok(())
}

/// Takes away what was posted before an instant in microseconds.
///
/// # Errors
/// When the database fails.
pub fn clear(connection: &mut AnyConnection, before: i64) -> Result<(), StoreError> {
    diesel::delete(submission::table.filter(submission::begun_at.lt(before))).execute(connection)?;
    Ok(())
}
