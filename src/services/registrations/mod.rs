//! Registering candidates: the facts are gathered and decided inside the transaction that writes the decision, under
//! the lock on (person, occupation) that awards take too, so that D1 and D2 hold whatever runs at once (invariant 3).

mod applicant;
mod desk;
mod facts;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clock::local_day;
use crate::domain::CertificateKind;
use crate::domain::account::Permission;
use crate::domain::person::{DocumentKind, PersonName};
use crate::domain::policy::Rule;
use crate::domain::registration::{Channel, Outcome, Verdict, decide};
use crate::domain::verdict::{Finding, Severity};
use crate::store::people::lock_occupation;
use crate::store::registrations::{self as rows, NewRegistration, Session};
use crate::store::{AnyConnection, StoreError, instant, micros};

use applicant::Applicant;
use facts::{current, facts};

use super::error::Refusal;
use super::{Actor, Context, ServiceError, audit, people};

pub use desk::{Desk, Kept, Review, desk, find};
pub use facts::filings;

/// Somebody to be registered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The name as it is to stand on the certificate.
    pub name: String,
    /// Which document.
    pub document_kind: DocumentKind,
    /// Its number.
    pub document_number: String,
    /// `YYYY-MM-DD`; only asked for where the document's number does not say it (passports, older permits).
    #[serde(default)]
    pub birth_day: Option<String>,
    /// Where mail goes, if anywhere.
    #[serde(default)]
    pub email: Option<String>,
    /// `zh-CN` or `en`.
    #[serde(default = "chinese")]
    pub locale: String,
    /// Who applies.
    pub channel: Channel,
    /// Completed years of work in the occupation, as declared (Q1).
    #[serde(default)]
    pub work_years: u32,
    /// Whether proof of those years was seen.
    #[serde(default)]
    pub work_proved: bool,
    /// Whether the commitment letters of person and body are signed (W11).
    pub letters_signed: bool,
    /// Minutes given for a disability, at most 120.
    #[serde(default)]
    pub extra_minutes: u32,
    /// Whether the paper is shown large.
    #[serde(default)]
    pub large_print: bool,
    /// Why a registration that needs review is allowed; only the bureau may say so, and it is logged.
    #[serde(default)]
    pub review_reason: Option<String>,
}

/// A registration that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Registered {
    /// Its id.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// The verdict it rests on.
    pub verdict: Verdict,
}

/// A registration in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedRegistration {
    /// Its id.
    pub registration_id: i64,
    /// 准考证号.
    pub admission_number: String,
    /// The name.
    pub name: String,
    /// The name as notices show it.
    pub masked_name: String,
    /// The document's number, masked.
    pub masked_identity: String,
    /// `open`, `passed`, `failed`, `absent`, `withdrawn`, `voided` or `awarded`.
    pub state: String,
    /// The seat, 0 until it is assigned.
    pub seat: i64,
    /// Minutes given for a disability.
    pub extra_minutes: i64,
    /// Whether the paper is shown large.
    pub large_print: bool,
    /// Whether mail reaches the candidate.
    pub has_email: bool,
    /// Since when.
    pub registered_at: Timestamp,
}

/// Decides whether somebody may register for a session, and writes nothing.
///
/// # Errors
/// Without the permission; fields that are wrong.
pub fn check(context: &Context, actor: &Actor, session_id: i64, new: Register) -> Result<Verdict, ServiceError> {
    context.store.read(|connection| {
        let session = session_of(connection, session_id)?;
        actor.require_among(Permission::RegisterCandidates, session.centre_id, session.places())?;
        let read = Applicant::read(&new, context.now())?;
        let person = people::find(context, connection, &read.document)?;
        let facts = facts(context, connection, &session, &read, person.map(|person| person.id))?;
        Ok(decide(&context.policy, &facts))
    })
}

/// Registers somebody for a session.
///
/// # Errors
/// Without the permission; fields that are wrong; `roster-closed`, `room-full`; the verdict where it refuses, or
/// where it needs a review and no reason was given.
pub fn register(context: &Context, actor: &Actor, session_id: i64, new: Register) -> Result<Registered, ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        rows::lock_session(connection, session_id).map_err(no_session)?;
        let session = session_of(connection, session_id)?;
        actor.require_among(Permission::RegisterCandidates, session.centre_id, session.places())?;
        let read = Applicant::read(&new, now)?;
        let (ever, open) = rows::counts(connection, session_id)?;
        has_place(&session, open)?;
        let person = people::find_or_add(context, connection, &read.document, &read.name, read.birth_day)?;
        let occupation = current(context, &session.occupation)?;
        lock_occupation(connection, person.id, occupation.as_str())?;
        let facts = facts(context, connection, &session, &read, Some(person.id))?;
        let verdict = decide(&context.policy, &facts);
        allow(&verdict, actor, &session, read.review_reason.as_deref())?;
        let admission_number = format!("{:05}{:04}", session_id % 100_000, ever + 1);
        let row = NewRegistration {
            person_id: person.id,
            session_id,
            occupation: occupation.as_str(),
            level: session.level,
            admission_number: &admission_number,
            name: read.name.as_str(),
            email: &read.email,
            locale: &new.locale,
            channel: channel_name(new.channel),
            subsidised: session.subsidised,
            work_years: i64::from(new.work_years),
            letter_signed_at: micros(now),
            verdict: &serde_json::to_string(&verdict).unwrap_or_default(),
            state: "open",
            extra_minutes: i64::from(new.extra_minutes),
            large_print: new.large_print,
            seat: 0,
            created_at: micros(now),
        };
        let registration_id = rows::insert(connection, &row).map_err(|error| held_by_index(context, error))?;
        let detail = json!({
            "session": session_id,
            "person": person.id,
            "outcome": verdict.outcome,
            "rules": verdict.findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(),
            "review_reason": read.review_reason,
            "name_differs": person.name != read.name.as_str(),
        });
        let subject = format!("registration/{registration_id}");
        audit::record(connection, actor, now, "registration.create", &subject, &detail)?;
        Ok(Registered { registration_id, admission_number, verdict })
    })
}

