//! The record of a room (考场记录): what happened in it, signed by its invigilators with the password and by the server.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::crypto::{Signer as _, canonical, multikey};
use crate::services::accounts::confirm_password;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::{StoreError, instant, micros, rooms, sessions, sittings};

use super::allowed;

/// What the signature of a record begins with, so that it is good for nothing else.
const RECORD: &[u8] = b"jiangheng/room-record/v1\n";

/// What happened in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecord {
    /// Exam and session.
    pub session: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// When the papers were to open.
    pub opens_at: Timestamp,
    /// How many were expected.
    pub expected: usize,
    /// How many opened their paper.
    pub sat: usize,
    /// 准考证号 and name of whoever is absent.
    pub absent: Vec<(String, String)>,
    /// 准考证号 and name of whoever sat without having been checked against photo and identity document.
    pub unverified: Vec<(String, String)>,
    /// What was done to sittings by people of staff, for a reason.
    pub incidents: Vec<Incident>,
    /// Breaches written down (E7).
    pub breaches: Vec<NotedBreach>,
}

/// Something that was done to a sitting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// When.
    pub at: Timestamp,
    /// 准考证号.
    pub admission_number: String,
    /// Name.
    pub name: String,
    /// `domain::sitting::Event`.
    pub event: Value,
    /// Who, by name.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A breach that was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedBreach {
    /// When.
    pub at: Timestamp,
    /// 准考证号.
    pub admission_number: String,
    /// `domain::sitting::Breach`.
    pub breach: String,
    /// What was seen.
    pub account: String,
    /// Who, by name.
    pub by: String,
}

/// A record as somebody signed it.
#[derive(Debug, Clone, Serialize)]
pub struct SignedRoomRecord {
    /// What was signed.
    pub record: RoomRecord,
    /// Who signed it.
    pub signed_by: String,
    /// When.
    pub signed_at: Timestamp,
    /// The server's public key, a multikey.
    pub key: String,
    /// Ed25519 over `jiangheng/room-record/v1`, a line feed, and the JCS of `{record, signed_at, signed_by}`, multibase.
    pub signature: String,
}

