//! Sheets that are not signed yet: an examiner's own, on whichever tablet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::practical::{Draft, DraftError, Standing};
use crate::services::{Actor, Context, ServiceError};
use crate::store::practical as rows;
use crate::store::{instant, micros, registrations};

use super::{CandidateToMark, Tasks, ToMark, already_signed, at_candidate, draft_of, may_be_marked, to_mark};

/// A candidate's sheet as its examiner finds it.
#[derive(Debug, Clone)]
pub struct SheetToMark {
    /// The session, with the scheme of the candidate's task; no other candidates.
    pub session: ToMark,
    /// Whose sheet.
    pub candidate: CandidateToMark,
    /// What this examiner has typed so far.
    pub draft: Draft,
    /// When that was kept.
    pub saved_at: Option<Timestamp>,
}

/// What a draft has come to.
#[derive(Debug, Clone, Serialize)]
pub struct KeptDraft {
    /// When it was kept.
    pub saved_at: Timestamp,
    /// How far it has come.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Opens a candidate's sheet, signed or not: what says no to marking it is in what comes back.
///
/// # Errors
/// As [`to_mark`]; when the session has no such candidate.
pub fn open(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    registration_id: i64,
) -> Result<SheetToMark, ServiceError> {
    let mut session = to_mark(context, actor, session_id)?;
    let candidate = std::mem::take(&mut session.candidates)
        .into_iter()
        .find(|one| one.registration_id == registration_id)
        .ok_or(ServiceError::NotFound("registration"))?;
    if let Some(task) = session.tasks.iter().find(|task| task.code == candidate.task) {
        session.scheme = task.scheme.clone();
    }
    let row = context.store.read(|connection| rows::draft(connection, registration_id, actor.account_id))?;
    Ok(SheetToMark {
        session,
        candidate,
        draft: row.as_ref().map(draft_of).unwrap_or_default(),
        saved_at: row.map(|row| instant(row.saved_at)),
    })
}

/// Keeps what an examiner has typed: the fields named here take the place of those kept before, the others stay, so
/// that two tablets of one examiner don't undo each other. It decides nothing and nobody else sees it; so it leaves no
/// audit event.
///
/// # Errors
/// What is no field of the scheme or no value of one; `sheet-signed`; else as [`sign`](super::sign).
pub fn keep_draft(
    context: &Context,
    actor: &Actor,
    registration_id: i64,
    fields: &BTreeMap<String, String>,
) -> Result<KeptDraft, ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        let session = at_candidate(connection, actor, registration_id)?;
        if rows::find(connection, registration_id, actor.account_id)?.is_some() {
            return Err(already_signed());
        }
        may_be_marked(connection, &session, registration_id)?;
        let tasks = Tasks::of(&session)?;
        let scheme = &tasks.get(&registrations::task(connection, registration_id)?)?.scheme;
        let row = rows::draft(connection, registration_id, actor.account_id)?;
        let mut draft = row.as_ref().map(draft_of).unwrap_or_default();
        for (name, value) in fields {
            draft.put(scheme, name, value).map_err(|error| wrong_field(&error))?;
        }
        if draft.is_empty() {
            rows::drop_draft(connection, registration_id, actor.account_id)?;
        } else {
            let text = serde_json::to_string(&draft).unwrap_or_default();
            rows::put_draft(connection, registration_id, actor.account_id, &text, micros(now))?;
        }
        Ok(KeptDraft { saved_at: now, standing: draft.standing(&scheme.criteria) })
    })
}

fn wrong_field(error: &DraftError) -> ServiceError {
    let code = match error {
        DraftError::Unknown(_) => "sheet-unknown-fault",
        DraftError::Value(_) => "sheet-count",
    };
    ServiceError::invalid("fields", code, error.to_string())
}
