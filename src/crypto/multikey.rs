//! Multikey (W3C Controlled Identifiers 1.0, section 2.2.2) and multibase base58btc, for Ed25519.

use super::{PublicKey, Signature};

/// The multicodec prefix of an Ed25519 public key, `0xed` as a varint.
const ED25519: [u8; 2] = [0xed, 0x01];

/// The text is not a multibase base58btc value of the expected kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not {0}")]
pub struct NotMultibase(&'static str);

/// `z6Mk…`: the key as a Multikey.
#[must_use]
pub fn encode_key(key: &PublicKey) -> String {
    let mut bytes = ED25519.to_vec();
    bytes.extend_from_slice(&key.0);
    format!("z{}", bs58::encode(bytes).into_string())
}

/// The key of a `z6Mk…` text.
///
/// # Errors
/// When the text is no Ed25519 Multikey.
pub fn decode_key(text: &str) -> Result<PublicKey, NotMultibase> {
    let wrong = NotMultibase("an Ed25519 Multikey (z6Mk…)");
    let bytes = decode(text).ok_or(NotMultibase(wrong.0))?;
    let rest = bytes.strip_prefix(&ED25519).ok_or(NotMultibase(wrong.0))?;
    <[u8; 32]>::try_from(rest).map(PublicKey).map_err(|_| wrong)
}

/// `z…`: a signature as a Data Integrity `proofValue`.
#[must_use]
pub fn encode_signature(signature: &Signature) -> String {
    format!("z{}", bs58::encode(signature.0).into_string())
}

/// The signature of a `proofValue`.
///
/// # Errors
/// When the text is not `z` and 64 bytes of base58btc.
pub fn decode_signature(text: &str) -> Result<Signature, NotMultibase> {
    let wrong = NotMultibase("a base58btc signature of 64 bytes");
    let bytes = decode(text).ok_or(NotMultibase(wrong.0))?;
    <[u8; 64]>::try_from(bytes).map(Signature).map_err(|_| wrong)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    bs58::decode(text.strip_prefix('z')?).into_vec().ok()
}
