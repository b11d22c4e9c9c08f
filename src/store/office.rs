//! The question bank office: projects, items and where they stand. What items say is in
//! [`super::office_history`], the sealed versions in [`super::office_versions`].

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::page::{Bind, Page, Places, Slice, Sql, slice};
use super::schema::{office_item, office_project};
use super::{AnyConnection, StoreError};

/// A project (题库项目).
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = office_project)]
pub struct Project {
    /// Row id.
    pub id: i64,
    /// The bureau whose it is.
    pub organisation_id: i64,
    /// Its banks' id.
    pub code: String,
    /// The blueprint's title.
    pub title: String,
    /// The occupation.
    pub occupation: String,
    /// The level.
    pub level: i64,
    /// The blueprint, as JSON.
    pub blueprint: String,
    /// Who began it.
    pub created_by: i64,
    /// When, in microseconds.
    pub created_at: i64,
}

/// A project to be stored.
#[derive(Debug, Insertable)]
#[diesel(table_name = office_project)]
#[allow(missing_docs)]
pub struct NewProject<'a> {
    pub organisation_id: i64,
    pub code: &'a str,
    pub title: &'a str,
    pub occupation: &'a str,
    pub level: i64,
    pub blueprint: &'a str,
    pub created_by: i64,
    pub created_at: i64,
}

/// Where an item stands.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = office_item)]
pub struct Item {
    /// Row id.
    pub id: i64,
    /// Its project.
    pub project_id: i64,
    /// Its code, unique in the project.
    pub code: String,
    /// Its type, as `ItemType` is named in JSON.
    pub kind: String,
    /// Its content point.
    pub content_point: String,
    /// Its state, as `domain::office::State` names it.
    pub state: String,
    /// Its last revision, from 1.
    pub revision: i64,
    /// Its last event, from 1.
    pub last_seq: i64,
    /// When that was, in microseconds.
    pub changed_at: i64,
}

/// Stores a project.
///
/// # Errors
/// [`StoreError::Duplicate`] when one of that code is there.
pub fn insert_project(connection: &mut AnyConnection, new: &NewProject<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(office_project::table).values(new).returning(office_project::id).get_result(connection)?)
}

/// A project.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that id.
pub fn project(connection: &mut AnyConnection, id: i64) -> Result<Project, StoreError> {
    Ok(office_project::table.find(id).select(Project::as_select()).first(connection)?)
}

/// A project, kept from changing until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that id.
pub fn lock_project(connection: &mut AnyConnection, id: i64) -> Result<Project, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(inner) => office_project::table.find(id).select(Project::as_select()).first(inner)?,
        AnyConnection::Postgres(inner) => {
            office_project::table.find(id).select(Project::as_select()).for_update().first(inner)?
        }
    })
}

