//! Opening the secrets: papers are derived, sittings made, the hall loaded.

use std::collections::{BTreeMap, HashMap};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::domain::account::Permission;
use crate::domain::draw::{BeaconValue, DrawError, Manifest, Master, Reveal, Reveals, papers_root};
use crate::hall::{HallError, ItemText, Seat, SeatTerms, SectionText, SessionPaper};
use crate::services::banks::OpenBank;
use crate::services::sessions::{in_state, session};
use crate::services::{Actor, Context, FieldError, ServiceError, audit};
use crate::store::ceremony::{self, Opened};
use crate::store::sessions::{self as rows, Session};
use crate::store::sittings::{self, Response};
use crate::store::{instant, micros};

use super::{DEMO_BEACON_VALUE, Drawn, Ids};

/// The contributors' secrets and what the beacon gave.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Every contributor's secret.
    pub secrets: Vec<OpenedSecret>,
    /// The drawing's numbers, such as `3.7.…./`; empty for the demo's fixed beacon.
    #[serde(default, alias = "beacon")]
    pub beacon_value: String,
    /// The event the numbers are of; empty for the one the manifest names first.
    #[serde(default)]
    pub beacon_event: String,
}

/// A contributor's secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedSecret {
    /// The contributor's id.
    pub code: String,
    /// 32 bytes, 64 hex digits.
    pub secret: String,
}

impl std::fmt::Debug for OpenedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenedSecret({})", self.code)
    }
}

/// What is posted before anybody sees an item.
#[derive(Debug, Clone, Serialize)]
pub struct PapersOpened {
    /// `H(master)` in hex.
    pub master_digest: String,
    /// The root over the paper keys in hex.
    pub papers_root: String,
    /// How many sittings were made.
    pub sittings: usize,
}

/// Opens the secrets half an hour before the exam at the earliest: derives the papers and loads the hall.
///
/// # Errors
/// Too early; a secret that is missing or is not its commitment's; a beacon that does not fit.
pub fn open(context: &Context, actor: &Actor, session_id: i64, opening: Opening) -> Result<PapersOpened, ServiceError> {
    let opened = context.store.write(|connection| {
        let planned = session(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, planned.bureau_id, planned.places())?;
        let session = in_state(connection, session_id, "roster_closed")?;
        not_too_early(context, &session)?;
        let manifest = stored_manifest(&session)?;
        let reveals = read_opening(context, &manifest, &opening)?;
        let master = Master::derive(&manifest, &reveals).map_err(refused)?;
        let papers = master.papers(&manifest).map_err(refused)?;
        let (master_digest, papers_root) = (hex::encode(master.hash()), hex::encode(papers_root(&papers)));
        let digests: BTreeMap<&str, String> =
            papers.iter().map(|paper| (paper.candidate.as_str(), hex::encode(paper.key_hash))).collect();
        // Whoever reads the secrets foresees papers, so they are sealed until the evidence is published.
        let sealed = context.keys.sealing().seal(&place(session_id), reveals.value().to_string().as_bytes())?;
        let rows = Opened {
            state: "opened",
            reveals: &hex::encode(sealed),
            master_digest: &master_digest,
            papers_root: &papers_root,
        };
        ceremony::open(connection, session_id, &rows, micros(context.now()))?;
        let mut made = 0;
        for entrant in ceremony::roster(connection, session_id)? {
            if let Some(digest) = digests.get(entrant.admission_number.as_str()) {
                sittings::insert(connection, entrant.registration_id, session_id, digest)?;
                made += 1;
            }
        }
        let detail = json!({"master_digest": master_digest, "papers_root": papers_root, "sittings": made});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, context.now(), "ceremony.open", &subject, &detail)?;
        Ok::<_, ServiceError>(PapersOpened { master_digest, papers_root, sittings: made })
    })?;
    load_hall(context, session_id)?;
    Ok(opened)
}

/// Loads every session whose papers are open: what a start does.
///
/// # Errors
/// When what is stored does not hold together.
pub fn load_halls(context: &Context) -> Result<(), ServiceError> {
    let sessions = context.store.read(|connection| rows::in_state(connection, "opened"))?;
    sessions.iter().try_for_each(|session| load_hall(context, session.id))
}

/// Builds the seats of a session again: papers derived anew, answers from the journal.
///
/// # Errors
/// When the session is not open, or what is stored does not hold together.
pub fn load_hall(context: &Context, session_id: i64) -> Result<(), ServiceError> {
    let (session, places, journal) = context.store.read(|connection| {
        let session = session(connection, session_id)?;
        let places = sittings::places(connection, session_id)?;
        let journal = sittings::journal(connection, session_id)?;
        Ok::<_, ServiceError>((session, places, journal))
    })?;
    if session.state != "opened" {
        return Err(ServiceError::refused("session-not-open", "the papers of this session are not open"));
    }
    let drawn_from = Drawn::of(context, &session)?;
    let terms = SeatTerms {
        opens_at: instant(session.opens_at),
        minutes: session.minutes,
        figures: context.policy.sitting.minutes,
    };
    let mut answers: HashMap<i64, Vec<Response>> = HashMap::new();
    for row in journal {
        answers.entry(row.sitting_id).or_default().push(row);
    }
    let mut seats = Vec::new();
    for place in places {
        let drawn = drawn_from.paper_of(&place)?;
        let items = drawn.sections.iter().flat_map(|section| &section.items);
        let kinds =
            items.filter_map(|item| Some((item.id.clone(), drawn_from.paper.items.get(&item.id)?.kind))).collect();
        let journal = answers.remove(&place.sitting.id).unwrap_or_default();
        let seat = Seat::rebuild(place, terms, drawn.sections, kinds, journal);
        seats.push(seat.map_err(|error: HallError| ServiceError::Internal(error.to_string()))?);
    }
    context.hall.load(drawn_from.paper, seats);
    Ok(())
}

