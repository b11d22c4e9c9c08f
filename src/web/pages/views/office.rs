//! Pages of the question bank office: projects, one of them, beginning one, an item, writing it, sealing a version.

use askama::Template;

use super::{BankFault, Banner, Chip, Choice, Chrome, Fact, Figure, Finder, FormErrors, Link, NextStep, Pager};

/// `/staff/office`.
#[derive(Template)]
#[template(path = "pages/office.html")]
pub struct OfficePage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The projects, the newest first.
    pub projects: Vec<OfficeRow>,
    /// To the others.
    pub pager: Pager,
    /// Whether the reader begins projects.
    pub runs: bool,
}

/// A project in the list.
#[derive(Clone, Debug)]
pub struct OfficeRow {
    /// Its title and page.
    pub link: Link,
    /// Its code.
    pub code: String,
    /// `电工（五级）`.
    pub project: String,
    /// How many items are found good.
    pub approved: String,
    /// How many wait for a review.
    pub submitted: String,
    /// How many are being written.
    pub drafts: String,
    /// What waits for the reader, or the last version.
    pub state: Chip,
}

/// `/staff/office/new`: posts the texts `code`, `submit` and the files `blueprint`, `bank`, `pictures` to itself.
#[derive(Template)]
#[template(path = "pages/office_new.html")]
pub struct OfficeNew {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// Whether the files have to be chosen again after a sign-in.
    pub again: bool,
    /// The code as it was typed.
    pub code: String,
    /// Whether the items go to review at once.
    pub submit: bool,
    /// What is wrong with the items.
    pub faults: Vec<BankFault>,
    /// That only part of them is shown.
    pub more: String,
}

/// `/staff/office/{id}/import`: posts the text `submit` and the files `bank`, `pictures` to itself.
#[derive(Template)]
#[template(path = "pages/office_bring.html")]
pub struct OfficeBring {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the file.
    pub errors: FormErrors,
    /// Whether the files have to be chosen again after a sign-in.
    pub again: bool,
    /// The project.
    pub back: Link,
    /// This page's address.
    pub action: String,
    /// Whether the items go to review at once.
    pub submit: bool,
    /// The items that can't be brought in, and why.
    pub faults: Vec<BankFault>,
    /// That only part of them is shown.
    pub more: String,
}

/// `/staff/office/{id}`: the form posts `deed` = `submit` to itself.
#[derive(Template)]
#[template(path = "pages/office_project.html")]
pub struct OfficeProject {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Its title.
    pub title: String,
    /// What was just done.
    pub banner: Option<Banner>,
    /// What is next.
    pub next: NextStep,
    /// What else the reader may do here.
    pub ways: Vec<Link>,
    /// Items by state.
    pub figures: Vec<Figure>,
    /// How many answers differ from the key.
    pub disputed: String,
    /// How far each cell is.
    pub cells: Vec<OfficeCell>,
    /// Items that no cell draws.
    pub elsewhere: String,
    /// Looks for items.
    pub finder: Finder,
    /// The items shown.
    pub items: Vec<OfficeItemRow>,
    /// To the others.
    pub pager: Pager,
    /// The sealed versions, the newest first.
    pub versions: Vec<OfficeVersion>,
}

/// A cell of the blueprint.
#[derive(Clone, Debug)]
pub struct OfficeCell {
    /// The content point, and its items.
    pub link: Link,
    /// The type.
    pub kind: String,
    /// How many a bank needs.
    pub wanted: String,
    /// How many are found good.
    pub approved: String,
    /// How many wait.
    pub submitted: String,
    /// How many are being written.
    pub drafts: String,
    /// Enough, or how many are missing.
    pub state: Chip,
}

/// An item in the list.
#[derive(Clone, Debug)]
pub struct OfficeItemRow {
    /// Its code and page.
    pub link: Link,
    /// The type.
    pub kind: String,
    /// The content point.
    pub content_point: String,
    /// Its state.
    pub state: Chip,
    /// Which revision, since when.
    pub changed: String,
}

/// A sealed version.
#[derive(Clone, Debug)]
pub struct OfficeVersion {
    /// Its name; its bank's page, where the reader may see that.
    pub name: String,
    /// Its bank's page.
    pub href: Option<String>,
    /// Whether it is the last one.
    pub state: Chip,
    /// How many items.
    pub items: String,
    /// The beginning of its package's digest.
    pub digest: String,
    /// What differs from the one before.
    pub changes: Vec<String>,
    /// When it was sealed.
    pub when: String,
}

/// An item as a candidate sees it.
#[derive(Clone, Debug)]
pub struct OfficeQuestion {
    /// The type in words.
    pub kind: String,
    /// Its stem.
    pub stem: String,
    /// Whether several options are right.
    pub multiple: bool,
    /// Its picture's address.
    pub picture: Option<String>,
    /// Its options.
    pub options: Vec<OfficeOption>,
}

impl OfficeQuestion {
    /// The type of the boxes.
    pub fn input(&self) -> &'static str {
        if self.multiple { "checkbox" } else { "radio" }
    }
}

