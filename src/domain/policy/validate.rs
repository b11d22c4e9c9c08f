//! Whether a policy's figures can be meant so.

use std::collections::BTreeSet;

use crate::domain::{CertificateKind, Level, Marks};

use super::{Clause, Policy, Rule};

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
        want(rooms.examiners % 2 == 1 && rooms.examiners >= 3, "rooms.examiners", "must be odd and at least 3");
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
        want((1..=10).contains(&self.supervision.years), "supervision.years", "must be 1 to 10");
        want((1..=9).contains(&self.supervision.supervisors), "supervision.supervisors", "must be 1 to 9");
        want((1..=90).contains(&self.draw.commit_days), "draw.commit_days", "must be 1 to 90");
        // The plan is opened until a day before the session; its drawing is two evenings before it, after the roster closed.
        let plan = self.draw.plan_days >= 2 && self.draw.plan_days + 2 < self.draw.commit_days;
        want(plan, "draw.plan_days", "must be at least 2, and by more than 2 less than `commit_days`");
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
        const ALL: [Rule; 18] = [
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
            Rule::E6,
            Rule::S1,
            Rule::N1,
            Rule::N2,
            Rule::A1,
            Rule::Draw,
        ];
        ALL.into_iter().filter_map(|rule| self.clause(rule)).chain([&self.notices.subsidies.clause])
    }
}
