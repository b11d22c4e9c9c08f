//! What the public checks: one certificate by serial and name, its files, its code, the status lists; and taking a
//! certificate back.

mod files;
mod revocation;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crypto::random::equal;
use crate::domain::account::Permission;
use crate::domain::credential::{Ground, Serial};
use crate::domain::person::PersonName;
use crate::formats::verify::{Evidence, Outcome, Report, verify_code as check_code, verify_credential};
use crate::store::certificates::{self, CertificateRow};
use crate::store::{StoreError, instant};

use super::award::Facts;
use super::{Actor, Context, ServiceError, issuer, log};

pub use files::{
    CertificateView, certificate, certificate_json, file, json_ld_context, keys_json, log_proof, qr_svg, qr_text,
    status_list,
};
pub use revocation::{reinstate, revoke, suspend};

/// What whoever asks knows of the holder. Serials can be counted through, so a serial alone shows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The whole name.
    Name(String),
    /// The last four characters of the identity number.
    Tail(String),
}

/// What came of a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The signature is valid, and it is neither revoked nor suspended as of `as_of`.
    Good,
    /// Taken back for good.
    Revoked,
    /// Suspended until further notice.
    Suspended,
    /// What is stored does not verify.
    Altered,
    /// No such certificate, or the claim does not fit: the same answer.
    Unknown,
}

/// One check, as `formats::verify` made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// Its stable name; `check-<code>` in `locales/` is its text.
    pub code: String,
    /// `held`, `failed` or `not_checked`.
    pub outcome: String,
    /// The figures, in English.
    pub detail: String,
}

/// A signed field, masked where it says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// Its stable name; `field-<label>` in `locales/` is its text.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// The answer to a look-up or to a scanned code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// What came of it.
    pub standing: Standing,
    /// The instant the standing is of.
    pub as_of: Timestamp,
    /// The serial that was asked for, as one word.
    pub serial: String,
    /// Since when it is revoked or suspended.
    pub since: Option<Timestamp>,
    /// The ground of a revocation (C5), its stable word.
    pub ground: Option<String>,
    /// The ground in Chinese.
    pub ground_zh: Option<String>,
    /// Its number in the public log.
    pub log_index: Option<i64>,
    /// Every check that was made; empty when unknown.
    pub checks: Vec<CheckView>,
    /// Signed fields only; empty unless the signature holds.
    pub fields: Vec<FieldView>,
}

/// Looks a certificate up. An unknown serial and a claim that does not fit get the same answer; wrong answers make
/// the same client wait, and a client without wrong answers never waits.
///
/// # Errors
/// [`ServiceError::Busy`] after many wrong answers; the database fails.
pub fn look_up(context: &Context, serial: &str, claim: &Claim, client: &str) -> Result<Verification, ServiceError> {
    let guesses = &context.throttles.certificates;
    let now = context.now();
    let word: String = serial.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let wait = guesses.wait(client, &word, now);
    if wait > 0 {
        return Err(ServiceError::Busy { retry_after: wait });
    }
    let found = published(context, &word)?;
    let fits = found.as_ref().is_some_and(|(_, facts)| claim.fits(facts));
    match found {
        Some((row, _)) if fits => {
            let report = report_of(context, &row)?;
            answer(context, &row, &report)
        }
        _ => {
            guesses.wrong(client, &word, now);
            Ok(unknown(word, now))
        }
    }
}

/// Refuses whoever does not know the holder of a certificate.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown serial as for a wrong claim; as [`look_up`].
pub fn require(context: &Context, serial: &str, claim: &Claim, client: &str) -> Result<(), ServiceError> {
    match look_up(context, serial, claim, client)?.standing {
        Standing::Unknown => Err(ServiceError::NotFound("certificate")),
        _ => Ok(()),
    }
}

/// Refuses staff who may not see the session that a certificate comes from.
///
/// # Errors
/// [`ServiceError::NotFound`] to them, as for an unknown serial.
pub fn require_staff(context: &Context, actor: &Actor, serial: &str) -> Result<(), ServiceError> {
    let places = context.store.read(|connection| certificates::places(connection, serial))?;
    let seen = places.is_some_and(|places| places.iter().any(|at| actor.may(Permission::ViewSessions, *at)));
    if seen { Ok(()) } else { Err(ServiceError::NotFound("certificate")) }
}

