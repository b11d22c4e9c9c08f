//! The projects, and one of them: what is next, how far each cell is, the items, the versions.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::Permission;
use crate::domain::office::State;
use crate::i18n;
use crate::services::office::{self, Cell, NextUp, ProjectView, VersionView};
use crate::services::overview;
use crate::store::instant;
use crate::store::office::Wanted as WantedItems;
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};
use crate::web::pages::exam::sheet;
use crate::web::pages::listing::{Address, choices, part};
use crate::web::pages::views::{
    Action, Banner, Chip, Chrome, Figure, FinderBox, Link, NextStep, OfficeCell, OfficeItemRow, OfficePage,
    OfficeProject, OfficeRow, OfficeVersion, Tone,
};
use crate::web::pages::{Page, chrome, render, say, see};

use super::words;

/// Which part of the projects.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Part {
    page: String,
}

/// The projects.
///
/// # Errors
/// Without any permission of the office.
pub async fn list(app: Data<App>, request: HttpRequest, staff: Staff, query: Query<Part>) -> Page {
    let (actor, slice) = (staff.actor.clone(), part(&query.page));
    let found = act(&app, move |context| office::list(context, &actor, slice)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let reviews = staff.actor.may_anywhere(Permission::ReviewItems);
    let address = Address { path: "/staff/office", place: "", wanted: Vec::new() };
    let pager = address.pager(&chrome, &found);
    let projects = found
        .rows
        .into_iter()
        .map(|row| OfficeRow {
            state: match row.version {
                _ if reviews && row.reviewable > 0 => {
                    Chip::new(Tone::Now, chrome.t1("office-for-you", "count", row.reviewable))
                }
                0 => Chip::new(Tone::Plain, chrome.t("office-under-way")),
                number => Chip::new(Tone::Ok, chrome.t1("office-sealed-number", "number", number)),
            },
            link: Link::new(row.title, format!("/staff/office/{}", row.id)),
            project: say::project(chrome.locale, &overview::occupation_name(&app.context, &row.occupation), row.level),
            code: row.code,
            approved: row.approved.to_string(),
            submitted: row.submitted.to_string(),
            drafts: row.drafts.to_string(),
        })
        .collect();
    let runs = staff.actor.may_anywhere(Permission::RunOffice);
    render(&app, &request, &OfficePage { projects, pager, runs, chrome })
}

/// Which items of a project, and what was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    state: String,
    point: String,
    kind: String,
    q: String,
    page: String,
    done: String,
    count: i64,
    noted: i64,
}

/// One project.
///
/// # Errors
/// When there is none, or the reader has nothing to do with it.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, query: Query<Wanted>) -> Page {
    let (actor, id, slice) = (staff.actor.clone(), *id, part(&query.page));
    let wanted = WantedItems {
        state: query.state.clone(),
        content_point: query.point.clone(),
        kind: query.kind.clone(),
        code: query.q.clone(),
    };
    let (view, items, versions) = act(&app, move |context| {
        let view = office::project(context, &actor, id)?;
        let items = office::items(context, &actor, id, &wanted, slice)?;
        Ok((view, items, office::versions(context, &actor, id)?))
    })
    .await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let locale = chrome.locale;
    let path = format!("/staff/office/{id}");
    let address = Address {
        path: &path,
        place: "#items",
        wanted: vec![
            ("state", query.state.as_str()),
            ("point", query.point.as_str()),
            ("kind", query.kind.as_str()),
            ("q", query.q.as_str()),
        ],
    };
    let points = &view.blueprint.content_points;
    let named = |code: &str| points.iter().find(|point| point.code.as_str() == code).map(|point| point.name.clone());
    let point_words = |code: &str| named(code).map_or_else(|| code.to_owned(), |name| format!("{code} {name}"));
    let any = || chrome.t("find-any");
    let states = State::ALL.map(|state| (state.as_str(), words::state_word(locale, state)));
    let kinds = words::KINDS.map(|(name, kind)| (name, sheet::kind(locale, kind)));
    let all_points = points.iter().map(|point| (point.code.as_str(), point_words(point.code.as_str())));
    let boxes = vec![
        FinderBox::text("q", chrome.t("office-item-code"), query.q.as_str()),
        FinderBox::select("state", chrome.t("col-state"), choices(any(), states, &query.state)),
        FinderBox::select("kind", chrome.t("office-kind"), choices(any(), kinds, &query.kind)),
        FinderBox::select("point", chrome.t("office-point"), choices(any(), all_points, &query.point)),
    ];
    let manages = staff.actor.may_anywhere(Permission::ManageBanks);
    let last = versions.first().map(|view| view.version.number);
    let page = OfficeProject {
        banner: banner(&chrome, &query),
        next: next_step(&chrome, &view),
        ways: ways(&chrome, &view),
        figures: figures(&chrome, &view),
        disputed: match view.answers {
            (0, _) => String::new(),
            (answers, disputed) => chrome.t2("office-answers", "count", answers, "disputed", disputed),
        },
        cells: view.cells.iter().map(|cell| cell_row(&chrome, id, cell)).collect(),
        elsewhere: if view.elsewhere > 0 {
            chrome.t1("office-elsewhere", "count", view.elsewhere)
        } else {
            String::new()
        },
        finder: address.finder(chrome.t("office-find"), boxes),
        pager: address.pager(&chrome, &items),
        items: items
            .rows
            .iter()
            .map(|row| OfficeItemRow {
                link: Link::new(row.code.as_str(), format!("/staff/office/items/{}", row.id)),
                kind: words::kind_word(locale, &row.kind),
                content_point: point_words(&row.content_point),
                state: words::state_chip(locale, row.state),
                changed: i18n::text_with(
                    locale,
                    "office-event-when",
                    &[("when", say::short_instant(locale, row.changed_at).into()), ("revision", row.revision.into())],
                ),
            })
            .collect(),
        versions: versions.iter().map(|view| version_row(&chrome, view, last, manages)).collect(),
        title: view.project.title,
        chrome,
    };
    render(&app, &request, &page)
}

