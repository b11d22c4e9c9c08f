//! Pages of a draw for everybody: what was fixed and drawn, and the draw derived again.

use askama::Template;

use super::{Banner, Chip, Chrome, Fact, Link, Step};

/// `/draws/{exam}/{session}`: the draw's public page.
#[derive(Template)]
#[template(path = "pages/draw.html")]
pub struct DrawPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `电工（五级）理论考试抽题`.
    pub title: String,
    /// `EX-2026-001`.
    pub exam: String,
    /// `S1`.
    pub session: String,
    /// From [`super::draw_steps`].
    pub steps: Vec<Step>,
    /// What happens now, for whom one waits, and what comes of it.
    pub now: Option<Banner>,
    /// That it isn't publicly random, where it isn't.
    pub warning: Option<Banner>,
    /// One row a contributor.
    pub contributors: Vec<ContributorRow>,
    /// Manifest hash, beacon, bank version, digest of the master, root of paper keys.
    pub facts: Vec<Fact>,
    /// Manifest and evidence, as far as they are out.
    pub downloads: Vec<Link>,
    /// Where a reader's own browser derives it again.
    pub replay: Link,
    /// The session's other draw: that of its plan, or of its papers.
    pub other: Option<Link>,
    /// What was drawn beside papers, once it is public.
    pub drawn: Vec<DrawnRows>,
    /// The key of what it is, in a sentence.
    pub lede: &'static str,
    /// Whether it draws papers, of which each candidate has a slip.
    pub slips: bool,
}

/// What a draw beside the papers gave.
#[derive(Clone, Debug)]
pub struct DrawnRows {
    /// `座位（考场 R3）`.
    pub title: String,
    /// What it means; may be empty.
    pub text: String,
    /// The draw's id.
    pub id: String,
    /// Place and whom, or a candidate's number and what.
    pub rows: Vec<(String, String)>,
}

/// `/draws/{exam}/{session}/replay`: the draw derived again in the reader's browser.
#[derive(Template)]
#[template(path = "pages/replay.html")]
pub struct ReplayPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `电工（五级）理论考试抽题`.
    pub title: String,
    /// `EX-2026-001`.
    pub exam: String,
    /// `S1`.
    pub session: String,
    /// The key of what it does, in a sentence.
    pub lede: &'static str,
    /// The key of what is said when all agrees: with `papers` and `draws`.
    pub good_text: &'static str,
    /// That it isn't publicly random, where it isn't.
    pub warning: Option<Banner>,
    /// Where the evidence is, once it is public.
    pub evidence: Option<String>,
    /// `H(JCS(manifest))` as it was published, in hex.
    pub manifest_digest: String,
    /// The root of paper keys as it was posted, in hex; empty before.
    pub papers_root: String,
}

/// One contributor's commitment.
#[derive(Clone, Debug)]
pub struct ContributorRow {
    /// Who.
    pub name: String,
    /// From inside the bureau or outside, or when the commitment came.
    pub when: String,
    /// The whole commitment in hex; the page shortens it and keeps the whole in the `title`.
    pub commitment: String,
    /// Committed, opened and equal, excluded.
    pub state: Chip,
}

impl ContributorRow {
    /// First and last eight digits.
    pub fn short(&self) -> String {
        let head: String = self.commitment.chars().take(8).collect();
        let tail: String = self.commitment.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        if self.commitment.chars().count() > 16 { format!("{head}…{tail}") } else { self.commitment.clone() }
    }
}
