//! The check value of the sealing key: says whether the key file beside a store is still the one that sealed it.

use crate::store::meta;

use super::{Context, ServiceError};

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
