//! Why a zip is refused.

/// A zip that is refused, and why. Nothing of it is used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// More bytes than [`super::Limits::file`].
    #[error("the zip has {0} bytes, more than are read")]
    TooLarge(u64),
    /// The end of the zip isn't at the end of the file.
    #[error(
        "not a whole zip file: its directory is not at the end. It is truncated, something was appended, or it is \
             no zip; fetch it again"
    )]
    NoDirectory,
    /// The directory contradicts itself or the entries.
    #[error("the zip is damaged or forged: {0}")]
    Layout(String),
    /// Bytes before the first entry, between entries, or between them and the directory.
    #[error("the zip holds {0} bytes that belong to no entry")]
    StrayBytes(u64),
    /// More entries than [`super::Limits::entries`].
    #[error("the zip has {0} entries, more than are read")]
    TooManyEntries(usize),
    /// The sizes of a zip64 file.
    #[error("the zip is in the zip64 format, which no zip of the allowed size needs")]
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
    #[error("entry {0:?} is encrypted by zip")]
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
    #[error("entry {0:?} unpacks to too much (a zip bomb): alone, with the others, or for what it takes packed")]
    Bomb(String),
    /// An entry doesn't unpack to the size and checksum the directory says.
    #[error("entry {0:?} is damaged: it does not unpack to its own size and checksum")]
    Corrupt(String),
    /// A zip within the zip.
    #[error("entry {0:?} is an archive itself")]
    Nested(String),
}

impl ArchiveError {
    /// A stable name, for whoever reads zips to build codes of.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too_large",
            Self::NoDirectory => "no_directory",
            Self::Layout(_) => "layout",
            Self::StrayBytes(_) => "stray_bytes",
            Self::TooManyEntries(_) => "too_many_entries",
            Self::Zip64 => "zip64",
            Self::NameUnreadable(_) => "name_unreadable",
            Self::PathEscapes(_) => "path_escapes",
            Self::Duplicate(_) => "duplicate",
            Self::NamesDiffer { .. } => "names_differ",
            Self::Symlink(_) => "symlink",
            Self::NotAFile(_) => "not_a_file",
            Self::Encrypted(_) => "encrypted",
            Self::Compression { .. } => "compression",
            Self::Bomb(_) => "bomb",
            Self::Corrupt(_) => "corrupt",
            Self::Nested(_) => "nested",
        }
    }
}
