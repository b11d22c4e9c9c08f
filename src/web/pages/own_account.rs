//! One's own account: who one is, and the password.

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::app::App;
use crate::services::accounts;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{STAFF_COOKIE, Staff, act, cookie};
use crate::web::forms::{StaffForm, once};

use super::accounts::{NewPassword, attempt, errors_of};
use super::overview::role_words;
use super::views::{Fact, FormErrors, PasswordForm};
use super::{Page, chrome, render, render_again, see};

/// Who one is, and the form for another password.
///
/// # Errors
/// When nobody is signed in.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    render(&app, &request, &form(&app, &request, &staff, FormErrors::none()).await?)
}

async fn form(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    errors: FormErrors,
) -> Result<PasswordForm, WebError> {
    let (actor, id) = (staff.actor.clone(), staff.actor.account_id);
    let found = act(app, move |context| accounts::account(context, &actor, id)).await?;
    let chrome = chrome(app, request, Some(staff));
    Ok(PasswordForm {
        errors,
        title: chrome.t("own-account"),
        lede: chrome.t("own-account-lede"),
        own: true,
        action: "/staff/account".to_owned(),
        back: None,
        facts: vec![
            Fact::new(chrome.t("col-name"), found.name),
            Fact::new(chrome.t("staff-login"), found.login),
            Fact::new(chrome.t("account-organisation"), found.organisation),
        ],
        roles: found.roles.iter().map(|role| role_words(chrome.locale, *role)).collect(),
        chrome,
    })
}

/// Changes the password. Every session ends, this one too.
///
/// # Errors
/// When the database fails.
pub async fn change(app: Data<App>, request: HttpRequest, form: StaffForm<NewPassword>) -> Page {
    let StaffForm { staff, posted } = form;
    if posted.restoring {
        return Ok(see("/staff/account"));
    }
    once(&app, &staff, &posted.once, set(&app, &request, &staff, posted.fields)).await
}

async fn set(app: &Data<App>, request: &HttpRequest, staff: &Staff, typed: NewPassword) -> Page {
    let errors = match typed.read(&chrome(app, request, None)) {
        Err(errors) => errors,
        Ok((current, password)) => {
            let actor = staff.actor.clone();
            match attempt(app, move |context| accounts::change_password(context, &actor, &current, &password)).await? {
                Ok(()) => {
                    let mut response = see("/staff/sign-in?done=password");
                    let gone = cookie(app, STAFF_COOKIE, String::new(), 0);
                    response.add_cookie(&gone).map_err(|error| Problem::internal(&error))?;
                    return Ok(response);
                }
                Err(problem) => errors_of(request, &problem),
            }
        }
    };
    render_again(app, request, &form(app, request, staff, errors).await?)
}
