//! Reviewing: what waits, the answer without the key, and the decision after it.

use std::collections::BTreeSet;

use crate::domain::ItemType;
use crate::domain::account::Permission;
use crate::domain::office::{Deed, EventKind};
use crate::store::office as rows;

use super::{Desk, Told, project_of, short_enough};
use crate::services::{Actor, Context, ServiceError};

/// The item that has waited longest and that the actor may review; `after` is passed over where another waits.
///
/// # Errors
/// Without the permission; when there is no such project.
pub fn next(context: &Context, actor: &Actor, project_id: i64, after: i64) -> Result<Option<i64>, ServiceError> {
    context.store.read(|connection| {
        let project = project_of(connection, actor, project_id)?;
        actor.require(Permission::ReviewItems, project.organisation_id)?;
        let queue = rows::queue(connection, project_id, actor.account_id, 500)?;
        let behind = queue.iter().position(|id| *id == after).map_or(0, |at| at + 1);
        Ok(queue.get(behind).or_else(|| queue.first()).copied())
    })
}

/// Keeps a reviewer's answer to the revision `seen`, and whether it is the key. From then on the key is shown.
///
/// # Errors
/// No answer, or one that can't be given; an `office-…` refusal, each reason its own code.
pub fn answer(
    context: &Context,
    actor: &Actor,
    item_id: i64,
    seen: i64,
    letters: &BTreeSet<char>,
) -> Result<(), ServiceError> {
    context.store.write(|connection| {
        let mut desk = Desk::open(context, connection, actor, item_id, Permission::ReviewItems)?;
        desk.ask(seen, Deed::Answer)?;
        let item = desk.content(connection)?;
        let known = letters.iter().all(|letter| item.options.iter().any(|option| option.letter == *letter));
        let fits = match item.kind {
            ItemType::Single | ItemType::TrueFalse => letters.len() == 1,
            ItemType::Multiple => !letters.is_empty(),
        };
        if !known || !fits {
            return Err(ServiceError::invalid("answer", "office-no-answer", "answer as a candidate would"));
        }
        let told = Told { text: String::new(), answer: letters.iter().collect() };
        desk.append(connection, EventKind::Answered, Some(&told), *letters != item.key)
    })
}

/// Finds the revision `seen` good. Where any answer to it differs from the key, `reason` says why it is good all the same.
///
/// # Errors
/// As [`answer`]; `office-disputed` at `reason`.
pub fn approve(context: &Context, actor: &Actor, item_id: i64, seen: i64, reason: &str) -> Result<(), ServiceError> {
    let deed = Deed::Approve { reason: !reason.trim().is_empty() };
    decide(context, actor, item_id, seen, reason, deed, EventKind::Approved)
}

/// Gives the revision `seen` back to its writers, with a reason.
///
/// # Errors
/// As [`answer`]; `office-reason` at `reason`.
pub fn give_back(context: &Context, actor: &Actor, item_id: i64, seen: i64, reason: &str) -> Result<(), ServiceError> {
    let deed = Deed::Return { reason: !reason.trim().is_empty() };
    decide(context, actor, item_id, seen, reason, deed, EventKind::Returned)
}

fn decide(
    context: &Context,
    actor: &Actor,
    item_id: i64,
    seen: i64,
    reason: &str,
    deed: Deed,
    kind: EventKind,
) -> Result<(), ServiceError> {
    short_enough("reason", reason)?;
    context.store.write(|connection| {
        let mut desk = Desk::open(context, connection, actor, item_id, Permission::ReviewItems)?;
        desk.ask(seen, deed)?;
        desk.append(connection, kind, Some(&Told::text(reason)), false)
    })
}

/// Remarks on the revision `seen`: its writers, and reviewers who answered it.
///
/// # Errors
/// No remark; as [`answer`].
pub fn comment(context: &Context, actor: &Actor, item_id: i64, seen: i64, text: &str) -> Result<(), ServiceError> {
    short_enough("reason", text)?;
    if text.trim().is_empty() {
        return Err(ServiceError::invalid("reason", "office-reason", "write what you want to say"));
    }
    context.store.write(|connection| {
        let reviews = actor.may_anywhere(Permission::ReviewItems);
        let permission = if reviews { Permission::ReviewItems } else { Permission::WriteItems };
        let mut desk = Desk::open(context, connection, actor, item_id, permission)?;
        desk.ask(seen, Deed::Comment)?;
        desk.append(connection, EventKind::Commented, Some(&Told::text(text)), false)
    })
}
