//! Sessions (场次) and what they refer to: rooms, filings, banks, assignments.

use diesel::prelude::*;

use super::schema::{account, assignment, bank, exam_session, organisation, role_grant, room};
use super::{AnyConnection, StoreError};

/// A session as stored. Instants in microseconds; `scheme`, `manifest`, `evidence` JSON, empty before there is one.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exam_session)]
pub struct Session {
    /// Row id.
    pub id: i64,
    /// The exam's id in exam-seed/v1.
    pub exam: String,
    /// The session's id in exam-seed/v1.
    pub code: String,
    /// The kind of certificate it leads to.
    pub kind: String,
    /// Occupation code.
    pub occupation: String,
    /// Level, 0 for none.
    pub level: i64,
    /// The awarding body.
    pub body_id: i64,
    /// The bureau that runs it.
    pub bureau_id: i64,
    /// The centre.
    pub centre_id: i64,
    /// The room.
    pub room_id: i64,
    /// What candidates type from the wall to sign in.
    pub room_code: String,
    /// The question bank.
    pub bank_id: i64,
    /// Whether the programme is subsidised.
    pub subsidised: bool,
    /// When the papers open.
    pub opens_at: i64,
    /// The theory test's length.
    pub minutes: i64,
    /// The practical's marking scheme.
    pub scheme: String,
    /// `planned`, `roster_closed`, `opened`, `sat`, `decided`, `noticed`, `awarded`; or `cancelled`.
    pub state: String,
    /// The draw's manifest.
    pub manifest: String,
    /// Its hash in hex.
    pub manifest_digest: String,
    /// Which item a session's random id stands for, and the salts, sealed.
    pub ids_sealed: Option<Vec<u8>>,
    /// The reveals: hex of them sealed while the exam runs, JSON afterwards.
    pub reveals: String,
    /// `H(master)` in hex.
    pub master_digest: String,
    /// The root over the paper keys in hex.
    pub papers_root: String,
    /// The evidence.
    pub evidence: String,
    /// When it was planned.
    pub created_at: i64,
    /// The public drawing its manifest names; empty before there is a manifest.
    pub beacon_named: String,
    /// The drawing that counts if that one is cancelled.
    pub beacon_fallback: String,
    /// The evidence's hash in hex, in the log since the secrets were opened.
    pub evidence_digest: String,
    /// Why it was called off, with what was opened: exam-seed-cancelled/v1; empty otherwise.
    pub cancellation: String,
    /// The session whose plan this is: a draw days before it, for which nobody registers. None for a session.
    pub plan_of: Option<i64>,
    /// The practical's marking schemes beside the first, a JSON array.
    pub more_schemes: String,
}

impl Session {
    /// Whose it is: bureau, centre, body.
    #[must_use]
    pub fn places(&self) -> [i64; 3] {
        [self.bureau_id, self.centre_id, self.body_id]
    }
}

/// A session to be planned.
#[derive(Debug, Insertable)]
#[diesel(table_name = exam_session)]
#[allow(missing_docs)]
pub struct NewSession<'a> {
    pub exam: &'a str,
    pub code: &'a str,
    pub kind: &'a str,
    pub occupation: &'a str,
    pub level: i64,
    pub body_id: i64,
    pub bureau_id: i64,
    pub centre_id: i64,
    pub room_id: i64,
    pub room_code: &'a str,
    pub bank_id: i64,
    pub subsidised: bool,
    pub opens_at: i64,
    pub minutes: i64,
    pub scheme: &'a str,
    pub state: &'a str,
    pub manifest: &'a str,
    pub manifest_digest: &'a str,
    pub reveals: &'a str,
    pub master_digest: &'a str,
    pub papers_root: &'a str,
    pub evidence: &'a str,
    pub created_at: i64,
    pub plan_of: Option<i64>,
    pub more_schemes: &'a str,
}

/// Writes a session; its id.
///
/// # Errors
/// [`StoreError::Duplicate`] when the exam has a session of this code.
pub fn insert(connection: &mut AnyConnection, session: &NewSession<'_>) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(exam_session::table).values(session).returning(exam_session::id).get_result(connection)?)
}

/// A session.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(connection: &mut AnyConnection, id: i64) -> Result<Session, StoreError> {
    Ok(exam_session::table.find(id).select(Session::as_select()).first(connection)?)
}

/// A session, kept from changing until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn lock(connection: &mut AnyConnection, id: i64) -> Result<Session, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(inner) => exam_session::table.find(id).select(Session::as_select()).first(inner)?,
        AnyConnection::Postgres(inner) => {
            exam_session::table.find(id).select(Session::as_select()).for_update().first(inner)?
        }
    })
}

