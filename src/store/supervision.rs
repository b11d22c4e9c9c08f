//! Which institutions have held sessions, and when they were supervised.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::page::Sql;
use super::{AnyConnection, StoreError};

/// A centre or awarding body with its sessions that took place.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[allow(missing_docs)]
pub struct Institution {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// `centre` or `awarding_body`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// When its first session opened.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub first: Option<i64>,
    /// When the last one opened at which a supervisor was on duty.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last: Option<i64>,
    /// How many sessions took place.
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
}

/// Every centre and awarding body. A session took place once its theory test is over.
///
/// # Errors
/// When the database fails.
pub fn institutions(connection: &mut AnyConnection) -> Result<Vec<Institution>, StoreError> {
    let mut sql = Sql::new("SELECT o.id, o.name, o.kind, MIN(s.opens_at) AS first, COUNT(s.id) AS sessions, ");
    sql.push("MAX(CASE WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.session_id = s.id AND a.duty = 'supervisor') ");
    sql.push("THEN s.opens_at END) AS last FROM organisation o LEFT JOIN exam_session s ");
    sql.push("ON (s.centre_id = o.id OR s.body_id = o.id) AND s.plan_of IS NULL ");
    sql.push("AND s.state IN ('sat', 'decided', 'noticed', 'awarded') ");
    sql.push("WHERE o.kind IN ('centre', 'awarding_body') GROUP BY o.id, o.name, o.kind ORDER BY o.id");
    sql.load(connection)
}
