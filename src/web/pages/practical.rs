//! The examiner's pages: whom to mark, the sheet, and that a candidate did not come.

mod refused;
mod show;

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::crypto::digest::sha256;
use crate::domain::practical::{Draft, Scheme};
use crate::i18n;
use crate::services::ServiceError;
use crate::services::practical::{self, CountedFault, Marking, SheetToMark, SignSheet, SignedCriterion, SignedSheet};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{Posted, StaffForm, once};

use super::views::FormErrors;
use super::{Page, render, render_again, say, see};
use show::{Shown, absent_page, list_page, sheet_page};

/// The session and the registration of an address.
type At = (i64, i64);
/// The fields of a sheet's form, which are named after its scheme.
type Fields = Vec<(String, String)>;

/// What the list has to say.
#[derive(Deserialize)]
pub struct Signed {
    signed: Option<i64>,
}

/// Whom to mark.
///
/// # Errors
/// When there is no such session for this account.
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    session: Path<i64>,
    query: Query<Signed>,
) -> Page {
    let (id, actor) = (*session, staff.actor.clone());
    let marking = act(&app, move |context| practical::to_mark(context, &actor, id)).await;
    refused::calmly(&app, &request, &staff, async {
        let marking = marking?;
        if marking.marking == Marking::NotYet {
            return refused::too_early(&app, &request, &staff, marking.opens_at);
        }
        render(&app, &request, &list_page(&app, &request, &staff, &marking, query.signed))
    })
    .await
}

/// What the sheet has to say.
#[derive(Deserialize)]
pub struct Kept {
    kept: Option<String>,
}

/// The sheet.
///
/// # Errors
/// When there is no such session or candidate for this account.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, path: Path<At>, query: Query<Kept>) -> Page {
    refused::calmly(&app, &request, &staff, async {
        let sheet = open(&app, &staff, *path).await?;
        if let Some(page) = refused::of_sheet(&app, &request, &staff, &sheet) {
            return page;
        }
        let shown = Shown { kept: query.kept.is_some(), ..Shown::typed(&sheet.draft) };
        render(&app, &request, &sheet_page(&app, &request, &staff, &sheet, shown))
    })
    .await
}

/// Keeps what was typed so far, and goes to where the button says. Keeping the same twice changes nothing, so it takes
/// no turn of [`once`]: a form that went back in the browser can still be kept and signed.
///
/// # Errors
/// When the form is not of this session, or the state says no.
pub async fn keep(app: Data<App>, request: HttpRequest, path: Path<At>, form: StaffForm<Fields>) -> Page {
    let StaffForm { staff, posted } = form;
    let (session, registration) = *path;
    refused::calmly(&app, &request, &staff, async {
        let sheet = open(&app, &staff, *path).await?;
        if let Some(page) = refused::of_sheet(&app, &request, &staff, &sheet) {
            return page;
        }
        let mut typed = typed(&sheet, &posted);
        let zero = field(&posted, "zero").to_owned();
        let fields = changes(&posted, &mut typed, &sheet.session.scheme, &zero);
        if posted.restoring {
            return render(&app, &request, &sheet_page(&app, &request, &staff, &sheet, Shown::typed(&typed)));
        }
        let actor = staff.actor.clone();
        let kept = act(&app, move |context| practical::keep_draft(context, &actor, registration, &fields)).await;
        if let Err(error) = kept {
            return told(&app, &request, &staff, *path, error).await;
        }
        let list = format!("/staff/sessions/{session}/practical");
        Ok(see(&match field(&posted, "then") {
            "list" => list,
            "en" => format!("{list}/{registration}?lang=en"),
            "zh" => format!("{list}/{registration}?lang=zh"),
            "review" => format!("{list}/{registration}?kept=yes#review"),
            _ if !zero.is_empty() => format!("{list}/{registration}#criterion-{zero}"),
            _ => format!("{list}/{registration}?kept=yes"),
        }))
    })
    .await
}

