//! Lockdown: a session that is sat in Safe Exam Browser, its settings file, and who was let in with another browser.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::crypto::{Digest, random};
use crate::domain::account::Permission;
use crate::domain::lockdown::{Lockdown, LockdownMode, Proof, parse_key};
use crate::formats::seb::{self, ExamSettings, Setting};
use crate::store::lockdowns::{self as rows, NewLockdown, NewOverride};
use crate::store::sessions::{self, Session};
use crate::store::{StoreError, instant, micros};

use super::invigilation;
use super::sessions::session;
use super::sittings::{desk_of_token, sitting_named};
use super::{Actor, Context, ServiceError, audit};

/// The most builds that are listed.
const MOST_KEYS: usize = 50;

/// What is set for a session, and what its invigilators need.
#[derive(Debug, Clone, Serialize)]
pub struct LockdownView {
    /// `off`, `config_key` or `browser_keys`.
    pub mode: LockdownMode,
    /// The Config Key of the settings file, in hex.
    pub config_key: String,
    /// The Browser Exam Keys of the builds that are allowed, in hex.
    pub browser_keys: Vec<String>,
    /// What an invigilator types to leave the browser.
    pub quit_password: String,
    /// Whether it may still be changed, by this person.
    pub may_change: bool,
    /// Exam and session.
    pub session: String,
    /// Who was let in with another browser.
    pub let_in: Vec<LetIn>,
}

/// Somebody let in with another browser.
#[derive(Debug, Clone, Serialize)]
pub struct LetIn {
    /// The sitting.
    pub sitting: i64,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What is to be set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// `off`, `config_key` or `browser_keys`.
    pub mode: String,
    /// Browser Exam Keys, in hex.
    #[serde(default)]
    pub browser_keys: Vec<String>,
}

/// What is set for a session.
///
/// # Errors
/// Without the permission to plan sessions or to invigilate this one.
pub fn view(context: &Context, actor: &Actor, session_id: i64) -> Result<LockdownView, ServiceError> {
    let found = looked_at(context, actor, session_id)?;
    let (set, let_in) = context.store.read(|connection| {
        Ok::<_, StoreError>((rows::of_session(connection, session_id)?, rows::let_in_of(connection, session_id)?))
    })?;
    let (mode, keys) = set.unwrap_or_default();
    Ok(LockdownView {
        mode: LockdownMode::parse(&mode).unwrap_or_default(),
        config_key: hex::encode(seb::config_key(&settings(context, session_id))),
        browser_keys: keys.lines().map(ToOwned::to_owned).collect(),
        quit_password: quit_password(context, session_id),
        may_change: may_set(actor, &found) && is_before(&found),
        session: format!("{} {}", found.exam, found.code),
        let_in: let_in
            .into_iter()
            .map(|one| LetIn {
                sitting: one.sitting_id,
                admission_number: one.admission_number,
                name: one.name,
                reason: one.reason,
                by: one.given_by,
                at: instant(one.given_at),
            })
            .collect(),
    })
}

/// Sets it, before the papers are opened.
///
/// # Errors
/// A mode that is none; keys that are none, or none where they are asked for; `lockdown-late` once the papers are open.
pub fn set(context: &Context, actor: &Actor, session_id: i64, wanted: &Wanted) -> Result<(), ServiceError> {
    let found = looked_at(context, actor, session_id)?;
    if !may_set(actor, &found) {
        return Err(ServiceError::NotPermitted { permission: Permission::PlanSessions });
    }
    let unknown = || ServiceError::invalid("mode", "lockdown-mode", "a mode is off, config_key or browser_keys");
    let mode = LockdownMode::parse(&wanted.mode).ok_or_else(unknown)?;
    let keys = checked_keys(mode, &wanted.browser_keys)?;
    let now = context.now();
    context.store.write(|connection| {
        if !is_before(&sessions::lock(connection, session_id)?) {
            return Err(ServiceError::refused(
                "lockdown-late",
                "the papers are open; from now on single seats are let in",
            ));
        }
        let new = NewLockdown {
            session_id,
            mode: mode.as_str(),
            browser_keys: &keys.join("\n"),
            set_by: actor.account_id,
            set_at: micros(now),
        };
        rows::set(connection, &new)?;
        let detail = json!({"mode": mode, "browser_keys": keys});
        let subject = format!("session/{session_id}");
        Ok(audit::record(connection, actor, now, "session.lockdown", &subject, &detail)?)
    })
}

/// The settings file of a session: the same bytes each time, so that its Config Key stays.
///
/// # Errors
/// As [`view`].
pub fn seb_file(context: &Context, actor: &Actor, session_id: i64) -> Result<Vec<u8>, ServiceError> {
    looked_at(context, actor, session_id)?;
    Ok(seb::file(&settings(context, session_id)))
}

/// Lets a sitting go on in any browser, for a reason: an invigilator's, when the locked one fails.
///
/// # Errors
/// Without the permission; without a reason; `lockdown-let-in` when that was done already.
pub fn let_in(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    sitting_id: i64,
    reason: &str,
) -> Result<(), ServiceError> {
    let (desk, reason) = invigilation::desk_and_reason(context, actor, session_id, sitting_id, reason)?;
    let now = context.now();
    context.store.write(|connection| {
        let new = NewOverride { sitting_id, reason: &reason, given_by: actor.account_id, given_at: micros(now) };
        match rows::let_in(connection, &new) {
            Err(StoreError::Duplicate(_)) => {
                return Err(ServiceError::refused("lockdown-let-in", "this candidate may use any browser already"));
            }
            other => other?,
        }
        let detail = json!({"reason": reason});
        let subject = format!("sitting/{sitting_id}");
        Ok(audit::record(connection, actor, now, "sitting.let_in", &subject, &detail)?)
    })?;
    desk.let_in();
    Ok(())
}

