//! Question banks: the list, one bank, importing a sealed package, handing in an item key.

pub mod blueprint;
pub mod check;
pub mod export;
pub(super) mod said;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::services::banks::{self, BankSummary};
use crate::services::{ServiceError, overview};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act, language};
use crate::web::forms::once;
use crate::web::uploads::{StaffUpload, Upload, UploadFault};

use super::views::{
    BankImportForm, BankKeyForm, BankPage, BankRow, BanksPage, Chip, Chrome, Fact, FormErrors, Link, Tone,
};
use super::{Page, chrome, render, render_again, say, see};

/// How much of a digest a list shows.
const SHORT: usize = 12;
/// The most bytes of an item key's file.
const KEY_FILE: usize = 1024;

/// All banks.
///
/// # Errors
/// Without the permission.
pub async fn list(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    let actor = staff.actor.clone();
    let found = act(&app, move |context| banks::list(context, &actor)).await?;
    let manages = staff.actor.may_anywhere(Permission::ManageBanks);
    let chrome = chrome(&app, &request, Some(&staff));
    let banks = found
        .into_iter()
        .map(|bank| BankRow {
            href: manages.then(|| format!("/staff/banks/{}", bank.id)),
            code: chrome.t2("bank-code-version", "code", bank.code.as_str(), "version", bank.version.as_str()),
            project: project(&app, &chrome, &bank),
            items: bank.item_count.to_string(),
            digest: bank.package_digest.chars().take(SHORT).collect(),
            key: key_chip(&chrome, &bank),
            imported: imported(&chrome, &bank),
            title: bank.title,
        })
        .collect();
    render(&app, &request, &BanksPage { chrome, banks, manages })
}

/// One bank.
///
/// # Errors
/// When there is none, or it is another bureau's.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let bank = bank_of(&app, &staff, *id).await?;
    let bank_id = *id;
    let origin = act(&app, move |context| crate::services::office::origin(context, bank_id)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let mut facts = facts(&app, &chrome, &bank);
    if let Some(origin) = origin {
        let from = chrome.t1("bank-origin-text", "number", origin.number);
        let superseded = origin.superseded_by.map(|_| chrome.t("bank-superseded"));
        let between = if chrome.locale == crate::i18n::Locale::Zh { "，" } else { "; " };
        let said: Vec<String> = std::iter::once(from).chain(superseded).collect();
        facts.push(Fact::new(chrome.t("bank-origin"), said.join(between)));
    }
    facts.push(Fact::new(chrome.t("bank-imported"), imported(&chrome, &bank)));
    facts.push(Fact::code(chrome.t("bank-digest"), bank.package_digest.as_str()));
    let page = BankPage {
        key: key_chip(&chrome, &bank),
        text: chrome.t(if bank.key_released { "bank-key-here-text" } else { "bank-key-missing-text" }),
        facts,
        release: (!bank.key_released).then(|| format!("/staff/banks/{id}/key")),
        blueprint: bank.key_released.then(|| format!("/staff/banks/{id}/blueprint")),
        package: format!("/staff/banks/{id}/package.zip"),
        title: bank.title,
        chrome,
    };
    render(&app, &request, &page)
}

/// A bank's sealed package.
///
/// # Errors
/// When there is none, or it is another bureau's.
pub async fn package(app: Data<App>, staff: Staff, id: Path<i64>) -> Page {
    let (bank, bytes) = act(&app, move |context| banks::package(context, &staff.actor, *id)).await?;
    Ok(attached("application/zip", &format!("{}-{}.zip", bank.code, bank.version)).body(bytes))
}

/// The form that imports a sealed package.
///
/// # Errors
/// Without the permission.
pub async fn import_form(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    may_manage(&staff)?;
    let chrome = chrome(&app, &request, Some(&staff));
    render(&app, &request, &BankImportForm { chrome, errors: FormErrors::none(), again: false })
}

/// A form that has files alone.
pub type FilesAlone = Vec<(String, String)>;

/// Imports a sealed package, or says why it is refused.
///
/// # Errors
/// Without the permission.
pub async fn import(app: Data<App>, request: HttpRequest, form: StaffUpload<FilesAlone>) -> Page {
    let StaffUpload { staff, mut posted } = form;
    may_manage(&staff)?;
    let page = |errors: FormErrors, again: bool| {
        let chrome = chrome(&app, &request, Some(&staff));
        BankImportForm { chrome, errors, again }
    };
    if posted.restoring {
        return render(&app, &request, &page(FormErrors::none(), true));
    }
    let locale = language(&request);
    let chosen = one(posted.take("package"), posted.fault.as_ref(), "bank-package");
    let package = match chosen {
        Ok(package) => package,
        Err(key) => {
            let errors = FormErrors::one("package", crate::i18n::text(locale, key));
            return render_again(&app, &request, &page(errors, false));
        }
    };
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        let done = refused(&app, move |context| banks::import(context, &actor, &package.bytes)).await?;
        match done {
            Ok(bank) => Ok(see(&format!("/staff/banks/{}", bank.id))),
            Err(problem) => {
                let errors = FormErrors::one("package", say::problem(locale, &problem));
                render_again(&app, &request, &page(errors, false))
            }
        }
    })
    .await
}

