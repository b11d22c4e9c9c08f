//! The door: actix lives here.

pub mod pages;
