//! The question bank office on real stores: two-person review, races, versions.

pub(crate) mod fixture;
mod races;
mod review;
mod versions;
