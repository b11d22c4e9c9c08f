//! The secret file, its QR text and the receipt: made, read, refused, and never shown.

use jiangheng::domain::draw::{DrawError, Manifest, Receipt, SecretFile};
use jiff::Timestamp;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::altered::{all_places, alterations};
use super::{vector_evidence, vector_of};

const COMMITMENT: &str = "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0";

/// The text in the specification.
fn text() -> String {
    format!("EXAM-SEED-SECRET/V1:EX-2026-001:S1:bureau:{}", "01".repeat(32))
}

fn secret() -> SecretFile {
    SecretFile::new("EX-2026-001", "S1", "bureau", Zeroizing::new([1; 32])).unwrap()
}

fn parse(value: &Value) -> Result<SecretFile, DrawError> {
    SecretFile::parse(value.to_string().as_bytes())
}

fn code_and_place(error: &DrawError) -> (&str, Option<&str>) {
    (error.code(), error.path())
}

#[test]
fn the_vector_is_made_and_reads_back_in_both_forms() {
    let file = secret().file();
    assert_eq!(serde_json::from_slice::<Value>(&file).unwrap(), vector_of("secret"));
    assert_eq!(file.as_slice().last(), Some(&b'\n'));
    assert_eq!(secret().qr_text().as_str(), text());
    assert_eq!(hex::encode(secret().commitment()), COMMITMENT);
    for form in [file.to_vec(), text().into_bytes()] {
        assert_eq!(SecretFile::from_either(&form).unwrap(), secret());
    }
}

