//! The bureau's page of one session: where it stands, what is next and for whom, its candidates.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::domain::person::PersonName;
use crate::i18n::{self, Locale};
use crate::services::overview::{self, SessionView, WantedCandidates};
use crate::services::{Actor, Context, ServiceError, award, ceremony, invigilation, notices, results, sittings};
use crate::store::candidates::CandidateRow as Row;
use crate::store::ceremony::Contributor;
use crate::store::instant;
use crate::store::page::Slice;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::listing::{Address, choices, part};
use super::session_words::{condition, details, next_step, other, task, worst_first};
use super::views::{
    Banner, CandidateRow, Chip, Chrome, ContributorRow, Fact, Figure, FinderBox, Link, SessionPage, Step, StepState,
    Tone, session_steps,
};
use super::{Page, chrome, render, render_again, say, see};

/// Which of the candidates.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    state: String,
    page: String,
}

/// The page.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, query: Query<Wanted>) -> Page {
    let page = page(&app, &request, &staff, *id, &query, None).await?;
    render(&app, &request, &page)
}

async fn page(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
    query: &Wanted,
    banner: Option<Banner>,
) -> Result<SessionPage, WebError> {
    let actor = staff.actor.clone();
    let wanted = WantedCandidates { text: query.q.clone(), state: query.state.clone() };
    let slice: Slice = part(&query.page);
    let view = act(app, move |context| overview::view(context, &actor, id, &wanted, slice)).await?;
    let chrome = chrome(app, request, Some(staff));
    let (locale, session) = (chrome.locale, &view.session);
    let path = format!("/staff/sessions/{id}");
    let address = Address {
        path: &path,
        place: "#candidates",
        wanted: vec![("q", query.q.as_str()), ("state", query.state.as_str())],
    };
    let states = STATES.iter().map(|state| (*state, candidate_state(locale, state)));
    let boxes = vec![
        FinderBox::text("q", chrome.t("candidates-text"), query.q.as_str()),
        FinderBox::select("state", chrome.t("col-state"), choices(chrome.t("find-any"), states, &query.state)),
    ];
    let some = !view.candidates.rows.is_empty() || address.is_filtered();
    let registers = session.state == "planned" && staff.actor.may(Permission::RegisterCandidates, session.centre_id);
    let next = next_step(&chrome, session.id, &view.next);
    let leads = next.link.as_ref().is_some_and(|link| link.href.ends_with("/register"));
    Ok(SessionPage {
        title: say::project(locale, &view.occupation, session.level),
        code: format!("{} · {}", session.exam, session.code),
        lede: i18n::text_with(
            locale,
            "session-lede",
            &[
                ("when", say::instant(locale, instant(session.opens_at)).into()),
                ("centre", session.centre.as_str().into()),
                ("room", session.room.as_str().into()),
            ],
        ),
        steps: steps(&app.context, &chrome, &view),
        next,
        figures: figures(&chrome, &view),
        tasks: view.tasks.iter().map(|one| task(locale, &staff.actor.name, one)).collect(),
        conditions: worst_first(&view.conditions).into_iter().map(|one| condition(locale, one)).collect(),
        finder: some.then(|| address.finder(chrome.t("candidates-find"), boxes)),
        pager: address.pager(&chrome, &view.candidates),
        candidates: view.candidates.rows.iter().map(|row| candidate(locale, row)).collect(),
        register_href: (registers && !leads).then(|| format!("{path}/register")),
        facts: facts(&chrome, &view),
        contributors: view
            .contributors
            .iter()
            .map(|one| contributor(locale, one, !session.master_digest.is_empty()))
            .collect(),
        links: links(&chrome, &staff.actor, &view),
        others: view.others.iter().map(|one| other(&chrome, one)).collect(),
        banner,
        chrome,
    })
}

/// The states of a candidate, in the order they come.
const STATES: [&str; 15] = [
    "open",
    "registered",
    "checked_in",
    "pledged",
    "running",
    "paused",
    "submitted",
    "scored",
    "absent",
    "passed",
    "failed",
    "awarded",
    "withdrawn",
    "voided",
    "cancelled",
];

