//! Why a sealed package is refused.

use crate::crypto::random::NoEntropy;
use crate::domain::bank::Fault;
use crate::domain::draw::Objection;
use crate::formats::archive::ArchiveError;

/// A package that is refused, and why. Nothing of it is used.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The zip itself is refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The manifest or its signature isn't there.
    #[error("entry {0:?} is missing")]
    Missing(String),
    /// An entry the manifest doesn't list.
    #[error("entry {0:?} is not listed in the manifest")]
    Unexpected(String),
    /// The manifest is not what a manifest is.
    #[error("manifest.json is not a manifest of jiangheng-bank/v1: {0}")]
    Manifest(String),
    /// Signed by a key that isn't trusted here.
    #[error("the package is signed by {0}, which is not among the trusted keys")]
    UntrustedSigner(String),
    /// The signature isn't the key's over this manifest.
    #[error("the signature does not fit the manifest: the manifest was changed, or another key signed it")]
    BadSignature,
    /// An entry isn't the one that was signed.
    #[error("entry {0:?} is not the one that was signed: its SHA-256 or size differs from the manifest's")]
    Altered(String),
    /// The blueprint in clear is not a blueprint, or not the manifest's.
    #[error("blueprint.json is not the blueprint of this package: {0}")]
    Blueprint(String),
    /// The item key doesn't open an entry.
    #[error("{0:?} does not open with this item key: another key, or altered bytes")]
    WrongItemKey(String),
    /// What was sealed is not a list of items.
    #[error("items.sealed does not hold items: {0}")]
    Items(String),
    /// What was sealed doesn't pass the lint it passed before.
    #[error("the sealed bank has {} faults; the first: {}", .0.len(), first(.0))]
    Faulty(Vec<Fault>),
    /// Papers must not be drawn by its blueprint: they could be foreseen, or hardly any meets the constraints.
    #[error("the blueprint is refused: {0}")]
    Draw(Objection),
    /// The system gave no randomness to seal with.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

impl PackageError {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Archive(error) => match error {
                ArchiveError::TooLarge(_) => "package.too_large",
                ArchiveError::NoDirectory => "package.no_directory",
                ArchiveError::Layout(_) => "package.layout",
                ArchiveError::StrayBytes(_) => "package.stray_bytes",
                ArchiveError::TooManyEntries(_) => "package.too_many_entries",
                ArchiveError::Zip64 => "package.zip64",
                ArchiveError::NameUnreadable(_) => "package.name_unreadable",
                ArchiveError::PathEscapes(_) => "package.path_escapes",
                ArchiveError::Duplicate(_) => "package.duplicate",
                ArchiveError::NamesDiffer { .. } => "package.names_differ",
                ArchiveError::Symlink(_) => "package.symlink",
                ArchiveError::NotAFile(_) => "package.not_a_file",
                ArchiveError::Encrypted(_) => "package.encrypted",
                ArchiveError::Compression { .. } => "package.compression",
                ArchiveError::Bomb(_) => "package.bomb",
                ArchiveError::Corrupt(_) => "package.corrupt",
                ArchiveError::Nested(_) => "package.nested",
            },
            Self::Missing(_) => "package.missing",
            Self::Unexpected(_) => "package.unexpected",
            Self::Manifest(_) => "package.manifest",
            Self::UntrustedSigner(_) => "package.untrusted_signer",
            Self::BadSignature => "package.bad_signature",
            Self::Altered(_) => "package.altered",
            Self::Blueprint(_) => "package.blueprint",
            Self::WrongItemKey(_) => "package.wrong_item_key",
            Self::Items(_) => "package.items",
            Self::Faulty(_) => "package.faulty",
            Self::Draw(_) => "package.draw",
            Self::NoEntropy(_) => "package.no_entropy",
        }
    }
}

fn first(faults: &[Fault]) -> String {
    faults.first().map(|fault| format!("{}, {}", fault.sheet, fault.message().en)).unwrap_or_default()
}
