//! The plan of a session: a draw of its own, days before it, of what has to be known before the day: who sits where, and
//! who supervises (docs/draw.md, "Other draws"; S1).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::bank::Code;
use crate::domain::ceremony::{Deed, plan_opens};
use crate::domain::double_random::{SUPERVISION, draw_id};
use crate::domain::draw::Master;
use crate::services::sessions::lock;
use crate::services::{Actor, Context, ServiceError, audit};
use crate::store::sessions::{self as rows, NewSession, Session};
use crate::store::{AnyConnection, StoreError, instant, micros, plans};

use super::open::{refused, reveals_of, stored_manifest};
use super::posted::call;
use super::standing::{out_of_turn, standing};

/// A plan that was made.
#[derive(Debug, Clone, Serialize)]
pub struct PlanMade {
    /// Its id: what `/sessions/{id}/commitments` and the other steps of a ceremony take.
    pub id: i64,
    /// Its id in exam-seed/v1: `<session>-plan`.
    pub code: String,
    /// When it is drawn.
    pub opens_at: Timestamp,
}

/// Makes the plan of a session, while its roster is open: seats and supervisors are then drawn days before the session,
/// with secrets and a beacon of their own.
///
/// # Errors
/// Without the permission; `plan-known` for a second one; `ceremony-out-of-order` or `plan-too-late` once the roster is
/// closed or had to be; `plan-code-too-long`.
pub fn make_plan(context: &Context, actor: &Actor, session_id: i64) -> Result<PlanMade, ServiceError> {
    context.store.write(|connection| {
        let session = lock(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        standing(context, connection, &session)?.may(Deed::Plan, context.now()).map_err(out_of_turn)?;
        let code = format!("{}-plan", session.code);
        if let Err(error) = code.parse::<Code>() {
            let message = format!("the plan's id would be {code}: {error}; give the session a shorter one");
            return Err(ServiceError::refused("plan-code-too-long", message));
        }
        let opens_at = plan_opens(instant(session.opens_at), &context.policy);
        let id = rows::insert(connection, &row(context, &session, &code, opens_at)).map_err(|error| match error {
            StoreError::Duplicate(_) => ServiceError::refused(
                "plan-code-taken",
                format!("the exam has a session {code}, as the plan would be called; rename one of them"),
            ),
            other => other.into(),
        })?;
        // Nobody is chosen: whoever was named before is drawn like everybody else, or not.
        let mut named = Vec::new();
        for (account_id, _) in plans::supervising(connection, session_id)? {
            plans::relieve(connection, session_id, account_id, "supervisor")?;
            named.push(account_id);
        }
        let detail = json!({"plan": code, "opens_at": opens_at.to_string(), "no_longer_named": named});
        audit::record(connection, actor, context.now(), "ceremony.plan", &format!("session/{session_id}"), &detail)?;
        Ok(PlanMade { id, code, opens_at })
    })
}

fn row<'a>(context: &Context, session: &'a Session, code: &'a str, opens_at: Timestamp) -> NewSession<'a> {
    NewSession {
        exam: &session.exam,
        code,
        kind: &session.kind,
        occupation: &session.occupation,
        level: session.level,
        body_id: session.body_id,
        bureau_id: session.bureau_id,
        centre_id: session.centre_id,
        room_id: session.room_id,
        room_code: "",
        bank_id: session.bank_id,
        subsidised: session.subsidised,
        opens_at: micros(opens_at),
        minutes: 0,
        scheme: "",
        state: "planned",
        manifest: "",
        manifest_digest: "",
        reveals: "",
        master_digest: "",
        papers_root: "",
        evidence: "",
        created_at: micros(context.now()),
        plan_of: Some(session.id),
        more_schemes: "[]",
    }
}

/// The plan of a session, unless it has none or it was called off.
pub(in crate::services) fn live(
    connection: &mut AnyConnection,
    session_id: i64,
) -> Result<Option<Session>, ServiceError> {
    Ok(rows::plan_of(connection, session_id)?.filter(|plan| plan.state != "cancelled"))
}

/// Why a drawn supervisor can't come, or a drawn examiner can't go on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relief {
    /// Whose duty is taken back.
    pub account_id: i64,
    /// In words, 1 to 200 characters.
    pub reason: String,
}

/// A supervisor or examiner relieved of a session.
#[derive(Debug, Clone, Serialize)]
pub struct Relieved {
    /// Who takes over: the next in the order drawn who may and can; none where nobody is left.
    pub instead: Option<i64>,
}

/// The reason of a relief.
pub(super) fn reason_of(relief: &Relief) -> Result<&str, ServiceError> {
    let reason = relief.reason.trim();
    match (1..=200).contains(&reason.chars().count()) {
        true => Ok(reason),
        false => Err(ServiceError::invalid("reason", "recusal-reason", "a reason has 1 to 200 characters")),
    }
}

/// Takes back the duty of a drawn supervisor who can't come, with the reason; the next in the order drawn takes over.
///
/// # Errors
/// Without the permission; a reason too short or long; `not-supervising` for anybody else; before the plan is drawn and
/// once the results are decided. After the exam the duty is taken back and nobody follows: nobody supervised then.
pub fn relieve_supervisor(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    relief: &Relief,
) -> Result<Relieved, ServiceError> {
    let reason = reason_of(relief)?;
    context.store.write(|connection| {
        let session = lock(connection, session_id)?;
        actor.require_among(Permission::RunCeremony, session.bureau_id, session.places())?;
        let drawn = |plan: &Session| ["opened", "published"].contains(&plan.state.as_str());
        let Some(plan) = live(connection, session_id)?.filter(drawn) else {
            return Err(ServiceError::refused("plan-not-drawn", "no supervisors are drawn for this session now"));
        };
        if !["roster_closed", "opened", "sat"].contains(&session.state.as_str()) {
            let message = "the results of this session are decided; duties can't change any more";
            return Err(ServiceError::refused("session-decided", message));
        }
        if !plans::relieve(connection, session_id, relief.account_id, "supervisor")? {
            let message = "this account does not supervise this session";
            return Err(ServiceError::invalid("account_id", "not-supervising", message));
        }
        let order = match plan.state.as_str() {
            "opened" => {
                let manifest = stored_manifest(&plan)?;
                let master = Master::derive(&manifest, &reveals_of(context, &plan)?).map_err(refused)?;
                master.draw(&manifest, SUPERVISION).map_err(refused)?
            }
            _ => Vec::new(),
        };
        // Whoever stands before one who serves, or served, was passed over or relieved before.
        let mut served: Vec<String> = vec![draw_id(relief.account_id)];
        for (account, _) in plans::supervising(connection, session_id)? {
            served.push(draw_id(account));
        }
        let last = order.iter().rposition(|id| served.contains(id)).map_or(0, |place| place + 1);
        let called = call(connection, &session, order.get(last..).unwrap_or_default(), 1)?;
        let instead = called.serving.first().copied();
        let detail = json!({"account_id": relief.account_id, "reason": reason, "instead": instead,
            "passed_over": called.passed_over});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, context.now(), "ceremony.relieve", &subject, &detail)?;
        Ok(Relieved { instead })
    })
}
