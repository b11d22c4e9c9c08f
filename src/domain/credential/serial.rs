//! Certificate numbers (C2): a template for each certificate type, filled in and read back.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::terms::{Level, Malformed};

/// The skill-level template of C2: 22 characters.
pub const SKILL_LEVEL_TEMPLATE: &str = "{kind}{body:4}{province:2}{site:6}{year:2}{level:1}{sequence:6}";

/// A certificate's serial number: 6 to 32 capital letters and digits. A pseudonym in the public log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Serial(String);

impl Serial {
    /// The serial as one word, as it is signed and logged.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The serial in groups for the eye: `S 0001 99 000001 26 5 000317`. One that does not have the form of C2 is
    /// printed as it is; [`Numbering::printed`] groups by any other template.
    #[must_use]
    pub fn printed(&self) -> String {
        Numbering::skill_level().printed(self)
    }
}

impl FromStr for Serial {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let charset = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if charset && (6..=32).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new(text, "a certificate number of 6 to 32 capital letters and digits"))
        }
    }
}

impl TryFrom<String> for Serial {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Serial> for String {
    fn from(serial: Serial) -> Self {
        serial.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who assesses (C2): an employer or a social body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registrar {
    /// 用人单位, `Y`.
    Employer,
    /// 社会培训评价组织, `S`.
    SocialBody,
}

impl Registrar {
    fn letter(self) -> char {
        match self {
            Self::Employer => 'Y',
            Self::SocialBody => 'S',
        }
    }
}

/// What a number is made of. Codes are digits, as filed; a shorter one than its field is refused, not padded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Employer or social body.
    pub registrar: Registrar,
    /// The awarding body's filing code.
    pub body: String,
    /// The province's code of GB/T 2260.
    pub province: String,
    /// The site's or branch's code.
    pub site: String,
    /// The calendar year of issue, four digits; a field of two takes the last two.
    pub year: i16,
    /// The level; 0 fits only a template without a level field.
    pub level: Level,
    /// Counted per (body, year, level) from 1.
    pub sequence: u32,
}

/// Why a template is not one, or a number can't be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberingError {
    /// The template's text has a mistake.
    #[error("numbering template {template:?}: {problem}")]
    Template {
        /// The template as given.
        template: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A value does not fit its field.
    #[error("certificate number: {field} {value:?} does not fit a field of {width} digits")]
    DoesNotFit {
        /// The field's name.
        field: &'static str,
        /// The value given.
        value: String,
        /// Its width in characters.
        width: usize,
    },
    /// The sequence is used up for this body, year and level.
    #[error(
        "certificate number: sequence {sequence} is outside 1…{last}; this body needs another template or site code"
    )]
    SequenceUsedUp {
        /// The sequence asked for.
        sequence: u32,
        /// The last one that fits.
        last: u32,
    },
    /// The template names a level and the certificate has none, or the reverse of what it can print.
    #[error("certificate number: a certificate without a level needs a template without {{level}}")]
    NoLevel,
    /// A text is not a number of this template.
    #[error("{0:?} is not a certificate number of this template")]
    NotOfTemplate(String),
}

impl NumberingError {
    /// A stable name that the interface translates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Template { .. } => "numbering-template",
            Self::DoesNotFit { .. } => "numbering-does-not-fit",
            Self::SequenceUsedUp { .. } => "numbering-sequence-used-up",
            Self::NoLevel => "numbering-no-level",
            Self::NotOfTemplate(_) => "numbering-not-of-template",
        }
    }
}

/// A numbering template, parsed: `{kind}`, `{body:4}`, `{province:2}`, `{site:6}`, `{year:2}`, `{level:1}`,
/// `{sequence:6}` in any order, and capital letters or digits between them. A sequence is required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Field(Field, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Kind,
    Body,
    Province,
    Site,
    Year,
    Level,
    Sequence,
}

impl Numbering {
    /// The default for skill-level certificates (C2).
    #[must_use]
    pub fn skill_level() -> Self {
        SKILL_LEVEL_TEMPLATE.parse().expect("the default template is well formed")
    }