#[test]
fn every_altered_value_of_a_secret_file_is_found() {
    let vector = vector_of("secret");
    let mut tried = 0;
    for place in all_places(&vector) {
        for other in alterations(vector.pointer(&place).unwrap()) {
            let mut altered = vector.clone();
            *altered.pointer_mut(&place).unwrap() = other.clone();
            let error = parse(&altered).expect_err(&format!("{other} at {place}"));
            // What has the right form gives another commitment.
            let wrong = code_and_place(&error) == ("wrong-secret", Some("/secret"));
            assert!(wrong || error.path().unwrap().starts_with(&place), "{other} at {place}: {error}");
            assert!(!error.to_string().contains(&"01".repeat(8)), "{error}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
    for key in vector.as_object().unwrap().keys() {
        let mut altered = vector.clone();
        altered.as_object_mut().unwrap().remove(key);
        assert_eq!(code_and_place(&parse(&altered).unwrap_err()), ("missing", Some(format!("/{key}").as_str())));
        altered = vector.clone();
        altered[format!("{key}2")] = json!(1);
        let place = format!("/{key}2");
        assert_eq!(code_and_place(&parse(&altered).unwrap_err()), ("unknown-key", Some(place.as_str())));
    }
}

#[test]
fn each_field_has_its_code_and_place() {
    let cases = [
        ("other-spec", "/spec", "spec", json!("exam-seed-secret/v2")),
        ("malformed", "/exam", "exam", json!("考试")),
        ("malformed", "/session", "session", json!("")),
        ("malformed", "/contributor", "contributor", json!("the bureau")),
        ("malformed", "/secret", "secret", json!("01".repeat(33))),
        ("malformed", "/secret", "secret", json!("AB".repeat(32))),
        ("malformed", "/secret", "secret", json!([1, 1, 1])),
        ("malformed", "/commitment", "commitment", json!("84ae")),
        ("wrong-secret", "/secret", "secret", json!("02".repeat(32))),
        ("wrong-secret", "/secret", "commitment", json!("84".repeat(32))),
        ("wrong-secret", "/secret", "session", json!("S2")),
    ];
    for (code, place, key, value) in cases {
        let mut file = vector_of("secret");
        file[key] = value;
        let error = parse(&file).expect_err(place);
        assert_eq!(code_and_place(&error), (code, Some(place)), "{error}");
    }
    let file = vector_of("secret").to_string();
    for length in 0..file.len() {
        assert_eq!(SecretFile::parse(&file.as_bytes()[..length]).unwrap_err().code(), "not-json", "{length}");
    }
}

#[test]
fn a_qr_text_of_another_form_is_refused_where_it_fails_and_not_shown() {
    let cases = [
        ("", text().replace("V1:", "V2:")),
        ("", text().to_lowercase()),
        ("", text().replace(":bureau:", ":")),
        ("", text() + ":"),
        ("", format!(" {}", text())),
        ("/exam", text().replace("EX-2026-001", "EX 1")),
        ("/session", text().replace(":S1:", "::")),
        ("/contributor", text().replace("bureau", "局")),
        ("/secret", text() + "01"),
        ("/secret", text() + "\n"),
        ("/secret", text().replace("0101", "01 01")),
        ("/secret", text().replace("0101", "ABAB")),
        ("/secret", text().replace(&"01".repeat(32), "")),
    ];
    for (place, text) in cases {
        let error = SecretFile::from_qr(&text).expect_err(&text);
        assert_eq!(code_and_place(&error), ("malformed", Some(place)), "{text}: {error}");
        assert!(!error.to_string().contains("0101"), "{error}");
    }
    // Any other secret is another secret: a QR text holds no commitment.
    let other = SecretFile::from_qr(&text().replace("0101", "0201")).unwrap();
    assert_ne!(hex::encode(other.commitment()), COMMITMENT);
}

#[test]
fn a_secret_is_not_shown_by_debug() {
    let shown = format!("{:?}", secret());
    assert!(!shown.contains("0101") && !shown.contains("1, 1"), "{shown}");
    assert!(shown.contains(COMMITMENT) && shown.contains("bureau"), "{shown}");
}

#[test]
fn a_receipt_is_for_a_commitment_of_the_manifest() {
    let manifest = Manifest::from_value(vector_evidence()["manifest"].take()).unwrap();
    let at: Timestamp = "2026-12-05T02:00:00Z".parse().unwrap();
    let receipt = Receipt {
        exam: "EX-2026-001".into(),
        session: "S1".into(),
        contributor: "bureau".into(),
        body: "县公证处".into(),
        custodian: "周正".into(),
        commitment: secret().commitment(),
        received_at: at,
    };
    receipt.check(&manifest).unwrap();
    let value = json!({
        "spec": "exam-seed-receipt/v1", "exam": "EX-2026-001", "session": "S1", "contributor": "bureau",
        "body": "县公证处", "custodian": "周正", "commitment": COMMITMENT, "received_at": "2026-12-05T02:00:00Z",
    });
    assert_eq!(receipt.value(), value);
    assert_eq!(Receipt::parse(value.to_string().as_bytes()).unwrap(), receipt);

    let cases = [
        ("other-spec", "/spec", "spec", json!("exam-seed-secret/v1")),
        ("unknown-key", "/secret", "secret", json!("01".repeat(32))),
        ("malformed", "/exam", "exam", json!(1)),
        ("malformed", "/custodian", "custodian", json!("")),
        ("malformed", "/body", "body", json!("字".repeat(101))),
        ("malformed", "/commitment", "commitment", json!("84AE")),
        ("malformed", "/received_at", "received_at", json!("2026-12-05 02:00:00Z")),
        ("differs", "/exam", "exam", json!("EX-2026-002")),
        ("differs", "/session", "session", json!("S2")),
        ("not-a-contributor", "/contributor", "contributor", json!("guild")),
        ("differs", "/commitment", "contributor", json!("union")),
        ("differs", "/commitment", "commitment", json!("00".repeat(32))),
    ];
    for (code, place, key, changed) in cases {
        let mut value = value.clone();
        value[key] = changed;
        let checked = Receipt::parse(value.to_string().as_bytes()).and_then(|receipt| receipt.check(&manifest));
        let error = checked.expect_err(place);
        assert_eq!(code_and_place(&error), (code, Some(place)), "{error}");
    }
}
