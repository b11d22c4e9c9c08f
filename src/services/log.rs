//! The public log: appending under the head's lock, signed and cosigned checkpoints, proofs, and the guard that
//! keeps a restored store from signing a second history.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::local_day;
use crate::crypto::Digest;
use crate::domain::credential::Operation;
use crate::domain::merkle;
use crate::formats::tlog::{self, Checkpoint, Leaf, LogProof};
use crate::store::log::{self, CheckpointRow, LeafRow};
use crate::store::{AnyConnection, StoreError, micros};

use super::{Context, ServiceError, issuer};

/// At most so many leaves in one answer.
const MOST: i64 = 256;

/// A leaf as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafView {
    /// Its index, from 0.
    pub position: i64,
    /// Its bytes, as text: JCS. The tree hashes exactly these.
    pub leaf: String,
    /// `H(0x00 ‖ leaf)`, in hex.
    pub hash: String,
}

/// The newest head that this server signed, kept beside the keys, away from the database's backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedHead {
    size: i64,
    root: String,
    last: String,
}

/// Appends a leaf in the caller's write transaction and returns its index. `make` is given that index, which codes
/// carry; it is called under the head's lock, so indices have no gaps.
///
/// # Errors
/// `log-behind` when the store is older than what was signed; the database fails.
pub fn append(
    connection: &mut AnyConnection,
    context: &Context,
    make: impl FnOnce(u64) -> Leaf,
) -> Result<u64, ServiceError> {
    log::lock_head(connection)?;
    let position = log::size(connection)?;
    guard(connection, context)?;
    let index = u64::try_from(position).map_err(|_| StoreError::Malformed("a negative log position".into()))?;
    let leaf = make(index);
    let row = LeafRow {
        position,
        leaf: String::from_utf8_lossy(&leaf.to_bytes()).into_owned(),
        hash: hex::encode(leaf.hash()),
        appended_at: micros(context.now()),
    };
    log::insert(connection, &row)?;
    Ok(index)
}

/// Appends a leaf about a document that is not a certificate: a manifest, a receipt, evidence, a key set.
///
/// # Errors
/// As [`append`].
pub fn append_document(
    connection: &mut AnyConnection,
    context: &Context,
    op: Operation,
    digest: Digest,
) -> Result<u64, ServiceError> {
    let day = local_day(context.now());
    append(connection, context, |_| Leaf { op, serial: None, kind: None, day, kid: None, doc: digest, qr: None })
}

/// Signs the log's head, lets the witness cosign it, and stores it; the newest checkpoint when nothing was added.
///
/// # Errors
/// The log is empty; `log-behind` when the store is not a continuation of what was signed; the database fails.
pub fn checkpoint(context: &Context) -> Result<String, ServiceError> {
    let host = issuer::host(context)?;
    let (note, head) = context.store.write(|connection| {
        log::lock_head(connection)?;
        let size = log::size(connection)?;
        let newest = log::newest_checkpoint(connection)?;
        if let Some(newest) = newest.as_ref().filter(|newest| newest.size == size) {
            return Ok((newest.note.clone(), None));
        }
        let hashes = log::hashes(connection, size)?;
        let last = hashes.last().cloned().ok_or(ServiceError::NotFound("checkpoint"))?;
        let hashes = digests(&hashes)?;
        if let Some(newest) = &newest {
            continues(&hashes, newest.size, &newest.root)?;
        }
        if let Some(signed) = signed_head(context)? {
            continues(&hashes, signed.size, &signed.root)?;
        }
        let root = merkle::root(&hashes);
        let (note, cosigned_at) = sign(context, &host, size, root)?;
        let root = hex::encode(root);
        let row = CheckpointRow { size, root: root.clone(), note: note.clone(), cosigned_at };
        log::insert_checkpoint(connection, &row, context.now())?;
        Ok::<_, ServiceError>((note, Some(SignedHead { size, root, last })))
    })?;
    if let Some(head) = head {
        remember(context, &head)?;
    }
    Ok(note)
}

/// The newest signed checkpoint.
///
/// # Errors
/// When nothing was signed yet.
pub fn newest_checkpoint(context: &Context) -> Result<String, ServiceError> {
    let newest = context.store.read(log::newest_checkpoint)?;
    newest.map(|row| row.note).ok_or(ServiceError::NotFound("checkpoint"))
}

/// The leaves from `start` up to, not including, `end`; at most 256.
///
/// # Errors
/// When the database fails.
pub fn leaves(context: &Context, start: i64, end: i64) -> Result<Vec<LeafView>, ServiceError> {
    let end = end.min(start.saturating_add(MOST));
    let rows = context.store.read(|connection| log::leaves(connection, start, end))?;
    Ok(rows.into_iter().map(|row| LeafView { position: row.position, leaf: row.leaf, hash: row.hash }).collect())
}

