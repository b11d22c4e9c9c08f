//! `/api/v1/banks`.

use actix_web::web::{Bytes, Data, Json, Path};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::services::banks;
use crate::web::extract::{Staff, act};

use super::Answer;

/// The item key of a package, released apart from it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedKey {
    /// 64 hex digits.
    key: String,
}

/// Takes a sealed package as the request's body.
///
/// # Errors
/// Says why a package is refused; then nothing was written.
pub async fn import(app: Data<App>, staff: Staff, package: Bytes) -> Answer<impl Serialize> {
    act(&app, move |context| banks::import(context, &staff.actor, &package)).await.map(Json)
}

/// Takes the item key.
///
/// # Errors
/// When it does not open the package.
pub async fn release_key(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    body: Json<ReleasedKey>,
) -> Answer<impl Serialize> {
    let key = body.into_inner().key;
    act(&app, move |context| banks::release_key(context, &staff.actor, *id, &key)).await.map(Json)
}

/// All banks.
///
/// # Errors
/// Without the permission.
pub async fn list(app: Data<App>, staff: Staff) -> Answer<impl Serialize> {
    act(&app, move |context| banks::list(context, &staff.actor)).await.map(Json)
}
