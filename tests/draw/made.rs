//! Manifests and reveals made from a number: the same ones every time, of every form the specification allows.

use jiangheng::domain::draw::commitment;
use serde_json::{Value, json};

/// A manifest and its reveals, as JSON.
pub(crate) struct Made {
    pub(crate) manifest: Value,
    pub(crate) reveals: Value,
}

/// The manifest and reveals of a number.
pub(crate) fn made(seed: u64) -> Made {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed);
    let plan = dice.below(8) == 0;
    let sections = if plan { Vec::new() } else { sections(&mut dice) };
    let exam = format!("EX-{}", dice.below(1000));
    let session = if plan { "S1-plan" } else { "S_1" };
    let (contributors, reveals, excluded) = contributors(&mut dice, &exam, session);
    let (beacon, outcome) = beacon(&mut dice);
    let mut manifest = json!({
        "spec": "exam-seed/v1",
        "exam": exam,
        "session": session,
        "opens": "2026-12-12T01:00:00Z",
        "bank": {"id": "demo", "version": "2026年第1版 \"试\"", "package": dice.hex()},
        "draws": draws(&mut dice),
        "candidates": candidates(&mut dice),
        "roster_root": dice.hex(),
        "contributors": contributors,
        "beacon": beacon,
        "deadlines": if dice.flip() { json!({"reveal": "2026-12-12T00:30:00Z", "beacon": "2026-12-11T12:00:00Z"}) } else { json!({}) },
    });
    if dice.below(5) > 0 {
        manifest["constraints"] = constraints(&mut dice, &sections);
    }
    manifest["sections"] = sections.into();
    Made { manifest, reveals: json!({"reveals": reveals, "excluded": excluded, "beacon": outcome}) }
}

fn sections(dice: &mut Dice) -> Vec<Value> {
    let mut names = dice.names(200);
    let sections = 1 + dice.below(3);
    (0..sections)
        .map(|section| {
            let (types, counted) = (1 + dice.below(3), dice.below(4) > 0);
            let cells: Vec<Value> = (0..types)
                .map(|cell| {
                    let count = 1 + dice.below(4);
                    let pool = count * (1 + dice.below(4)) + dice.below(3);
                    let items: Vec<Value> = (0..pool).map(|_| item(dice, names.pop().unwrap())).collect();
                    json!({"id": format!("C{cell}"), "count": count, "items": items})
                })
                .collect();
            json!({"id": format!("sec.{section}"), "shuffle_items": counted, "shuffle_options": dice.below(4) > 0, "cells": cells})
        })
        .collect()
}

fn item(dice: &mut Dice, id: String) -> Value {
    let count = dice.below(7);
    let options: Vec<Value> = dice
        .names(count)
        .into_iter()
        .map(|id| match dice.below(4) {
            0 => json!({"id": id, "fixed": true}),
            1 => json!({"id": id, "fixed": false}),
            _ => json!({"id": id}),
        })
        .collect();
    json!({"id": id, "facility": 300 + 50 * dice.below(10), "leaf": dice.hex(), "options": options})
}

/// Enemies of which no two are in pools so small that both must be drawn, and a sum that most papers meet.
fn constraints(dice: &mut Dice, sections: &[Value]) -> Value {
    let (mut out, mut roomy, mut expected, mut drawn) = (json!({}), Vec::new(), 0, 0);
    for cell in sections.iter().flat_map(|section| section["cells"].as_array().unwrap()) {
        let (count, items) = (cell["count"].as_u64().unwrap(), cell["items"].as_array().unwrap());
        let pool = u64::try_from(items.len()).unwrap();
        let mut facilities: Vec<u64> = items.iter().map(|item| item["facility"].as_u64().unwrap()).collect();
        facilities.sort_unstable();
        for rung in 0..count {
            let middle = (rung * pool / count + (rung + 1) * pool / count) / 2;
            expected += facilities[usize::try_from(middle).unwrap()];
        }
        drawn += count;
        if pool >= 2 * count {
            roomy.extend(items.iter().map(|item| item["id"].clone()));
        }
    }
    if dice.below(3) > 0 && roomy.len() > 6 {
        let sets = 1 + dice.below(3);
        let mut set = || {
            let size = 2 + dice.below(2);
            (0..size).map(|_| roomy.remove(dice.below(roomy.len().try_into().unwrap()) as usize)).collect()
        };
        out["enemies"] = (0..sets.min(2)).map(|_| set()).collect::<Vec<Vec<Value>>>().into();
    }
    if dice.below(3) > 0 {
        // Wide enough for any paper where enemies have to be avoided too, so that there always is one.
        let tolerance = if out["enemies"].is_null() { 40 * drawn + 150 } else { 450 * drawn };
        out["facility_sum"] = json!({"target": expected, "tolerance": tolerance});
    }
    out
}

