//! What is told of each rule that nothing was found against, in the order of the rules: a clerk sees what was checked.

use super::rules::{closes, leveled_routes};
use super::{Facts, Finding, Severity};
use crate::domain::person::age_on;
use crate::domain::policy::{Clause, Policy, Rule};

/// A finding that says yes for every rule that `found` says nothing of.
pub(super) fn all(policy: &Policy, facts: &Facts, found: &[Finding]) -> Vec<Finding> {
    let session = &facts.session;
    let months: Vec<String> = policy.windows.months.iter().map(ToString::to_string).collect();
    let said = |rule: Rule, message: &str, clause: &Clause| Finding::new(rule, Severity::Note, message, clause);
    let mut met = vec![
        said(Rule::W1, "w1-met", &policy.windows.clause).with("opens", session.opens).with("months", months.join("、")),
        said(Rule::C0, "c0-met", &policy.filing.clause).with("body", session.body_name.as_str()),
        said(Rule::Draw, "roster-met", &policy.draw.clause).with("closed", closes(policy, facts)),
        said(Rule::W11, "w11-met", &policy.letters.clause),
    ];
    met.extend(qualification(policy, facts));
    met.push(said(Rule::D1, "d1-met", &policy.duplicates.clause));
    met.push(said(Rule::D2, "d2-met", &policy.higher_level.clause));
    let subsidies = &policy.subsidies;
    met.push(if session.subsidised {
        said(Rule::D3, "d3-met", &subsidies.clause)
            .with("count", facts.subsidised_this_year)
            .with("maximum", subsidies.programmes_a_year)
    } else {
        said(Rule::D3, "d3-none", &subsidies.clause)
    });
    met.retain(|yes| !found.iter().any(|no| no.rule == yes.rule && part(&no.message) == part(&yes.message)));
    met
}

/// Q1 asks two things, and one may be met without the other.
fn qualification(policy: &Policy, facts: &Facts) -> Vec<Finding> {
    let rules = &policy.qualification;
    let said = |message: &str| Finding::new(Rule::Q1, Severity::Note, message, &rules.clause);
    let age = age_on(facts.birth_day, facts.session.opens).unwrap_or(0);
    let mut met = vec![said("q1-age-met").with("minimum", rules.minimum_age).with("age", age)];
    if !leveled_routes(policy, facts).is_empty() {
        met.push(said("q1-route-met").with("work_years", facts.work_years));
    }
    met
}

/// Which of the two things of Q1 a message is about; every other rule asks one.
fn part(message: &str) -> &str {
    match message {
        "q1-age" | "q1-age-met" => "age",
        "q1-route" | "q1-unproved" | "q1-route-met" => "route",
        _ => "",
    }
}
