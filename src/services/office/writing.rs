//! Writing: an item and its revisions, handing them over, taking them back, retiring.

use std::collections::BTreeMap;

use crate::domain::account::Permission;
use crate::domain::bank::{
    Cell, Column, Fault, FaultKind, Item, MAX_PICTURE_BYTES, MediaType, PictureFile, Pictures, Row, Sheet,
    ask_the_same, lint_growing,
};
use crate::domain::office::{Deed, EventKind, OfficeFault};
use crate::store::office as rows;
use crate::store::office_history as history;
use crate::store::{AnyConnection, StoreError, micros};

use super::{Desk, Told, blueprint_of, keep_picture, opened, picture_bytes, project_of, refused, short_enough};
use crate::services::{Actor, Context, ServiceError};

/// The cells of an item as they were typed.
pub type Typed = BTreeMap<Column, String>;

/// What becomes of an item's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureChange {
    /// It stays, or there is none.
    Keep,
    /// It goes.
    Remove,
    /// Another one comes.
    New(Vec<u8>),
}

/// How far writing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Only looked at.
    Look,
    /// Written, as a draft.
    Write,
    /// Written and handed over for review.
    Submit,
}

/// What writing an item answers.
#[derive(Debug)]
pub enum Written {
    /// It is written.
    Item(i64),
    /// It would be written, and says this; only looked at.
    Would(Box<Item>),
    /// It has faults; nothing was written.
    Faulty(Vec<Fault>),
}

/// The states in which an item counts: another that asks the same is a double.
pub(super) const COUNTING: [&str; 5] = ["draft", "submitted", "returned", "approved", "sealed"];

/// Writes an item: a new one into a project, or the next revision of `of` (the item, and the revision that was seen). Checked as the
/// rows of a bank are. A new revision is a draft, whatever the item was before. With [`How::Look`] nothing is written.
///
/// # Errors
/// Without the permission; `office-moved-on`, `office-unchanged`, `office-not-writer`.
pub fn write(
    context: &Context,
    actor: &Actor,
    project_id: i64,
    of: Option<(i64, i64)>,
    mut typed: Typed,
    picture: PictureChange,
    how: How,
) -> Result<Written, ServiceError> {
    context.store.write(|connection| {
        let project = project_of(connection, actor, project_id)?;
        actor.require(Permission::WriteItems, project.organisation_id)?;
        let mut desk = None;
        let mut before = None;
        if let Some((item_id, seen)) = of {
            let opened = Desk::open(context, connection, actor, item_id, Permission::WriteItems)?;
            if opened.item.project_id != project_id {
                return Err(ServiceError::NotFound("item"));
            }
            opened.ask(seen, Deed::Write)?;
            let reviews = actor.may(Permission::ReviewItems, project.organisation_id);
            if reviews && !opened.standing.is_writer(actor.account_id) {
                return Err(refused(OfficeFault::NotWriter));
            }
            typed.insert(Column::Code, opened.item.code.clone());
            before = Some(opened.content(connection)?);
            desk = Some(opened);
        }
        let pictures = pictures(context, connection, &mut typed, before.as_ref(), &picture)?;
        let sheet = sheet(&typed);
        let items = match lint_growing(std::slice::from_ref(&sheet), &blueprint_of(&project)?, &pictures) {
            Ok(items) => items,
            Err(faults) => return Ok(Written::Faulty(faults)),
        };
        let Some(item) = items.into_iter().next() else {
            return Err(ServiceError::Internal("a clean row gave no item".to_owned()));
        };
        if before.as_ref() == Some(&item) && how != How::Look {
            return Err(ServiceError::refused("office-unchanged", "nothing was changed"));
        }
        if let Some(fault) = double(context, connection, project_id, desk.as_ref(), &item)? {
            return Ok(Written::Faulty(vec![fault]));
        }
        if how == How::Look {
            return Ok(Written::Would(Box::new(item)));
        }
        if let PictureChange::New(bytes) = &picture {
            keep_picture(context, connection, bytes)?;
        }
        let mut desk = match desk {
            Some(desk) => desk,
            None => match new_item(context, connection, actor, project_id, &item)? {
                Some(desk) => desk,
                None => return Ok(Written::Faulty(vec![code_taken(&item)])),
            },
        };
        desk.append_revision(connection, &item)?;
        if how == How::Submit {
            desk.append(connection, EventKind::Submitted, None, false)?;
        }
        Ok(Written::Item(desk.item.id))
    })
}

/// A new item's desk; none where its code is taken. Where somebody else takes it at this very moment, the whole use case is
/// refused.
pub(super) fn new_item<'a>(
    context: &'a Context,
    connection: &mut AnyConnection,
    actor: &'a Actor,
    project_id: i64,
    item: &Item,
) -> Result<Option<Desk<'a>>, ServiceError> {
    if rows::has_code(connection, project_id, item.code.as_str())? {
        return Ok(None);
    }
    let made = rows::insert_item(connection, project_id, item.code.as_str(), micros(context.now()));
    let id = made.map_err(|error| match error {
        StoreError::Duplicate(_) => ServiceError::refused(
            "office-item-there",
            "somebody wrote an item of this code just now; take another code",
        ),
        other => other.into(),
    })?;
    Ok(Some(Desk::open(context, connection, actor, id, Permission::WriteItems)?))
}

