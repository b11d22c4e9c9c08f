//! Staff accounts: who exists, what they may do, and how they sign in. Organisations, rooms and filings with them.

mod listing;
mod organisations;
mod sign_in;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::crypto::password;
use crate::domain::account::{CredentialFault, Permission, Role, check_login, check_password};
use crate::domain::person::PersonName;
use crate::store::organisations::{self as organisation_rows, Organisation};
use crate::store::{AnyConnection, StoreError, accounts, micros};

use super::actor::Grant;
use super::{Actor, Context, FieldError, ServiceError, audit};

pub use listing::{AccountView, WantedAccounts, account, accounts_page};
pub use organisations::{
    NewFiling, NewOrganisation, NewRoom, OrganisationKind, create_organisation, create_room, file_body, list_filings,
    list_organisations, list_rooms,
};
pub(super) use sign_in::vouched_for;
pub use sign_in::{SignedIn, authenticate, sign_in, sign_out};

/// The bureau that a server is set up for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBureau {
    /// Its code, such as its region code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `county`, `city` or `province`.
    pub rank: String,
}

/// The first administrator.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstAccount {
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// A new account with its roles in its organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Its organisation.
    pub organisation_id: i64,
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The first password.
    pub password: String,
    /// Its roles, at least one.
    pub roles: Vec<Role>,
}

/// An account in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedAccount {
    /// The account.
    #[serde(flatten)]
    pub account: accounts::Account,
    /// Its roles.
    pub roles: Vec<String>,
}

/// Makes the bureau and its first administrator, on a store without any account.
///
/// # Errors
/// `accounts-exist` when there is one; fields that are wrong.
pub fn create_first_administrator(
    context: &Context,
    bureau: NewBureau,
    first: FirstAccount,
) -> Result<Actor, ServiceError> {
    let roles = [Role::BureauAdministrator];
    let bureau =
        NewOrganisation { code: bureau.code, name: bureau.name, kind: OrganisationKind::Bureau, rank: bureau.rank };
    let mut faults = bureau.faults();
    faults.extend(faults_of(&first.login, &first.name, &first.password));
    refuse_if_any(faults)?;
    let hash = hashed(&first.password)?;
    let now = context.now();
    let system = Actor::system("setup");
    context.store.write(|connection| {
        if accounts::count(connection)? > 0 {
            return Err(ServiceError::refused(
                "accounts-exist",
                "this store has accounts already; an administrator adds further ones",
            ));
        }
        let organisation_id = bureau.insert(connection)?;
        let account_id = insert_account(connection, context, organisation_id, &first.login, &first.name, &hash)?;
        accounts::grant(connection, account_id, Role::BureauAdministrator.as_str(), organisation_id, now)?;
        let subject = format!("account/{account_id}");
        let detail = json!({"login": first.login, "organisation": organisation_id, "roles": roles});
        audit::record(connection, &system, now, "account.create_first", &subject, &detail)?;
        actor_of(connection, account_id, first.name.trim().to_owned(), organisation_id)
    })
}

/// Adds an account with its roles.
///
/// # Errors
/// Without the permission; fields that are wrong; `login-taken`; a role that the organisation can't give.
pub fn create_account(context: &Context, actor: &Actor, new: NewAccount) -> Result<i64, ServiceError> {
    actor.require(Permission::ManageAccounts, new.organisation_id)?;
    let mut faults = faults_of(&new.login, &new.name, &new.password);
    if new.roles.is_empty() {
        let message = "give at least one role; an account without any can do nothing".to_owned();
        faults.push(FieldError { field: "roles", code: "roles-empty", message });
    }
    refuse_if_any(faults)?;
    let hash = hashed(&new.password)?;
    let now = context.now();
    context.store.write(|connection| {
        let organisation = organisation(connection, new.organisation_id)?;
        if let Some(role) = new.roles.iter().find(|role| !fits(**role, &organisation)) {
            return Err(ServiceError::invalid(
                "roles",
                "role-elsewhere",
                format!("{role} is a role of a bureau, and {} is none", organisation.name),
            ));
        }
        let id = insert_account(connection, context, new.organisation_id, &new.login, &new.name, &hash)?;
        let mut roles = new.roles.clone();
        roles.sort();
        roles.dedup();
        for role in &roles {
            accounts::grant(connection, id, role.as_str(), new.organisation_id, now)?;
        }
        let detail = json!({"login": new.login, "organisation": new.organisation_id, "roles": roles});
        audit::record(connection, actor, now, "account.create", &format!("account/{id}"), &detail)?;
        Ok(id)
    })
}

