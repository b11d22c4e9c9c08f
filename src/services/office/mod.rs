//! The question bank office (命题与审题): items are written by one person, reviewed by another who answers before the key is
//! shown, and sealed into versions that never change.
//!
//! Every change of an item goes one way: [`Desk::open`] locks it and reads its events, the domain decides, and
//! [`Desk::append`] writes the event. What an item says, and what is said of it, is sealed under the store's key. What a
//! reader is shown is cut in [`view`], so that no page can give away more.

mod bring;
mod export;
mod projects;
mod reviewing;
mod versions;
pub mod view;
mod writing;

pub use bring::{Bring, Brought, bring};
pub use export::{export, to_export};
pub use projects::{Begin, Begun, Cell, NextUp, ProjectView, begin, list, project};
pub use reviewing::{answer, approve, comment, give_back, next};
pub use versions::{Compared, Left, SealView, VersionView, origin, seal, to_seal, versions};
pub use view::{Happened, ItemView, Listed, Question, item, items, picture};
pub use writing::{How, PictureChange, Typed, Written, join, retire, submit, submit_drafts, withdraw, write};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::bank::{Blueprint, Item};
use crate::domain::office::{Deed, Event, EventKind, OfficeFault, Standing};
use crate::store::office::{self as rows, Project};
use crate::store::office_history::{self as history, NewEvent, Revision};
use crate::store::{AnyConnection, StoreError, micros};

use super::{Actor, Context, ServiceError, audit};

/// The longest remark or reason, in characters.
pub const LONGEST: usize = 2_000;

/// What is said with an event, as it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// A remark or a reason; empty for none.
    text: String,
    /// The letters of an answer; empty for none.
    answer: String,
}

impl Told {
    fn text(text: &str) -> Self {
        Self { text: text.trim().to_owned(), answer: String::new() }
    }
}

/// An item under somebody's hands, inside a transaction.
struct Desk<'a> {
    context: &'a Context,
    actor: &'a Actor,
    project: Project,
    item: rows::Item,
    standing: Standing,
}

impl<'a> Desk<'a> {
    /// Locks an item that the actor may do `permission` to, and reads where it stands.
    fn open(
        context: &'a Context,
        connection: &mut AnyConnection,
        actor: &'a Actor,
        item_id: i64,
        permission: Permission,
    ) -> Result<Self, ServiceError> {
        let item = rows::lock_item(connection, item_id).map_err(no_item)?;
        let project = visible(rows::project(connection, item.project_id)?, actor, "item")?;
        actor.require(permission, project.organisation_id)?;
        let standing = standing(&history::events(connection, item_id)?)?;
        Ok(Self { context, actor, project, item, standing })
    }

    /// Asks the domain.
    fn ask(&self, seen: i64, deed: Deed) -> Result<(), ServiceError> {
        self.standing.may(self.actor.account_id, seen, deed).map_err(refused)
    }

    /// What the last revision says.
    fn content(&self, connection: &mut AnyConnection) -> Result<Item, ServiceError> {
        opened(self.context, &history::revision(connection, self.item.id, self.item.revision)?)
    }

    /// Appends an event about the last revision and writes where the item stands by it, with its audit event.
    fn append(
        &mut self,
        connection: &mut AnyConnection,
        kind: EventKind,
        told: Option<&Told>,
        disagrees: bool,
    ) -> Result<(), ServiceError> {
        let revision = if kind == EventKind::Written { self.item.revision + 1 } else { self.item.revision };
        let event = Event { revision, kind, account: self.actor.account_id, disagrees, version: 0 };
        let before = self.item.last_seq;
        put(self.context, connection, &self.item, &event, told)?;
        self.standing.follow(&event);
        self.item.state = self.standing.state.as_str().to_owned();
        self.item.revision = self.standing.revision;
        self.item.last_seq = before + 1;
        self.item.changed_at = micros(self.context.now());
        if !rows::move_item(connection, &self.item, before)? {
            return Err(refused(OfficeFault::MovedOn { seen: revision, now: self.item.revision }));
        }
        let action = match kind {
            EventKind::Written => "office.write",
            EventKind::Joined => "office.join",
            EventKind::Submitted => "office.submit",
            EventKind::Withdrawn => "office.withdraw",
            EventKind::Answered => "office.answer",
            EventKind::Commented => "office.comment",
            EventKind::Approved => "office.approve",
            EventKind::Returned => "office.return",
            EventKind::Retired => "office.retire",
            EventKind::Sealed => "office.seal",
        };
        let detail = json!({"project": self.project.code, "item": self.item.code, "revision": revision});
        let subject = format!("office_item/{}", self.item.id);
        Ok(audit::record(connection, self.actor, self.context.now(), action, &subject, &detail)?)
    }

    /// Appends a revision, and the event that it was written.
    fn append_revision(&mut self, connection: &mut AnyConnection, item: &Item) -> Result<(), ServiceError> {
        let number = self.item.revision + 1;
        let bytes = serde_json::to_vec(item).map_err(internal)?;
        let content_sealed = self.context.keys.sealing().seal(&revision_place(self.item.id, number), &bytes)?;
        let at = micros(self.context.now());
        let account_id = self.actor.account_id;
        history::append_revision(
            connection,
            &Revision { item_id: self.item.id, number, account_id, content_sealed, at },
        )?;
        self.item.kind = kind_name(item);
        self.item.content_point = item.content_point.to_string();
        self.append(connection, EventKind::Written, None, false)
    }
}

