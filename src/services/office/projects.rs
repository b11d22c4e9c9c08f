//! Projects: begun from a blueprint, perhaps with the items of a bank's file; what each cell still lacks, and what is next.

use serde_json::json;

use crate::domain::ItemType;
use crate::domain::account::Permission;
use crate::domain::bank::{Blueprint, Fault, Item, PictureFile, Pictures, Sheet, lint_growing};
use crate::domain::office::{EventKind, State};
use crate::formats::bank_file;
use crate::formats::blueprint;
use crate::services::bank_checks::{BankFiles, NamedFile, Unreadable, codes};
use crate::services::{Actor, Context, ServiceError, audit, banks};
use crate::store::office::{self as rows, Listed, NewProject, Project};
use crate::store::office_history as history;
use crate::store::page::{Page, Slice};
use crate::store::{AnyConnection, StoreError, micros};

use super::writing::new_item;
use super::{blueprint_of, internal, keep_picture, project_of};

/// A project to be begun.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Its banks' id.
    pub code: String,
    /// The blueprint, TOML.
    pub blueprint: NamedFile,
    /// A bank's file whose items it begins with.
    pub bank: Option<NamedFile>,
    /// That bank's pictures.
    pub pictures: Vec<NamedFile>,
    /// Whether those items go to review at once; else they are drafts.
    pub submit: bool,
}

/// What beginning a project answers.
#[derive(Debug)]
pub enum Begun {
    /// It is there.
    Project(i64),
    /// Files could not be read at all.
    Unreadable(Vec<Unreadable>),
    /// The blueprint or the items have faults; nothing was written.
    Faulty(Vec<Fault>),
}

/// Begins a project. The items of the file are written by whoever brings it, so somebody else reviews them.
///
/// # Errors
/// Without the permission; no bureau of county rank (W3); a wrong `code`, or one that is taken.
pub fn begin(context: &Context, actor: &Actor, new: Begin) -> Result<Begun, ServiceError> {
    actor.require(Permission::RunOffice, actor.organisation_id)?;
    let (code, _) = codes(&new.code, "1")?;
    context.store.read(|connection| banks::may_set_papers(connection, actor))?;
    let seed = match Seed::of(&new) {
        Ok(seed) => seed,
        Err(unreadable) => return Ok(Begun::Unreadable(unreadable)),
    };
    if seed.refused > 0 {
        return Err(ServiceError::invalid(
            "bank",
            "office-items-refused",
            format!("{} items of the file can't be read; check it as a bank to see which and why", seed.refused),
        ));
    }
    let items = match lint_growing(&seed.sheets, &seed.blueprint, &seed.pictures) {
        Ok(items) => items,
        Err(faults) => return Ok(Begun::Faulty(faults)),
    };
    let now = context.now();
    let blueprint = serde_json::to_string(&seed.blueprint).map_err(internal)?;
    context.store.write(|connection| {
        let row = NewProject {
            organisation_id: actor.organisation_id,
            code: code.as_str(),
            title: &seed.blueprint.title,
            occupation: seed.blueprint.occupation.as_str(),
            level: seed.blueprint.level.number(),
            blueprint: &blueprint,
            created_by: actor.account_id,
            created_at: micros(now),
        };
        let id = rows::insert_project(connection, &row).map_err(|error| match error {
            StoreError::Duplicate(_) => {
                ServiceError::invalid("code", "office-code-taken", "another project has this code")
            }
            other => other.into(),
        })?;
        let detail = json!({"code": row.code, "items": items.len()});
        audit::record(connection, actor, now, "office.begin", &format!("office/{id}"), &detail)?;
        for item in &items {
            add(context, connection, actor, id, item, &seed.pictures, new.submit)?;
        }
        Ok(Begun::Project(id))
    })
}

