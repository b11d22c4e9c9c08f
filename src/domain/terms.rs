//! The small types every area speaks in: levels, occupation codes, marks, facilities, item types.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A value that does not have the form its type asks for; says what was given and what is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not {wanted}")]
pub struct Malformed {
    /// What was given.
    pub given: String,
    /// What it should be, as a noun phrase.
    pub wanted: &'static str,
}

impl Malformed {
    pub(crate) fn new(given: impl fmt::Display, wanted: &'static str) -> Self {
        Self { given: given.to_string(), wanted }
    }
}

/// A skill level: 5 初级工, 4 中级工, 3 高级工, 2 技师, 1 高级技师; 0 for certificates that have none
/// (specific-skill, completion).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Level(u8);

impl Level {
    /// No level.
    pub const NONE: Self = Self(0);

    /// The level of a number 0…5.
    ///
    /// # Errors
    /// When the number is none of these.
    pub fn new(number: i64) -> Result<Self, Malformed> {
        u8::try_from(number)
            .ok()
            .filter(|number| *number <= 5)
            .map(Self)
            .ok_or_else(|| Malformed::new(number, "a level from 1 (highest) to 5, or 0 for none"))
    }

    /// The number, 0…5.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// Whether this is a higher skill than `other`: the smaller number. Level 0 compares with nothing.
    #[must_use]
    pub fn is_higher_than(self, other: Self) -> bool {
        self.0 != 0 && other.0 != 0 && self.0 < other.0
    }

    /// The name in the field: 初级工 … 高级技师; empty for none.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self.0 {
            1 => "高级技师",
            2 => "技师",
            3 => "高级工",
            4 => "中级工",
            5 => "初级工",
            _ => "",
        }
    }

    /// The level as a Chinese numeral: 一级 … 五级; empty for none.
    #[must_use]
    pub fn ordinal_zh(self) -> &'static str {
        match self.0 {
            1 => "一级",
            2 => "二级",
            3 => "三级",
            4 => "四级",
            5 => "五级",
            _ => "",
        }
    }
}

impl TryFrom<i64> for Level {
    type Error = Malformed;

    fn try_from(number: i64) -> Result<Self, Malformed> {
        Self::new(number)
    }
}

impl From<Level> for i64 {
    fn from(level: Level) -> Self {
        level.number()
    }
}

/// An occupation of 职业分类大典 2022: `N-NN-NN-NN`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OccupationCode(String);

impl OccupationCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OccupationCode {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let shape: Vec<usize> = text.split('-').map(str::len).collect();
        if shape == [1, 2, 2, 2] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new(text, "an occupation code N-NN-NN-NN"))
        }
    }
}

impl TryFrom<String> for OccupationCode {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<OccupationCode> for String {
    fn from(code: OccupationCode) -> Self {
        code.0
    }
}

impl fmt::Display for OccupationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Marks in hundredths of a point: 6000 is 60.00. Never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Marks(u32);

impl Marks {
    /// No marks.
    pub const ZERO: Self = Self(0);

    /// Marks of a count of hundredths.
    ///
    /// # Errors
    /// When it is negative or above 1,000,000 (10,000 points).
    pub fn new(hundredths: i64) -> Result<Self, Malformed> {
        u32::try_from(hundredths)
            .ok()
            .filter(|value| *value <= 1_000_000)
            .map(Self)
            .ok_or_else(|| Malformed::new(hundredths, "marks in hundredths, from 0 to 1000000"))
    }

    /// The count of hundredths.
    #[must_use]
    pub fn hundredths(self) -> i64 {
        i64::from(self.0)
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, at least nothing.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl TryFrom<i64> for Marks {
    type Error = Malformed;

    fn try_from(hundredths: i64) -> Result<Self, Malformed> {
        Self::new(hundredths)
    }
}

impl From<Marks> for i64 {
    fn from(marks: Marks) -> Self {
        marks.hundredths()
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// How easy an item is: the share of candidates expected to be right, in thousandths, 0…1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Facility(u16);

impl Facility {
    /// The facility of a count of thousandths.
    ///
    /// # Errors
    /// When it is outside 0…1000.
    pub fn new(thousandths: i64) -> Result<Self, Malformed> {
        u16::try_from(thousandths)
            .ok()
            .filter(|value| *value <= 1000)
            .map(Self)
            .ok_or_else(|| Malformed::new(thousandths, "a facility in thousandths, from 0 to 1000"))
    }

    /// The count of thousandths.
    #[must_use]
    pub fn thousandths(self) -> i64 {
        i64::from(self.0)
    }
}

impl TryFrom<i64> for Facility {
    type Error = Malformed;

    fn try_from(thousandths: i64) -> Result<Self, Malformed> {
        Self::new(thousandths)
    }
}

impl From<Facility> for i64 {
    fn from(facility: Facility) -> Self {
        facility.thousandths()
    }
}

/// The types of item (E2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemType {
    /// 单选: one option is right.
    Single,
    /// 判断: the statement is right or wrong; options `T` 正确 and `F` 错误.
    TrueFalse,
    /// 多选: two or more options are right, all or nothing.
    Multiple,
}

impl ItemType {
    /// The name in the field.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Single => "单选",
            Self::TrueFalse => "判断",
            Self::Multiple => "多选",
        }
    }
}

/// The kinds of certificate counted as certified (C4), and the completion certificate, which is apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// 职业资格证书.
    VocationalQualification,
    /// 职业技能等级证书.
    SkillLevel,
    /// 专项职业能力证书.
    SpecificSkill,
    /// 特种作业操作证.
    SpecialOperation,
    /// 特种设备作业人员证.
    SpecialEquipment,
    /// 培训合格证书.
    Completion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_checked_at_the_edge() {
        assert!("6-31-01-03".parse::<OccupationCode>().is_ok());
        for wrong in ["6-31-01-3", "6-31-01-03 ", "6.31.01.03", "６-31-01-03", ""] {
            assert!(wrong.parse::<OccupationCode>().is_err(), "{wrong}");
        }
        assert!(Level::new(6).is_err() && Level::new(-1).is_err());
        assert!(Facility::new(1001).is_err() && Marks::new(-1).is_err());
        assert_eq!(Marks::new(6005).unwrap().to_string(), "60.05");
    }

    #[test]
    fn a_smaller_number_is_a_higher_level() {
        let level = |number| Level::new(number).unwrap();
        assert!(level(3).is_higher_than(level(5)));
        assert!(!level(5).is_higher_than(level(5)));
        assert!(!Level::NONE.is_higher_than(level(5)) && !level(5).is_higher_than(Level::NONE));
    }
}
