//! What was opened of a cancelled session: made, read, and refused for whatever is not the manifest's.

use jiangheng::domain::draw::{BeaconValue, Cancelled, DrawError, Manifest, Reveals};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::altered::{all_places, alterations};
use super::{vector_evidence, vector_of};

fn parse(value: &Value) -> Result<Cancelled, DrawError> {
    Cancelled::parse(value.to_string().as_bytes())
}

fn code_and_place(error: &DrawError) -> (&str, Option<&str>) {
    (error.code(), error.path())
}

fn made(change: fn(&mut Reveals), reason: &str) -> Result<Cancelled, DrawError> {
    let evidence = vector_evidence();
    let manifest = Manifest::from_value(evidence["manifest"].clone()).unwrap();
    let mut reveals = Reveals::of_evidence(&evidence).unwrap();
    change(&mut reveals);
    let at: Timestamp = "2026-12-12T00:45:00.9Z".parse().unwrap();
    Cancelled::new(manifest, reveals, reason, at)
}

#[test]
fn the_vector_is_made_of_its_session_and_reads_back() {
    let cancelled = made(|reveals| drop(reveals.reveals.pop()), "power failure in the hall").unwrap();
    assert_eq!(cancelled.value(), vector_of("cancelled"));
    let read = parse(&cancelled.value()).unwrap();
    assert_eq!(read.value(), cancelled.value());
    assert_eq!(read.unopened().collect::<Vec<_>>(), ["union"]);
    assert_eq!((read.reason(), read.is_complete()), ("power failure in the hall", false));
    assert_eq!(read.cancelled_at().to_string(), "2026-12-12T00:45:00Z");
}

#[test]
fn nothing_opened_yet_and_everything_opened_are_both_sound() {
    let nothing = made(
        |reveals| {
            reveals.reveals.clear();
            reveals.beacon = None;
        },
        "停电",
    )
    .unwrap();
    assert_eq!(nothing.unopened().collect::<Vec<_>>(), ["bureau", "union"]);
    assert!(!nothing.is_complete() && parse(&nothing.value()).is_ok());
    let everything = made(|_| (), "停电").unwrap();
    assert!(everything.is_complete() && everything.unopened().next().is_none());
    let no_beacon = made(|reveals| reveals.beacon = None, "停电").unwrap();
    assert!(!no_beacon.is_complete() && no_beacon.unopened().next().is_none());
}

#[test]
fn what_does_not_fit_the_manifest_is_not_made() {
    let error = made(|_| (), "").unwrap_err();
    assert_eq!(code_and_place(&error), ("malformed", Some("/reason")));
    let error = made(|reveals| reveals.reveals[0].secret[0] ^= 1, "停电").unwrap_err();
    assert_eq!(code_and_place(&error), ("wrong-secret", Some("/reveals/0/secret")));
    let other = |reveals: &mut Reveals| {
        reveals.beacon = Some(BeaconValue { event: "ssq/2026003".to_owned(), value: "1.2.3.4.5.6./7./".to_owned() });
    };
    assert_eq!(code_and_place(&made(other, "停电").unwrap_err()), ("other-event", Some("/beacon/event")));
}

#[test]
fn every_altered_value_is_found_but_what_may_be_otherwise() {
    let vector = vector_of("cancelled");
    let (mut tried, mut sound) = (0, Vec::new());
    for place in all_places(&vector) {
        for other in alterations(vector.pointer(&place).unwrap()) {
            let mut altered = vector.clone();
            *altered.pointer_mut(&place).unwrap() = other.clone();
            tried += 1;
            match parse(&altered) {
                Ok(_) => sound.push(format!("{place} {other}")),
                Err(error) => {
                    let Some(found) = error.path() else {
                        assert_eq!(error.code(), "not-json", "{place}: {error}");
                        continue;
                    };
                    let hashed = format!("{place}/").starts_with("/manifest/") && found == "/manifest_hash";
                    let few = place.strip_suffix("/of").is_some_and(|group| found == format!("{group}/take"));
                    let weak = few || error.code() == "weak-beacon" && place.starts_with(found);
                    assert!(hashed || weak || found.starts_with(&place), "{other} at {place}: {error}");
                }
            }
        }
    }
    assert!(tried > 1000, "{tried}");
    // Nothing binds the words of the reason, and null for the beacon is always fine.
    let words = |text: &&String| text.starts_with("/reason \"");
    assert!(sound.iter().filter(words).count() > 2, "{sound:?}");
    assert_eq!(sound.iter().filter(|text| !words(text)).collect::<Vec<_>>(), ["/beacon null"]);
}

