//! Slows guessing down without ever locking out whoever knows the answer.
//!
//! [`Throttle`]: every wrong answer of a client makes its next answer wait, longer each time, and longer still when many
//! clients guessed at the same subject. A client without wrong answers of its own never waits, whatever others did.
//!
//! [`Pace`]: a whole centre stands behind one address, so an address is never made to wait for what one of its people
//! typed. Only when far more was wrong than a full centre mistypes is it answered once a second, which still lets a room
//! of thirty in within half a minute, and makes trying all four-digit tails of one number after the other take hours.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// What one server remembers of wrong answers.
#[derive(Default)]
pub struct Throttles {
    /// Certificates asked for with a claim that did not fit.
    pub(super) certificates: Throttle,
    /// Candidates' sign-ins.
    pub(super) seats: Throttle,
    /// Candidates' sign-ins, by address alone.
    pub(super) halls: Pace,
    /// Staff's sign-ins, by address alone; by name they are counted in the audit trail.
    pub(super) offices: Pace,
}

/// Wrong answers before waiting begins.
const FREE: u32 = 3;
/// The longest wait, in seconds.
const LONGEST: u32 = 60;
/// After so long without a wrong answer all is forgotten.
const MEMORY: SignedDuration = SignedDuration::from_mins(15);
/// The longest name remembered, in characters: an IPv6 address and an admission number or a serial.
const LONGEST_KEY: usize = 80;
/// When there are more entries than this, old ones are cleared out, and then those of a single wrong answer.
const CROWDED: usize = 10_000;

#[derive(Clone, Copy)]
struct Wrong {
    count: u32,
    last: Timestamp,
}

/// Counts wrong answers by client and by subject, in memory.
#[derive(Default)]
pub(super) struct Throttle {
    clients: Mutex<HashMap<String, Wrong>>,
    subjects: Mutex<HashMap<String, Wrong>>,
}

impl Throttle {
    /// How many seconds this client has to wait before an answer about this subject; 0 for none.
    pub(super) fn wait(&self, client: &str, subject: &str, now: Timestamp) -> u32 {
        let Some(own) = find(&self.clients, client, now) else { return 0 };
        let others = find(&self.subjects, subject, now).map_or(0, |wrong| wrong.count / 10);
        let steps = (own.count + others).saturating_sub(FREE);
        let wait = if steps == 0 { 0 } else { 1u32.checked_shl(steps.min(6)).unwrap_or(LONGEST).min(LONGEST) };
        let passed = now.duration_since(own.last).as_secs();
        u32::try_from(i64::from(wait) - passed).unwrap_or(0)
    }

    /// Counts a wrong answer.
    pub(super) fn wrong(&self, client: &str, subject: &str, now: Timestamp) {
        count(&self.clients, client, now);
        count(&self.subjects, subject, now);
    }
}

/// Wrong answers of one address before it is paced: thirty candidates who mistype twice each.
const CENTRE: u32 = 60;
/// How far apart a paced address is answered, in milliseconds.
const APART: i128 = 1000;

/// Counts wrong answers by address, in memory.
#[derive(Default)]
pub(super) struct Pace {
    addresses: Mutex<HashMap<String, Wrong>>,
    answered: Mutex<HashMap<String, Timestamp>>,
}

impl Pace {
    /// Whether this address has to wait a second before its next answer; if not, the answer counts as given.
    pub(super) fn waits(&self, address: &str, now: Timestamp) -> bool {
        if find(&self.addresses, address, now).is_none_or(|wrong| wrong.count <= CENTRE) {
            return false;
        }
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if answered.len() > CROWDED {
            answered.clear();
        }
        let last = answered.entry(short(address).to_owned()).or_insert(Timestamp::UNIX_EPOCH);
        let waits = now.duration_since(*last).as_millis() < APART;
        if !waits {
            *last = now;
        }
        waits
    }

    /// Counts a wrong answer.
    pub(super) fn wrong(&self, address: &str, now: Timestamp) {
        count(&self.addresses, address, now);
    }
}

fn find(map: &Mutex<HashMap<String, Wrong>>, key: &str, now: Timestamp) -> Option<Wrong> {
    let map = map.lock().unwrap_or_else(PoisonError::into_inner);
    map.get(short(key)).copied().filter(|wrong| now.duration_since(wrong.last) < MEMORY)
}

fn count(map: &Mutex<HashMap<String, Wrong>>, key: &str, now: Timestamp) {
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    if map.len() > CROWDED {
        map.retain(|_, wrong| now.duration_since(wrong.last) < MEMORY);
    }
    if map.len() > CROWDED {
        map.retain(|_, wrong| wrong.count > 1);
    }
    let entry = map.entry(short(key).to_owned()).or_insert(Wrong { count: 0, last: now });
    let fresh = now.duration_since(entry.last) >= MEMORY;
    *entry = Wrong { count: if fresh { 1 } else { entry.count.saturating_add(1) }, last: now };
}

/// What is remembered of a name that somebody sent: whoever asks can't make us keep a long one.
fn short(key: &str) -> &str {
    key.char_indices().nth(LONGEST_KEY).and_then(|(end, _)| key.get(..end)).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_guesser_waits_longer_each_time_and_is_forgotten_after_a_quarter_of_an_hour() {
        let throttle = Throttle::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            throttle.wrong("guesser", "S1", at(0));
            waits.push(throttle.wait("guesser", "S1", at(0)));
        }
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60]);
        assert_eq!(throttle.wait("guesser", "S1", at(59)), 1);
        assert_eq!(throttle.wait("guesser", "S1", at(60)), 0);
        throttle.wrong("guesser", "S1", at(60 + 15 * 60));
        assert_eq!(throttle.wait("guesser", "S1", at(60 + 15 * 60)), 0, "forgotten, counted anew");
    }

    #[test]
    fn a_centre_that_mistypes_is_not_held_up_and_a_scan_from_one_address_is_paced() {
        let pace = Pace::default();
        for _ in 0..60 {
            assert!(!pace.waits("centre", at(0)));
            pace.wrong("centre", at(0));
        }
        assert!(!pace.waits("centre", at(0)), "thirty candidates, two mistypings each");
        pace.wrong("centre", at(0));
        assert!(!pace.waits("centre", at(0)), "answered, and from now on once a second");
        assert!(pace.waits("centre", at(0)));
        assert!(!pace.waits("elsewhere", at(0)));
        let let_in = (1..=30).filter(|second| !pace.waits("centre", at(*second))).count();
        assert_eq!(let_in, 30, "a room gets in within half a minute all the same");
        assert!(!pace.waits("centre", at(15 * 60)) && !pace.waits("centre", at(15 * 60)), "forgotten");
    }

    #[test]
    fn many_guessers_slow_each_other_down_and_nobody_else() {
        let throttle = Throttle::default();
        for guesser in 0..50 {
            throttle.wrong(&guesser.to_string(), "S1", at(0));
        }
        assert_eq!(throttle.wait("0", "S1", at(0)), 8);
        assert_eq!(throttle.wait("0", "S2", at(0)), 0);
        assert_eq!(throttle.wait("holder", "S1", at(0)), 0);
    }
}
