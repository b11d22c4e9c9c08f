//! Signing in and out. A token is 32 random bytes; the store keeps its digest alone.

use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::crypto::digest::sha256;
use crate::crypto::random;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::{accounts, instant, micros};

use super::{actor_of, grant, hashed, verified};

/// A session ends after so long without a request …
const IDLE: SignedDuration = SignedDuration::from_hours(8);
/// … and at the latest so long after signing in.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// How far a session's end may lag behind its last request, so that not every request writes.
const LAG: SignedDuration = SignedDuration::from_mins(5);
/// Wrong passwords in a row that cost no waiting.
const FREE_TRIES: u32 = 5;
/// Wrong passwords older than this are forgotten.
const MEMORY: SignedDuration = SignedDuration::from_mins(15);

const FAILED: &str = "account.sign_in_failed";

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session's token, for a cookie or `Authorization: Bearer`.
    pub token: String,
    /// When the session ends unless it is used.
    pub expires_at: Timestamp,
    /// Who.
    pub actor: Actor,
}

/// Opens a session. An unknown name, a wrong password and a barred account get the same answer after the same work.
///
/// `client` is where the call comes from.
///
/// # Errors
/// `sign-in-wrong`; [`ServiceError::Busy`] after five wrong passwords in a row for the name, longer each time, or a
/// second after far too many from the same address.
pub fn sign_in(context: &Context, login: &str, password: &str, client: &str) -> Result<SignedIn, ServiceError> {
    let (secret, subject) = proved(context, login, password, client)?;
    let now = context.now();
    let token = hex::encode(random::bytes::<32>()?);
    let expires_at = now.saturating_add(IDLE).unwrap_or(Timestamp::MAX);
    let actor = context.store.write(|connection| {
        let actor = actor_of(connection, secret.id, secret.name, secret.organisation_id)?;
        accounts::open_session(connection, secret.id, &digest(&token), now, expires_at)?;
        let detail = json!({"account": secret.id});
        audit::record(connection, &actor, now, "account.sign_in", &subject, &detail)?;
        Ok::<_, ServiceError>(actor)
    })?;
    Ok(SignedIn { token, expires_at, actor })
}

/// Somebody who stands beside the one signed in and proves it with the password, as the second of two people. No session is
/// opened; wrong tries count as those of signing in.
///
/// # Errors
/// As [`sign_in`].
pub(in crate::services) fn vouched_for(context: &Context, login: &str, password: &str) -> Result<Actor, ServiceError> {
    let (secret, _) = proved(context, login, password, "beside")?;
    context.store.read(|connection| actor_of(connection, secret.id, secret.name, secret.organisation_id))
}

/// The account of a name and its password, and what its tries are audited under.
fn proved(
    context: &Context,
    login: &str,
    password: &str,
    client: &str,
) -> Result<(accounts::Secret, String), ServiceError> {
    let login = login.trim().to_ascii_lowercase();
    let subject = format!("login/{}", shown(&login));
    let (secret, tries) = context.store.read(|connection| {
        let tries = accounts::latest_sign_ins(connection, &subject, 20)?;
        Ok::<_, ServiceError>((accounts::secret_of_login(connection, &login)?, tries))
    })?;
    if let Some(retry_after) = wait(&tries, context.now()) {
        return Err(ServiceError::Busy { retry_after });
    }
    if context.throttles.offices.waits(client, context.now()) {
        return Err(ServiceError::Busy { retry_after: 1 });
    }
    let hash = secret.as_ref().map_or_else(nobodys_hash, |secret| Ok(secret.password_hash.clone()))?;
    let right = verified(password, &hash)?;
    let now = context.now();
    let Some(secret) = secret.filter(|secret| right && secret.active) else {
        context.throttles.offices.wrong(client, now);
        let visitor = Actor::public("visitor");
        context.store.write(|connection| audit::record(connection, &visitor, now, FAILED, &subject, &json!({})))?;
        return Err(ServiceError::refused("sign-in-wrong", "the sign-in name or the password is wrong"));
    };
    Ok((secret, subject))
}

