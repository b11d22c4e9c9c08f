//! Bad input of every kind, each refused with its own reason at its own place.

use jiangheng::crypto::canonical;
use jiangheng::domain::draw::{DrawError, Manifest, Master, Reveals, evidence, figures, replay};
use serde_json::{Value, json};

use super::{reveals_of, vector_evidence, vector_file};

type Change = fn(&mut Value);

fn manifest(change: Change) -> Result<Manifest, DrawError> {
    let mut value = vector_evidence()["manifest"].take();
    change(&mut value);
    Manifest::parse(value.to_string().as_bytes())
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().unwrap().remove(key);
}

fn repeat(list: &mut Value) {
    let first = list[0].clone();
    list.as_array_mut().unwrap().push(first);
}

#[test]
fn a_manifest_that_breaks_a_rule_is_refused_at_its_place() {
    let cases: &[(&str, &str, Change)] = &[
        ("other-spec", "/spec", |m| m["spec"] = json!("exam-seed/v2")),
        ("other-spec", "/spec", |m| m["spec"] = json!(1)),
        ("missing", "/spec", |m| remove(m, "spec")),
        ("missing", "/draws", |m| remove(m, "draws")),
        ("missing", "/bank/version", |m| remove(&mut m["bank"], "version")),
        ("unknown-key", "/Exam", |m| m["Exam"] = json!("x")),
        ("unknown-key", "/constraints/enemys", |m| m["constraints"]["enemys"] = json!([])),
        ("unknown-key", "/sections/0/cells/0/items/0/options/0/Fixed", |m| {
            m["sections"][0]["cells"][0]["items"][0]["options"][0]["Fixed"] = json!(true);
        }),
        ("unknown-key", "/deadlines/截止", |m| m["deadlines"]["截止"] = json!("2026-12-11T00:00:00Z")),
        ("malformed", "/exam", |m| m["exam"] = json!("EX 1")),
        ("malformed", "/exam", |m| m["exam"] = json!("")),
        ("malformed", "/session", |m| m["session"] = json!("x".repeat(65))),
        ("malformed", "/session", |m| m["session"] = json!("第一场")),
        ("malformed", "/opens", |m| m["opens"] = json!(1)),
        ("malformed", "/bank", |m| m["bank"] = json!("demo")),
        ("malformed", "/bank/package", |m| m["bank"]["package"] = json!("AB".repeat(32))),
        ("malformed", "/roster_root", |m| m["roster_root"] = json!("ab".repeat(31))),
        ("malformed", "/roster_root", |m| m["roster_root"] = json!("xy".repeat(32))),
        ("malformed", "/sections", |m| m["sections"] = json!({})),
        ("malformed", "/sections/0/shuffle_items", |m| m["sections"][0]["shuffle_items"] = json!("yes")),
        ("duplicate", "/sections/1/id", |m| repeat(&mut m["sections"])),
        ("duplicate", "/sections/0/cells/2/id", |m| repeat(&mut m["sections"][0]["cells"])),
        ("duplicate", "/sections/0/cells/1/items/0/id", |m| {
            m["sections"][0]["cells"][1]["items"][0]["id"] = json!("i01");
        }),
        ("duplicate", "/sections/0/cells/0/items/3/options/4/id", |m| {
            repeat(&mut m["sections"][0]["cells"][0]["items"][3]["options"]);
        }),
        ("not-in-pool", "/sections/0/cells/0/count", |m| m["sections"][0]["cells"][0]["count"] = json!(11)),
        ("not-in-pool", "/sections/0/cells/0/count", |m| m["sections"][0]["cells"][0]["count"] = json!(0)),
        ("not-in-pool", "/sections/0/cells/0/count", |m| m["sections"][0]["cells"][0]["items"] = json!([])),
        ("malformed", "/sections/0/cells/0/count", |m| m["sections"][0]["cells"][0]["count"] = json!(-1)),
        ("malformed", "/sections/0/cells/0/items/0/facility", |m| {
            m["sections"][0]["cells"][0]["items"][0]["facility"] = json!(1001);
        }),
        ("malformed", "/sections/0/cells/0/items/0/facility", |m| {
            m["sections"][0]["cells"][0]["items"][0]["facility"] = json!(-1);
        }),
        ("malformed", "/constraints", |m| m["constraints"] = Value::Null),
        ("malformed", "/constraints/enemies/0", |m| m["constraints"]["enemies"][0] = json!("i01")),
        ("malformed", "/constraints/facility_sum/tolerance", |m| {
            m["constraints"]["facility_sum"]["tolerance"] = json!(-1);
        }),
        ("malformed", "/draws/0/id", |m| m["draws"][0]["id"] = json!("panel")),
        ("duplicate", "/draws/1/id", |m| repeat(&mut m["draws"])),
        ("duplicate", "/draws/0/from/5", |m| repeat(&mut m["draws"][0]["from"])),
        ("not-in-pool", "/draws/0/take", |m| m["draws"][0]["take"] = json!(6)),
        ("not-in-pool", "/draws/0/take", |m| m["draws"][0]["take"] = json!(0)),
        ("malformed", "/candidates/0", |m| m["candidates"][0] = json!(123)),
        ("malformed", "/candidates/0", |m| m["candidates"][0] = json!("００0123")),
        ("malformed", "/candidates/0", |m| m["candidates"][0] = json!("1".repeat(21))),
        ("duplicate", "/candidates/1", |m| m["candidates"] = json!(["000123", "000123"])),
        ("unsorted", "/candidates/1", |m| m["candidates"] = json!(["000124", "000123"])),
        ("unsorted", "/candidates/1", |m| m["candidates"] = json!(["9", "10"])),
        ("malformed", "/contributors", |m| m["contributors"] = json!([])),
        ("duplicate", "/contributors/2/id", |m| repeat(&mut m["contributors"])),
        ("malformed", "/contributors/0/commitment", |m| m["contributors"][0]["commitment"] = json!("84")),
        ("malformed", "/beacon/event", |m| m["beacon"]["event"] = json!("")),
        ("missing", "/beacon/fallback", |m| remove(&mut m["beacon"], "fallback")),
        ("weak-beacon", "/beacon/groups", |m| m["beacon"]["groups"] = json!([{"take": 6, "of": 33}])),
        ("weak-beacon", "/beacon/groups", |m| m["beacon"]["groups"] = json!([])),
        ("not-in-pool", "/beacon/groups/0/take", |m| m["beacon"]["groups"][0]["take"] = json!(34)),
        ("not-in-pool", "/beacon/groups/0/take", |m| m["beacon"]["groups"][0]["take"] = json!(0)),
        ("malformed", "/deadlines/reveal", |m| m["deadlines"]["reveal"] = json!(5)),
        ("malformed", "/deadlines", |m| m["deadlines"] = json!([])),
    ];
    for (code, path, change) in cases {
        let error = manifest(*change).expect_err(path);
        assert_eq!((error.code(), error.path()), (*code, Some(*path)), "{error}");
    }
}

