//! What a guest's page shows: who they are, how far the ceremony is, what they do now.

use actix_web::web::Data;
use jiff::Timestamp;

use crate::app::App;
use crate::domain::ceremony::{CUSTODIANS, Next, Stage};
use crate::i18n::{self, Locale};
use crate::services::ceremony::{self, CeremonyView, PartyView};
use crate::store::custody::Guest;
use crate::store::instant;
use crate::web::errors::WebError;
use crate::web::extract::act;
use crate::web::pages::say;
use crate::web::pages::views::{Banner, Chrome, Fact, FormErrors, GuestPage, GuestState, GuestWork, Link, Tone};

/// What a guest's page is made of.
pub(super) struct Desk {
    view: CeremonyView,
    guest: Guest,
    titles: (String, String),
    pub(super) state: GuestState,
}

impl Desk {
    pub(super) async fn of(app: &Data<App>, token: &str) -> Result<Self, WebError> {
        let token = token.to_owned();
        act(app, move |context| {
            let (view, guest) = ceremony::view_by_link(context, &token)?;
            let titles = ceremony::titles(context, &view);
            let state = state(&view, &guest, context.now());
            Ok(Self { view, guest, titles, state })
        })
        .await
    }

    fn party(&self) -> Option<&PartyView> {
        party(&self.view, &self.guest)
    }

    /// Thanks for what has just been done, if it was.
    pub(super) fn thanks(&self, chrome: &Chrome, done: &str) -> Option<Banner> {
        let fits = matches!(
            (done, self.state),
            ("commit", GuestState::Committed) | ("receive", GuestState::Kept) | ("open", GuestState::Opened)
        );
        let banner = || Banner { tone: Tone::Ok, title: chrome.t(&format!("guest-done-{done}")), text: String::new() };
        fits.then(banner)
    }

    pub(super) fn page(&self, chrome: Chrome, token: &str, errors: FormErrors, banner: Option<Banner>) -> GuestPage {
        let (locale, session) = (chrome.locale, &self.view.session);
        let calendar = &self.view.calendar;
        let short = |at| say::short_instant(locale, at);
        let party = self.party();
        let name = party.map_or(self.guest.contributor.as_str(), |party| party.name.as_str());
        let values = [
            ("name", name.into()),
            ("roster", say::until(locale, calendar.roster_until).into()),
            ("from", short(calendar.open_from).into()),
            ("until", short(calendar.open_until).into()),
            ("reason", self.view.cancelled.clone().unwrap_or_default().into()),
        ];
        let key = format!("guest-{}", self.state.name());
        let is_plan = self.view.planned.is_some();
        let said = |end: &str| i18n::text_with(locale, &say::of_draw(locale, is_plan, &format!("{key}{end}")), &values);
        let work = self.state.form().map(|form| GuestWork {
            form,
            action: format!("/ceremony/{token}/{form}"),
            exam: session.exam.clone(),
            session: session.code.clone(),
            contributor: self.guest.contributor.clone(),
            commitment: party.map(|party| party.commitment.clone()).unwrap_or_default(),
        });
        let title = if locale == Locale::Zh { &self.titles.0 } else { &self.titles.1 };
        GuestPage {
            is_plan,
            role: if self.guest.role == "contributor" {
                let key = say::of_draw(locale, is_plan, "guest-contributor");
                chrome.t1(&key, "body", self.guest.body.as_str())
            } else {
                chrome.t2("guest-custodian", "who", self.who(), "name", name)
            },
            title: chrome.t1(&say::of_draw(locale, is_plan, "draw-heading"), "title", title.as_str()),
            now: said(""),
            text: said("-text"),
            facts: self.facts(&chrome),
            draw: (!session.manifest_digest.is_empty())
                .then(|| Link::new(chrome.t("link-draw"), format!("/draws/{}/{}", session.exam, session.code))),
            over: self.state.is_over(),
            work,
            errors,
            banner,
            chrome,
        }
    }

    /// When the exam is: of a plan, its session's.
    fn exam_opens(&self) -> Timestamp {
        instant(self.view.planned.as_ref().unwrap_or(&self.view.session).opens_at)
    }

    fn who(&self) -> String {
        if self.guest.name.is_empty() {
            self.guest.body.clone()
        } else {
            format!("{} {}", self.guest.body, self.guest.name)
        }
    }

    fn facts(&self, chrome: &Chrome) -> Vec<Fact> {
        let (locale, session, calendar) = (chrome.locale, &self.view.session, &self.view.calendar);
        let mut facts = vec![
            Fact::new(chrome.t("fact-session"), format!("{} · {}", session.exam, session.code)),
            Fact::new(chrome.t("guest-opens"), say::instant(locale, self.exam_opens())),
            Fact::new(chrome.t("guest-who"), say::aside(locale, &self.who(), &self.guest.contributor)),
        ];
        if self.guest.role == "contributor" {
            facts.push(Fact::new(chrome.t("guest-by-commit"), say::until(locale, calendar.roster_until)));
            let from = say::short_instant(locale, calendar.open_from);
            let until = say::time(calendar.opens);
            facts.push(Fact::new(chrome.t("rite-due-open"), chrome.t2("due-between", "from", from, "until", until)));
        } else if let Some(drawn) = calendar.beacon {
            let by = chrome.t1("rite-before", "when", say::short_instant(locale, drawn));
            facts.push(Fact::new(chrome.t("rite-due-receipts"), by));
        }
        if let Some(party) = self.party() {
            facts.push(Fact::code(chrome.t("rite-field-commitment"), party.commitment.as_str()));
            let kept: Vec<String> =
                party.receipts.iter().map(|one| format!("{} {}", one.body, one.custodian)).collect();
            let count = format!("{} / {CUSTODIANS}　{}", kept.len(), kept.join("、"));
            facts.push(Fact::new(chrome.t("rite-receipts"), count.trim_end_matches('　')));
        }
        facts
    }
}

fn party<'a>(view: &'a CeremonyView, guest: &Guest) -> Option<&'a PartyView> {
    view.parties.iter().find(|party| party.code == guest.contributor)
}

fn state(view: &CeremonyView, guest: &Guest, now: jiff::Timestamp) -> GuestState {
    let gathering = view.stage == Stage::Gathering && now < view.calendar.roster_until;
    let party = party(view, guest);
    if view.stage == Stage::Cancelled {
        return GuestState::Cancelled;
    }
    match (guest.role.as_str(), party) {
        ("contributor", None) if gathering => GuestState::Commit,
        ("contributor", None) => GuestState::Late,
        ("contributor", Some(party)) => match &view.next {
            _ if party.opened_at.is_some() => GuestState::Opened,
            _ if party.excluded => GuestState::Excluded,
            Next::Open(_) => GuestState::Open,
            Next::Stuck(_) => GuestState::Stuck,
            Next::EnterBeacon { .. } if now >= view.calendar.open_from => GuestState::Beacon,
            _ => GuestState::Committed,
        },
        (_, Some(party)) if party.receipts.iter().any(|one| one.body == guest.body) => GuestState::Kept,
        (_, None) if gathering => GuestState::Wait,
        (_, Some(_)) if view.stage <= Stage::Closed && view.calendar.beacon.is_none_or(|drawn| now < drawn) => {
            GuestState::Keep
        }
        _ => GuestState::Late,
    }
}
