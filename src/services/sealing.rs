//! The check value of the sealing key: says whether the key file beside a store is still the one that sealed it.

use std::path::Path;

use crate::crypto::seal::SealingKey;
use crate::store::{Store, meta};

use super::{Context, ServiceError, keyring};

const PLACE: &[u8] = b"meta/sealing_check";
const TEXT: &[u8] = b"jiangheng";

/// Seals the check value on a new store, or checks that the key opens the one that is there.
///
/// # Errors
/// `sealing-key-lost` when the key in the key folder is not the one that sealed this store's identity numbers.
pub fn mark_or_check(context: &Context) -> Result<(), ServiceError> {
    let found = context.store.read(|connection| meta::find(connection, meta::SEALING_CHECK))?;
    let Some(found) = found else {
        let sealed = hex::encode(context.keys.sealing().seal(PLACE, TEXT)?);
        return Ok(context.store.write(|connection| meta::set(connection, meta::SEALING_CHECK, &sealed))?);
    };
    let opened = hex::decode(found).ok().and_then(|sealed| context.keys.sealing().open(PLACE, &sealed).ok());
    if opened.as_deref() == Some(TEXT) {
        return Ok(());
    }
    Err(ServiceError::refused(
        "sealing-key-lost",
        "sealing.key is not the key that sealed this store's identity numbers: restore the key folder's own backup; \
         without it they can't be read again",
    ))
}

/// How a key folder stands to a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealingState {
    /// Its sealing key is the store's.
    Right,
    /// Its sealing key is another: what is sealed in the store can't be read with it.
    Another,
    /// Nothing was ever sealed in the store.
    NothingSealed,
}

/// Compares a key folder's sealing key with a store, changing nothing.
///
/// # Errors
/// When the key file is missing, malformed or readable by others, or the store can't be read.
pub fn check(store: &Store, keys: &Path) -> Result<SealingState, ServiceError> {
    let key = keyring::read(&keys.join(keyring::SEALING)).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let Some(found) = store.read(|connection| meta::find(connection, meta::SEALING_CHECK))? else {
        return Ok(SealingState::NothingSealed);
    };
    let opened = hex::decode(found).ok().and_then(|sealed| SealingKey::new(key).open(PLACE, &sealed).ok());
    Ok(if opened.as_deref() == Some(TEXT) { SealingState::Right } else { SealingState::Another })
}
