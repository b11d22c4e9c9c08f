//! The whole check of one certificate, as a stranger makes it: from bytes, `keys.json` and what else they hold.
//!
//! Every check is reported, also the ones that could not be made. Offline nothing is ever plainly "valid".

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;

use super::keys::{Key, KeySet, KeyState};
use super::qr::Code;
use super::status_list::{self, Purpose};
use super::tlog::{Leaf, LogProof};
use super::vc;
use crate::clock::{local_day, local_zone};
use crate::crypto::{Digest, canonical};
use crate::domain::credential::{Operation, Serial, contexts};

/// A witness must have seen the leaf at most this many days after the day of issue.
const WITNESS_DAYS: i64 = 3;

/// What the checker holds besides the certificate and the keys.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The certificate's `.tlog-proof`.
    pub log: Option<&'a str>,
    /// Signed status lists.
    pub status: &'a [Vec<u8>],
}

/// What came of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Held,
    /// It does not.
    Failed,
    /// It could not be made with what was given.
    NotChecked,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// A stable name that the interface translates.
    pub code: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// The figures: what was found and what was wanted.
    pub detail: String,
}

/// Everything that was checked, and what the signature covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The checks in the order they were made.
    pub checks: Vec<Check>,
    /// Signed fields alone, label and text; empty unless the signature holds.
    pub signed: Vec<(&'static str, String)>,
    /// As of when the status is known.
    pub status_as_of: Option<Timestamp>,
}

impl Report {
    /// Whether no check failed and the signature was verified.
    #[must_use]
    pub fn passed(&self) -> bool {
        let signed = self.checks.iter().any(|check| check.code == "signature" && check.outcome == Outcome::Held);
        signed && !self.checks.iter().any(|check| check.outcome == Outcome::Failed)
    }

    /// The sentence under the checks.
    #[must_use]
    pub fn verdict(&self) -> String {
        if !self.passed() {
            let failed = self.checks.iter().filter(|check| check.outcome == Outcome::Failed).map(|check| check.code);
            return format!("refused: {}", failed.collect::<Vec<_>>().join(", "));
        }
        match self.status_as_of {
            Some(time) => format!("signature valid; status as of {time}"),
            None => "signature valid; status not checked".into(),
        }
    }

    fn held(&mut self, code: &'static str, detail: impl Into<String>) {
        self.checks.push(Check { code, outcome: Outcome::Held, detail: detail.into() });
    }

    fn failed(&mut self, code: &'static str, detail: impl Into<String>) {
        self.checks.push(Check { code, outcome: Outcome::Failed, detail: detail.into() });
    }

    fn not_checked(&mut self, code: &'static str, detail: impl Into<String>) {
        self.checks.push(Check { code, outcome: Outcome::NotChecked, detail: detail.into() });
    }

    fn check(&mut self, code: &'static str, holds: bool, detail: impl Into<String>) {
        if holds { self.held(code, detail) } else { self.failed(code, detail) }
    }
}

/// Checks a `certificate.json`.
#[must_use]
pub fn verify_credential(bytes: &[u8], keys: &KeySet, now: Timestamp, evidence: Evidence<'_>) -> Report {
    let mut report = Report::default();
    let document = match canonical::parse(bytes) {
        Ok(document) => document,
        Err(error) => {
            report.failed("json", error.to_string());
            return report;
        }
    };
    report.held("json", "one meaning: no duplicate keys, no floats");
    let context_holds = document.get("@context") == Some(&contexts(&keys.host));
    report.check("context", context_holds, format!("exactly the three contexts of {}", keys.host));
    let issuer = document.pointer("/issuer/id").and_then(Value::as_str).unwrap_or_default();
    report.check("issuer", issuer == keys.issuer.id, format!("{issuer}; keys.json is of {}", keys.issuer.id));
    let proof = match vc::proof(&document) {
        Ok(proof) => proof,
        Err(error) => {
            report.failed("proof", error.to_string());
            return report;
        }
    };
    report.held("proof", "one eddsa-jcs-2022 proof for assertionMethod");
    let Some(key) = keys.by_id(&proof.verification_method) else {
        report.failed("key", format!("{} is not in keys.json", proof.verification_method));
        return report;
    };
    match proof.verify(&key.key) {
        Ok(()) => report.held("signature", format!("Ed25519, kid {}", hex::encode(key.key.kid()))),
        Err(error) => {
            report.failed("signature", error.to_string());
            return report;
        }
    }
    let Some(subject) = Subject::of_document(&document) else {
        report.failed("fields", "a field of the certificate is missing or malformed");
        return report;
    };
    report.signed = subject.fields.clone();
    report.check("dates", subject.issued <= local_day(now) && proof.created <= now, subject.dates(now));
    let digest = Wanted::Document(proof.document_digest);
    logged(&mut report, keys, key, &subject, &digest, (proof.created, proof.created), evidence.log);
    status(&mut report, keys, &subject, now, evidence.status);
    report
}

