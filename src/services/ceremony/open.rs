//! Opening the secrets, one by one: with the last one the papers are derived, sittings made, the hall loaded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::crypto::{canonical, random};
use crate::domain::ceremony::{Ceremony, Deed, Next};
use crate::domain::credential::Operation;
use crate::domain::draw::{self, DrawError, Manifest, Master, Reveal, Reveals, commitment, papers_root};
use crate::services::sessions::{lock_with_plan, session_or_plan};
use crate::services::{Actor, Context, FieldError, ServiceError, audit, log};
use crate::store::ceremony::{self, Opened as OpenedRow};
use crate::store::sessions::Session;
use crate::store::{AnyConnection, micros, sittings};

use super::cancel::settled;
use super::hall::load_hall;
use super::hands::{By, guest_of};
use super::posted;
use super::standing::{out_of_turn, standing};

/// The contributors' secrets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// One or more.
    pub secrets: Vec<OpenedSecret>,
}

/// A contributor's secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedSecret {
    /// The contributor's id.
    pub code: String,
    /// 32 bytes, 64 hex digits.
    pub secret: String,
}

impl std::fmt::Debug for OpenedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenedSecret({})", self.code)
    }
}

/// What opening secrets came to.
#[derive(Debug, Clone, Serialize)]
pub struct Opened {
    /// The contributors whose secrets are still closed.
    pub waiting: Vec<String>,
    /// What is posted once none is.
    pub papers: Option<PapersOpened>,
}

/// What is posted before anybody sees an item.
#[derive(Debug, Clone, Serialize)]
pub struct PapersOpened {
    /// `H(master)` in hex.
    pub master_digest: String,
    /// The root over the paper keys in hex.
    pub papers_root: String,
    /// How many sittings were made.
    pub sittings: usize,
}

/// Opens secrets, from half an hour before the exam on: all that are given, or none. With the last one the papers are
/// derived and the hall is loaded.
///
/// # Errors
/// Out of time; before two people agree on the beacon; a secret that is not its commitment's, is opened already, or whose
/// contributor is left out.
pub fn open<'a>(
    context: &Context,
    by: impl Into<By<'a>>,
    session_id: i64,
    opening: &Opening,
) -> Result<Opened, ServiceError> {
    let by = by.into();
    let (opened, is_plan) = context.store.write(|connection| {
        let session = lock_with_plan(connection, session_id)?;
        let mut last = Actor::public("");
        let mut wrong = Vec::new();
        if opening.secrets.is_empty() {
            return Err(ServiceError::invalid("secrets", "secret-form", "there is no secret in this"));
        }
        for (place, one) in opening.secrets.iter().enumerate() {
            last = by.allowed(connection, &session, "contributor", &one.code)?;
            if opening.secrets.iter().take(place).any(|other| other.code == one.code) {
                return Err(ServiceError::invalid("secrets", "secret-twice", format!("{} is given twice", one.code)));
            }
            let ceremony = standing(context, connection, &session)?;
            ceremony.may(Deed::Open { code: &one.code }, context.now()).map_err(out_of_turn)?;
            match checked(connection, &session, one)? {
                Ok(secret) => keep(context, connection, &session, &last, (one.code.as_str(), &secret))?,
                Err(error) => wrong.push(error),
            }
        }
        if !wrong.is_empty() {
            return Err(ServiceError::Invalid(wrong));
        }
        let ceremony = standing(context, connection, &session)?;
        match ceremony.next(context.now()) {
            Next::Open(waiting) if waiting.is_empty() => {
                let papers = Some(derive(context, connection, &session, &ceremony, &last)?);
                Ok((Opened { waiting, papers }, session.plan_of.is_some()))
            }
            Next::Open(waiting) => Ok((Opened { waiting, papers: None }, session.plan_of.is_some())),
            other => Err(ServiceError::Internal(format!("secrets were opened, and next is {other:?}"))),
        }
    })?;
    if opened.papers.is_some() {
        log::checkpoint(context)?;
        if !is_plan {
            load_hall(context, session_id)?;
        }
    }
    Ok(opened)
}

/// As [`open`], by whoever holds the contributor's link.
///
/// # Errors
/// As [`open`]; [`ServiceError::NotFound`] for another link.
pub fn open_by_link(context: &Context, token: &str, secret: &str) -> Result<Opened, ServiceError> {
    let guest = context.store.read(|connection| guest_of(connection, token))?;
    let secrets = vec![OpenedSecret { code: guest.contributor, secret: secret.to_owned() }];
    open(context, By::Guest(token), guest.session_id, &Opening { secrets })
}

/// A secret's bytes, if they are what was committed to.
fn checked(
    connection: &mut AnyConnection,
    session: &Session,
    one: &OpenedSecret,
) -> Result<Result<Zeroizing<[u8; 32]>, FieldError>, ServiceError> {
    let mut secret = Zeroizing::new([0; 32]);
    let wrong = |code, message| Ok(Err(FieldError { field: "secrets", code, message }));
    if hex::decode_to_slice(one.secret.trim(), secret.as_mut_slice()).is_err() {
        return wrong("secret-form", format!("the secret of {} is not 64 hex digits", one.code));
    }
    let given = hex::encode(commitment(&session.exam, &session.code, &one.code, &secret));
    if let Some(of) = session.plan_of {
        let planned = session_or_plan(connection, of)?;
        let papers = |row: &ceremony::Contributor| {
            let same = hex::encode(commitment(&planned.exam, &planned.code, &row.code, &secret));
            random::equal(row.commitment.as_bytes(), same.as_bytes())
        };
        if ceremony::contributors(connection, of)?.iter().any(papers) {
            let message = format!(
                "{} committed to the same secret for the session's papers; opened days before, it would give them away. Call this draw off; nothing was opened",
                one.code
            );
            return wrong("secret-reused", message);
        }
    }
    let there = ceremony::contributors(connection, session.id)?;
    let fits = |row: &ceremony::Contributor| {
        row.code == one.code && random::equal(row.commitment.as_bytes(), given.as_bytes())
    };
    if there.iter().any(fits) {
        Ok(Ok(secret))
    } else {
        wrong("wrong-secret", format!("the secret of {} is not the one it committed to; nothing was opened", one.code))
    }
}

