//! Zip files (APPNOTE.TXT 6.3) of exactly one form: entries one after another from the first byte on, the directory
//! right behind them, the end record right behind that, and nothing else. Readers that disagree about a zip disagree
//! in what this form leaves out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::error::PackageError;
use super::{MAX_ENTRIES, MAX_ENTRY, MAX_FILE, MAX_RATIO, MAX_UNPACKED};

/// A zip of these entries, in the order of their names, not compressed (what is sealed doesn't compress) and without
/// times: the same entries give the same bytes.
pub(super) fn write(entries: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, PackageError> {
    let damaged = |error: &dyn std::fmt::Display| PackageError::Layout(error.to_string());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(name.as_str(), options).map_err(|error| damaged(&error))?;
        writer.write_all(bytes).map_err(|error| damaged(&error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| damaged(&error))
}

/// The entries of a zip of this form, unpacked and checked against their own sizes and checksums.
pub(super) fn read(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, PackageError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > MAX_FILE {
        return Err(PackageError::TooLarge(size));
    }
    let listed = directory(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| PackageError::Layout(error.to_string()))?;
    if archive.len() != listed.len() || archive.offset() != 0 {
        return Err(PackageError::Layout("two ways of reading it find different entries".into()));
    }
    let mut left = MAX_UNPACKED;
    let mut entries = BTreeMap::new();
    for (index, entry) in listed.into_iter().enumerate() {
        let allowed = left.min(MAX_ENTRY).min(entry.packed.saturating_mul(MAX_RATIO).saturating_add(1024));
        if entry.size > allowed {
            return Err(PackageError::Bomb(entry.name));
        }
        let corrupt = || PackageError::Corrupt(entry.name.clone());
        let reader = archive.by_index(index).map_err(|_| corrupt())?;
        if reader.name_raw() != entry.name.as_bytes() {
            return Err(PackageError::Layout("two ways of reading it find different entries".into()));
        }
        let mut unpacked = Vec::new();
        let read = reader.take(allowed.saturating_add(1)).read_to_end(&mut unpacked).map_err(|_| corrupt());
        let length = u64::try_from(unpacked.len()).unwrap_or(u64::MAX);
        if length > allowed {
            return Err(PackageError::Bomb(entry.name));
        }
        read?;
        if length != entry.size {
            return Err(corrupt());
        }
        left -= length;
        if unpacked.starts_with(b"PK\x03\x04") || unpacked.starts_with(b"PK\x05\x06") || is_archive(&entry.name) {
            return Err(PackageError::Nested(entry.name));
        }
        entries.insert(entry.name, unpacked);
    }
    Ok(entries)
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

/// Reads the directory itself, name by name, and holds every entry's own header against it.
fn directory(bytes: &[u8]) -> Result<Vec<Listed>, PackageError> {
    let end_at = bytes.len().checked_sub(22).ok_or(PackageError::NoDirectory)?;
    let mut end = Fields::at(bytes, end_at);
    if end.u32() != Some(0x0605_4b50) {
        return Err(PackageError::NoDirectory);
    }
    let (disk, first_disk, here, total) = (end.u16(), end.u16(), end.u16(), end.u16());
    let (size, offset, comment) = (end.u32(), end.u32(), end.u16());
    let (Some(total), Some(size), Some(offset)) = (total, size, offset) else { return Err(PackageError::NoDirectory) };
    if total == u16::MAX || size == u32::MAX || offset == u32::MAX {
        return Err(PackageError::Zip64);
    }
    if disk != Some(0) || first_disk != Some(0) || here != Some(total) || comment != Some(0) {
        return Err(PackageError::Layout("its end record is inconsistent".into()));
    }
    if usize::from(total) > MAX_ENTRIES {
        return Err(PackageError::TooManyEntries(total.into()));
    }
    let (size, offset) = (u64::from(size), u64::from(offset));
    let end_at = u64::try_from(end_at).unwrap_or(u64::MAX);
    match end_at.checked_sub(size.saturating_add(offset)) {
        None => return Err(PackageError::Layout("its directory reaches beyond the file".into())),
        Some(0) => {}
        Some(stray) => return Err(PackageError::StrayBytes(stray)),
    }
    let mut fields = Fields::at(bytes, usize::try_from(offset).unwrap_or(usize::MAX));
    let mut listed = Vec::new();
    let mut names = BTreeSet::new();
    for number in 1..=total {
        let entry =
            fields.listed().ok_or_else(|| PackageError::Layout(format!("directory entry {number} is cut short")))??;
        if !names.insert(entry.name.to_lowercase()) {
            return Err(PackageError::Duplicate(entry.name));
        }
        listed.push(entry);
    }
    if u64::try_from(fields.position).unwrap_or(u64::MAX) != end_at {
        return Err(PackageError::Layout("its directory holds more than its entries".into()));
    }
    tile(bytes, &mut listed, offset)?;
    Ok(listed)
}

/// Whether the entries, each behind its own header, fill the file up to the directory without gap or overlap.
fn tile(bytes: &[u8], listed: &mut [Listed], directory: u64) -> Result<(), PackageError> {
    let mut places: Vec<&Listed> = listed.iter().collect();
    places.sort_by_key(|entry| entry.offset);
    let mut expected = 0;
    for entry in places {
        match entry.offset.checked_sub(expected) {
            None => return Err(PackageError::Layout(format!("entry {:?} overlaps another", entry.name))),
            Some(0) => {}
            Some(stray) => return Err(PackageError::StrayBytes(stray)),
        }
        let mut fields = Fields::at(bytes, usize::try_from(entry.offset).unwrap_or(usize::MAX));
        let data = fields
            .agrees(entry)
            .ok_or_else(|| PackageError::Layout(format!("the header of entry {:?} is cut short", entry.name)))??;
        expected = data.saturating_add(entry.packed);
    }
    match directory.checked_sub(expected) {
        None => Err(PackageError::Layout("an entry reaches into the directory".into())),
        Some(0) => Ok(()),
        Some(stray) => Err(PackageError::StrayBytes(stray)),
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
    fn listed(&mut self) -> Option<Result<Listed, PackageError>> {
        if self.u32()? != 0x0201_4b50 {
            return Some(Err(PackageError::Layout("its directory holds something that is no entry".into())));
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
        let fault = fault(&name, flags, method, external)
            .or_else(|| (disk != 0).then(|| PackageError::Layout("it spans several disks".into())))
            .or_else(|| [packed, size, offset].contains(&u32::MAX).then_some(PackageError::Zip64))
            .or_else(|| extra_fault(extra));
        Some(match fault {
            Some(fault) => Err(fault),
            None => {
                Ok(Listed { name, flags, method, crc, packed: packed.into(), size: size.into(), offset: offset.into() })
            }
        })
    }

    /// Where the data begins behind an entry's own header (APPNOTE 4.3.7), if that says what the directory says.
    fn agrees(&mut self, entry: &Listed) -> Option<Result<u64, PackageError>> {
        let differs =
            |what: &str| Some(Err(PackageError::Layout(format!("the header of entry {:?} {what}", entry.name))));
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
            return Some(Err(PackageError::NamesDiffer { directory: entry.name.clone(), local }));
        }
        if flags != entry.flags || method != entry.method {
            return differs("differs from the directory in flags or compression");
        }
        if crc != entry.crc || u64::from(packed) != entry.packed || u64::from(size) != entry.size {
            return differs("differs from the directory in checksum or sizes");
        }
        if let Some(fault) = extra_fault(extra) {
            return Some(Err(fault));
        }
        Some(Ok(u64::try_from(self.position).unwrap_or(u64::MAX)))
    }
}

fn name(raw: &[u8]) -> Result<String, PackageError> {
    let lossy = || String::from_utf8_lossy(raw).into_owned();
    let name = std::str::from_utf8(raw).map_err(|_| PackageError::NameUnreadable(lossy()))?;
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(PackageError::NameUnreadable(lossy()));
    }
    let leaves =
        name.starts_with('/') || name.contains(['\\', ':']) || name.split('/').any(|part| part == ".." || part == ".");
    if leaves { Err(PackageError::PathEscapes(lossy())) } else { Ok(name.to_owned()) }
}

fn fault(name: &str, flags: u16, method: u16, external: u32) -> Option<PackageError> {
    let mode = (external >> 16) & 0o170_000;
    let entry = || name.to_owned();
    if mode == 0o120_000 {
        return Some(PackageError::Symlink(entry()));
    }
    if !matches!(mode, 0 | 0o100_000) || external & 0x10 != 0 || name.ends_with('/') || name.contains("//") {
        return Some(PackageError::NotAFile(entry()));
    }
    if flags & 0x2041 != 0 {
        return Some(PackageError::Encrypted(entry()));
    }
    if flags & 0x0008 != 0 {
        return Some(PackageError::Layout(format!("entry {:?} gives its size behind itself", entry())));
    }
    (!matches!(method, 0 | 8)).then(|| PackageError::Compression { name: entry(), method })
}

/// Extra fields that give an entry other sizes or another name are refused; others say nothing we use.
fn extra_fault(extra: &[u8]) -> Option<PackageError> {
    let mut fields = Fields::at(extra, 0);
    while fields.position < extra.len() {
        let (Some(id), Some(length)) = (fields.u16(), fields.u16()) else {
            return Some(PackageError::Layout("an extra field is cut short".into()));
        };
        if fields.take(length.into()).is_none() {
            return Some(PackageError::Layout("an extra field is cut short".into()));
        }
        match id {
            0x0001 => return Some(PackageError::Zip64),
            0x7075 => return Some(PackageError::Layout("an extra field gives an entry a second name".into())),
            _ => {}
        }
    }
    None
}

fn is_archive(name: &str) -> bool {
    let name = name.to_lowercase();
    [".zip", ".jar", ".gz", ".7z", ".rar", ".tar", ".xz"].iter().any(|ending| name.ends_with(ending))
}
