//! Closing the roster: the manifest is published, seats are given, tickets go out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::{local, local_day};
use crate::crypto::canonical;
use crate::domain::account::Permission;
use crate::domain::ceremony::{Calendar, Deed};
use crate::domain::credential::Operation;
use crate::domain::double_random::{self, Pool};
use crate::domain::draw::{Manifest, assess};
use crate::services::messages::{self, AdmissionTicket};
use crate::services::recusals::panel_pool;
use crate::services::sessions::{exam_title, in_state, session};
use crate::services::{Actor, Context, ServiceError, audit, banks, log};
use crate::store::ceremony::{self, Closing, Contributor, Entrant};
use crate::store::sessions::{self as rows, Room, Session};
use crate::store::{AnyConnection, instant};

use super::Ids;
use super::manifest::{Parts, build};
use super::standing::{out_of_turn, standing};

/// The beacon of a demo county, known to everybody beforehand.
pub const DEMO_EVENT: &str = "demo-not-publicly-random";
/// What the demo county's beacon always gives.
pub const DEMO_BEACON_VALUE: &str = "3.9.14.20.27.31./8./";

/// A closed roster.
#[derive(Debug, Clone, Serialize)]
pub struct RosterClosed {
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub session: String,
    /// `H(JCS(manifest))` in hex.
    pub manifest_digest: String,
    /// How many candidates are on the roster.
    pub candidates: usize,
    /// The contributors' ids.
    pub contributors: Vec<String>,
    /// The public drawing that counts.
    pub beacon_event: String,
    /// The one that counts if the first is cancelled.
    pub beacon_fallback: String,
    /// How many of 10,000 simulated papers met the constraints.
    pub accepted: u32,
}

/// Closes the roster: builds and stores the manifest, gives seats, queues the admission tickets.
///
/// # Errors
/// Nobody registered, too few contributors, too late for the beacon, a blueprint whose papers could be foreseen.
pub fn close_roster(context: &Context, actor: &Actor, session_id: i64) -> Result<RosterClosed, ServiceError> {
    let before = context.store.read(|connection| {
        let session = session(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        let ceremony = standing(context, connection, &session)?;
        ceremony.may(Deed::CloseRoster, context.now()).map_err(out_of_turn)?;
        Facts::read(connection, session)
    })?;
    let beacon = check(context, &before)?;
    let panel = double_random::panel(&context.policy, &before.pool)
        .map_err(|error| ServiceError::refused_by("E3", "panel-too-small", error.to_string()))?;
    let bank = banks::load(context, before.session.bank_id)?;
    let ids = Ids::fresh(&bank.bank)?;
    let head = context.store.read(|connection| rows::bank(connection, before.session.bank_id))?;
    let manifest = build(
        context,
        &Parts {
            session: &before.session,
            head: &head.ok_or(ServiceError::NotFound("bank"))?,
            bank: Some(&bank.bank),
            ids: &ids,
            roster: &before.roster,
            contributors: &before.contributors,
            draws: &[panel],
            beacon: beacon.clone(),
            deadlines: deadlines(context, &before.session, &beacon),
        },
    )?;
    let accepted = judge(context, &manifest)?;
    let sealed = ids.seal(context, session_id)?;
    let name = |key: &str| beacon.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    context.store.write(|connection| {
        let locked = in_state(connection, session_id, "planned")?;
        let now = Facts::read(connection, locked)?;
        if now.roster != before.roster || now.contributors != before.contributors || now.pool != before.pool {
            return Err(ServiceError::refused(
                "roster-moved",
                "somebody registered, withdrew, committed or was convened in this moment; close the roster again",
            ));
        }
        let text = String::from_utf8_lossy(&canonical::to_jcs(manifest.value())).into_owned();
        let closing = Closing {
            state: "roster_closed",
            manifest: &text,
            manifest_digest: &hex::encode(manifest.hash()),
            ids_sealed: &sealed,
            beacon_named: &name("event"),
            beacon_fallback: &name("fallback"),
        };
        ceremony::close(connection, session_id, &closing)?;
        // In the order of admission numbers until the draw of a plan manifest gives the seats (issue 5).
        for (seat, entrant) in (1..).zip(&now.roster) {
            ceremony::seat(connection, entrant.registration_id, seat)?;
            queue_ticket(context, connection, &now, entrant, seat)?;
        }
        log::append_document(connection, context, Operation::Manifest, *manifest.hash())?;
        let detail = json!({"manifest_digest": closing.manifest_digest, "candidates": now.roster.len()});
        let subject = format!("session/{session_id}");
        for one in &now.pool.recused {
            audit::record(connection, actor, context.now(), "ceremony.recuse", &subject, &json!(one))?;
        }
        audit::record(connection, actor, context.now(), "ceremony.close_roster", &subject, &detail)?;
        Ok(())
    })?;
    log::checkpoint(context)?;
    Ok(RosterClosed {
        exam: before.session.exam,
        session: before.session.code,
        manifest_digest: hex::encode(manifest.hash()),
        candidates: before.roster.len(),
        contributors: before.contributors.into_iter().map(|one| one.code).collect(),
        beacon_event: name("event"),
        beacon_fallback: name("fallback"),
        accepted,
    })
}

/// What closing a roster is decided on.
struct Facts {
    session: Session,
    roster: Vec<Entrant>,
    contributors: Vec<Contributor>,
    centre: String,
    room: Room,
    pool: Pool,
}

impl Facts {
    fn read(connection: &mut AnyConnection, session: Session) -> Result<Self, ServiceError> {
        let (centre, _) = rows::organisation(connection, session.centre_id)?.ok_or(ServiceError::NotFound("centre"))?;
        Ok(Self {
            pool: panel_pool(connection, session.id, session.body_id, session.centre_id)?,
            roster: ceremony::roster(connection, session.id)?,
            contributors: ceremony::contributors(connection, session.id)?,
            room: rows::room(connection, session.room_id)?.ok_or(ServiceError::NotFound("room"))?,
            centre,
            session,
        })
    }
}

/// Checks that the roster may be closed now; the beacon it is closed for.
fn check(context: &Context, facts: &Facts) -> Result<Value, ServiceError> {
    let Facts { session, roster, room, .. } = facts;
    if roster.is_empty() {
        return Err(ServiceError::refused("roster-empty", "nobody is registered; there is nothing to close"));
    }
    if i64::try_from(roster.len()).map_or(true, |count| count > room.seats) {
        return Err(ServiceError::refused_by(
            "E3",
            "roster-too-long",
            format!("{} candidates, but {} has {} seats", roster.len(), room.name, room.seats),
        ));
    }
    if context.demo {
        return Ok(
            json!({"event": DEMO_EVENT, "fallback": DEMO_EVENT, "groups": [{"take": 6, "of": 33}, {"take": 1, "of": 16}]}),
        );
    }
    beacon(context, local_day(instant(session.opens_at)))
}

/// 快乐8, drawn every evening: the one two days before the session, or else the evening before it.
fn beacon(context: &Context, opens: Date) -> Result<Value, ServiceError> {
    let before = |days: i32| opens.checked_sub(days.days()).unwrap_or(Date::MIN);
    let (event, fallback) = (before(2), before(1));
    if local_day(context.now()) >= event {
        return Err(ServiceError::refused_by(
            "DRAW",
            "beacon-too-late",
            format!("the roster must close before the drawing of {event}; nobody may know its numbers beforehand"),
        ));
    }
    Ok(json!({
        "event": format!("kl8/{event}"),
        "fallback": format!("kl8/{fallback}"),
        "groups": [{"take": 20, "of": 80}],
    }))
}

/// Until when each step can be done, as the manifest publishes it.
fn deadlines(context: &Context, session: &Session, beacon: &Value) -> BTreeMap<&'static str, String> {
    let name = |key: &str| beacon.get(key).and_then(Value::as_str).map(str::to_owned);
    let calendar = Calendar::of(instant(session.opens_at), &context.policy, name("event").zip(name("fallback")));
    let mut deadlines = BTreeMap::from([
        ("roster", calendar.roster_until.to_string()),
        ("open", calendar.open_from.to_string()),
        ("open_until", calendar.open_until.to_string()),
    ]);
    deadlines.extend(calendar.beacon.map(|drawn| ("receipts", drawn.to_string())));
    deadlines
}

