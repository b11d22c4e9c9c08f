//! The slip: made of a session, read in both its forms, and refused for whatever is altered in it.

use jiangheng::crypto::Digest;
use jiangheng::domain::draw::{DrawError, DrawnPaper, Manifest, Master, Reveals, Slip};
use serde_json::{Value, json};

use super::altered::{all_places, alterations};
use super::made::made;
use super::{vector_evidence, vector_of};

/// The text in the specification.
const TEXT: &str = "https://exam.example/draw/EX-2026-001/S1/slip#000123.0.2.AsK0BjhGL-XMFeSxHff-2iaMYOsro698e8SPu_yWGkg.\
                    AIwV9f1cz-qjG5abBwfGt3wLIVRuvmv9SKgY1nyOArQ";

fn manifest() -> Manifest {
    Manifest::from_value(vector_evidence()["manifest"].take()).unwrap()
}

fn master() -> Master {
    Master::derive(&manifest(), &Reveals::of_evidence(&vector_evidence()).unwrap()).unwrap()
}

fn root() -> Digest {
    let mut root = [0; 32];
    hex::decode_to_slice(vector_evidence()["papers_root"].as_str().unwrap(), &mut root).unwrap();
    root
}

fn parse(value: &Value) -> Result<Slip, DrawError> {
    Slip::parse(value.to_string().as_bytes())
}

fn checked(value: &Value, posted: Option<&Digest>) -> Result<DrawnPaper, DrawError> {
    parse(value)?.check(&manifest(), posted)
}

fn code_and_place(error: &DrawError) -> (&str, Option<&str>) {
    (error.code(), error.path())
}

#[test]
fn the_vector_is_made_of_its_session_and_shows_the_paper_of_the_evidence() {
    let slip = Slip::of(&master(), &manifest(), "000123").unwrap();
    assert_eq!(slip.value(), vector_of("slip"));
    assert_eq!(parse(&vector_of("slip")).unwrap(), slip);
    for (place, candidate) in ["000123", "000124"].iter().enumerate() {
        let slip = Slip::of(&master(), &manifest(), candidate).unwrap();
        let given = &vector_evidence()["papers"][place];
        let paper = slip.check(&manifest(), Some(&root())).unwrap();
        let seen = |section: usize| -> Vec<Value> {
            let items = &paper.sections[section].items;
            items.iter().map(|item| json!({"id": item.id, "options": item.options})).collect()
        };
        assert_eq!(json!(paper.attempt), given["attempt"]);
        assert_eq!(Value::from(seen(0)), given["sections"][0]["items"], "{candidate}");
    }
    assert_eq!(Slip::of(&master(), &manifest(), "000125").unwrap_err().code(), "not-in-manifest");
}

#[test]
fn the_text_of_the_vector_reads_back_whole_or_from_its_hash_sign_on() {
    let slip = parse(&vector_of("slip")).unwrap();
    assert_eq!(slip.to_text("https://exam.example"), TEXT);
    let fragment = TEXT.split_once('#').unwrap().1;
    for text in [TEXT, fragment, &format!("#{fragment}"), &TEXT.replace("https:", "http:")] {
        let read = Slip::from_text(text, &manifest(), &root()).unwrap();
        assert_eq!(read, slip, "{text}");
        assert!(read.check(&manifest(), Some(&root())).is_ok());
    }
}

