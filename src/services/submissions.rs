//! Forms that were posted, so that one posted twice (a double click, a reload, a bad network) is carried out once.

use jiff::SignedDuration;

use crate::store::{StoreError, instant, micros, submissions as rows};

use super::{Context, ServiceError};

/// After so long an unfinished posting was cut off by a crash, and the next may try again.
const CUT_OFF: SignedDuration = SignedDuration::from_secs(30);
/// Postings older than this are cleared away.
const MEMORY: SignedDuration = SignedDuration::from_hours(48);

/// Whose turn a posting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Nobody has posted this before: carry it out.
    First,
    /// It was carried out, and its reader was sent here.
    Done(String),
    /// Another posting of it is being carried out now.
    Running,
}

/// Takes the turn for the form `name` of an account, if nobody has it.
///
/// # Errors
/// When the database fails.
pub fn begin(context: &Context, account_id: i64, name: &str) -> Result<Turn, ServiceError> {
    let now = context.now();
    context.store.write(|connection| {
        if let Some(known) = rows::find(connection, account_id, name)? {
            if !known.location.is_empty() {
                return Ok(Turn::Done(known.location));
            }
            if now.duration_since(instant(known.begun_at)).abs() < CUT_OFF {
                return Ok(Turn::Running);
            }
            rows::remove(connection, account_id, name)?;
        }
        rows::clear(connection, micros(now.checked_sub(MEMORY).unwrap_or(now)))?;
        // On PostgreSQL two nodes may both have found nothing: the key lets one of them in.
        match rows::insert(connection, account_id, name, micros(now)) {
            Ok(true) => Ok(Turn::First),
            Ok(false) => Ok(Turn::Running),
            Err(error) => Err(ServiceError::from(error)),
        }
    })
}

/// Says where the reader of a form that was carried out was sent.
///
/// # Errors
/// When the database fails.
pub fn done(context: &Context, account_id: i64, name: &str, location: &str) -> Result<(), ServiceError> {
    Ok(context.store.write(|connection| rows::set_location(connection, account_id, name, location))?)
}

/// Gives the turn back: nothing was carried out.
///
/// # Errors
/// When the database fails.
pub fn forget(context: &Context, account_id: i64, name: &str) -> Result<(), ServiceError> {
    Ok(context.store.write::<_, StoreError>(|connection| rows::remove(connection, account_id, name))?)
}
