//! Injected time. Nothing below `app` reads the system's clock by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned, civil};

/// Whoever tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The clock everybody shares.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's clock moved by an offset that can be changed: the demo county's clock, and the tests'.
pub struct ShiftedClock {
    offset_us: AtomicI64,
}

impl ShiftedClock {
    /// A clock that reads `start` now and runs on from there.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Self {
        let clock = Self { offset_us: AtomicI64::new(0) };
        clock.set(start);
        clock
    }

    /// Makes the clock read `instant` now. It never goes back: an earlier instant leaves it where it is.
    pub fn advance_to(&self, instant: Timestamp) {
        if instant > self.now() {
            self.set(instant);
        }
    }

    fn set(&self, instant: Timestamp) {
        let offset = instant.as_microsecond() - Timestamp::now().as_microsecond();
        self.offset_us.store(offset, Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_micros(self.offset_us.load(Ordering::SeqCst));
        Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX)
    }
}

/// China's one time zone. The offset is constant since 1991, so a fixed one serves for every date we handle.
#[must_use]
pub fn local_zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8)))
}

/// An instant as people read it.
#[must_use]
pub fn local(instant: Timestamp) -> Zoned {
    instant.to_zoned(local_zone())
}

/// The local calendar day of an instant.
#[must_use]
pub fn local_day(instant: Timestamp) -> civil::Date {
    local(instant).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_stored_instant_is_utc_and_a_shown_one_is_local() {
        let stored = at("2026-12-11T16:30:00Z");
        assert_eq!(crate::store::instant(crate::store::micros(stored)), stored);
        assert_eq!(local(stored).to_string(), "2026-12-12T00:30:00+08:00[Asia/Shanghai]");
        assert_eq!(local_day(stored).to_string(), "2026-12-12", "the local day has begun");
        assert_eq!(local_day(at("2026-12-11T15:59:59Z")).to_string(), "2026-12-11");
    }

    #[test]
    fn a_shifted_clock_goes_on_and_never_back() {
        let clock = ShiftedClock::starting_at(at("2026-11-23T01:00:00Z"));
        let first = clock.now();
        assert!(first >= at("2026-11-23T01:00:00Z"));
        clock.advance_to(at("2026-12-12T01:00:00Z"));
        let moved = clock.now();
        assert!(moved >= at("2026-12-12T01:00:00Z"));
        clock.advance_to(first);
        assert!(clock.now() >= moved, "an earlier instant leaves it where it is");
    }
}
