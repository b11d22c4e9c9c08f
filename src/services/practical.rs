//! Practical marks: each examiner marks alone, and signs with the password; a signed sheet is never changed.

mod drafts;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::double_random::{task_code, task_place};
use crate::domain::practical::{Draft, Scheme, Sheet, Standing};
use crate::store::practical::{self as rows, DraftRow, Mark, NewMark};
use crate::store::registrations::{self, Session};
use crate::store::{AnyConnection, StoreError, instant, micros, panels};

use super::accounts::confirm_password;
use super::overview::occupation_name;
use super::recusals::panel_pool;
use super::registrations::session_of;
use super::{Actor, Context, ServiceError, audit};

pub use drafts::{KeptDraft, SheetToMark, keep_draft, open};
pub use sheet::{CountedFault, SignSheet, SignedCriterion};

/// A sheet as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StoredSheet {
    /// The candidate did not come.
    Absent,
    /// What was seen.
    Marked(Sheet),
}

/// Whether marks are given now: from the opening of a session until its results are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Marking {
    /// The session has not opened.
    NotYet,
    /// Now.
    Open,
    /// The results are decided.
    Closed,
}

impl Marking {
    fn of(session: &Session) -> Self {
        match session.state.as_str() {
            "planned" | "roster_closed" => Self::NotYet,
            "opened" | "sat" => Self::Open,
            _ => Self::Closed,
        }
    }

    fn require_open(self) -> Result<(), ServiceError> {
        match self {
            Self::Open => Ok(()),
            Self::NotYet => {
                Err(ServiceError::refused("marking-not-yet", "marks are given from the opening of the session on"))
            }
            Self::Closed => {
                Err(ServiceError::refused("marking-closed", "the results are decided; no marks are given any more"))
            }
        }
    }
}

/// What an examiner marks: the scheme and the candidates.
#[derive(Debug, Clone, Serialize)]
pub struct ToMark {
    /// The session.
    pub session_id: i64,
    /// The occupation's name.
    pub occupation: String,
    /// The level, 0 for none.
    pub level: i64,
    /// When the session opens.
    pub opens_at: Timestamp,
    /// Whether marks are given now.
    pub marking: Marking,
    /// How to mark: the first task where there are several, the candidate's own where one sheet is opened.
    pub scheme: Scheme,
    /// All tasks with their codes, in order; one where nothing is drawn.
    pub tasks: Vec<Task>,
    /// Whom to mark.
    pub candidates: Vec<CandidateToMark>,
}

/// A practical task of a session.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// Its code in the draw: `t01`.
    pub code: String,
    /// How it is marked.
    pub scheme: Scheme,
}

/// A candidate as an examiner sees one: no identity number, no other examiner's marks.
#[derive(Debug, Clone, Serialize)]
pub struct CandidateToMark {
    /// The registration.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// The name.
    pub name: String,
    /// The seat or workstation.
    pub seat: i64,
    /// The code of the task that this candidate does; empty before it is drawn, where there are several.
    pub task: String,
    /// Whether this candidate was absent from the theory test.
    pub absent: bool,
    /// What this examiner signed, in hundredths, if already.
    pub signed: Option<i64>,
    /// When that was.
    pub signed_at: Option<Timestamp>,
    /// Whether what was signed says that the candidate did not come to the practical.
    pub signed_absent: bool,
    /// How far this examiner's draft has come, if there is one.
    pub draft: Option<Standing>,
}

/// A sheet that was signed.
#[derive(Debug, Clone, Serialize)]
pub struct SignedSheet {
    /// The total in hundredths.
    pub total: i64,
    /// ★ criteria that were not done.
    pub failed_stars: BTreeSet<String>,
}

/// The candidates an assigned examiner is to mark, with the scheme.
///
/// # Errors
/// `not-drawn` when the actor was convened and not drawn, `left-panel` when it has left, `not-on-panel` when another
/// examiner of this session's bureau, body or centre; to everybody else there is no such session.
pub fn to_mark(context: &Context, actor: &Actor, session_id: i64) -> Result<ToMark, ServiceError> {
    context.store.read(|connection| {
        let session = on_panel(connection, actor, session_id)?;
        let tasks = Tasks::of(&session)?;
        let absent = absent_from_theory(connection, session_id)?;
        let marks = rows::of_examiner(connection, session_id, actor.account_id)?;
        let signed: BTreeMap<i64, Mark> = marks.into_iter().map(|mark| (mark.registration_id, mark)).collect();
        let drafts: BTreeMap<i64, DraftRow> = rows::drafts_of(connection, session_id, actor.account_id)?
            .into_iter()
            .map(|row| (row.registration_id, row))
            .collect();
        let done = done_in_line(connection, session_id, actor.account_id)?;
        let candidates = registrations::list(connection, session_id)?
            .into_iter()
            .filter(|row| signed.contains_key(&row.id) || row.state == "open" && !done.contains(&row.id))
            .map(|row| {
                let signed = signed.get(&row.id);
                let task = tasks.get(&row.task)?;
                let draft = drafts.get(&row.id);
                // Of several tasks nobody has one before they are drawn.
                let told = tasks.all.len() == 1 || !row.task.is_empty();
                Ok(CandidateToMark {
                    task: if told { task.code.clone() } else { String::new() },
                    absent: absent.contains(&row.id),
                    signed: signed.map(|mark| mark.total),
                    signed_at: signed.map(|mark| instant(mark.signed_at)),
                    signed_absent: signed.is_some_and(says_absent),
                    draft: draft.map(|draft| draft_of(draft).standing(&task.scheme.criteria)),
                    registration_id: row.id,
                    admission_number: row.admission_number,
                    name: row.name,
                    seat: row.seat,
                })
            })
            .collect::<Result<Vec<_>, ServiceError>>()?;
        Ok(ToMark {
            session_id,
            occupation: occupation_name(context, &session.occupation),
            level: session.level,
            opens_at: instant(session.opens_at),
            marking: Marking::of(&session),
            scheme: tasks.get("")?.scheme.clone(),
            tasks: tasks.all,
            candidates,
        })
    })
}