#[test]
fn each_field_has_its_code_and_place() {
    type Change = fn(&mut Value);
    let cases: &[(&str, &str, Change)] = &[
        ("other-spec", "/spec", |c| c["spec"] = json!("exam-seed-cancelled/v2")),
        ("missing", "/spec", |c| drop(c.as_object_mut().unwrap().remove("spec"))),
        ("unknown-key", "/papers", |c| c["papers"] = json!([])),
        ("other-spec", "/manifest/spec", |c| c["manifest"]["spec"] = json!("exam-seed/v2")),
        ("not-in-pool", "/manifest/sections/0/cells/0/count", |c| {
            c["manifest"]["sections"][0]["cells"][0]["count"] = json!(11);
        }),
        ("differs", "/manifest_hash", |c| c["manifest"]["opens"] = json!("later")),
        ("differs", "/manifest_hash", |c| c["manifest_hash"] = json!(1)),
        ("malformed", "/reason", |c| c["reason"] = json!("")),
        ("malformed", "/reason", |c| c["reason"] = json!(["停电"])),
        ("malformed", "/cancelled_at", |c| c["cancelled_at"] = json!("2026-12-12T00:45:00+00:00")),
        ("malformed", "/cancelled_at", |c| c["cancelled_at"] = json!("2026-02-29T00:45:00Z")),
        ("malformed", "/cancelled_at", |c| c["cancelled_at"] = json!("2026-12-12")),
        ("missing", "/reveals/0/secret", |c| drop(c["reveals"][0].as_object_mut().unwrap().remove("secret"))),
        ("malformed", "/reveals/0/secret", |c| c["reveals"][0]["secret"] = json!("01".repeat(31))),
        ("duplicate", "/reveals/1/id", |c| {
            let first = c["reveals"][0].clone();
            c["reveals"].as_array_mut().unwrap().push(first);
        }),
        ("duplicate", "/excluded/1", |c| c["excluded"] = json!(["union", "union"])),
        ("malformed", "/beacon/value", |c| c["beacon"]["value"] = json!(1)),
        ("not-a-contributor", "/reveals/0/id", |c| c["reveals"][0]["id"] = json!("guild")),
        ("wrong-secret", "/reveals/0/secret", |c| c["reveals"][0]["id"] = json!("union")),
        ("wrong-secret", "/reveals/0/secret", |c| c["reveals"][0]["secret"] = json!("03".repeat(32))),
        ("not-a-contributor", "/excluded/0", |c| c["excluded"] = json!(["guild"])),
        ("revealed-and-excluded", "/excluded/0", |c| c["excluded"] = json!(["bureau"])),
        ("other-event", "/beacon/event", |c| c["beacon"]["event"] = json!("ssq/2026003")),
        ("no-outcome", "/beacon/value", |c| c["beacon"]["value"] = json!("1.2.3.4.5.6./17./")),
        // The first that fails is named.
        ("malformed", "/reason", |c| (c["reason"], c["cancelled_at"]) = (json!(""), json!(""))),
        ("malformed", "/beacon", |c| (c["beacon"], c["excluded"]) = (json!(1), json!(["guild"]))),
        ("not-a-contributor", "/excluded/0", |c| {
            (c["beacon"]["value"], c["excluded"]) = (json!("1./"), json!(["guild"]));
        }),
    ];
    for (code, place, change) in cases {
        let mut value = vector_of("cancelled");
        change(&mut value);
        let error = parse(&value).expect_err(place);
        assert_eq!(code_and_place(&error), (*code, Some(*place)), "{error}");
    }
    for key in vector_of("cancelled").as_object().unwrap().keys() {
        let mut value = vector_of("cancelled");
        value.as_object_mut().unwrap().remove(key);
        assert_eq!(code_and_place(&parse(&value).unwrap_err()), ("missing", Some(format!("/{key}").as_str())));
    }
}

#[test]
fn a_beacon_where_the_manifest_names_none_is_refused() {
    let mut value = vector_of("cancelled");
    value["manifest"]["beacon"] = Value::Null;
    let manifest = Manifest::from_value(value["manifest"].clone()).unwrap();
    value["manifest_hash"] = json!(hex::encode(manifest.hash()));
    assert_eq!(code_and_place(&parse(&value).unwrap_err()), ("beacon-mismatch", Some("/beacon")));
    value["beacon"] = Value::Null;
    assert!(parse(&value).is_ok());
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let text = vector_of("cancelled").to_string();
    for length in (0..text.len()).step_by(53).chain([text.len() - 1]) {
        assert_eq!(Cancelled::parse(&text.as_bytes()[..length]).unwrap_err().code(), "not-json", "{length}");
    }
}