fn draws(dice: &mut Dice) -> Vec<Value> {
    let mut out = Vec::new();
    for id in ["@panel", "@seats/room-1", "@task/T.2", "@supervision"] {
        if dice.flip() {
            let from = 1 + dice.below(12);
            out.push(json!({"id": id, "take": 1 + dice.below(from), "from": dice.names(from)}));
        }
    }
    out
}

fn candidates(dice: &mut Dice) -> Vec<String> {
    let mut out: Vec<String> = (0..dice.below(5)).map(|_| format!("{:05}", dice.below(100_000))).collect();
    out.push("7".to_owned());
    out.push("33048320261212000001".to_owned());
    out.sort();
    out.dedup();
    out
}

/// Contributors with their commitments, reveals in another order, and who is excluded.
fn contributors(dice: &mut Dice, exam: &str, session: &str) -> (Vec<Value>, Vec<Value>, Vec<String>) {
    let (mut contributors, mut reveals, mut excluded) = (Vec::new(), Vec::new(), Vec::new());
    let count = 1 + dice.below(4);
    for id in dice.names(count) {
        let secret = dice.bytes();
        contributors.push(json!({"id": id, "commitment": hex::encode(commitment(exam, session, &id, &secret))}));
        if !reveals.is_empty() && dice.below(4) == 0 {
            excluded.push(id);
        } else {
            reveals.insert(0, json!({"id": id, "secret": hex::encode(secret)}));
        }
    }
    (contributors, reveals, excluded)
}

fn beacon(dice: &mut Dice) -> (Value, Value) {
    let groups = match dice.below(3) {
        0 => return (Value::Null, Value::Null),
        1 => vec![(6, 33), (1, 16)],
        _ => vec![(20, 80)],
    };
    let mut value = String::new();
    for (take, of) in &groups {
        let mut numbers: Vec<u64> = (1..=*of).collect();
        while numbers.len() > *take {
            numbers.remove(dice.below(numbers.len().try_into().unwrap()) as usize);
        }
        numbers.iter().for_each(|number| value += &format!("{number}."));
        value += "/";
    }
    let groups: Vec<Value> = groups.iter().map(|(take, of)| json!({"take": take, "of": of})).collect();
    let event = if dice.flip() { "演示/1" } else { "演示/2" };
    (json!({"event": "演示/1", "fallback": "演示/2", "groups": groups}), json!({"event": event, "value": value}))
}

/// SplitMix64: enough for choosing what to test.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 0
    }

    fn bytes(&mut self) -> [u8; 32] {
        let mut out = [0; 32];
        out.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&self.roll().to_le_bytes()));
        out
    }

    fn hex(&mut self) -> String {
        hex::encode(self.bytes())
    }

    /// Different ids of every allowed character, in no order.
    fn names(&mut self, count: u64) -> Vec<String> {
        const MARKS: [&str; 6] = ["", "-", "_", ".", "Z", "a"];
        (0..count)
            .map(|number| format!("{}{}{number}", MARKS[self.below(6) as usize], self.below(50)))
            .map(|name| if name.len() % 2 == 0 { format!("{name}x") } else { format!("x{name}") })
            .enumerate()
            .map(|(place, name)| format!("{name}-{place}"))
            .collect()
    }
}
