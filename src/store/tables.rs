//! The tables as the databases' own catalogues describe them: for backups and for `db check`.

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnyConnection, Store, StoreError, each_backend};

/// A table, and what orders its rows.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The columns of its primary key.
    pub(super) key: &'static str,
}

const fn table(name: &'static str, key: &'static str) -> Table {
    Table { name, key }
}

/// Every table, each after those it refers to.
pub(super) const TABLES: [Table; 52] = [
    table("meta", "name"),
    table("organisation", "id"),
    table("account", "id"),
    table("role_grant", "id"),
    table("login_session", "id"),
    table("audit_event", "id"),
    table("person", "id"),
    table("outbox", "id"),
    table("filing", "id"),
    table("bank", "id"),
    table("bank_check", "token"),
    table("office_project", "id"),
    table("office_item", "id"),
    table("office_revision", "id"),
    table("office_event", "id"),
    table("office_picture", "digest"),
    table("office_version", "id"),
    table("room", "id"),
    table("exam_session", "id"),
    table("contributor", "id"),
    table("ceremony_guest", "id"),
    table("custody_receipt", "id"),
    table("beacon_entry", "id"),
    table("assignment", "id"),
    table("person_occupation", "person_id, occupation"),
    table("registration", "id"),
    table("sitting", "id"),
    table("sitting_event", "id"),
    table("malpractice", "id"),
    table("room_record", "id"),
    table("journal_writer", "id"),
    table("journal_span", "session_id, writer_id"),
    table("lockdown", "id"),
    table("lockdown_override", "id"),
    table("response", "id"),
    table("theory_score", "id"),
    table("recusal", "id"),
    table("panel_member", "id"),
    table("panel_leave", "id"),
    table("practical_mark", "id"),
    table("practical_draft", "registration_id, examiner_id"),
    table("submission", "account_id, name"),
    table("print_run", "id"),
    table("print_file", "run_id, number"),
    table("result", "id"),
    table("notice", "id"),
    table("serial_counter", "body, year, level"),
    table("certificate", "id"),
    table("certificate_event", "id"),
    table("log_leaf", "position"),
    table("log_checkpoint", "id"),
    table("issuing_key", "kid"),
];

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Integer,
    Text,
    Boolean,
    Bytes,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Store {
    /// The versions of the migrations that have run here, in order.
    pub(super) fn applied(&self) -> Result<Vec<String>, StoreError> {
        self.read(applied)
    }
}

/// The versions of the migrations that have run, in order; none on a database that nothing has touched.
pub(super) fn applied(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    const MIGRATIONS: &str = "__diesel_schema_migrations";
    if !names(connection)?.iter().any(|name| name == MIGRATIONS) {
        return Ok(Vec::new());
    }
    named(connection, &format!("SELECT version AS name FROM {MIGRATIONS} ORDER BY version"))
}

/// The tables that are there: all of them, but for those that a later migration makes.
///
/// A table that is in the database but not in our list would be left out of backups; that must not happen silently.
pub(super) fn present(connection: &mut AnyConnection) -> Result<Vec<&'static Table>, StoreError> {
    let names = names(connection)?;
    let known = |name: &String| name.starts_with("__diesel") || TABLES.iter().any(|table| table.name == name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        return Err(StoreError::Backup(format!("the database has a table {name} that backups don't know")));
    }
    Ok(TABLES.iter().filter(|table| names.iter().any(|name| name == table.name)).collect())
}

/// The names of all tables.
pub(super) fn names(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let sql = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        AnyConnection::Postgres(_) => {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    };
    named(connection, sql)
}

