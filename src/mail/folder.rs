//! Mails as `.eml` files in a folder: the embedded default, for demos and for counties without a mail server.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use lettre::Message;

use super::MailError;
use crate::store::outbox;

pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: &Path) -> Result<Self, MailError> {
        fs::create_dir_all(path).map_err(|source| MailError::Folder { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned() })
    }

    /// Writes the mail, on disk when this returns. Names sort by when messages were queued; a repeat replaces its file.
    pub(super) fn send(&self, message: &outbox::Message, mail: &Message) -> io::Result<()> {
        let name = format!("{:010}-{}", message.id, message.kind);
        let (part, whole) = (self.path.join(format!(".{name}.part")), self.path.join(format!("{name}.eml")));
        let mut file = File::create(&part)?;
        file.write_all(&mail.formatted())?;
        file.sync_all()?;
        fs::rename(&part, &whole)?;
        File::open(&self.path)?.sync_all()
    }
}
