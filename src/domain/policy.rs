//! A region's rules as data: every figure a region sets, and beside it the clause it comes from.
//!
//! `formats::policy` reads one from TOML. Which figures there are is the rules table of the design (rule ids in
//! [`Rule`]); what they are is never a constant in the code.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CertificateKind, Level, Marks};

/// The rules that verdicts name, by the ids of the rules table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Rule {
    /// Assessments only in the windows.
    W1,
    /// Commitment letters before registration.
    W11,
    /// The body must be filed for the occupation and level on the day.
    C0,
    /// Certificate numbers.
    C2,
    /// One open registration and one live certificate for (person, occupation, level).
    D1,
    /// Whoever holds a higher level can't claim a lower one.
    D2,
    /// Subsidised programmes a person a year.
    D3,
    /// Conditions by level.
    Q1,
    /// The cut score in each part.
    E1,
    /// Durations.
    E2,
    /// Rooms, invigilators, examiners.
    E3,
    /// Late, early, breakdowns, the pledge.
    E4,
    /// Public notice.
    N1,
    /// Re-check of marks.
    N2,
    /// The archive.
    A1,
    /// The roster closes when the draw is committed (exam-seed/v1).
    Draw,
}

impl Rule {
    /// The id of the rules table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::W1 => "W1",
            Self::W11 => "W11",
            Self::C0 => "C0",
            Self::C2 => "C2",
            Self::D1 => "D1",
            Self::D2 => "D2",
            Self::D3 => "D3",
            Self::Q1 => "Q1",
            Self::E1 => "E1",
            Self::E2 => "E2",
            Self::E3 => "E3",
            Self::E4 => "E4",
            Self::N1 => "N1",
            Self::N2 => "N2",
            Self::A1 => "A1",
            Self::Draw => "DRAW",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a figure comes from: what a clerk quotes at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The notice's name.
    pub document: String,
    /// Its number, 运政办发〔2020〕14号; empty where it has none.
    #[serde(default)]
    pub number: String,
    /// Where in it: 第15条, 二21(2).
    #[serde(default)]
    pub article: String,
    /// What it says, in short.
    pub text: String,
}

impl fmt::Display for Clause {
    /// `同一职业同一等级不可重复 · 运政办发〔2020〕14号 第15条`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = if self.number.is_empty() { &self.document } else { &self.number };
        write!(f, "{} · {source}", self.text)?;
        if self.article.is_empty() { Ok(()) } else { write!(f, " {}", self.article) }
    }
}

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

/// What is wrong with a policy: the entry, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy entry `{entry}` {wanted}")]
pub struct PolicyFault {
    /// The entry's path in the file.
    pub entry: String,
    /// What it should be.
    pub wanted: String,
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

