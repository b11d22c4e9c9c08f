//! Pages of accounts: the list, a new one, one of them, one's own.

use askama::Template;

use super::{Banner, Chip, Choice, Chrome, Fact, Finder, FormErrors, Link, Pager, RoleWords};

/// `/staff/accounts`.
#[derive(Template)]
#[template(path = "pages/accounts.html")]
pub struct AccountsPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Looks for accounts.
    pub finder: Finder,
    /// The accounts shown.
    pub accounts: Vec<AccountRow>,
    /// To the others.
    pub pager: Pager,
}

/// An account in the list.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// The name, and the account's page.
    pub link: Link,
    /// The sign-in name.
    pub login: String,
    /// The organisation's name.
    pub organisation: String,
    /// The roles in words.
    pub roles: String,
    /// `在用` or `已停用`.
    pub state: Chip,
}

/// `/staff/accounts/new`: posts `name`, `login`, `organisation_id`, `password` and a box `role.<role>` a role to
/// itself.
#[derive(Template)]
#[template(path = "pages/account_new.html")]
pub struct NewAccountForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// What was typed: name.
    pub name: String,
    /// What was typed: sign-in name.
    pub login: String,
    /// The organisations.
    pub organisations: Vec<Choice>,
    /// The roles as boxes.
    pub roles: Vec<RoleBox>,
}

/// A role as a box to tick.
#[derive(Clone, Debug)]
pub struct RoleBox {
    /// The field: `role.examiner`.
    pub name: String,
    /// The role in words.
    pub words: RoleWords,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// `/staff/accounts/{id}`.
#[derive(Template)]
#[template(path = "pages/account.html")]
pub struct AccountPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// What has just been done.
    pub banner: Option<Banner>,
    /// The person's name.
    pub name: String,
    /// Whether it may sign in.
    pub state: Chip,
    /// Sign-in name, organisation, since when.
    pub facts: Vec<Fact>,
    /// Each role with a sentence on what it may do.
    pub roles: Vec<RoleWords>,
    /// A new password, what the account did.
    pub links: Vec<Link>,
    /// To the page that asks whether to bar it; none for one's own and for one that is barred.
    pub bar_href: Option<String>,
    /// Why it can't be barred; may be empty.
    pub not_barred: String,
}

/// `/staff/accounts/{id}/deactivate`: asks before an account is barred; posts to itself.
#[derive(Template)]
#[template(path = "pages/account_bar.html")]
pub struct BarAccount {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The person's name.
    pub name: String,
    /// The account's page; the form posts below it.
    pub href: String,
    /// What barring does and does not do.
    pub text: Vec<String>,
}

/// `/staff/accounts/{id}/password` and `/staff/account`: posts `current` (one's own only), `password`, `again` to
/// itself.
#[derive(Template)]
#[template(path = "pages/account_password.html")]
pub struct PasswordForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// Whose it is, and what comes of it.
    pub title: String,
    /// What comes of it.
    pub lede: String,
    /// Whether it is the reader's own: the present password is asked for.
    pub own: bool,
    /// Where the form posts to.
    pub action: String,
    /// Back; none on one's own page.
    pub back: Option<Link>,
    /// Who one is: name, sign-in name, organisation, roles; on one's own page.
    pub facts: Vec<Fact>,
    /// Each role with a sentence on what it may do; on one's own page.
    pub roles: Vec<RoleWords>,
}
