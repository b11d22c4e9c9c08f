//! Items as other programs keep them: QTI packages, Moodle XML, GIFT, and back; spreadsheets on the way out.
//!
//! What is understood is single choice, multiple response and true/false, with one picture below the stem. Everything else is
//! refused item by item with a code of its own ([`Refusal`]): an item is never half understood. What is taken with a loss that
//! changes nothing in its answer (formatting, feedback, partial credit) is told ([`Note`]). Where each format carries what the
//! others don't know stands in docs/item-formats.md.

mod draft;
mod gift;
mod html;
mod markup;
mod moodle;
mod qti;
mod report;
mod said;
mod shares;
mod table;
mod text;
mod xml;

use std::collections::BTreeMap;

use crate::domain::bank::{Item, PictureFile, Pictures, Sheet};
use crate::formats::archive::{ArchiveError, Form, Limits};

pub use report::{ItemNote, LeftOut, Note, Outcome, Refusal, Unsaid, WhyLeftOut};
pub use xml::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, XmlError};

/// The most bytes of a file of items: 50 MiB, for pictures may come inside.
pub const MAX_FILE: u64 = 50 * 1024 * 1024;
/// The most items of a file.
pub const MAX_ITEMS: usize = 20_000;
/// The most characters of one text (a stem, an option, feedback) before markup is taken off it.
pub const MAX_TEXT: usize = 100_000;

/// The guard of a QTI package's zip: 200 MiB unpacked, 32 MiB an entry, 100 times the packed size and a MiB.
pub const PACKAGE: Limits = Limits {
    file: MAX_FILE,
    unpacked: 200 * 1024 * 1024,
    entry: 32 * 1024 * 1024,
    ratio: 100,
    floor: 1024 * 1024,
    entries: 25_000,
    form: Form::Foreign,
};

/// A file of items that isn't read at all, and why.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// More bytes than [`MAX_FILE`].
    #[error("the file has {0} bytes; at most {MAX_FILE} are read: split the bank")]
    TooLarge(u64),
    /// More items than [`MAX_ITEMS`].
    #[error("more than {MAX_ITEMS} items; split the bank")]
    TooManyItems,
    /// The zip is refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The XML is refused.
    #[error("{place}: {source}")]
    Xml {
        /// The file in the package, or the file itself.
        place: String,
        /// Why.
        source: XmlError,
    },
    /// A sealed package of this product.
    #[error("this is a sealed package of jiangheng: import it as a package, it is not read as items")]
    SealedPackage,
    /// A zip without `imsmanifest.xml`.
    #[error("this zip is no QTI package: it has no imsmanifest.xml")]
    NoManifest,
    /// QTI 1.x, which Canvas and Blackboard write.
    #[error("this is QTI 1.x; export it as QTI 2.1, 2.2 or 3.0")]
    Qti1,
    /// XML that is neither a Moodle quiz nor a QTI item.
    #[error("this XML begins with <{0}>; read are a Moodle quiz and a QTI item")]
    Root(String),
    /// Text that is no UTF-8.
    #[error("the file is not UTF-8; save it as UTF-8")]
    NotUtf8,
    /// Bytes that are nothing.
    #[error("the file holds NUL bytes: it is no text")]
    Binary,
}

impl ExchangeError {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "items.too_large",
            Self::TooManyItems => "items.too_many",
            Self::Archive(ArchiveError::TooLarge(_)) => "items.too_large",
            Self::Archive(ArchiveError::NoDirectory | ArchiveError::Corrupt(_)) => "items.zip_damaged",
            Self::Archive(ArchiveError::Bomb(_) | ArchiveError::TooManyEntries(_)) => "items.zip_bomb",
            Self::Archive(ArchiveError::Encrypted(_)) => "items.zip_encrypted",
            Self::Archive(_) => "items.zip_unsafe",
            Self::Xml { source: XmlError::Malformed { .. }, .. } => "items.xml_malformed",
            Self::Xml { source: XmlError::Encoding(_) | XmlError::NotUtf8, .. } => "items.xml_encoding",
            Self::Xml { source: XmlError::TooDeep | XmlError::TooMany, .. } => "items.xml_limits",
            Self::Xml { .. } => "items.xml_unsafe",
            Self::SealedPackage => "items.sealed_package",
            Self::NoManifest => "items.no_manifest",
            Self::Qti1 => "items.qti1",
            Self::Root(_) => "items.root",
            Self::NotUtf8 => "items.not_utf8",
            Self::Binary => "items.binary",
        }
    }
}

/// Is told, while a file is read, how many of its items are read and how many there are.
pub type Watch<'a> = &'a dyn Fn(usize, usize);

/// What a file of items holds.
#[derive(Debug)]
pub struct Collected {
    /// The items that were read, as rows under a header: row `n + 1` is the `n`th of them.
    pub sheet: Sheet,
    /// The pictures that came inside, by the names the rows give them.
    pub pictures: Pictures,
    /// Every item of the file, read or refused, in the file's order.
    pub items: Vec<ItemNote>,
}

/// Reads a QTI package: a zip.
///
/// # Errors
/// When the package as a whole is refused; a refused item is told in its [`ItemNote`].
pub fn read_package(name: &str, bytes: &[u8], watch: Watch<'_>) -> Result<Collected, ExchangeError> {
    qti::read_package(name, bytes, watch)
}

