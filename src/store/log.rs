//! The public log's leaves and checkpoints: appended, never changed (triggers in both databases refuse it).

use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::{log_checkpoint, log_leaf};
use super::{AnyConnection, StoreError, micros};

/// Whoever holds this advisory lock of PostgreSQL appends to the log or signs its head.
const HEAD_LOCK: &str = "SELECT pg_advisory_xact_lock(20260711, 1)";

/// A leaf of the log.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, serde::Serialize)]
#[diesel(table_name = log_leaf)]
pub struct LeafRow {
    /// Its index, from 0, without gaps.
    pub position: i64,
    /// Its bytes: JCS.
    pub leaf: String,
    /// Its hash in the tree, in hex.
    pub hash: String,
    /// When, in microseconds.
    pub appended_at: i64,
}

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = log_checkpoint)]
pub struct CheckpointRow {
    /// How many leaves it covers.
    pub size: i64,
    /// The root over them, in hex.
    pub root: String,
    /// The signed, perhaps cosigned note.
    pub note: String,
    /// When a witness cosigned it, in microseconds; 0 when none did.
    pub cosigned_at: i64,
}

/// Takes the log head's lock until the transaction ends. On SQLite the write transaction is that lock.
///
/// # Errors
/// When the database fails.
pub fn lock_head(connection: &mut AnyConnection) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(inner) = connection {
        diesel::sql_query(HEAD_LOCK).execute(inner)?;
    }
    Ok(())
}

/// How many leaves there are. Under the head's lock it is the next leaf's position.
///
/// # Errors
/// When the database fails.
pub fn size(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let last: Option<i64> = log_leaf::table.select(diesel::dsl::max(log_leaf::position)).first(connection)?;
    Ok(last.map_or(0, |last| last + 1))
}

/// Appends a leaf at a position, which the caller took under the head's lock.
///
/// # Errors
/// When the position is taken, or the database fails.
pub fn insert(connection: &mut AnyConnection, row: &LeafRow) -> Result<(), StoreError> {
    diesel::insert_into(log_leaf::table).values(row).execute(connection)?;
    Ok(())
}

/// The hashes of the first `size` leaves, in hex, in order.
///
/// # Errors
/// When the database fails.
pub fn hashes(connection: &mut AnyConnection, size: i64) -> Result<Vec<String>, StoreError> {
    let first = log_leaf::table.filter(log_leaf::position.lt(size)).order(log_leaf::position);
    Ok(first.select(log_leaf::hash).load(connection)?)
}

/// One leaf.
///
/// # Errors
/// [`StoreError::NotFound`] beyond the log.
pub fn leaf(connection: &mut AnyConnection, position: i64) -> Result<LeafRow, StoreError> {
    Ok(log_leaf::table.find(position).select(LeafRow::as_select()).first(connection)?)
}

/// The leaves from `start` up to, not including, `end`.
///
/// # Errors
/// When the database fails.
pub fn leaves(connection: &mut AnyConnection, start: i64, end: i64) -> Result<Vec<LeafRow>, StoreError> {
    Ok(log_leaf::table
        .filter(log_leaf::position.ge(start))
        .filter(log_leaf::position.lt(end))
        .order(log_leaf::position)
        .select(LeafRow::as_select())
        .load(connection)?)
}

/// The newest checkpoint.
///
/// # Errors
/// When the database fails.
pub fn newest_checkpoint(connection: &mut AnyConnection) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(log_checkpoint::table
        .order(log_checkpoint::id.desc())
        .select(CheckpointRow::as_select())
        .first(connection)
        .optional()?)
}

/// The oldest checkpoint that covers a position: the first that a witness saw the leaf under.
///
/// # Errors
/// When the database fails.
pub fn checkpoint_over(connection: &mut AnyConnection, position: i64) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(log_checkpoint::table
        .filter(log_checkpoint::size.gt(position))
        .order(log_checkpoint::id)
        .select(CheckpointRow::as_select())
        .first(connection)
        .optional()?)
}

/// Stores a checkpoint.
///
/// # Errors
/// When the database fails.
pub fn insert_checkpoint(
    connection: &mut AnyConnection,
    row: &CheckpointRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(log_checkpoint::table)
        .values((
            log_checkpoint::size.eq(row.size),
            log_checkpoint::root.eq(&row.root),
            log_checkpoint::note.eq(&row.note),
            log_checkpoint::cosigned_at.eq(row.cosigned_at),
            log_checkpoint::created_at.eq(micros(now)),
        ))
        .execute(connection)?;
    Ok(())
}
