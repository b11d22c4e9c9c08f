//! Practical marks: each examiner marks alone, and signs with the password; a signed sheet is never changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::practical::{Entry, Scheme, Sheet, SheetError, SheetMarks};
use crate::store::practical::{self as rows, NewMark};
use crate::store::registrations::{self, Session};
use crate::store::{AnyConnection, StoreError, micros};

use super::accounts::confirm_password;
use super::registrations::session_of;
use super::{Actor, Context, FieldError, ServiceError, audit};

/// A sheet to be signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignSheet {
    /// Every criterion of the scheme.
    #[serde(default)]
    pub criteria: Vec<SignedCriterion>,
    /// That the candidate did not come to the practical; then no criterion is given.
    #[serde(default)]
    pub absent: bool,
    /// The examiner's password.
    pub password: String,
}

/// One criterion, decided.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCriterion {
    /// Its id in the scheme.
    pub id: String,
    /// ★ criteria: 做到 or 未做到.
    #[serde(default)]
    pub done: Option<bool>,
    /// Other criteria: the faults that were seen; none is a decision too.
    #[serde(default)]
    pub faults: Vec<CountedFault>,
}

/// How often a fault was seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedFault {
    /// Its id in the criterion.
    pub id: String,
    /// How often, 0 to 1000.
    pub count: u32,
}

/// A sheet as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StoredSheet {
    /// The candidate did not come.
    Absent,
    /// What was seen.
    Marked(Sheet),
}

/// What an examiner marks: the scheme and the candidates.
#[derive(Debug, Clone, Serialize)]
pub struct ToMark {
    /// The session.
    pub session_id: i64,
    /// How to mark.
    pub scheme: Scheme,
    /// Whom to mark.
    pub candidates: Vec<CandidateToMark>,
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
    /// Whether this candidate was absent from the theory test.
    pub absent: bool,
    /// What this examiner signed, in hundredths, if already.
    pub signed: Option<i64>,
}

/// A sheet that was signed.
#[derive(Debug, Clone, Serialize)]
pub struct SignedSheet {
    /// The total in hundredths.
    pub total: i64,
    /// ★ criteria that were not done.
    pub failed_stars: BTreeSet<String>,
}

/// A session's marking scheme.
///
/// # Errors
/// Without the permission.
pub fn scheme(context: &Context, actor: &Actor, session_id: i64) -> Result<Scheme, ServiceError> {
    context.store.read(|connection| {
        let session = session_of(connection, session_id)?;
        if !actor.may(Permission::ViewSessions, session.centre_id) {
            assigned(connection, actor, session_id)?;
        }
        scheme_of(&session)
    })
}

/// The candidates an assigned examiner is to mark, with the scheme.
///
/// # Errors
/// `not-on-panel` when the actor is not an examiner of this session.
pub fn to_mark(context: &Context, actor: &Actor, session_id: i64) -> Result<ToMark, ServiceError> {
    context.store.read(|connection| {
        let session = session_of(connection, session_id)?;
        assigned(connection, actor, session_id)?;
        let absent = absent_from_theory(connection, session_id)?;
        let signed: BTreeMap<i64, i64> = rows::of_session(connection, session_id)?
            .into_iter()
            .filter(|mark| mark.examiner_id == actor.account_id)
            .map(|mark| (mark.registration_id, mark.total))
            .collect();
        let candidates = registrations::list(connection, session_id)?
            .into_iter()
            .filter(|row| row.state == "open")
            .map(|row| CandidateToMark {
                absent: absent.contains(&row.id),
                signed: signed.get(&row.id).copied(),
                registration_id: row.id,
                admission_number: row.admission_number,
                name: row.name,
                seat: row.seat,
            })
            .collect();
        Ok(ToMark { session_id, scheme: scheme_of(&session)?, candidates })
    })
}

