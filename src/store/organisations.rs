//! Organisations with their rooms and filings.

use diesel::prelude::*;

use super::schema::{filing, organisation, room};
use super::{AnyConnection, StoreError};

/// A bureau, an awarding body or a centre.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = organisation)]
pub struct Organisation {
    /// Row id.
    pub id: i64,
    /// Its code, unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `bureau`, `awarding_body` or `centre`.
    pub kind: String,
    /// A bureau's rank: `county`, `city`, `province`; empty for others.
    pub rank: String,
}

/// A new organisation.
#[derive(Debug, Insertable)]
#[diesel(table_name = organisation)]
pub struct NewOrganisation<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// `bureau`, `awarding_body` or `centre`.
    pub kind: &'a str,
    /// A bureau's rank.
    pub rank: &'a str,
}

/// A room of a centre.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = room)]
pub struct Room {
    /// Row id.
    pub id: i64,
    /// The centre.
    pub organisation_id: i64,
    /// Its code, unique in the centre.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Seats.
    pub seats: i64,
}

/// A new room.
#[derive(Debug, Insertable)]
#[diesel(table_name = room)]
pub struct NewRoom<'a> {
    /// The centre.
    pub organisation_id: i64,
    /// Its code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Seats.
    pub seats: i64,
}

/// That a body is filed for an occupation and level (C0), from its first day to its last, both included.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = filing)]
pub struct Filing {
    /// Row id.
    pub id: i64,
    /// The body.
    pub organisation_id: i64,
    /// The occupation's code.
    pub occupation: String,
    /// The level, 0 for none.
    pub level: i64,
    /// First day, `YYYY-MM-DD`.
    pub from_day: String,
    /// Last day, `YYYY-MM-DD`.
    pub to_day: String,
}

/// A new filing.
#[derive(Debug, Insertable)]
#[diesel(table_name = filing)]
pub struct NewFiling<'a> {
    /// The body.
    pub organisation_id: i64,
    /// The occupation's code.
    pub occupation: &'a str,
    /// The level, 0 for none.
    pub level: i64,
    /// First day.
    pub from_day: &'a str,
    /// Last day.
    pub to_day: &'a str,
}

/// Adds an organisation.
///
/// # Errors
/// [`StoreError::Duplicate`] when the code is taken.
pub fn insert(connection: &mut AnyConnection, new: &NewOrganisation<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(organisation::table).values(new).returning(organisation::id).get_result(connection)?)
}

/// An organisation.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Organisation, StoreError> {
    Ok(organisation::table.find(id).select(Organisation::as_select()).first(connection)?)
}

/// All organisations, by name.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection) -> Result<Vec<Organisation>, StoreError> {
    Ok(organisation::table.order(organisation::name).select(Organisation::as_select()).load(connection)?)
}

/// Adds a room.
///
/// # Errors
/// [`StoreError::Duplicate`] when the centre has one of this code.
pub fn insert_room(connection: &mut AnyConnection, new: &NewRoom<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(room::table).values(new).returning(room::id).get_result(connection)?)
}

/// The rooms of a centre, or all, by code.
///
/// # Errors
/// When the database fails.
pub fn rooms(connection: &mut AnyConnection, organisation_id: Option<i64>) -> Result<Vec<Room>, StoreError> {
    let query = room::table.order((room::organisation_id, room::code)).select(Room::as_select());
    Ok(match organisation_id {
        Some(id) => query.filter(room::organisation_id.eq(id)).load(connection)?,
        None => query.load(connection)?,
    })
}

/// Adds a filing.
///
/// # Errors
/// [`StoreError::Duplicate`] when one begins on the same day for the same occupation and level.
pub fn insert_filing(connection: &mut AnyConnection, new: &NewFiling<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(filing::table).values(new).returning(filing::id).get_result(connection)?)
}

/// The filings of a body, or all.
///
/// # Errors
/// When the database fails.
pub fn filings(connection: &mut AnyConnection, organisation_id: Option<i64>) -> Result<Vec<Filing>, StoreError> {
    let order = (filing::organisation_id, filing::occupation, filing::level, filing::from_day);
    let query = filing::table.order(order).select(Filing::as_select());
    Ok(match organisation_id {
        Some(id) => query.filter(filing::organisation_id.eq(id)).load(connection)?,
        None => query.load(connection)?,
    })
}
