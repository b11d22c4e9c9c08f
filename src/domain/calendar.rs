//! Days: assessment windows (W1), working days from a table of published arrangements (N1), local days as half-open
//! stretches of time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::clock::local_zone;

/// The table of working days has no arrangement for a year, so nothing in that year can be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no working-day table for {year}: add policies/holidays-{year}.toml once the State Council has published that year's holidays"
)]
pub struct YearMissing {
    /// The year.
    pub year: i16,
}

impl YearMissing {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "holiday-year-missing"
    }
}

/// What is wrong with a year's arrangement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidayFault {
    /// A year that is given twice.
    #[error("{0} is given twice; keep one file a year")]
    TwoYears(i16),
    /// A day of another year.
    #[error("{name}: {day} is not in {year}; each year has a file of its own")]
    OtherYear {
        /// The holiday.
        name: String,
        /// The day.
        day: Date,
        /// The file's year.
        year: i16,
    },
    /// `to` before `from`, or a stretch that no holiday has.
    #[error("{0}: `to` must be from 0 to 30 days after `from`")]
    Stretch(String),
    /// A working weekend that is no Saturday or Sunday, or lies in a holiday.
    #[error("{name}: {day} can't be a working weekend, it must be a Saturday or Sunday outside all holidays")]
    Weekend {
        /// The holiday.
        name: String,
        /// The day.
        day: Date,
    },
}

/// One year's arrangement of days off and working weekends (调休), as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    /// The year.
    pub year: i16,
    /// The notice it was taken from.
    pub source: String,
    /// The holidays.
    #[serde(rename = "holiday")]
    pub holidays: Vec<Holiday>,
}

/// One holiday of the arrangement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// 春节.
    pub name: String,
    /// First day off.
    pub from: Date,
    /// Last day off.
    pub to: Date,
    /// Saturdays and Sundays worked instead.
    #[serde(default)]
    pub working_weekends: Vec<Date>,
}

/// The working days of the years whose arrangement is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HolidayTable {
    years: BTreeMap<i16, Year>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Year {
    off: BTreeSet<Date>,
    working: BTreeSet<Date>,
}

impl HolidayTable {
    /// The table of some years.
    ///
    /// # Errors
    /// When an arrangement can't be meant so.
    pub fn new(years: Vec<HolidayYear>) -> Result<Self, HolidayFault> {
        let mut table = Self::default();
        for year in years {
            let number = year.year;
            if table.years.insert(number, Year::read(year)?).is_some() {
                return Err(HolidayFault::TwoYears(number));
            }
        }
        Ok(table)
    }

    /// Whether a day is worked.
    ///
    /// # Errors
    /// When its year is not in the table.
    pub fn is_working_day(&self, day: Date) -> Result<bool, YearMissing> {
        let year = self.years.get(&day.year()).ok_or(YearMissing { year: day.year() })?;
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(year.working.contains(&day) || (!weekend && !year.off.contains(&day)))
    }
}

impl Year {
    fn read(year: HolidayYear) -> Result<Self, HolidayFault> {
        let mut read = Self::default();
        for holiday in &year.holidays {
            let length = (holiday.to - holiday.from).get_days();
            if !(0..=30).contains(&length) {
                return Err(HolidayFault::Stretch(holiday.name.clone()));
            }
            let days = holiday.from.series(jiff::Span::new().days(1)).take_while(|day| *day <= holiday.to);
            read.off.extend(days);
            for day in [holiday.from, holiday.to].iter().chain(&holiday.working_weekends) {
                if day.year() != year.year {
                    return Err(HolidayFault::OtherYear { name: holiday.name.clone(), day: *day, year: year.year });
                }
            }
        }
        for holiday in &year.holidays {
            for day in &holiday.working_weekends {
                let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
                if !weekend || read.off.contains(day) {
                    return Err(HolidayFault::Weekend { name: holiday.name.clone(), day: *day });
                }
                read.working.insert(*day);
            }
        }
        Ok(read)
    }
}

/// The `count`-th working day after `day`, which is itself not counted; `day` itself for 0.
///
/// # Errors
/// When it comes to a year that is not in the table.
pub fn add_working_days(table: &HolidayTable, day: Date, count: u32) -> Result<Date, YearMissing> {
    let mut reached = day;
    for _ in 0..count {
        loop {
            reached = reached.tomorrow().map_err(|_| YearMissing { year: reached.year() })?;
            if table.is_working_day(reached)? {
                break;
            }
        }
    }
    Ok(reached)
}

/// The instant at which a notice published on `published` has run out (N1): the end of the last of its working days,
/// local time. From then on awards are unlocked.
///
/// # Errors
/// When the working days reach into a year that is not in the table.
pub fn notice_over(table: &HolidayTable, published: Date, working_days: u32) -> Result<Timestamp, YearMissing> {
    let last = add_working_days(table, published, working_days)?;
    local_day_bounds(last).map(|(_, end)| end).ok_or(YearMissing { year: last.year() })
}

/// A local day as a half-open stretch: its first instant, and the first instant of the next day. `None` at the end
/// of the calendar.
#[must_use]
pub fn local_day_bounds(day: Date) -> Option<(Timestamp, Timestamp)> {
    let start = |day: Date| day.to_zoned(local_zone()).ok().map(|zoned| zoned.timestamp());
    Some((start(day)?, start(day.tomorrow().ok()?)?))
}

/// A window of assessments (W1): the whole of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    /// First day.
    pub opens: Date,
    /// Last day.
    pub closes: Date,
}

