//! Pages for everybody: home, notices, draws.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::ceremony::{CUSTODIANS, Next, Stage as Ceremony};
use crate::domain::result::Standing;
use crate::i18n::{self, Locale};
use crate::services::ceremony::DEMO_EVENT;
use crate::services::ceremony::PartyView;
use crate::services::draws::{self, Drawn, PublicDraw};
use crate::services::notices;
use crate::web::extract::{MaybeStaff, act};

use super::listing::{Address, part};
use super::views::{
    Banner, Chip, Chrome, ContributorRow, DrawPage, DrawnRows, Fact, Home, HomeRow, Link, NoticeEntry, NoticePage,
    ReplayPage, Tone, draw_steps,
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

/// The heading of a draw: of papers, or of seats and supervisors.
fn title_of(chrome: &Chrome, draw: &PublicDraw) -> String {
    let title = if chrome.locale == Locale::Zh { &draw.title } else { &draw.title_en };
    let key = say::of_draw(chrome.locale, draw.ceremony.planned.is_some(), "draw-heading");
    chrome.t1(&key, "title", title.as_str())
}

/// The session's other draw: of a session that of its plan, once there is one; of a plan that of its session.
fn other(chrome: &Chrome, draw: &PublicDraw) -> Option<Link> {
    let to = |key: &str, code: &str| Link::new(chrome.t(key), format!("/draws/{}/{code}", draw.exam));
    let plan = draw.ceremony.plan.as_ref().filter(|plan| !plan.manifest.is_empty());
    let plan = plan.map(|plan| to("plan-draw-link", &plan.code));
    plan.or_else(|| draw.ceremony.planned.as_ref().map(|session| to("plan-draw-back", &session.code)))
}

fn drawn(chrome: &Chrome, draw: &PublicDraw, drawn: &Drawn) -> DrawnRows {
    let (id, rows) = match drawn {
        Drawn::Order(id, people) => {
            (id, (1..).zip(people).map(|(place, who)| (place.to_string(), who.clone())).collect())
        }
        Drawn::Each(id, each) => (id, each.clone()),
    };
    let (kind, of) = id.trim_start_matches('@').split_once('/').unwrap_or((id.trim_start_matches('@'), ""));
    let key = format!("drawn-{kind}");
    let told = |key: &str| if i18n::has(chrome.locale, key) { chrome.t1(key, "room", of) } else { String::new() };
    let title = told(&key);
    let seat = |what: String| match kind {
        "seats" => chrome.t1("drawn-seat", "seat", what.trim_start_matches('0')),
        _ => what,
    };
    DrawnRows {
        title: if title.is_empty() { id.clone() } else { title },
        text: match kind {
            "supervision" => {
                let names: Vec<String> = draw.ceremony.supervisors.iter().map(|(_, name)| name.clone()).collect();
                let served = chrome.t1("drawn-served", "names", say::names(chrome.locale, &names));
                format!("{} {served}", chrome.t("drawn-supervision-text"))
            }
            _ => told(&format!("{key}-text")),
        },
        id: id.clone(),
        rows: rows.into_iter().map(|(left, right)| (left, seat(right))).collect(),
    }
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
    let stage = Stage::of(&draw);
    let base = format!("/api/v1/draws/{}/{}", draw.exam, draw.session);
    let mut downloads = vec![Link::new(chrome.t("link-manifest"), format!("{base}/manifest.json"))];
    if draw.ceremony.published {
        downloads.push(Link::new(chrome.t("link-evidence"), format!("{base}/evidence.json")));
    }
    if stage == Stage::Cancelled {
        downloads.push(Link::new(chrome.t("link-cancelled"), format!("{base}/cancelled.json")));
    }
    let replay = format!("/draws/{}/{}/replay", draw.exam, draw.session);
    let page = DrawPage {
        title: title_of(&chrome, &draw),
        other: other(&chrome, &draw),
        drawn: draw.drawn.iter().map(|one| drawn(&chrome, &draw, one)).collect(),
        lede: if draw.ceremony.planned.is_some() { "plan-draw-lede" } else { "draw-lede" },
        slips: draw.ceremony.planned.is_none(),
        steps: draw_steps(chrome.locale, stage.step(&draw), &step_details(&chrome, &draw)),
        now: Some(stage.banner(&chrome, &draw)),
        warning: draw.not_public.then(|| not_public(&chrome)),
        contributors: draw.ceremony.parties.iter().map(|one| contributor(&chrome, one)).collect(),
        replay: Link::new(chrome.t("link-replay"), replay),
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
    /// The exam's other sessions are waited for.
    Waiting,
    /// The evidence is out.
    Evidence,
    /// It was called off.
    Cancelled,
}

impl Stage {
    fn of(draw: &PublicDraw) -> Self {
        match draw.ceremony.stage {
            Ceremony::Gathering | Ceremony::Closed => Self::Committed,
            Ceremony::Opened => Self::Sitting,
            Ceremony::Sat if draw.ceremony.published => Self::Evidence,
            Ceremony::Sat => Self::Waiting,
            Ceremony::Cancelled => Self::Cancelled,
        }
    }

    /// Among commitments, manifest, beacon, opening, exam, evidence.
    fn step(self, draw: &PublicDraw) -> usize {
        match self {
            Self::Committed | Self::Cancelled if draw.ceremony.beacon.is_none() => 2,
            Self::Committed => 3,
            Self::Cancelled => 3,
            Self::Sitting => 4,
            Self::Waiting => 5,
            Self::Evidence => 6,
        }
    }

    fn banner(self, chrome: &Chrome, draw: &PublicDraw) -> Banner {
        let opens = say::instant(chrome.locale, draw.opens_at);
        let by = draw.ceremony.by.map(|at| say::instant(chrome.locale, at)).unwrap_or_default();
        let named = |codes: &[String]| {
            let name = |code: &String| {
                draw.ceremony
                    .parties
                    .iter()
                    .find(|party| party.code == *code)
                    .map_or_else(|| code.clone(), |one| one.name.clone())
            };
            say::names(chrome.locale, &codes.iter().map(name).collect::<Vec<_>>())
        };
        let key = |key: &str| {
            let own = |key: &str| say::of_draw(chrome.locale, draw.ceremony.planned.is_some(), key);
            let text = own(&format!("{key}-text"));
            (chrome.t(&own(key)), chrome.t2(&text, "opens", opens.clone(), "by", by.clone()))
        };
        let (title, text) = match (self, &draw.ceremony.next) {
            (Self::Committed, Next::Receive(missing)) => {
                let codes: Vec<String> = missing.iter().map(|(code, _)| code.clone()).collect();
                let text = chrome.t2("draw-now-receive-text", "who", named(&codes), "by", by);
                (chrome.t("draw-now-receive"), text)
            }
            (Self::Committed, Next::AwaitBeacon) => key("draw-now-await-beacon"),
            (Self::Committed, Next::EnterBeacon { .. }) => key("draw-now-enter-beacon"),
            (Self::Committed, Next::Open(codes)) => {
                let text = say::of_draw(chrome.locale, draw.ceremony.planned.is_some(), "draw-now-open-text");
                (chrome.t1("draw-now-open", "who", named(codes)), chrome.t1(&text, "by", by))
            }
            (Self::Committed, Next::Stuck(_)) => key("draw-now-stuck"),
            (Self::Committed, _) => key("draw-now-committed"),
            (Self::Sitting, _) => key("draw-now-sitting"),
            (Self::Waiting, _) => key("draw-now-waiting"),
            (Self::Evidence, _) => key("draw-now-evidence"),
            (Self::Cancelled, _) => {
                let reason = draw.ceremony.cancelled.clone().unwrap_or_default();
                let title = say::of_draw(chrome.locale, draw.ceremony.planned.is_some(), "draw-now-cancelled");
                (chrome.t(&title), chrome.t1("draw-now-cancelled-text", "reason", reason))
            }
        };
        Banner { tone: Tone::Now, title, text }
    }
}

/// What stands under the stars: how many committed and opened, when the numbers are drawn, and when the exam is.
fn step_details(chrome: &Chrome, draw: &PublicDraw) -> [String; 6] {
    let ceremony = &draw.ceremony;
    let all = ceremony.parties.iter().filter(|one| !one.excluded).count();
    let opened = ceremony.parties.iter().filter(|one| one.opened_at.is_some()).count();
    let drawn = ceremony.calendar.beacon.map(|at| say::instant(chrome.locale, at)).unwrap_or_default();
    let opens = say::instant(chrome.locale, draw.opens_at);
    let count = ceremony.parties.len();
    [format!("{count} / {count}"), String::new(), drawn, format!("{opened} / {all}"), opens, String::new()]
}

fn not_public(chrome: &Chrome) -> Banner {
    Banner { tone: Tone::Warn, title: chrome.t("draw-demo"), text: chrome.t("draw-demo-text") }
}

fn contributor(chrome: &Chrome, one: &PartyView) -> ContributorRow {
    let side = chrome.t(if one.outside { "contributor-outside" } else { "contributor-inside" });
    let receipts = format!("{} / {CUSTODIANS}", one.receipts.len().min(CUSTODIANS));
    ContributorRow {
        name: one.name.clone(),
        when: format!("{side} · {}", chrome.t1("contributor-receipts", "count", receipts)),
        commitment: one.commitment.clone(),
        state: match (one.excluded, one.opened_at) {
            (true, _) => Chip::new(Tone::Stop, chrome.t("contributor-excluded")),
            (false, Some(_)) => Chip::new(Tone::Ok, chrome.t("contributor-opened")),
            (false, None) => Chip::new(Tone::Plain, chrome.t("contributor-committed")),
        },
    }
}

/// Digests as far as they are out; what is not says when it will be.
fn draw_facts(chrome: &Chrome, draw: &PublicDraw) -> Vec<Fact> {
    let digest = |key: &str, digest: &str| match digest {
        "" => Fact::new(chrome.t(key), chrome.t(&format!("{key}-later"))),
        _ => Fact::code(chrome.t(key), digest),
    };
    let beacon = match (draw.beacon.as_str(), &draw.ceremony.beacon) {
        (event, Some((drawn, value))) if event != DEMO_EVENT => {
            chrome.t2("draw-beacon-settled", "event", drawn.clone(), "numbers", numbers(value))
        }
        (event, _) => match event {
            DEMO_EVENT => chrome.t("draw-beacon-demo"),
            "" => chrome.t("draw-beacon-none"),
            event => event.to_owned(),
        },
    };
    vec![
        Fact::code(chrome.t("fact-manifest"), draw.manifest_digest.as_str()),
        Fact::new(chrome.t("fact-beacon"), beacon),
        digest("fact-master", &draw.master_digest),
        digest("fact-papers-root", &draw.papers_root),
    ]
}

/// `1.2.3./7./` as people read it: `01 02 03 + 07`.
fn numbers(value: &str) -> String {
    let group = |group: &str| {
        let numbers = group.split('.').filter(|number| !number.is_empty());
        numbers.map(|number| format!("{number:0>2}")).collect::<Vec<_>>().join(" ")
    };
    value.split('/').filter(|part| !part.is_empty()).map(group).collect::<Vec<_>>().join(" + ")
}

/// The page on which a reader's own browser derives a draw again.
///
/// # Errors
/// Before the roster is closed there is no draw.
pub async fn replay(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Page {
    let (exam, session) = path.into_inner();
    let draw = act(&app, move |context| draws::of_session(context, &exam, &session)).await?;
    let chrome = chrome(&app, &request, None);
    let is_plan = draw.ceremony.planned.is_some();
    let page = ReplayPage {
        lede: if is_plan { "plan-replay-lede" } else { "replay-lede" },
        good_text: if is_plan { "plan-replay-good-text" } else { "replay-good-text" },
        title: title_of(&chrome, &draw),
        evidence: draw
            .ceremony
            .published
            .then(|| format!("/api/v1/draws/{}/{}/evidence.json", draw.exam, draw.session)),
        warning: draw.not_public.then(|| not_public(&chrome)),
        manifest_digest: draw.manifest_digest,
        papers_root: draw.papers_root,
        exam: draw.exam,
        session: draw.session,
        chrome,
    };
    render(&app, &request, &page)
}
