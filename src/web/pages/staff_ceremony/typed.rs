//! The forms of a ceremony: their fields, what was typed into them, what has to be known before.

use serde::Deserialize;

use crate::domain::account::Permission;
use crate::domain::ceremony::{Next, Stage, plan_opens};
use crate::services::Context;
use crate::services::ceremony::DEMO_BEACON_VALUE;
use crate::web::pages::say;
use crate::web::pages::views::{Banner, CeremonyField, Choice, Chrome, FormErrors, Link, StaffCeremonyForm};

use super::deeds::Deed;
use super::{Desk, shown, words};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(super) contributor: String,
    pub(super) body: String,
    pub(super) person: String,
    pub(super) side: String,
    pub(super) commitment: String,
    pub(super) event: String,
    pub(super) numbers: String,
    pub(super) secret: String,
    pub(super) reason: String,
    pub(super) supervisor: String,
    pub(super) examiner: String,
}

/// A form, with what was typed and what is wrong with it.
pub(super) fn form(
    chrome: Chrome,
    context: &Context,
    desk: &Desk,
    deed: Deed,
    (typed, errors, banner): (&Typed, FormErrors, Option<Banner>),
) -> StaffCeremonyForm {
    let place = shown::address(desk.view.session.id);
    let (name, is_plan) = (deed.name(), desk.view.planned.is_some());
    let told = |key: String| chrome.t(&say::of_draw(chrome.locale, is_plan, &key));
    StaffCeremonyForm {
        title: told(format!("rite-{name}")),
        text: told(format!("rite-{name}-text")),
        lines: lines(&chrome, context, desk, deed),
        back: Link::new(chrome.t("rite-title"), place.as_str()),
        action: format!("{place}/{name}"),
        fields: fields(&chrome, desk, deed, typed),
        submit: told(format!("rite-{name}-do")),
        stop: deed == Deed::CallOff,
        errors,
        banner,
        chrome,
    }
}

fn fields(chrome: &Chrome, desk: &Desk, deed: Deed, typed: &Typed) -> Vec<CeremonyField> {
    let text =
        |name, key, value: &str| CeremonyField { name, key, value: value.to_owned(), choices: Vec::new(), area: false };
    let area = |name, key, value: &str| CeremonyField { area: true, ..text(name, key, value) };
    let select = |name, key, choices| CeremonyField { choices, ..text(name, key, "") };
    let whose = |choices| select("contributor", "rite-field-whose", choices);
    let of = |codes: Vec<(String, String)>| choices(codes, &typed.contributor);
    let side = || {
        let sides = ["outside", "inside"].map(|side| (side.to_owned(), chrome.t(&format!("contributor-{side}"))));
        select("side", "rite-field-side", choices(sides.into(), &typed.side))
    };
    let code = || text("contributor", "rite-field-code", &typed.contributor);
    let body = || text("body", "rite-field-body", &typed.body);
    let parties = || {
        desk.view.parties.iter().map(|party| (party.code.clone(), say::aside(chrome.locale, &party.name, &party.code)))
    };
    match deed {
        Deed::Contributor => {
            vec![code(), body(), text("person", "rite-field-person-if", &typed.person), side()]
        }
        Deed::Custodian => {
            let mut all: Vec<_> = parties().collect();
            for guest in desk.guests.iter().filter(|guest| guest.role == "contributor") {
                if !all.iter().any(|(code, _)| *code == guest.contributor) {
                    all.push((guest.contributor.clone(), say::aside(chrome.locale, &guest.body, &guest.contributor)));
                }
            }
            vec![whose(of(all)), custodian_body(typed), text("person", "rite-field-custodian", &typed.person)]
        }
        Deed::Commitment => {
            vec![code(), body(), side(), area("commitment", "rite-field-commitment", &typed.commitment)]
        }
        Deed::Receipt => vec![
            whose(of(parties().collect())),
            custodian_body(typed),
            text("person", "rite-field-custodian", &typed.person),
            area("commitment", "rite-field-envelope", &typed.commitment),
        ],
        Deed::Beacon => {
            let numbers = area("numbers", "rite-field-numbers", &typed.numbers);
            let Some((event, fallback)) = &desk.view.calendar.events else { return vec![numbers] };
            let mut events = vec![(event.clone(), words::event(chrome, event))];
            if fallback != event && !fallback.is_empty() {
                events.push((fallback.clone(), chrome.t1("rite-fallback", "event", words::event(chrome, fallback))));
            }
            vec![select("event", "rite-field-event", choices(events, &typed.event)), numbers]
        }
        Deed::Secret => {
            let waiting = |code: &str| matches!(&desk.view.next, Next::Open(all) if all.iter().any(|one| one == code));
            let mut left: Vec<_> = parties().filter(|(code, _)| waiting(code)).collect();
            if left.is_empty() {
                left = parties().collect();
            }
            vec![whose(of(left)), area("secret", "rite-field-secret", &typed.secret)]
        }
        Deed::Plan => Vec::new(),
        Deed::Relief => {
            let all = desk.view.supervisors.iter().map(|(account, name)| (account.to_string(), name.clone()));
            let who = select("supervisor", "rite-field-supervisor", choices(all.collect(), &typed.supervisor));
            vec![who, area("reason", "rite-field-relief", &typed.reason)]
        }
        Deed::Substitute => {
            let all = desk.view.panel.iter().map(|(account, name)| (account.to_string(), name.clone()));
            let who = select("examiner", "rite-field-examiner", choices(all.collect(), &typed.examiner));
            vec![who, area("reason", "rite-field-relief", &typed.reason)]
        }
        Deed::CallOff => vec![area("reason", "rite-field-reason", &typed.reason)],
    }
}

