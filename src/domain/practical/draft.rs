//! A sheet that is not signed yet: what an examiner has typed so far, by the names of the form's fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Criterion, Entry, Fault, Marks, Scheme};

/// The most often that a fault can be counted.
const MOST: u32 = 1000;
/// The longest text that a field keeps.
const LONGEST: usize = 16;

/// What has been typed, as it was typed: a count may be no number yet.
///
/// `done.<criterion>` is `yes` or `no`, `count.<criterion>.<fault>` how often a fault was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft(BTreeMap<String, String>);

/// Why a draft does not take a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// No field of this scheme.
    #[error("{0} is no field of this scheme")]
    Unknown(String),
    /// A value that no field of this kind has.
    #[error("{0}: want yes or no, or a count of at most {LONGEST} characters")]
    Value(String),
}

/// How far a draft, or a step of it, has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Criteria that are judged.
    pub judged: usize,
    /// All criteria.
    pub of: usize,
    /// What the judged ones have kept.
    pub marks: Marks,
}

impl Draft {
    /// The name of a ★ criterion's field.
    #[must_use]
    pub fn done_field(criterion: &Criterion) -> String {
        format!("done.{}", criterion.id)
    }

    /// The name of a fault's field.
    #[must_use]
    pub fn count_field(criterion: &Criterion, fault: &Fault) -> String {
        format!("count.{}.{}", criterion.id, fault.id)
    }

    /// Whether `name` is a field of sheets at all; a form carries others beside them.
    #[must_use]
    pub fn is_field(name: &str) -> bool {
        name.starts_with("done.") || name.starts_with("count.")
    }

    /// Takes one field over; an empty value takes it back.
    ///
    /// # Errors
    /// When the scheme has no such field, or the field no such value.
    pub fn put(&mut self, scheme: &Scheme, name: &str, value: &str) -> Result<(), DraftError> {
        let value = value.trim();
        let is_done = |criterion: &&Criterion| criterion.star && Self::done_field(criterion) == name;
        let is_count =
            |criterion: &Criterion| criterion.faults.iter().any(|one| Self::count_field(criterion, one) == name);
        let fits = if scheme.criteria.iter().any(|criterion| is_done(&criterion)) {
            matches!(value, "" | "yes" | "no")
        } else if scheme.criteria.iter().any(is_count) {
            value.chars().count() <= LONGEST && !value.chars().any(char::is_control)
        } else {
            return Err(DraftError::Unknown(name.to_owned()));
        };
        if !fits {
            return Err(DraftError::Value(name.to_owned()));
        }
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }

    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether nothing is decided yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a ★ criterion was done; `None` while it is open.
    #[must_use]
    pub fn done(&self, criterion: &Criterion) -> Option<bool> {
        match self.typed(&Self::done_field(criterion)) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// How often a fault was seen, a whole number up to 1000; `None` while that is open.
    #[must_use]
    pub fn count(&self, criterion: &Criterion, fault: &Fault) -> Option<u32> {
        let typed = self.typed(&Self::count_field(criterion, fault));
        let number = (1..=4).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
        number.then(|| typed.parse().ok()).flatten().filter(|count| *count <= MOST)
    }

    /// A criterion as a sheet has it; `None` while something of it is open.
    #[must_use]
    pub fn entry(&self, criterion: &Criterion) -> Option<Entry> {
        let done = self.done(criterion);
        if criterion.star && done.is_none() {
            return None;
        }
        let counted = |fault: &Fault| Some((fault.id.clone(), self.count(criterion, fault)?));
        Some(Entry { done, counts: criterion.faults.iter().map(counted).collect::<Option<_>>()? })
    }

    /// What a criterion keeps; `None` while something of it is open.
    #[must_use]
    pub fn kept(&self, criterion: &Criterion) -> Option<Marks> {
        criterion.kept(&self.entry(criterion)?).ok()
    }

    /// How far these criteria have come.
    #[must_use]
    pub fn standing<'a>(&self, criteria: impl IntoIterator<Item = &'a Criterion>) -> Standing {
        criteria.into_iter().fold(Standing::default(), |sum, criterion| {
            let kept = self.kept(criterion);
            Standing {
                judged: sum.judged + usize::from(kept.is_some()),
                of: sum.of + 1,
                marks: sum.marks.plus(kept.unwrap_or_default()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme() -> Scheme {
        serde_json::from_value(serde_json::json!({"title": "t", "occupation": "6-31-01-03", "level": 5, "minutes": 60,
            "total": 3000, "criterion": [
                {"id": "S1", "star": true, "title": "断电"},
                {"id": "C1", "title": "布线", "marks": 3000, "faults": [
                    {"id": "F1", "title": "每处", "deduct": 1000}, {"id": "F2", "title": "每件", "deduct": 33}]}]}))
        .unwrap()
    }

    fn draft(fields: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::default();
        for (name, value) in fields {
            draft.put(&scheme(), name, value).unwrap();
        }
        draft
    }

    #[test]
    fn a_draft_takes_fields_of_its_scheme_alone() {
        let mut draft = Draft::default();
        for name in ["done.C1", "done.S9", "count.C1.F9", "count.S1.F1", "password", ""] {
            assert_eq!(draft.put(&scheme(), name, "1"), Err(DraftError::Unknown(name.to_owned())));
        }
        for (name, value) in [("done.S1", "maybe"), ("count.C1.F1", "12345678901234567"), ("count.C1.F1", "1\u{0}2")] {
            assert_eq!(draft.put(&scheme(), name, value), Err(DraftError::Value(name.to_owned())));
        }
        assert!(draft.is_empty());
    }

    #[test]
    fn what_was_typed_stays_and_counts_only_when_it_is_a_whole_number() {
        let scheme = scheme();
        let [star, wiring] = [&scheme.criteria[0], &scheme.criteria[1]];
        for (typed, count) in [
            ("0", Some(0)),
            ("2", Some(2)),
            ("1000", Some(1000)),
            ("1001", None),
            ("+1", None),
            ("1.5", None),
            ("二", None),
        ] {
            let draft = draft(&[("count.C1.F1", typed)]);
            assert_eq!((draft.typed("count.C1.F1"), draft.count(wiring, &wiring.faults[0])), (typed, count));
            assert_eq!(draft.kept(wiring), None, "the other fault is open");
        }
        let mut full = draft(&[("done.S1", "yes"), ("count.C1.F1", "2"), ("count.C1.F2", " 1 ")]);
        assert_eq!((full.done(star), full.kept(wiring)), (Some(true), Marks::new(967).ok()));
        let standing = Standing { judged: 2, of: 2, marks: Marks::new(967).unwrap() };
        assert_eq!(full.standing(&scheme.criteria), standing);
        full.put(&scheme, "done.S1", "").unwrap();
        assert_eq!((full.done(star), full.standing(&scheme.criteria).judged), (None, 1));
        let used_up = draft(&[("count.C1.F1", "4"), ("count.C1.F2", "0")]);
        assert_eq!(used_up.kept(wiring), Some(Marks::ZERO));
    }
}