/// Changes one's own password. Every session of the account ends.
///
/// # Errors
/// `password-wrong` when the present one is another; what is wrong with the new one.
pub fn change_password(context: &Context, actor: &Actor, current: &str, new: &str) -> Result<(), ServiceError> {
    let secret = context.store.read(|connection| accounts::secret(connection, actor.account_id))?;
    if !verified(current, &secret.password_hash)? {
        return Err(ServiceError::invalid("current", "password-wrong", "the present password is another"));
    }
    check_password(&secret.login, new).map_err(|fault| field("password", &fault))?;
    let hash = hashed(new)?;
    let now = context.now();
    context.store.write(|connection| {
        accounts::set_password(connection, actor.account_id, &hash)?;
        let subject = format!("account/{}", actor.account_id);
        Ok(audit::record(connection, actor, now, "account.change_password", &subject, &json!({}))?)
    })
}

/// Bars an account. What it did stays.
///
/// # Errors
/// Without the permission; one's own account.
pub fn deactivate_account(context: &Context, actor: &Actor, id: i64) -> Result<(), ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        manageable(connection, actor, id)?;
        if id == actor.account_id {
            return Err(ServiceError::refused("own-account", "nobody bars the account they are signed in with"));
        }
        accounts::deactivate(connection, id)?;
        Ok(audit::record(connection, actor, now, "account.deactivate", &format!("account/{id}"), &json!({}))?)
    })
}

/// Gives an account a new first password. Every session of it ends.
///
/// # Errors
/// As [`deactivate_account`]; what is wrong with the password; `account-barred`.
pub fn reset_password(context: &Context, actor: &Actor, id: i64, new: &str) -> Result<(), ServiceError> {
    let found = context.store.read(|connection| manageable(connection, actor, id))?;
    if id == actor.account_id {
        return Err(ServiceError::refused("own-password", "one's own password is changed on one's own page"));
    }
    if !found.active {
        return Err(ServiceError::refused("account-barred", "a barred account signs in with no password"));
    }
    check_password(&found.login, new).map_err(|fault| field("password", &fault))?;
    let hash = hashed(new)?;
    let now = context.now();
    context.store.write(|connection| {
        accounts::set_password(connection, id, &hash)?;
        Ok(audit::record(connection, actor, now, "account.reset_password", &format!("account/{id}"), &json!({}))?)
    })
}

/// An account that the actor may manage. Whoever manages none learns that; another organisation's is not there.
fn manageable(connection: &mut AnyConnection, actor: &Actor, id: i64) -> Result<accounts::Secret, ServiceError> {
    if !actor.may_anywhere(Permission::ManageAccounts) {
        return Err(ServiceError::NotPermitted { permission: Permission::ManageAccounts });
    }
    let found = accounts::secret(connection, id).map_err(|error| missing(error, "account"))?;
    let here = actor.may(Permission::ManageAccounts, found.organisation_id);
    if here { Ok(found) } else { Err(ServiceError::NotFound("account")) }
}

/// All accounts with their roles.
///
/// # Errors
/// Without the permission in the bureau.
pub fn list_accounts(context: &Context, actor: &Actor) -> Result<Vec<ListedAccount>, ServiceError> {
    actor.require(Permission::ManageAccounts, 0)?;
    context.store.read(|connection| {
        let grants = accounts::grants(connection)?;
        let roles = |id| grants.iter().filter(|(of, _, _)| *of == id).map(|(_, role, _)| role.clone()).collect();
        let listed = accounts::list(connection, None)?;
        Ok(listed.into_iter().map(|account| ListedAccount { roles: roles(account.id), account }).collect())
    })
}

