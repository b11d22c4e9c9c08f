//! Every single change of an evidence is found, and its place is named.

use jiangheng::crypto::canonical;
use jiangheng::domain::draw::{DrawError, Manifest, Reveals, evidence, replay, replay_value};
use jiangheng::parallel::try_map;
use serde_json::{Value, json};

use super::made::{Made, made};
use super::vector_evidence;

/// The vector, and made sessions of the forms it has not: somebody excluded, no beacon, a plan without papers.
fn evidences() -> Vec<Value> {
    let made_with = |holds: fn(&Made) -> bool| {
        let fits = (0..).map(made).filter(|made| holds(made));
        fits.filter_map(|made| evidence_of(&made)).next().unwrap()
    };
    vec![
        vector_evidence(),
        made_with(|made| made.reveals["excluded"][0].is_string() && !made.manifest["beacon"].is_null()),
        made_with(|made| made.manifest["beacon"].is_null() && made.manifest["sections"][1].is_object()),
        made_with(|made| made.manifest["sections"] == json!([]) && made.manifest["draws"][1].is_object()),
    ]
}

fn evidence_of(made: &Made) -> Option<Value> {
    let manifest = Manifest::from_value(made.manifest.clone()).unwrap();
    evidence(&manifest, &Reveals::parse(made.reveals.to_string().as_bytes()).unwrap()).ok()
}

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
            let mut out = vec![json!(format!("{text}0")), json!(""), json!(format!("{text} ")), json!(start)];
            if text.len() == 64 {
                out.extend([json!(start + flipped), json!(text.to_uppercase())]);
            }
            out
        }
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            vec![json!(number + 1), json!(number - 1), json!(number.to_string()), json!(1.5), json!(1_i64 << 53)]
        }
        Value::Bool(flag) => vec![json!(!flag), json!(0)],
        _ => Vec::new(),
    };
    out.extend([
        Value::Null,
        json!({}),
        json!([]),
        json!({"other": 1}),
        json!([1]),
        json!(0),
        json!("x"),
        json!(false),
    ]);
    // An emptied list has a test of its own.
    out.retain(|other| other != value && !(value.is_array() && *other == json!([])));
    out
}

/// Checks that `evidence` is refused at `place` or below. A change within the manifest may show as another
/// `manifest_hash`, a contributor left out of `excluded` as one that `reveals` lacks, and another outcome of the beacon
/// as another master; of a group with fewer outcomes the groups are
/// at fault, and what can't be taken of so few is named at `take`.
fn assert_found(evidence: &Value, place: &str, change: &str) {
    let error = replay_value(evidence).expect_err(&format!("{change} at {place}"));
    let found = error.path().unwrap_or_else(|| panic!("{change} at {place}: {error} names no place"));
    let within = |whole: &str| format!("{place}/").starts_with(whole);
    let shows_as = (within("/manifest/") && found == "/manifest_hash")
        || (within("/manifest/beacon/groups/") && found == "/manifest/beacon/groups")
        || place.strip_suffix("/of").is_some_and(|group| found == format!("{group}/take"))
        || (within("/excluded/") && found == "/reveals")
        || (within("/beacon/") && found == "/master_hash");
    assert!(shows_as || found == place || found.starts_with(&format!("{place}/")), "{change} at {place}: {error}");
}

#[test]
fn every_altered_value_is_found_where_it_is() {
    for evidence in evidences() {
        let mut tried = 0;
        for place in all_places(&evidence) {
            for other in alterations(evidence.pointer(&place).unwrap()) {
                let mut altered = evidence.clone();
                *altered.pointer_mut(&place).unwrap() = other.clone();
                assert_found(&altered, &place, &format!("{other}"));
                tried += 1;
            }
        }
        assert!(tried > 500, "{tried}");
    }
}

#[test]
fn every_removed_key_and_every_added_key_is_found() {
    for evidence in evidences() {
        for place in all_places(&evidence) {
            let Some(Value::Object(map)) = evidence.pointer(&place) else { continue };
            for key in map.keys() {
                let mut altered = evidence.clone();
                let taken = altered.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(key).unwrap();
                assert_found(&altered, &format!("{place}/{key}"), "removal");
                // What is under another name is an unknown key, and the known one is missing.
                altered.pointer_mut(&place).unwrap()[format!("{key}s")] = taken;
                assert_found(&altered, &place, "another name");
            }
            for (key, value) in [("extra", json!(1)), ("extra", json!("x")), ("fixed", json!(false))] {
                let mut altered = evidence.clone();
                if altered.pointer_mut(&place).unwrap().as_object_mut().unwrap().insert(key.into(), value).is_none() {
                    assert_found(&altered, &format!("{place}/{key}"), "addition");
                }
            }
        }
    }
}

