//! A candidate's slip: given out with the evidence, checked in the candidate's own browser (`assets/js/slip.js`).

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::formats::qr;
use crate::i18n::Locale;
use crate::services::{ServiceError, draws};
use crate::web::extract::act;

use super::views::{FormErrors, SlipPage, SlipShown};
use super::{Page, chrome, render};

/// Whose slip.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Whose {
    number: String,
}

/// The slip of a number, or the form that asks for one; what the address holds after its `#` stays in the browser.
///
/// # Errors
/// Before the session's roster is closed there is no draw.
pub async fn show(app: Data<App>, request: HttpRequest, path: Path<(String, String)>, whose: Query<Whose>) -> Page {
    let (exam, session) = path.into_inner();
    let number = whose.into_inner().number.trim().to_owned();
    let asked = number.clone();
    let (draw, found) = act(&app, move |context| {
        let draw = draws::of_session(context, &exam, &session)?;
        if asked.is_empty() || !draw.ceremony.published || draw.papers_root.is_empty() {
            return Ok((draw, None));
        }
        let found = match draws::slip(context, &exam, &session, &asked) {
            Ok(slip) => {
                let href = slip.to_text(&context.origin);
                let qr_svg =
                    qr::text_svg(&href).map_err(|error| ServiceError::Internal(format!("a slip's code: {error}")))?;
                let json = format!("/api/v1/draws/{exam}/{session}/slips/{asked}.json");
                Some(Some(SlipShown { href, qr_svg, json }))
            }
            Err(ServiceError::NotFound("candidate")) => Some(None),
            Err(error) => return Err(error),
        };
        Ok((draw, found))
    })
    .await?;
    let chrome = chrome(&app, &request, None);
    let mut errors = FormErrors::none();
    if matches!(found, Some(None)) {
        errors.add("number", chrome.t("slip-nobody"));
    }
    let title = if chrome.locale == Locale::Zh { &draw.title } else { &draw.title_en };
    let page = SlipPage {
        title: chrome.t1("draw-heading", "title", title.as_str()),
        published: draw.ceremony.published && !draw.papers_root.is_empty(),
        papers_root: draw.papers_root,
        exam: draw.exam,
        session: draw.session,
        number,
        errors,
        slip: found.flatten(),
        chrome,
    };
    render(&app, &request, &page)
}
