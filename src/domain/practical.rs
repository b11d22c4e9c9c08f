//! The practical assessment (技能考核): a marking scheme with ★ safety criteria, an examiner's sheet, a panel's marks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::policy::Rooms;
use super::{Level, Marks, OccupationCode};

mod draft;
mod steps;

pub use draft::{Draft, DraftError, Standing};
pub use steps::Step;

/// A marking scheme (评分细则): every mark in hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// The task.
    pub title: String,
    /// Its occupation.
    pub occupation: OccupationCode,
    /// Its level.
    pub level: Level,
    /// Minutes allowed (E2: at least 60 by default, see `Policy::durations`).
    pub minutes: u32,
    /// What the criteria sum to.
    pub total: Marks,
    /// The criteria, in the order they are judged.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
}

/// One criterion: a ★ one is done or not done, any other loses marks for counted faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its id in the scheme.
    pub id: String,
    /// Whether failing it fails the whole practical (E1).
    #[serde(default)]
    pub star: bool,
    /// What is judged.
    pub title: String,
    /// The step of the task it belongs to, as the form names it; empty where the scheme says none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// What it is worth; a ★ criterion may be worth nothing.
    #[serde(default)]
    pub marks: Marks,
    /// What is deducted.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// A fault, deducted each time it is counted until the criterion is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its id in the criterion.
    pub id: String,
    /// What is counted.
    pub title: String,
    /// Marks lost each time.
    pub deduct: Marks,
}

/// What is wrong with a scheme, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("marking scheme, {place}: {what}")]
pub struct SchemeFault {
    /// The criterion or the entry.
    pub place: String,
    /// What is wrong and what to do.
    pub what: String,
}

impl Scheme {
    /// The criterion of an id.
    #[must_use]
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.id == id)
    }

    /// Whether the scheme can be judged by.
    ///
    /// # Errors
    /// All faults, never only the first.
    pub fn validate(&self) -> Result<(), Vec<SchemeFault>> {
        let mut faults = Vec::new();
        let mut want = |holds: bool, place: &str, what: &str| {
            if !holds {
                faults.push(SchemeFault { place: place.to_owned(), what: what.to_owned() });
            }
        };
        let mut ids = BTreeSet::new();
        let mut sum = 0;
        want(!self.title.trim().is_empty(), "title", "must not be empty");
        want((1..=1440).contains(&self.minutes), "minutes", "must be 1 to 1440");
        want(self.total > Marks::ZERO, "total", "must be more than 0, in hundredths: 10000 is 100 points");
        for criterion in &self.criteria {
            let place = format!("criterion {}", criterion.id);
            sum += criterion.marks.hundredths();
            want(is_id(&criterion.id), &place, "the id must be 1 to 64 of A–Z, a–z, 0–9, `.`, `_`, `-`");
            want(ids.insert(criterion.id.as_str()), &place, "the id is used twice");
            want(!criterion.title.trim().is_empty(), &place, "the title is empty");
            want(criterion.step.chars().count() <= 30, &place, "the step's title has more than 30 characters");
            want(criterion.star || criterion.marks > Marks::ZERO, &place, "only a ★ criterion can be worth nothing");
            want(
                criterion.marks > Marks::ZERO || criterion.faults.is_empty(),
                &place,
                "there are faults but no marks to lose",
            );
            want(criterion.star || !criterion.faults.is_empty(), &place, "there is no fault that could cost its marks");
            let mut fault_ids = BTreeSet::new();
            for fault in &criterion.faults {
                let place = format!("{place}, fault {}", fault.id);
                want(is_id(&fault.id), &place, "the id must be 1 to 64 of A–Z, a–z, 0–9, `.`, `_`, `-`");
                want(fault_ids.insert(fault.id.as_str()), &place, "the id is used twice in the criterion");
                want(!fault.title.trim().is_empty(), &place, "the title is empty");
                let within = fault.deduct > Marks::ZERO && fault.deduct <= criterion.marks;
                want(within, &place, "`deduct` must be more than 0 and at most the criterion's marks");
            }
        }
        want(!self.criteria.is_empty(), "criterion", "there is none");
        let fits = sum == self.total.hundredths();
        want(fits, "total", &format!("the criteria sum to {sum} hundredths, `total` says {}", self.total.hundredths()));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// What one examiner saw of one candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// The examiner.
    pub examiner: String,
    /// The criteria judged, by id.
    pub entries: BTreeMap<String, Entry>,
}

/// One criterion judged. An empty one is a decision too: no deduction (没有扣分).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// For ★ criteria: 做到 or 未做到; none for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    /// How often each fault was seen.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u32>,
}

