//! Public notices (N1): the results of a session, names and numbers masked. Awards wait until a notice has run out.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clock::local_day;
use crate::domain::account::Permission;
use crate::domain::calendar::{add_working_days, local_day_bounds};
use crate::domain::policy::Clause;
use crate::domain::result::{ResultVerdict, Standing};
use crate::domain::{Level, Marks, OccupationCode};
use crate::store::notices::{self as rows, NewNotice};
use crate::store::page::{Page, Slice};
use crate::store::registrations::{self, Listed, Session, lock_session, move_session};
use crate::store::results::{self, ResultOf};
use crate::store::{AnyConnection, StoreError, instant, micros};

use super::messages::{self, ResultLetter};
use super::registrations::{masked, session_of};
use super::{Actor, Context, ServiceError, audit, people};

/// One line of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeEntry {
    /// 王＊兰.
    pub name: String,
    /// ＊＊＊＊ 002X.
    pub identity: String,
    /// Theory marks, `86.50`; empty for who was absent.
    pub theory: String,
    /// Practical marks.
    pub practical: String,
    /// How it ended.
    pub standing: Standing,
}

/// A notice as the public sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PublicNotice {
    /// Its id.
    pub id: i64,
    /// The session.
    pub session_id: i64,
    /// Occupation and level, `电工 五级（初级工）`.
    pub title: String,
    /// The same for English pages, `电工, level 5`.
    pub title_en: String,
    /// The exam's code.
    pub exam: String,
    /// The session's code.
    pub session: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// The day it was published, not counted.
    pub first_day: Date,
    /// Its last working day. Awards are possible from the day after.
    pub last_day: Date,
    /// How many working days it runs.
    pub working_days: i64,
    /// What that rests on.
    pub clause: Clause,
    /// Everybody's result.
    pub entries: Vec<NoticeEntry>,
}

/// Publishes the results of a decided session, and queues everybody's letter.
///
/// # Errors
/// Without the permission; `session-not-decided`; `holiday-year-missing` where the working days can't be counted.
pub fn publish(context: &Context, actor: &Actor, session_id: i64) -> Result<PublicNotice, ServiceError> {
    let now = context.now();
    let figures = &context.policy.notices.results;
    let first_day = local_day(now);
    context.store.write(|connection| {
        lock_session(connection, session_id)?;
        let session = session_of(connection, session_id)?;
        actor.require_among(Permission::DecideResults, session.bureau_id, session.places())?;
        if session.state != "decided" {
            return Err(ServiceError::refused("session-not-decided", "a notice follows the decision, once"));
        }
        let last_day = add_working_days(&context.holidays, first_day, figures.working_days)
            .map_err(|missing| ServiceError::refused_by("N1", missing.code(), missing.to_string()))?;
        let mut found = results::of_session(connection, session_id)?;
        let mut entries = Vec::new();
        for row in registrations::list(connection, session_id)? {
            let Some(result) = found.remove(&row.id) else { continue };
            let verdict = verdict_of(&result)?;
            entries.push(entry(context, &row, &result, &verdict)?);
            queue_letter(context, connection, &session, &row, &result, &verdict, last_day)?;
        }
        let new = NewNotice {
            session_id,
            kind: "results",
            published_at: micros(now),
            first_day: &first_day.to_string(),
            last_day: &last_day.to_string(),
            working_days: i64::from(figures.working_days),
            entries: &serde_json::to_string(&entries).unwrap_or_default(),
        };
        let id = rows::insert(connection, &new)?;
        if !move_session(connection, session_id, "decided", "noticed")? {
            return Err(ServiceError::Internal("the session moved under its lock".to_owned()));
        }
        let detail = json!({"notice": id, "last_day": last_day.to_string(), "entries": entries.len()});
        audit::record(connection, actor, now, "notice.publish", &format!("session/{session_id}"), &detail)?;
        Ok(PublicNotice {
            id,
            session_id,
            title: title(context, &session.occupation, session.level),
            title_en: title_en(context, &session.occupation, session.level),
            exam: session.exam,
            session: session.code,
            published_at: now,
            first_day,
            last_day,
            working_days: new.working_days,
            clause: figures.clause.clone(),
            entries,
        })
    })
}

