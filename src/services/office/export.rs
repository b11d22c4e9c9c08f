//! The items of a project in other formats. What goes out has its key in it, so it goes by the rule of the pages: whoever may
//! review takes those alone whose key they may see (docs/decisions/0023, 0026).

use std::collections::BTreeMap;

use crate::domain::account::Permission;
use crate::domain::bank::{PictureFile, Pictures};
use crate::domain::office::Standing;
use crate::formats::exchange::Format;
use crate::services::exports::{ExportFile, Exportable};
use crate::services::{Actor, Context, ServiceError};
use crate::store::office_history as history;

use super::writing::COUNTING;
use super::{event, opened, picture_bytes, project_of};

/// The states of items that are found good.
const GOOD: [&str; 2] = ["approved", "sealed"];

/// The last revisions of a project's items, `good` for those alone that were found good, as far as the actor may see their keys.
///
/// # Errors
/// [`ServiceError::NotFound`]; to whoever neither writes items nor runs the office.
pub fn to_export(context: &Context, actor: &Actor, project_id: i64, good: bool) -> Result<Exportable, ServiceError> {
    context.store.read(|connection| {
        let project = project_of(connection, actor, project_id)?;
        if !actor.may(Permission::WriteItems, project.organisation_id) {
            actor.require(Permission::RunOffice, project.organisation_id)?;
        }
        let reviews = actor.may(Permission::ReviewItems, project.organisation_id);
        let mut standings: BTreeMap<i64, Standing> = BTreeMap::new();
        if reviews {
            for (item, row) in history::events_of_project(connection, project_id)? {
                standings.entry(item).or_insert_with(|| Standing::of(&[])).follow(&event(&row)?);
            }
        }
        let mut items = Vec::new();
        let mut pictures = Pictures::new();
        let mut hidden = 0;
        let states: &[&str] = if good { &GOOD } else { &COUNTING };
        for revision in history::last_revisions(connection, project_id, states)? {
            let standing = standings.get(&revision.item_id);
            let shown = !reviews
                || standing.is_some_and(|standing| standing.shows_key(actor.account_id, reviews, revision.number));
            if !shown {
                hidden += 1;
                continue;
            }
            let item = opened(context, &revision)?;
            if let Some(picture) = &item.picture
                && !pictures.contains_key(&picture.name)
            {
                let bytes = picture_bytes(context, connection, &picture.sha256)?;
                pictures.insert(picture.name.clone(), PictureFile::Bytes(bytes));
            }
            items.push(item);
        }
        Ok(Exportable { name: project.code, items, pictures, hidden })
    })
}

/// The file in a format; taking it is in the audit trail.
///
/// # Errors
/// As [`to_export`].
pub fn export(
    context: &Context,
    actor: &Actor,
    project_id: i64,
    good: bool,
    format: Format,
) -> Result<ExportFile, ServiceError> {
    to_export(context, actor, project_id, good)?.take(context, actor, format, &format!("office/{project_id}"))
}
