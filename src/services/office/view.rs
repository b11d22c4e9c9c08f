//! What a reader is shown of items. Whoever may review sees no key, explanation or reference, and nothing that was said of a
//! revision, before having answered it: what is not in these structs can't get onto a page.

use crate::domain::ItemType;
use crate::domain::account::Permission;
use crate::domain::bank::{Item, MediaType, OptionText};
use crate::domain::office::{Change, Deed, EventKind, State, changes};
use crate::store::office::{self as rows, Wanted};
use crate::store::office_history as history;
use crate::store::page::{Page, Slice};
use crate::store::{AnyConnection, instant};

use super::{Told, blueprint_of, event, internal, no_item, opened, picture_bytes, project_of, standing, told, visible};
use crate::services::{Actor, Context, ServiceError};

/// An item in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Row id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its type.
    pub kind: String,
    /// Its content point.
    pub content_point: String,
    /// Its state.
    pub state: State,
    /// Its last revision.
    pub revision: i64,
    /// When something happened to it last.
    pub changed_at: jiff::Timestamp,
}

/// Some items of a project.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn items(
    context: &Context,
    actor: &Actor,
    project_id: i64,
    wanted: &Wanted,
    part: Slice,
) -> Result<Page<Listed>, ServiceError> {
    let found = context.store.read(|connection| {
        project_of(connection, actor, project_id)?;
        Ok::<_, ServiceError>(rows::items(connection, project_id, wanted, part)?)
    })?;
    Ok(found.map(|row| Listed {
        id: row.id,
        code: row.code,
        kind: row.kind,
        content_point: row.content_point,
        state: row.state.parse().unwrap_or(State::Draft),
        revision: row.revision,
        changed_at: instant(row.changed_at),
    }))
}

/// An item as a candidate sees it: nothing of its key.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its type.
    pub kind: ItemType,
    /// Its stem.
    pub stem: String,
    /// Its options in the bank's order.
    pub options: Vec<OptionText>,
    /// Whether it shows a picture.
    pub picture: bool,
}

/// Something that happened to an item, as far as the reader may know.
#[derive(Debug, Clone)]
pub struct Happened {
    /// When.
    pub at: jiff::Timestamp,
    /// Who did it.
    pub who: String,
    /// What.
    pub kind: EventKind,
    /// About which revision.
    pub revision: i64,
    /// Of a sealing: the version's number; else 0.
    pub version: i64,
    /// A remark or a reason; empty for none.
    pub text: String,
    /// The letters of an answer; empty where it is none, or not shown.
    pub answer: String,
    /// Whether that answer differs from the key; `false` where not shown.
    pub disagrees: bool,
    /// Of a written revision: what differs from the one before.
    pub changes: Vec<Change>,
}

/// An item as its page shows it.
#[derive(Debug)]
pub struct ItemView {
    /// Row id.
    pub id: i64,
    /// Its project, and that project's title.
    pub project: (i64, String),
    /// Its code.
    pub code: String,
    /// The content point: code and name.
    pub content_point: (String, String),
    /// Its state.
    pub state: State,
    /// Its last revision.
    pub revision: i64,
    /// The item as a candidate sees it; none for a reviewer whom it does not wait for and who never answered it.
    pub question: Option<Question>,
    /// The whole last revision; only where its key may be shown.
    pub open: Option<Item>,
    /// The letters the reader answered the last revision with; empty for none.
    pub answer: String,
    /// Whether an answer to the last revision differs from the key; `false` where the key isn't shown.
    pub disputed: bool,
    /// What happened, the last first.
    pub history: Vec<Happened>,
    /// Whether the reader wrote on it.
    pub is_writer: bool,
    /// Whether the reader may answer it now.
    pub may_answer: bool,
    /// Whether the reader may decide on it now.
    pub may_decide: bool,
    /// Whether the reader may write a revision.
    pub may_write: bool,
    /// Whether the reader may hand it over.
    pub may_submit: bool,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
    /// Whether the reader may remark on it.
    pub may_comment: bool,
    /// Whether the reader may retire it.
    pub may_retire: bool,
    /// Whether the reader may join its writers, and would see the key by that.
    pub may_join: bool,
}

