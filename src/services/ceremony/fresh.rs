//! Links that were made and not yet shown: a page is sent on after its form, so the one time that a link is shown is the
//! page after that. They are held in memory alone, for their maker alone, and not for long.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::crypto::random;
use crate::services::{Actor, Context, ServiceError};

use super::guests::{Invitation, Link};

/// How long a link waits to be shown.
const WAITS: SignedDuration = SignedDuration::from_mins(10);
/// How many wait at most; the oldest give way.
const MOST: usize = 1000;

struct Fresh {
    account_id: i64,
    session_id: i64,
    until: Timestamp,
    link: Link,
    whose: Invitation,
}

static WAITING: LazyLock<Mutex<HashMap<String, Fresh>>> = LazyLock::new(Mutex::default);

/// Keeps a link for the page that shows it once; the name by which that page asks for it.
///
/// # Errors
/// When there is no randomness.
pub fn keep_link(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    (link, whose): (Link, Invitation),
) -> Result<String, ServiceError> {
    let name = hex::encode(random::bytes::<16>()?);
    let now = context.now();
    let until = now.checked_add(WAITS).unwrap_or(now);
    let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.retain(|_, one| one.until > now);
    while waiting.len() >= MOST {
        let Some(oldest) = waiting.iter().min_by_key(|(_, one)| one.until).map(|(name, _)| name.clone()) else { break };
        waiting.remove(&oldest);
    }
    waiting.insert(name.clone(), Fresh { account_id: actor.account_id, session_id, until, link, whose });
    Ok(name)
}

/// Takes a link that was kept, for its maker: the second time there is none.
#[must_use]
pub fn take_link(context: &Context, actor: &Actor, session_id: i64, name: &str) -> Option<(Link, Invitation)> {
    let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let theirs = waiting.get(name).is_some_and(|one| {
        one.account_id == actor.account_id && one.session_id == session_id && one.until > context.now()
    });
    let taken = if theirs { waiting.remove(name) } else { None };
    taken.map(|one| (one.link, one.whose))
}
