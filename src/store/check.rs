//! Whether a store is whole: its schema, its files, its guards, its log.

use super::tables::{TABLES, counted, named, names};
use super::{AnyConnection, SchemaState, Store, StoreError};

/// Tables whose rows are appended and never changed; triggers say so in both databases.
const APPEND_ONLY: [&str; 25] = [
    "audit_event",
    "response",
    "sitting_event",
    "malpractice",
    "room_record",
    "journal_writer",
    "lockdown",
    "lockdown_override",
    "theory_score",
    "practical_mark",
    "result",
    "notice",
    "certificate_event",
    "log_leaf",
    "log_checkpoint",
    "bank",
    "office_revision",
    "office_event",
    "office_picture",
    "office_version",
    "custody_receipt",
    "beacon_entry",
    "recusal",
    "panel_member",
    "panel_leave",
];

/// Unique keys that hold invariants: one open registration, one live certificate, one seat for one person.
const GUARDS: [&str; 4] =
    ["registration_one_open", "certificate_one_live", "certificate_one_for_registration", "registration_seat"];

impl Store {
    /// Everything that is wrong with the store itself, in English sentences; none if all is well.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub fn faults(&self) -> Result<Vec<String>, StoreError> {
        match self.schema_state()? {
            SchemaState::Current => {}
            SchemaState::Behind(missing) => {
                return Ok(vec![format!(
                    "the schema is behind this program: run `jiangheng db migrate` ({} to run)",
                    missing.join(", ")
                )]);
            }
            SchemaState::Ahead(more) => {
                return Ok(vec![format!("the schema is ahead of this program: a newer one ran {}", more.join(", "))]);
            }
        }
        self.read(|connection| {
            let mut faults = missing_tables(connection)?;
            if faults.is_empty() {
                faults.extend(broken_files(connection)?);
                faults.extend(missing_guards(connection)?);
                faults.extend(log_gaps(connection)?);
                faults.extend(loose_items(connection)?);
            }
            Ok(faults)
        })
    }
}

fn missing_tables(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let there = names(connection)?;
    let missing = TABLES.iter().filter(|table| !there.iter().any(|name| name == table.name));
    Ok(missing.map(|table| format!("table {} is missing", table.name)).collect())
}

fn broken_files(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    if let AnyConnection::Postgres(_) = connection {
        return Ok(Vec::new());
    }
    let integrity = named(connection, "SELECT integrity_check AS name FROM pragma_integrity_check")?;
    let broken = integrity.into_iter().filter(|line| line != "ok").map(|line| format!("the file is damaged: {line}"));
    let loose = named(
        connection,
        "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' refers to no row of ' || parent AS name \
         FROM pragma_foreign_key_check() LIMIT 20",
    )?;
    Ok(broken.chain(loose).collect())
}

fn missing_guards(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let (triggers, indexes) = match connection {
        AnyConnection::Sqlite(_) => (
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'",
        ),
        AnyConnection::Postgres(_) => (
            "SELECT tgname::text AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE NOT tgisinternal AND tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace",
            "SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indisunique AND i.indisvalid AND c.relnamespace = current_schema()::regnamespace",
        ),
    };
    let (triggers, indexes) = (named(connection, triggers)?, named(connection, indexes)?);
    let mut faults = Vec::new();
    for table in APPEND_ONLY {
        for change in ["update", "delete"] {
            let name = format!("{table}_no_{change}");
            if !triggers.contains(&name) {
                faults.push(format!("trigger {name} is missing or off: rows of {table} could be changed"));
            }
        }
    }
    for name in GUARDS {
        if !indexes.iter().any(|index| index == name) {
            faults.push(format!("unique index {name} is missing: what it forbids could happen"));
        }
    }
    Ok(faults)
}

/// Items of the question bank office that stand elsewhere than their revisions and events say.
fn loose_items(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let items = counted(
        connection,
        "SELECT COUNT(*) AS count FROM office_item i \
         WHERE i.revision <> COALESCE((SELECT MAX(r.number) FROM office_revision r WHERE r.item_id = i.id), 0) \
         OR i.last_seq <> COALESCE((SELECT MAX(e.seq) FROM office_event e WHERE e.item_id = i.id), 0) \
         OR i.last_seq <> (SELECT COUNT(*) FROM office_event e WHERE e.item_id = i.id)",
    )?;
    Ok((items > 0)
        .then(|| format!("{items} items of the bank office are not where their events say"))
        .into_iter()
        .collect())
}

fn log_gaps(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let leaves = counted(connection, "SELECT COUNT(*) AS count FROM log_leaf")?;
    let next = counted(connection, "SELECT COALESCE(MAX(position) + 1, 0) AS count FROM log_leaf")?;
    let negative = counted(connection, "SELECT COUNT(*) AS count FROM log_leaf WHERE position < 0")?;
    let signed = counted(connection, "SELECT COALESCE(MAX(size), 0) AS count FROM log_checkpoint")?;
    let mut faults = Vec::new();
    if leaves != next || negative > 0 {
        faults.push(format!("the log has gaps: {leaves} leaves, but the last is at position {}", next - 1));
    }
    if signed > leaves {
        faults.push(format!("the log lost leaves: a checkpoint was signed over {signed}, and {leaves} are here"));
    }
    Ok(faults)
}
