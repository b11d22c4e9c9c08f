//! Zip files byte by byte, as evil as a test needs them.

use std::io::{Cursor, Read as _, Write as _};

/// An entry of a zip to be built; what is `None` is as it should be.
#[derive(Clone, Default)]
pub(crate) struct Part {
    pub(crate) name: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) deflate: bool,
    pub(crate) gap_before: Vec<u8>,
    mode: u32,
    flags: u16,
    method: Option<u16>,
    local_name: Option<Vec<u8>>,
    extra: Vec<u8>,
    crc: Option<u32>,
    declared: Option<u32>,
}

impl Part {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        Self::raw(name.as_bytes().to_vec(), bytes)
    }

    pub(crate) fn raw(name: Vec<u8>, bytes: &[u8]) -> Self {
        Self { name, bytes: bytes.to_vec(), mode: 0o100_644, ..Self::default() }
    }

    pub(crate) fn mode(self, mode: u32) -> Self {
        Self { mode, ..self }
    }

    pub(crate) fn flags(self, flags: u16) -> Self {
        Self { flags, ..self }
    }

    pub(crate) fn method(self, method: u16) -> Self {
        Self { method: Some(method), ..self }
    }

    pub(crate) fn local_name(self, name: &str) -> Self {
        Self { local_name: Some(name.as_bytes().to_vec()), ..self }
    }

    pub(crate) fn extra(self, extra: &[u8]) -> Self {
        Self { extra: extra.to_vec(), ..self }
    }

    pub(crate) fn crc(self, crc: u32) -> Self {
        Self { crc: Some(crc), ..self }
    }

    pub(crate) fn deflated(self) -> Self {
        Self { deflate: true, ..self }
    }

    pub(crate) fn declared(self, size: u32) -> Self {
        Self { declared: Some(size), ..self }
    }
}

/// The part of this name.
pub(crate) fn part<'a>(parts: &'a mut [Part], name: &str) -> &'a mut Part {
    parts.iter_mut().find(|part| part.name == name.as_bytes()).unwrap()
}

/// The parts of a well-formed zip.
pub(crate) fn parts(zip: &[u8]) -> Vec<Part> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            Part::raw(entry.name_raw().to_vec(), &bytes)
        })
        .collect()
}

/// The offsets of the bytes of a well-formed zip that say nothing about its content: versions, times, attributes.
pub(crate) fn unread_bytes(zip: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    for start in 0..zip.len().saturating_sub(4) {
        match &zip[start..start + 4] {
            b"PK\x03\x04" => places.extend((start + 4..start + 6).chain(start + 10..start + 14)),
            b"PK\x01\x02" => {
                places.extend(start + 4..start + 8);
                places.extend((start + 12..start + 16).chain(start + 36..start + 42));
            }
            _ => {}
        }
    }
    places
}

/// The zip of these parts.
pub(crate) fn build(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        out.extend(&part.gap_before);
        let offset = u32::try_from(out.len()).unwrap();
        let packed = if part.deflate { deflated(&part.bytes) } else { part.bytes.clone() };
        let mut common = Vec::new();
        let method = part.method.unwrap_or(if part.deflate { 8 } else { 0 });
        for value in [20, part.flags, method, 0, 0x21] {
            common.extend(u16::to_le_bytes(value));
        }
        let size = part.declared.unwrap_or(u32::try_from(part.bytes.len()).unwrap());
        for value in [part.crc.unwrap_or(crc32(&part.bytes)), u32::try_from(packed.len()).unwrap(), size] {
            common.extend(u32::to_le_bytes(value));
        }
        let local_name = part.local_name.as_ref().unwrap_or(&part.name);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(u16::try_from(local_name.len()).unwrap().to_le_bytes());
        out.extend(u16::try_from(part.extra.len()).unwrap().to_le_bytes());
        out.extend(local_name);
        out.extend(&part.extra);
        out.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend(u16::try_from(part.name.len()).unwrap().to_le_bytes());
        directory.extend(u16::try_from(part.extra.len()).unwrap().to_le_bytes());
        directory.extend([0; 6]);
        directory.extend((part.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&part.name);
        directory.extend(&part.extra);
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let (size, offset) = (u32::try_from(directory.len()).unwrap(), u32::try_from(out.len()).unwrap());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(size.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The raw deflate stream of these bytes, cut out of a zip that the zip crate wrote.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("x", options).unwrap();
    writer.write_all(bytes).unwrap();
    let mut archive = writer.finish_into_readable().unwrap();
    let mut out = Vec::new();
    archive.by_index_raw(0).unwrap().read_to_end(&mut out).unwrap();
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
