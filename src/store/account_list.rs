//! The list of accounts, each with its organisation and its roles: one query.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::page::{Bind, Page, Places, Slice, Sql, slice};
use super::{AnyConnection, StoreError};

/// An account as lists and its own page show it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Listed {
    /// Row id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The person's name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The sign-in name.
    #[diesel(sql_type = Text)]
    pub login: String,
    /// Whether it may sign in.
    #[diesel(sql_type = Bool)]
    pub active: bool,
    /// Since when, in microseconds.
    #[diesel(sql_type = BigInt)]
    pub created_at: i64,
    /// Its organisation.
    #[diesel(sql_type = BigInt)]
    pub organisation_id: i64,
    /// That organisation's name.
    #[diesel(sql_type = Text)]
    pub organisation: String,
    /// Its roles with commas between; empty for none.
    #[diesel(sql_type = Text)]
    pub roles: String,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Which accounts.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Those of these organisations.
    pub places: Places,
    /// This one alone.
    pub id: Option<i64>,
    /// With this text in the name, the sign-in name or the organisation's name; empty for any.
    pub text: String,
    /// Holding this role; empty for any.
    pub role: String,
    /// Only those that may sign in, or only the barred ones.
    pub active: Option<bool>,
}

/// Some accounts, by organisation and sign-in name.
///
/// # Errors
/// When the database fails.
pub fn page(connection: &mut AnyConnection, wanted: &Wanted, part: Slice) -> Result<Page<Listed>, StoreError> {
    let joined = match connection {
        AnyConnection::Sqlite(_) => "group_concat(g.role, ',')",
        AnyConnection::Postgres(_) => "string_agg(g.role, ',')",
    };
    slice(
        connection,
        part,
        |row: &Listed| row.total,
        |connection, part| {
            let mut sql = Sql::new("SELECT p.*, COALESCE((SELECT ");
            sql.push(joined).push(" FROM role_grant g WHERE g.account_id = p.id), '') AS roles FROM (");
            sql.push("SELECT a.id, a.name, a.login, a.active, a.created_at, a.organisation_id, ");
            sql.push("o.name AS organisation, COUNT(*) OVER () AS total ");
            sql.push("FROM account a JOIN organisation o ON o.id = a.organisation_id WHERE ");
            sql.push(&wanted.places.condition(&["a.organisation_id"]));
            sql.contains(&["a.name", "a.login", "o.name"], &wanted.text);
            if let Some(id) = wanted.id {
                sql.with(" AND a.id = ?", [Bind::Number(id)]);
            }
            if !wanted.role.is_empty() {
                let holds = "SELECT 1 FROM role_grant h WHERE h.account_id = a.id AND h.role = ?";
                sql.with(&format!(" AND EXISTS ({holds})"), [Bind::Text(wanted.role.clone())]);
            }
            match wanted.active {
                Some(true) => sql.push(" AND a.active"),
                Some(false) => sql.push(" AND NOT a.active"),
                None => &mut sql,
            };
            sql.with(
                " ORDER BY a.organisation_id, a.login LIMIT ? OFFSET ?) p ORDER BY p.organisation_id, p.login",
                [part.limit, part.offset].map(Bind::Number),
            );
            sql.load(connection)
        },
    )
}
