//! When each step of a ceremony can be done.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::clock::local_day;
use crate::domain::calendar::local_day_bounds;
use crate::domain::policy::Policy;

/// 快乐8 (20 of 80) is drawn every evening at 21:30, China's time.
const KL8_MINUTES: i64 = 21 * 60 + 30;
/// A drawing whose name has no day in it, such as the demo's, counts half a day before the session.
const UNDATED: SignedDuration = SignedDuration::from_hours(12);

/// From when and until when each step of a ceremony can be done. An end is the first instant at which it is too late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// T: when the session opens.
    pub opens: Timestamp,
    /// Until when contributors commit and the roster is closed.
    pub roster_until: Timestamp,
    /// The drawing the manifest names, and the one that counts if that was cancelled; none before there is a manifest,
    /// and where it names none.
    pub events: Option<(String, String)>,
    /// When the drawing happens, by which every custodian's receipt is there.
    pub beacon: Option<Timestamp>,
    /// When the one in its stead happens.
    pub fallback: Option<Timestamp>,
    /// From when on secrets are opened.
    pub open_from: Timestamp,
    /// Until when they are: nobody may begin later than that.
    pub open_until: Timestamp,
}

impl Calendar {
    /// The calendar of a session that opens at `opens`, by a region's figures and the drawings its manifest names.
    #[must_use]
    pub fn of(opens: Timestamp, policy: &Policy, events: Option<(String, String)>) -> Self {
        let until = later(opens, SignedDuration::from_mins(i64::from(policy.sitting.minutes.late)));
        Self::with(opens, (opens, until), policy, events)
    }

    /// The calendar of the plan of a session that opens at `session`: its roster closes with the session's, its secrets
    /// are opened [`plan_opens`], and at the latest a day before the session.
    #[must_use]
    pub fn of_plan(session: Timestamp, policy: &Policy, events: Option<(String, String)>) -> Self {
        Self::with(
            plan_opens(session, policy),
            (session, earlier(session, SignedDuration::from_hours(24))),
            policy,
            events,
        )
    }

    fn with(
        opens: Timestamp,
        (session, open_until): (Timestamp, Timestamp),
        policy: &Policy,
        events: Option<(String, String)>,
    ) -> Self {
        let drawn = |event: &String| drawn_at(event).unwrap_or_else(|| earlier(opens, UNDATED));
        let roster_day = local_day(session).checked_sub(i64::from(policy.draw.commit_days).days()).ok();
        Self {
            opens,
            roster_until: roster_day.and_then(local_day_bounds).map_or(opens, |(_, end)| end),
            beacon: events.as_ref().map(|(named, _)| drawn(named)),
            fallback: events.as_ref().map(|(_, fallback)| drawn(fallback)),
            events,
            open_from: earlier(opens, SignedDuration::from_mins(i64::from(policy.draw.open_minutes))),
            open_until,
        }
    }
}

/// When the plan of a session is drawn: the policy's days before it.
#[must_use]
pub fn plan_opens(session: Timestamp, policy: &Policy) -> Timestamp {
    earlier(session, SignedDuration::from_hours(24 * i64::from(policy.draw.plan_days)))
}

/// When a drawing happens: `kl8/2026-12-10` is that evening's 快乐8; `None` for names without a day.
#[must_use]
pub fn drawn_at(event: &str) -> Option<Timestamp> {
    let day: Date = event.strip_prefix("kl8/")?.parse().ok()?;
    let (start, _) = local_day_bounds(day)?;
    start.checked_add(SignedDuration::from_mins(KL8_MINUTES)).ok()
}

fn earlier(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_sub(by).unwrap_or(instant)
}

fn later(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_add(by).unwrap_or(instant)
}
