//! Registrations of a session, and practical marks.

use std::collections::BTreeMap;

use actix_web::web::{Data, Json, Path};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::services::practical::{self, SignSheet};
use crate::services::registrations::{self, Register};
use crate::web::extract::{Staff, act};

use super::Answer;

/// Decides whether somebody may register, and says why.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn check(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Register>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| registrations::check(context, &staff.actor, *id, body)).await.map(Json)
}

/// Registers a candidate (D1, D2, Q1, W11).
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn register(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Register>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| registrations::register(context, &staff.actor, *id, body)).await.map(Json)
}

/// Everybody registered for a session.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn list(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| registrations::list(context, &staff.actor, *id)).await.map(Json)
}

/// Withdraws a registration.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn withdraw(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| registrations::withdraw(context, &staff.actor, *id)).await.map(Json)
}

/// The candidates an examiner is to mark, and the scheme.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn to_mark(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| practical::to_mark(context, &staff.actor, *id)).await.map(Json)
}

/// Signs a sheet of practical marks.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn sign_mark(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<SignSheet>) -> Answer<impl Serialize> {
    let body = body.into_inner();
    act(&app, move |context| practical::sign(context, &staff.actor, *id, body)).await.map(Json)
}

/// What an examiner has typed since the last time, by the names of the form's fields; an empty value takes one back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftFields {
    fields: BTreeMap<String, String>,
}

/// Keeps what an examiner has typed of a sheet that is not signed yet.
///
/// # Errors
/// Without the permission, when a field is not of the scheme, or when the state says no.
pub async fn keep_draft(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    body: Json<DraftFields>,
) -> Answer<impl Serialize> {
    let DraftFields { fields } = body.into_inner();
    act(&app, move |context| practical::keep_draft(context, &staff.actor, *id, &fields)).await.map(Json)
}
