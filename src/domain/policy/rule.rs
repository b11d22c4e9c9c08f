//! The rules by their ids, and the clause that each comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

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
    /// Recusal before a draw of people.
    E6,
    /// Supervision by double random draw.
    S1,
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
            Self::E6 => "E6",
            Self::S1 => "S1",
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
