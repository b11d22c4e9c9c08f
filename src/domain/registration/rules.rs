//! The rules, one function each, in the order in which they are told.

use jiff::Span;
use jiff::civil::Date;

use super::{CertificateKind, Facts, Filing, Level, LiveCertificate, SessionFacts, filed_on, same_key};
use crate::domain::calendar::{next_window, window_of};
use crate::domain::person::{age_on, reaches_age_on};
use crate::domain::policy::{Policy, Route, Rule};
use crate::domain::verdict::{Finding, Severity};

/// Every rule of a registration.
pub(super) const ALL: [fn(&Policy, &Facts) -> Vec<Finding>; 8] = [
    |policy, facts| window(policy, &facts.session).into_iter().collect(),
    |policy, facts| filing(policy, &facts.session, &facts.filings).into_iter().collect(),
    roster,
    letters,
    qualification,
    duplicates,
    higher_level,
    subsidies,
];

/// W1: the session's day lies in a month of the policy.
pub(super) fn window(policy: &Policy, session: &SessionFacts) -> Option<Finding> {
    let months = &policy.windows.months;
    if window_of(months, session.opens).is_some() {
        return None;
    }
    let names: Vec<String> = months.iter().map(ToString::to_string).collect();
    let finding = Finding::new(Rule::W1, Severity::Refusal, "w1-outside", &policy.windows.clause)
        .with("opens", session.opens)
        .with("months", names.join("、"));
    Some(finding.lifting(next_window(months, session.opens).map(|window| window.opens)))
}

/// C0: the body is filed for the occupation and level on the session's day.
pub(super) fn filing(policy: &Policy, session: &SessionFacts, filings: &[Filing]) -> Option<Finding> {
    if filed_on(filings, &session.occupation, session.level, session.opens) {
        return None;
    }
    let later = filings
        .iter()
        .filter(|filing| filing.occupation == session.occupation && filing.level == session.level)
        .map(|filing| filing.from)
        .filter(|from| *from > session.opens)
        .min();
    let finding = Finding::new(Rule::C0, Severity::Refusal, "c0-not-filed", &policy.filing.clause)
        .with("body", session.body_name.as_str())
        .with("opens", session.opens);
    Some(finding.lifting(later))
}

/// The roster closes at the end of the day on which the draw is committed.
fn roster(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    let closed = closes(policy, facts);
    if facts.today <= closed {
        return Vec::new();
    }
    let finding = Finding::new(Rule::Draw, Severity::Refusal, "roster-closed", &policy.draw.clause);
    vec![finding.with("closed", closed)]
}

/// The last day on which somebody can register.
pub(super) fn closes(policy: &Policy, facts: &Facts) -> Date {
    facts.session.opens.saturating_sub(Span::new().days(i64::from(policy.draw.commit_days)))
}

/// W11: both commitment letters are signed.
fn letters(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    [(facts.letters.person, "w11-person"), (facts.letters.body, "w11-body")]
        .into_iter()
        .filter(|(signed, _)| !signed)
        .map(|(_, message)| Finding::new(Rule::W11, Severity::Refusal, message, &policy.letters.clause))
        .collect()
}

/// Q1: old enough, and one of the ways to the level. Years of work count as declared, and go to an officer until
/// proved. Where certificate and years are asked for, the years are counted from its issue day.
fn qualification(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    let (rules, session) = (&policy.qualification, &facts.session);
    let finding = |severity, message| Finding::new(Rule::Q1, severity, message, &rules.clause);
    let mut findings = Vec::new();
    let age = age_on(facts.birth_day, session.opens).unwrap_or(0);
    if age < rules.minimum_age {
        let grown = reaches_age_on(facts.birth_day, rules.minimum_age);
        let told = finding(Severity::Refusal, "q1-age").with("minimum", rules.minimum_age).with("age", age);
        findings.push(told.lifting(grown));
    }
    let routes = leveled_routes(policy, facts);
    if routes.is_empty() {
        return findings;
    }
    if !routes.iter().any(|route| is_met(route, facts)) {
        let lifts = routes.iter().filter_map(|route| meets_on(route, facts)).filter(|day| *day > session.opens).min();
        let told = finding(Severity::Refusal, "q1-route").with("work_years", facts.work_years);
        findings.push(told.lifting(lifts));
    } else if !facts.work_proved {
        findings.push(finding(Severity::Review, "q1-unproved").with("work_years", facts.work_years));
    }
    findings
}