/// Checks a scanned code.
#[must_use]
pub fn verify_code(text: &str, keys: &KeySet, now: Timestamp, evidence: Evidence<'_>) -> Report {
    let mut report = Report::default();
    let code = match Code::read(text) {
        Ok(code) => code,
        Err(error) => {
            report.failed("code", error.to_string());
            return report;
        }
    };
    report.held("code", "the one deterministic form");
    let Some(key) = keys.by_kid(code.kid) else {
        report.failed("key", format!("kid {} is not in keys.json", hex::encode(code.kid)));
        return report;
    };
    if !code.verifies(&key.key) {
        report.failed("signature", format!("does not verify with kid {}", hex::encode(code.kid)));
        return report;
    }
    report.held("signature", format!("Ed25519, kid {}", hex::encode(code.kid)));
    let number = code.claims.issuer;
    report.check("issuer", number == keys.issuer.number, format!("number {number}: {}", keys.issuer.name));
    let subject = Subject::of_code(&code, keys);
    report.signed = subject.fields.clone();
    report.check("dates", subject.issued <= local_day(now), subject.dates(now));
    let wanted = Wanted::Code { digest: code.claims.digest(code.kid), index: code.claims.log_index };
    let begins = |day: Date| day.to_zoned(local_zone()).map_or(now, |zoned| zoned.timestamp());
    let day = (begins(subject.issued), begins(subject.issued.tomorrow().unwrap_or(subject.issued)));
    logged(&mut report, keys, key, &subject, &wanted, day, evidence.log);
    status(&mut report, keys, &subject, now, evidence.status);
    report
}

/// What both forms of a certificate say and the later checks need.
struct Subject {
    serial: Serial,
    issued: Date,
    status: [(Purpose, String, u32); 2],
    fields: Vec<(&'static str, String)>,
}

impl Subject {
    fn of_document(document: &Value) -> Option<Self> {
        let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
        let serial: Serial = text("/credentialSubject/licenseNumber")?.parse().ok()?;
        let issued = day(text("/validFrom")?)?;
        let types = document.get("type")?.as_array()?;
        if !["VerifiableCredential", "OpenBadgeCredential"].iter().all(|t| types.iter().any(|have| have == t)) {
            return None;
        }
        let entry = |place: usize| {
            let at = |field: &str| text(&format!("/credentialStatus/{place}/{field}"));
            Some((
                Purpose::from_code(at("statusPurpose")?)?,
                at("statusListCredential")?.to_owned(),
                at("statusListIndex")?.parse().ok().filter(|index| *index < status_list::ENTRIES)?,
            ))
        };
        let status = [entry(0)?, entry(1)?];
        let [(first, ..), (second, ..)] = &status;
        if (*first, *second) != (Purpose::Revocation, Purpose::Suspension) {
            return None;
        }
        let mut fields = vec![("serial", serial.printed()), ("title", text("/name")?.to_owned())];
        for (label, pointer) in [
            ("name", "/credentialSubject/identifier/0/identityHash"),
            ("identity", "/credentialSubject/identifier/1/identityHash"),
            ("occupation", "/credentialSubject/achievement/humanCode"),
            ("project", "/credentialSubject/achievement/specialization"),
            ("level", "/credentialSubject/skillLevelName"),
            ("theory", "/credentialSubject/result/0/value"),
            ("practical", "/credentialSubject/result/1/value"),
            ("review", "/credentialSubject/result/2/value"),
            ("body", "/credentialSubject/awardingBody"),
            ("issuer", "/issuer/name"),
            ("photo", "/credentialSubject/photoDigest"),
        ] {
            if let Some(value) = text(pointer) {
                fields.push((label, value.to_owned()));
            }
        }
        for (label, pointer) in
            [("from", "/credentialSubject/activityStartDate"), ("to", "/credentialSubject/activityEndDate")]
        {
            fields.push((label, day(text(pointer)?)?.to_string()));
        }
        fields.push(("issued", issued.to_string()));
        Some(Self { serial, issued, status, fields })
    }

    fn of_code(code: &Code, keys: &KeySet) -> Self {
        let claims = &code.claims;
        let entry = |purpose| (purpose, status_list::url(&keys.host, purpose, claims.status_list), claims.status_index);
        let fields = vec![
            ("serial", claims.serial.printed()),
            ("name", claims.name.clone()),
            ("identity", format!("…{}", claims.id_tail)),
            ("project", claims.project.clone()),
            ("level", claims.level.ordinal_zh().to_owned()),
            ("issuer", keys.issuer.name.clone()),
            ("issued", claims.issued.to_string()),
        ];
        Self {
            serial: claims.serial.clone(),
            issued: claims.issued,
            status: [entry(Purpose::Revocation), entry(Purpose::Suspension)],
            fields,
        }
    }