fn candidate_state(locale: Locale, state: &str) -> String {
    i18n::text(locale, &format!("candidate-{}", state.replace('_', "-")))
}

/// Where a session stands among the nine steps.
fn place_of(state: &str) -> usize {
    match state {
        "planned" => 1,
        "roster_closed" => 3,
        "opened" => 4,
        "sat" => 5,
        "decided" => 7,
        "noticed" => 8,
        _ => 9,
    }
}

/// The nine steps; of a session that was called off those that were done, and none in hand.
fn steps(context: &Context, chrome: &Chrome, view: &SessionView) -> Vec<Step> {
    let session = &view.session;
    let cancelled = session.state == "cancelled";
    let place = match () {
        () if !cancelled => place_of(&session.state),
        () if !session.master_digest.is_empty() => 4,
        () if !session.manifest_digest.is_empty() => 3,
        () => 1,
    };
    let mut steps = session_steps(chrome.locale, place, &details(context, chrome, view));
    for step in steps.iter_mut().filter(|step| cancelled && step.is_now()) {
        step.state = StepState::ToCome;
    }
    steps
}

fn figures(chrome: &Chrome, view: &SessionView) -> Vec<Figure> {
    let session = &view.session;
    [
        ("figure-registered", session.registered),
        ("figure-sat", session.sat),
        ("figure-passed", session.passed),
        ("figure-awarded", session.awarded),
    ]
    .map(|(key, number)| Figure { number: number.to_string(), label: chrome.t(key) })
    .into()
}

fn candidate(locale: Locale, row: &Row) -> CandidateRow {
    let absent = row.state == "absent";
    let state = match row.sitting.as_deref() {
        Some(sitting) if row.state == "open" => sitting,
        _ => row.state.as_str(),
    };
    let tone = match state {
        "awarded" | "scored" => Tone::Ok,
        "running" | "paused" => Tone::Now,
        "absent" | "withdrawn" | "cancelled" => Tone::Wait,
        "voided" | "failed" => Tone::Stop,
        _ => Tone::Plain,
    };
    CandidateRow {
        admission: row.admission_number.clone(),
        href: format!("/staff/registrations/{}", row.registration_id),
        name: row.name.parse::<PersonName>().map_or_else(|_| "＊".to_owned(), |name| name.masked()),
        seat: if row.seat > 0 { row.seat.to_string() } else { "—".to_owned() },
        state: Chip::new(tone, candidate_state(locale, state)),
        theory: say::marks(row.theory),
        practical: say::marks(row.practical.filter(|_| !absent)),
        result: row.passed.filter(|_| !absent).map(|passed| match passed {
            true => Chip::new(Tone::Ok, i18n::text(locale, "result-passed")),
            false => Chip::new(Tone::Stop, i18n::text(locale, "result-failed")),
        }),
        certificate: row
            .serial
            .as_ref()
            .map(|serial| Link::new(serial.clone(), format!("/staff/certificates/{serial}"))),
    }
}

fn contributor(locale: Locale, one: &Contributor, opened: bool) -> ContributorRow {
    let state = if !opened && one.opened_at.is_none() {
        Chip::new(Tone::Plain, i18n::text(locale, "contributor-committed"))
    } else {
        Chip::new(Tone::Ok, i18n::text(locale, "contributor-opened"))
    };
    ContributorRow {
        name: one.name.clone(),
        when: i18n::text(locale, if one.outside { "contributor-outside" } else { "contributor-inside" }),
        commitment: one.commitment.clone(),
        state,
    }
}

fn facts(chrome: &Chrome, view: &SessionView) -> Vec<Fact> {
    let session = &view.session;
    let mut facts = vec![
        Fact::new(chrome.t("fact-body"), session.body.as_str()),
        Fact::new(chrome.t("fact-bureau"), session.bureau.as_str()),
        Fact::new(chrome.t("fact-bank"), session.bank.as_str()),
        Fact::new(chrome.t("fact-minutes"), chrome.t1("fact-minutes-value", "minutes", session.minutes)),
    ];
    for (label, digest) in [
        ("fact-manifest", &session.manifest_digest),
        ("fact-master", &session.master_digest),
        ("fact-papers-root", &session.papers_root),
    ] {
        if !digest.is_empty() {
            facts.push(Fact::code(chrome.t(label), digest.as_str()));
        }
    }
    facts
}

