//! `keys.json`: which keys sign certificates, which log and witnesses to believe; signed by an offline root.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::tlog::NoteKey;
use super::vc::{in_seconds, instant};
use crate::crypto::{PublicKey, Signer, canonical, multikey};

/// The published key set. A kid is never deleted, reused or allowed to collide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySet {
    /// Counts up with every change.
    pub version: u64,
    /// When the root signed it.
    pub issued: Timestamp,
    /// From when it is refused.
    pub expires: Timestamp,
    /// Who issues.
    pub issuer: Issuer,
    /// The host that serves contexts, status lists and the page.
    pub host: String,
    /// The log: its origin and key.
    pub log: NoteKey,
    /// The witnesses whose cosignatures count.
    pub witnesses: Vec<NoteKey>,
    /// Every key that ever signed.
    pub keys: Vec<Key>,
}

/// The issuer of certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its URL, as in `issuer.id` of a document.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its number in codes.
    pub number: u32,
}

/// One signing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The verification method: the issuer's URL, `#`, the Multikey.
    pub id: String,
    /// The key. Its kid is a function of it.
    pub key: PublicKey,
    /// Whether it may sign, might, or must not be believed.
    pub state: KeyState,
    /// From when it signs.
    pub from: Timestamp,
    /// Until when it signed; open for an active key.
    pub until: Option<Timestamp>,
}

/// The states of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Signs.
    Active,
    /// Signs no more; what it signed holds.
    Retired,
    /// Somebody else may have it: only leaves below `trusted_size`, the size of the last checkpoint witnessed
    /// before the compromise, count.
    Compromised {
        /// Leaves at this index and above don't count.
        trusted_size: u64,
    },
}

/// Why a key set is refused.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// Not strict JSON.
    #[error("keys.json: {0}")]
    Json(#[from] canonical::NotStrictJson),
    /// A field is missing, unknown or malformed.
    #[error("keys.json: {0}")]
    Form(String),
    /// Signed by another root than the pinned one.
    #[error("keys.json is signed by the root {found}, and {pinned} is pinned; get the official file")]
    Root {
        /// The root in the file.
        found: String,
        /// The pinned root.
        pinned: String,
    },
    /// The root's signature does not verify.
    #[error("keys.json: the root's signature does not verify; get the official file")]
    Signature,
    /// Out of date.
    #[error("keys.json expired on {0}; get a fresh one")]
    Expired(Timestamp),
    /// Signed in the future.
    #[error("keys.json is dated {0}, which is to come; check this machine's clock")]
    NotYet(Timestamp),
    /// Older than one that was seen.
    #[error("keys.json has version {found}, and version {seen} was seen before; get the newer one")]
    Older {
        /// The version in the file.
        found: u64,
        /// The newest version seen.
        seen: u64,
    },
    /// A new version that forgets or rehabilitates a key.
    #[error("keys.json: the key {0} was dropped, changed or rehabilitated since the version before")]
    Succession(String),
}

impl KeySetError {
    /// A stable name that the interface translates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "keys-json",
            Self::Form(_) => "keys-form",
            Self::Root { .. } => "keys-root",
            Self::Signature => "keys-signature",
            Self::Expired(_) => "keys-expired",
            Self::NotYet(_) => "keys-not-yet",
            Self::Older { .. } => "keys-older",
            Self::Succession(_) => "keys-succession",
        }
    }
}

impl KeySet {
    /// Signs the set: the file's bytes.
    ///
    /// # Errors
    /// When the set breaks a rule of its own form, such as colliding kids.
    pub fn sign(&self, root: &dyn Signer) -> Result<Vec<u8>, KeySetError> {
        self.check()?;
        let mut value = self.to_value(&root.public_key());
        let signature = root.sign(&canonical::to_jcs(&value));
        if let Some(fields) = value.as_object_mut() {
            fields.insert("signature".into(), multikey::encode_signature(&signature).into());
        }
        Ok(canonical::to_jcs(&value))
    }

