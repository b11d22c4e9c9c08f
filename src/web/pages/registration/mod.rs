//! Registering a candidate: the form, the verdict with its clauses, and the registration that comes of it.

mod shown;
mod typed;

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use crate::app::App;
use crate::domain::registration::Verdict;
use crate::services::registrations::{self, Desk};
use crate::services::{FieldError, ServiceError};
use crate::web::errors::WebError;
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::views::{FormErrors, WithdrawPage};
use super::{Page, chrome, render, render_again, see};
use typed::Typed;

/// The form; once the roster is closed or the room full, where else to register.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let desk = desk_of(&app, &staff, *id).await?;
    let counter = Counter { app, request, staff, desk, typed: Typed::default() };
    match counter.closed() {
        Some(why) => counter.elsewhere(why).await,
        None => render(&counter.app, &counter.request, &counter.form(FormErrors::none())),
    }
}

/// Registers, or checks only; shows the verdict that says no, or the form with what is wrong at its fields.
///
/// # Errors
/// When the form is not of this session.
pub async fn submit(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let desk = desk_of(&app, &staff, *id).await?;
    let counter = Counter { app, request, staff, desk, typed: posted.fields };
    if posted.restoring {
        return counter.restored().await;
    }
    if counter.typed.deed == "check" {
        return counter.check(false).await;
    }
    once(&counter.app, &counter.staff, &posted.once, counter.register()).await
}

/// A registration, with the verdict it rests on.
///
/// # Errors
/// When there is none, or not for this account.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let kept = kept_of(&app, &staff, *id).await?;
    let page = shown::registration(&app, chrome(&app, &request, Some(&staff)), &kept);
    render(&app, &request, &page)
}

/// Asks whether a registration is to be withdrawn.
///
/// # Errors
/// When there is none, or not for this account.
pub async fn withdraw_form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    render(&app, &request, &withdraw_page(&app, &request, &staff, *id).await?)
}

/// Withdraws a registration.
///
/// # Errors
/// When there is none, or not for this account; when the roster is closed.
pub async fn withdraw(
    app: Data<App>,
    request: HttpRequest,
    id: Path<i64>,
    form: StaffForm<Vec<(String, String)>>,
) -> Page {
    let (staff, posted, id) = (form.staff, form.posted, *id);
    let page = withdraw_page(&app, &request, &staff, id).await?;
    if posted.restoring {
        return render(&app, &request, &page);
    }
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        act(&app, move |context| registrations::withdraw(context, &actor, id)).await?;
        Ok(see(&format!("/staff/registrations/{id}")))
    })
    .await
}

async fn withdraw_page(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
) -> Result<WithdrawPage, WebError> {
    let kept = kept_of(app, staff, id).await?;
    Ok(shown::withdraw(chrome(app, request, Some(staff)), &kept))
}

async fn desk_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<Desk, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| registrations::desk(context, &actor, id)).await
}

async fn kept_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<registrations::Kept, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| registrations::find(context, &actor, id)).await
}

/// One clerk with one form at one session.
struct Counter {
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    desk: Desk,
    typed: Typed,
}

/// What came of registering.
enum Done {
    Registered(i64),
    Refused(Verdict),
    Closed(&'static str),
    Invalid(Vec<FieldError>),
}

impl Counter {
    /// Why nobody can be registered here any more.
    fn closed(&self) -> Option<&'static str> {
        if !self.desk.roster_open {
            return Some("roster-closed");
        }
        self.desk.is_full().then_some("room-full")
    }

    /// Shows again what was typed before the session had ended.
    async fn restored(&self) -> Page {
        if self.typed.deed == "review" {
            return self.check(true).await;
        }
        match self.closed() {
            Some(why) => self.elsewhere(why).await,
            None => render(&self.app, &self.request, &self.form(FormErrors::none())),
        }
    }

    /// Says what would come of it, and writes nothing; `reviewing` with the reason typed so far.
    async fn check(&self, reviewing: bool) -> Page {
        match self.verdict().await? {
            Err(fields) => self.again(&fields),
            Ok(verdict) => {
                let page = self.verdict_page(&verdict, FormErrors::none(), reviewing);
                render(&self.app, &self.request, &page)
            }
        }
    }

    async fn verdict(&self) -> Result<Result<Verdict, Vec<FieldError>>, WebError> {
        let (mut register, wrong) = self.typed.read();
        register.review_reason = None;
        let (actor, id) = (self.staff.actor.clone(), self.desk.session_id);
        let answer = act(&self.app, move |context| match registrations::check(context, &actor, id, register) {
            Err(ServiceError::Invalid(fields)) => Ok(Err(fields)),
            other => Ok(Ok(other?)),
        })
        .await?;
        Ok(match answer {
            Ok(verdict) if wrong.is_empty() => Ok(verdict),
            Ok(_) => Err(wrong),
            Err(fields) => Err(wrong.into_iter().chain(fields).collect()),
        })
    }

    async fn register(&self) -> Page {
        let (register, wrong) = self.typed.read();
        let reasonless = self.typed.deed == "review" && register.review_reason.is_none();
        if !wrong.is_empty() || reasonless {
            return match self.verdict().await? {
                Err(fields) => self.again(&fields),
                Ok(verdict) => self.review_again(&verdict, "register-reason-empty"),
            };
        }
        let (actor, id) = (self.staff.actor.clone(), self.desk.session_id);
        let done = act(&self.app, move |context| {
            Ok(match registrations::register(context, &actor, id, register) {
                Err(ServiceError::Invalid(fields)) => Done::Invalid(fields),
                Err(ServiceError::Refused(refusal)) => match refusal.verdict.clone().map(serde_json::from_value) {
                    Some(Ok(verdict)) => Done::Refused(verdict),
                    _ if matches!(refusal.code, "roster-closed" | "room-full") => Done::Closed(refusal.code),
                    _ => return Err(ServiceError::Refused(refusal)),
                },
                other => Done::Registered(other?.registration_id),
            })
        })
        .await?;
        match done {
            Done::Registered(id) => Ok(see(&format!("/staff/registrations/{id}"))),
            Done::Closed(why) => self.elsewhere(why).await,
            Done::Invalid(fields) if fields.iter().all(|one| one.field == "review_reason") => {
                match self.verdict().await? {
                    Ok(verdict) => self.review_again(&verdict, "error-reason-length"),
                    Err(fields) => self.again(&fields),
                }
            }
            Done::Invalid(fields) => self.again(&fields),
            Done::Refused(verdict) => {
                let page = self.verdict_page(&verdict, FormErrors::none(), false);
                render_again(&self.app, &self.request, &page)
            }
        }
    }

    fn again(&self, fields: &[FieldError]) -> Page {
        let errors = self.typed.errors(crate::web::extract::language(&self.request), fields);
        render_again(&self.app, &self.request, &self.form(errors))
    }
}
