//! The steps after the record, one at a time. Each reads what is stored, does its work, and moves the certificate on
//! only if it is still where it was: two threads or a resumed one never do a step twice.

use crate::clock::local_day;
use crate::crypto::{Signer as _, canonical};
use crate::domain::credential::{Award, LintFacts, Numbering, Operation, Step, document, kind_name_zh, lint};
use crate::domain::terms::Level;
use crate::formats::issuance::{self, Issued};
use crate::formats::tlog::Leaf;
use crate::services::messages::{self, CertificateLetter};
use crate::services::{Actor, Context, ServiceError, audit, issuer, log};
use crate::store::certificates::{self, CertificateRow, Progress};
use crate::store::log::checkpoint_over;
use crate::store::{AnyConnection, StoreError, award, micros};

use super::{Facts, read_step};

/// Takes one step of an award and returns the step reached.
///
/// # Errors
/// `award-lint` when the document is not to be signed (the attempt is void then, its serial burnt, and the log says
/// so); `log-behind`; what was signed does not verify; the database fails.
pub fn advance(context: &Context, certificate_id: i64) -> Result<Step, ServiceError> {
    let row = context.store.read(|connection| certificates::by_id(connection, certificate_id))?;
    let facts: Facts =
        serde_json::from_str(&row.facts).map_err(|error| StoreError::Malformed(format!("facts: {error}")))?;
    match read_step(&row.step)? {
        Step::Recorded => examine(context, &row, &facts)?,
        Step::Linted => enter(context, &row, &facts)?,
        Step::Logged => sign(context, &row, &facts)?,
        Step::Signed => read_back(context, &row, &facts)?,
        Step::Verified => publish(context, &row, &facts)?,
        end @ (Step::Published | Step::Void) => return Ok(end),
    }
    let reached = context.store.read(|connection| certificates::by_id(connection, certificate_id))?;
    Ok(read_step(&reached.step)?)
}

/// `recorded` → `linted`, or `void`.
fn examine(context: &Context, row: &CertificateRow, facts: &Facts) -> Result<(), ServiceError> {
    let award = &facts.award;
    let numbering: Numbering =
        facts.template.parse().map_err(|error| StoreError::Malformed(format!("template: {error}")))?;
    let linted = lint(
        &document(award),
        &LintFacts {
            award,
            numbering: &numbering,
            numbers: &facts.numbers,
            pass: facts.pass,
            notice_ends: facts.notice_ends,
            today: local_day(context.now()),
        },
    );
    let found: Vec<String> = match linted {
        Ok(()) => issuance::rehearse(award).err().map(|error| error.to_string()).into_iter().collect(),
        Err(found) => found.iter().map(ToString::to_string).collect(),
    };
    if found.is_empty() {
        return move_on(context, row, Progress { step: Step::Linted.code().into(), ..Progress::default() });
    }
    let reason = found.join("; ");
    void(context, row, award, &reason)?;
    Err(ServiceError::refused(
        "award-lint",
        format!("{} was not signed and is void: {reason}. Put it right and award again", award.serial),
    ))
}

/// `linted` → `logged`: the leaf, under the head's lock.
fn enter(context: &Context, row: &CertificateRow, facts: &Facts) -> Result<(), ServiceError> {
    let key = context.keys.issuing.public_key();
    context.store.write(|connection| {
        crate::store::log::lock_head(connection)?;
        if certificates::by_id(connection, row.id)?.step != row.step {
            return Ok(());
        }
        let index = log::append(connection, context, |index| issuance::leaf(&facts.award, index, &key))?;
        let reached = Progress {
            step: Step::Logged.code().into(),
            leaf_index: Some(i64::try_from(index).map_err(|_| StoreError::Malformed("log index".into()))?),
            kid: Some(hex::encode(key.kid())),
            ..Progress::default()
        };
        certificates::advance(connection, row.id, &row.step, &reached)?;
        Ok::<_, ServiceError>(())
    })
}

/// `logged` → `signed`: a function of the facts, the log index and the key.
fn sign(context: &Context, row: &CertificateRow, facts: &Facts) -> Result<(), ServiceError> {
    let (index, method) = logged(context, row, facts)?;
    let issued = issuance::issue(&facts.award, index, &method, &context.keys.issuing).map_err(internal)?;
    let reached = Progress {
        step: Step::Signed.code().into(),
        document: Some(String::from_utf8(issued.certificate).map_err(internal)?),
        qr: Some(hex::encode(issued.code)),
        ..Progress::default()
    };
    move_on(context, row, reached)
}

/// `signed` → `verified`: what is stored is read back as a stranger would.
fn read_back(context: &Context, row: &CertificateRow, facts: &Facts) -> Result<(), ServiceError> {
    let (index, method) = logged(context, row, facts)?;
    let code = hex::decode(&row.qr).map_err(internal)?;
    let issued = Issued { certificate: row.document.clone().into_bytes(), code };
    let key = context.keys.issuing.public_key();
    issuance::read_back(&issued, &facts.award, index, &method, &key).map_err(internal)?;
    move_on(context, row, Progress { step: Step::Verified.code().into(), ..Progress::default() })
}