impl Window {
    /// Whether a day is in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.opens <= day && day <= self.closes
    }
}

/// The window that a day lies in, with the months of the policy (W1).
#[must_use]
pub fn window_of(months: &BTreeSet<i8>, day: Date) -> Option<Window> {
    months.contains(&day.month()).then(|| Window { opens: day.first_of_month(), closes: day.last_of_month() })
}

/// The first window that opens after a day (W1); `None` only without months.
#[must_use]
pub fn next_window(months: &BTreeSet<i8>, day: Date) -> Option<Window> {
    let mut next = day.last_of_month().tomorrow().ok()?;
    for _ in 0..12 {
        if let Some(window) = window_of(months, next) {
            return Some(window);
        }
        next = next.last_of_month().tomorrow().ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::samples::holidays as table;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn holiday(from: &str, to: &str, weekends: &[&str]) -> HolidayYear {
        let working_weekends = weekends.iter().map(|text| day(text)).collect();
        let holiday = Holiday { name: "节".to_owned(), from: day(from), to: day(to), working_weekends };
        HolidayYear { year: 2026, source: "通知".to_owned(), holidays: vec![holiday] }
    }

    #[test]
    fn an_arrangement_that_cannot_be_meant_so_is_refused() {
        for wrong in [
            holiday("2025-12-31", "2026-01-02", &[]),
            holiday("2026-12-31", "2027-01-02", &[]),
            holiday("2026-05-05", "2026-05-01", &[]),
            holiday("2026-05-01", "2026-07-01", &[]),
            holiday("2026-05-01", "2026-05-05", &["2026-05-06"]),
            holiday("2026-05-01", "2026-05-05", &["2026-05-02"]),
            holiday("2026-05-01", "2026-05-05", &["2027-05-08"]),
        ] {
            assert!(HolidayTable::new(vec![wrong.clone()]).is_err(), "{wrong:?}");
        }
        let fine = holiday("2026-05-01", "2026-05-05", &["2026-05-09"]);
        assert_eq!(HolidayTable::new(vec![fine.clone(), fine]), Err(HolidayFault::TwoYears(2026)));
    }

    #[test]
    fn a_year_that_is_missing_is_refused_and_never_guessed() {
        let table = table();
        assert_eq!(add_working_days(&table, day("2026-12-29"), 5), Err(YearMissing { year: 2027 }));
        assert_eq!(table.is_working_day(day("2025-12-31")), Err(YearMissing { year: 2025 }));
        assert_eq!(add_working_days(&table, day("2026-12-28"), 3), Ok(day("2026-12-31")));
        assert!(notice_over(&table, day("2026-12-28"), 4).is_err());
    }

    #[test]
    fn five_working_days_step_over_weekends_and_holidays_and_count_working_weekends() {
        for (published, last) in [
            ("2026-12-14", "2026-12-21"),
            ("2026-12-12", "2026-12-18"),
            ("2026-09-18", "2026-09-24"),
            ("2026-09-30", "2026-10-13"),
            ("2026-02-13", "2026-02-27"),
        ] {
            assert_eq!(add_working_days(&table(), day(published), 5), Ok(day(last)), "{published}");
        }
    }

    #[test]
    fn a_notice_runs_out_at_local_midnight_after_its_last_day() {
        let over = notice_over(&table(), day("2026-12-14"), 5).unwrap();
        assert_eq!(over, "2026-12-22T00:00:00+08:00".parse::<Timestamp>().unwrap());
        let (start, end) = local_day_bounds(day("2026-12-12")).unwrap();
        assert_eq!(
            (start.to_string().as_str(), end.to_string().as_str()),
            ("2026-12-11T16:00:00Z", "2026-12-12T16:00:00Z")
        );
    }

    #[test]
    fn windows_are_the_policys_months_to_their_last_day() {
        let months = BTreeSet::from([4, 8, 12]);
        assert_eq!(window_of(&months, day("2026-11-30")), None);
        assert_eq!(next_window(&months, day("2026-11-30")).unwrap().opens, day("2026-12-01"));
        assert_eq!(next_window(&months, day("2026-12-01")).unwrap().opens, day("2027-04-01"));
        let window = window_of(&months, day("2026-12-31")).unwrap();
        assert!(window.contains(day("2026-12-01")) && !window.contains(day("2027-01-01")));
        assert_eq!(next_window(&BTreeSet::new(), day("2026-12-01")), None);
    }

    proptest! {
        #[test]
        fn the_days_between_hold_exactly_as_many_working_days(start in 0i32..330, count in 0u32..15) {
            let table = table();
            let from = day("2026-01-01").checked_add(jiff::Span::new().days(start)).unwrap();
            let to = add_working_days(&table, from, count).unwrap();
            let mut worked = 0;
            let mut at = from;
            while at < to {
                at = at.tomorrow().unwrap();
                worked += u32::from(table.is_working_day(at).unwrap());
            }
            prop_assert_eq!(worked, count);
            prop_assert!(count == 0 || table.is_working_day(to).unwrap());
        }

        #[test]
        fn counting_on_from_a_part_reaches_the_same_day(start in 0i32..320, first in 0u32..8, more in 0u32..8) {
            let table = table();
            let from = day("2026-01-01").checked_add(jiff::Span::new().days(start)).unwrap();
            let part = add_working_days(&table, from, first).unwrap();
            prop_assert_eq!(add_working_days(&table, part, more), add_working_days(&table, from, first + more));
        }
    }
}
