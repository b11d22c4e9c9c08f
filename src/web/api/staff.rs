//! `/api/v1/sign-in`, `/sign-out`, `/me`, `/audit`.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::domain::account::Permission;
use crate::services::accounts;
use crate::store;
use crate::web::errors::WebError;
use crate::web::extract::{STAFF_COOKIE, Staff, act, client_of, cookie};

use super::Answer;

/// A sign-in of staff.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    login: String,
    password: String,
}

/// A session of staff.
#[derive(Serialize)]
pub struct Session {
    token: String,
    expires_at: String,
    name: String,
}

/// Opens a session: the token is in the answer and in a cookie.
///
/// # Errors
/// A wrong name or password.
pub async fn sign_in(app: Data<App>, request: HttpRequest, body: Json<Credentials>) -> Result<HttpResponse, WebError> {
    let Credentials { login, password } = body.into_inner();
    let client = client_of(&request);
    let signed_in = act(&app, move |context| accounts::sign_in(context, &login, &password, &client)).await?;
    let cookie = cookie(&app, STAFF_COOKIE, signed_in.token.clone(), 86_400);
    Ok(HttpResponse::Ok().cookie(cookie).json(Session {
        token: signed_in.token,
        expires_at: signed_in.expires_at.to_string(),
        name: signed_in.actor.name,
    }))
}

/// Ends the session.
///
/// # Errors
/// When nobody is signed in.
pub async fn sign_out(app: Data<App>, staff: Staff) -> Result<HttpResponse, WebError> {
    act(&app, move |context| accounts::sign_out(context, &staff.token)).await?;
    Ok(HttpResponse::NoContent().cookie(cookie(&app, STAFF_COOKIE, String::new(), 0)).finish())
}

/// Who is signed in.
///
/// # Errors
/// When nobody is.
pub async fn me(staff: Staff) -> Answer<Value> {
    Ok(Json(json!({
        "account_id": staff.actor.account_id,
        "name": staff.actor.name,
        "organisation_id": staff.actor.organisation_id,
        "roles": staff.actor.roles(),
    })))
}

/// The newest 200 events of the audit trail.
///
/// # Errors
/// Without the permission.
pub async fn audit(app: Data<App>, staff: Staff) -> Answer<Vec<store::audit::Event>> {
    let events = act(&app, move |context| {
        staff.actor.require(Permission::ReadAudit, staff.actor.organisation_id)?;
        Ok(context.store.read(|connection| store::audit::newest(connection, 200))?)
    })
    .await?;
    Ok(Json(events))
}
