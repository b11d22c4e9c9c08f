//! The reveals: the secrets that contributors opened, who was excluded, and what the beacon gave.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::reader::{Node, Seen};
use super::{BeaconValue, DrawError, Manifest, commitment};
use crate::crypto::digest::encode;
use crate::crypto::{canonical, sha256};

/// What a secret must be.
pub(super) const SECRET: &str = "a secret of 32 bytes as 64 lowercase hex digits";

/// Secrets, exclusions and beacon, as opened half an hour before the exam. [`super::Master::derive`] checks them against
/// a manifest.
#[derive(Clone)]
pub struct Reveals {
    /// In the order of the file.
    pub reveals: Vec<Reveal>,
    /// Contributors left out on record before the beacon, for want of custodians' receipts.
    pub excluded: Vec<String>,
    /// What was drawn, or none where the manifest has no beacon.
    pub beacon: Option<BeaconValue>,
    /// Where in a larger file they were found, as a JSON pointer.
    path: String,
}

/// One contributor's secret.
#[derive(Clone)]
pub struct Reveal {
    /// The contributor's id.
    pub id: String,
    /// The 32 bytes committed to.
    pub secret: Zeroizing<[u8; 32]>,
}

impl Reveals {
    /// Reveals put together here.
    #[must_use]
    pub fn new(reveals: Vec<Reveal>, excluded: Vec<String>, beacon: Option<BeaconValue>) -> Self {
        Self { reveals, excluded, beacon, path: String::new() }
    }

    /// Reads a reveals file.
    ///
    /// # Errors
    /// Names the place of the first thing that exam-seed/v1 does not allow.
    pub fn parse(text: &[u8]) -> Result<Self, DrawError> {
        let value = canonical::parse(text)?;
        let root = Node::new(&value, "");
        root.keys(&["reveals", "excluded", "beacon"], &[])?;
        Self::read(&root)
    }

    /// The reveals within an evidence that was read as strict JSON.
    ///
    /// # Errors
    /// As [`Reveals::parse`].
    pub fn of_evidence(evidence: &Value) -> Result<Self, DrawError> {
        Self::read(&Node::new(evidence, ""))
    }

    /// Reads the fields of reveals at `root`, which may have others.
    pub(super) fn read(root: &Node<'_>) -> Result<Self, DrawError> {
        let (mut revealed, mut left_out) = (Seen::default(), Seen::default());
        let reveals = root.field("reveals")?.list(|reveal| {
            reveal.keys(&["id", "secret"], &[])?;
            let id = reveal.field("id")?;
            revealed.note(&id.id()?, &id.path)?;
            let secret = reveal.field("secret")?.hidden_digest(SECRET)?;
            Ok(Reveal { id: id.id()?, secret: Zeroizing::new(secret) })
        })?;
        let excluded = root.field("excluded")?.list(|entry| {
            left_out.note(&entry.id()?, &entry.path)?;
            entry.id()
        })?;
        let beacon = root.field("beacon")?;
        let beacon = if beacon.value.is_null() { None } else { Some(BeaconValue::read(&beacon)?) };
        Ok(Self { reveals, excluded, beacon, path: root.path.clone() })
    }

    /// Checks that every contributor of `manifest` is revealed with its secret or excluded, and that the beacon is one
    /// of its outcomes.
    pub(super) fn check(&self, manifest: &Manifest) -> Result<(), DrawError> {
        self.check_each(manifest)?;
        let reveals = || format!("{}/reveals", self.path);
        if self.reveals.is_empty() {
            return Err(DrawError::NoReveals { path: reveals() });
        }
        if let Some(absent) = self.unaccounted(manifest).next() {
            return Err(DrawError::NotAccountedFor { path: reveals(), id: absent.to_owned() });
        }
        self.check_beacon(manifest)
    }