/// An option.
#[derive(Clone, Debug)]
pub struct OfficeOption {
    /// Its letter.
    pub letter: String,
    /// The letter people read: none for true/false.
    pub shown: String,
    /// Its text.
    pub text: String,
    /// What is to be said of it: the key, the reader's answer.
    pub chips: Vec<Chip>,
}

/// `/staff/office/items/{id}`: every form posts `deed`, `seen` and perhaps `answer` or `reason` to it.
#[derive(Template)]
#[template(path = "pages/office_item.html")]
pub struct OfficeItem {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at `answer` and `reason`.
    pub errors: FormErrors,
    /// What was just done or refused, or how the answer compares.
    pub banners: Vec<Banner>,
    /// Its project.
    pub back: Link,
    /// Its code.
    pub code: String,
    /// Its state.
    pub state: Chip,
    /// Content point, revision.
    pub facts: Vec<Fact>,
    /// This page's address.
    pub action: String,
    /// The revision shown.
    pub seen: i64,
    /// The item as a candidate sees it.
    pub question: Option<OfficeQuestion>,
    /// Why there is none.
    pub closed: String,
    /// Whether the reader answers it here.
    pub answers: bool,
    /// Explanation, reference and the rest; empty where the key isn't shown.
    pub open: Vec<Fact>,
    /// The form for remarks and decisions: its buttons, the first being the filled one.
    pub deeds: Vec<OfficeDeed>,
    /// What the form is called.
    pub deeds_title: String,
    /// What to know before.
    pub deeds_text: String,
    /// The reason as it was typed.
    pub reason: String,
    /// Buttons that need no words.
    pub buttons: Vec<OfficeDeed>,
    /// Where a revision is written.
    pub write: Option<String>,
    /// To the next item, or to join its writers: what that means.
    pub join: String,
    /// What happened, the last first.
    pub history: Vec<OfficeEvent>,
}

/// A button of an item's page.
#[derive(Clone, Debug)]
pub struct OfficeDeed {
    /// What is posted as `deed`.
    pub deed: &'static str,
    /// What it says.
    pub label: String,
    /// The class beside `btn`.
    pub class: &'static str,
}

/// Something that happened to an item.
#[derive(Clone, Debug)]
pub struct OfficeEvent {
    /// What, in a word.
    pub chip: Chip,
    /// Who, about which revision.
    pub who: String,
    /// When.
    pub when: String,
    /// That an answer differs from the key, or which it was.
    pub note: String,
    /// Whether that answer differs.
    pub disputed: bool,
    /// A remark or a reason.
    pub text: String,
    /// What differs from the revision before.
    pub changes: Vec<OfficeChange>,
}

/// A column that differs.
#[derive(Clone, Debug)]
pub struct OfficeChange {
    /// Its name.
    pub column: String,
    /// Its text in pieces.
    pub pieces: Vec<OfficePiece>,
}

/// A piece of a text that differs: `del`, `ins`, or neither.
#[derive(Clone, Debug)]
pub struct OfficePiece {
    /// The element it goes into; empty for none.
    pub element: &'static str,
    /// Its text.
    pub text: String,
}

/// `/staff/office/{id}/write` and `/staff/office/items/{id}/write`: posts every column, `seen`, `picture_gone`, the file
/// `picture` and `deed` (`write`, `submit` or `look`) to itself.
#[derive(Template)]
#[template(path = "pages/office_write.html")]
pub struct OfficeWrite {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// The heading.
    pub heading: String,
    /// What a new revision means.
    pub lede: String,
    /// The page behind it.
    pub back: Link,
    /// This page's address.
    pub action: String,
    /// The revision that was seen; 0 for a new item.
    pub seen: i64,
    /// Whether the code can be typed.
    pub new: bool,
    /// What was typed, or is there.
    pub typed: OfficeTyped,
    /// The types.
    pub kinds: Vec<Choice>,
    /// The content points.
    pub points: Vec<Choice>,
    /// The picture that is there.
    pub picture: Option<String>,
    /// Whether it is to go.
    pub picture_gone: bool,
    /// How it would look.
    pub preview: Option<OfficeQuestion>,
}

/// The fields of an item as they were typed.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct OfficeTyped {
    pub code: String,
    pub facility: String,
    pub stem: String,
    pub options: [String; 6],
    pub key: String,
    pub enemy_group: String,
    pub explanation: String,
    pub reference: String,
}

/// `/staff/office/{id}/seal`: posts `number` and `version` to itself.
#[derive(Template)]
#[template(path = "pages/office_seal.html")]
pub struct OfficeSeal {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at `version`.
    pub errors: FormErrors,
    /// The project.
    pub back: Link,
    /// What the version would be.
    pub heading: String,
    /// `Ok` where it can be sealed.
    pub ready: bool,
    /// Which project, how many items.
    pub facts: Vec<Fact>,
    /// What differs from the last version.
    pub changes: Vec<String>,
    /// What stays out.
    pub left: Vec<String>,
    /// What is wrong.
    pub faults: Vec<BankFault>,
    /// Its number.
    pub number: i64,
    /// Its name as it was typed.
    pub version: String,
    /// This page's address.
    pub action: String,
}
