//! The sealed package of a bank, `jiangheng-bank/v1`: a zip of
//!
//! | entry | what |
//! | --- | --- |
//! | `manifest.json` | [`Manifest`] in JCS: what it is, and SHA-256 and size of every entry below |
//! | `manifest.sig` | Ed25519 over `E("jiangheng-bank/v1/manifest", JCS(manifest))`, multibase `z…` |
//! | `blueprint.json` | the blueprint in clear |
//! | `items.sealed` | the items in JCS, sealed with AES-256-GCM under the item key |
//! | `pictures/<sha256>.sealed` | each picture, likewise; the name is the digest of the picture in clear |
//!
//! The item key is 32 random bytes, released apart. Sealed entries are bound to the bank's id and version and to
//! their own names, so that none can be moved into another package.

mod error;
mod manifest;

use std::collections::BTreeMap;

pub use error::PackageError;
pub use manifest::{Counts, Entry, Manifest};

use crate::crypto::multikey;
use crate::crypto::seal::SealingKey;
use crate::crypto::{Digest, PublicKey, Signer, canonical, digest, sha256};
use crate::domain::ItemType;
use crate::domain::bank::{Bank, Blueprint, Code, Item, PictureFile, Pictures};
use crate::domain::draw::{MINIMUM_RUNG, assess, trial_manifest};
use crate::formats::archive::{self, Form, Limits};
use manifest::{picture_entry, signed};

/// The most bytes a package may have: 50 MiB.
pub const MAX_FILE: u64 = 50 * 1024 * 1024;
/// The most bytes a package may unpack to: 200 MiB.
pub const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
/// The most bytes an entry may unpack to: 32 MiB.
pub const MAX_ENTRY: u64 = 32 * 1024 * 1024;
/// How many times its packed size an entry may unpack to.
pub const MAX_RATIO: u64 = 100;
/// The most entries of a package.
pub const MAX_ENTRIES: usize = 10_000;

/// The guard of a package's zip.
const LIMITS: Limits = Limits {
    file: MAX_FILE,
    unpacked: MAX_UNPACKED,
    entry: MAX_ENTRY,
    ratio: MAX_RATIO,
    floor: 1024,
    entries: MAX_ENTRIES,
    form: Form::Ours,
};

const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";
const BLUEPRINT: &str = "blueprint.json";
const ITEMS: &str = "items.sealed";

/// What a package is sealed as.
pub struct Sealing<'a> {
    /// The bank's id.
    pub id: Code,
    /// The bank's version.
    pub version: Code,
    /// Who signs.
    pub signer: &'a dyn Signer,
    /// The key the items are sealed with, released apart.
    pub item_key: &'a SealingKey,
    /// When.
    pub now: jiff::Timestamp,
}

/// Seals a bank: the package's bytes. They differ each time, for each sealed entry has a fresh nonce.
///
/// # Errors
/// When papers must not be drawn by the blueprint (a rung of fewer than [`MINIMUM_RUNG`] items, or under 5 % of 10,000
/// simulated papers meet the constraints); when the package would be one that [`Package::open`] refuses (too large), or
/// the system gives no randomness.
pub fn seal(bank: &Bank, pictures: &Pictures, sealing: &Sealing<'_>) -> Result<Vec<u8>, PackageError> {
    let trial = trial_manifest(bank).map_err(|error| PackageError::Blueprint(error.to_string()))?;
    if let Some(objection) = assess(&trial, MINIMUM_RUNG).against.into_iter().next() {
        return Err(PackageError::Draw(objection));
    }
    let items = serde_json::to_value(bank.items()).expect("items hold text and whole numbers only");
    let blueprint = serde_json::to_value(bank.blueprint()).expect("a blueprint holds text and whole numbers only");
    let context = |name: &str| context(&sealing.id, &sealing.version, name);
    let mut entries = BTreeMap::new();
    entries.insert(BLUEPRINT.to_owned(), canonical::to_jcs(&blueprint));
    entries.insert(ITEMS.to_owned(), sealing.item_key.seal(&context(ITEMS), &canonical::to_jcs(&items))?);
    for picture in bank.items().iter().filter_map(|item| item.picture.as_ref()) {
        let name = picture_entry(&picture.sha256);
        if let (false, Some(PictureFile::Bytes(bytes))) = (entries.contains_key(&name), pictures.get(&picture.name)) {
            let sealed = sealing.item_key.seal(&context(&name), bytes)?;
            entries.insert(name, sealed);
        }
    }
    let manifest = Manifest {
        spec: manifest::SPEC.to_owned(),
        id: sealing.id.clone(),
        version: sealing.version.clone(),
        title: bank.blueprint().title.clone(),
        occupation: bank.blueprint().occupation.clone(),
        level: bank.blueprint().level,
        counts: counts(bank),
        blueprint: hex::encode(canonical::digest(&blueprint)),
        entries: entries
            .iter()
            .map(|(name, bytes)| Entry {
                name: name.clone(),
                sha256: hex::encode(sha256(bytes)),
                size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            })
            .collect(),
        sealed_at: sealing.now,
        signer: multikey::encode_key(&sealing.signer.public_key()),
    };
    let manifest = manifest.to_bytes();
    let signature = multikey::encode_signature(&sealing.signer.sign(&signed(&manifest)));
    entries.insert(SIGNATURE.to_owned(), signature.into_bytes());
    entries.insert(MANIFEST.to_owned(), manifest);
    let bytes = archive::write(&entries, false)?;
    Package::open(&bytes, &[sealing.signer.public_key()])?.unseal(sealing.item_key)?;
    Ok(bytes)
}

