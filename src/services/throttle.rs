//! Slows guessing down without ever locking out whoever knows the answer.
//!
//! Every wrong answer of a client makes its next answer wait, longer each time, and longer still when many clients
//! guessed at the same subject. A client without wrong answers of its own never waits, whatever others did.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

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
