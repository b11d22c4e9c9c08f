//! The demo's year, a step at a time: each moves the clock on and does what the absent people would do.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::Serialize;

use crate::clock::{self, Clock as _, ShiftedClock};
use crate::crypto::sha256;
use crate::domain::bank::Bank;
use crate::services::ceremony::{self, BeaconReading, Cancellation, OpenedSecret, Opening};
use crate::services::practical::{self, CountedFault, SignSheet, SignedCriterion};
use crate::services::sittings::{self, PaperView, Save, SignIn};
use crate::services::{Context, ServiceError, award, banks, notices, results};
use crate::store::sessions::{self, Session};
use crate::store::{accounts, candidates, instant, meta};

use super::county::{CANDIDATES, CONTRIBUTORS, OPENS, PASSWORD, ROOM, SESSION, Sample};
use super::seed::secret_name;
use super::{BEACON_EVENT, BEACON_VALUE, acting, require_demo};

/// Where the demo's session stands, named by what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Candidates register; next: roster closed, manifest published, tickets mailed.
    Registration,
    /// Next: the contributors open, and it is exam day.
    Ceremony,
    /// Candidates sit; next: the exam is over.
    ExamDay,
    /// Examiners mark; next: marks complete, results decided and published.
    Marking,
    /// The notice runs; next: it has run out.
    Notice,
    /// Next: certificates.
    NoticeOver,
    /// Nothing more.
    Awarded,
}

/// Where the demo stands.
///
/// # Errors
/// On a store not made by the demo, or before it is set up.
pub fn stage(context: &Context) -> Result<Stage, ServiceError> {
    require_demo(context)?;
    let session = session(context)?;
    Ok(match session.state.as_str() {
        "planned" => Stage::Registration,
        "roster_closed" => Stage::Ceremony,
        "opened" => Stage::ExamDay,
        "sat" | "decided" => Stage::Marking,
        "noticed" if notices::over_at(context, session.id)? <= context.now() => Stage::NoticeOver,
        "noticed" => Stage::Notice,
        _ => Stage::Awarded,
    })
}

/// Does the next step and says where the demo stands afterwards.
///
/// # Errors
/// On a store not made by the demo; or when a use case refuses, as it would refuse anybody.
pub fn next(context: &Context, clock: &ShiftedClock) -> Result<Stage, ServiceError> {
    let stage = stage(context)?;
    let session_id = session(context)?.id;
    match stage {
        Stage::Registration => close_roster(context, clock, session_id)?,
        Stage::Ceremony => go_to_exam_day(context, clock, session_id)?,
        Stage::ExamDay => end_exam(context, clock, session_id)?,
        Stage::Marking => publish_results(context, clock, session_id)?,
        Stage::Notice => advance(context, clock, notices::over_at(context, session_id)?)?,
        Stage::NoticeOver => {
            award::award_session(context, &acting(context, "certificates")?, session_id)?;
        }
        Stage::Awarded => {}
    }
    self::stage(context)
}

/// The demo's session.
///
/// # Errors
/// Before the demo is set up.
pub fn session(context: &Context) -> Result<Session, ServiceError> {
    context.store.read(|connection| sessions::by_code(connection, SESSION.0, SESSION.1)).map_err(ServiceError::from)
}

/// Moves the demo's clock forward; whoever is signed in stays so. An instant in its past leaves it where it is.
///
/// # Errors
/// On a store not made by the demo.
pub fn advance(context: &Context, clock: &ShiftedClock, to: Timestamp) -> Result<(), ServiceError> {
    require_demo(context)?;
    let before = clock.now();
    clock.advance_to(to);
    let now = clock.now().as_microsecond();
    Ok(context.store.write(|connection| {
        accounts::shift_sessions(connection, now - before.as_microsecond())?;
        meta::set(connection, meta::DEMO_CLOCK, &now.to_string())
    })?)
}

