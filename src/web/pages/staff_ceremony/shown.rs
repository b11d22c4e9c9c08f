//! What the page of a ceremony shows.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::ceremony::{CUSTODIANS, Next, Stage, Stuck};
use crate::domain::policy::Rule;
use crate::services::Actor;
use crate::services::ceremony::{Invitation, Link as MadeLink, PartyView};
use crate::store::custody::Guest;
use crate::store::instant;
use crate::web::pages::say;
use crate::web::pages::views::{
    Banner, CeremonyGuest, CeremonyLink, CeremonyParty, CeremonyPlan, CeremonyReading, Chip, Chrome, Fact, Link,
    StaffCeremony, StaffCeremonyLink, Step, StepState, Tone, ceremony_steps,
};

use super::Desk;
use super::deeds::Deed;
use super::words;

/// The ceremony's address.
pub(super) fn address(session_id: i64) -> String {
    format!("/staff/sessions/{session_id}/ceremony")
}

pub(super) fn page(app: &App, chrome: Chrome, actor: &Actor, desk: &Desk, done: &str) -> StaffCeremony {
    let (locale, view, head) = (chrome.locale, &desk.view, &desk.detail.session);
    let now = app.context.now();
    let project = say::project(locale, &desk.detail.occupation, head.level);
    let clause = app.context.policy.clause(Rule::Draw).map(ToString::to_string).unwrap_or_default();
    let next = words::next(&chrome, actor, desk, clause);
    let link = |deed: Deed| deed.link(&chrome, view);
    let due = |deed: &Deed| deed.is_due(actor, desk, now);
    let leads = |link: &Link| next.link.as_ref().is_some_and(|next| next.href == link.href);
    let apart = [Deed::CallOff, Deed::Plan, Deed::Relief];
    let deeds = Deed::ALL.into_iter().filter(|deed| !apart.contains(deed) && due(deed)).map(link);
    // A plan's page leads to its session's ceremony.
    let of = view.planned.as_ref();
    StaffCeremony {
        banner: banner(&chrome, desk, done),
        title: chrome.t1(&say::of_draw(locale, of.is_some(), "rite-heading"), "title", project.as_str()),
        session: match of {
            Some(of) => Link::new(format!("{} · {}", of.exam, of.code), address(of.id)),
            None => Link::new(format!("{} · {}", head.exam, head.code), format!("/staff/sessions/{}", head.id)),
        },
        plan: of.is_none().then(|| plan(app, &chrome, actor, desk)),
        lede: crate::i18n::text_with(
            locale,
            "session-lede",
            &[
                ("when", say::instant(locale, instant(of.map_or(head.opens_at, |of| of.opens_at))).into()),
                ("centre", head.centre.as_str().into()),
                ("room", head.room.as_str().into()),
            ],
        ),
        steps: steps(&chrome, desk),
        deeds: deeds.filter(|one| !leads(one)).collect(),
        call_off: Some(Deed::CallOff).filter(due).map(link).filter(|one| !leads(one)),
        parties: view.parties.iter().map(|one| party(&chrome, desk, one)).collect(),
        guests: desk.guests.iter().map(|one| guest(&chrome, desk, one)).collect(),
        readings: view
            .readings
            .iter()
            .map(|one| CeremonyReading {
                by: one.by.clone(),
                when: say::short_instant(locale, one.at),
                event: words::event(&chrome, &one.event),
                numbers: words::numbers(&one.value),
            })
            .collect(),
        beacon: beacon(&chrome, desk, now),
        hidden: if view.readings.iter().any(|one| one.value.is_empty()) {
            chrome.t("rite-readings-hidden")
        } else {
            String::new()
        },
        deadlines: deadlines(&chrome, desk),
        data: data(&chrome, desk),
        draw: (!head.manifest_digest.is_empty())
            .then(|| Link::new(chrome.t("link-draw"), format!("/draws/{}/{}", head.exam, head.code))),
        next,
        chrome,
    }
}

/// The page of a link that was made; without it once it was shown.
pub(super) fn link(
    chrome: Chrome,
    session_id: i64,
    found: Option<(MadeLink, Invitation, String)>,
) -> StaffCeremonyLink {
    let link = found.map(|(link, whose, qr_svg)| {
        let name = if whose.name.is_empty() { whose.body.clone() } else { format!("{} {}", whose.body, whose.name) };
        CeremonyLink {
            whose: chrome.t2(&format!("rite-link-{}", whose.role), "name", name, "code", whose.contributor.as_str()),
            text: chrome.t(&format!("rite-link-{}-text", whose.role)),
            url: link.url,
            qr_svg,
        }
    });
    StaffCeremonyLink { back: Link::new(chrome.t("rite-title"), address(session_id)), link, chrome }
}

