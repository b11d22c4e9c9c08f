//! Pages for everybody: home, notices, draws.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::result::Standing;
use crate::i18n::{self, Locale};
use crate::services::ceremony::DEMO_EVENT;
use crate::services::draws::{self, Contributor, PublicDraw};
use crate::services::notices;
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
            title: draw_title(&chrome, &draw.title, &draw.title_en),
            detail: format!("{} · {}", draw.exam, draw.session),
            href: format!("/draws/{}/{}", draw.exam, draw.session),
        })
        .collect();
    render(&app, &request, &Home { chrome, notices, pager, draws })
}

fn draw_title(chrome: &Chrome, chinese: &str, english: &str) -> String {
    chrome.t1("draw-heading", "title", if chrome.locale == Locale::Zh { chinese } else { english })
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
            Fact::quoted(chrome.t("fact-clause"), notice.clause.to_string()),
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
    let stage = Stage::of(&draw.state);
    let base = format!("/api/v1/draws/{}/{}", draw.exam, draw.session);
    let mut downloads = vec![Link::new(chrome.t("link-manifest"), format!("{base}/manifest.json"))];
    if stage == Stage::Evidence {
        downloads.push(Link::new(chrome.t("link-evidence"), format!("{base}/evidence.json")));
    }
    let page = DrawPage {
        title: draw_title(&chrome, &draw.title, &draw.title_en),
        steps: draw_steps(chrome.locale, stage.step(), &step_details(&chrome, &draw, stage)),
        now: Some(stage.banner(&chrome, &draw)),
        warning: draw.not_public.then(|| not_public(&chrome)),
        contributors: draw
            .contributors
            .iter()
            .map(|one| contributor(&chrome, one, !draw.master_digest.is_empty()))
            .collect(),
        facts: draw_facts(&chrome, &draw),
        downloads,
        exam: draw.exam,
        session: draw.session,
        chrome,
    };
    render(&app, &request, &page)
}

/// Where a public draw stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The manifest is out; the contributors have still to open.
    Committed,
    /// Opened; candidates sit.
    Sitting,
    /// The evidence is out.
    Evidence,
}

impl Stage {
    fn of(state: &str) -> Self {
        match state {
            "roster_closed" => Self::Committed,
            "opened" => Self::Sitting,
            _ => Self::Evidence,
        }
    }

    fn step(self) -> usize {
        match self {
            Self::Committed => 3,
            Self::Sitting => 4,
            Self::Evidence => 6,
        }
    }

    fn banner(self, chrome: &Chrome, draw: &PublicDraw) -> Banner {
        let opens = say::instant(chrome.locale, draw.opens_at);
        let (title, text) = match self {
            Self::Committed => (chrome.t("draw-now-committed"), chrome.t1("draw-now-committed-text", "opens", opens)),
            Self::Sitting => (chrome.t("draw-now-sitting"), chrome.t("draw-now-sitting-text")),
            Self::Evidence => (chrome.t("draw-now-evidence"), chrome.t("draw-now-evidence-text")),
        };
        Banner { tone: Tone::Now, title, text }
    }
}

/// What stands under the stars: how many committed and opened, and when the exam is.
fn step_details(chrome: &Chrome, draw: &PublicDraw, stage: Stage) -> [String; 6] {
    let all = draw.contributors.len();
    let opened = if stage == Stage::Committed { 0 } else { all };
    let none = String::new;
    let opens = say::instant(chrome.locale, draw.opens_at);
    [format!("{all} / {all}"), none(), none(), format!("{opened} / {all}"), opens, none()]
}

fn not_public(chrome: &Chrome) -> Banner {
    Banner { tone: Tone::Warn, title: chrome.t("draw-demo"), text: chrome.t("draw-demo-text") }
}

fn contributor(chrome: &Chrome, one: &Contributor, opened: bool) -> ContributorRow {
    ContributorRow {
        name: one.name.clone(),
        when: chrome.t(if one.outside { "contributor-outside" } else { "contributor-inside" }),
        commitment: one.commitment.clone(),
        state: if opened {
            Chip::new(Tone::Ok, chrome.t("contributor-opened"))
        } else {
            Chip::new(Tone::Plain, chrome.t("contributor-committed"))
        },
    }
}

/// Digests as far as they are out; what is not says when it will be.
fn draw_facts(chrome: &Chrome, draw: &PublicDraw) -> Vec<Fact> {
    let digest = |key: &str, digest: &str| match digest {
        "" => Fact::new(chrome.t(key), chrome.t(&format!("{key}-later"))),
        _ => Fact::code(chrome.t(key), digest),
    };
    let beacon = match draw.beacon.as_str() {
        DEMO_EVENT => chrome.t("draw-beacon-demo"),
        "" => chrome.t("draw-beacon-none"),
        event => event.to_owned(),
    };
    vec![
        Fact::code(chrome.t("fact-manifest"), draw.manifest_digest.as_str()),
        Fact::new(chrome.t("fact-beacon"), beacon),
        digest("fact-master", &draw.master_digest),
        digest("fact-papers-root", &draw.papers_root),
    ]
}
