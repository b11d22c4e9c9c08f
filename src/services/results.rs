//! Deciding results (E1): both parts of every candidate, with the verdict's clause and figures. Appended, never changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::practical::{PanelError, Scheme, SheetMarks, combine};
use crate::domain::result::{PartScore, ResultVerdict, Scores, Standing, decide as decide_result};
use crate::domain::{Level, Marks};
use crate::store::panels::{self, Member};
use crate::store::practical::{self as sheets, Mark};
use crate::store::registrations::{self, Listed, Session, move_session};
use crate::store::results::{self as rows, NewResult};
use crate::store::{AnyConnection, micros};

use super::practical::{StoredSheet, Tasks};
use super::recusals::recused_of_panel;
use super::registrations::locked;
use super::{Actor, Context, ServiceError, audit};

/// One candidate's result.
#[derive(Debug, Clone, Serialize)]
pub struct ResultRow {
    /// The registration.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// The name.
    pub name: String,
    /// Theory marks in hundredths; none for who was absent.
    pub theory: Option<i64>,
    /// Practical marks in hundredths; none for who was absent.
    pub practical: Option<i64>,
    /// Whether both parts are passed.
    pub passed: bool,
    /// How it ended, and why.
    pub verdict: ResultVerdict,
}

/// Decides the results of a session that was sat: for everybody or for nobody.
///
/// # Errors
/// Without the permission; `session-not-sat`; `practical-missing` naming who lacks sheets (E3: odd, at least the
/// policy's number).
pub fn decide(context: &Context, actor: &Actor, session_id: i64) -> Result<Vec<ResultRow>, ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        let session = locked(connection, session_id)?;
        actor.require_among(Permission::DecideResults, session.bureau_id, session.places())?;
        if session.state != "sat" {
            return Err(ServiceError::refused(
                "session-not-sat",
                "results are decided once, after the theory test ended",
            ));
        }
        let decided = decided(context, connection, &session)?;
        for row in &decided {
            write(connection, row, now)?;
        }
        if !move_session(connection, session_id, "sat", "decided")? {
            return Err(ServiceError::Internal("the session moved under its lock".to_owned()));
        }
        let passed = decided.iter().filter(|row| row.passed).count();
        let detail = json!({"candidates": decided.len(), "passed": passed, "policy": context.policy.id});
        audit::record(connection, actor, now, "result.decide", &format!("session/{session_id}"), &detail)?;
        Ok(decided)
    })
}

fn decided(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
) -> Result<Vec<ResultRow>, ServiceError> {
    let level = Level::new(session.level).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let tasks = Tasks::of(session)?;
    let theory = rows::theory(connection, session.id)?;
    let mut signed: BTreeMap<i64, Vec<Mark>> = BTreeMap::new();
    let members = panels::members(connection, session.id)?;
    recused_leave_first(connection, session, &members)?;
    let counts = |mark: &Mark| members.iter().all(|one| one.account_id != mark.examiner_id || one.counts());
    for mark in sheets::of_session(connection, session.id)?.into_iter().filter(counts) {
        signed.entry(mark.registration_id).or_default().push(mark);
    }
    let open: Vec<Listed> =
        registrations::list(connection, session.id)?.into_iter().filter(|row| row.state == "open").collect();
    let mut decided = Vec::with_capacity(open.len());
    let mut missing = Vec::new();
    for row in open {
        let marks = signed.remove(&row.id).unwrap_or_default();
        let scores = match theory.get(&row.id) {
            None => absent(),
            Some(theory) => match practical(context, &tasks.get(&row.task)?.scheme, &marks)? {
                Ok((practical, failed_stars)) => {
                    Scores { theory: PartScore::Scored(stored(*theory)?), practical, review: None, failed_stars }
                }
                Err(_) => {
                    missing.push(format!("{} {} ({} sheets)", row.admission_number, row.name, marks.len()));
                    continue;
                }
            },
        };
        let verdict = decide_result(&context.policy, level, &scores)
            .map_err(|error| ServiceError::refused_by("E1", "result-parts", error.to_string()))?;
        decided.push(ResultRow {
            registration_id: row.id,
            admission_number: row.admission_number,
            name: row.name,
            theory: hundredths(scores.theory),
            practical: hundredths(scores.practical),
            passed: verdict.standing == Standing::Passed,
            verdict,
        });
    }
    if missing.is_empty() {
        return Ok(decided);
    }
    let message = format!(
        "practical sheets are missing; an odd number, at least {}, must be signed for: {}",
        context.policy.rooms.examiners,
        missing.join(", ")
    );
    Err(ServiceError::refused_by("E3", "practical-missing", message))
}