/// Keeps an opened secret: whoever reads them all foresees papers, so they are sealed until the evidence is published.
fn keep(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    actor: &Actor,
    (code, secret): (&str, &[u8; 32]),
) -> Result<(), ServiceError> {
    let now = context.now();
    let sealed = context.keys.sealing().seal(&secret_place(session.id, code), secret)?;
    if !ceremony::open_secret(connection, session.id, code, &sealed, micros(now))? {
        return Err(ServiceError::refused("secret-opened", "this secret is opened already"));
    }
    let subject = format!("session/{}", session.id);
    Ok(audit::record(connection, actor, now, "ceremony.open_secret", &subject, &json!({"code": code}))?)
}

/// Derives the papers and posts what everybody may know of them. A plan has none; nobody is on the roster of its row.
fn derive(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    ceremony: &Ceremony,
    actor: &Actor,
) -> Result<PapersOpened, ServiceError> {
    let manifest = stored_manifest(session)?;
    let reveals = reveals_so_far(context, connection, session, ceremony)?;
    let master = Master::derive(&manifest, &reveals).map_err(refused)?;
    let papers = master.papers(&manifest).map_err(refused)?;
    let (master_digest, papers_root) = (hex::encode(master.hash()), hex::encode(papers_root(&papers)));
    let digests: BTreeMap<&str, String> =
        papers.iter().map(|paper| (paper.candidate.as_str(), hex::encode(paper.digest()))).collect();
    // The evidence follows from what is open now: its hash is in the log before anybody sees an item.
    let evidence = canonical::digest(&draw::evidence(&manifest, &reveals).map_err(refused)?);
    let sealed = context.keys.sealing().seal(&place(session.id), reveals.value().to_string().as_bytes())?;
    let rows = OpenedRow {
        state: "opened",
        reveals: &hex::encode(sealed),
        master_digest: &master_digest,
        papers_root: &papers_root,
        evidence_digest: &hex::encode(evidence),
    };
    log::append_document(connection, context, Operation::Evidence, evidence)?;
    ceremony::open(connection, session.id, &rows)?;
    let mut made = 0;
    for entrant in ceremony::roster(connection, session.id)? {
        if let Some(digest) = digests.get(entrant.admission_number.as_str()) {
            sittings::insert(connection, entrant.registration_id, session.id, digest)?;
            made += 1;
        }
    }
    posted::post(context, connection, session, actor, (&manifest, &master))?;
    let detail = json!({"master_digest": master_digest, "papers_root": papers_root, "sittings": made});
    let subject = format!("session/{}", session.id);
    audit::record(connection, actor, context.now(), "ceremony.open", &subject, &detail)?;
    Ok(PapersOpened { master_digest, papers_root, sittings: made })
}

/// The reveals as far as secrets are opened: in the order of contributors' codes, with who is left out and the beacon.
pub(super) fn reveals_so_far(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    ceremony: &Ceremony,
) -> Result<Reveals, ServiceError> {
    let wrong = |code: &str, what: &dyn std::fmt::Display| {
        ServiceError::Internal(format!("secret of {code} in session {}: {what}", session.id))
    };
    let mut reveals = Vec::new();
    for (code, sealed) in ceremony::opened_secrets(connection, session.id)? {
        let sealed = sealed.ok_or_else(|| wrong(&code, &"there is none"))?;
        let place = secret_place(session.id, &code);
        let bytes = context.keys.sealing().open(&place, &sealed).map_err(|error| wrong(&code, &error))?;
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|error| wrong(&code, &error))?;
        reveals.push(Reveal { id: code, secret: Zeroizing::new(secret) });
    }
    let now = context.now();
    let excluded = ceremony.parties.iter().filter(|party| ceremony.is_excluded(party, now));
    Ok(Reveals::new(reveals, excluded.map(|party| party.code.clone()).collect(), settled(ceremony)))
}

/// The reveals of an open session.
pub(in crate::services) fn reveals_of(context: &Context, session: &Session) -> Result<Reveals, ServiceError> {
    let wrong = |what: &dyn std::fmt::Display| ServiceError::Internal(format!("reveals of {}: {what}", session.id));
    let sealed = hex::decode(&session.reveals).map_err(|error| wrong(&error))?;
    let text = context.keys.sealing().open(&place(session.id), &sealed).map_err(|error| wrong(&error))?;
    Reveals::parse(&text).map_err(|error| wrong(&error))
}

/// The manifest of a session whose roster is closed.
pub(in crate::services) fn stored_manifest(session: &Session) -> Result<Manifest, ServiceError> {
    Manifest::parse(session.manifest.as_bytes())
        .map_err(|error| ServiceError::Internal(format!("manifest of session {}: {error}", session.id)))
}

/// The draw's refusal as ours.
pub(in crate::services) fn refused(error: DrawError) -> ServiceError {
    ServiceError::refused_by("DRAW", error.code(), error.to_string())
}

fn place(session_id: i64) -> Vec<u8> {
    format!("exam_session/{session_id}/reveals").into_bytes()
}

fn secret_place(session_id: i64, code: &str) -> Vec<u8> {
    format!("exam_session/{session_id}/secret/{code}").into_bytes()
}
