//! Scoring a theory test by its key (E2): exact, in hundredths, each item all or nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::{ItemType, Marks};

/// An item of a candidate's paper with its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyedItem {
    /// The item's id in the paper.
    pub id: String,
    /// Its type.
    pub kind: ItemType,
    /// What it is worth, in hundredths.
    pub points: Marks,
    /// The ids of the right options.
    pub key: BTreeSet<String>,
}

/// A test's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// What was reached.
    pub total: Marks,
    /// What could be reached.
    pub maximum: Marks,
    /// Item by item, in the paper's order.
    pub items: Vec<ItemScore>,
}

/// One item's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemScore {
    /// The item.
    pub id: String,
    /// The options chosen; none when it was left open.
    pub given: BTreeSet<String>,
    /// Whether they are exactly the key.
    pub right: bool,
    /// Its points or nothing.
    pub awarded: Marks,
}

/// Why a paper can't be scored. Each is a fault of the server's data, never of the candidate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// Two items of one id.
    #[error("item {0} is in the paper twice")]
    Twice(String),
    /// A key of a size its type can't have.
    #[error("item {id}: {found} right options don't fit the type")]
    Key {
        /// The item.
        id: String,
        /// How many options the key has.
        found: usize,
    },
    /// An answer to no item of the paper.
    #[error("there is an answer to item {0}, which is not in the paper")]
    Stray(String),
}

/// Scores a paper: an item is right when the options chosen are exactly its key, and then earns all its points; a
/// multiple response with one too many or too few earns none (E2).
///
/// # Errors
/// When the paper or the answers can't be of this test.
pub fn score(items: &[KeyedItem], answers: &BTreeMap<String, BTreeSet<String>>) -> Result<Score, ScoreError> {
    let mut seen = BTreeSet::new();
    let mut result = Score { total: Marks::ZERO, maximum: Marks::ZERO, items: Vec::with_capacity(items.len()) };
    for item in items {
        if !seen.insert(item.id.as_str()) {
            return Err(ScoreError::Twice(item.id.clone()));
        }
        let fits = match item.kind {
            ItemType::Single | ItemType::TrueFalse => item.key.len() == 1,
            ItemType::Multiple => item.key.len() >= 2,
        };
        if !fits {
            return Err(ScoreError::Key { id: item.id.clone(), found: item.key.len() });
        }
        let given = answers.get(&item.id).cloned().unwrap_or_default();
        let right = given == item.key;
        let awarded = if right { item.points } else { Marks::ZERO };
        result.total = result.total.plus(awarded);
        result.maximum = result.maximum.plus(item.points);
        result.items.push(ItemScore { id: item.id.clone(), given, right, awarded });
    }
    match answers.keys().find(|id| !seen.contains(id.as_str())) {
        Some(stray) => Err(ScoreError::Stray(stray.clone())),
        None => Ok(result),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn options(letters: &str) -> BTreeSet<String> {
        letters.chars().map(String::from).collect()
    }

    fn item(id: &str, kind: ItemType, points: i64, key: &str) -> KeyedItem {
        KeyedItem { id: id.to_owned(), kind, points: Marks::new(points).unwrap(), key: options(key) }
    }

    fn answers(given: &[(&str, &str)]) -> BTreeMap<String, BTreeSet<String>> {
        given.iter().map(|(id, letters)| ((*id).to_owned(), options(letters))).collect()
    }

    #[test]
    fn a_paper_that_cannot_be_is_refused() {
        let single = item("1", ItemType::Single, 50, "A");
        let none = BTreeMap::new();
        assert_eq!(score(&[single.clone(), single.clone()], &none), Err(ScoreError::Twice("1".to_owned())));
        for wrong in [
            item("1", ItemType::Single, 50, "AB"),
            item("1", ItemType::Single, 50, ""),
            item("1", ItemType::Multiple, 50, "A"),
        ] {
            assert!(matches!(score(&[wrong], &none), Err(ScoreError::Key { .. })));
        }
        assert_eq!(score(&[single], &answers(&[("2", "A")])), Err(ScoreError::Stray("2".to_owned())));
    }

    #[test]
    fn multiple_response_is_all_or_nothing() {
        let paper = [item("m", ItemType::Multiple, 150, "ABD")];
        for (given, points) in [("ABD", 150), ("AB", 0), ("ABCD", 0), ("", 0), ("C", 0), ("DBA", 150)] {
            let result = score(&paper, &answers(&[("m", given)])).unwrap();
            assert_eq!(result.total.hundredths(), points, "{given}");
        }
    }

    #[test]
    fn points_add_up_to_the_hundredth_and_open_items_earn_nothing() {
        let paper = [
            item("s", ItemType::Single, 33, "B"),
            item("t", ItemType::TrueFalse, 34, "T"),
            item("m", ItemType::Multiple, 33, "AC"),
        ];
        let result = score(&paper, &answers(&[("s", "B"), ("t", "F")])).unwrap();
        assert_eq!((result.total.to_string().as_str(), result.maximum.to_string().as_str()), ("0.33", "1.00"));
        let right: Vec<bool> = result.items.iter().map(|item| item.right).collect();
        assert_eq!(right, [true, false, false]);
        assert!(score(&[], &BTreeMap::new()).unwrap().items.is_empty());
    }

    fn any_paper() -> impl Strategy<Value = Vec<(KeyedItem, BTreeSet<String>)>> {
        let letters = || proptest::sample::subsequence(vec!["A", "B", "C", "D"], 0..=4);
        let multiple = (proptest::sample::subsequence(vec!["A", "B", "C", "D"], 2..=4), letters(), 0i64..500);
        proptest::collection::vec(multiple, 0..40).prop_map(|rows| {
            let owned = |letters: Vec<&str>| letters.into_iter().map(String::from).collect::<BTreeSet<String>>();
            rows.into_iter()
                .enumerate()
                .map(|(number, (key, given, points))| {
                    let points = Marks::new(points).unwrap();
                    let item = KeyedItem { id: number.to_string(), kind: ItemType::Multiple, points, key: owned(key) };
                    (item, owned(given))
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_items_answered_exactly_by_key(paper in any_paper()) {
            let items: Vec<KeyedItem> = paper.iter().map(|(item, _)| item.clone()).collect();
            let given = paper.iter().map(|(item, given)| (item.id.clone(), given.clone())).collect();
            let result = score(&items, &given).unwrap();
            let expected: i64 = paper.iter().filter(|(item, given)| item.key == *given).map(|(item, _)| item.points.hundredths()).sum();
            prop_assert_eq!(result.total.hundredths(), expected);
            prop_assert!(result.total <= result.maximum);
            let mut reversed = items;
            reversed.reverse();
            prop_assert_eq!(score(&reversed, &given).unwrap().total, result.total);
        }
    }
}