    /// Every entry that can't be meant so; a policy with none can be used.
    ///
    /// # Errors
    /// All faults, never only the first.
    pub fn validate(&self) -> Result<(), Vec<PolicyFault>> {
        let mut faults = Vec::new();
        let mut want = |holds: bool, entry: &str, wanted: &str| {
            if !holds {
                faults.push(PolicyFault { entry: entry.to_owned(), wanted: wanted.to_owned() });
            }
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        want(
            !self.id.is_empty() && self.id.len() <= 64 && self.id.chars().all(plain),
            "id",
            "must be 1 to 64 of A–Z, a–z, 0–9, `.`, `_`, `-`",
        );
        let digits = self.region.code.len() == 6 && self.region.code.bytes().all(|byte| byte.is_ascii_digit());
        want(digits, "region.code", "must be six digits (GB/T 2260)");
        want(!self.region.name.trim().is_empty(), "region.name", "must not be empty");
        want(self.from < self.until, "until", "must be later than `from`");
        want(!self.windows.months.is_empty(), "windows.months", "must name at least one month");
        want(
            self.windows.months.iter().all(|month| (1..=12).contains(month)),
            "windows.months",
            "must be months, 1 to 12",
        );
        want(self.qualification.minimum_age <= 100, "qualification.minimum_age", "must be at most 100 years");
        for route in &self.qualification.routes {
            let lower = route.holds.is_none_or(|held| route.level.is_higher_than(held));
            want(
                route.level != Level::NONE && route.work_years <= 60 && lower,
                "qualification.routes",
                "must each lead to a level 1 to 5, by at most 60 years, and from a lower level",
            );
        }
        want(self.subsidies.programmes_a_year > 0, "subsidies.programmes_a_year", "must be at least 1");
        want(
            self.pass.full_marks > Marks::ZERO,
            "pass.full_marks",
            "must be more than 0 (in hundredths: 10000 is 100 points)",
        );
        let cut = self.pass.cut_score > Marks::ZERO && self.pass.cut_score <= self.pass.full_marks;
        want(cut, "pass.cut_score", "must be more than 0 and at most `full_marks`, in hundredths");
        want(!self.pass.review_levels.contains(&Level::NONE), "pass.review_levels", "must be levels 1 to 5");
        let rooms = &self.rooms;
        want((1..=1000).contains(&rooms.seats), "rooms.seats", "must be 1 to 1000");
        want(rooms.invigilators > 0, "rooms.invigilators", "must be at least 1");
        want(rooms.candidates_per_invigilator > 0, "rooms.candidates_per_invigilator", "must be at least 1");
        want(rooms.candidates_per_examiner > 0, "rooms.candidates_per_examiner", "must be at least 1");
        want(rooms.examiners % 2 == 1, "rooms.examiners", "must be odd");
        want(rooms.reviewers % 2 == 1, "rooms.reviewers", "must be odd");
        let durations =
            [self.durations.theory_minutes, self.durations.practical_minutes, self.durations.review_minutes];
        want(durations.iter().all(|minutes| (1..=1440).contains(minutes)), "durations", "must be 1 to 1440 minutes");
        let minutes = self.sitting.minutes;
        want(
            [minutes.late, minutes.leave, minutes.breakdown].iter().all(|minutes| *minutes <= 1440),
            "sitting.minutes",
            "must be at most 1440 minutes",
        );
        want((1..=90).contains(&self.draw.commit_days), "draw.commit_days", "must be 1 to 90");
        want(self.draw.plan_days < self.draw.commit_days, "draw.plan_days", "must be less than `commit_days`");
        want(self.draw.rung_items > 0, "draw.rung_items", "must be at least 1");
        let kinds: BTreeSet<CertificateKind> = self.numbering.iter().map(|numbering| numbering.kind).collect();
        want(
            !kinds.is_empty() && kinds.len() == self.numbering.len(),
            "numbering",
            "must hold one entry a kind, and at least one",
        );
        for numbering in &self.numbering {
            want(numbering.template.contains("{sequence:"), "numbering.template", "must hold `{sequence:N}`");
        }
        let days = [self.notices.results.working_days, self.notices.subsidies.working_days, self.recheck.working_days];
        want(days.iter().all(|days| (1..=60).contains(days)), "notices, recheck", "must be 1 to 60 working days");
        for clause in self.clauses() {
            let told = !clause.document.trim().is_empty() && !clause.text.trim().is_empty();
            want(told, "clause", "must name its document and say what it says");
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn clauses(&self) -> impl Iterator<Item = &Clause> {
        const ALL: [Rule; 16] = [
            Rule::W1,
            Rule::W11,
            Rule::C0,
            Rule::C2,
            Rule::D1,
            Rule::D2,
            Rule::D3,
            Rule::Q1,
            Rule::E1,
            Rule::E2,
            Rule::E3,
            Rule::E4,
            Rule::N1,
            Rule::N2,
            Rule::A1,
            Rule::Draw,
        ];
        ALL.into_iter().filter_map(|rule| self.clause(rule)).chain([&self.notices.subsidies.clause])
    }
}
