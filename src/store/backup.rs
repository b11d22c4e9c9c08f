//! Backups in one form for both databases, so that a county can move from SQLite to PostgreSQL.
//!
//! A backup (`jiangheng-backup/v1`) is text, one JSON value a line: a header with the schema's migrations and the
//! tables with their columns; then every row as `{"t":"TABLE","r":[VALUES]}`, tables in the order in which they may
//! refer to each other, bytes as hex; then `{"rows":N,"sha256":"…"}` over everything before that line. The keys are
//! not in it.

use std::io::{BufRead, Write};

use diesel::connection::SimpleConnection as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tables::{self, Column};
use super::{AnyConnection, Store, StoreError};
use crate::crypto::digest::Hasher;

const SPEC: &str = "jiangheng-backup/v1";

/// What a backup or a restore went over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of everything before the last line, 64 hex digits.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    spec: String,
    made_at: jiff::Timestamp,
    schema: Vec<String>,
    tables: Vec<TableHead>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct TableHead {
    name: String,
    columns: Vec<Column>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    t: String,
    r: Vec<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    rows: u64,
    sha256: String,
}

impl Store {
    /// Writes a backup: the store as it is at one instant, whatever is written meanwhile.
    ///
    /// # Errors
    /// When the database fails, has a table that backups don't know, or `out` can't be written.
    pub fn back_up(&self, made_at: jiff::Timestamp, out: impl Write) -> Result<Copied, StoreError> {
        let mut out = Digesting { out, hasher: Hasher::new() };
        self.read(|connection| {
            let begin = match connection {
                AnyConnection::Sqlite(inner) => inner.batch_execute("BEGIN DEFERRED"),
                AnyConnection::Postgres(inner) => {
                    inner.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                }
            };
            begin?;
            let copied = copy_out(connection, made_at, &mut out);
            connection.batch_execute("ROLLBACK")?;
            copied
        })
    }

    /// Fills an empty store with a backup: all of it, or nothing. A store that no migration has touched yet is brought
    /// to the backup's schema first, and to this program's afterwards, so a backup of an older program can be restored.
    ///
    /// `open` opens the backup from its beginning; it is called twice, to verify the whole before anything is written.
    ///
    /// # Errors
    /// When the backup is truncated, altered, of a newer program or of another schema; when the store isn't empty.
    pub fn restore<R: BufRead>(&self, open: impl Fn() -> std::io::Result<R>) -> Result<Copied, StoreError> {
        let again = || open().map_err(|error| unreadable(&error));
        let (header, copied) = verify(again()?)?;
        if self.applied()?.is_empty() {
            self.migrate_up_to(header.schema.len())?;
        }
        if self.applied()? != header.schema {
            return Err(StoreError::Backup(
                "this backup was made under another schema than this store has: restore it with the program that made \
                 it or a newer one, into a database that nothing has touched yet"
                    .into(),
            ));
        }
        self.write(|connection| fill(connection, &header, again()?, &copied))?;
        self.migrate()?;
        Ok(copied)
    }
}

fn copy_out<W: Write>(
    connection: &mut AnyConnection,
    made_at: jiff::Timestamp,
    out: &mut Digesting<W>,
) -> Result<Copied, StoreError> {
    let present = tables::present(connection)?;
    let mut heads = Vec::new();
    for table in &present {
        heads.push(TableHead { name: table.name.to_owned(), columns: tables::columns(connection, table.name)? });
    }
    let schema = tables::applied(connection)?;
    out.line(&Header { spec: SPEC.to_owned(), made_at, schema, tables: heads })?;
    let mut rows = 0;
    for table in present {
        let columns = tables::columns(connection, table.name)?;
        tables::each_row(connection, table, &columns, |r| {
            rows += 1;
            out.line(&Line { t: table.name.to_owned(), r })
        })?;
    }
    let sha256 = hex::encode(out.hasher.clone().finish());
    out.line(&End { rows, sha256: sha256.clone() })?;
    out.out.flush().map_err(|error| unwritable(&error))?;
    Ok(Copied { rows, sha256 })
}