/// The ways to the session's level; none where the policy asks for the age alone.
pub(super) fn leveled_routes(policy: &Policy, facts: &Facts) -> Vec<Route> {
    let session = &facts.session;
    if !matches!(session.kind, CertificateKind::SkillLevel | CertificateKind::VocationalQualification) {
        return Vec::new();
    }
    policy.qualification.routes.iter().copied().filter(|route| route.level == session.level).collect()
}

fn is_met(route: &Route, facts: &Facts) -> bool {
    facts.work_years >= route.work_years
        && (route.holds.is_none() || meets_on(route, facts).is_some_and(|day| day <= facts.session.opens))
}

/// The day on which the years after the lower certificate are complete; `None` without one.
fn meets_on(route: &Route, facts: &Facts) -> Option<Date> {
    let held = route.holds?;
    certificates_in(facts)
        .filter(|certificate| certificate.level == held)
        .filter_map(|certificate| reaches_age_on(certificate.issued, route.work_years))
        .min()
}

/// D1: no open registration and no live certificate for the same occupation and level.
fn duplicates(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    let session = &facts.session;
    let key = (&session.occupation, session.level, session.kind);
    let finding = |message| Finding::new(Rule::D1, Severity::Refusal, message, &policy.duplicates.clause);
    let open = facts
        .registrations
        .iter()
        .filter(|open| same_key(key, (&open.occupation, open.level, open.kind)))
        .map(|open| finding("d1-registration").with("session", open.session.as_str()));
    let held = facts
        .certificates
        .iter()
        .filter(|held| same_key(key, (&held.occupation, held.level, held.kind)))
        .map(|held| finding("d1-certificate").with("serial", held.serial.as_str()).with("issued", held.issued));
    open.chain(held).collect()
}

/// D2: no live certificate of a higher level in the occupation; without the policy's refusal it bars the subsidy.
fn higher_level(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    let rule = &policy.higher_level;
    let (severity, message) = match (rule.refuse_registration, facts.session.subsidised) {
        (true, _) => (Severity::Refusal, "d2-higher"),
        (false, true) => (Severity::Review, "d2-higher-subsidy"),
        (false, false) => return Vec::new(),
    };
    certificates_in(facts)
        .filter(|held| held.level.is_higher_than(facts.session.level))
        .map(|held| Finding::new(Rule::D2, severity, message, &rule.clause).with("serial", held.serial.as_str()))
        .collect()
}

/// D3: at most so many subsidised programmes a year, "in principle".
fn subsidies(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    let rule = &policy.subsidies;
    if !facts.session.subsidised || facts.subsidised_this_year < rule.programmes_a_year {
        return Vec::new();
    }
    let severity = if rule.officer_may_override { Severity::Review } else { Severity::Refusal };
    let finding = Finding::new(Rule::D3, severity, "d3-programmes", &rule.clause)
        .with("count", facts.subsidised_this_year)
        .with("maximum", rule.programmes_a_year);
    let next_year = facts.session.opens.last_of_year().tomorrow().ok();
    vec![finding.lifting(next_year)]
}

/// The person's certificates in the session's occupation that carry a level.
fn certificates_in(facts: &Facts) -> impl Iterator<Item = &LiveCertificate> {
    let inside = |held: &&LiveCertificate| held.occupation == facts.session.occupation && held.level != Level::NONE;
    facts.certificates.iter().filter(inside)
}