/// Withdraws an open registration while the roster is open.
///
/// # Errors
/// Without the permission; `roster-closed`; `not-open`.
pub fn withdraw(context: &Context, actor: &Actor, registration_id: i64) -> Result<(), ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        let (session_id, _) = rows::place(connection, registration_id).map_err(|error| unknown(error.into()))?;
        rows::lock_session(connection, session_id)?;
        let session = session_of(connection, session_id)?;
        actor.require_among(Permission::RegisterCandidates, session.centre_id, session.places()).map_err(unknown)?;
        planned(&session)?;
        if !rows::close(connection, registration_id, "withdrawn", now)? {
            return Err(ServiceError::refused("not-open", "this registration has ended already"));
        }
        let subject = format!("registration/{registration_id}");
        Ok(audit::record(connection, actor, now, "registration.withdraw", &subject, &json!({"session": session_id}))?)
    })
}

/// A registration of a session that the actor may not know of is not there, like one that does not exist.
fn unknown(error: ServiceError) -> ServiceError {
    if matches!(error, ServiceError::NotFound(_)) { ServiceError::NotFound("registration") } else { error }
}

/// Everybody registered for a session, by admission number, identities masked.
///
/// # Errors
/// Without the permission.
pub fn list(context: &Context, actor: &Actor, session_id: i64) -> Result<Vec<ListedRegistration>, ServiceError> {
    context.store.read(|connection| {
        let session = session_of(connection, session_id)?;
        actor.require_among(Permission::ViewSessions, session.centre_id, session.places())?;
        rows::list(connection, session_id)?.into_iter().map(|row| listed(context, row)).collect()
    })
}

fn listed(context: &Context, row: rows::Listed) -> Result<ListedRegistration, ServiceError> {
    let document = people::unsealed(context, &row.identity_index, &row.identity_sealed)?;
    Ok(ListedRegistration {
        registration_id: row.id,
        admission_number: row.admission_number,
        masked_name: masked(&row.name),
        name: row.name,
        masked_identity: document.masked(),
        state: row.state,
        seat: row.seat,
        extra_minutes: row.extra_minutes,
        large_print: row.large_print,
        has_email: !row.email.is_empty(),
        registered_at: instant(row.created_at),
    })
}

/// A stored name as notices show it.
pub(super) fn masked(name: &str) -> String {
    name.parse::<PersonName>().map_or_else(|_| "＊".to_owned(), |name| name.masked())
}

/// A session, or [`ServiceError::NotFound`].
pub(super) fn session_of(connection: &mut AnyConnection, id: i64) -> Result<Session, ServiceError> {
    rows::session(connection, id).map_err(no_session)
}

/// The kind of certificate a stored text names.
pub(super) fn kind_of(text: &str) -> Result<CertificateKind, ServiceError> {
    serde_json::from_value(json!(text)).map_err(|_| ServiceError::Internal(format!("unknown certificate kind {text}")))
}

/// Stops where the verdict does. A review is passed by the bureau alone, with a reason that the audit keeps.
fn allow(verdict: &Verdict, actor: &Actor, session: &Session, reason: Option<&str>) -> Result<(), ServiceError> {
    match verdict.outcome {
        Outcome::Allowed => Ok(()),
        Outcome::NeedsReview if reason.is_some() => actor.require(Permission::PlanSessions, session.bureau_id),
        Outcome::NeedsReview | Outcome::Refused => Err(refusal(verdict)),
    }
}

fn refusal(verdict: &Verdict) -> ServiceError {
    let worst = verdict.findings.first();
    let review = verdict.outcome == Outcome::NeedsReview;
    ServiceError::Refused(Box::new(Refusal {
        code: if review { "needs-review" } else { worst.map_or("refused", Finding::code) },
        message: worst.map(Finding::sentence_en).unwrap_or_default(),
        rule: worst.map(|finding| finding.rule.as_str().to_owned()),
        verdict: serde_json::to_value(verdict).ok(),
    }))
}

/// The database's own word on D1, should a decision ever miss one.
fn held_by_index(context: &Context, error: StoreError) -> ServiceError {
    if !error.violates("registration_one_open", "registration.person_id") {
        return error.into();
    }
    let clause = &context.policy.duplicates.clause;
    let finding = Finding::new(Rule::D1, Severity::Refusal, "d1-registration", clause).with("session", "");
    let on = local_day(context.now());
    let (outcome, policy) = (Outcome::Refused, context.policy.id.clone());
    refusal(&Verdict { outcome, findings: vec![finding], met: Vec::new(), policy, on })
}

fn planned(session: &Session) -> Result<(), ServiceError> {
    if session.state == "planned" {
        return Ok(());
    }
    Err(ServiceError::refused("roster-closed", "the roster of this session is closed; take another session"))
}

fn has_place(session: &Session, open: i64) -> Result<(), ServiceError> {
    planned(session)?;
    if open < session.seats {
        return Ok(());
    }
    let message = format!("all {} seats of the room are taken; take another session", session.seats);
    Err(ServiceError::refused("room-full", message))
}

fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Person => "person",
        Channel::Enterprise => "enterprise",
        Channel::TrainingBody => "training_body",
    }
}

fn no_session(error: StoreError) -> ServiceError {
    if matches!(error, StoreError::NotFound) { ServiceError::NotFound("session") } else { error.into() }
}

fn chinese() -> String {
    "zh-CN".to_owned()
}
