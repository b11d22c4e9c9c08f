//! People: identity numbers are sealed and found by a keyed index.

use diesel::prelude::*;

use super::schema::{person, person_occupation};
use super::{AnyConnection, StoreError, each_backend};

/// A person.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = person)]
pub struct Person {
    /// Row id.
    pub id: i64,
    /// `resident_id`, `passport` or `residence_permit`.
    pub document_kind: String,
    /// The keyed index of the document, in hex.
    pub identity_index: String,
    /// The document's canonical text, sealed for its index.
    pub identity_sealed: Vec<u8>,
    /// The name under which the person was first registered.
    pub name: String,
    /// `YYYY-MM-DD`.
    pub birth_day: String,
}

/// A new person.
#[derive(Debug, Insertable)]
#[diesel(table_name = person)]
pub struct NewPerson<'a> {
    /// Which document.
    pub document_kind: &'a str,
    /// The keyed index of the document.
    pub identity_index: &'a str,
    /// The sealed document.
    pub identity_sealed: &'a [u8],
    /// The name.
    pub name: &'a str,
    /// `YYYY-MM-DD`.
    pub birth_day: &'a str,
    /// Since when, in microseconds.
    pub created_at: i64,
}

/// A person.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Person, StoreError> {
    Ok(person::table.find(id).select(Person::as_select()).first(connection)?)
}

/// The people of some ids.
///
/// # Errors
/// When the database fails.
pub fn of(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Person>, StoreError> {
    Ok(person::table.filter(person::id.eq_any(ids)).select(Person::as_select()).load(connection)?)
}

/// The person of a document, if known.
///
/// # Errors
/// When the database fails.
pub fn by_index(connection: &mut AnyConnection, kind: &str, index: &str) -> Result<Option<Person>, StoreError> {
    let query = person::table.filter(person::document_kind.eq(kind)).filter(person::identity_index.eq(index));
    Ok(query.select(Person::as_select()).first(connection).optional()?)
}

/// Adds a person unless the document is known; either way returns whoever has it.
///
/// # Errors
/// When the database fails.
pub fn insert_or_find(connection: &mut AnyConnection, new: &NewPerson<'_>) -> Result<Person, StoreError> {
    each_backend!(connection, inner => {
        diesel::insert_into(person::table).values(new).on_conflict_do_nothing().execute(inner)?;
    });
    by_index(connection, new.document_kind, new.identity_index)?.ok_or(StoreError::NotFound)
}

/// Locks (person, occupation) until the transaction ends. Registration and award both take this lock before they
/// decide D1 and D2 (invariant 3). SQLite's write transaction is one already.
///
/// # Errors
/// When the database fails.
pub fn lock_occupation(connection: &mut AnyConnection, person_id: i64, occupation: &str) -> Result<(), StoreError> {
    let key = (person_occupation::person_id.eq(person_id), person_occupation::occupation.eq(occupation));
    each_backend!(connection, inner => {
        diesel::insert_into(person_occupation::table).values(key).on_conflict_do_nothing().execute(inner)?;
    });
    if let AnyConnection::Postgres(inner) = connection {
        person_occupation::table
            .find((person_id, occupation))
            .for_update()
            .select(person_occupation::person_id)
            .first::<i64>(inner)?;
    }
    Ok(())
}