#[test]
fn every_slip_of_many_sessions_fits_its_root_and_no_other_candidate() {
    let mut tried = 0;
    for seed in 0..40 {
        let made = made(seed);
        let manifest = Manifest::from_value(made.manifest).unwrap();
        let reveals = Reveals::parse(made.reveals.to_string().as_bytes()).unwrap();
        let master = Master::derive(&manifest, &reveals).unwrap();
        let Ok(papers) = master.papers(&manifest) else { continue };
        let root = jiangheng::domain::draw::papers_root(&papers);
        let slips: Vec<Slip> =
            manifest.candidates().iter().map(|one| Slip::of(&master, &manifest, one).unwrap()).collect();
        for (slip, paper) in slips.iter().zip(&papers) {
            assert_eq!(&slip.check(&manifest, Some(&root)).unwrap(), paper);
            let text = slip.to_text("https://exam.example");
            assert_eq!(&Slip::from_text(&text, &manifest, &root).unwrap(), slip);
            tried += 1;
        }
        for (slip, other) in slips.iter().zip(slips.iter().skip(1)) {
            let exchanged = Slip { paper_key: other.paper_key.clone(), ..slip.clone() };
            assert_eq!(code_and_place(&exchanged.check(&manifest, None).unwrap_err()), ("differs", Some("/path")));
            let moved = Slip { index: other.index, ..slip.clone() };
            assert_eq!(code_and_place(&moved.check(&manifest, None).unwrap_err()), ("differs", Some("/candidate")));
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn every_altered_value_of_a_slip_is_found() {
    let slip = vector_of("slip");
    let mut tried = 0;
    for place in all_places(&slip) {
        for other in alterations(slip.pointer(&place).unwrap()) {
            let mut altered = slip.clone();
            *altered.pointer_mut(&place).unwrap() = other.clone();
            let error = checked(&altered, Some(&root())).expect_err(&format!("{other} at {place}"));
            // What has the right form is found where it is compared with what was published.
            tried += 1;
            let Some(found) = error.path() else {
                assert_eq!(error.code(), "not-json", "{place}: {error}");
                continue;
            };
            let compared = match place.as_str() {
                "/paper_key" | "/path/0" => "/path",
                "/index" => "/candidate",
                same => same,
            };
            assert!(found.starts_with(&place) || (error.code() == "differs" && found == compared), "{place}: {error}");
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn each_field_has_its_code_and_place() {
    type Change = fn(&mut Value);
    let cases: &[(&str, &str, Change)] = &[
        ("other-spec", "/spec", |s| s["spec"] = json!("exam-seed-slip/v2")),
        ("other-spec", "/spec", |s| s["spec"] = Value::Null),
        ("missing", "/spec", |s| drop(s.as_object_mut().unwrap().remove("spec"))),
        ("unknown-key", "/attempt", |s| s["attempt"] = json!(1)),
        ("malformed", "/exam", |s| s["exam"] = json!("EX 1")),
        ("malformed", "/session", |s| s["session"] = json!("")),
        ("malformed", "/candidate", |s| s["candidate"] = json!(123)),
        ("malformed", "/candidate", |s| s["candidate"] = json!("@panel")),
        ("malformed", "/index", |s| s["index"] = json!(-1)),
        ("malformed", "/size", |s| s["size"] = json!("2")),
        ("malformed", "/path", |s| s["path"] = json!("ab")),
        ("malformed", "/path/1", |s| s["path"].as_array_mut().unwrap().push(json!("AB".repeat(32)))),
        ("differs", "/exam", |s| s["exam"] = json!("EX-2026-002")),
        ("differs", "/session", |s| s["session"] = json!("S2")),
        ("differs", "/manifest_hash", |s| s["manifest_hash"] = json!("00".repeat(32))),
        ("differs", "/size", |s| s["size"] = json!(3)),
        ("differs", "/candidate", |s| s["candidate"] = json!("000124")),
        ("differs", "/candidate", |s| s["index"] = json!(1)),
        ("differs", "/candidate", |s| s["index"] = json!(9_007_199_254_740_991_u64)),
        ("differs", "/papers_root", |s| s["papers_root"] = json!("00".repeat(32))),
        ("differs", "/path", |s| s["paper_key"] = json!("00".repeat(32))),
        ("differs", "/path", |s| s["path"] = json!([])),
        ("differs", "/path", |s| s["path"].as_array_mut().unwrap().push(json!("00".repeat(32)))),
        // The first that fails is named: the form before what it is compared with, the manifest before the root.
        ("malformed", "/path", |s| (s["exam"], s["path"]) = (json!("EX-2"), Value::Null)),
        ("differs", "/size", |s| (s["size"], s["papers_root"]) = (json!(3), json!("00".repeat(32)))),
    ];
    for (code, place, change) in cases {
        let mut slip = vector_of("slip");
        change(&mut slip);
        let error = checked(&slip, Some(&root())).expect_err(place);
        assert_eq!(code_and_place(&error), (*code, Some(*place)), "{error}");
    }
    for key in vector_of("slip").as_object().unwrap().keys() {
        let mut slip = vector_of("slip");
        slip.as_object_mut().unwrap().remove(key);
        assert_eq!(code_and_place(&parse(&slip).unwrap_err()), ("missing", Some(format!("/{key}").as_str())));
    }
    for root in ["[]", "1", "null", "\"\""] {
        assert_eq!(code_and_place(&Slip::parse(root.as_bytes()).unwrap_err()), ("malformed", Some("")), "{root}");
    }
}

#[test]
fn without_the_posted_root_another_root_is_found_by_the_path_alone() {
    let mut slip = vector_of("slip");
    assert!(checked(&slip, None).is_ok());
    slip["papers_root"] = json!("00".repeat(32));
    assert_eq!(code_and_place(&checked(&slip, None).unwrap_err()), ("differs", Some("/path")));
}

#[test]
fn a_slip_cut_off_anywhere_is_refused() {
    let text = vector_of("slip").to_string();
    for length in 0..text.len() {
        assert_eq!(Slip::parse(&text.as_bytes()[..length]).unwrap_err().code(), "not-json", "{length}");
    }
}

#[test]
fn a_text_of_another_form_is_refused_where_it_fails() {
    let cases = [
        ("", TEXT.replace("000123.0", "000123.0.0")),
        ("", "#000123.0.2".to_owned()),
        ("", "https://exam.example".to_owned()),
        ("", TEXT.replace("/slip#", "/slips#")),
        ("", TEXT.replace("/draw/", "/x/draw/")),
        ("", TEXT.replace("https://exam.example", "")),
        ("", TEXT.replace("https://exam.example", "https://")),
        ("", TEXT.replace("https", "ftp")),
        ("/exam", TEXT.replace("EX-2026-001", "EX%202026")),
        ("/session", TEXT.replace("/S1/", "//")),
        ("/candidate", TEXT.replace("#000123", "#00012x")),
        ("/candidate", TEXT.replace("#000123", "#")),
        ("/index", TEXT.replace(".0.2.", ".00.2.")),
        ("/index", TEXT.replace(".0.2.", ".-0.2.")),
        ("/size", TEXT.replace(".0.2.", ".0.+2.")),
        ("/size", TEXT.replace(".0.2.", ".0.9007199254740992.")),
        ("/paper_key", TEXT.replace(".AsK0", ".AsK")),
        ("/paper_key", TEXT.replace("Gkg.", "Gkh.")),
        ("/paper_key", TEXT.replace("Gkg.", "Gkg=.")),
        ("/paper_key", TEXT.replace("XMFe", "+MFe")),
        ("/path", TEXT.replace("OArQ", "OAr")),
        ("/path", TEXT.to_owned() + "AAAA"),
        ("/path", TEXT.to_owned() + "\n"),
    ];
    for (place, text) in cases {
        assert_ne!(text, TEXT, "{place}");
        let error = Slip::from_text(&text, &manifest(), &root()).expect_err(&text);
        assert_eq!(code_and_place(&error), ("malformed", Some(place)), "{text}: {error}");
    }
    for (place, text) in [
        ("/exam", TEXT.replace("EX-2026-001", "EX-2026-002")),
        ("/session", TEXT.replace("/S1/", "/S2/")),
        ("/size", TEXT.replace(".0.2.", ".0.3.")),
        ("/candidate", TEXT.replace(".0.2.", ".1.2.")),
        ("/path", TEXT.replace("AIwV", "AIwW")),
        ("/path", TEXT.replace("AsK0", "AsK1")),
        ("/path", TEXT.rsplit_once('.').unwrap().0.to_owned() + "."),
    ] {
        let slip = Slip::from_text(&text, &manifest(), &root());
        let Ok(slip) = slip else { panic!("{text}: {slip:?}") };
        let error = slip.check(&manifest(), Some(&root())).expect_err(&text);
        assert_eq!(code_and_place(&error), ("differs", Some(place)), "{text}: {error}");
    }
}

#[test]
fn a_paper_key_is_not_shown() {
    let (slip, key) = (parse(&vector_of("slip")).unwrap(), "02c2b40638462fe5");
    assert!(!format!("{slip:?}").contains(key));
    let mut value = vector_of("slip");
    value["paper_key"] = json!(value["paper_key"].as_str().unwrap().to_owned() + "0");
    assert!(!parse(&value).unwrap_err().to_string().contains(key));
}
