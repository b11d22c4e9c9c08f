//! Closing the roster: the manifest is published, and with it that of the session's plan; without a plan seats are given
//! and tickets go out.

use serde::Serialize;
use serde_json::json;

use crate::crypto::canonical;
use crate::domain::account::Permission;
use crate::domain::ceremony::Deed;
use crate::domain::credential::Operation;
use crate::services::sessions::{in_state, session_or_plan};
use crate::services::{Actor, Context, ServiceError, audit, log};
use crate::store::AnyConnection;
use crate::store::ceremony::{self, Closing};

use super::draft::{Draft, Facts};
use super::standing::{out_of_turn, standing};
use super::tickets;

/// The beacon of a demo county, known to everybody beforehand.
pub const DEMO_EVENT: &str = "demo-not-publicly-random";
/// What the demo county's beacon always gives.
pub const DEMO_BEACON_VALUE: &str = "3.9.14.20.27.31./8./";

/// A closed roster.
#[derive(Debug, Clone, Serialize)]
pub struct RosterClosed {
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub session: String,
    /// `H(JCS(manifest))` in hex.
    pub manifest_digest: String,
    /// How many candidates are on the roster.
    pub candidates: usize,
    /// The contributors' ids.
    pub contributors: Vec<String>,
    /// The public drawing that counts.
    pub beacon_event: String,
    /// The one that counts if the first is cancelled.
    pub beacon_fallback: String,
    /// How many of 10,000 simulated papers met the constraints.
    pub accepted: u32,
    /// The session's plan, whose manifest was published with it; none where it has no plan.
    pub plan: Option<PlanClosed>,
}

/// The plan of a session whose roster is closed.
#[derive(Debug, Clone, Serialize)]
pub struct PlanClosed {
    /// Its id in exam-seed/v1: `<session>-plan`.
    pub session: String,
    /// `H(JCS(manifest))` in hex.
    pub manifest_digest: String,
    /// The public drawing that counts.
    pub beacon_event: String,
}

/// Closes the roster: builds and stores the manifest, and that of the session's plan. Without a plan it gives seats in the
/// order of numbers and queues the admission tickets; with one they follow from its draw.
///
/// # Errors
/// Nobody registered, too few contributors or examiners, of the session or its plan; too late for a beacon; a blueprint
/// whose papers could be foreseen; `plan-closes-with-session` for a plan by itself.
pub fn close_roster(context: &Context, actor: &Actor, session_id: i64) -> Result<RosterClosed, ServiceError> {
    let before = context.store.read(|connection| {
        let session = session_or_plan(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        if session.plan_of.is_some() {
            return Err(ServiceError::refused(
                "plan-closes-with-session",
                "a plan's manifest is published when the roster of its session closes; close that one",
            ));
        }
        let ceremony = standing(context, connection, &session)?;
        ceremony.may(Deed::CloseRoster, context.now()).map_err(out_of_turn)?;
        Facts::read(context, connection, session)
    })?;
    let (draft, accepted) = before.draft(context)?;
    let plan = before.plan.as_ref().map(|plan| before.draft_of_plan(context, plan)).transpose()?;
    context.store.write(|connection| {
        let session = in_state(connection, session_id, "planned")?;
        let now = Facts::read(context, connection, session)?;
        if !before.are_those_of(&now) {
            return Err(ServiceError::refused(
                "roster-moved",
                "somebody registered, withdrew, committed or was convened in this moment; close the roster again",
            ));
        }
        for draft in [Some(&draft), plan.as_ref()].into_iter().flatten() {
            publish(context, connection, actor, draft, now.roster.len())?;
        }
        match plan {
            Some(_) => Ok(()),
            None => tickets::seat_in_order(context, connection, &now.session),
        }
    })?;
    log::checkpoint(context)?;
    let digest = |draft: &Draft| hex::encode(draft.manifest.hash());
    Ok(RosterClosed {
        manifest_digest: digest(&draft),
        candidates: before.roster.len(),
        plan: plan.map(|plan| PlanClosed {
            manifest_digest: digest(&plan),
            session: plan.session.code,
            beacon_event: plan.events.0,
        }),
        exam: draft.session.exam,
        session: draft.session.code,
        contributors: draft.contributors,
        beacon_event: draft.events.0,
        beacon_fallback: draft.events.1,
        accepted,
    })
}

/// Stores a manifest and puts its hash into the log.
fn publish(
    context: &Context,
    connection: &mut AnyConnection,
    actor: &Actor,
    draft: &Draft,
    candidates: usize,
) -> Result<(), ServiceError> {
    let Draft { session, manifest, .. } = draft;
    let text = String::from_utf8_lossy(&canonical::to_jcs(manifest.value())).into_owned();
    let closing = Closing {
        state: "roster_closed",
        manifest: &text,
        manifest_digest: &hex::encode(manifest.hash()),
        ids_sealed: &draft.ids_sealed,
        beacon_named: &draft.events.0,
        beacon_fallback: &draft.events.1,
    };
    ceremony::close(connection, session.id, &closing)?;
    log::append_document(connection, context, Operation::Manifest, *manifest.hash())?;
    let detail = json!({"manifest_digest": closing.manifest_digest, "candidates": candidates});
    let subject = format!("session/{}", session.id);
    for one in &draft.recused {
        audit::record(connection, actor, context.now(), "ceremony.recuse", &subject, &json!(one))?;
    }
    Ok(audit::record(connection, actor, context.now(), "ceremony.close_roster", &subject, &detail)?)
}
