//! Whether somebody may register: the rules W1, W11, C0, Q1, D1, D2, D3 over the facts, each finding with its clause.
//!
//! The rules of the training before an assessment (W2 to W10) join as further functions of [`rules`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::policy::Policy;
use super::verdict::{Finding, Severity};
use super::{CertificateKind, Level, OccupationCode};

mod met;
mod rules;

/// What the decision is about. Occupation codes are current ones (`OccupationTable::current`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The day of the decision.
    pub today: Date,
    /// The session applied for.
    pub session: SessionFacts,
    /// What the session's body is filed for.
    pub filings: Vec<Filing>,
    /// The person's birth day.
    pub birth_day: Date,
    /// Completed years of work in the occupation, as declared.
    pub work_years: u32,
    /// Whether an officer has seen proof of those years.
    pub work_proved: bool,
    /// The commitment letters (W11).
    pub letters: Letters,
    /// The person's open registrations, in any occupation: failed, absent, withdrawn and voided ones are not open.
    pub registrations: Vec<OpenRegistration>,
    /// The person's live certificates, in any occupation, from this registry or imported (C4); suspended counts.
    pub certificates: Vec<LiveCertificate>,
    /// Subsidised programmes of the person in the session's calendar year, this one not counted (D3).
    pub subsidised_this_year: u32,
    /// Who applies.
    pub channel: Channel,
}

/// The session applied for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    /// What is assessed.
    pub occupation: OccupationCode,
    /// At which level; 0 for specific-skill and completion.
    pub level: Level,
    /// The certificate it leads to.
    pub kind: CertificateKind,
    /// Its local day.
    pub opens: Date,
    /// Whether the programme is subsidised.
    pub subsidised: bool,
    /// The awarding body's name, for the finding's text.
    pub body_name: String,
}

/// That a body is filed (备案) for an occupation and level, from a day until the day before another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// For which occupation.
    pub occupation: OccupationCode,
    /// For which level; 0 for none.
    pub level: Level,
    /// First day.
    pub from: Date,
    /// First day on which it is filed no longer; open if there is none.
    pub until: Option<Date>,
}

/// Which commitment letters are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    /// The candidate's.
    pub person: bool,
    /// The body's.
    pub body: bool,
}

/// A registration that has come to no end yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRegistration {
    /// Its occupation.
    pub occupation: OccupationCode,
    /// Its level.
    pub level: Level,
    /// The certificate it leads to.
    pub kind: CertificateKind,
    /// The session's title, for the finding's text.
    pub session: String,
}

/// A certificate that is neither revoked nor replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCertificate {
    /// Its occupation.
    pub occupation: OccupationCode,
    /// Its level.
    pub level: Level,
    /// Its kind.
    pub kind: CertificateKind,
    /// Its number.
    pub serial: String,
    /// Its issue day.
    pub issued: Date,
}

/// Who applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The person.
    Person,
    /// The employer.
    Enterprise,
    /// A training body.
    TrainingBody,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 可以报名.
    Allowed,
    /// 需要复核.
    NeedsReview,
    /// 现在不能报名.
    Refused,
}

/// The decision with its reasons: what the eligibility page shows and the registration keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What comes of it: the heaviest finding says.
    pub outcome: Outcome,
    /// The reasons, heaviest first, then in the order of the rules.
    pub findings: Vec<Finding>,
    /// The rules that were checked and are met, each with its figures; none in a verdict of before they were told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<Finding>,
    /// The policy's id.
    pub policy: String,
    /// The day of the decision.
    pub on: Date,
}

impl Verdict {
    /// The first day on which the refusals will all have lifted; `None` if there are none or one never lifts by itself.
    #[must_use]
    pub fn possible_from(&self) -> Option<Date> {
        let refusals = || self.findings.iter().filter(|finding| finding.severity == Severity::Refusal);
        if refusals().any(|finding| finding.lifts_on.is_none()) {
            return None;
        }
        refusals().filter_map(|finding| finding.lifts_on).max()
    }
}

/// Decides a registration.
#[must_use]
pub fn decide(policy: &Policy, facts: &Facts) -> Verdict {
    let mut findings: Vec<Finding> = rules::ALL.iter().flat_map(|rule| rule(policy, facts)).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let outcome = match findings.first().map(|finding| finding.severity) {
        Some(Severity::Refusal) => Outcome::Refused,
        Some(Severity::Review) => Outcome::NeedsReview,
        Some(Severity::Note) | None => Outcome::Allowed,
    };
    let met = met::all(policy, facts, &findings);
    Verdict { outcome, findings, met, policy: policy.id.clone(), on: facts.today }
}

/// Whether one of a body's filings covers an occupation and level on a day (C0): asked when a session is planned,
/// when somebody registers, and again at the award.
#[must_use]
pub fn filed_on(filings: &[Filing], occupation: &OccupationCode, level: Level, day: Date) -> bool {
    filings.iter().any(|filing| {
        let inside = filing.from <= day && filing.until.is_none_or(|until| day < until);
        filing.occupation == *occupation && filing.level == level && inside
    })
}

/// Whether two entries have the same key of D1: the occupation and level, and where there is no level the kind too.
#[must_use]
pub fn same_key(
    (occupation, level, kind): (&OccupationCode, Level, CertificateKind),
    (other_occupation, other_level, other_kind): (&OccupationCode, Level, CertificateKind),
) -> bool {
    occupation == other_occupation && level == other_level && (level != Level::NONE || kind == other_kind)
}

/// What a session must meet before anybody is asked about: W1 and C0. The planner calls it; `decide` checks both again.
#[must_use]
pub fn session_findings(policy: &Policy, session: &SessionFacts, filings: &[Filing]) -> Vec<Finding> {
    rules::window(policy, session).into_iter().chain(rules::filing(policy, session, filings)).collect()
}

#[cfg(test)]
mod tests;
