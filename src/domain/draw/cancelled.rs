//! A cancelled session: what had been opened of it, published so that nobody can have drawn in secret and thrown the
//! draw away.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::reader::{Node, instant_text};
use super::slip::agree;
use super::{DrawError, Manifest, Reveals};
use crate::crypto::canonical;

/// The `spec` of a cancelled session's file.
pub const CANCELLED_SPEC: &str = "exam-seed-cancelled/v1";

/// What was opened of a session that did not take place. Sound as far as exam-seed/v1 checks it.
#[derive(Clone)]
pub struct Cancelled {
    manifest: Manifest,
    reason: String,
    cancelled_at: Timestamp,
    reveals: Reveals,
}

impl Cancelled {
    /// A session cancelled at an instant, whose seconds are cut off, for a reason that is published.
    ///
    /// # Errors
    /// When there is no reason, or what was opened is not the manifest's.
    pub fn new(manifest: Manifest, reveals: Reveals, reason: &str, cancelled_at: Timestamp) -> Result<Self, DrawError> {
        let reason = read_reason(&Node::new(&reason.into(), "/reason"))?;
        let cancelled_at = Timestamp::from_second(cancelled_at.as_second()).unwrap_or(cancelled_at);
        Self { manifest, reason, cancelled_at, reveals }.checked()
    }

    /// Reads the file and checks it.
    ///
    /// # Errors
    /// Names the place of the first thing that exam-seed/v1 does not allow.
    pub fn parse(text: &[u8]) -> Result<Self, DrawError> {
        let value = canonical::parse(text)?;
        let root = Node::new(&value, "");
        root.spec(CANCELLED_SPEC)?;
        root.keys(
            &["spec", "manifest", "manifest_hash", "reason", "cancelled_at", "reveals", "excluded", "beacon"],
            &[],
        )?;
        let manifest = Manifest::read(root.field("manifest")?.value.clone(), "/manifest")?;
        let (given, hash) = (root.field("manifest_hash")?, hex::encode(manifest.hash()).into());
        agree(&given.path, given.value, "the hash of the manifest above", Some(&hash))?;
        Self {
            reason: read_reason(&root.field("reason")?)?,
            cancelled_at: root.field("cancelled_at")?.instant()?,
            reveals: Reveals::read(&root)?,
            manifest,
        }
        .checked()
    }

    /// Each secret and exclusion is the manifest's, and the beacon one of its outcomes, if there is any.
    fn checked(self) -> Result<Self, DrawError> {
        self.reveals.check_each(&self.manifest)?;
        if self.reveals.beacon.is_some() {
            self.reveals.check_beacon(&self.manifest)?;
        }
        Ok(self)
    }

    /// The file's JSON.
    #[must_use]
    pub fn value(&self) -> Value {
        let mut value = self.reveals.value();
        if let Some(fields) = value.as_object_mut() {
            fields.insert("spec".to_owned(), CANCELLED_SPEC.into());
            fields.insert("manifest".to_owned(), self.manifest.value().clone());
            fields.insert("manifest_hash".to_owned(), hex::encode(self.manifest.hash()).into());
            fields.insert("reason".to_owned(), json!(self.reason));
            fields.insert("cancelled_at".to_owned(), instant_text(self.cancelled_at).into());
        }
        value
    }

    /// The session's manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Why it was cancelled; not empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// When it was cancelled, in whole seconds.
    #[must_use]
    pub fn cancelled_at(&self) -> Timestamp {
        self.cancelled_at
    }

    /// What had been opened by then.
    #[must_use]
    pub fn reveals(&self) -> &Reveals {
        &self.reveals
    }

    /// The contributors whose secrets stayed closed, in the manifest's order.
    pub fn unopened(&self) -> impl Iterator<Item = &str> {
        self.reveals.unaccounted(&self.manifest)
    }

    /// Whether all was opened, so that the papers could be derived and the ordinary evidence is published too.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reveals.check(&self.manifest).is_ok()
    }
}

impl std::fmt::Debug for Cancelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cancelled({}, {})", self.manifest.exam(), self.manifest.session())
    }
}

fn read_reason(node: &Node<'_>) -> Result<String, DrawError> {
    let reason = node.value.as_str().filter(|reason| !reason.is_empty());
    reason.map(str::to_owned).ok_or_else(|| node.malformed("a text that is not empty"))
}
