//! The key of an item, and whether its scoring is the one that is understood: all or nothing by the correct response.

use std::collections::BTreeSet;

use super::super::report::{Note, Refusal};
use super::super::xml::Element;
use super::{all, attribute, plain};

/// A response as it is declared.
pub(super) struct Response<'a> {
    identifier: &'a str,
    declaration: &'a Element,
    /// Whether several options are chosen.
    pub(super) is_multiple: bool,
}

impl<'a> Response<'a> {
    /// Reads the declaration that an interaction names.
    pub(super) fn read(declaration: &'a Element, interaction: &Element) -> Result<Self, Refusal> {
        let identifier = attribute(declaration, "identifier").unwrap_or_default();
        if attribute(interaction, "responseidentifier") != Some(identifier) {
            return Err(Refusal::Syntax("responseIdentifier".into()));
        }
        if attribute(declaration, "basetype") != Some("identifier") {
            return Err(Refusal::Syntax("baseType".into()));
        }
        let is_multiple = match attribute(declaration, "cardinality") {
            Some("single") => false,
            Some("multiple") => true,
            other => return Err(Refusal::Syntax(format!("cardinality={}", other.unwrap_or_default()))),
        };
        Ok(Self { identifier, declaration, is_multiple })
    }
}

/// The identifiers of the right options.
pub(super) fn key<'a>(
    root: &Element,
    response: &Response<'_>,
    options: &[&'a str],
    notes: &mut BTreeSet<Note>,
) -> Result<BTreeSet<&'a str>, Refusal> {
    let correct: Vec<String> = all(response.declaration, "correctresponse")
        .flat_map(|correct| all(correct, "value"))
        .map(|value| value.text().trim().to_owned())
        .collect();
    let mut key = BTreeSet::new();
    for value in &correct {
        match options.iter().find(|option| **option == value.as_str()) {
            Some(option) => key.insert(*option),
            None => return Err(Refusal::KeyUnknown(value.chars().take(60).collect())),
        };
    }
    match method(root, response) {
        Method::Correct => {}
        Method::Unsaid => {
            notes.insert(Note::NoScoring);
        }
        Method::Mapped => {
            let mapped = mapped(response, options)?;
            if !key.is_empty() && key != mapped {
                return Err(Refusal::PartialCredit);
            }
            key = mapped;
        }
        Method::Own => return Err(Refusal::Scoring),
    }
    if key.is_empty() { Err(Refusal::NoKey) } else { Ok(key) }
}

enum Method {
    Correct,
    Mapped,
    Unsaid,
    Own,
}

fn method(root: &Element, response: &Response<'_>) -> Method {
    let Some(processing) = all(root, "responseprocessing").next() else { return Method::Unsaid };
    let template = attribute(processing, "template").or_else(|| attribute(processing, "templatelocation"));
    let rules: Vec<&Element> = processing.elements().collect();
    if !rules.is_empty() {
        return if is_match_correct(&rules, response.identifier) { Method::Correct } else { Method::Own };
    }
    let Some(template) = template else { return Method::Unsaid };
    // The standard templates are for the response that is called RESPONSE.
    let name = template.rsplit('/').next().unwrap_or_default();
    match name.strip_suffix(".xml").unwrap_or(name) {
        "match_correct" if response.identifier == "RESPONSE" => Method::Correct,
        "map_response" if response.identifier == "RESPONSE" => Method::Mapped,
        _ => Method::Own,
    }
}

/// A mapped score is all or nothing where a single choice maps its one right option to something and the others to nothing.
fn mapped<'a>(response: &Response<'_>, options: &[&'a str]) -> Result<BTreeSet<&'a str>, Refusal> {
    let mapping = all(response.declaration, "mapping").next().ok_or(Refusal::NoKey)?;
    let nothing = |text: Option<&str>| match text {
        None => Some(true),
        Some(text) => score(text).map(|score| score == Score::Nothing),
    };
    let mut key = BTreeSet::new();
    if response.is_multiple || nothing(attribute(mapping, "defaultvalue")) != Some(true) {
        return Err(Refusal::PartialCredit);
    }
    for entry in all(mapping, "mapentry") {
        let own = attribute(entry, "mapkey").unwrap_or_default();
        match attribute(entry, "mappedvalue").and_then(score) {
            Some(Score::Nothing) => {}
            Some(Score::Points) => {
                let option = options.iter().find(|option| **option == own);
                key.insert(*option.ok_or_else(|| Refusal::KeyUnknown(own.chars().take(60).collect()))?);
            }
            Some(Score::Penalty) => return Err(Refusal::Penalty),
            None => return Err(Refusal::PartialCredit),
        }
    }
    if key.len() > 1 { Err(Refusal::PartialCredit) } else { Ok(key) }
}

#[derive(PartialEq, Eq)]
enum Score {
    Nothing,
    Points,
    Penalty,
}

/// A decimal number's sign; `None` where it is no plain number.
fn score(text: &str) -> Option<Score> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.matches('.').count() <= 1;
    if !plain || !digits.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let nothing = digits.chars().all(|c| matches!(c, '0' | '.'));
    Some(match (nothing, negative) {
        (true, _) => Score::Nothing,
        (false, false) => Score::Points,
        (false, true) => Score::Penalty,
    })
}

/// Whether rules written out are those of the template match_correct: if the response matches the correct one, SCORE is
/// something, else nothing.
fn is_match_correct(rules: &[&Element], response: &str) -> bool {
    let [condition] = rules else { return false };
    let parts: Vec<&Element> = condition.elements().collect();
    let (first, other) = match parts.as_slice() {
        [first] => (*first, None),
        [first, other] => (*first, Some(*other)),
        _ => return false,
    };
    let names = |element: &Element, name: &str| plain(&element.name) == name;
    let steps: Vec<&Element> = first.elements().collect();
    let [test, set] = steps.as_slice() else { return false };
    let sides: Vec<&Element> = test.elements().collect();
    let [left, right] = sides.as_slice() else { return false };
    let of = |element: &Element, name: &str| names(element, name) && attribute(element, "identifier") == Some(response);
    let compares = (of(left, "variable") && of(right, "correct")) || (of(left, "correct") && of(right, "variable"));
    let is_else = match other {
        None => true,
        Some(other) => {
            let steps: Vec<&Element> = other.elements().collect();
            names(other, "responseelse") && matches!(steps.as_slice(), [set] if sets(set) == Some(Score::Nothing))
        }
    };
    names(condition, "responsecondition")
        && names(first, "responseif")
        && names(test, "match")
        && compares
        && sets(set) == Some(Score::Points)
        && is_else
}

/// What a rule sets SCORE to.
fn sets(rule: &Element) -> Option<Score> {
    let values: Vec<&Element> = rule.elements().collect();
    let [value] = values.as_slice() else { return None };
    let is_score = plain(&rule.name) == "setoutcomevalue" && attribute(rule, "identifier") == Some("SCORE");
    (is_score && plain(&value.name) == "basevalue").then(|| score(&value.text())).flatten()
}
