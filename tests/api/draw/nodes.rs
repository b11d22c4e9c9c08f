//! Two nodes at one store: a sitting is written for by one of them, and nothing of the other's gets in between.

use std::collections::BTreeMap;
use std::thread;

use diesel::prelude::*;
use jiangheng::services::sittings::{self, Save};
use jiangheng::services::{Context, ServiceError, ceremony};
use jiangheng::store::StoreError;
use jiangheng::store::schema::{response, sitting};

use super::fixture::{County, refusal};
use crate::support::on_both;

/// How a call ends that another node may have been faster than: it is told to come again.
fn until_it_is_not_busy<T>(call: impl Fn() -> Result<T, ServiceError>) -> T {
    for _ in 0..50 {
        match call() {
            Err(ServiceError::Busy { .. }) => {}
            Ok(done) => return done,
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("busy fifty times")
}

#[test]
fn a_sitting_goes_on_at_another_node_and_back_with_one_chain() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 2);
        let (token, paper) = county.sit(&candidates[0]);
        let right = county.right(&paper);
        let other = fixture.reopened();
        let nodes = [county.context, &other];
        ceremony::load_halls(&other).unwrap();
        let mut last = String::new();
        for (save, place) in right[..12].iter().zip(0..) {
            let node = nodes[place / 3 % 2];
            let saved = until_it_is_not_busy(|| sittings::save(node, &token, vec![save.clone()]));
            assert_ne!(saved[0].chain, last);
            last.clone_from(&saved[0].chain);
            // The same again, at the other one: acknowledged as it was.
            let repeated =
                until_it_is_not_busy(|| sittings::save(nodes[(place / 3 + 1) % 2], &token, vec![save.clone()]));
            assert_eq!(repeated, saved);
        }
        for node in nodes {
            let clock = until_it_is_not_busy(|| sittings::clock(node, &token));
            assert_eq!((clock.last_seq, clock.answered), (12, 12));
        }
        fixture.go_to("2026-12-12T03:00:00Z");
        for node in [&other, county.context] {
            assert_eq!(until_it_is_not_busy(|| sittings::submit(node, &token)).chain, last, "one ending for both");
        }
        // A start from the store alone finds the same.
        let third = fixture.reopened();
        assert_eq!(sittings::submit(&third, &token).unwrap().chain, last);
    });
}

#[test]
fn what_a_node_still_has_in_hand_is_left_out_once_the_sitting_has_moved() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 1);
        let (token, paper) = county.sit(&candidates[0]);
        let right = county.right(&paper);
        sittings::save(county.context, &token, right[..2].to_vec()).unwrap();
        let other = fixture.reopened();
        let again = sittings::sign_in(&other, candidates[0].sign_in(), "198.51.100.7").unwrap().token;
        // The first node believes that the sitting is still its own; the statement that inserts knows better.
        let late = sittings::save(county.context, &token, right[2..3].to_vec());
        assert!(matches!(late, Err(ServiceError::Busy { .. })), "{late:?}");
        assert_eq!(refusal(sittings::save(county.context, &token, right[2..3].to_vec())), "elsewhere");
        let saved = until_it_is_not_busy(|| sittings::save(&other, &again, right[2..3].to_vec()));
        assert_eq!(saved[0].seq, 3);
        assert_eq!(until_it_is_not_busy(|| sittings::clock(&other, &again)).last_seq, 3);
    });
}

#[test]
fn two_nodes_save_for_one_hall_at_once_and_every_acknowledged_answer_is_in_the_journal() {
    on_both(|fixture| {
        let county = County::new(fixture);
        let (_, candidates) = county.opened("S1", 12);
        let sat: Vec<(String, Vec<Save>)> = candidates
            .iter()
            .map(|candidate| {
                let (token, paper) = county.sit(candidate);
                (token, county.right(&paper))
            })
            .collect();
        let other = fixture.reopened();
        ceremony::load_halls(&other).unwrap();
        let acknowledged: Vec<BTreeMap<i64, String>> = thread::scope(|scope| {
            let threads: Vec<_> = sat
                .iter()
                .map(|(token, saves)| {
                    let nodes = [county.context, &other];
                    scope.spawn(move || {
                        let mut chains = BTreeMap::new();
                        for (save, place) in saves[..40].iter().zip(0..) {
                            let node: &Context = nodes[place / 5 % 2];
                            let saved = until_it_is_not_busy(|| sittings::save(node, token, vec![save.clone()]));
                            chains.insert(saved[0].seq, saved[0].chain.clone());
                        }
                        chains
                    })
                })
                .collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let stored: Vec<(i64, i64, String)> = county
            .context
            .store
            .read(|connection| {
                let rows = response::table.order((response::sitting_id, response::seq));
                Ok::<_, StoreError>(
                    rows.select((response::sitting_id, response::seq, response::chain)).load(connection)?,
                )
            })
            .unwrap();
        let sittings: Vec<i64> = county
            .context
            .store
            .read(|connection| {
                Ok::<_, StoreError>(sitting::table.order(sitting::id).select(sitting::id).load(connection)?)
            })
            .unwrap();
        assert_eq!(stored.len(), 12 * 40, "none twice, none missing");
        for (id, chains) in sittings.iter().zip(&acknowledged) {
            let own: BTreeMap<i64, String> =
                stored.iter().filter(|row| row.0 == *id).map(|row| (row.1, row.2.clone())).collect();
            assert_eq!(&own, chains);
        }
    });
}
