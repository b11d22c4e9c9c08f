//! Injected time. Nothing below `app` reads the system's clock by itself.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

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

/// A clock that no step of the machine's moves: read once, then carried on by the monotonic one. Who looks after it takes
/// the machine's time over while nothing depends on it; while exams run, a step is told and moves no deadline.
pub struct SteadyClock {
    wall: SharedClock,
    anchor: RwLock<(Timestamp, Instant)>,
}

impl SteadyClock {
    /// A clock that reads what `wall` reads now.
    #[must_use]
    pub fn new(wall: SharedClock) -> Self {
        let anchor = RwLock::new((wall.now(), Instant::now()));
        Self { wall, anchor }
    }

    /// How far the machine's clock has gone ahead of this one; negative when it lags.
    #[must_use]
    pub fn drift(&self) -> SignedDuration {
        self.wall.now().duration_since(self.now())
    }

    /// Takes the machine's time over.
    pub fn adopt(&self) {
        self.set(self.wall.now());
    }

    /// Never reads earlier than an instant that is known to have been: after a start on a machine whose clock was set back.
    pub fn not_before(&self, instant: Timestamp) {
        if instant > self.now() {
            self.set(instant);
        }
    }

    fn set(&self, instant: Timestamp) {
        *self.anchor.write().unwrap_or_else(PoisonError::into_inner) = (instant, Instant::now());
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Timestamp {
        let (from, since) = *self.anchor.read().unwrap_or_else(PoisonError::into_inner);
        let passed = SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::ZERO);
        from.checked_add(passed).unwrap_or(Timestamp::MAX)
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
    fn a_step_of_the_machines_clock_is_told_and_taken_over_only_when_asked() {
        let wall = Arc::new(ShiftedClock::starting_at(at("2026-12-12T01:00:00Z")));
        let steady = SteadyClock::new(wall.clone());
        wall.advance_to(at("2026-12-12T02:00:00Z"));
        assert!(steady.now() < at("2026-12-12T01:01:00Z"));
        assert!((3590..=3600).contains(&steady.drift().as_secs()), "{:?}", steady.drift());
        let before = steady.now();
        assert!(steady.now() >= before, "it goes on");
        steady.adopt();
        assert!(steady.now() >= at("2026-12-12T02:00:00Z"));
        steady.not_before(at("2026-12-12T01:30:00Z"));
        assert!(steady.now() < at("2026-12-12T02:01:00Z"), "an earlier instant changes nothing");
        steady.not_before(at("2026-12-12T03:00:00Z"));
        assert!(steady.now() >= at("2026-12-12T03:00:00Z") && steady.drift().as_secs() < 0);
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
