//! Seats, and the admission tickets that say them.

use jiff::SignedDuration;

use crate::clock::local;
use crate::services::messages::{self, AdmissionTicket};
use crate::services::sessions::exam_title;
use crate::services::{Context, ServiceError};
use crate::store::ceremony::{self, Entrant};
use crate::store::sessions::{self as rows, Session};
use crate::store::{AnyConnection, instant};

/// Seats candidates of a session and queues their tickets.
pub(super) fn seat(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    seats: impl IntoIterator<Item = (Entrant, i64)>,
) -> Result<(), ServiceError> {
    let (centre, _) = rows::organisation(connection, session.centre_id)?.ok_or(ServiceError::NotFound("centre"))?;
    let room = rows::room(connection, session.room_id)?.ok_or(ServiceError::NotFound("room"))?.name;
    for (entrant, seat) in seats {
        ceremony::seat(connection, entrant.registration_id, seat)?;
        let ticket = ticket(context, session, &entrant, (&centre, &room, seat));
        let key = format!("ticket/{}", entrant.registration_id);
        messages::queue(connection, &entrant.email, &entrant.locale, &key, &ticket, context.now())?;
    }
    Ok(())
}

/// Seats everybody on the roster in the order of their numbers: where no plan draws the seats.
pub(super) fn seat_in_order(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
) -> Result<(), ServiceError> {
    let roster = ceremony::roster(connection, session.id)?;
    seat(context, connection, session, roster.into_iter().zip(1..))
}

fn ticket(
    context: &Context,
    session: &Session,
    entrant: &Entrant,
    (centre, room, seat): (&str, &str, i64),
) -> AdmissionTicket {
    let opens = instant(session.opens_at);
    let late = SignedDuration::from_mins(i64::from(context.policy.sitting.minutes.late));
    let shown = |at| local(at).strftime("%Y-%m-%d %H:%M").to_string();
    let bring = if entrant.locale == "en" {
        "the original of your identity document"
    } else {
        "报名时所用身份证件原件"
    };
    AdmissionTicket {
        name: entrant.name.clone(),
        admission_number: entrant.admission_number.clone(),
        exam_title: exam_title(context, session, &entrant.locale),
        session: format!("{} {}", session.exam, session.code),
        opens_at: shown(opens),
        latest_start: shown(opens.checked_add(late).unwrap_or(opens)),
        centre: centre.to_owned(),
        room: room.to_owned(),
        seat,
        bring: bring.into(),
    }
}
