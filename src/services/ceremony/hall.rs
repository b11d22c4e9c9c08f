//! The hall of a session: seats built from papers derived anew and from the journal.

use std::collections::HashMap;

use crate::hall::{HallError, ItemText, Seat, SeatTerms, SectionText, SessionPaper};
use crate::services::banks::OpenBank;
use crate::services::sessions::session;
use crate::services::{Context, ServiceError};
use crate::store::instant;
use crate::store::sessions::{self as rows, Session};
use crate::store::sittings::{self, Response};

use super::{Drawn, Ids};

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
        let seat = Seat::rebuild(place, terms, drawn, kinds, journal);
        seats.push(seat.map_err(|error: HallError| ServiceError::Internal(error.to_string()))?);
    }
    context.hall.load(drawn_from.paper, seats);
    Ok(())
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