fn banner(chrome: &Chrome, query: &Wanted) -> Option<Banner> {
    let told = |key: &str| Banner { tone: Tone::Ok, title: chrome.t1(key, "count", query.count), text: String::new() };
    match query.done.as_str() {
        "begun" => Some(told("office-done-begun")),
        "submitted" => Some(told("office-done-submitted")),
        "reviewed" => Some(told("office-done-reviewed")),
        "brought" => Some(Banner {
            text: if query.noted > 0 {
                chrome.t1("office-done-brought-noted", "count", query.noted)
            } else {
                String::new()
            },
            ..told("office-done-brought")
        }),
        _ => None,
    }
}

fn next_step(chrome: &Chrome, view: &ProjectView) -> NextStep {
    let id = view.project.id;
    let yours = !matches!(view.next, NextUp::Wait);
    let mut step = NextStep {
        yours,
        label: chrome.t(if yours { "session-next-yours" } else { "session-next-wait" }),
        ..NextStep::default()
    };
    match view.next {
        NextUp::Review(count) => {
            step.title = chrome.t1("office-next-review", "count", count);
            step.text = chrome.t("office-next-review-text");
            step.link = Some(Link::new(chrome.t("office-next-review-do"), format!("/staff/office/{id}/next")));
        }
        NextUp::Submit(count) => {
            step.title = chrome.t1("office-next-submit", "count", count);
            step.text = chrome.t("office-next-submit-text");
            step.action = Some(Action {
                href: format!("/staff/office/{id}"),
                label: chrome.t("office-next-submit-do"),
                fields: vec![("deed".to_owned(), "submit".to_owned())],
            });
        }
        NextUp::Seal(count) => {
            step.title = chrome.t1("office-next-seal", "count", count);
            step.text = chrome.t("office-next-seal-text");
            step.link = Some(Link::new(chrome.t("office-next-seal-do"), format!("/staff/office/{id}/seal")));
        }
        NextUp::Write => {
            step.title = chrome.t("office-next-write");
            step.text = chrome.t("office-next-write-text");
            step.link = Some(Link::new(chrome.t("office-write"), format!("/staff/office/{id}/write")));
        }
        NextUp::Wait => {
            let [drafts, submitted, returned, ..] = view.states;
            step.title = chrome.t("office-next-wait");
            step.text = chrome.t2("office-next-wait-text", "submitted", submitted, "drafts", drafts + returned);
        }
    }
    step
}

