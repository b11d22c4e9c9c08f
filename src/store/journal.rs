//! The journal of saved answers: appended by one writer a process, never changed, with no index but its key.
//!
//! A row's id is its writer's number times 2^32 and a running number, so each writer writes at its own end. What belongs to
//! a session is found by its spans: from which row on a writer's rows may be of it.

use diesel::SqliteConnection;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Integer, Text};

use super::schema::{journal_span, journal_writer, response, sitting};
use super::{AnyConnection, StoreError};

/// A saved answer, appended to the journal.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = response)]
pub struct Response {
    /// Its writer's number times 2^32, and a running number of that writer.
    pub id: i64,
    /// The sitting.
    pub sitting_id: i64,
    /// Grows with each save of the sitting.
    pub seq: i64,
    /// The item's id in the session.
    pub item: String,
    /// The chosen options' ids in this paper, a JSON array.
    pub answer: String,
    /// What the candidate's device said the time was.
    pub client_time: String,
    /// When it was saved, in microseconds.
    pub saved_at: i64,
    /// `hex SHA-256(the chain before ‖ JCS of this save)`.
    pub chain: String,
}

/// A row to append, and the sitting's epoch and state under which alone it may be.
#[derive(Debug, Clone)]
pub struct Fenced {
    /// The sitting's epoch.
    pub epoch: i64,
    /// The sitting's state as stored.
    pub state: &'static str,
    /// The row.
    pub row: Response,
}

/// The id of a writer's first row; one less is before all of them.
#[must_use]
pub fn first_id(writer: i64) -> i64 {
    (writer << 32) + 1
}

/// The writer of a row.
#[must_use]
pub fn writer_of(id: i64) -> i64 {
    id >> 32
}

/// A new writer's number.
///
/// # Errors
/// When the database fails.
pub fn new_writer(connection: &mut AnyConnection, node: &str, now: i64) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(journal_writer::table)
        .values((journal_writer::node.eq(node), journal_writer::started_at.eq(now)))
        .returning(journal_writer::id)
        .get_result(connection)?)
}

/// Says that a writer's rows from `first` on may belong to a session.
///
/// # Errors
/// When the database fails.
pub fn begin_span(
    connection: &mut AnyConnection,
    session_id: i64,
    writer_id: i64,
    first: i64,
) -> Result<(), StoreError> {
    let known = journal_span::table.find((session_id, writer_id)).select(journal_span::first);
    if known.first::<i64>(connection).optional()?.is_none() {
        let values = (
            journal_span::session_id.eq(session_id),
            journal_span::writer_id.eq(writer_id),
            journal_span::first.eq(first),
        );
        diesel::insert_into(journal_span::table).values(values).execute(connection)?;
    }
    Ok(())
}

/// Says that nothing more of a session will come: later rows of its writers are others'.
///
/// # Errors
/// When the database fails.
pub fn end_spans(connection: &mut AnyConnection, session_id: i64) -> Result<(), StoreError> {
    for (_, writer, ..) in spans(connection, session_id)? {
        let last = response::table
            .filter(response::id.ge(first_id(writer)).and(response::id.lt(first_id(writer + 1))))
            .order(response::id.desc())
            .select(response::id)
            .first::<i64>(connection)
            .optional()?;
        let one = journal_span::table.find((session_id, writer)).filter(journal_span::last.is_null());
        diesel::update(one).set(journal_span::last.eq(last)).execute(connection)?;
    }
    Ok(())
}

type Span = (i64, i64, i64, Option<i64>);

