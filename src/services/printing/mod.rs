//! Printed papers (统一印制): a session's papers as PDF, once its secrets are opened and not before, since until then
//! they don't exist. A run is a row that is worked off in the background; its files lie in the store, sealed under the
//! store's own key, each bound to its place. The key goes apart, after the exam.

mod work;

use std::io::{Cursor, Write as _};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::domain::account::Permission;
use crate::store::prints::{self as rows, PrintFile, PrintRun};
use crate::store::sessions::{self, Session};
use crate::store::sittings::{self, Place};
use crate::store::{StoreError, instant, micros};

use super::sessions::session;
use super::{Actor, Context, ServiceError, audit};

pub use work::work;

/// How long printed papers are kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The largest file of one candidate, and of all of a session's together, in bytes.
const MAX_FILE: usize = 20 * 1024 * 1024;
const MAX_ALL: i64 = 512 * 1024 * 1024;
/// The number of the list of seats among the files.
const SEATS: &str = "";

/// What there is to print of a session, and what was.
#[derive(Debug, Clone)]
pub struct Printing {
    /// The session.
    pub session: Session,
    /// Whose papers, by seat: seat, name, number, whether in large print.
    pub places: Vec<(i64, String, String, bool)>,
    /// From when on papers can exist; they do once the secrets are opened.
    pub from: Timestamp,
    /// Whether the secrets are opened.
    pub opened: bool,
    /// The run, if there is one.
    pub run: Option<PrintRun>,
    /// Until when its files are kept.
    pub until: Option<Timestamp>,
    /// What is printed.
    pub files: Vec<PrintFile>,
    /// Whether this actor takes the key, and whether it is there to be taken.
    pub key: (bool, bool),
}

/// What there is to print of a session.
///
/// # Errors
/// Without the permission.
pub fn view(context: &Context, actor: &Actor, session_id: i64) -> Result<Printing, ServiceError> {
    context.store.read(|connection| {
        let session = session(connection, session_id)?;
        actor.require_among(Permission::PrintPapers, session.centre_id, session.places())?;
        let run = rows::of_session(connection, session_id)?;
        let files = match &run {
            Some(run) => rows::files(connection, run.id)?,
            None => Vec::new(),
        };
        let mut places = sittings::places(connection, session_id)?;
        places.sort_by_key(|place| place.seat);
        let opens = instant(session.opens_at);
        let before = SignedDuration::from_mins(i64::from(context.policy.draw.open_minutes));
        Ok(Printing {
            from: opens.checked_sub(before).unwrap_or(opens),
            opened: is_opened(&session),
            until: run.as_ref().and_then(|run| instant(run.created_at).checked_add(KEPT).ok()),
            key: (actor.may(Permission::DecideResults, session.bureau_id), is_over(&session)),
            places: places
                .into_iter()
                .map(|place| (place.seat, place.name, place.admission_number, place.large_print))
                .collect(),
            run,
            files,
            session,
        })
    })
}

/// Starts the run of a session, goes on with one that failed, or prints anew what was printed.
///
/// # Errors
/// Without the permission; before the secrets are opened; while a run is under way.
pub fn start(context: &Context, actor: &Actor, session_id: i64) -> Result<(), ServiceError> {
    context.store.write(|connection| {
        let session = session(connection, session_id)?;
        actor.require_among(Permission::PrintPapers, session.centre_id, session.places())?;
        let session = sessions::lock(connection, session.id)?;
        if !is_opened(&session) {
            return Err(not_yet());
        }
        let total = i64::try_from(sittings::places(connection, session_id)?.len()).unwrap_or(i64::MAX);
        let how = match rows::of_session(connection, session_id)? {
            Some(run) if run.state == "running" => {
                return Err(ServiceError::refused("print-running", "the papers of this session are being printed"));
            }
            Some(run) if run.state == "failed" => {
                rows::progress(connection, run.id, "running", run.done, ("", ""))?;
                "again"
            }
            other => {
                if let Some(run) = other {
                    rows::remove(connection, run.id)?;
                }
                rows::insert(connection, session_id, actor.account_id, total, micros(context.now()))?;
                "new"
            }
        };
        let detail = json!({"papers": total, "how": how});
        audit::record(connection, actor, context.now(), "print.start", &subject(session_id), &detail)?;
        Ok(())
    })
}

/// A candidate's paper with its answer sheet, or with an empty number the list of seats; with the file's name.
///
/// # Errors
/// Without the permission; when it is not printed.
pub fn take(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    number: &str,
) -> Result<(String, Vec<u8>), ServiceError> {
    let (session, run) = printed(context, actor, session_id)?;
    let bytes = opened(context, &run, number)?;
    noted(context, actor, session_id, &json!({"file": if number.is_empty() { "seats" } else { number }}))?;
    Ok((file_name(&session, number), bytes))
}