/// The proof that a leaf stands in the log: against the oldest checkpoint that covers it, which a witness saw first.
///
/// # Errors
/// When there is no such leaf, or no checkpoint over it yet.
pub fn proof(context: &Context, position: i64) -> Result<LogProof, ServiceError> {
    context.store.read(|connection| {
        let leaf = log::leaf(connection, position).map_err(|error| match error {
            StoreError::NotFound => ServiceError::NotFound("log leaf"),
            other => other.into(),
        })?;
        let head = log::checkpoint_over(connection, position)?.ok_or(ServiceError::NotFound("checkpoint"))?;
        let hashes = digests(&log::hashes(connection, head.size)?)?;
        let outside = || ServiceError::Internal(format!("leaf {position} is outside the tree of {}", head.size));
        let at = usize::try_from(position).map_err(|_| outside())?;
        Ok(LogProof {
            leaf: leaf.leaf.into_bytes(),
            index: u64::try_from(position).map_err(|_| outside())?,
            path: merkle::inclusion_proof(&hashes, at).ok_or_else(outside)?,
            checkpoint: head.note.clone(),
        })
    })
}

/// Refuses when the store's log is behind what this server signed: the store was restored from an older backup, and
/// signing on would make a second history. Reading goes on. Recovery replays the missing leaves.
///
/// # Errors
/// `log-behind`; the head file can't be read; the database fails.
pub fn guard(connection: &mut AnyConnection, context: &Context) -> Result<(), ServiceError> {
    let Some(signed) = signed_head(context)? else { return Ok(()) };
    match log::leaf(connection, signed.size - 1) {
        Ok(leaf) if leaf.hash == signed.last => Ok(()),
        Ok(_) | Err(StoreError::NotFound) => Err(behind(signed.size)),
        Err(error) => Err(error.into()),
    }
}

fn sign(context: &Context, host: &str, size: i64, root: Digest) -> Result<(String, i64), ServiceError> {
    let size = u64::try_from(size).map_err(|_| StoreError::Malformed("a negative log size".into()))?;
    let note = tlog::sign(&Checkpoint { origin: issuer::log_name(host), size, root }, &context.keys.log);
    let Some(witness) = &context.keys.witness else { return Ok((note, 0)) };
    let now: Timestamp = context.now();
    let cosigned = tlog::cosign(&note, &issuer::witness_name(host), witness, now)
        .map_err(|error| ServiceError::Internal(format!("witness: {error}")))?;
    Ok((tlog::append_cosignature(&note, &cosigned), micros(now)))
}

/// Checks that the tree of `size` with `root` is the beginning of these leaves.
fn continues(hashes: &[Digest], size: i64, root: &str) -> Result<(), ServiceError> {
    let before = usize::try_from(size).ok().and_then(|size| hashes.get(..size));
    if before.is_some_and(|before| hex::encode(merkle::root(before)) == root) { Ok(()) } else { Err(behind(size)) }
}

fn behind(size: i64) -> ServiceError {
    ServiceError::refused(
        "log-behind",
        format!(
            "this store's log does not hold the {size} leaves that were signed: it was restored from an older backup. \
             Nothing is signed until the missing leaves are replayed from the published log"
        ),
    )
}

fn digests(hashes: &[String]) -> Result<Vec<Digest>, StoreError> {
    let digest = |text: &String| {
        let mut out = [0; 32];
        hex::decode_to_slice(text, &mut out).map_err(|_| StoreError::Malformed(format!("log hash {text:?}")))?;
        Ok(out)
    };
    hashes.iter().map(digest).collect()
}

fn head_file(context: &Context) -> PathBuf {
    context.keys.folder().join("log-head")
}

fn signed_head(context: &Context) -> Result<Option<SignedHead>, ServiceError> {
    let path = head_file(context);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| ServiceError::Internal(format!("{}: {error}", path.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ServiceError::Internal(format!("{}: {error}", path.display()))),
    }
}

/// Writes the head file, whole or not at all, and never an older one over a newer.
fn remember(context: &Context, head: &SignedHead) -> Result<(), ServiceError> {
    static WRITING: Mutex<()> = Mutex::new(());
    let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    if signed_head(context)?.is_some_and(|before| before.size >= head.size) {
        return Ok(());
    }
    let path = head_file(context);
    let fresh = path.with_extension("new");
    let failed = |error: std::io::Error| ServiceError::Internal(format!("{}: {error}", path.display()));
    let text = serde_json::to_vec(head).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let mut file = fs::File::create(&fresh).map_err(failed)?;
    file.write_all(&text).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&fresh, &path)).map_err(failed)
}
