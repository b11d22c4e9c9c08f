//! A region's rules as data: every figure a region sets, and beside it the clause it comes from.
//!
//! `formats::policy` reads one from TOML. Which figures there are is the rules table of the design (rule ids in
//! [`Rule`]); what they are is never a constant in the code.

mod rule;
mod validate;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CertificateKind, Level, Marks};

pub use rule::{Clause, Rule};
pub use validate::PolicyFault;

/// A region's policy in force from `from` until the day before `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its own name, `qinghe-2026`: letters, digits, `.`, `_`, `-`; named in every verdict.
    pub id: String,
    /// Whose it is.
    pub region: Region,
    /// First day.
    pub from: Date,
    /// First day on which it is no longer in force.
    pub until: Date,
    /// W1.
    pub windows: Windows,
    /// C0.
    pub filing: Bare,
    /// W11.
    pub letters: Bare,
    /// Q1.
    pub qualification: Qualification,
    /// D1.
    pub duplicates: Bare,
    /// D2.
    pub higher_level: HigherLevel,
    /// D3.
    pub subsidies: Subsidies,
    /// E1.
    pub pass: Pass,
    /// E2.
    pub durations: Durations,
    /// E3.
    pub rooms: Rooms,
    /// E4.
    pub sitting: SittingFigures,
    /// E6.
    pub recusal: Bare,
    /// S1.
    pub supervision: Supervision,
    /// The draw's calendar.
    pub draw: DrawFigures,
    /// C2, one for each kind of certificate this region issues.
    pub numbering: Vec<Numbering>,
    /// N1 for results, and N1 for subsidies.
    pub notices: Notices,
    /// N2.
    pub recheck: Recheck,
    /// A1.
    pub archive: Archive,
}

/// A region by its administrative division code (GB/T 2260).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Six digits.
    pub code: String,
    /// 青禾县.
    pub name: String,
}

/// A rule without a figure: only its clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bare {
    /// Where it comes from.
    pub clause: Clause,
}

/// W1: when assessments are held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    /// Months, 1…12.
    pub months: BTreeSet<i8>,
    /// Where it comes from.
    pub clause: Clause,
}

/// Q1: who may try which level. There is no upper age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qualification {
    /// Completed years on the first day of the session.
    pub minimum_age: u32,
    /// The ways to a level; a level without any asks for the age only.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Where it comes from.
    pub clause: Clause,
}

/// One way to a level: so many completed years in the occupation, or so many after the certificate of a lower level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The level it leads to.
    pub level: Level,
    /// Completed years of work in the occupation, counted after `holds` was issued where that is asked for.
    pub work_years: u32,
    /// The certificate it starts from.
    #[serde(default)]
    pub holds: Option<Level>,
}

/// D2: what happens to somebody who holds a higher level of the same occupation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HigherLevel {
    /// Whether the registration itself is refused; else only a subsidised one needs an officer's review.
    pub refuse_registration: bool,
    /// Where it comes from.
    pub clause: Clause,
}

/// D3: subsidised programmes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subsidies {
    /// At most so many a person a calendar year.
    pub programmes_a_year: u32,
    /// Whether an officer may allow one more, with a logged reason.
    pub officer_may_override: bool,
    /// Where it comes from.
    pub clause: Clause,
}

/// E1: what passes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pass {
    /// The cut score of each part, in hundredths.
    pub cut_score: Marks,
    /// What a part is out of, in hundredths.
    pub full_marks: Marks,
    /// Levels with a panel review as a third part.
    pub review_levels: BTreeSet<Level>,
    /// Whether one failed ★ criterion fails the practical.
    pub star_fails_practical: bool,
    /// Where it comes from.
    pub clause: Clause,
}

/// E2: least minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Durations {
    /// Theory test.
    pub theory_minutes: u32,
    /// Practical assessment.
    pub practical_minutes: u32,
    /// Panel review.
    pub review_minutes: u32,
    /// Where it comes from.
    pub clause: Clause,
}

