//! A checked bank in the formats of other programs.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use crate::app::App;
use crate::services::bank_checks;
use crate::web::extract::{Staff, act};
use crate::web::pages::views::Link;
use crate::web::pages::{Page, chrome, exports, render};

/// The formats.
///
/// # Errors
/// When there is no such check, it is somebody else's, or it has faults.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, token: Path<String>) -> Page {
    let (actor, name) = (staff.actor.clone(), token.clone());
    let export = act(&app, move |context| bank_checks::to_export(context, &actor, &name)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let check = format!("/staff/banks/checks/{token}");
    let ways = (
        Link::new(chrome.t("banks-title"), "/staff/banks"),
        Link::new(chrome.t("blueprint-back-check"), check.as_str()),
    );
    render(&app, &request, &exports::page(chrome, ways, &format!("{check}/export"), "", &export, Vec::new()))
}

/// The file in a format.
///
/// # Errors
/// As [`show`]; when there is no such format.
pub async fn take(app: Data<App>, staff: Staff, path: Path<(String, String)>) -> Page {
    let (token, format) = path.into_inner();
    let format = exports::format(&format)?;
    let file = act(&app, move |context| bank_checks::export(context, &staff.actor, &token, format)).await?;
    Ok(exports::file(file))
}
