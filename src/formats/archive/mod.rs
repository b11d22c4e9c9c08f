//! Zip files (APPNOTE.TXT 6.3), guarded: the one way into whatever comes zipped.
//!
//! The directory is read by our own code, name by name, and each entry's own header is held against it, before anything
//! is unpacked: readers that disagree about a zip disagree in what is refused here. Entries lie one after another from the
//! first byte on, the directory right behind them, the end record right behind that. [`Form::Ours`] allows nothing
//! else; [`Form::Foreign`] also takes folders and sizes behind the entries, which other programs write.

mod error;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

pub use error::ArchiveError;

/// How much of a zip is unpacked at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of the file.
    pub file: u64,
    /// The most bytes of all entries, unpacked.
    pub unpacked: u64,
    /// The most bytes of an entry, unpacked.
    pub entry: u64,
    /// How many times its packed size an entry may unpack to, and [`Limits::floor`] more.
    pub ratio: u64,
    /// What an entry may unpack to however well it is packed: small texts that repeat themselves are no bombs.
    pub floor: u64,
    /// The most entries, folders too.
    pub entries: usize,
    /// Whose zip it is.
    pub form: Form,
}

/// Whose zip it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Written by us: exactly one form.
    Ours,
    /// Written by other programs: folders are passed over, and an entry may give its sizes behind itself.
    Foreign,
}

/// A zip of these entries, in the order of their names and without times, so that the same entries give the same bytes;
/// `packed` where they are worth compressing.
///
/// # Errors
/// When it would be larger than a zip can be.
pub fn write(entries: &BTreeMap<String, Vec<u8>>, packed: bool) -> Result<Vec<u8>, ArchiveError> {
    let damaged = |error: &dyn std::fmt::Display| ArchiveError::Layout(error.to_string());
    let options = SimpleFileOptions::default()
        .compression_method(if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored })
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(name.as_str(), options).map_err(|error| damaged(&error))?;
        writer.write_all(bytes).map_err(|error| damaged(&error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| damaged(&error))
}

/// The entries of a zip, unpacked and checked against their own sizes and checksums.
///
/// # Errors
/// Each refusal its own variant of [`ArchiveError`].
pub fn read(bytes: &[u8], limits: &Limits) -> Result<BTreeMap<String, Vec<u8>>, ArchiveError> {
    let mut entries = BTreeMap::new();
    read_each(bytes, limits, |name, bytes| {
        entries.insert(name, bytes);
        Ok::<_, ArchiveError>(())
    })?;
    Ok(entries)
}

/// Unpacks a zip entry by entry, in the directory's order, so that no more than one is held at a time.
///
/// # Errors
/// As [`read`], and what `take` answers.
pub fn read_each<E: From<ArchiveError>>(
    bytes: &[u8],
    limits: &Limits,
    mut take: impl FnMut(String, Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > limits.file {
        return Err(ArchiveError::TooLarge(size).into());
    }
    let listed = directory(bytes, limits)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| ArchiveError::Layout(error.to_string()))?;
    if archive.len() != listed.len() || archive.offset() != 0 {
        return Err(ArchiveError::Layout("two ways of reading it find different entries".into()).into());
    }
    let mut left = limits.unpacked;
    for (index, entry) in listed.into_iter().enumerate() {
        if entry.is_folder() {
            continue;
        }
        let allowed =
            left.min(limits.entry).min(entry.packed.saturating_mul(limits.ratio).saturating_add(limits.floor));
        if entry.size > allowed {
            return Err(ArchiveError::Bomb(entry.name).into());
        }
        let corrupt = || ArchiveError::Corrupt(entry.name.clone());
        let reader = archive.by_index(index).map_err(|_| corrupt())?;
        if reader.name_raw() != entry.name.as_bytes() {
            return Err(ArchiveError::Layout("two ways of reading it find different entries".into()).into());
        }
        let mut unpacked = Vec::new();
        let read = reader.take(allowed.saturating_add(1)).read_to_end(&mut unpacked).map_err(|_| corrupt());
        let length = u64::try_from(unpacked.len()).unwrap_or(u64::MAX);
        if length > allowed {
            return Err(ArchiveError::Bomb(entry.name).into());
        }
        read?;
        if length != entry.size {
            return Err(corrupt().into());
        }
        left -= length;
        if unpacked.starts_with(b"PK\x03\x04") || unpacked.starts_with(b"PK\x05\x06") || is_archive(&entry.name) {
            return Err(ArchiveError::Nested(entry.name).into());
        }
        take(entry.name, unpacked)?;
    }
    Ok(())
}

/// An entry as the directory lists it.
struct Listed {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
}

impl Listed {
    fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Whether sizes and checksum stand behind the entry (APPNOTE 4.3.9).
    fn has_descriptor(&self) -> bool {
        self.flags & DESCRIPTOR != 0
    }
}

/// The flag of an entry that gives its sizes behind itself.
const DESCRIPTOR: u16 = 0x0008;

