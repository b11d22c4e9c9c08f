//! Taking a certificate back: on exactly the grounds of C5, for good; or suspending it, which can be lifted.

use crate::domain::account::Permission;
use crate::domain::credential::{Ground, Operation};
use crate::services::award::append_about;
use crate::services::{Actor, Context, ServiceError, audit, log};
use crate::store::{award, certificates};

use super::published;

/// Revokes a certificate for good.
///
/// # Errors
/// Not permitted; no such certificate; a reason is missing; it is revoked already.
pub fn revoke(
    context: &Context,
    actor: &Actor,
    serial: &str,
    ground: Ground,
    reason: &str,
) -> Result<(), ServiceError> {
    change(context, actor, serial, (Operation::Revoke, &["live", "suspended"], "revoked"), (ground.code(), reason))
}

/// Suspends a live certificate.
///
/// # Errors
/// Not permitted; no such certificate; a reason is missing; it is not live.
pub fn suspend(context: &Context, actor: &Actor, serial: &str, reason: &str) -> Result<(), ServiceError> {
    change(context, actor, serial, (Operation::Suspend, &["live"], "suspended"), ("", reason))
}

/// Lifts a suspension.
///
/// # Errors
/// Not permitted; no such certificate; a reason is missing; it is not suspended.
pub fn reinstate(context: &Context, actor: &Actor, serial: &str, reason: &str) -> Result<(), ServiceError> {
    change(context, actor, serial, (Operation::Reinstate, &["suspended"], "live"), ("", reason))
}

fn change(
    context: &Context,
    actor: &Actor,
    serial: &str,
    (op, from, to): (Operation, &[&str], &str),
    (ground, reason): (&str, &str),
) -> Result<(), ServiceError> {
    let (row, facts) = published(context, serial)?.ok_or(ServiceError::NotFound("certificate"))?;
    let now = context.now();
    if reason.trim().is_empty() {
        return Err(ServiceError::invalid("reason", "reason-missing", "say why, in words that can be read out"));
    }
    context.store.write(|connection| {
        let registration = award::registration(connection, row.registration_id)?;
        let session = award::session(connection, registration.session_id)?;
        actor.require(Permission::Award, session.body_id)?;
        crate::store::log::lock_head(connection)?;
        if !certificates::set_state(connection, row.id, from, to)? {
            let state = certificates::by_id(connection, row.id)?.state;
            return Err(ServiceError::refused(
                "certificate-state",
                format!("the certificate is {state}; {} is possible from {}", op.code(), from.join(" or ")),
            ));
        }
        append_about(connection, context, op, &facts.award, &format!("{ground}: {reason}"))?;
        certificates::append_event(connection, row.id, actor.account_id, op.code(), (ground, reason), now)?;
        let detail = serde_json::json!({ "serial": row.serial, "ground": ground, "reason": reason });
        let action = format!("certificate.{}", op.code());
        audit::record(connection, actor, now, &action, &format!("certificate/{}", row.id), &detail)?;
        Ok::<_, ServiceError>(())
    })?;
    log::checkpoint(context).map(drop)
}
