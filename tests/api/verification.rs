//! What the public sees and takes away: look-ups, files that strangers can check, codes, lists, revocation.

use jiangheng::crypto::canonical;
use jiangheng::domain::credential::Ground;
use jiangheng::formats::keys::KeySet;
use jiangheng::formats::verify::{Evidence, Outcome, verify_code, verify_credential};
use jiangheng::services::verification::{self, Claim, Standing, look_up};
use jiangheng::services::{Actor, Context, ServiceError, award, log};

use crate::award::fixture::{SESSION, county, document, examiner, name, officer, run};
use crate::support::{Fixture, on_both};

const SERIAL: &str = "S000141000001265000001";

fn awarded(fixture: &Fixture) -> &Context {
    county(fixture, 2);
    let outcomes = award::award_session(&fixture.context, &officer(), SESSION).unwrap();
    assert!(outcomes.iter().all(|one| one.awarded), "{outcomes:?}");
    &fixture.context
}

#[test]
fn a_serial_alone_shows_nothing_and_unknown_and_wrong_get_the_same_answer() {
    on_both(|fixture| {
        let context = awarded(fixture);
        let client = format!("same-answer {}", fixture.url);
        let wrong = Claim::Name("林青木".into());
        let known = look_up(context, SERIAL, &wrong, &client).unwrap();
        let unknown = look_up(context, "S000141000001265999999", &wrong, &client).unwrap();
        assert_eq!(known.standing, Standing::Unknown);
        assert!(known.fields.is_empty() && known.checks.is_empty());
        assert_eq!((known.standing, known.checks, known.fields), (unknown.standing, unknown.checks, unknown.fields));
        for nonsense in ["", "'; DROP TABLE certificate", "Ｓ０００１"] {
            assert_eq!(
                look_up(context, nonsense, &wrong, &format!("{client} {nonsense}")).unwrap().standing,
                Standing::Unknown
            );
        }
    });
}

#[test]
fn whoever_knows_the_name_or_the_last_four_sees_masked_signed_fields() {
    on_both(|fixture| {
        let context = awarded(fixture);
        let tail = document(1).tail().to_owned();
        for claim in
            [Claim::Name(name(1)), Claim::Tail(tail.clone()), Claim::Tail(format!(" {} ", tail.to_lowercase()))]
        {
            let seen = look_up(context, "s 0001 41 000001 26 5 000001", &claim, "holder").unwrap();
            assert_eq!(seen.standing, Standing::Good, "{:?}", seen.checks);
            let value = |label: &str| seen.fields.iter().find(|field| field.label == label).unwrap().value.clone();
            assert_eq!(value("name"), "林＊禾");
            assert_eq!(value("identity"), format!("＊＊＊＊ {tail}"));
            assert_eq!(value("serial"), "S 0001 41 000001 26 5 000001");
            assert!(!serde_json::to_string(&seen).unwrap().contains(&name(1)));
        }
    });
}

#[test]
fn a_guesser_waits_and_a_right_answer_from_elsewhere_does_not() {
    on_both(|fixture| {
        let context = awarded(fixture);
        let guesser = format!("guesser {}", fixture.url);
        let wrong = |number: u32| look_up(context, SERIAL, &Claim::Tail(format!("{number:04}")), &guesser);
        let busy = (0..20).map(wrong).find_map(Result::err).unwrap();
        let ServiceError::Busy { retry_after } = busy else { panic!("{busy:?}") };
        assert!((1..=60).contains(&retry_after));
        let right = look_up(context, SERIAL, &Claim::Name(name(1)), "a client without wrong answers").unwrap();
        assert_eq!(right.standing, Standing::Good);
        fixture.go_to("2026-11-23T01:30:00Z");
        assert_eq!(look_up(context, SERIAL, &Claim::Name(name(1)), &guesser).unwrap().standing, Standing::Good);
    });
}

#[test]
fn the_files_of_an_award_hold_for_a_stranger_with_all_evidence() {
    on_both(|fixture| {
        let context = awarded(fixture);
        let bytes = |value: &serde_json::Value| canonical::to_jcs(value);
        let keys_json = bytes(&verification::keys_json(context).unwrap());
        assert_eq!(keys_json, bytes(&verification::keys_json(context).unwrap()), "signed once, served often");
        let root = context.keys.root.as_ref().map(jiangheng::crypto::Signer::public_key);
        let keys = KeySet::open(&keys_json, root.as_ref(), context.now(), None).unwrap();
        let certificate = bytes(&verification::certificate_json(context, SERIAL).unwrap());
        let log = verification::log_proof(context, SERIAL).unwrap();
        let lists =
            ["revocation", "suspension"].map(|purpose| bytes(&verification::status_list(context, 0, purpose).unwrap()));
        let code = verification::qr_text(context, SERIAL).unwrap();
        let evidence = Evidence { log: Some(&log), status: &lists };
        for report in [
            verify_credential(&certificate, &keys, context.now(), evidence),
            verify_code(&code, &keys, context.now(), evidence),
        ] {
            assert!(report.checks.iter().all(|check| check.outcome == Outcome::Held), "{:?}", report.checks);
        }
        assert!(verification::qr_svg(context, SERIAL).unwrap().starts_with("<svg xmlns"));
        assert!(log::newest_checkpoint(context).unwrap().starts_with("exam.example.org/log\n2\n"));
        assert!(verification::json_ld_context("jiangheng-v1.jsonld").is_some());
        assert!(verification::json_ld_context("../Cargo.toml").is_none());
        let view = verification::certificate(context, SERIAL).unwrap();
        assert_eq!((view.name, view.theory.as_str(), view.log_index), (name(1), "82.50", 0));
        if let Some(folder) = std::env::var_os("JIANGHENG_EXPORT") {
            let [revocation, suspension] = &lists;
            for (name, content) in [
                ("certificate.json", &certificate),
                ("keys.json", &keys_json),
                ("revocation.json", revocation),
                ("suspension.json", suspension),
                ("certificate.tlog-proof", &log.clone().into_bytes()),
            ] {
                std::fs::write(std::path::Path::new(&folder).join(name), content).unwrap();
            }
        }
    });
}