/// The plan of a session, if one was made, whatever became of it.
///
/// # Errors
/// When the database fails.
pub fn plan_of(connection: &mut AnyConnection, session_id: i64) -> Result<Option<Session>, StoreError> {
    let plan = exam_session::table.filter(exam_session::plan_of.eq(session_id));
    Ok(plan.select(Session::as_select()).first(connection).optional()?)
}

/// A session or plan by its names in exam-seed/v1.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn by_code(connection: &mut AnyConnection, exam: &str, code: &str) -> Result<Session, StoreError> {
    Ok(exam_session::table
        .filter(exam_session::exam.eq(exam).and(exam_session::code.eq(code)))
        .select(Session::as_select())
        .first(connection)?)
}

/// The names of a session and what it assesses: exam, session, occupation, level.
pub type Names = (String, String, String, i64);

/// The newest sessions, without their plans, whose manifest is published, at most so many.
///
/// # Errors
/// When the database fails.
pub fn with_manifest(connection: &mut AnyConnection, limit: i64) -> Result<Vec<Names>, StoreError> {
    Ok(exam_session::table
        .filter(exam_session::manifest_digest.ne("").and(exam_session::plan_of.is_null()))
        .order(exam_session::id.desc())
        .limit(limit)
        .select((exam_session::exam, exam_session::code, exam_session::occupation, exam_session::level))
        .load(connection)?)
}

/// The sessions, without plans, in a state.
///
/// # Errors
/// When the database fails.
pub fn in_state(connection: &mut AnyConnection, state: &str) -> Result<Vec<Session>, StoreError> {
    Ok(exam_session::table
        .filter(exam_session::state.eq(state).and(exam_session::plan_of.is_null()))
        .order(exam_session::id)
        .select(Session::as_select())
        .load(connection)?)
}

/// A room as the planner needs it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = room)]
pub struct Room {
    /// Whose it is.
    pub organisation_id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many seats.
    pub seats: i64,
}

/// A room, if there is one.
///
/// # Errors
/// When the database fails.
pub fn room(connection: &mut AnyConnection, id: i64) -> Result<Option<Room>, StoreError> {
    Ok(room::table.find(id).select(Room::as_select()).first(connection).optional()?)
}

/// A bank as the planner and the draw need it, without its package.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank)]
pub struct BankHead {
    /// Its id in its package.
    pub code: String,
    /// Its version.
    pub version: String,
    /// Its blueprint's title.
    pub title: String,
    /// Occupation code.
    pub occupation: String,
    /// Level.
    pub level: i64,
    /// SHA-256 of the package in hex.
    pub package_digest: String,
    /// The blueprint as JSON.
    pub blueprint: String,
}

/// A bank, if there is one.
///
/// # Errors
/// When the database fails.
pub fn bank(connection: &mut AnyConnection, id: i64) -> Result<Option<BankHead>, StoreError> {
    Ok(bank::table.find(id).select(BankHead::as_select()).first(connection).optional()?)
}

/// An organisation's name and kind, if there is one.
///
/// # Errors
/// When the database fails.
pub fn organisation(connection: &mut AnyConnection, id: i64) -> Result<Option<(String, String)>, StoreError> {
    let columns = (organisation::name, organisation::kind);
    Ok(organisation::table.find(id).select(columns).first(connection).optional()?)
}

/// The roles of an active account; none when there is no such account or it is closed.
///
/// # Errors
/// When the database fails.
pub fn roles(connection: &mut AnyConnection, account_id: i64) -> Result<Vec<String>, StoreError> {
    Ok(role_grant::table
        .inner_join(account::table)
        .filter(role_grant::account_id.eq(account_id).and(account::active.eq(true)))
        .select(role_grant::role)
        .load(connection)?)
}

/// Gives a duty; `false` when the account has it already.
///
/// # Errors
/// When the database fails.
pub fn assign(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
    duty: &str,
) -> Result<bool, StoreError> {
    let there: i64 = assignment::table
        .filter(assignment::session_id.eq(session_id))
        .filter(assignment::account_id.eq(account_id))
        .filter(assignment::duty.eq(duty))
        .count()
        .get_result(connection)?;
    if there > 0 {
        return Ok(false);
    }
    diesel::insert_into(assignment::table)
        .values((
            assignment::session_id.eq(session_id),
            assignment::account_id.eq(account_id),
            assignment::duty.eq(duty),
        ))
        .execute(connection)?;
    Ok(true)
}
