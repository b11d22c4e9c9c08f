//! Ed25519 (RFC 8032) behind the trait that an HSM or an SM2 signer would also implement.

use ring::signature::{self, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use zeroize::Zeroizing;

use super::{Digest, random, sha256};

/// An Ed25519 public key, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct PublicKey(pub [u8; 32]);

/// An Ed25519 signature, 64 bytes: `R ‖ S`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signature(pub [u8; 64]);

/// Whoever can sign: ring's Ed25519 here; an HSM or 签章服务器 is the second a city will ask for.
pub trait Signer: Send + Sync {
    /// The key that verifies what [`Signer::sign`] returns.
    fn public_key(&self) -> PublicKey;
    /// A deterministic signature: the same message gives the same bytes, so that a resumed award is identical.
    fn sign(&self, message: &[u8]) -> Signature;
}

/// An Ed25519 private key in memory.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    seed: Zeroizing<[u8; 32]>,
}

impl SigningKey {
    /// A fresh key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, random::NoEntropy> {
        Ok(Self::from_seed(&random::bytes()?))
    }

    /// The key of a 32-byte seed (RFC 8032 section 5.1.5).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are an Ed25519 seed");
        Self { pair, seed: Zeroizing::new(*seed) }
    }

    /// The seed, for the key's own file.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }
}

impl Signer for SigningKey {
    fn public_key(&self) -> PublicKey {
        let mut out = [0; 32];
        out.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey(out)
    }

    fn sign(&self, message: &[u8]) -> Signature {
        let mut out = [0; 64];
        out.copy_from_slice(self.pair.sign(message).as_ref());
        Signature(out)
    }
}

impl PublicKey {
    /// Whether `signature` is this key's over `message`. Refuses a small-order key or `R` and an `S` that is not
    /// reduced, so that one message has one signature.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        let (r, _) = signature.0.split_at(32);
        !is_small_order(&self.0)
            && !is_small_order(r)
            && UnparsedPublicKey::new(&signature::ED25519, self.0).verify(message, &signature.0).is_ok()
    }

    /// The first four bytes of the key's SHA-256: its `kid` in QR codes and in the log.
    #[must_use]
    pub fn kid(&self) -> [u8; 4] {
        let digest: Digest = sha256(&self.0);
        let [a, b, c, d, ..] = digest;
        [a, b, c, d]
    }
}

/// The encodings of the points of order 1, 2, 4 and 8 and their non-canonical forms, sign bit cleared.
fn is_small_order(point: &[u8]) -> bool {
    const P: [u8; 32] = {
        let mut p = [0xff; 32];
        p[0] = 0xed;
        p[31] = 0x7f;
        p
    };
    const OCTIC: [[u8; 32]; 2] = [
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
            0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ];
    let Ok(mut y) = <[u8; 32]>::try_from(point) else { return true };
    y[31] &= 0x7f;
    let with_first = |first: u8, rest: [u8; 32]| {
        let mut out = rest;
        out[0] = first;
        out
    };
    let zero = [0; 32];
    y == zero
        || y == with_first(1, zero)
        || y == P
        || y == with_first(0xec, P)
        || y == with_first(0xee, P)
        || OCTIC.contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc8032_test_1() {
        let seed: [u8; 32] = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
            .unwrap()
            .try_into()
            .unwrap();
        let key = SigningKey::from_seed(&seed);
        assert_eq!(hex::encode(key.public_key().0), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let signature = key.sign(b"");
        assert_eq!(hex::encode(&signature.0[..8]), "e5564300c360ac72");
        assert!(key.public_key().verifies(b"", &signature));
        assert!(!key.public_key().verifies(b"x", &signature));
    }

    #[test]
    fn a_small_order_key_verifies_nothing() {
        let mut one = [0u8; 32];
        one[0] = 1;
        let mut signature = [0u8; 64];
        signature[0] = 1;
        assert!(!PublicKey(one).verifies(b"anything", &Signature(signature)));
    }
}
