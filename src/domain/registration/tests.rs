use proptest::prelude::*;

use super::*;
use crate::domain::policy::Rule;
use crate::domain::samples::policy;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn level(number: i64) -> Level {
    Level::new(number).unwrap()
}

fn code(text: &str) -> OccupationCode {
    text.parse().unwrap()
}

/// An electrician's level 5 on 12 December 2026, nothing against it.
fn facts() -> Facts {
    Facts {
        today: day("2026-11-22"),
        session: SessionFacts {
            occupation: code("6-31-01-03"),
            level: level(5),
            kind: CertificateKind::SkillLevel,
            opens: day("2026-12-12"),
            subsidised: true,
            body_name: "青禾县技能评价中心".to_owned(),
        },
        filings: vec![Filing {
            occupation: code("6-31-01-03"),
            level: level(5),
            from: day("2026-01-01"),
            until: Some(day("2027-01-01")),
        }],
        birth_day: day("1971-03-04"),
        work_years: 0,
        work_proved: false,
        letters: Letters { person: true, body: true },
        registrations: Vec::new(),
        certificates: Vec::new(),
        subsidised_this_year: 0,
        channel: Channel::Person,
    }
}

fn certificate(number: i64, issued: &str) -> LiveCertificate {
    LiveCertificate {
        occupation: code("6-31-01-03"),
        level: level(number),
        kind: CertificateKind::SkillLevel,
        serial: "S000141009900000026500001".to_owned(),
        issued: day(issued),
    }
}

fn at_level(number: i64) -> Facts {
    let mut facts = facts();
    facts.session.level = level(number);
    facts.filings[0].level = level(number);
    facts
}

fn found(facts: &Facts) -> (Outcome, Vec<(Rule, String)>) {
    let verdict = decide(&policy(), facts);
    (verdict.outcome, verdict.findings.iter().map(|finding| (finding.rule, finding.message.clone())).collect())
}

fn refused_by(facts: &Facts, rule: Rule, message: &str) {
    assert_eq!(found(facts), (Outcome::Refused, vec![(rule, message.to_owned())]));
}

#[test]
fn nothing_against_it_is_allowed() {
    assert_eq!(found(&facts()), (Outcome::Allowed, Vec::new()));
}

#[test]
fn a_session_outside_the_windows_is_refused_with_the_next_window() {
    let mut facts = facts();
    facts.session.opens = day("2026-11-30");
    facts.today = day("2026-11-01");
    refused_by(&facts, Rule::W1, "w1-outside");
    let verdict = decide(&policy(), &facts);
    assert_eq!(verdict.possible_from(), Some(day("2026-12-01")));
    let sentence = verdict.findings[0].sentence_zh();
    assert_eq!(sentence, "2026 年 11 月 30 日 不在考核窗口内，考核只在每年 4、8、12 月组织。");
    assert!(verdict.findings[0].clause.to_string().ends_with("二21(2)(3)"));
    assert_eq!(session_findings(&policy(), &facts.session, &facts.filings), verdict.findings);
}

#[test]
fn a_body_must_be_filed_on_the_day_for_that_level() {
    let mut ended = facts();
    ended.filings[0].until = Some(day("2026-12-12"));
    refused_by(&ended, Rule::C0, "c0-not-filed");
    let mut other_level = facts();
    other_level.filings[0].level = level(4);
    refused_by(&other_level, Rule::C0, "c0-not-filed");
    let mut later = facts();
    later.filings[0].from = day("2026-12-13");
    refused_by(&later, Rule::C0, "c0-not-filed");
    assert_eq!(decide(&policy(), &later).possible_from(), Some(day("2026-12-13")));
    let mut last_day = facts();
    last_day.filings[0].until = Some(day("2026-12-13"));
    assert_eq!(found(&last_day).0, Outcome::Allowed);
}

#[test]
fn the_roster_is_open_through_its_seventh_day_before() {
    let mut facts = facts();
    facts.today = day("2026-12-05");
    assert_eq!(found(&facts).0, Outcome::Allowed);
    facts.today = day("2026-12-06");
    refused_by(&facts, Rule::Draw, "roster-closed");
}