/// Writes an event behind an item's last one.
fn put(
    context: &Context,
    connection: &mut AnyConnection,
    item: &rows::Item,
    event: &Event,
    told: Option<&Told>,
) -> Result<(), ServiceError> {
    let seq = item.last_seq + 1;
    let sealed = match told {
        Some(told) => {
            let bytes = serde_json::to_vec(told).map_err(internal)?;
            Some(context.keys.sealing().seal(&event_place(item.id, seq), &bytes)?)
        }
        None => None,
    };
    let row = NewEvent {
        item_id: item.id,
        seq,
        revision: event.revision,
        kind: event.kind.as_str(),
        account_id: event.account,
        disagrees: event.disagrees,
        version: event.version,
        text_sealed: sealed.as_deref(),
        at: micros(context.now()),
    };
    Ok(history::append_event(connection, &row)?)
}

/// Where events as they are stored lead.
fn standing(events: &[history::Event]) -> Result<Standing, ServiceError> {
    let events: Vec<Event> = events.iter().map(event).collect::<Result<_, _>>()?;
    Ok(Standing::of(&events))
}

fn event(row: &history::Event) -> Result<Event, ServiceError> {
    Ok(Event {
        revision: row.revision,
        kind: row.kind.parse().map_err(internal)?,
        account: row.account_id,
        disagrees: row.disagrees,
        version: row.version,
    })
}

/// What a revision says.
fn opened(context: &Context, revision: &Revision) -> Result<Item, ServiceError> {
    let place = revision_place(revision.item_id, revision.number);
    let bytes = context.keys.sealing().open(&place, &revision.content_sealed).map_err(internal)?;
    serde_json::from_slice(&bytes).map_err(internal)
}

fn told(context: &Context, item_id: i64, row: &history::Event) -> Result<Told, ServiceError> {
    let Some(sealed) = &row.text_sealed else { return Ok(Told::default()) };
    let bytes = context.keys.sealing().open(&event_place(item_id, row.seq), sealed).map_err(internal)?;
    serde_json::from_slice(&bytes).map_err(internal)
}

/// Keeps a picture for all items that will show it; returns its digest.
fn keep_picture(context: &Context, connection: &mut AnyConnection, bytes: &[u8]) -> Result<String, ServiceError> {
    let digest = hex::encode(crate::crypto::sha256(bytes));
    let sealed = context.keys.sealing().seal(&picture_place(&digest), bytes)?;
    history::keep_picture(connection, &digest, &sealed, micros(context.now()))?;
    Ok(digest)
}

fn picture_bytes(context: &Context, connection: &mut AnyConnection, digest: &str) -> Result<Vec<u8>, ServiceError> {
    let sealed = history::picture(connection, digest)?;
    context.keys.sealing().open(&picture_place(digest), &sealed).map_err(internal)
}

/// A project that the actor has to do with; any other is not there.
fn visible(project: Project, actor: &Actor, what: &'static str) -> Result<Project, ServiceError> {
    const ANY: [Permission; 3] = [Permission::RunOffice, Permission::WriteItems, Permission::ReviewItems];
    let sees = ANY.into_iter().any(|permission| actor.may(permission, project.organisation_id));
    if sees { Ok(project) } else { Err(ServiceError::NotFound(what)) }
}

fn project_of(connection: &mut AnyConnection, actor: &Actor, id: i64) -> Result<Project, ServiceError> {
    let found = rows::project(connection, id).map_err(|error| match error {
        StoreError::NotFound => ServiceError::NotFound("project"),
        other => other.into(),
    })?;
    visible(found, actor, "project")
}

fn blueprint_of(project: &Project) -> Result<Blueprint, ServiceError> {
    serde_json::from_str(&project.blueprint).map_err(internal)
}

/// A type's name as it is stored: `single`, `true_false`, `multiple`.
fn kind_name(item: &Item) -> String {
    serde_json::to_value(item.kind).ok().and_then(|name| name.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// A remark or a reason within its length; empty for none.
fn short_enough(field: &'static str, text: &str) -> Result<(), ServiceError> {
    if text.trim().chars().count() <= LONGEST {
        return Ok(());
    }
    Err(ServiceError::invalid(field, "office-text-long", format!("at most {LONGEST} characters")))
}

fn refused(fault: OfficeFault) -> ServiceError {
    match fault {
        OfficeFault::ReasonMissing | OfficeFault::Disputed => {
            ServiceError::invalid("reason", fault.code(), fault.to_string())
        }
        _ => ServiceError::refused(fault.code(), fault.to_string()),
    }
}

fn no_item(error: StoreError) -> ServiceError {
    if matches!(error, StoreError::NotFound) { ServiceError::NotFound("item") } else { error.into() }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}

fn revision_place(item_id: i64, number: i64) -> Vec<u8> {
    format!("office/item/{item_id}/revision/{number}").into_bytes()
}

fn event_place(item_id: i64, seq: i64) -> Vec<u8> {
    format!("office/item/{item_id}/event/{seq}").into_bytes()
}

fn picture_place(digest: &str) -> Vec<u8> {
    format!("office/picture/{digest}").into_bytes()
}
