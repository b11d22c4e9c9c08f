//! In which browser a session is sat, and who was let in with another. Both appended only.

use diesel::prelude::*;

use super::schema::{account, lockdown, lockdown_override, registration, sitting};
use super::{AnyConnection, StoreError};

/// What was set for a session.
#[derive(Debug, Insertable)]
#[diesel(table_name = lockdown)]
pub struct NewLockdown<'a> {
    /// The session.
    pub session_id: i64,
    /// `off`, `config_key` or `browser_keys`.
    pub mode: &'a str,
    /// Hex keys, one a line.
    pub browser_keys: &'a str,
    /// By whom.
    pub set_by: i64,
    /// When, in microseconds.
    pub set_at: i64,
}

/// Somebody let in with another browser.
#[derive(Debug, Insertable)]
#[diesel(table_name = lockdown_override)]
pub struct NewOverride<'a> {
    /// The sitting.
    pub sitting_id: i64,
    /// Why.
    pub reason: &'a str,
    /// By whom.
    pub given_by: i64,
    /// When, in microseconds.
    pub given_at: i64,
}

/// Sets it; the last one counts.
///
/// # Errors
/// When the database fails.
pub fn set(connection: &mut AnyConnection, new: &NewLockdown<'_>) -> Result<(), StoreError> {
    diesel::insert_into(lockdown::table).values(new).execute(connection)?;
    Ok(())
}

/// Mode and keys of a session; nothing where none were ever set.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session_id: i64) -> Result<Option<(String, String)>, StoreError> {
    let last = lockdown::table.filter(lockdown::session_id.eq(session_id)).order(lockdown::id.desc());
    Ok(last.select((lockdown::mode, lockdown::browser_keys)).first(connection).optional()?)
}

/// Lets somebody in with any browser.
///
/// # Errors
/// [`StoreError::Duplicate`] when that was done already.
pub fn let_in(connection: &mut AnyConnection, new: &NewOverride<'_>) -> Result<(), StoreError> {
    diesel::insert_into(lockdown_override::table).values(new).execute(connection)?;
    Ok(())
}

/// Whether somebody was let in with any browser.
///
/// # Errors
/// When the database fails.
pub fn is_let_in(connection: &mut AnyConnection, sitting_id: i64) -> Result<bool, StoreError> {
    let rows = lockdown_override::table.filter(lockdown_override::sitting_id.eq(sitting_id));
    Ok(rows.count().get_result::<i64>(connection)? > 0)
}

/// A sitting that was let in with any browser.
#[derive(Debug, Queryable)]
pub struct LetIn {
    /// The sitting.
    pub sitting_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// By whom, by name.
    pub given_by: String,
    /// When, in microseconds.
    pub given_at: i64,
}

/// The sittings of a session that were let in with any browser, in that order.
///
/// # Errors
/// When the database fails.
pub fn let_in_of(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<LetIn>, StoreError> {
    Ok(lockdown_override::table
        .inner_join(sitting::table.inner_join(registration::table))
        .inner_join(account::table)
        .filter(sitting::session_id.eq(session_id))
        .order(lockdown_override::id)
        .select((
            lockdown_override::sitting_id,
            registration::admission_number,
            registration::name,
            lockdown_override::reason,
            account::name,
            lockdown_override::given_at,
        ))
        .load(connection)?)
}