/// An item.
///
/// # Errors
/// [`ServiceError::NotFound`], also when the reader has nothing to do with its project.
pub fn item(context: &Context, actor: &Actor, item_id: i64) -> Result<ItemView, ServiceError> {
    context.store.read(|connection| view(context, connection, actor, item_id))
}

fn view(
    context: &Context,
    connection: &mut AnyConnection,
    actor: &Actor,
    item_id: i64,
) -> Result<ItemView, ServiceError> {
    let row = rows::item(connection, item_id).map_err(no_item)?;
    let project = visible(rows::project(connection, row.project_id)?, actor, "item")?;
    let may = |permission| actor.may(permission, project.organisation_id);
    let (writes, reviews, runs) =
        (may(Permission::WriteItems), may(Permission::ReviewItems), may(Permission::RunOffice));
    let events = history::events(connection, item_id)?;
    let revisions = history::revisions(connection, item_id)?;
    let standing = standing(&events)?;
    let me = actor.account_id;
    let shown = |revision: i64| standing.shows_key(me, reviews, revision);
    let last = revisions.last().ok_or_else(|| internal("an item without a revision"))?;
    let content = opened(context, last)?;
    let seen = standing.revision;
    let open = shown(seen).then(|| content.clone());
    let visible = open.is_some() || standing.state == State::Submitted;
    let ask = |deed| standing.may(me, seen, deed).is_ok();
    let mut happened = Vec::new();
    let mut answer = String::new();
    for row in &events {
        let what = event(row)?;
        let told = if shown(row.revision) { told(context, item_id, row)? } else { Told::default() };
        if what.kind == EventKind::Answered && what.revision == seen && what.account == me {
            answer = told.answer.clone();
        }
        let mut differing = Vec::new();
        if what.kind == EventKind::Written && what.revision > 1 && shown(what.revision) {
            let of = |number: i64| revisions.iter().find(|one| one.number == number);
            if let (Some(before), Some(after)) = (of(what.revision - 1), of(what.revision)) {
                differing = changes(&opened(context, before)?, &opened(context, after)?);
            }
        }
        happened.push(Happened {
            at: instant(row.at),
            who: row.name.clone(),
            kind: what.kind,
            revision: what.revision,
            version: what.version,
            text: told.text,
            answer: told.answer,
            disagrees: what.disagrees && shown(what.revision),
            changes: differing,
        });
    }
    happened.reverse();
    let blueprint = blueprint_of(&project)?;
    let point = content.content_point.clone();
    let name = blueprint.content_points.iter().find(|one| one.code == point).map(|one| one.name.clone());
    let writer = standing.is_writer(me);
    Ok(ItemView {
        id: item_id,
        code: row.code,
        content_point: (point.to_string(), name.unwrap_or_default()),
        state: standing.state,
        revision: seen,
        question: visible.then(|| Question {
            kind: content.kind,
            stem: content.stem.clone(),
            options: content.options.clone(),
            picture: content.picture.is_some(),
        }),
        disputed: open.is_some() && standing.is_disputed(),
        answer,
        history: happened,
        is_writer: writer,
        may_answer: reviews && ask(Deed::Answer),
        may_decide: reviews && ask(Deed::Return { reason: true }),
        may_write: writes && open.is_some() && (writer || !reviews),
        may_submit: writes && ask(Deed::Submit),
        may_withdraw: writes && ask(Deed::Withdraw),
        may_comment: (writes || reviews) && ask(Deed::Comment),
        may_retire: writes && ask(Deed::Retire { reason: true, runs }),
        may_join: writes && reviews && ask(Deed::Join),
        open,
        project: (project.id, project.title),
    })
}

/// The picture of an item's last revision, for whoever is shown its question.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn picture(context: &Context, actor: &Actor, item_id: i64) -> Result<(MediaType, Vec<u8>), ServiceError> {
    context.store.read(|connection| {
        let shown = view(context, connection, actor, item_id)?;
        let missing = || ServiceError::NotFound("picture");
        shown.question.filter(|question| question.picture).ok_or_else(missing)?;
        let item = opened(context, &history::revision(connection, item_id, shown.revision)?)?;
        let picture = item.picture.ok_or_else(missing)?;
        let bytes = picture_bytes(context, connection, &picture.sha256)?;
        Ok((MediaType::of(&bytes).ok_or_else(missing)?, bytes))
    })
}
