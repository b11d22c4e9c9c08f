//! Identity documents: what is typed, what is sealed, what is shown.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{PersonError, refuse_full_width};

/// A citizen's number per GB 11643-1999: region 6, birth date 8, order 3, check 1. It has no `Serialize` and its
/// `Debug` is masked, so that it can't slip into a log or a response (invariant 6).
///
/// The region is not compared with a table: codes are withdrawn and added every year, and people keep the old ones.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentId {
    text: String,
    birth_day: Date,
}

impl ResidentId {
    /// The 18 characters, the last perhaps a capital X. For sealing and the keyed index only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The birth day that characters 7 to 14 say.
    #[must_use]
    pub fn birth_day(&self) -> Date {
        self.birth_day
    }

    /// The last four characters.
    #[must_use]
    pub fn tail(&self) -> &str {
        last_four(&self.text)
    }

    /// The check character of the first 17 digits (ISO 7064 MOD 11-2); `None` when they are not 17 digits.
    #[must_use]
    pub fn check_character(first17: &str) -> Option<char> {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
        if first17.chars().count() != WEIGHTS.len() {
            return None;
        }
        let mut sum = 0;
        for (digit, weight) in first17.chars().zip(WEIGHTS) {
            sum += digit.to_digit(10)? * weight;
        }
        usize::try_from(sum % 11).ok().and_then(|rest| CHECKS.get(rest)).copied()
    }
}

impl FromStr for ResidentId {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, PersonError> {
        let text = text.trim();
        refuse_full_width(text)?;
        let text = text.to_ascii_uppercase();
        let length = text.chars().count();
        if length != 18 {
            return Err(PersonError::IdLength(length));
        }
        for (position, character) in (1..).zip(text.chars()) {
            let fits = character.is_ascii_digit() || (position == 18 && character == 'X');
            if !fits || (position == 1 && character == '0') {
                return Err(PersonError::IdCharacter { position });
            }
        }
        let part = |from, to| text.get(from..to).unwrap_or_default();
        let birth_day = compact_date(part(6, 14)).ok_or_else(|| PersonError::IdBirthDate(part(6, 14).to_owned()))?;
        if part(14, 17) == "000" {
            return Err(PersonError::IdOrder);
        }
        if Self::check_character(part(0, 17)) != text.chars().last() {
            return Err(PersonError::IdCheck);
        }
        Ok(Self { text, birth_day })
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentId({})", masked_tail(self.tail()))
    }
}

/// The document a person shows: a resident ID, or for others a passport or a residence permit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityDocument {
    /// 居民身份证.
    ResidentId(ResidentId),
    /// 护照: capital letters and digits, 5 to 20.
    Passport(String),
    /// 港澳台居民居住证, 外国人永久居留身份证: 18 digits with GB 11643's check, or 15 characters of the older card.
    ResidencePermit(String),
}

/// Which of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 居民身份证.
    ResidentId,
    /// 护照.
    Passport,
    /// 居住证, 永久居留身份证.
    ResidencePermit,
}

impl DocumentKind {
    /// The kind as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::Passport => "passport",
            Self::ResidencePermit => "residence_permit",
        }
    }
}

impl FromStr for DocumentKind {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, PersonError> {
        [Self::ResidentId, Self::Passport, Self::ResidencePermit]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(PersonError::DocumentKind)
    }
}

impl IdentityDocument {
    /// The document of a kind with the number that was typed; blanks around it and small letters are put right.
    ///
    /// # Errors
    /// When the number does not have the document's form.
    pub fn parse(kind: DocumentKind, number: &str) -> Result<Self, PersonError> {
        let typed = number.trim();
        refuse_full_width(typed)?;
        let number = typed.to_ascii_uppercase();
        let plain = number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        match kind {
            DocumentKind::ResidentId => typed.parse().map(Self::ResidentId),
            DocumentKind::Passport => {
                if plain && (5..=20).contains(&number.len()) && number.bytes().any(|byte| byte.is_ascii_digit()) {
                    Ok(Self::Passport(number))
                } else {
                    Err(PersonError::Passport)
                }
            }
            DocumentKind::ResidencePermit => {
                let (letters, digits) = number.split_at_checked(3).ok_or(PersonError::Permit)?;
                let older = number.len() == 15
                    && letters.bytes().all(|byte| byte.is_ascii_uppercase())
                    && digits.bytes().all(|byte| byte.is_ascii_digit());
                if older {
                    Ok(Self::ResidencePermit(number))
                } else if plain && number.len() == 18 {
                    number.parse::<ResidentId>().map(|_| Self::ResidencePermit(number))
                } else {
                    Err(PersonError::Permit)
                }
            }
        }
    }

    /// Reads what [`Self::canonical`] wrote.
    ///
    /// # Errors
    /// When the text is not one of these.
    pub fn from_canonical(text: &str) -> Result<Self, PersonError> {
        let (kind, number) = text.split_once(':').ok_or(PersonError::DocumentKind)?;
        Self::parse(kind.parse()?, number)
    }

    /// Kind and number as one text, `resident_id:…`: what is sealed, what the keyed index and the roster leaf are
    /// computed over. Never shown.
    #[must_use]
    pub fn canonical(&self) -> String {
        format!("{}:{}", self.kind().as_str(), self.reveal())
    }

    /// Which document it is.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::ResidentId(_) => DocumentKind::ResidentId,
            Self::Passport(_) => DocumentKind::Passport,
            Self::ResidencePermit(_) => DocumentKind::ResidencePermit,
        }
    }

    /// The number. For sealing only; what is shown is [`Self::masked`].
    #[must_use]
    pub fn reveal(&self) -> &str {
        match self {
            Self::ResidentId(id) => id.reveal(),
            Self::Passport(number) | Self::ResidencePermit(number) => number,
        }
    }

    /// The last four characters, which a candidate types to sign in.
    #[must_use]
    pub fn tail(&self) -> &str {
        last_four(self.reveal())
    }

    /// The number as shown to people (N1): `＊＊＊＊ 002X`, whatever its length.
    #[must_use]
    pub fn masked(&self) -> String {
        masked_tail(self.tail())
    }

    /// The birth day, where the number says it: resident IDs and 18-digit permits.
    #[must_use]
    pub fn birth_day(&self) -> Option<Date> {
        match self {
            Self::ResidentId(id) => Some(id.birth_day()),
            Self::ResidencePermit(number) => number.parse::<ResidentId>().ok().map(|id| id.birth_day()),
            Self::Passport(_) => None,
        }
    }
}

impl fmt::Debug for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.kind().as_str(), self.masked())
    }
}

fn compact_date(digits: &str) -> Option<Date> {
    let number = |from, to| digits.get(from..to)?.parse::<i16>().ok();
    let year = number(0, 4).filter(|year| *year >= 1800)?;
    let (month, day) = (i8::try_from(number(4, 6)?).ok()?, i8::try_from(number(6, 8)?).ok()?);
    Date::new(year, month, day).ok()
}

fn last_four(text: &str) -> &str {
    text.len().checked_sub(4).and_then(|from| text.get(from..)).unwrap_or(text)
}

fn masked_tail(tail: &str) -> String {
    format!("＊＊＊＊ {tail}")
}
