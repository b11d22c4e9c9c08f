//! Delivering what the outbox holds.

use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};
use lettre::transport::smtp::client::SmtpConnection;

use super::smtp::{self, Smtp};
use super::{Mailer, Route, Unsent, writing};
use crate::services::messages::Courier;
use crate::services::{Context, ServiceError};
use crate::store::outbox::{self, Message};

/// The most messages of one batch.
const BATCH: i64 = 50;
/// How long a claimed message is left alone by others, should whoever claimed it crash.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// How often sending is tried: over about a day.
const ATTEMPTS: i64 = 12;

/// What became of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Taken by the server, or written to the folder.
    pub sent: usize,
    /// To be tried again later.
    pub retried: usize,
    /// Given up: no such mailbox, or tried for a day.
    pub failed: usize,
}

/// Sends what is due now, at most one batch, outside of any transaction. A message that could not be sent is tried again
/// after 1, 2, 4 … minutes, at most 6 hours apart, 12 times in all; one that never can be fails at once.
///
/// # Errors
/// When the database fails. A mail that doesn't go is no error; it is counted, and the reason kept with it.
pub fn deliver_due(context: &Context, mailer: &Mailer) -> Result<Delivered, ServiceError> {
    deliver_while(context, mailer, || true)
}

/// As [`deliver_due`], but stops between two messages as soon as `go_on` says no; the rest is left for the next time.
fn deliver_while(context: &Context, mailer: &Mailer, go_on: impl Fn() -> bool) -> Result<Delivered, ServiceError> {
    let _alone = mailer.sending.lock().unwrap_or_else(PoisonError::into_inner);
    let now = context.now();
    let claimed = context.store.write(|connection| outbox::claim(connection, now, now + LEASE, BATCH))?;
    let mut delivered = Delivered::default();
    let mut sender = Sender { mailer, connection: None, unreachable: None };
    for message in claimed {
        if !go_on() {
            context.store.write(|connection| outbox::put_back(connection, message.id, context.now()))?;
            continue;
        }
        let outcome = sender.send(&message, context.now());
        let now = context.now();
        match outcome {
            Ok(()) => {
                delivered.sent += 1;
                context.store.write(|connection| outbox::mark_sent(connection, message.id, now))?;
            }
            Err(Unsent::Later(error) | Unsent::Unreachable(error)) if message.attempts + 1 < ATTEMPTS => {
                delivered.retried += 1;
                let due = now + backoff(message.attempts);
                tracing::warn!(message = message.id, kind = message.kind, error, "a mail was not sent; trying again");
                context.store.write(|connection| outbox::retry_at(connection, message.id, due, &error))?;
            }
            Err(Unsent::Later(error) | Unsent::Unreachable(error) | Unsent::Never(error)) => {
                delivered.failed += 1;
                tracing::error!(message = message.id, kind = message.kind, error, "a mail can't be sent");
                context.store.write(|connection| outbox::mark_failed(connection, message.id, now, &error))?;
            }
        }
    }
    Ok(delivered)
}

impl Courier for Mailer {
    fn carry(&self, context: &Context, go_on: &dyn Fn() -> bool) -> Result<(), ServiceError> {
        deliver_while(context, self, go_on).map(|_| ())
    }
}

/// How long to wait after so many failures before this one: 1 minute, doubled each time, at most 6 hours.
fn backoff(failures: i64) -> SignedDuration {
    let doublings = u32::try_from(failures.clamp(0, 9)).unwrap_or(9);
    SignedDuration::from_mins(2i64.pow(doublings).min(360))
}

/// Sends one message after another over one connection; connects again after a refusal, and not at all any more once
/// the server couldn't be reached.
struct Sender<'a> {
    mailer: &'a Mailer,
    connection: Option<SmtpConnection>,
    unreachable: Option<String>,
}

impl Sender<'_> {
    fn send(&mut self, message: &Message, now: Timestamp) -> Result<(), Unsent> {
        let mail = writing::write(message, &self.mailer.from, now)?;
        match &self.mailer.route {
            Route::Folder(folder) => {
                folder.send(message, &mail).map_err(|error| Unsent::Later(format!("mail folder: {error}")))
            }
            Route::Smtp(server) => {
                let mut connection = self.connected(server)?;
                let result = smtp::send(&mut connection, &mail);
                if result.is_ok() {
                    self.connection = Some(connection);
                }
                result
            }
        }
    }

    fn connected(&mut self, server: &Smtp) -> Result<SmtpConnection, Unsent> {
        if let Some(error) = &self.unreachable {
            return Err(Unsent::Unreachable(error.clone()));
        }
        if let Some(connection) = self.connection.take().filter(|connection| !connection.has_broken()) {
            return Ok(connection);
        }
        server.connect().inspect_err(|error| {
            if let Unsent::Unreachable(error) = error {
                self.unreachable = Some(error.clone());
            }
        })
    }
}

impl Drop for Sender<'_> {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let _ = connection.quit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trying_again_grows_rarer_and_ends_after_a_day_or_so() {
        let minutes: Vec<i64> = (0..ATTEMPTS).map(|failures| backoff(failures).as_mins()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
    }
}