/// Writes an item of a file into a project.
pub(super) fn add(
    context: &Context,
    connection: &mut AnyConnection,
    actor: &Actor,
    project_id: i64,
    item: &Item,
    pictures: &Pictures,
    submit: bool,
) -> Result<(), ServiceError> {
    if let Some(picture) = &item.picture
        && let Some(PictureFile::Bytes(bytes)) = pictures.get(&picture.name)
    {
        keep_picture(context, connection, bytes)?;
    }
    let mut desk = new_item(context, connection, actor, project_id, item)?
        .ok_or_else(|| ServiceError::Internal(format!("the code {} is there twice", item.code)))?;
    desk.append_revision(connection, item)?;
    if submit {
        desk.append(connection, EventKind::Submitted, None, false)?;
    }
    Ok(())
}

/// What a project begins with.
struct Seed {
    blueprint: Blueprint,
    sheets: Vec<Sheet>,
    pictures: Pictures,
    /// How many items of the file are refused.
    refused: usize,
}

impl Seed {
    fn of(new: &Begin) -> Result<Self, Vec<Unreadable>> {
        let blueprint = blueprint::read(&new.blueprint.bytes).map_err(Unreadable::Blueprint);
        let read = |file: &NamedFile| bank_file::read(&file.name, &file.bytes).map_err(Unreadable::Bank);
        let (blueprint, file) = match (blueprint, new.bank.as_ref().map(read).transpose()) {
            (Ok(blueprint), Ok(file)) => (blueprint, file.unwrap_or_default()),
            (blueprint, file) => return Err(blueprint.err().into_iter().chain(file.err()).collect()),
        };
        let mut pictures = match &new.bank {
            Some(bank) => {
                let files =
                    BankFiles { bank: bank.clone(), blueprint: new.blueprint.clone(), pictures: new.pictures.clone() };
                files.pictures(&file.sheets).0
            }
            None => Pictures::new(),
        };
        let refused = file.refused().count();
        pictures.extend(file.pictures);
        Ok(Self { blueprint, sheets: file.sheets, pictures, refused })
    }
}

/// The projects the actor has to do with, the newest first.
///
/// # Errors
/// Without any permission of the office.
pub fn list(context: &Context, actor: &Actor, part: Slice) -> Result<Page<Listed>, ServiceError> {
    const ANY: [Permission; 3] = [Permission::RunOffice, Permission::WriteItems, Permission::ReviewItems];
    let place = ANY.into_iter().find(|permission| actor.may_anywhere(*permission));
    let permission = place.ok_or(ServiceError::NotPermitted { permission: Permission::WriteItems })?;
    let places = actor.places(permission);
    Ok(context.store.read(|connection| rows::projects(connection, &places, actor.account_id, part))?)
}

/// A cell of the blueprint, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Section and cell: `A/1`.
    pub place: String,
    /// The content point: code and name.
    pub content_point: (String, String),
    /// The type.
    pub kind: ItemType,
    /// How many items a bank needs here: three for each that a paper draws.
    pub wanted: i64,
    /// Being written, or given back.
    pub drafts: i64,
    /// Waiting for a review.
    pub submitted: i64,
    /// Found good.
    pub approved: i64,
}

/// Who is next to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextUp {
    /// The reader reviews: so many items wait that are not the reader's own.
    Review(i64),
    /// The reader hands drafts over: so many.
    Submit(i64),
    /// The reader seals: so many items are found good, and every cell has enough.
    Seal(i64),
    /// The reader writes on: some cell would have too few items even if all passed.
    Write,
    /// Others are at it.
    Wait,
}

/// A project as its page shows it.
#[derive(Debug)]
pub struct ProjectView {
    /// The row.
    pub project: Project,
    /// Its blueprint.
    pub blueprint: Blueprint,
    /// Its cells in the blueprint's order.
    pub cells: Vec<Cell>,
    /// Items of no cell, not retired.
    pub elsewhere: i64,
    /// Items in each state, in the order of [`State::ALL`].
    pub states: [i64; 6],
    /// Answers of reviewers, and how many of them differ from the key.
    pub answers: (i64, i64),
    /// What is next by the reader.
    pub next: NextUp,
    /// Whether the reader writes, reviews, runs the office.
    pub writes: bool,
    /// Whether the reader reviews.
    pub reviews: bool,
    /// Whether the reader runs the office.
    pub runs: bool,
    /// The reader's own drafts.
    pub own_drafts: i64,
}

