//! Links for those who take part without an account: contributors, and the custodians of their sealed secrets.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::crypto::random;
use crate::domain::account::Permission;
use crate::domain::bank::Code;
use crate::formats::qr;
use crate::services::sessions::session_or_plan;
use crate::services::{Actor, Context, FieldError, ServiceError, audit};
use crate::store::custody::{self, Guest, NewGuest};
use crate::store::{ceremony, micros};

use super::hands::{digest, guest_of};

/// Somebody to be given a link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// `contributor` or `custodian`.
    pub role: String,
    /// The contributor's id in exam-seed/v1; of a custodian, whose secret it is.
    pub contributor: String,
    /// The body's name.
    pub body: String,
    /// The person's name; may be empty for a contributor.
    #[serde(default)]
    pub name: String,
    /// Whether a contributor is outside the bureau.
    #[serde(default)]
    pub outside: bool,
}

/// A link that was made; it is shown this once.
#[derive(Clone, Serialize)]
pub struct Link {
    /// The address.
    pub url: String,
}

impl Link {
    /// The address as a QR code, an `svg` element with the class `qr`.
    ///
    /// # Errors
    /// When the address is too long for a code.
    pub fn qr_svg(&self) -> Result<String, ServiceError> {
        qr::text_svg(&self.url).map_err(|error| ServiceError::Internal(format!("a link's code: {error}")))
    }
}

/// Makes a link for a contributor or a custodian, while they still have something to do. Only its digest is stored.
///
/// # Errors
/// Without the permission; every field that is wrong at once; `session-state` once the papers are derived;
/// `contributor-known` for a second link of one contributor.
pub fn invite(context: &Context, actor: &Actor, session_id: i64, new: &Invitation) -> Result<Link, ServiceError> {
    check(new)?;
    let token = BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<24>()?);
    context.store.write(|connection| {
        let session = session_or_plan(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        if !["planned", "roster_closed"].contains(&session.state.as_str()) {
            return Err(ServiceError::refused("ceremony-out-of-order", "nobody is asked to take part any more"));
        }
        let guests = custody::guests(connection, session_id)?;
        if new.role == "contributor" {
            let known = guests.iter().any(|guest| guest.role == new.role && guest.contributor == new.contributor)
                || ceremony::contributors(connection, session_id)?.iter().any(|one| one.code == new.contributor);
            if known {
                let message = format!("contributor {} has a link or a commitment already", new.contributor);
                return Err(ServiceError::refused("contributor-known", message));
            }
        }
        let guest = NewGuest {
            session_id,
            role: &new.role,
            contributor: &new.contributor,
            name: new.name.trim(),
            body: new.body.trim(),
            outside: new.outside,
            token_digest: &digest(&token),
            created_at: micros(context.now()),
        };
        custody::insert_guest(connection, &guest)?;
        let detail = json!({"role": new.role, "contributor": new.contributor, "body": guest.body, "name": guest.name});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, context.now(), "ceremony.invite", &subject, &detail)?;
        Ok(Link { url: format!("{}/ceremony/{token}", context.origin) })
    })
}

/// Whose link this is.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is nobody's.
pub fn guest(context: &Context, token: &str) -> Result<Guest, ServiceError> {
    context.store.read(|connection| guest_of(connection, token))
}

fn check(new: &Invitation) -> Result<(), ServiceError> {
    let mut errors = Vec::new();
    let mut wrong = |field, code, message: String| errors.push(FieldError { field, code, message });
    if !["contributor", "custodian"].contains(&new.role.as_str()) {
        wrong("role", "guest-role", "the role is contributor or custodian".into());
    }
    if let Err(error) = new.contributor.parse::<Code>() {
        wrong("contributor", "contributor-code", error.to_string());
    }
    let short = |text: &str| (1..=100).contains(&text.trim().chars().count());
    if !short(&new.body) {
        wrong("body", "contributor-name", "a body's name has 1 to 100 characters".into());
    }
    if new.role == "custodian" && !short(&new.name) {
        wrong("name", "custodian-name", "a custodian's name has 1 to 100 characters".into());
    }
    if errors.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(errors)) }
}
