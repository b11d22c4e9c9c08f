//! A region's tables from their files: the policy and the holidays from TOML, the occupations from CSV.

use serde::Deserialize;

use crate::domain::calendar::HolidayYear;
use crate::domain::occupation::{Occupation, OccupationFault, OccupationTable};
use crate::domain::policy::{Policy, PolicyFault};
use crate::domain::{Level, OccupationCode};

/// The demo county's policy.
pub const QINGHE_2026: &str = include_str!("../../policies/qinghe-2026.toml");
/// The published holidays of 2026.
pub const HOLIDAYS_2026: &str = include_str!("../../policies/holidays-2026.toml");
/// The occupations that come with the server.
pub const OCCUPATIONS: &str = include_str!("../../policies/occupations.csv");

/// Why a region's file was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFileError {
    /// Not TOML, or not these entries; the message names line and column.
    #[error("the file can't be read: {0}")]
    Form(Box<toml::de::Error>),
    /// Figures that can't be meant so.
    #[error("the policy has {} faults: {}", .0.len(), listed(.0))]
    Figures(Vec<PolicyFault>),
    /// A line of the occupation table.
    #[error("occupations, line {line}: {what}")]
    Line {
        /// Its number, the head being 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// The occupation table as a whole.
    #[error("occupations: {0}")]
    Table(#[from] OccupationFault),
}

/// Reads and validates a policy.
///
/// # Errors
/// When it is not a policy's TOML (with line and column), or when figures can't be meant so (all of them).
pub fn read_policy(text: &str) -> Result<Policy, PolicyFileError> {
    let policy: Policy = toml::from_str(text).map_err(|error| PolicyFileError::Form(Box::new(error)))?;
    policy.validate().map_err(PolicyFileError::Figures)?;
    Ok(policy)
}

/// Reads one year's holidays; `HolidayTable::new` checks them.
///
/// # Errors
/// When it is not a holiday file's TOML.
pub fn read_holidays(text: &str) -> Result<HolidayYear, PolicyFileError> {
    toml::from_str(text).map_err(|error| PolicyFileError::Form(Box::new(error)))
}

/// Reads a table of occupations: `code,name,levels,retired_to`, levels with blanks between.
///
/// # Errors
/// The first line that is wrong, or a table that contradicts itself.
pub fn read_occupations(text: &str) -> Result<OccupationTable, PolicyFileError> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let mut lines = Vec::new();
    for (index, line) in (2..).zip(reader.deserialize::<Line>()) {
        let fault = |line: u64, what: String| PolicyFileError::Line { line, what };
        let line =
            line.map_err(|error| fault(error.position().map_or(index, csv::Position::line), error.to_string()))?;
        lines.push(line.read().map_err(|what| fault(index, what))?);
    }
    Ok(OccupationTable::new(lines)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    name: String,
    levels: String,
    retired_to: String,
}

impl Line {
    fn read(self) -> Result<Occupation, String> {
        let code = |text: &str| text.parse::<OccupationCode>().map_err(|error| error.to_string());
        let level = |text: &str| {
            let number = text.parse::<i64>().map_err(|_| format!("{text:?} is not a level"))?;
            Level::new(number).map_err(|error| error.to_string())
        };
        if self.name.trim().is_empty() {
            return Err("the name is empty".to_owned());
        }
        Ok(Occupation {
            code: code(&self.code)?,
            name: self.name.trim().to_owned(),
            levels: self.levels.split_whitespace().map(level).collect::<Result<_, _>>()?,
            retired_to: if self.retired_to.is_empty() { None } else { Some(code(&self.retired_to)?) },
        })
    }
}

fn listed(faults: &[PolicyFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Rule;

    #[test]
    fn the_demo_countys_policy_reads_and_quotes_its_clauses() {
        let policy = read_policy(QINGHE_2026).unwrap();
        assert!(policy.covers("2026-12-12".parse().unwrap()) && !policy.covers(policy.until));
        let quote = policy.clause(Rule::D1).unwrap().to_string();
        assert_eq!(quote, "同一职业同一等级不可重复 · 运政办发〔2020〕14号 第15条");
        let again: Policy = serde_json::from_str(&serde_json::to_string(&policy).unwrap()).unwrap();
        assert_eq!(again, policy);
    }

    #[test]
    fn figures_that_cannot_be_meant_so_are_all_named() {
        let replaced = [
            ("months = [4, 8, 12]", "months = [4, 13]"),
            ("cut_score = 6000", "cut_score = 10001"),
            ("examiners = 3", "examiners = 4"),
            ("until = \"2027-07-01\"", "until = \"2026-01-01\""),
            ("code = \"410099\"", "code = \"4100\""),
            ("commit_days = 7", "commit_days = 0"),
            ("{ level = 4, work_years = 3, holds = 5 }", "{ level = 4, work_years = 3, holds = 3 }"),
        ];
        for (good, bad) in replaced {
            assert!(QINGHE_2026.contains(good), "{good}");
            let error = read_policy(&QINGHE_2026.replacen(good, bad, 1)).unwrap_err();
            assert!(matches!(error, PolicyFileError::Figures(_)), "{bad}: {error}");
        }
        let all = replaced.iter().fold(QINGHE_2026.to_owned(), |text, (good, bad)| text.replacen(good, bad, 1));
        let Err(PolicyFileError::Figures(faults)) = read_policy(&all) else { panic!("accepted") };
        assert!(faults.len() >= replaced.len(), "{faults:?}");
    }

    #[test]
    fn an_unknown_or_missing_entry_is_refused_with_its_line() {
        let unknown = read_policy(&QINGHE_2026.replacen("cut_score", "cutscore", 1)).unwrap_err().to_string();
        assert!(unknown.contains("cutscore") && unknown.contains("line"), "{unknown}");
        assert!(read_policy(&QINGHE_2026.replacen("[filing.clause]", "[filing.claus]", 1)).is_err());
        assert!(read_policy("").is_err() && read_policy("\u{0}").is_err());
        assert!(read_holidays("year = 2026").is_err());
    }

    #[test]
    fn a_wrong_line_of_the_occupations_is_named() {
        for (text, line) in [
            ("code,name,levels,retired_to\n6-31-01-03,电工,5,\n6-31-1,钳工,5,\n", 3),
            ("code,name,levels,retired_to\n6-31-01-03,电工,6,\n", 2),
            ("code,name,levels,retired_to\n6-31-01-03, ,5,\n", 2),
            ("code,name,levels,retired_to\n6-31-01-03,电工\n", 2),
        ] {
            let error = read_occupations(text).unwrap_err();
            assert!(matches!(error, PolicyFileError::Line { line: found, .. } if found == line), "{error}");
        }
    }

    #[test]
    fn a_retired_code_counts_as_its_successor() {
        let table = read_occupations(OCCUPATIONS).unwrap();
        let code = |text: &str| text.parse::<OccupationCode>().unwrap();
        assert_eq!(table.current(&code("4-01-02-02")), code("4-01-06-01"));
        assert_eq!(table.current(&code("6-31-01-03")), code("6-31-01-03"));
        assert_eq!(table.get(&code("6-31-01-03")).unwrap().name, "电工");
        assert!(table.iter().all(|line| !line.levels.is_empty()));
    }
}
