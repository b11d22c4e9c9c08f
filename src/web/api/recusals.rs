//! `/api/v1/recusals`: what examiners declare, and who is left out of a session's draws.

use actix_web::web::{Data, Json, Path};
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::services::recusals::{self, NewDeclaration, Withdrawal};
use crate::web::extract::{Staff, act};

use super::Answer;

/// Declares a tie.
///
/// # Errors
/// Without the permission, or when the rules or the fields say no.
pub async fn declare(app: Data<App>, staff: Staff, body: Json<NewDeclaration>) -> Answer<Value> {
    let id = act(&app, move |context| recusals::declare(context, &staff.actor, &body)).await?;
    Ok(Json(json!({ "id": id })))
}

/// Takes a declaration back.
///
/// # Errors
/// Without the permission, or when the rules or the state say no.
pub async fn withdraw(app: Data<App>, staff: Staff, id: Path<i64>, body: Json<Withdrawal>) -> Answer<Value> {
    act(&app, move |context| recusals::withdraw(context, &staff.actor, *id, &body)).await?;
    Ok(Json(json!({ "withdrawn": true })))
}

/// Who may be drawn for a session's panel, and who is left out.
///
/// # Errors
/// Without the permission.
pub async fn of_session(app: Data<App>, staff: Staff, id: Path<i64>) -> Answer<impl Serialize> {
    act(&app, move |context| recusals::of_session(context, &staff.actor, *id)).await.map(Json)
}