#[test]
fn what_the_specification_leaves_out_may_be_left_out() {
    let cases: &[Change] = &[
        |m| remove(m, "constraints"),
        |m| remove(&mut m["constraints"], "enemies"),
        |m| remove(&mut m["constraints"], "facility_sum"),
        |m| m["sections"] = json!([]),
        |m| m["draws"] = json!([]),
        |m| m["candidates"] = json!([]),
        |m| m["beacon"] = Value::Null,
        |m| m["sections"][0]["cells"][0]["items"][0]["options"] = json!([]),
    ];
    for (number, change) in cases.iter().enumerate() {
        manifest(*change).unwrap_or_else(|error| panic!("case {number}: {error}"));
    }
}

#[test]
fn reveals_that_are_not_the_manifests_are_refused_at_their_place() {
    let cases: &[(&str, &str, Change)] = &[
        ("unknown-key", "/excludes", |r| r["excludes"] = json!([])),
        ("missing", "/beacon", |r| remove(r, "beacon")),
        ("malformed", "/reveals/0/secret", |r| r["reveals"][0]["secret"] = json!("01".repeat(31))),
        ("malformed", "/reveals/0/secret", |r| r["reveals"][0]["secret"] = json!("AB".repeat(32))),
        ("wrong-secret", "/reveals/1/secret", |r| r["reveals"][1]["secret"] = json!("01".repeat(32))),
        ("duplicate", "/reveals/2/id", |r| repeat(&mut r["reveals"])),
        ("not-a-contributor", "/reveals/0/id", |r| r["reveals"][0]["id"] = json!("Bureau")),
        ("no-reveals", "/reveals", |r| r["reveals"] = json!([])),
        ("no-reveals", "/reveals", |r| {
            r["reveals"] = json!([]);
            r["excluded"] = json!(["bureau", "union"]);
        }),
        ("not-accounted-for", "/reveals", |r| drop(r["reveals"].as_array_mut().unwrap().pop())),
        ("not-a-contributor", "/excluded/0", |r| r["excluded"] = json!(["press"])),
        ("revealed-and-excluded", "/excluded/0", |r| r["excluded"] = json!(["union"])),
        ("duplicate", "/excluded/1", |r| r["excluded"] = json!(["union", "union"])),
        ("beacon-mismatch", "/beacon", |r| r["beacon"] = Value::Null),
        ("other-event", "/beacon/event", |r| r["beacon"]["event"] = json!("ssq/2026003")),
        ("no-outcome", "/beacon/value", |r| r["beacon"]["value"] = json!("1.2.3.4.5.6/7/")),
        ("no-outcome", "/beacon/value", |r| r["beacon"]["value"] = json!("1.2.3.4.5.34./7./")),
        ("malformed", "/beacon/value", |r| r["beacon"]["value"] = json!(7)),
        ("unknown-key", "/beacon/time", |r| r["beacon"]["time"] = json!("x")),
    ];
    let manifest = manifest(|_| ()).unwrap();
    for (code, path, change) in cases {
        let mut value = reveals_of(&vector_evidence());
        change(&mut value);
        let error = Reveals::parse(value.to_string().as_bytes())
            .and_then(|reveals| Master::derive(&manifest, &reveals))
            .expect_err(path);
        assert_eq!((error.code(), error.path()), (*code, Some(*path)), "{error}");
    }
}

