//! What the draws beside the papers gave, posted when the secrets are opened: from now on it is so.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::clock::local_day;
use crate::domain::calendar::local_day_bounds;
use crate::domain::double_random::{PANEL, SUPERVISION, TASKS, account_of, is_seats, seat_of, task_of};
use crate::domain::draw::{Manifest, Master};
use crate::services::recusals::{panel_pool, supervision_pool};
use crate::services::sessions::session as session_of;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::sessions::{self as rows, Session};
use crate::store::{AnyConnection, ceremony, instant, micros, panels, plans, registrations};

use super::open::refused;
use super::tickets;

/// Posts what each draw of the manifest of a session or plan gave. A manifest from before such draws has none.
pub(super) fn post(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    actor: &Actor,
    (manifest, master): (&Manifest, &Master),
) -> Result<(), ServiceError> {
    for draw in manifest.draws() {
        let drawn = master.draw(manifest, &draw.id).map_err(refused)?;
        match draw.id.as_str() {
            PANEL => post_panel(context, connection, session, actor, &drawn)?,
            SUPERVISION => post_supervision(context, connection, session, actor, &drawn)?,
            TASKS => post_tasks(context, connection, session, actor, (manifest, &drawn))?,
            id if is_seats(id) => post_seats(context, connection, session, actor, (manifest, &drawn))?,
            other => {
                let what = format!("session {} draws {other}, which nobody posts", session.id);
                return Err(ServiceError::Internal(what));
            }
        }
    }
    Ok(())
}

/// Posts the panel: of the examiners drawn, as many as it has, from the first on. From now on only they mark. A manifest from
/// before substitutes took no more than that.
fn post_panel(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    actor: &Actor,
    drawn: &[String],
) -> Result<(), ServiceError> {
    let wanted = usize::try_from(context.policy.rooms.examiners).unwrap_or(usize::MAX);
    let pool = panel_pool(connection, session.id, session.body_id, session.centre_id)?;
    // Who declared a tie since the roster closed is passed over.
    let free = (1..).zip(drawn).filter(|(_, id)| pool.from.contains(id));
    let mut panel = Vec::new();
    for (place, id) in free.take(wanted) {
        panels::put(connection, session.id, (account(session, id)?, place), None)?;
        panel.push(id);
    }
    let subject = format!("session/{}", session.id);
    let detail = json!({"taken": drawn, "panel": panel});
    Ok(audit::record(connection, actor, context.now(), "ceremony.panel", &subject, &detail)?)
}

