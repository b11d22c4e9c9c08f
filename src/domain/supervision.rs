//! S1: each institution is supervised on site at least once in the policy's years.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

/// How many days before it is due an institution counts as due soon.
const SOON: i32 = 90;

/// How an institution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// It has held no session yet, so nothing could be supervised.
    Nothing,
    /// It was supervised, or has begun, within the years.
    Fine,
    /// It is due within 90 days.
    Soon,
    /// The years are over.
    Overdue,
}

/// By when an institution is to be supervised: the policy's years after it last was, or else after its first session.
#[must_use]
pub fn due(years: u32, first: Option<Date>, last: Option<Date>) -> Option<Date> {
    last.or(first)?.checked_add(i64::from(years).years()).ok()
}

/// How an institution that is due on a day stands today; that day itself is in time.
#[must_use]
pub fn coverage(today: Date, due: Option<Date>) -> Coverage {
    let Some(due) = due else { return Coverage::Nothing };
    match () {
        () if today > due => Coverage::Overdue,
        () if today.checked_add(SOON.days()).is_ok_and(|soon| soon >= due) => Coverage::Soon,
        () => Coverage::Fine,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_years_run_from_the_last_visit_or_else_from_the_first_session() {
        let (first, last) = (date(2023, 4, 15), date(2025, 12, 13));
        assert_eq!(due(3, Some(first), None), Some(date(2026, 4, 15)));
        assert_eq!(due(3, Some(first), Some(last)), Some(date(2028, 12, 13)));
        assert_eq!(due(3, Some(date(2024, 2, 29)), None), Some(date(2027, 2, 28)), "a leap day");
        assert_eq!(due(3, None, None), None);
    }

    #[test]
    fn its_day_is_in_time_the_next_is_not_and_ninety_days_before_it_is_soon() {
        let due = Some(date(2026, 4, 15));
        assert_eq!(coverage(date(2026, 4, 16), due), Coverage::Overdue);
        assert_eq!(coverage(date(2026, 4, 15), due), Coverage::Soon);
        assert_eq!(coverage(date(2026, 1, 15), due), Coverage::Soon, "ninety days before");
        assert_eq!(coverage(date(2026, 1, 14), due), Coverage::Fine);
        assert_eq!(coverage(date(2026, 1, 14), None), Coverage::Nothing);
    }
}