/// What the form changes in the draft. The button of a criterion says that its open faults did not occur.
fn changes(posted: &Posted<Fields>, typed: &mut Draft, scheme: &Scheme, zero: &str) -> BTreeMap<String, String> {
    let mut fields: BTreeMap<String, String> =
        posted.kept.iter().filter(|(name, _)| Draft::is_field(name)).cloned().collect();
    let Some(criterion) = scheme.criterion(zero) else { return fields };
    for fault in criterion.faults.iter().filter(|fault| typed.count(criterion, fault).is_none()).collect::<Vec<_>>() {
        let name = Draft::count_field(criterion, fault);
        if typed.put(scheme, &name, "0").is_ok() {
            fields.insert(name, "0".to_owned());
        }
    }
    fields
}

/// Signs the sheet, or says at each criterion what is missing and keeps what was given.
///
/// # Errors
/// When the form is not of this session, or the state says no.
pub async fn sign(app: Data<App>, request: HttpRequest, path: Path<At>, form: StaffForm<Fields>) -> Page {
    let StaffForm { staff, posted } = form;
    refused::calmly(&app, &request, &staff, async {
        let sheet = open(&app, &staff, *path).await?;
        let typed = typed(&sheet, &posted);
        let again = |errors: FormErrors| {
            let shown = Shown { errors, tried: true, ..Shown::typed(&typed) };
            sheet_page(&app, &request, &staff, &sheet, shown)
        };
        if posted.restoring {
            let shown = sheet_page(&app, &request, &staff, &sheet, Shown::typed(&typed));
            return match refused::of_sheet(&app, &request, &staff, &sheet) {
                Some(page) => page,
                None => render(&app, &request, &shown),
            };
        }
        // A sheet that was altered since is another posting: it is to be refused, not to be sent to where the first was.
        let name = turn(&posted);
        once(&app, &staff, &name, async {
            let signed = match sheet_of(&sheet.session.scheme, &typed, field(&posted, "password")) {
                Ok(signed) => signed,
                Err(missing) => {
                    return match refused::of_sheet(&app, &request, &staff, &sheet) {
                        Some(page) => page,
                        None => render_again(&app, &request, &again(missing_errors(&request, missing))),
                    };
                }
            };
            match hand_in(&app, &staff, *path, signed).await {
                Err(error) => told(&app, &request, &staff, *path, error).await,
                Ok(Ok(location)) => Ok(see(&location)),
                Ok(Err(problem)) => render_again(&app, &request, &again(problem_errors(&request, &problem))),
            }
        })
        .await
    })
    .await
}

/// Asks whether a candidate really did not come.
///
/// # Errors
/// When there is no such session or candidate for this account.
pub async fn absent_form(app: Data<App>, request: HttpRequest, staff: Staff, path: Path<At>) -> Page {
    refused::calmly(&app, &request, &staff, async {
        let sheet = open(&app, &staff, *path).await?;
        match refused::of_sheet(&app, &request, &staff, &sheet) {
            Some(page) => page,
            None => render(&app, &request, &absent_page(&app, &request, &staff, &sheet, FormErrors::none())),
        }
    })
    .await
}

/// Signs that a candidate did not come.
///
/// # Errors
/// When the form is not of this session, or the state says no.
pub async fn absent(app: Data<App>, request: HttpRequest, path: Path<At>, form: StaffForm<Fields>) -> Page {
    let StaffForm { staff, posted } = form;
    refused::calmly(&app, &request, &staff, async {
        let sheet = open(&app, &staff, *path).await?;
        let again = |errors: FormErrors| absent_page(&app, &request, &staff, &sheet, errors);
        if posted.restoring {
            return render(&app, &request, &again(FormErrors::none()));
        }
        once(&app, &staff, &posted.once, async {
            let password = field(&posted, "password").to_owned();
            if password.is_empty() {
                let errors = missing_errors(&request, vec![Missing::Password]);
                return render_again(&app, &request, &again(errors));
            }
            let signed = SignSheet { criteria: Vec::new(), absent: true, password };
            match hand_in(&app, &staff, *path, signed).await {
                Err(error) => told(&app, &request, &staff, *path, error).await,
                Ok(Ok(location)) => Ok(see(&location)),
                Ok(Err(problem)) => render_again(&app, &request, &again(problem_errors(&request, &problem))),
            }
        })
        .await
    })
    .await
}

