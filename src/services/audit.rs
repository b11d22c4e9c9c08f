//! Every write leaves an audit event in its own transaction.

use jiff::Timestamp;
use serde_json::Value;

use crate::store::audit::{self, NewEvent};
use crate::store::{AnyConnection, StoreError};

use super::Actor;

/// Writes an audit event.
///
/// `action` is a dotted verb (`registration.create`), `subject` what it was done to (`registration/17`), `detail`
/// the facts, without identity numbers.
///
/// # Errors
/// When the database fails.
pub fn record(
    connection: &mut AnyConnection,
    actor: &Actor,
    now: Timestamp,
    action: &str,
    subject: &str,
    detail: &Value,
) -> Result<(), StoreError> {
    audit::append(
        connection,
        &NewEvent {
            at: now,
            account_id: actor.account_id,
            actor: &actor.name,
            action,
            subject,
            detail: detail.to_string(),
        },
    )
}
