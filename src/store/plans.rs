//! What a session's plan asks of the database: who may be drawn to supervise, and who is elsewhere that day.

use diesel::prelude::*;

use super::schema::{account, assignment, exam_session, role_grant};
use super::{AnyConnection, StoreError};

/// The active supervisors of a bureau: account, organisation, name; by account.
///
/// # Errors
/// When the database fails.
pub fn supervisors(connection: &mut AnyConnection, bureau_id: i64) -> Result<Vec<(i64, i64, String)>, StoreError> {
    Ok(role_grant::table
        .inner_join(account::table)
        .filter(role_grant::role.eq("supervisor").and(role_grant::organisation_id.eq(bureau_id)))
        .filter(account::active.eq(true))
        .order(account::id)
        .select((account::id, account::organisation_id, account::name))
        .load(connection)?)
}

/// Whether an account has a duty at another centre in a stretch of time, in microseconds.
///
/// # Errors
/// When the database fails.
pub fn is_elsewhere(
    connection: &mut AnyConnection,
    account_id: i64,
    centre_id: i64,
    (from, until): (i64, i64),
) -> Result<bool, StoreError> {
    let there: i64 = assignment::table
        .inner_join(exam_session::table)
        .filter(assignment::account_id.eq(account_id))
        .filter(exam_session::centre_id.ne(centre_id).and(exam_session::state.ne("cancelled")))
        .filter(exam_session::opens_at.ge(from).and(exam_session::opens_at.lt(until)))
        .count()
        .get_result(connection)?;
    Ok(there > 0)
}

/// Whether an account has another duty at a session than to supervise it.
///
/// # Errors
/// When the database fails.
pub fn has_other_duty(connection: &mut AnyConnection, session_id: i64, account_id: i64) -> Result<bool, StoreError> {
    let there: i64 = assignment::table
        .filter(assignment::session_id.eq(session_id).and(assignment::account_id.eq(account_id)))
        .filter(assignment::duty.ne("supervisor"))
        .count()
        .get_result(connection)?;
    Ok(there > 0)
}

/// Keeps accounts from being called elsewhere until the transaction ends, in one order whoever asks.
///
/// # Errors
/// When the database fails.
pub fn lock(connection: &mut AnyConnection, accounts: &[i64]) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(inner) = connection {
        let these = account::table.filter(account::id.eq_any(accounts)).order(account::id);
        these.for_no_key_update().select(account::id).load::<i64>(inner)?;
    }
    Ok(())
}

/// Who supervises a session: account and name, whether or not the account is still active.
///
/// # Errors
/// When the database fails.
pub fn supervising(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<(i64, String)>, StoreError> {
    Ok(assignment::table
        .inner_join(account::table)
        .filter(assignment::session_id.eq(session_id).and(assignment::duty.eq("supervisor")))
        .order(assignment::id)
        .select((account::id, account::name))
        .load(connection)?)
}

/// People by account: account, organisation, name, whether or not the account is still active.
///
/// # Errors
/// When the database fails.
pub fn people(connection: &mut AnyConnection, accounts: &[i64]) -> Result<Vec<(i64, i64, String)>, StoreError> {
    let these = account::table.filter(account::id.eq_any(accounts)).order(account::id);
    Ok(these.select((account::id, account::organisation_id, account::name)).load(connection)?)
}

/// Takes a duty back; `false` when the account has none such.
///
/// # Errors
/// When the database fails.
pub fn relieve(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
    duty: &str,
) -> Result<bool, StoreError> {
    let one = assignment::table
        .filter(assignment::session_id.eq(session_id))
        .filter(assignment::account_id.eq(account_id).and(assignment::duty.eq(duty)));
    Ok(diesel::delete(one).execute(connection)? > 0)
}

/// The names of accounts.
///
/// # Errors
/// When the database fails.
pub fn names(connection: &mut AnyConnection, accounts: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    let these = account::table.filter(account::id.eq_any(accounts));
    Ok(these.select((account::id, account::name)).load(connection)?)
}
