//! How sittings end by time, and how a session's theory test ends: absent, scored, evidence published.

use std::sync::{Arc, MutexGuard};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::crypto::{Digest, canonical};
use crate::domain::account::Permission;
use crate::domain::bank::Bank;
use crate::domain::draw;
use crate::domain::sitting::{Event, KeyedItem, Score, SittingError, State, SubmittedBy, score};
use crate::hall::{Desk, Seat, Standing};
use crate::services::ceremony::{self, Ids, refused, reveals_of, stored_manifest};
use crate::services::sessions::{in_state, session};
use crate::services::{Actor, Context, ServiceError, audit, banks};
use crate::store::ceremony::{Published, publish};
use crate::store::journal::{Hold, end_spans, hold};
use crate::store::sessions::Session;
use crate::store::sittings::{self, Happened};
use crate::store::{AnyConnection, StoreError, micros};

use super::{hall_refused, hand_in, sitting_refused};

/// A session whose theory test is over.
#[derive(Debug, Clone, Serialize)]
pub struct SessionFinished {
    /// How many sat and are scored.
    pub scored: usize,
    /// How many are absent.
    pub absent: usize,
}

/// Hands in the papers whose time has run out; how many.
///
/// # Errors
/// When the store fails.
pub fn close_due(context: &Context) -> Result<usize, ServiceError> {
    let mut closed = 0;
    for desk in context.hall.all() {
        // A sitting at another node is closed there; what this one knows of it may be old, so it looks again first.
        if !desk.glance().is_due(context.now()) {
            continue;
        }
        let mut seat = context.hall.owned(&desk).map_err(hall_refused)?;
        if seat.is_due(context.now()) {
            hand_in(context, &desk, &mut seat, SubmittedBy::Time)?;
            closed += 1;
        }
    }
    Ok(closed)
}

/// Looks at what other nodes of this hall did.
///
/// # Errors
/// When the store fails.
pub fn follow_others(context: &Context) -> Result<(), ServiceError> {
    context.hall.follow().map_err(hall_refused)
}

/// The instant by which the last sitting of an open session has ended.
///
/// # Errors
/// When the session is not open.
pub fn ends_at_the_latest(context: &Context, session_id: i64) -> Result<Timestamp, ServiceError> {
    let desks = desks(context, session_id)?;
    desks
        .iter()
        .map(|desk| desk.glance().standing.sitting.deadline())
        .max()
        .ok_or_else(|| ServiceError::refused("session-not-open", "the papers of this session are not open"))
}

/// Ends a session's theory test: whoever did not come or did not sign the pledge is absent, everybody else is scored by
/// the key, the evidence is published.
///
/// # Errors
/// While somebody is still writing or may still come in.
pub fn finish_session(context: &Context, actor: &Actor, session_id: i64) -> Result<SessionFinished, ServiceError> {
    let open = context.store.read(|connection| session(connection, session_id))?;
    let here = [open.bureau_id, open.centre_id];
    if !here.into_iter().any(|place| actor.may(Permission::Invigilate, place)) {
        actor.require_among(Permission::RunCeremony, open.bureau_id, open.places())?;
    }
    if open.state != "opened" {
        return Err(ServiceError::refused("session-not-open", "the papers of this session are not open"));
    }
    close_due(context)?;
    let desks = desks(context, session_id)?;
    let seats: Vec<MutexGuard<'_, Seat>> = context.hall.owned_all(&desks).map_err(hall_refused)?;
    let now = context.now();
    let bank = banks::load(context, open.bank_id)?.bank;
    let ids = Ids::open(context, session_id, open.ids_sealed.as_deref())?;
    let outcomes = seats
        .iter()
        .zip(&desks)
        .map(|(seat, desk)| outcome(&bank, &ids, desk, seat, now))
        .collect::<Result<Vec<_>, _>>()?;
    let published = Evidence::of(context, &open)?;
    let plan = context.store.read(|connection| ceremony::live_plan(connection, session_id))?;
    let plan = plan.map(|plan| Ok::<_, ServiceError>((Evidence::of(context, &plan)?, plan))).transpose()?;
    let finished = context.store.write(|connection| {
        in_state(connection, session_id, "opened")?;
        hold(connection, session_id, Hold::Alone)?;
        let mut finished = SessionFinished { scored: 0, absent: 0 };
        for (seat, (standing, event, score)) in seats.iter().zip(&outcomes) {
            let (id, epoch) = (seat.sitting_id, seat.standing.epoch);
            let happened: Vec<Happened> =
                event.iter().map(|event| standing.happened(id, now, *event, &actor.name, "")).collect();
            let progress = standing.progress(context.hall.node());
            if !sittings::progress(connection, id, epoch, &progress, &happened)? {
                return Err(ServiceError::Busy { retry_after: 1 });
            }
            let Some(score) = score else {
                finished.absent += 1;
                continue;
            };
            let detail = serde_json::to_string(score).map_err(|error| ServiceError::Internal(error.to_string()))?;
            let marks = score.total.hundredths();
            sittings::score(connection, seat.registration_id, marks, &detail, micros(now))?;
            finished.scored += 1;
        }
        end_spans(connection, session_id)?;
        published.publish(connection, session_id, "sat")?;
        if let Some((evidence, plan)) = &plan {
            evidence.publish(connection, plan.id, "published")?;
        }
        let detail = json!({
            "scored": finished.scored, "absent": finished.absent, "evidence_digest": hex::encode(published.digest),
        });
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, now, "session.finish", &subject, &detail)?;
        Ok::<_, ServiceError>(finished)
    })?;
    drop(seats);
    context.hall.unload(session_id);
    Ok(finished)
}