/// The record of a session's room as it is now.
///
/// # Errors
/// Without the permission, or before the papers were opened.
pub fn room_record(context: &Context, actor: &Actor, session_id: i64) -> Result<RoomRecord, ServiceError> {
    let session = allowed(context, actor, session_id)?;
    if ["planned", "roster_closed", "cancelled"].contains(&session.state.as_str()) {
        return Err(ServiceError::refused("session-not-open", "the papers of this session were not opened"));
    }
    context.store.read(|connection| {
        let places = sittings::places(connection, session_id)?;
        let happened = sittings::happened(connection, session_id)?;
        let names = |sitting: i64| places.iter().find(|place| place.sitting.id == sitting);
        let who = |place: &sittings::Place| (place.admission_number.clone(), place.name.clone());
        let verified = |place: &&sittings::Place| {
            happened.iter().any(|one| one.sitting_id == place.sitting.id && one.event == r#"{"event":"verify"}"#)
        };
        let sat = |place: &&sittings::Place| place.sitting.started_at.is_some();
        let incidents = rooms::incidents(connection, session_id)?;
        let breaches = rooms::breaches(connection, session_id)?;
        Ok(RoomRecord {
            session: format!("{} {}", session.exam, session.code),
            centre: sessions::organisation(connection, session.centre_id)?.map(|(name, _)| name).unwrap_or_default(),
            room: sessions::room(connection, session.room_id)?.map(|room| room.name).unwrap_or_default(),
            opens_at: instant(session.opens_at),
            expected: places.len(),
            sat: places.iter().filter(sat).count(),
            absent: places.iter().filter(|place| place.sitting.state == "absent").map(who).collect(),
            unverified: places.iter().filter(sat).filter(|place| !verified(place)).map(who).collect(),
            incidents: incidents
                .into_iter()
                .map(|one| Incident {
                    at: instant(one.at),
                    admission_number: one.admission_number,
                    name: one.name,
                    event: serde_json::from_str(&one.event).unwrap_or_default(),
                    by: one.actor,
                    reason: one.reason,
                })
                .collect(),
            breaches: breaches
                .into_iter()
                .map(|one| NotedBreach {
                    at: instant(one.recorded_at),
                    admission_number: names(one.sitting_id)
                        .map(|place| place.admission_number.clone())
                        .unwrap_or_default(),
                    breach: one.kind,
                    account: one.account,
                    by: one.recorded_by,
                })
                .collect(),
        })
    })
}

/// Signs the record of a room with the password, once the theory test is over.
///
/// # Errors
/// `password-wrong`; `record-early` before the end; `record-signed` when this person has signed it.
pub fn sign_room_record(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    password: &str,
) -> Result<SignedRoomRecord, ServiceError> {
    let session = allowed(context, actor, session_id)?;
    if session.state == "opened" {
        return Err(ServiceError::refused(
            "record-early",
            "the theory test goes on; the record is signed when it is over",
        ));
    }
    confirm_password(context, actor, password)?;
    let record = room_record(context, actor, session_id)?;
    let now = context.now();
    let signed = json!({"record": record, "signed_by": actor.name, "signed_at": now.to_string()});
    let text = String::from_utf8_lossy(&canonical::to_jcs(&signed)).into_owned();
    let issuing = &context.keys.issuing;
    let signature = multikey::encode_signature(&issuing.sign(&[RECORD, text.as_bytes()].concat()));
    let key = multikey::encode_key(&issuing.public_key());
    context.store.write(|connection| {
        let kept = rooms::sign_record(connection, session_id, actor.account_id, micros(now), (&text, &key, &signature));
        match kept {
            Err(StoreError::Duplicate(_)) => {
                return Err(ServiceError::refused("record-signed", "you have signed this record already"));
            }
            other => other?,
        }
        let subject = format!("session/{session_id}");
        let detail = json!({"incidents": record.incidents.len(), "breaches": record.breaches.len()});
        Ok::<_, ServiceError>(audit::record(connection, actor, now, "session.room_record", &subject, &detail)?)
    })?;
    Ok(SignedRoomRecord { record, signed_by: actor.name.clone(), signed_at: now, key, signature })
}

/// How a person stands to the record of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// The theory test goes on; it is signed when that is over.
    Early,
    /// It may be signed.
    Due,
    /// This person has signed it.
    Given,
}

/// Whether somebody may sign the record of a room.
///
/// # Errors
/// Without the permission.
pub fn signature_due(context: &Context, actor: &Actor, session_id: i64) -> Result<Signature, ServiceError> {
    if allowed(context, actor, session_id)?.state == "opened" {
        return Ok(Signature::Early);
    }
    let rows = context.store.read(|connection| rooms::records(connection, session_id))?;
    let has_signed = rows.iter().any(|row| row.account_id == actor.account_id);
    Ok(if has_signed { Signature::Given } else { Signature::Due })
}

/// The records of a room as its invigilators signed them.
///
/// # Errors
/// Without the permission.
pub fn signed_room_records(
    context: &Context,
    actor: &Actor,
    session_id: i64,
) -> Result<Vec<SignedRoomRecord>, ServiceError> {
    allowed(context, actor, session_id)?;
    let rows = context.store.read(|connection| rooms::records(connection, session_id))?;
    rows.into_iter()
        .map(|row| {
            let wrong = |error: serde_json::Error| ServiceError::Internal(format!("room record: {error}"));
            let mut stored: Value = serde_json::from_str(&row.record).map_err(wrong)?;
            Ok(SignedRoomRecord {
                record: serde_json::from_value(stored.get_mut("record").map(Value::take).unwrap_or_default())
                    .map_err(wrong)?,
                signed_by: row.signed_by,
                signed_at: instant(row.signed_at),
                key: row.key,
                signature: row.signature,
            })
        })
        .collect()
}