    fn dates(&self, now: Timestamp) -> String {
        format!("issued on {}; today is {}", self.issued, local_day(now))
    }
}

/// What the leaf must hold of the form that was checked.
enum Wanted {
    Document(Digest),
    Code { digest: Digest, index: u64 },
}

/// The log's checks, and the key's state, which is judged at the witnessed time where there is one.
fn logged(
    report: &mut Report,
    keys: &KeySet,
    key: &Key,
    subject: &Subject,
    wanted: &Wanted,
    own_time: (Timestamp, Timestamp),
    log: Option<&str>,
) {
    let Some(text) = log else {
        match key.state {
            KeyState::Compromised { .. } => {
                report.failed("key", "compromised: not verifiable without the log's proof (.tlog-proof)");
            }
            _ => report.check(
                "key",
                key.was_active_within(own_time),
                format!("{} on the certificate's own date; no witnessed time given", key_state(key)),
            ),
        }
        report.not_checked("log", "no .tlog-proof given: inclusion in the public log and its witness");
        return;
    };
    let proof = match LogProof::parse(text) {
        Ok(proof) => proof,
        Err(error) => return report.failed("log", error.to_string()),
    };
    let witnessed = match proof.verify(&keys.log, &keys.witnesses) {
        Ok(witnessed) => witnessed,
        Err(error) => return report.failed("log", error.to_string()),
    };
    let leaf = match Leaf::parse(&proof.leaf) {
        Ok(leaf) => leaf,
        Err(error) => return report.failed("log", error.to_string()),
    };
    let says = match wanted {
        Wanted::Document(digest) => leaf.doc == *digest,
        Wanted::Code { digest, index } => leaf.qr == Some(*digest) && *index == proof.index,
    };
    let of_this = matches!(leaf.op, Operation::Issue | Operation::Reissue)
        && leaf.serial.as_ref() == Some(&subject.serial)
        && leaf.day == subject.issued
        && leaf.kid == Some(key.key.kid());
    report.check(
        "log",
        says && of_this,
        format!("leaf {} of {} in {}", proof.index, witnessed.checkpoint.size, keys.log.name),
    );
    let Some(time) = witnessed.time() else {
        report.failed("witness", "no known witness cosigned the checkpoint");
        return;
    };
    let last = subject.issued.checked_add(WITNESS_DAYS.days()).unwrap_or(subject.issued);
    let seen = local_day(time);
    report.check(
        "witness",
        subject.issued <= seen && seen <= last,
        format!("seen on {seen}, issued on {}: at most {WITNESS_DAYS} days later", subject.issued),
    );
    let trusted = match key.state {
        KeyState::Compromised { trusted_size } => proof.index < trusted_size,
        _ => true,
    };
    report.check("key", trusted && key.was_active(time), format!("{} when witnessed at {time}", key_state(key)));
}

fn key_state(key: &Key) -> String {
    let until = key.until.map_or_else(|| "now".to_owned(), |until| until.to_string());
    let state = match key.state {
        KeyState::Active => "active".to_owned(),
        KeyState::Retired => "retired".to_owned(),
        KeyState::Compromised { trusted_size } => format!("compromised (leaves below {trusted_size} count)"),
    };
    format!("{state}, {} to {until}", key.from)
}

fn status(report: &mut Report, keys: &KeySet, subject: &Subject, now: Timestamp, lists: &[Vec<u8>]) {
    let mut known = Vec::new();
    let mut lists: Vec<_> = lists.iter().map(|bytes| status_list::read(bytes)).collect();
    for (purpose, url, index) in &subject.status {
        let found = lists.iter().position(|list| list.as_ref().is_ok_and(|list| list.url == *url));
        let Some(Ok(list)) = found.map(|at| lists.swap_remove(at)) else {
            report.not_checked(purpose_code(*purpose), format!("{url} not given"));
            continue;
        };
        let signed = keys
            .by_id(&list.proof.verification_method)
            .is_some_and(|key| key.state == KeyState::Active && list.proof.verify(&key.key).is_ok());
        let detail = if !signed || list.issuer_id != keys.issuer.id {
            "not signed by an active key of the issuer".to_owned()
        } else if list.purpose != *purpose {
            "a list for another purpose".to_owned()
        } else if now < list.valid_from || now >= list.valid_until {
            format!("the list holds from {} until {} only", list.valid_from, list.valid_until)
        } else if list.bits.is_set(*index) != Some(false) {
            format!("entry {index} is set: {}", if *purpose == Purpose::Revocation { "revoked" } else { "suspended" })
        } else {
            known.push(list.valid_from);
            report.held(purpose_code(*purpose), format!("not set, as of {}", list.valid_from));
            continue;
        };
        report.failed(purpose_code(*purpose), detail);
    }
    for list in lists {
        match list {
            Ok(list) => report.failed("status", format!("{} is not a list of this certificate", list.url)),
            Err(error) => report.failed("status", error.to_string()),
        }
    }
    if known.len() == subject.status.len() {
        report.status_as_of = known.into_iter().min();
    }
}

fn purpose_code(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Revocation => "revocation",
        Purpose::Suspension => "suspension",
    }
}

/// The day of an instant as documents write days.
fn day(text: &str) -> Option<Date> {
    text.strip_suffix("T00:00:00+08:00")?.parse().ok()
}

#[cfg(test)]
mod tests;
