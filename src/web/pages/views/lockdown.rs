//! In which browser an exam is sat.

use askama::Template;

use super::{Banner, Choice, Chrome, Fact, FormErrors, Link, RecordedLine};

/// `/staff/sessions/{id}/lockdown`: what is set, the settings file, and the form to set it. Fields: `mode`, `browser_keys`.
/// Posts to itself.
#[derive(Template)]
#[template(path = "pages/lockdown.html")]
pub struct LockdownPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// What was done, or why it can't be.
    pub banner: Option<Banner>,
    /// The session's page.
    pub back: Link,
    /// Config Key, password.
    pub facts: Vec<Fact>,
    /// Where the settings file is.
    pub file: String,
    /// What is set, in words.
    pub now: String,
    /// The modes.
    pub modes: Vec<Choice>,
    /// The keys, one a line.
    pub browser_keys: String,
    /// Where the form posts to; nothing where it can't be changed.
    pub action: Option<String>,
    /// Who was let in with another browser.
    pub let_in: Vec<RecordedLine>,
}

/// What a candidate sees in another browser: 403. With script it shows, on systems whose browser engine adds no headers,
/// which browser it is, and goes on.
#[derive(Template)]
#[template(path = "pages/locked.html")]
pub struct LockedPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
}
