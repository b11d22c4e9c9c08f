//! Who does something, and the one permission check.

use crate::domain::account::{Permission, Role, allows};
use crate::store::page::Places;

use super::ServiceError;

/// A role held in one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub organisation_id: i64,
    /// Whether that organisation is the bureau, whose roles reach every organisation it supervises.
    pub bureau: bool,
}

/// A person or job that acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, or 0 for the system and for the public.
    pub account_id: i64,
    /// The name that audit events carry.
    pub name: String,
    /// The account's own organisation, or 0.
    pub organisation_id: i64,
    grants: Vec<Grant>,
    system: bool,
}

impl Actor {
    /// Somebody signed in.
    #[must_use]
    pub fn account(account_id: i64, name: String, organisation_id: i64, grants: Vec<Grant>) -> Self {
        Self { account_id, name, organisation_id, grants, system: false }
    }

    /// The server itself: jobs, and commands run on the server's own machine.
    #[must_use]
    pub fn system(name: &str) -> Self {
        Self { account_id: 0, name: name.to_owned(), organisation_id: 0, grants: Vec::new(), system: true }
    }

    /// Whoever looks at a public page, or a candidate at a seat: no permission of staff.
    #[must_use]
    pub fn public(name: &str) -> Self {
        Self { account_id: 0, name: name.to_owned(), organisation_id: 0, grants: Vec::new(), system: false }
    }

    /// Whether this is the server itself.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.system
    }

    /// The roles held, wherever.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        self.grants.iter().map(|grant| grant.role).collect()
    }

    /// Whether this actor may do `permission` somewhere.
    #[must_use]
    pub fn may_anywhere(&self, permission: Permission) -> bool {
        self.system || self.grants.iter().any(|grant| allows(grant.role, permission))
    }

    /// Whether this actor may do `permission` in that organisation: a role held there, or in the bureau.
    #[must_use]
    pub fn may(&self, permission: Permission, organisation_id: i64) -> bool {
        self.system
            || self.grants.iter().any(|grant| {
                (grant.organisation_id == organisation_id || grant.bureau) && allows(grant.role, permission)
            })
    }

    /// Where this actor may do `permission`: what lists are cut to.
    #[must_use]
    pub fn places(&self, permission: Permission) -> Places {
        let allowing = || self.grants.iter().filter(|grant| allows(grant.role, permission));
        if self.system || allowing().any(|grant| grant.bureau) {
            return Places::All;
        }
        let mut ids: Vec<i64> = allowing().map(|grant| grant.organisation_id).collect();
        ids.sort_unstable();
        ids.dedup();
        Places::These(ids)
    }

    /// Whether something of these organisations is no secret to this actor: some permission is held at one of them.
    #[must_use]
    pub fn knows_of(&self, places: &[i64]) -> bool {
        let looks = [Permission::ViewSessions, Permission::RegisterCandidates];
        places.iter().any(|place| looks.into_iter().any(|permission| self.may(permission, *place)))
    }

    /// The permission check of every use case.
    ///
    /// # Errors
    /// [`ServiceError::NotPermitted`] when no role held there, or in the bureau, allows it.
    pub fn require(&self, permission: Permission, organisation_id: i64) -> Result<(), ServiceError> {
        if self.may(permission, organisation_id) { Ok(()) } else { Err(ServiceError::NotPermitted { permission }) }
    }

    /// The permission check of what is done to a session (or what comes of one), whose bureau, centre and body are
    /// `places`: to whoever may not even know of it, it is not there.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] to a stranger, [`ServiceError::NotPermitted`] to somebody else who may not.
    pub fn require_among(&self, permission: Permission, at: i64, places: [i64; 3]) -> Result<(), ServiceError> {
        match self.require(permission, at) {
            Err(_) if !self.knows_of(&places) => Err(ServiceError::NotFound("session")),
            answer => answer,
        }
    }
}
