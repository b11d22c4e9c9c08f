//! Papers in print: not before the opening, the very papers of the hall, the key apart; on both databases.

use std::io::{Cursor, Read as _};
use std::process::Command;

use jiangheng::crypto::Digest;
use jiangheng::domain::account::Role;
use jiangheng::domain::draw::{Manifest, Master, Reveals, sheet_code_fits};
use jiangheng::services::actor::Grant;
use jiangheng::services::ceremony::{self, DEMO_BEACON_VALUE, DEMO_EVENT};
use jiangheng::services::printing;
use jiangheng::services::sittings;
use jiangheng::services::{Actor, Context, ServiceError};
use jiangheng::store::StoreError;
use jiangheng::store::schema::{audit_event, print_file};

use diesel::prelude::*;
use serde_json::{Value, json};

use crate::draw::fixture::{County, EXAM, opening, refusal};
use crate::support::on_both;

fn with(county: &County<'_>, role: Role, organisation_id: i64) -> Actor {
    let grant = Grant { role, organisation_id, bureau: organisation_id == county.admin.organisation_id };
    Actor::account(county.admin.account_id, role.to_string(), organisation_id, vec![grant])
}

fn events(context: &Context, action: &str) -> Vec<String> {
    context
        .store
        .read::<_, StoreError>(|connection| {
            let of = audit_event::table.filter(audit_event::action.eq(action)).order(audit_event::id);
            Ok(of.select(audit_event::detail).load(connection)?)
        })
        .unwrap()
}

fn state(context: &Context, actor: &Actor, session: i64) -> (String, i64, i64) {
    let run = printing::view(context, actor, session).unwrap().run.unwrap();
    (run.state, run.done, run.total)
}

/// Text of each page without any white space, and the codes.
fn read(pdf: &[u8]) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("read.pdf");
    std::fs::write(&path, pdf).unwrap();
    let python = std::env::var("JIANGHENG_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/read_pdf.py");
    let output = Command::new(&python).arg(script).arg(&path).output().unwrap_or_else(|error| {
        panic!("{python} with tests/requirements.txt is needed ({error}); scripts/setup installs it")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let texts = |name: &str| value[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned());
    (texts("pages").map(|text| bare(&text)).collect(), texts("codes").collect())
}

fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

#[test]
fn nothing_is_printed_before_the_secrets_are_opened_and_the_page_says_from_when() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        county.register(session, 1, 0);
        assert_eq!(refusal(printing::start(context, &county.admin, session)), "print-not-yet");
        let view = printing::view(context, &county.admin, session).unwrap();
        assert_eq!((view.opened, view.from.to_string().as_str()), (false, "2026-12-12T00:30:00Z"));
        assert_eq!(refusal(printing::take_all(context, &county.admin, session)), "print-not-yet");
        printing::work(context).unwrap();
        assert!(printing::view(context, &county.admin, session).unwrap().run.is_none());
    });
}

#[test]
fn every_paper_is_the_candidates_own_in_order_and_its_code_fits_it_alone() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let session = county.session("S1");
        let candidates = [
            county.register(session, 3, 0),
            county.register_with(session, 6, 15, true),
            county.register(session, 9, 0),
        ];
        county.open("S1", session);
        fixture.go_to(crate::draw::fixture::OPENS);
        printing::start(context, &county.admin, session).unwrap();
        printing::work(context).unwrap();
        assert_eq!(state(context, &county.admin, session), ("done".into(), 3, 3));
        for (at, candidate) in candidates.iter().enumerate() {
            let (name, pdf) = printing::take(context, &county.admin, session, &candidate.admission).unwrap();
            assert!(name.contains(&candidate.admission) && name.ends_with(".pdf"), "{name}");
            let (pages, codes) = read(&pdf);
            let (_, shown) = county.sit(candidate);
            let whole = pages.concat();
            let mut from = 0;
            for item in shown.sections.iter().flat_map(|section| &section.items) {
                let wanted = format!("{}.{}", item.number, bare(&item.stem));
                let found = whole[from..].find(&wanted);
                from += found.unwrap_or_else(|| panic!("item {} is not where it belongs: {wanted}", item.number));
                from += wanted.len();
                for (letter, option) in
                    ('A'..).zip(&item.options).filter(|_| item.kind != jiangheng::domain::ItemType::TrueFalse)
                {
                    let wanted = format!("{letter}.{}", bare(&option.text));
                    let found = whole[from..].find(&wanted);
                    from +=
                        found.unwrap_or_else(|| panic!("item {}: {wanted} is not next", item.number)) + wanted.len();
                }
            }
            assert!(whole.contains(if at == 1 { "105分钟" } else { "90分钟" }), "the time with what is added");
            assert_eq!(codes.len(), 1, "one answer sheet: {codes:?}");
            assert!(codes[0].starts_with(&format!("JH1/QH-2026-12/S1/{}/A1.1/", candidate.admission)), "{codes:?}");
            let hashes = key_hashes(context);
            let fits = hashes.iter().filter(|hash| sheet_code_fits(&codes[0], hash));
            assert_eq!(fits.count(), 1, "the code fits one paper of the room");
        }
        assert_eq!(events(context, "print.take").len(), 3);
    });
}