/// Seats and supervisors: drawn or not, when, and what the reader can do about it.
fn plan(app: &App, chrome: &Chrome, actor: &Actor, desk: &Desk) -> CeremonyPlan {
    let (view, now) = (&desk.view, app.context.now());
    let link = |deed: Deed| deed.is_due(actor, desk, now).then(|| deed.link(chrome, view));
    let Some(plan) = &view.plan else {
        let days = i64::from(app.context.policy.draw.plan_days);
        let mut lines = vec![chrome.t("plan-none")];
        let make = link(Deed::Plan);
        if make.is_some() {
            lines.push(chrome.t1("plan-why", "days", days));
        }
        return CeremonyPlan { lines, links: make.into_iter().collect() };
    };
    let key = format!("plan-state-{}", plan.state.replace('_', "-"));
    let mut lines = vec![chrome.t1(&key, "when", say::instant(chrome.locale, instant(plan.opens_at)))];
    let names: Vec<String> = view.supervisors.iter().map(|(_, name)| name.clone()).collect();
    match plan.state.as_str() {
        "opened" if names.is_empty() => lines.push(chrome.t("plan-supervisors-none")),
        "opened" | "published" => {
            lines.push(chrome.t1("plan-supervisors", "names", say::names(chrome.locale, &names)));
        }
        _ => {}
    }
    let open = Link::new(chrome.t("plan-open"), address(plan.id));
    CeremonyPlan { lines, links: [Some(open), link(Deed::Relief)].into_iter().flatten().collect() }
}

fn banner(chrome: &Chrome, desk: &Desk, done: &str) -> Option<Banner> {
    let deed = Deed::of(done)?;
    let key = say::of_draw(chrome.locale, desk.view.planned.is_some(), &format!("rite-done-{}", deed.name()));
    crate::i18n::has(chrome.locale, &key).then(|| Banner { tone: Tone::Ok, title: chrome.t(&key), text: String::new() })
}

/// The seven steps. They overlap: receipts come until the drawing, before and after the manifest.
fn steps(chrome: &Chrome, desk: &Desk) -> Vec<Step> {
    let (locale, view, calendar) = (chrome.locale, &desk.view, &desk.view.calendar);
    let all = view.parties.len();
    let given: usize = view.parties.iter().map(|party| party.receipts.len().min(CUSTODIANS)).sum();
    let opened = view.parties.iter().filter(|party| party.opened_at.is_some()).count();
    let taking = view.parties.iter().filter(|party| !party.excluded).count();
    let closed = !desk.detail.session.manifest_digest.is_empty();
    let derived = !desk.detail.session.master_digest.is_empty();
    let kept = all > 0 && given == all * CUSTODIANS;
    let short = |at: Timestamp| say::short_instant(locale, at);
    let of = |count: usize, all: usize| format!("{count} / {all}");
    let details = [
        chrome.t1("rite-detail-parties", "count", i64::try_from(all).unwrap_or(i64::MAX)),
        of(given, all * CUSTODIANS),
        chrome.t1("detail-by", "when", say::until(locale, calendar.roster_until)),
        calendar.beacon.map(short).unwrap_or_default(),
        if opened > 0 { of(opened, taking) } else { short(calendar.open_from) },
        short(view.planned.as_ref().map_or(calendar.opens, |of| instant(of.opens_at))),
        chrome.t("rite-detail-evidence"),
    ];
    let drawn = view.beacon.is_some() || (derived && calendar.beacon.is_none());
    let sat = view.stage == Stage::Sat;
    let done = [
        closed || !matches!(view.next, Next::Commit { .. }) && all > 0,
        kept,
        closed,
        drawn,
        derived,
        sat,
        view.published || (view.stage == Stage::Cancelled && closed),
    ];
    let now = match &view.next {
        Next::Commit { .. } => Some(0),
        Next::Receive(_) | Next::Stuck(Stuck::TooFew) => Some(1),
        Next::CloseRoster | Next::Stuck(Stuck::RosterLate) => Some(2),
        Next::AwaitBeacon | Next::EnterBeacon { .. } => Some(3),
        Next::AwaitOpening | Next::DrawPlan | Next::Open(_) | Next::Stuck(Stuck::OpeningLate) => Some(4),
        Next::Sit => Some(5),
        Next::Publish => Some(6),
        Next::Over | Next::Cancelled => None,
    };
    let state = |at: usize| match done.get(at) {
        _ if now == Some(at) => StepState::Now,
        Some(true) => StepState::Done,
        _ => StepState::ToCome,
    };
    ceremony_steps(locale, &details, state)
}

fn party(chrome: &Chrome, desk: &Desk, party: &PartyView) -> CeremonyParty {
    let now = matches!(&desk.view.next, Next::Open(waiting) if waiting.contains(&party.code))
        || matches!(&desk.view.next, Next::Receive(missing) if missing.iter().any(|(code, _)| *code == party.code));
    let state = match () {
        () if party.excluded => Chip::new(Tone::Stop, chrome.t("rite-excluded")),
        () if party.opened_at.is_some() => Chip::new(Tone::Ok, chrome.t("contributor-opened")),
        () => Chip::new(Tone::Plain, chrome.t("contributor-committed")),
    };
    CeremonyParty {
        name: party.name.clone(),
        code: party.code.clone(),
        side: chrome.t(if party.outside { "contributor-outside" } else { "contributor-inside" }),
        commitment: party.commitment.clone(),
        receipts: format!("{} / {CUSTODIANS}", party.receipts.len()),
        custodians: party.receipts.iter().map(|one| format!("{} {}", one.body, one.custodian)).collect(),
        when: party.opened_at.map(say::time).unwrap_or_default(),
        state,
        now,
    }
}

