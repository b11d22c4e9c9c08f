//! Who stands in for a drawn examiner who can't go on: the next in the order drawn. Nobody is chosen.

use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::double_random::{PANEL, draw_id};
use crate::domain::draw::{Master, Reveals};
use crate::services::recusals::{panel_pool, recused_of_panel};
use crate::services::sessions::lock;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::micros;
use crate::store::panels::{self, Member};
use crate::store::sessions::Session;

use super::open::{refused, reveals_of, stored_manifest};
use super::plan::{Relief, Relieved, reason_of};
use super::posted::account;

/// Takes an examiner off the panel who can't go on, or is recused since the draw, with the reason; the next in the order drawn
/// who may takes over. The sheets of who fell ill count, and the substitute marks the others' candidates; those of who is recused
/// don't, and whoever is recused leaves even where nobody is left to follow.
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
        let pool = panel_pool(connection, session_id, session.body_id, session.centre_id)?;
        let places = (session_id, session.body_id, session.centre_id);
        let recused = !recused_of_panel(connection, places, &[relief.account_id])?.is_empty();
        // Who fell ill before may be recused since: then the sheets signed before don't count either.
        let leaves = |one: &&Member| one.account_id == relief.account_id && (one.marks() || recused && one.counts());
        let Some(leaving) = members.iter().find(leaves) else {
            let message = "this account is not on the panel of this session";
            return Err(ServiceError::invalid("account_id", "not-on-this-panel", message));
        };
        let is_there = |id: &str| members.iter().any(|one| draw_id(one.account_id) == id);
        let order = order(context, &session)?;
        let mut next = (1..).zip(&order).find(|(_, id)| pool.from.contains(id) && !is_there(id));
        if members.iter().any(|one| one.line() == leaving.line() && one.id != leaving.id && one.marks()) {
            next = None; // Somebody stands in already.
        } else if next.is_none() && !recused {
            return Err(ServiceError::refused_by(
                "E3",
                "panel-nobody-left",
                "nobody is left in the order drawn, so the panel stays as it is; wait for this examiner, or examine the candidates without a sheet again",
            ));
        }
        let why = if recused { "recused" } else { "unable" };
        panels::leave(connection, leaving.id, (why, reason), (actor.account_id, micros(context.now())))?;
        let mut instead = None;
        if let Some((place, id)) = next {
            let account_id = account(&session, id)?;
            panels::put(connection, session_id, (account_id, place), Some(leaving.line()))?;
            instead = Some(account_id);
        }
        let detail = json!({"left": draw_id(relief.account_id), "why": why, "reason": reason,
            "instead": instead.map(draw_id)});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, context.now(), "ceremony.substitute", &subject, &detail)?;
        Ok(Relieved { instead })
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
    members.iter().filter(|one| one.marks())
}
