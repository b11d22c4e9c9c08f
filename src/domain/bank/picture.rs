//! Pictures that items show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most bytes a picture may have: 2 MiB.
pub const MAX_PICTURE_BYTES: u64 = 2 * 1024 * 1024;
/// The most pixels of a picture's side.
pub const MAX_PICTURE_SIDE: u32 = 10_000;
/// The most pixels of a picture: some megabytes can unpack to a thousand times as many.
pub const MAX_PICTURE_PIXELS: u64 = 40_000_000;

/// The pictures found beside a bank, by the name the bank gives them. One that is not here is missing.
pub type Pictures = BTreeMap<String, PictureFile>;

/// What was found under a picture's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureFile {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// A file too large to be read, and its size in bytes.
    TooLarge(u64),
    /// A link, or a place outside the bank's folder: not followed.
    Outside,
}

/// A picture of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The name in the bank, relative to its folder.
    pub name: String,
    /// SHA-256 of its bytes, 64 lowercase hex digits.
    pub sha256: String,
    /// What it is.
    pub media: MediaType,
}

/// The kinds of picture a bank can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

impl MediaType {
    /// The kind of a picture by its first bytes, whatever its name says.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    /// Width and height in pixels as the picture's header gives them; `None` where it gives none, or nothing.
    #[must_use]
    pub fn size(self, bytes: &[u8]) -> Option<(u32, u32)> {
        let (width, height) = match self {
            Self::Png => png_size(bytes)?,
            Self::Jpeg => jpeg_size(bytes)?,
        };
        (width > 0 && height > 0).then_some((width, height))
    }

    /// The name for `Content-Type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// From the IHDR chunk, which comes first (PNG, W3C 2003, 11.2.2).
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(8..16)? != b"\0\0\0\x0dIHDR" {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// From the first frame header (ITU-T T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2usize;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        let number = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        match marker {
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Some((number(at + 7)?, number(at + 5)?)),
            0xd8..=0xda => return None,
            _ => at = at.checked_add(2)?.checked_add(usize::try_from(number(at + 2)?.max(2)).ok()?)?,
        }
    }
}

/// Whether a picture's name stays within the bank's folder on every system: parts of letters, digits and `._- `
/// between single `/`, none of them beginning with a dot.
#[must_use]
pub fn is_safe_name(name: &str) -> bool {
    let fits = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | ' ');
    (1..=200).contains(&name.len())
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_picture_is_read_from_its_header_and_nowhere_else() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\x01\0\x08\x02\0\0\0".to_vec();
        assert_eq!(MediaType::Png.size(&png), Some((2, 256)));
        png[19] = 0;
        assert_eq!(MediaType::Png.size(&png), None, "nothing is wide");
        assert_eq!(MediaType::Png.size(b"\x89PNG\r\n\x1a\nsynthetic"), None);
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08\0\x10\0\x20\x03";
        assert_eq!(MediaType::Jpeg.size(jpeg), Some((32, 16)));
        for broken in [&jpeg[..12], b"\xff\xd8\xff\xda\0\x04", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\0"] {
            assert_eq!(MediaType::Jpeg.size(broken), None);
        }
    }

    #[test]
    fn names_that_leave_the_folder_are_not_safe() {
        for name in ["", "/a.png", "../a.png", "a/../b.png", "a//b.png", "a\\b.png", "c:a.png", ".a", "a/", "a\nb"] {
            assert!(!is_safe_name(name), "{name:?}");
        }
        for name in ["a.png", "pictures/电路 1.jpg", "a/b/c-2_x.png"] {
            assert!(is_safe_name(name), "{name:?}");
        }
    }
}
