//! What the pages of a session show of each candidate, in one query.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::page::{Bind, Page, Slice, Sql, slice};
use super::schema::{certificate, registration, result, sitting, theory_score};
use super::{AnyConnection, StoreError};

/// A candidate of a session, from registration to certificate.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CandidateRow {
    /// Registration id.
    pub registration_id: i64,
    /// Admission number.
    pub admission_number: String,
    /// Name, in full.
    pub name: String,
    /// Seat, or 0.
    pub seat: i64,
    /// State of the registration.
    pub state: String,
    /// State of the sitting, if there is one.
    pub sitting: Option<String>,
    /// Theory marks in hundredths.
    pub theory: Option<i64>,
    /// Practical marks in hundredths, once decided.
    pub practical: Option<i64>,
    /// Whether passed, once decided.
    pub passed: Option<bool>,
    /// The certificate's serial, unless void.
    pub serial: Option<String>,
    /// The certificate's state.
    pub certificate: Option<String>,
}

type Row = (
    (i64, String, String, i64, String),
    Option<String>,
    Option<i64>,
    Option<(i64, i64, bool)>,
    Option<(String, String)>,
);

/// The candidates of a session in the order of their numbers.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<CandidateRow>, StoreError> {
    let rows: Vec<Row> = registration::table
        .left_join(sitting::table)
        .left_join(theory_score::table)
        .left_join(result::table)
        .left_join(certificate::table)
        .filter(registration::session_id.eq(session_id))
        .order((registration::admission_number, result::version))
        .select((
            (
                registration::id,
                registration::admission_number,
                registration::name,
                registration::seat,
                registration::state,
            ),
            sitting::state.nullable(),
            theory_score::marks.nullable(),
            (result::practical, result::version, result::passed).nullable(),
            (certificate::serial, certificate::state).nullable(),
        ))
        .load(connection)?;
    let mut candidates: Vec<CandidateRow> = Vec::with_capacity(rows.len());
    for ((registration_id, admission_number, name, seat, state), sitting, theory, decided, award) in rows {
        let award = award.filter(|(_, state)| state != "void");
        let row = CandidateRow {
            registration_id,
            admission_number,
            name,
            seat,
            state,
            sitting,
            theory,
            practical: decided.map(|(practical, _, _)| practical),
            passed: decided.map(|(_, _, passed)| passed),
            serial: award.as_ref().map(|(serial, _)| serial.clone()),
            certificate: award.map(|(_, state)| state),
        };
        match candidates.last_mut() {
            Some(last) if last.registration_id == registration_id => {
                let kept = (last.serial.take(), last.certificate.take());
                *last = row;
                if last.serial.is_none() {
                    (last.serial, last.certificate) = kept;
                }
            }
            _ => candidates.push(row),
        }
    }
    Ok(candidates)
}

/// Which candidates of a session.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// With this text in the name or the admission number; empty for any.
    pub text: String,
    /// In this state, a registration's or, while that is open, its sitting's; empty for any.
    pub state: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    admission_number: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    seat: i64,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    sitting: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    theory: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    practical: Option<i64>,
    #[diesel(sql_type = Nullable<Bool>)]
    passed: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    serial: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    certificate: Option<String>,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Some candidates of a session in the order of their numbers, each with the latest result. Only the rows that are
/// shown are joined with what became of them.
///
/// # Errors
/// When the database fails.
pub fn page(
    connection: &mut AnyConnection,
    session_id: i64,
    wanted: &Wanted,
    part: Slice,
) -> Result<Page<CandidateRow>, StoreError> {
    let found = slice(
        connection,
        part,
        |row: &Found| row.total,
        |connection, part| {
            let mut sql = Sql::new("SELECT p.*, w.marks AS theory, x.practical, x.passed, c.serial, ");
            sql.push("c.state AS certificate FROM (SELECT g.id, g.admission_number, g.name, g.seat, g.state, ");
            sql.push("t.state AS sitting, COUNT(*) OVER () AS total FROM registration g ");
            sql.push("LEFT JOIN sitting t ON t.registration_id = g.id WHERE g.session_id = ");
            sql.with("?", [Bind::Number(session_id)]);
            if !wanted.state.is_empty() {
                let shown = " AND CASE WHEN g.state = 'open' THEN COALESCE(t.state, 'open') ELSE g.state END = ?";
                sql.with(shown, [Bind::Text(wanted.state.clone())]);
            }
            sql.contains(&["g.name", "g.admission_number"], &wanted.text);
            sql.with(" ORDER BY g.admission_number LIMIT ? OFFSET ?) p ", [part.limit, part.offset].map(Bind::Number));
            sql.push("LEFT JOIN theory_score w ON w.registration_id = p.id ");
            sql.push("LEFT JOIN result x ON x.registration_id = p.id AND x.version = ");
            sql.push("(SELECT MAX(y.version) FROM result y WHERE y.registration_id = p.id) ");
            sql.push("LEFT JOIN certificate c ON c.registration_id = p.id AND c.state <> 'void' ");
            sql.push("ORDER BY p.admission_number");
            sql.load(connection)
        },
    )?;
    Ok(found.map(|row| CandidateRow {
        registration_id: row.id,
        admission_number: row.admission_number,
        name: row.name,
        seat: row.seat,
        state: row.state,
        sitting: row.sitting,
        theory: row.theory,
        practical: row.practical,
        passed: row.passed,
        serial: row.serial,
        certificate: row.certificate,
    }))
}