/// The names that a query selects as `name`.
pub(super) fn named(connection: &mut AnyConnection, sql: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<Named> = each_backend!(connection, inner => sql_query(sql).load(inner))?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// The number that a query selects as `count`.
pub(super) fn counted(connection: &mut AnyConnection, sql: &str) -> Result<i64, StoreError> {
    let row: Counted = each_backend!(connection, inner => sql_query(sql).get_result(inner))?;
    Ok(row.count)
}

/// How many rows a table has.
pub(super) fn count(connection: &mut AnyConnection, table: &str) -> Result<i64, StoreError> {
    counted(connection, &format!("SELECT COUNT(*) AS count FROM {table}"))
}

/// A table's columns in the order they were made.
pub(super) fn columns(connection: &mut AnyConnection, table: &str) -> Result<Vec<Column>, StoreError> {
    let rows: Vec<Described> = match connection {
        AnyConnection::Sqlite(inner) => {
            sql_query("SELECT name, type AS declared FROM pragma_table_info(?) ORDER BY cid")
                .bind::<Text, _>(table)
                .load(inner)?
        }
        AnyConnection::Postgres(inner) => sql_query(
            "SELECT column_name::text AS name, data_type::text AS declared FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
        )
        .bind::<Text, _>(table)
        .load(inner)?,
    };
    rows.into_iter()
        .map(|row| {
            let kind = match row.declared.to_lowercase().as_str() {
                "integer" | "bigint" => Kind::Integer,
                "text" => Kind::Text,
                "boolean" => Kind::Boolean,
                "blob" | "bytea" => Kind::Bytes,
                other => return Err(StoreError::Schema(format!("{table}.{} is of type {other}", row.name))),
            };
            Ok(Column { name: row.name, kind })
        })
        .collect()
}

/// Gives each row of a table, in the order of its key, as JSON values: bytes as hex.
pub(super) fn each_row(
    connection: &mut AnyConnection,
    table: &Table,
    columns: &[Column],
    mut take: impl FnMut(Vec<Value>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let embedded = matches!(connection, AnyConnection::Sqlite(_));
    let fields: Vec<String> = columns
        .iter()
        .map(|Column { name, kind }| match (kind, embedded) {
            (Kind::Bytes, true) => format!("CASE WHEN {name} IS NULL THEN NULL ELSE lower(hex({name})) END"),
            (Kind::Bytes, false) => format!("encode({name}, 'hex')"),
            (Kind::Integer | Kind::Text | Kind::Boolean, _) => name.clone(),
        })
        .collect();
    let (array, cast) = if embedded { ("json_array", "") } else { ("json_build_array", "::text") };
    // Texts are ordered byte by byte in both databases, so that the same rows give the same backup.
    let order = order_of(table, columns, embedded);
    let sql = format!("SELECT {array}({}){cast} AS line FROM {} ORDER BY {order}", fields.join(", "), table.name);
    let mut give = |row: QueryResult<Row>| {
        let values: Vec<Value> =
            serde_json::from_str(&row?.line).map_err(|error| StoreError::Malformed(error.to_string()))?;
        let values = values.into_iter().zip(columns).map(|(value, column)| match (column.kind, value.as_i64()) {
            (Kind::Boolean, Some(number)) => Value::Bool(number != 0),
            _ => value,
        });
        take(values.collect())
    };
    match connection {
        AnyConnection::Sqlite(inner) => {
            sql_query(sql).load_iter::<Row, DefaultLoadingMode>(inner)?.try_for_each(&mut give)
        }
        AnyConnection::Postgres(inner) => {
            sql_query(sql).load_iter::<Row, PgRowByRowLoadingMode>(inner)?.try_for_each(&mut give)
        }
    }
}

/// The columns of the key; in an older schema, whose table has another one, all columns.
fn order_of(table: &Table, columns: &[Column], embedded: bool) -> String {
    let in_key = |column: &&Column| table.key.split(", ").any(|name| name == column.name);
    let has_key = columns.iter().any(|column| in_key(&column));
    let mut parts: Vec<&Column> = columns.iter().filter(|column| !has_key || in_key(column)).collect();
    parts.sort_by_key(|column| table.key.split(", ").position(|name| name == column.name));
    let part = |column: &Column| match column.kind {
        Kind::Text if !embedded => format!("{} COLLATE \"C\"", column.name),
        _ => column.name.clone(),
    };
    parts.into_iter().map(part).collect::<Vec<_>>().join(", ")
}

/// The insert with its values bound; the backends' query types differ, their code doesn't.
macro_rules! bind {
    ($backend:ty, $sql:expr, $table:expr, $columns:expr, $values:expr) => {{
        let mut query = sql_query($sql).into_boxed::<$backend>();
        for (column, value) in $columns.iter().zip($values) {
            let wrong = || StoreError::Backup(format!("{}.{} holds {value}", $table.name, column.name));
            let missing = value.is_null();
            query = match column.kind {
                Kind::Integer if missing => query.bind::<Nullable<BigInt>, _>(None::<i64>),
                Kind::Integer => query.bind::<BigInt, _>(value.as_i64().ok_or_else(wrong)?),
                Kind::Text if missing => query.bind::<Nullable<Text>, _>(None::<String>),
                Kind::Text => query.bind::<Text, _>(value.as_str().ok_or_else(wrong)?.to_owned()),
                Kind::Boolean if missing => query.bind::<Nullable<Bool>, _>(None::<bool>),
                Kind::Boolean => query.bind::<Bool, _>(value.as_bool().ok_or_else(wrong)?),
                Kind::Bytes if missing => query.bind::<Nullable<Binary>, _>(None::<Vec<u8>>),
                Kind::Bytes => {
                    let bytes = value.as_str().and_then(|text| hex::decode(text).ok()).ok_or_else(wrong)?;
                    query.bind::<Binary, _>(bytes)
                }
            };
        }
        query
    }};
}
/// Inserts a row of JSON values as [`each_row`] gives them.
pub(super) fn insert(
    connection: &mut AnyConnection,
    table: &Table,
    columns: &[Column],
    values: &[Value],
) -> Result<(), StoreError> {
    if columns.len() != values.len() {
        return Err(StoreError::Backup(format!("a row of {} has {} values", table.name, values.len())));
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let embedded = matches!(connection, AnyConnection::Sqlite(_));
    let places: Vec<String> =
        (1..=columns.len()).map(|number| if embedded { "?".to_owned() } else { format!("${number}") }).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), places.join(", "));
    let inserted = match connection {
        AnyConnection::Sqlite(inner) => bind!(diesel::sqlite::Sqlite, sql, table, columns, values).execute(inner)?,
        AnyConnection::Postgres(inner) => bind!(diesel::pg::Pg, sql, table, columns, values).execute(inner)?,
    };
    if inserted == 1 { Ok(()) } else { Err(StoreError::Backup(format!("a row of {} was not inserted", table.name))) }
}

/// Makes PostgreSQL's next id follow the largest there is; SQLite does so by itself.
pub(super) fn reset_identity(connection: &mut AnyConnection, table: &Table) -> Result<(), StoreError> {
    let AnyConnection::Postgres(inner) = connection else { return Ok(()) };
    let own: Vec<Described> = sql_query(
        "SELECT column_name::text AS name, '' AS declared FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 AND column_name = 'id' AND is_identity = 'YES'",
    )
    .bind::<Text, _>(table.name)
    .load(inner)?;
    if !own.is_empty() {
        let name = table.name;
        sql_query(format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM {name}), false)"
        ))
        .execute(inner)?;
    }
    Ok(())
}
