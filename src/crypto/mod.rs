//! Digests, key derivation, signatures, sealing, randomness, passwords and canonical JSON.
//!
//! The only place where `ring` and `argon2` are used. Imports nothing of ours, so that whoever reviews the
//! cryptography reads this folder alone.

pub mod canonical;
pub mod digest;
pub mod multikey;
pub mod password;
pub mod random;
pub mod seal;
pub mod sign;

pub use digest::{Digest, sha256};
pub use sign::{PublicKey, Signature, Signer, SigningKey};
