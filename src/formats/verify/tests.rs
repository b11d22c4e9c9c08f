//! One certificate of a synthetic county, with every form and file of it, and every way to change it.

use std::path::PathBuf;

use serde_json::json;

use super::super::keys;
use super::super::qr::{self, Claims};
use super::super::status_list::{ListFacts, StatusList};
use super::super::tlog::{self, Checkpoint};
use super::super::vc::ProofOptions;
use super::*;
use crate::crypto::{Signer as _, SigningKey, multikey};
use crate::domain::credential::{Award, document, sample};
use crate::domain::merkle;

fn seeded(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Everything that exists of one award.
struct Issued {
    keys: KeySet,
    certificate: Value,
    code: Vec<u8>,
    log: String,
    lists: Vec<Vec<u8>>,
}

const LOG_INDEX: u64 = 5;

fn issue(award: &Award) -> Issued {
    issue_seen(award, "2026-04-30T03:00:00Z")
}

fn issue_seen(award: &Award, seen: &str) -> Issued {
    let (log_key, witness_key, key) = (seeded(1), seeded(2), seeded(3));
    let keys = keys::sample([3; 32]);
    let claims = Claims::of(award, LOG_INDEX);
    let unsigned = document(award);
    let leaf = Leaf {
        op: Operation::Issue,
        serial: Some(award.serial.clone()),
        kind: Some(award.kind),
        day: award.issued,
        kid: Some(key.public_key().kid()),
        doc: canonical::digest(&unsigned),
        qr: Some(claims.digest(key.public_key().kid())),
    };
    let mut leaves: Vec<Vec<u8>> = (0..9u8).map(|number| vec![number]).collect();
    leaves[5] = leaf.to_bytes();
    let hashes: Vec<Digest> = leaves.iter().map(|leaf| merkle::leaf_hash(leaf)).collect();
    let head = Checkpoint { origin: keys.log.name.clone(), size: 9, root: merkle::root(&hashes) };
    let note = tlog::sign(&head, &log_key);
    let cosigned = tlog::cosign(&note, &keys.witnesses[0].name, &witness_key, at(seen)).unwrap();
    let proof = LogProof {
        leaf: leaf.to_bytes(),
        index: LOG_INDEX,
        path: merkle::inclusion_proof(&hashes, 5).unwrap(),
        checkpoint: tlog::append_cosignature(&note, &cosigned),
    };
    let options = ProofOptions { created: award.recorded_at, verification_method: keys.keys[0].id.clone() };
    let list = |purpose, set: Vec<u32>| {
        let facts = ListFacts {
            host: award.host.clone(),
            issuer_id: award.issuer_id.clone(),
            purpose,
            list: award.status_list,
            valid_from: at("2026-05-06T00:00:00Z"),
            valid_until: at("2026-05-07T00:00:00Z"),
        };
        let list = status_list::document(&StatusList::with(set), &facts);
        canonical::to_jcs(&vc::sign(&list, &options, &key).unwrap())
    };
    Issued {
        certificate: vc::sign(&unsigned, &options, &key).unwrap(),
        code: claims.sign(&key),
        log: proof.to_text(),
        lists: vec![list(Purpose::Revocation, vec![7]), list(Purpose::Suspension, vec![])],
        keys,
    }
}

fn now() -> Timestamp {
    at("2026-05-06T01:00:00Z")
}

impl Issued {
    fn evidence(&self) -> Evidence<'_> {
        Evidence { log: Some(&self.log), status: &self.lists }
    }

    fn verify(&self) -> Report {
        verify_credential(&canonical::to_jcs(&self.certificate), &self.keys, now(), self.evidence())
    }

    fn verify_code(&self) -> Report {
        let text = qr::text("exam.example", &self.code).unwrap();
        verify_code(&text, &self.keys, now(), self.evidence())
    }
}

fn failed(report: &Report) -> Vec<&'static str> {
    report.checks.iter().filter(|check| check.outcome == Outcome::Failed).map(|check| check.code).collect()
}

fn leaves(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(i, item)| leaves(item, format!("{at}/{i}"), out)),
        Value::Object(fields) => fields.iter().for_each(|(key, item)| leaves(item, format!("{at}/{key}"), out)),
        _ => out.push(at),
    }
}

