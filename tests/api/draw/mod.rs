//! Sessions, ceremony, hall and sittings, from the plan to the evidence.

mod ceremony;
pub(crate) mod fixture;
mod nodes;
mod outage;
mod panel;
mod plan;
mod planning;
pub(crate) mod room;
mod sitting;
mod substitutes;
mod tasks;
