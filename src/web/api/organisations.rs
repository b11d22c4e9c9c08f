//! `/api/v1/organisations`, `/accounts`, `/rooms`, `/filings`.

use actix_web::web::{Data, Json};
use serde_json::{Value, json};

use crate::app::App;
use crate::services::accounts::{self, NewAccount, NewFiling, NewOrganisation, NewRoom};
use crate::web::extract::{Staff, act};

use super::Answer;

/// Adds an organisation.
///
/// # Errors
/// Without the permission, or when the rules or the fields say no.
pub async fn create(app: Data<App>, staff: Staff, body: Json<NewOrganisation>) -> Answer<Value> {
    let body = body.into_inner();
    let id = act(&app, move |context| accounts::create_organisation(context, &staff.actor, body)).await?;
    Ok(Json(json!({ "id": id })))
}

/// Adds an account.
///
/// # Errors
/// Without the permission, or when the rules or the fields say no.
pub async fn create_account(app: Data<App>, staff: Staff, body: Json<NewAccount>) -> Answer<Value> {
    let body = body.into_inner();
    let id = act(&app, move |context| accounts::create_account(context, &staff.actor, body)).await?;
    Ok(Json(json!({ "id": id })))
}

/// Adds a room of a centre (E3).
///
/// # Errors
/// Without the permission, or when the rules or the fields say no.
pub async fn create_room(app: Data<App>, staff: Staff, body: Json<NewRoom>) -> Answer<Value> {
    let body = body.into_inner();
    let id = act(&app, move |context| accounts::create_room(context, &staff.actor, body)).await?;
    Ok(Json(json!({ "id": id })))
}

/// Files a body for an occupation and level (C0).
///
/// # Errors
/// Without the permission, or when the rules or the fields say no.
pub async fn file_body(app: Data<App>, staff: Staff, body: Json<NewFiling>) -> Answer<Value> {
    let body = body.into_inner();
    let id = act(&app, move |context| accounts::file_body(context, &staff.actor, body)).await?;
    Ok(Json(json!({ "id": id })))
}
