//! Who somebody is: identity documents, names, ages, admission numbers, and how each is shown masked.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXAMPLE: &str = "11010519491231002X";

    fn id(text: &str) -> Result<ResidentId, PersonError> {
        text.parse()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_mistyped_resident_id_is_refused_with_what_is_wrong() {
        for (text, wanted) in [
            ("", PersonError::IdLength(0)),
            ("110105491231002", PersonError::IdLength(15)),
            ("11010519491231002X0", PersonError::IdLength(19)),
            ("1101051949123100２X", PersonError::FullWidth),
            ("11010519491231002Ｘ", PersonError::FullWidth),
            ("X1010519491231002X", PersonError::IdCharacter { position: 1 }),
            ("01010519491231002X", PersonError::IdCharacter { position: 1 }),
            ("1101051949123100-X", PersonError::IdCharacter { position: 17 }),
            ("11010519491231002Y", PersonError::IdCharacter { position: 18 }),
            ("110105194913310021", PersonError::IdBirthDate("19491331".to_owned())),
            ("110105190002290021", PersonError::IdBirthDate("19000229".to_owned())),
            ("110105194912310003", PersonError::IdOrder),
            ("110105194912310021", PersonError::IdCheck),
        ] {
            assert_eq!(id(text), Err(wanted), "{text}");
        }
    }

    #[test]
    fn the_standards_example_is_accepted_and_a_small_x_made_capital() {
        let parsed = id(" 11010519491231002x ").unwrap();
        assert_eq!(parsed.reveal(), EXAMPLE);
        assert_eq!(parsed.birth_day(), day("1949-12-31"));
        assert_eq!(parsed.tail(), "002X");
        assert_eq!(format!("{parsed:?}"), "ResidentId(＊＊＊＊ 002X)");
    }

    #[test]
    fn other_documents_have_their_own_forms() {
        let parse = IdentityDocument::parse;
        for wrong in ["", "E123", "E1234-5678", "ABCDEFGH", "E12345678901234567890", "Ｅ12345678"] {
            assert!(parse(DocumentKind::Passport, wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse(DocumentKind::Passport, "e12345678").unwrap().reveal(), "E12345678");
        for wrong in ["", "证", "FRA3110010101", "FR53110010101230", "81000019900101001A", "810000199013010010"] {
            assert!(parse(DocumentKind::ResidencePermit, wrong).is_err(), "{wrong}");
        }
        let old = parse(DocumentKind::ResidencePermit, "fra110010101234").unwrap();
        assert_eq!((old.masked().as_str(), old.birth_day()), ("＊＊＊＊ 1234", None));
        let number = format!("81000019900101001{}", ResidentId::check_character("81000019900101001").unwrap());
        assert_eq!(parse(DocumentKind::ResidencePermit, &number).unwrap().birth_day(), Some(day("1990-01-01")));
    }

    #[test]
    fn a_document_survives_its_canonical_text() {
        let document = IdentityDocument::parse(DocumentKind::ResidentId, EXAMPLE).unwrap();
        assert_eq!(document.canonical(), format!("resident_id:{EXAMPLE}"));
        assert_eq!(IdentityDocument::from_canonical(&document.canonical()).unwrap(), document);
        assert_eq!(IdentityDocument::from_canonical("library_card:7"), Err(PersonError::DocumentKind));
        assert_eq!(IdentityDocument::from_canonical(EXAMPLE), Err(PersonError::DocumentKind));
    }

    #[test]
    fn names_are_cleaned_and_masked() {
        let name = |text: &str| text.parse::<PersonName>();
        assert_eq!(name(" \u{3000} "), Err(PersonError::NameEmpty));
        assert_eq!(name(&"王".repeat(51)), Err(PersonError::NameLength(51)));
        for hidden in ["王\u{0}兰", "王\n兰", "王\u{200B}兰", "王\u{202E}兰"] {
            assert_eq!(name(hidden), Err(PersonError::NameCharacter), "{hidden:?}");
        }
        assert_eq!(name("　阿依古丽•买买提 ").unwrap().as_str(), "阿依古丽·买买提");
        for (whole, shown) in [("王", "＊"), ("王兰", "王＊"), ("王玉兰", "王＊兰"), ("欧阳玉兰", "欧＊＊兰")]
        {
            assert_eq!(name(whole).unwrap().masked(), shown);
        }
    }

    #[test]
    fn an_age_is_completed_on_the_birthday() {
        assert_eq!(age_on(day("2010-12-13"), day("2026-12-12")), Some(15));
        assert_eq!(age_on(day("2010-12-12"), day("2026-12-12")), Some(16));
        assert_eq!(age_on(day("2008-02-29"), day("2026-02-28")), Some(17));
        assert_eq!(age_on(day("2008-02-29"), day("2026-03-01")), Some(18));
        assert_eq!(age_on(day("2027-01-01"), day("2026-12-12")), None);
        assert_eq!(reaches_age_on(day("2008-02-29"), 18), Some(day("2026-03-01")));
    }

    #[test]
    fn an_admission_number_is_up_to_twenty_digits() {
        for wrong in ["", " 1", "12a", "１２", "123456789012345678901"] {
            assert!(wrong.parse::<AdmissionNumber>().is_err(), "{wrong}");
        }
        assert_eq!("000123".parse::<AdmissionNumber>().unwrap().as_str(), "000123");
    }

    /// A synthetic resident ID of the demo county's region code, which no place in China has.
    fn any_id() -> impl Strategy<Value = String> {
        (1930i16..2012, 1i8..=12, 1i8..=28, 1u16..1000).prop_map(|(year, month, day, order)| {
            let first17 = format!("410099{year:04}{month:02}{day:02}{order:03}");
            let check = ResidentId::check_character(&first17).unwrap();
            format!("{first17}{check}")
        })
    }

    proptest! {
        #[test]
        fn every_single_wrong_digit_is_found(valid in any_id(), place in 0usize..18, digit in 0u8..10) {
            prop_assert!(id(&valid).is_ok());
            let mut bytes = valid.clone().into_bytes();
            bytes[place] = b'0' + digit;
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(id(&changed).is_ok(), changed == valid);
        }

        #[test]
        fn every_swap_of_two_neighbours_is_found(valid in any_id(), place in 0usize..17) {
            let mut bytes = valid.clone().into_bytes();
            bytes.swap(place, place + 1);
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(id(&changed).is_ok(), changed == valid);
        }

        #[test]
        fn masks_show_the_last_four_and_nothing_else(valid in any_id()) {
            let document = IdentityDocument::parse(DocumentKind::ResidentId, &valid).unwrap();
            let expected = format!("＊＊＊＊ {}", &valid[14..]);
            prop_assert_eq!(document.masked(), expected.clone());
            prop_assert_eq!(format!("{document:?}"), format!("resident_id({expected})"));
        }

        #[test]
        fn a_masked_name_shows_at_most_its_two_ends(text in "\\PC{1,60}") {
            if let Ok(name) = text.parse::<PersonName>() {
                let masked = name.masked();
                let shown = masked.chars().filter(|c| *c != '＊').count();
                prop_assert!(shown <= 2);
                prop_assert_eq!(masked.chars().count(), name.as_str().chars().count());
                let again: PersonName = name.as_str().parse().unwrap();
                prop_assert_eq!(again, name);
            }
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in "\\PC{0,40}") {
            let _ = id(&text);
            let _ = IdentityDocument::from_canonical(&text);
            for kind in [DocumentKind::Passport, DocumentKind::ResidencePermit] {
                let _ = IdentityDocument::parse(kind, &text);
            }
        }
    }
}
