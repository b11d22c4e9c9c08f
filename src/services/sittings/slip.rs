//! What a candidate's browser holds: a ticket while we ask "is it you?", then the token of a sign-in. Each says which
//! sitting and which sign-in it is of, under a tag that only this server can make. So nothing but the last token's digest
//! is stored, and an earlier one is still told from a forged one, after a restart too.

use jiff::Timestamp;

use crate::crypto::random;
use crate::services::{Context, ServiceError};

/// A ticket or a token, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    /// The sitting.
    pub(super) sitting: i64,
    /// A ticket: the last sign-in when it was given out. A token: the sign-in it is of.
    pub(super) epoch: i64,
    /// Random, in hex: two sign-ins never have the same token.
    pub(super) nonce: String,
    /// A ticket: when it was given out, in seconds of Unix time. A token: 0.
    pub(super) issued: i64,
}

const TICKET: &str = "ticket";
const TOKEN: &str = "token";

impl Slip {
    /// A ticket to a seat whose last sign-in is `epoch`.
    pub(super) fn ticket(sitting: i64, epoch: i64, now: Timestamp) -> Result<Self, ServiceError> {
        let nonce = hex::encode(random::bytes::<16>()?);
        Ok(Self { sitting, epoch, nonce, issued: now.as_second() })
    }

    /// The sign-in that this ticket is for: always the same one, so that a ticket handed in twice is one sign-in.
    pub(super) fn admitted(&self) -> Self {
        Self { epoch: self.epoch + 1, issued: 0, ..self.clone() }
    }

    /// As the browser keeps a ticket.
    pub(super) fn ticket_text(&self, context: &Context) -> String {
        self.text(context, TICKET)
    }

    /// As the browser keeps a token.
    pub(super) fn token_text(&self, context: &Context) -> String {
        self.text(context, TOKEN)
    }

    /// A ticket of ours; nothing where it isn't one.
    pub(super) fn read_ticket(context: &Context, text: &str) -> Option<Self> {
        Self::read(context, TICKET, text)
    }

    /// A token of ours; nothing where it isn't one.
    pub(super) fn read_token(context: &Context, text: &str) -> Option<Self> {
        Self::read(context, TOKEN, text)
    }

    /// The sitting that a token says it is of, whoever made it.
    pub(super) fn sitting_named(token: &str) -> Option<i64> {
        token.split_once('.')?.0.parse().ok()
    }

    fn text(&self, context: &Context, kind: &str) -> String {
        let words = format!("{}.{}.{}.{}", self.sitting, self.epoch, self.issued, self.nonce);
        let tag = context.keys.seat_tag(&format!("{kind}.{words}"));
        format!("{words}.{tag}")
    }

    fn read(context: &Context, kind: &str, text: &str) -> Option<Self> {
        let (words, tag) = text.rsplit_once('.')?;
        let right = context.keys.seat_tag(&format!("{kind}.{words}"));
        if !random::equal(right.as_bytes(), tag.as_bytes()) {
            return None;
        }
        let mut parts = words.split('.');
        let mut number = || parts.next()?.parse().ok();
        let (sitting, epoch, issued) = (number()?, number()?, number()?);
        Some(Self { sitting, epoch, issued, nonce: parts.next()?.to_owned() })
    }
}