fn spans(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Span>, StoreError> {
    let all = journal_span::table.filter(journal_span::session_id.eq(session_id)).order(journal_span::writer_id);
    Ok(all.load(connection)?)
}

/// The answers of a session that were appended after what is known of each writer (its last row's id), in each writer's
/// order; all of them where nothing is known. `own` is a writer that is left out.
///
/// # Errors
/// When the database fails.
pub fn tail(
    connection: &mut AnyConnection,
    session_id: i64,
    own: Option<i64>,
    known: impl Fn(i64) -> Option<i64>,
) -> Result<Vec<Response>, StoreError> {
    let mut rows = Vec::new();
    for (_, writer, first, last) in spans(connection, session_id)? {
        if Some(writer) == own {
            continue;
        }
        let from = known(writer).map_or(first, |id| id.max(first - 1) + 1);
        let to = last.unwrap_or(first_id(writer + 1) - 1);
        let these = response::table
            .inner_join(sitting::table.on(sitting::id.eq(response::sitting_id)))
            .filter(response::id.between(from, to))
            .filter(sitting::session_id.eq(session_id))
            .order(response::id)
            .select(Response::as_select());
        rows.extend(these.load::<Response>(connection)?);
    }
    Ok(rows)
}

/// The rows of these ids that are there, by id.
///
/// # Errors
/// When the database fails.
pub fn of_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Response>, StoreError> {
    let mut rows = Vec::new();
    for some in ids.chunks(1000) {
        let these = response::table.filter(response::id.eq_any(some)).order(response::id);
        rows.extend(these.select(Response::as_select()).load::<Response>(connection)?);
    }
    Ok(rows)
}

/// The chain of every row, in hex: for whoever counts what was kept.
///
/// # Errors
/// When the database fails.
pub fn chains(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    Ok(response::table.select(response::chain).load(connection)?)
}

/// How a session's sittings are held until the end of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// None of them moves on meanwhile: for whoever appends answers.
    Still,
    /// Nobody appends answers meanwhile: for whoever lets one move on.
    Alone,
}

/// The first number of this program's advisory locks for the sittings of a session, which is the second.
const SITTINGS: i32 = 20_260_712;

#[allow(unused_doc_comments, reason = "the macro's own")]
mod locks {
    use diesel::sql_types::Integer;

    // Both answer nothing, and their answer is not looked at.
    diesel::define_sql_function! {
        /// PostgreSQL, table 9.107.
        fn pg_advisory_xact_lock(class: Integer, key: Integer) -> Bool;
    }
    diesel::define_sql_function! {
        /// PostgreSQL, table 9.107.
        fn pg_advisory_xact_lock_shared(class: Integer, key: Integer) -> Bool;
    }
}

/// Holds the sittings of a session until the end of the transaction. On PostgreSQL with a lock in memory, which no row is
/// written for; what a statement after it reads is what whoever held them before has left. On SQLite there is one writer.
///
/// Whoever holds several sessions' takes them in the order of their ids, and each with the strongest hold first.
///
/// # Errors
/// When the database fails.
pub fn hold(connection: &mut AnyConnection, session_id: i64, hold: Hold) -> Result<(), StoreError> {
    let AnyConnection::Postgres(inner) = connection else { return Ok(()) };
    let key = key_of(session_id);
    match hold {
        Hold::Still => diesel::select(locks::pg_advisory_xact_lock_shared(SITTINGS, key)).execute(inner)?,
        Hold::Alone => diesel::select(locks::pg_advisory_xact_lock(SITTINGS, key)).execute(inner)?,
    };
    Ok(())
}

/// The key of a session's lock. Two sessions with one key would wait for each other, no more.
fn key_of(session_id: i64) -> i32 {
    i32::try_from(session_id & 0x7FFF_FFFF).unwrap_or_default()
}

/// Appends rows whose sittings stand as they should; the ids of those that were left out because theirs have moved on.
/// `sessions` are those of the sittings, in the order of their ids, which are [`hold`]ed until the transaction ends.
///
/// On PostgreSQL one statement, whatever the number; on SQLite a prepared statement a row, under the write lock.
///
/// # Errors
/// When the database fails; then nothing of the transaction may be kept.
pub fn append(connection: &mut AnyConnection, sessions: &[i64], rows: &[Fenced]) -> Result<Vec<i64>, StoreError> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut left_out = Vec::new();
            for one in rows {
                if append_one(inner, one)? == 0 {
                    left_out.push(one.row.id);
                }
            }
            Ok(left_out)
        }
        AnyConnection::Postgres(inner) => append_all(inner, sessions, rows),
    }
}

