//! AES-256-GCM sealing: `nonce (12) ‖ ciphertext ‖ tag (16)`, bound to a context.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::random::{self, NoEntropy};

/// What was sealed can't be opened: another key, another context, or altered bytes.
#[derive(Debug, thiserror::Error)]
#[error("sealed data does not open with this key: another key, another place, or altered bytes")]
pub struct CannotOpen;

/// A 256-bit sealing key.
#[derive(Clone)]
pub struct SealingKey(Zeroizing<[u8; 32]>);

impl SealingKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A fresh key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, NoEntropy> {
        Ok(Self::new(random::bytes()?))
    }

    /// The key's bytes, for its own file.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` for `context`: it opens only with the same context, so a sealed value can't be moved elsewhere.
    ///
    /// # Errors
    /// When the system gives no randomness for the nonce.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, NoEntropy> {
        let nonce: [u8; NONCE_LEN] = random::bytes()?;
        let mut body = plain.to_vec();
        self.cipher()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut body)
            .map_err(|_| NoEntropy)?;
        let mut out = nonce.to_vec();
        out.append(&mut body);
        Ok(out)
    }

    /// Opens what [`SealingKey::seal`] made for the same context.
    ///
    /// # Errors
    /// When the key, the context or any byte differs.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(CannotOpen)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| CannotOpen)?;
        let mut body = body.to_vec();
        let plain = self.cipher().open_in_place(nonce, Aad::from(context), &mut body).map_err(|_| CannotOpen)?;
        Ok(plain.to_vec())
    }

    fn cipher(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.0[..]).expect("a sealing key has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_its_key_and_context() {
        let key = SealingKey::generate().unwrap();
        let sealed = key.seal(b"person/1", b"secret").unwrap();
        assert_eq!(key.open(b"person/1", &sealed).unwrap(), b"secret");
        assert!(key.open(b"person/2", &sealed).is_err());
        assert!(SealingKey::generate().unwrap().open(b"person/1", &sealed).is_err());
        let mut altered = sealed;
        altered[14] ^= 1;
        assert!(key.open(b"person/1", &altered).is_err());
        assert!(key.open(b"person/1", b"short").is_err());
    }
}
