//! Versions: what is found good becomes a sealed bank, which never changes; the next one supersedes it.

use std::collections::BTreeMap;

use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::bank::{Bank, Fault, Item, PictureFile, Pictures};
use crate::domain::office::{Event, EventKind, State};
use crate::services::bank_checks::{self, Report, SealedBank, codes};
use crate::services::{Actor, Context, ServiceError, audit, banks};
use crate::store::office as rows;
use crate::store::office_history as history;
use crate::store::office_versions::{self as sealed_versions, NewVersion, Origin, Version};
use crate::store::{AnyConnection, micros};

use super::{blueprint_of, internal, opened, picture_bytes, project_of, put};

const GOOD: [&str; 2] = ["approved", "sealed"];

/// What differs between two versions: codes of items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Not in the one before.
    pub added: Vec<String>,
    /// In both, in another revision.
    pub revised: Vec<String>,
    /// In the one before alone.
    pub gone: Vec<String>,
}

/// A version, and what differs from the one before.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// The row with its bank.
    pub version: Version,
    /// What differs; everything is added in the first.
    pub compared: Compared,
}

/// Item → its code and revision.
type Contents = BTreeMap<i64, (String, i64)>;

fn compare(before: &Contents, after: &Contents) -> Compared {
    let codes = |wanted: &dyn Fn(&i64, &(String, i64)) -> bool, of: &Contents| -> Vec<String> {
        let mut codes: Vec<String> =
            of.iter().filter(|(id, entry)| wanted(id, entry)).map(|(_, (code, _))| code.clone()).collect();
        codes.sort();
        codes
    };
    Compared {
        added: codes(&|id, _| !before.contains_key(id), after),
        revised: codes(&|id, (_, revision)| before.get(id).is_some_and(|(_, was)| was != revision), after),
        gone: codes(&|id, _| !after.contains_key(id), before),
    }
}

fn contents(connection: &mut AnyConnection, project_id: i64) -> Result<BTreeMap<i64, Contents>, ServiceError> {
    let mut versions: BTreeMap<i64, Contents> = BTreeMap::new();
    for (version, item, code, revision) in history::sealed(connection, project_id)? {
        versions.entry(version).or_default().insert(item, (code, revision));
    }
    Ok(versions)
}

/// The versions of a project, the newest first.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn versions(context: &Context, actor: &Actor, project_id: i64) -> Result<Vec<VersionView>, ServiceError> {
    context.store.read(|connection| {
        project_of(connection, actor, project_id)?;
        let contents = contents(connection, project_id)?;
        let nothing = Contents::new();
        let of = |number: i64| contents.get(&number).unwrap_or(&nothing);
        let found = sealed_versions::versions(connection, project_id)?;
        let view =
            |version: Version| VersionView { compared: compare(of(version.number - 1), of(version.number)), version };
        Ok(found.into_iter().map(view).collect())
    })
}

/// Items that stay out of the next version, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// Being written.
    pub draft: i64,
    /// Waiting for a review.
    pub submitted: i64,
    /// Given back.
    pub returned: i64,
}

/// What the next version would be.
#[derive(Debug)]
pub struct SealView {
    /// The project's title.
    pub title: String,
    /// The banks' id.
    pub code: String,
    /// The next version's number.
    pub number: i64,
    /// How many items it would have.
    pub items: usize,
    /// What would differ from the last version.
    pub compared: Compared,
    /// What stays out.
    pub left: Left,
    /// What is wrong with it as a bank, each with its item's code where it is one item's.
    pub faults: Vec<(Option<String>, Fault)>,
}

/// What the next version would be, checked as every bank is.
///
/// # Errors
/// Without the permission; when there is no such project.
pub fn to_seal(context: &Context, actor: &Actor, project_id: i64) -> Result<SealView, ServiceError> {
    let ready = Ready::of(context, actor, project_id)?;
    context.store.read(|connection| {
        let counts = rows::counts(connection, project_id)?;
        let in_state = |state: State| -> i64 {
            counts.iter().filter(|(_, _, found, _)| found == state.as_str()).map(|(.., count)| count).sum()
        };
        let contents = contents(connection, project_id)?;
        let before = contents.get(&(ready.number - 1)).cloned().unwrap_or_default();
        let after = ready.items.iter().map(|(id, revision, item)| (*id, (item.code.to_string(), *revision))).collect();
        let faults = ready.checked.as_ref().err().cloned().unwrap_or_default();
        let code_of = |row: u32| {
            let at = usize::try_from(row).ok()?.checked_sub(2)?;
            ready.items.get(at).map(|(_, _, item)| item.code.to_string())
        };
        Ok(SealView {
            number: ready.number,
            items: ready.items.len(),
            compared: compare(&before, &after),
            left: Left {
                draft: in_state(State::Draft),
                submitted: in_state(State::Submitted),
                returned: in_state(State::Returned),
            },
            faults: faults.into_iter().map(|fault| (fault.row.and_then(code_of), fault)).collect(),
            title: ready.project.title.clone(),
            code: ready.project.code.clone(),
        })
    })
}

/// The items found good, and the bank that they make.
struct Ready {
    project: rows::Project,
    number: i64,
    /// Item, revision, and what it says; in the order of their codes, which is that of the bank's rows.
    items: Vec<(i64, i64, Item)>,
    pictures: Pictures,
    checked: Result<Bank, Vec<Fault>>,
}

