//! What items of the question bank office say and what happened to them: revisions, events, pictures. Appended, never
//! changed: triggers refuse it.

use diesel::prelude::*;

use super::schema::{account, office_event, office_item, office_picture, office_revision};
use super::{AnyConnection, StoreError, each_backend};

/// A revision of an item.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = office_revision)]
pub struct Revision {
    /// The item.
    pub item_id: i64,
    /// Its number, from 1.
    pub number: i64,
    /// Who wrote it.
    pub account_id: i64,
    /// What it says, sealed.
    pub content_sealed: Vec<u8>,
    /// When, in microseconds.
    pub at: i64,
}

/// An event of an item, with the name of who did it.
#[derive(Debug, Clone, Queryable)]
pub struct Event {
    /// Its number in the item's history, from 1.
    pub seq: i64,
    /// Which revision it was about.
    pub revision: i64,
    /// What, as `domain::office::EventKind` names it.
    pub kind: String,
    /// By whom.
    pub account_id: i64,
    /// Of an answer: whether it differs from the key.
    pub disagrees: bool,
    /// Of a sealing: the version's number; else 0.
    pub version: i64,
    /// What was said, sealed.
    pub text_sealed: Option<Vec<u8>>,
    /// When, in microseconds.
    pub at: i64,
    /// The name of who did it.
    pub name: String,
}

/// An event to be stored.
#[derive(Debug, Insertable)]
#[diesel(table_name = office_event)]
#[allow(missing_docs)]
pub struct NewEvent<'a> {
    pub item_id: i64,
    pub seq: i64,
    pub revision: i64,
    pub kind: &'a str,
    pub account_id: i64,
    pub disagrees: bool,
    pub version: i64,
    pub text_sealed: Option<&'a [u8]>,
    pub at: i64,
}

/// Appends a revision.
///
/// # Errors
/// [`StoreError::Duplicate`] when the item has one of that number.
pub fn append_revision(connection: &mut AnyConnection, new: &Revision) -> Result<(), StoreError> {
    diesel::insert_into(office_revision::table)
        .values((
            office_revision::item_id.eq(new.item_id),
            office_revision::number.eq(new.number),
            office_revision::account_id.eq(new.account_id),
            office_revision::content_sealed.eq(&new.content_sealed),
            office_revision::at.eq(new.at),
        ))
        .execute(connection)?;
    Ok(())
}

/// Appends an event.
///
/// # Errors
/// [`StoreError::Duplicate`] when the item has one of that number: somebody else was faster.
pub fn append_event(connection: &mut AnyConnection, new: &NewEvent<'_>) -> Result<(), StoreError> {
    diesel::insert_into(office_event::table).values(new).execute(connection)?;
    Ok(())
}

/// An item's events, the first first.
///
/// # Errors
/// When the database fails.
pub fn events(connection: &mut AnyConnection, item_id: i64) -> Result<Vec<Event>, StoreError> {
    Ok(office_event::table
        .inner_join(account::table)
        .filter(office_event::item_id.eq(item_id))
        .order(office_event::seq)
        .select((
            office_event::seq,
            office_event::revision,
            office_event::kind,
            office_event::account_id,
            office_event::disagrees,
            office_event::version,
            office_event::text_sealed,
            office_event::at,
            account::name,
        ))
        .load(connection)?)
}

/// The events of all items of a project with the item of each, an item's first first.
///
/// # Errors
/// When the database fails.
pub fn events_of_project(connection: &mut AnyConnection, project_id: i64) -> Result<Vec<(i64, Event)>, StoreError> {
    Ok(office_event::table
        .inner_join(account::table)
        .inner_join(office_item::table)
        .filter(office_item::project_id.eq(project_id))
        .order((office_event::item_id, office_event::seq))
        .select((
            office_event::item_id,
            (
                office_event::seq,
                office_event::revision,
                office_event::kind,
                office_event::account_id,
                office_event::disagrees,
                office_event::version,
                office_event::text_sealed,
                office_event::at,
                account::name,
            ),
        ))
        .load(connection)?)
}

/// An item's revisions, the first first.
///
/// # Errors
/// When the database fails.
pub fn revisions(connection: &mut AnyConnection, item_id: i64) -> Result<Vec<Revision>, StoreError> {
    Ok(office_revision::table
        .filter(office_revision::item_id.eq(item_id))
        .order(office_revision::number)
        .select(Revision::as_select())
        .load(connection)?)
}

/// One revision.
///
/// # Errors
/// [`StoreError::NotFound`] when the item has none of that number.
pub fn revision(connection: &mut AnyConnection, item_id: i64, number: i64) -> Result<Revision, StoreError> {
    Ok(office_revision::table
        .filter(office_revision::item_id.eq(item_id).and(office_revision::number.eq(number)))
        .select(Revision::as_select())
        .first(connection)?)
}

/// The last revisions of a project's items that are in some states, by the items' codes.
///
/// # Errors
/// When the database fails.
pub fn last_revisions(
    connection: &mut AnyConnection,
    project_id: i64,
    states: &[&str],
) -> Result<Vec<Revision>, StoreError> {
    Ok(office_revision::table
        .inner_join(office_item::table)
        .filter(office_item::project_id.eq(project_id))
        .filter(office_item::state.eq_any(states.to_vec()))
        .filter(office_revision::number.eq(office_item::revision))
        .order((office_item::code, office_item::id))
        .select(Revision::as_select())
        .load(connection)?)
}

/// What was sealed into versions of a project: version, item, the item's code, revision.
///
/// # Errors
/// When the database fails.
pub fn sealed(connection: &mut AnyConnection, project_id: i64) -> Result<Vec<(i64, i64, String, i64)>, StoreError> {
    Ok(office_event::table
        .inner_join(office_item::table)
        .filter(office_item::project_id.eq(project_id))
        .filter(office_event::kind.eq("sealed"))
        .order((office_event::version, office_item::code))
        .select((office_event::version, office_event::item_id, office_item::code, office_event::revision))
        .load(connection)?)
}

/// How many answers of a project's reviewers there are, and how many of them differ from the key.
///
/// # Errors
/// When the database fails.
pub fn answers(connection: &mut AnyConnection, project_id: i64) -> Result<(i64, i64), StoreError> {
    let answers = |connection: &mut AnyConnection, disagrees: &[bool]| -> Result<i64, StoreError> {
        Ok(office_event::table
            .inner_join(office_item::table)
            .filter(office_item::project_id.eq(project_id))
            .filter(office_event::kind.eq("answered"))
            .filter(office_event::disagrees.eq_any(disagrees.to_vec()))
            .count()
            .get_result(connection)?)
    };
    Ok((answers(connection, &[true, false])?, answers(connection, &[true])?))
}

/// Keeps a picture, sealed, unless it is there.
///
/// # Errors
/// When the database fails.
pub fn keep_picture(connection: &mut AnyConnection, digest: &str, sealed: &[u8], now: i64) -> Result<(), StoreError> {
    let row = (office_picture::digest.eq(digest), office_picture::bytes_sealed.eq(sealed), office_picture::at.eq(now));
    each_backend!(connection, inner => diesel::insert_into(office_picture::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// A picture, sealed.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not here.
pub fn picture(connection: &mut AnyConnection, digest: &str) -> Result<Vec<u8>, StoreError> {
    Ok(office_picture::table.find(digest).select(office_picture::bytes_sealed).first(connection)?)
}
