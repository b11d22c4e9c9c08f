//! Why a file could not be read, in words.

use crate::i18n::{self, Locale, Value};
use crate::services::bank_checks::{Filled, Unread};
use crate::web::uploads::UploadFault;

/// What is said at the field.
pub(in crate::web::pages) fn unread(locale: Locale, unread: &Unread) -> String {
    let value = |filled: &Filled| match filled {
        Filled::Number(number) => Value::from(*number),
        Filled::Text(text) => Value::from(text.clone()),
    };
    let values: Vec<(&str, Value<'_>)> =
        unread.values.iter().map(|(name, filled)| (name.as_str(), value(filled))).collect();
    i18n::text_with(locale, &unread.key, &values)
}

/// The key of what is said of files that were thrown away.
pub(in crate::web::pages) fn fault(fault: &UploadFault) -> &'static str {
    match fault {
        UploadFault::TooLarge => "upload-too-large",
        UploadFault::TooMany => "upload-too-many",
        UploadFault::Name => "upload-name",
    }
}
