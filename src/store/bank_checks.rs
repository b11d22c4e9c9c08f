//! Banks that were checked and wait, sealed, to be sealed as packages; and item keys that wait to be taken.

use diesel::prelude::*;

use super::schema::bank_check;
use super::{AnyConnection, StoreError};

/// A bank that was checked, without its files.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank_check)]
pub struct BankCheck {
    /// Its name in addresses, random.
    pub token: String,
    /// Whose it is.
    pub account_id: i64,
    /// The report, sealed.
    pub report_sealed: Vec<u8>,
    /// The bank that came of it.
    pub bank_id: Option<i64>,
    /// The item key of that bank, sealed, until it is taken.
    pub item_key_sealed: Option<Vec<u8>>,
    /// When, in microseconds.
    pub created_at: i64,
    /// [`RUNNING`] or [`DONE`].
    pub state: String,
}

/// The state of a check that is not through.
pub const RUNNING: &str = "running";
/// The state of a check that came to its end.
pub const DONE: &str = "done";

/// A check to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its name in addresses.
    pub token: &'a str,
    /// Whose it is.
    pub account_id: i64,
    /// [`RUNNING`] or [`DONE`].
    pub state: &'static str,
    /// When, in microseconds.
    pub at: i64,
}

/// Keeps a checked bank.
///
/// # Errors
/// When the database fails.
pub fn insert(
    connection: &mut AnyConnection,
    row: &Row<'_>,
    report_sealed: &[u8],
    files_sealed: &[u8],
) -> Result<(), StoreError> {
    let row = (
        bank_check::token.eq(row.token),
        bank_check::account_id.eq(row.account_id),
        bank_check::state.eq(row.state),
        bank_check::report_sealed.eq(report_sealed),
        bank_check::files_sealed.eq(files_sealed),
        bank_check::created_at.eq(row.at),
    );
    diesel::insert_into(bank_check::table).values(row).execute(connection)?;
    Ok(())
}

/// A checked bank of an account, not older than `since` in microseconds.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, token: &str, account_id: i64, since: i64) -> Result<BankCheck, StoreError> {
    Ok(bank_check::table
        .find(token)
        .filter(bank_check::account_id.eq(account_id))
        .filter(bank_check::created_at.ge(since))
        .select(BankCheck::as_select())
        .first(connection)?)
}

/// The oldest check from after `since` that is not through, and how often it was begun.
///
/// # Errors
/// When the database fails.
pub fn running(connection: &mut AnyConnection, since: i64) -> Result<Option<(String, i64)>, StoreError> {
    let running = bank_check::table.filter(bank_check::state.eq(RUNNING)).filter(bank_check::created_at.ge(since));
    let oldest = running.order((bank_check::created_at, bank_check::token));
    Ok(oldest.select((bank_check::token, bank_check::tries)).first(connection).optional()?)
}

/// Counts that a check is begun.
///
/// # Errors
/// When the database fails.
pub fn begin(connection: &mut AnyConnection, token: &str) -> Result<(), StoreError> {
    let change = bank_check::tries.eq(bank_check::tries + 1);
    diesel::update(bank_check::table.find(token)).set(change).execute(connection)?;
    Ok(())
}

/// Keeps what a check found, unless another process did already or it was let go; its files stay only where `keeps_files`.
///
/// # Errors
/// When the database fails.
pub fn finish(
    connection: &mut AnyConnection,
    token: &str,
    report_sealed: &[u8],
    keeps_files: bool,
) -> Result<(), StoreError> {
    let waiting = || bank_check::table.find(token).filter(bank_check::state.eq(RUNNING));
    if !keeps_files {
        diesel::update(waiting()).set(bank_check::files_sealed.eq(None::<Vec<u8>>)).execute(connection)?;
    }
    let change = (bank_check::state.eq(DONE), bank_check::report_sealed.eq(report_sealed));
    diesel::update(waiting()).set(change).execute(connection)?;
    Ok(())
}

/// The sealed files of a checked bank; none once it is sealed as a package.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such check.
pub fn files(connection: &mut AnyConnection, token: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(bank_check::table.find(token).select(bank_check::files_sealed).first(connection)?)
}

/// Lets the files of a checked bank go for the bank that came of it and its item key; `false` where they are gone.
///
/// # Errors
/// When the database fails.
pub fn became(
    connection: &mut AnyConnection,
    token: &str,
    bank_id: i64,
    item_key_sealed: &[u8],
    now: i64,
) -> Result<bool, StoreError> {
    let there = bank_check::table.find(token).filter(bank_check::files_sealed.is_not_null());
    let change = (
        bank_check::files_sealed.eq(None::<Vec<u8>>),
        bank_check::bank_id.eq(bank_id),
        bank_check::item_key_sealed.eq(item_key_sealed),
        bank_check::created_at.eq(now),
    );
    Ok(diesel::update(there).set(change).execute(connection)? == 1)
}

/// Takes a checked bank away, with whatever it held.
///
/// # Errors
/// When the database fails.
pub fn remove(connection: &mut AnyConnection, token: &str) -> Result<(), StoreError> {
    diesel::delete(bank_check::table.find(token)).execute(connection)?;
    Ok(())
}

/// Takes away everything from before an instant in microseconds.
///
/// # Errors
/// When the database fails.
pub fn clear(connection: &mut AnyConnection, before: i64) -> Result<usize, StoreError> {
    Ok(diesel::delete(bank_check::table.filter(bank_check::created_at.lt(before))).execute(connection)?)
}

/// Whether anything is from before an instant in microseconds.
///
/// # Errors
/// When the database fails.
pub fn is_any_before(connection: &mut AnyConnection, before: i64) -> Result<bool, StoreError> {
    let old = bank_check::table.filter(bank_check::created_at.lt(before)).select(bank_check::token);
    Ok(old.first::<String>(connection).optional()?.is_some())
}
