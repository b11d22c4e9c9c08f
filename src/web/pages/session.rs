//! The bureau's page of one session: where it stands, what is next and for whom, its candidates.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::domain::person::PersonName;
use crate::i18n::{self, Locale};
use crate::services::overview::{self, SessionDetail};
use crate::services::{Actor, Context, ServiceError, award, ceremony, notices, results, sittings};
use crate::store::candidates::CandidateRow as Row;
use crate::store::instant;
use crate::web::errors::Problem;
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::views::{
    Action, Banner, CandidateRow, Chip, Chrome, ContributorRow, Fact, Figure, Link, NextStep, SessionPage, Tone,
    session_steps,
};
use super::{Page, chrome, render, render_again, say, see};

/// The page.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let page = page(&app, &request, &staff, *id, None).await?;
    render(&app, &request, &page)
}

async fn page(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
    banner: Option<Banner>,
) -> Result<SessionPage, crate::web::errors::WebError> {
    let actor = staff.actor.clone();
    let detail = act(app, move |context| overview::session(context, &actor, id)).await?;
    let chrome = chrome(app, request, Some(staff));
    let locale = chrome.locale;
    let session = &detail.session;
    Ok(SessionPage {
        title: say::project(locale, &detail.occupation, session.level),
        code: format!("{} · {}", session.exam, session.code),
        lede: i18n::text_with(
            locale,
            "session-lede",
            &[
                ("when", say::instant(locale, instant(session.opens_at)).into()),
                ("centre", detail.centre.as_str().into()),
                ("room", detail.room.as_str().into()),
            ],
        ),
        steps: session_steps(locale, place_of(&session.state), &[]),
        next: next_step(&app.context, &chrome, &staff.actor, &detail),
        figures: figures(&chrome, &detail.candidates),
        candidates: detail.candidates.iter().map(|row| candidate(locale, row)).collect(),
        register_href: (session.state == "planned"
            && staff.actor.may(Permission::RegisterCandidates, session.centre_id))
        .then(|| format!("/staff/sessions/{id}/register")),
        facts: facts(&chrome, &detail),
        contributors: detail
            .contributors
            .iter()
            .map(|one| contributor(locale, one, !session.master_digest.is_empty()))
            .collect(),
        links: links(&chrome, &staff.actor, &detail),
        banner,
        chrome,
    })
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

struct Deed {
    name: &'static str,
    permission: Permission,
}

/// What moves a session on from each state.
fn deed(state: &str) -> Option<Deed> {
    let (name, permission) = match state {
        "planned" => ("close-roster", Permission::RunCeremony),
        "opened" => ("finish", Permission::Invigilate),
        "sat" => ("decide", Permission::DecideResults),
        "decided" => ("notice", Permission::DecideResults),
        "noticed" => ("award", Permission::Award),
        _ => return None,
    };
    Some(Deed { name, permission })
}

fn next_step(context: &Context, chrome: &Chrome, actor: &Actor, detail: &SessionDetail) -> NextStep {
    let session = &detail.session;
    let state = session.state.replace('_', "-");
    let deed = deed(&session.state);
    let yours = deed.as_ref().is_some_and(|deed| {
        [session.bureau_id, session.centre_id, session.body_id]
            .into_iter()
            .any(|place| actor.may(deed.permission, place))
    });
    let waiting =
        session.state == "noticed" && !notices::over_at(context, session.id).is_ok_and(|over| over <= context.now());
    let action = deed.filter(|_| yours && !waiting).map(|deed| Action {
        href: format!("/staff/sessions/{}/step", session.id),
        label: chrome.t(&format!("do-{}", deed.name)),
        fields: vec![("deed".to_owned(), deed.name.to_owned())],
    });
    let text = match (&detail.notice, waiting) {
        (Some(notice), true) => {
            chrome.t1("next-noticed-until", "day", say::stored_day(chrome.locale, &notice.last_day))
        }
        _ => chrome.t(&format!("next-{state}-text")),
    };
    NextStep { yours: action.is_some(), title: chrome.t(&format!("next-{state}")), text, action }
}

fn figures(chrome: &Chrome, rows: &[Row]) -> Vec<Figure> {
    let count = |wanted: fn(&&Row) -> bool| rows.iter().filter(wanted).count().to_string();
    vec![
        Figure { number: rows.len().to_string(), label: chrome.t("figure-registered") },
        Figure { number: count(|row| row.theory.is_some()), label: chrome.t("figure-sat") },
        Figure { number: count(|row| row.passed == Some(true)), label: chrome.t("figure-passed") },
        Figure { number: count(|row| row.serial.is_some()), label: chrome.t("figure-awarded") },
    ]
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
        "absent" | "withdrawn" => Tone::Wait,
        "voided" | "failed" => Tone::Stop,
        _ => Tone::Plain,
    };
    CandidateRow {
        admission: row.admission_number.clone(),
        name: row.name.parse::<PersonName>().map_or_else(|_| "＊".to_owned(), |name| name.masked()),
        seat: if row.seat > 0 { row.seat.to_string() } else { "—".to_owned() },
        state: Chip::new(tone, i18n::text(locale, &format!("candidate-{}", state.replace('_', "-")))),
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

fn contributor(locale: Locale, one: &crate::store::ceremony::Contributor, opened: bool) -> ContributorRow {
    let state = if !opened {
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

fn facts(chrome: &Chrome, detail: &SessionDetail) -> Vec<Fact> {
    let session = &detail.session;
    let mut facts = vec![
        Fact::new(chrome.t("fact-body"), detail.body.as_str()),
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

fn links(chrome: &Chrome, actor: &Actor, detail: &SessionDetail) -> Vec<Link> {
    let session = &detail.session;
    let mut links = Vec::new();
    if !session.manifest.is_empty() {
        links.push(Link::new(chrome.t("link-draw"), format!("/draws/{}/{}", session.exam, session.code)));
    }
    if let Some(notice) = &detail.notice {
        links.push(Link::new(chrome.t("link-notice"), format!("/notices/{}", notice.id)));
    }
    if actor.may_anywhere(Permission::MarkPractical) {
        links.push(Link::new(chrome.t("link-practical"), format!("/staff/sessions/{}/practical", session.id)));
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
            let page = page(app, request, staff, id, Some(banner)).await?;
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
