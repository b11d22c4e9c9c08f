//! Banks that are not sealed, in the formats of other programs: what each format can't hold, and the file. Who may have the
//! items is decided where they come from (`bank_checks`, `office`).

use std::collections::BTreeMap;

use serde_json::json;

use crate::domain::bank::{Item, Pictures};
use crate::formats::archive;
use crate::formats::exchange::{self, Format, LeftOut};

use super::{Actor, Context, ServiceError, audit};

/// Items that may be taken away.
#[derive(Debug)]
pub struct Exportable {
    /// What files are called, without their ending.
    pub name: String,
    /// The items.
    pub items: Vec<Item>,
    /// Their pictures.
    pub pictures: Pictures,
    /// How many more there are whose key this reader may not see: they are in no file.
    pub hidden: usize,
}

/// A file to be taken away.
#[derive(Debug)]
pub struct ExportFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Exportable {
    /// What a format can't hold: these items are not in its file.
    #[must_use]
    pub fn left_out(&self, format: Format) -> Vec<LeftOut> {
        exchange::left_out(&self.items, &self.pictures, format)
    }

    /// Whether a format's file is a zip of the table and its pictures.
    #[must_use]
    pub fn is_zipped(&self, format: Format) -> bool {
        format.has_pictures_beside() && !exchange::pictures_of(&self.items, &self.pictures).is_empty()
    }

    /// The file in a format. A table that has pictures beside it comes with them in one zip.
    fn file(&self, format: Format) -> Result<ExportFile, ServiceError> {
        let failed = |error: &dyn std::fmt::Display| ServiceError::Internal(format!("export: {error}"));
        let written = exchange::write(&self.items, &self.pictures, format).map_err(|error| failed(&error))?;
        let own = format!("{}.{}", self.name, format.extension());
        if !self.is_zipped(format) {
            return Ok(ExportFile { name: own, kind: media_type(format), bytes: written.bytes });
        }
        let pictures = exchange::pictures_of(&self.items, &self.pictures);
        let mut entries: BTreeMap<String, Vec<u8>> =
            pictures.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
        entries.insert(own, written.bytes);
        let bytes = archive::write(&entries, true).map_err(|error| failed(&error))?;
        Ok(ExportFile { name: format!("{}-{}.zip", self.name, format.name()), kind: "application/zip", bytes })
    }

    /// The file in a format, with the event that it was taken, about `subject`.
    pub(super) fn take(
        &self,
        context: &Context,
        actor: &Actor,
        format: Format,
        subject: &str,
    ) -> Result<ExportFile, ServiceError> {
        let file = self.file(format)?;
        let left_out = self.left_out(format).len();
        let detail = json!({
            "format": format.name(),
            "file": file.name,
            "items": self.items.len().saturating_sub(left_out),
            "left_out": left_out,
        });
        context
            .store
            .write(|connection| audit::record(connection, actor, context.now(), "bank.export", subject, &detail))?;
        Ok(file)
    }
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Csv => "text/csv; charset=utf-8",
        Format::Qti21 | Format::Qti22 | Format::Qti30 => "application/zip",
        Format::Moodle => "application/xml",
        Format::Gift => "text/plain; charset=utf-8",
    }
}
