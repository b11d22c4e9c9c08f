//! What the pages of a session show of each candidate, in one query.

use diesel::prelude::*;

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
