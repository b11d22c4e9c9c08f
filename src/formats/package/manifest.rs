//! The manifest of a sealed package.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::PackageError;
use super::{BLUEPRINT, ITEMS, MANIFEST, SIGNATURE};
use crate::crypto::{canonical, digest, sha256};
use crate::domain::bank::Code;
use crate::domain::{Level, OccupationCode};

/// The format this is.
pub(super) const SPEC: &str = "jiangheng-bank/v1";

/// What a package says of itself in clear, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `jiangheng-bank/v1`.
    pub spec: String,
    /// The bank's id.
    pub id: Code,
    /// The bank's version.
    pub version: Code,
    /// The blueprint's title.
    pub title: String,
    /// The occupation.
    pub occupation: OccupationCode,
    /// The level.
    pub level: Level,
    /// How many items of each type, and pictures.
    pub counts: Counts,
    /// `H(JCS(blueprint))`, 64 hex digits.
    pub blueprint: String,
    /// Every entry but the manifest and its signature, by name.
    pub entries: Vec<Entry>,
    /// When it was sealed, RFC 3339 in UTC.
    pub sealed_at: jiff::Timestamp,
    /// The key that signed it, as a Multikey `z6Mk…`.
    pub signer: String,
}

/// How many items of each type, and pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// 单选.
    pub single: usize,
    /// 判断.
    pub true_false: usize,
    /// 多选.
    pub multiple: usize,
    /// Different pictures.
    pub pictures: usize,
}

impl Counts {
    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.single.saturating_add(self.true_false).saturating_add(self.multiple)
    }
}

/// An entry of the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name in the zip.
    pub name: String,
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
}

impl Manifest {
    /// The manifest's one byte form, JCS.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let value = serde_json::to_value(self).expect("a manifest holds text and whole numbers only");
        canonical::to_jcs(&value)
    }

    /// Reads a manifest in its one byte form.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, PackageError> {
        let wrong = |error: &dyn std::fmt::Display| PackageError::Manifest(error.to_string());
        let value: Value = canonical::parse(bytes).map_err(|error| wrong(&error))?;
        if canonical::to_jcs(&value) != bytes {
            return Err(wrong(&"it is not in canonical form (RFC 8785)"));
        }
        let manifest: Self = serde_json::from_value(value).map_err(|error| wrong(&error))?;
        if manifest.spec != SPEC {
            return Err(wrong(&format!("its spec is {:?}", manifest.spec)));
        }
        if !manifest.entries.is_sorted_by(|a, b| a.name < b.name) {
            return Err(wrong(&"its entries are not in order, or one is listed twice"));
        }
        for needed in [BLUEPRINT, ITEMS] {
            if !manifest.entries.iter().any(|entry| entry.name == needed) {
                return Err(wrong(&format!("it does not list {needed}")));
            }
        }
        if let Some(odd) = manifest.entries.iter().find(|entry| !is_entry_name(&entry.name)) {
            return Err(wrong(&format!("it lists {:?}, which no package has", odd.name)));
        }
        Ok(manifest)
    }

    /// Whether the entries are exactly the listed ones.
    pub(super) fn check(&self, entries: &BTreeMap<String, Vec<u8>>) -> Result<(), PackageError> {
        for name in entries.keys() {
            let known = name == MANIFEST || name == SIGNATURE || self.entries.iter().any(|entry| entry.name == *name);
            if !known {
                return Err(PackageError::Unexpected(name.clone()));
            }
        }
        for entry in &self.entries {
            let bytes = entries.get(&entry.name).ok_or_else(|| PackageError::Missing(entry.name.clone()))?;
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if size != entry.size || hex::encode(sha256(bytes)) != entry.sha256 {
                return Err(PackageError::Altered(entry.name.clone()));
            }
        }
        Ok(())
    }
}

/// What the signature is over: `E("jiangheng-bank/v1/manifest", JCS(manifest))`.
pub(super) fn signed(manifest: &[u8]) -> Vec<u8> {
    digest::encode(&[b"jiangheng-bank/v1/manifest", manifest])
}

/// The name of the entry of a picture with this SHA-256.
pub(super) fn picture_entry(sha256: &str) -> String {
    format!("pictures/{sha256}.sealed")
}

fn is_entry_name(name: &str) -> bool {
    let digest = name.strip_prefix("pictures/").and_then(|rest| rest.strip_suffix(".sealed"));
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    [BLUEPRINT, ITEMS].contains(&name) || digest.is_some_and(|text| text.len() == 64 && text.bytes().all(is_hex))
}
