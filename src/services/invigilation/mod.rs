//! The invigilator's desk: who sits where and how it goes, and what may be done to a sitting, by whom and why.
//!
//! Everything is done to the sitting in the hall, through the same machine of states as the candidate's own steps, appended
//! with who and why, and audited. Making void and reopening take two people.

mod deeds;
mod record;
mod view;

use std::sync::Arc;

use crate::domain::account::Permission;
use crate::hall::Desk;
use crate::store::sessions::Session;

use super::sessions::session;
use super::sittings::hall_refused;
use super::{Actor, Context, ServiceError, ceremony};

pub(in crate::services) use deeds::desk_and_reason;
pub use deeds::{BreachSeen, Done, Second, Wanted, act, act_on_all, note_breach};
pub use record::{
    Incident, NotedBreach, RoomRecord, Signature, SignedRoomRecord, room_record, sign_room_record, signature_due,
    signed_room_records,
};
pub use view::{Board, BoardSeat, Connection, board};

/// An open session that somebody may invigilate, and its desks, by seat.
fn open_room(context: &Context, actor: &Actor, session_id: i64) -> Result<(Session, Vec<Arc<Desk>>), ServiceError> {
    let open = allowed(context, actor, session_id)?;
    if open.state != "opened" {
        return Err(ServiceError::refused("session-not-open", "the papers of this session are not open"));
    }
    let mut desks = context.hall.desks(session_id);
    if desks.is_empty() {
        ceremony::load_hall(context, session_id)?;
        desks = context.hall.desks(session_id);
    }
    Ok((open, desks))
}

/// Whether somebody may invigilate a session: at its centre, or from the bureau.
#[must_use]
pub fn may_invigilate(actor: &Actor, bureau_id: i64, centre_id: i64) -> bool {
    [bureau_id, centre_id].into_iter().any(|place| actor.may(Permission::Invigilate, place))
}

/// A session that somebody may invigilate.
fn allowed(context: &Context, actor: &Actor, session_id: i64) -> Result<Session, ServiceError> {
    let found = context.store.read(|connection| session(connection, session_id))?;
    if may_invigilate(actor, found.bureau_id, found.centre_id) {
        Ok(found)
    } else {
        Err(ServiceError::NotPermitted { permission: Permission::Invigilate })
    }
}

/// The desk of a sitting of this session.
fn desk_of(context: &Context, session_id: i64, sitting_id: i64) -> Result<Arc<Desk>, ServiceError> {
    let desk = context.hall.of_sitting(sitting_id).filter(|desk| desk.session.session_id == session_id);
    desk.ok_or(ServiceError::NotFound("sitting"))
}
