//! The page of the blueprint office.

use askama::Template;

use super::{Chrome, Fact, Link, Tone};

/// `/staff/banks/{id}/blueprint` and `/staff/banks/checks/{token}/blueprint`.
#[derive(Template)]
#[template(path = "pages/blueprint.html")]
pub struct BlueprintPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Back to the bank or to its check.
    pub back: Link,
    /// `可以按这份细目表组卷` or what stands against it.
    pub heading: String,
    /// `Ok` or `Stop`.
    pub tone: Tone,
    /// What stands against it, one sentence each.
    pub against: Vec<String>,
    /// What is proved and what was seen.
    pub facts: Vec<Fact>,
    /// The cells, section by section.
    pub sections: Vec<BlueprintSection>,
    /// The pictures.
    pub pictures: Vec<BlueprintPicture>,
    /// How the figures are come by.
    pub how: String,
    /// `H(manifest)`, from which candidates are simulated.
    pub seed: String,
    /// The pictures as one file.
    pub svg: String,
}

/// A section of the blueprint.
#[derive(Clone, Debug)]
pub struct BlueprintSection {
    /// Its heading, with its items and points.
    pub title: String,
    /// Its cells.
    pub cells: Vec<BlueprintCell>,
}

/// A cell of the blueprint.
#[derive(Clone, Debug)]
pub struct BlueprintCell {
    /// Its id.
    pub id: String,
    /// Its content point's name.
    pub name: String,
    /// How many items a paper gets.
    pub count: String,
    /// How many there are.
    pub pool: String,
    /// How many a rung holds.
    pub rungs: String,
    /// The facility of the hardest and the easiest.
    pub facility: String,
    /// The most an item is met without constraints.
    pub exposure: String,
    /// The most an item was met by simulated candidates.
    pub met: String,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct BlueprintPicture {
    /// What it shows.
    pub title: String,
    /// The same in words.
    pub words: String,
    /// The picture (SVG), made by us; texts in it are escaped.
    pub svg: String,
}
