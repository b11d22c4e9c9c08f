//! Every write leaves an audit event in its own transaction.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::domain::account::Permission;
use crate::domain::calendar::local_day_bounds;
use crate::store::audit::{self, Event, NewEvent, Wanted};
use crate::store::{AnyConnection, StoreError, micros};

use super::{Actor, Context, ServiceError};

pub use crate::store::audit::From;

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

/// Which events.
#[derive(Debug, Clone, Default)]
pub struct WantedEvents {
    /// By somebody with this text in the name; empty for anybody.
    pub who: String,
    /// This action; empty for any.
    pub action: String,
    /// Done to exactly this, such as `session/3`; empty for anything.
    pub subject: String,
    /// On this local day.
    pub day: Option<Date>,
}

/// Some events of the trail, newest first.
#[derive(Debug, Clone)]
pub struct Events {
    /// The events.
    pub rows: Vec<Event>,
    /// Whether there are more in the direction that was read.
    pub more: bool,
}

/// Reads the trail. One query.
///
/// # Errors
/// Without the permission.
pub fn search(
    context: &Context,
    actor: &Actor,
    wanted: &WantedEvents,
    from: From,
    limit: usize,
) -> Result<Events, ServiceError> {
    actor.require(Permission::ReadAudit, actor.organisation_id)?;
    let bounds = wanted.day.and_then(local_day_bounds);
    let wanted = Wanted {
        who: wanted.who.clone(),
        action: wanted.action.clone(),
        subject: wanted.subject.trim().to_owned(),
        from: bounds.map(|(start, _)| micros(start)),
        until: bounds.map(|(_, end)| micros(end)),
    };
    let asked = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let mut rows = context.store.read(|connection| audit::search(connection, &wanted, from, asked))?;
    let more = rows.len() > limit;
    if more && matches!(from, From::After(_)) {
        rows.remove(0);
    }
    rows.truncate(limit);
    Ok(Events { rows, more })
}

/// Every action that the trail can hold; `audit-<action>` in `locales/` is its text.
pub const ACTIONS: [&str; 81] = [
    "account.change_password",
    "account.create",
    "account.create_first",
    "account.deactivate",
    "account.reset_password",
    "account.sign_in",
    "account.sign_in_failed",
    "account.sign_out",
    "award.publish",
    "award.record",
    "award.session",
    "award.void",
    "bank.export",
    "bank.import",
    "bank.release_key",
    "bank.seal",
    "bank.take_key",
    "ceremony.beacon",
    "ceremony.close_roster",
    "ceremony.commit",
    "ceremony.exclude",
    "ceremony.invite",
    "ceremony.open",
    "ceremony.open_secret",
    "ceremony.panel",
    "ceremony.plan",
    "ceremony.plan_off",
    "ceremony.receive",
    "ceremony.recuse",
    "ceremony.relieve",
    "ceremony.seats",
    "ceremony.substitute",
    "ceremony.supervision",
    "ceremony.tasks",
    "certificate.reinstate",
    "certificate.revoke",
    "certificate.suspend",
    "filing.create",
    "notice.publish",
    "office.answer",
    "office.approve",
    "office.begin",
    "office.bring",
    "office.comment",
    "office.join",
    "office.retire",
    "office.return",
    "office.seal",
    "office.submit",
    "office.withdraw",
    "office.write",
    "organisation.create",
    "practical.sign",
    "print.start",
    "print.take",
    "print.take_key",
    "recusal.declare",
    "recusal.withdraw",
    "registration.create",
    "registration.withdraw",
    "result.decide",
    "room.create",
    "session.assign",
    "session.cancel",
    "session.finish",
    "session.lockdown",
    "session.plan",
    "session.room_record",
    "sitting.adjust",
    "sitting.breach",
    "sitting.let_in",
    "sitting.move",
    "sitting.pause",
    "sitting.pledge",
    "sitting.reopen",
    "sitting.resume",
    "sitting.sign_in",
    "sitting.start",
    "sitting.submit",
    "sitting.verify",
    "sitting.void",
];
