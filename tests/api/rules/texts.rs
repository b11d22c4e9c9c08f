//! Every code that people can meet has a text in both languages.

use std::collections::BTreeSet;

const SOURCES: [&str; 22] = [
    include_str!("../../../src/domain/account.rs"),
    include_str!("../../../src/domain/person/mod.rs"),
    include_str!("../../../src/domain/practical.rs"),
    include_str!("../../../src/domain/sitting/mod.rs"),
    include_str!("../../../src/services/accounts/mod.rs"),
    include_str!("../../../src/services/accounts/organisations.rs"),
    include_str!("../../../src/services/accounts/sign_in.rs"),
    include_str!("../../../src/services/registrations/applicant.rs"),
    include_str!("../../../src/services/registrations/mod.rs"),
    include_str!("../../../src/services/practical.rs"),
    include_str!("../../../src/services/practical/drafts.rs"),
    include_str!("../../../src/services/practical/sheet.rs"),
    include_str!("../../../src/services/results.rs"),
    include_str!("../../../src/services/notices.rs"),
    include_str!("../../../src/domain/verdict.rs"),
    include_str!("../../../src/domain/office/rules.rs"),
    include_str!("../../../src/services/invigilation/deeds.rs"),
    include_str!("../../../src/services/invigilation/record.rs"),
    include_str!("../../../src/services/lockdown.rs"),
    include_str!("../../../src/services/office/projects.rs"),
    include_str!("../../../src/services/office/reviewing.rs"),
    include_str!("../../../src/services/office/writing.rs"),
];

fn keys(text: &str) -> BTreeSet<&str> {
    text.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect()
}

/// The quoted words of a source that look like codes: small letters with hyphens between.
fn codes(source: &str) -> BTreeSet<&str> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let word = |text: &&str| {
        text.contains('-')
            && !text.starts_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    source.split('"').skip(1).step_by(2).filter(word).collect()
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    let zh = keys(include_str!("../../../locales/zh-CN/rules.ftl"));
    let en = keys(include_str!("../../../locales/en/rules.ftl"));
    assert_eq!(zh, en);
    let mut seen = 0;
    for code in SOURCES.into_iter().flat_map(codes) {
        seen += 1;
        let known = [format!("error-{code}"), format!("refusal-{code}")].iter().any(|key| zh.contains(key.as_str()));
        assert!(known, "{code} has no text");
    }
    assert!(seen > 50, "{seen}");
}