/// Reads XML: a Moodle quiz, or one QTI item whose picture lies beside it.
///
/// # Errors
/// When the file as a whole is refused; a refused item is told in its [`ItemNote`].
pub fn read_xml(name: &str, bytes: &[u8], watch: Watch<'_>) -> Result<Collected, ExchangeError> {
    bounded(bytes)?;
    let root = xml::parse(bytes).map_err(|source| ExchangeError::Xml { place: name.to_owned(), source })?;
    match qti::plain(&root.name).as_str() {
        "quiz" => moodle::read(name, &root, watch),
        "assessmentitem" => Ok(qti::read_alone(name, &root)),
        "questestinterop" => Err(ExchangeError::Qti1),
        _ => Err(ExchangeError::Root(root.name.chars().take(60).collect())),
    }
}

/// Reads GIFT.
///
/// # Errors
/// When the file as a whole is refused; a refused question is told in its [`ItemNote`].
pub fn read_gift(name: &str, bytes: &[u8], watch: Watch<'_>) -> Result<Collected, ExchangeError> {
    bounded(bytes)?;
    if bytes.contains(&0) {
        return Err(ExchangeError::Binary);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ExchangeError::NotUtf8)?;
    gift::read(name, text.strip_prefix('\u{feff}').unwrap_or(text), watch)
}

fn bounded(bytes: &[u8]) -> Result<(), ExchangeError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > MAX_FILE { Err(ExchangeError::TooLarge(size)) } else { Ok(()) }
}

/// A format that items are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A spreadsheet, pictures beside it.
    Xlsx,
    /// RFC 4180 in UTF-8 with a byte order mark, pictures beside it.
    Csv,
    /// A QTI 2.1 package.
    Qti21,
    /// A QTI 2.2 package.
    Qti22,
    /// A QTI 3.0 package.
    Qti30,
    /// Moodle XML.
    Moodle,
    /// GIFT.
    Gift,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] = [Self::Xlsx, Self::Csv, Self::Qti21, Self::Qti22, Self::Qti30, Self::Moodle, Self::Gift];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Qti21 => "qti21",
            Self::Qti22 => "qti22",
            Self::Qti30 => "qti30",
            Self::Moodle => "moodle",
            Self::Gift => "gift",
        }
    }

    /// What its files end in.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Qti21 | Self::Qti22 | Self::Qti30 => "zip",
            Self::Moodle => "xml",
            Self::Gift => "gift",
        }
    }

    /// The format that a file's name makes plain; a `.zip` could be any of three.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_lowercase();
        match extension.as_str() {
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            "xml" => Some(Self::Moodle),
            "gift" => Some(Self::Gift),
            _ => None,
        }
    }

    /// Whether its pictures lie beside the file; the others carry them inside, GIFT carries none.
    #[must_use]
    pub fn has_pictures_beside(self) -> bool {
        matches!(self, Self::Xlsx | Self::Csv)
    }
}

/// A file of items, and what it could not take.
#[derive(Debug)]
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The items that this format can't hold: they are not in it.
    pub left_out: Vec<LeftOut>,
}

/// Why nothing could be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A workbook that would be larger than one can be.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A zip that would be larger than one can be.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// CSV that could not be written.
    #[error("the CSV file could not be written: {0}")]
    Csv(String),
}

/// Writes items. Reading the file again gives the same items, to the last character.
///
/// # Errors
/// When the file would be larger than its format takes.
pub fn write(items: &[Item], pictures: &Pictures, format: Format) -> Result<Written, WriteError> {
    let whole = |bytes| Written { bytes, left_out: Vec::new() };
    match format {
        Format::Xlsx | Format::Csv => write_sheet(&crate::domain::bank::rows_of(items), format).map(whole),
        Format::Qti21 => qti::write(items, pictures, qti::Version::V21),
        Format::Qti22 => qti::write(items, pictures, qti::Version::V22),
        Format::Qti30 => qti::write(items, pictures, qti::Version::V30),
        Format::Moodle => Ok(moodle::write(items, pictures)),
        Format::Gift => Ok(gift::write(items)),
    }
}

/// The items that a format can't hold: [`write`] leaves them out.
#[must_use]
pub fn left_out(items: &[Item], pictures: &Pictures, format: Format) -> Vec<LeftOut> {
    match format {
        Format::Xlsx | Format::Csv | Format::Moodle => Vec::new(),
        Format::Qti21 | Format::Qti22 | Format::Qti30 => qti::left_out(items, pictures),
        Format::Gift => gift::left_out(items),
    }
}

/// Writes rows as they are, faulty ones too, as `.xlsx` or `.csv`: so that people fill in what another format didn't know.
///
/// # Errors
/// When the workbook would be larger than one can be.
pub fn write_sheet(sheet: &Sheet, format: Format) -> Result<Vec<u8>, WriteError> {
    if format == Format::Csv { table::csv(sheet) } else { table::xlsx(sheet) }
}

/// The bytes of a picture that an item shows.
fn bytes_of<'a>(item: &Item, pictures: &'a Pictures) -> Option<(&'a str, &'a [u8])> {
    let picture = item.picture.as_ref()?;
    match pictures.get_key_value(&picture.name) {
        Some((name, PictureFile::Bytes(bytes))) => Some((name, bytes)),
        _ => None,
    }
}

/// The pictures of these items, by name.
#[must_use]
pub fn pictures_of<'a>(items: &[Item], pictures: &'a Pictures) -> BTreeMap<&'a str, &'a [u8]> {
    items.iter().filter_map(|item| bytes_of(item, pictures)).collect()
}
