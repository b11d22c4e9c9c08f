//! The ceremony for whoever holds a link: a contributor commits and later opens, a custodian checks a sealed secret and
//! gives a receipt. Secrets are made and checked in the guest's own browser (`assets/js/guest.js`); without script a
//! commitment made elsewhere is pasted.

mod shown;

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::services::ServiceError;
use crate::services::ceremony;
use crate::web::errors::Problem;
use crate::web::extract::{act, language};
use crate::web::forms::Posted;

use super::staff_ceremony::secret_in;
use super::views::{Banner, FormErrors, GuestState, Tone};
use super::{Page, chrome, render, render_again, say, see};
use shown::Desk;

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct After {
    done: String,
}

/// What was typed. A secret that is only to be checked has no field: it never leaves the browser.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    commitment: String,
    secret: String,
}

/// What the guest is asked for now.
///
/// # Errors
/// When the link is nobody's.
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>, after: Query<After>) -> Page {
    let token = token.into_inner();
    let desk = Desk::of(&app, &token).await?;
    let chrome = chrome(&app, &request, None);
    let banner = desk.thanks(&chrome, &after.done);
    render(&app, &request, &desk.page(chrome, &token, FormErrors::none(), banner))
}

/// Takes a commitment, a receipt or a secret, or says what is wrong with it.
///
/// # Errors
/// When the link is nobody's, or there is no such form.
pub async fn submit(app: Data<App>, request: HttpRequest, path: Path<(String, String)>, form: Posted<Typed>) -> Page {
    let (token, deed) = path.into_inner();
    let (given, with, by) = (form.fields, deed.clone(), token.clone());
    let done = act(&app, move |context| {
        let commitment = unspaced(&given.commitment).to_ascii_lowercase();
        let done = match with.as_str() {
            "commit" => ceremony::commit_by_link(context, &by, &commitment).map(drop),
            "receive" => ceremony::receive_by_link(context, &by, &commitment),
            "open" => ceremony::open_by_link(context, &by, &secret_in(&given.secret)).map(drop),
            _ => Err(ServiceError::NotFound("form")),
        };
        match done {
            Ok(()) => Ok(None),
            Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_))) => Ok(Some(Problem::from(error))),
            Err(error) => Err(error),
        }
    })
    .await?;
    let Some(problem) = done else { return Ok(see(&format!("/ceremony/{token}?done={deed}"))) };
    let desk = Desk::of(&app, &token).await?;
    // Pressed twice, it is done once.
    let twice = matches!(
        (desk.state, problem.code.as_str()),
        (GuestState::Committed, "contributor-known")
            | (GuestState::Kept, "custodian-same-body")
            | (GuestState::Opened, "secret-opened" | "ceremony-out-of-order")
    );
    if twice {
        return Ok(see(&format!("/ceremony/{token}")));
    }
    let locale = language(&request);
    let mut errors = FormErrors::none();
    for one in &problem.fields {
        let field = if one.field == "secrets" { "secret" } else { "commitment" };
        errors.add(field, say::field_error(locale, one.code, &one.message));
    }
    let banner = errors.is_empty().then(|| Banner {
        tone: Tone::Stop,
        title: crate::i18n::text(locale, "session-refused"),
        text: say::problem(locale, &problem),
    });
    render_again(&app, &request, &desk.page(chrome(&app, &request, None), &token, errors, banner))
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}