    /// Reads and verifies a file.
    ///
    /// # Errors
    /// When it is malformed, not signed by its root, by another root than the pinned one, expired at `now`, dated
    /// later, or older than the version `seen` before.
    pub fn open(
        bytes: &[u8],
        pinned: Option<&PublicKey>,
        now: Timestamp,
        seen: Option<u64>,
    ) -> Result<Self, KeySetError> {
        let value = canonical::parse(bytes)?;
        let fields = value.as_object().ok_or_else(|| malformed("not an object"))?;
        let root = multikey::decode_key(text(fields, "root")?).map_err(|error| malformed(&format!("root: {error}")))?;
        if let Some(pinned) = pinned.filter(|pinned| **pinned != root) {
            return Err(KeySetError::Root { found: multikey::encode_key(&root), pinned: multikey::encode_key(pinned) });
        }
        let signature =
            multikey::decode_signature(text(fields, "signature")?).map_err(|_| malformed("signature: not one"))?;
        let mut unsigned = fields.clone();
        unsigned.remove("signature");
        let unsigned = Value::Object(unsigned);
        if !root.verifies(&canonical::to_jcs(&unsigned), &signature) {
            return Err(KeySetError::Signature);
        }
        let set = Self::from_fields(fields)?;
        if set.to_value(&root) != unsigned {
            return Err(malformed("unknown fields, or values not in their one form"));
        }
        set.check()?;
        if now >= set.expires {
            return Err(KeySetError::Expired(set.expires));
        }
        if now < set.issued {
            return Err(KeySetError::NotYet(set.issued));
        }
        match seen {
            Some(seen) if set.version < seen => Err(KeySetError::Older { found: set.version, seen }),
            _ => Ok(set),
        }
    }

    /// The root that a file names, unverified: its fingerprint for people to compare.
    #[must_use]
    pub fn root_of(bytes: &[u8]) -> Option<String> {
        canonical::parse(bytes).ok()?.get("root")?.as_str().map(str::to_owned)
    }

    /// The key of a verification method.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// The key of a kid.
    #[must_use]
    pub fn by_kid(&self, kid: [u8; 4]) -> Option<&Key> {
        self.keys.iter().find(|key| key.key.kid() == kid)
    }

    /// Checks that this set may follow `older`: a higher version that keeps every key and rehabilitates none.
    ///
    /// # Errors
    /// Names the version or the key that breaks it.
    pub fn succeeds(&self, older: &Self) -> Result<(), KeySetError> {
        if self.version <= older.version {
            return Err(KeySetError::Older { found: self.version, seen: older.version });
        }
        for before in &older.keys {
            let kept = self.by_id(&before.id).is_some_and(|after| {
                after.key == before.key && after.from == before.from && rank(after.state) >= rank(before.state)
            });
            if !kept {
                return Err(KeySetError::Succession(before.id.clone()));
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), KeySetError> {
        for (place, key) in self.keys.iter().enumerate() {
            if key.id != format!("{}#{}", self.issuer.id, multikey::encode_key(&key.key)) {
                return Err(malformed(&format!("key {}: the id is not the issuer's URL, # and the Multikey", key.id)));
            }
            if self.keys.iter().take(place).any(|other| other.key.kid() == key.key.kid()) {
                return Err(malformed(&format!("key {}: its kid stands twice", key.id)));
            }
            if key.state == KeyState::Retired && key.until.is_none() {
                return Err(malformed(&format!("key {}: a retired key has an end", key.id)));
            }
        }
        if self.issued >= self.expires {
            return Err(malformed("expires before it is issued"));
        }
        Ok(())
    }

    fn to_value(&self, root: &PublicKey) -> Value {
        let note_key = |key: &NoteKey| json!({ "name": key.name, "key": multikey::encode_key(&key.key) });
        json!({
            "version": self.version,
            "issued": in_seconds(self.issued),
            "expires": in_seconds(self.expires),
            "issuer": { "id": self.issuer.id, "name": self.issuer.name, "number": self.issuer.number },
            "host": self.host,
            "root": multikey::encode_key(root),
            "log": { "origin": self.log.name, "key": multikey::encode_key(&self.log.key) },
            "witnesses": self.witnesses.iter().map(note_key).collect::<Vec<_>>(),
            "keys": self.keys.iter().map(Key::to_value).collect::<Vec<_>>(),
        })
    }

    fn from_fields(fields: &Map<String, Value>) -> Result<Self, KeySetError> {
        let issuer = object(fields, "issuer")?;
        let log = object(fields, "log")?;
        Ok(Self {
            version: whole(fields, "version")?,
            issued: time(fields, "issued")?,
            expires: time(fields, "expires")?,
            issuer: Issuer {
                id: text(issuer, "id")?.to_owned(),
                name: text(issuer, "name")?.to_owned(),
                number: u32::try_from(whole(issuer, "number")?).map_err(|_| malformed("issuer.number is too large"))?,
            },
            host: text(fields, "host")?.to_owned(),
            log: NoteKey { name: text(log, "origin")?.to_owned(), key: public_key(log, "key")? },
            witnesses: objects(fields, "witnesses")?
                .map(|witness| {
                    let witness = witness?;
                    Ok(NoteKey { name: text(witness, "name")?.to_owned(), key: public_key(witness, "key")? })
                })
                .collect::<Result<_, KeySetError>>()?,
            keys: objects(fields, "keys")?.map(|key| Key::from_fields(key?)).collect::<Result<_, KeySetError>>()?,
        })
    }
}

impl Key {
    /// Whether the key was one to sign with at this instant.
    #[must_use]
    pub fn was_active(&self, at: Timestamp) -> bool {
        self.was_active_within((at, at))
    }

    /// Whether the key was one to sign with at some instant of a stretch, its ends included. A code states its day only.
    #[must_use]
    pub fn was_active_within(&self, (first, last): (Timestamp, Timestamp)) -> bool {
        self.from <= last && self.until.is_none_or(|until| first < until)
    }

    fn to_value(&self) -> Value {
        let (state, trusted_size) = match self.state {
            KeyState::Active => ("active", None),
            KeyState::Retired => ("retired", None),
            KeyState::Compromised { trusted_size } => ("compromised", Some(trusted_size)),
        };
        json!({
            "id": self.id,
            "multikey": multikey::encode_key(&self.key),
            "kid": hex::encode(self.key.kid()),
            "state": state,
            "from": in_seconds(self.from),
            "until": self.until.map(in_seconds),
            "trustedSize": trusted_size,
        })
    }

    fn from_fields(fields: &Map<String, Value>) -> Result<Self, KeySetError> {
        let state = match text(fields, "state")? {
            "active" => KeyState::Active,
            "retired" => KeyState::Retired,
            "compromised" => KeyState::Compromised { trusted_size: whole(fields, "trustedSize")? },
            other => return Err(malformed(&format!("key state {other:?}"))),
        };
        let until = match fields.get("until") {
            Some(Value::Null) => None,
            _ => Some(time(fields, "until")?),
        };
        let id = text(fields, "id")?.to_owned();
        Ok(Self { id, key: public_key(fields, "multikey")?, state, from: time(fields, "from")?, until })
    }
}

fn rank(state: KeyState) -> u8 {
    match state {
        KeyState::Active => 0,
        KeyState::Retired => 1,
        KeyState::Compromised { .. } => 2,
    }
}

fn text<'a>(fields: &'a Map<String, Value>, key: &str) -> Result<&'a str, KeySetError> {
    fields.get(key).and_then(Value::as_str).ok_or_else(|| malformed(&format!("{key}: a text is wanted")))
}

