//! The ceremony of exam-seed/v1: commitments, the closed roster with its manifest, the opened secrets, the evidence.

mod close;
mod drawn;
mod ids;
mod manifest;
mod open;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::crypto::canonical;
use crate::domain::account::Permission;
use crate::domain::bank::Code;
use crate::store::{ceremony, micros, sessions as rows};

use super::sessions::in_state;
use super::{Actor, Context, FieldError, ServiceError, audit, sessions};

pub use close::{DEMO_BEACON_VALUE, DEMO_EVENT, RosterClosed, close_roster};
pub use open::{OpenedSecret, Opening, PapersOpened, load_hall, load_halls, open};

pub(super) use drawn::Drawn;
pub(super) use ids::Ids;
pub(super) use open::{refused, reveals_of, stored_manifest};

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
/// A commitment that any session ever held, a contributor who has given one, a wrong form.
pub fn commit(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    new: NewCommitment,
) -> Result<Committed, ServiceError> {
    check_form(&new)?;
    context.store.write(|connection| {
        let session = sessions::session(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        in_state(connection, session_id, "planned")?;
        let there = ceremony::contributors(connection, session_id)?;
        if there.iter().any(|one| one.code == new.code) {
            return Err(ServiceError::refused(
                "contributor-known",
                format!("contributor {} has given its commitment already", new.code),
            ));
        }
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
        audit::record(connection, actor, context.now(), "ceremony.commit", &subject, &detail)?;
        Ok(Committed { code: new.code.clone(), contributors: there.len() + 1 })
    })
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

/// The evidence of a session, public once all its sittings are final.
///
/// # Errors
/// When there is no such session; `evidence-not-yet` until then, because whoever holds it foresees papers.
pub fn evidence(context: &Context, exam: &str, session: &str) -> Result<Value, ServiceError> {
    let session = context.store.read(|connection| rows::by_code(connection, exam, session)).map_err(no_draw)?;
    if session.evidence.is_empty() {
        return Err(ServiceError::refused(
            "evidence-not-yet",
            "the evidence is published once the session's theory test is over",
        ));
    }
    read_json(&session.evidence)
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
