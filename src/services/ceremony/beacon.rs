//! The beacon's value: two people read it off the public drawing, each by themselves, and must agree.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::ceremony::{Ceremony, Deed};
use crate::domain::draw::BeaconValue;
use crate::services::sessions::lock_with_plan;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::{custody, micros};

use super::close::DEMO_BEACON_VALUE;
use super::open::stored_manifest;
use super::standing::{out_of_turn, standing};

/// What somebody read off the beacon.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconReading {
    /// The drawing; empty for the one the manifest names first.
    #[serde(default)]
    pub event: String,
    /// The numbers: in exam-seed's form (`3.7.…./`), or one group after another, parted by anything that is no digit.
    pub numbers: String,
}

/// How the beacon stands after an entry.
#[derive(Debug, Clone, Serialize)]
pub struct BeaconEntered {
    /// What was understood, in exam-seed's form.
    pub value: String,
    /// How many people have entered something.
    pub people: usize,
    /// Whether two of them agree, so that it is settled.
    pub settled: bool,
}

/// Takes what somebody read off the beacon. Two people who agree settle it; until then everybody may enter again.
///
/// # Errors
/// Before the drawing or after the opening's end; another drawing; numbers that can't be its outcome; once it is settled.
pub fn enter_beacon(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    reading: &BeaconReading,
) -> Result<BeaconEntered, ServiceError> {
    context.store.write(|connection| {
        let session = lock_with_plan(connection, session_id)?;
        let places = session.places();
        if !places.into_iter().any(|place| actor.may(Permission::EnterBeacon, place)) {
            actor.require_among(Permission::EnterBeacon, session.bureau_id, places)?;
        }
        let ceremony = standing(context, connection, &session)?;
        let event = match reading.event.trim() {
            "" => session.beacon_named.clone(),
            given => given.to_owned(),
        };
        let now = context.now();
        ceremony.may(Deed::EnterBeacon { event: &event }, now).map_err(out_of_turn)?;
        let manifest = stored_manifest(&session)?;
        let beacon = manifest.beacon().ok_or_else(|| ServiceError::Internal("a beacon was named".to_owned()))?;
        let value = BeaconValue { value: beacon.written(&reading.numbers), event };
        beacon.check(&value, "").map_err(|error| ServiceError::invalid("numbers", error.code(), error.to_string()))?;
        if context.demo && value.value != DEMO_BEACON_VALUE {
            let message = format!("the demo's beacon is fixed: {DEMO_BEACON_VALUE}");
            return Err(ServiceError::invalid("numbers", "beacon-demo", message));
        }
        let subject = format!("session/{session_id}");
        if ceremony.entries.is_empty() {
            for party in ceremony.parties.iter().filter(|party| ceremony.is_excluded(party, now)) {
                let detail = json!({"code": party.code, "receipts": party.receipts.len()});
                audit::record(connection, &Actor::system("ceremony"), now, "ceremony.exclude", &subject, &detail)?;
            }
        }
        custody::insert_entry(connection, session_id, actor.account_id, (&value.event, &value.value), micros(now))?;
        let after: Ceremony = standing(context, connection, &session)?;
        let settled = after.beacon().is_some();
        let detail = json!({"event": value.event, "value": value.value, "settled": settled});
        audit::record(connection, actor, now, "ceremony.beacon", &subject, &detail)?;
        Ok(BeaconEntered { value: value.value, people: after.entered(), settled })
    })
}
