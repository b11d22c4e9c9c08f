//! Planning sessions (场次): window (W1), filing (C0), room (E3), bank, tasks; duties at one.

mod duties;
mod tasks;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clock::local_day;
use crate::domain::account::Permission;
use crate::domain::bank::{Blueprint, Code};
use crate::domain::credential::kind_code;
use crate::domain::registration::{SessionFacts, session_findings};
use crate::domain::verdict::{Finding, Severity};
use crate::domain::{CertificateKind, Level, OccupationCode};
use crate::formats::practical::read_scheme;
use crate::store::page::Slice;
use crate::store::sessions::{self, BankHead, NewSession, Session};
use crate::store::{AnyConnection, StoreError, micros};

use super::{Actor, Context, FieldError, Refusal, ServiceError, audit, overview, registrations};
use tasks::more_schemes;

pub use duties::{Assignment, NewAssignment, assign};

/// A session to be planned.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSession {
    /// The exam's id in exam-seed/v1, such as `QH-2026-12`: 1 to 64 letters, digits, `.`, `_`, `-`.
    pub exam: String,
    /// The session's id within the exam, of the same form.
    pub code: String,
    /// The certificate it leads to.
    pub kind: CertificateKind,
    /// Occupation code.
    pub occupation: String,
    /// Level 1…5, or 0 for none.
    pub level: i64,
    /// The awarding body.
    pub body_id: i64,
    /// The centre.
    pub centre_id: i64,
    /// A room of the centre.
    pub room_id: i64,
    /// The question bank.
    pub bank_id: i64,
    /// Whether the programme is subsidised.
    #[serde(default)]
    pub subsidised: bool,
    /// When the papers open, RFC 3339.
    pub opens_at: String,
    /// What candidates type from the wall to sign in: 4 to 32 letters and digits.
    pub room_code: String,
    /// The practical's marking scheme as TOML.
    pub scheme: String,
    /// Those of further tasks, 0 to 19: which task a candidate does is then drawn. Of the same occupation, level and total.
    #[serde(default)]
    pub more_schemes: Vec<String>,
}

/// A line of the list of sessions.
#[derive(Debug, Clone, Serialize)]
pub struct SessionOverview {
    /// Row id.
    pub id: i64,
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub code: String,
    /// The certificate it leads to.
    pub kind: String,
    /// Occupation code.
    pub occupation: String,
    /// Its name.
    pub occupation_name: String,
    /// Level.
    pub level: i64,
    /// The theory paper's name.
    pub title: String,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// The theory test's minutes.
    pub minutes: i64,
    /// How far it has come.
    pub state: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// Candidates, without those withdrawn.
    pub registered: i64,
    /// Those who opened their paper.
    pub sat: i64,
    /// Those whose last result is a pass.
    pub passed: i64,
}

/// Plans a session of the actor's bureau; its id.
///
/// # Errors
/// Every field that is wrong at once; then W1, C0, E2, E3.
pub fn plan(context: &Context, actor: &Actor, plan: PlanSession) -> Result<i64, ServiceError> {
    actor.require(Permission::PlanSessions, actor.organisation_id)?;
    let read = read(context, &plan)?;
    context.store.write(|connection| {
        match sessions::organisation(connection, actor.organisation_id)? {
            Some((_, kind)) if kind == "bureau" => {}
            _ => return Err(ServiceError::refused("bureau-only", "only a bureau plans sessions; use its account")),
        }
        let minutes = check(context, connection, &plan, &read)?;
        let row = NewSession {
            exam: &plan.exam,
            code: &plan.code,
            kind: kind_code(plan.kind),
            occupation: read.occupation.as_str(),
            level: plan.level,
            body_id: plan.body_id,
            bureau_id: actor.organisation_id,
            centre_id: plan.centre_id,
            room_id: plan.room_id,
            room_code: plan.room_code.trim(),
            bank_id: plan.bank_id,
            subsidised: plan.subsidised,
            opens_at: micros(read.opens_at),
            minutes,
            scheme: &read.scheme,
            state: "planned",
            manifest: "",
            manifest_digest: "",
            reveals: "",
            master_digest: "",
            papers_root: "",
            evidence: "",
            created_at: micros(context.now()),
            plan_of: None,
            more_schemes: &read.more_schemes,
        };
        let id = sessions::insert(connection, &row).map_err(|error| match error {
            StoreError::Duplicate(_) => ServiceError::invalid(
                "code",
                "session-code-taken",
                format!("exam {} already has a session {}; take another code", plan.exam, plan.code),
            ),
            other => other.into(),
        })?;
        let detail = json!({"exam": plan.exam, "code": plan.code, "opens_at": read.opens_at.to_string()});
        audit::record(connection, actor, context.now(), "session.plan", &format!("session/{id}"), &detail)?;
        Ok(id)
    })
}

/// A session by its names in exam-seed/v1. Asks no permission; whoever calls it has.
///
/// # Errors
/// When there is none.
pub fn find(context: &Context, exam: &str, code: &str) -> Result<Session, ServiceError> {
    context.store.read(|connection| sessions::by_code(connection, exam, code)).map_err(no_session)
}