/// `H(paper)` of everybody's paper, derived from what the fixture's contributors open.
fn key_hashes(context: &Context) -> Vec<Digest> {
    let manifest = Manifest::from_value(ceremony::manifest(context, EXAM, "S1").unwrap()).unwrap();
    let opened = opening().secrets;
    let secrets: Vec<_> = opened.iter().map(|one| json!({"id": one.code, "secret": one.secret})).collect();
    let beacon = json!({"event": DEMO_EVENT, "value": DEMO_BEACON_VALUE});
    let reveals = json!({"reveals": secrets, "excluded": [], "beacon": beacon}).to_string();
    let master = Master::derive(&manifest, &Reveals::parse(reveals.as_bytes()).unwrap()).unwrap();
    master.papers(&manifest).unwrap().iter().map(|paper| paper.key_hash).collect()
}

#[test]
fn a_run_goes_on_after_a_restart_and_its_files_open_nowhere_else() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let (session, candidates) = county.opened("S1", 7);
        printing::start(context, &county.admin, session).unwrap();
        assert_eq!(refusal(printing::start(context, &county.admin, session)), "print-running");
        printing::work(context).unwrap();
        assert_eq!(state(context, &county.admin, session), ("running".into(), 5, 7));
        let first = printing::take(context, &county.admin, session, &candidates[0].admission).unwrap().1;
        assert!(matches!(printing::take_all(context, &county.admin, session), Err(ServiceError::NotFound(_))));

        let again = fixture.reopened();
        printing::work(&again).unwrap();
        assert_eq!(state(&again, &county.admin, session), ("done".into(), 7, 7));
        assert_eq!(printing::take(&again, &county.admin, session, &candidates[0].admission).unwrap().1, first);
        let (name, zip) = printing::take_all(&again, &county.admin, session).unwrap();
        assert_eq!(name, "QH-2026-12-S1-papers.zip");
        let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        assert_eq!(zip.len(), 8, "seven papers and the list of seats");
        for at in 0..zip.len() {
            let mut bytes = Vec::new();
            zip.by_index(at).unwrap().read_to_end(&mut bytes).unwrap();
            assert!(bytes.starts_with(b"%PDF-"));
        }
        let seats = printing::take(&again, &county.admin, session, "").unwrap().1;
        let (pages, _) = read(&seats);
        assert!(candidates.iter().all(|candidate| pages.concat().contains(&candidate.admission)));

        // What lies in the store is sealed, and bound to its place.
        let of = print_file::table.select((print_file::number, print_file::sealed));
        let sealed: Vec<(String, Vec<u8>)> =
            again.store.read::<_, StoreError>(|connection| Ok(of.load(connection)?)).unwrap();
        assert!(sealed.iter().all(|(_, bytes)| !bytes.windows(5).any(|five| five == b"%PDF-")));
        let other = sealed.iter().find(|(number, _)| *number == candidates[1].admission).unwrap();
        again
            .store
            .write::<_, StoreError>(|connection| {
                let one = print_file::table.filter(print_file::number.eq(&candidates[0].admission));
                diesel::update(one).set(print_file::sealed.eq(&other.1)).execute(connection)?;
                Ok(())
            })
            .unwrap();
        let moved = printing::take(&again, &county.admin, session, &candidates[0].admission);
        assert!(matches!(moved, Err(ServiceError::Internal(_))));

        fixture.go_to("2027-01-12T01:00:00Z");
        printing::clear(&again).unwrap();
        assert!(printing::view(&again, &county.admin, session).unwrap().run.is_none(), "kept for 30 days");
    });
}

