//! What is next in a session, who does what, and whether it may be opened, in words.

use crate::clock::local_day;
use crate::domain::policy::Clause;
use crate::domain::session::{Condition, Standing};
use crate::i18n::{self, Locale, Value};
use crate::services::Context;
use crate::services::overview::{Due, Next, OtherSession, Progress, SessionView, Task, Turn};
use crate::store::instant;

use super::overview::state_chip;
use super::say;
use super::views::{Action, Chip, Chrome, ConditionRow, Link, NextStep, OtherRow, TaskRow, Tone};

/// The card of what is next.
pub(super) fn next_step(chrome: &Chrome, session_id: i64, next: &Next) -> NextStep {
    let locale = chrome.locale;
    let when = |at: Option<jiff::Timestamp>| at.map(|at| say::until(locale, at)).unwrap_or_default();
    let from = next.from.map(|at| match next.name {
        "decided" => say::short_day(locale, local_day(at)),
        _ => say::short_instant(locale, at),
    });
    let values: [(&str, Value<'_>); 4] = [
        ("who", say::names(locale, &next.who).into()),
        ("when", when(next.by).into()),
        ("from", from.unwrap_or_default().into()),
        ("count", next.count.into()),
    ];
    let say = |part: &str| {
        let key = format!("card-{}{part}", next.name);
        i18n::has(locale, &key).then(|| i18n::text_with(locale, &key, &values))
    };
    let (action, link) = match next.turn {
        Turn::Deed(deed) => {
            let action = Action {
                href: format!("/staff/sessions/{session_id}/step"),
                label: chrome.t(&format!("do-{deed}")),
                fields: vec![("deed".to_owned(), deed.to_owned())],
            };
            (Some(action), None)
        }
        Turn::Page(page) => {
            let link = Link::new(chrome.t(&format!("go-{page}")), format!("/staff/sessions/{session_id}/{page}"));
            (None, Some(link))
        }
        Turn::Wait | Turn::Over => (None, None),
    };
    let label = match next.turn {
        Turn::Over => chrome.t("session-over-label"),
        _ if next.is_yours() => chrome.t("session-next-yours"),
        _ => chrome.t("session-next-wait"),
    };
    // What has to be done by when is told to whoever can do it; whoever waits is told for whom.
    let lines = if next.is_yours() { ["-by", "-otherwise", "-takes"] } else { ["-who", "-by", "-otherwise"] };
    NextStep {
        yours: next.is_yours(),
        label,
        title: say("").unwrap_or_default(),
        text: say("-text").unwrap_or_default(),
        lines: lines.into_iter().filter_map(say).collect(),
        clause: next.rule.as_ref().map(|(_, clause)| clause.to_string()).unwrap_or_default(),
        action,
        link,
    }
}

/// A line of who does what by when.
pub(super) fn task(locale: Locale, reader: &str, task: &Task) -> TaskRow {
    let now = task.progress == Progress::Now;
    let text = |key: &str, values: &[(&str, Value<'_>)]| i18n::text_with(locale, key, values);
    let state = match task.progress {
        Progress::Done => Chip::new(Tone::Ok, text("task-done", &[])),
        Progress::Part(done, all) => {
            Chip::new(Tone::Warn, text("task-part", &[("done", done.into()), ("all", all.into())]))
        }
        Progress::Lacking(count) => Chip::new(Tone::Warn, text("task-lacking", &[("count", count.into())])),
        Progress::Now if task.you => Chip::new(Tone::Now, text("turn-yours", &[])),
        Progress::Now => Chip::new(Tone::Plain, text("task-now", &[])),
        Progress::NotYet => Chip::new(Tone::Wait, text("task-not-yet", &[])),
    };
    let due = match task.due {
        Due::By(at) => text("due-by", &[("when", say::until(locale, at).into())]),
        Due::From(at) => text("due-from", &[("when", say::short_day(locale, local_day(at)).into())]),
        Due::Between(from, until) => text(
            "due-between",
            &[("from", say::short_instant(locale, from).into()), ("until", end(locale, from, until).into())],
        ),
        Due::AfterThat => text("due-after", &[]),
    };
    let mut who = task.who.clone();
    // The reader first, and told so.
    if task.you
        && let Some(at) = who.iter().position(|name| name == reader)
    {
        who.remove(at);
        who.insert(0, text("names-you", &[("name", reader.into())]));
    }
    TaskRow {
        title: i18n::text(locale, &format!("task-{}", task.name)),
        who: say::names(locale, &who),
        due,
        state,
        now: now && task.you,
    }
}

/// The end of a stretch of time: the time alone where it ends on the day it begins.
fn end(locale: Locale, from: jiff::Timestamp, until: jiff::Timestamp) -> String {
    if local_day(from) == local_day(until) { say::time(until) } else { say::short_instant(locale, until) }
}

/// A condition of the opening.
pub(super) fn condition(locale: Locale, condition: &Condition) -> ConditionRow {
    let text = |key: &str, values: &[(&str, Value<'_>)]| i18n::text_with(locale, key, values);
    let chip = match condition.standing {
        Standing::Met => Chip::new(Tone::Ok, text("condition-met", &[])),
        Standing::Short(count) => Chip::new(Tone::Warn, text("condition-short", &[("count", count.into())])),
        Standing::Unmet => Chip::new(Tone::Stop, text("condition-unmet", &[])),
        Standing::NotYet => Chip::new(Tone::Wait, text("condition-not-yet", &[])),
    };
    let figures: Vec<(&str, Value<'_>)> =
        condition.figures.iter().map(|(key, figure)| (*key, figure.to_string().into())).collect();
    let open = matches!(condition.standing, Standing::Short(_) | Standing::Unmet);
    let mend = format!("condition-{}-mend", condition.name);
    ConditionRow {
        chip,
        words: text(&format!("condition-{}", condition.name), &figures),
        source: source(&condition.clause),
        clause: condition.clause.to_string(),
        mend: if open { text(&mend, &figures) } else { String::new() },
    }
}

/// Where a clause stands: `运政办发〔2020〕14号 第15条`.
fn source(clause: &Clause) -> String {
    let document = if clause.number.is_empty() { &clause.document } else { &clause.number };
    format!("{document} {}", clause.article).trim_end().to_owned()
}

/// What is missing comes first, then what is not yet, then what is met.
pub(super) fn worst_first(conditions: &[Condition]) -> Vec<&Condition> {
    let mut sorted: Vec<&Condition> = conditions.iter().collect();
    sorted.sort_by_key(|condition| match condition.standing {
        Standing::Unmet => 0,
        Standing::Short(_) => 1,
        Standing::NotYet => 2,
        Standing::Met => 3,
    });
    sorted
}

/// Another session of the exam.
pub(super) fn other(chrome: &Chrome, other: &OtherSession) -> OtherRow {
    let (locale, row) = (chrome.locale, &other.row);
    let values = [
        ("when", say::short_instant(locale, instant(row.opens_at)).into()),
        ("count", row.registered.into()),
        ("state", state_chip(locale, &row.state).text.into()),
    ];
    OtherRow {
        link: Link::new(say::project(locale, &other.occupation, row.level), format!("/staff/sessions/{}", row.id)),
        detail: i18n::text_with(locale, "other-detail", &values),
    }
}

/// A line under each of the nine steps: when it was, or when it is to be.
pub(super) fn details(context: &Context, chrome: &Chrome, view: &SessionView) -> Vec<String> {
    let (locale, session) = (chrome.locale, &view.session);
    let done =
        |action: &str| view.done.get(action).map(|at| say::short_day(locale, local_day(*at))).unwrap_or_default();
    let or = |done: String, planned: String| if done.is_empty() { planned } else { done };
    let opens = instant(session.opens_at);
    let task = |name: &str| view.tasks.iter().find(|task| task.name == name);
    let due = |name: &str| match task(name).map(|task| task.due) {
        Some(Due::By(at)) => chrome.t1("detail-by", "when", say::until(locale, at)),
        Some(Due::Between(from, _)) => say::short_instant(locale, from),
        _ => String::new(),
    };
    let marks = if matches!(session.state.as_str(), "opened" | "sat") && session.to_mark > 0 {
        let missing = if session.state == "sat" { session.unmarked } else { session.to_mark };
        chrome.t2("detail-marks", "done", session.to_mark - missing, "all", session.to_mark)
    } else {
        String::new()
    };
    let notice = match (&session.notice_first, &session.notice_last) {
        (Some(first), Some(last)) => {
            let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |day| say::short_day(locale, day));
            chrome.t2("detail-notice", "first", day(first), "last", day(last))
        }
        _ => chrome.t1("detail-notice-days", "days", context.policy.notices.results.working_days),
    };
    vec![
        done("session.plan"),
        chrome.t1("detail-registered", "count", session.registered),
        or(done("ceremony.close_roster"), due("close-roster")),
        or(done("ceremony.open"), due("open")),
        say::short_instant(locale, opens),
        marks,
        done("result.decide"),
        notice,
        done("award.session"),
    ]
}
