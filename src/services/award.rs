//! The award: one order, resumed from wherever a crash left it (credentials.md, "One award, one order").

mod record;
mod steps;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::account::Permission;
use crate::domain::credential::{Award, Numbers, Step};
use crate::domain::terms::Marks;
use crate::store::{StoreError, award, certificates};

use super::{Actor, Context, ServiceError, audit, log};

pub use record::record;
pub use steps::advance;
pub(super) use steps::append_about;

/// What came of one candidate's award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardOutcome {
    /// The registration.
    pub registration_id: i64,
    /// The candidate's name.
    pub name: String,
    /// Whether there is a published certificate now.
    pub awarded: bool,
    /// Its serial.
    pub serial: Option<String>,
    /// Why not: the refusal's code.
    pub code: Option<String>,
    /// Why not: the rule.
    pub rule: Option<String>,
    /// Why not, in English.
    pub message: Option<String>,
}

/// Everything a certificate is made from, recorded before anything is signed. Stored as JSON; whatever signs or
/// resumes reads nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// What is signed.
    pub award: Award,
    /// What the serial was made of.
    pub numbers: Numbers,
    /// The numbering template it was made by.
    pub template: String,
    /// The cut score.
    pub pass: Marks,
    /// The last day of the public notice.
    pub notice_ends: jiff::civil::Date,
    /// Who awarded.
    pub account_id: i64,
    /// Who awarded, by name.
    pub actor: String,
}

/// Awards every candidate of a session who passed, and closes the session when nobody is left. Doing it twice awards
/// nobody twice.
///
/// # Errors
/// Not permitted; `session-not-noticed`; the database fails. What the rules say against one candidate is that
/// candidate's outcome.
pub fn award_session(context: &Context, actor: &Actor, session_id: i64) -> Result<Vec<AwardOutcome>, ServiceError> {
    let (session, registrations) = context.store.read(|connection| {
        let session = award::session(connection, session_id).map_err(|error| missing(error, "session"))?;
        let places = [session.bureau_id, session.centre_id, session.body_id];
        actor.require_among(Permission::Award, session.body_id, places)?;
        Ok::<_, ServiceError>((session, award::registrations(connection, session_id)?))
    })?;
    if session.state != "noticed" && session.state != "awarded" {
        return Err(not_noticed(&session.state));
    }
    let mut outcomes = Vec::new();
    let mut begun = Vec::new();
    for registration in registrations {
        let outcome = |serial, refusal: Option<super::Refusal>| AwardOutcome {
            registration_id: registration.id,
            name: registration.name.clone(),
            awarded: false,
            serial,
            code: refusal.as_ref().map(|refusal| refusal.code.to_owned()),
            rule: refusal.as_ref().and_then(|refusal| refusal.rule.clone()),
            message: refusal.map(|refusal| refusal.message),
        };
        match record(context, actor, registration.id).and_then(|id| sign(context, id).map(|()| id)) {
            Ok(id) => {
                begun.push((outcomes.len(), id));
                outcomes.push(outcome(None, None));
            }
            Err(ServiceError::Refused(refusal)) if refusal.code == "log-behind" => {
                return Err(ServiceError::Refused(refusal));
            }
            Err(ServiceError::Refused(refusal)) => outcomes.push(outcome(None, Some(*refusal))),
            Err(error) => return Err(error),
        }
    }
    for (place, id) in begun {
        finish(context, id)?;
        let row = context.store.read(|connection| certificates::by_id(connection, id))?;
        if let Some(outcome) = outcomes.get_mut(place) {
            outcome.awarded = row.published_at.is_some();
            outcome.serial = Some(row.serial);
        }
    }
    if session.state == "noticed" && outcomes.iter().all(is_settled) {
        context.store.write(|connection| {
            if award::finish_session(connection, session_id)? {
                let subject = format!("session/{session_id}");
                let detail = serde_json::json!({ "certificates": outcomes.iter().filter(|one| one.awarded).count() });
                audit::record(connection, actor, context.now(), "award.session", &subject, &detail)?;
            }
            Ok::<_, ServiceError>(())
        })?;
    }
    Ok(outcomes)
}

/// Finishes what a crash left between steps; every certificate is signed with the identical bytes. A store that is
/// behind its signed log signs nothing and says so in the server's log: reads go on.
///
/// # Errors
/// When the database fails.
pub fn resume(context: &Context) -> Result<(), ServiceError> {
    let guarded = context.store.read(|connection| log::guard(connection, context));
    if let Err(ServiceError::Refused(refusal)) = guarded {
        tracing::error!(code = refusal.code, "{}", refusal.message);
        return Ok(());
    }
    guarded?;
    for id in context.store.read(certificates::unfinished)? {
        match finish(context, id) {
            Ok(()) => tracing::info!(certificate = id, "an interrupted award was carried through"),
            Err(error @ ServiceError::Store(_)) => return Err(error),
            Err(error) => tracing::error!(certificate = id, %error, "an interrupted award stays where it is"),
        }
    }
    Ok(())
}

/// Takes a certificate to its end.
///
/// # Errors
/// As [`advance`].
pub fn finish(context: &Context, certificate_id: i64) -> Result<(), ServiceError> {
    run_until(context, certificate_id, Step::Published)
}

/// Takes a certificate up to what was signed and verified, not yet published.
fn sign(context: &Context, certificate_id: i64) -> Result<(), ServiceError> {
    run_until(context, certificate_id, Step::Verified)
}

fn run_until(context: &Context, certificate_id: i64, last: Step) -> Result<(), ServiceError> {
    // Each call takes one step or finds that another thread took it: at most as many as there are steps.
    for _ in Step::ALL {
        let step = step_of(context, certificate_id)?;
        if step >= last || step.next().is_none() {
            return Ok(());
        }
        advance(context, certificate_id)?;
    }
    Ok(())
}

fn step_of(context: &Context, certificate_id: i64) -> Result<Step, ServiceError> {
    let row = context.store.read(|connection| certificates::by_id(connection, certificate_id))?;
    Ok(read_step(&row.step)?)
}

fn read_step(code: &str) -> Result<Step, StoreError> {
    Step::from_code(code).ok_or_else(|| StoreError::Malformed(format!("award step {code:?}")))
}

/// Whether nothing more can be done about this candidate in this session.
fn is_settled(outcome: &AwardOutcome) -> bool {
    outcome.awarded || matches!(outcome.rule.as_deref(), Some("D1" | "D2" | "E1"))
}

fn not_noticed(state: &str) -> ServiceError {
    ServiceError::refused_by(
        "N1",
        "session-not-noticed",
        format!("the session is {state:?}; certificates are awarded after its public notice"),
    )
}

fn missing(error: StoreError, what: &'static str) -> ServiceError {
    match error {
        StoreError::NotFound => ServiceError::NotFound(what),
        other => other.into(),
    }
}

/// The instant as the store keeps it: whole microseconds.
fn stored(instant: Timestamp) -> Timestamp {
    crate::store::instant(crate::store::micros(instant))
}
