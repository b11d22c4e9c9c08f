//! The demo county's clock. Any other store has no such address.

use actix_web::web::{Data, Json};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::clock::Clock as _;
use crate::services::demo;
use crate::web::extract::{DemoClock, Staff, act};

use super::Answer;

/// Where the clock is to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    to: Timestamp,
}

/// Moves the demo clock forward; an instant in its past leaves it where it is.
///
/// # Errors
/// On a store not made by `jiangheng demo`: nothing is there.
pub async fn advance(demo: DemoClock, app: Data<App>, _staff: Staff, body: Json<Advance>) -> Answer<Value> {
    let clock = demo.0;
    let (moved, to) = (clock.clone(), body.to);
    act(&app, move |context| demo::advance(context, &moved, to)).await?;
    Ok(Json(json!({ "now": clock.now().to_string() })))
}