/// Where a sitting ends, what brings it there, and its score unless absent.
type Ending = (Standing, Option<Event>, Option<Score>);

fn outcome(bank: &Bank, ids: &Ids, desk: &Desk, seat: &Seat, now: Timestamp) -> Result<Ending, ServiceError> {
    let waiting = |until: Timestamp, why: &str| {
        ServiceError::refused_by(
            "E4",
            "session-running",
            format!("candidate {} {why}; finish the session from {until} on", seat.admission_number),
        )
    };
    let after = |event| seat.standing.apply(now, event).map_err(sitting_refused);
    match seat.standing.sitting.state() {
        State::Registered | State::CheckedIn | State::Pledged => match seat.standing.apply(now, Event::MarkAbsent) {
            Ok(absent) => Ok((absent, Some(Event::MarkAbsent), None)),
            Err(SittingError::NotYet(until)) if seat.standing.pledged_at.is_some() => {
                Err(waiting(until, "may still open the paper"))
            }
            Err(SittingError::NotYet(until)) => Err(waiting(until, "may still come in")),
            Err(error) => Err(sitting_refused(error)),
        },
        State::Submitted(_) => Ok((after(Event::Score)?, Some(Event::Score), Some(score_of(bank, ids, desk, seat)?))),
        State::Running | State::Paused => Err(waiting(seat.standing.sitting.deadline(), "is still writing")),
        State::Scored(_) | State::Final(_) | State::Absent | State::Voided(_) => {
            Ok((seat.standing.clone(), None, None))
        }
    }
}

/// A paper's score by the bank's key, mapped through the session's ids.
fn score_of(bank: &Bank, ids: &Ids, desk: &Desk, seat: &Seat) -> Result<Score, ServiceError> {
    let lost =
        |id: &str| ServiceError::Internal(format!("item {id} of sitting {} is not in the bank", seat.sitting_id));
    let mut keyed = Vec::new();
    for (section, items) in seat.paper.sections(&desk.session) {
        for item in items {
            let item_ids = ids.items.get(&item.text.id).ok_or_else(|| lost(&item.text.id))?;
            let source = bank.item(&item_ids.code).ok_or_else(|| lost(&item.text.id))?;
            keyed.push(KeyedItem {
                id: item.text.id.clone(),
                kind: source.kind,
                points: section.points,
                key: item_ids.key(source),
            });
        }
    }
    score(&keyed, &seat.answers(&desk.session)).map_err(|error| ServiceError::Internal(error.to_string()))
}

/// The desks of an open session, loaded if they are not.
fn desks(context: &Context, session_id: i64) -> Result<Vec<Arc<Desk>>, ServiceError> {
    let desks = context.hall.desks(session_id);
    if !desks.is_empty() {
        return Ok(desks);
    }
    ceremony::load_hall(context, session_id)?;
    Ok(context.hall.desks(session_id))
}

/// The evidence and what is published with it.
struct Evidence {
    reveals: String,
    evidence: String,
    digest: Digest,
    secrets: Vec<(String, String)>,
}

impl Evidence {
    fn of(context: &Context, session: &Session) -> Result<Self, ServiceError> {
        let (manifest, reveals) = (stored_manifest(session)?, reveals_of(context, session)?);
        let evidence = draw::evidence(&manifest, &reveals).map_err(refused)?;
        let text = |value| String::from_utf8_lossy(&canonical::to_jcs(value)).into_owned();
        let digest = canonical::digest(&evidence);
        if hex::encode(digest) != session.evidence_digest {
            return Err(ServiceError::Internal(format!("session {}: another evidence than was logged", session.id)));
        }
        Ok(Self {
            reveals: text(&reveals.value()),
            digest,
            evidence: text(&evidence),
            secrets: reveals.reveals.iter().map(|one| (one.id.clone(), hex::encode(*one.secret))).collect(),
        })
    }

    fn publish(&self, connection: &mut AnyConnection, session_id: i64, state: &str) -> Result<(), StoreError> {
        let rows = Published { state, reveals: &self.reveals, evidence: &self.evidence };
        publish(connection, session_id, &rows, &self.secrets)
    }
}
