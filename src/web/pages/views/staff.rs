//! Pages for the bureau: sign-in, overview, a session, the audit list.

use askama::Template;

use super::{Action, Banner, Chip, Chrome, ContributorRow, Fact, Figure, FormErrors, Link, Step};

/// `/staff/sign-in`: posts `login`, `password` (and `next`) to itself.
#[derive(Template)]
#[template(path = "pages/staff_sign_in.html")]
pub struct StaffSignIn {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at `login` or `password`.
    pub errors: FormErrors,
    /// What was typed.
    pub login: String,
    /// Where to go afterwards; an address on this server, or empty.
    pub next: String,
    /// What was typed into a form that came after its session had ended, urlencoded; else empty.
    pub kept: String,
}

/// `/staff`: the sessions, what is next for whom.
#[derive(Template)]
#[template(path = "pages/overview.html")]
pub struct Overview {
    /// Head, foot, texts. Leaving posts to `/staff/sign-out`.
    pub chrome: Chrome,
    /// What the person may do besides: lists, audit, mails.
    pub links: Vec<Link>,
    /// The figures over all sessions.
    pub figures: Vec<Figure>,
    /// One row a session, the next to act on first.
    pub sessions: Vec<SessionRow>,
}

/// A session in the overview.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its page.
    pub href: String,
    /// `电工（五级）`.
    pub title: String,
    /// `EX-2026-001 · S1`.
    pub code: String,
    /// `12 月 12 日 09:00`.
    pub when: String,
    /// Centre.
    pub place: String,
    /// What is next: `封存名单`.
    pub next: String,
    /// How many registered, sat and passed.
    pub counts: String,
    /// Its state.
    pub state: Chip,
}

/// `/staff/sessions/{id}`.
#[derive(Template)]
#[template(path = "pages/session.html")]
pub struct SessionPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// What has just been done, or why it could not be.
    pub banner: Option<Banner>,
    /// `电工（五级）`.
    pub title: String,
    /// `EX-2026-001 · S1`.
    pub code: String,
    /// Day, place, in one sentence.
    pub lede: String,
    /// From [`super::session_steps`].
    pub steps: Vec<Step>,
    /// What is next.
    pub next: NextStep,
    /// Registered, sat, passed, awarded.
    pub figures: Vec<Figure>,
    /// One row a candidate.
    pub candidates: Vec<CandidateRow>,
    /// Where to register somebody, while that is possible.
    pub register_href: Option<String>,
    /// What is known of the session.
    pub facts: Vec<Fact>,
    /// Who committed to the draw.
    pub contributors: Vec<ContributorRow>,
    /// Manifest, evidence, notice, practical marking…
    pub links: Vec<Link>,
}

/// The card of what is next.
#[derive(Clone, Debug)]
pub struct NextStep {
    /// Whether it is the reader's turn (else somebody or something is waited for).
    pub yours: bool,
    /// `封存名单，公布抽题清单`.
    pub title: String,
    /// By when, what it does, what fails otherwise.
    pub text: String,
    /// The one filled button.
    pub action: Option<Action>,
}

/// A candidate on the session's page.
#[derive(Clone, Debug)]
pub struct CandidateRow {
    /// Admission number.
    pub admission: String,
    /// Masked name.
    pub name: String,
    /// Seat, or a dash.
    pub seat: String,
    /// Registered, sitting, absent…
    pub state: Chip,
    /// Theory marks, or a dash.
    pub theory: String,
    /// Practical marks, or a dash.
    pub practical: String,
    /// Passed or not, where it is decided.
    pub result: Option<Chip>,
    /// The certificate's serial and page.
    pub certificate: Option<Link>,
}

/// `/staff/audit`: who did what when.
#[derive(Template)]
#[template(path = "pages/audit.html")]
pub struct AuditPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Newest first.
    pub events: Vec<AuditRow>,
    /// To the page before and after.
    pub newer: Option<String>,
    /// To older events.
    pub older: Option<String>,
}

/// One audit event.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// When, local.
    pub when: String,
    /// Who: login or `系统`.
    pub who: String,
    /// What: the action's words.
    pub what: String,
    /// On what.
    pub subject: String,
}
