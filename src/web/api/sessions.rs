//! `/api/v1/sessions` and each step of one.

use actix_web::web::{Data, Json, Path};
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::services::ceremony::{BeaconReading, Cancellation, Invitation, NewCommitment, NewReceipt, Opening, Relief};
use crate::services::sessions::{NewAssignment, PlanSession};
use crate::services::{award, ceremony, notices, results, sessions, sittings};
use crate::web::extract::{Staff, act};

use super::Answer;

/// Plans a session in a window (W1, C0, E3).
///
/// # Errors
/// Without the permission, or when the rules or the fields say no.
pub async fn plan(app: Data<App>, staff: Staff, body: Json<PlanSession>) -> Answer<Value> {
    let body = body.into_inner();
    let id = act(&app, move |context| sessions::plan(context, &staff.actor, body)).await?;
    Ok(Json(json!({ "id": id })))
}

/// All sessions this account may see.
///
/// # Errors
/// Without the permission.
pub async fn overview(app: Data<App>, staff: Staff) -> Answer<impl Serialize> {
    act(&app, move |context| sessions::overview(context, &staff.actor)).await.map(Json)
}

/// Gives somebody a duty at a session.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn assign(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<NewAssignment>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| sessions::assign(context, &staff.actor, *id, body)).await.map(Json)
}

/// A link for a contributor or a custodian without an account; it is told this once.
///
/// # Errors
/// Without the permission; a wrong form; a second link of one contributor; once the papers are derived.
pub async fn invite(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Invitation>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| ceremony::invite(context, &staff.actor, *id, &body)).await.map(Json)
}

/// Takes a contributor's commitment.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn commit(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<NewCommitment>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| ceremony::commit(context, &staff.actor, *id, body)).await.map(Json)
}

/// Takes a custodian's receipt.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn receive(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<NewReceipt>) -> Answer<Value> {
    act(&app, move |context| ceremony::receive(context, &staff.actor, *id, &body)).await?;
    Ok(Json(json!({ "received": true })))
}

/// Takes what somebody read off the beacon.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn enter_beacon(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    body: Json<BeaconReading>,
) -> Answer<impl Serialize> {
    act(&app, move |context| ceremony::enter_beacon(context, &staff.actor, *id, &body)).await.map(Json)
}

/// Calls a session off.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn cancel(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Cancellation>) -> Answer<impl Serialize> {
    act(&app, move |context| ceremony::cancel(context, &staff.actor, *id, &body)).await.map(Json)
}

/// Makes the plan of a session: seats and supervisors are drawn days before it.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn make_plan(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| ceremony::make_plan(context, &staff.actor, *id)).await.map(Json)
}

/// Relieves a drawn supervisor who can't come; the next in the order drawn takes over.
///
/// # Errors
/// Without the permission, or when the fields, the rules or the state say no.
pub async fn relieve(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Relief>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| ceremony::relieve_supervisor(context, &staff.actor, *id, &body)).await.map(Json)
}

/// Takes a drawn examiner off the panel who can't go on; the next in the order drawn takes over.
///
/// # Errors
/// Without the permission, or when the fields, the rules or the state say no.
pub async fn relieve_examiner(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    body: Json<Relief>,
) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| ceremony::relieve_examiner(context, &staff.actor, *id, &body)).await.map(Json)
}

/// Closes the roster and publishes the manifest.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn close_roster(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| ceremony::close_roster(context, &staff.actor, *id)).await.map(Json)
}

/// Opens contributors' secrets, some or all: with the last one the papers are derived.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn open(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Opening>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| ceremony::open(context, &staff.actor, *id, &body)).await.map(Json)
}

/// Ends the theory test: absent, scored.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn finish(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| sittings::finish_session(context, &staff.actor, *id)).await.map(Json)
}

/// Decides the results (E1).
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn decide(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| results::decide(context, &staff.actor, *id)).await.map(Json)
}

/// Publishes the results (N1).
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn publish_notice(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| notices::publish(context, &staff.actor, *id)).await.map(Json)
}

/// Awards everybody who passed.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn award(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| award::award_session(context, &staff.actor, *id)).await.map(Json)
}