fn append_one(connection: &mut SqliteConnection, one: &Fenced) -> QueryResult<usize> {
    let row = &one.row;
    sitting::table
        .filter(sitting::id.eq(row.sitting_id).and(sitting::epoch.eq(one.epoch)).and(sitting::state.eq(one.state)))
        .select((
            row.id.into_sql::<BigInt>(),
            row.sitting_id.into_sql::<BigInt>(),
            row.seq.into_sql::<BigInt>(),
            row.item.as_str().into_sql::<Text>(),
            row.answer.as_str().into_sql::<Text>(),
            row.client_time.as_str().into_sql::<Text>(),
            row.saved_at.into_sql::<BigInt>(),
            row.chain.as_str().into_sql::<Text>(),
        ))
        .insert_into(response::table)
        .into_columns(response::all_columns)
        .execute(connection)
}

fn append_all(connection: &mut PgConnection, sessions: &[i64], rows: &[Fenced]) -> Result<Vec<i64>, StoreError> {
    let appended: i64 = Batch::of(sessions, rows).get_result(connection)?;
    if usize::try_from(appended) == Ok(rows.len()) {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|one| one.row.id).collect();
    let there: Vec<i64> = response::table.filter(response::id.eq_any(&ids)).select(response::id).load(connection)?;
    Ok(ids.into_iter().filter(|id| !there.contains(id)).collect())
}

/// The one statement of a batch; its text never changes, so it is prepared once.
struct Batch<'a> {
    sessions: Vec<i32>,
    ids: Vec<i64>,
    sittings: Vec<i64>,
    epochs: Vec<i64>,
    states: Vec<&'a str>,
    seqs: Vec<i64>,
    items: Vec<&'a str>,
    answers: Vec<&'a str>,
    client_times: Vec<&'a str>,
    saved_at: Vec<i64>,
    chains: Vec<&'a str>,
}

impl<'a> Batch<'a> {
    fn of(sessions: &[i64], rows: &'a [Fenced]) -> Self {
        let numbers = |of: fn(&Fenced) -> i64| rows.iter().map(of).collect();
        let texts = |of: fn(&Fenced) -> &str| rows.iter().map(of).collect();
        Self {
            sessions: sessions.iter().map(|id| key_of(*id)).collect(),
            ids: numbers(|one| one.row.id),
            sittings: numbers(|one| one.row.sitting_id),
            epochs: numbers(|one| one.epoch),
            states: texts(|one| one.state),
            seqs: numbers(|one| one.row.seq),
            items: texts(|one| &one.row.item),
            answers: texts(|one| &one.row.answer),
            client_times: texts(|one| &one.row.client_time),
            saved_at: numbers(|one| one.row.saved_at),
            chains: texts(|one| &one.row.chain),
        }
    }
}

impl QueryId for Batch<'_> {
    type QueryId = Batch<'static>;

    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Batch<'_> {
    type SqlType = BigInt;
}

impl RunQueryDsl<PgConnection> for Batch<'_> {}

impl QueryFragment<Pg> for Batch<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT append_responses(");
        out.push_bind_param::<Integer, _>(&SITTINGS)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Integer>, _>(&self.sessions)?;
        for numbers in [&self.ids, &self.sittings, &self.epochs] {
            out.push_sql(", ");
            out.push_bind_param::<Array<BigInt>, _>(numbers)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.states)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.seqs)?;
        for texts in [&self.items, &self.answers, &self.client_times] {
            out.push_sql(", ");
            out.push_bind_param::<Array<Text>, _>(texts)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.saved_at)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.chains)?;
        out.push_sql(")");
        Ok(())
    }
}
