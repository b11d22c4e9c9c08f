//! Sessions, ceremony, hall and sittings, from the plan to the evidence.

mod ceremony;
mod fixture;
mod planning;
mod sitting;
