//! The pages of the counter, filled in.

use crate::app::App;
use crate::domain::policy::Policy;
use crate::domain::registration::{Outcome, Verdict};
use crate::domain::verdict::{Finding, Severity};
use crate::i18n::{self, Locale};
use crate::services::registrations::{Desk, Kept};
use crate::services::sessions;
use crate::web::extract::act;
use crate::web::pages::views::{
    Action, Chip, Choice, Chrome, EligibilityPage, Elsewhere, ElsewherePage, Fact, FindingRow, FormErrors, Link,
    RegisterForm, RegistrationPage, ReviewForm, Tone, WithdrawPage,
};
use crate::web::pages::{Page, chrome, render, render_again, say};

use super::Counter;

/// The most other sessions that are offered.
const OFFERED: usize = 6;

impl Counter {
    pub(super) fn chrome(&self) -> Chrome {
        chrome(&self.app, &self.request, Some(&self.staff))
    }

    fn address(&self) -> String {
        format!("/staff/sessions/{}/register", self.desk.session_id)
    }

    pub(super) fn form(&self, errors: FormErrors) -> RegisterForm {
        let chrome = self.chrome();
        let typed = &self.typed;
        let choices = |key: &str, values: &[&str], chosen: &str| -> Vec<Choice> {
            values
                .iter()
                .enumerate()
                .map(|(at, value)| Choice {
                    value: (*value).to_owned(),
                    label: chrome.t(&format!("{key}-{}", value.to_lowercase().replace('_', "-"))),
                    chosen: *value == chosen || (chosen.is_empty() && at == 0),
                })
                .collect()
        };
        RegisterForm {
            session: session_words(chrome.locale, &self.desk),
            places: chrome.t2("register-places", "taken", self.desk.taken, "seats", self.desk.seats),
            action: self.address(),
            back: session_address(&self.desk),
            name: typed.name.clone(),
            document_kinds: choices("document", &["resident_id", "passport", "residence_permit"], &typed.document_kind),
            document_number: typed.document_number.clone(),
            birth_day: typed.birth_day.clone(),
            email: typed.email.clone(),
            locales: choices("locale", &["zh-CN", "en"], &typed.locale),
            channels: choices("channel", &["person", "enterprise", "training_body"], &typed.channel),
            work_years: typed.work_years.clone(),
            extra_minutes: typed.extra_minutes.clone(),
            large_print: !typed.large_print.is_empty(),
            letters_signed: !typed.letters_signed.is_empty(),
            errors,
            chrome,
        }
    }

    /// The verdict on what was typed; with `reasoned`, the reason typed so far as well.
    pub(super) fn verdict_page(&self, verdict: &Verdict, errors: FormErrors, reasoned: bool) -> EligibilityPage {
        let chrome = self.chrome();
        let locale = chrome.locale;
        let mut facts = vec![Fact::new(chrome.t("col-name"), self.typed.name.trim())];
        facts.extend(self.typed.masked().map(|masked| Fact::new(chrome.t("col-identity"), masked)));
        facts.push(Fact::new(chrome.t("col-session"), session_words(locale, &self.desk)));
        facts.push(Fact::new(chrome.t("eligibility-on"), say::day(locale, verdict.on)));
        let action = |key: &str, extra: Option<(&str, &str)>| Action {
            href: self.address(),
            label: chrome.t(key),
            fields: self
                .typed
                .fields()
                .into_iter()
                .chain(extra.map(|(name, value)| (name.to_owned(), value.to_owned())))
                .collect(),
        };
        let needs_review = verdict.outcome == Outcome::NeedsReview;
        EligibilityPage {
            sentence: sentence(&chrome, verdict),
            tone: tone(verdict.outcome),
            explained: explained(&chrome, verdict.outcome),
            facts,
            findings: findings(locale, verdict),
            policy: policy_words(&chrome, &self.app.context.policy, verdict),
            register: (verdict.outcome == Outcome::Allowed).then(|| action("register-do", None)),
            review: (needs_review && self.desk.may_review).then(|| ReviewForm {
                action: action("eligibility-review-do", Some(("deed", "review"))),
                reason: if reasoned || !errors.is_empty() { self.typed.review_reason.clone() } else { String::new() },
            }),
            who_reviews: (needs_review && !self.desk.may_review).then(|| chrome.t("eligibility-review-who")),
            change: action("register-change", Some((crate::web::forms::RESTORE, "yes"))),
            back: Link::new(chrome.t("back-to-session"), session_address(&self.desk)),
            errors,
            chrome,
        }
    }

