//! Who somebody is: identity documents, names, ages, admission numbers, and how each is shown masked.

use jiff::civil::Date;

mod identity;
mod name;
#[cfg(test)]
mod tests;

pub use identity::{DocumentKind, IdentityDocument, ResidentId};
pub use name::{AdmissionNumber, PersonName};

/// Why something that says who a person is was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    /// A resident ID that is not 18 characters.
    #[error("a resident ID has 18 characters, this one has {0}; compare it with the card")]
    IdLength(usize),
    /// Full-width digits or letters, as an input method left on types them.
    #[error(
        "the number was typed in full-width characters (like １); switch the input method to English and type again"
    )]
    FullWidth,
    /// A character a resident ID can't have; counted from 1.
    #[error("character {position} of the resident ID must be a digit (the last may be X); compare it with the card")]
    IdCharacter {
        /// Its place, from 1.
        position: usize,
    },
    /// Characters 7 to 14 are no day of the calendar.
    #[error("characters 7 to 14 of the resident ID are the birth date, and {0} is no date; compare it with the card")]
    IdBirthDate(String),
    /// The order code 000 (characters 15 to 17) is never given out.
    #[error("characters 15 to 17 of the resident ID can't be 000; compare it with the card")]
    IdOrder,
    /// The last character does not belong to the first 17: some digit was mistyped.
    #[error("the check character does not match, so a digit is wrong; compare the resident ID with the card")]
    IdCheck,
    /// A passport number of the wrong form.
    #[error(
        "a passport number is 5 to 20 capital letters and digits with a digit among them; compare it with the passport"
    )]
    Passport,
    /// A residence permit number of the wrong form.
    #[error(
        "a residence permit number is 15 characters (three letters, twelve digits) or 18 digits; compare it with the permit"
    )]
    Permit,
    /// A stored document text of no known kind.
    #[error("unknown kind of identity document")]
    DocumentKind,
    /// Nothing but blanks.
    #[error("the name is empty")]
    NameEmpty,
    /// More than 50 characters.
    #[error("the name has {0} characters; at most 50 can be kept")]
    NameLength(usize),
    /// A control character or an invisible mark.
    #[error("the name holds an invisible character; type it again instead of pasting it")]
    NameCharacter,
    /// An admission number of the wrong form.
    #[error("an admission number is 1 to 20 digits; compare it with the ticket")]
    Admission,
}

impl PersonError {
    /// The stable code that texts for people are looked up by.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::IdLength(_) => "id-length",
            Self::FullWidth => "id-full-width",
            Self::IdCharacter { .. } => "id-character",
            Self::IdBirthDate(_) => "id-birth-date",
            Self::IdOrder => "id-order",
            Self::IdCheck => "id-check",
            Self::Passport => "passport",
            Self::Permit => "permit",
            Self::DocumentKind => "document-kind",
            Self::NameEmpty => "name-empty",
            Self::NameLength(_) => "name-length",
            Self::NameCharacter => "name-character",
            Self::Admission => "admission-number",
        }
    }
}

/// The age in completed years on a day, a year completed on the birthday itself (born on 29 February: on 1 March of
/// a common year); `None` before birth.
#[must_use]
pub fn age_on(birth_day: Date, day: Date) -> Option<u32> {
    let before_birthday = (day.month(), day.day()) < (birth_day.month(), birth_day.day());
    u32::try_from(day.year() - birth_day.year() - i16::from(before_birthday)).ok()
}

/// The first day on which somebody has completed `years`.
#[must_use]
pub fn reaches_age_on(birth_day: Date, years: u32) -> Option<Date> {
    let year = birth_day.year().checked_add(i16::try_from(years).ok()?)?;
    Date::new(year, birth_day.month(), birth_day.day()).or_else(|_| Date::new(year, 3, 1)).ok()
}

fn refuse_full_width(text: &str) -> Result<(), PersonError> {
    if text.chars().any(|c| matches!(c, '\u{FF01}'..='\u{FF5E}')) { Err(PersonError::FullWidth) } else { Ok(()) }
}