/// A project with how many of its items wait where.
#[derive(Debug, Clone, QueryableByName)]
pub struct Listed {
    /// Row id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Its banks' id.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Its title.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// The occupation.
    #[diesel(sql_type = Text)]
    pub occupation: String,
    /// The level.
    #[diesel(sql_type = BigInt)]
    pub level: i64,
    /// Items being written, or given back.
    #[diesel(sql_type = BigInt)]
    pub drafts: i64,
    /// Items waiting for a review.
    #[diesel(sql_type = BigInt)]
    pub submitted: i64,
    /// Of these, the ones that `account` wrote nothing on.
    #[diesel(sql_type = BigInt)]
    pub reviewable: i64,
    /// Items found good.
    #[diesel(sql_type = BigInt)]
    pub approved: i64,
    /// The number of the last sealed version; 0 for none.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// That an item was not written on by an account.
const UNTOUCHED: &str = "NOT EXISTS (SELECT 1 FROM office_event w WHERE w.item_id = i.id AND w.account_id = ? \
                         AND w.kind IN ('written', 'joined'))";

/// The projects of these organisations, the newest first.
///
/// # Errors
/// When the database fails.
pub fn projects(
    connection: &mut AnyConnection,
    places: &Places,
    account: i64,
    part: Slice,
) -> Result<Page<Listed>, StoreError> {
    slice(
        connection,
        part,
        |row: &Listed| row.total,
        |connection, part| {
            let count = |states: &str| {
                format!("(SELECT COUNT(*) FROM office_item i WHERE i.project_id = p.id AND i.state IN ({states})")
            };
            let mut sql = Sql::new("SELECT p.id, p.code, p.title, p.occupation, p.level, COUNT(*) OVER () AS total, ");
            sql.push(&count("'draft', 'returned'")).push(") AS drafts, ");
            sql.push(&count("'submitted'")).push(") AS submitted, ");
            sql.push(&count("'submitted'")).push(" AND ");
            sql.with(UNTOUCHED, [Bind::Number(account)]).push(") AS reviewable, ");
            sql.push(&count("'approved', 'sealed'")).push(") AS approved, ");
            sql.push("(SELECT COALESCE(MAX(v.number), 0) FROM office_version v WHERE v.project_id = p.id) AS version ");
            sql.push("FROM office_project p WHERE ").push(&places.condition(&["p.organisation_id"]));
            sql.with(" ORDER BY p.id DESC LIMIT ? OFFSET ?", [part.limit, part.offset].map(Bind::Number));
            sql.load(connection)
        },
    )
}

/// Which items.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// In this state; empty for any.
    pub state: String,
    /// Of this content point; empty for any.
    pub content_point: String,
    /// Of this type; empty for any.
    pub kind: String,
    /// With this text in the code; empty for any.
    pub code: String,
}

#[derive(QueryableByName)]
struct ItemRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    project_id: i64,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    content_point: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    revision: i64,
    #[diesel(sql_type = BigInt)]
    last_seq: i64,
    #[diesel(sql_type = BigInt)]
    changed_at: i64,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Some items of a project, by their codes.