/// Who a token belongs to; `None` when its session is over or the account barred.
///
/// # Errors
/// When the database fails.
pub fn authenticate(context: &Context, token: &str) -> Result<Option<SignedIn>, ServiceError> {
    let rows = context.store.read(|connection| accounts::session(connection, &digest(token)))?;
    let now = context.now();
    let Some(first) = rows.first().filter(|row| row.active && micros(now) < row.expires_at) else {
        return Ok(None);
    };
    let grants = rows
        .iter()
        .filter_map(|row| {
            grant(row.role.as_deref()?, row.role_organisation_id?, row.role_organisation_kind.as_deref()?)
        })
        .collect();
    let actor = Actor::account(first.account_id, first.name.clone(), first.organisation_id, grants);
    let latest = instant(first.created_at).saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
    let wanted = now.saturating_add(IDLE).unwrap_or(Timestamp::MAX).min(latest);
    let mut expires_at = instant(first.expires_at);
    if wanted.duration_since(expires_at) > LAG {
        context.store.write(|connection| accounts::extend_session(connection, first.id, wanted))?;
        expires_at = wanted;
    }
    Ok(Some(SignedIn { token: token.to_owned(), expires_at, actor }))
}

/// Ends a session; one that is over already is no error.
///
/// # Errors
/// When the database fails.
pub fn sign_out(context: &Context, token: &str) -> Result<(), ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        if let Some(account_id) = accounts::end_session(connection, &digest(token))? {
            let actor = Actor::account(account_id, String::new(), 0, Vec::new());
            let subject = format!("account/{account_id}");
            audit::record(connection, &actor, now, "account.sign_out", &subject, &json!({}))?;
        }
        Ok(())
    })
}

/// Seconds to wait before the next try, with the latest tries newest first.
fn wait(tries: &[(String, i64)], now: Timestamp) -> Option<u32> {
    let recent = |at: i64| now.duration_since(instant(at)) < MEMORY;
    let failures: Vec<i64> =
        tries.iter().take_while(|(action, at)| action == FAILED && recent(*at)).map(|(_, at)| *at).collect();
    let over = u32::try_from(failures.len()).ok()?.checked_sub(FREE_TRIES)?;
    let seconds = 5_u32.saturating_mul(2_u32.saturating_pow(over)).min(300);
    let waited = now.duration_since(instant(*failures.first()?)).as_secs();
    u32::try_from(i64::from(seconds) - waited).ok().filter(|left| *left > 0)
}

fn digest(token: &str) -> String {
    hex::encode(sha256(token.as_bytes()))
}

/// A hash that is nobody's, so that an unknown name costs the same work as a known one.
fn nobodys_hash() -> Result<String, ServiceError> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash.clone());
    }
    let hash = hashed(&hex::encode(random::bytes::<16>()?))?;
    Ok(HASH.get_or_init(|| hash).clone())
}

/// A typed name as the audit trail keeps it: at most 64 characters, nothing invisible.
fn shown(login: &str) -> String {
    login.chars().filter(|c| !c.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_with_each_wrong_password_and_ends() {
        let start: Timestamp = "2026-11-23T01:00:00Z".parse().unwrap();
        let second = |seconds: i64| start.saturating_add(SignedDuration::from_secs(seconds)).unwrap();
        let failed = |count: i64| (0..count).rev().map(|n| (FAILED.to_owned(), micros(second(n)))).collect::<Vec<_>>();
        assert_eq!(wait(&failed(4), second(3)), None);
        assert_eq!(wait(&failed(5), second(4)), Some(5));
        assert_eq!(wait(&failed(5), second(8)), Some(1));
        assert_eq!(wait(&failed(5), second(9)), None);
        assert_eq!(wait(&failed(6), second(5)), Some(10));
        assert_eq!(wait(&failed(20), second(19)), Some(300));
        let mut after_success = vec![("account.sign_in".to_owned(), micros(second(30)))];
        after_success.extend(failed(20));
        assert_eq!(wait(&after_success, second(31)), None);
        assert_eq!(wait(&failed(20), second(3600)), None);
    }
}
