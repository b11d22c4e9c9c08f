//! What typst sees of the world: our templates, one document's data and pictures, the fonts. Nothing else is there.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_embed::RustEmbed;
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::fonts::Fonts;
use super::{PdfError, Press};

#[derive(RustEmbed)]
#[folder = "templates/documents/"]
struct Templates;

/// A document to be printed.
pub(super) struct Document {
    /// The template's name in `templates/documents/`.
    pub(super) template: &'static str,
    /// What it reads as `/data.json`. Families of fonts are added as `fonts`.
    pub(super) data: Value,
    /// Pictures by name, without folder. Names come from a small set again and again: typst keeps each name it ever saw.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// What people wrote, with where it stands: no character of it may be without a shape.
    pub(super) texts: Vec<(String, String)>,
    /// What the file's identifier is made of.
    pub(super) ident: String,
    /// The date the file says it was made.
    pub(super) at: Timestamp,
}

impl Press {
    /// Sets a document.
    pub(super) fn print(&self, mut document: Document) -> Result<Vec<u8>, PdfError> {
        let fonts = self.fonts()?;
        for (place, text) in &document.texts {
            if let Some(character) = fonts.missing(text) {
                return Err(PdfError::NoGlyph { place: place.clone(), character });
            }
        }
        let families = serde_json::json!({"text": [fonts.text, fonts.headings], "head": [fonts.headings, fonts.text]});
        if let Some(data) = document.data.as_object_mut() {
            data.insert("fonts".to_owned(), families);
        }
        let desk = Desk::new(fonts, &document)?;
        let set = typst::compile::<PagedDocument>(&desk);
        let pages = set.output.map_err(|errors| typeset(&errors));
        let options = PdfOptions {
            ident: Smart::Custom(document.ident),
            creator: Smart::Custom(Some("jiangheng".to_owned())),
            timestamp: datetime(document.at).map(typst_pdf::Timestamp::new_utc),
            tagged: false,
            ..PdfOptions::default()
        };
        let pdf = pages.and_then(|pages| typst_pdf::pdf(&pages, &options).map_err(|errors| typeset(&errors)));
        // What typst remembers to be quicker next time holds the paper: it goes with it.
        typst::comemo::evict(0);
        for warning in &set.warnings {
            tracing::warn!(template = document.template, warning = %warning.message, "typst");
        }
        pdf
    }
}

fn typeset(errors: &[SourceDiagnostic]) -> PdfError {
    PdfError::Typeset(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}

fn datetime(at: Timestamp) -> Option<Datetime> {
    let at = at.to_zoned(TimeZone::UTC);
    let narrow = |number: i8| u8::try_from(number).ok();
    let (month, day) = (narrow(at.month())?, narrow(at.day())?);
    let (hour, minute, second) = (narrow(at.hour())?, narrow(at.minute())?, narrow(at.second())?);
    Datetime::from_ymd_hms(i32::from(at.year()), month, day, hour, minute, second)
}

/// One document's world.
struct Desk {
    fonts: Arc<Fonts>,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

impl Desk {
    fn new(fonts: Arc<Fonts>, document: &Document) -> Result<Self, PdfError> {
        let (mut sources, mut files) = (HashMap::new(), HashMap::new());
        for name in Templates::iter() {
            let Some(template) = Templates::get(&name) else { continue };
            let text = String::from_utf8_lossy(&template.data).into_owned();
            let id = file_id(&name)?;
            sources.insert(id, Source::new(id, text));
        }
        files.insert(file_id("data.json")?, Bytes::from_string(document.data.to_string()));
        for (name, bytes) in &document.files {
            files.insert(file_id(name)?, Bytes::new(bytes.clone()));
        }
        Ok(Self { fonts, main: file_id(document.template)?, sources, files })
    }
}

fn file_id(name: &str) -> Result<FileId, PdfError> {
    let path = VirtualPath::new(format!("/{name}")).map_err(|error| PdfError::Typeset(format!("{name}: {error}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn library() -> &'static LazyHash<Library> {
    static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
    LIBRARY.get_or_init(|| LazyHash::new(Library::default()))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        library()
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}
