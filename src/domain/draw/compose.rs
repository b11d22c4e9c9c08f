//! From a bank to a manifest's sections and constraints, and the manifest by which a bank is judged on its own.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use serde_json::{Map, Value, json};

use super::{DrawError, Manifest, SPEC, item_leaf, roster_root};
use crate::domain::bank::{Bank, Code, Item};

/// An item's entry in a manifest.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id there, unique in the manifest.
    pub id: String,
    /// `H(E("exam-seed/v1/item", salt, JCS(item)))`.
    pub leaf: [u8; 32],
    /// Its options' ids in the order of the manifest, each with whether it keeps its place.
    pub options: Vec<(String, bool)>,
}

/// The `sections` of a manifest: the blueprint's, each cell with its pool in the order of the items' ids there, so that
/// the bank's own order says nothing to anybody.
///
/// # Errors
/// The first error of `entry`.
pub fn sections<E>(bank: &Bank, mut entry: impl FnMut(&Item) -> Result<Entry, E>) -> Result<Vec<Value>, E> {
    let mut sections = Vec::new();
    for section in &bank.blueprint().sections {
        let mut cells = Vec::new();
        for cell in &section.cells {
            let mut items = BTreeMap::new();
            for item in bank.pool(section, cell) {
                let Entry { id, leaf, options } = entry(item)?;
                let value = json!({
                    "id": id,
                    "facility": item.facility.thousandths(),
                    "leaf": hex::encode(leaf),
                    "options": options.into_iter().map(option).collect::<Vec<_>>(),
                });
                items.insert(id, value);
            }
            cells.push(json!({"id": cell.id, "count": cell.count, "items": items.into_values().collect::<Vec<_>>()}));
        }
        sections.push(json!({
            "id": section.id,
            "shuffle_items": section.shuffle_items,
            "shuffle_options": section.shuffle_options,
            "cells": cells,
        }));
    }
    Ok(sections)
}

fn option((id, fixed): (String, bool)) -> Value {
    if fixed { json!({"id": id, "fixed": true}) } else { json!({"id": id}) }
}

/// The `constraints` of a manifest: enemy sets of two items and more, and the bound on the facility sum where the
/// blueprint has one. `id` gives the manifest's id of an item, `None` where no cell draws from it.
#[must_use]
pub fn constraints(bank: &Bank, id: impl Fn(&Item) -> Option<String>) -> Value {
    let mut groups: BTreeMap<&Code, BTreeSet<String>> = BTreeMap::new();
    for item in bank.items() {
        if let (Some(group), Some(id)) = (&item.enemy_group, id(item)) {
            groups.entry(group).or_default().insert(id);
        }
    }
    let mut enemies: Vec<BTreeSet<String>> = groups.into_values().filter(|set| set.len() > 1).collect();
    enemies.sort();
    let mut constraints = Map::from_iter([("enemies".to_owned(), json!(enemies))]);
    if let Some(sum) = bank.blueprint().facility_sum {
        constraints.insert("facility_sum".to_owned(), json!({"target": sum.target, "tolerance": sum.tolerance}));
    }
    Value::Object(constraints)
}

/// The manifest by which a bank is judged before any session draws from it: items go by their codes and options by their
/// letters, the salt is 32 zero bytes, nobody is on the roster and the one contributor is named `trial`. Its hash depends
/// on all that the draw depends on, so whoever has the bank gets the same figures.
///
/// # Errors
/// When a cell has no item, which no lint lets pass.
pub fn trial_manifest(bank: &Bank) -> Result<Manifest, DrawError> {
    let zeros = [0; 32];
    let Ok(sections) = sections::<Infallible>(bank, |item| {
        let whole = serde_json::to_value(item).expect("an item holds text and whole numbers only");
        Ok(Entry {
            id: item.code.to_string(),
            leaf: item_leaf(&zeros, &whole),
            options: item.options.iter().map(|option| (option.letter.to_string(), option.is_fixed())).collect(),
        })
    });
    let drawn = |item: &Item| {
        let mut cells = bank
            .blueprint()
            .sections
            .iter()
            .filter(|section| section.kind == item.kind)
            .flat_map(|section| &section.cells);
        cells.any(|cell| cell.content_point == item.content_point)
    };
    Manifest::from_value(json!({
        "spec": SPEC,
        "exam": "trial",
        "session": "trial",
        "opens": "1970-01-01T00:00:00Z",
        "bank": {"id": "trial", "version": "", "package": hex::encode(zeros)},
        "sections": sections,
        "constraints": constraints(bank, |item| drawn(item).then(|| item.code.to_string())),
        "draws": [],
        "candidates": [],
        "roster_root": hex::encode(roster_root(&[])),
        "contributors": [{"id": "trial", "commitment": hex::encode(zeros)}],
        "beacon": null,
        "deadlines": {},
    }))
}