/// Reads the directory itself, name by name, and holds every entry's own header against it.
fn directory(bytes: &[u8], limits: &Limits) -> Result<Vec<Listed>, ArchiveError> {
    let end_at = bytes.len().checked_sub(22).ok_or(ArchiveError::NoDirectory)?;
    let mut end = Fields::at(bytes, end_at);
    if end.u32() != Some(0x0605_4b50) {
        return Err(ArchiveError::NoDirectory);
    }
    let (disk, first_disk, here, total) = (end.u16(), end.u16(), end.u16(), end.u16());
    let (size, offset, comment) = (end.u32(), end.u32(), end.u16());
    let (Some(total), Some(size), Some(offset)) = (total, size, offset) else { return Err(ArchiveError::NoDirectory) };
    if total == u16::MAX || size == u32::MAX || offset == u32::MAX {
        return Err(ArchiveError::Zip64);
    }
    if disk != Some(0) || first_disk != Some(0) || here != Some(total) || comment != Some(0) {
        return Err(ArchiveError::Layout("its end record is inconsistent".into()));
    }
    if usize::from(total) > limits.entries {
        return Err(ArchiveError::TooManyEntries(total.into()));
    }
    let (size, offset) = (u64::from(size), u64::from(offset));
    let end_at = u64::try_from(end_at).unwrap_or(u64::MAX);
    match end_at.checked_sub(size.saturating_add(offset)) {
        None => return Err(ArchiveError::Layout("its directory reaches beyond the file".into())),
        Some(0) => {}
        Some(stray) => return Err(ArchiveError::StrayBytes(stray)),
    }
    let mut fields = Fields::at(bytes, usize::try_from(offset).unwrap_or(usize::MAX));
    let mut listed = Vec::new();
    let mut names = BTreeSet::new();
    for number in 1..=total {
        let entry = fields
            .listed(limits.form)
            .ok_or_else(|| ArchiveError::Layout(format!("directory entry {number} is cut short")))??;
        if !names.insert(entry.name.trim_end_matches('/').to_lowercase()) {
            return Err(ArchiveError::Duplicate(entry.name));
        }
        listed.push(entry);
    }
    if u64::try_from(fields.position).unwrap_or(u64::MAX) != end_at {
        return Err(ArchiveError::Layout("its directory holds more than its entries".into()));
    }
    tile(bytes, &mut listed, offset)?;
    Ok(listed)
}

/// Whether the entries, each behind its own header, fill the file up to the directory without gap or overlap.
fn tile(bytes: &[u8], listed: &mut [Listed], directory: u64) -> Result<(), ArchiveError> {
    let mut places: Vec<&Listed> = listed.iter().collect();
    places.sort_by_key(|entry| entry.offset);
    let mut expected = 0;
    for entry in places {
        match entry.offset.checked_sub(expected) {
            None => return Err(ArchiveError::Layout(format!("entry {:?} overlaps another", entry.name))),
            Some(0) => {}
            Some(stray) => return Err(ArchiveError::StrayBytes(stray)),
        }
        let mut fields = Fields::at(bytes, usize::try_from(entry.offset).unwrap_or(usize::MAX));
        let data = fields
            .agrees(entry)
            .ok_or_else(|| ArchiveError::Layout(format!("the header of entry {:?} is cut short", entry.name)))??;
        expected = data.saturating_add(entry.packed);
        if entry.has_descriptor() {
            let at = Fields::at(bytes, usize::try_from(expected).unwrap_or(usize::MAX));
            let length = at.descriptor(entry).ok_or_else(|| {
                ArchiveError::Layout(format!("what stands behind entry {:?} is not its size", entry.name))
            })?;
            expected = expected.saturating_add(length);
        }
    }
    match directory.checked_sub(expected) {
        None => Err(ArchiveError::Layout("an entry reaches into the directory".into())),
        Some(0) => Ok(()),
        Some(stray) => Err(ArchiveError::StrayBytes(stray)),
    }
}

