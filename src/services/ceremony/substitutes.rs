//! Who stands in for a drawn examiner who can't go on: the next in the order drawn. Nobody is chosen.

use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::double_random::{PANEL, draw_id};
use crate::domain::draw::{Master, Reveals};
use crate::services::recusals::panel_pool;
use crate::services::sessions::lock;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::panels::{self, Member};
use crate::store::sessions::Session;
use crate::store::{StoreError, micros};

use super::open::{refused, reveals_of, stored_manifest};
use super::plan::{Relief, Relieved, reason_of};
use super::posted::account;

/// Takes an examiner off the panel who can't go on, or is recused since the draw, with the reason; the next in the order drawn
/// who may takes over. The sheets of who fell ill count, and the substitute marks the others' candidates; those of who is recused
/// don't.
///
/// # Errors
/// Without the permission; a reason too short or long; `not-on-this-panel` for anybody else; `marking-not-yet` and
/// `marking-closed`; `panel-nobody-left`, when nothing changes.
pub fn relieve_examiner(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    relief: &Relief,
) -> Result<Relieved, ServiceError> {
    let reason = reason_of(relief)?;
    context.store.write(|connection| {
        let session = lock(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        match session.state.as_str() {
            "opened" | "sat" => {}
            "planned" | "roster_closed" => {
                return Err(ServiceError::refused("marking-not-yet", "the panel is drawn when the session opens"));
            }
            _ => return Err(ServiceError::refused("marking-closed", "the results are decided; the panel stays")),
        }
        let members = panels::members(connection, session_id)?;
        let Some(leaving) = members.iter().find(|one| one.account_id == relief.account_id && one.left.is_none()) else {
            let message = "this account is not on the panel of this session";
            return Err(ServiceError::invalid("account_id", "not-on-this-panel", message));
        };
        let pool = panel_pool(connection, session_id, session.body_id, session.centre_id)?;
        let recused = pool.recused.iter().any(|one| one.account_id == relief.account_id);
        let last = members.iter().map(|one| one.place).max().unwrap_or_default();
        let order = order(context, &session)?;
        let next = (1..).zip(&order).find(|(place, id)| *place > last && pool.from.contains(id));
        let Some((place, id)) = next else {
            return Err(ServiceError::refused_by(
                "E3",
                "panel-nobody-left",
                "nobody is left in the order drawn, so the panel stays as it is",
            ));
        };
        let why = if recused { "recused" } else { "unable" };
        panels::leave(connection, leaving.id, (why, reason), (actor.account_id, micros(context.now()))).map_err(
            |error| match error {
                StoreError::Duplicate(_) => ServiceError::refused("panel-left", "this examiner has left already"),
                other => other.into(),
            },
        )?;
        let instead = account(&session, id)?;
        panels::put(connection, session_id, (instead, place), Some(leaving.line()))?;
        let detail = json!({"left": draw_id(relief.account_id), "why": why, "reason": reason, "instead": id});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, context.now(), "ceremony.substitute", &subject, &detail)?;
        Ok(Relieved { instead: Some(instead) })
    })
}

/// The examiners in the order drawn.
fn order(context: &Context, session: &Session) -> Result<Vec<String>, ServiceError> {
    let manifest = stored_manifest(session)?;
    // Sealed while the exam runs; published afterwards.
    let reveals = match session.state.as_str() {
        "opened" => reveals_of(context, session)?,
        _ => Reveals::parse(session.reveals.as_bytes()).map_err(refused)?,
    };
    if !manifest.draws().iter().any(|draw| draw.id == PANEL) {
        return Ok(Vec::new());
    }
    Master::derive(&manifest, &reveals).and_then(|master| master.draw(&manifest, PANEL)).map_err(refused)
}

/// Those of a panel who mark now.
pub(in crate::services) fn who_marks(members: &[Member]) -> impl Iterator<Item = &Member> {
    members.iter().filter(|one| one.left.is_none())
}