/// The reveals of an open session.
pub(in crate::services) fn reveals_of(context: &Context, session: &Session) -> Result<Reveals, ServiceError> {
    let wrong = |what: &dyn std::fmt::Display| ServiceError::Internal(format!("reveals of {}: {what}", session.id));
    let sealed = hex::decode(&session.reveals).map_err(|error| wrong(&error))?;
    let text = context.keys.sealing().open(&place(session.id), &sealed).map_err(|error| wrong(&error))?;
    Reveals::parse(&text).map_err(|error| wrong(&error))
}

/// The manifest of a session whose roster is closed.
pub(in crate::services) fn stored_manifest(session: &Session) -> Result<Manifest, ServiceError> {
    Manifest::parse(session.manifest.as_bytes())
        .map_err(|error| ServiceError::Internal(format!("manifest of session {}: {error}", session.id)))
}

/// The draw's refusal as ours.
pub(in crate::services) fn refused(error: DrawError) -> ServiceError {
    ServiceError::refused_by("DRAW", error.code(), error.to_string())
}

fn place(session_id: i64) -> Vec<u8> {
    format!("exam_session/{session_id}/reveals").into_bytes()
}

fn not_too_early(context: &Context, session: &Session) -> Result<(), ServiceError> {
    let minutes = context.policy.draw.open_minutes;
    let opens = instant(session.opens_at);
    let earliest = opens.checked_sub(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(opens);
    if context.now() >= earliest {
        return Ok(());
    }
    Err(ServiceError::refused_by(
        "DRAW",
        "opening-too-early",
        format!("secrets are opened from {earliest} on, {minutes} minutes before the exam: nobody may foresee a paper"),
    ))
}

fn read_opening(context: &Context, manifest: &Manifest, opening: &Opening) -> Result<Reveals, ServiceError> {
    let mut reveals = Vec::new();
    for one in &opening.secrets {
        let mut secret = Zeroizing::new([0; 32]);
        if hex::decode_to_slice(one.secret.trim(), secret.as_mut_slice()).is_err() {
            return Err(ServiceError::Invalid(vec![FieldError {
                field: "secrets",
                code: "secret-form",
                message: format!("the secret of {} is not 64 hex digits", one.code),
            }]));
        }
        if reveals.iter().any(|there: &Reveal| there.id == one.code) {
            return Err(ServiceError::invalid("secrets", "secret-twice", format!("{} is given twice", one.code)));
        }
        reveals.push(Reveal { id: one.code.clone(), secret });
    }
    let event = manifest.beacon().map(|beacon| beacon.event.clone()).unwrap_or_default();
    let event = if opening.beacon_event.is_empty() { event } else { opening.beacon_event.clone() };
    let value = match opening.beacon_value.trim() {
        "" if context.demo => DEMO_BEACON_VALUE,
        given if context.demo && given != DEMO_BEACON_VALUE => {
            return Err(ServiceError::invalid(
                "beacon_value",
                "beacon-demo",
                format!("the demo's beacon is fixed: {DEMO_BEACON_VALUE}"),
            ));
        }
        given => given,
    };
    let beacon = manifest.beacon().map(|_| BeaconValue { event, value: value.to_owned() });
    Ok(Reveals::new(reveals, Vec::new(), beacon))
}

pub(super) fn session_paper(
    session: &Session,
    open: &OpenBank,
    ids: &Ids,
    centre: String,
    room: String,
) -> SessionPaper {
    let blueprint = open.bank.blueprint();
    let sections = blueprint.sections.iter().map(|section| {
        let text = SectionText { title: section.title.clone(), kind: section.kind, points: section.points };
        (section.id.to_string(), text)
    });
    let (mut items, mut pictures) = (HashMap::new(), HashMap::new());
    for (id, item_ids) in &ids.items {
        let Some(item) = open.bank.item(&item_ids.code) else { continue };
        let options = item_ids.texts(item).collect();
        items.insert(id.clone(), ItemText { kind: item.kind, stem: item.stem.clone(), options });
        if let Some(bytes) = item.picture.as_ref().and_then(|picture| open.picture(&picture.name)) {
            pictures.insert(id.clone(), bytes.1.to_vec());
        }
    }
    SessionPaper {
        session_id: session.id,
        exam: session.exam.clone(),
        code: session.code.clone(),
        title: blueprint.title.clone(),
        centre,
        room,
        opens_at: instant(session.opens_at),
        sections: sections.collect(),
        items,
        pictures,
    }
}
