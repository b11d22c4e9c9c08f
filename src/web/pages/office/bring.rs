//! Bringing a bank's file into a project that is under way.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::i18n;
use crate::services::ServiceError;
use crate::services::bank_checks::{NamedFile, Told};
use crate::services::office::{self, Bring, Brought};
use crate::web::errors::WebError;
use crate::web::extract::{Staff, act, language};
use crate::web::forms::once;
use crate::web::pages::banks::{check, said};
use crate::web::pages::views::{Chrome, FormErrors, Link, OfficeBring};
use crate::web::pages::{Page, chrome, render, render_again, say, see};
use crate::web::uploads::{StaffUpload, Upload};

use super::attempt;

/// How many items the page names.
const MOST: usize = 100;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    submit: String,
}

/// The form.
///
/// # Errors
/// When there is no such project; without the permission.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let desk = Desk::of(&app, &request, &staff, *id).await?;
    render(&app, &request, &desk.page(false, FormErrors::none(), &[]))
}

/// Brings the items in, or says which of them can't be brought and why; nothing is written then.
///
/// # Errors
/// When there is no such project; without the permission.
pub async fn submit(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffUpload<Typed>) -> Page {
    let StaffUpload { staff, mut posted } = form;
    let desk = Desk::of(&app, &request, &staff, *id).await?;
    let submit = posted.fields.submit == "yes";
    if posted.restoring {
        return render(&app, &request, &OfficeBring { again: true, ..desk.page(submit, FormErrors::none(), &[]) });
    }
    let locale = language(&request);
    let named = |file: Upload| NamedFile { name: file.name, bytes: file.bytes };
    let bank = posted.take("bank").pop().map(named);
    let pictures = posted.take("pictures").into_iter().map(named).collect();
    let again = |errors: FormErrors, told: &[Told]| render_again(&app, &request, &desk.page(submit, errors, told));
    let (Some(bank), None) = (bank, &posted.fault) else {
        let key = posted.fault.as_ref().map_or("bank-file-none", said::fault);
        return again(FormErrors::one("bank", i18n::text(locale, key)), &[]);
    };
    let new = Bring { bank, pictures, submit };
    once(&app, &staff, &posted.once, async {
        let (actor, id) = (staff.actor.clone(), desk.id);
        match attempt(&app, move |context| office::bring(context, &actor, id, &new)).await? {
            Ok(Brought::Items(count, noted)) => {
                Ok(see(&format!("/staff/office/{id}?done=brought&count={count}&noted={noted}")))
            }
            Ok(Brought::Unread(unread)) => again(FormErrors::one("bank", said::unread(locale, &unread)), &[]),
            Ok(Brought::Refused(told)) => {
                let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
                let text = i18n::text_with(locale, "office-bring-refused", &[("count", count.into())]);
                again(FormErrors::one("bank", text), &told)
            }
            Err(problem) => again(FormErrors::one("bank", say::problem(locale, &problem)), &[]),
        }
    })
    .await
}

/// One reader of one project.
struct Desk<'a> {
    app: &'a Data<App>,
    request: &'a HttpRequest,
    staff: &'a Staff,
    id: i64,
    title: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a Data<App>, request: &'a HttpRequest, staff: &'a Staff, id: i64) -> Result<Self, WebError> {
        let actor = staff.actor.clone();
        let title = act(app, move |context| {
            let view = office::project(context, &actor, id)?;
            if view.writes {
                Ok(view.project.title)
            } else {
                Err(ServiceError::NotPermitted { permission: Permission::WriteItems })
            }
        })
        .await?;
        Ok(Self { app, request, staff, id, title })
    }

    fn page(&self, submit: bool, errors: FormErrors, told: &[Told]) -> OfficeBring {
        let chrome: Chrome = chrome(self.app, self.request, Some(self.staff));
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        OfficeBring {
            errors,
            again: false,
            back: Link::new(self.title.as_str(), format!("/staff/office/{}", self.id)),
            action: format!("/staff/office/{}/import", self.id),
            submit,
            faults: told.iter().take(MOST).map(|told| check::told_row(&chrome, told)).collect(),
            more: if told.len() > MOST { chrome.t1("bank-report-most", "count", most) } else { String::new() },
            chrome,
        }
    }
}
