//! Pages of the question banks: the list, the check and its report, sealing, importing, keys.

use askama::Template;

use super::{Chip, Choice, Chrome, Fact, FormErrors, Link, Pager, Tone};

/// `/staff/banks`.
#[derive(Template)]
#[template(path = "pages/banks.html")]
pub struct BanksPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The banks, the newest first.
    pub banks: Vec<BankRow>,
    /// Whether the reader checks, seals and imports banks.
    pub manages: bool,
}

/// A bank in the list.
#[derive(Clone, Debug)]
pub struct BankRow {
    /// The blueprint's title.
    pub title: String,
    /// Its page, where the reader may see it.
    pub href: Option<String>,
    /// Id and version.
    pub code: String,
    /// `电工（五级）`.
    pub project: String,
    /// How many items.
    pub items: String,
    /// The beginning of the package's digest.
    pub digest: String,
    /// Whether the item key is here.
    pub key: Chip,
    /// When it was imported.
    pub imported: String,
}

/// `/staff/banks/{id}`.
#[derive(Template)]
#[template(path = "pages/bank.html")]
pub struct BankPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The blueprint's title.
    pub title: String,
    /// Whether the item key is here.
    pub key: Chip,
    /// What that means.
    pub text: String,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// Where the item key is handed in, while it is not here.
    pub release: Option<String>,
    /// Where its blueprint's figures are, once the items can be read.
    pub blueprint: Option<String>,
    /// Where the sealed package is.
    pub package: String,
}

/// `/staff/banks/check`: posts the files `bank`, `blueprint` and `pictures` to itself.
#[derive(Template)]
#[template(path = "pages/bank_check.html")]
pub struct BankCheckForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the files.
    pub errors: FormErrors,
    /// Whether the files have to be chosen again after a sign-in.
    pub again: bool,
}

/// `/staff/banks/checks/{token}` while the bank is being checked: the page looks again by itself. Posts `deed` = `drop` to
/// let it be.
#[derive(Template)]
#[template(path = "pages/bank_checking.html")]
pub struct BankChecking {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// How far it is, in words.
    pub words: String,
    /// How far it is: so many of so many, at least 1; none where it isn't known.
    pub part: Option<(usize, usize)>,
    /// This page's address.
    pub action: String,
}

/// `/staff/banks/checks/{token}`: what a check found. The form to seal posts `code`, `version` and `deed` = `seal` to
/// `action`; the one to let the files go posts `deed` = `drop`.
#[derive(Template)]
#[template(path = "pages/bank_report.html")]
pub struct BankReport {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at `code` and `version`.
    pub errors: FormErrors,
    /// `发现 7 处问题，题库没有导入。` or `521 行全部合格，可以封存。`
    pub heading: String,
    /// `Stop` or `Ok`.
    pub tone: Tone,
    /// Which file, which blueprint, how many items.
    pub facts: Vec<Fact>,
    /// `533 题读入，2 题未收，5 题有说明`; empty for a bank that has no items of its own to be read.
    pub read: String,
    /// What only part of is shown of, and until when it is kept.
    pub notes: Vec<String>,
    /// Which kinds of lines and which columns there are; none where there are too few to choose from.
    pub columns: Vec<Choice>,
    /// The lines of this part: refused items, faults, notes.
    pub faults: Vec<BankFault>,
    /// The other parts.
    pub pager: Pager,
    /// The workbook with marks.
    pub marks: String,
    /// Where the blueprint's figures are; only where there is no fault.
    pub blueprint: Option<String>,
    /// Where it is taken away in other formats; only where there is no fault.
    pub export: Option<String>,
    /// The form to seal; only where there is no fault.
    pub seal: Option<SealForm>,
    /// This page's address, which both forms post to.
    pub action: String,
}

/// What was typed into the form that seals.
#[derive(Clone, Debug, Default)]
pub struct SealForm {
    /// The bank's id.
    pub code: String,
    /// Its version.
    pub version: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct BankFault {
    /// Whether it is a refused item, a fault or a note; none where the table has no such column.
    pub kind: Option<Chip>,
    /// The sheet.
    pub sheet: String,
    /// `第 37 行`, or a dash.
    pub row: String,
    /// The column, or nothing.
    pub column: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

/// `/staff/banks/checks/{token}` once it is sealed: the item key waits to be taken. Posts `deed` = `key` for the file,
/// `deed` = `drop` when it is in safe hands.
#[derive(Template)]
#[template(path = "pages/bank_sealed.html")]
pub struct BankSealed {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Which bank.
    pub facts: Vec<Fact>,
    /// Until when the key can be taken.
    pub until: String,
    /// This page's address.
    pub action: String,
    /// The bank's page.
    pub bank: String,
}

/// `/staff/banks/import`: posts the file `package` to itself.
#[derive(Template)]
#[template(path = "pages/bank_import.html")]
pub struct BankImportForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the file.
    pub errors: FormErrors,
    /// Whether the file has to be chosen again after a sign-in.
    pub again: bool,
}

/// `/staff/banks/{id}/key`: posts the file `file` or the text `key` to itself.
#[derive(Template)]
#[template(path = "pages/bank_key.html")]
pub struct BankKeyForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the file or the text.
    pub errors: FormErrors,
    /// Whether the file has to be chosen again after a sign-in.
    pub again: bool,
    /// Which bank.
    pub facts: Vec<Fact>,
    /// The form's address.
    pub action: String,
    /// The bank's page.
    pub back: Link,
}
