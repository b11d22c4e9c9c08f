//! The items of a project in the formats of other programs.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::services::office;
use crate::web::extract::{Staff, act};
use crate::web::pages::views::{ExportPart, Link};
use crate::web::pages::{Page, chrome, exports, render};

/// Which items.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Which {
    which: String,
}

impl Which {
    fn is_good(&self) -> bool {
        self.which == "good"
    }
}

/// The formats.
///
/// # Errors
/// When there is no such project; to whoever neither writes items nor runs the office.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, query: Query<Which>) -> Page {
    let (actor, id, good) = (staff.actor.clone(), *id, query.is_good());
    let (export, title) = act(&app, move |context| {
        let export = office::to_export(context, &actor, id, good)?;
        Ok((export, office::project(context, &actor, id)?.project.title))
    })
    .await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let here = format!("/staff/office/{id}/export");
    let ways = (Link::new(chrome.t("office-title"), "/staff/office"), Link::new(title, format!("/staff/office/{id}")));
    let part = |key: &str, href: String, chosen: bool| ExportPart { link: Link::new(chrome.t(key), href), chosen };
    let parts = vec![part("export-all", here.clone(), !good), part("export-good", format!("{here}?which=good"), good)];
    let query = if good { "?which=good" } else { "" };
    render(&app, &request, &exports::page(chrome, ways, &here, query, &export, parts))
}

/// The file in a format.
///
/// # Errors
/// As [`show`]; when there is no such format.
pub async fn take(app: Data<App>, staff: Staff, path: Path<(i64, String)>, query: Query<Which>) -> Page {
    let (id, format) = path.into_inner();
    let (format, good) = (exports::format(&format)?, query.is_good());
    let file = act(&app, move |context| office::export(context, &staff.actor, id, good, format)).await?;
    Ok(exports::file(file))
}
