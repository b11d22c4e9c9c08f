//! The demo county's tables, for the tests of the domain.

use super::calendar::HolidayTable;
use super::policy::Policy;

pub(crate) fn policy() -> Policy {
    toml::from_str(include_str!("../../policies/qinghe-2026.toml")).unwrap()
}

pub(crate) fn holidays() -> HolidayTable {
    HolidayTable::new(vec![toml::from_str(include_str!("../../policies/holidays-2026.toml")).unwrap()]).unwrap()
}