fn whole(fields: &Map<String, Value>, key: &str) -> Result<u64, KeySetError> {
    fields.get(key).and_then(Value::as_u64).ok_or_else(|| malformed(&format!("{key}: a whole number is wanted")))
}

fn time(fields: &Map<String, Value>, key: &str) -> Result<Timestamp, KeySetError> {
    instant(text(fields, key)?).ok_or_else(|| malformed(&format!("{key}: an instant in UTC, whole seconds, is wanted")))
}

fn public_key(fields: &Map<String, Value>, key: &str) -> Result<PublicKey, KeySetError> {
    multikey::decode_key(text(fields, key)?).map_err(|error| malformed(&format!("{key}: {error}")))
}

fn object<'a>(fields: &'a Map<String, Value>, key: &str) -> Result<&'a Map<String, Value>, KeySetError> {
    fields.get(key).and_then(Value::as_object).ok_or_else(|| malformed(&format!("{key}: an object is wanted")))
}

fn objects<'a>(
    fields: &'a Map<String, Value>,
    key: &str,
) -> Result<impl Iterator<Item = Result<&'a Map<String, Value>, KeySetError>>, KeySetError> {
    let items =
        fields.get(key).and_then(Value::as_array).ok_or_else(|| malformed(&format!("{key}: a list is wanted")))?;
    let wrong = format!("{key}: a list of objects is wanted");
    Ok(items.iter().map(move |item| item.as_object().ok_or_else(|| malformed(&wrong))))
}

fn malformed(problem: &str) -> KeySetError {
    KeySetError::Form(problem.to_owned())
}