/// The sessions this actor may see, the latest first.
///
/// # Errors
/// Without any permission to see some.
pub fn overview(context: &Context, actor: &Actor) -> Result<Vec<SessionOverview>, ServiceError> {
    Ok(overview::sessions(context, actor, &overview::WantedSessions::default(), Slice::ALL)?.rows)
}

/// A session, or that there is none. A plan is none.
pub(super) fn session(connection: &mut AnyConnection, id: i64) -> Result<Session, ServiceError> {
    no_plan(session_or_plan(connection, id)?)
}

/// A session or a plan of one: whatever has a ceremony.
pub(super) fn session_or_plan(connection: &mut AnyConnection, id: i64) -> Result<Session, ServiceError> {
    sessions::find(connection, id).map_err(no_session)
}

fn no_plan(session: Session) -> Result<Session, ServiceError> {
    match session.plan_of {
        None => Ok(session),
        Some(_) => Err(ServiceError::NotFound("session")),
    }
}

/// A session kept from changing until the transaction ends, if it is in `state`.
pub(super) fn in_state(connection: &mut AnyConnection, id: i64, state: &str) -> Result<Session, ServiceError> {
    let session = lock(connection, id)?;
    if session.state == state {
        return Ok(session);
    }
    Err(ServiceError::refused(
        "session-state",
        format!("this needs a session that is {state:?}, and this one is {:?}; reload the page", session.state),
    ))
}

/// A session kept from changing until the transaction ends. A plan is none.
pub(super) fn lock(connection: &mut AnyConnection, id: i64) -> Result<Session, ServiceError> {
    no_plan(lock_with_plan(connection, id)?)
}

/// A session or plan kept from changing until the transaction ends: always the session's row, so that what is done to
/// either waits for the other.
pub(super) fn lock_with_plan(connection: &mut AnyConnection, id: i64) -> Result<Session, ServiceError> {
    if let Some(of) = session_or_plan(connection, id)?.plan_of {
        sessions::lock(connection, of).map_err(no_session)?;
    }
    sessions::lock(connection, id).map_err(no_session)
}

/// What a session assesses, in a letter of that language: `电工 五级（初级工）`.
pub(super) fn exam_title(context: &Context, session: &Session, locale: &str) -> String {
    let occupation = occupation_name(context, &session.occupation);
    let level = Level::new(session.level).unwrap_or(Level::NONE);
    match (locale, level) {
        (_, Level::NONE) => occupation,
        ("en", _) => format!("{occupation}, level {}", session.level),
        _ => format!("{occupation} {}（{}）", level.ordinal_zh(), level.name_zh()),
    }
}

/// An occupation's name, or its code where the table does not have it.
pub(super) fn occupation_name(context: &Context, code: &str) -> String {
    let known = code.parse().ok().and_then(|code| context.occupations.get(&code));
    known.map_or_else(|| code.to_owned(), |line| line.name.clone())
}

fn no_session(error: StoreError) -> ServiceError {
    match error {
        StoreError::NotFound => ServiceError::NotFound("session"),
        other => other.into(),
    }
}

/// The fields in the domain's words.
struct Read {
    occupation: OccupationCode,
    level: Level,
    opens_at: Timestamp,
    scheme: String,
    more_schemes: String,
}

fn read(context: &Context, plan: &PlanSession) -> Result<Read, ServiceError> {
    let mut errors = Vec::new();
    let mut wrong = |field, code, message: String| errors.push(FieldError { field, code, message });
    for (field, text) in [("exam", &plan.exam), ("code", &plan.code)] {
        if let Err(error) = text.parse::<Code>() {
            wrong(field, "exam-code", error.to_string());
        }
    }
    let room_code = plan.room_code.trim();
    if !(4..=32).contains(&room_code.len()) || !room_code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        wrong("room_code", "room-code", "a room code has 4 to 32 letters A-Z a-z and digits".into());
    }
    let occupation = plan.occupation.parse::<OccupationCode>().map_err(|error| error.to_string());
    let occupation = occupation.and_then(|code| match context.occupations.get(&code) {
        Some(_) => Ok(code),
        None => Err(format!("occupation {code} is not in the table of occupations")),
    });
    let level = Level::new(plan.level).map_err(|error| error.to_string());
    let opens_at = plan.opens_at.parse::<Timestamp>().map_err(|error| format!("want RFC 3339: {error}"));
    let scheme = read_scheme(&plan.scheme).map_err(|error| error.to_string());
    for (field, code, result) in [
        ("occupation", "occupation-unknown", occupation.as_ref().err()),
        ("level", "level-range", level.as_ref().err()),
        ("opens_at", "opens-at", opens_at.as_ref().err()),
        ("scheme", "scheme", scheme.as_ref().err()),
    ] {
        if let Some(message) = result {
            wrong(field, code, message.clone());
        }
    }
    if let Ok(opens_at) = &opens_at {
        if *opens_at <= context.now() {
            wrong("opens_at", "opens-past", format!("{opens_at} is past; a session opens in the future"));
        } else if !context.policy.covers(local_day(*opens_at)) {
            let message = format!("the policy {} is not in force on that day", context.policy.id);
            wrong("opens_at", "policy-not-in-force", message);
        }
    }
    if let (Ok(scheme), Ok(occupation), Ok(level)) = (&scheme, &occupation, &level)
        && (scheme.occupation != *occupation || scheme.level != *level)
    {
        wrong("scheme", "scheme-other", "the marking scheme is for another occupation or level".into());
    }
    let more = match &scheme {
        Ok(first) => {
            more_schemes(first, &plan.more_schemes).map_err(|(code, message)| wrong("more_schemes", code, message))
        }
        Err(_) => Err(()),
    };
    match (occupation, level, opens_at, scheme, more) {
        (Ok(occupation), Ok(level), Ok(opens_at), Ok(scheme), Ok(more)) if errors.is_empty() => {
            let text = |error: serde_json::Error| ServiceError::Internal(error.to_string());
            let more_schemes = serde_json::to_string(&more).map_err(text)?;
            Ok(Read {
                occupation,
                level,
                opens_at,
                scheme: serde_json::to_string(&scheme).map_err(text)?,
                more_schemes,
            })
        }
        _ => Err(ServiceError::Invalid(errors)),
    }
}

