//! Beginning a project from a blueprint, perhaps with the items of a bank's file.

use actix_web::HttpRequest;
use actix_web::web::Data;
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::domain::bank::Fault;
use crate::i18n;
use crate::services::bank_checks::{NamedFile, Unread};
use crate::services::office::{self, Begin, Begun};
use crate::web::errors::WebError;
use crate::web::extract::{Staff, language};
use crate::web::forms::once;
use crate::web::pages::banks::said;
use crate::web::pages::views::{FormErrors, OfficeNew};
use crate::web::pages::{Page, chrome, render, render_again, say, see};
use crate::web::uploads::{StaffUpload, Upload};

use super::{attempt, words};

/// How many faults the page shows.
const MOST: usize = 50;

/// What was typed of a new project.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    submit: String,
}

fn may_begin(staff: &Staff) -> Result<(), WebError> {
    Ok(staff.actor.require(Permission::RunOffice, staff.actor.organisation_id)?)
}

/// The form.
///
/// # Errors
/// Without the permission.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    may_begin(&staff)?;
    render(&app, &request, &page(&app, &request, &staff, Typed::default(), FormErrors::none(), &[]))
}

/// Begins a project, or says what is wrong with the files.
///
/// # Errors
/// Without the permission.
pub async fn submit(app: Data<App>, request: HttpRequest, form: StaffUpload<Typed>) -> Page {
    let StaffUpload { staff, mut posted } = form;
    may_begin(&staff)?;
    let typed = posted.fields.clone();
    if posted.restoring {
        let again = OfficeNew { again: true, ..page(&app, &request, &staff, typed, FormErrors::none(), &[]) };
        return render(&app, &request, &again);
    }
    let locale = language(&request);
    let named = |file: Upload| NamedFile { name: file.name, bytes: file.bytes };
    let blueprint = posted.take("blueprint").pop().map(named);
    let bank = posted.take("bank").pop().map(named);
    let pictures = posted.take("pictures").into_iter().map(named).collect();
    let wrong = match (&posted.fault, &blueprint) {
        (Some(fault), _) => Some(said::fault(fault)),
        (None, None) => Some("blueprint-file-none"),
        (None, Some(_)) => None,
    };
    let (Some(blueprint), None) = (blueprint, wrong) else {
        let errors = FormErrors::one("blueprint", i18n::text(locale, wrong.unwrap_or("blueprint-file-none")));
        return render_again(&app, &request, &page(&app, &request, &staff, typed, errors, &[]));
    };
    let new = Begin { code: typed.code.clone(), blueprint, bank, pictures, submit: typed.submit == "yes" };
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        let again = |errors: FormErrors, faults: &[Fault]| {
            render_again(&app, &request, &page(&app, &request, &staff, typed.clone(), errors, faults))
        };
        match attempt(&app, move |context| office::begin(context, &actor, new)).await? {
            Ok(Begun::Project(id)) => Ok(see(&format!("/staff/office/{id}?done=begun"))),
            Ok(Begun::Unreadable(found)) => {
                let mut errors = FormErrors::none();
                for unread in found.iter().map(Unread::of) {
                    let text = said::unread(locale, &unread);
                    errors.add(unread.field, text);
                }
                again(errors, &[])
            }
            Ok(Begun::Faulty(faults)) => {
                let count = i64::try_from(faults.len()).unwrap_or(i64::MAX);
                let of_rows = faults.iter().any(|fault| fault.row.is_some());
                let text = i18n::text_with(locale, "office-faulty", &[("count", count.into())]);
                again(FormErrors::one(if of_rows { "bank" } else { "blueprint" }, text), &faults)
            }
            Err(problem) => {
                let mut errors = FormErrors::none();
                for one in &problem.fields {
                    errors.add(one.field, say::field_error(locale, one.code, &one.message));
                }
                if errors.is_empty() {
                    errors.add("code", say::problem(locale, &problem));
                }
                again(errors, &[])
            }
        }
    })
    .await
}

fn page(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    typed: Typed,
    errors: FormErrors,
    faults: &[Fault],
) -> OfficeNew {
    let chrome = chrome(app, request, Some(staff));
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    OfficeNew {
        errors,
        again: false,
        code: typed.code,
        submit: typed.submit == "yes",
        faults: faults.iter().take(MOST).map(|one| words::fault(&chrome, None, one)).collect(),
        more: if faults.len() > MOST { chrome.t1("bank-report-most", "count", most) } else { String::new() },
        chrome,
    }
}