/// All papers of a finished run with the list of seats, as one zip; with the file's name.
///
/// # Errors
/// Without the permission; before the run is done; when they are too large together.
pub fn take_all(context: &Context, actor: &Actor, session_id: i64) -> Result<(String, Vec<u8>), ServiceError> {
    let (session, run) = printed(context, actor, session_id)?;
    if run.state != "done" {
        return Err(ServiceError::NotFound("printed papers"));
    }
    let files = context.store.read::<_, StoreError>(|connection| rows::files(connection, run.id))?;
    if files.iter().map(|file| file.bytes).sum::<i64>() > MAX_ALL {
        return Err(ServiceError::refused(
            "print-too-large",
            "the papers are too large together; take them one by one",
        ));
    }
    let failed = |error: &dyn std::fmt::Display| ServiceError::Internal(format!("zip: {error}"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // PDF is compressed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for file in &files {
        let seat = if file.number == SEATS { String::new() } else { format!("{:03}-", file.seat) };
        let name = format!("{seat}{}", file_name(&session, &file.number));
        zip.start_file(name, options).map_err(|error| failed(&error))?;
        zip.write_all(&opened(context, &run, &file.number)?).map_err(|error| failed(&error))?;
    }
    let bytes = zip.finish().map_err(|error| failed(&error))?.into_inner();
    noted(context, actor, session_id, &json!({"file": "all", "papers": run.total}))?;
    Ok((format!("{}-{}-papers.zip", session.exam, session.code), bytes))
}

/// The key of all papers, made when it is asked for and never kept; with the file's name.
///
/// # Errors
/// To anybody but the bureau's administrators; while the session is not over.
pub fn take_key(context: &Context, actor: &Actor, session_id: i64) -> Result<(String, Vec<u8>), ServiceError> {
    let (session, mut places) = context.store.read(|connection| {
        let session = session(connection, session_id)?;
        actor.require_among(Permission::DecideResults, session.bureau_id, session.places())?;
        Ok::<_, ServiceError>((session, sittings::places(connection, session_id)?))
    })?;
    if !is_over(&session) {
        return Err(ServiceError::refused(
            "print-key-not-yet",
            "the key is given out once the theory test is finished and nobody writes any more",
        ));
    }
    places.sort_by_key(|place: &Place| place.seat);
    let bytes = work::key(context, &session, &places)?;
    context.store.write(|connection| {
        let detail = json!({"papers": places.len()});
        audit::record(connection, actor, context.now(), "print.take_key", &subject(session_id), &detail)
    })?;
    Ok((format!("{}-{}-key.pdf", session.exam, session.code), bytes))
}

/// Takes away what is older than [`KEPT`].
///
/// # Errors
/// When the database fails.
pub fn clear(context: &Context) -> Result<(), ServiceError> {
    let oldest = micros(context.now().checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH));
    let old = context.store.read::<_, StoreError>(|connection| rows::before(connection, oldest))?;
    if !old.is_empty() {
        context
            .store
            .write::<_, StoreError>(|connection| old.iter().try_for_each(|run| rows::remove(connection, *run)))?;
    }
    Ok(())
}

/// Whether a session's secrets are opened: from then on its papers exist.
fn is_opened(session: &Session) -> bool {
    !session.master_digest.is_empty()
}

/// Whether nobody writes any more.
fn is_over(session: &Session) -> bool {
    is_opened(session) && session.state != "opened"
}

fn not_yet() -> ServiceError {
    ServiceError::refused_by(
        "DRAW",
        "print-not-yet",
        "these papers don't exist yet: they are derived when the contributors open their secrets, half an hour before \
         the exam at the earliest; print them then",
    )
}

fn printed(context: &Context, actor: &Actor, session_id: i64) -> Result<(Session, PrintRun), ServiceError> {
    context.store.read(|connection| {
        let session = session(connection, session_id)?;
        actor.require_among(Permission::PrintPapers, session.centre_id, session.places())?;
        if !is_opened(&session) {
            return Err(not_yet());
        }
        let run = rows::of_session(connection, session_id)?.ok_or(ServiceError::NotFound("printed papers"))?;
        Ok((session, run))
    })
}

fn opened(context: &Context, run: &PrintRun, number: &str) -> Result<Vec<u8>, ServiceError> {
    let sealed =
        context.store.read(|connection| rows::sealed(connection, run.id, number)).map_err(|error| match error {
            StoreError::NotFound => ServiceError::NotFound("printed paper"),
            other => other.into(),
        })?;
    let place = place(run, number);
    context
        .keys
        .sealing()
        .open(&place, &sealed)
        .map_err(|_| ServiceError::Internal(format!("printed paper {number:?} of run {} does not open", run.id)))
}

/// What a file is sealed for: it opens in no other place.
fn place(run: &PrintRun, number: &str) -> Vec<u8> {
    format!("print/{}/{}/{number}", run.session_id, run.id).into_bytes()
}

fn noted(context: &Context, actor: &Actor, session_id: i64, detail: &serde_json::Value) -> Result<(), ServiceError> {
    context.store.write(|connection| {
        audit::record(connection, actor, context.now(), "print.take", &subject(session_id), detail)
    })?;
    Ok(())
}

fn subject(session_id: i64) -> String {
    format!("session/{session_id}")
}

fn file_name(session: &Session, number: &str) -> String {
    let what = if number == SEATS { "seats" } else { number };
    format!("{}-{}-{what}.pdf", session.exam, session.code)
}