    /// The verdict again, with what is wrong with the reason.
    pub(super) fn review_again(&self, verdict: &Verdict, key: &str) -> Page {
        let errors = FormErrors::one("review_reason", i18n::text(crate::web::extract::language(&self.request), key));
        let errors = if verdict.outcome == Outcome::NeedsReview { errors } else { FormErrors::none() };
        render_again(&self.app, &self.request, &self.verdict_page(verdict, errors, true))
    }

    /// Nobody can be registered here: why, what was typed, and where else it can go.
    pub(super) async fn elsewhere(&self, why: &str) -> Page {
        let actor = self.staff.actor.clone();
        let sessions = act(&self.app, move |context| sessions::overview(context, &actor)).await?;
        let chrome = self.chrome();
        let locale = chrome.locale;
        let mut fields = self.typed.fields();
        let typed = !fields.is_empty();
        if typed {
            fields.push((crate::web::forms::RESTORE.to_owned(), "yes".to_owned()));
        }
        let others = sessions
            .into_iter()
            .filter(|one| one.state == "planned" && one.id != self.desk.session_id)
            .filter(|one| one.occupation == self.desk.occupation && one.level == self.desk.level)
            .take(OFFERED)
            .map(|one| Elsewhere {
                when: say::instant(locale, one.opens_at),
                place: format!("{} {}", one.centre, one.room),
                action: Action {
                    href: format!("/staff/sessions/{}/register", one.id),
                    label: chrome.t("register-elsewhere"),
                    fields: fields.clone(),
                },
            })
            .collect();
        let page = ElsewherePage {
            title: chrome.t(&format!("register-{why}")),
            text: chrome.t1(&format!("register-{why}-text"), "seats", self.desk.seats),
            session: session_words(locale, &self.desk),
            kept: typed.then(|| self.typed.name.trim().to_owned()),
            others,
            back: Link::new(chrome.t("back-to-session"), session_address(&self.desk)),
            chrome,
        };
        if typed { render_again(&self.app, &self.request, &page) } else { render(&self.app, &self.request, &page) }
    }
}

/// The page of a registration.
pub(super) fn registration(app: &App, chrome: Chrome, kept: &Kept) -> RegistrationPage {
    let (locale, desk) = (chrome.locale, &kept.desk);
    let open = kept.state == "open";
    let state = format!("candidate-{}", kept.state.replace('_', "-"));
    let mut facts = vec![
        Fact::new(chrome.t("col-name"), kept.name.as_str()),
        Fact::new(chrome.t("col-identity"), kept.masked_identity.as_str()),
        Fact::new(chrome.t("col-session"), session_words(locale, desk)),
        Fact::new(chrome.t("registration-at"), say::instant(locale, kept.registered_at)),
    ];
    if kept.extra_minutes > 0 {
        facts.push(Fact::new(
            chrome.t("registration-extra"),
            chrome.t1("fact-minutes-value", "minutes", kept.extra_minutes),
        ));
    }
    if kept.large_print {
        facts.push(Fact::new(chrome.t("registration-large"), chrome.t("registration-yes")));
    }
    let review = kept
        .review
        .as_ref()
        .map(|review| chrome.t2("registration-review", "who", review.by.as_str(), "reason", review.reason.as_str()));
    let changeable = open && desk.roster_open && desk.may_register;
    RegistrationPage {
        heading: if open { chrome.t("verdict-registered") } else { chrome.t(&state) },
        tone: if open { Tone::Ok } else { Tone::Plain },
        admission: kept.admission_number.clone(),
        facts,
        next: if open && desk.roster_open { what_comes(&chrome, kept) } else { Vec::new() },
        review,
        findings: findings(locale, &kept.verdict),
        policy: policy_words(&chrome, &app.context.policy, &kept.verdict),
        another: (desk.may_register && desk.roster_open && !desk.is_full())
            .then(|| format!("/staff/sessions/{}/register", desk.session_id)),
        withdraw: changeable.then(|| format!("/staff/registrations/{}/withdraw", kept.registration_id)),
        back: Link::new(chrome.t("back-to-session"), session_address(desk)),
        chrome,
    }
}

