//! Registering a candidate: the form, and the verdict with its clauses.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use serde::Deserialize;

use crate::app::App;
use crate::domain::person::DocumentKind;
use crate::domain::registration::{Channel, Outcome, Verdict};
use crate::domain::verdict::{Finding, Severity};
use crate::i18n::{self, Locale};
use crate::services::registrations::{self, Register};
use crate::services::{FieldError, ServiceError, overview};
use crate::store::instant;
use crate::web::extract::{Staff, act};
use crate::web::forms::StaffForm;

use super::views::{Chip, Choice, Chrome, EligibilityPage, Fact, FindingRow, FormErrors, Link, RegisterForm, Tone};
use super::{Page, chrome, render, render_again, say};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    document_kind: String,
    #[serde(default)]
    document_number: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    work_years: String,
    #[serde(default)]
    extra_minutes: String,
    #[serde(default)]
    letters_signed: String,
    #[serde(default)]
    large_print: String,
}

/// The form.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let page = page(&app, &request, &staff, *id, &Typed::default(), FormErrors::none()).await?;
    render(&app, &request, &page)
}

async fn page(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
    typed: &Typed,
    errors: FormErrors,
) -> Result<RegisterForm, crate::web::errors::WebError> {
    let actor = staff.actor.clone();
    let detail = act(app, move |context| overview::session(context, &actor, id)).await?;
    let chrome = chrome(app, request, Some(staff));
    let locale = chrome.locale;
    let choices = |key: &str, values: &[&str], chosen: &str| -> Vec<Choice> {
        values
            .iter()
            .enumerate()
            .map(|(at, value)| Choice {
                value: (*value).to_owned(),
                label: i18n::text(locale, &format!("{key}-{}", value.to_lowercase().replace('_', "-"))),
                chosen: *value == chosen || (chosen.is_empty() && at == 0),
            })
            .collect()
    };
    Ok(RegisterForm {
        session: format!(
            "{} · {}",
            say::project(locale, &detail.occupation, detail.session.level),
            say::instant(locale, instant(detail.session.opens_at))
        ),
        action: format!("/staff/sessions/{id}/register"),
        back: format!("/staff/sessions/{id}"),
        name: typed.name.clone(),
        document_kinds: choices("document", &["resident_id", "passport", "residence_permit"], &typed.document_kind),
        document_number: typed.document_number.clone(),
        email: typed.email.clone(),
        locales: choices("locale", &["zh-CN", "en"], &typed.locale),
        channels: choices("channel", &["person", "enterprise", "training_body"], &typed.channel),
        work_years: typed.work_years.clone(),
        extra_minutes: typed.extra_minutes.clone(),
        large_print: !typed.large_print.is_empty(),
        letters_signed: !typed.letters_signed.is_empty(),
        errors,
        chrome,
    })
}

/// Registers, or shows the verdict that says no, or the form with what is wrong at its fields.
///
/// # Errors
/// When the form is not of this session.
pub async fn submit(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (typed, id) = (posted.fields, *id);
    if posted.restoring {
        let page = page(&app, &request, &staff, id, &typed, FormErrors::none()).await?;
        return render(&app, &request, &page);
    }
    let register = match register_of(&typed) {
        Ok(register) => register,
        Err(fields) => return again(&app, &request, &staff, id, &typed, &fields).await,
    };
    let actor = staff.actor.clone();
    let done = act(&app, move |context| {
        Ok(match registrations::register(context, &actor, id, register) {
            Err(ServiceError::Invalid(fields)) => Done::Invalid(fields),
            Err(ServiceError::Refused(refusal)) => match refusal.verdict.clone().map(serde_json::from_value) {
                Some(Ok(verdict)) => Done::Refused(verdict),
                _ => return Err(ServiceError::Refused(refusal)),
            },
            other => {
                let registered = other?;
                Done::Registered(registered.admission_number, registered.verdict)
            }
        })
    })
    .await?;
    let chrome = chrome(&app, &request, Some(&staff));
    match done {
        Done::Invalid(fields) => again(&app, &request, &staff, id, &typed, &fields).await,
        Done::Registered(number, verdict) => {
            let page = verdict_page(&app, chrome, id, &typed, &verdict, Some(number));
            render(&app, &request, &page)
        }
        Done::Refused(verdict) => {
            let page = verdict_page(&app, chrome, id, &typed, &verdict, None);
            render_again(&app, &request, &page)
        }
    }
}

