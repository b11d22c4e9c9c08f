//! What staff see first: what is next by them over all sessions, then the sessions.

use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::{Permission, Role};
use crate::i18n::{self, Locale};
use crate::services::Actor;
use crate::services::overview::{self, Board, NextSession, WantedSessions};
use crate::services::sessions::SessionOverview;
use crate::services::supervision;
use crate::web::extract::{Staff, act};

use super::listing::{Address, choices, part};
use super::views::{
    Chip, Chrome, Figure, FinderBox, Link, NextBoard, NextRow, NextStep, Overview, RoleWords, SessionRow, Tone, Welcome,
};
use super::{Page, chrome, render, say};

/// Which sessions.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    state: String,
    page: String,
}

/// The states of a session, in the order they come.
const STATES: [&str; 8] = ["planned", "roster_closed", "opened", "sat", "decided", "noticed", "awarded", "cancelled"];

/// What is next, and the sessions; for whoever sees none, what the account is for.
///
/// # Errors
/// When nobody is signed in.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, query: Query<Wanted>) -> Page {
    let looks = [Permission::ViewSessions, Permission::MarkPractical];
    if !looks.into_iter().any(|permission| staff.actor.may_anywhere(permission)) {
        return welcome(&app, &request, &staff);
    }
    let actor = staff.actor.clone();
    let wanted = WantedSessions { text: query.q.clone(), state: query.state.clone() };
    let slice = part(&query.page);
    let plans = staff.actor.may_anywhere(Permission::PlanSessions);
    let (board, found, figures, overdue) = act(&app, move |context| {
        let board = overview::board(context, &actor)?;
        let found = overview::sessions(context, &actor, &wanted, slice)?;
        let overdue = if plans { supervision::overdue(context)? } else { 0 };
        Ok((board, found, overview::figures(context, &actor)?, overdue))
    })
    .await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let locale = chrome.locale;
    let address = Address {
        path: "/staff",
        place: "#sessions",
        wanted: vec![("q", query.q.as_str()), ("state", query.state.as_str())],
    };
    let states = STATES.iter().map(|state| (*state, say_state(locale, state)));
    let boxes = vec![
        FinderBox::text("q", chrome.t("sessions-text"), query.q.as_str()),
        FinderBox::select("state", chrome.t("col-state"), choices(chrome.t("find-any"), states, &query.state)),
    ];
    let some = figures.sessions > 0;
    let page = Overview {
        overdue: match overdue {
            0 => String::new(),
            count => chrome.t1("supervision-overdue-count", "count", i64::try_from(count).unwrap_or(i64::MAX)),
        },
        next: next_board(&chrome, &staff.actor, board),
        figures: if some { say_figures(&chrome, &figures) } else { Vec::new() },
        finder: some.then(|| address.finder(chrome.t("sessions-find"), boxes)),
        pager: address.pager(&chrome, &found),
        sessions: found.rows.iter().map(|one| row(locale, &staff.actor, one)).collect(),
        empty: chrome.t(if plans { "overview-empty-plan" } else { "overview-empty-wait" }),
        chrome,
    };
    render(&app, &request, &page)
}

fn welcome(app: &App, request: &HttpRequest, staff: &Staff) -> Page {
    let chrome = chrome(app, request, Some(staff));
    let mut links: Vec<Link> = chrome.nav.iter().map(|way| Link::new(way.label.clone(), way.href)).collect();
    links.retain(|link| link.href != "/staff");
    links.push(Link::new(chrome.t("own-account"), "/staff/account"));
    let roles = staff.actor.roles().into_iter().map(|role| role_words(chrome.locale, role)).collect();
    render(app, request, &Welcome { roles, links, chrome })
}

/// A role in words.
#[must_use]
pub fn role_words(locale: Locale, role: Role) -> RoleWords {
    let key = role.as_str().replace('_', "-");
    RoleWords { name: i18n::text(locale, &format!("role-{key}")), may: i18n::text(locale, &format!("role-{key}-may")) }
}

fn say_state(locale: Locale, state: &str) -> String {
    i18n::text(locale, &format!("state-{}", state.replace('_', "-")))
}

/// The state of a session in a word.
#[must_use]
pub fn state_chip(locale: Locale, state: &str) -> Chip {
    let tone = match state {
        "awarded" => Tone::Ok,
        "opened" => Tone::Now,
        "cancelled" => Tone::Stop,
        _ => Tone::Plain,
    };
    Chip::new(tone, say_state(locale, state))
}

fn say_figures(chrome: &Chrome, figures: &overview::Figures) -> Vec<Figure> {
    [
        ("figure-under-way", figures.under_way),
        ("figure-today", figures.today),
        ("figure-registered-now", figures.registered),
        ("figure-over", figures.sessions - figures.under_way),
    ]
    .map(|(key, number)| Figure { number: number.to_string(), label: chrome.t(key) })
    .into()
}