/// A package whose form, signature and digests are verified; its items are still sealed.
#[derive(Debug)]
pub struct Package {
    manifest: Manifest,
    blueprint: Blueprint,
    entries: BTreeMap<String, Vec<u8>>,
    digest: Digest,
}

/// A bank out of its package, with its pictures by the names its items give them.
#[derive(Debug)]
pub struct Unsealed {
    /// The bank, linted again.
    pub bank: Bank,
    /// Its pictures.
    pub pictures: Pictures,
}

impl Package {
    /// Opens a package signed by one of the `trusted` keys. Everything that can be verified without the item key is
    /// verified before anything is returned; nothing is written anywhere.
    ///
    /// # Errors
    /// Each refusal its own variant of [`PackageError`].
    pub fn open(bytes: &[u8], trusted: &[PublicKey]) -> Result<Self, PackageError> {
        let entries = archive::read(bytes, &LIMITS)?;
        let entry = |name: &str| entries.get(name).ok_or_else(|| PackageError::Missing(name.to_owned()));
        let (raw, signature) = (entry(MANIFEST)?, entry(SIGNATURE)?);
        let manifest = Manifest::parse(raw)?;
        let signer = multikey::decode_key(&manifest.signer)
            .ok()
            .filter(|key| trusted.contains(key))
            .ok_or_else(|| PackageError::UntrustedSigner(manifest.signer.clone()))?;
        let signature = std::str::from_utf8(signature)
            .ok()
            .and_then(|text| multikey::decode_signature(text).ok())
            .ok_or(PackageError::BadSignature)?;
        if !signer.verifies(&signed(raw), &signature) {
            return Err(PackageError::BadSignature);
        }
        manifest.check(&entries)?;
        let blueprint = blueprint(entry(BLUEPRINT)?, &manifest)?;
        Ok(Self { manifest, blueprint, entries, digest: sha256(bytes) })
    }

    /// What the package says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The blueprint, in clear.
    #[must_use]
    pub fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    /// SHA-256 of the package file: what a draw's manifest names as `bank.package`.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The bank and its pictures, with the item key; linted again, for a signature says who, not that all is well.
    ///
    /// # Errors
    /// When the key is another one, or what was sealed is not a bank that passes.
    pub fn unseal(&self, item_key: &SealingKey) -> Result<Unsealed, PackageError> {
        let open = |name: &str| {
            let sealed = self.entries.get(name).ok_or_else(|| PackageError::Missing(name.to_owned()))?;
            let context = context(&self.manifest.id, &self.manifest.version, name);
            item_key.open(&context, sealed).map_err(|_| PackageError::WrongItemKey(name.to_owned()))
        };
        let wrong = |error: &dyn std::fmt::Display| PackageError::Items(error.to_string());
        let items = canonical::parse(&open(ITEMS)?).map_err(|error| wrong(&error))?;
        let items: Vec<Item> = serde_json::from_value(items).map_err(|error| wrong(&error))?;
        let mut pictures = Pictures::new();
        for picture in items.iter().filter_map(|item| item.picture.as_ref()) {
            let bytes = open(&picture_entry(&picture.sha256))?;
            pictures.insert(picture.name.clone(), PictureFile::Bytes(bytes));
        }
        let bank = Bank::of_items(&items, &self.blueprint, &pictures).map_err(PackageError::Faulty)?;
        if bank.items() != items {
            return Err(wrong(&"they differ from what their own rows say"));
        }
        if counts(&bank) != self.manifest.counts {
            return Err(wrong(&"their numbers differ from the manifest's"));
        }
        Ok(Unsealed { bank, pictures })
    }
}

/// What a sealed entry is bound to.
fn context(id: &Code, version: &Code, name: &str) -> Vec<u8> {
    let (id, version) = (id.as_str().as_bytes(), version.as_str().as_bytes());
    digest::encode(&[b"jiangheng-bank/v1/sealed", id, version, name.as_bytes()])
}

fn counts(bank: &Bank) -> Counts {
    let pictures = bank.items().iter().filter_map(|item| item.picture.as_ref()).map(|picture| &picture.sha256);
    Counts {
        single: bank.count(ItemType::Single),
        true_false: bank.count(ItemType::TrueFalse),
        multiple: bank.count(ItemType::Multiple),
        pictures: pictures.collect::<std::collections::BTreeSet<_>>().len(),
    }
}

fn blueprint(bytes: &[u8], manifest: &Manifest) -> Result<Blueprint, PackageError> {
    let wrong = |error: &dyn std::fmt::Display| PackageError::Blueprint(error.to_string());
    let value = canonical::parse(bytes).map_err(|error| wrong(&error))?;
    if hex::encode(canonical::digest(&value)) != manifest.blueprint {
        return Err(wrong(&"its digest is not the manifest's"));
    }
    let blueprint: Blueprint = serde_json::from_value(value).map_err(|error| wrong(&error))?;
    if blueprint.occupation != manifest.occupation || blueprint.level != manifest.level {
        return Err(wrong(&"its occupation or level is not the manifest's"));
    }
    Ok(blueprint)
}
