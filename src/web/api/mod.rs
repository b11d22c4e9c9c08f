//! The JSON API: a handler reads in one order — who, what, act, answer.

pub mod banks;
pub mod certificates;
pub mod demo;
pub mod hall;
pub mod organisations;
pub mod recusals;
pub mod registrations;
pub mod rooms;
pub mod sessions;
pub mod staff;

use actix_web::web::Json;

use super::errors::WebError;

/// What a handler of the API returns.
pub type Answer<T> = Result<Json<T>, WebError>;
