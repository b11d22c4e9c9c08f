//! Facts about the store itself: whether it is a demo, its clock, the check value of its sealing key.

use diesel::prelude::*;

use super::schema::meta;
use super::{AnyConnection, StoreError};

/// Marks a store made by `jiangheng demo`.
pub const DEMO: &str = "demo";
/// What the demo clock read last, in microseconds.
pub const DEMO_CLOCK: &str = "demo_clock_us";
/// A known text sealed under the sealing key, in hex: shows whether the key file is still the right one.
pub const SEALING_CHECK: &str = "sealing_check";

/// The value of a name, if it was ever set.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, name: &str) -> Result<Option<String>, StoreError> {
    Ok(meta::table.find(name).select(meta::value).first(connection).optional()?)
}

/// Sets a name's value.
///
/// # Errors
/// When the database fails.
pub fn set(connection: &mut AnyConnection, name: &str, value: &str) -> Result<(), StoreError> {
    let changed = diesel::update(meta::table.find(name)).set(meta::value.eq(value)).execute(connection)?;
    if changed == 0 {
        diesel::insert_into(meta::table).values((meta::name.eq(name), meta::value.eq(value))).execute(connection)?;
    }
    Ok(())
}
