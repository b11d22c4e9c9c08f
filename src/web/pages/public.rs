//! Pages for everybody: home, notices, draws.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::result::Standing;
use crate::i18n::{self, Locale};
use crate::services::{draws, notices};
use crate::web::extract::{MaybeStaff, act};

use super::listing::{Address, part};
use super::views::{
    Banner, Chip, Chrome, ContributorRow, DrawPage, Fact, Home, HomeRow, Link, NoticeEntry, NoticePage, Tone,
    draw_steps,
};
use super::{Page, chrome, render, say};

/// Which part of the notices.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Which {
    page: String,
}

/// Three doors, the notices that run, the draws that have a public page.
///
/// # Errors
/// When the database fails.
pub async fn home(app: Data<App>, request: HttpRequest, staff: MaybeStaff, query: Query<Which>) -> Page {
    let slice = part(&query.page);
    let (running, draws) =
        act(&app, move |context| Ok((notices::running(context, slice)?, draws::published(context)?))).await?;
    let chrome = chrome(&app, &request, staff.0.as_ref());
    let locale = chrome.locale;
    let pager = Address { path: "/", place: "#notices", wanted: Vec::new() }.pager(&chrome, &running);
    let notices = running
        .rows
        .into_iter()
        .map(|notice| HomeRow {
            title: notice_title(&chrome, &notice.title, &notice.title_en),
            detail: chrome.t2(
                "notice-period",
                "first",
                say::stored_day(locale, &notice.first_day),
                "last",
                say::stored_day(locale, &notice.last_day),
            ),
            href: format!("/notices/{}", notice.id),
        })
        .collect();
    let draws = draws
        .into_iter()
        .map(|draw| HomeRow {
            title: in_language(locale, draw.title, draw.title_en),
            detail: format!("{} · {}", draw.exam, draw.session),
            href: format!("/draws/{}/{}", draw.exam, draw.session),
        })
        .collect();
    render(&app, &request, &Home { chrome, notices, pager, draws })
}

fn in_language(locale: Locale, chinese: String, english: String) -> String {
    match locale {
        Locale::Zh => chinese,
        Locale::En => english,
    }
}

fn notice_title(chrome: &Chrome, chinese: &str, english: &str) -> String {
    chrome.t1("notice-heading", "title", if chrome.locale == Locale::Zh { chinese } else { english })
}

/// A notice of results; it stays readable after it has run out.
///
/// # Errors
/// When there is none.
pub async fn notice(app: Data<App>, request: HttpRequest, id: Path<i64>) -> Page {
    let notice = act(&app, move |context| notices::find(context, *id)).await?;
    let chrome = chrome(&app, &request, None);
    let locale = chrome.locale;
    let today = crate::clock::local_day(app.context.now());
    let standing = |standing: Standing| match standing {
        Standing::Passed => Chip::new(Tone::Ok, i18n::text(locale, "result-passed")),
        Standing::Failed => Chip::new(Tone::Plain, i18n::text(locale, "result-failed")),
        Standing::Absent => Chip::new(Tone::Wait, i18n::text(locale, "candidate-absent")),
    };
    let page = NoticePage {
        title: notice_title(&chrome, &notice.title, &notice.title_en),
        period: i18n::text_with(
            locale,
            "notice-sentence",
            &[
                ("first", say::day(locale, notice.first_day).into()),
                ("last", say::day(locale, notice.last_day).into()),
                ("days", notice.working_days.into()),
            ],
        ),
        running: today <= notice.last_day,
        facts: vec![
            Fact::new(chrome.t("fact-session"), format!("{} · {}", notice.exam, notice.session)),
            Fact::new(chrome.t("fact-clause"), notice.clause.to_string()),
            Fact::new(chrome.t("fact-objection"), chrome.t("fact-objection-value")),
        ],
        rows: notice
            .entries
            .into_iter()
            .map(|entry| NoticeEntry {
                name: entry.name,
                identity: entry.identity,
                theory: entry.theory,
                practical: entry.practical,
                result: standing(entry.standing),
            })
            .collect(),
        chrome,
    };
    render(&app, &request, &page)
}

/// The draw of a session: who committed, what was fixed, how to check it.
///
/// # Errors
/// Before the roster is closed there is none.
pub async fn draw(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Page {
    let (exam, session) = path.into_inner();
    let draw = act(&app, move |context| draws::of_session(context, &exam, &session)).await?;
    let chrome = chrome(&app, &request, None);
    let locale = chrome.locale;
    let step = match draw.state.as_str() {
        "roster_closed" => 2,
        "opened" => 4,
        _ => 6,
    };
    let mut facts = vec![Fact::code(chrome.t("fact-manifest"), draw.manifest_digest.as_str())];
    facts.push(Fact::new(chrome.t("fact-beacon"), draw.beacon.as_str()));
    for (label, digest) in [("fact-master", &draw.master_digest), ("fact-papers-root", &draw.papers_root)] {
        if !digest.is_empty() {
            facts.push(Fact::code(chrome.t(label), digest.as_str()));
        }
    }
    let base = format!("/api/v1/draws/{}/{}", draw.exam, draw.session);
    let mut downloads = vec![Link::new(chrome.t("link-manifest"), format!("{base}/manifest.json"))];
    if step == 6 {
        downloads.push(Link::new(chrome.t("link-evidence"), format!("{base}/evidence.json")));
    }
    let page = DrawPage {
        title: in_language(locale, draw.title, draw.title_en),
        steps: draw_steps(locale, step, &[]),
        now: draw.not_public.then(|| Banner {
            tone: Tone::Warn,
            title: chrome.t("draw-demo"),
            text: chrome.t("draw-demo-text"),
        }),
        contributors: draw
            .contributors
            .iter()
            .map(|one| ContributorRow {
                name: one.name.clone(),
                when: chrome.t(if one.outside { "contributor-outside" } else { "contributor-inside" }),
                commitment: one.commitment.clone(),
                state: if draw.master_digest.is_empty() {
                    Chip::new(Tone::Plain, chrome.t("contributor-committed"))
                } else {
                    Chip::new(Tone::Ok, chrome.t("contributor-opened"))
                },
            })
            .collect(),
        facts,
        downloads,
        exam: draw.exam,
        session: draw.session,
        chrome,
    };
    render(&app, &request, &page)
}