/// Signs an examiner's sheet for one candidate. It can't be changed afterwards.
///
/// # Errors
/// `not-on-panel`; `password-wrong`; every criterion that is not decided or not of the scheme; `candidate-absent`;
/// `sheet-signed`; `marking-closed` before the session opens and once its results are decided.
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
        let (session_id, state) = registrations::place(connection, registration_id).map_err(|error| match error {
            StoreError::NotFound => ServiceError::NotFound("registration"),
            other => other.into(),
        })?;
        registrations::lock_session(connection, session_id)?;
        let session = session_of(connection, session_id)?;
        assigned(connection, actor, session_id)?;
        if !matches!(session.state.as_str(), "opened" | "sat") || state != "open" {
            return Err(ServiceError::refused("marking-closed", "marks are given from the opening until the decision"));
        }
        if absent_from_theory(connection, session_id)?.contains(&registration_id) {
            return Err(ServiceError::refused("candidate-absent", "this candidate was absent from the theory test"));
        }
        let (stored, marks) = read_sheet(&session, actor, &sheet)?;
        let new = NewMark {
            registration_id,
            examiner_id: actor.account_id,
            sheet: &serde_json::to_string(&stored).unwrap_or_default(),
            total: marks.total.hundredths(),
            star_failed: !marks.failed_stars.is_empty(),
            signed_at: micros(now),
        };
        rows::insert(connection, &new).map_err(|error| match error {
            StoreError::Duplicate(_) => {
                ServiceError::refused("sheet-signed", "you have signed this candidate's sheet; it can't be changed")
            }
            other => other.into(),
        })?;
        let detail = json!({"session": session_id, "total": new.total, "failed_stars": marks.failed_stars,
            "absent": sheet.absent});
        let subject = format!("registration/{registration_id}");
        audit::record(connection, actor, now, "practical.sign", &subject, &detail)?;
        Ok(SignedSheet { total: marks.total.hundredths(), failed_stars: marks.failed_stars })
    })
}

/// The scheme that a session stores.
pub(super) fn scheme_of(session: &Session) -> Result<Scheme, ServiceError> {
    serde_json::from_str(&session.scheme)
        .map_err(|error| ServiceError::Internal(format!("the marking scheme of session {}: {error}", session.id)))
}

fn read_sheet(session: &Session, actor: &Actor, sheet: &SignSheet) -> Result<(StoredSheet, SheetMarks), ServiceError> {
    let examiner = actor.account_id.to_string();
    if sheet.absent {
        if !sheet.criteria.is_empty() {
            return Err(ServiceError::invalid("criteria", "sheet-absent", "who was absent has no marks"));
        }
        return Ok((StoredSheet::Absent, SheetMarks::nothing(examiner)));
    }
    let mut faults: Vec<FieldError> = Vec::new();
    let mut entries = BTreeMap::new();
    for criterion in &sheet.criteria {
        let mut counts = BTreeMap::new();
        for fault in &criterion.faults {
            if fault.count > 1000 || counts.insert(fault.id.clone(), fault.count).is_some() {
                let message = format!("{}: fault {} is counted twice or more than 1000 times", criterion.id, fault.id);
                faults.push(FieldError { field: "criteria", code: "sheet-count", message });
            }
        }
        let entry = Entry { done: criterion.done, counts };
        if entries.insert(criterion.id.clone(), entry).is_some() {
            let message = format!("criterion {} is given twice", criterion.id);
            faults.push(FieldError { field: "criteria", code: "sheet-twice", message });
        }
    }
    let read = Sheet { examiner, entries };
    let marks = read.marks(&scheme_of(session)?);
    if let Err(error) = &marks {
        faults.extend(named(error));
    }
    match marks {
        Ok(marks) if faults.is_empty() => Ok((StoredSheet::Marked(read), marks)),
        _ => Err(ServiceError::Invalid(faults)),
    }
}

/// One fault for each criterion that is missing, so that a form can mark each.
fn named(error: &SheetError) -> Vec<FieldError> {
    let fault = |message| FieldError { field: "criteria", code: error.code(), message };
    match error {
        SheetError::Missing(missing) => {
            missing.iter().map(|id| fault(format!("criterion {id} is not judged yet"))).collect()
        }
        other => vec![fault(other.to_string())],
    }
}

fn assigned(connection: &mut AnyConnection, actor: &Actor, session_id: i64) -> Result<(), ServiceError> {
    if !actor.may_anywhere(Permission::MarkPractical) {
        return Err(ServiceError::NotPermitted { permission: Permission::MarkPractical });
    }
    if rows::is_assigned(connection, session_id, actor.account_id, "examiner")? {
        return Ok(());
    }
    Err(ServiceError::refused("not-on-panel", "you are not an examiner of this session; ask the bureau"))
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
