//! By whom a step of the ceremony is done: staff with the permission, or whoever holds the link made for it.

use crate::crypto::sha256;
use crate::domain::account::Permission;
use crate::services::{Actor, ServiceError};
use crate::store::custody::{self, Guest};
use crate::store::sessions::Session;
use crate::store::{AnyConnection, StoreError};

/// By whom a step is done.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// An account.
    Staff(&'a Actor),
    /// The token of a link.
    Guest(&'a str),
}

impl<'a> From<&'a Actor> for By<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self::Staff(actor)
    }
}

impl By<'_> {
    /// Who acts, if they may do what a `role` of the contributor `code` does in this session.
    pub(super) fn allowed(
        self,
        connection: &mut AnyConnection,
        session: &Session,
        role: &str,
        code: &str,
    ) -> Result<Actor, ServiceError> {
        match self {
            Self::Staff(actor) => {
                actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
                Ok(actor.clone())
            }
            Self::Guest(token) => {
                let guest = guest_of(connection, token)?;
                if guest.session_id == session.id && guest.role == role && guest.contributor == code {
                    Ok(Actor::public(&named(&guest)))
                } else {
                    Err(ServiceError::NotFound("link"))
                }
            }
        }
    }
}

/// Whose link a token is of.
pub(super) fn guest_of(connection: &mut AnyConnection, token: &str) -> Result<Guest, ServiceError> {
    custody::guest(connection, &digest(token)).map_err(|error| match error {
        StoreError::NotFound => ServiceError::NotFound("link"),
        other => other.into(),
    })
}

/// What of a token is stored.
pub(super) fn digest(token: &str) -> String {
    hex::encode(sha256(token.as_bytes()))
}

/// The name under which the audit trail knows somebody with a link.
fn named(guest: &Guest) -> String {
    if guest.name.is_empty() || guest.name == guest.body {
        guest.body.clone()
    } else {
        format!("{} {}", guest.body, guest.name)
    }
}
