//! A bank's file and the pictures beside it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path};

use super::super::files::{self, FileError};
use super::Refused;
use crate::domain::bank::{MAX_PICTURE_BYTES, PictureFile, Pictures, picture_names};
use crate::formats::bank_file::{self, BankFile};

/// A bank's file, and the pictures its rows ask for: those that came inside it, and those beside it.
pub(super) fn read_bank(path: &Path) -> Result<(BankFile, Pictures), Refused> {
    let bytes = files::read(path, bank_file::MAX_FILE)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = bank_file::read(&name, &bytes).map_err(|source| Refused::Bank { path: path.to_owned(), source })?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut pictures = file.pictures.clone();
    for name in picture_names(&file.sheets) {
        if pictures.contains_key(&name) {
            continue;
        }
        if let Some(picture) = read_picture(folder, &name)? {
            pictures.insert(name, picture);
        }
    }
    Ok((file, pictures))
}

/// A picture within `folder`; no link is followed on the way to it. `None` where nothing is.
fn read_picture(folder: &Path, name: &str) -> Result<Option<PictureFile>, FileError> {
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        let Component::Normal(part) = part else { return Ok(Some(PictureFile::Outside)) };
        path.push(part);
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(FileError::Io { path, source }),
            Ok(metadata) if metadata.is_symlink() => return Ok(Some(PictureFile::Outside)),
            Ok(_) => {}
        }
    }
    let failed = |source| FileError::Io { path: path.clone(), source };
    let metadata = path.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    if metadata.len() > MAX_PICTURE_BYTES {
        return Ok(Some(PictureFile::TooLarge(metadata.len())));
    }
    let mut bytes = Vec::new();
    let file = File::open(&path).map_err(failed)?;
    file.take(MAX_PICTURE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(PictureFile::Bytes(bytes)))
}
