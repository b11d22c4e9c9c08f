//! Accounts, the roles they hold, and their sessions.

use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::{account, audit_event, login_session, organisation, role_grant};
use super::{AnyConnection, StoreError, micros};

/// An account as lists show it: without its password's hash.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = account)]
pub struct Account {
    /// Row id.
    pub id: i64,
    /// Its organisation.
    pub organisation_id: i64,
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Whether it may sign in.
    pub active: bool,
}

/// What a sign-in is checked against.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = account)]
pub struct Secret {
    /// Row id.
    pub id: i64,
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Its organisation.
    pub organisation_id: i64,
    /// The argon2id hash in PHC form.
    pub password_hash: String,
    /// Whether it may sign in.
    pub active: bool,
}

/// A new account.
#[derive(Debug, Insertable)]
#[diesel(table_name = account)]
pub struct NewAccount<'a> {
    /// Its organisation.
    pub organisation_id: i64,
    /// The sign-in name.
    pub login: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The argon2id hash in PHC form.
    pub password_hash: &'a str,
    /// Whether it may sign in.
    pub active: bool,
    /// Since when, in microseconds.
    pub created_at: i64,
}

/// One role of an account: the role, the organisation, the organisation's kind.
pub type RoleRow = (String, i64, String);

/// A session with one of the roles of its account; a session whose account has none has one row without.
#[derive(Debug, Clone, Queryable)]
pub struct SessionRow {
    /// The session.
    pub id: i64,
    /// Since when, in microseconds.
    pub created_at: i64,
    /// Until when, in microseconds.
    pub expires_at: i64,
    /// The account.
    pub account_id: i64,
    /// The person's name.
    pub name: String,
    /// The account's organisation.
    pub organisation_id: i64,
    /// Whether the account may still be used.
    pub active: bool,
    /// A role.
    pub role: Option<String>,
    /// Where it is held.
    pub role_organisation_id: Option<i64>,
    /// What that organisation is.
    pub role_organisation_kind: Option<String>,
}

/// How many accounts there are.
///
/// # Errors
/// When the database fails.
pub fn count(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    Ok(account::table.count().get_result(connection)?)
}

/// Adds an account.
///
/// # Errors
/// [`StoreError::Duplicate`] when the sign-in name is taken.
pub fn insert(connection: &mut AnyConnection, new: &NewAccount<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(account::table).values(new).returning(account::id).get_result(connection)?)
}

/// Gives an account a role in an organisation.
///
/// # Errors
/// [`StoreError::Duplicate`] when it has it.
pub fn grant(
    connection: &mut AnyConnection,
    account_id: i64,
    role: &str,
    organisation_id: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(role_grant::table)
        .values((
            role_grant::account_id.eq(account_id),
            role_grant::role.eq(role),
            role_grant::organisation_id.eq(organisation_id),
            role_grant::granted_at.eq(micros(now)),
        ))
        .execute(connection)?;
    Ok(())
}

/// The accounts of an organisation, or all, by name.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, organisation_id: Option<i64>) -> Result<Vec<Account>, StoreError> {
    let query = account::table.order((account::organisation_id, account::login)).select(Account::as_select());
    Ok(match organisation_id {
        Some(id) => query.filter(account::organisation_id.eq(id)).load(connection)?,
        None => query.load(connection)?,
    })
}

/// The roles of all accounts: account, role, organisation.
///
/// # Errors
/// When the database fails.
pub fn grants(connection: &mut AnyConnection) -> Result<Vec<(i64, String, i64)>, StoreError> {
    let columns = (role_grant::account_id, role_grant::role, role_grant::organisation_id);
    Ok(role_grant::table.order(role_grant::id).select(columns).load(connection)?)
}

/// The roles of one account.
///
/// # Errors
/// When the database fails.
pub fn roles(connection: &mut AnyConnection, account_id: i64) -> Result<Vec<RoleRow>, StoreError> {
    Ok(role_grant::table
        .inner_join(organisation::table)
        .filter(role_grant::account_id.eq(account_id))
        .order(role_grant::id)
        .select((role_grant::role, role_grant::organisation_id, organisation::kind))
        .load(connection)?)
}

/// What a sign-in name is checked against, if there is such an account.
///
/// # Errors
/// When the database fails.
pub fn secret_of_login(connection: &mut AnyConnection, login: &str) -> Result<Option<Secret>, StoreError> {
    let query = account::table.filter(account::login.eq(login)).select(Secret::as_select());
    Ok(query.first(connection).optional()?)
}