    /// The serial of these numbers.
    ///
    /// # Errors
    /// When a code does not fill its field with digits, the sequence is 0 or used up, or a level is missing.
    pub fn serial(&self, numbers: &Numbers) -> Result<Serial, NumberingError> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Field(field, width) => out.push_str(&field.render(numbers, *width)?),
            }
        }
        out.parse().map_err(|_| NumberingError::NotOfTemplate(out))
    }

    /// Makes a code fit a field of this template: a code of digits alone that is shorter than the field gets zeros in
    /// front, as filing offices write it; anything else stays as it is and is refused by [`Numbering::serial`].
    #[must_use]
    pub fn fitted(&self, field: &str, code: &str) -> String {
        let wanted = Field::parse(&format!("{field}:1")).map(|(field, _)| field);
        let width = self.parts.iter().find_map(|part| match part {
            Part::Field(field, width) if wanted == Ok(*field) => Some(*width),
            _ => None,
        });
        match width {
            Some(width) if code.len() < width && !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{code:0>width$}")
            }
            _ => code.to_owned(),
        }
    }

    /// The serial in groups, one for each field, separated by spaces; as it is when it has another form.
    #[must_use]
    pub fn printed(&self, serial: &Serial) -> String {
        self.groups(serial.as_str()).map_or_else(|| serial.to_string(), |groups| groups.join(" "))
    }

    /// Reads what people type: groups, spaces, small letters.
    ///
    /// # Errors
    /// When the text, put together, does not have this template's form.
    pub fn read(&self, text: &str) -> Result<Serial, NumberingError> {
        let word: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let wrong = || NumberingError::NotOfTemplate(text.to_owned());
        self.groups(&word).ok_or_else(wrong)?;
        word.parse().map_err(|_| wrong())
    }

    fn groups<'a>(&self, word: &'a str) -> Option<Vec<&'a str>> {
        let mut rest = word;
        let mut groups = Vec::new();
        for part in &self.parts {
            let width = match part {
                Part::Literal(text) => text.len(),
                Part::Field(_, width) => *width,
            };
            let (group, after) = rest.split_at_checked(width)?;
            let fits = match part {
                Part::Literal(text) => group == text,
                Part::Field(Field::Kind, _) => group == "Y" || group == "S",
                Part::Field(..) => group.bytes().all(|byte| byte.is_ascii_digit()),
            };
            if !fits {
                return None;
            }
            groups.push(group);
            rest = after;
        }
        rest.is_empty().then_some(groups)
    }
}

impl FromStr for Numbering {
    type Err = NumberingError;

    fn from_str(template: &str) -> Result<Self, NumberingError> {
        let wrong = |problem| NumberingError::Template { template: template.to_owned(), problem };
        let mut parts = Vec::new();
        let mut rest = template;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('{') {
                let (name, after) = inside.split_once('}').ok_or_else(|| wrong("a { is not closed"))?;
                let (field, width) = Field::parse(name).map_err(wrong)?;
                if parts.iter().any(|part| matches!(part, Part::Field(other, _) if *other == field)) {
                    return Err(wrong("a field stands twice"));
                }
                parts.push(Part::Field(field, width));
                rest = after;
            } else {
                let (literal, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
                if !literal.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
                    return Err(wrong("between fields stand capital letters and digits only"));
                }
                parts.push(Part::Literal(literal.to_owned()));
                rest = after;
            }
        }
        if !parts.iter().any(|part| matches!(part, Part::Field(Field::Sequence, _))) {
            return Err(wrong("{sequence:N} is missing"));
        }
        Ok(Self { parts })
    }
}