#[test]
fn each_commitment_letter_is_asked_for() {
    let mut facts = facts();
    facts.letters = Letters { person: false, body: false };
    let rules = [(Rule::W11, "w11-person".to_owned()), (Rule::W11, "w11-body".to_owned())];
    assert_eq!(found(&facts), (Outcome::Refused, rules.to_vec()));
}

#[test]
fn sixteen_is_old_enough_and_no_age_too_old() {
    let mut facts = facts();
    facts.birth_day = day("2010-12-13");
    refused_by(&facts, Rule::Q1, "q1-age");
    assert_eq!(decide(&policy(), &facts).possible_from(), Some(day("2026-12-13")));
    for birth_day in ["2010-12-12", "1926-01-01"] {
        facts.birth_day = day(birth_day);
        assert_eq!(found(&facts).0, Outcome::Allowed);
    }
}

#[test]
fn a_level_is_reached_by_years_or_by_the_lower_certificate_and_years_after_it() {
    let mut facts = at_level(4);
    facts.work_years = 4;
    refused_by(&facts, Rule::Q1, "q1-route");
    facts.work_years = 5;
    assert_eq!(found(&facts), (Outcome::NeedsReview, vec![(Rule::Q1, "q1-unproved".to_owned())]));
    facts.work_proved = true;
    assert_eq!(found(&facts).0, Outcome::Allowed);

    facts.work_years = 3;
    facts.certificates = vec![certificate(5, "2023-12-13")];
    refused_by(&facts, Rule::Q1, "q1-route");
    assert_eq!(decide(&policy(), &facts).possible_from(), Some(day("2026-12-13")));
    facts.certificates = vec![certificate(5, "2023-12-12")];
    assert_eq!(found(&facts).0, Outcome::Allowed);
    facts.work_years = 2;
    refused_by(&facts, Rule::Q1, "q1-route");
}

#[test]
fn an_open_registration_or_a_live_certificate_at_the_level_is_refused() {
    let open = OpenRegistration {
        occupation: code("6-31-01-03"),
        level: level(5),
        kind: CertificateKind::SkillLevel,
        session: "12 月第二场".to_owned(),
    };
    let mut twice = facts();
    twice.registrations = vec![open.clone()];
    refused_by(&twice, Rule::D1, "d1-registration");
    twice.registrations = vec![OpenRegistration { level: level(4), ..open.clone() }];
    assert_eq!(found(&twice).0, Outcome::Allowed);
    twice.registrations = vec![OpenRegistration { occupation: code("4-10-01-05"), ..open }];
    assert_eq!(found(&twice).0, Outcome::Allowed);

    let mut held = facts();
    held.certificates =
        vec![LiveCertificate { kind: CertificateKind::VocationalQualification, ..certificate(5, "2020-01-02") }];
    refused_by(&held, Rule::D1, "d1-certificate");
    assert_eq!(decide(&policy(), &held).possible_from(), None);
}

#[test]
fn certificates_without_a_level_are_told_apart_by_kind() {
    let electrician = code("6-31-01-03");
    let key = |kind| (&electrician, Level::NONE, kind);
    assert!(!same_key(key(CertificateKind::SpecificSkill), key(CertificateKind::Completion)));
    assert!(same_key(key(CertificateKind::SpecificSkill), key(CertificateKind::SpecificSkill)));
}

#[test]
fn a_higher_level_bars_a_lower_one_as_the_policy_says() {
    let mut facts = facts();
    facts.certificates = vec![certificate(3, "2020-01-02")];
    refused_by(&facts, Rule::D2, "d2-higher");
    let mut lenient = policy();
    lenient.higher_level.refuse_registration = false;
    assert_eq!(decide(&lenient, &facts).outcome, Outcome::NeedsReview);
    facts.session.subsidised = false;
    assert_eq!(decide(&lenient, &facts).outcome, Outcome::Allowed);
    facts.certificates = vec![LiveCertificate { occupation: code("4-10-01-05"), ..certificate(3, "2020-01-02") }];
    assert_eq!(found(&facts).0, Outcome::Allowed);
}

