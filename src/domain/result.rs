//! The result of an assessment (E1): every part at its cut score, ★ safety skills done.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::policy::{Policy, Rule};
use super::verdict::{Finding, Severity};
use super::{Level, Marks};

/// A part of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 理论考试.
    Theory,
    /// 技能考核.
    Practical,
    /// 综合评审.
    Review,
}

impl Part {
    /// The name in the field.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Theory => "理论考试",
            Self::Practical => "技能考核",
            Self::Review => "综合评审",
        }
    }
}

/// What came of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "part", content = "marks")]
pub enum PartScore {
    /// Not there, or voided.
    Absent,
    /// Scored, in hundredths out of the policy's full marks.
    Scored(Marks),
}

/// The scores of one candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// Theory test.
    pub theory: PartScore,
    /// Practical assessment: the panel's mean.
    pub practical: PartScore,
    /// Panel review, at the levels that have one.
    pub review: Option<PartScore>,
    /// ★ criteria that failed.
    pub failed_stars: BTreeSet<String>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 合格.
    Passed,
    /// 不合格.
    Failed,
    /// 缺考: a part was not taken.
    Absent,
}

/// A result with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultVerdict {
    /// How it ended.
    pub standing: Standing,
    /// Why not passed; none for who passed.
    pub findings: Vec<Finding>,
    /// The policy's id.
    pub policy: String,
}

/// Scores that can't belong to the level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResultError {
    /// The level asks for a review that has no score, or has a score without asking.
    #[error("level {level} {}; give exactly the parts of the level (rule E1)", if *.wanted { "needs a panel review" } else { "has no panel review" })]
    Review {
        /// The level.
        level: i64,
        /// Whether the policy asks for a review.
        wanted: bool,
    },
    /// Marks above the full marks.
    #[error("{part:?}: {marks} is above the full marks of {full}")]
    Above {
        /// The part.
        part: Part,
        /// The marks.
        marks: Marks,
        /// The most there can be.
        full: Marks,
    },
}

/// Decides a result: passed with every part at least at the cut score and no failed ★ criterion (E1).
///
/// # Errors
/// When the scores can't be of this level and policy.
pub fn decide(policy: &Policy, level: Level, scores: &Scores) -> Result<ResultVerdict, ResultError> {
    let pass = &policy.pass;
    let wanted = pass.review_levels.contains(&level);
    if wanted != scores.review.is_some() {
        return Err(ResultError::Review { level: level.number(), wanted });
    }
    let parts =
        [(Part::Theory, Some(scores.theory)), (Part::Practical, Some(scores.practical)), (Part::Review, scores.review)];
    let finding = |message: &str| Finding::new(Rule::E1, Severity::Refusal, message, &pass.clause);
    let mut findings = Vec::new();
    let mut absent = false;
    for (part, score) in parts.into_iter().filter_map(|(part, score)| Some((part, score?))) {
        match score {
            PartScore::Absent => {
                absent = true;
                findings.push(finding("e1-absent").with("part", part.name_zh()));
            }
            PartScore::Scored(marks) if marks > pass.full_marks => {
                return Err(ResultError::Above { part, marks, full: pass.full_marks });
            }
            PartScore::Scored(marks) if marks < pass.cut_score => {
                let told = finding("e1-below").with("part", part.name_zh());
                findings.push(told.with("marks", marks.to_string()).with("cut", pass.cut_score.to_string()));
            }
            PartScore::Scored(_) => {}
        }
    }
    if pass.star_fails_practical && !scores.failed_stars.is_empty() {
        let criteria: Vec<&str> = scores.failed_stars.iter().map(String::as_str).collect();
        findings.push(finding("e1-star").with("criteria", criteria.join("、")));
    }
    let standing = match (absent, findings.is_empty()) {
        (true, _) => Standing::Absent,
        (false, true) => Standing::Passed,
        (false, false) => Standing::Failed,
    };
    Ok(ResultVerdict { standing, findings, policy: policy.id.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::policy;

    fn scored(hundredths: i64) -> PartScore {
        PartScore::Scored(Marks::new(hundredths).unwrap())
    }

    fn scores(theory: PartScore, practical: PartScore) -> Scores {
        Scores { theory, practical, review: None, failed_stars: BTreeSet::new() }
    }

    fn five(scores: &Scores) -> (Standing, Vec<String>) {
        let verdict = decide(&policy(), Level::new(5).unwrap(), scores).unwrap();
        (verdict.standing, verdict.findings.iter().map(Finding::sentence_zh).collect())
    }

    #[test]
    fn marks_that_cannot_be_are_refused() {
        let level = |number| Level::new(number).unwrap();
        let two_parts = scores(scored(6000), scored(6000));
        let three_parts = Scores { review: Some(scored(6000)), ..two_parts.clone() };
        assert!(matches!(decide(&policy(), level(2), &two_parts), Err(ResultError::Review { wanted: true, .. })));
        assert!(matches!(decide(&policy(), level(5), &three_parts), Err(ResultError::Review { wanted: false, .. })));
        assert!(matches!(
            decide(&policy(), level(5), &scores(scored(10001), scored(0))),
            Err(ResultError::Above { .. })
        ));
        assert_eq!(decide(&policy(), level(1), &three_parts).unwrap().standing, Standing::Passed);
    }

    #[test]
    fn both_parts_must_reach_sixty() {
        assert_eq!(five(&scores(scored(6000), scored(6000))), (Standing::Passed, Vec::new()));
        let (standing, told) = five(&scores(scored(5999), scored(10000)));
        assert_eq!((standing, told), (Standing::Failed, vec!["理论考试 59.99 分，低于合格线 60.00 分。".to_owned()]));
        assert_eq!(five(&scores(scored(0), scored(0))).1.len(), 2);
    }

    #[test]
    fn a_failed_star_fails_whatever_the_marks() {
        let failed_stars = BTreeSet::from(["S1".to_owned()]);
        let starred = Scores { failed_stars, ..scores(scored(10000), scored(10000)) };
        assert_eq!(five(&starred).0, Standing::Failed);
        assert_eq!(five(&starred).1, ["★ 安全项未做到：S1，技能考核不合格。"]);
    }

    #[test]
    fn who_misses_a_part_is_absent() {
        assert_eq!(five(&scores(scored(9000), PartScore::Absent)).0, Standing::Absent);
        let (standing, told) = five(&scores(PartScore::Absent, scored(1000)));
        assert_eq!((standing, told.len()), (Standing::Absent, 2));
    }

    #[test]
    fn a_review_below_the_cut_score_fails_level_two() {
        let weak = Scores { review: Some(scored(5900)), ..scores(scored(9000), scored(9000)) };
        assert_eq!(decide(&policy(), Level::new(2).unwrap(), &weak).unwrap().standing, Standing::Failed);
    }
}
