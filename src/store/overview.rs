//! What the bureau's pages show of all sessions: the list, counts, and what is next. One query for each.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::page::{Bind, Page, Places, Slice, Sql, slice};
use super::{AnyConnection, StoreError};

/// A line of the list of sessions.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Line {
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
    pub opens_at: i64,
    #[diesel(sql_type = BigInt)]
    pub minutes: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub bureau_id: i64,
    #[diesel(sql_type = BigInt)]
    pub centre_id: i64,
    #[diesel(sql_type = BigInt)]
    pub body_id: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub centre: String,
    #[diesel(sql_type = Text)]
    pub room: String,
    #[diesel(sql_type = Bool)]
    pub assigned: bool,
    #[diesel(sql_type = BigInt)]
    pub registered: i64,
    #[diesel(sql_type = BigInt)]
    pub sat: i64,
    #[diesel(sql_type = BigInt)]
    pub passed: i64,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// Which sessions.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Those of these organisations …
    pub places: Places,
    /// … and those at which this account has a duty.
    pub account_id: i64,
    /// In this state; empty for any.
    pub state: String,
    /// With this text in a name or code; empty for any.
    pub text: String,
    /// The codes of the occupations whose name has the text.
    pub occupations: Vec<String>,
}

const COUNTS: &str = "\
    (SELECT COUNT(*) FROM registration g WHERE g.session_id = s.id AND g.state NOT IN ('withdrawn', 'voided')) \
    AS registered, \
    (SELECT COUNT(*) FROM sitting t WHERE t.session_id = s.id AND t.started_at IS NOT NULL) AS sat, \
    (SELECT COUNT(*) FROM result x JOIN registration g ON g.id = x.registration_id \
     WHERE g.session_id = s.id AND x.passed \
     AND x.version = (SELECT MAX(y.version) FROM result y WHERE y.registration_id = x.registration_id)) AS passed";

pub(super) const PLACES: [&str; 3] = ["s.bureau_id", "s.centre_id", "s.body_id"];

/// Sessions with their counts: those to come or under way first, the next one first, then those that are over, the
/// latest first. The counts are taken for the shown rows alone.
///
/// # Errors
/// When the database fails.
pub fn sessions(connection: &mut AnyConnection, wanted: &Wanted, part: Slice) -> Result<Page<Line>, StoreError> {
    slice(
        connection,
        part,
        |line: &Line| line.total,
        |connection, part| {
            let mut sql = Sql::new("SELECT s.*, ");
            sql.with(&format!("{DUTY} AS assigned, "), [Bind::Number(wanted.account_id)]);
            sql.push(COUNTS).push(" FROM (SELECT s.id, s.exam, s.code, s.kind, s.occupation, s.level, s.opens_at, ");
            sql.push("s.minutes, s.state, s.bureau_id, s.centre_id, s.body_id, b.title, o.name AS centre, ");
            sql.push("r.name AS room, ");
            sql.push("COUNT(*) OVER () AS total, CASE WHEN s.state IN ('awarded', 'cancelled') THEN 1 ELSE 0 END AS is_over ");
            sql.push("FROM exam_session s JOIN bank b ON b.id = s.bank_id JOIN organisation o ON o.id = s.centre_id ");
            sql.push("JOIN room r ON r.id = s.room_id WHERE s.plan_of IS NULL AND ");
            sql.with(&format!("({} OR {DUTY})", wanted.places.condition(&PLACES)), [Bind::Number(wanted.account_id)]);
            if !wanted.state.is_empty() {
                sql.with(" AND s.state = ?", [Bind::Text(wanted.state.clone())]);
            }
            named(&mut sql, wanted);
            sql.with(&format!("{ORDER} LIMIT ? OFFSET ?) s {ORDER}"), [part.limit, part.offset].map(Bind::Number));
            sql.load(connection)
        },
    )
}

const DUTY: &str = "EXISTS (SELECT 1 FROM assignment a WHERE a.session_id = s.id AND a.account_id = ?)";
const ORDER: &str =
    " ORDER BY is_over, CASE WHEN s.state IN ('awarded', 'cancelled') THEN -s.opens_at ELSE s.opens_at END, s.id";

