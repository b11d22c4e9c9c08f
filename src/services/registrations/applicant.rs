//! What was typed, read into domain types: every wrong field at once.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::local_day;
use crate::domain::person::{IdentityDocument, PersonError, PersonName, age_on};
use crate::domain::registration::Channel;
use crate::services::{FieldError, ServiceError};

use super::Register;

/// What was typed, as domain types.
pub(super) struct Applicant {
    pub(super) name: PersonName,
    pub(super) document: IdentityDocument,
    pub(super) birth_day: Date,
    pub(super) email: String,
    pub(super) work_years: u32,
    pub(super) work_proved: bool,
    pub(super) letters_signed: bool,
    pub(super) channel: Channel,
    pub(super) review_reason: Option<String>,
}

impl Applicant {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that is wrong, never only the first.
    pub(super) fn read(new: &Register, now: Timestamp) -> Result<Self, ServiceError> {
        let mut faults: Vec<FieldError> = Vec::new();
        let name = new.name.parse::<PersonName>().map_err(|error| faults.push(fault("name", &error))).ok();
        let document = IdentityDocument::parse(new.document_kind, &new.document_number)
            .map_err(|error| faults.push(fault("document_number", &error)))
            .ok();
        let birth_day = document.as_ref().and_then(|document| birth_day(document, new, now, &mut faults));
        let mut wrong =
            |field, code, message: &str| faults.push(FieldError { field, code, message: message.to_owned() });
        let email = new.email.as_deref().unwrap_or_default().trim();
        if !email.is_empty() && !looks_like_mail(email) {
            wrong("email", "email", "this is no mail address; leave it empty if there is none");
        }
        if !matches!(new.locale.as_str(), "zh-CN" | "en") {
            wrong("locale", "locale", "the language is zh-CN or en");
        }
        if new.work_years > 80 {
            wrong("work_years", "work-years", "years of work are 0 to 80");
        }
        if new.extra_minutes > 120 {
            wrong("extra_minutes", "extra-minutes", "extra time is 0 to 120 minutes");
        }
        let reason = new.review_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_some_and(|reason| reason.chars().count() > 500) {
            wrong("review_reason", "reason-length", "a reason has at most 500 characters");
        }
        match (name, document, birth_day) {
            (Some(name), Some(document), Some(birth_day)) if faults.is_empty() => Ok(Self {
                name,
                document,
                birth_day,
                email: email.to_owned(),
                work_years: new.work_years,
                work_proved: new.work_proved,
                letters_signed: new.letters_signed,
                channel: new.channel,
                review_reason: reason.map(ToOwned::to_owned),
            }),
            _ => Err(ServiceError::Invalid(faults)),
        }
    }
}

/// The birth day that the document says; where it says none, the one that was typed.
fn birth_day(
    document: &IdentityDocument,
    new: &Register,
    now: Timestamp,
    faults: &mut Vec<FieldError>,
) -> Option<Date> {
    let typed = new.birth_day.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let said = document.birth_day();
    let read = typed.map(|text| text.parse::<Date>().ok().filter(|day| day.to_string() == text));
    let mut wrong = |field, code, message: &str| faults.push(FieldError { field, code, message: message.to_owned() });
    let day = match (said, read) {
        (Some(said), Some(Some(typed))) if said != typed => {
            wrong("birth_day", "birth-day-differs", "the identity number says another birth day");
            return None;
        }
        (Some(said), _) => said,
        (None, Some(Some(typed))) => typed,
        (None, _) => {
            wrong(
                "birth_day",
                "birth-day",
                "write the birth day as YYYY-MM-DD; this document's number does not say it",
            );
            return None;
        }
    };
    if age_on(day, local_day(now)).is_none() {
        wrong("document_number", "id-birth-date", "the birth day lies in the future");
        return None;
    }
    Some(day)
}

fn looks_like_mail(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | '\\');
    (1..=64).contains(&name.len())
        && (3..=253).contains(&host.len())
        && text.chars().all(plain)
        && !name.contains('@')
        && host.split('.').count() > 1
        && host.split('.').all(|label| !label.is_empty())
}

fn fault(field: &'static str, error: &PersonError) -> FieldError {
    FieldError { field, code: error.code(), message: error.to_string() }
}
