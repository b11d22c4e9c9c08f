//! Why a sealed package is refused.

use crate::crypto::random::NoEntropy;
use crate::domain::bank::Fault;
use crate::domain::draw::Objection;

use super::{MAX_ENTRIES, MAX_ENTRY, MAX_FILE, MAX_RATIO, MAX_UNPACKED};

/// A package that is refused, and why. Nothing of it is used.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// More bytes than [`MAX_FILE`].
    #[error("the package has {0} bytes; at most {MAX_FILE} are read")]
    TooLarge(u64),
    /// The end of the zip isn't at the end of the file.
    #[error(
        "not a whole zip file: its directory is not at the end. It is truncated, something was appended, or it is \
             no package; fetch it again"
    )]
    NoDirectory,
    /// The directory contradicts itself or the entries.
    #[error("the zip is damaged or forged: {0}")]
    Layout(String),
    /// Bytes before the first entry, between entries, or between them and the directory.
    #[error("the zip holds {0} bytes that belong to no entry")]
    StrayBytes(u64),
    /// More entries than [`MAX_ENTRIES`].
    #[error("the zip has {0} entries; at most {MAX_ENTRIES} are read")]
    TooManyEntries(usize),
    /// The sizes of a zip64 file.
    #[error("the zip is in the zip64 format, which no package of the allowed size needs")]
    Zip64,
    /// A name that is no UTF-8, empty, or holds control characters.
    #[error("entry name {0:?} is not plain text")]
    NameUnreadable(String),
    /// A name that leads out of a folder.
    #[error("entry {0:?} leads out of its folder (an absolute path, a drive, a backslash or ..)")]
    PathEscapes(String),
    /// Two entries of one name, or of names that differ in case alone.
    #[error("two entries are called {0:?}")]
    Duplicate(String),
    /// The directory and the entry itself give different names.
    #[error("the directory calls an entry {directory:?}, the entry calls itself {local:?}")]
    NamesDiffer {
        /// The name in the directory.
        directory: String,
        /// The name at the entry.
        local: String,
    },
    /// A symbolic link.
    #[error("entry {0:?} is a symbolic link")]
    Symlink(String),
    /// A directory, a device, or another thing that is no file.
    #[error("entry {0:?} is not a plain file")]
    NotAFile(String),
    /// An entry encrypted by zip's own means.
    #[error("entry {0:?} is encrypted by zip; packages seal their items by AES-256-GCM instead")]
    Encrypted(String),
    /// A compression other than none and deflate.
    #[error("entry {name:?} is compressed by method {method}; only stored and deflate are read")]
    Compression {
        /// The entry.
        name: String,
        /// The method's number.
        method: u16,
    },
    /// An entry unpacks to too much: one alone, all together, or too much for what it takes packed.
    #[error(
        "entry {0:?} unpacks to too much (a zip bomb): more than {MAX_ENTRY} bytes, {MAX_UNPACKED} in all, or \
         {MAX_RATIO} times what it takes packed"
    )]
    Bomb(String),
    /// An entry doesn't unpack to the size and checksum the directory says.
    #[error("entry {0:?} is damaged: it does not unpack to its own size and checksum")]
    Corrupt(String),
    /// A zip within the zip.
    #[error("entry {0:?} is an archive itself")]
    Nested(String),
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
            Self::TooLarge(_) => "package.too_large",
            Self::NoDirectory => "package.no_directory",
            Self::Layout(_) => "package.layout",
            Self::StrayBytes(_) => "package.stray_bytes",
            Self::TooManyEntries(_) => "package.too_many_entries",
            Self::Zip64 => "package.zip64",
            Self::NameUnreadable(_) => "package.name_unreadable",
            Self::PathEscapes(_) => "package.path_escapes",
            Self::Duplicate(_) => "package.duplicate",
            Self::NamesDiffer { .. } => "package.names_differ",
            Self::Symlink(_) => "package.symlink",
            Self::NotAFile(_) => "package.not_a_file",
            Self::Encrypted(_) => "package.encrypted",
            Self::Compression { .. } => "package.compression",
            Self::Bomb(_) => "package.bomb",
            Self::Corrupt(_) => "package.corrupt",
            Self::Nested(_) => "package.nested",
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