/// E3: rooms and people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rooms {
    /// Most seats in a room.
    pub seats: u32,
    /// Fewest invigilators in a room.
    pub invigilators: u32,
    /// Most candidates for one invigilator.
    pub candidates_per_invigilator: u32,
    /// Fewest practical examiners on a panel; the number must be odd.
    pub examiners: u32,
    /// Fewest members of a review panel; the number must be odd.
    pub reviewers: u32,
    /// Most candidates for one examiner.
    pub candidates_per_examiner: u32,
    /// Where it comes from.
    pub clause: Clause,
}

/// E4: the sitting's minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SittingMinutes {
    /// Who is later than this is barred.
    pub late: u32,
    /// Nobody leaves sooner than this.
    pub leave: u32,
    /// A breakdown up to this is compensated, a longer one rescheduled.
    pub breakdown: u32,
}

/// E4 with its clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SittingFigures {
    /// The minutes.
    pub minutes: SittingMinutes,
    /// Where it comes from.
    pub clause: Clause,
}

/// S1: supervision on site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Each institution at least once in so many years.
    pub years: u32,
    /// How many supervise a session whose plan draws them.
    pub supervisors: u32,
    /// Where it comes from.
    pub clause: Clause,
}

/// The draw's calendar and pool size (exam-seed/v1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawFigures {
    /// Days before the session on which the roster closes and the manifest is published.
    pub commit_days: u32,
    /// Days before the session by which the plan (seats, supervisors) is drawn.
    pub plan_days: u32,
    /// Minutes before the session at which secrets are opened.
    pub open_minutes: u32,
    /// Fewest items in a rung.
    pub rung_items: u32,
    /// Fewest contributors outside the bureau for an exam that awards.
    pub outside_contributors: u32,
    /// Where it comes from.
    pub clause: Clause,
}

/// C2: how certificates of one kind are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    /// The kind.
    pub kind: CertificateKind,
    /// The template, `{kind}{body:4}{province:2}{site:6}{year:2}{level:1}{sequence:6}`.
    pub template: String,
    /// Where it comes from.
    pub clause: Clause,
}

/// N1: the two notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Before awards.
    pub results: NoticeFigures,
    /// Before payments.
    pub subsidies: NoticeFigures,
}

/// How long a notice stays up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFigures {
    /// Whole working days; the day of publication is not counted.
    pub working_days: u32,
    /// Where it comes from.
    pub clause: Clause,
}

/// N2: clerical re-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recheck {
    /// Working days after the notice ends within which it can be asked for.
    pub working_days: u32,
    /// Where it comes from.
    pub clause: Clause,
}

/// A1: how long the score archive is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// Years on paper.
    pub paper_years: u32,
    /// Years as files.
    pub electronic_years: u32,
    /// Where it comes from.
    pub clause: Clause,
}

impl Policy {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }

    /// The clause behind a rule; where a rule has two notices (N1, C2), the results' and the first template's.
    #[must_use]
    pub fn clause(&self, rule: Rule) -> Option<&Clause> {
        Some(match rule {
            Rule::W1 => &self.windows.clause,
            Rule::W11 => &self.letters.clause,
            Rule::C0 => &self.filing.clause,
            Rule::C2 => &self.numbering.first()?.clause,
            Rule::D1 => &self.duplicates.clause,
            Rule::D2 => &self.higher_level.clause,
            Rule::D3 => &self.subsidies.clause,
            Rule::Q1 => &self.qualification.clause,
            Rule::E1 => &self.pass.clause,
            Rule::E2 => &self.durations.clause,
            Rule::E3 => &self.rooms.clause,
            Rule::E4 => &self.sitting.clause,
            Rule::E6 => &self.recusal.clause,
            Rule::S1 => &self.supervision.clause,
            Rule::N1 => &self.notices.results.clause,
            Rule::N2 => &self.recheck.clause,
            Rule::A1 => &self.archive.clause,
            Rule::Draw => &self.draw.clause,
        })
    }

    /// The numbering template of a kind of certificate.
    #[must_use]
    pub fn template(&self, kind: CertificateKind) -> Option<&str> {
        self.numbering.iter().find(|numbering| numbering.kind == kind).map(|numbering| numbering.template.as_str())
    }
}
