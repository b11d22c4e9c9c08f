//! Who takes part in a ceremony from outside: links for those without an account, custodians' receipts, and what people read
//! off the beacon. Receipts and entries are appended and never change.

use diesel::prelude::*;

use super::schema::{account, beacon_entry, ceremony_guest, custody_receipt};
use super::{AnyConnection, StoreError};

/// Somebody with a link instead of an account.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ceremony_guest)]
pub struct Guest {
    /// Row id.
    pub id: i64,
    /// The session.
    pub session_id: i64,
    /// `contributor` or `custodian`.
    pub role: String,
    /// The contributor's id: whose secret it is.
    pub contributor: String,
    /// The person's name.
    pub name: String,
    /// The body's name.
    pub body: String,
    /// Whether the body is outside the bureau.
    pub outside: bool,
    /// When the link was made.
    pub created_at: i64,
}

/// A link to be made.
#[derive(Debug, Insertable)]
#[diesel(table_name = ceremony_guest)]
#[allow(missing_docs)]
pub struct NewGuest<'a> {
    pub session_id: i64,
    pub role: &'a str,
    pub contributor: &'a str,
    pub name: &'a str,
    pub body: &'a str,
    pub outside: bool,
    pub token_digest: &'a str,
    pub created_at: i64,
}

/// Makes a link.
///
/// # Errors
/// When the database fails.
pub fn insert_guest(connection: &mut AnyConnection, guest: &NewGuest<'_>) -> Result<(), StoreError> {
    diesel::insert_into(ceremony_guest::table).values(guest).execute(connection)?;
    Ok(())
}

/// Whose link it is.
///
/// # Errors
/// [`StoreError::NotFound`] when it is nobody's.
pub fn guest(connection: &mut AnyConnection, token_digest: &str) -> Result<Guest, StoreError> {
    Ok(ceremony_guest::table
        .filter(ceremony_guest::token_digest.eq(token_digest))
        .select(Guest::as_select())
        .first(connection)?)
}

/// The links of a session, as they were made.
///
/// # Errors
/// When the database fails.
pub fn guests(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Guest>, StoreError> {
    Ok(ceremony_guest::table
        .filter(ceremony_guest::session_id.eq(session_id))
        .order(ceremony_guest::id)
        .select(Guest::as_select())
        .load(connection)?)
}

/// A custodian's receipt.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = custody_receipt)]
pub struct Receipt {
    /// Whose secret.
    pub contributor: String,
    /// The custodian's body.
    pub body: String,
    /// The custodian's name.
    pub custodian: String,
    /// When it was given.
    pub received_at: i64,
}

/// Writes a receipt.
///
/// # Errors
/// [`StoreError::Duplicate`] when this body gave one for this secret.
pub fn insert_receipt(connection: &mut AnyConnection, session_id: i64, receipt: &Receipt) -> Result<(), StoreError> {
    diesel::insert_into(custody_receipt::table)
        .values((
            custody_receipt::session_id.eq(session_id),
            custody_receipt::contributor.eq(&receipt.contributor),
            custody_receipt::body.eq(&receipt.body),
            custody_receipt::custodian.eq(&receipt.custodian),
            custody_receipt::received_at.eq(receipt.received_at),
        ))
        .execute(connection)?;
    Ok(())
}

/// The receipts of a session, as they were given.
///
/// # Errors
/// When the database fails.
pub fn receipts(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Receipt>, StoreError> {
    Ok(custody_receipt::table
        .filter(custody_receipt::session_id.eq(session_id))
        .order(custody_receipt::id)
        .select(Receipt::as_select())
        .load(connection)?)
}

/// What somebody read off the beacon: account, name, event, value, when.
pub type BeaconEntry = (i64, String, String, String, i64);

/// Writes what somebody read off the beacon.
///
/// # Errors
/// When the database fails.
pub fn insert_entry(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
    (event, value): (&str, &str),
    now: i64,
) -> Result<(), StoreError> {
    diesel::insert_into(beacon_entry::table)
        .values((
            beacon_entry::session_id.eq(session_id),
            beacon_entry::account_id.eq(account_id),
            beacon_entry::event.eq(event),
            beacon_entry::value.eq(value),
            beacon_entry::entered_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

/// What was read off a session's beacon, as it was entered.
///
/// # Errors
/// When the database fails.
pub fn entries(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<BeaconEntry>, StoreError> {
    Ok(beacon_entry::table
        .inner_join(account::table)
        .filter(beacon_entry::session_id.eq(session_id))
        .order(beacon_entry::id)
        .select((
            beacon_entry::account_id,
            account::name,
            beacon_entry::event,
            beacon_entry::value,
            beacon_entry::entered_at,
        ))
        .load(connection)?)
}
