//! Registrations, and what their decision needs to know: the session, other registrations, live certificates.

use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::{certificate, exam_session, organisation, person, registration, room};
use super::{AnyConnection, StoreError, micros};

/// What a registration, a marking or a result needs to know of a session.
#[derive(Debug, Clone, Queryable)]
pub struct Session {
    /// Row id.
    pub id: i64,
    /// The exam's code.
    pub exam: String,
    /// The session's code in the exam.
    pub code: String,
    /// The kind of certificate.
    pub kind: String,
    /// The occupation's code.
    pub occupation: String,
    /// The level, 0 for none.
    pub level: i64,
    /// The awarding body.
    pub body_id: i64,
    /// The awarding body's name.
    pub body_name: String,
    /// The bureau.
    pub bureau_id: i64,
    /// The centre.
    pub centre_id: i64,
    /// The room's seats.
    pub seats: i64,
    /// Whether the programme is subsidised.
    pub subsidised: bool,
    /// When it opens, in microseconds.
    pub opens_at: i64,
    /// The practical's marking scheme, as JSON; the first where it has several tasks.
    pub scheme: String,
    /// The other tasks' schemes, a JSON array.
    pub more_schemes: String,
    /// Where it is.
    pub state: String,
}

impl Session {
    /// Whose it is: bureau, centre, body.
    #[must_use]
    pub fn places(&self) -> [i64; 3] {
        [self.bureau_id, self.centre_id, self.body_id]
    }
}

/// A session.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn session(connection: &mut AnyConnection, id: i64) -> Result<Session, StoreError> {
    Ok(exam_session::table
        .inner_join(room::table)
        .inner_join(organisation::table.on(organisation::id.eq(exam_session::body_id)))
        .filter(exam_session::id.eq(id).and(exam_session::plan_of.is_null()))
        .select((
            exam_session::id,
            exam_session::exam,
            exam_session::code,
            exam_session::kind,
            exam_session::occupation,
            exam_session::level,
            exam_session::body_id,
            organisation::name,
            exam_session::bureau_id,
            exam_session::centre_id,
            room::seats,
            exam_session::subsidised,
            exam_session::opens_at,
            exam_session::scheme,
            exam_session::more_schemes,
            exam_session::state,
        ))
        .first(connection)?)
}

/// Locks a session until the transaction ends: its roster, its state, its running numbers. SQLite's write transaction
/// is one already. Lock the session before any (person, occupation).
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn lock_session(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(inner) = connection {
        exam_session::table.find(id).for_no_key_update().select(exam_session::id).first::<i64>(inner)?;
    }
    Ok(())
}

/// The practical task drawn for a registration; empty where none was.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such registration.
pub fn task(connection: &mut AnyConnection, id: i64) -> Result<String, StoreError> {
    Ok(registration::table.find(id).select(registration::task).first(connection)?)
}

/// Gives a registration the practical task drawn for it.
///
/// # Errors
/// When the database fails.
pub fn set_task(connection: &mut AnyConnection, id: i64, task: &str) -> Result<(), StoreError> {
    diesel::update(registration::table.find(id)).set(registration::task.eq(task)).execute(connection)?;
    Ok(())
}

/// Moves a session on; `false` when it was not in the state it was thought to be in.
///
/// # Errors
/// When the database fails.
pub fn move_session(connection: &mut AnyConnection, id: i64, from: &str, to: &str) -> Result<bool, StoreError> {
    let here = exam_session::table.filter(exam_session::id.eq(id)).filter(exam_session::state.eq(from));
    Ok(diesel::update(here).set(exam_session::state.eq(to)).execute(connection)? == 1)
}

/// A new registration.
#[derive(Debug, Insertable)]
#[diesel(table_name = registration)]
pub struct NewRegistration<'a> {
    /// Who.
    pub person_id: i64,
    /// For which session.
    pub session_id: i64,
    /// The session's occupation, current code.
    pub occupation: &'a str,
    /// The session's level.
    pub level: i64,
    /// 准考证号.
    pub admission_number: &'a str,
    /// The name as it is to stand on the certificate.
    pub name: &'a str,
    /// The mail address, or empty.
    pub email: &'a str,
    /// `zh-CN` or `en`.
    pub locale: &'a str,
    /// `person`, `enterprise` or `training_body`.
    pub channel: &'a str,
    /// Whether it is subsidised.
    pub subsidised: bool,
    /// Declared years of work.
    pub work_years: i64,
    /// When the commitment letters were signed, in microseconds.
    pub letter_signed_at: i64,
    /// The verdict, as JSON.
    pub verdict: &'a str,
    /// Always `open`.
    pub state: &'a str,
    /// Minutes given for a disability.
    pub extra_minutes: i64,
    /// Whether the paper is shown large.
    pub large_print: bool,
    /// The seat, 0 until it is assigned.
    pub seat: i64,
    /// When, in microseconds.
    pub created_at: i64,
}

