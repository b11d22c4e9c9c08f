//! Papers in print: a run for each session, and the sealed files that came of it.

use diesel::prelude::*;

use super::schema::{print_file, print_run};
use super::{AnyConnection, StoreError};

/// A print run.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = print_run)]
pub struct PrintRun {
    /// Row id.
    pub id: i64,
    /// Whose papers.
    pub session_id: i64,
    /// Who started it.
    pub account_id: i64,
    /// `running`, `done` or `failed`.
    pub state: String,
    /// How many papers are printed.
    pub done: i64,
    /// How many there are to print.
    pub total: i64,
    /// Why it failed, a stable code; else empty.
    pub error_code: String,
    /// What exactly, such as the item and the character; else empty.
    pub error_detail: String,
    /// When it was started, in microseconds.
    pub created_at: i64,
}

/// What is known of a printed file without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = print_file)]
pub struct PrintFile {
    /// The candidate's number; empty for the list of seats.
    pub number: String,
    /// The candidate's seat.
    pub seat: i64,
    /// How long it is.
    pub bytes: i64,
}

/// Writes a run that has begun; its id.
///
/// # Errors
/// [`StoreError::Duplicate`] when the session has one.
pub fn insert(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
    total: i64,
    now: i64,
) -> Result<i64, StoreError> {
    let row = (
        print_run::session_id.eq(session_id),
        print_run::account_id.eq(account_id),
        print_run::state.eq("running"),
        print_run::done.eq(0),
        print_run::total.eq(total),
        print_run::error_code.eq(""),
        print_run::error_detail.eq(""),
        print_run::created_at.eq(now),
    );
    Ok(diesel::insert_into(print_run::table).values(row).returning(print_run::id).get_result(connection)?)
}

/// The run of a session.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session_id: i64) -> Result<Option<PrintRun>, StoreError> {
    let of = print_run::table.filter(print_run::session_id.eq(session_id));
    Ok(of.select(PrintRun::as_select()).first(connection).optional()?)
}

/// The oldest run that is not through.
///
/// # Errors
/// When the database fails.
pub fn running(connection: &mut AnyConnection) -> Result<Option<PrintRun>, StoreError> {
    let running = print_run::table.filter(print_run::state.eq("running")).order(print_run::id);
    Ok(running.select(PrintRun::as_select()).first(connection).optional()?)
}

/// Says how far a run is, and why it failed.
///
/// # Errors
/// When the database fails.
pub fn progress(
    connection: &mut AnyConnection,
    run_id: i64,
    state: &str,
    done: i64,
    (code, detail): (&str, &str),
) -> Result<(), StoreError> {
    let change = (
        print_run::state.eq(state),
        print_run::done.eq(done),
        print_run::error_code.eq(code),
        print_run::error_detail.eq(detail),
    );
    diesel::update(print_run::table.find(run_id)).set(change).execute(connection)?;
    Ok(())
}

/// Keeps a printed file.
///
/// # Errors
/// [`StoreError::Duplicate`] when it is there.
pub fn keep(connection: &mut AnyConnection, run_id: i64, file: &PrintFile, sealed: &[u8]) -> Result<(), StoreError> {
    let row = (
        print_file::run_id.eq(run_id),
        print_file::number.eq(&file.number),
        print_file::seat.eq(file.seat),
        print_file::bytes.eq(file.bytes),
        print_file::sealed.eq(sealed),
    );
    diesel::insert_into(print_file::table).values(row).execute(connection)?;
    Ok(())
}

/// The files of a run, by seat and number; the list of seats first.
///
/// # Errors
/// When the database fails.
pub fn files(connection: &mut AnyConnection, run_id: i64) -> Result<Vec<PrintFile>, StoreError> {
    Ok(print_file::table
        .filter(print_file::run_id.eq(run_id))
        .order((print_file::seat, print_file::number))
        .select(PrintFile::as_select())
        .load(connection)?)
}

/// A file's sealed bytes.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn sealed(connection: &mut AnyConnection, run_id: i64, number: &str) -> Result<Vec<u8>, StoreError> {
    Ok(print_file::table.find((run_id, number)).select(print_file::sealed).first(connection)?)
}

/// Takes a run away with its files.
///
/// # Errors
/// When the database fails.
pub fn remove(connection: &mut AnyConnection, run_id: i64) -> Result<(), StoreError> {
    diesel::delete(print_file::table.filter(print_file::run_id.eq(run_id))).execute(connection)?;
    diesel::delete(print_run::table.find(run_id)).execute(connection)?;
    Ok(())
}

/// The runs from before an instant in microseconds.
///
/// # Errors
/// When the database fails.
pub fn before(connection: &mut AnyConnection, instant: i64) -> Result<Vec<i64>, StoreError> {
    let old = print_run::table.filter(print_run::created_at.lt(instant)).order(print_run::id);
    Ok(old.select(print_run::id).load(connection)?)
}