/// The text in a code or name, or an occupation's name.
fn named(sql: &mut Sql, wanted: &Wanted) {
    if wanted.text.trim().is_empty() {
        return;
    }
    let mut found = Sql::default();
    found.contains(&["s.exam", "s.code", "s.occupation", "o.name", "r.name"], &wanted.text);
    sql.push(" AND ((1 = 1").append(found).push(")");
    if !wanted.occupations.is_empty() {
        let places = vec!["?"; wanted.occupations.len()].join(", ");
        sql.with(&format!(" OR s.occupation IN ({places})"), wanted.occupations.iter().cloned().map(Bind::Text));
    }
    sql.push(")");
}

/// Counts over the sessions that somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
#[allow(missing_docs)]
pub struct Figures {
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    #[diesel(sql_type = BigInt)]
    pub under_way: i64,
    /// Those that open on a day.
    #[diesel(sql_type = BigInt)]
    pub today: i64,
    /// The candidates of those under way.
    #[diesel(sql_type = BigInt)]
    pub registered: i64,
}

/// Counts over the sessions of some organisations and those with a duty of an account; `today` is a stretch of time
/// in microseconds. One query.
///
/// # Errors
/// When the database fails.
pub fn figures(
    connection: &mut AnyConnection,
    (account_id, places): (i64, &Places),
    (from, until): (i64, i64),
) -> Result<Figures, StoreError> {
    let mut sql =
        Sql::new("WITH seen AS (SELECT s.id, s.state, s.opens_at FROM exam_session s WHERE s.plan_of IS NULL AND ");
    sql.with(&format!("({} OR {DUTY})) ", places.condition(&PLACES)), [Bind::Number(account_id)]);
    sql.push("SELECT (SELECT COUNT(*) FROM seen) AS sessions, ");
    sql.push("(SELECT COUNT(*) FROM seen WHERE state NOT IN ('awarded', 'cancelled')) AS under_way, ");
    let today = "(SELECT COUNT(*) FROM seen WHERE opens_at >= ? AND opens_at < ?) AS today, ";
    sql.with(today, [from, until].map(Bind::Number));
    sql.push("(SELECT COUNT(*) FROM seen s JOIN registration g ON g.session_id = s.id WHERE s.state NOT IN ('awarded', 'cancelled') ");
    sql.push("AND g.state NOT IN ('withdrawn', 'voided')) AS registered");
    sql.load(connection)?.pop().ok_or(StoreError::NotFound)
}

/// A session in which something is next.
#[derive(Debug, Clone, QueryableByName)]
#[allow(missing_docs)]
pub struct Next {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub exam: String,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub occupation: String,
    #[diesel(sql_type = BigInt)]
    pub level: i64,
    #[diesel(sql_type = BigInt)]
    pub opens_at: i64,
    #[diesel(sql_type = BigInt)]
    pub minutes: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub centre: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub notice_last: Option<String>,
    /// Candidates to be marked who lack signed sheets.
    #[diesel(sql_type = BigInt)]
    pub unmarked: i64,
    /// Candidates to be marked whom this account, an examiner here, has not marked.
    #[diesel(sql_type = BigInt)]
    pub to_mark: i64,
    #[diesel(sql_type = Bool)]
    pub yours: bool,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// For each state, where somebody may take the step that is next in it.
pub type Steps<'a> = [(&'a str, Places)];

