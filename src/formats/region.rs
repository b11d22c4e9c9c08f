//! The region's tables: its policy, the holidays we know, the occupations. The sample region's are in the binary.

use std::path::Path;

use crate::domain::calendar::HolidayTable;
use crate::domain::occupation::OccupationTable;
use crate::domain::policy::Policy;

use super::policy::{
    HOLIDAYS_2026, OCCUPATIONS, PolicyFileError, QINGHE_2026, read_holidays, read_occupations, read_policy,
};

/// A region's table can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RegionError {
    /// The file can't be read.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// The file's text is not a policy.
    #[error("{0}: {1}")]
    Policy(String, PolicyFileError),
}

/// Reads a policy file.
///
/// # Errors
/// Names the file, and what in it is wrong.
pub fn policy_file(path: &Path) -> Result<Policy, RegionError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| RegionError::File(name.clone(), error))?;
    read_policy(&text).map_err(|error| RegionError::Policy(name, error))
}

/// The policy of the sample region, 青禾县.
///
/// # Panics
/// Never: a test reads it.
#[must_use]
pub fn sample_policy() -> Policy {
    read_policy(QINGHE_2026).expect("the built-in policy is read by a test")
}

/// The holidays of the years that have been published.
///
/// # Panics
/// Never: a test reads them.
#[must_use]
pub fn holidays() -> HolidayTable {
    let year = read_holidays(HOLIDAYS_2026).expect("read by a test");
    HolidayTable::new(vec![year]).expect("read by a test")
}

/// The occupations of 职业分类大典 2022 that we know.
///
/// # Panics
/// Never: a test reads them.
#[must_use]
pub fn occupations() -> OccupationTable {
    read_occupations(OCCUPATIONS).expect("the built-in table is read by a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_read() {
        assert!(sample_policy().validate().is_ok());
        assert!(holidays().is_working_day("2026-11-23".parse().unwrap()).unwrap());
        assert!(occupations().get(&"6-31-01-03".parse().unwrap()).is_some());
    }
}
