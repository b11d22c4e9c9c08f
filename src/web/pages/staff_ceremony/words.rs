//! A ceremony in words: the drawing, its numbers, what comes next.

use crate::domain::account::Permission;
use crate::domain::ceremony::{Next, Stage};
use crate::i18n::{self, Value};
use crate::services::Actor;
use crate::services::ceremony::{CeremonyView, DEMO_EVENT};
use crate::web::pages::say;
use crate::web::pages::views::{Action, Chrome, Link, NextStep};

use super::deeds::Deed;
use super::{Desk, shown};

/// A drawing for people: `快乐8，2026 年 12 月 10 日开奖`.
pub(super) fn event(chrome: &Chrome, event: &str) -> String {
    match event.strip_prefix("kl8/").and_then(|day| day.parse().ok()) {
        Some(day) => chrome.t1("rite-event-kl8", "day", say::day(chrome.locale, day)),
        None if event == DEMO_EVENT => chrome.t("draw-beacon-demo"),
        None => event.to_owned(),
    }
}

/// Numbers for people: `03 09 14 20 27 31 ＋ 08` of `3.9.14.20.27.31./8./`.
pub(super) fn numbers(value: &str) -> String {
    let group = |group: &str| {
        let numbers: Vec<String> =
            group.split('.').filter(|one| !one.is_empty()).map(|one| format!("{one:0>2}")).collect();
        numbers.join(" ")
    };
    let groups: Vec<String> = value.split('/').filter(|part| !part.is_empty()).map(group).collect();
    groups.join(" ＋ ")
}

/// What comes next, as a key of the texts.
pub(super) fn key(next: &Next) -> &'static str {
    match next {
        Next::Commit { .. } => "commit",
        Next::CloseRoster => "close",
        Next::Receive(_) => "receive",
        Next::AwaitBeacon => "await-beacon",
        Next::EnterBeacon { entered: 0 } => "enter",
        Next::EnterBeacon { entered: 1 } => "enter-second",
        Next::EnterBeacon { .. } => "enter-differ",
        Next::AwaitOpening => "await-opening",
        Next::DrawPlan => "draw-plan",
        Next::Open(_) => "open",
        Next::Sit => "sit",
        Next::Publish => "publish",
        Next::Over => "over",
        Next::Stuck(stuck) => stuck.code(),
        Next::Cancelled => "cancelled",
    }
}

/// The card of what comes next, for whom, by when, and what otherwise.
pub(super) fn next(chrome: &Chrome, actor: &Actor, desk: &Desk, clause: String) -> NextStep {
    let (locale, view) = (chrome.locale, &desk.view);
    let key = format!("rite-next-{}", key(&view.next));
    let (names, count) = waited_for(view);
    let runs = Deed::CallOff.is_allowed(actor, view);
    let values: [(&str, Value<'_>); 6] = [
        ("names", say::names(locale, &names).into()),
        ("count", count.into()),
        ("when", view.by.map(|by| say::until(locale, by)).unwrap_or_default().into()),
        ("runs", say::who_may(locale, Permission::RunCeremony).into()),
        ("enters", say::who_may(locale, Permission::EnterBeacon).into()),
        ("reason", view.cancelled.clone().unwrap_or_default().into()),
    ];
    let awaits_seats =
        matches!(view.next, Next::CloseRoster) && view.plan.as_ref().is_some_and(|plan| plan.state == "planned");
    let told = |part: &str| {
        if awaits_seats && part == "-text" {
            return Some(chrome.t("rite-next-close-text-planned"));
        }
        let key = say::of_draw(locale, view.planned.is_some(), &format!("{key}{part}"));
        i18n::has(locale, &key).then(|| i18n::text_with(locale, &key, &values))
    };
    let to = |deed: Deed| Some(deed.link(chrome, view));
    let mine = view.readings.iter().any(|one| one.account_id == actor.account_id);
    let link = match &view.next {
        Next::Commit { .. } if runs => to(Deed::Contributor),
        Next::Receive(_) if runs => to(Deed::Receipt),
        Next::EnterBeacon { entered } if Deed::Beacon.is_allowed(actor, view) && !(mine && *entered < 2) => {
            to(Deed::Beacon)
        }
        Next::Open(_) if runs => to(Deed::Secret),
        Next::DrawPlan if runs => {
            view.plan.as_ref().map(|plan| Link::new(chrome.t("plan-open"), shown::address(plan.id)))
        }
        Next::Stuck(_) if runs => to(Deed::CallOff),
        _ => None,
    };
    let open = desk.detail.session.open > 0 && view.planned.is_none();
    let close = matches!(view.next, Next::CloseRoster) && runs && open;
    let action = close.then(|| Action {
        href: format!("/staff/sessions/{}/step", view.session.id),
        label: chrome.t("do-close-roster"),
        fields: vec![("deed".to_owned(), "close-roster".to_owned())],
    });
    let yours = link.is_some() || action.is_some();
    let over = matches!(view.next, Next::Over | Next::Cancelled) || view.stage == Stage::Cancelled;
    NextStep {
        yours,
        label: chrome.t(match () {
            () if over => "rite-over-label",
            () if yours => "session-next-yours",
            () => "session-next-wait",
        }),
        title: told("").unwrap_or_default(),
        text: told("-text").unwrap_or_default(),
        lines: ["-who", "-by", "-otherwise"].into_iter().filter_map(told).collect(),
        clause,
        action,
        link,
    }
}

/// The bodies that are waited for, by name, and how many of whatever is missing.
fn waited_for(view: &CeremonyView) -> (Vec<String>, i64) {
    let name = |code: &String| {
        view.parties.iter().find(|party| party.code == *code).map_or_else(|| code.clone(), |party| party.name.clone())
    };
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match &view.next {
        Next::Commit { inside, outside } => (Vec::new(), number(inside + outside)),
        Next::Receive(missing) => {
            let names = missing.iter().map(|(code, _)| name(code)).collect();
            (names, number(missing.iter().map(|(_, lacks)| *lacks).sum()))
        }
        Next::Open(missing) => (missing.iter().map(name).collect(), number(missing.len())),
        _ => (Vec::new(), 0),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_two_digits_and_groups_are_parted() {
        assert_eq!(super::numbers("3.9.14.20.27.31./8./"), "03 09 14 20 27 31 ＋ 08");
        assert_eq!(super::numbers("1.80./"), "01 80");
        assert_eq!(super::numbers(""), "");
    }
}
