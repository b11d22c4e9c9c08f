//! What a session's plan draws: who sits where, and who supervises.

use crate::domain::draw::DrawSpec;
use crate::domain::policy::{Clause, Policy};

use super::Pool;

/// The draw of a session's supervisors.
pub const SUPERVISION: &str = "@supervision";
/// What the draw of a room's seats begins with; the room's code follows.
const SEATS: &str = "@seats/";

/// Nobody may be drawn to supervise (S1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{wanted} supervise a session, but only {free} of the bureau's {all} supervisors may be drawn ({recused} recused); name more, or call the plan off"
)]
pub struct NobodyToSupervise {
    /// How many supervise a session.
    pub wanted: usize,
    /// How many may be drawn.
    pub free: usize,
    /// How many the bureau has.
    pub all: usize,
    /// How many of them are left out.
    pub recused: usize,
    /// What the number rests on.
    pub clause: Clause,
}

/// The draw of a room's seats: seats 1 to `candidates`, all of them, so that the room is filled from its first seat on and
/// spare desks stay together. `taken[k]` is the seat of the k-th candidate in the order of numbers.
#[must_use]
pub fn seats(room: &str, candidates: usize) -> DrawSpec {
    let width = candidates.to_string().len();
    let from = (1..=candidates).map(|seat| format!("{seat:0width$}")).collect();
    DrawSpec { id: format!("{SEATS}{room}"), from, take: candidates }
}

/// Whether a draw is of a room's seats.
#[must_use]
pub fn is_seats(draw: &str) -> bool {
    draw.starts_with(SEATS)
}

/// The seat of an entry of such a draw: `07` is seat 7.
#[must_use]
pub fn seat_of(entry: &str) -> Option<i64> {
    entry.parse().ok().filter(|seat| *seat > 0 && entry.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The draw of a session's supervisors: all who may be drawn, as an order; the first who can come do.
///
/// # Errors
/// When fewer may be drawn than are wanted.
pub fn supervision(policy: &Policy, pool: &Pool) -> Result<DrawSpec, Box<NobodyToSupervise>> {
    let wanted = usize::try_from(policy.supervision.supervisors).unwrap_or(usize::MAX);
    let (free, recused) = (pool.from.len(), pool.recused.len());
    if free < wanted.max(1) {
        let clause = policy.supervision.clause.clone();
        return Err(Box::new(NobodyToSupervise { wanted, free, all: free + recused, recused, clause }));
    }
    Ok(DrawSpec { id: SUPERVISION.to_owned(), from: pool.from.clone(), take: free })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    #[test]
    fn a_rooms_seats_are_padded_so_that_bytes_and_numbers_sort_alike() {
        let nine = seats("R3", 9);
        assert_eq!((nine.id.as_str(), nine.take, nine.from.first().unwrap().as_str()), ("@seats/R3", 9, "1"));
        let thirty = seats("R3", 30);
        assert_eq!((thirty.from[0].as_str(), thirty.from[29].as_str()), ("01", "30"));
        assert!(thirty.from.is_sorted() && is_seats(&thirty.id) && !is_seats("@panel"));
        let numbers: Vec<i64> = thirty.from.iter().filter_map(|one| seat_of(one)).collect();
        assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
        for other in ["", "0", "00", "+1", "-1", "1a", " 1"] {
            assert_eq!(seat_of(other), None, "{other}");
        }
    }

    #[test]
    fn supervisors_are_an_order_of_all_who_are_free() {
        let mut policy = samples::policy();
        let pool = |free: usize| Pool { from: (1..=free).map(|id| format!("p{id}")).collect(), recused: Vec::new() };
        let four = supervision(&policy, &pool(4)).unwrap();
        assert_eq!((four.id.as_str(), four.from.len(), four.take), ("@supervision", 4, 4));
        policy.supervision.supervisors = 2;
        let error = supervision(&policy, &pool(1)).unwrap_err();
        assert_eq!((error.wanted, error.free, error.all), (2, 1, 1));
    }
}