/// The sessions that are not over and that this account may see: those it can move on first, then those that wait
/// for others; each by its time. `today` is local, `sheets` the fewest sheets a candidate needs.
///
/// # Errors
/// When the database fails.
pub fn next(
    connection: &mut AnyConnection,
    (account_id, places): (i64, &Places),
    steps: &Steps<'_>,
    (now, today, sheets): (i64, &str, i64),
    limit: i64,
) -> Result<Vec<Next>, StoreError> {
    let mut sql = Sql::new("SELECT n.*, COUNT(*) OVER (PARTITION BY n.yours) AS total FROM (SELECT s.*, ");
    let steps: Vec<String> =
        steps.iter().map(|(state, at)| format!("(s.state = '{state}' AND {})", at.condition(&PLACES))).collect();
    let ripe = "CASE s.state WHEN 'sat' THEN s.unmarked = 0 WHEN 'noticed' THEN COALESCE(s.notice_last, '9999') < ? \
                WHEN 'opened' THEN s.opens_at + s.minutes * 60000000 <= ? ELSE 1 = 1 END";
    let text = format!("((({}) AND {ripe}) OR s.to_mark > 0) AS yours ", steps.join(" OR "));
    sql.with(&text, [Bind::Text(today.to_owned()), Bind::Number(now)]);
    sql.push("FROM (SELECT s.id, s.exam, s.code, s.occupation, s.level, s.opens_at, s.minutes, s.state, s.bureau_id, ");
    sql.push("s.centre_id, s.body_id, o.name AS centre, n.last_day AS notice_last, ");
    sql.with(&format!("{} AS unmarked, ", unmarked()), [Bind::Number(sheets)]);
    sql.with(
        &format!("CASE WHEN s.state IN ('opened', 'sat') THEN {TO_MARK} ELSE 0 END AS to_mark "),
        [account_id, account_id].map(Bind::Number),
    );
    sql.push("FROM exam_session s JOIN organisation o ON o.id = s.centre_id ");
    sql.push("LEFT JOIN notice n ON n.session_id = s.id AND n.kind = 'results' WHERE s.plan_of IS NULL AND s.state NOT IN ('awarded', 'cancelled') AND ");
    sql.with(&format!("({} OR {DUTY})", places.condition(&PLACES)), [Bind::Number(account_id)]);
    sql.with(") s) n ORDER BY n.yours DESC, n.opens_at, n.id LIMIT ?", [Bind::Number(limit)]);
    sql.load(connection)
}

/// Who is to be marked: on the roster, and not known to be absent.
const MARKABLE: &str = "g.session_id = s.id AND g.state = 'open' AND NOT EXISTS \
                        (SELECT 1 FROM sitting t WHERE t.registration_id = g.id AND t.state = 'absent')";

const TO_MARK: &str = "(SELECT COUNT(*) FROM registration g WHERE g.session_id = s.id AND g.state = 'open' \
    AND EXISTS (SELECT 1 FROM assignment a WHERE a.session_id = s.id AND a.account_id = ? AND a.duty = 'examiner' \
        AND (NOT EXISTS (SELECT 1 FROM panel_member p WHERE p.session_id = s.id) \
             OR EXISTS (SELECT 1 FROM panel_member p WHERE p.session_id = s.id AND p.account_id = a.account_id \
                AND NOT EXISTS (SELECT 1 FROM panel_leave l WHERE l.member_id = p.id) \
                AND NOT EXISTS (SELECT 1 FROM practical_mark m JOIN panel_member q ON q.session_id = s.id \
                    AND q.account_id = m.examiner_id AND q.id <> p.id \
                    AND COALESCE(q.stands_in, q.id) = COALESCE(p.stands_in, p.id) \
                    WHERE m.registration_id = g.id AND NOT EXISTS (SELECT 1 FROM panel_leave l \
                        WHERE l.member_id = q.id AND l.why = 'recused'))))) \
    AND NOT EXISTS (SELECT 1 FROM sitting t WHERE t.registration_id = g.id AND t.state = 'absent') \
    AND NOT EXISTS (SELECT 1 FROM practical_mark m WHERE m.registration_id = g.id AND m.examiner_id = ?))";

/// How many have fewer sheets than they need (one value), or an even number.
pub(super) fn unmarked() -> String {
    // Sheets of who was recused don't count.
    let signed = "(SELECT COUNT(*) FROM practical_mark m WHERE m.registration_id = g.id AND NOT EXISTS \
                  (SELECT 1 FROM panel_member p JOIN panel_leave l ON l.member_id = p.id AND l.why = 'recused' \
                   WHERE p.session_id = g.session_id AND p.account_id = m.examiner_id))";
    format!(
        "(CASE WHEN s.state = 'sat' THEN (SELECT COUNT(*) FROM registration g WHERE {MARKABLE} \
         AND ({signed} < ? OR {signed} % 2 = 0)) ELSE 0 END)"
    )
}
