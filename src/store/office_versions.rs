//! The sealed versions of the question bank office: which bank each became, and which it supersedes. Appended, never changed.

use diesel::prelude::*;

use super::schema::{bank, office_version};
use super::{AnyConnection, StoreError};

/// A sealed version and its bank.
#[derive(Debug, Clone, Queryable)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// The bank it became.
    pub bank_id: i64,
    /// The bank it supersedes.
    pub supersedes_bank_id: Option<i64>,
    /// When it was sealed, in microseconds.
    pub at: i64,
    /// The bank's version, as its package says it.
    pub version: String,
    /// How many items it has.
    pub item_count: i64,
    /// SHA-256 of its package.
    pub package_digest: String,
}

/// The versions of a project, the newest first.
///
/// # Errors
/// When the database fails.
pub fn versions(connection: &mut AnyConnection, project_id: i64) -> Result<Vec<Version>, StoreError> {
    Ok(office_version::table
        .inner_join(bank::table.on(bank::id.eq(office_version::bank_id)))
        .filter(office_version::project_id.eq(project_id))
        .order(office_version::number.desc())
        .select((
            office_version::number,
            office_version::bank_id,
            office_version::supersedes_bank_id,
            office_version::at,
            bank::version,
            bank::item_count,
            bank::package_digest,
        ))
        .load(connection)?)
}

/// A version to be stored.
#[derive(Debug, Insertable)]
#[diesel(table_name = office_version)]
#[allow(missing_docs)]
pub struct NewVersion {
    pub project_id: i64,
    pub number: i64,
    pub bank_id: i64,
    pub supersedes_bank_id: Option<i64>,
    pub account_id: i64,
    pub at: i64,
}

/// Stores a version.
///
/// # Errors
/// [`StoreError::Duplicate`] when the project has one of that number.
pub fn insert_version(connection: &mut AnyConnection, new: &NewVersion) -> Result<(), StoreError> {
    diesel::insert_into(office_version::table).values(new).execute(connection)?;
    Ok(())
}

/// Of a bank: its project, its number there, and the bank that supersedes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The project.
    pub project_id: i64,
    /// Which version.
    pub number: i64,
    /// The bank before it.
    pub supersedes: Option<i64>,
    /// The bank after it.
    pub superseded_by: Option<i64>,
}

/// Where a bank comes from, if from the office.
///
/// # Errors
/// When the database fails.
pub fn origin(connection: &mut AnyConnection, bank_id: i64) -> Result<Option<Origin>, StoreError> {
    let columns = (office_version::project_id, office_version::number, office_version::supersedes_bank_id);
    let own: Option<(i64, i64, Option<i64>)> = office_version::table
        .filter(office_version::bank_id.eq(bank_id))
        .select(columns)
        .first(connection)
        .optional()?;
    let Some((project_id, number, supersedes)) = own else { return Ok(None) };
    let superseded_by = office_version::table
        .filter(office_version::supersedes_bank_id.eq(bank_id))
        .select(office_version::bank_id)
        .first(connection)
        .optional()?;
    Ok(Some(Origin { project_id, number, supersedes, superseded_by }))
}
