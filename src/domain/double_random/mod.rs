//! Double random (双随机): who may be drawn, and how many. The draw itself is exam-seed/v1's, like that of the papers.

mod plan;
mod recusal;
mod task;

use super::draw::DrawSpec;
use super::policy::{Clause, Policy};

pub use plan::{NobodyToSupervise, SUPERVISION, is_seats, seat_of, seats, supervision};
pub use recusal::{Declaration, Ground, Pool, Recused, SessionSide, Someone, Tie, pool};
pub use task::{MOST_TASKS, TASKS, task_code, task_of, task_place, tasks};

/// The draw of a session's practical examiners.
pub const PANEL: &str = "@panel";

/// Fewer examiners may be drawn than a panel has (E3).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a panel has {wanted} examiners, but only {free} of the {convened} convened may be drawn ({recused} recused); convene more before the roster closes"
)]
pub struct PanelTooSmall {
    /// How many a panel has.
    pub wanted: usize,
    /// How many may be drawn.
    pub free: usize,
    /// How many were convened.
    pub convened: usize,
    /// How many of them are left out.
    pub recused: usize,
    /// What the number rests on.
    pub clause: Clause,
}

/// The public id of an account in a draw: `p12`.
#[must_use]
pub fn draw_id(account_id: i64) -> String {
    format!("p{account_id}")
}

/// The account behind a public id, if it is one.
#[must_use]
pub fn account_of(id: &str) -> Option<i64> {
    let digits = id.strip_prefix('p')?;
    digits.parse().ok().filter(|account| draw_id(*account) == id)
}

/// The draw of a panel: all who may be drawn, as an order. The first so many as the policy's panel has are on it; who leaves is
/// followed by the next.
///
/// # Errors
/// When fewer may be drawn than a panel has.
pub fn panel(policy: &Policy, pool: &Pool) -> Result<DrawSpec, Box<PanelTooSmall>> {
    let wanted = usize::try_from(policy.rooms.examiners).unwrap_or(usize::MAX);
    let (free, recused) = (pool.from.len(), pool.recused.len());
    if free < wanted {
        let clause = policy.rooms.clause.clone();
        return Err(Box::new(PanelTooSmall { wanted, free, convened: free + recused, recused, clause }));
    }
    Ok(DrawSpec { id: PANEL.to_owned(), from: pool.from.clone(), take: free })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    fn free(count: i64) -> Pool {
        let people: Vec<Someone> = (1..=count).map(|id| Someone { account_id: id, organisation_id: 1 }).collect();
        pool(&people, &SessionSide { apart: &[2], organisations: &[1, 2], people: &[] }, &[])
    }

    #[test]
    fn a_panel_is_an_order_of_everybody_who_is_free() {
        let policy = samples::policy();
        let three = panel(&policy, &free(3)).unwrap();
        assert_eq!((three.id.as_str(), three.from.len(), three.take), ("@panel", 3, 3));
        let twelve = panel(&policy, &free(12)).unwrap();
        assert_eq!((twelve.from.len(), twelve.take), (12, 12));
        assert_eq!(twelve.from[..3], ["p1", "p10", "p11"], "sorted by bytes");
    }

    #[test]
    fn too_few_are_refused_with_the_figures() {
        let policy = samples::policy();
        let mut two = free(2);
        two.recused.push(Recused { account_id: 9, ground: Ground::Kin, declaration: Some(1), reason: "x".into() });
        let error = panel(&policy, &two).unwrap_err();
        assert_eq!((error.wanted, error.free, error.convened, error.recused), (3, 2, 3, 1));
        assert!(error.to_string().contains("only 2 of the 3"), "{error}");
    }

    #[test]
    fn a_public_id_is_read_back_in_its_one_form() {
        assert_eq!(account_of(&draw_id(12)), Some(12));
        for other in ["12", "p", "p012", "p+12", "q12", "p12 "] {
            assert_eq!(account_of(other), None, "{other}");
        }
    }
}
