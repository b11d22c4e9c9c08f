//! Names and admission numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{PersonError, refuse_full_width};

/// A person's name: 1 to 50 characters without blanks at its ends, runs of blanks made one, the interpunct of
/// minority names made `·` whichever dot was typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as public notices show it (N1): `王＊`, `王＊兰`, `欧＊＊兰`; a single character hides whole.
    #[must_use]
    pub fn masked(&self) -> String {
        let count = self.0.chars().count();
        let mut shown: Vec<char> = Vec::with_capacity(count);
        for (place, character) in self.0.chars().enumerate() {
            let seen = count > 1 && (place == 0 || (count > 2 && place == count - 1));
            shown.push(if seen { character } else { '＊' });
        }
        shown.into_iter().collect()
    }
}

impl FromStr for PersonName {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, PersonError> {
        let invisible = |c: char| {
            c.is_control()
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFC}'..='\u{FFFF}')
        };
        let trimmed = text.trim();
        if trimmed.chars().any(invisible) {
            return Err(PersonError::NameCharacter);
        }
        let words: Vec<&str> = trimmed.split_whitespace().collect();
        let name: String = words
            .join(" ")
            .chars()
            .map(|c| if matches!(c, '•' | '‧' | '・' | '･' | '∙' | '⋅') { '·' } else { c })
            .collect();
        match name.chars().count() {
            0 => Err(PersonError::NameEmpty),
            1..=50 => Ok(Self(name)),
            more => Err(PersonError::NameLength(more)),
        }
    }
}

impl TryFrom<String> for PersonName {
    type Error = PersonError;

    fn try_from(text: String) -> Result<Self, PersonError> {
        text.parse()
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number on an admission ticket, and the candidate's number in a draw: `[0-9]{1,20}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AdmissionNumber(String);

impl AdmissionNumber {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AdmissionNumber {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, PersonError> {
        refuse_full_width(text)?;
        if (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PersonError::Admission)
        }
    }
}

impl TryFrom<String> for AdmissionNumber {
    type Error = PersonError;

    fn try_from(text: String) -> Result<Self, PersonError> {
        text.parse()
    }
}

impl From<AdmissionNumber> for String {
    fn from(number: AdmissionNumber) -> Self {
        number.0
    }
}

impl fmt::Display for AdmissionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
