//! A bank that was checked, in other formats.

use super::{clean, row};
use crate::formats::exchange::Format;
use crate::services::exports::{ExportFile, Exportable};
use crate::services::{Actor, Context, ServiceError};

/// The items of a bank that was checked and has no fault, for whoever checked it alone.
///
/// # Errors
/// [`ServiceError::NotFound`], also once it is sealed; `bank-check-running`; `bank-faulty`.
pub fn to_export(context: &Context, actor: &Actor, token: &str) -> Result<Exportable, ServiceError> {
    row(context, actor, token)?;
    let (bank, pictures, file) = clean(context, token)?;
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let name = if stem.is_empty() { "bank".to_owned() } else { stem.to_owned() };
    Ok(Exportable { name, items: bank.items().to_vec(), pictures, hidden: 0 })
}

/// The file in a format; taking it is in the audit trail.
///
/// # Errors
/// As [`to_export`].
pub fn export(context: &Context, actor: &Actor, token: &str, format: Format) -> Result<ExportFile, ServiceError> {
    to_export(context, actor, token)?.take(context, actor, format, "bank_check")
}