impl Field {
    fn parse(text: &str) -> Result<(Self, usize), &'static str> {
        if text == "kind" {
            return Ok((Self::Kind, 1));
        }
        let (name, width) = text.split_once(':').ok_or("a field is written {name:width}")?;
        let width = width.parse::<usize>().ok().filter(|width| (1..=9).contains(width)).ok_or("a width is 1 to 9")?;
        let field = match name {
            "body" => Self::Body,
            "province" => Self::Province,
            "site" => Self::Site,
            "year" if width == 2 || width == 4 => Self::Year,
            "year" => return Err("{year} is 2 or 4 wide"),
            "level" if width == 1 => Self::Level,
            "level" => return Err("{level} is 1 wide"),
            "sequence" => Self::Sequence,
            _ => return Err("known fields are kind, body, province, site, year, level, sequence"),
        };
        Ok((field, width))
    }

    fn render(self, numbers: &Numbers, width: usize) -> Result<String, NumberingError> {
        match self {
            Self::Kind => Ok(numbers.registrar.letter().to_string()),
            Self::Body => code("body", &numbers.body, width),
            Self::Province => code("province", &numbers.province, width),
            Self::Site => code("site", &numbers.site, width),
            Self::Year if width == 2 => code("year", &format!("{:02}", numbers.year.rem_euclid(100)), width),
            Self::Year => code("year", &numbers.year.to_string(), width),
            Self::Level if numbers.level == Level::NONE => Err(NumberingError::NoLevel),
            Self::Level => code("level", &numbers.level.number().to_string(), width),
            Self::Sequence => {
                let last = u32::try_from(width).ok().and_then(|width| 10u32.checked_pow(width)).unwrap_or(u32::MAX) - 1;
                if (1..=last).contains(&numbers.sequence) {
                    Ok(format!("{:0width$}", numbers.sequence))
                } else {
                    Err(NumberingError::SequenceUsedUp { sequence: numbers.sequence, last })
                }
            }
        }
    }
}

fn code(field: &'static str, value: &str, width: usize) -> Result<String, NumberingError> {
    if value.len() == width && value.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(value.to_owned())
    } else {
        Err(NumberingError::DoesNotFit { field, value: value.to_owned(), width })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(sequence: u32) -> Numbers {
        Numbers {
            registrar: Registrar::SocialBody,
            body: "0001".into(),
            province: "99".into(),
            site: "000001".into(),
            year: 2026,
            level: Level::new(5).unwrap(),
            sequence,
        }
    }

    #[test]
    fn a_sequence_runs_from_1_to_999999_and_no_further() {
        let numbering = Numbering::skill_level();
        for wrong in [0, 1_000_000, u32::MAX] {
            assert_eq!(
                numbering.serial(&numbers(wrong)),
                Err(NumberingError::SequenceUsedUp { sequence: wrong, last: 999_999 })
            );
        }
        assert_eq!(numbering.serial(&numbers(1)).unwrap().as_str(), "S000199000001265000001");
        assert!(numbering.serial(&numbers(999_999)).is_ok());
    }

    #[test]
    fn codes_that_do_not_fill_their_field_are_refused() {
        let numbering = Numbering::skill_level();
        for change in [
            |n: &mut Numbers| n.body = "1".into(),
            |n: &mut Numbers| n.body = "00O1".into(),
            |n: &mut Numbers| n.province = "099".into(),
            |n: &mut Numbers| n.site = "１23456".into(),
            |n: &mut Numbers| n.level = Level::NONE,
        ] {
            let mut wrong = numbers(317);
            change(&mut wrong);
            assert!(numbering.serial(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_number_of_c2_has_22_characters_and_prints_in_groups() {
        let serial = Numbering::skill_level().serial(&numbers(317)).unwrap();
        assert_eq!(serial.as_str(), "S000199000001265000317");
        assert_eq!(serial.as_str().len(), 22);
        assert_eq!(serial.printed(), "S 0001 99 000001 26 5 000317");
        assert_eq!(Numbering::skill_level().read("s 0001 99 000001 26 5 000317").unwrap(), serial);
        assert!(Numbering::skill_level().read("X000199000001265000317").is_err());
        assert!(Numbering::skill_level().read("S00019900000126500031").is_err());
    }

    #[test]
    fn another_type_numbers_by_its_own_template_and_a_wrong_template_is_refused() {
        let numbering: Numbering = "ZX{province:2}{year:4}{sequence:5}".parse().unwrap();
        let mut facts = numbers(42);
        facts.level = Level::NONE;
        let serial = numbering.serial(&facts).unwrap();
        assert_eq!((serial.as_str(), numbering.printed(&serial).as_str()), ("ZX99202600042", "ZX 99 2026 00042"));
        for wrong in [
            "",
            "{sequence:0}",
            "{sequence:x}",
            "{body:4}",
            "{sequence:6",
            "{sequence:6}{sequence:6}",
            "x{sequence:6}",
            "{level:2}{sequence:6}",
            "{colour:1}{sequence:6}",
        ] {
            assert!(wrong.parse::<Numbering>().is_err(), "{wrong}");
        }
    }
}