#[test]
fn a_fourth_subsidised_programme_goes_to_an_officer() {
    let mut facts = facts();
    facts.subsidised_this_year = 3;
    assert_eq!(found(&facts), (Outcome::NeedsReview, vec![(Rule::D3, "d3-programmes".to_owned())]));
    assert_eq!(decide(&policy(), &facts).findings[0].lifts_on, Some(day("2027-01-01")));
    facts.session.subsidised = false;
    assert_eq!(found(&facts).0, Outcome::Allowed);
}

#[test]
fn all_reasons_are_told_at_once_and_survive_json() {
    let mut facts = facts();
    facts.session.opens = day("2026-11-30");
    facts.filings.clear();
    facts.birth_day = day("2015-01-01");
    facts.certificates = vec![certificate(5, "2020-01-02"), certificate(3, "2021-01-02")];
    facts.subsidised_this_year = 5;
    let verdict = decide(&policy(), &facts);
    let rules: Vec<&str> = verdict.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["W1", "C0", "Q1", "D1", "D2", "D3"]);
    assert!(verdict.findings.iter().all(|finding| !finding.sentence_zh().contains('{')));
    let json = serde_json::to_string(&verdict).unwrap();
    assert!(json.contains("\"rule\":\"W1\"") && json.contains("\"lifts_on\":\"2026-12-01\""), "{json}");
    assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), verdict);
}

proptest! {
    #[test]
    fn whoever_holds_the_level_or_a_higher_one_is_never_allowed(target in 1i64..=5, held in 1i64..=5, years in 0u32..40) {
        let mut facts = at_level(target);
        facts.work_years = years;
        facts.work_proved = true;
        facts.certificates = vec![certificate(held, "2001-01-02")];
        let refused = decide(&policy(), &facts).outcome == Outcome::Refused;
        if held <= target {
            prop_assert!(refused);
        }
    }

    #[test]
    fn more_years_of_work_never_turn_a_yes_into_a_no(target in 1i64..=5, years in 0u32..40, more in 0u32..20) {
        let mut facts = at_level(target);
        facts.work_proved = true;
        facts.work_years = years;
        let before = decide(&policy(), &facts).outcome;
        facts.work_years = years + more;
        prop_assert!(before != Outcome::Allowed || decide(&policy(), &facts).outcome == Outcome::Allowed);
    }
}

#[test]
fn every_rule_is_told_once_met_or_not_with_its_clause() {
    let rules = [Rule::W1, Rule::C0, Rule::Draw, Rule::W11, Rule::Q1, Rule::D1, Rule::D2, Rule::D3];
    let told = |facts: &Facts| {
        let verdict = decide(&policy(), facts);
        let all: Vec<Finding> = verdict.findings.into_iter().chain(verdict.met).collect();
        for finding in &all {
            let sentences = format!("{}{}", finding.sentence_zh(), finding.sentence_en());
            assert!(!sentences.contains(['{', '}']) && !sentences.contains("-met"), "{sentences}");
            assert!(!finding.clause.to_string().is_empty());
        }
        all.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(told(&facts()), rules);
    let mut young = at_level(4);
    young.birth_day = day("2015-01-01");
    young.work_years = 9;
    young.session.subsidised = false;
    assert_eq!(told(&young).iter().filter(|rule| **rule == Rule::Q1).count(), 2, "age and years are told apart");
    for rule in rules {
        assert!(told(&young).contains(&rule), "{rule:?}");
    }
    let verdict = decide(&policy(), &facts());
    let sentence = verdict.met[4].sentence_zh();
    assert_eq!(sentence, "开考当天 55 周岁，已满 16 周岁。");
}

#[test]
fn a_verdict_stored_before_met_rules_were_told_is_read() {
    let stored = r#"{"outcome":"allowed","findings":[],"policy":"qinghe-2026","on":"2026-11-22"}"#;
    let verdict: Verdict = serde_json::from_str(stored).unwrap();
    assert!(verdict.met.is_empty());
    assert_eq!(serde_json::to_string(&verdict).unwrap(), stored);
}
