//! The table of occupations (职业分类大典 2022) with the codes it retired.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Level, OccupationCode};

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupation {
    /// Its code.
    pub code: OccupationCode,
    /// Its name, 电工.
    pub name: String,
    /// The levels it is assessed at; empty for a retired code.
    pub levels: BTreeSet<Level>,
    /// The code that took this one's place.
    pub retired_to: Option<OccupationCode>,
}

/// What is wrong with a table of occupations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OccupationFault {
    /// A code on two lines.
    #[error("{0} is listed twice; keep one line")]
    Twice(OccupationCode),
    /// A retired code that leads to no current one.
    #[error("{code} is retired to {to}, which must be a current code of this table")]
    Retired {
        /// The retired code.
        code: OccupationCode,
        /// Where it leads.
        to: OccupationCode,
    },
}

/// All occupations a region assesses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OccupationTable {
    lines: BTreeMap<OccupationCode, Occupation>,
}

impl OccupationTable {
    /// The table of some lines.
    ///
    /// # Errors
    /// When a code is given twice, or a retired one does not lead to a current one.
    pub fn new(lines: Vec<Occupation>) -> Result<Self, OccupationFault> {
        let mut table = Self::default();
        for line in lines {
            let code = line.code.clone();
            if table.lines.insert(code.clone(), line).is_some() {
                return Err(OccupationFault::Twice(code));
            }
        }
        for line in table.lines.values() {
            if let Some(to) = &line.retired_to
                && table.lines.get(to).is_none_or(|target| target.retired_to.is_some())
            {
                return Err(OccupationFault::Retired { code: line.code.clone(), to: to.clone() });
            }
        }
        Ok(table)
    }

    /// The line of a code, current or retired.
    #[must_use]
    pub fn get(&self, code: &OccupationCode) -> Option<&Occupation> {
        self.lines.get(code)
    }

    /// The code under which an occupation is counted today: its successor's for a retired code, else its own. D1, D2
    /// and Q1 compare these, so that an old certificate still counts.
    #[must_use]
    pub fn current(&self, code: &OccupationCode) -> OccupationCode {
        self.get(code).and_then(|line| line.retired_to.clone()).unwrap_or_else(|| code.clone())
    }

    /// The current occupations, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Occupation> {
        self.lines.values().filter(|line| line.retired_to.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_with_a_code_twice_or_a_dead_end_is_refused() {
        let code = |text: &str| text.parse::<OccupationCode>().unwrap();
        let line = |from: &str, to: Option<&str>| Occupation {
            code: code(from),
            name: "电工".to_owned(),
            levels: BTreeSet::new(),
            retired_to: to.map(code),
        };
        let twice = OccupationTable::new(vec![line("6-31-01-03", None), line("6-31-01-03", None)]);
        assert_eq!(twice, Err(OccupationFault::Twice(code("6-31-01-03"))));
        assert!(OccupationTable::new(vec![line("6-31-01-03", Some("6-31-01-04"))]).is_err());
        assert!(OccupationTable::new(vec![line("6-31-01-03", Some("6-31-01-03"))]).is_err());
    }
}