fn sheet(typed: &Typed) -> Sheet {
    let header = Column::ALL.iter().map(|column| Cell::Text(column.name_zh())).collect();
    let row = Column::ALL.iter().map(|column| Cell::Text(typed.get(column).cloned().unwrap_or_default())).collect();
    Sheet { name: "题目".to_owned(), rows: vec![Row { number: 1, cells: header }, Row { number: 2, cells: row }] }
}

/// The pictures a row may name, and its name in the row: the one that stays, or the new one under a name of its own.
fn pictures(
    context: &Context,
    connection: &mut AnyConnection,
    typed: &mut Typed,
    before: Option<&Item>,
    change: &PictureChange,
) -> Result<Pictures, ServiceError> {
    let mut pictures = Pictures::new();
    let (name, file) = match (change, before.and_then(|item| item.picture.as_ref())) {
        (PictureChange::Remove, _) | (PictureChange::Keep, None) => {
            typed.remove(&Column::Picture);
            return Ok(pictures);
        }
        (PictureChange::Keep, Some(picture)) => {
            (picture.name.clone(), PictureFile::Bytes(picture_bytes(context, connection, &picture.sha256)?))
        }
        (PictureChange::New(bytes), _) => {
            let digest = hex::encode(crate::crypto::sha256(bytes));
            let end = if MediaType::of(bytes) == Some(MediaType::Jpeg) { "jpg" } else { "png" };
            let name = format!("{}.{end}", digest.get(..16).unwrap_or_default());
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let large = size > MAX_PICTURE_BYTES;
            (name, if large { PictureFile::TooLarge(size) } else { PictureFile::Bytes(bytes.clone()) })
        }
    };
    typed.insert(Column::Picture, name.clone());
    pictures.insert(name, file);
    Ok(pictures)
}

/// That another item of the project asks the same.
fn double(
    context: &Context,
    connection: &mut AnyConnection,
    project_id: i64,
    desk: Option<&Desk<'_>>,
    item: &Item,
) -> Result<Option<Fault>, ServiceError> {
    for revision in history::last_revisions(connection, project_id, &COUNTING)? {
        if desk.is_some_and(|desk| desk.item.id == revision.item_id) {
            continue;
        }
        let other = opened(context, &revision)?;
        if other.code != item.code && ask_the_same(&other, item) {
            let kind = FaultKind::StemDoubled { other_sheet: other.code.to_string(), other: 1 };
            return Ok(Some(Fault { sheet: "题目".to_owned(), row: Some(2), column: Some(Column::Stem), kind }));
        }
    }
    Ok(None)
}

fn code_taken(item: &Item) -> Fault {
    let kind = FaultKind::CodeDoubled { code: item.code.to_string(), other: 1 };
    Fault { sheet: "题目".to_owned(), row: Some(2), column: Some(Column::Code), kind }
}

/// Hands the revision `seen` over for review.
///
/// # Errors
/// Without the permission; an `office-…` refusal.
pub fn submit(context: &Context, actor: &Actor, item_id: i64, seen: i64) -> Result<(), ServiceError> {
    plain(context, actor, item_id, seen, Deed::Submit, EventKind::Submitted)
}

/// Takes the revision `seen` back from review.
///
/// # Errors
/// As [`submit`].
pub fn withdraw(context: &Context, actor: &Actor, item_id: i64, seen: i64) -> Result<(), ServiceError> {
    plain(context, actor, item_id, seen, Deed::Withdraw, EventKind::Withdrawn)
}

/// Joins an item's writers: sees its key, and never reviews it.
///
/// # Errors
/// As [`submit`].
pub fn join(context: &Context, actor: &Actor, item_id: i64, seen: i64) -> Result<(), ServiceError> {
    plain(context, actor, item_id, seen, Deed::Join, EventKind::Joined)
}

fn plain(
    context: &Context,
    actor: &Actor,
    item_id: i64,
    seen: i64,
    deed: Deed,
    kind: EventKind,
) -> Result<(), ServiceError> {
    context.store.write(|connection| {
        let mut desk = Desk::open(context, connection, actor, item_id, Permission::WriteItems)?;
        desk.ask(seen, deed)?;
        desk.append(connection, kind, None, false)
    })
}

/// Hands every draft over that the actor wrote on; returns how many.
///
/// # Errors
/// As [`submit`].
pub fn submit_drafts(context: &Context, actor: &Actor, project_id: i64) -> Result<usize, ServiceError> {
    context.store.write(|connection| {
        let project = project_of(connection, actor, project_id)?;
        actor.require(Permission::WriteItems, project.organisation_id)?;
        let drafts = rows::own_drafts(connection, project_id, actor.account_id)?;
        for id in &drafts {
            let mut desk = Desk::open(context, connection, actor, *id, Permission::WriteItems)?;
            desk.ask(desk.item.revision, Deed::Submit)?;
            desk.append(connection, EventKind::Submitted, None, false)?;
        }
        Ok(drafts.len())
    })
}

/// Takes an item out of all versions to come, with a reason.
///
/// # Errors
/// As [`submit`]; `office-reason` at `reason`.
pub fn retire(context: &Context, actor: &Actor, item_id: i64, seen: i64, reason: &str) -> Result<(), ServiceError> {
    short_enough("reason", reason)?;
    context.store.write(|connection| {
        let mut desk = Desk::open(context, connection, actor, item_id, Permission::WriteItems)?;
        let runs = actor.may(Permission::RunOffice, desk.project.organisation_id);
        desk.ask(seen, Deed::Retire { reason: !reason.trim().is_empty(), runs })?;
        desk.append(connection, EventKind::Retired, Some(&Told::text(reason)), false)
    })
}