/// Reads a backup to its end without using it.
fn verify(input: impl BufRead) -> Result<(Header, Copied), StoreError> {
    let mut reader = Reader::new(input);
    let header = reader.header()?;
    let mut rows = 0;
    loop {
        let before = hex::encode(reader.hasher.clone().finish());
        let line = reader
            .next()?
            .ok_or_else(|| StoreError::Backup(format!("the backup is truncated: it ends after {rows} rows")))?;
        if let Ok(end) = serde_json::from_str::<End>(&line) {
            if end.rows != rows || end.sha256 != before {
                return Err(StoreError::Backup(
                    "the backup was altered or damaged: its contents don't have the SHA-256 that its last line says"
                        .into(),
                ));
            }
            if reader.next()?.is_some() {
                return Err(StoreError::Backup("something was appended to the backup".into()));
            }
            return Ok((header, Copied { rows, sha256: end.sha256 }));
        }
        rows += 1;
    }
}

fn fill(
    connection: &mut AnyConnection,
    header: &Header,
    input: impl BufRead,
    verified: &Copied,
) -> Result<(), StoreError> {
    let present = tables::present(connection)?;
    for table in &present {
        if tables::count(connection, table.name)? > 0 {
            return Err(StoreError::Backup(format!(
                "the store isn't empty ({} has rows): restore into a new database",
                table.name
            )));
        }
        let head = TableHead { name: table.name.to_owned(), columns: tables::columns(connection, table.name)? };
        if !header.tables.contains(&head) {
            return Err(StoreError::Backup(format!("the backup's table {} has other columns than ours", table.name)));
        }
    }
    let mut reader = Reader::new(input);
    reader.header()?;
    let mut rows = 0;
    while rows < verified.rows {
        let line = reader.next()?.ok_or_else(|| StoreError::Backup("the backup changed while it was read".into()))?;
        let line: Line = serde_json::from_str(&line).map_err(|error| malformed(rows, &error))?;
        let head = header.tables.iter().find(|head| head.name == line.t);
        let table = present.iter().find(|table| table.name == line.t);
        let (Some(head), Some(table)) = (head, table) else {
            return Err(malformed(rows, &format!("there is no table {}", line.t)));
        };
        tables::insert(connection, table, &head.columns, &line.r)?;
        rows += 1;
    }
    let last: Option<String> = reader.next()?;
    let end: Option<End> = last.and_then(|line| serde_json::from_str(&line).ok());
    if end.is_none_or(|end| end.sha256 != verified.sha256) {
        return Err(StoreError::Backup("the backup changed while it was read".into()));
    }
    present.iter().try_for_each(|table| tables::reset_identity(connection, table))
}

struct Reader<R> {
    input: R,
    hasher: Hasher,
    /// Whether anything that looks like a backup was read.
    begun: bool,
}

impl<R: BufRead> Reader<R> {
    fn new(input: R) -> Self {
        Self { input, hasher: Hasher::new(), begun: false }
    }

    fn header(&mut self) -> Result<Header, StoreError> {
        let not_one = || StoreError::Backup(format!("this is no backup: its first line is no {SPEC} header"));
        match self.next()? {
            Some(first) => {
                serde_json::from_str(&first).ok().filter(|header: &Header| header.spec == SPEC).ok_or_else(not_one)
            }
            None if self.begun => {
                Err(StoreError::Backup("the backup is truncated: its first line is cut short".into()))
            }
            None => Err(not_one()),
        }
    }

    /// The next whole line; a last line without its newline is a truncated one and doesn't count.
    fn next(&mut self) -> Result<Option<String>, StoreError> {
        let mut line = String::new();
        self.input.read_line(&mut line).map_err(|error| unreadable(&error))?;
        self.hasher.update(line.as_bytes());
        self.begun |= line.starts_with("{\"spec\":\"jiangheng-backup/");
        Ok(line.strip_suffix('\n').map(ToOwned::to_owned))
    }
}

struct Digesting<W> {
    out: W,
    hasher: Hasher,
}

impl<W: Write> Digesting<W> {
    fn line(&mut self, value: &impl Serialize) -> Result<(), StoreError> {
        let mut line = serde_json::to_vec(value).map_err(|error| StoreError::Malformed(error.to_string()))?;
        line.push(b'\n');
        self.hasher.update(&line);
        self.out.write_all(&line).map_err(|error| unwritable(&error))
    }
}

fn malformed(row: u64, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Backup(format!("row {} of the backup can't be used: {error}", row + 1))
}

fn unreadable(error: &std::io::Error) -> StoreError {
    StoreError::Backup(format!("the backup can't be read: {error}"))
}

fn unwritable(error: &std::io::Error) -> StoreError {
    StoreError::Backup(format!("the backup can't be written: {error}"))
}
