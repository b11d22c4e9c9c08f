//! Which practical task a candidate does, where a session has several.

use crate::domain::draw::DrawSpec;

/// The draw of practical tasks.
pub const TASKS: &str = "@task/practical";
/// The most tasks a session may have.
pub const MOST_TASKS: usize = 20;

/// The code of the task at a place among a session's, from 0: `t01`, `t02`, ….
#[must_use]
pub fn task_code(place: usize) -> String {
    format!("t{:02}", place + 1)
}

/// The place of a code, if it is one.
#[must_use]
pub fn task_place(code: &str) -> Option<usize> {
    let number: usize = code.strip_prefix('t')?.parse().ok()?;
    let place = number.checked_sub(1)?;
    (task_code(place) == code).then_some(place)
}

/// The draw of tasks: of each of `tasks` there are ⌈candidates / tasks⌉ cards (`t01.01`, `t01.02`, …), of which one goes to
/// each candidate, so that no task is done by more than that. `taken[k]` is the card of the k-th candidate in the order of
/// numbers. None where there is one task, and nothing to draw.
#[must_use]
pub fn tasks(tasks: usize, candidates: usize) -> Option<DrawSpec> {
    if tasks < 2 || candidates == 0 {
        return None;
    }
    let each = candidates.div_ceil(tasks);
    let width = each.to_string().len().max(2);
    let cards = (0..tasks).map(task_code).flat_map(|task| (1..=each).map(move |card| format!("{task}.{card:0width$}")));
    Some(DrawSpec { id: TASKS.to_owned(), from: cards.collect(), take: candidates })
}

/// The task of a card: `t02` of `t02.07`.
#[must_use]
pub fn task_of(card: &str) -> Option<&str> {
    let (task, number) = card.split_once('.')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && task_place(task).is_some()).then_some(task)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_task_is_not_drawn_and_several_have_cards_for_everybody() {
        assert_eq!(tasks(1, 30), None);
        assert_eq!(tasks(3, 0), None);
        let three = tasks(3, 7).unwrap();
        assert_eq!((three.id.as_str(), three.take), ("@task/practical", 7));
        assert_eq!(three.from[..4], ["t01.01", "t01.02", "t01.03", "t02.01"]);
        assert_eq!(three.from.len(), 9);
    }

    #[test]
    fn a_code_and_a_card_are_read_back_in_their_one_form() {
        for place in [0, 8, 9, 19, 99, 100] {
            assert_eq!(task_place(&task_code(place)), Some(place));
        }
        for other in ["", "t", "t0", "t00", "t1", "t001", "x01", "t+1"] {
            assert_eq!(task_place(other), None, "{other}");
        }
        assert_eq!(task_of("t02.07"), Some("t02"));
        for other in ["t02", "t02.", "t2.07", "t02.x", "t02.0.7"] {
            assert_eq!(task_of(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn whichever_cards_are_taken_no_task_is_done_by_more_than_its_share(
            count in 2..=MOST_TASKS, candidates in 1..300usize, seed: [u8; 32],
        ) {
            let spec = tasks(count, candidates).unwrap();
            prop_assert!(spec.from.is_sorted() && spec.take <= spec.from.len());
            let mut taken = spec.from.clone();
            crate::domain::draw::Words::new(seed).draw(&mut taken, spec.take);
            let mut done: BTreeMap<&str, usize> = BTreeMap::new();
            for card in &taken {
                *done.entry(task_of(card).unwrap()).or_default() += 1;
            }
            prop_assert_eq!(taken.len(), candidates);
            prop_assert!(done.values().all(|times| *times <= candidates.div_ceil(count)), "{:?}", done);
        }
    }
}