/// A synthetic key set for tests: the issuer's key of `seed`, active since 2026.
#[cfg(test)]
pub(crate) fn sample(seed: [u8; 32]) -> KeySet {
    use crate::crypto::SigningKey;
    let public = |seed: [u8; 32]| SigningKey::from_seed(&seed).public_key();
    let key = public(seed);
    let id = "https://exam.example/issuers/1";
    KeySet {
        version: 3,
        issued: "2026-01-01T00:00:00Z".parse().unwrap(),
        expires: "2027-01-01T00:00:00Z".parse().unwrap(),
        issuer: Issuer { id: id.into(), name: "青禾县人力资源和社会保障局".into(), number: 1 },
        host: "exam.example".into(),
        log: NoteKey { name: "exam.example/log".into(), key: public([1; 32]) },
        witnesses: vec![NoteKey { name: "city.example/witness".into(), key: public([2; 32]) }],
        keys: vec![Key {
            id: format!("{id}#{}", multikey::encode_key(&key)),
            key,
            state: KeyState::Active,
            from: "2026-01-01T00:00:00Z".parse().unwrap(),
            until: None,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;

    fn root() -> SigningKey {
        SigningKey::from_seed(&[9; 32])
    }

    fn now() -> Timestamp {
        "2026-05-01T00:00:00Z".parse().unwrap()
    }

    fn refused(bytes: &[u8]) -> &'static str {
        KeySet::open(bytes, Some(&root().public_key()), now(), None).map_or_else(|error| error.code(), |_| "accepted")
    }

    #[test]
    fn an_expired_older_forged_or_foreign_set_is_refused() {
        let mut set = sample([3; 32]);
        let good = set.sign(&root()).unwrap();
        assert_eq!(refused(&good), "accepted");
        assert_eq!(refused(&set.sign(&SigningKey::from_seed(&[8; 32])).unwrap()), "keys-root");
        let text = String::from_utf8(good.clone()).unwrap();
        assert_eq!(refused(text.replace("\"version\":3", "\"version\":4").as_bytes()), "keys-signature");
        assert_eq!(refused(text.replace("\"version\":3", "\"version\":3,\"version\":3").as_bytes()), "keys-json");
        assert_eq!(refused(text.replace("\"version\":3", "\"version\":3.0").as_bytes()), "keys-json");
        let open = |now: &str, seen| {
            KeySet::open(&good, None, now.parse().unwrap(), seen).map_or_else(|error| error.code(), |_| "accepted")
        };
        assert_eq!(open("2027-01-01T00:00:00Z", None), "keys-expired");
        assert_eq!(open("2025-12-31T23:59:59Z", None), "keys-not-yet");
        assert_eq!(open("2026-05-01T00:00:00Z", Some(4)), "keys-older");
        assert_eq!(open("2026-05-01T00:00:00Z", Some(3)), "accepted");
        set.version = 4;
        assert_eq!(KeySet::open(&set.sign(&root()).unwrap(), None, now(), None).unwrap(), set);
    }

    #[test]
    fn unknown_fields_colliding_kids_and_foreign_ids_are_refused_even_when_signed() {
        let set = sample([3; 32]);
        let mut value = set.to_value(&root().public_key());
        value["more"] = json!(1);
        let signature = root().sign(&canonical::to_jcs(&value));
        value["signature"] = multikey::encode_signature(&signature).into();
        assert_eq!(refused(&canonical::to_jcs(&value)), "keys-form");
        let mut twice = set.clone();
        twice.keys.push(set.keys[0].clone());
        assert!(twice.sign(&root()).is_err());
        let mut foreign = set.clone();
        foreign.keys[0].id = "https://other.example/issuers/1#k".into();
        assert!(foreign.sign(&root()).is_err());
        let mut endless = set;
        endless.keys[0].state = KeyState::Retired;
        assert!(endless.sign(&root()).is_err());
    }

    #[test]
    fn a_following_set_keeps_every_key_and_rehabilitates_none() {
        let older = sample([3; 32]);
        let mut newer = older.clone();
        assert!(newer.succeeds(&older).is_err(), "same version");
        newer.version = 4;
        newer.keys[0].state = KeyState::Compromised { trusted_size: 10 };
        assert!(newer.succeeds(&older).is_ok());
        assert_eq!(KeySet::open(&newer.sign(&root()).unwrap(), None, now(), None).unwrap(), newer);
        let mut back = older.clone();
        back.version = 5;
        assert!(back.succeeds(&newer).is_err(), "rehabilitated");
        back.keys.clear();
        assert!(back.succeeds(&older).is_err(), "dropped");
    }
}