#[test]
fn every_leaf_of_a_certificate_changed_or_removed_is_refused_with_the_key_file_alone() {
    let issued = issue(&sample());
    let alone =
        |value: &Value| verify_credential(&canonical::to_jcs(value), &issued.keys, now(), Evidence::default()).passed();
    assert!(alone(&issued.certificate));
    let mut all = Vec::new();
    leaves(&issued.certificate, String::new(), &mut all);
    assert!(all.len() > 70, "{}", all.len());
    for pointer in &all {
        let mut variants = Vec::new();
        match issued.certificate.pointer(pointer).unwrap() {
            Value::String(text) => {
                variants.push(json!(format!("{text}0")));
                variants.push(json!(text.chars().skip(1).collect::<String>()));
                variants.push(json!(text.to_uppercase() + " "));
                variants.push(Value::Null);
            }
            Value::Number(number) => variants.push(json!(number.as_i64().unwrap() + 1)),
            Value::Bool(flag) => variants.push(json!(!flag)),
            _ => {}
        }
        assert!(!variants.is_empty());
        for variant in variants {
            let mut changed = issued.certificate.clone();
            *changed.pointer_mut(pointer).unwrap() = variant.clone();
            assert!(!alone(&changed), "{pointer} → {variant}");
        }
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut removed = issued.certificate.clone();
        match removed.pointer_mut(parent).unwrap() {
            Value::Object(fields) => drop(fields.remove(key)),
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            _ => unreachable!(),
        }
        assert!(!alone(&removed), "{pointer} removed");
    }
    for parent in ["", "/credentialSubject", "/proof", "/credentialStatus/0", "/issuer"] {
        let mut added = issued.certificate.clone();
        added.pointer_mut(parent).unwrap()["extra"] = json!("x");
        assert!(!alone(&added), "{parent}/extra");
    }
}

#[test]
fn text_with_two_meanings_is_refused() {
    let issued = issue(&sample());
    let text = String::from_utf8(canonical::to_jcs(&issued.certificate)).unwrap();
    for (changed, code) in [
        (text.replacen("\"skillLevel\":5", "\"skillLevel\":5,\"skillLevel\":1", 1), "json"),
        (text.replacen("\"skillLevel\":5", "\"skillLevel\":5.0", 1), "json"),
        (format!("{text}{{}}"), "json"),
        (String::new(), "json"),
        (
            text.replacen("\"proof\":{", "\"proof\":[{", 1).replacen("},\"type\":[\"Ver", "}],\"type\":[\"Ver", 1),
            "proof",
        ),
        ("[]".into(), "proof"),
    ] {
        let report = verify_credential(changed.as_bytes(), &issued.keys, now(), Evidence::default());
        assert!(failed(&report).contains(&code), "{code}: {:?}", report.checks);
    }
}

#[test]
fn with_all_evidence_every_check_of_both_forms_holds() {
    let issued = issue(&sample());
    for report in [issued.verify(), issued.verify_code()] {
        assert!(report.checks.iter().all(|check| check.outcome == Outcome::Held), "{:?}", report.checks);
        assert_eq!(report.verdict(), "signature valid; status as of 2026-05-06T00:00:00Z");
        assert!(report.signed.contains(&("serial", "S 0001 99 000001 26 5 000317".into())));
    }
    let alone = verify_credential(&canonical::to_jcs(&issued.certificate), &issued.keys, now(), Evidence::default());
    assert!(alone.passed());
    assert_eq!(alone.verdict(), "signature valid; status not checked");
    let open: Vec<_> = alone.checks.iter().filter(|c| c.outcome == Outcome::NotChecked).map(|c| c.code).collect();
    assert_eq!(open, ["log", "revocation", "suspension"]);
}

#[test]
fn another_issuer_host_or_unknown_key_is_refused() {
    let issued = issue(&sample());
    let with = |change: fn(&mut KeySet)| {
        let mut other = issue(&sample());
        change(&mut other.keys);
        (failed(&other.verify()), failed(&other.verify_code()))
    };
    assert!(issued.verify().passed());
    assert_eq!(with(|keys| keys.issuer.id.push('0')).0, ["issuer", "revocation", "suspension"]);
    assert_eq!(with(|keys| keys.issuer.number = 2).1, ["issuer"]);
    assert_eq!(with(|keys| keys.host = "other.example".into()).0, ["context"]);
    assert_eq!(with(|keys| keys.keys.clear()), (vec!["key"], vec!["key"]));
    let (document, code) = with(|keys| {
        let other = seeded(4).public_key();
        keys.keys[0].key = other;
    });
    assert_eq!((document, code), (vec!["signature"], vec!["key"]));
}