/// Checks a scanned code against the live state: its signature, and that it is the code of the certificate it names.
///
/// # Errors
/// When the database fails.
pub fn verify_qr_online(context: &Context, text: &str) -> Result<Verification, ServiceError> {
    let now = context.now();
    let keys = context.store.read(|connection| issuer::current(connection, context))?;
    let report = check_code(text, &keys, now, Evidence::default());
    let read = crate::formats::qr::Code::read(text).ok();
    let serial = read.as_ref().map(|code| code.claims.serial.to_string()).unwrap_or_default();
    let found = published(context, &serial)?;
    match (read, found) {
        (Some(code), Some((row, facts))) if code.claims.nonce == facts.award.nonce => answer(context, &row, &report),
        _ if report.passed() => Ok(unknown(serial, now)),
        _ => Ok(Verification { standing: Standing::Altered, checks: checks(&report), ..unknown(serial, now) }),
    }
}

impl Claim {
    fn fits(&self, facts: &Facts) -> bool {
        match self {
            Self::Name(name) => name
                .parse::<PersonName>()
                .is_ok_and(|name| equal(name.as_str().as_bytes(), facts.award.holder_name.as_bytes())),
            Self::Tail(tail) => {
                equal(tail.trim().to_ascii_uppercase().as_bytes(), facts.award.id_tail.to_ascii_uppercase().as_bytes())
            }
        }
    }
}

/// A published certificate with its facts.
fn published(context: &Context, serial: &str) -> Result<Option<(CertificateRow, Facts)>, ServiceError> {
    if serial.parse::<Serial>().is_err() {
        return Ok(None);
    }
    let row = context.store.read(|connection| certificates::by_serial(connection, serial))?;
    let Some(row) = row.filter(|row| row.published_at.is_some()) else { return Ok(None) };
    let facts = serde_json::from_str(&row.facts).map_err(|error| StoreError::Malformed(format!("facts: {error}")))?;
    Ok(Some((row, facts)))
}

/// Checks the stored document as a stranger would, with the log's proof.
fn report_of(context: &Context, row: &CertificateRow) -> Result<Report, ServiceError> {
    let keys = context.store.read(|connection| issuer::current(connection, context))?;
    let position =
        row.leaf_index.ok_or_else(|| StoreError::Malformed("a published certificate without leaf".into()))?;
    let proof = log::proof(context, position)?.to_text();
    let evidence = Evidence { log: Some(&proof), status: &[] };
    Ok(verify_credential(row.document.as_bytes(), &keys, context.now(), evidence))
}

fn answer(context: &Context, row: &CertificateRow, report: &Report) -> Result<Verification, ServiceError> {
    let events = context.store.read(|connection| certificates::events(connection, row.id))?;
    let last = events.iter().rev().find(|event| matches!(event.op.as_str(), "revoke" | "suspend"));
    let standing = match row.state.as_str() {
        _ if !report.passed() => Standing::Altered,
        "live" => Standing::Good,
        "suspended" => Standing::Suspended,
        _ => Standing::Revoked,
    };
    let taken_back = matches!(standing, Standing::Revoked | Standing::Suspended);
    let ground = last.filter(|_| standing == Standing::Revoked).and_then(|event| Ground::from_code(&event.ground));
    let now = context.now();
    let mut checks = checks(report);
    // The live state is asked here instead of signed lists.
    checks.retain(|check| check.code != "revocation" && check.code != "suspension");
    checks.push(CheckView {
        code: "status".into(),
        outcome: if taken_back { "failed".into() } else { "held".into() },
        detail: format!("{} as of {now}, from the issuer's own register", row.state),
    });
    let fields = report.signed.iter().map(|(label, value)| FieldView {
        label: (*label).to_owned(),
        value: match *label {
            "name" => value.parse::<PersonName>().map_or_else(|_| "＊".into(), |name| name.masked()),
            _ => value.clone(),
        },
    });
    Ok(Verification {
        standing,
        as_of: now,
        serial: row.serial.clone(),
        since: last.filter(|_| taken_back).map(|event| instant(event.at)),
        ground: ground.map(|ground| ground.code().to_owned()),
        ground_zh: ground.map(|ground| ground.name_zh().to_owned()),
        log_index: row.leaf_index,
        checks,
        fields: fields.collect(),
    })
}

fn checks(report: &Report) -> Vec<CheckView> {
    let view = |check: &crate::formats::verify::Check| CheckView {
        code: check.code.to_owned(),
        outcome: match check.outcome {
            Outcome::Held => "held".into(),
            Outcome::Failed => "failed".into(),
            Outcome::NotChecked => "not_checked".into(),
        },
        detail: check.detail.clone(),
    };
    report.checks.iter().map(view).collect()
}

fn unknown(serial: String, now: Timestamp) -> Verification {
    Verification {
        standing: Standing::Unknown,
        as_of: now,
        serial,
        since: None,
        ground: None,
        ground_zh: None,
        log_index: None,
        checks: Vec::new(),
        fields: Vec::new(),
    }
}
