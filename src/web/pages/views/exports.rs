//! Taking items away in the formats of other programs.

use askama::Template;

use super::{Chip, Chrome, Link};

/// `/staff/banks/checks/{token}/export` and `/staff/office/{id}/export`.
#[derive(Template)]
#[template(path = "pages/export.html")]
pub struct ExportPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The list this belongs to.
    pub crumb: Link,
    /// What is taken away.
    pub back: Link,
    /// How many items are in the files.
    pub count: String,
    /// How many are in none, because the reader may not see their keys yet; may be empty.
    pub hidden: String,
    /// Which items: all of a project, or those found good; none where there is nothing to choose.
    pub parts: Vec<ExportPart>,
    /// The formats; none where there are no items.
    pub rows: Vec<ExportRow>,
}

/// Which items are taken.
#[derive(Clone, Debug)]
pub struct ExportPart {
    /// Its name and address.
    pub link: Link,
    /// Whether it is this page.
    pub chosen: bool,
}

/// A format.
#[derive(Clone, Debug)]
pub struct ExportRow {
    /// Its name.
    pub name: String,
    /// What it is for, and what comes along.
    pub text: String,
    /// Whether all items are in it.
    pub whole: Chip,
    /// The items that are not, with why and what to do; none where all are.
    pub left_out: Vec<ExportLeft>,
    /// The file.
    pub href: String,
}

/// Items that a format can't hold, by why.
#[derive(Clone, Debug)]
pub struct ExportLeft {
    /// Why, and what to do.
    pub why: String,
    /// Their codes.
    pub codes: String,
}