/// Refuses a blueprint whose papers could be foreseen; how many simulated papers met the constraints.
fn judge(context: &Context, manifest: &Manifest) -> Result<u32, ServiceError> {
    let least = usize::try_from(context.policy.draw.rung_items).unwrap_or(usize::MAX);
    let assessed = assess(manifest, least);
    match assessed.against.first() {
        None => Ok(assessed.simulation.accepted),
        Some(objection) => Err(ServiceError::refused_by("DRAW", objection.code(), objection.to_string())),
    }
}

fn queue_ticket(
    context: &Context,
    connection: &mut AnyConnection,
    facts: &Facts,
    entrant: &Entrant,
    seat: i64,
) -> Result<(), ServiceError> {
    let Facts { session, centre, room, .. } = facts;
    let opens = instant(session.opens_at);
    let late = SignedDuration::from_mins(i64::from(context.policy.sitting.minutes.late));
    let shown = |at| local(at).strftime("%Y-%m-%d %H:%M").to_string();
    let exam_title = exam_title(context, session, &entrant.locale);
    let bring = if entrant.locale == "en" {
        "the original of your identity document"
    } else {
        "报名时所用身份证件原件"
    };
    let ticket = AdmissionTicket {
        name: entrant.name.clone(),
        admission_number: entrant.admission_number.clone(),
        exam_title,
        session: format!("{} {}", session.exam, session.code),
        opens_at: shown(opens),
        latest_start: shown(opens.checked_add(late).unwrap_or(opens)),
        centre: centre.clone(),
        room: room.name.clone(),
        seat,
        bring: bring.into(),
    };
    let key = format!("ticket/{}", entrant.registration_id);
    messages::queue(connection, &entrant.email, &entrant.locale, &key, &ticket, context.now())?;
    Ok(())
}
