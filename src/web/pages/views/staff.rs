//! Pages for the bureau: sign-in, overview, a session, the audit list.

use askama::Template;

use super::{Action, Banner, Chip, Chrome, ContributorRow, Fact, Figure, Finder, FormErrors, Link, Pager, Step};

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
    /// What has just been done: the password changed.
    pub banner: Option<Banner>,
}

/// `/staff`: what is next by the reader over all sessions, then the sessions.
#[derive(Template)]
#[template(path = "pages/overview.html")]
pub struct Overview {
    /// Head, foot, texts. Leaving posts to `/staff/sign-out`.
    pub chrome: Chrome,
    /// That institutions are overdue for supervision, to those who plan sessions; empty when none is.
    pub overdue: String,
    /// What is next; nothing where every session is over or there is none.
    pub next: Option<NextBoard>,
    /// The figures over all sessions; none where there are none.
    pub figures: Vec<Figure>,
    /// Looks for sessions; none where there are none.
    pub finder: Option<Finder>,
    /// The sessions shown, the next to act on first.
    pub sessions: Vec<SessionRow>,
    /// To the others.
    pub pager: Pager,
    /// Where there is no session at all: what to do.
    pub empty: String,
}

/// What is next over all sessions.
#[derive(Clone, Debug)]
pub struct NextBoard {
    /// The first of them.
    pub first: NextStep,
    /// The session it is in: `电工（五级），12 月 12 日 09:00，青禾县第一考点`.
    pub place: String,
    /// The further ones.
    pub others: Vec<NextRow>,
    /// That there are still more: `还有 7 场等您办理。`; may be empty.
    pub more: String,
}

/// One further thing that is next.
#[derive(Clone, Debug)]
pub struct NextRow {
    /// `该您了` or `等别人`.
    pub chip: Chip,
    /// What, and the session's page.
    pub link: Link,
    /// Session and time.
    pub detail: String,
}

/// `/staff` for whoever sees no sessions: what this account is for.
#[derive(Template)]
#[template(path = "pages/welcome.html")]
pub struct Welcome {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Each role with a sentence on what it may do.
    pub roles: Vec<RoleWords>,
    /// Where this account can go; the first is the filled button.
    pub links: Vec<Link>,
}

/// A role in words.
#[derive(Clone, Debug)]
pub struct RoleWords {
    /// `考评员`.
    pub name: String,
    /// `只给分到自己名下的考生评技能分。`.
    pub may: String,
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
    /// Who does what by when; none once it is over.
    pub tasks: Vec<TaskRow>,
    /// Whether it may be opened; none once it was.
    pub conditions: Vec<ConditionRow>,
    /// The candidates shown.
    pub candidates: Vec<CandidateRow>,
    /// Looks for candidates; none where there are none.
    pub finder: Option<Finder>,
    /// To the others.
    pub pager: Pager,
    /// Where to register somebody, while that is possible.
    pub register_href: Option<String>,
    /// What is known of the session.
    pub facts: Vec<Fact>,
    /// Who committed to the draw.
    pub contributors: Vec<ContributorRow>,
    /// Manifest, evidence, notice, practical marking…
    pub links: Vec<Link>,
    /// Other sessions of the exam, each with a line of detail.
    pub others: Vec<OtherRow>,
}

/// The card of what is next.
#[derive(Clone, Debug, Default)]
pub struct NextStep {
    /// Whether it is the reader's turn (else somebody or something is waited for).
    pub yours: bool,
    /// Above the title: `下一步，由您来做`, `现在等…`.
    pub label: String,
    /// `封存名单，公布抽题清单`.
    pub title: String,
    /// What it does.
    pub text: String,
    /// By when, what fails otherwise, how long it takes: a sentence each.
    pub lines: Vec<String>,
    /// The clause of the rule behind it, quoted.
    pub clause: String,
    /// The one filled button, where it does something here.
    pub action: Option<Action>,
    /// The one filled button, where it leads to another page.
    pub link: Option<Link>,
}

/// A line of who does what by when.
#[derive(Clone, Debug)]
pub struct TaskRow {
    /// What.
    pub title: String,
    /// The names of those who may.
    pub who: String,
    /// By when.
    pub due: String,
    /// How far it is.
    pub state: Chip,
    /// Whether it is in hand.
    pub now: bool,
}

/// A condition of the session's opening.
#[derive(Clone, Debug)]
pub struct ConditionRow {
    /// `符合`, `差 1`, `还没到`.
    pub chip: Chip,
    /// What is asked for and what is there.
    pub words: String,
    /// Document and article of the clause.
    pub source: String,
    /// The clause, quoted.
    pub clause: String,
    /// What to do, where something is missing; may be empty.
    pub mend: String,
}

/// Another session of the exam.
#[derive(Clone, Debug)]
pub struct OtherRow {
    /// What it assesses, and its page.
    pub link: Link,
    /// When, how many, how far.
    pub detail: String,
}

/// A candidate on the session's page.
#[derive(Clone, Debug)]
pub struct CandidateRow {
    /// Admission number.
    pub admission: String,
    /// The registration's page: its verdict, what comes next.
    pub href: String,
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
    /// Looks for events.
    pub finder: Finder,
    /// Newest first.
    pub events: Vec<AuditRow>,
    /// To newer and older events.
    pub pager: Pager,
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
    /// On what, and everything that was done to it.
    pub subject: Link,
}
