//! The ceremony of exam-seed/v1 (docs/draw.md): commitments, custodians' receipts, the closed roster with its manifest, the
//! beacon, the opened secrets, the evidence. `domain::ceremony` says what can be done when; here it is done.

mod beacon;
mod cancel;
mod close;
mod custody;
mod draft;
mod drawn;
mod fresh;
mod guests;
mod hall;
mod hands;
mod ids;
mod manifest;
mod open;
mod plan;
mod posted;
mod standing;
mod substitutes;
mod tickets;
mod view;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::crypto::canonical;
use crate::domain::bank::Code;
use crate::domain::ceremony::Deed;
use crate::store::{ceremony, micros, sessions as rows};

use super::{Context, FieldError, ServiceError, audit, sessions};

pub use beacon::{BeaconEntered, BeaconReading, enter_beacon};
pub use cancel::{Cancellation, SessionCancelled, cancel};
pub use close::{DEMO_BEACON_VALUE, DEMO_EVENT, RosterClosed, close_roster};
pub use custody::{NewReceipt, receive, receive_by_link};
pub use fresh::{keep_link, take_link};
pub use guests::{Invitation, Link, guest, invite};
pub use hall::{load_hall, load_halls};
pub use hands::By;
pub use open::{Opened, OpenedSecret, Opening, PapersOpened, open, open_by_link};
pub use plan::{PlanMade, Relief, Relieved, make_plan, relieve_supervisor};
pub use substitutes::relieve_examiner;
pub use view::{CeremonyView, PartyView, Reading, titles, view, view_by_link};

pub(super) use drawn::Drawn;
pub(super) use ids::Ids;
pub(super) use open::{refused, reveals_of, stored_manifest};
pub(super) use plan::live as live_plan;
pub(super) use standing::{is_published, standing};
pub(super) use substitutes::who_marks;
pub(super) use view::of as view_of;

/// A contributor's commitment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCommitment {
    /// The contributor's id in exam-seed/v1.
    pub code: String,
    /// Its name, for people.
    pub name: String,
    /// Whether it is outside the bureau.
    pub outside: bool,
    /// `H(E("exam-seed/v1/commit", exam, session, code, secret))`, 64 hex digits.
    pub commitment: String,
}

/// A commitment taken.
#[derive(Debug, Clone, Serialize)]
pub struct Committed {
    /// The contributor's id.
    pub code: String,
    /// How many contributors the session has now.
    pub contributors: usize,
}

/// Takes a contributor's commitment while the roster is open.
///
/// # Errors
/// Out of time; a commitment that any session ever held, a contributor who has given one, a wrong form.
pub fn commit<'a>(
    context: &Context,
    by: impl Into<By<'a>>,
    session_id: i64,
    new: NewCommitment,
) -> Result<Committed, ServiceError> {
    let by = by.into();
    check_form(&new)?;
    context.store.write(|connection| {
        let session = sessions::lock_with_plan(connection, session_id)?;
        let actor = by.allowed(connection, &session, "contributor", &new.code)?;
        let ceremony = standing::standing(context, connection, &session)?;
        ceremony.may(Deed::Commit { code: &new.code }, context.now()).map_err(standing::out_of_turn)?;
        if ceremony::commitment_known(connection, &new.commitment)? {
            return Err(ServiceError::refused(
                "commitment-known",
                "this commitment was given before; each session needs fresh secrets: draw 32 new random bytes",
            ));
        }
        let row = (new.code.as_str(), new.name.trim(), new.outside, new.commitment.as_str());
        ceremony::insert_contributor(connection, session_id, row, micros(context.now()))?;
        let detail = json!({"code": new.code, "outside": new.outside, "commitment": new.commitment});
        let subject = format!("session/{session_id}");
        audit::record(connection, &actor, context.now(), "ceremony.commit", &subject, &detail)?;
        Ok(Committed { code: new.code.clone(), contributors: ceremony.parties.len() + 1 })
    })
}

/// As [`commit`], by whoever holds a contributor's link: who it is stands in the link.
///
/// # Errors
/// As [`commit`]; [`ServiceError::NotFound`] for another link.
pub fn commit_by_link(context: &Context, token: &str, commitment: &str) -> Result<Committed, ServiceError> {
    let guest = guest(context, token)?;
    let new = NewCommitment {
        code: guest.contributor,
        name: guest.body,
        outside: guest.outside,
        commitment: commitment.trim().to_owned(),
    };
    commit(context, By::Guest(token), guest.session_id, new)
}

/// The manifest of a session, public once its roster is closed.
///
/// # Errors
/// When there is no such session, or its roster is open.
pub fn manifest(context: &Context, exam: &str, session: &str) -> Result<Value, ServiceError> {
    let session = context.store.read(|connection| rows::by_code(connection, exam, session)).map_err(no_draw)?;
    if session.manifest.is_empty() {
        return Err(ServiceError::NotFound("draw"));
    }
    read_json(&session.manifest)
}

/// The evidence of a session, public once the exam's last session is over.
///
/// # Errors
/// When there is no such session; `evidence-not-yet` until all sessions of the exam are over.
pub fn evidence(context: &Context, exam: &str, session: &str) -> Result<Value, ServiceError> {
    let session = context.store.read(|connection| rows::by_code(connection, exam, session)).map_err(no_draw)?;
    if !context.store.read(|connection| is_published(connection, &session))? {
        return Err(ServiceError::refused(
            "evidence-not-yet",
            "the evidence is published once the theory test of the exam's last session is over",
        ));
    }
    read_json(&session.evidence)
}

/// What was opened of a session that was called off, with the reason: exam-seed-cancelled/v1.
///
/// # Errors
/// When there is no such session, it was not called off, or was before its roster closed.
pub fn cancellation(context: &Context, exam: &str, session: &str) -> Result<Value, ServiceError> {
    let session = context.store.read(|connection| rows::by_code(connection, exam, session)).map_err(no_draw)?;
    if session.cancellation.is_empty() || session.manifest.is_empty() {
        return Err(ServiceError::NotFound("draw"));
    }
    read_json(&session.cancellation)
}

fn check_form(new: &NewCommitment) -> Result<(), ServiceError> {
    let mut errors = Vec::new();
    if let Err(error) = new.code.parse::<Code>() {
        errors.push(FieldError { field: "code", code: "contributor-code", message: error.to_string() });
    }
    if new.name.trim().is_empty() || new.name.chars().count() > 100 {
        let message = "a contributor's name has 1 to 100 characters".into();
        errors.push(FieldError { field: "name", code: "contributor-name", message });
    }
    let lower = new.commitment.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if new.commitment.len() != 64 || !lower {
        let message = "a commitment is 64 lowercase hex digits".into();
        errors.push(FieldError { field: "commitment", code: "commitment-form", message });
    }
    if errors.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(errors)) }
}

/// Stored JSON again, in the form it was hashed in.
fn read_json(text: &str) -> Result<Value, ServiceError> {
    canonical::parse(text.as_bytes()).map_err(|error| ServiceError::Internal(format!("stored JSON: {error}")))
}

fn no_draw(error: crate::store::StoreError) -> ServiceError {
    match error {
        crate::store::StoreError::NotFound => ServiceError::NotFound("draw"),
        other => other.into(),
    }
}