async fn open(app: &Data<App>, staff: &Staff, (session, registration): At) -> Result<SheetToMark, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| practical::open(context, &actor, session, registration)).await
}

/// Why a sheet could not be kept or signed, with what is so by now: what was signed and when, that marking is over.
async fn told(app: &Data<App>, request: &HttpRequest, staff: &Staff, at: At, error: WebError) -> Page {
    let sheet = open(app, staff, at).await?;
    refused::of_sheet(app, request, staff, &sheet).unwrap_or(Err(error))
}

/// Signs; where the reader goes then, or what is wrong with the fields.
async fn hand_in(
    app: &Data<App>,
    staff: &Staff,
    (session, registration): At,
    sheet: SignSheet,
) -> Result<Result<String, Problem>, WebError> {
    let actor = staff.actor.clone();
    let done = act(app, move |context| {
        Ok(match practical::sign(context, &actor, registration, sheet) {
            Err(error @ ServiceError::Invalid(_)) => Err(Problem::from(error)),
            other => Ok::<SignedSheet, Problem>(other?),
        })
    })
    .await?;
    Ok(done.map(|_| format!("/staff/sessions/{session}/practical?signed={registration}")))
}

/// The draft with what the form says put over it.
fn typed(sheet: &SheetToMark, posted: &Posted<Fields>) -> Draft {
    let mut typed = sheet.draft.clone();
    for (name, value) in &posted.kept {
        // What is no field of the scheme is of the form itself, or of nobody.
        typed.put(&sheet.session.scheme, name, value).unwrap_or_default();
    }
    typed
}

/// The name of this posting: the form's own with what it says.
fn turn(posted: &Posted<Fields>) -> String {
    if posted.once.is_empty() {
        return String::new();
    }
    let said = serde_urlencoded::to_string(&posted.kept).unwrap_or_default();
    format!("{}.{}", posted.once, hex::encode(sha256(said.as_bytes())))
}

fn field<'a>(posted: &'a Posted<Fields>, name: &str) -> &'a str {
    posted.fields.iter().rev().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// What has to be given before a sheet can be signed.
enum Missing {
    /// This criterion: its title, and the element to go to.
    Criterion { title: String, anchor: String },
    /// The password.
    Password,
}

fn missing_errors(request: &HttpRequest, missing: Vec<Missing>) -> FormErrors {
    let mut errors = FormErrors::none();
    for one in missing {
        match one {
            Missing::Criterion { title, anchor } => errors.add(anchor, title),
            Missing::Password => errors.add("password", i18n::text(language(request), "practical-missing-password")),
        }
    }
    errors
}

fn problem_errors(request: &HttpRequest, problem: &Problem) -> FormErrors {
    let mut errors = FormErrors::none();
    for one in &problem.fields {
        errors.add(one.field, say::field_error(language(request), one.code, &one.message));
    }
    errors
}

/// The sheet that a form says, or all that is not decided yet.
fn sheet_of(scheme: &Scheme, typed: &Draft, password: &str) -> Result<SignSheet, Vec<Missing>> {
    let mut missing = Vec::new();
    let mut criteria = Vec::new();
    for criterion in scheme.steps().iter().flat_map(|step| &step.criteria) {
        match typed.entry(criterion) {
            Some(entry) => criteria.push(SignedCriterion {
                id: criterion.id.clone(),
                done: entry.done,
                faults: entry.counts.into_iter().map(|(id, count)| CountedFault { id, count }).collect(),
            }),
            None => missing.push(Missing::Criterion {
                title: criterion.title.clone(),
                anchor: format!("criterion-{}", criterion.id),
            }),
        }
    }
    if password.is_empty() {
        missing.push(Missing::Password);
    }
    let sheet = SignSheet { criteria, absent: false, password: password.to_owned() };
    if missing.is_empty() { Ok(sheet) } else { Err(missing) }
}