///
/// # Errors
/// When the database fails.
pub fn items(
    connection: &mut AnyConnection,
    project_id: i64,
    wanted: &Wanted,
    part: Slice,
) -> Result<Page<Item>, StoreError> {
    let found = slice(
        connection,
        part,
        |row: &ItemRow| row.total,
        |connection, part| {
            let mut sql = Sql::new("SELECT i.*, COUNT(*) OVER () AS total FROM office_item i");
            sql.with(" WHERE i.project_id = ?", [Bind::Number(project_id)]);
            for (column, value) in
                [("state", &wanted.state), ("content_point", &wanted.content_point), ("kind", &wanted.kind)]
            {
                if !value.is_empty() {
                    sql.with(&format!(" AND i.{column} = ?"), [Bind::Text(value.clone())]);
                }
            }
            sql.contains(&["i.code"], &wanted.code);
            sql.with(" ORDER BY i.code, i.id LIMIT ? OFFSET ?", [part.limit, part.offset].map(Bind::Number));
            sql.load(connection)
        },
    )?;
    Ok(found.map(|row| Item {
        id: row.id,
        project_id: row.project_id,
        code: row.code,
        kind: row.kind,
        content_point: row.content_point,
        state: row.state,
        revision: row.revision,
        last_seq: row.last_seq,
        changed_at: row.changed_at,
    }))
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The items that wait for a reviewer, and that this one wrote nothing on: ids
/// only, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub fn queue(
    connection: &mut AnyConnection,
    project_id: i64,
    account: i64,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut sql = Sql::new("SELECT i.id FROM office_item i WHERE i.state = 'submitted'");
    sql.with(" AND i.project_id = ? AND ", [Bind::Number(project_id)]);
    sql.with(UNTOUCHED, [Bind::Number(account)]);
    sql.with(" ORDER BY i.changed_at, i.id LIMIT ?", [Bind::Number(limit)]);
    let rows: Vec<Id> = sql.load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The drafts and given-back items that an account wrote on, by id.
///
/// # Errors
/// When the database fails.
pub fn own_drafts(connection: &mut AnyConnection, project_id: i64, account: i64) -> Result<Vec<i64>, StoreError> {
    let mut sql = Sql::new("SELECT i.id FROM office_item i WHERE i.state = 'draft'");
    sql.with(" AND i.project_id = ? AND NOT ", [Bind::Number(project_id)]);
    sql.with(UNTOUCHED, [Bind::Number(account)]).push(" ORDER BY i.id");
    let rows: Vec<Id> = sql.load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// How many items of a type and content point are in a state: type, content point, state, number.
///
/// # Errors
/// When the database fails.
pub fn counts(
    connection: &mut AnyConnection,
    project_id: i64,
) -> Result<Vec<(String, String, String, i64)>, StoreError> {
    let columns = (office_item::kind, office_item::content_point, office_item::state);
    Ok(office_item::table
        .filter(office_item::project_id.eq(project_id))
        .group_by(columns)
        .select((office_item::kind, office_item::content_point, office_item::state, diesel::dsl::count_star()))
        .load(connection)?)
}

/// Every item of a project in some states, by code; kept from changing until the transaction ends.
///
/// # Errors
/// When the database fails.
pub fn lock_items(connection: &mut AnyConnection, project_id: i64, states: &[&str]) -> Result<Vec<Item>, StoreError> {
    let wanted = || {
        office_item::table
            .filter(office_item::project_id.eq(project_id).and(office_item::state.eq_any(states.to_vec())))
            .order((office_item::code, office_item::id))
    };
    Ok(match connection {
        AnyConnection::Sqlite(inner) => wanted().select(Item::as_select()).load(inner)?,
        AnyConnection::Postgres(inner) => wanted().select(Item::as_select()).for_update().load(inner)?,
    })
}

/// An item.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that id.
pub fn item(connection: &mut AnyConnection, id: i64) -> Result<Item, StoreError> {
    Ok(office_item::table.find(id).select(Item::as_select()).first(connection)?)
}

/// An item, kept from changing until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of that id.
pub fn lock_item(connection: &mut AnyConnection, id: i64) -> Result<Item, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(inner) => office_item::table.find(id).select(Item::as_select()).first(inner)?,
        AnyConnection::Postgres(inner) => {
            office_item::table.find(id).select(Item::as_select()).for_update().first(inner)?
        }
    })
}

/// Whether a project has an item of that code.
///
/// # Errors
/// When the database fails.
pub fn has_code(connection: &mut AnyConnection, project_id: i64, code: &str) -> Result<bool, StoreError> {
    let same = office_item::table.filter(office_item::project_id.eq(project_id).and(office_item::code.eq(code)));
    Ok(same.select(office_item::id).first::<i64>(connection).optional()?.is_some())
}

/// Stores an item that has no revision yet; returns its row id.
///
/// # Errors
/// [`StoreError::Duplicate`] when the project has one of that code.
pub fn insert_item(connection: &mut AnyConnection, project_id: i64, code: &str, now: i64) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(office_item::table)
        .values((
            office_item::project_id.eq(project_id),
            office_item::code.eq(code),
            office_item::kind.eq(""),
            office_item::content_point.eq(""),
            office_item::state.eq("draft"),
            office_item::revision.eq(0),
            office_item::last_seq.eq(0),
            office_item::changed_at.eq(now),
        ))
        .returning(office_item::id)
        .get_result(connection)?)
}

/// Writes where an item stands now, if it still stood at event `before`; `false` when it has moved on.
///
/// # Errors
/// When the database fails.
pub fn move_item(connection: &mut AnyConnection, item: &Item, before: i64) -> Result<bool, StoreError> {
    let there = office_item::table.find(item.id).filter(office_item::last_seq.eq(before));
    let change = (
        office_item::kind.eq(&item.kind),
        office_item::content_point.eq(&item.content_point),
        office_item::state.eq(&item.state),
        office_item::revision.eq(item.revision),
        office_item::last_seq.eq(item.last_seq),
        office_item::changed_at.eq(item.changed_at),
    );
    Ok(diesel::update(there).set(change).execute(connection)? == 1)
}
