//! People and their identity numbers: sealed at rest, found by a keyed index, shown masked (invariant 6).

use jiff::civil::Date;

use crate::domain::person::{IdentityDocument, PersonName};
use crate::store::people::{self, NewPerson, Person};
use crate::store::{AnyConnection, micros};

use super::{Context, ServiceError};

/// The person of a document, added if unknown. The name kept is the first; each registration carries its own.
///
/// # Errors
/// When the database fails or there is no randomness.
pub fn find_or_add(
    context: &Context,
    connection: &mut AnyConnection,
    document: &IdentityDocument,
    name: &PersonName,
    birth_day: Date,
) -> Result<Person, ServiceError> {
    let index = index_of(context, document);
    let kind = document.kind().as_str();
    if let Some(known) = people::by_index(connection, kind, &index)? {
        return Ok(known);
    }
    let sealed = context.keys.sealing().seal(index.as_bytes(), document.canonical().as_bytes())?;
    let new = NewPerson {
        document_kind: kind,
        identity_index: &index,
        identity_sealed: &sealed,
        name: name.as_str(),
        birth_day: &birth_day.to_string(),
        created_at: micros(context.now()),
    };
    Ok(people::insert_or_find(connection, &new)?)
}

/// The person of a document, if known.
///
/// # Errors
/// When the database fails.
pub fn find(
    context: &Context,
    connection: &mut AnyConnection,
    document: &IdentityDocument,
) -> Result<Option<Person>, ServiceError> {
    let index = index_of(context, document);
    Ok(people::by_index(connection, document.kind().as_str(), &index)?)
}

/// The key under which a document is found: a keyed hash of its canonical text.
#[must_use]
pub fn index_of(context: &Context, document: &IdentityDocument) -> String {
    context.keys.identity_index(&document.canonical())
}

/// A person's document. What leaves the server of it is `masked()` or `tail()`.
///
/// # Errors
/// When the database fails, or the key does not open it.
pub fn document_of(
    context: &Context,
    connection: &mut AnyConnection,
    person_id: i64,
) -> Result<IdentityDocument, ServiceError> {
    let person = people::find(connection, person_id)?;
    unsealed(context, &person.identity_index, &person.identity_sealed)
}

/// Opens a sealed document, which opens only for its own index.
///
/// # Errors
/// When the key does not open it.
pub fn unsealed(context: &Context, index: &str, sealed: &[u8]) -> Result<IdentityDocument, ServiceError> {
    let failed = |why: String| ServiceError::Internal(format!("a sealed identity number: {why}"));
    let opened = context.keys.sealing().open(index.as_bytes(), sealed).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(opened).map_err(|error| failed(error.to_string()))?;
    IdentityDocument::from_canonical(&text).map_err(|error| failed(error.to_string()))
}
