//! Sittings (一人一场), what happened to them, and theory scores. Their answers are in [`super::journal`].

use diesel::prelude::*;

use super::schema::{exam_session, person, registration, sitting, sitting_event, theory_score};
use super::{AnyConnection, StoreError};

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
    /// Grows with each sign-in and whenever another node takes the sitting over; what was begun under an earlier one is
    /// not written any more.
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
    /// The node it is at; empty before the first sign-in.
    pub node: String,
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
    pub node: String,
}

/// What happened to a sitting, appended.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = sitting_event)]
pub struct Happened {
    /// The sitting.
    pub sitting_id: i64,
    /// 1, 2, 3 … within the sitting.
    pub n: i64,
    /// When, in microseconds.
    pub at: i64,
    /// `domain::sitting::Event` as JSON.
    pub event: String,
    /// Who did it.
    pub actor: String,
    /// Why, where somebody of staff did it.
    pub reason: String,
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

/// A sitting and what happened to it, in order.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<(Sitting, Vec<Happened>), StoreError> {
    let row = sitting::table.find(id).select(Sitting::as_select()).first(connection)?;
    let events = sitting_event::table.filter(sitting_event::sitting_id.eq(id)).order(sitting_event::n);
    Ok((row, events.select(Happened::as_select()).load(connection)?))
}

/// What happened to the sittings of a session: by sitting, in order.
///
/// # Errors
/// When the database fails.
pub fn happened(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Happened>, StoreError> {
    Ok(sitting_event::table
        .inner_join(sitting::table)
        .filter(sitting::session_id.eq(session_id))
        .order((sitting_event::sitting_id, sitting_event::n))
        .select(Happened::as_select())
        .load(connection)?)
}

/// Writes how far a sitting has come and what brought it there, unless it has moved on from `epoch`: then nothing is
/// written and the answer is `false`. The session's sittings are held alone ([`super::journal::hold`]).
///
/// # Errors
/// When the database fails.
pub fn progress(
    connection: &mut AnyConnection,
    id: i64,
    epoch: i64,
    progress: &Progress,
    happened: &[Happened],
) -> Result<bool, StoreError> {
    let one = sitting::table.filter(sitting::id.eq(id).and(sitting::epoch.eq(epoch)));
    if diesel::update(one).set(progress).execute(connection)? == 0 {
        return Ok(false);
    }
    for event in happened {
        diesel::insert_into(sitting_event::table).values(event).execute(connection)?;
    }
    Ok(true)
}

/// Makes a node the one that writes for a sitting, unless it has moved on from `epoch`; its new epoch. The session's
/// sittings are held alone.
///
/// # Errors
/// When the database fails.
pub fn take_over(connection: &mut AnyConnection, id: i64, epoch: i64, node: &str) -> Result<Option<i64>, StoreError> {
    let one = sitting::table.filter(sitting::id.eq(id).and(sitting::epoch.eq(epoch)));
    let moved = diesel::update(one).set((sitting::epoch.eq(epoch + 1), sitting::node.eq(node)));
    Ok(moved.returning(sitting::epoch).get_result(connection).optional()?)
}

/// The sittings of a session that are at another node than this: id, epoch.
///
/// # Errors
/// When the database fails.
pub fn elsewhere(connection: &mut AnyConnection, session_id: i64, node: &str) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(sitting::table
        .filter(sitting::session_id.eq(session_id).and(sitting::node.ne(node)))
        .select((sitting::id, sitting::epoch))
        .load(connection)?)
}

/// The session of a sitting.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn session_of(connection: &mut AnyConnection, id: i64) -> Result<i64, StoreError> {
    Ok(sitting::table.find(id).select(sitting::session_id).first(connection)?)
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
