//! Pages of the counter: the form, the verdict, the registration that was made.

use askama::Template;

use super::{Action, Chip, Choice, Chrome, Fact, FormErrors, Link, Tone};

/// `/staff/sessions/{id}/register`: posts its fields to `action`, which answers with an [`EligibilityPage`] or sends on
/// to the registration's own page.
///
/// Fields: `name`, `document_kind`, `document_number`, `birth_day`, `email`, `locale`, `channel`, `work_years`,
/// `extra_minutes`, and the boxes `letters_signed`, `large_print` (posted as `yes`). The button `deed` = `check` only
/// checks.
#[derive(Template)]
#[template(path = "pages/register.html")]
pub struct RegisterForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// `电工（五级）· 12 月 12 日`.
    pub session: String,
    /// How many seats are taken.
    pub places: String,
    /// Where the form posts to.
    pub action: String,
    /// Back to the session.
    pub back: String,
    /// What was typed: name.
    pub name: String,
    /// Kinds of document.
    pub document_kinds: Vec<Choice>,
    /// What was typed: the document's number.
    pub document_number: String,
    /// What was typed: the birth day, where the document's number does not say it.
    pub birth_day: String,
    /// What was typed: mail address.
    pub email: String,
    /// Languages for ticket and mails.
    pub locales: Vec<Choice>,
    /// Application channels.
    pub channels: Vec<Choice>,
    /// What was typed: whole years of work.
    pub work_years: String,
    /// What was typed: extra minutes as an accommodation.
    pub extra_minutes: String,
    /// Whether large print was chosen.
    pub large_print: bool,
    /// Whether the letters of commitment are signed.
    pub letters_signed: bool,
}

/// The verdict on what was typed, with its clauses; prints on one A4.
#[derive(Template)]
#[template(path = "pages/eligibility.html")]
pub struct EligibilityPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at `review_reason`.
    pub errors: FormErrors,
    /// One sentence: `可以报名。`.
    pub sentence: String,
    /// `Ok`, `Warn` for review, `Stop`.
    pub tone: Tone,
    /// What that means: nothing is registered yet.
    pub explained: String,
    /// Who, for what, when.
    pub facts: Vec<Fact>,
    /// Each finding.
    pub findings: Vec<FindingRow>,
    /// Policy's name and version.
    pub policy: String,
    /// Registers, where it is possible.
    pub register: Option<Action>,
    /// Passes a review, where the reader may.
    pub review: Option<ReviewForm>,
    /// Who may, where the reader may not.
    pub who_reviews: Option<String>,
    /// Back to the form, filled in.
    pub change: Action,
    /// Back to the session.
    pub back: Link,
}

/// The form with which an officer passes a review: posts `review_reason`.
#[derive(Clone, Debug)]
pub struct ReviewForm {
    /// Its address, its button, what it carries.
    pub action: Action,
    /// What was typed: the reason.
    pub reason: String,
}

/// One finding of the eligibility check.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// `符合`, `不符合`, `需要复核`.
    pub chip: Chip,
    /// What was found, in words with its figures.
    pub words: String,
    /// The quoted clause with the document's number.
    pub clause: String,
    /// When it lifts.
    pub lifts: Option<String>,
}

/// Nobody can be registered for this session any more: why, and where else.
#[derive(Template)]
#[template(path = "pages/register_elsewhere.html")]
pub struct ElsewherePage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `本场报名已截止`.
    pub title: String,
    /// What that means.
    pub text: String,
    /// Which session.
    pub session: String,
    /// Whose form was filled in; it is carried on.
    pub kept: Option<String>,
    /// Other sessions of the same occupation and level.
    pub others: Vec<Elsewhere>,
    /// Back to the session.
    pub back: Link,
}

/// Another session to register for.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// When it opens.
    pub when: String,
    /// Centre and room.
    pub place: String,
    /// Opens its form; with fields where some were typed.
    pub action: Action,
}

/// `/staff/registrations/{id}`; prints on one A4.
#[derive(Template)]
#[template(path = "pages/registration.html")]
pub struct RegistrationPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `已报名。`.
    pub heading: String,
    /// `Ok` while it is open.
    pub tone: Tone,
    /// Admission number.
    pub admission: String,
    /// Who, for what.
    pub facts: Vec<Fact>,
    /// What comes next, in sentences.
    pub next: Vec<String>,
    /// Who passed a review, and why.
    pub review: Option<String>,
    /// Each finding of the stored verdict.
    pub findings: Vec<FindingRow>,
    /// Policy's name and version.
    pub policy: String,
    /// Where to register another, while that is possible.
    pub another: Option<String>,
    /// Where to withdraw, while that is possible.
    pub withdraw: Option<String>,
    /// Back to the session.
    pub back: Link,
}

/// `/staff/registrations/{id}/withdraw`: asks, and posts to itself.
#[derive(Template)]
#[template(path = "pages/withdraw.html")]
pub struct WithdrawPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Whether it can be withdrawn still.
    pub possible: bool,
    /// Whose, for what.
    pub facts: Vec<Fact>,
    /// Where the form posts to.
    pub action: String,
    /// Back to the registration.
    pub back: String,
}
