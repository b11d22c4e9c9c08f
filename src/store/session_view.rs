//! What the page of one session shows of it and of the people around it. One query for each.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::overview::{PLACES, unmarked};
use super::page::{Bind, Places, Sql};
use super::{AnyConnection, StoreError};

/// Everything about one session that its row and its neighbours say, and its counts.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Head {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub exam: String,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub occupation: String,
    #[diesel(sql_type = BigInt)]
    pub level: i64,
    #[diesel(sql_type = BigInt)]
    pub bureau_id: i64,
    #[diesel(sql_type = BigInt)]
    pub centre_id: i64,
    #[diesel(sql_type = BigInt)]
    pub body_id: i64,
    #[diesel(sql_type = Bool)]
    pub subsidised: bool,
    #[diesel(sql_type = BigInt)]
    pub opens_at: i64,
    #[diesel(sql_type = BigInt)]
    pub minutes: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub manifest_digest: String,
    #[diesel(sql_type = Text)]
    pub master_digest: String,
    #[diesel(sql_type = Text)]
    pub papers_root: String,
    #[diesel(sql_type = Text)]
    pub bureau: String,
    #[diesel(sql_type = Text)]
    pub centre: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub room: String,
    #[diesel(sql_type = BigInt)]
    pub seats: i64,
    #[diesel(sql_type = Text)]
    pub bank: String,
    #[diesel(sql_type = BigInt)]
    pub bank_imported_at: i64,
    #[diesel(sql_type = Bool)]
    pub key_released: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub notice_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub notice_first: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub notice_last: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub registered: i64,
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    #[diesel(sql_type = BigInt)]
    pub sat: i64,
    #[diesel(sql_type = BigInt)]
    pub writing: i64,
    #[diesel(sql_type = BigInt)]
    pub expected: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub ends_at: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub to_mark: i64,
    #[diesel(sql_type = BigInt)]
    pub unmarked: i64,
    #[diesel(sql_type = BigInt)]
    pub passed: i64,
    #[diesel(sql_type = BigInt)]
    pub awarded: i64,
}

/// A session's head; `sheets` is the fewest practical sheets a candidate needs.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such session.
pub fn head(connection: &mut AnyConnection, session_id: i64, sheets: i64) -> Result<Head, StoreError> {
    // One look at the registrations with their sittings for all the counts of them.
    let count = |name: &str, condition: &str| format!("COUNT(CASE WHEN {condition} THEN 1 END) AS {name}, ");
    let mut sql = Sql::new("WITH c AS (SELECT ");
    sql.push(&count("registered", "g.state NOT IN ('withdrawn', 'voided')"));
    sql.push(&count("open", "g.state = 'open'"));
    sql.push(&count("sat", "t.state IN ('running', 'paused', 'submitted', 'scored')"));
    sql.push(&count("writing", "t.state IN ('checked_in', 'pledged', 'running', 'paused')"));
    sql.push(&count("expected", "t.state = 'registered'"));
    sql.push(&count("to_mark", "g.state = 'open' AND COALESCE(t.state, '') <> 'absent'"));
    sql.push("MAX(CASE WHEN t.state IN ('running', 'paused') THEN t.ends_at END) AS ends_at ");
    sql.push("FROM registration g LEFT JOIN sitting t ON t.registration_id = g.id WHERE g.session_id = ");
    sql.with("?) ", [Bind::Number(session_id)]);
    sql.push("SELECT c.*, s.id, s.exam, s.code, s.kind, s.occupation, s.level, s.bureau_id, s.centre_id, ");
    sql.push("s.body_id, s.subsidised, s.opens_at, s.minutes, s.state, s.manifest_digest, s.master_digest, ");
    sql.push("s.papers_root, u.name AS bureau, o.name AS centre, d.name AS body, r.name AS room, r.seats, ");
    sql.push("b.title AS bank, b.imported_at AS bank_imported_at, b.item_key_sealed IS NOT NULL AS key_released, ");
    sql.push("n.id AS notice_id, n.first_day AS notice_first, n.last_day AS notice_last, ");
    sql.with(&format!("{} AS unmarked, ", unmarked()), [Bind::Number(sheets)]);
    sql.push("(SELECT COUNT(*) FROM result x JOIN registration g ON g.id = x.registration_id ");
    sql.push("WHERE g.session_id = s.id AND x.passed AND x.version = ");
    sql.push("(SELECT MAX(y.version) FROM result y WHERE y.registration_id = x.registration_id)) AS passed, ");
    sql.push("(SELECT COUNT(*) FROM certificate c JOIN registration g ON g.id = c.registration_id ");
    sql.push("WHERE g.session_id = s.id AND c.state <> 'void') AS awarded ");
    sql.push("FROM exam_session s CROSS JOIN c JOIN organisation u ON u.id = s.bureau_id ");
    sql.push("JOIN organisation o ON o.id = s.centre_id JOIN organisation d ON d.id = s.body_id ");
    sql.push("JOIN room r ON r.id = s.room_id JOIN bank b ON b.id = s.bank_id ");
    sql.push("LEFT JOIN notice n ON n.session_id = s.id AND n.kind = 'results' ");
    sql.with("WHERE s.id = ?", [Bind::Number(session_id)]);
    sql.load(connection)?.pop().ok_or(StoreError::NotFound)
}

