//! What a clerk typed into the form: read into a request, carried on by other forms, said back at its fields.

use serde::Deserialize;

use crate::domain::person::{DocumentKind, IdentityDocument, PersonError};
use crate::domain::registration::Channel;
use crate::i18n::{self, Locale};
use crate::services::FieldError;
use crate::services::registrations::Register;
use crate::web::pages::say;
use crate::web::pages::views::FormErrors;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(super) name: String,
    pub(super) document_kind: String,
    pub(super) document_number: String,
    pub(super) birth_day: String,
    pub(super) email: String,
    pub(super) locale: String,
    pub(super) channel: String,
    pub(super) work_years: String,
    pub(super) extra_minutes: String,
    pub(super) letters_signed: String,
    pub(super) large_print: String,
    pub(super) review_reason: String,
    /// The button: `check` writes nothing, `review` passes a review with its reason, any other registers.
    pub(super) deed: String,
}

impl Typed {
    /// The request; numbers that are none read as 0, and are named beside it.
    pub(super) fn read(&self) -> (Register, Vec<FieldError>) {
        let mut wrong = Vec::new();
        let mut number = |field: &'static str, text: &str| match text.trim() {
            "" => 0,
            text => text.parse::<u32>().unwrap_or_else(|_| {
                wrong.push(FieldError { field, code: "whole-number", message: "write a whole number".into() });
                0
            }),
        };
        let work_years = number("work_years", &self.work_years);
        let extra_minutes = number("extra_minutes", &self.extra_minutes);
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let register = Register {
            name: self.name.clone(),
            document_kind: self.kind(),
            document_number: self.document_number.clone(),
            birth_day: given(&self.birth_day).map(|text| as_iso_day(&text)),
            email: given(&self.email),
            locale: given(&self.locale).unwrap_or_else(|| "zh-CN".to_owned()),
            channel: match self.channel.as_str() {
                "enterprise" => Channel::Enterprise,
                "training_body" => Channel::TrainingBody,
                _ => Channel::Person,
            },
            work_years,
            work_proved: false,
            letters_signed: !self.letters_signed.is_empty(),
            extra_minutes,
            large_print: !self.large_print.is_empty(),
            review_reason: given(&self.review_reason),
        };
        (register, wrong)
    }

    pub(super) fn kind(&self) -> DocumentKind {
        self.document_kind.parse().unwrap_or(DocumentKind::ResidentId)
    }

    /// The document's number as it may be shown.
    pub(super) fn masked(&self) -> Option<String> {
        IdentityDocument::parse(self.kind(), &self.document_number).ok().map(|document| document.masked())
    }

    /// What another form carries on, without the reason and the button.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        [
            ("name", &self.name),
            ("document_kind", &self.document_kind),
            ("document_number", &self.document_number),
            ("birth_day", &self.birth_day),
            ("email", &self.email),
            ("locale", &self.locale),
            ("channel", &self.channel),
            ("work_years", &self.work_years),
            ("extra_minutes", &self.extra_minutes),
            ("letters_signed", &self.letters_signed),
            ("large_print", &self.large_print),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
    }

    /// What is wrong, at its fields, in the order in which the form has them.
    pub(super) fn errors(&self, locale: Locale, fields: &[FieldError]) -> FormErrors {
        const ORDER: [&str; 8] =
            ["name", "document_number", "birth_day", "work_years", "email", "locale", "extra_minutes", "review_reason"];
        let mut fields: Vec<&FieldError> = fields.iter().collect();
        fields.sort_by_key(|one| ORDER.iter().position(|name| *name == one.field));
        let mut errors = FormErrors::none();
        for one in fields {
            let exact = if one.field == "document_number" { self.number_error(locale) } else { None };
            errors.add(one.field, exact.unwrap_or_else(|| say::field_error(locale, one.code, &one.message)));
        }
        errors
    }

    /// What is wrong with the document's number where its place or its length can be told.
    fn number_error(&self, locale: Locale) -> Option<String> {
        match IdentityDocument::parse(self.kind(), &self.document_number).err()? {
            PersonError::IdLength(0) => Some(i18n::text(locale, "register-number-empty")),
            PersonError::IdLength(length) => {
                let length = i64::try_from(length).unwrap_or(i64::MAX);
                Some(i18n::text_with(locale, "register-number-length", &[("length", length.into())]))
            }
            PersonError::IdCharacter { position } => {
                let position = i64::try_from(position).unwrap_or(i64::MAX);
                Some(i18n::text_with(locale, "register-number-character", &[("position", position.into())]))
            }
            _ => None,
        }
    }
}

/// A day as people write it (`1971.3.4`, `1971年3月4日`, `19710304`) as `1971-03-04`; anything else as it is.
fn as_iso_day(text: &str) -> String {
    let halved: String = text.chars().map(halved).collect();
    let parts: Vec<&str> = halved.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        [all] if all.len() == 8 && halved.trim().len() == 8 => match (all.get(..4), all.get(4..6), all.get(6..)) {
            (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// A full-width digit as a half-width one.
fn halved(character: char) -> char {
    match character {
        '０'..='９' => u32::from(character).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(character),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::as_iso_day;

    #[test]
    fn days_are_read_as_people_write_them_and_nothing_is_guessed() {
        for text in ["1971-03-04", "1971.3.4", "1971/3/04", "1971年3月4日", "19710304", "１９７１年３月４日"]
        {
            assert_eq!(as_iso_day(text), "1971-03-04", "{text}");
        }
        for text in ["3.4.1971", "71-3-4", "1971-3", "1971030", "生日", "1971-03-04-05"] {
            assert_eq!(as_iso_day(text), text);
        }
    }
}
