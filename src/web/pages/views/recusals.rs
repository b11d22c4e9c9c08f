//! Who is left out before a draw of people.

use askama::Template;

use super::{Banner, Chip, Choice, Chrome, FormErrors, Link};

/// `/staff/recusals` and `/staff/sessions/{id}/recusals`: what is declared, and the form to declare. Fields: `account`,
/// `ground`, `organisation`, `admission`, `reason`. Posts to `action`.
#[derive(Template)]
#[template(path = "pages/recusals.html")]
pub struct RecusalsPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// What was done, or why it can't be.
    pub banner: Option<Banner>,
    /// The heading.
    pub title: String,
    /// What it is for.
    pub lede: String,
    /// Where it belongs.
    pub back: Link,
    /// Of a session: who may be drawn, by name.
    pub free: Option<Vec<String>>,
    /// Who is left out, or what one declared oneself.
    pub rows: Vec<RecusalRow>,
    /// What is said where there is none.
    pub none: String,
    /// Who was drawn, in that order; empty before.
    pub panel: Vec<String>,
    /// Where the form posts to.
    pub action: String,
    /// Of a session: whom it may be about.
    pub people: Vec<Choice>,
    /// What tie.
    pub grounds: Vec<Choice>,
    /// To which institution.
    pub organisations: Vec<Choice>,
    /// What was typed.
    pub admission: String,
    /// What was typed.
    pub reason: String,
}

/// Somebody left out, or a declaration of one's own.
#[derive(Clone, Debug)]
pub struct RecusalRow {
    /// Who, or to whom.
    pub name: String,
    /// What tie.
    pub ground: String,
    /// In words.
    pub reason: String,
    /// By whom and when, or the clause.
    pub more: String,
    /// In force or withdrawn.
    pub state: Option<Chip>,
    /// The form that withdraws it.
    pub withdraw: Option<Link>,
}

/// The form that takes a declaration back. Field: `reason`.
#[derive(Template)]
#[template(path = "pages/recusal_withdraw.html")]
pub struct RecusalWithdraw {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// Why it can't be done.
    pub banner: Option<Banner>,
    /// Whose it is.
    pub name: String,
    /// Where the form posts to.
    pub action: String,
    /// The session's recusals.
    pub back: String,
    /// What was typed.
    pub reason: String,
}