/// What an account's password is checked against.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account.
pub fn secret(connection: &mut AnyConnection, id: i64) -> Result<Secret, StoreError> {
    Ok(account::table.find(id).select(Secret::as_select()).first(connection)?)
}

/// Replaces the password's hash and ends every session.
///
/// # Errors
/// When the database fails.
pub fn set_password(connection: &mut AnyConnection, id: i64, password_hash: &str) -> Result<(), StoreError> {
    diesel::update(account::table.find(id)).set(account::password_hash.eq(password_hash)).execute(connection)?;
    end_sessions(connection, id)
}

/// Bars an account and ends every session of it.
///
/// # Errors
/// When the database fails.
pub fn deactivate(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    diesel::update(account::table.find(id)).set(account::active.eq(false)).execute(connection)?;
    end_sessions(connection, id)
}

fn end_sessions(connection: &mut AnyConnection, account_id: i64) -> Result<(), StoreError> {
    diesel::delete(login_session::table.filter(login_session::account_id.eq(account_id))).execute(connection)?;
    Ok(())
}

/// Opens a session, and clears away those that are over.
///
/// # Errors
/// When the database fails.
pub fn open_session(
    connection: &mut AnyConnection,
    account_id: i64,
    token_digest: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    diesel::delete(login_session::table.filter(login_session::expires_at.le(micros(now)))).execute(connection)?;
    diesel::insert_into(login_session::table)
        .values((
            login_session::token_digest.eq(token_digest),
            login_session::account_id.eq(account_id),
            login_session::created_at.eq(micros(now)),
            login_session::expires_at.eq(micros(expires_at)),
        ))
        .execute(connection)?;
    Ok(())
}

/// A session by its token, once for each role of its account: one query for every request.
///
/// # Errors
/// When the database fails.
pub fn session(connection: &mut AnyConnection, token_digest: &str) -> Result<Vec<SessionRow>, StoreError> {
    Ok(login_session::table
        .inner_join(account::table)
        .left_join(role_grant::table.on(role_grant::account_id.eq(account::id)))
        .left_join(organisation::table.on(organisation::id.nullable().eq(role_grant::organisation_id.nullable())))
        .filter(login_session::token_digest.eq(token_digest))
        .order(role_grant::id)
        .select((
            login_session::id,
            login_session::created_at,
            login_session::expires_at,
            account::id,
            account::name,
            account::organisation_id,
            account::active,
            role_grant::role.nullable(),
            role_grant::organisation_id.nullable(),
            organisation::kind.nullable(),
        ))
        .load(connection)?)
}

/// Moves a session's end.
///
/// # Errors
/// When the database fails.
pub fn extend_session(connection: &mut AnyConnection, id: i64, expires_at: Timestamp) -> Result<(), StoreError> {
    let end = login_session::expires_at.eq(micros(expires_at));
    diesel::update(login_session::table.find(id)).set(end).execute(connection)?;
    Ok(())
}

/// Ends a session; `None` if there is none of that token, else its account.
///
/// # Errors
/// When the database fails.
pub fn end_session(connection: &mut AnyConnection, token_digest: &str) -> Result<Option<i64>, StoreError> {
    let found: Option<i64> = login_session::table
        .filter(login_session::token_digest.eq(token_digest))
        .select(login_session::account_id)
        .first(connection)
        .optional()?;
    diesel::delete(login_session::table.filter(login_session::token_digest.eq(token_digest))).execute(connection)?;
    Ok(found)
}

/// The latest sign-ins under a name, newest first: what happened, and when in microseconds.
///
/// # Errors
/// When the database fails.
pub fn latest_sign_ins(
    connection: &mut AnyConnection,
    subject: &str,
    limit: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(audit_event::table
        .filter(audit_event::subject.eq(subject))
        .order(audit_event::id.desc())
        .limit(limit)
        .select((audit_event::action, audit_event::at))
        .load(connection)?)
}

/// Moves every session on by so many microseconds: the demo's clock jumps, its people stay signed in.
///
/// # Errors
/// When the database fails.
pub fn shift_sessions(connection: &mut AnyConnection, by: i64) -> Result<(), StoreError> {
    diesel::update(login_session::table)
        .set((
            login_session::created_at.eq(login_session::created_at + by),
            login_session::expires_at.eq(login_session::expires_at + by),
        ))
        .execute(connection)?;
    Ok(())
}