fn guest(chrome: &Chrome, desk: &Desk, guest: &Guest) -> CeremonyGuest {
    let party = desk.view.parties.iter().find(|party| party.code == guest.contributor);
    let (role, done) = if guest.role == "contributor" {
        (chrome.t("rite-role-contributor"), party.is_some())
    } else {
        let whose = party.map_or(guest.contributor.as_str(), |party| party.name.as_str());
        let given = party.is_some_and(|party| party.receipts.iter().any(|one| one.body == guest.body));
        (chrome.t1("rite-role-custodian", "whose", whose), given)
    };
    CeremonyGuest {
        name: if guest.name.is_empty() { guest.body.clone() } else { format!("{} {}", guest.body, guest.name) },
        state: match (done, guest.role.as_str()) {
            (true, "contributor") => Chip::new(Tone::Ok, chrome.t("rite-guest-committed")),
            (true, _) => Chip::new(Tone::Ok, chrome.t("rite-guest-received")),
            _ => Chip::new(Tone::Wait, chrome.t("rite-guest-waits")),
        },
        made: say::short_instant(chrome.locale, instant(guest.created_at)),
        role,
    }
}

/// How the readings stand.
fn beacon(chrome: &Chrome, desk: &Desk, now: Timestamp) -> Chip {
    let view = &desk.view;
    let drawn = view.calendar.beacon.is_some_and(|drawn| now >= drawn);
    match &view.next {
        _ if view.beacon.is_some() => Chip::new(Tone::Ok, chrome.t("rite-beacon-agreed")),
        Next::EnterBeacon { entered } if *entered > 1 => Chip::new(Tone::Warn, chrome.t("rite-beacon-differs")),
        Next::EnterBeacon { entered: 1 } => Chip::new(Tone::Plain, chrome.t("rite-beacon-one")),
        _ if drawn && view.stage == Stage::Closed => Chip::new(Tone::Plain, chrome.t("rite-beacon-drawn")),
        _ => Chip::new(Tone::Wait, chrome.t("rite-beacon-later")),
    }
}

fn deadlines(chrome: &Chrome, desk: &Desk) -> Vec<Fact> {
    let (locale, calendar) = (chrome.locale, &desk.view.calendar);
    let short = |at: Timestamp| say::short_instant(locale, at);
    let before = |at: Timestamp| chrome.t1("rite-before", "when", short(at));
    let roster = chrome.t1("due-by", "when", say::until(locale, calendar.roster_until));
    let mut facts = vec![Fact::new(chrome.t("rite-due-roster"), roster)];
    match (calendar.beacon, &calendar.events) {
        (Some(drawn), Some((event, fallback))) => {
            facts.push(Fact::new(chrome.t("rite-due-receipts"), before(drawn)));
            let named = format!("{} · {}", words::event(chrome, event), short(drawn));
            facts.push(Fact::new(chrome.t("rite-due-beacon"), named));
            if let Some(at) = calendar.fallback.filter(|_| fallback != event && !fallback.is_empty()) {
                let named = format!("{} · {}", words::event(chrome, fallback), short(at));
                facts.push(Fact::new(chrome.t("rite-due-fallback"), named));
            }
        }
        _ => facts.push(Fact::new(chrome.t("rite-due-beacon"), chrome.t("rite-due-beacon-later"))),
    }
    let opening = chrome.t2("due-between", "from", short(calendar.open_from), "until", say::time(calendar.opens));
    facts.push(Fact::new(chrome.t("rite-due-open"), opening));
    facts.push(Fact::new(chrome.t("rite-due-last"), short(calendar.open_until)));
    facts
}

fn data(chrome: &Chrome, desk: &Desk) -> Vec<Fact> {
    let (session, view) = (&desk.detail.session, &desk.view);
    let mut facts = Vec::new();
    for (key, later, digest) in [
        ("fact-manifest", "rite-manifest-later", &session.manifest_digest),
        ("fact-master", "fact-master-later", &session.master_digest),
        ("fact-papers-root", "fact-papers-root-later", &session.papers_root),
    ] {
        facts.push(match digest.as_str() {
            "" => Fact::new(chrome.t(key), chrome.t(later)),
            _ => Fact::code(chrome.t(key), digest.as_str()),
        });
    }
    if let Some((event, value)) = &view.beacon {
        facts.push(Fact::new(words::event(chrome, event), words::numbers(value)));
    }
    if let Some(reason) = &view.cancelled {
        facts.push(Fact::quoted(chrome.t("rite-reason"), reason.as_str()));
    }
    facts
}
