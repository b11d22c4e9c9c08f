//! Who was drawn onto panels, who left them and who stands in. Rows are appended and never change.

use diesel::prelude::*;

use super::schema::{panel_leave, panel_member};
use super::{AnyConnection, StoreError};

/// Somebody drawn onto a panel.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Member {
    /// Row id.
    pub id: i64,
    /// Who.
    pub account_id: i64,
    /// The place in the order drawn, from 1.
    pub place: i64,
    /// Of a substitute: the row of the member in whose line it stands, the first of that line.
    pub stands_in: Option<i64>,
    /// Why it left, if it did: `unable` or `recused`.
    pub left: Option<String>,
}

impl Member {
    /// The line: the row of its first member. Each candidate has at most one sheet of a line that counts.
    #[must_use]
    pub fn line(&self) -> i64 {
        self.stands_in.unwrap_or(self.id)
    }

    /// Whether its sheets count: not those of somebody recused.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.left.as_deref() != Some("recused")
    }
}

/// Puts somebody onto a session's panel, in the place it was drawn to, in somebody's line or a line of its own.
///
/// # Errors
/// [`StoreError::Duplicate`] when the panel has this place or this account already.
pub fn put(
    connection: &mut AnyConnection,
    session_id: i64,
    (account_id, place): (i64, i64),
    stands_in: Option<i64>,
) -> Result<(), StoreError> {
    diesel::insert_into(panel_member::table)
        .values((
            panel_member::session_id.eq(session_id),
            panel_member::account_id.eq(account_id),
            panel_member::place.eq(place),
            panel_member::stands_in.eq(stands_in),
        ))
        .execute(connection)?;
    Ok(())
}

/// Everybody who is or was on a session's panel, in the order drawn; nobody before the secrets are opened.
///
/// # Errors
/// When the database fails.
pub fn members(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Member>, StoreError> {
    Ok(panel_member::table
        .left_join(panel_leave::table.on(panel_leave::member_id.eq(panel_member::id)))
        .filter(panel_member::session_id.eq(session_id))
        .order(panel_member::place)
        .select((
            panel_member::id,
            panel_member::account_id,
            panel_member::place,
            panel_member::stands_in,
            panel_leave::why.nullable(),
        ))
        .load(connection)?)
}

/// Notes that a member left, why (`unable` or `recused`), in words, by whom and when, in microseconds.
///
/// # Errors
/// [`StoreError::Duplicate`] when it has left already.
pub fn leave(
    connection: &mut AnyConnection,
    member_id: i64,
    (why, reason): (&str, &str),
    (declared_by, left_at): (i64, i64),
) -> Result<(), StoreError> {
    diesel::insert_into(panel_leave::table)
        .values((
            panel_leave::member_id.eq(member_id),
            panel_leave::why.eq(why),
            panel_leave::reason.eq(reason),
            panel_leave::declared_by.eq(declared_by),
            panel_leave::left_at.eq(left_at),
        ))
        .execute(connection)?;
    Ok(())
}