/// A registration with its person's sealed identity: what lists are made of.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = registration)]
pub struct Listed {
    /// Row id.
    pub id: i64,
    /// Who.
    pub person_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// The name.
    pub name: String,
    /// The mail address, or empty.
    pub email: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Where it is.
    pub state: String,
    /// The seat, 0 for none.
    pub seat: i64,
    /// The practical task drawn; empty before, and where there is one.
    pub task: String,
    /// Minutes given for a disability.
    pub extra_minutes: i64,
    /// Whether the paper is shown large.
    pub large_print: bool,
    /// When, in microseconds.
    pub created_at: i64,
    /// Which document.
    #[diesel(select_expression = person::document_kind)]
    pub document_kind: String,
    /// The document's index.
    #[diesel(select_expression = person::identity_index)]
    pub identity_index: String,
    /// The sealed document.
    #[diesel(select_expression = person::identity_sealed)]
    pub identity_sealed: Vec<u8>,
}

/// Adds a registration.
///
/// # Errors
/// [`StoreError::Duplicate`] for D1 (`registration_one_open`) or a taken number.
pub fn insert(connection: &mut AnyConnection, new: &NewRegistration<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(registration::table).values(new).returning(registration::id).get_result(connection)?)
}

/// The registrations of a session, by admission number: one query.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Listed>, StoreError> {
    Ok(registration::table
        .inner_join(person::table)
        .filter(registration::session_id.eq(session_id))
        .order(registration::admission_number)
        .select(Listed::as_select())
        .load(connection)?)
}

/// A registration with its verdict.
#[derive(Debug, Clone, Queryable)]
pub struct Kept {
    /// For which session.
    pub session_id: i64,
    /// The verdict it rests on, as JSON.
    pub verdict: String,
    /// The rest.
    pub listed: Listed,
}

/// A registration with its verdict: one query.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Kept, StoreError> {
    Ok(registration::table
        .inner_join(person::table)
        .filter(registration::id.eq(id))
        .select((registration::session_id, registration::verdict, Listed::as_select()))
        .first(connection)?)
}

/// A registration's session and state.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn place(connection: &mut AnyConnection, id: i64) -> Result<(i64, String), StoreError> {
    Ok(registration::table.find(id).select((registration::session_id, registration::state)).first(connection)?)
}

/// Ends an open registration in a state; `false` when it was not open.
///
/// # Errors
/// When the database fails.
pub fn close(connection: &mut AnyConnection, id: i64, state: &str, now: Timestamp) -> Result<bool, StoreError> {
    let open = registration::table.filter(registration::id.eq(id)).filter(registration::state.eq("open"));
    let closed = (registration::state.eq(state), registration::closed_at.eq(micros(now)));
    Ok(diesel::update(open).set(closed).execute(connection)? == 1)
}

/// How many registrations a session ever had, and how many are open.
///
/// # Errors
/// When the database fails.
pub fn counts(connection: &mut AnyConnection, session_id: i64) -> Result<(i64, i64), StoreError> {
    let all = registration::table.filter(registration::session_id.eq(session_id));
    let ever = all.count().get_result(connection)?;
    let open = all.filter(registration::state.eq("open")).count().get_result(connection)?;
    Ok((ever, open))
}

/// An open registration: occupation, level, kind, exam and session code.
pub type Open = (String, i64, String, String, String);

/// A person's open registrations.
///
/// # Errors
/// When the database fails.
pub fn open_of(connection: &mut AnyConnection, person_id: i64) -> Result<Vec<Open>, StoreError> {
    Ok(registration::table
        .inner_join(exam_session::table)
        .filter(registration::person_id.eq(person_id))
        .filter(registration::state.eq("open"))
        .order(registration::id)
        .select((
            registration::occupation,
            registration::level,
            exam_session::kind,
            exam_session::exam,
            exam_session::code,
        ))
        .load(connection)?)
}

/// A live certificate: occupation, level, kind, serial, recorded at (microseconds).
pub type Live = (String, i64, String, String, i64);

/// A person's live certificates, suspended ones too.
///
/// # Errors
/// When the database fails.
pub fn live_certificates(connection: &mut AnyConnection, person_id: i64) -> Result<Vec<Live>, StoreError> {
    Ok(certificate::table
        .filter(certificate::person_id.eq(person_id))
        .filter(certificate::state.eq_any(["live", "suspended"]))
        .order(certificate::id)
        .select((
            certificate::occupation,
            certificate::level,
            certificate::kind,
            certificate::serial,
            certificate::recorded_at,
        ))
        .load(connection)?)
}

/// A person's subsidised programmes that open in a stretch of time; withdrawn and voided ones don't count (D3).
///
/// # Errors
/// When the database fails.
pub fn subsidised(
    connection: &mut AnyConnection,
    person_id: i64,
    from: Timestamp,
    until: Timestamp,
) -> Result<i64, StoreError> {
    Ok(registration::table
        .inner_join(exam_session::table)
        .filter(registration::person_id.eq(person_id))
        .filter(registration::subsidised.eq(true))
        .filter(registration::state.ne_all(["withdrawn", "voided"]))
        .filter(exam_session::opens_at.ge(micros(from)))
        .filter(exam_session::opens_at.lt(micros(until)))
        .count()
        .get_result(connection)?)
}