/// Whether `given` is the password of an account: what is signed is signed with it.
///
/// # Errors
/// `password-wrong` when it is not.
pub(super) fn confirm_password(context: &Context, actor: &Actor, given: &str) -> Result<(), ServiceError> {
    let secret = context.store.read(|connection| accounts::secret(connection, actor.account_id))?;
    if secret.active && verified(given, &secret.password_hash)? {
        Ok(())
    } else {
        Err(ServiceError::invalid("password", "password-wrong", "the password is another; type it again"))
    }
}

/// The actor of a sign-in name, for the demo's steps.
///
/// # Errors
/// When there is no such account.
pub(super) fn actor_of_login(context: &Context, login: &str) -> Result<Actor, ServiceError> {
    context.store.read(|connection| {
        let secret = accounts::secret_of_login(connection, login)?.ok_or(ServiceError::NotFound("account"))?;
        actor_of(connection, secret.id, secret.name, secret.organisation_id)
    })
}

/// The actor of an account with the roles it holds now.
fn actor_of(
    connection: &mut AnyConnection,
    account_id: i64,
    name: String,
    organisation_id: i64,
) -> Result<Actor, ServiceError> {
    let rows = accounts::roles(connection, account_id)?;
    let grants = rows.into_iter().filter_map(|(role, at, kind)| grant(&role, at, &kind)).collect();
    Ok(Actor::account(account_id, name, organisation_id, grants))
}

fn grant(role: &str, organisation_id: i64, kind: &str) -> Option<Grant> {
    let bureau = kind == OrganisationKind::Bureau.as_str();
    role.parse().ok().map(|role| Grant { role, organisation_id, bureau })
}

/// Whether an organisation can give a role: the bureau's own roles only the bureau.
fn fits(role: Role, organisation: &Organisation) -> bool {
    let bureaus = matches!(role, Role::BureauAdministrator | Role::Auditor);
    !bureaus || organisation.kind == OrganisationKind::Bureau.as_str()
}

fn insert_account(
    connection: &mut AnyConnection,
    context: &Context,
    organisation_id: i64,
    login: &str,
    name: &str,
    password_hash: &str,
) -> Result<i64, ServiceError> {
    let new = accounts::NewAccount {
        organisation_id,
        login,
        name: name.trim(),
        password_hash,
        active: true,
        created_at: micros(context.now()),
    };
    accounts::insert(connection, &new).map_err(|error| match error {
        StoreError::Duplicate(_) => {
            ServiceError::invalid("login", "login-taken", "somebody has this sign-in name; take another")
        }
        other => other.into(),
    })
}

fn organisation(connection: &mut AnyConnection, id: i64) -> Result<Organisation, ServiceError> {
    organisation_rows::find(connection, id).map_err(|error| missing(error, "organisation"))
}

fn missing(error: StoreError, what: &'static str) -> ServiceError {
    if matches!(error, StoreError::NotFound) { ServiceError::NotFound(what) } else { error.into() }
}

fn faults_of(login: &str, name: &str, password: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if let Err(fault) = check_login(login) {
        faults.push(FieldError { field: "login", code: fault.code(), message: fault.to_string() });
    }
    if let Err(fault) = name.parse::<PersonName>() {
        faults.push(FieldError { field: "name", code: fault.code(), message: fault.to_string() });
    }
    if let Err(fault) = check_password(login, password) {
        faults.push(FieldError { field: "password", code: fault.code(), message: fault.to_string() });
    }
    faults
}

fn refuse_if_any(faults: Vec<FieldError>) -> Result<(), ServiceError> {
    if faults.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(faults)) }
}

fn field(name: &'static str, fault: &CredentialFault) -> ServiceError {
    ServiceError::invalid(name, fault.code(), fault.to_string())
}

fn hashed(given: &str) -> Result<String, ServiceError> {
    password::hash(given).map_err(|error| ServiceError::Internal(error.to_string()))
}

fn verified(given: &str, hash: &str) -> Result<bool, ServiceError> {
    password::verify(given, hash).map_err(|error| ServiceError::Internal(error.to_string()))
}