fn opens() -> Timestamp {
    OPENS.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn before(instant: Timestamp, minutes: i64) -> Timestamp {
    instant.checked_sub(SignedDuration::from_mins(minutes)).unwrap_or(instant)
}

/// Closes the roster, draws and opens the papers, and waits for the hour: nobody sits yet.
pub(super) fn open_papers(context: &Context, clock: &ShiftedClock, session_id: i64) -> Result<(), ServiceError> {
    close_roster(context, clock, session_id)?;
    draw(context, clock, &session(context)?)?;
    advance(context, clock, opens())
}

fn close_roster(context: &Context, clock: &ShiftedClock, session_id: i64) -> Result<(), ServiceError> {
    advance(context, clock, before(opens(), 7 * 24 * 60))?;
    ceremony::close_roster(context, &acting(context, "admin")?, session_id)?;
    draw_plan(context, clock, session_id)
}

/// Seats and supervisors are drawn days before, if that has not been done; a plan that it is too late for is called off.
fn draw_plan(context: &Context, clock: &ShiftedClock, session_id: i64) -> Result<(), ServiceError> {
    let plan = context.store.read(|connection| sessions::plan_of(connection, session_id))?;
    let Some(plan) = plan.filter(|plan| plan.state == "roster_closed") else { return Ok(()) };
    match draw(context, clock, &plan) {
        Err(ServiceError::Refused(why)) if ["opening-too-late", "beacon-entry-too-late"].contains(&why.code) => {
            let why = Cancellation { reason: "演示的时间已过了抽签的时候".into() };
            ceremony::cancel(context, &acting(context, "admin")?, plan.id, &why).map(|_| ())
        }
        other => other,
    }
}

/// Two people enter the beacon half a day before a session or plan opens; half an hour before, its secrets are opened.
fn draw(context: &Context, clock: &ShiftedClock, session: &Session) -> Result<(), ServiceError> {
    let opens = instant(session.opens_at);
    advance(context, clock, before(opens, 12 * 60))?;
    for login in ["admin", "centre"] {
        let reading = BeaconReading { event: BEACON_EVENT.into(), numbers: BEACON_VALUE.into() };
        ceremony::enter_beacon(context, &acting(context, login)?, session.id, &reading)?;
    }
    advance(context, clock, before(opens, 30))?;
    let mut secrets = Vec::new();
    for (code, _, _) in CONTRIBUTORS {
        let kept = context.store.read(|connection| meta::find(connection, &secret_name(&session.code, code)))?;
        let secret = kept.ok_or_else(|| ServiceError::Internal(format!("the demo lost the secret of {code}")))?;
        secrets.push(OpenedSecret { code: code.into(), secret });
    }
    ceremony::open(context, &acting(context, "admin")?, session.id, &Opening { secrets }).map(|_| ())
}

/// The papers are drawn; at nine the simulated candidates sit down, all but the first, whose seat is the visitor's.
fn go_to_exam_day(context: &Context, clock: &ShiftedClock, session_id: i64) -> Result<(), ServiceError> {
    draw_plan(context, clock, session_id)?;
    draw(context, clock, &session(context)?)?;
    advance(context, clock, opens())?;
    let bank = banks::load(context, session(context)?.bank_id)?.bank;
    for sample in CANDIDATES.iter().skip(1).filter(|sample| sample.knows > 0) {
        let token = sign_in(context, session_id, sample)?;
        sittings::pledge(context, &token)?;
        let paper = sittings::paper(context, &token)?;
        let saves = answers(&paper, &bank, sample);
        sittings::save(context, &token, saves)?;
        let kept = format!("demo_token/{}", sample.document_number);
        context.store.write(|connection| meta::set(connection, &kept, &token))?;
    }
    Ok(())
}

fn sign_in(context: &Context, session_id: i64, sample: &Sample) -> Result<String, ServiceError> {
    let rows = context.store.read(|connection| candidates::of_session(connection, session_id))?;
    let row = rows.iter().find(|row| row.name == sample.name).ok_or(ServiceError::NotFound("candidate"))?;
    let tail = sample.document_number.get(14..).unwrap_or_default().to_owned();
    let sign_in = SignIn { admission: row.admission_number.clone(), id_tail: tail, room_code: ROOM.3.into() };
    Ok(sittings::sign_in(context, sign_in, "demo")?.token)
}

/// What a simulated candidate answers: right where a digest of candidate and item says that this one knows it.
pub fn answers(paper: &PaperView, bank: &Bank, sample: &Sample) -> Vec<Save> {
    let keys: HashMap<&str, Vec<&str>> = bank
        .items()
        .iter()
        .map(|item| {
            let right = item.options.iter().filter(|option| item.key.contains(&option.letter));
            (item.stem.as_str(), right.map(|option| option.text.as_str()).collect())
        })
        .collect();
    let mut saves = Vec::new();
    for (seq, item) in (1..).zip(paper.sections.iter().flat_map(|section| &section.items)) {
        let digest = sha256(format!("{}/{}", sample.document_number, item.stem).as_bytes());
        let draw = u32::from(u16::from_be_bytes([digest[0], digest[1]])) * 1000 / 65536;
        let right = keys.get(item.stem.as_str()).cloned().unwrap_or_default();
        let chosen =
            item.options.iter().filter(|option| right.contains(&option.text.as_str()) == (draw < sample.knows));
        let answer: Vec<String> = chosen.map(|option| option.id.clone()).collect();
        let answer = if item.multiple { answer } else { answer.into_iter().take(1).collect() };
        saves.push(Save { seq, item: item.id.clone(), answer, client_time: String::new() });
    }
    saves
}

/// Forty-five minutes in, the simulated candidates hand in; then the time runs out for everybody.
fn end_exam(context: &Context, clock: &ShiftedClock, session_id: i64) -> Result<(), ServiceError> {
    let started = opens().checked_add(SignedDuration::from_mins(45)).unwrap_or_else(|_| opens());
    advance(context, clock, started)?;
    for sample in CANDIDATES.iter().skip(1).filter(|sample| sample.knows > 0) {
        let kept = format!("demo_token/{}", sample.document_number);
        if let Some(token) = context.store.read(|connection| meta::find(connection, &kept))? {
            sittings::submit(context, &token)?;
        }
    }
    advance(context, clock, sittings::ends_at_the_latest(context, session_id)?)?;
    sittings::close_due(context)?;
    sittings::finish_session(context, &acting(context, "invigilator")?, session_id).map(|_| ())
}

/// The examiners sign what they have not signed yet, the results are decided and published.
fn publish_results(context: &Context, clock: &ShiftedClock, session_id: i64) -> Result<(), ServiceError> {
    let next_day = clock::local(opens()).checked_add(1.day()).map_or_else(|_| opens(), |day| day.timestamp());
    advance(context, clock, next_day)?;
    for login in ["examiner1", "examiner2", "examiner3"] {
        let examiner = acting(context, login)?;
        let marking = practical::to_mark(context, &examiner, session_id)?;
        for candidate in marking.candidates.iter().filter(|candidate| candidate.signed.is_none() && !candidate.absent) {
            let Some(task) = marking.tasks.iter().find(|task| task.code == candidate.task) else { continue };
            let criteria = task
                .scheme
                .criteria
                .iter()
                .map(|criterion| SignedCriterion {
                    id: criterion.id.clone(),
                    done: criterion.star.then_some(true),
                    faults: criterion
                        .faults
                        .iter()
                        .enumerate()
                        .map(|(at, fault)| CountedFault { id: fault.id.clone(), count: u32::from(at == 0) })
                        .collect(),
                })
                .collect();
            let sheet = SignSheet { criteria, absent: false, password: PASSWORD.into() };
            practical::sign(context, &examiner, candidate.registration_id, sheet)?;
        }
    }
    let admin = acting(context, "admin")?;
    if session(context)?.state == "sat" {
        results::decide(context, &admin, session_id)?;
    }
    notices::publish(context, &admin, session_id).map(|_| ())
}
