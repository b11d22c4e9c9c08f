//! A process that dies between any two steps of an award: the next one carries it through with the identical bytes.

use std::process::Command;

use jiangheng::crypto::Signer as _;
use jiangheng::formats::issuance;
use jiangheng::services::award::{self, Facts};
use jiangheng::services::{Context, issuer, log};
use jiangheng::store::certificates;

use super::fixture::{SESSION, county, elsewhere, officer, text};
use crate::support::{START, on_both};

/// Tells a child process what to do: address, keys, registration, how many steps before it dies.
const CHILD: &str = "JIANGHENG_TEST_CHILD";

#[test]
fn an_award_that_died_after_any_step_is_carried_through_once_with_the_same_bytes() {
    on_both(|fixture| {
        county(fixture, 6);
        for steps in 0..6 {
            let keys = fixture.folder.path().join("keys");
            let task = format!("{}\n{}\n{}\n{steps}", fixture.url, keys.display(), steps + 1);
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["award::crash::a_child_dies_between_steps", "--exact", "--nocapture"])
                .env(CHILD, task)
                .output()
                .unwrap();
            assert!(!child.status.success(), "the child was to die");
            assert!(String::from_utf8_lossy(&child.stderr).contains("dying as told"), "{child:?}");
            let expected = ["recorded", "linted", "logged", "signed", "verified", "published"][steps as usize];
            let context = fixture.reopened();
            let sql = format!("SELECT step FROM certificate WHERE registration_id = {}", steps + 1);
            assert_eq!(text(&context, &sql), expected);

            award::resume(&context).unwrap();
            assert_eq!(text(&context, "SELECT COUNT(*) FROM certificate"), (steps + 1).to_string());
            assert_eq!(text(&context, "SELECT COUNT(*) FROM log_leaf"), (steps + 1).to_string());
            same_bytes_as_never_interrupted(&context, steps + 1);
        }
        let outcomes = award::award_session(&fixture.context, &officer(), SESSION).unwrap();
        let serials: Vec<_> = outcomes.into_iter().map(|one| one.serial.unwrap()).collect();
        let gapless: Vec<_> = (1..=6).map(|number| format!("S000141000001265{number:06}")).collect();
        assert_eq!(serials, gapless);
        assert_eq!(text(&fixture.context, "SELECT COUNT(*) FROM outbox"), "6");
        assert_eq!(text(&fixture.context, "SELECT COUNT(*) FROM certificate_event"), "6");
    });
}

fn same_bytes_as_never_interrupted(context: &Context, registration: i64) {
    let row = context.store.read(|c| certificates::of_registration(c, registration)).unwrap().unwrap();
    assert_eq!((row.step.as_str(), row.state.as_str()), ("published", "live"));
    let facts: Facts = serde_json::from_str(&row.facts).unwrap();
    let (key, index) = (&context.keys.issuing, row.leaf_index.unwrap());
    let method = issuer::verification_method(&facts.award.host, &key.public_key());
    let whole = issuance::issue(&facts.award, index as u64, &method, key).unwrap();
    assert_eq!(row.document.as_bytes(), whole.certificate);
    assert_eq!(row.qr, hex::encode(whole.code));
    let leaf = issuance::leaf(&facts.award, index as u64, &key.public_key());
    assert_eq!(log::leaves(context, index, index + 1).unwrap()[0].leaf.as_bytes(), leaf.to_bytes());
}

/// Does nothing in an ordinary run: the test above starts this program again, with this name and a task.
#[test]
fn a_child_dies_between_steps() {
    let Ok(task) = std::env::var(CHILD) else { return };
    let mut lines = task.lines();
    let mut next = || lines.next().unwrap().to_owned();
    let (url, keys, registration, steps) = (next(), next(), next(), next());
    let context = elsewhere(&url, keys.as_ref(), START);
    let id = award::record(&context, &officer(), registration.parse().unwrap()).unwrap();
    for _ in 0..steps.parse::<u32>().unwrap() {
        award::advance(&context, id).unwrap();
    }
    eprintln!("dying as told");
    std::process::abort();
}