/// The notices that run today, newest first. Public.
///
/// # Errors
/// When the database fails.
pub fn current(context: &Context) -> Result<Vec<PublicNotice>, ServiceError> {
    let running = context.store.read(|connection| rows::running(connection, local_day(context.now())))?;
    running.into_iter().map(|row| shown(context, row)).collect()
}

/// A running notice in a list.
#[derive(Debug, Clone)]
pub struct RunningNotice {
    /// Row id, in its address.
    pub id: i64,
    /// Occupation and level.
    pub title: String,
    /// The same for English pages.
    pub title_en: String,
    /// First day, `YYYY-MM-DD`.
    pub first_day: String,
    /// Last day, `YYYY-MM-DD`.
    pub last_day: String,
}

/// Some of the notices that run today, newest first, without their entries. Public. One query.
///
/// # Errors
/// When the database fails.
pub fn running(context: &Context, part: Slice) -> Result<Page<RunningNotice>, ServiceError> {
    let found = context.store.read(|connection| rows::page(connection, local_day(context.now()), part))?;
    Ok(found.map(|row| RunningNotice {
        id: row.id,
        title: title(context, &row.occupation, row.level),
        title_en: title_en(context, &row.occupation, row.level),
        first_day: row.first_day,
        last_day: row.last_day,
    }))
}

/// Whether a session's notice has run out (N1), so that certificates may be awarded.
///
/// # Errors
/// When the database fails.
pub fn is_over(connection: &mut AnyConnection, session_id: i64, now: Timestamp) -> Result<bool, StoreError> {
    rows::is_over(connection, session_id, local_day(now))
}

/// The first instant at which a session's notice has run out: the beginning of the day after its last.
///
/// # Errors
/// When the session has no notice, or the database fails.
pub fn over_at(context: &Context, session_id: i64) -> Result<Timestamp, ServiceError> {
    let found = context.store.read(|connection| rows::of_session(connection, session_id))?;
    let notice = shown(context, found.ok_or(ServiceError::NotFound("notice"))?)?;
    local_day_bounds(notice.last_day)
        .map(|(_, end)| end)
        .ok_or_else(|| ServiceError::Internal("a notice ends at the end of time".to_owned()))
}

/// One notice; it stays readable after it has run out. Public.
///
/// # Errors
/// When there is none, or the database fails.
pub fn find(context: &Context, id: i64) -> Result<PublicNotice, ServiceError> {
    let found = context.store.read(|connection| rows::find(connection, id))?;
    shown(context, found.ok_or(ServiceError::NotFound("notice"))?)
}

/// Occupation and level as titles show them: `电工 五级（初级工）`.
#[must_use]
pub fn title(context: &Context, occupation: &str, level: i64) -> String {
    let name = occupation_name(context, occupation);
    match Level::new(level) {
        Ok(level) if level != Level::NONE => format!("{name} {}（{}）", level.ordinal_zh(), level.name_zh()),
        _ => name.to_owned(),
    }
}

/// The same in English: `电工, level 5`; occupations keep their Chinese names.
#[must_use]
pub fn title_en(context: &Context, occupation: &str, level: i64) -> String {
    let name = occupation_name(context, occupation);
    match Level::new(level) {
        Ok(level) if level != Level::NONE => format!("{name}, level {}", level.number()),
        _ => name.to_owned(),
    }
}

fn occupation_name<'a>(context: &'a Context, occupation: &'a str) -> &'a str {
    let code = occupation.parse::<OccupationCode>().ok();
    let line = code.as_ref().and_then(|code| context.occupations.get(code));
    line.map_or(occupation, |line| line.name.as_str())
}

