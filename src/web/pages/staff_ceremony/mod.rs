//! A session's ceremony for staff: where it stands and what comes next; links, commitments and receipts given on paper, the
//! beacon's numbers, secrets opened in the hall, calling the session off.

mod deeds;
mod shown;
mod typed;
mod words;

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::services::ServiceError;
use crate::services::ceremony::{self, CeremonyView};
use crate::services::overview;
use crate::store::custody::Guest;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{StaffForm, once};

use super::views::{Banner, FormErrors, Tone};
use super::{Page, chrome, render, render_again, say, see};
use deeds::Deed;
pub(super) use deeds::secret_in;
use typed::Typed;

/// What a page of a ceremony is made of.
struct Desk {
    view: CeremonyView,
    guests: Vec<Guest>,
    detail: overview::SessionDetail,
}

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct After {
    done: String,
}

/// Where the ceremony stands.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, after: Query<After>) -> Page {
    let desk = desk_of(&app, &staff, *id).await?;
    let page = shown::page(&app, chrome(&app, &request, Some(&staff)), &staff.actor, &desk, &after.done);
    render(&app, &request, &page)
}

/// A form; back to the ceremony where it is not its time.
///
/// # Errors
/// When there is no such session or form, or not for this account.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, path: Path<(i64, String)>) -> Page {
    let (id, name) = path.into_inner();
    let desk = desk_of(&app, &staff, id).await?;
    let deed = deed_of(&name)?;
    deed.require(&staff.actor, &desk.view)?;
    if !deed.is_due(&staff.actor, &desk, app.context.now()) {
        return Ok(see(&shown::address(id)));
    }
    let page = Sheet { app: &app, request: &request, staff: &staff, desk: &desk, deed };
    render(&app, &request, &page.form(&Typed::default(), FormErrors::none(), None))
}

/// Does it, or says at the fields what is wrong.
///
/// # Errors
/// When there is no such session or form, or not for this account.
pub async fn submit(app: Data<App>, request: HttpRequest, path: Path<(i64, String)>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (id, name) = path.into_inner();
    let desk = desk_of(&app, &staff, id).await?;
    let deed = deed_of(&name)?;
    deed.require(&staff.actor, &desk.view)?;
    let sheet = Sheet { app: &app, request: &request, staff: &staff, desk: &desk, deed };
    if posted.restoring {
        return render(&app, &request, &sheet.form(&posted.fields, FormErrors::none(), None));
    }
    once(&app, &staff, &posted.once, sheet.take(id, posted.fields)).await
}

/// A link that was just made: this once.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn link(app: Data<App>, request: HttpRequest, staff: Staff, path: Path<(i64, String)>) -> Page {
    let (id, name) = path.into_inner();
    let desk = desk_of(&app, &staff, id).await?;
    Deed::Contributor.require(&staff.actor, &desk.view)?;
    let actor = staff.actor.clone();
    let found = act(&app, move |context| {
        let Some((link, whose)) = ceremony::take_link(context, &actor, id, &name) else { return Ok(None) };
        let qr = link.qr_svg()?;
        Ok(Some((link, whose, qr)))
    })
    .await?;
    render(&app, &request, &shown::link(chrome(&app, &request, Some(&staff)), id, found))
}

async fn desk_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<Desk, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| {
        let detail = overview::session(context, &actor, id)?;
        let (view, guests) = ceremony::view(context, &actor, id)?;
        Ok(Desk { view, guests, detail })
    })
    .await
}

fn deed_of(name: &str) -> Result<Deed, WebError> {
    Ok(Deed::of(name).ok_or(ServiceError::NotFound("form"))?)
}

/// One form in one reader's hands.
struct Sheet<'a> {
    app: &'a Data<App>,
    request: &'a HttpRequest,
    staff: &'a Staff,
    desk: &'a Desk,
    deed: Deed,
}

/// What came of it.
enum Done {
    /// Where to go on.
    Go(String),
    /// What is wrong.
    Wrong(Box<Problem>),
}

impl Sheet<'_> {
    fn form(&self, typed: &Typed, errors: FormErrors, banner: Option<Banner>) -> super::views::StaffCeremonyForm {
        let chrome = chrome(self.app, self.request, Some(self.staff));
        typed::form(chrome, &self.app.context, self.desk, self.deed, (typed, errors, banner))
    }

    async fn take(&self, id: i64, typed: Typed) -> Page {
        let (actor, deed, given) = (self.staff.actor.clone(), self.deed, typed.clone());
        let place = shown::address(id);
        let done = act(self.app, move |context| {
            Ok(match deed.perform(context, &actor, id, &given) {
                Ok(end) => Done::Go(format!("{place}{end}")),
                Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_))) => {
                    Done::Wrong(Box::new(error.into()))
                }
                Err(error) => return Err(error),
            })
        })
        .await?;
        match done {
            Done::Go(location) => Ok(see(&location)),
            Done::Wrong(problem) => {
                let locale = language(self.request);
                let mut errors = FormErrors::none();
                for one in &problem.fields {
                    errors.add(self.deed.field_of(one.field), say::field_error(locale, one.code, &one.message));
                }
                let mut banner = None;
                if errors.is_empty() {
                    let text = say::problem(locale, &problem);
                    match self.deed.field_to_blame(&problem.code) {
                        Some(field) => errors.add(field, text),
                        None => {
                            let title = crate::i18n::text(locale, "session-refused");
                            banner = Some(Banner { tone: Tone::Stop, title, text });
                        }
                    }
                }
                render_again(self.app, self.request, &self.form(&typed, errors, banner))
            }
        }
    }
}