/// The form that hands an item key in.
///
/// # Errors
/// When there is no such bank, or it is another bureau's.
pub async fn key_form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let bank = bank_of(&app, &staff, *id).await?;
    if bank.key_released {
        return Ok(see(&format!("/staff/banks/{id}")));
    }
    render(&app, &request, &key_page(&app, chrome(&app, &request, Some(&staff)), &bank, FormErrors::none(), false))
}

/// An item key, pasted. It is a secret: it is never shown again.
#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    secret_key: String,
}

/// Takes an item key, or says why not.
///
/// # Errors
/// When there is no such bank, or it is another bureau's.
pub async fn key(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffUpload<Key>) -> Page {
    let StaffUpload { staff, mut posted } = form;
    let bank = bank_of(&app, &staff, *id).await?;
    let page =
        |errors: FormErrors, again: bool| key_page(&app, chrome(&app, &request, Some(&staff)), &bank, errors, again);
    if posted.restoring {
        return render(&app, &request, &page(FormErrors::none(), true));
    }
    let locale = language(&request);
    let pasted = posted.fields.secret_key.trim().to_owned();
    let (field, given) = match posted.take("file").pop() {
        Some(file) if file.bytes.len() <= KEY_FILE => ("file", String::from_utf8_lossy(&file.bytes).into_owned()),
        Some(_) => ("file", "-".to_owned()),
        None if posted.fault.is_some() => ("file", "-".to_owned()),
        None => ("secret_key", pasted),
    };
    if given.trim().is_empty() {
        let errors = FormErrors::one("file", crate::i18n::text(locale, "bank-key-none"));
        return render_again(&app, &request, &page(errors, false));
    }
    once(&app, &staff, &posted.once, async {
        let (actor, id) = (staff.actor.clone(), bank.id);
        let done = refused(&app, move |context| banks::release_key(context, &actor, id, &given)).await?;
        match done {
            Ok(bank) => Ok(see(&format!("/staff/banks/{}", bank.id))),
            Err(problem) => {
                let errors = FormErrors::one(field, say::problem(locale, &problem));
                render_again(&app, &request, &page(errors, false))
            }
        }
    })
    .await
}

fn key_page(app: &App, chrome: Chrome, bank: &BankSummary, errors: FormErrors, again: bool) -> BankKeyForm {
    BankKeyForm {
        errors,
        again,
        facts: facts(app, &chrome, bank),
        action: format!("/staff/banks/{}/key", bank.id),
        back: Link::new(chrome.t("bank-back"), format!("/staff/banks/{}", bank.id)),
        chrome,
    }
}

/// Runs a use case; a refusal or a wrong field is said in the form, everything else is an error.
async fn refused<T: Send + 'static>(
    app: &Data<App>,
    work: impl FnOnce(&crate::services::Context) -> Result<T, ServiceError> + Send + 'static,
) -> Result<Result<T, Problem>, WebError> {
    act(app, move |context| match work(context) {
        Err(error @ (ServiceError::Refused(_) | ServiceError::Invalid(_))) => Ok(Err(Problem::from(error))),
        other => Ok(Ok(other?)),
    })
    .await
}

/// The one file of a field; else the key of what to say.
fn one(mut files: Vec<Upload>, fault: Option<&UploadFault>, field: &str) -> Result<Upload, &'static str> {
    if let Some(fault) = fault {
        return Err(said::fault(fault));
    }
    match (files.pop(), files.is_empty()) {
        (Some(file), true) => Ok(file),
        (Some(_), false) => Err("upload-several"),
        (None, _) => Err(match field {
            "bank" => "bank-file-none",
            "blueprint" => "blueprint-file-none",
            _ => "package-file-none",
        }),
    }
}

fn may_manage(staff: &Staff) -> Result<(), WebError> {
    Ok(staff.actor.require(Permission::ManageBanks, staff.actor.organisation_id)?)
}

async fn bank_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<BankSummary, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| banks::find(context, &actor, id)).await
}

fn facts(app: &App, chrome: &Chrome, bank: &BankSummary) -> Vec<Fact> {
    vec![
        Fact::new(chrome.t("bank-title"), bank.title.as_str()),
        Fact::code(chrome.t("bank-code"), bank.code.as_str()),
        Fact::code(chrome.t("bank-version"), bank.version.as_str()),
        Fact::new(chrome.t("bank-project"), project(app, chrome, bank)),
        Fact::new(chrome.t("bank-items"), bank.item_count.to_string()),
    ]
}

fn project(app: &App, chrome: &Chrome, bank: &BankSummary) -> String {
    say::project(chrome.locale, &overview::occupation_name(&app.context, &bank.occupation), bank.level)
}

fn imported(chrome: &Chrome, bank: &BankSummary) -> String {
    bank.imported_at.parse().map_or_else(|_| bank.imported_at.clone(), |instant| say::instant(chrome.locale, instant))
}

fn key_chip(chrome: &Chrome, bank: &BankSummary) -> Chip {
    if bank.key_released {
        Chip::new(Tone::Ok, chrome.t("bank-key-here"))
    } else {
        Chip::new(Tone::Wait, chrome.t("bank-key-missing"))
    }
}

/// A file to be saved, under a name in any script (RFC 6266).
pub(super) fn attached(kind: &str, name: &str) -> HttpResponseBuilder {
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let mut builder = HttpResponse::Ok();
    builder.insert_header((header::CONTENT_TYPE, kind)).insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
    ));
    builder
}