fn links(chrome: &Chrome, actor: &Actor, view: &SessionView) -> Vec<Link> {
    let session = &view.session;
    let mut links = vec![Link::new(chrome.t("link-ceremony"), format!("/staff/sessions/{}/ceremony", session.id))];
    if !session.manifest_digest.is_empty() {
        links.push(Link::new(chrome.t("link-draw"), format!("/draws/{}/{}", session.exam, session.code)));
    }
    let may_invigilate = invigilation::may_invigilate(actor, session.bureau_id, session.centre_id);
    if may_invigilate && session.state == "opened" {
        links.push(Link::new(chrome.t("board-link"), format!("/staff/sessions/{}/board", session.id)));
    }
    if may_invigilate && !["planned", "roster_closed", "cancelled"].contains(&session.state.as_str()) {
        links.push(Link::new(chrome.t("room-record-link"), format!("/staff/sessions/{}/room-record", session.id)));
    }
    if may_invigilate || actor.may(Permission::PlanSessions, session.bureau_id) {
        links.push(Link::new(chrome.t("lockdown-link"), format!("/staff/sessions/{}/lockdown", session.id)));
    }
    if actor.may(Permission::PrintPapers, session.centre_id) {
        links.push(Link::new(chrome.t("link-print"), format!("/staff/sessions/{}/print", session.id)));
    }
    if actor.may(Permission::PlanSessions, session.bureau_id) {
        links.push(Link::new(chrome.t("recusals-link"), format!("/staff/sessions/{}/recusals", session.id)));
    }
    if let Some(notice) = session.notice_id {
        links.push(Link::new(chrome.t("link-notice"), format!("/notices/{notice}")));
    }
    if actor.may_anywhere(Permission::MarkPractical) {
        links.push(Link::new(chrome.t("link-practical"), format!("/staff/sessions/{}/practical", session.id)));
    }
    if actor.may_anywhere(Permission::ReadAudit) {
        let subject = format!("/staff/audit?subject=session%2F{}", session.id);
        links.push(Link::new(chrome.t("link-audit"), subject));
    }
    links
}

/// What is to be done.
#[derive(Deserialize)]
pub struct StepForm {
    deed: String,
}

/// Does what is next, or says why not.
///
/// # Errors
/// When the form is not of this session.
pub async fn step(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<StepForm>) -> Page {
    let StaffForm { staff, posted } = form;
    if posted.restoring {
        return Ok(see(&format!("/staff/sessions/{id}")));
    }
    once(&app, &staff, &posted.once, take_step(&app, &request, &staff, *id, posted.fields.deed)).await
}

async fn take_step(app: &Data<App>, request: &HttpRequest, staff: &Staff, id: i64, deed: String) -> Page {
    let actor = staff.actor.clone();
    let done = act(app, move |context| {
        Ok(match perform(context, &actor, id, &deed) {
            Err(error @ ServiceError::Refused(_)) => Err(Problem::from(error)),
            other => Ok(other?),
        })
    })
    .await?;
    match done {
        Ok(()) => Ok(see(&format!("/staff/sessions/{id}"))),
        Err(problem) => {
            let locale = crate::web::extract::language(request);
            let banner = Banner {
                tone: Tone::Stop,
                title: i18n::text(locale, "session-refused"),
                text: say::problem(locale, &problem),
            };
            let page = page(app, request, staff, id, &Wanted::default(), Some(banner)).await?;
            render_again(app, request, &page)
        }
    }
}

fn perform(context: &Context, actor: &Actor, id: i64, deed: &str) -> Result<(), ServiceError> {
    match deed {
        "close-roster" => ceremony::close_roster(context, actor, id).map(|_| ()),
        "finish" => sittings::finish_session(context, actor, id).map(|_| ()),
        "decide" => results::decide(context, actor, id).map(|_| ()),
        "notice" => notices::publish(context, actor, id).map(|_| ()),
        "award" => award::award_session(context, actor, id).map(|_| ()),
        _ => Err(ServiceError::NotFound("step")),
    }
}
