//! What is handed out about a certificate and its issuer.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::crypto::{Signer as _, canonical};
use crate::formats::qr;
use crate::formats::status_list::{self, ENTRIES, ListFacts, Purpose, StatusList};
use crate::formats::vc::{self, ProofOptions};
use crate::store::certificates::{self, CertificateRow};
use crate::store::{StoreError, instant};

use super::published;
use crate::services::award::Facts;
use crate::services::{Context, ServiceError, issuer, log};

/// How long a status list may be relied on.
const LIST_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A certificate as its page shows it to the holder, unmasked but for the identity number. Whoever hands it out has
/// checked a claim with [`look_up`](super::look_up), or the permission to see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    /// The serial as one word.
    pub serial: String,
    /// The serial in groups.
    pub serial_printed: String,
    /// The holder's name.
    pub name: String,
    /// The identity number, masked.
    pub identity: String,
    /// The certificate kind's name.
    pub kind: String,
    /// The occupation's code.
    pub occupation_code: String,
    /// The occupation's name.
    pub occupation: String,
    /// The level, 0 for none.
    pub level: i64,
    /// `五级（初级工）`; empty for none.
    pub level_name: String,
    /// First day of the activity, `YYYY-MM-DD`.
    pub started: String,
    /// Last day of it.
    pub ended: String,
    /// The day of issue.
    pub issued: String,
    /// The theory mark, `84.00`.
    pub theory: String,
    /// The practical mark.
    pub practical: String,
    /// The awarding body.
    pub body: String,
    /// The issuer.
    pub issuer: String,
    /// The signing key's kid in hex.
    pub kid: String,
    /// The log index.
    pub log_index: i64,
    /// `live`, `suspended` or `revoked`.
    pub state: String,
    /// When it was published.
    pub published_at: Timestamp,
}

/// A published certificate for its page.
///
/// # Errors
/// When there is none of this serial.
pub fn certificate(context: &Context, serial: &str) -> Result<CertificateView, ServiceError> {
    let (row, facts) = find(context, serial)?;
    let award = &facts.award;
    let level = award.level;
    let level_name =
        if level.number() == 0 { String::new() } else { format!("{}（{}）", level.ordinal_zh(), level.name_zh()) };
    Ok(CertificateView {
        serial: row.serial.clone(),
        serial_printed: award.serial.printed(),
        name: award.holder_name.clone(),
        identity: award.id_masked.clone(),
        kind: crate::domain::credential::kind_name_zh(award.kind).to_owned(),
        occupation_code: award.occupation.to_string(),
        occupation: award.specialization.clone(),
        level: level.number(),
        level_name,
        started: award.started.to_string(),
        ended: award.ended.to_string(),
        issued: award.issued.to_string(),
        theory: award.theory.to_string(),
        practical: award.practical.to_string(),
        body: award.body_name.clone(),
        issuer: award.issuer_name.clone(),
        kid: row.kid.clone(),
        log_index: row.leaf_index.unwrap_or_default(),
        state: row.state.clone(),
        published_at: row.published_at.map(instant).unwrap_or_default(),
    })
}

/// `certificate.json`: the signed document, as it was published.
///
/// # Errors
/// When there is none of this serial.
pub fn certificate_json(context: &Context, serial: &str) -> Result<Value, ServiceError> {
    let (row, _) = find(context, serial)?;
    canonical::parse(row.document.as_bytes())
        .map_err(|error| StoreError::Malformed(format!("{serial}: {error}")).into())
}

/// `certificate.tlog-proof`: that the certificate stands in the public log, and a witness saw it (C2SP tlog-proof).
///
/// # Errors
/// When there is none of this serial.
pub fn log_proof(context: &Context, serial: &str) -> Result<String, ServiceError> {
    let (row, _) = find(context, serial)?;
    let position = row.leaf_index.ok_or(ServiceError::NotFound("log leaf"))?;
    Ok(log::proof(context, position)?.to_text())
}