fn custodian_body(typed: &Typed) -> CeremonyField {
    let value = typed.body.clone();
    CeremonyField { name: "body", key: "rite-field-custodian-body", value, choices: Vec::new(), area: false }
}

fn choices(all: Vec<(String, String)>, chosen: &str) -> Vec<Choice> {
    all.into_iter().map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

/// What has to be known before.
fn lines(chrome: &Chrome, context: &Context, desk: &Desk, deed: Deed) -> Vec<String> {
    let view = &desk.view;
    match deed {
        Deed::Contributor | Deed::Custodian => vec![chrome.t("rite-link-once"), chrome.t("rite-link-person")],
        Deed::Commitment => vec![chrome.t("rite-paper-commitment")],
        Deed::Receipt => vec![chrome.t("rite-paper-receipt")],
        Deed::Beacon => {
            let mut lines = vec![chrome.t("rite-beacon-alone"), chrome.t("rite-beacon-fallback")];
            if context.demo {
                lines.insert(0, chrome.t1("rite-beacon-demo", "numbers", words::numbers(DEMO_BEACON_VALUE)));
            }
            lines
        }
        Deed::Secret => {
            let all = say::of_draw(chrome.locale, view.planned.is_some(), "rite-secret-all");
            vec![chrome.t("rite-secret-hall"), chrome.t(&all)]
        }
        Deed::Plan => {
            let when = say::instant(chrome.locale, plan_opens(view.calendar.opens, &context.policy));
            vec![chrome.t1("rite-plan-when", "when", when), chrome.t("rite-plan-commit"), chrome.t("rite-plan-fails")]
        }
        Deed::Relief => vec![chrome.t("rite-relief-next")],
        Deed::Substitute => vec![chrome.t("rite-substitute-counts"), chrome.t("rite-substitute-next")],
        Deed::CallOff => {
            let opened = view.parties.iter().filter(|party| party.opened_at.is_some()).count();
            let opened = i64::try_from(opened).unwrap_or(i64::MAX);
            let mut lines = Vec::new();
            if view.planned.is_none() {
                lines.push(chrome.t1("rite-call-off-candidates", "count", desk.detail.session.open));
            }
            if view.stage >= Stage::Closed {
                lines.push(chrome.t1("rite-call-off-opened", "count", opened));
            }
            lines.push(chrome.t("rite-call-off-reason"));
            if view.planned.is_none() {
                let who = say::who_may(chrome.locale, Permission::RunCeremony);
                lines.push(chrome.t1("rite-call-off-again", "who", who));
            }
            lines
        }
    }
}