/// A sheet's marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetMarks {
    /// The examiner.
    pub examiner: String,
    /// The sum.
    pub total: Marks,
    /// Criterion by criterion, in the scheme's order.
    pub criteria: Vec<(String, Marks)>,
    /// ★ criteria that were not done.
    pub failed_stars: BTreeSet<String>,
}

impl SheetMarks {
    /// The sheet of an examiner who saw nothing to mark: the candidate was absent.
    #[must_use]
    pub fn nothing(examiner: String) -> Self {
        Self { examiner, total: Marks::ZERO, criteria: Vec::new(), failed_stars: BTreeSet::new() }
    }
}

/// Why a sheet was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Criteria without an entry: 还有 4 项没有评.
    #[error("{} criteria are not judged yet: {}", .0.len(), .0.join(", "))]
    Missing(Vec<String>),
    /// An entry for no criterion of the scheme.
    #[error("{0} is no criterion of this scheme")]
    UnknownCriterion(String),
    /// A count of no fault of the criterion.
    #[error("{fault} is no fault of criterion {criterion}")]
    UnknownFault {
        /// The criterion.
        criterion: String,
        /// The fault.
        fault: String,
    },
    /// 做到 or 未做到 said of a criterion without ★.
    #[error("criterion {0} is no ★ criterion; count its faults")]
    NoStar(String),
}

impl SheetError {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "sheet-missing",
            Self::UnknownCriterion(_) => "sheet-unknown-criterion",
            Self::UnknownFault { .. } => "sheet-unknown-fault",
            Self::NoStar(_) => "sheet-no-star",
        }
    }
}

impl Sheet {
    /// The sheet's marks by the scheme: a criterion keeps what its faults leave, at least nothing; a ★ criterion that
    /// was not done keeps nothing.
    ///
    /// # Errors
    /// When the sheet is not complete or not of this scheme.
    pub fn marks(&self, scheme: &Scheme) -> Result<SheetMarks, SheetError> {
        if let Some(unknown) = self.entries.keys().find(|id| scheme.criterion(id).is_none()) {
            return Err(SheetError::UnknownCriterion(unknown.clone()));
        }
        let judged = |criterion: &Criterion| {
            self.entries.get(&criterion.id).is_some_and(|entry| !criterion.star || entry.done.is_some())
        };
        let missing: Vec<String> = scheme
            .criteria
            .iter()
            .filter(|criterion| !judged(criterion))
            .map(|criterion| criterion.id.clone())
            .collect();
        if !missing.is_empty() {
            return Err(SheetError::Missing(missing));
        }
        let mut marks = SheetMarks {
            examiner: self.examiner.clone(),
            total: Marks::ZERO,
            criteria: Vec::with_capacity(scheme.criteria.len()),
            failed_stars: BTreeSet::new(),
        };
        for criterion in &scheme.criteria {
            let Some(entry) = self.entries.get(&criterion.id) else { continue };
            let kept = criterion.kept(entry)?;
            if entry.done == Some(false) {
                marks.failed_stars.insert(criterion.id.clone());
            }
            marks.total = marks.total.plus(kept);
            marks.criteria.push((criterion.id.clone(), kept));
        }
        Ok(marks)
    }
}

impl Criterion {
    /// What an entry leaves of the criterion's marks.
    fn kept(&self, entry: &Entry) -> Result<Marks, SheetError> {
        if entry.done.is_some() && !self.star {
            return Err(SheetError::NoStar(self.id.clone()));
        }
        let mut kept = self.marks.hundredths();
        for (id, count) in &entry.counts {
            let fault = self
                .faults
                .iter()
                .find(|fault| fault.id == *id)
                .ok_or_else(|| SheetError::UnknownFault { criterion: self.id.clone(), fault: id.clone() })?;
            kept = kept.saturating_sub(fault.deduct.hundredths().saturating_mul(i64::from(*count)));
        }
        let done = entry.done != Some(false);
        Ok(Marks::new(if done { kept.max(0) } else { 0 }).unwrap_or_default())
    }
}

/// What a panel of independent examiners comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticalScore {
    /// The mean of the examiners' totals, rounded half up to the hundredth.
    pub total: Marks,
    /// ★ criteria that more than half of the examiners say were not done.
    pub failed_stars: BTreeSet<String>,
    /// Each examiner's total, by examiner.
    pub totals: BTreeMap<String, Marks>,
}