/// Little-endian fields, one after another.
struct Fields<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Fields<'a> {
    fn at(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.position.checked_add(length)?;
        let taken = self.bytes.get(self.position..end)?;
        self.position = end;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// A directory entry (APPNOTE 4.3.12); `None` where it is cut short.
    fn listed(&mut self, form: Form) -> Option<Result<Listed, ArchiveError>> {
        if self.u32()? != 0x0201_4b50 {
            return Some(Err(ArchiveError::Layout("its directory holds something that is no entry".into())));
        }
        let (_made_by, _needed, flags, method, _time, _date) =
            (self.u16()?, self.u16()?, self.u16()?, self.u16()?, self.u16()?, self.u16()?);
        let (crc, packed, size) = (self.u32()?, self.u32()?, self.u32()?);
        let (name_length, extra_length, comment_length) = (self.u16()?, self.u16()?, self.u16()?);
        let (disk, _internal, external, offset) = (self.u16()?, self.u16()?, self.u32()?, self.u32()?);
        let raw = self.take(name_length.into())?;
        let extra = self.take(extra_length.into())?;
        self.take(comment_length.into())?;
        let name = match name(raw) {
            Ok(name) => name,
            Err(error) => return Some(Err(error)),
        };
        let fault = fault(&name, form, flags, method, external)
            .or_else(|| (disk != 0).then(|| ArchiveError::Layout("it spans several disks".into())))
            .or_else(|| [packed, size, offset].contains(&u32::MAX).then_some(ArchiveError::Zip64))
            .or_else(|| extra_fault(extra));
        Some(match fault {
            Some(fault) => Err(fault),
            None => {
                Ok(Listed { name, flags, method, crc, packed: packed.into(), size: size.into(), offset: offset.into() })
            }
        })
    }

    /// Where the data begins behind an entry's own header (APPNOTE 4.3.7), if that says what the directory says.
    fn agrees(&mut self, entry: &Listed) -> Option<Result<u64, ArchiveError>> {
        let differs =
            |what: &str| Some(Err(ArchiveError::Layout(format!("the header of entry {:?} {what}", entry.name))));
        if self.u32()? != 0x0403_4b50 {
            return differs("is none");
        }
        let (_needed, flags, method, _time, _date) = (self.u16()?, self.u16()?, self.u16()?, self.u16()?, self.u16()?);
        let (crc, packed, size) = (self.u32()?, self.u32()?, self.u32()?);
        let (name_length, extra_length) = (self.u16()?, self.u16()?);
        let raw = self.take(name_length.into())?;
        let extra = self.take(extra_length.into())?;
        if raw != entry.name.as_bytes() {
            let local = String::from_utf8_lossy(raw).into_owned();
            return Some(Err(ArchiveError::NamesDiffer { directory: entry.name.clone(), local }));
        }
        if flags != entry.flags || method != entry.method {
            return differs("differs from the directory in flags or compression");
        }
        let given = (crc, u64::from(packed), u64::from(size));
        let is_behind = entry.has_descriptor() && given == (0, 0, 0);
        if !is_behind && given != (entry.crc, entry.packed, entry.size) {
            return differs("differs from the directory in checksum or sizes");
        }
        if let Some(fault) = extra_fault(extra) {
            return Some(Err(fault));
        }
        Some(Ok(u64::try_from(self.position).unwrap_or(u64::MAX)))
    }

    /// The length of the descriptor here, with its signature or without, if it says what the directory says.
    fn descriptor(mut self, entry: &Listed) -> Option<u64> {
        let mut length = 12;
        let mut crc = self.u32()?;
        if crc == 0x0807_4b50 {
            (crc, length) = (self.u32()?, 16);
        }
        let (packed, size) = (u64::from(self.u32()?), u64::from(self.u32()?));
        ((crc, packed, size) == (entry.crc, entry.packed, entry.size)).then_some(length)
    }
}

fn name(raw: &[u8]) -> Result<String, ArchiveError> {
    let lossy = || String::from_utf8_lossy(raw).into_owned();
    let name = std::str::from_utf8(raw).map_err(|_| ArchiveError::NameUnreadable(lossy()))?;
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(ArchiveError::NameUnreadable(lossy()));
    }
    let leaves =
        name.starts_with('/') || name.contains(['\\', ':']) || name.split('/').any(|part| part == ".." || part == ".");
    if leaves { Err(ArchiveError::PathEscapes(lossy())) } else { Ok(name.to_owned()) }
}

fn fault(name: &str, form: Form, flags: u16, method: u16, external: u32) -> Option<ArchiveError> {
    let mode = (external >> 16) & 0o170_000;
    let entry = || name.to_owned();
    if mode == 0o120_000 {
        return Some(ArchiveError::Symlink(entry()));
    }
    let is_folder = form == Form::Foreign && name.ends_with('/') && matches!(mode, 0 | 0o040_000);
    let is_file = matches!(mode, 0 | 0o100_000) && external & 0x10 == 0 && !name.ends_with('/');
    if !(is_folder || is_file) || name.contains("//") {
        return Some(ArchiveError::NotAFile(entry()));
    }
    if flags & 0x2041 != 0 {
        return Some(ArchiveError::Encrypted(entry()));
    }
    if form == Form::Ours && flags & DESCRIPTOR != 0 {
        return Some(ArchiveError::Layout(format!("entry {:?} gives its size behind itself", entry())));
    }
    (!matches!(method, 0 | 8)).then(|| ArchiveError::Compression { name: entry(), method })
}

/// Extra fields that give an entry other sizes or another name are refused; others say nothing we use.
fn extra_fault(extra: &[u8]) -> Option<ArchiveError> {
    let mut fields = Fields::at(extra, 0);
    while fields.position < extra.len() {
        let (Some(id), Some(length)) = (fields.u16(), fields.u16()) else {
            return Some(ArchiveError::Layout("an extra field is cut short".into()));
        };
        if fields.take(length.into()).is_none() {
            return Some(ArchiveError::Layout("an extra field is cut short".into()));
        }
        match id {
            0x0001 => return Some(ArchiveError::Zip64),
            0x7075 => return Some(ArchiveError::Layout("an extra field gives an entry a second name".into())),
            _ => {}
        }
    }
    None
}

fn is_archive(name: &str) -> bool {
    let name = name.to_lowercase();
    [".zip", ".jar", ".gz", ".7z", ".rar", ".tar", ".xz"].iter().any(|ending| name.ends_with(ending))
}
