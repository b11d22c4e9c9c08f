//! The examiner's pages: whom to mark, and the sheet.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use crate::app::App;
use crate::i18n;
use crate::services::ServiceError;
use crate::services::practical::{self, CountedFault, SignSheet, SignedCriterion, ToMark};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act};
use crate::web::forms::StaffForm;

use super::views::{
    Chip, FaultRow, FormErrors, Link, MeasuredCriterion, PracticalForm, PracticalList, SafetyCriterion, ToMarkRow, Tone,
};
use super::{Page, chrome, render, render_again, say, see};

async fn marking(app: &Data<App>, staff: &Staff, session: i64) -> Result<ToMark, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| practical::to_mark(context, &actor, session)).await
}

/// Whom to mark.
///
/// # Errors
/// When the examiner is not on this session's panel.
pub async fn list(app: Data<App>, request: HttpRequest, staff: Staff, session: Path<i64>) -> Page {
    let marking = marking(&app, &staff, *session).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let rows = marking
        .candidates
        .iter()
        .map(|one| {
            let (tone, key) = match (one.signed.is_some(), one.absent) {
                (true, _) => (Tone::Ok, "practical-signed"),
                (_, true) => (Tone::Wait, "candidate-absent"),
                _ => (Tone::Now, "practical-open"),
            };
            ToMarkRow {
                admission: one.admission_number.clone(),
                name: one.name.clone(),
                seat: one.seat.to_string(),
                state: Chip::new(tone, i18n::text(chrome.locale, key)),
                href: (one.signed.is_none() && !one.absent)
                    .then(|| format!("/staff/sessions/{}/practical/{}", *session, one.registration_id)),
            }
        })
        .collect();
    let page = PracticalList {
        banner: None,
        title: chrome.t("practical-title"),
        lede: marking.scheme.title.clone(),
        rows,
        back: Link::new(chrome.t("back"), "/staff"),
        chrome,
    };
    render(&app, &request, &page)
}

/// The sheet.
///
/// # Errors
/// When the examiner is not on the panel, or there is no such candidate.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, path: Path<(i64, i64)>) -> Page {
    let page = page(&app, &request, &staff, path.into_inner(), &BTreeMap::new(), FormErrors::none()).await?;
    render(&app, &request, &page)
}

async fn page(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    (session, registration): (i64, i64),
    typed: &BTreeMap<String, String>,
    errors: FormErrors,
) -> Result<PracticalForm, WebError> {
    let marking = marking(app, staff, session).await?;
    let candidate =
        marking.candidates.iter().find(|one| one.registration_id == registration).ok_or_else(Problem::not_found)?;
    let chrome = chrome(app, request, Some(staff));
    let safety = marking.scheme.criteria.iter().filter(|one| one.star).map(|one| SafetyCriterion {
        id: one.id.clone(),
        title: one.title.clone(),
        done: typed.get(&format!("done.{}", one.id)).map(|value| value == "yes"),
    });
    let measured = marking.scheme.criteria.iter().filter(|one| !one.star).map(|one| MeasuredCriterion {
        id: one.id.clone(),
        title: one.title.clone(),
        full: one.marks.to_string(),
        faults: one
            .faults
            .iter()
            .map(|fault| FaultRow {
                id: fault.id.clone(),
                title: fault.title.clone(),
                deduct: fault.deduct.to_string(),
                count: typed.get(&format!("count.{}.{}", one.id, fault.id)).cloned().unwrap_or_default(),
            })
            .collect(),
    });
    Ok(PracticalForm {
        errors,
        title: chrome.t("practical-title"),
        task: marking.scheme.title.clone(),
        seat: chrome.t1("seat-number", "seat", candidate.seat),
        candidate: format!("{} {}", candidate.name, candidate.admission_number),
        examiner: staff.actor.name.clone(),
        safety: safety.collect(),
        measured: measured.collect(),
        full: marking.scheme.total.to_string(),
        action: format!("/staff/sessions/{session}/practical/{registration}"),
        back: format!("/staff/sessions/{session}/practical"),
        chrome,
    })
}

/// Signs the sheet, or says at each criterion what is missing and keeps what was given.
///
/// # Errors
/// When the form is not of this session, or the state says no.
pub async fn sign(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(i64, i64)>,
    form: StaffForm<Vec<(String, String)>>,
) -> Page {
    let StaffForm { staff, posted } = form;
    let typed: BTreeMap<String, String> = posted.fields.into_iter().collect();
    let (session, registration) = path.into_inner();
    if posted.restoring {
        let page = page(&app, &request, &staff, (session, registration), &typed, FormErrors::none()).await?;
        return render(&app, &request, &page);
    }
    let marking = marking(&app, &staff, session).await?;
    let sheet = match sheet_of(&marking, &typed) {
        Ok(sheet) => sheet,
        Err(missing) => {
            let locale = crate::web::extract::language(&request);
            let mut errors = FormErrors::none();
            for Missing { field, title, key } in missing {
                let text = i18n::text(locale, key);
                errors.add(field, if title.is_empty() { text } else { format!("{title} — {text}") });
            }
            let page = page(&app, &request, &staff, (session, registration), &typed, errors).await?;
            return render_again(&app, &request, &page);
        }
    };
    let actor = staff.actor.clone();
    let done = act(&app, move |context| {
        Ok(match practical::sign(context, &actor, registration, sheet) {
            Err(error @ ServiceError::Invalid(_)) => Err(Problem::from(error)),
            other => Ok(other.map(|_| ())?),
        })
    })
    .await?;
    match done {
        Ok(()) => Ok(see(&format!("/staff/sessions/{session}/practical"))),
        Err(problem) => {
            let locale = crate::web::extract::language(&request);
            let mut errors = FormErrors::none();
            for one in &problem.fields {
                errors.add(one.field, say::field_error(locale, one.code, &one.message));
            }
            let page = page(&app, &request, &staff, (session, registration), &typed, errors).await?;
            render_again(&app, &request, &page)
        }
    }
}

/// A field that is not decided yet: of which criterion or fault, and the key of what to say there.
struct Missing {
    field: String,
    title: String,
    key: &'static str,
}

/// The sheet that a form says, or each field that is not decided yet.
fn sheet_of(marking: &ToMark, typed: &BTreeMap<String, String>) -> Result<SignSheet, Vec<Missing>> {
    let mut missing = Vec::new();
    let mut criteria = Vec::new();
    for criterion in &marking.scheme.criteria {
        let mut mark = SignedCriterion { id: criterion.id.clone(), done: None, faults: Vec::new() };
        if criterion.star {
            let field = format!("done.{}", criterion.id);
            match typed.get(&field).map(String::as_str) {
                Some("yes") => mark.done = Some(true),
                Some("no") => mark.done = Some(false),
                _ => missing.push(Missing { field, title: criterion.title.clone(), key: "practical-missing-safety" }),
            }
        }
        for fault in &criterion.faults {
            let field = format!("count.{}.{}", criterion.id, fault.id);
            match typed.get(&field).map(|text| text.trim().parse::<u32>()) {
                Some(Ok(count)) => {
                    mark.faults.push(CountedFault { id: fault.id.clone(), count });
                }
                _ => missing.push(Missing { field, title: fault.title.clone(), key: "practical-missing-count" }),
            }
        }
        criteria.push(mark);
    }
    let password = typed.get("password").cloned().unwrap_or_default();
    if password.is_empty() {
        missing.push(Missing { field: "password".to_owned(), title: String::new(), key: "practical-missing-password" });
    }
    if missing.is_empty() { Ok(SignSheet { criteria, absent: false, password }) } else { Err(missing) }
}