/// Asks whether a registration is to be withdrawn; says why not where it can't be.
pub(super) fn withdraw(chrome: Chrome, kept: &Kept) -> WithdrawPage {
    let address = format!("/staff/registrations/{}", kept.registration_id);
    WithdrawPage {
        possible: kept.state == "open" && kept.desk.roster_open && kept.desk.may_register,
        facts: vec![
            Fact::new(chrome.t("col-name"), kept.name.as_str()),
            Fact::code(chrome.t("col-admission"), kept.admission_number.as_str()),
            Fact::new(chrome.t("col-session"), session_words(chrome.locale, &kept.desk)),
        ],
        action: format!("{address}/withdraw"),
        back: address,
        chrome,
    }
}

fn what_comes(chrome: &Chrome, kept: &Kept) -> Vec<String> {
    let ticket = if kept.has_email { "registration-next-mail" } else { "registration-next-counter" };
    let opens = say::instant(chrome.locale, kept.desk.opens_at);
    vec![chrome.t(ticket), chrome.t1("registration-next-day", "when", opens)]
}

fn session_words(locale: Locale, desk: &Desk) -> String {
    let project = say::project(locale, &desk.occupation_name, desk.level);
    format!("{project} · {}", say::instant(locale, desk.opens_at))
}

fn session_address(desk: &Desk) -> String {
    format!("/staff/sessions/{}", desk.session_id)
}

fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Allowed => Tone::Ok,
        Outcome::NeedsReview => Tone::Warn,
        Outcome::Refused => Tone::Stop,
    }
}

fn sentence(chrome: &Chrome, verdict: &Verdict) -> String {
    match (verdict.outcome, verdict.possible_from()) {
        (Outcome::Allowed, _) => chrome.t("verdict-allowed"),
        (Outcome::NeedsReview, _) => chrome.t("verdict-review"),
        (Outcome::Refused, Some(day)) => chrome.t1("verdict-refused-until", "day", say::day(chrome.locale, day)),
        (Outcome::Refused, None) => chrome.t("verdict-refused"),
    }
}

fn explained(chrome: &Chrome, outcome: Outcome) -> String {
    chrome.t(match outcome {
        Outcome::Allowed => "eligibility-allowed-text",
        Outcome::NeedsReview => "eligibility-review-text",
        Outcome::Refused => "eligibility-refused-text",
    })
}

fn findings(locale: Locale, verdict: &Verdict) -> Vec<FindingRow> {
    let against = verdict.findings.iter().map(|finding| finding_row(locale, finding, severity(finding)));
    against.chain(verdict.met.iter().map(|finding| finding_row(locale, finding, (Tone::Ok, "finding-met")))).collect()
}

fn severity(finding: &Finding) -> (Tone, &'static str) {
    match finding.severity {
        Severity::Note => (Tone::Plain, "finding-note"),
        Severity::Review => (Tone::Warn, "finding-review"),
        Severity::Refusal => (Tone::Stop, "finding-bars"),
    }
}

fn finding_row(locale: Locale, finding: &Finding, (tone, key): (Tone, &str)) -> FindingRow {
    FindingRow {
        chip: Chip::new(tone, i18n::text(locale, key)),
        words: if locale == Locale::Zh { finding.sentence_zh() } else { finding.sentence_en() },
        clause: finding.clause.to_string(),
        lifts: finding
            .lifts_on
            .map(|day| i18n::text_with(locale, "eligibility-lifts", &[("day", say::day(locale, day).into())])),
    }
}

/// The policy's name and version; of one that is no longer loaded, its id.
fn policy_words(chrome: &Chrome, policy: &Policy, verdict: &Verdict) -> String {
    if policy.id != verdict.policy {
        return verdict.policy.clone();
    }
    let values = [
        ("region", policy.region.name.as_str().into()),
        ("id", policy.id.as_str().into()),
        ("from", say::day(chrome.locale, policy.from).into()),
    ];
    i18n::text_with(chrome.locale, "eligibility-policy-words", &values)
}