/// Whether the holder of a token may go on in the browser that shows this; nothing where the store has to be asked, by
/// [`check`]. Looks at memory alone.
#[must_use]
pub fn glance(context: &Context, token: &str, proof: &Proof, pass: &str) -> Option<()> {
    // A token that names no sitting is refused by whatever is called.
    let Some(sitting) = sitting_named(token) else { return Some(()) };
    let desk = context.hall.of_sitting(sitting)?;
    let Some(lockdown) = &desk.session.lockdown else { return Some(()) };
    let holds = desk.is_let_in() || is_pass(context, token, pass) || lockdown.admits(proof);
    holds.then_some(())
}

/// As [`glance`], with the session loaded where it isn't, and whoever another node has let in.
///
/// # Errors
/// [`ServiceError::LockedDown`]; when the store fails, since nothing is known then.
pub fn check(context: &Context, token: &str, proof: &Proof, pass: &str) -> Result<(), ServiceError> {
    let desk = match desk_of_token(context, token) {
        Ok(desk) => desk,
        // Who is signed in nowhere, or at a session that is over, hears so from whatever is called.
        Err(ServiceError::NotSignedIn) => return Ok(()),
        Err(error) => return Err(error),
    };
    if glance(context, token, proof, pass).is_some() {
        return Ok(());
    }
    if context.store.read(|connection| rows::is_let_in(connection, desk.sitting_id))? {
        desk.let_in();
        return Ok(());
    }
    Err(ServiceError::LockedDown)
}

/// A pass for the holder of a token, who has shown in another way than with each request which browser it is: for systems
/// whose browser engine adds no headers (macOS, iOS). It holds for this sign-in.
///
/// # Errors
/// [`ServiceError::LockedDown`]; not signed in.
pub fn pass(context: &Context, token: &str, proof: &Proof) -> Result<String, ServiceError> {
    let desk = desk_of_token(context, token)?;
    let page = proof.url.strip_prefix(&*context.origin).unwrap_or_default();
    let is_ours = page == "/exam" || page.starts_with("/exam/") || page.starts_with("/exam?");
    match &desk.session.lockdown {
        Some(lockdown) if !(is_ours && lockdown.admits(proof)) => Err(ServiceError::LockedDown),
        _ => Ok(context.keys.seat_tag(&format!("{PASS}{token}"))),
    }
}

const PASS: &str = "lockdown-pass.";

fn is_pass(context: &Context, token: &str, pass: &str) -> bool {
    !pass.is_empty() && random::equal(pass.as_bytes(), context.keys.seat_tag(&format!("{PASS}{token}")).as_bytes())
}

/// What a session asks of browsers, for its hall.
pub(super) fn asked(context: &Context, session_id: i64) -> Result<Option<Lockdown>, ServiceError> {
    let set = context.store.read(|connection| rows::of_session(connection, session_id))?;
    let Some((mode, keys)) = set else { return Ok(None) };
    let browser_keys: Vec<Digest> = match LockdownMode::parse(&mode) {
        None | Some(LockdownMode::Off) => return Ok(None),
        Some(LockdownMode::ConfigKey) => Vec::new(),
        Some(LockdownMode::BrowserKeys) => keys.lines().filter_map(parse_key).collect(),
    };
    Ok(Some(Lockdown { config_key: seb::config_key(&settings(context, session_id)), browser_keys }))
}

fn settings(context: &Context, session_id: i64) -> Setting {
    let quit_password = quit_password(context, session_id);
    seb::settings(&ExamSettings { origin: &context.origin, quit_password: &quit_password })
}

/// Eight digits of this server's own for a session.
fn quit_password(context: &Context, session_id: i64) -> String {
    let tag = context.keys.seat_tag(&format!("lockdown-quit.{session_id}"));
    let number = u64::from_str_radix(tag.get(..15).unwrap_or_default(), 16).unwrap_or_default();
    format!("{:08}", number % 100_000_000)
}

fn checked_keys(mode: LockdownMode, given: &[String]) -> Result<Vec<String>, ServiceError> {
    let given: Vec<&str> = given.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
    let wrong = |at: usize| {
        let message = format!("line {at}: a Browser Exam Key is 64 hexadecimal digits");
        ServiceError::invalid("browser_keys", "browser-key", message)
    };
    if given.len() > MOST_KEYS {
        return Err(ServiceError::invalid("browser_keys", "browser-keys-many", format!("at most {MOST_KEYS} keys")));
    }
    let keys = given.iter().zip(1..).map(|(one, at)| parse_key(one).map(hex::encode).ok_or_else(|| wrong(at)));
    let mut keys = keys.collect::<Result<Vec<_>, _>>()?;
    keys.sort_unstable();
    keys.dedup();
    if mode == LockdownMode::BrowserKeys && keys.is_empty() {
        return Err(ServiceError::invalid("browser_keys", "browser-keys-none", "list a Browser Exam Key at least"));
    }
    Ok(keys)
}

fn may_set(actor: &Actor, session: &Session) -> bool {
    actor.may(Permission::PlanSessions, session.bureau_id)
}

fn is_before(session: &Session) -> bool {
    ["planned", "roster_closed"].contains(&session.state.as_str())
}

/// A session that somebody plans or invigilates.
fn looked_at(context: &Context, actor: &Actor, session_id: i64) -> Result<Session, ServiceError> {
    let found = context.store.read(|connection| session(connection, session_id))?;
    if may_set(actor, &found) || invigilation::may_invigilate(actor, found.bureau_id, found.centre_id) {
        Ok(found)
    } else {
        Err(ServiceError::NotPermitted { permission: Permission::PlanSessions })
    }
}
