//! Which institutions were supervised when.

use askama::Template;

use super::{Chip, Chrome};

/// `/supervision`.
#[derive(Template)]
#[template(path = "pages/supervision.html")]
pub struct SupervisionPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The rule in a sentence.
    pub lede: String,
    /// What it rests on.
    pub clause: String,
    /// One row an institution.
    pub rows: Vec<SupervisedRow>,
}

/// An institution.
#[derive(Clone, Debug)]
pub struct SupervisedRow {
    /// Its name.
    pub name: String,
    /// Centre or awarding body.
    pub kind: String,
    /// How many sessions took place.
    pub sessions: String,
    /// When it was last supervised.
    pub last: String,
    /// By when it is due.
    pub due: String,
    /// How it stands.
    pub state: Chip,
}