/// Signs an examiner's sheet for one candidate. It can't be changed afterwards; the draft goes with it. Signing the
/// very same sheet once more does nothing and answers alike.
///
/// # Errors
/// `not-on-panel`; `password-wrong`; every criterion that is not decided or not of the scheme; `candidate-absent`;
/// `sheet-signed` when another sheet was signed; `marking-not-yet` before the session opens and `marking-closed` once
/// its results are decided.
pub fn sign(
    context: &Context,
    actor: &Actor,
    registration_id: i64,
    sheet: SignSheet,
) -> Result<SignedSheet, ServiceError> {
    if !actor.may_anywhere(Permission::MarkPractical) {
        return Err(ServiceError::NotPermitted { permission: Permission::MarkPractical });
    }
    confirm_password(context, actor, &sheet.password)?;
    let now = context.now();
    context.store.write(|connection| {
        let session = at_candidate(connection, actor, registration_id)?;
        let tasks = Tasks::of(&session)?;
        let task = tasks.get(&registrations::task(connection, registration_id)?)?;
        let (stored, marks) = sheet::read(&task.scheme, actor, &sheet)?;
        let total = marks.total.hundredths();
        let answer = SignedSheet { total, failed_stars: marks.failed_stars };
        if let Some(before) = rows::find(connection, registration_id, actor.account_id)? {
            return if stored_sheet(&before)? == stored { Ok(answer) } else { Err(already_signed()) };
        }
        may_be_marked(connection, &session, registration_id)?;
        if done_in_line(connection, session.id, actor.account_id)?.contains(&registration_id) {
            let message = "the examiner you stand in for has marked this candidate, and that counts";
            return Err(ServiceError::refused("line-marked", message));
        }
        let new = NewMark {
            registration_id,
            examiner_id: actor.account_id,
            sheet: &serde_json::to_string(&stored).unwrap_or_default(),
            total,
            star_failed: !answer.failed_stars.is_empty(),
            signed_at: micros(now),
        };
        rows::insert(connection, &new).map_err(|error| match error {
            StoreError::Duplicate(_) => already_signed(),
            other => other.into(),
        })?;
        rows::drop_draft(connection, registration_id, actor.account_id)?;
        let detail = json!({"session": session.id, "total": total, "failed_stars": answer.failed_stars,
            "absent": sheet.absent});
        let subject = format!("registration/{registration_id}");
        audit::record(connection, actor, now, "practical.sign", &subject, &detail)?;
        Ok(answer)
    })
}

fn already_signed() -> ServiceError {
    ServiceError::refused("sheet-signed", "you have signed this candidate's sheet; it can't be changed")
}

/// The practical tasks of a session.
pub(super) struct Tasks {
    session_id: i64,
    all: Vec<Task>,
}

impl Tasks {
    /// Those that a session stores.
    pub(super) fn of(session: &Session) -> Result<Self, ServiceError> {
        let failed = |error: serde_json::Error| {
            ServiceError::Internal(format!("a marking scheme of session {}: {error}", session.id))
        };
        let first: Scheme = serde_json::from_str(&session.scheme).map_err(failed)?;
        let more: Vec<Scheme> = serde_json::from_str(&session.more_schemes).map_err(failed)?;
        let all = std::iter::once(first).chain(more).enumerate();
        let all = all.map(|(place, scheme)| Task { code: task_code(place), scheme }).collect();
        Ok(Self { session_id: session.id, all })
    }

    /// The task of a code as it stands on a registration: the first where nothing was drawn.
    pub(super) fn get(&self, code: &str) -> Result<&Task, ServiceError> {
        let place = if code.is_empty() { Some(0) } else { task_place(code) };
        place
            .and_then(|place| self.all.get(place))
            .ok_or_else(|| ServiceError::Internal(format!("session {} has no task {code:?}", self.session_id)))
    }
}

