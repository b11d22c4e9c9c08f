//! Files of commands: read whole within a limit, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// A file that couldn't be read or written, and why.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: is a folder; name the file in it", .0.display())]
    Folder(PathBuf),
    #[error("{}: is larger than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{}: exists already; choose another name, or --force to replace it", .0.display())]
    Exists(PathBuf),
    #[error("{}: others may read it; keep it to yourself first: chmod 600", .0.display())]
    Exposed(PathBuf),
    #[error("{}: does not hold 64 hex digits", .0.display())]
    NotAKey(PathBuf),
}

/// The bytes of a file of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let failed = |source| FileError::Io { path: path.to_owned(), source };
    if path.is_dir() {
        return Err(FileError::Folder(path.to_owned()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// The 32 bytes of a key's file: 64 hex digits that nobody but its owner may read.
pub(super) fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, FileError> {
    let failed = |source| FileError::Io { path: path.to_owned(), source };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(FileError::Exposed(path.to_owned()));
        }
    }
    let text = Zeroizing::new(read(path, 1024)?);
    let mut key = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim_ascii(), &mut *key).map_err(|_| FileError::NotAKey(path.to_owned()))?;
    Ok(key)
}

/// A file to be written.
pub(super) struct Draft<'a> {
    pub(super) path: &'a Path,
    pub(super) bytes: &'a [u8],
    /// Whether nobody but its owner may read it.
    pub(super) secret: bool,
}

/// Writes all files, or leaves none of them behind: each is complete and on disk under another name before the
/// first gets its own. Nothing is replaced unless `force`.
pub(super) fn write_all(drafts: &[Draft<'_>], force: bool) -> Result<(), FileError> {
    let mut staged = Vec::new();
    for draft in drafts {
        if !force && draft.path.symlink_metadata().is_ok() {
            return Err(FileError::Exists(draft.path.to_owned()));
        }
        staged.push(Staged::new(draft)?);
    }
    let mut placed: Vec<&Path> = Vec::new();
    for (draft, staged) in drafts.iter().zip(&staged) {
        let result = if force { fs::rename(&staged.path, draft.path) } else { fs::hard_link(&staged.path, draft.path) };
        if let Err(source) = result {
            if !force {
                for path in placed {
                    let _ = fs::remove_file(path);
                }
            }
            let path = draft.path.to_owned();
            let exists = source.kind() == io::ErrorKind::AlreadyExists;
            return Err(if exists { FileError::Exists(path) } else { FileError::Io { path, source } });
        }
        placed.push(draft.path);
    }
    Ok(())
}

/// A complete file beside the one it shall become; removed when dropped.
struct Staged {
    path: PathBuf,
}

impl Staged {
    fn new(draft: &Draft<'_>) -> Result<Self, FileError> {
        let failed = |source| FileError::Io { path: draft.path.to_owned(), source };
        let name = draft.path.file_name().ok_or_else(|| failed(io::Error::other("is no file name")))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let path = draft.path.with_file_name(hidden);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(if draft.secret { 0o600 } else { 0o644 });
        }
        let mut file = options.open(&path).map_err(failed)?;
        let staged = Self { path };
        file.write_all(draft.bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(staged)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