fn row(locale: Locale, actor: &Actor, one: &SessionOverview) -> SessionRow {
    let counts = [("registered", one.registered.into()), ("sat", one.sat.into()), ("passed", one.passed.into())];
    SessionRow {
        href: page_of(actor, one.id),
        title: say::project(locale, &one.occupation_name, one.level),
        code: format!("{} · {}", one.exam, one.code),
        when: say::instant(locale, one.opens_at),
        place: format!("{} {}", one.centre, one.room),
        next: i18n::text(locale, &format!("next-{}", one.state.replace('_', "-"))),
        counts: i18n::text_with(locale, "session-counts", &counts),
        state: state_chip(locale, &one.state),
    }
}

/// The page of a session for this reader: an examiner's is the marking.
fn page_of(actor: &Actor, id: i64) -> String {
    if actor.may_anywhere(Permission::ViewSessions) {
        format!("/staff/sessions/{id}")
    } else {
        format!("/staff/sessions/{id}/practical")
    }
}

fn next_board(chrome: &Chrome, actor: &Actor, board: Board) -> Option<NextBoard> {
    let locale = chrome.locale;
    let mut rows = board.next.into_iter();
    let first = rows.next()?;
    let yours = first.yours;
    let place = |one: &NextSession| {
        let project = say::project(locale, &one.occupation, one.level);
        let values = [
            ("project", project.into()),
            ("when", say::short_instant(locale, one.opens_at).into()),
            ("centre", one.centre.as_str().into()),
        ];
        i18n::text_with(locale, "next-place", &values)
    };
    let others: Vec<NextRow> = rows
        .map(|one| NextRow {
            chip: if one.yours {
                Chip::new(Tone::Now, chrome.t("turn-yours"))
            } else {
                Chip::new(Tone::Wait, chrome.t("turn-others"))
            },
            link: Link::new(step_title(locale, actor, &one), step_page(actor, &one)),
            detail: place(&one),
        })
        .collect();
    let told = 1 + others.iter().filter(|row| row.chip.tone == Tone::Now).count();
    let more = board.yours - i64::try_from(told).unwrap_or(0);
    Some(NextBoard {
        place: place(&first),
        others,
        more: if yours && more > 0 { chrome.t1("next-more", "count", more) } else { String::new() },
        first: NextStep {
            yours,
            label: chrome.t(if yours { "session-next-yours" } else { "session-next-wait" }),
            title: step_title(locale, actor, &first),
            text: String::new(),
            lines: step_lines(locale, &first),
            clause: first.rule.as_ref().map(ToString::to_string).unwrap_or_default(),
            action: None,
            link: Some(Link::new(chrome.t(if yours { "next-go" } else { "next-look" }), step_page(actor, &first))),
        },
    })
}

/// Whether the reader's part is to mark candidates.
fn marks(one: &NextSession) -> bool {
    one.to_mark > 0
}

fn step_page(actor: &Actor, one: &NextSession) -> String {
    if marks(one) { format!("/staff/sessions/{}/practical", one.id) } else { page_of(actor, one.id) }
}

fn step_title(locale: Locale, actor: &Actor, one: &NextSession) -> String {
    if marks(one) {
        return i18n::text_with(locale, "todo-mark", &[("count", one.to_mark.into())]);
    }
    let closes = actor.may_anywhere(Permission::RunCeremony);
    let key = match one.state.as_str() {
        "planned" if !closes => "todo-register".to_owned(),
        "sat" if one.unmarked > 0 => "todo-marks".to_owned(),
        "noticed" if !one.yours => "todo-notice".to_owned(),
        state => format!("next-{}", state.replace('_', "-")),
    };
    i18n::text_with(locale, &key, &[("count", one.unmarked.into())])
}

/// By when, and what fails otherwise.
fn step_lines(locale: Locale, one: &NextSession) -> Vec<String> {
    let line = |key: &str, when: String| i18n::text_with(locale, key, &[("when", when.into())]);
    let opens = || say::short_instant(locale, one.opens_at);
    match one.state.as_str() {
        "planned" => vec![line("line-roster", say::until(locale, one.roster_by))],
        "roster_closed" => vec![line("line-papers", opens())],
        "opened" if !one.yours => vec![line("line-sitting", opens())],
        "noticed" if !one.yours => {
            let day = one.notice_last.as_deref().map(|day| say::stored_day(locale, day)).unwrap_or_default();
            vec![line("line-notice", day)]
        }
        _ => Vec::new(),
    }
}