/// Nobody's sheets count who is recused by now (E6): the bureau replaces them first, and says why.
fn recused_leave_first(
    connection: &mut AnyConnection,
    session: &Session,
    members: &[Member],
) -> Result<(), ServiceError> {
    let accounts: Vec<i64> = members.iter().map(|one| one.account_id).collect();
    let recused = recused_of_panel(connection, (session.id, session.body_id, session.centre_id), &accounts)?;
    match members.iter().find(|one| one.counts() && recused.contains(&one.account_id)) {
        None => Ok(()),
        Some(one) => {
            let message = format!(
                "examiner {} is recused since the draw, and their sheets don't count; replace them on the ceremony's page first",
                one.account_id
            );
            Err(ServiceError::refused_by("E6", "panel-recused", message))
        }
    }
}

type Practical = (PartScore, BTreeSet<String>);

/// What a panel's sheets come to; absent where most say so. The inner error is a panel that is not complete.
fn practical(
    context: &Context,
    scheme: &Scheme,
    marks: &[Mark],
) -> Result<Result<Practical, PanelError>, ServiceError> {
    let mut read = Vec::with_capacity(marks.len());
    let mut absences = 0;
    for mark in marks {
        let failed = |what: String| ServiceError::Internal(format!("a stored practical sheet: {what}"));
        match serde_json::from_str(&mark.sheet).map_err(|error| failed(error.to_string()))? {
            StoredSheet::Absent => {
                absences += 1;
                read.push(SheetMarks::nothing(mark.examiner_id.to_string()));
            }
            StoredSheet::Marked(sheet) => {
                let marks = sheet.marks(scheme).map_err(|error| failed(error.to_string()))?;
                if marks.total.hundredths() != mark.total {
                    return Err(failed(format!("total {} is stored, {} computed", mark.total, marks.total)));
                }
                read.push(marks);
            }
        }
    }
    Ok(combine(&context.policy.rooms, &read).map(|score| {
        if absences * 2 > marks.len() {
            (PartScore::Absent, BTreeSet::new())
        } else {
            (PartScore::Scored(score.total), score.failed_stars)
        }
    }))
}

fn write(connection: &mut AnyConnection, row: &ResultRow, now: Timestamp) -> Result<(), ServiceError> {
    let new = NewResult {
        registration_id: row.registration_id,
        version: 1,
        theory: row.theory.unwrap_or(0),
        practical: row.practical.unwrap_or(0),
        passed: row.passed,
        verdict: &serde_json::to_string(&row.verdict).unwrap_or_default(),
        decided_at: micros(now),
    };
    rows::insert(connection, &new)?;
    match row.verdict.standing {
        Standing::Passed => {}
        Standing::Failed => drop(registrations::close(connection, row.registration_id, "failed", now)?),
        Standing::Absent => drop(registrations::close(connection, row.registration_id, "absent", now)?),
    }
    Ok(())
}

fn absent() -> Scores {
    let part = PartScore::Absent;
    Scores { theory: part, practical: part, review: None, failed_stars: BTreeSet::new() }
}

fn stored(hundredths: i64) -> Result<Marks, ServiceError> {
    Marks::new(hundredths).map_err(|error| ServiceError::Internal(error.to_string()))
}

fn hundredths(score: PartScore) -> Option<i64> {
    match score {
        PartScore::Absent => None,
        PartScore::Scored(marks) => Some(marks.hundredths()),
    }
}