#[test]
fn a_scanned_code_answers_from_the_live_state_and_a_foreign_one_does_not() {
    on_both(|fixture| {
        let context = awarded(fixture);
        let code = verification::qr_text(context, SERIAL).unwrap();
        let seen = verification::verify_qr_online(context, &code).unwrap();
        assert_eq!((seen.standing, seen.serial.as_str()), (Standing::Good, SERIAL));
        for wrong in ["", "#12", &format!("{code}1")] {
            let seen = verification::verify_qr_online(context, wrong).unwrap();
            assert_eq!(seen.standing, Standing::Altered, "{wrong}");
            assert!(seen.fields.is_empty());
        }
        verification::revoke(context, &officer(), SERIAL, Ground::ForgedPaper, "试卷系伪造").unwrap();
        assert_eq!(verification::verify_qr_online(context, &code).unwrap().standing, Standing::Revoked);
    });
}

#[test]
fn revocation_is_final_logged_listed_and_needs_a_reason_and_the_right() {
    on_both(|fixture| {
        let context = awarded(fixture);
        let revoke = |actor: &Actor, serial: &str, reason: &str| {
            verification::revoke(context, actor, serial, Ground::ForgedEligibility, reason)
        };
        assert!(matches!(revoke(&examiner(), SERIAL, "x"), Err(ServiceError::NotPermitted { .. })));
        assert!(matches!(revoke(&officer(), SERIAL, " "), Err(ServiceError::Invalid(_))));
        assert!(matches!(revoke(&officer(), "S000141000001265000009", "x"), Err(ServiceError::NotFound(_))));
        verification::suspend(context, &officer(), SERIAL, "正在核查").unwrap();
        let claim = Claim::Name(name(1));
        assert_eq!(look_up(context, SERIAL, &claim, "x").unwrap().standing, Standing::Suspended);
        verification::reinstate(context, &officer(), SERIAL, "核查无误").unwrap();
        assert_eq!(look_up(context, SERIAL, &claim, "x").unwrap().standing, Standing::Good);
        revoke(&officer(), SERIAL, "工作证明系伪造").unwrap();
        let seen = look_up(context, SERIAL, &claim, "x").unwrap();
        assert_eq!((seen.standing, seen.ground.as_deref()), (Standing::Revoked, Some("forged_eligibility")));
        for again in [
            revoke(&officer(), SERIAL, "again"),
            verification::reinstate(context, &officer(), SERIAL, "again"),
            verification::suspend(context, &officer(), SERIAL, "again"),
        ] {
            assert!(matches!(again, Err(ServiceError::Refused(refusal)) if refusal.code == "certificate-state"));
        }
        let ops: Vec<_> = log::leaves(context, 0, 10).unwrap().into_iter().map(|leaf| leaf.leaf).collect();
        assert_eq!(ops.len(), 5);
        for (leaf, op) in ops.iter().zip(["issue", "issue", "suspend", "reinstate", "revoke"]) {
            assert!(leaf.contains(&format!("\"op\":\"{op}\"")) && !leaf.contains("林"), "{leaf}");
        }
        let keys =
            KeySet::open(&canonical::to_jcs(&verification::keys_json(context).unwrap()), None, context.now(), None)
                .unwrap();
        let list = [canonical::to_jcs(&verification::status_list(context, 0, "revocation").unwrap())];
        let verify = |serial: &str| {
            let bytes = canonical::to_jcs(&verification::certificate_json(context, serial).unwrap());
            verify_credential(&bytes, &keys, context.now(), Evidence { log: None, status: &list })
        };
        assert_eq!(verify(SERIAL).verdict(), "refused: revocation");
        assert!(verify("S000141000001265000002").passed());
        for (list, purpose) in [(1, "revocation"), (0, "theft"), (-1, "revocation"), (i64::MAX, "suspension")] {
            assert!(matches!(
                verification::status_list(context, list, purpose),
                Err(ServiceError::NotFound("status list"))
            ));
        }
    });
}

#[test]
fn a_document_altered_in_the_store_is_called_altered() {
    on_both(|fixture| {
        let context = awarded(fixture);
        run(context, &["UPDATE certificate SET document = REPLACE(document, '82.50', '92.50')"]);
        let seen = look_up(context, SERIAL, &Claim::Name(name(1)), "x").unwrap();
        assert_eq!(seen.standing, Standing::Altered);
        assert!(seen.fields.is_empty());
    });
}

#[test]
fn an_unfinished_certificate_is_unknown_to_the_public() {
    on_both(|fixture| {
        county(fixture, 1);
        let context = &fixture.context;
        award::record(context, &officer(), 1).unwrap();
        assert_eq!(look_up(context, SERIAL, &Claim::Name(name(1)), "x").unwrap().standing, Standing::Unknown);
        assert!(matches!(verification::certificate_json(context, SERIAL), Err(ServiceError::NotFound(_))));
        assert!(matches!(log::newest_checkpoint(context), Err(ServiceError::NotFound("checkpoint"))));
    });
}
