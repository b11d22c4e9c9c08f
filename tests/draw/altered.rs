//! Every single change of an evidence is found, and its place is named.

use jiangheng::domain::draw::{DrawError, replay_value};
use serde_json::{Value, json};

use super::vector_evidence;

/// The JSON pointers of all values within `value`, itself first.
fn places(value: &Value, path: &str, out: &mut Vec<String>) {
    out.push(path.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| places(value, &format!("{path}/{key}"), out)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| places(value, &format!("{path}/{index}"), out));
        }
        _ => {}
    }
}

pub(crate) fn all_places(evidence: &Value) -> Vec<String> {
    let mut out = Vec::new();
    places(evidence, "", &mut out);
    out
}

/// Other values of the same form, so that only the meaning differs, and values of other forms.
pub(crate) fn alterations(value: &Value) -> Vec<Value> {
    let mut out = match value {
        Value::String(text) => {
            let flipped = if text.ends_with('0') { "1" } else { "0" };
            let start: String = text.chars().take(text.chars().count() - 1).collect();
            let mut out = vec![json!(format!("{text}0")), json!(""), json!(format!("{text} "))];
            if text.len() == 64 {
                out.extend([json!(start + flipped), json!(text.to_uppercase())]);
            }
            out
        }
        Value::Number(number) => vec![json!(number.as_i64().unwrap() + 1), json!(number.to_string()), json!(-1)],
        Value::Bool(flag) => vec![json!(!flag), json!(0)],
        _ => Vec::new(),
    };
    out.extend([Value::Null, json!({}), json!([]), json!({"other": 1})]);
    // An emptied list has a test of its own.
    out.retain(|other| other != value && !(value.is_array() && *other == json!([])));
    out
}

/// Checks that `evidence` is refused at `place` or below, or at `manifest_hash` for a change within the manifest.
fn assert_found(evidence: &Value, place: &str, change: &str) {
    let error = replay_value(evidence).expect_err(&format!("{change} at {place}"));
    let found = error.path().unwrap_or_else(|| panic!("{change} at {place}: {error} names no place"));
    let hashed = format!("{place}/").starts_with("/manifest/") && found == "/manifest_hash";
    assert!(hashed || found == place || found.starts_with(&format!("{place}/")), "{change} at {place}: {error}");
}

#[test]
fn every_altered_value_is_found_where_it_is() {
    let evidence = vector_evidence();
    let mut tried = 0;
    for place in all_places(&evidence) {
        for other in alterations(evidence.pointer(&place).unwrap()) {
            let mut altered = evidence.clone();
            *altered.pointer_mut(&place).unwrap() = other.clone();
            assert_found(&altered, &place, &format!("{other}"));
            tried += 1;
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn every_removed_key_and_every_added_key_is_found() {
    let evidence = vector_evidence();
    for place in all_places(&evidence) {
        let Some(Value::Object(map)) = evidence.pointer(&place) else { continue };
        for key in map.keys() {
            let mut altered = evidence.clone();
            altered.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(key);
            assert_found(&altered, &format!("{place}/{key}"), "removal");
        }
        if place != "/manifest/deadlines" {
            let mut altered = evidence.clone();
            altered.pointer_mut(&place).unwrap()["extra"] = json!(1);
            assert_found(&altered, &format!("{place}/extra"), "addition");
        }
    }
}

#[test]
fn every_list_that_lost_gained_or_swapped_an_entry_is_found() {
    let evidence = vector_evidence();
    for place in all_places(&evidence) {
        let Some(Value::Array(list)) = evidence.pointer(&place) else { continue };
        let Some(last) = list.last() else { continue };
        let change = |change: &dyn Fn(&mut Vec<Value>)| {
            let mut altered = evidence.clone();
            change(altered.pointer_mut(&place).unwrap().as_array_mut().unwrap());
            altered
        };
        let shorter = change(&|list| drop(list.pop()));
        assert_found(&shorter, &place, "a shorter list");
        // That nothing can be drawn from an empty list is said of the number to draw, its neighbour.
        let (parent, _) = place.rsplit_once('/').unwrap();
        assert_found(&change(&|list| list.clear()), parent, "an emptied list");
        assert_found(&change(&|list| list.push(last.clone())), &place, "a doubled entry");
        // The order of the reveals means nothing: contributors are sorted before their secrets are used.
        if list.len() > 1 && list[0] != list[1] && place != "/reveals" {
            assert_found(&change(&|list| list.swap(0, 1)), &place, "swapped entries");
        }
    }
}

#[test]
fn another_outcome_of_the_beacon_gives_another_master() {
    let mut evidence = vector_evidence();
    evidence["beacon"]["value"] = json!("1.2.3.4.5.6./8./");
    assert_eq!(replay_value(&evidence).unwrap_err().path(), Some("/master_hash"));
}

#[test]
fn a_difference_names_both_values() {
    let mut evidence = vector_evidence();
    evidence["papers"][1]["sections"][0]["items"][2]["options"][0] = json!("o2");
    let error = replay_value(&evidence).unwrap_err();
    let DrawError::Differs { path, given, derived } = &error else { panic!("{error}") };
    let parts = (path.as_str(), given.as_str(), derived.as_str());
    assert_eq!(parts, ("/papers/1/sections/0/items/2/options/0", "\"o2\"", "\"o1\""));
    assert_eq!(
        error.to_string(),
        "/papers/1/sections/0/items/2/options/0: the evidence says \"o2\", but \"o1\" is derived"
    );
}

#[test]
fn papers_of_others_than_the_candidates_are_found_first() {
    let mut evidence = vector_evidence();
    evidence["master_hash"] = json!("00".repeat(32));
    evidence["papers"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(replay_value(&evidence).unwrap_err().path(), Some("/papers/0/candidate"));
}
