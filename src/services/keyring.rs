//! The keys, each a file of its own in the key folder: 64 hex digits, readable by the server's user alone.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::crypto::digest::{Prk, hmac_sha256};
use crate::crypto::random;
use crate::crypto::seal::SealingKey;
use crate::crypto::{PublicKey, Signer as _, SigningKey};

/// A key file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file is not there.
    #[error(
        "key file {0} is missing; restore it from its own backup (a new one can't open what the old one sealed), \
         or make a new key folder with `jiangheng setup`"
    )]
    Missing(PathBuf),
    /// The file does not hold a key.
    #[error("key file {0} does not hold 64 hex digits")]
    Malformed(PathBuf),
    /// Others could read the file.
    #[error("key file {0} is readable by others; set its mode to 0600")]
    Exposed(PathBuf),
    /// The file system said no.
    #[error("key file {path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// No randomness for a new key.
    #[error(transparent)]
    NoEntropy(#[from] random::NoEntropy),
}

/// The keys of one bureau's server.
pub struct Keyring {
    folder: PathBuf,
    sealing: SealingKey,
    index: [u8; 32],
    forms: [u8; 32],
    seats: [u8; 32],
    /// Signs certificates.
    pub issuing: SigningKey,
    /// Signs the log's checkpoints.
    pub log: SigningKey,
    /// Signs question bank packages of this bureau.
    pub bank: SigningKey,
    /// Signs `keys.json`. Kept offline in practice; in its folder on a demo.
    pub root: Option<SigningKey>,
    /// Cosigns checkpoints. Another bureau's in practice; in its folder on a demo.
    pub witness: Option<SigningKey>,
}

/// The file of the key that seals identity numbers.
pub const SEALING: &str = "sealing.key";

impl Keyring {
    /// Reads the keys of a folder.
    ///
    /// # Errors
    /// Names the file that is missing, malformed or readable by others.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let sealing = read(&folder.join(SEALING))?;
        let optional = |name: &str| match read(&folder.join(name)) {
            Ok(seed) => Ok(Some(SigningKey::from_seed(&seed))),
            Err(KeyError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        };
        Ok(Self {
            folder: folder.to_owned(),
            index: Prk::from_key(&sealing).expand(b"jiangheng/identity-index"),
            forms: Prk::from_key(&sealing).expand(b"jiangheng/form-token"),
            seats: Prk::from_key(&sealing).expand(b"jiangheng/seat-token"),
            sealing: SealingKey::new(sealing),
            issuing: SigningKey::from_seed(&read(&folder.join("issuing.key"))?),
            log: SigningKey::from_seed(&read(&folder.join("log.key"))?),
            bank: SigningKey::from_seed(&read(&folder.join("bank.key"))?),
            root: optional("root.key")?,
            witness: optional("witness.key")?,
        })
    }

    /// Makes the keys that a folder does not have yet, and leaves those it has.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn create(folder: &Path, demo: bool) -> Result<(), KeyError> {
        fs::create_dir_all(folder).map_err(|source| KeyError::Io { path: folder.to_owned(), source })?;
        let ours = [SEALING, "issuing.key", "log.key", "bank.key", "root.key"];
        for name in ours.into_iter().chain(demo.then_some("witness.key")) {
            let path = folder.join(name);
            if !path.exists() {
                write(&path, &random::bytes()?)?;
            }
        }
        Ok(())
    }

    /// The folder they were read from: what must outlive the database's backups lies there too.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The key that seals identity numbers and other secrets at rest.
    #[must_use]
    pub fn sealing(&self) -> &SealingKey {
        &self.sealing
    }

    /// The index under which an identity number is looked up: hex of HMAC-SHA-256 under a key of its own.
    #[must_use]
    pub fn identity_index(&self, canonical_number: &str) -> String {
        hex::encode(hmac_sha256(&self.index, canonical_number.as_bytes()))
    }

    /// The token that the forms of a browser carry: hex of HMAC-SHA-256 of its random name, under a key of its own.
    #[must_use]
    pub fn form_token(&self, browser: &str) -> String {
        hex::encode(hmac_sha256(&self.forms, browser.as_bytes()))
    }

    /// What makes a candidate's token, or a ticket to a seat, this server's own: hex of HMAC-SHA-256 of its words, under a
    /// key of its own.
    #[must_use]
    pub fn seat_tag(&self, words: &str) -> String {
        hex::encode(hmac_sha256(&self.seats, words.as_bytes()))
    }

    /// The bank signers this server trusts.
    #[must_use]
    pub fn trusted_bank_signers(&self) -> Vec<PublicKey> {
        vec![self.bank.public_key()]
    }
}

/// Reads a key file.
///
/// # Errors
/// As [`Keyring::load`].
pub fn read(path: &Path) -> Result<[u8; 32], KeyError> {
    let text = fs::read_to_string(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => KeyError::Missing(path.to_owned()),
        _ => KeyError::Io { path: path.to_owned(), source },
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            fs::metadata(path).map_err(|source| KeyError::Io { path: path.to_owned(), source })?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed(path.to_owned()));
        }
    }
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| KeyError::Malformed(path.to_owned()))?;
    Ok(key)
}

/// Writes a key file that did not exist, mode 0600.
///
/// # Errors
/// When it exists or can't be written.
pub fn write(path: &Path, key: &[u8; 32]) -> Result<(), KeyError> {
    let failed = |source| KeyError::Io { path: path.to_owned(), source };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(hex::encode(key).as_bytes()).and_then(|()| file.write_all(b"\n")).map_err(failed)?;
    file.sync_all().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_exposed_or_malformed_key_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        Keyring::create(folder.path(), true).unwrap();
        assert!(Keyring::load(folder.path()).unwrap().witness.is_some());
        let sealing = folder.path().join("sealing.key");
        let kept = fs::read_to_string(&sealing).unwrap();
        Keyring::create(folder.path(), true).unwrap();
        assert_eq!(fs::read_to_string(&sealing).unwrap(), kept, "creating again keeps what is there");

        fs::write(&sealing, "too short").unwrap();
        assert!(matches!(Keyring::load(folder.path()), Err(KeyError::Malformed(path)) if path == sealing));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&sealing, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(matches!(Keyring::load(folder.path()), Err(KeyError::Exposed(path)) if path == sealing));
        }
        fs::remove_file(&sealing).unwrap();
        assert!(matches!(Keyring::load(folder.path()), Err(KeyError::Missing(path)) if path == sealing));
    }
}