impl Ready {
    fn of(context: &Context, actor: &Actor, project_id: i64) -> Result<Self, ServiceError> {
        let (project, number, items, pictures) = context.store.read(|connection| {
            let project = project_of(connection, actor, project_id)?;
            actor.require(Permission::RunOffice, project.organisation_id)?;
            let number = next_number(connection, project_id)?;
            let mut items = Vec::new();
            let mut pictures = Pictures::new();
            for revision in history::last_revisions(connection, project_id, &GOOD)? {
                let item = opened(context, &revision)?;
                if let Some(picture) = &item.picture
                    && !pictures.contains_key(&picture.name)
                {
                    let bytes = picture_bytes(context, connection, &picture.sha256)?;
                    pictures.insert(picture.name.clone(), PictureFile::Bytes(bytes));
                }
                items.push((revision.item_id, revision.number, item));
            }
            Ok::<_, ServiceError>((project, number, items, pictures))
        })?;
        let all: Vec<Item> = items.iter().map(|(_, _, item)| item.clone()).collect();
        let checked = Bank::of_items(&all, &blueprint_of(&project)?, &pictures);
        if checked.as_ref().is_ok_and(|bank| bank.items() != all) {
            return Err(internal("the bank differs from its items"));
        }
        Ok(Self { project, number, items, pictures, checked })
    }
}

fn next_number(connection: &mut AnyConnection, project_id: i64) -> Result<i64, ServiceError> {
    Ok(sealed_versions::versions(connection, project_id)?.first().map_or(1, |last| last.number + 1))
}

/// Seals what is found good as the version `number`, named `version` in its package; the last one is superseded and stays what
/// it is. Its item key waits at the check that is returned, as for every sealed bank.
///
/// # Errors
/// Without the permission; a wrong `version`; `bank-faulty`; `office-version-there` when somebody sealed that number; `office-seal-moved` when
/// an item was changed meanwhile; as [`banks::import`].
pub fn seal(
    context: &Context,
    actor: &Actor,
    project_id: i64,
    number: i64,
    version: &str,
) -> Result<String, ServiceError> {
    let ready = Ready::of(context, actor, project_id)?;
    let (code, version) = codes(&ready.project.code, version)?;
    let there = || ServiceError::refused("office-version-there", format!("version {number} is sealed already"));
    if ready.number != number {
        return Err(there());
    }
    let bank = ready.checked.as_ref().map_err(|faults| {
        ServiceError::refused("bank-faulty", format!("the bank has {} faults; mend them first", faults.len()))
    })?;
    context.store.read(|connection| banks::may_set_papers(connection, actor))?;
    let sealed = SealedBank::of(context, bank, &ready.pictures, code, version)?;
    let report =
        Report::of(&ready.project.title, bank.blueprint(), (&ready.checked, &[]), ready.pictures.len(), Vec::new());
    let now = context.now();
    context.store.write(|connection| {
        rows::lock_project(connection, project_id)?;
        if next_number(connection, project_id)? != number {
            return Err(there());
        }
        let items = rows::lock_items(connection, project_id, &GOOD)?;
        let same = items.len() == ready.items.len()
            && items
                .iter()
                .zip(&ready.items)
                .all(|(item, (id, revision, _))| item.id == *id && item.revision == *revision);
        if !same {
            return Err(ServiceError::refused(
                "office-seal-moved",
                "an item was changed while the version was being sealed; look at it again",
            ));
        }
        let token = bank_checks::open_for(context, connection, actor, &report)?;
        let bank = sealed.keep(context, connection, actor, &token)?;
        let before = sealed_versions::versions(connection, project_id)?.first().map(|last| last.bank_id);
        let row = NewVersion {
            project_id,
            number,
            bank_id: bank.id,
            supersedes_bank_id: before,
            account_id: actor.account_id,
            at: micros(now),
        };
        sealed_versions::insert_version(connection, &row)?;
        for mut item in items {
            let event = Event {
                revision: item.revision,
                kind: EventKind::Sealed,
                account: actor.account_id,
                disagrees: false,
                version: number,
            };
            put(context, connection, &item, &event, None)?;
            let before = item.last_seq;
            item.last_seq += 1;
            item.state = State::Sealed.as_str().to_owned();
            item.changed_at = micros(now);
            if !rows::move_item(connection, &item, before)? {
                return Err(internal("a locked item moved"));
            }
        }
        let detail = json!({"version": number, "bank": bank.id, "package": bank.package_digest});
        audit::record(connection, actor, now, "office.seal", &format!("office/{project_id}"), &detail)?;
        Ok(token)
    })
}

/// Where a bank comes from, if from the office.
///
/// # Errors
/// When the database fails.
pub fn origin(context: &Context, bank_id: i64) -> Result<Option<Origin>, ServiceError> {
    Ok(context.store.read(|connection| sealed_versions::origin(connection, bank_id))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_items_and_revisions() {
        let of = |items: &[(i64, &str, i64)]| -> Contents {
            items.iter().map(|(id, code, revision)| (*id, ((*code).to_owned(), *revision))).collect()
        };
        let (first, second) =
            (of(&[(1, "S-1", 1), (2, "S-2", 1), (3, "S-3", 2)]), of(&[(1, "S-1", 1), (3, "S-3", 3), (4, "J-1", 1)]));
        let expected = Compared { added: vec!["J-1".into()], revised: vec!["S-3".into()], gone: vec!["S-2".into()] };
        assert_eq!(compare(&first, &second), expected);
        assert_eq!(compare(&Contents::new(), &first).added, ["S-1", "S-2", "S-3"]);
        assert_eq!(compare(&second, &second), Compared::default());
    }
}
