//! What the pages of a session show: everything about one session, for whoever may see it.

use serde::Serialize;

use crate::domain::account::Permission;
use crate::store::candidates::{self, CandidateRow};
use crate::store::ceremony::{self, Contributor};
use crate::store::sessions::{self, Session};
use crate::store::{StoreError, notices};

use super::{Actor, Context, ServiceError};

/// One session with its candidates and contributors.
#[derive(Debug, Clone)]
pub struct SessionDetail {
    /// The session's row.
    pub session: Session,
    /// The occupation's name.
    pub occupation: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// The awarding body's name.
    pub body: String,
    /// The candidates, in the order of their numbers.
    pub candidates: Vec<CandidateRow>,
    /// Who commits to the draw.
    pub contributors: Vec<Contributor>,
    /// The notice of results, once published.
    pub notice: Option<NoticeHead>,
}

/// The head of a notice.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeHead {
    /// Row id, in the notice's address.
    pub id: i64,
    /// First day.
    pub first_day: String,
    /// Last day.
    pub last_day: String,
}

/// Everything about one session.
///
/// # Errors
/// Without the permission to view sessions of its centre, body or bureau; when there is none.
pub fn session(context: &Context, actor: &Actor, session_id: i64) -> Result<SessionDetail, ServiceError> {
    let detail = context.store.read(|connection| {
        let session = sessions::find(connection, session_id)?;
        let name = |found: Option<(String, String)>| found.map(|(name, _)| name).unwrap_or_default();
        Ok::<_, StoreError>(SessionDetail {
            centre: name(sessions::organisation(connection, session.centre_id)?),
            body: name(sessions::organisation(connection, session.body_id)?),
            room: sessions::room(connection, session.room_id)?.map(|room| room.name).unwrap_or_default(),
            occupation: occupation_name(context, &session.occupation),
            candidates: candidates::of_session(connection, session_id)?,
            contributors: ceremony::contributors(connection, session_id)?,
            notice: notices::of_session(connection, session_id)?.map(|notice| NoticeHead {
                id: notice.id,
                first_day: notice.first_day,
                last_day: notice.last_day,
            }),
            session,
        })
    });
    let detail = detail.map_err(|error| match error {
        StoreError::NotFound => ServiceError::NotFound("session"),
        other => other.into(),
    })?;
    let session = &detail.session;
    let seen = [session.centre_id, session.body_id, session.bureau_id]
        .into_iter()
        .any(|organisation_id| actor.may(Permission::ViewSessions, organisation_id));
    if seen { Ok(detail) } else { Err(ServiceError::NotFound("session")) }
}

/// The name of an occupation; its code where we know no name.
#[must_use]
pub fn occupation_name(context: &Context, code: &str) -> String {
    code.parse()
        .ok()
        .and_then(|code| context.occupations.get(&code).map(|found| found.name.clone()))
        .unwrap_or_else(|| code.to_owned())
}