/// Why a panel's marks can't be combined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// Too few, or an even number (E3).
    #[error("{found} examiners have signed; the panel needs an odd number, at least {least} (rule E3)")]
    Size {
        /// How many sheets there are.
        found: usize,
        /// How many there must be.
        least: u32,
    },
    /// Two sheets of one examiner.
    #[error("examiner {0} has two sheets")]
    Twice(String),
}

impl PanelError {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size { .. } => "panel-size",
            Self::Twice(_) => "panel-twice",
        }
    }
}

/// Combines the independent sheets of a panel (E3: odd, at least the policy's number). The total is their mean in
/// exact hundredths, rounded half up; a ★ criterion has failed where a majority says 未做到.
///
/// # Errors
/// When the panel is too small or even, or somebody signed twice.
pub fn combine(rooms: &Rooms, sheets: &[SheetMarks]) -> Result<PracticalScore, PanelError> {
    let found = sheets.len();
    let count = i64::try_from(found).unwrap_or(i64::MAX);
    if found.is_multiple_of(2) || count < i64::from(rooms.examiners) {
        return Err(PanelError::Size { found, least: rooms.examiners });
    }
    let mut totals = BTreeMap::new();
    let mut sum = 0;
    let mut not_done: BTreeMap<&String, usize> = BTreeMap::new();
    for sheet in sheets {
        if totals.insert(sheet.examiner.clone(), sheet.total).is_some() {
            return Err(PanelError::Twice(sheet.examiner.clone()));
        }
        sum += sheet.total.hundredths();
        for id in &sheet.failed_stars {
            *not_done.entry(id).or_default() += 1;
        }
    }
    let failed_stars = not_done.into_iter().filter(|(_, votes)| votes * 2 > found).map(|(id, _)| id.clone()).collect();
    let mean = (2 * sum + count) / (2 * count);
    Ok(PracticalScore { total: Marks::new(mean).unwrap_or_default(), failed_stars, totals })
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::samples;

    fn marks(hundredths: i64) -> Marks {
        Marks::new(hundredths).unwrap()
    }

    fn scheme() -> Scheme {
        toml::from_str(
            r#"
            title = "点动控制线路"
            occupation = "6-31-01-03"
            level = 5
            minutes = 60
            total = 10000
            [[criterion]]
            id = "S1"
            star = true
            title = "断电作业"
            [[criterion]]
            id = "C1"
            title = "布线"
            marks = 6000
            faults = [{ id = "F1", title = "每处", deduct = 1000 }, { id = "F2", title = "每件", deduct = 33 }]
            [[criterion]]
            id = "C2"
            title = "试车"
            marks = 4000
            faults = [{ id = "F1", title = "每次", deduct = 2000 }]
            "#,
        )
        .unwrap()
    }

    fn counts(counted: &[(&str, u32)]) -> Entry {
        Entry { done: None, counts: counted.iter().map(|(id, count)| ((*id).to_owned(), *count)).collect() }
    }

    fn sheet(done: Option<bool>, first: Entry, second: Entry) -> Sheet {
        let star = Entry { done, counts: BTreeMap::new() };
        let entries = [("S1", star), ("C1", first), ("C2", second)];
        Sheet { examiner: "e1".to_owned(), entries: entries.map(|(id, entry)| (id.to_owned(), entry)).into() }
    }

    fn total(examiner: &str, hundredths: i64, stars: &[&str]) -> SheetMarks {
        let failed_stars = stars.iter().map(|id| (*id).to_owned()).collect();
        SheetMarks { examiner: examiner.to_owned(), total: marks(hundredths), criteria: Vec::new(), failed_stars }
    }

    #[test]
    fn a_scheme_that_cannot_be_judged_by_is_refused_with_every_fault() {
        assert_eq!(scheme().validate(), Ok(()));
        let mut wrong = scheme();
        wrong.total = marks(100);
        wrong.criteria[1].id = "S1".to_owned();
        wrong.criteria[1].faults[1].id = "F1".to_owned();
        wrong.criteria[1].faults[0].deduct = marks(6001);
        wrong.criteria[2].faults.clear();
        wrong.criteria[2].title = " ".to_owned();
        let told: Vec<String> = wrong.validate().unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(told.iter().any(|fault| fault.contains("sum to 10000 hundredths, `total` says 100")), "{told:#?}");
        let mut empty = scheme();
        empty.criteria.clear();
        assert_eq!(empty.validate().unwrap_err().len(), 2);
    }

    #[test]
    fn an_incomplete_or_foreign_sheet_is_refused() {
        let full = || sheet(Some(true), counts(&[]), counts(&[]));
        let mut open = sheet(None, counts(&[]), counts(&[]));
        open.entries.remove("C2");
        assert_eq!(open.marks(&scheme()), Err(SheetError::Missing(vec!["S1".to_owned(), "C2".to_owned()])));
        let mut foreign = full();
        foreign.entries.insert("C9".to_owned(), counts(&[]));
        assert_eq!(foreign.marks(&scheme()), Err(SheetError::UnknownCriterion("C9".to_owned())));
        let unknown = sheet(Some(true), counts(&[("F9", 1)]), counts(&[]));
        assert!(matches!(unknown.marks(&scheme()), Err(SheetError::UnknownFault { .. })));
        let mut starred = full();
        starred.entries.insert("C1".to_owned(), Entry { done: Some(true), counts: BTreeMap::new() });
        assert_eq!(starred.marks(&scheme()), Err(SheetError::NoStar("C1".to_owned())));
    }

    #[test]
    fn faults_are_deducted_until_the_criterion_is_used_up() {
        let of = |first, second| sheet(Some(true), first, second).marks(&scheme()).unwrap();
        assert_eq!(of(counts(&[]), counts(&[])).total, marks(10000));
        assert_eq!(of(counts(&[("F1", 2), ("F2", 1)]), counts(&[("F1", 1)])).total, marks(5967));
        assert_eq!(of(counts(&[("F1", u32::MAX)]), counts(&[])).criteria[1], ("C1".to_owned(), Marks::ZERO));
    }

    #[test]
    fn a_star_not_done_is_named() {
        let marks = sheet(Some(false), counts(&[]), counts(&[])).marks(&scheme()).unwrap();
        assert_eq!(marks.failed_stars, BTreeSet::from(["S1".to_owned()]));
    }

    #[test]
    fn a_panel_is_odd_at_least_three_and_of_different_people() {
        let rooms = samples::policy().rooms;
        let panel = |size: usize| (0..size).map(|n| total(&format!("e{n}"), 8000, &[])).collect::<Vec<_>>();
        for size in [0, 1, 2, 4] {
            assert_eq!(combine(&rooms, &panel(size)), Err(PanelError::Size { found: size, least: 3 }));
        }
        assert!(combine(&rooms, &panel(3)).is_ok() && combine(&rooms, &panel(5)).is_ok());
        let twice = [total("e1", 1, &[]), total("e2", 1, &[]), total("e1", 1, &[])];
        assert_eq!(combine(&rooms, &twice), Err(PanelError::Twice("e1".to_owned())));
    }

    #[test]
    fn the_mean_is_rounded_and_a_majority_decides_a_star() {
        let rooms = samples::policy().rooms;
        let of = |totals: [i64; 3]| {
            let sheets: Vec<SheetMarks> = (0..).zip(totals).map(|(n, sum)| total(&format!("e{n}"), sum, &[])).collect();
            combine(&rooms, &sheets).unwrap().total.hundredths()
        };
        assert_eq!(of([6000, 6000, 5999]), 6000);
        assert_eq!(of([6000, 5999, 5999]), 5999);
        let one = [total("a", 9000, &["S1"]), total("b", 9000, &[]), total("c", 9000, &[])];
        assert!(combine(&rooms, &one).unwrap().failed_stars.is_empty());
        let two = [total("a", 9000, &["S1"]), total("b", 9000, &["S1"]), total("c", 9000, &[])];
        assert_eq!(combine(&rooms, &two).unwrap().failed_stars, BTreeSet::from(["S1".to_owned()]));
    }

    proptest! {
        #[test]
        fn the_mean_lies_between_and_does_not_depend_on_the_order(sums in proptest::collection::vec(0i64..=10000, 3..=3)) {
            let rooms = samples::policy().rooms;
            let mut sheets: Vec<SheetMarks> =
                (0..).zip(&sums).map(|(n, sum)| total(&format!("e{n}"), *sum, &[])).collect();
            let score = combine(&rooms, &sheets).unwrap();
            prop_assert!(*sums.iter().min().unwrap() <= score.total.hundredths());
            prop_assert!(score.total.hundredths() <= *sums.iter().max().unwrap());
            sheets.reverse();
            prop_assert_eq!(combine(&rooms, &sheets).unwrap(), score);
        }

        #[test]
        fn one_fault_more_never_earns_more(first in 0u32..10, second in 0u32..300, third in 0u32..5) {
            let of = |first, second| {
                let sheet = sheet(Some(true), counts(&[("F1", first), ("F2", second)]), counts(&[("F1", third)]));
                sheet.marks(&scheme()).unwrap().total
            };
            prop_assert!(of(first + 1, second) <= of(first, second));
            prop_assert!(of(first, second + 1) <= of(first, second));
        }
    }
}