/// Gives each candidate the practical task drawn: from now on examiners see whose is which.
fn post_tasks(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    actor: &Actor,
    (manifest, drawn): (&Manifest, &[String]),
) -> Result<(), ServiceError> {
    let cards: BTreeMap<&str, &str> =
        manifest.candidates().iter().map(String::as_str).zip(drawn.iter().map(String::as_str)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entrant in ceremony::roster(connection, session.id)? {
        let Some(card) = cards.get(entrant.admission_number.as_str()) else { continue };
        let task = task_of(card)
            .ok_or_else(|| ServiceError::Internal(format!("{card} is no task of session {}", session.id)))?;
        registrations::set_task(connection, entrant.registration_id, task)?;
        *counts.entry(task).or_default() += 1;
    }
    let subject = format!("session/{}", session.id);
    Ok(audit::record(connection, actor, context.now(), "ceremony.tasks", &subject, &json!({"candidates": counts}))?)
}

/// Seats the candidates of a plan's session as they were drawn, and sends their tickets. Who withdrew meanwhile has no seat.
fn post_seats(
    context: &Context,
    connection: &mut AnyConnection,
    plan: &Session,
    actor: &Actor,
    (manifest, drawn): (&Manifest, &[String]),
) -> Result<(), ServiceError> {
    let session = planned_for(connection, plan)?;
    let seat = |entry: &String| {
        seat_of(entry).ok_or_else(|| ServiceError::Internal(format!("{entry} is no seat of plan {}", plan.id)))
    };
    let seats = drawn.iter().map(seat).collect::<Result<Vec<_>, _>>()?;
    let mut roster: BTreeMap<String, ceremony::Entrant> = ceremony::roster(connection, session.id)?
        .into_iter()
        .map(|entrant| (entrant.admission_number.clone(), entrant))
        .collect();
    let seated: Vec<_> = manifest
        .candidates()
        .iter()
        .zip(seats)
        .filter_map(|(number, seat)| Some((roster.remove(number)?, seat)))
        .collect();
    let detail = json!({"candidates": seated.len()});
    tickets::seat(context, connection, &session, seated)?;
    let subject = format!("session/{}", session.id);
    Ok(audit::record(connection, actor, context.now(), "ceremony.seats", &subject, &detail)?)
}

/// Calls the drawn supervisors of a plan's session to their duty.
fn post_supervision(
    context: &Context,
    connection: &mut AnyConnection,
    plan: &Session,
    actor: &Actor,
    drawn: &[String],
) -> Result<(), ServiceError> {
    let session = planned_for(connection, plan)?;
    let wanted = usize::try_from(context.policy.supervision.supervisors).unwrap_or(usize::MAX);
    let called = call(connection, &session, drawn, wanted)?;
    let subject = format!("session/{}", session.id);
    let detail = json!({"taken": drawn, "serving": called.serving, "passed_over": called.passed_over});
    Ok(audit::record(connection, actor, context.now(), "ceremony.supervision", &subject, &detail)?)
}

/// Who was called, and who was passed over, by account.
pub(super) struct Called {
    /// In the order drawn.
    pub(super) serving: Vec<i64>,
    pub(super) passed_over: Vec<PassedOver>,
}

/// Somebody drawn who does not serve.
#[derive(Serialize)]
pub(super) struct PassedOver {
    account_id: i64,
    why: &'static str,
}

/// Gives the duty of supervising a session to the first of `order` who may and can: neither recused since the draw nor
/// gone, nor on duty at another centre that day, nor on another duty here. Fewer than `wanted` where nobody is left.
pub(super) fn call(
    connection: &mut AnyConnection,
    session: &Session,
    order: &[String],
    wanted: usize,
) -> Result<Called, ServiceError> {
    let pool = supervision_pool(connection, session)?;
    let opens = instant(session.opens_at);
    let (from, until) = local_day_bounds(local_day(opens)).unwrap_or((opens, opens));
    let mut called = Called { serving: Vec::new(), passed_over: Vec::new() };
    let all = order.iter().map(|id| account(session, id)).collect::<Result<Vec<_>, _>>()?;
    plans::lock(connection, &all)?;
    for id in order {
        if called.serving.len() == wanted {
            break;
        }
        let account_id = account(session, id)?;
        let elsewhere = plans::is_elsewhere(connection, account_id, session.centre_id, (micros(from), micros(until)))?;
        let why = match () {
            () if pool.recused.iter().any(|one| one.account_id == account_id) => Some("recused"),
            () if !pool.from.contains(id) => Some("left"),
            () if elsewhere => Some("elsewhere"),
            () if plans::has_other_duty(connection, session.id, account_id)? => Some("on_duty_here"),
            () => None,
        };
        match why {
            Some(why) => called.passed_over.push(PassedOver { account_id, why }),
            None => {
                rows::assign(connection, session.id, account_id, "supervisor")?;
                called.serving.push(account_id);
            }
        }
    }
    Ok(called)
}

fn planned_for(connection: &mut AnyConnection, plan: &Session) -> Result<Session, ServiceError> {
    let of =
        plan.plan_of.ok_or_else(|| ServiceError::Internal(format!("session {} draws what a plan draws", plan.id)))?;
    session_of(connection, of)
}

pub(super) fn account(session: &Session, id: &str) -> Result<i64, ServiceError> {
    account_of(id).ok_or_else(|| ServiceError::Internal(format!("{id} is drawn for {} and is nobody", session.id)))
}
