//! Checking a certificate, and the certificate itself.

use actix_web::web::{Data, Form, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::i18n::Locale;
use crate::services::verification::{self, Claim};
use crate::services::{Context, ServiceError};
use crate::web::api::certificates as api;
use crate::web::errors::WebError;
use crate::web::extract::{Staff, act, client_of};

use super::views::{Banner, CertificatePage, FormErrors, Tone, VerifyForm, VerifyQr};
use super::{Page, checked, chrome, render, render_again, say};

/// The form, without a serial.
///
/// # Errors
/// When a template fails.
pub async fn form(app: Data<App>, request: HttpRequest) -> Page {
    ask(&app, &request, String::new()).await
}

/// The form with the serial of the address: an address alone answers nothing, since serials can be counted through.
///
/// # Errors
/// When a template fails.
pub async fn form_of(app: Data<App>, request: HttpRequest, serial: Path<String>) -> Page {
    ask(&app, &request, serial.into_inner()).await
}

async fn ask(app: &App, request: &HttpRequest, serial: String) -> Page {
    let chrome = chrome(app, request, None);
    let page = VerifyForm { chrome, errors: FormErrors::none(), serial, claim: String::new(), wait_minutes: None };
    render(app, request, &page)
}

/// Where a QR code leads; its digits stay behind the `#`.
///
/// # Errors
/// When a template fails.
pub async fn scanned(app: Data<App>, request: HttpRequest) -> Page {
    let chrome = chrome(&app, &request, None);
    let grounds = checked::grounds(&chrome);
    render(&app, &request, &VerifyQr { chrome, errors: FormErrors::none(), grounds })
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    serial: String,
    #[serde(default)]
    claim: String,
}

/// The claim that a text is: the last four of a number, or a name.
fn claim_of(text: &str) -> Claim {
    let text = text.trim();
    let tail = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if tail { Claim::Tail(text.to_uppercase()) } else { Claim::Name(text.to_owned()) }
}

fn compact(serial: &str) -> String {
    serial.split_whitespace().collect::<String>().to_uppercase()
}

/// Checks a certificate.
///
/// # Errors
/// When the database fails.
pub async fn verify(app: Data<App>, request: HttpRequest, form: Form<Typed>) -> Page {
    let Typed { serial, claim } = form.into_inner();
    let chrome = chrome(&app, &request, None);
    let mut errors = FormErrors::none();
    if serial.trim().is_empty() {
        errors.add("serial", chrome.t("verify-missing-serial"));
    }
    if claim.trim().is_empty() {
        errors.add("claim", chrome.t("verify-missing-claim"));
    }
    if !errors.is_empty() {
        return render_again(&app, &request, &VerifyForm { chrome, errors, serial, claim, wait_minutes: None });
    }
    let (asked, held) = (compact(&serial), claim_of(&claim));
    let client = client_of(&request);
    let answer = act(&app, move |context| {
        Ok(match verification::look_up(context, &asked, &held, &client) {
            Err(ServiceError::Busy { retry_after }) => Err(retry_after),
            other => Ok(other?),
        })
    })
    .await?;
    match answer {
        Ok(found) => {
            let page = checked::result(chrome, found, claim);
            render(&app, &request, &page)
        }
        Err(seconds) => {
            let wait_minutes = Some(seconds.div_ceil(60));
            render_again(&app, &request, &VerifyForm { chrome, errors, serial, claim, wait_minutes })
        }
    }
}

/// Who asks for a certificate: its holder, or whoever was shown it, by its claim.
#[derive(Deserialize)]
pub struct Holder {
    #[serde(default)]
    claim: String,
}

/// The certificate's page, for who knows the claim.
///
/// # Errors
/// An unknown serial or a wrong claim: nothing is there.
pub async fn certificate(app: Data<App>, request: HttpRequest, serial: Path<String>, form: Form<Holder>) -> Page {
    let (serial, claim) = (serial.into_inner(), form.into_inner().claim);
    let client = client_of(&request);
    let given = claim.clone();
    let found = act(&app, move |context| {
        verification::require(context, &serial, &claim_of(&given), &client)?;
        sheet(context, &serial)
    })
    .await?;
    show(&app, &request, found, claim)
}

/// The certificate's page, for staff who may see the session's results.
///
/// # Errors
/// To whoever may not see its session nothing is there.
pub async fn certificate_for_staff(app: Data<App>, request: HttpRequest, staff: Staff, serial: Path<String>) -> Page {
    let found = act(&app, move |context| {
        verification::require_staff(context, &staff.actor, &serial)?;
        sheet(context, &serial)
    })
    .await?;
    show(&app, &request, found, String::new())
}

type Sheet = (verification::CertificateView, String);

fn sheet(context: &Context, serial: &str) -> Result<Sheet, ServiceError> {
    Ok((verification::certificate(context, serial)?, verification::qr_svg(context, serial)?))
}

fn show(app: &App, request: &HttpRequest, (found, qr_svg): Sheet, claim: String) -> Page {
    let chrome = chrome(app, request, None);
    let status = match found.state.as_str() {
        "live" => None,
        state => Some(Banner { tone: Tone::Stop, title: chrome.t(&format!("verify-{state}")), text: String::new() }),
    };
    let level = crate::domain::Level::new(found.level).unwrap_or(crate::domain::Level::NONE);
    let period = if found.started == found.ended {
        say::stored_day(Locale::Zh, &found.started)
    } else {
        format!("{} 至 {}", say::stored_day(Locale::Zh, &found.started), say::stored_day(Locale::Zh, &found.ended))
    };
    let address = app.settings.origin.split("://").last().unwrap_or_default();
    let page = CertificatePage {
        serial: found.serial_printed,
        name: found.name,
        identity: found.identity,
        period,
        occupation: found.occupation,
        occupation_code: found.occupation_code,
        level_zh: if level.number() == 0 {
            String::new()
        } else {
            format!("{}／{}", level.ordinal_zh(), level.name_zh())
        },
        level_en: if level.number() == 0 { String::new() } else { format!("Level {}", level.number()) },
        theory: found.theory,
        practical: found.practical,
        body: found.body,
        issued: say::stored_day(Locale::Zh, &found.issued),
        key: found.kid,
        log_index: found.log_index.to_string(),
        claim,
        verify_address: format!("{address}/verify"),
        qr_svg,
        status,
        json_href: format!("/certificates/{}/certificate.json", found.serial),
        verify_href: format!("/v/{}", found.serial),
        chrome,
    };
    render(app, request, &page)
}

/// A file of a certificate, for who knows the claim: `certificate.json`, `certificate.tlog-proof`, `qr.txt`, `qr.svg`.
///
/// # Errors
/// An unknown serial, a wrong claim, another name: nothing is there.
pub async fn file(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
    form: Form<Holder>,
) -> Result<HttpResponse, WebError> {
    let (serial, name) = path.into_inner();
    api::send_file(&app, &request, serial, name, claim_of(&form.claim)).await
}