#[test]
fn every_list_that_lost_gained_or_swapped_an_entry_is_found() {
    for evidence in evidences() {
        for place in all_places(&evidence) {
            let Some(Value::Array(list)) = evidence.pointer(&place) else { continue };
            let Some(last) = list.last() else { continue };
            let change = |change: &dyn Fn(&mut Vec<Value>)| {
                let mut altered = evidence.clone();
                change(altered.pointer_mut(&place).unwrap().as_array_mut().unwrap());
                altered
            };
            for at in 0..list.len() {
                assert_found(&change(&|list| drop(list.remove(at))), parent(&place), "a shorter list");
            }
            // That nothing can be drawn from an empty list is said of the number to draw, its neighbour.
            assert_found(&change(&|list| list.clear()), parent(&place), "an emptied list");
            assert_found(&change(&|list| list.push(last.clone())), &place, "a doubled entry");
            // The order of the reveals and of who is excluded means nothing: contributors are sorted before their
            // secrets are used.
            if ["/reveals", "/excluded"].contains(&place.as_str()) {
                continue;
            }
            for at in (1..list.len()).filter(|at| list[*at] != list[at - 1]) {
                assert_found(&change(&|list| list.swap(at - 1, at)), &place, "swapped entries");
            }
        }
    }
}

#[test]
fn every_value_exchanged_with_its_neighbours_is_found() {
    for evidence in evidences() {
        for place in all_places(&evidence) {
            let Some(Value::Array(list)) = evidence.pointer(&place) else { continue };
            for at in 1..list.len() {
                let Value::Object(entry) = &list[at] else { continue };
                for key in entry.keys().filter(|key| list[at - 1].get(key).is_some_and(|value| *value != entry[*key])) {
                    let mut altered = evidence.clone();
                    let list = altered.pointer_mut(&place).unwrap();
                    let (one, other) = (list[at - 1][key].take(), list[at][key].take());
                    (list[at - 1][key], list[at][key]) = (other, one);
                    assert_found(&altered, &place, &format!("{key} of {} and {at} exchanged", at - 1));
                }
            }
        }
    }
}

fn parent(place: &str) -> &str {
    place.rsplit_once('/').unwrap().0
}

#[test]
fn what_is_only_written_in_another_way_is_no_difference() {
    for evidence in evidences() {
        let text = String::from_utf8(canonical::to_jcs(&evidence)).unwrap();
        let mut turned = evidence.clone();
        for list in ["reveals", "excluded"] {
            turned[list].as_array_mut().unwrap().reverse();
        }
        let ways = [
            text.clone(),
            serde_json::to_string_pretty(&evidence).unwrap(),
            format!(" \t\r\n{text}\n"),
            keys_reversed(&evidence),
            text.replace("\"manifest", "\"\\u006danifest").replace("exam-seed/v1", "exam-seed\\/v1"),
            turned.to_string(),
        ];
        for way in ways {
            replay(way.as_bytes()).unwrap_or_else(|error| panic!("{error}: {way}"));
        }
    }
}

/// The value as JSON, the keys of each object from the last to the first.
fn keys_reversed(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|one, other| other.cmp(one));
            let entries: Vec<String> =
                keys.iter().map(|key| format!("{key:?}:{}", keys_reversed(&map[*key]))).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(keys_reversed).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[test]
fn every_flipped_bit_of_a_file_is_found() {
    for evidence in evidences() {
        let text = canonical::to_jcs(&evidence);
        let places: Vec<usize> = (0..text.len()).collect();
        let flipped = try_map(&places, &|_, _| (), |_, at| {
            (0..8).try_for_each(|bit| {
                let mut altered = text.clone();
                altered[*at] ^= 1 << bit;
                match replay(&altered) {
                    Err(error) if error.code() == "not-json" || error.path().is_some() => Ok(()),
                    Err(error) => Err(format!("bit {bit} of byte {at}: {error}: names no place")),
                    Ok(_) => Err(format!("bit {bit} of byte {at} is not found")),
                }
            })
        });
        assert_eq!(flipped.map(|bytes| bytes.len()), Ok(text.len()));
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
