//! Pictures that items show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most bytes a picture may have: 2 MiB.
pub const MAX_PICTURE_BYTES: u64 = 2 * 1024 * 1024;

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

    /// The name for `Content-Type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// Whether a picture's name stays within the bank's folder on every system: parts of letters, digits and `._- `
/// between single `/`, none of them beginning with a dot.
pub(super) fn is_safe_name(name: &str) -> bool {
    let fits = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | ' ');
    (1..=200).contains(&name.len())
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

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