#[test]
fn a_key_that_was_not_active_or_is_compromised_is_refused() {
    let with = |change: fn(&mut keys::Key)| {
        let mut issued = issue(&sample());
        issued.lists.clear();
        change(&mut issued.keys.keys[0]);
        let text = qr::text("exam.example", &issued.code).unwrap();
        let bytes = canonical::to_jcs(&issued.certificate);
        [
            failed(&issued.verify()),
            failed(&issued.verify_code()),
            failed(&verify_credential(&bytes, &issued.keys, now(), Evidence::default())),
            failed(&verify_code(&text, &issued.keys, now(), Evidence::default())),
        ]
    };
    let none = Vec::<&str>::new();
    assert!(with(|key| key.from = at("2026-05-01T00:00:00Z")).iter().all(|f| f == &["key"]));
    assert!(
        with(|key| (key.state, key.until) = (KeyState::Retired, Some(at("2026-04-29T00:00:00Z"))))
            .iter()
            .all(|f| f == &["key"])
    );
    assert!(
        with(|key| (key.state, key.until) = (KeyState::Retired, Some(at("2026-05-02T00:00:00Z"))))
            .iter()
            .all(|f| *f == none)
    );
    let compromised = with(|key| key.state = KeyState::Compromised { trusted_size: LOG_INDEX });
    assert!(compromised.iter().all(|f| f == &["key"]));
    let before = with(|key| key.state = KeyState::Compromised { trusted_size: LOG_INDEX + 1 });
    assert_eq!(before, [none.clone(), none, vec!["key"], vec!["key"]], "only the log shows that it was before");
}

#[test]
fn another_leaf_a_late_witness_or_none_is_refused() {
    let mut issued = issue(&sample());
    let mut other = sample();
    other.nonce = [0; 8];
    other.uuid = uuid::Uuid::nil();
    issued.log = issue(&other).log;
    assert_eq!((failed(&issued.verify()), failed(&issued.verify_code())), (vec!["log"], vec!["log"]));
    for (seen, refused) in [
        ("2026-04-29T15:59:59Z", true),
        ("2026-04-29T16:00:00Z", false),
        ("2026-05-03T15:59:59Z", false),
        ("2026-05-03T16:00:00Z", true),
    ] {
        let report = issue_seen(&sample(), seen).verify();
        assert_eq!(failed(&report), if refused { vec!["witness"] } else { vec![] }, "{seen}");
    }
    let mut unwitnessed = issue(&sample());
    unwitnessed.keys.witnesses.clear();
    assert_eq!(failed(&unwitnessed.verify()), ["witness"]);
    let mut garbled = issue(&sample());
    garbled.log = garbled.log.replace("index 5", "index 4");
    assert_eq!(failed(&garbled.verify()), ["log"]);
}

#[test]
fn a_revoked_suspended_stale_or_foreign_status_is_refused() {
    let good = issue(&sample());
    let bytes = canonical::to_jcs(&good.certificate);
    for (instant, codes) in [
        ("2026-05-05T23:59:59Z", vec!["revocation", "suspension"]),
        ("2026-05-07T00:00:00Z", vec!["revocation", "suspension"]),
    ] {
        assert_eq!(failed(&verify_credential(&bytes, &good.keys, at(instant), good.evidence())), codes);
    }
    let mut revoked = sample();
    revoked.status_index = 7;
    let revoked = issue(&revoked).verify();
    assert_eq!(failed(&revoked), ["revocation"]);
    assert_eq!(revoked.verdict(), "refused: revocation");
    let mut foreign = sample();
    foreign.status_list = 1;
    let mut issued = issue(&sample());
    issued.lists = issue(&foreign).lists;
    assert_eq!(failed(&issued.verify()), ["status", "status"]);
    issued.lists = vec![b"{}".to_vec()];
    assert_eq!(failed(&issued.verify()), ["status"]);
}

#[test]
fn a_certificate_dated_to_come_is_refused() {
    let issued = issue(&sample());
    let bytes = canonical::to_jcs(&issued.certificate);
    let report = verify_credential(&bytes, &issued.keys, at("2026-04-29T15:00:00Z"), Evidence::default());
    assert_eq!(failed(&report), ["dates"]);
}

/// The vectors that independent implementations check (`tests/interop`). Frozen: a change here changes what is signed.
/// `JIANGHENG_WRITE_VECTORS=1` writes them anew.
#[test]
fn the_published_vectors_are_what_we_sign() {
    let issued = issue(&sample());
    let root = seeded(9);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/credential");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap() + "\n";
    let code = qr::text("exam.example", &issued.code).unwrap() + "\n";
    let note = format!("{}\n", multikey::encode_key(&root.public_key()));
    for (name, content) in [
        ("certificate.json", text(canonical::to_jcs(&issued.certificate))),
        ("certificate.tlog-proof", issued.log.clone()),
        ("keys.json", text(issued.keys.sign(&root).unwrap())),
        ("qr.txt", code),
        ("root.txt", note),
        ("revocation.json", text(issued.lists[0].clone())),
        ("suspension.json", text(issued.lists[1].clone())),
    ] {
        let path = folder.join(name);
        if std::env::var_os("JIANGHENG_WRITE_VECTORS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &content).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content, "{name}");
    }
}
