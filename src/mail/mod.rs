//! lettre lives here: the outbox goes out over SMTP, or as `.eml` files on the embedded default.
//!
//! Sending is at least once: a message is marked as sent after the server took it, so a crash in between sends it
//! again, under the same Message-ID.

mod delivery;
mod folder;
mod smtp;
mod writing;

use std::sync::Mutex;

use lettre::Address;
use lettre::message::Mailbox;

pub use delivery::{Delivered, deliver_due};

use crate::config::MailRoute;
use folder::Folder;
use smtp::Smtp;

/// A mail route or a sender that can't be.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender isn't a mailbox.
    #[error("sender {0:?} is no mailbox; write NAME <name@host>")]
    Sender(String),
    /// The SMTP address isn't one we send to.
    #[error("mail route {given}: {why}")]
    Route {
        /// The address, without a password.
        given: String,
        /// What is wrong with it and what to write instead.
        why: String,
    },
    /// The folder can't be made.
    #[error("mail folder {path}: {source}")]
    Folder {
        /// Which folder.
        path: std::path::PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
}

/// Sends mails by one route.
pub struct Mailer {
    from: Mailbox,
    route: Route,
    /// Held while a batch is being sent: never two senders at once in one process.
    sending: Mutex<()>,
}

enum Route {
    Folder(Folder),
    Smtp(Box<Smtp>),
}

impl Mailer {
    /// A mailer for a route; `from` is `NAME <name@host>` or an address alone. Nothing is connected yet.
    ///
    /// # Errors
    /// A sender that is no mailbox; an SMTP address that is none, or plain off loopback; a folder that can't be made.
    pub fn new(route: &MailRoute, from: &str) -> Result<Self, MailError> {
        let from = mailbox(from).ok_or_else(|| MailError::Sender(from.to_owned()))?;
        let route = match route {
            MailRoute::Folder(path) => Route::Folder(Folder::new(path)?),
            MailRoute::Smtp(url) => Route::Smtp(Box::new(Smtp::new(url)?)),
        };
        Ok(Self { from, route, sending: Mutex::new(()) })
    }
}

fn mailbox(text: &str) -> Option<Mailbox> {
    let (name, address) = match text.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
        None => ("", text.trim()),
    };
    let address: Address = address.trim().parse().ok()?;
    Some(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address))
}

/// Why a message didn't go.
#[derive(Debug)]
enum Unsent {
    /// Trying again may help.
    Later(String),
    /// Trying again can't help: no such mailbox, no address, a letter that can't be written.
    Never(String),
    /// Nothing reached the server: this and whatever waits behind it has to wait.
    Unreachable(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_mailboxes_in_any_script() {
        for from in ["匠衡 <noreply@example.org>", "\"匠衡, 考试\" <noreply@example.org>", "noreply@example.org"]
        {
            assert_eq!(mailbox(from).unwrap().email.to_string(), "noreply@example.org");
        }
        for from in ["", "匠衡", "匠衡 <>", "a@b@c", "x <a b@example.org>"] {
            let made = Mailer::new(&MailRoute::Smtp("smtp://127.0.0.1:1".into()), from);
            assert!(matches!(made, Err(MailError::Sender(_))), "{from}");
        }
    }
}
