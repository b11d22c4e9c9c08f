//! What examiners and supervisors declare against themselves. Rows are appended and never change.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::page::{Bind, Sql};
use super::schema::{account, assignment, recusal, registration};
use super::{AnyConnection, StoreError};

/// A declaration, or the withdrawal of one.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = recusal)]
pub struct Recusal {
    /// Row id.
    pub id: i64,
    /// Who is tied.
    pub account_id: i64,
    /// `kin`, `employer` or `taught`.
    pub ground: String,
    /// The organisation, if it is one.
    pub organisation_id: Option<i64>,
    /// The person, if it is one.
    pub person_id: Option<i64>,
    /// In words.
    pub reason: String,
    /// The declaration that this row takes back.
    pub withdraws: Option<i64>,
}

/// A row to be appended.
#[derive(Debug, Insertable)]
#[diesel(table_name = recusal)]
#[allow(missing_docs)]
pub struct NewRecusal<'a> {
    pub account_id: i64,
    pub ground: &'a str,
    pub organisation_id: Option<i64>,
    pub person_id: Option<i64>,
    pub reason: &'a str,
    pub withdraws: Option<i64>,
    pub declared_by: i64,
    pub declared_at: i64,
}

/// Appends a row; its id.
///
/// # Errors
/// [`StoreError::Duplicate`] when it withdraws what is withdrawn already.
pub fn insert(connection: &mut AnyConnection, new: &NewRecusal<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(recusal::table).values(new).returning(recusal::id).get_result(connection)?)
}

/// A row.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Recusal, StoreError> {
    Ok(recusal::table.find(id).select(Recusal::as_select()).first(connection)?)
}

/// What these accounts declared and nobody withdrew, as it was declared.
///
/// # Errors
/// When the database fails.
pub fn in_force(connection: &mut AnyConnection, accounts: &[i64]) -> Result<Vec<Recusal>, StoreError> {
    let rows: Vec<Recusal> = recusal::table
        .filter(recusal::account_id.eq_any(accounts.iter().copied()))
        .order(recusal::id)
        .select(Recusal::as_select())
        .load(connection)?;
    let withdrawn: Vec<i64> = rows.iter().filter_map(|row| row.withdraws).collect();
    Ok(rows.into_iter().filter(|row| row.withdraws.is_none() && !withdrawn.contains(&row.id)).collect())
}

/// A declaration as its own account sees it.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Declared {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub ground: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = BigInt)]
    pub declared_at: i64,
    #[diesel(sql_type = Text)]
    pub declared_by: String,
    /// The organisation's name; empty where it is a candidate.
    #[diesel(sql_type = Text)]
    pub organisation: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub withdrawn_at: Option<i64>,
}

/// What an account declared, or was declared of it, the newest first.
///
/// # Errors
/// When the database fails.
pub fn of_account(connection: &mut AnyConnection, account_id: i64) -> Result<Vec<Declared>, StoreError> {
    let mut sql = Sql::new("SELECT r.id, r.ground, r.reason, r.declared_at, d.name AS declared_by, ");
    sql.push("COALESCE(o.name, '') AS organisation, w.declared_at AS withdrawn_at FROM recusal r ");
    sql.push("JOIN account d ON d.id = r.declared_by LEFT JOIN organisation o ON o.id = r.organisation_id ");
    sql.push("LEFT JOIN recusal w ON w.withdraws = r.id WHERE r.withdraws IS NULL AND ");
    sql.with("r.account_id = ? ORDER BY r.id DESC", [Bind::Number(account_id)]);
    sql.load(connection)
}

/// Who has a duty at a session: account, organisation, name; active accounts only.
///
/// # Errors
/// When the database fails.
pub fn on_duty(
    connection: &mut AnyConnection,
    session_id: i64,
    duty: &str,
) -> Result<Vec<(i64, i64, String)>, StoreError> {
    Ok(assignment::table
        .inner_join(account::table)
        .filter(assignment::session_id.eq(session_id))
        .filter(assignment::duty.eq(duty))
        .filter(account::active.eq(true))
        .order(account::id)
        .select((account::id, account::organisation_id, account::name))
        .load(connection)?)
}

/// Where an account belongs, if there is such an account.
///
/// # Errors
/// When the database fails.
pub fn organisation_of(connection: &mut AnyConnection, account_id: i64) -> Result<Option<i64>, StoreError> {
    let query = account::table.filter(account::id.eq(account_id).and(account::active.eq(true)));
    Ok(query.select(account::organisation_id).first(connection).optional()?)
}

/// The people with an open registration for a session.
///
/// # Errors
/// When the database fails.
pub fn people(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<i64>, StoreError> {
    Ok(registration::table
        .filter(registration::session_id.eq(session_id).and(registration::state.eq("open")))
        .select(registration::person_id)
        .load(connection)?)
}

/// The person and session of an admission number, if there is one.
///
/// # Errors
/// When the database fails.
pub fn person_of(connection: &mut AnyConnection, admission_number: &str) -> Result<Option<(i64, i64)>, StoreError> {
    let query = registration::table.filter(registration::admission_number.eq(admission_number));
    Ok(query.select((registration::person_id, registration::session_id)).first(connection).optional()?)
}