/// Checks the plan against what is stored; the theory test's minutes.
fn check(
    context: &Context,
    connection: &mut AnyConnection,
    plan: &PlanSession,
    read: &Read,
) -> Result<i64, ServiceError> {
    let (body, room, bank) = related(context, connection, plan, read)?;
    let filings = registrations::filings(context, connection, plan.body_id)?;
    let facts = SessionFacts {
        occupation: context.occupations.current(&read.occupation),
        level: read.level,
        kind: plan.kind,
        opens: local_day(read.opens_at),
        subsidised: plan.subsidised,
        body_name: body,
    };
    refuse_by(session_findings(&context.policy, &facts, &filings))?;
    let most = i64::from(context.policy.rooms.seats);
    if room.seats > most {
        return Err(ServiceError::refused_by(
            "E3",
            "room-too-large",
            format!("{} has {} seats; a room has at most {most}", room.name, room.seats),
        ));
    }
    let blueprint: Blueprint = serde_json::from_str(&bank.blueprint)
        .map_err(|error| ServiceError::Internal(format!("blueprint of bank {}: {error}", plan.bank_id)))?;
    let least = context.policy.durations.theory_minutes;
    if blueprint.minutes < least {
        return Err(ServiceError::refused_by(
            "E2",
            "theory-too-short",
            format!("the blueprint gives {} minutes; a theory test takes at least {least}", blueprint.minutes),
        ));
    }
    Ok(i64::from(blueprint.minutes))
}

/// The body's name, the room and the bank, if all are what the plan takes them for.
fn related(
    context: &Context,
    connection: &mut AnyConnection,
    plan: &PlanSession,
    read: &Read,
) -> Result<(String, sessions::Room, BankHead), ServiceError> {
    let mut errors = Vec::new();
    let mut wrong = |field, code, message: &str| errors.push(FieldError { field, code, message: message.to_owned() });
    let body = sessions::organisation(connection, plan.body_id)?.filter(|(_, kind)| kind == "awarding_body");
    if body.is_none() {
        wrong("body_id", "no-body", "there is no such awarding body");
    }
    if sessions::organisation(connection, plan.centre_id)?.is_none_or(|(_, kind)| kind != "centre") {
        wrong("centre_id", "no-centre", "there is no such centre");
    }
    let room = sessions::room(connection, plan.room_id)?.filter(|room| room.organisation_id == plan.centre_id);
    if room.is_none() {
        wrong("room_id", "no-room", "the centre has no such room");
    }
    let current = |code: &str| code.parse().map(|code| context.occupations.current(&code)).ok();
    let bank = sessions::bank(connection, plan.bank_id)?;
    match &bank {
        None => wrong("bank_id", "no-bank", "there is no such question bank"),
        Some(bank)
            if bank.level != plan.level
                || current(&bank.occupation) != Some(context.occupations.current(&read.occupation)) =>
        {
            wrong("bank_id", "bank-other", "this question bank is for another occupation or level");
        }
        Some(_) => {}
    }
    match (body, room, bank) {
        (Some((body, _)), Some(room), Some(bank)) if errors.is_empty() => Ok((body, room, bank)),
        _ => Err(ServiceError::Invalid(errors)),
    }
}

/// Refuses by the heaviest finding, with all of them as the verdict.
fn refuse_by(findings: Vec<Finding>) -> Result<(), ServiceError> {
    let Some(first) = findings.iter().find(|finding| finding.severity == Severity::Refusal) else { return Ok(()) };
    let code = match first.message.as_str() {
        "w1-outside" => "w1-outside",
        "c0-not-filed" => "c0-not-filed",
        _ => "session-refused",
    };
    Err(ServiceError::Refused(Box::new(Refusal {
        code,
        message: format!("{} ({})", first.sentence_zh(), first.clause),
        rule: Some(first.rule.to_string()),
        verdict: serde_json::to_value(&findings).ok(),
    })))
}
