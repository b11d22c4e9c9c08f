//! The blueprint (双向细目表): what a paper is made of.

use serde::{Deserialize, Serialize};

use super::code::Code;
use crate::domain::terms::{ItemType, Level, Marks, OccupationCode};

/// What a theory paper is made of. Checked together with a bank's rows by [`super::lint`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// The paper's name, for people.
    pub title: String,
    /// The occupation.
    pub occupation: OccupationCode,
    /// The level.
    pub level: Level,
    /// How long the theory test takes, in minutes.
    pub minutes: u32,
    /// What the whole paper is worth, in hundredths of a point.
    pub total: Marks,
    /// How hard a whole paper is, where papers are to be equally hard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility_sum: Option<FacilitySum>,
    /// The content points items belong to.
    #[serde(rename = "content_point")]
    pub content_points: Vec<ContentPoint>,
    /// The paper's sections, in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// The constraint |Σ facility − target| ≤ tolerance over a whole paper, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacilitySum {
    /// The sum aimed at.
    pub target: u32,
    /// How far a paper may be from it.
    pub tolerance: u32,
}

/// A content point (内容点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentPoint {
    /// Its code, as the bank's rows give it.
    pub code: Code,
    /// Its name.
    pub name: String,
}

/// A section of the paper: items of one type, each worth the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its id, unique in the blueprint.
    pub id: Code,
    /// Its heading on the paper.
    pub title: String,
    /// The type of its items.
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// What each item is worth, in hundredths of a point.
    pub points: Marks,
    /// Whether each candidate gets the items in another order.
    pub shuffle_items: bool,
    /// Whether each candidate gets the options in another order.
    pub shuffle_options: bool,
    /// The cells it draws from, in order.
    pub cells: Vec<PoolCell>,
}

/// A cell: so many items of one content point, of the section's type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolCell {
    /// Its id, unique in the section.
    pub id: Code,
    /// The content point its items belong to.
    pub content_point: Code,
    /// How many of them a paper gets.
    pub count: u32,
}

impl Section {
    /// How many items the section has on a paper.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.cells.iter().fold(0, |sum, cell| sum.saturating_add(cell.count))
    }
}

impl Blueprint {
    /// How many items a paper has.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.sections.iter().fold(0, |sum, section| sum.saturating_add(section.count()))
    }

    /// The content point that a cell draws from, by the ids of its section and itself.
    #[must_use]
    pub fn content_point(&self, section: &str, cell: &str) -> Option<&ContentPoint> {
        let section = self.sections.iter().find(|one| one.id.as_str() == section)?;
        let cell = section.cells.iter().find(|one| one.id.as_str() == cell)?;
        self.content_points.iter().find(|point| point.code == cell.content_point)
    }

    /// What the sections' points come to, in hundredths; it must be the total.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.sections
            .iter()
            .map(|section| section.points.hundredths().saturating_mul(i64::from(section.count())))
            .fold(0, i64::saturating_add)
    }
}
