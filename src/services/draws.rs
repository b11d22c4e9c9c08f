//! What the public sees of a session's draw.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::domain::double_random::{PANEL, SUPERVISION, account_of};
use crate::domain::draw::{DrawError, Master, Reveals, Slip};
use crate::store::{AnyConnection, StoreError, instant, plans, sessions};

use super::ceremony::{self, CeremonyView, refused, stored_manifest, view_of};
use super::{Context, ServiceError, notices};

/// A draw with a public page.
#[derive(Debug, Clone, Serialize)]
pub struct PublishedDraw {
    /// Occupation and level.
    pub title: String,
    /// The same for English pages.
    pub title_en: String,
    /// The exam.
    pub exam: String,
    /// The session.
    pub session: String,
}

/// Everything the public sees of a draw.
#[derive(Debug, Clone)]
pub struct PublicDraw {
    /// Occupation and level.
    pub title: String,
    /// The same for English pages.
    pub title_en: String,
    /// The exam.
    pub exam: String,
    /// The session.
    pub session: String,
    /// When its papers open.
    pub opens_at: Timestamp,
    /// Whether nothing about it is publicly random: no beacon, or the demo's fixed one.
    pub not_public: bool,
    /// The event that the manifest names; empty for none.
    pub beacon: String,
    /// How its ceremony stands.
    pub ceremony: CeremonyView,
    /// What its draws beside the papers gave; none before the evidence is published.
    pub drawn: Vec<Drawn>,
    /// `H(JCS(manifest))` in hex.
    pub manifest_digest: String,
    /// `H(master)` in hex, once opened.
    pub master_digest: String,
    /// The root of the paper keys in hex, once opened.
    pub papers_root: String,
}

/// What a draw beside the papers gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// People in the order drawn: the draw's id, and each by public id or name.
    Order(String, Vec<String>),
    /// Something for each candidate: the draw's id, and number with what was drawn for it, in the order of numbers.
    Each(String, Vec<(String, String)>),
}

/// How many draws the home page lists; each has its own page for good.
const LISTED: i64 = 20;

/// The newest draws whose manifest is published.
///
/// # Errors
/// When the database fails.
pub fn published(context: &Context) -> Result<Vec<PublishedDraw>, ServiceError> {
    let found = context.store.read(|connection| sessions::with_manifest(connection, LISTED))?;
    let listed = found.into_iter().map(|(exam, session, occupation, level)| PublishedDraw {
        title: notices::title(context, &occupation, level),
        title_en: notices::title_en(context, &occupation, level),
        exam,
        session,
    });
    Ok(listed.collect())
}

/// The draw of one session.
///
/// # Errors
/// Before its roster is closed there is none.
pub fn of_session(context: &Context, exam: &str, code: &str) -> Result<PublicDraw, ServiceError> {
    let found = context.store.read(|connection| {
        let session = sessions::by_code(connection, exam, code).map_err(no_draw)?;
        if session.manifest.is_empty() {
            return Err(ServiceError::NotFound("draw"));
        }
        let view = view_of(context, connection, session)?;
        let drawn = if view.published { drawn(connection, &view)? } else { Vec::new() };
        Ok((view, drawn))
    });
    let (ceremony, drawn) = match found {
        Err(ServiceError::NotFound(_)) => return Err(ServiceError::NotFound("draw")),
        other => other?,
    };
    let session = ceremony.session.clone();
    let manifest: Value = serde_json::from_str(&session.manifest)
        .map_err(|error| ServiceError::Internal(format!("manifest of {exam}/{code}: {error}")))?;
    let beacon = manifest.pointer("/beacon/event").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(PublicDraw {
        title: notices::title(context, &session.occupation, session.level),
        title_en: notices::title_en(context, &session.occupation, session.level),
        not_public: context.demo || beacon.is_empty(),
        beacon,
        drawn,
        opens_at: instant(ceremony.planned.as_ref().unwrap_or(&session).opens_at),
        ceremony,
        exam: session.exam,
        session: session.code,
        manifest_digest: session.manifest_digest,
        master_digest: session.master_digest,
        papers_root: session.papers_root,
    })
}

/// What the draws of a published evidence gave. Supervisors are named, since who supervises is public (S1); examiners stay
/// public ids, so that nobody presses them.
fn drawn(connection: &mut AnyConnection, view: &CeremonyView) -> Result<Vec<Drawn>, ServiceError> {
    let Ok(evidence) = serde_json::from_str::<Value>(&view.session.evidence) else { return Ok(Vec::new()) };
    let texts = |value: Option<&Value>| -> Vec<String> {
        let all = value.and_then(Value::as_array).into_iter().flatten();
        all.filter_map(|one| one.as_str().map(str::to_owned)).collect()
    };
    let numbers = texts(evidence.pointer("/manifest/candidates"));
    let mut all = Vec::new();
    for draw in evidence.get("draws").and_then(Value::as_array).into_iter().flatten() {
        let id = draw.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let taken = texts(draw.get("taken"));
        all.push(match id.as_str() {
            SUPERVISION => {
                let accounts: Vec<i64> = taken.iter().filter_map(|one| account_of(one)).collect();
                let names: BTreeMap<i64, String> = plans::names(connection, &accounts)?.into_iter().collect();
                let named = |one: String| account_of(&one).and_then(|id| names.get(&id).cloned()).unwrap_or(one);
                Drawn::Order(id, taken.into_iter().map(named).collect())
            }
            PANEL => Drawn::Order(id, taken),
            _ => Drawn::Each(id, numbers.iter().cloned().zip(taken).collect()),
        });
    }
    Ok(all)
}

/// A candidate's slip: the paper key and its way to the root of all papers, given out with the evidence.
///
/// # Errors
/// When there is no such session, or nobody of that number sat in it; `evidence-not-yet` until all sessions of the exam are
/// over.
pub fn slip(context: &Context, exam: &str, code: &str, candidate: &str) -> Result<Slip, ServiceError> {
    let session = context.store.read(|connection| sessions::by_code(connection, exam, code)).map_err(no_draw)?;
    if session.papers_root.is_empty() || session.plan_of.is_some() {
        return Err(ServiceError::NotFound("draw"));
    }
    let manifest = stored_manifest(&session)?;
    let reveals = Reveals::of_evidence(&ceremony::evidence(context, exam, code)?).map_err(refused)?;
    let master = Master::derive(&manifest, &reveals).map_err(refused)?;
    Slip::of(&master, &manifest, candidate).map_err(|error| match error {
        DrawError::NotInManifest { .. } => ServiceError::NotFound("candidate"),
        other => refused(other),
    })
}

fn no_draw(error: StoreError) -> ServiceError {
    match error {
        StoreError::NotFound => ServiceError::NotFound("draw"),
        other => other.into(),
    }
}