fn stored_sheet(mark: &Mark) -> Result<StoredSheet, ServiceError> {
    serde_json::from_str(&mark.sheet)
        .map_err(|error| ServiceError::Internal(format!("a stored practical sheet: {error}")))
}

fn says_absent(mark: &Mark) -> bool {
    stored_sheet(mark).is_ok_and(|sheet| sheet == StoredSheet::Absent)
}

/// What a row says was typed; what can't be read has nothing to give back.
fn draft_of(row: &DraftRow) -> Draft {
    serde_json::from_str(&row.fields).unwrap_or_default()
}

/// The session, for an examiner convened and, once the panel is drawn, on it; never for one who is recused (E6). Other
/// examiners of its bureau, body or centre are told that they are not on it; to everybody else there is no such session.
fn on_panel(connection: &mut AnyConnection, actor: &Actor, session_id: i64) -> Result<Session, ServiceError> {
    if !actor.may_anywhere(Permission::MarkPractical) {
        return Err(ServiceError::NotPermitted { permission: Permission::MarkPractical });
    }
    let session = session_of(connection, session_id)?;
    if rows::is_assigned(connection, session_id, actor.account_id, "examiner")? {
        let pool = panel_pool(connection, session_id, session.body_id, session.centre_id)?;
        if let Some(recused) = pool.recused.iter().find(|one| one.account_id == actor.account_id) {
            let message = format!("you are recused from this session ({}); others mark it", recused.ground);
            return Err(ServiceError::refused_by("E6", "recused", message));
        }
        // Nobody before the secrets are opened, and in sessions from before panels were drawn.
        let panel = panels::members(connection, session_id)?;
        match panel.iter().find(|one| one.account_id == actor.account_id) {
            None if panel.is_empty() => return Ok(session),
            Some(member) if member.marks() => return Ok(session),
            Some(_) => {
                let message = "you have left the panel of this session; somebody stands in for you";
                return Err(ServiceError::refused("left-panel", message));
            }
            None => {}
        }
        return Err(ServiceError::refused_by(
            "E3",
            "not-drawn",
            "you were convened for this session and not drawn onto its panel; those who were drawn mark",
        ));
    }
    let near = [session.bureau_id, session.body_id, session.centre_id]
        .into_iter()
        .any(|organisation_id| actor.may(Permission::MarkPractical, organisation_id));
    if near {
        Err(ServiceError::refused("not-on-panel", "you are not an examiner of this session; ask the bureau"))
    } else {
        Err(ServiceError::NotFound("session"))
    }
}

/// The candidates for whom somebody else of an examiner's line, whose sheets count, has signed: a substitute marks the others.
fn done_in_line(
    connection: &mut AnyConnection,
    session_id: i64,
    account_id: i64,
) -> Result<BTreeSet<i64>, ServiceError> {
    let members = panels::members(connection, session_id)?;
    let Some(own) = members.iter().find(|one| one.account_id == account_id) else { return Ok(BTreeSet::new()) };
    let before = members.iter().filter(|one| one.line() == own.line() && one.id != own.id && one.counts());
    let mut done = BTreeSet::new();
    for one in before {
        done.extend(
            rows::of_examiner(connection, session_id, one.account_id)?.into_iter().map(|mark| mark.registration_id),
        );
    }
    Ok(done)
}

/// The session of a candidate, locked until the transaction ends, for an examiner on its panel.
fn at_candidate(connection: &mut AnyConnection, actor: &Actor, registration_id: i64) -> Result<Session, ServiceError> {
    let none = || ServiceError::NotFound("registration");
    let (session_id, _) = registrations::place(connection, registration_id).map_err(|error| match error {
        StoreError::NotFound => none(),
        other => other.into(),
    })?;
    registrations::lock_session(connection, session_id)?;
    on_panel(connection, actor, session_id).map_err(|error| match error {
        ServiceError::NotFound(_) => none(),
        other => other,
    })
}

/// Whether marks of this candidate are taken now.
fn may_be_marked(connection: &mut AnyConnection, session: &Session, registration_id: i64) -> Result<(), ServiceError> {
    Marking::of(session).require_open()?;
    let (_, state) = registrations::place(connection, registration_id)?;
    if state != "open" {
        return Err(ServiceError::refused(
            "marking-closed",
            "this registration has ended; no marks are given any more",
        ));
    }
    if absent_from_theory(connection, session.id)?.contains(&registration_id) {
        return Err(ServiceError::refused("candidate-absent", "this candidate was absent from the theory test"));
    }
    Ok(())
}

pub(super) fn absent_from_theory(
    connection: &mut AnyConnection,
    session_id: i64,
) -> Result<BTreeSet<i64>, ServiceError> {
    let states = rows::sitting_states(connection, session_id)?;
    Ok(states
        .into_iter()
        .filter(|(_, state)| matches!(state.as_str(), "absent" | "voided"))
        .map(|(id, _)| id)
        .collect())
}
