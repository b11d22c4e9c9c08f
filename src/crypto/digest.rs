//! SHA-256, HMAC and HKDF (RFC 5869), and the unambiguous encoding `E(a, b, …)` of exam-seed/v1.

use ring::{digest, hkdf, hmac};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// SHA-256 of `data`.
#[must_use]
pub fn sha256(data: &[u8]) -> Digest {
    let mut context = Hasher::new();
    context.update(data);
    context.finish()
}

/// SHA-256 over data that arrives in pieces.
#[derive(Clone)]
pub struct Hasher(digest::Context);

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Hasher {
    /// An empty hash.
    #[must_use]
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    /// Appends `data`.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digest of everything appended.
    #[must_use]
    pub fn finish(self) -> Digest {
        let mut out = [0; 32];
        out.copy_from_slice(self.0.finish().as_ref());
        out
    }
}

/// `E(a, b, …)`: each part preceded by its length as a big-endian `u32`, so that no two lists encode alike.
///
/// # Panics
/// Never in practice: a part of 4 GiB or more does not fit its length field, and none such can be built here.
#[must_use]
pub fn encode(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
    for part in parts {
        let length = u32::try_from(part.len()).expect("a part of E() is shorter than 4 GiB");
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

/// HMAC-SHA-256: the keyed index under which a secret value can be looked up but not guessed.
#[must_use]
pub fn hmac_sha256(key: &[u8], data: &[u8]) -> Digest {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data);
    let mut out = [0; 32];
    out.copy_from_slice(tag.as_ref());
    out
}

/// A pseudorandom key of HKDF-SHA-256 (RFC 5869 section 2.2), to be expanded any number of times.
pub struct Prk(hkdf::Prk);

impl Prk {
    /// HKDF-Extract(salt, input keying material).
    #[must_use]
    pub fn extract(salt: &[u8], ikm: &[u8]) -> Self {
        Self(hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(ikm))
    }

    /// A key that is already uniformly random, used as the PRK itself.
    #[must_use]
    pub fn from_key(key: &Digest) -> Self {
        Self(hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, key))
    }

    /// HKDF-Expand(prk, info, 32).
    #[must_use]
    pub fn expand(&self, info: &[u8]) -> Digest {
        let mut out = [0; 32];
        self.0
            .expand(&[info], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut out))
            .expect("32 bytes are within HKDF's 255 blocks");
        out
    }
}