    /// The contributors of `manifest` who are neither revealed nor excluded, in its order.
    pub(super) fn unaccounted<'a>(&'a self, manifest: &'a Manifest) -> impl Iterator<Item = &'a str> {
        let there = |id: &str| self.has_revealed(id) || self.excluded.iter().any(|excluded| *excluded == *id);
        manifest.contributors().iter().map(|one| one.id.as_str()).filter(move |id| !there(id))
    }

    fn has_revealed(&self, id: &str) -> bool {
        self.reveals.iter().any(|reveal| reveal.id == *id)
    }

    /// Checks each secret and each exclusion against `manifest`, however many of them there are.
    pub(super) fn check_each(&self, manifest: &Manifest) -> Result<(), DrawError> {
        let known = |id: &str| manifest.contributors().iter().find(|contributor| contributor.id == *id);
        let at = |list: &str, index: usize| format!("{}/{list}/{index}", self.path);
        for (index, Reveal { id, secret }) in self.reveals.iter().enumerate() {
            let Some(contributor) = known(id) else {
                return Err(DrawError::NotAContributor { path: at("reveals", index) + "/id", id: id.clone() });
            };
            let derived = commitment(manifest.exam(), manifest.session(), id, secret);
            if derived != contributor.commitment {
                return Err(DrawError::WrongSecret {
                    path: at("reveals", index) + "/secret",
                    id: id.clone(),
                    derived: hex::encode(derived),
                    committed: hex::encode(contributor.commitment),
                });
            }
        }
        for (index, id) in self.excluded.iter().enumerate() {
            if known(id).is_none() {
                return Err(DrawError::NotAContributor { path: at("excluded", index), id: id.clone() });
            }
            if self.has_revealed(id) {
                return Err(DrawError::RevealedAndExcluded { path: at("excluded", index), id: id.clone() });
            }
        }
        Ok(())
    }

    /// Checks that there is a beacon where `manifest` names one, and that it is one of its outcomes.
    pub(super) fn check_beacon(&self, manifest: &Manifest) -> Result<(), DrawError> {
        let path = format!("{}/beacon", self.path);
        match (manifest.beacon(), &self.beacon) {
            (None, None) => Ok(()),
            (Some(beacon), Some(value)) => beacon.check(value, &path),
            (Some(beacon), None) => {
                Err(DrawError::BeaconMismatch { path, named: format!("{:?}", beacon.event), given: "null".into() })
            }
            (None, Some(value)) => {
                Err(DrawError::BeaconMismatch { path, named: "null".into(), given: format!("{:?}", value.event) })
            }
        }
    }

    /// `E(id_1, s_1) ‖ E(id_2, s_2) ‖ …`, contributors sorted by id bytes.
    pub(super) fn keying_material(&self) -> Zeroizing<Vec<u8>> {
        let mut sorted: Vec<&Reveal> = self.reveals.iter().collect();
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        let parts: Vec<&[u8]> =
            sorted.iter().flat_map(|reveal| [reveal.id.as_bytes(), reveal.secret.as_slice()]).collect();
        Zeroizing::new(encode(&parts))
    }

    /// `H(E("exam-seed/v1/beacon", event, value))`, both empty text without a beacon.
    pub(super) fn salt(&self) -> [u8; 32] {
        let (event, value) = self.beacon.as_ref().map_or(("", ""), |beacon| (&beacon.event, &beacon.value));
        sha256(&encode(&[b"exam-seed/v1/beacon", event.as_bytes(), value.as_bytes()]))
    }

    /// The reveals file: `reveals`, `excluded` and `beacon`. Holds the secrets.
    #[must_use]
    pub fn value(&self) -> Value {
        let reveal = |reveal: &Reveal| json!({"id": reveal.id, "secret": hex::encode(*reveal.secret)});
        json!({
            "reveals": self.reveals.iter().map(reveal).collect::<Vec<_>>(),
            "excluded": self.excluded,
            "beacon": self.beacon.as_ref().map(|beacon| json!({"event": beacon.event, "value": beacon.value})),
        })
    }
}