/// The text of a certificate's code.
///
/// # Errors
/// When there is none of this serial.
pub fn qr_text(context: &Context, serial: &str) -> Result<String, ServiceError> {
    let (row, facts) = find(context, serial)?;
    qr::text(&facts.award.host, &code(&row)?).map_err(internal)
}

/// A certificate's code, drawn: an `svg` element with the class `qr`.
///
/// # Errors
/// When there is none of this serial.
pub fn qr_svg(context: &Context, serial: &str) -> Result<String, ServiceError> {
    let (row, facts) = find(context, serial)?;
    qr::svg(&facts.award.host, &code(&row)?).map_err(internal)
}

/// A file of a certificate: `certificate.json`, `certificate.tlog-proof` (its leaf's way to a cosigned checkpoint), `qr.txt`,
/// `qr.svg`.
///
/// # Errors
/// When there is no such certificate or file.
pub fn file(context: &Context, serial: &str, name: &str) -> Result<Vec<u8>, ServiceError> {
    Ok(match name {
        "certificate.json" => crate::crypto::canonical::to_jcs(&certificate_json(context, serial)?),
        "certificate.tlog-proof" => log_proof(context, serial)?.into_bytes(),
        "qr.txt" => qr_text(context, serial)?.into_bytes(),
        "qr.svg" => qr_svg(context, serial)?.into_bytes(),
        _ => return Err(ServiceError::NotFound("file")),
    })
}

/// `keys.json`.
///
/// # Errors
/// `root-offline` when it must be signed anew and the root key is not here.
pub fn keys_json(context: &Context) -> Result<Value, ServiceError> {
    canonical::parse(&issuer::published(context)?).map_err(internal)
}

/// A signed status list, of this moment and good for 24 hours.
///
/// # Errors
/// When there is no such purpose or list.
pub fn status_list(context: &Context, list: i64, purpose: &str) -> Result<Value, ServiceError> {
    let none = || ServiceError::NotFound("status list");
    let purpose = Purpose::from_code(purpose).ok_or_else(none)?;
    let number = u32::try_from(list).map_err(|_| none())?;
    let size = i64::from(ENTRIES);
    let start = list.checked_mul(size).ok_or_else(none)?;
    let end = start.checked_add(size).ok_or_else(none)?;
    let state = match purpose {
        Purpose::Revocation => "revoked",
        Purpose::Suspension => "suspended",
    };
    let set = context.store.read(|connection| {
        // List 0 is always there; another once it holds a certificate.
        if list > 0 && certificates::is_list_empty(connection, start, end)? {
            return Err(none());
        }
        Ok(certificates::status_indices(connection, state, start, end)?)
    })?;
    let bits = StatusList::with(set.into_iter().filter_map(|index| u32::try_from(index - start).ok()));
    let host = issuer::host(context)?;
    let now = context.now();
    let method = issuer::verification_method(&host, &context.keys.issuing.public_key());
    let facts = ListFacts {
        issuer_id: issuer::issuer_id(&host),
        host,
        purpose,
        list: number,
        valid_from: now,
        valid_until: now.checked_add(LIST_LIFETIME).unwrap_or(now),
    };
    let options = ProofOptions { created: now, verification_method: method };
    vc::sign(&status_list::document(&bits, &facts), &options, &context.keys.issuing).map_err(internal)
}

/// A JSON-LD context that our documents name, by its file name.
#[must_use]
pub fn json_ld_context(name: &str) -> Option<Cow<'static, str>> {
    (name == "jiangheng-v1.jsonld")
        .then_some(Cow::Borrowed(include_str!("../../../assets/contexts/jiangheng-v1.jsonld")))
}

fn find(context: &Context, serial: &str) -> Result<(CertificateRow, Facts), ServiceError> {
    published(context, serial)?.ok_or(ServiceError::NotFound("certificate"))
}

fn code(row: &CertificateRow) -> Result<Vec<u8>, ServiceError> {
    hex::decode(&row.qr).map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
