//! What a certificate that was checked shows: the answer, three checks in plain words, what it says, and the details.

use crate::domain::Level;
use crate::domain::credential::Ground;
use crate::i18n::{self, Locale};
use crate::services::verification::{CheckView, Standing, Verification};

use super::say;
use super::views::{CheckRow, Chrome, Fact, Tone, Verdict, VerifyResult};

/// The page of an answer.
pub(super) fn result(chrome: Chrome, found: Verification, claim: String) -> VerifyResult {
    let known = found.standing != Standing::Unknown;
    VerifyResult {
        as_of: say::instant(chrome.locale, found.as_of),
        checks: if known { in_plain_words(&chrome, &found) } else { Vec::new() },
        technical: found.checks.iter().map(|check| technical(&chrome, check)).collect(),
        facts: facts(&chrome, &found),
        details: if known { vec![chrome.t("verify-elsewhere")] } else { Vec::new() },
        json_href: known.then(|| format!("/certificates/{}/certificate.json", found.serial)),
        verdict: verdict(&chrome, &found),
        serial: found.serial,
        claim,
        chrome,
    }
}

/// Every ground of a revocation with its words: `ineligible=…|forged_paper=…`.
pub(super) fn grounds(chrome: &Chrome) -> String {
    let each = Ground::ALL.map(|ground| format!("{}={}", ground.code(), words_of(chrome, ground.code())));
    each.join("|")
}

fn words_of(chrome: &Chrome, ground: &str) -> String {
    i18n::text_or(chrome.locale, &format!("ground-{ground}"), ground)
}

fn verdict(chrome: &Chrome, found: &Verification) -> Verdict {
    let day = found.since.map(|since| say::day(chrome.locale, crate::clock::local_day(since))).unwrap_or_default();
    match found.standing {
        Standing::Good => Verdict::Good,
        Standing::Revoked => Verdict::Revoked {
            day,
            ground: found.ground.as_deref().map(|code| words_of(chrome, code)).unwrap_or_default(),
        },
        Standing::Suspended => Verdict::Suspended { day },
        Standing::Altered => Verdict::Altered,
        Standing::Unknown => Verdict::Unknown,
    }
}

/// Signature, status and log: what an employer has to know of a dozen checks.
fn in_plain_words(chrome: &Chrome, found: &Verification) -> Vec<CheckRow> {
    let issuer = field(found, "issuer");
    let as_of = say::instant(chrome.locale, found.as_of);
    let of_log = |check: &&CheckView| matches!(check.code.as_str(), "log" | "witness");
    let signature = worst(found.checks.iter().filter(|check| !of_log(check) && check.code != "status"));
    let log = worst(found.checks.iter().filter(of_log));
    let (status, status_key) = match found.standing {
        Standing::Revoked => (Tone::Stop, "verify-check-revoked"),
        Standing::Suspended => (Tone::Stop, "verify-check-suspended"),
        Standing::Altered | Standing::Unknown => (Tone::Plain, "verify-check-status-unknown"),
        Standing::Good => (Tone::Ok, "verify-check-live"),
    };
    let mut rows = vec![match signature {
        Tone::Stop => row(chrome, signature, "verify-check-altered", chrome.t("verify-check-altered-text")),
        _ => row(chrome, signature, "verify-check-signed", chrome.t1("verify-check-signed-text", "issuer", issuer)),
    }];
    rows.push(row(chrome, status, status_key, chrome.t1("verify-check-status-text", "time", as_of)));
    match (log, found.log_index) {
        (Tone::Ok, Some(index)) => rows.push(CheckRow {
            tone: log,
            title: chrome.t1("verify-check-logged", "number", index),
            text: chrome.t("verify-check-logged-text"),
        }),
        _ => rows.push(row(chrome, log, "verify-check-not-logged", chrome.t("verify-check-not-logged-text"))),
    }
    rows
}

fn row(chrome: &Chrome, tone: Tone, key: &str, text: String) -> CheckRow {
    CheckRow { tone, title: chrome.t(key), text }
}

/// Red if any failed, green if all held.
fn worst<'a>(checks: impl Iterator<Item = &'a CheckView>) -> Tone {
    checks
        .map(tone)
        .reduce(|one, other| if one == Tone::Ok || other == Tone::Stop { other } else { one })
        .unwrap_or_default()
}

fn tone(check: &CheckView) -> Tone {
    match check.outcome.as_str() {
        "held" => Tone::Ok,
        "failed" => Tone::Stop,
        _ => Tone::Plain,
    }
}

/// A check as it was made: what it asks, and in English the figures too.
fn technical(chrome: &Chrome, check: &CheckView) -> CheckRow {
    let asked = i18n::text_or(chrome.locale, &format!("check-{}-asks", check.code), "");
    CheckRow {
        tone: tone(check),
        title: i18n::text_or(chrome.locale, &format!("check-{}", check.code), &check.code),
        text: if chrome.locale == Locale::En { format!("{asked} {}", check.detail) } else { asked },
    }
}

fn field<'a>(found: &'a Verification, label: &str) -> &'a str {
    found.fields.iter().find(|field| field.label == label).map_or("", |field| field.value.as_str())
}

/// The signed fields in the order in which one compares them with the paper.
fn facts(chrome: &Chrome, found: &Verification) -> Vec<Fact> {
    let locale = chrome.locale;
    let of = |label| field(found, label);
    let day = |label| if of(label).is_empty() { String::new() } else { say::stored_day(locale, of(label)) };
    let period = match (day("from"), day("to")) {
        (from, to) if from == to => from,
        (from, to) => chrome.t2("period-from-to", "from", from, "to", to),
    };
    let rows = [
        ("field-name", of("name").to_owned()),
        ("field-identity", masked(chrome, of("identity"))),
        ("field-project", format!("{}　{}", of("project"), of("occupation")).trim().to_owned()),
        ("field-level", level(chrome, of("level"))),
        ("field-serial", of("serial").to_owned()),
        ("field-theory", of("theory").to_owned()),
        ("field-practical", of("practical").to_owned()),
        ("field-review", of("review").to_owned()),
        ("verify-field-period", period),
        ("field-issued", day("issued")),
        ("field-body", of("body").to_owned()),
        ("field-issuer", of("issuer").to_owned()),
    ];
    rows.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| Fact::new(chrome.t(key), value))
        .collect()
}

/// A masked number says that it is masked, lest somebody compares the stars.
fn masked(chrome: &Chrome, number: &str) -> String {
    if number.is_empty() { String::new() } else { chrome.t1("verify-masked", "number", number) }
}

/// A certificate says its level in Chinese; English readers get the number beside it.
fn level(chrome: &Chrome, said: &str) -> String {
    let number = (1..=5)
        .find(|number| Level::new(*number).is_ok_and(|level| !said.is_empty() && said.starts_with(level.ordinal_zh())));
    match number {
        Some(number) if chrome.locale == Locale::En => format!("{}, {said}", chrome.t(&format!("level-{number}"))),
        _ => said.to_owned(),
    }
}
