//! The page on which a candidate checks one paper alone.

use askama::Template;

use super::{Chrome, FormErrors};

/// `/draw/{exam}/{session}/slip`: what follows the `#` of its address is a slip, which the reader's own browser checks. Its form asks for
/// a candidate's number (`?number=`).
#[derive(Template)]
#[template(path = "pages/slip.html")]
pub struct SlipPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `电工（五级）理论考试抽题`.
    pub title: String,
    /// `EX-2026-001`.
    pub exam: String,
    /// `S1`.
    pub session: String,
    /// The root of paper keys as it was posted, in hex; empty before.
    pub papers_root: String,
    /// Whether slips are given out.
    pub published: bool,
    /// The number that was asked for.
    pub number: String,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// The slip of that number.
    pub slip: Option<SlipShown>,
}

/// A slip to be kept.
#[derive(Clone, Debug)]
pub struct SlipShown {
    /// The address that is the slip.
    pub href: String,
    /// The same as a QR code.
    pub qr_svg: String,
    /// Where it is as JSON.
    pub json: String,
}
