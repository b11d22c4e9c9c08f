//! Sittings (一人一场), their responses, and theory scores.

use diesel::prelude::*;

use super::schema::{exam_session, person, registration, response, sitting, theory_score};
use super::{AnyConnection, StoreError, each_backend};

/// A sitting as stored. Instants in microseconds.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sitting)]
pub struct Sitting {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub registration_id: i64,
    /// Where.
    pub session_id: i64,
    /// As `domain::sitting::State` names it.
    pub state: String,
    /// Grows with each sign-in; only the last one's token counts.
    pub epoch: i64,
    /// SHA-256 of the token in hex; empty before the first sign-in.
    pub token_digest: String,
    /// `H(paper)` in hex, as in the evidence.
    pub paper_digest: String,
    /// First signed in.
    pub checked_in_at: Option<i64>,
    /// Pledge signed.
    pub pledged_at: Option<i64>,
    /// Paper opened.
    pub started_at: Option<i64>,
    /// When it ends.
    pub ends_at: Option<i64>,
    /// Handed in.
    pub submitted_at: Option<i64>,
    /// `candidate`, `time`, `force`, or empty.
    pub ended_by: String,
    /// The receipt, or empty.
    pub receipt: String,
}

/// A sitting's changeable columns.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = sitting, treat_none_as_null = true)]
#[allow(missing_docs)]
pub struct Progress {
    pub state: String,
    pub epoch: i64,
    pub token_digest: String,
    pub checked_in_at: Option<i64>,
    pub pledged_at: Option<i64>,
    pub started_at: Option<i64>,
    pub ends_at: Option<i64>,
    pub submitted_at: Option<i64>,
    pub ended_by: String,
    pub receipt: String,
}

/// Somebody's place at a session, with what the hall shows of them.
#[derive(Debug, Clone, Queryable)]
pub struct Place {
    /// The sitting.
    pub sitting: Sitting,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// Minutes added for a disability.
    pub extra_minutes: i64,
    /// Whether the paper is shown larger.
    pub large_print: bool,
    /// Seat.
    pub seat: i64,
}

/// The sittings of a session, by id.
///
/// # Errors
/// When the database fails.
pub fn places(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Place>, StoreError> {
    Ok(sitting::table
        .inner_join(registration::table)
        .filter(sitting::session_id.eq(session_id))
        .order(sitting::id)
        .select((
            Sitting::as_select(),
            registration::admission_number,
            registration::name,
            registration::extra_minutes,
            registration::large_print,
            registration::seat,
        ))
        .load(connection)?)
}

/// Writes a sitting nobody has come to yet.
///
/// # Errors
/// [`StoreError::Duplicate`] when the registration has one.
pub fn insert(
    connection: &mut AnyConnection,
    registration_id: i64,
    session_id: i64,
    paper_digest: &str,
) -> Result<(), StoreError> {
    diesel::insert_into(sitting::table)
        .values((
            sitting::registration_id.eq(registration_id),
            sitting::session_id.eq(session_id),
            sitting::state.eq("registered"),
            sitting::epoch.eq(0),
            sitting::token_digest.eq(""),
            sitting::paper_digest.eq(paper_digest),
            sitting::ended_by.eq(""),
            sitting::receipt.eq(""),
        ))
        .execute(connection)?;
    Ok(())
}

/// Writes how far a sitting has come.
///
/// # Errors
/// When the database fails.
pub fn progress(connection: &mut AnyConnection, id: i64, progress: &Progress) -> Result<(), StoreError> {
    diesel::update(sitting::table.find(id)).set(progress).execute(connection)?;
    Ok(())
}

/// Somebody who may be the one signing in.
#[derive(Debug, Clone, Queryable)]
pub struct Applicant {
    /// The session.
    pub session_id: i64,
    /// Its state.
    pub session_state: String,
    /// The code on the wall.
    pub room_code: String,
    /// The registration.
    pub registration_id: i64,
    /// What the sealed identity is bound to.
    pub identity_index: String,
    /// The identity document, sealed.
    pub identity_sealed: Vec<u8>,
}

/// The open registrations with an admission number, newest session first; the number is unique in each session only.
///
/// # Errors
/// When the database fails.
pub fn applicants(connection: &mut AnyConnection, admission_number: &str) -> Result<Vec<Applicant>, StoreError> {
    Ok(registration::table
        .inner_join(exam_session::table)
        .inner_join(person::table)
        .filter(registration::admission_number.eq(admission_number))
        .filter(registration::state.eq("open"))
        .order(exam_session::opens_at.desc())
        .select((
            exam_session::id,
            exam_session::state,
            exam_session::room_code,
            registration::id,
            person::identity_index,
            person::identity_sealed,
        ))
        .load(connection)?)
}

/// A saved answer, appended to the journal.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = response)]
pub struct Response {
    /// The sitting.
    pub sitting_id: i64,
    /// Grows with each save of the sitting.
    pub seq: i64,
    /// The item's id in the session.
    pub item: String,
    /// The chosen options' ids, a JSON array.
    pub answer: String,
    /// What the candidate's device said the time was.
    pub client_time: String,
    /// When it was saved.
    pub saved_at: i64,
    /// `hex SHA-256(the chain before ‖ JCS of this save)`.
    pub chain: String,
}

/// Appends answers, all of them or none.
///
/// # Errors
/// When the database fails.
pub fn append(connection: &mut AnyConnection, responses: &[Response]) -> Result<(), StoreError> {
    // 7 columns a row; both databases take at least 32,766 values in one statement.
    for some in responses.chunks(4000) {
        each_backend!(connection, inner => diesel::insert_into(response::table).values(some).execute(inner))?;
    }
    Ok(())
}

/// The journal of a session: each sitting's answers in the order they were saved.
///
/// # Errors
/// When the database fails.
pub fn journal(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Response>, StoreError> {
    let sittings = sitting::table.filter(sitting::session_id.eq(session_id)).select(sitting::id);
    Ok(response::table
        .filter(response::sitting_id.eq_any(sittings))
        .order((response::sitting_id, response::seq))
        .select(Response::as_select())
        .load(connection)?)
}

/// One sitting's journal, in the order it was saved.
///
/// # Errors
/// When the database fails.
pub fn journal_of(connection: &mut AnyConnection, sitting_id: i64) -> Result<Vec<Response>, StoreError> {
    Ok(response::table
        .filter(response::sitting_id.eq(sitting_id))
        .order(response::seq)
        .select(Response::as_select())
        .load(connection)?)
}

/// Writes a theory score, marks in hundredths.
///
/// # Errors
/// [`StoreError::Duplicate`] when the registration has one.
pub fn score(
    connection: &mut AnyConnection,
    registration_id: i64,
    marks: i64,
    detail: &str,
    now: i64,
) -> Result<(), StoreError> {
    diesel::insert_into(theory_score::table)
        .values((
            theory_score::registration_id.eq(registration_id),
            theory_score::marks.eq(marks),
            theory_score::detail.eq(detail),
            theory_score::scored_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}