fn shown(context: &Context, row: rows::Notice) -> Result<PublicNotice, ServiceError> {
    let malformed = |what: String| ServiceError::Internal(format!("stored notice {}: {what}", row.id));
    let day = |text: &str| text.parse::<Date>().map_err(|error| malformed(error.to_string()));
    Ok(PublicNotice {
        id: row.id,
        session_id: row.session_id,
        title: title(context, &row.occupation, row.level),
        title_en: title_en(context, &row.occupation, row.level),
        published_at: instant(row.published_at),
        first_day: day(&row.first_day)?,
        last_day: day(&row.last_day)?,
        working_days: row.working_days,
        clause: context.policy.notices.results.clause.clone(),
        entries: serde_json::from_str(&row.entries).map_err(|error| malformed(error.to_string()))?,
        exam: row.exam,
        session: row.session,
    })
}

fn entry(
    context: &Context,
    row: &Listed,
    result: &ResultOf,
    verdict: &ResultVerdict,
) -> Result<NoticeEntry, ServiceError> {
    let document = people::unsealed(context, &row.identity_index, &row.identity_sealed)?;
    let (theory, practical) = marks(result, verdict);
    Ok(NoticeEntry {
        name: masked(&row.name),
        identity: document.masked(),
        theory,
        practical,
        standing: verdict.standing,
    })
}

fn queue_letter(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    row: &Listed,
    result: &ResultOf,
    verdict: &ResultVerdict,
    last_day: Date,
) -> Result<(), ServiceError> {
    let english = row.locale == "en";
    let recheck = context.policy.recheck.working_days;
    let until = add_working_days(&context.holidays, last_day, recheck)
        .map_or_else(|_| open_end(english, last_day, recheck), |day| day.to_string());
    let (theory, practical) = marks(result, verdict);
    let letter = ResultLetter {
        name: row.name.clone(),
        exam_title: if english {
            title_en(context, &session.occupation, session.level)
        } else {
            title(context, &session.occupation, session.level)
        },
        theory,
        practical,
        passed: result.passed,
        sentence: sentence(verdict, english),
        recheck_until: until,
    };
    let key = format!("result/{}/{}", row.id, result.version);
    messages::queue(connection, &row.email, &row.locale, &key, &letter, context.now())?;
    Ok(())
}

/// The end of the re-check in words, where its working days reach into a year that is not published yet.
fn open_end(english: bool, last_day: Date, working_days: u32) -> String {
    if english {
        format!("{working_days} working days after {last_day}")
    } else {
        format!("{last_day} 之后的 {working_days} 个工作日内")
    }
}

fn sentence(verdict: &ResultVerdict, english: bool) -> String {
    let reasons: Vec<String> = verdict
        .findings
        .iter()
        .map(|finding| if english { finding.sentence_en() } else { finding.sentence_zh() })
        .collect();
    match (verdict.standing, english) {
        (Standing::Passed, false) => "理论考试和技能考核都达到合格线，成绩合格。".to_owned(),
        (Standing::Passed, true) => "Theory test and practical assessment both reach the cut score: passed.".to_owned(),
        (_, false) => reasons.concat(),
        (_, true) => reasons.join(" "),
    }
}

/// Both marks as people read them; a part that was not taken has none.
fn marks(result: &ResultOf, verdict: &ResultVerdict) -> (String, String) {
    let missed = |part: &str| {
        let names = |finding: &crate::domain::verdict::Finding| {
            finding.message == "e1-absent" && finding.figures.get("part").is_some_and(|name| name.to_string() == part)
        };
        verdict.findings.iter().any(names)
    };
    let text = |hundredths: i64| Marks::new(hundredths).map(|marks| marks.to_string()).unwrap_or_default();
    let shown = |part: &str, hundredths| if missed(part) { String::new() } else { text(hundredths) };
    (shown("理论考试", result.theory), shown("技能考核", result.practical))
}

fn verdict_of(result: &ResultOf) -> Result<ResultVerdict, ServiceError> {
    serde_json::from_str(&result.verdict)
        .map_err(|error| ServiceError::Internal(format!("a stored verdict of {}: {error}", result.registration_id)))
}
