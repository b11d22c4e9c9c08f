//! Who issues here: the names that documents carry, the issuing keys, and the published `keys.json`.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::crypto::{PublicKey, Signer as _, multikey};
use crate::formats::keys::{Issuer, Key, KeySet, KeySetError, KeyState};
use crate::formats::tlog::NoteKey;
use crate::store::certificates::{self, KeyRow};
use crate::store::{AnyConnection, StoreError, award, instant, meta};

use super::{Context, ServiceError};

/// The issuer's number in codes. One server, one issuer.
pub const NUMBER: u32 = 1;
/// The key set as it was signed last.
const PUBLISHED: &str = "keys_json";
/// How long a signed key set is good for.
const LIFETIME: SignedDuration = SignedDuration::from_hours(400 * 24);
/// A key set with less than this left is signed anew.
const RENEWAL: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The host of the public origin, with its port if it has one: what documents, lists and codes are addressed to.
///
/// # Errors
/// When the origin is none; settings are checked at start.
pub fn host(context: &Context) -> Result<String, ServiceError> {
    let url = Url::parse(&context.origin).map_err(|error| ServiceError::Internal(format!("origin: {error}")))?;
    let host = url.host_str().ok_or_else(|| ServiceError::Internal("the origin has no host".into()))?;
    Ok(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// The issuer's URL on a host.
#[must_use]
pub fn issuer_id(host: &str) -> String {
    format!("https://{host}/issuers/{NUMBER}")
}

/// The log's origin on a host.
#[must_use]
pub fn log_name(host: &str) -> String {
    format!("{host}/log")
}

/// The witness's name on a host; a demo's own, until another bureau's is configured.
#[must_use]
pub fn witness_name(host: &str) -> String {
    format!("{host}/witness")
}

/// The URL of a key, as proofs name it.
#[must_use]
pub fn verification_method(host: &str, key: &PublicKey) -> String {
    format!("{}#{}", issuer_id(host), multikey::encode_key(key))
}

/// Writes the issuing key into the store's list unless it stands there.
///
/// # Errors
/// When the database fails.
pub fn ensure_key(connection: &mut AnyConnection, context: &Context, now: Timestamp) -> Result<(), StoreError> {
    let key = context.keys.issuing.public_key();
    certificates::ensure_key(connection, &hex::encode(key.kid()), &multikey::encode_key(&key), now)
}

/// The key set of this moment, as a checker on this server uses it; not signed by the root.
///
/// # Errors
/// When the database fails or a stored key is malformed.
pub fn current(connection: &mut AnyConnection, context: &Context) -> Result<KeySet, ServiceError> {
    let host = host(context)?;
    let now = context.now();
    let rows = certificates::keys(connection)?;
    let issuer_id = issuer_id(&host);
    let keys = rows.iter().map(|row| key(row, &issuer_id)).collect::<Result<_, StoreError>>()?;
    let name = award::bureau(connection)?.map_or_else(|| context.policy.region.name.clone(), |bureau| bureau.name);
    let witness = context.keys.witness.as_ref();
    Ok(KeySet {
        version: 0,
        issued: seconds(now),
        expires: seconds(now.checked_add(LIFETIME).unwrap_or(now)),
        issuer: Issuer { id: issuer_id, name, number: NUMBER },
        log: NoteKey { name: log_name(&host), key: context.keys.log.public_key() },
        witnesses: witness
            .map(|key| NoteKey { name: witness_name(&host), key: key.public_key() })
            .into_iter()
            .collect(),
        host,
        keys,
    })
}

/// The bytes of `keys.json`. Signed anew, one version higher, when a key changed or the last one runs out within
/// 30 days; else the same bytes as before.
///
/// # Errors
/// `root-offline` when it must be signed anew and the root is not here; a key that may not follow the last set.
pub fn published(context: &Context) -> Result<Vec<u8>, ServiceError> {
    context.store.write(|connection| {
        ensure_key(connection, context, context.now())?;
        let mut set = current(connection, context)?;
        let last = meta::find(connection, PUBLISHED)?.map(String::into_bytes);
        let before = last.as_deref().and_then(|bytes| KeySet::open(bytes, None, set.issued, None).ok());
        if let (Some(bytes), Some(before)) = (&last, &before) {
            let alike =
                KeySet { version: before.version, issued: before.issued, expires: before.expires, ..set.clone() };
            let left = before.expires.duration_since(set.issued);
            if alike == *before && left > RENEWAL {
                return Ok(bytes.clone());
            }
        }
        let Some(root) = &context.keys.root else {
            return Err(ServiceError::refused(
                "root-offline",
                "keys.json must be signed anew and the root key is not on this machine: sign it where the root is kept",
            ));
        };
        set.version = version_of(last.as_deref()).saturating_add(1);
        if let Some(before) = &before {
            set.succeeds(before).map_err(refused)?;
        }
        let bytes = set.sign(root).map_err(refused)?;
        meta::set(connection, PUBLISHED, &String::from_utf8_lossy(&bytes))?;
        Ok(bytes)
    })
}

/// The version of a signed set whatever its dates, so that versions count up even over an expired one.
fn version_of(bytes: Option<&[u8]>) -> u64 {
    let value = bytes.and_then(|bytes| crate::crypto::canonical::parse(bytes).ok());
    value.and_then(|value| value.get("version")?.as_u64()).unwrap_or(0)
}

fn key(row: &KeyRow, issuer_id: &str) -> Result<Key, StoreError> {
    let malformed = |what: &str| StoreError::Malformed(format!("issuing key {}: {what}", row.kid));
    let state = match row.state.split_once(':') {
        None if row.state == "active" => KeyState::Active,
        None if row.state == "retired" => KeyState::Retired,
        Some(("compromised", size)) => {
            KeyState::Compromised { trusted_size: size.parse().map_err(|_| malformed("size"))? }
        }
        _ => return Err(malformed("state")),
    };
    Ok(Key {
        id: format!("{issuer_id}#{}", row.multikey),
        key: multikey::decode_key(&row.multikey).map_err(|_| malformed("multikey"))?,
        state,
        from: seconds(instant(row.from_at)),
        until: row.until_at.map(|until| seconds(instant(until))),
    })
}

fn refused(error: KeySetError) -> ServiceError {
    ServiceError::refused(error.code(), error.to_string())
}

/// The instant in whole seconds, rounded down.
fn seconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_second(instant.as_second()).unwrap_or(instant)
}
