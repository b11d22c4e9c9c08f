//! Importing sealed banks, and releasing their keys.

use std::path::Path;

use jiangheng::crypto::seal::SealingKey;
use jiangheng::crypto::{Signer as _, SigningKey};
use jiangheng::domain::account::Role;
use jiangheng::domain::bank::{Bank, PictureFile, Pictures, picture_names};
use jiangheng::formats::package::{Sealing, seal};
use jiangheng::formats::{blueprint, xlsx};
use jiangheng::services::actor::Grant;
use jiangheng::services::{Actor, Context, ServiceError, banks};

use crate::rows;
use crate::support::on_both;

/// The sample county's bank, sealed by `signer` under `item_key`.
pub fn sample(signer: &SigningKey, item_key: &SealingKey) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5");
    let sheets = xlsx::read(&std::fs::read(folder.join("bank.xlsx")).unwrap()).unwrap();
    let blueprint = blueprint::read(&std::fs::read(folder.join("blueprint.toml")).unwrap()).unwrap();
    let pictures: Pictures = picture_names(&sheets)
        .into_iter()
        .map(|name| (name.clone(), PictureFile::Bytes(std::fs::read(folder.join(name)).unwrap())))
        .collect();
    let bank = Bank::check(&sheets, &blueprint, &pictures).unwrap();
    let (id, version) = ("dg5".parse().unwrap(), "2026.1".parse().unwrap());
    let now = "2026-11-20T01:00:00Z".parse().unwrap();
    seal(&bank, &pictures, &Sealing { id, version, signer, item_key, now }).unwrap()
}

fn bureau(context: &Context, rank: &str, role: Role) -> Actor {
    let sql = format!(
        "INSERT INTO organisation (id, code, name, kind, rank) VALUES (7, '410000', '青禾县人社局', 'bureau', '{rank}')"
    );
    rows::run(&context.store, &sql).unwrap();
    Actor::account(1, "李敏".into(), 7, vec![Grant { role, organisation_id: 7, bureau: true }])
}

fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    match result.unwrap_err() {
        ServiceError::Refused(refusal) => refusal.code,
        ServiceError::Invalid(fields) => fields[0].code,
        ServiceError::NotPermitted { .. } => "not-permitted",
        ServiceError::NotFound(_) => "not-found",
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bank_is_imported_once_and_read_only_after_its_key_is_released() {
    on_both(|fixture| {
        let context = &fixture.context;
        let actor = bureau(context, "county", Role::BureauAdministrator);
        let item_key = SealingKey::new([5; 32]);
        let package = sample(&context.keys.bank, &item_key);
        let summary = banks::import(context, &actor, &package).unwrap();
        assert_eq!((summary.item_count, summary.key_released), (533, false));
        assert_eq!(code(banks::import(context, &actor, &package)), "bank-already-here");
        let again = sample(&context.keys.bank, &item_key);
        assert_eq!(code(banks::import(context, &actor, &again)), "bank-already-here");

        assert_eq!(code(banks::load(context, summary.id)), "bank-key-not-released");
        for (key, says) in [
            ("00".repeat(32), "bank-wrong-key"),
            ("not a key".into(), "bank-key-malformed"),
            ("05".repeat(31), "bank-key-malformed"),
        ] {
            assert_eq!(code(banks::release_key(context, &actor, summary.id, &key)), says);
        }
        assert_eq!(rows::number(&context.store, "SELECT COUNT(item_key_sealed) AS number FROM bank"), 0);
        let key = format!("{}\n", "05".repeat(32));
        assert!(banks::release_key(context, &actor, summary.id, &key).unwrap().key_released);
        assert_eq!(code(banks::release_key(context, &actor, summary.id, &key)), "bank-key-there");
        assert_eq!(code(banks::release_key(context, &actor, 99, &key)), "not-found");

        let open = banks::load(&fixture.reopened(), summary.id).unwrap();
        assert_eq!((open.bank.items().len(), open.package_digest), (533, summary.package_digest.clone()));
        let with_picture = open.bank.items().iter().find_map(|item| item.picture.as_ref()).unwrap();
        assert!(banks::load(context, summary.id).unwrap().picture(&with_picture.name).is_some());
        assert_eq!(banks::list(context, &actor).unwrap(), [banks::BankSummary { key_released: true, ..summary }]);
        let events = rows::texts(&context.store, "SELECT action AS said FROM audit_event ORDER BY id");
        assert_eq!(events, ["bank.import", "bank.release_key"]);
    });
}

#[test]
fn a_package_from_elsewhere_or_for_a_lesser_office_is_refused_and_leaves_nothing() {
    on_both(|fixture| {
        let context = &fixture.context;
        let actor = bureau(context, "township", Role::BureauAdministrator);
        let item_key = SealingKey::new([5; 32]);
        let package = sample(&context.keys.bank, &item_key);
        assert_eq!(code(banks::import(context, &actor, &package)), "bank-not-a-bureau");
        rows::run(&context.store, "UPDATE organisation SET rank = 'county', kind = 'centre'").unwrap();
        assert_eq!(code(banks::import(context, &actor, &package)), "bank-not-a-bureau");
        rows::run(&context.store, "UPDATE organisation SET kind = 'bureau'").unwrap();

        let stranger = SigningKey::from_seed(&[3; 32]);
        assert_ne!(stranger.public_key(), context.keys.bank.public_key());
        assert_eq!(code(banks::import(context, &actor, &sample(&stranger, &item_key))), "bank-untrusted-signer");
        assert_eq!(code(banks::import(context, &actor, &package[..package.len() / 2])), "bank-damaged");
        assert_eq!(code(banks::import(context, &actor, b"")), "bank-damaged");
        let mut altered = package.clone();
        altered[500] ^= 1;
        assert_eq!(code(banks::import(context, &actor, &altered)), "bank-damaged");

        let grant = Grant { role: Role::Examiner, organisation_id: 7, bureau: true };
        let examiner = Actor::account(2, "王考".into(), 7, vec![grant]);
        assert_eq!(code(banks::import(context, &examiner, &package)), "not-permitted");
        assert_eq!(code(banks::list(context, &examiner)), "not-permitted");
        for table in ["bank", "audit_event"] {
            assert_eq!(rows::number(&context.store, &format!("SELECT COUNT(*) AS number FROM {table}")), 0);
        }
    });
}
