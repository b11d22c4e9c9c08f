//! A contributor's secret as its sealed envelope holds it: a file, or the text of a QR code.

use serde::Serialize;
use serde_json::Value;
use zeroize::{Zeroize as _, Zeroizing};

use super::reader::{Node, hidden};
use super::reveals::SECRET;
use super::{DrawError, commitment};
use crate::crypto::{Digest, canonical};

/// The secret file's `spec`.
pub const SECRET_SPEC: &str = "exam-seed-secret/v1";

/// What a QR text begins with.
const TEXT: &str = "EXAM-SEED-SECRET/V1";

/// A contributor's 32 bytes, with whose and what for. Not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretFile {
    exam: String,
    session: String,
    contributor: String,
    secret: Zeroizing<[u8; 32]>,
}

impl SecretFile {
    /// The file of a secret that was made here.
    ///
    /// # Errors
    /// When one of the three is no id.
    pub fn new(exam: &str, session: &str, contributor: &str, secret: Zeroizing<[u8; 32]>) -> Result<Self, DrawError> {
        let id = |text: &str, path: &str| Node::new(&text.into(), path).id();
        Ok(Self {
            exam: id(exam, "/exam")?,
            session: id(session, "/session")?,
            contributor: id(contributor, "/contributor")?,
            secret,
        })
    }

    /// Reads a secret file and checks the secret against its commitment.
    ///
    /// # Errors
    /// Names the place of the first thing that exam-seed/v1 does not allow, never the secret.
    pub fn parse(text: &[u8]) -> Result<Self, DrawError> {
        let mut value = canonical::parse(text)?;
        let read = Self::read(&value);
        if let Some(Value::String(secret)) = value.get_mut("secret") {
            secret.zeroize();
        }
        read
    }

    fn read(value: &Value) -> Result<Self, DrawError> {
        let root = Node::new(value, "");
        root.spec(SECRET_SPEC)?;
        root.keys(&["spec", "exam", "session", "contributor", "secret", "commitment"], &[])?;
        let read = Self {
            exam: root.field("exam")?.id()?,
            session: root.field("session")?.id()?,
            contributor: root.field("contributor")?.id()?,
            secret: Zeroizing::new(root.field("secret")?.hidden_digest(SECRET)?),
        };
        let (committed, derived) = (root.field("commitment")?.digest()?, read.commitment());
        if derived != committed {
            return Err(DrawError::WrongSecret {
                path: "/secret".to_owned(),
                id: read.contributor.clone(),
                derived: hex::encode(derived),
                committed: hex::encode(committed),
            });
        }
        Ok(read)
    }

    /// Reads a QR text. It holds no commitment to check the secret against.
    ///
    /// # Errors
    /// When the text has another form. The place named is that of the part in the file.
    pub fn from_qr(text: &str) -> Result<Self, DrawError> {
        let parts: Vec<&str> = text.split(':').collect();
        let [TEXT, exam, session, contributor, secret] = parts[..] else {
            const FORM: &str = "a text of the form EXAM-SEED-SECRET/V1:<exam>:<session>:<contributor>:<64 hex digits>";
            return Err(hidden("", FORM));
        };
        let read = Self::new(exam, session, contributor, Zeroizing::new([0; 32]))?;
        let mut given = Value::from(secret);
        let secret = Node::new(&given, "/secret").hidden_digest(SECRET);
        if let Value::String(given) = &mut given {
            given.zeroize();
        }
        Ok(Self { secret: Zeroizing::new(secret?), ..read })
    }

    /// Reads whichever of the two it is.
    ///
    /// # Errors
    /// As [`SecretFile::from_qr`] where the text begins as a QR text does, else as [`SecretFile::parse`].
    pub fn from_either(text: &[u8]) -> Result<Self, DrawError> {
        match std::str::from_utf8(text) {
            Ok(text) if text.starts_with("EXAM-SEED-SECRET/") => Self::from_qr(text),
            _ => Self::parse(text),
        }
    }

    /// The exam's id.
    #[must_use]
    pub fn exam(&self) -> &str {
        &self.exam
    }

    /// The session's id.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The contributor's id.
    #[must_use]
    pub fn contributor(&self) -> &str {
        &self.contributor
    }

    /// The 32 bytes.
    #[must_use]
    pub fn secret(&self) -> &Zeroizing<[u8; 32]> {
        &self.secret
    }

    /// The commitment, which may be published.
    #[must_use]
    pub fn commitment(&self) -> Digest {
        commitment(&self.exam, &self.session, &self.contributor, &self.secret)
    }

    /// The file, its keys in the order of the specification, a line each. Holds the secret.
    #[must_use]
    pub fn file(&self) -> Zeroizing<Vec<u8>> {
        let (secret, commitment) = (Zeroizing::new(hex::encode(*self.secret)), hex::encode(self.commitment()));
        let form = Form {
            spec: SECRET_SPEC,
            exam: &self.exam,
            session: &self.session,
            contributor: &self.contributor,
            secret: &secret,
            commitment: &commitment,
        };
        let mut file = serde_json::to_vec_pretty(&form).expect("text can be written as JSON");
        file.push(b'\n');
        Zeroizing::new(file)
    }

    /// The text of the QR code. Holds the secret.
    #[must_use]
    pub fn qr_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(hex::encode(*self.secret));
        Zeroizing::new(format!("{TEXT}:{}:{}:{}:{}", self.exam, self.session, self.contributor, *secret))
    }
}

#[derive(Serialize)]
struct Form<'a> {
    spec: &'static str,
    exam: &'a str,
    session: &'a str,
    contributor: &'a str,
    secret: &'a str,
    commitment: &'a str,
}

impl std::fmt::Debug for SecretFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { exam, session, contributor, .. } = self;
        write!(f, "SecretFile({exam}, {session}, {contributor}, of commitment {})", hex::encode(self.commitment()))
    }
}