/// `verified` → `published`, once a signed checkpoint covers the leaf.
fn publish(context: &Context, row: &CertificateRow, facts: &Facts) -> Result<(), ServiceError> {
    let position = row.leaf_index.ok_or_else(|| StoreError::Malformed("a verified certificate without leaf".into()))?;
    if context.store.read(|connection| checkpoint_over(connection, position))?.is_none() {
        log::checkpoint(context)?;
    }
    let now = context.now();
    let award = &facts.award;
    context.store.write(|connection| {
        let step = Step::Published.code().into();
        let reached = Progress { step, published_at: Some(micros(now)), ..Progress::default() };
        if !certificates::advance(connection, row.id, &row.step, &reached)? {
            return Ok(());
        }
        certificates::append_event(connection, row.id, facts.account_id, "issue", ("", ""), now)?;
        let registration = award::registration(connection, row.registration_id)?;
        let letter = CertificateLetter {
            name: award.holder_name.clone(),
            serial: award.serial.printed(),
            project: if registration.locale == "en" { project_en(award) } else { project(award) },
            url: format!("{}/v/{}", context.origin.trim_end_matches('/'), award.serial),
        };
        let key = format!("certificate/{}", award.serial);
        messages::queue(connection, &registration.email, &registration.locale, &key, &letter, now)?;
        let detail = serde_json::json!({ "serial": award.serial, "leaf": position, "kind": kind_name_zh(award.kind) });
        let subject = format!("certificate/{}", row.id);
        audit::record(connection, &Actor::system(&facts.actor), now, "award.publish", &subject, &detail)?;
        Ok::<_, ServiceError>(())
    })
}

/// Burns the serial and says so in the log; the registration is open again.
fn void(context: &Context, row: &CertificateRow, award: &Award, reason: &str) -> Result<(), ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        crate::store::log::lock_head(connection)?;
        let step = Step::Void.code().into();
        let reached = Progress { step, state: Some("void".into()), ..Progress::default() };
        if !certificates::advance(connection, row.id, &row.step, &reached)? {
            return Ok(());
        }
        append_about(connection, context, Operation::Void, award, reason)?;
        certificates::append_event(connection, row.id, 0, "void", ("", reason), now)?;
        award::move_registration(connection, row.registration_id, "awarded", "open", None)?;
        let detail = serde_json::json!({ "serial": award.serial, "reason": reason });
        let subject = format!("certificate/{}", row.id);
        audit::record(connection, &Actor::system("award"), now, "award.void", &subject, &detail)?;
        Ok::<_, ServiceError>(())
    })
}

/// Appends a leaf that says what happened to a certificate: its `doc` is the digest of the decision, blinded by the
/// award's uuid, since reasons are few.
pub(in crate::services) fn append_about(
    connection: &mut AnyConnection,
    context: &Context,
    op: Operation,
    award: &Award,
    reason: &str,
) -> Result<u64, ServiceError> {
    let decision = serde_json::json!({
        "op": op.code(),
        "reason": reason,
        "serial": award.serial.as_str(),
        "uuid": award.uuid.to_string(),
    });
    let doc = canonical::digest(&decision);
    let (serial, day) = (Some(award.serial.clone()), local_day(context.now()));
    log::append(connection, context, |_| Leaf { op, serial, kind: Some(award.kind), day, kid: None, doc, qr: None })
}

/// The log index and the verification method; refuses when the server's key is no longer the one that was logged.
fn logged(context: &Context, row: &CertificateRow, facts: &Facts) -> Result<(u64, String), ServiceError> {
    let key = context.keys.issuing.public_key();
    if row.kid != hex::encode(key.kid()) {
        return Err(ServiceError::refused(
            "issuing-key-changed",
            format!(
                "{} stands in the log under the key {}, and this server's issuing key is another; put that one back",
                row.serial, row.kid
            ),
        ));
    }
    let index = row.leaf_index.and_then(|index| u64::try_from(index).ok());
    let index = index.ok_or_else(|| StoreError::Malformed("a logged certificate without leaf".into()))?;
    Ok((index, issuer::verification_method(&facts.award.host, &key)))
}

fn move_on(context: &Context, row: &CertificateRow, reached: Progress) -> Result<(), ServiceError> {
    context.store.write(|connection| {
        certificates::advance(connection, row.id, &row.step, &reached)?;
        Ok(())
    })
}

fn project(award: &Award) -> String {
    if award.level == Level::NONE {
        award.specialization.clone()
    } else {
        format!("{} {}（{}）", award.specialization, award.level.ordinal_zh(), award.level.name_zh())
    }
}

fn project_en(award: &Award) -> String {
    if award.level == Level::NONE {
        award.specialization.clone()
    } else {
        format!("{}, level {}", award.specialization, award.level.number())
    }
}

fn internal(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::Internal(error.to_string())
}
