//! How far a long work is, for whoever waits at a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What takes no longer than this is done before anybody wonders.
const PATIENCE: Duration = Duration::from_millis(500);
/// A line that changes faster can't be read.
const PAUSE: Duration = Duration::from_millis(100);

/// One line on standard error, written over as the work goes on and taken away at its end. Nothing is written where
/// standard error is no terminal, nor of a work that is soon done.
pub(super) struct ProgressLine {
    what: &'static str,
    is_wanted: bool,
    state: Mutex<State>,
}

struct State {
    next: Instant,
    is_shown: bool,
}

impl ProgressLine {
    /// The line of a work that begins now, on so many `what`, a plural.
    pub(super) fn new(what: &'static str) -> Self {
        let state = State { next: Instant::now() + PATIENCE, is_shown: false };
        Self { what, is_wanted: std::io::stderr().is_terminal(), state: Mutex::new(state) }
    }

    /// Tells that `done` of `of` are done.
    pub(super) fn tell(&self, done: usize, of: usize) {
        if !self.is_wanted {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if now >= state.next {
            *state = State { next: now + PAUSE, is_shown: true };
            write(&format!("\r{} / {} {}", grouped(done), grouped(of), self.what));
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.state.get_mut().is_ok_and(|state| state.is_shown) {
            // Back to the line's start, and all of it erased (ECMA-48, EL).
            write("\r\u{1b}[K");
        }
    }
}

/// A terminal that can't be written to is no reason to give up the work.
fn write(text: &str) {
    let mut terminal = std::io::stderr().lock();
    let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
}

/// A number with its digits in threes.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_threes() {
        let grouped = [0, 7, 999, 1000, 12_345, 100_000, 1_234_567].map(grouped);
        assert_eq!(grouped, ["0", "7", "999", "1 000", "12 345", "100 000", "1 234 567"]);
    }
}
