//! Bringing the items of a bank's file into a project that is under way: all of them, as drafts of whoever brings them, or none.

use std::collections::BTreeMap;

use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::bank::{Code, Item, MediaType, Pictures, ask_the_same, lint_growing};
use crate::formats::bank_file;
use crate::formats::exchange::ItemNote;
use crate::services::bank_checks::{Both, NamedFile, Told, Unread, Unreadable, pictures_of, told, told_items};
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::office as rows;
use crate::store::office_history as history;

use super::projects::add;
use super::writing::COUNTING;
use super::{blueprint_of, opened, project_of};

/// A bank's file on its way into a project.
#[derive(Debug, Clone)]
pub struct Bring {
    /// The file.
    pub bank: NamedFile,
    /// Its pictures.
    pub pictures: Vec<NamedFile>,
    /// Whether its items go to review at once; else they are drafts.
    pub submit: bool,
}

/// What bringing a file answers.
#[derive(Debug)]
pub enum Brought {
    /// So many items are there, so many of them with a note.
    Items(usize, usize),
    /// The file could not be read at all.
    Unread(Unread),
    /// Items were refused, each told with its place; nothing was written.
    Refused(Vec<Told>),
}

/// Brings a file's items into a project.
///
/// # Errors
/// [`ServiceError::NotFound`]; without the permission; `office-item-there` when somebody wrote one of its codes at that moment.
pub fn bring(context: &Context, actor: &Actor, project_id: i64, new: &Bring) -> Result<Brought, ServiceError> {
    let blueprint = context.store.read(|connection| {
        let project = project_of(connection, actor, project_id)?;
        actor.require(Permission::WriteItems, project.organisation_id)?;
        blueprint_of(&project)
    })?;
    let file = match bank_file::read(&new.bank.name, &new.bank.bytes) {
        Ok(file) => file,
        Err(error) => return Ok(Brought::Unread(Unread::of(&Unreadable::Bank(error)))),
    };
    let (mut pictures, _) = pictures_of(&new.pictures, &file.sheets);
    pictures.extend(file.pictures.clone());
    let (refused, _) = told_items(&new.bank.name, &file.items);
    let items = match lint_growing(&file.sheets, &blueprint, &pictures) {
        Ok(items) if refused.is_empty() => items,
        checked => {
            let faults = checked.err().unwrap_or_default();
            return Ok(Brought::Refused(refused.into_iter().chain(faults.iter().map(told)).collect()));
        }
    };
    let read: Vec<&ItemNote> = file.items.iter().filter(|item| item.row.is_some()).collect();
    let noted = file.notes().count();
    context.store.write(|connection| {
        rows::lock_project(connection, project_id)?;
        let mut there = BTreeMap::new();
        for revision in history::last_revisions(connection, project_id, &COUNTING)? {
            let item = opened(context, &revision)?;
            there.insert(item.code.clone(), item);
        }
        let mut refused = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let place = || told_at(&new.bank.name, read.get(at).copied(), item);
            if rows::has_code(connection, project_id, item.code.as_str())? {
                refused.push(Told { what: code_there(item), mend: mend_code(), ..place() });
            } else if let Some(other) = there.values().find(|other| ask_the_same(other, item)) {
                refused.push(Told { what: asks_the_same(item, other), mend: mend_same(), ..place() });
            }
        }
        if !refused.is_empty() {
            return Ok(Brought::Refused(refused));
        }
        for mut item in items.clone() {
            apart(&mut item, &there, &mut pictures);
            add(context, connection, actor, project_id, &item, &pictures, new.submit)?;
        }
        let detail = json!({"file": new.bank.name, "items": items.len()});
        audit::record(connection, actor, context.now(), "office.bring", &format!("office/{project_id}"), &detail)?;
        Ok(Brought::Items(items.len(), noted))
    })
}

/// Gives a picture another name where an item of the project shows another picture under its own.
fn apart(item: &mut Item, there: &BTreeMap<Code, Item>, pictures: &mut Pictures) {
    let Some(picture) = &mut item.picture else { return };
    let is_taken = there
        .values()
        .filter_map(|other| other.picture.as_ref())
        .any(|other| other.name == picture.name && other.sha256 != picture.sha256);
    if is_taken && let Some(file) = pictures.get(&picture.name).cloned() {
        let end = if picture.media == MediaType::Jpeg { "jpg" } else { "png" };
        picture.name = format!("{}.{end}", picture.sha256.get(..16).unwrap_or_default());
        pictures.insert(picture.name.clone(), file);
    }
}

/// Where an item stands in the file; what is wrong is filled in.
fn told_at(file: &str, note: Option<&ItemNote>, item: &Item) -> Told {
    let nothing = || Both { zh: String::new(), en: String::new() };
    let (place, row) = note.map_or(("", None), |note| (note.place.as_str(), note.row));
    let is_table = [".xlsx", ".csv"].iter().any(|end| file.to_lowercase().ends_with(end));
    let (sheet, place) = match place.rsplit_once(':') {
        Some((sheet, _)) if is_table => (sheet.to_owned(), String::new()),
        _ => {
            let place = place.strip_prefix(&format!("{file}:")).unwrap_or(place);
            (file.to_owned(), format!("{place} · {}", item.code))
        }
    };
    Told { sheet, row, place, column: None, what: nothing(), mend: nothing() }
}

fn both(zh: impl Into<String>, en: impl Into<String>) -> Both {
    Both { zh: zh.into(), en: en.into() }
}

fn code_there(item: &Item) -> Both {
    both(
        format!("项目里已经有编码为 {} 的题", item.code),
        format!("the project has an item of the code {} already", item.code),
    )
}

fn asks_the_same(item: &Item, other: &Item) -> Both {
    both(
        format!("{} 和项目里的 {} 问的是同一件事", item.code, other.code),
        format!("{} asks the same as {} of the project", item.code, other.code),
    )
}

fn mend_code() -> Both {
    both(
        "新题换一个编码；要改已有的题，请在项目里打开那道题修改",
        "give a new item another code; to change the one that is there, revise it in the project",
    )
}

fn mend_same() -> Both {
    both("从文件里删去这道题，或者改成问别的", "take it out of the file, or let it ask something else")
}
