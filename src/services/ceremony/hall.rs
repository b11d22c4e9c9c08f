//! The hall of a session: seats built from papers derived anew and from the journal.

use std::collections::HashMap;

use crate::hall::{HallError, ItemText, Seat, SeatPaper, SeatTerms, SectionText, SessionPaper};
use crate::parallel;
use crate::services::banks::OpenBank;
use crate::services::lockdown;
use crate::services::sessions::session;
use crate::services::{Context, ServiceError};
use crate::store::instant;
use crate::store::journal::{self, Response, writer_of};
use crate::store::sessions::{self as rows, Session};
use crate::store::sittings::{self, Happened};

use super::{Drawn, Ids};

/// Loads every session whose papers are open: what a start does.
///
/// # Errors
/// When what is stored does not hold together.
pub fn load_halls(context: &Context) -> Result<(), ServiceError> {
    let sessions = context.store.read(|connection| rows::in_state(connection, "opened"))?;
    sessions.iter().try_for_each(|session| load_hall(context, session.id))
}

/// Builds the seats of a session again: papers derived anew, what happened to each sitting, answers from the journal.
///
/// # Errors
/// When the session is not open, or what is stored does not hold together.
pub fn load_hall(context: &Context, session_id: i64) -> Result<(), ServiceError> {
    let wrong = |error: HallError| ServiceError::Internal(error.to_string());
    context.hall.expect(session_id, context.now()).map_err(wrong)?;
    let (session, places, happened, journal) = context.store.read(|connection| {
        let session = session(connection, session_id)?;
        let places = sittings::places(connection, session_id)?;
        let happened = sittings::happened(connection, session_id)?;
        let journal = journal::tail(connection, session_id, None, |_| None)?;
        Ok::<_, ServiceError>((session, places, happened, journal))
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
    let known: HashMap<i64, i64> = journal.iter().map(|row| (writer_of(row.id), row.id)).collect();
    let mut answers: HashMap<i64, Vec<Response>> = HashMap::new();
    for row in journal {
        answers.entry(row.sitting_id).or_default().push(row);
    }
    let mut events: HashMap<i64, Vec<Happened>> = HashMap::new();
    for one in happened {
        events.entry(one.sitting_id).or_default().push(one);
    }
    let seats = parallel::try_map(&places, &|_, _| {}, |_, place| {
        let paper = SeatPaper::new(&drawn_from.paper, &drawn_from.paper_of(place)?).map_err(wrong)?;
        let id = place.sitting.id;
        let (events, mut answers) = (events.get(&id), answers.get(&id).cloned().unwrap_or_default());
        answers.sort_by_key(|row| (row.seq, row.id));
        let events = events.map(Vec::as_slice).unwrap_or_default();
        Seat::rebuild(place.clone(), terms, &drawn_from.paper, paper, events, &answers).map_err(wrong)
    })?;
    let lockdown = lockdown::asked(context, session_id)?;
    context.hall.load(drawn_from.paper.locked_down(lockdown), seats, known);
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
    let sections = blueprint.sections.iter().map(|section| SectionText {
        id: section.id.to_string(),
        title: section.title.clone(),
        kind: section.kind,
        points: section.points,
    });
    let mut items = Vec::new();
    for (id, item_ids) in &ids.items {
        let Some(item) = open.bank.item(&item_ids.code) else { continue };
        items.push(ItemText {
            id: id.clone(),
            kind: item.kind,
            stem: item.stem.clone(),
            options: item_ids.texts(item).collect(),
            picture: item
                .picture
                .as_ref()
                .and_then(|picture| open.picture(&picture.name))
                .map(|found| found.1.to_vec()),
        });
    }
    let (exam, code, title) = (session.exam.clone(), session.code.clone(), blueprint.title.clone());
    let opens_at = instant(session.opens_at);
    SessionPaper::new(session.id, exam, code, title, centre, room, opens_at, sections.collect()).with_items(items)
}
