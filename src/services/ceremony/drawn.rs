//! A session's papers derived again, for the hall and for print alike.

use super::Ids;
use super::hall::session_paper;
use super::open::{refused, reveals_of, stored_manifest};
use crate::domain::draw::{DrawnPaper, Manifest, Master, Reveals};
use crate::hall::SessionPaper;
use crate::services::banks::{self, OpenBank};
use crate::services::{Context, ServiceError};
use crate::store::sessions::{self as rows, Session};
use crate::store::sittings::Place;

/// What every paper of an opened session is derived from.
pub(in crate::services) struct Drawn {
    manifest: Manifest,
    master: Master,
    /// The bank, with its keys.
    pub(in crate::services) bank: OpenBank,
    /// What the session's ids stand for.
    pub(in crate::services) ids: Ids,
    /// Texts and pictures by the session's ids.
    pub(in crate::services) paper: SessionPaper,
}

impl Drawn {
    /// Derives anew; the session is opened, or has been.
    pub(in crate::services) fn of(context: &Context, session: &Session) -> Result<Self, ServiceError> {
        let (centre, room) = context.store.read(|connection| {
            let centre = rows::organisation(connection, session.centre_id)?.map(|(name, _)| name).unwrap_or_default();
            let room = rows::room(connection, session.room_id)?.map(|room| room.name).unwrap_or_default();
            Ok::<_, ServiceError>((centre, room))
        })?;
        let manifest = stored_manifest(session)?;
        // Sealed while the exam runs; published afterwards.
        let reveals = match session.state.as_str() {
            "opened" => reveals_of(context, session)?,
            _ => Reveals::parse(session.reveals.as_bytes()).map_err(refused)?,
        };
        let master = Master::derive(&manifest, &reveals).map_err(refused)?;
        let bank = banks::load(context, session.bank_id)?;
        let ids = Ids::open(context, session.id, session.ids_sealed.as_deref())?;
        let paper = session_paper(session, &bank, &ids, centre, room);
        Ok(Self { manifest, master, bank, ids, paper })
    }

    /// The paper of a place: the one that was posted when the secrets were opened, or none.
    pub(in crate::services) fn paper_of(&self, place: &Place) -> Result<DrawnPaper, ServiceError> {
        let drawn = self.master.paper(&self.manifest, &place.admission_number).map_err(refused)?;
        if hex::encode(drawn.digest()) == place.sitting.paper_digest {
            Ok(drawn)
        } else {
            Err(ServiceError::Internal(format!("sitting {}: another paper than drawn", place.sitting.id)))
        }
    }
}