#[test]
fn a_beacon_for_a_manifest_without_one_is_refused() {
    let manifest = manifest(|m| m["beacon"] = Value::Null).unwrap();
    let reveals = Reveals::parse(reveals_of(&vector_evidence()).to_string().as_bytes()).unwrap();
    assert_eq!(Master::derive(&manifest, &reveals).unwrap_err().code(), "beacon-mismatch");
}

#[test]
fn no_refusal_shows_a_secret() {
    let manifest = manifest(|_| ()).unwrap();
    for secret in ["03".repeat(32), "0A".repeat(32), "04".repeat(31)] {
        let mut value = reveals_of(&vector_evidence());
        value["reveals"][0]["secret"] = json!(secret);
        let error = Reveals::parse(value.to_string().as_bytes())
            .and_then(|reveals| Master::derive(&manifest, &reveals))
            .unwrap_err();
        assert!(!error.to_string().contains(&secret[..20]), "{error}");
    }
}

#[test]
fn constraints_that_no_paper_meets_close_the_session() {
    let manifest = manifest(|m| m["constraints"]["facility_sum"] = json!({"target": 5000, "tolerance": 1})).unwrap();
    let reveals = Reveals::parse(reveals_of(&vector_evidence()).to_string().as_bytes()).unwrap();
    let error = evidence(&manifest, &reveals).unwrap_err();
    assert_eq!(error.code(), "no-paper", "{error}");
    assert!(error.to_string().contains("000123") && error.to_string().contains("1000"), "{error}");
}