/// When something was last done to a session.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Done {
    #[diesel(sql_type = Text)]
    pub action: String,
    #[diesel(sql_type = BigInt)]
    pub at: i64,
}

/// What was done to a session, and when it was last: from the audit trail.
///
/// # Errors
/// When the database fails.
pub fn done(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Done>, StoreError> {
    let mut sql = Sql::new("SELECT action, MAX(at) AS at FROM audit_event WHERE subject = ");
    sql.with("? GROUP BY action", [Bind::Text(format!("session/{session_id}"))]);
    sql.load(connection)
}

/// Somebody with a duty at a session.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Duty {
    #[diesel(sql_type = BigInt)]
    pub account_id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub duty: String,
    /// The candidates that this account has marked here.
    #[diesel(sql_type = BigInt)]
    pub signed: i64,
}

/// Who has which duty at a session, barred accounts left out; of the examiners, once a panel is drawn, only who is on it.
///
/// # Errors
/// When the database fails.
pub fn duties(connection: &mut AnyConnection, session_id: i64) -> Result<Vec<Duty>, StoreError> {
    let mut sql = Sql::new("SELECT a.id AS account_id, a.name, d.duty, ");
    // Who stands in for somebody has done what that one did, as far as it counts.
    sql.push("(SELECT COUNT(DISTINCT m.registration_id) FROM practical_mark m JOIN registration g ON g.id = m.registration_id ");
    sql.push("WHERE g.session_id = d.session_id AND (m.examiner_id = a.id OR EXISTS (SELECT 1 FROM panel_member p ");
    sql.push("JOIN panel_member q ON q.session_id = p.session_id AND COALESCE(q.stands_in, q.id) = COALESCE(p.stands_in, p.id) ");
    sql.push(
        "WHERE p.session_id = d.session_id AND p.account_id = a.id AND q.account_id = m.examiner_id AND NOT EXISTS ",
    );
    sql.push("(SELECT 1 FROM panel_leave l WHERE l.member_id = q.id AND l.why = 'recused')))) AS signed ");
    sql.push("FROM assignment d JOIN account a ON a.id = d.account_id WHERE a.active ");
    sql.push(
        "AND (d.duty <> 'examiner' OR NOT EXISTS (SELECT 1 FROM panel_member p WHERE p.session_id = d.session_id) ",
    );
    sql.push(
        "OR EXISTS (SELECT 1 FROM panel_member p WHERE p.session_id = d.session_id AND p.account_id = d.account_id \
         AND NOT EXISTS (SELECT 1 FROM panel_leave l WHERE l.member_id = p.id))) ",
    );
    sql.with("AND d.session_id = ? ORDER BY d.duty, d.id", [Bind::Number(session_id)]);
    sql.load(connection)
}

/// A role that somebody holds.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Holder {
    #[diesel(sql_type = BigInt)]
    pub account_id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = BigInt)]
    pub organisation_id: i64,
    #[diesel(sql_type = Bool)]
    pub bureau: bool,
}

/// Who holds one of some roles in some organisations or in any bureau: at most 200, the longest there first.
///
/// # Errors
/// When the database fails.
pub fn holders(
    connection: &mut AnyConnection,
    organisations: &[i64],
    roles: &[&str],
) -> Result<Vec<Holder>, StoreError> {
    let here = Places::These(organisations.to_vec()).condition(&["g.organisation_id"]);
    let places = vec!["?"; roles.len()].join(", ");
    let mut sql =
        Sql::new("SELECT a.id AS account_id, a.name, g.role, g.organisation_id, o.kind = 'bureau' AS bureau ");
    sql.push(
        "FROM role_grant g JOIN account a ON a.id = g.account_id JOIN organisation o ON o.id = g.organisation_id ",
    );
    sql.with(
        &format!("WHERE a.active AND (o.kind = 'bureau' OR {here}) AND g.role IN ({places}) ORDER BY g.id LIMIT 200"),
        roles.iter().map(|role| Bind::Text((*role).to_owned())),
    );
    sql.load(connection)
}

/// Another session of an exam.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Other {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub occupation: String,
    #[diesel(sql_type = BigInt)]
    pub level: i64,
    #[diesel(sql_type = BigInt)]
    pub opens_at: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub registered: i64,
}

/// Up to six other sessions of the same exam that somebody may see, by their time.
///
/// # Errors
/// When the database fails.
pub fn others(connection: &mut AnyConnection, head: &Head, places: &Places) -> Result<Vec<Other>, StoreError> {
    let mut sql = Sql::new("SELECT s.id, s.occupation, s.level, s.opens_at, s.state, ");
    sql.push("(SELECT COUNT(*) FROM registration g WHERE g.session_id = s.id ");
    sql.push(
        "AND g.state NOT IN ('withdrawn', 'voided')) AS registered FROM exam_session s WHERE s.plan_of IS NULL AND ",
    );
    let condition =
        format!("{} AND s.exam = ? AND s.id <> ? ORDER BY s.opens_at, s.id LIMIT 6", places.condition(&PLACES));
    sql.with(&condition, [Bind::Text(head.exam.clone()), Bind::Number(head.id)]);
    sql.load(connection)
}
