//! Calling a session off: what was opened by then is published at once, with the reason.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::crypto::canonical;
use crate::domain::account::Permission;
use crate::domain::ceremony::{Ceremony, Deed, Stage};
use crate::domain::credential::Operation;
use crate::domain::draw::{self, BeaconValue, Cancelled};
use crate::services::messages::{self, CancelledLetter};
use crate::services::sessions::{exam_title, lock_with_plan, session as session_of};
use crate::services::{Actor, Context, ServiceError, audit, log};
use crate::store::registrations::close;
use crate::store::sessions::Session;
use crate::store::{AnyConnection, ceremony, instant};

use super::open::{reveals_so_far, stored_manifest};
use super::standing::{out_of_turn, standing};
use super::{plan, tickets};

/// Why a session is called off.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// For everybody to read: 5 to 500 characters.
    pub reason: String,
}

/// A session that was called off.
#[derive(Debug, Clone, Serialize)]
pub struct SessionCancelled {
    /// How many candidates were freed to register again.
    pub candidates: usize,
    /// How many secrets had been opened, and are public now.
    pub opened: usize,
}

/// Calls a session off before its theory test is over: candidates are free to register again and are told by mail, whatever
/// secrets were opened are published with the reason, and, where all were, the whole evidence; its plan goes with it.
/// A plan called off by itself leaves the session: if the roster is closed, seats are given in the order of numbers.
///
/// # Errors
/// Without the permission; no reason; once the theory test is over; while somebody writes; `plan-drawn` for a plan whose
/// seats are given.
pub fn cancel(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    cancellation: &Cancellation,
) -> Result<SessionCancelled, ServiceError> {
    let reason = cancellation.reason.trim();
    if !(5..=500).contains(&reason.chars().count()) {
        return Err(ServiceError::invalid("reason", "cancel-reason", "say why in 5 to 500 characters"));
    }
    let (cancelled, logged) = context.store.write(|connection| {
        let session = lock_with_plan(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        let ceremony = standing(context, connection, &session)?;
        let now = context.now();
        ceremony.may(Deed::Cancel, now).map_err(out_of_turn)?;
        let roster = ceremony::roster(connection, session_id)?;
        let (opened, mut logged) = record(context, connection, &session, reason)?;
        match session.plan_of {
            Some(of) => {
                let in_order = session.state == "roster_closed";
                if in_order {
                    let planned = session_of(connection, of)?;
                    tickets::seat_in_order(context, connection, &planned)?;
                }
                let detail = json!({"reason": reason, "seats_in_order": in_order, "opened": opened});
                audit::record(connection, actor, now, "ceremony.plan_off", &format!("session/{of}"), &detail)?;
            }
            None => {
                if let Some(plan) = plan::live(connection, session_id)? {
                    logged |= record(context, connection, &plan, reason)?.1;
                    let (subject, detail) = (format!("session/{}", plan.id), json!({"reason": reason}));
                    audit::record(connection, actor, now, "session.cancel", &subject, &detail)?;
                }
                set_free(context, connection, &session, &roster, reason)?;
            }
        }
        let outcome = SessionCancelled { candidates: roster.len(), opened };
        let detail = json!({"reason": reason, "candidates": outcome.candidates, "opened": outcome.opened});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, now, "session.cancel", &subject, &detail)?;
        Ok::<_, ServiceError>((outcome, logged))
    })?;
    context.hall.unload(session_id);
    if logged {
        log::checkpoint(context)?;
    }
    Ok(cancelled)
}

/// Writes that a session or plan is called off, with what was opened of it; how many secrets were, and whether anything
/// went into the log.
fn record(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    reason: &str,
) -> Result<(usize, bool), ServiceError> {
    let ceremony = standing(context, connection, session)?;
    let records = Records::of(context, connection, session, &ceremony, reason)?;
    let rows =
        ceremony::Cancelled { state: "cancelled", cancellation: &records.cancellation, evidence: &records.evidence };
    ceremony::cancel(connection, session.id, &rows)?;
    for digest in &records.digests {
        log::append_document(connection, context, Operation::Evidence, *digest)?;
    }
    Ok((records.opened, !records.digests.is_empty()))
}

/// Frees the candidates of a session to register again, and tells them.
fn set_free(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    roster: &[ceremony::Entrant],
    reason: &str,
) -> Result<(), ServiceError> {
    let now = context.now();
    for entrant in roster {
        close(connection, entrant.registration_id, "cancelled", now)?;
        let letter = CancelledLetter {
            name: entrant.name.clone(),
            admission_number: entrant.admission_number.clone(),
            exam_title: exam_title(context, session, &entrant.locale),
            opens_at: crate::clock::local(instant(session.opens_at)).strftime("%Y-%m-%d %H:%M").to_string(),
            reason: reason.to_owned(),
        };
        let key = format!("cancelled/{}", entrant.registration_id);
        messages::queue(connection, &entrant.email, &entrant.locale, &key, &letter, now)?;
    }
    Ok(())
}

/// What is written of a session that is called off.
struct Records {
    cancellation: String,
    evidence: String,
    digests: Vec<crate::crypto::Digest>,
    opened: usize,
}

impl Records {
    fn of(
        context: &Context,
        connection: &mut AnyConnection,
        session: &Session,
        ceremony: &Ceremony,
        reason: &str,
    ) -> Result<Self, ServiceError> {
        let now = context.now();
        if session.manifest.is_empty() {
            let cancellation = json!({"reason": reason, "cancelled_at": now.to_string()}).to_string();
            return Ok(Self { cancellation, evidence: String::new(), digests: Vec::new(), opened: 0 });
        }
        let manifest = stored_manifest(session)?;
        let reveals = reveals_so_far(context, connection, session, ceremony)?;
        let opened: BTreeSet<&str> = reveals.reveals.iter().map(|one| one.id.as_str()).collect();
        let text = |value: &serde_json::Value| String::from_utf8_lossy(&canonical::to_jcs(value)).into_owned();
        let cancelled = Cancelled::new(manifest.clone(), reveals.clone(), reason, now).map_err(super::refused)?.value();
        let digests = vec![canonical::digest(&cancelled)];
        let whole = ceremony.stage >= Stage::Opened;
        let evidence =
            if whole { text(&draw::evidence(&manifest, &reveals).map_err(super::refused)?) } else { String::new() };
        Ok(Self { cancellation: text(&cancelled), evidence, digests, opened: opened.len() })
    }
}

/// The beacon as two people agreed on it, in the draw's words.
pub(super) fn settled(ceremony: &Ceremony) -> Option<BeaconValue> {
    ceremony.beacon().map(|entry| BeaconValue { event: entry.event.clone(), value: entry.value.clone() })
}