/// A project.
///
/// # Errors
/// [`ServiceError::NotFound`], also when the reader has nothing to do with it.
pub fn project(context: &Context, actor: &Actor, project_id: i64) -> Result<ProjectView, ServiceError> {
    context.store.read(|connection| {
        let project = project_of(connection, actor, project_id)?;
        let blueprint = blueprint_of(&project)?;
        let counts = rows::counts(connection, project_id)?;
        let may = |permission| actor.may(permission, project.organisation_id);
        let (writes, reviews, runs) =
            (may(Permission::WriteItems), may(Permission::ReviewItems), may(Permission::RunOffice));
        let length = |ids: Vec<i64>| i64::try_from(ids.len()).unwrap_or(i64::MAX);
        let own_drafts = if writes { length(rows::own_drafts(connection, project_id, actor.account_id)?) } else { 0 };
        let waiting = if reviews { length(rows::queue(connection, project_id, actor.account_id, 10_000)?) } else { 0 };
        let cells = cells(&blueprint, &counts);
        let states = State::ALL.map(|state| sum(&counts, |(_, _, found, _)| found == state.as_str()));
        let [_, _, _, approved, sealed, _] = states;
        let enough = cells.iter().all(|cell| cell.approved >= cell.wanted);
        let covered = cells.iter().all(|cell| cell.approved + cell.submitted + cell.drafts >= cell.wanted);
        let next = match () {
            () if waiting > 0 => NextUp::Review(waiting),
            () if own_drafts > 0 => NextUp::Submit(own_drafts),
            () if runs && enough && approved > 0 => NextUp::Seal(approved + sealed),
            () if writes && !covered => NextUp::Write,
            () => NextUp::Wait,
        };
        let placed: i64 = cells.iter().map(|cell| cell.drafts + cell.submitted + cell.approved).sum();
        let all = sum(&counts, |(_, _, state, _)| state != State::Retired.as_str());
        let answers = history::answers(connection, project_id)?;
        let elsewhere = all - placed;
        Ok(ProjectView {
            project,
            blueprint,
            cells,
            elsewhere,
            states,
            answers,
            next,
            writes,
            reviews,
            runs,
            own_drafts,
        })
    })
}

type Counted = (String, String, String, i64);

fn sum(counts: &[Counted], wanted: impl Fn(&Counted) -> bool) -> i64 {
    counts.iter().filter(|row| wanted(row)).map(|row| row.3).sum()
}

fn cells(blueprint: &Blueprint, counts: &[Counted]) -> Vec<Cell> {
    let name = |code: &str| {
        let point = blueprint.content_points.iter().find(|point| point.code.as_str() == code);
        point.map(|point| point.name.clone()).unwrap_or_default()
    };
    let kind_name = |kind: ItemType| serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned));
    let of_section = |section: &crate::domain::bank::Section| -> Vec<Cell> {
        let kind = kind_name(section.kind).unwrap_or_default();
        section
            .cells
            .iter()
            .map(|cell| {
                let code = cell.content_point.as_str();
                let in_states = |states: &[State]| {
                    sum(counts, |(of_kind, point, state, _)| {
                        *of_kind == kind && point == code && states.iter().any(|one| one.as_str() == state)
                    })
                };
                Cell {
                    place: format!("{}/{}", section.id, cell.id),
                    content_point: (code.to_owned(), name(code)),
                    kind: section.kind,
                    wanted: i64::from(cell.count).saturating_mul(3),
                    drafts: in_states(&[State::Draft, State::Returned]),
                    submitted: in_states(&[State::Submitted]),
                    approved: in_states(&[State::Approved, State::Sealed]),
                }
            })
            .collect()
    };
    blueprint.sections.iter().flat_map(of_section).collect()
}
