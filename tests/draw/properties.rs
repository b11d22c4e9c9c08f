//! What makes a draw fair and checkable, on sessions of every form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use jiangheng::crypto::canonical;
use jiangheng::domain::draw::{DrawnPaper, Manifest, Master, Reveals, evidence, evidence_text, replay, replay_value};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::made::{self, Made};

/// The first session from `seed` on in which everybody gets a paper: enemies can leave a small pool without one, and
/// `NoPaper` has a test of its own.
fn made(seed: u64) -> Made {
    (0..1000)
        .map(|step| made::made(seed.wrapping_add(step)))
        .find(|made| {
            let (manifest, _, master) = opened(made);
            manifest.candidates().iter().all(|candidate| master.paper(&manifest, candidate).is_ok())
        })
        .unwrap()
}

fn opened(made: &Made) -> (Manifest, Reveals, Master) {
    let manifest = Manifest::from_value(made.manifest.clone()).unwrap();
    let reveals = Reveals::parse(made.reveals.to_string().as_bytes()).unwrap();
    let master = Master::derive(&manifest, &reveals).unwrap();
    (manifest, reveals, master)
}

fn papers(manifest: &Manifest, master: &Master) -> Vec<DrawnPaper> {
    manifest.candidates().iter().map(|candidate| master.paper(manifest, candidate).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_derived_replays(seed: u64) {
        let (manifest, reveals, _) = opened(&made(seed));
        let replayed = replay_value(&evidence(&manifest, &reveals).unwrap()).unwrap();
        prop_assert_eq!(replayed.manifest.hash(), manifest.hash());
        prop_assert_eq!((replayed.papers, replayed.draws), (manifest.candidates().len(), manifest.draws().len()));
    }

    #[test]
    fn a_papers_digest_is_that_of_its_entry_and_the_text_is_the_evidence_in_canonical_form(seed: u64) {
        let (manifest, reveals, master) = opened(&made(seed));
        let evidence = evidence(&manifest, &reveals).unwrap();
        for (paper, entry) in papers(&manifest, &master).iter().zip(evidence["papers"].as_array().unwrap()) {
            prop_assert_eq!(paper.text(), canonical::to_jcs(entry));
            prop_assert_eq!(paper.digest(), canonical::digest(entry));
        }
        prop_assert_eq!(evidence_text(&manifest, &reveals, &|_, _| ()).unwrap(), canonical::to_jcs(&evidence));
    }

    #[test]
    fn papers_are_the_same_one_by_one_and_all_at_once(seed: u64) {
        let (mut made, mut told) = (made(seed), Mutex::new(Vec::new()));
        made.manifest["candidates"] = (0..100).map(|number| format!("{number:03}")).collect();
        let (manifest, _, master) = opened(&made);
        let one_by_one: Result<Vec<DrawnPaper>, _> = master.papers_one_by_one(&manifest).collect();
        let tell = |done, of| told.lock().unwrap().push((done, of));
        match (one_by_one, master.papers_with(&manifest, &tell)) {
            (Ok(one), Ok(all)) => {
                prop_assert_eq!(&one, &papers(&manifest, &master));
                prop_assert_eq!(one, all);
                let told = told.get_mut().unwrap();
                prop_assert!(told.is_sorted() && told.last() == Some(&(100, 100)), "{:?}", told);
            }
            (one, all) => prop_assert_eq!(one.unwrap_err().to_string(), all.unwrap_err().to_string()),
        }
    }

    #[test]
    fn each_paper_has_one_item_of_each_rung_of_each_cell(seed: u64) {
        let (manifest, _, master) = opened(&made(seed));
        for paper in papers(&manifest, &master) {
            prop_assert_eq!(paper.sections.len(), manifest.sections().len());
            for (section, drawn) in manifest.sections().iter().zip(&paper.sections) {
                let ids: BTreeSet<&str> = drawn.items.iter().map(|item| item.id.as_str()).collect();
                prop_assert_eq!(ids.len(), section.cells.iter().map(|cell| cell.count).sum::<usize>());
                for cell in &section.cells {
                    prop_assert_eq!(cell.rungs().map(<[_]>::len).sum::<usize>(), cell.items.len());
                    for rung in cell.rungs() {
                        prop_assert_eq!(rung.iter().filter(|item| ids.contains(item.id.as_str())).count(), 1);
                    }
                }
            }
        }
    }

    #[test]
    fn no_paper_has_two_enemies_and_each_sum_is_within_the_tolerance(seed: u64) {
        let made = made(seed);
        let (manifest, _, master) = opened(&made);
        let facility: BTreeMap<&str, i64> = manifest.sections().iter().flat_map(|section| &section.cells)
            .flat_map(|cell| &cell.items).map(|item| (item.id.as_str(), item.facility.thousandths())).collect();
        for paper in papers(&manifest, &master) {
            let ids: BTreeSet<&str> =
                paper.sections.iter().flat_map(|section| &section.items).map(|item| item.id.as_str()).collect();
            for set in made.manifest["constraints"]["enemies"].as_array().into_iter().flatten() {
                let met = set.as_array().unwrap().iter().filter(|id| ids.contains(id.as_str().unwrap())).count();
                prop_assert!(met <= 1, "{} of {}", met, set);
            }
            if let Some(bound) = manifest.facility_sum() {
                let sum: i64 = ids.iter().map(|id| facility[id]).sum();
                prop_assert!(sum.abs_diff(bound.target.try_into().unwrap()) <= bound.tolerance);
            }
        }
    }

    #[test]
    fn fixed_options_keep_their_places_and_none_is_lost(seed: u64) {
        let (manifest, _, master) = opened(&made(seed));
        for paper in papers(&manifest, &master) {
            for (section, drawn) in manifest.sections().iter().zip(&paper.sections) {
                for item in &drawn.items {
                    let asked = section.cells.iter().flat_map(|cell| &cell.items).find(|one| one.id == item.id).unwrap();
                    let in_order: Vec<&String> = asked.options.iter().map(|option| &option.id).collect();
                    if !section.shuffle_options {
                        prop_assert_eq!(&item.options.iter().collect::<Vec<_>>(), &in_order);
                    }
                    for (place, option) in asked.options.iter().enumerate().filter(|(_, option)| option.fixed) {
                        prop_assert_eq!(&item.options[place], &option.id);
                    }
                    let (got, all): (BTreeSet<_>, BTreeSet<_>) = (item.options.iter().collect(), in_order.into_iter().collect());
                    prop_assert_eq!(got, all);
                    prop_assert_eq!(item.options.len(), asked.options.len());
                }
            }
        }
    }

    #[test]
    fn a_draw_takes_different_ones_of_those_it_draws_from(seed: u64) {
        let (manifest, _, master) = opened(&made(seed));
        for draw in manifest.draws() {
            let taken = master.draw(&manifest, &draw.id).unwrap();
            prop_assert_eq!(taken.len(), draw.take);
            prop_assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), draw.take);
            prop_assert!(taken.iter().all(|one| draw.from.contains(one)));
        }
    }

    #[test]
    fn who_else_sits_changes_a_paper_only_through_the_manifests_hash(seed: u64) {
        let made = made(seed);
        let (manifest, reveals, master) = opened(&made);
        let mut fewer = made.manifest.clone();
        fewer["candidates"] = json!(["7"]);
        let alone = Manifest::from_value(fewer).unwrap();
        prop_assert_eq!(master.paper(&alone, "7").unwrap(), master.paper(&manifest, "7").unwrap());
        if manifest.candidates().len() > 1 {
            prop_assert_ne!(Master::derive(&alone, &reveals).unwrap().hash(), master.hash());
        }
    }

    #[test]
    fn the_order_in_which_things_are_written_down_does_not_steer_the_draw(seed: u64) {
        let made = made(seed);
        let (manifest, _, master) = opened(&made);
        let mut turned = made.reveals.clone();
        turned["reveals"].as_array_mut().unwrap().reverse();
        let turned = Reveals::parse(turned.to_string().as_bytes()).unwrap();
        prop_assert_eq!(Master::derive(&manifest, &turned).unwrap().hash(), master.hash());

        let mut reversed = made.manifest.clone();
        let lists = reversed["sections"].as_array_mut().unwrap().iter_mut()
            .flat_map(|section| section["cells"].as_array_mut().unwrap()).map(|cell| &mut cell["items"]);
        lists.for_each(|items| items.as_array_mut().unwrap().reverse());
        reversed["draws"].as_array_mut().unwrap().iter_mut().for_each(|draw| draw["from"].as_array_mut().unwrap().reverse());
        let reversed = Manifest::from_value(reversed).unwrap();
        prop_assert_eq!(papers(&reversed, &master), papers(&manifest, &master));
        for draw in manifest.draws() {
            prop_assert_eq!(master.draw(&reversed, &draw.id).unwrap(), master.draw(&manifest, &draw.id).unwrap());
        }
    }

    #[test]
    fn every_bit_of_every_secret_is_bound_by_its_commitment(seed: u64, bit in 0..256usize) {
        let made = made(seed);
        let (manifest, reveals, _) = opened(&made);
        for contributor in 0..reveals.reveals.len() {
            let mut other = reveals.clone();
            other.reveals[contributor].secret[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(Master::derive(&manifest, &other).unwrap_err().code(), "wrong-secret");
        }
    }

    #[test]
    fn a_changed_byte_is_refused_or_changes_nothing(seed: u64, at: prop::sample::Index, byte: u8) {
        let (manifest, reveals, _) = opened(&made(seed));
        let original = evidence(&manifest, &reveals).unwrap();
        let mut bytes = original.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if replay(&bytes).is_ok() {
            prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), original);
        }
    }
}

#[test]
fn each_candidate_of_many_meets_each_item_of_a_rung_about_equally_often() {
    let mut made = made(3);
    made.manifest["constraints"] = json!({});
    let cell = json!({"id": "c", "count": 1, "items": (0..4).map(|number| json!({
        "id": format!("i{number}"), "facility": 500, "leaf": "00".repeat(32), "options": []})).collect::<Vec<_>>()});
    made.manifest["sections"] = json!([{"id": "s", "shuffle_items": true, "shuffle_options": true, "cells": [cell]}]);
    made.manifest["candidates"] = (0..4000).map(|number| format!("{number:04}")).collect();
    let (manifest, _, master) = opened(&made);
    let mut met = BTreeMap::<String, u32>::new();
    for paper in papers(&manifest, &master) {
        *met.entry(paper.sections[0].items[0].id.clone()).or_default() += 1;
    }
    assert!(met.len() == 4 && met.values().all(|count| (900..=1100).contains(count)), "{met:?}");
}
