//! The question bank office: projects, writing, reviewing, sealing. What a page may show of an item is decided in
//! `services::office::view`; nothing here reads an item any other way.

pub mod begin;
pub mod bring;
pub mod export;
pub mod item;
pub mod project;
pub mod seal;
mod words;
pub mod write;

use actix_web::web::Data;

use crate::app::App;
use crate::services::{Context, ServiceError};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::act;

/// Runs a use case; a refusal or a wrong field is said on the page, everything else is an error.
async fn attempt<T: Send + 'static>(
    app: &Data<App>,
    work: impl FnOnce(&Context) -> Result<T, ServiceError> + Send + 'static,
) -> Result<Result<T, Problem>, WebError> {
    act(app, move |context| match work(context) {
        Err(error @ (ServiceError::Refused(_) | ServiceError::Invalid(_))) => Ok(Err(Problem::from(error))),
        other => Ok(Ok(other?)),
    })
    .await
}