enum Done {
    Registered(String, Verdict),
    Refused(Verdict),
    Invalid(Vec<FieldError>),
}

fn register_of(typed: &Typed) -> Result<Register, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut number = |field: &'static str, text: &str| match text.trim() {
        "" => 0,
        text => text.parse::<u32>().unwrap_or_else(|_| {
            wrong.push(FieldError { field, code: "whole-number", message: "write a whole number".into() });
            0
        }),
    };
    let work_years = number("work_years", &typed.work_years);
    let extra_minutes = number("extra_minutes", &typed.extra_minutes);
    let document_kind = typed.document_kind.parse::<DocumentKind>().unwrap_or(DocumentKind::ResidentId);
    let channel = match typed.channel.as_str() {
        "enterprise" => Channel::Enterprise,
        "training_body" => Channel::TrainingBody,
        _ => Channel::Person,
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Register {
        name: typed.name.clone(),
        document_kind,
        document_number: typed.document_number.clone(),
        birth_day: None,
        email: (!typed.email.trim().is_empty()).then(|| typed.email.trim().to_owned()),
        locale: typed.locale.clone(),
        channel,
        work_years,
        work_proved: false,
        letters_signed: !typed.letters_signed.is_empty(),
        extra_minutes,
        large_print: !typed.large_print.is_empty(),
        review_reason: None,
    })
}

async fn again(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
    typed: &Typed,
    fields: &[FieldError],
) -> Page {
    let locale = crate::web::extract::language(request);
    let mut errors = FormErrors::none();
    for one in fields {
        errors.add(one.field, say::field_error(locale, one.code, &one.message));
    }
    let page = page(app, request, staff, id, typed, errors).await?;
    render_again(app, request, &page)
}

fn verdict_page(
    app: &App,
    chrome: Chrome,
    id: i64,
    typed: &Typed,
    verdict: &Verdict,
    number: Option<String>,
) -> EligibilityPage {
    let locale = chrome.locale;
    let (tone, mut sentence) = match verdict.outcome {
        Outcome::Allowed => (Tone::Ok, chrome.t("verdict-allowed")),
        Outcome::NeedsReview => (Tone::Warn, chrome.t("verdict-review")),
        Outcome::Refused => match verdict.possible_from() {
            Some(day) => (Tone::Stop, chrome.t1("verdict-refused-until", "day", say::day(locale, day))),
            None => (Tone::Stop, chrome.t("verdict-refused")),
        },
    };
    let mut facts = vec![Fact::new(chrome.t("col-name"), typed.name.trim())];
    if let Some(number) = number {
        sentence = chrome.t("verdict-registered");
        facts.push(Fact::code(chrome.t("col-admission"), number));
    }
    EligibilityPage {
        sentence,
        tone,
        facts,
        findings: verdict.findings.iter().map(|finding| finding_row(locale, finding)).collect(),
        policy: app.context.policy.id.clone(),
        action: None,
        back: Link::new(chrome.t("back"), format!("/staff/sessions/{id}")),
        chrome,
    }
}

fn finding_row(locale: Locale, finding: &Finding) -> FindingRow {
    let (tone, key) = match finding.severity {
        Severity::Note => (Tone::Plain, "finding-note"),
        Severity::Review => (Tone::Warn, "finding-review"),
        Severity::Refusal => (Tone::Stop, "finding-bars"),
    };
    FindingRow {
        chip: Chip::new(tone, i18n::text(locale, key)),
        words: if locale == Locale::Zh { finding.sentence_zh() } else { finding.sentence_en() },
        clause: finding.clause.to_string(),
        lifts: finding.lifts_on.map(|day| say::day(locale, day)),
    }
}
