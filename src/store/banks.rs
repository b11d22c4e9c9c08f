//! Question banks: sealed packages as they came, and their item keys, sealed again under our own.

use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::{bank, organisation};
use super::{AnyConnection, StoreError, micros};

/// A bank to be stored.
#[derive(Debug)]
pub struct NewBank<'a> {
    /// The bureau that imported it.
    pub organisation_id: i64,
    /// The bank's own id.
    pub code: &'a str,
    /// The bank's version.
    pub version: &'a str,
    /// The blueprint's title.
    pub title: &'a str,
    /// The occupation.
    pub occupation: &'a str,
    /// The level.
    pub level: i64,
    /// The package, byte by byte.
    pub package: &'a [u8],
    /// SHA-256 of the package, 64 hex digits.
    pub package_digest: &'a str,
    /// The blueprint, as JSON.
    pub blueprint: &'a str,
    /// How many items it has.
    pub item_count: i64,
    /// When it was imported.
    pub imported_at: Timestamp,
}

/// A bank without its package.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank)]
pub struct Bank {
    /// Row id.
    pub id: i64,
    /// The bureau that imported it.
    pub organisation_id: i64,
    /// The bank's own id.
    pub code: String,
    /// The bank's version.
    pub version: String,
    /// The blueprint's title.
    pub title: String,
    /// The occupation.
    pub occupation: String,
    /// The level.
    pub level: i64,
    /// SHA-256 of the package, 64 hex digits.
    pub package_digest: String,
    /// The blueprint, as JSON.
    pub blueprint: String,
    /// How many items it has.
    pub item_count: i64,
    /// The item key, sealed under the store's sealing key; none until it is released.
    pub item_key_sealed: Option<Vec<u8>>,
    /// When it was imported, in microseconds.
    pub imported_at: i64,
}

/// Stores a bank; returns its row id.
///
/// # Errors
/// [`StoreError::Duplicate`] when the package, or a package of that code and version, is there already.
pub fn insert(connection: &mut AnyConnection, new: &NewBank<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(bank::table)
        .values((
            bank::organisation_id.eq(new.organisation_id),
            bank::code.eq(new.code),
            bank::version.eq(new.version),
            bank::title.eq(new.title),
            bank::occupation.eq(new.occupation),
            bank::level.eq(new.level),
            bank::package.eq(new.package),
            bank::package_digest.eq(new.package_digest),
            bank::blueprint.eq(new.blueprint),
            bank::item_count.eq(new.item_count),
            bank::imported_at.eq(micros(new.imported_at)),
        ))
        .returning(bank::id)
        .get_result(connection)?)
}

/// A bank.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that id.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Bank, StoreError> {
    Ok(bank::table.find(id).select(Bank::as_select()).first(connection)?)
}

/// The bank of a package, or of a code and version, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find_same(
    connection: &mut AnyConnection,
    package_digest: &str,
    code: &str,
    version: &str,
) -> Result<Option<Bank>, StoreError> {
    let same = bank::package_digest.eq(package_digest).or(bank::code.eq(code).and(bank::version.eq(version)));
    Ok(bank::table.filter(same).select(Bank::as_select()).first(connection).optional()?)
}

/// A bank's package.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that id.
pub fn package(connection: &mut AnyConnection, id: i64) -> Result<Vec<u8>, StoreError> {
    Ok(bank::table.find(id).select(bank::package).first(connection)?)
}

/// All banks, the newest first.
///
/// # Errors
/// When the database fails.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<Bank>, StoreError> {
    Ok(bank::table.order(bank::id.desc()).select(Bank::as_select()).load(connection)?)
}

/// Keeps a bank's item key, sealed, if it has none yet; `false` when it has one.
///
/// # Errors
/// When the database fails.
pub fn keep_key(connection: &mut AnyConnection, id: i64, sealed: &[u8]) -> Result<bool, StoreError> {
    let without = bank::table.find(id).filter(bank::item_key_sealed.is_null());
    Ok(diesel::update(without).set(bank::item_key_sealed.eq(sealed)).execute(connection)? == 1)
}

/// The kind and rank of an organisation (`bureau`, `county`), if there is one of that id.
///
/// # Errors
/// When the database fails.
pub fn standing(connection: &mut AnyConnection, organisation_id: i64) -> Result<Option<(String, String)>, StoreError> {
    let row = organisation::table.find(organisation_id).select((organisation::kind, organisation::rank));
    Ok(row.first(connection).optional()?)
}
