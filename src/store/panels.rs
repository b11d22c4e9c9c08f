//! Who was drawn onto panels, who left them and who stands in. Rows are appended and never change.

use diesel::prelude::*;

use super::schema::{panel_leave, panel_member};
use super::{AnyConnection, StoreError};

/// Somebody drawn onto a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Row id.
    pub id: i64,
    /// Who.
    pub account_id: i64,
    /// The place in the order drawn, from 1.
    pub place: i64,
    /// Of a substitute: the row of the member in whose line it stands, the first of that line.
    pub stands_in: Option<i64>,
    /// Whether it left, being unable to go on.
    pub unable: bool,
    /// Whether it left, being recused; after having been unable, perhaps.
    pub recused: bool,
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
        !self.recused
    }

    /// Whether it marks now.
    #[must_use]
    pub fn marks(&self) -> bool {
        !self.unable && !self.recused
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
    let here = panel_member::table.filter(panel_member::session_id.eq(session_id));
    let columns = (panel_member::id, panel_member::account_id, panel_member::place, panel_member::stands_in);
    let rows: Vec<(i64, i64, i64, Option<i64>)> = here.order(panel_member::place).select(columns).load(connection)?;
    let ids = rows.iter().map(|(id, ..)| *id);
    let left = panel_leave::table.filter(panel_leave::member_id.eq_any(ids));
    let left: Vec<(i64, String)> = left.select((panel_leave::member_id, panel_leave::why)).load(connection)?;
    let has = |member: i64, why: &str| left.iter().any(|(of, what)| *of == member && what == why);
    let rows = rows.into_iter().map(|(id, account_id, place, stands_in)| Member {
        id,
        account_id,
        place,
        stands_in,
        unable: has(id, "unable"),
        recused: has(id, "recused"),
    });
    Ok(rows.collect())
}

/// Notes that a member left, why (`unable` or `recused`), in words, by whom and when, in microseconds.
///
/// # Errors
/// [`StoreError::Duplicate`] when it has left for that already.
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