#[test]
fn papers_are_for_the_bureau_and_its_centre_and_the_key_for_the_bureau_after_the_end() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let context = county.context;
        let (session, candidates) = county.opened("S1", 2);
        let manager = with(&county, Role::CentreManager, county.centre);
        let invigilator = with(&county, Role::Invigilator, county.centre);
        let stranger = with(&county, Role::CentreManager, county.body + 1000);
        assert!(matches!(printing::start(context, &invigilator, session), Err(ServiceError::NotPermitted { .. })));
        assert!(matches!(printing::start(context, &stranger, session), Err(ServiceError::NotFound(_))));
        printing::start(context, &manager, session).unwrap();
        printing::work(context).unwrap();
        let number = candidates[0].admission.as_str();
        assert!(printing::take(context, &manager, session, number).is_ok());
        assert!(matches!(printing::take(context, &manager, session, "1"), Err(ServiceError::NotFound(_))));
        assert!(matches!(
            printing::take(context, &invigilator, session, number),
            Err(ServiceError::NotPermitted { .. })
        ));
        assert!(matches!(printing::take_all(context, &stranger, session), Err(ServiceError::NotFound(_))));
        assert_eq!(events(context, "print.take").len(), 1, "what was refused was not taken");
        assert!(events(context, "print.take")[0].contains(number));

        assert_eq!(refusal(printing::take_key(context, &county.admin, session)), "print-key-not-yet");
        let (_, shown) = county.sit(&candidates[0]);
        let right = county.right(&shown);
        fixture.go_to("2026-12-12T02:31:00Z");
        sittings::finish_session(context, &county.admin, session).unwrap();
        assert!(matches!(printing::take_key(context, &manager, session), Err(ServiceError::NotPermitted { .. })));
        let (_, pdf) = printing::take_key(context, &county.admin, session).unwrap();
        let (pages, _) = read(&pdf);
        let key = pages.concat();
        let own = &key[key.find(number).unwrap()..];
        // The first five items' letters as that candidate saw the options.
        let letters: String = (shown.sections[0].items.iter().take(5))
            .map(|item| {
                let answer = &right.iter().find(|save| save.item == item.id).unwrap().answer;
                ('A'..)
                    .zip(&item.options)
                    .filter(move |(_, option)| answer.contains(&option.id))
                    .map(|(letter, _)| letter)
            })
            .flat_map(Iterator::collect::<Vec<char>>)
            .collect();
        assert!(own.contains(&format!("1–5{letters}")), "{letters} is not in {own}");
        assert_eq!(events(context, "print.take_key").len(), 1);
        // Printing after the exam gives the same papers.
        let before = printing::take(context, &manager, session, number).unwrap().1;
        printing::start(context, &manager, session).unwrap();
        printing::work(context).unwrap();
        assert_eq!(printing::take(context, &manager, session, number).unwrap().1, before);
    });
}

#[test]
fn a_run_without_fonts_says_so_and_goes_on_once_there_are_some() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (session, _) = county.opened("S1", 1);
        let empty = tempfile::tempdir().unwrap();
        let press = jiangheng::formats::pdf::Press::new(Some(empty.path().to_owned()));
        let without = Context { press: std::sync::Arc::new(press), ..county.context.clone() };
        printing::start(&without, &county.admin, session).unwrap();
        printing::work(&without).unwrap();
        let run = printing::view(&without, &county.admin, session).unwrap().run.unwrap();
        assert_eq!((run.state.as_str(), run.error_code.as_str()), ("failed", "no-fonts"));
        printing::work(&without).unwrap();
        printing::start(county.context, &county.admin, session).unwrap();
        printing::work(county.context).unwrap();
        assert_eq!(state(county.context, &county.admin, session), ("done".into(), 1, 1));
    });
}
