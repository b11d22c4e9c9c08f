//! The accounts that somebody manages, as their pages show them.

use jiff::Timestamp;

use crate::domain::account::{Permission, Role};
use crate::services::{Actor, Context, ServiceError};
use crate::store::account_list::{self as rows, Listed, Wanted};
use crate::store::instant;
use crate::store::page::{Page, Slice};

/// Which accounts.
#[derive(Debug, Clone, Default)]
pub struct WantedAccounts {
    /// With this text in the name, the sign-in name or the organisation's name; empty for any.
    pub text: String,
    /// Holding this role.
    pub role: Option<Role>,
    /// Only those that may sign in, or only the barred ones.
    pub active: Option<bool>,
}

/// An account with its organisation and roles.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// Row id.
    pub id: i64,
    /// The person's name.
    pub name: String,
    /// The sign-in name.
    pub login: String,
    /// The organisation's name.
    pub organisation: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Its roles, in the order they are listed to people.
    pub roles: Vec<Role>,
    /// Since when.
    pub created_at: Timestamp,
}

/// Some of the accounts that an actor manages. One query.
///
/// # Errors
/// When the actor manages none.
pub fn accounts_page(
    context: &Context,
    actor: &Actor,
    wanted: &WantedAccounts,
    part: Slice,
) -> Result<Page<AccountView>, ServiceError> {
    managing(actor)?;
    let wanted = Wanted {
        places: actor.places(Permission::ManageAccounts),
        id: None,
        text: wanted.text.clone(),
        role: wanted.role.map(|role| role.as_str().to_owned()).unwrap_or_default(),
        active: wanted.active,
    };
    Ok(context.store.read(|connection| rows::page(connection, &wanted, part))?.map(shown))
}

/// One account: a manager's, or one's own.
///
/// # Errors
/// When the actor manages none and it is not their own; another organisation's is not there.
pub fn account(context: &Context, actor: &Actor, id: i64) -> Result<AccountView, ServiceError> {
    let places = if id == actor.account_id {
        crate::store::page::Places::All
    } else {
        managing(actor)?;
        actor.places(Permission::ManageAccounts)
    };
    let wanted = Wanted { places, id: Some(id), text: String::new(), role: String::new(), active: None };
    let found = context.store.read(|connection| rows::page(connection, &wanted, Slice { offset: 0, limit: 1 }))?;
    found.rows.into_iter().next().map(shown).ok_or(ServiceError::NotFound("account"))
}

fn managing(actor: &Actor) -> Result<(), ServiceError> {
    if actor.may_anywhere(Permission::ManageAccounts) {
        return Ok(());
    }
    Err(ServiceError::NotPermitted { permission: Permission::ManageAccounts })
}

fn shown(row: Listed) -> AccountView {
    let mut roles: Vec<Role> = row.roles.split(',').filter_map(|role| role.parse().ok()).collect();
    roles.sort_unstable();
    AccountView {
        id: row.id,
        name: row.name,
        login: row.login,
        organisation: row.organisation,
        active: row.active,
        roles,
        created_at: instant(row.created_at),
    }
}
