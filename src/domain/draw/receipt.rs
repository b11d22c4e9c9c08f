//! A custodian's receipt (保管收据): that the sealed secret was seen and gives the commitment. Holds no secret.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::reader::{Node, instant_text};
use super::slip::agree;
use super::{DrawError, Manifest};
use crate::crypto::{Digest, canonical};

/// The receipt's `spec`.
pub const RECEIPT_SPEC: &str = "exam-seed-receipt/v1";

/// One custodian's receipt for one contributor's secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub session: String,
    /// Whose secret it is.
    pub contributor: String,
    /// The body that keeps it.
    pub body: String,
    /// Who keeps it there.
    pub custodian: String,
    /// What the secret gave when the custodian looked.
    pub commitment: Digest,
    /// When, in whole seconds.
    pub received_at: Timestamp,
}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// Names the place of the first thing that exam-seed/v1 does not allow.
    pub fn parse(text: &[u8]) -> Result<Self, DrawError> {
        let value = canonical::parse(text)?;
        let root = Node::new(&value, "");
        root.spec(RECEIPT_SPEC)?;
        root.keys(&["spec", "exam", "session", "contributor", "body", "custodian", "commitment", "received_at"], &[])?;
        Ok(Self {
            exam: root.field("exam")?.id()?,
            session: root.field("session")?.id()?,
            contributor: root.field("contributor")?.id()?,
            body: name(&root.field("body")?)?,
            custodian: name(&root.field("custodian")?)?,
            commitment: root.field("commitment")?.digest()?,
            received_at: root.field("received_at")?.instant()?,
        })
    }

    /// The receipt's JSON.
    #[must_use]
    pub fn value(&self) -> Value {
        json!({
            "spec": RECEIPT_SPEC,
            "exam": self.exam,
            "session": self.session,
            "contributor": self.contributor,
            "body": self.body,
            "custodian": self.custodian,
            "commitment": hex::encode(self.commitment),
            "received_at": instant_text(self.received_at),
        })
    }

    /// Checks that the receipt is for a commitment of `manifest`.
    ///
    /// # Errors
    /// Another exam or session, a contributor that the manifest does not name, another commitment.
    pub fn check(&self, manifest: &Manifest) -> Result<(), DrawError> {
        const MANIFEST: &str = "the manifest";
        agree("/exam", &self.exam.as_str().into(), MANIFEST, Some(&manifest.exam().into()))?;
        agree("/session", &self.session.as_str().into(), MANIFEST, Some(&manifest.session().into()))?;
        let contributor = manifest.contributors().iter().find(|one| one.id == self.contributor);
        let contributor = contributor.ok_or_else(|| DrawError::NotAContributor {
            path: "/contributor".to_owned(),
            id: self.contributor.clone(),
        })?;
        let [given, committed] =
            [self.commitment, contributor.commitment].map(|commitment| Value::from(hex::encode(commitment)));
        agree("/commitment", &given, MANIFEST, Some(&committed))
    }
}

/// A name of 1 to 100 characters.
fn name(node: &Node<'_>) -> Result<String, DrawError> {
    match node.text()? {
        text if (1..=100).contains(&text.trim().chars().count()) => Ok(text.to_owned()),
        _ => Err(node.malformed("a name of 1 to 100 characters")),
    }
}