#[test]
fn text_that_is_not_strict_json_is_refused() {
    let text = String::from_utf8(std::fs::read(vector_file()).unwrap()).unwrap();
    let replaced = |from: &str, to: &str| {
        let out = text.replacen(from, to, 1);
        assert_ne!(out, text, "{from}");
        out
    };
    let cases = [
        (replaced("\"facility\": 350", "\"facility\": 350.0"), "float"),
        (replaced("\"facility\": 350", "\"facility\": 3.5e2"), "float"),
        (replaced("\"facility\": 350", "\"facility\": 9007199254740992"), "beyond"),
        (
            replaced("\"spec\": \"exam-seed/v1\"", "\"spec\": \"exam-seed/v1\", \"spec\": \"exam-seed/v1\""),
            "duplicate key",
        ),
        (replaced("\"id\": \"i01\"", "\"id\": \"i01\", \"id\": \"i01\""), "duplicate key"),
        (replaced("2026-12-12T01:00:00Z", "\\ud800"), "escape"),
        (replaced("2026-12-12T01:00:00Z", "\u{1}"), "control character"),
        (format!("{text}{{}}"), "trailing"),
        (format!("\u{feff}{text}"), "expected value"),
        (String::new(), "EOF"),
    ];
    for (text, says) in cases {
        let error = replay(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "not-json", "{error}");
        assert!(error.to_string().contains(says), "{says}: {error}");
    }
    assert_eq!(replay(b"{\"manifest\": \"\xff\"}").unwrap_err().code(), "not-json");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let file = std::fs::read(vector_file()).unwrap();
    for bytes in [&file, &canonical::to_jcs(&vector_evidence())] {
        let end = bytes.iter().rposition(|byte| *byte == b'}').unwrap();
        for length in 0..=end {
            let error = replay(&bytes[..length]).unwrap_err();
            assert_eq!(error.code(), "not-json", "{length} bytes");
            assert!(error.to_string().contains("line "), "{length} bytes: {error}");
        }
    }
}

#[test]
fn of_many_candidates_without_a_paper_the_first_is_named() {
    // Of twice the vector's section few attempts sum to little, so that for some sum some candidates find a paper and some
    // don't.
    let mut value = vector_evidence()["manifest"].take();
    let mut again = value["sections"][0].clone();
    again["id"] = json!("again");
    for item in again
        .pointer_mut("/cells")
        .unwrap()
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .flat_map(|cell| cell["items"].as_array_mut().unwrap())
    {
        item["id"] = json!(format!("again-{}", item["id"].as_str().unwrap()));
    }
    value["sections"].as_array_mut().unwrap().push(again);
    value["candidates"] = (0..100).map(|number| format!("{number:04}")).collect();
    let least = figures(&Manifest::from_value(value.clone()).unwrap()).least;
    let reveals_of_session = reveals_of(&vector_evidence()).to_string();
    let (manifest, reveals, first) = (least..least + 1000)
        .step_by(10)
        .find_map(|target| {
            value["constraints"] = json!({"facility_sum": {"target": target, "tolerance": 0}});
            let manifest = Manifest::from_value(value.clone()).unwrap();
            // The commitments bind exam and session only.
            let reveals = Reveals::parse(reveals_of_session.as_bytes()).unwrap();
            let master = Master::derive(&manifest, &reveals).unwrap();
            let first = master.papers_one_by_one(&manifest).position(|paper| paper.is_err())?;
            (first > 0).then_some((manifest, reveals, first))
        })
        .unwrap();
    for _ in 0..5 {
        let Err(DrawError::NoPaper { candidate }) = evidence(&manifest, &reveals) else {
            panic!("a paper for everybody")
        };
        assert_eq!(candidate, manifest.candidates()[first]);
    }
}