fn ways(chrome: &Chrome, view: &ProjectView) -> Vec<Link> {
    let id = view.project.id;
    let mut ways = Vec::new();
    if view.writes && view.next != NextUp::Write {
        ways.push(Link::new(chrome.t("office-write"), format!("/staff/office/{id}/write")));
    }
    if view.runs && !matches!(view.next, NextUp::Seal(_)) {
        ways.push(Link::new(chrome.t("office-next-seal-do"), format!("/staff/office/{id}/seal")));
    }
    if view.writes {
        ways.push(Link::new(chrome.t("office-bring"), format!("/staff/office/{id}/import")));
    }
    if view.writes || view.runs {
        ways.push(Link::new(chrome.t("export-see"), format!("/staff/office/{id}/export")));
    }
    ways
}

fn figures(chrome: &Chrome, view: &ProjectView) -> Vec<Figure> {
    let [draft, submitted, returned, approved, sealed, _] = view.states;
    let figure = |count: i64, label: String| Figure { number: count.to_string(), label };
    let state = |state| words::state_word(chrome.locale, state);
    vec![
        figure(draft, state(State::Draft)),
        figure(submitted, state(State::Submitted)),
        figure(returned, state(State::Returned)),
        figure(approved + sealed, chrome.t2("office-figure-approved", "count", approved + sealed, "sealed", sealed)),
    ]
}

fn cell_row(chrome: &Chrome, id: i64, cell: &Cell) -> OfficeCell {
    let (code, name) = &cell.content_point;
    let missing = cell.wanted - cell.approved;
    let kind = words::KINDS.iter().find(|(_, kind)| *kind == cell.kind).map_or("", |(name, _)| *name);
    let path = format!("/staff/office/{id}");
    let address = Address { path: &path, place: "#items", wanted: vec![("point", code.as_str()), ("kind", kind)] };
    OfficeCell {
        link: Link::new(format!("{code} {name}"), address.with("page", "")),
        kind: sheet::kind(chrome.locale, cell.kind),
        wanted: cell.wanted.to_string(),
        approved: cell.approved.to_string(),
        submitted: cell.submitted.to_string(),
        drafts: cell.drafts.to_string(),
        state: if missing <= 0 {
            Chip::new(Tone::Ok, chrome.t("office-enough"))
        } else {
            Chip::new(Tone::Warn, chrome.t1("office-missing", "count", missing))
        },
    }
}

fn version_row(chrome: &Chrome, view: &VersionView, last: Option<i64>, manages: bool) -> OfficeVersion {
    let version = &view.version;
    OfficeVersion {
        name: version.version.clone(),
        href: manages.then(|| format!("/staff/banks/{}", version.bank_id)),
        state: if last == Some(version.number) {
            Chip::new(Tone::Ok, chrome.t("office-version-last"))
        } else {
            Chip::new(Tone::Wait, chrome.t("office-version-superseded"))
        },
        items: version.item_count.to_string(),
        digest: version.package_digest.chars().take(12).collect(),
        changes: words::compared(chrome, &view.compared),
        when: say::instant(chrome.locale, instant(version.at)),
    }
}

/// What is done to a whole project.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Deed {
    deed: String,
}

/// Hands all the reader's drafts over for review.
///
/// # Errors
/// When there is no such project; without the permission.
pub async fn submit_drafts(app: Data<App>, id: Path<i64>, form: StaffForm<Deed>) -> Page {
    let StaffForm { staff, posted } = form;
    let id = *id;
    if posted.restoring || posted.fields.deed != "submit" {
        return Ok(see(&format!("/staff/office/{id}")));
    }
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        let count = act(&app, move |context| office::submit_drafts(context, &actor, id)).await?;
        Ok(see(&format!("/staff/office/{id}?done=submitted&count={count}")))
    })
    .await
}

/// Which item was reviewed just now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: i64,
}

/// To the next item that waits for the reader's review; to the project where none does.
///
/// # Errors
/// When there is no such project; without the permission.
pub async fn next(app: Data<App>, staff: Staff, id: Path<i64>, query: Query<After>) -> Page {
    let (actor, id, after) = (staff.actor.clone(), *id, query.after);
    let next = act(&app, move |context| office::next(context, &actor, id, after)).await?;
    Ok(see(&match next {
        Some(item) => format!("/staff/office/items/{item}"),
        None => format!("/staff/office/{id}?done=reviewed"),
    }))
}
