//! What the counter needs to see: the session somebody registers for, and a registration that was made.

use jiff::Timestamp;

use crate::domain::account::Permission;
use crate::domain::registration::Verdict;
use crate::services::{Actor, Context, ServiceError, overview, people};
use crate::store::registrations::{self as rows, Session};
use crate::store::{AnyConnection, StoreError, audit, instant};

use super::session_of;

/// A session, as far as registering for it goes.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Row id.
    pub session_id: i64,
    /// The exam's code.
    pub exam: String,
    /// The session's code in the exam.
    pub code: String,
    /// The occupation's code.
    pub occupation: String,
    /// The occupation's name.
    pub occupation_name: String,
    /// The level, 0 for none.
    pub level: i64,
    /// When it opens.
    pub opens_at: Timestamp,
    /// The room's seats.
    pub seats: i64,
    /// How many of them are taken.
    pub taken: i64,
    /// Whether the roster is open still.
    pub roster_open: bool,
    /// Whether the actor registers people here.
    pub may_register: bool,
    /// Whether the actor may pass what needs review.
    pub may_review: bool,
}

impl Desk {
    /// Whether every seat is taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.taken >= self.seats
    }

    fn of(
        context: &Context,
        connection: &mut AnyConnection,
        actor: &Actor,
        session: &Session,
    ) -> Result<Self, ServiceError> {
        let seen = [session.centre_id, session.body_id, session.bureau_id];
        if !seen.into_iter().any(|organisation_id| actor.may(Permission::ViewSessions, organisation_id)) {
            return Err(ServiceError::NotFound("session"));
        }
        let (_, taken) = rows::counts(connection, session.id)?;
        Ok(Self {
            session_id: session.id,
            exam: session.exam.clone(),
            code: session.code.clone(),
            occupation: session.occupation.clone(),
            occupation_name: overview::occupation_name(context, &session.occupation),
            level: session.level,
            opens_at: instant(session.opens_at),
            seats: session.seats,
            taken,
            roster_open: session.state == "planned",
            may_register: actor.may(Permission::RegisterCandidates, session.centre_id),
            may_review: actor.may(Permission::PlanSessions, session.bureau_id),
        })
    }
}

/// The desk of a session; one of another organisation's is not there.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::NotPermitted`] for somebody who sees the session but registers nobody.
pub fn desk(context: &Context, actor: &Actor, session_id: i64) -> Result<Desk, ServiceError> {
    let desk = context.store.read(|connection| {
        let session = session_of(connection, session_id)?;
        Desk::of(context, connection, actor, &session)
    })?;
    if desk.may_register {
        Ok(desk)
    } else {
        Err(ServiceError::NotPermitted { permission: Permission::RegisterCandidates })
    }
}

/// A registration with the verdict it rests on.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its id.
    pub registration_id: i64,
    /// Its session.
    pub desk: Desk,
    /// 准考证号.
    pub admission_number: String,
    /// The name.
    pub name: String,
    /// The document's number, masked.
    pub masked_identity: String,
    /// Whether mail reaches the candidate.
    pub has_email: bool,
    /// `open`, `withdrawn` …
    pub state: String,
    /// Minutes given for a disability.
    pub extra_minutes: i64,
    /// Whether the paper is shown large.
    pub large_print: bool,
    /// Since when.
    pub registered_at: Timestamp,
    /// The verdict of that day.
    pub verdict: Verdict,
    /// Who passed a review, and why.
    pub review: Option<Review>,
}

/// What the audit trail keeps of a review that was passed.
#[derive(Debug, Clone)]
pub struct Review {
    /// Who, by name.
    pub by: String,
    /// The reason.
    pub reason: String,
}

/// A registration; one of another organisation's session is not there.
///
/// # Errors
/// [`ServiceError::NotFound`]; when the database fails.
pub fn find(context: &Context, actor: &Actor, registration_id: i64) -> Result<Kept, ServiceError> {
    context.store.read(|connection| {
        let row = rows::find(connection, registration_id).map_err(|error| match error {
            StoreError::NotFound => ServiceError::NotFound("registration"),
            other => other.into(),
        })?;
        let session = session_of(connection, row.session_id)?;
        let desk = Desk::of(context, connection, actor, &session)?;
        let verdict = serde_json::from_str(&row.verdict).map_err(|error| {
            ServiceError::Internal(format!("the verdict of registration {registration_id}: {error}"))
        })?;
        let made = audit::first_of(connection, "registration.create", &format!("registration/{registration_id}"))?;
        let document = people::unsealed(context, &row.listed.identity_index, &row.listed.identity_sealed)?;
        Ok(Kept {
            registration_id,
            desk,
            masked_identity: document.masked(),
            admission_number: row.listed.admission_number,
            name: row.listed.name,
            has_email: !row.listed.email.is_empty(),
            state: row.listed.state,
            extra_minutes: row.listed.extra_minutes,
            large_print: row.listed.large_print,
            registered_at: instant(row.listed.created_at),
            verdict,
            review: made.and_then(|event| review(&event)),
        })
    })
}

fn review(event: &audit::Event) -> Option<Review> {
    let detail: serde_json::Value = serde_json::from_str(&event.detail).ok()?;
    let reason = detail.get("review_reason")?.as_str()?.to_owned();
    Some(Review { by: event.actor.clone(), reason })
}
