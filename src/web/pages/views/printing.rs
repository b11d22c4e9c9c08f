//! The page of a session's papers in print.

use askama::Template;

use super::{Action, Banner, Chip, Chrome, Link};

/// `/staff/sessions/{id}/print`.
#[derive(Template)]
#[template(path = "pages/print.html")]
pub struct PrintPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The session's page.
    pub crumb: Link,
    /// `电工（五级）`.
    pub project: String,
    /// How it stands, in a word.
    pub chip: Chip,
    /// What that means, and what to do.
    pub text: String,
    /// Why a start was refused.
    pub banner: Option<Banner>,
    /// How far a run is; while there is one the page looks again by itself.
    pub progress: Option<PrintProgress>,
    /// Starts a run, where one can be started.
    pub start: Option<Action>,
    /// All papers, once they are printed.
    pub all: Option<Link>,
    /// The list of seats, once it is printed.
    pub seats: Option<Link>,
    /// The candidates, by seat.
    pub rows: Vec<PrintRow>,
    /// What is to be known of the key, for whoever may take it.
    pub key_text: Option<String>,
    /// The key, once it may be taken.
    pub key: Option<Link>,
}

/// How far a run is.
#[derive(Clone, Debug)]
pub struct PrintProgress {
    /// How many papers are printed.
    pub done: String,
    /// Of how many, at least 1.
    pub total: String,
    /// The same in words.
    pub words: String,
}

/// A candidate's paper.
#[derive(Clone, Debug)]
pub struct PrintRow {
    /// Seat number.
    pub seat: String,
    /// The candidate's name, as it stands on the paper.
    pub name: String,
    /// 准考证号.
    pub number: String,
    /// That it is in large print.
    pub large: Option<String>,
    /// How large the file is, once it is there.
    pub size: Option<String>,
    /// Where the file is, once it is there.
    pub href: Option<String>,
}
