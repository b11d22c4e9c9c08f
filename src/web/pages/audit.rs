//! The audit trail: who did what, found by who, what, on what and when.

use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::app::App;
use crate::i18n::{self, Locale};
use crate::services::audit::{self, ACTIONS, From, WantedEvents};
use crate::store::instant;
use crate::web::extract::{Staff, act};

use super::listing::{Address, choices};
use super::views::{AuditPage, AuditRow, FinderBox, Link, Pager};
use super::{Page, chrome, render, say};

/// Which events.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    who: String,
    action: String,
    subject: String,
    day: String,
    before: Option<i64>,
    after: Option<i64>,
}

const ROWS: usize = 100;

/// The trail, newest first.
///
/// # Errors
/// Without the permission.
pub async fn list(app: Data<App>, request: HttpRequest, staff: Staff, query: Query<Wanted>) -> Page {
    let from = match (query.before, query.after) {
        (Some(id), _) => From::Before(id),
        (None, Some(id)) => From::After(id),
        (None, None) => From::Newest,
    };
    let wanted = WantedEvents {
        who: query.who.clone(),
        action: query.action.clone(),
        subject: query.subject.clone(),
        day: query.day.trim().parse().ok(),
    };
    let actor = staff.actor.clone();
    let found = act(&app, move |context| audit::search(context, &actor, &wanted, from, ROWS)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let locale = chrome.locale;
    let address = Address {
        path: "/staff/audit",
        place: "",
        wanted: vec![
            ("who", query.who.as_str()),
            ("action", query.action.as_str()),
            ("subject", query.subject.as_str()),
            ("day", query.day.as_str()),
        ],
    };
    let actions = ACTIONS.iter().map(|action| (*action, action_words(locale, action)));
    let boxes = vec![
        FinderBox::text("who", chrome.t("audit-who"), query.who.as_str()),
        FinderBox::select("action", chrome.t("audit-what"), choices(chrome.t("find-any"), actions, &query.action)),
        FinderBox::text("subject", chrome.t("audit-subject"), query.subject.as_str()),
        FinderBox::day("day", chrome.t("audit-day"), query.day.as_str()),
    ];
    let (newer, older) = match from {
        From::Newest => (false, found.more),
        From::Before(_) => (true, found.more),
        From::After(_) => (found.more, true),
    };
    let end = |name, event: Option<&crate::store::audit::Event>| Some(address.with(name, &event?.id.to_string()));
    let pager = Pager {
        words: chrome.t1("audit-shown", "count", i64::try_from(found.rows.len()).unwrap_or(0)),
        before: newer.then(|| end("after", found.rows.first()).unwrap_or_else(|| address.with("after", ""))),
        after: older.then(|| end("before", found.rows.last())).flatten(),
    };
    let finder = address.finder(chrome.t("audit-find"), boxes);
    let bare = Address { wanted: Vec::new(), ..address };
    let page = AuditPage {
        finder,
        pager,
        events: found
            .rows
            .iter()
            .map(|event| AuditRow {
                when: say::instant_to_the_second(locale, instant(event.at)),
                who: event.actor.clone(),
                what: action_words(locale, &event.action),
                subject: Link::new(subject_words(locale, &event.subject), bare.with("subject", &event.subject)),
            })
            .collect(),
        chrome,
    };
    render(&app, &request, &page)
}

fn action_words(locale: Locale, action: &str) -> String {
    i18n::text_or(locale, &format!("audit-{}", action.replace(['.', '_'], "-")), action)
}

/// `session/3` as `场次 3`; what has no words as it is stored.
fn subject_words(locale: Locale, subject: &str) -> String {
    let Some((kind, which)) = subject.split_once('/') else { return subject.to_owned() };
    let key = format!("subject-{}", kind.replace('_', "-"));
    if i18n::has(locale, &key) { i18n::text_with(locale, &key, &[("which", which.into())]) } else { subject.to_owned() }
}
