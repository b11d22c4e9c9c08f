//! The manifest of a session, from its bank, roster and contributors.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::domain::bank::{Bank, Code, Item, OptionText};
use crate::domain::draw::{self, Manifest, SPEC};
use crate::services::{Context, ServiceError, people};
use crate::store::ceremony::{Contributor, Entrant};
use crate::store::instant;
use crate::store::sessions::{BankHead, Session};

use super::Ids;
use super::ids::ItemIds;

/// What a manifest is made of.
pub(super) struct Parts<'a> {
    pub(super) session: &'a Session,
    pub(super) head: &'a BankHead,
    pub(super) bank: &'a Bank,
    pub(super) ids: &'a Ids,
    pub(super) roster: &'a [Entrant],
    pub(super) contributors: &'a [Contributor],
    pub(super) beacon: Value,
    pub(super) deadlines: BTreeMap<&'static str, String>,
}

/// Builds and checks the manifest.
pub(super) fn build(context: &Context, parts: &Parts<'_>) -> Result<Manifest, ServiceError> {
    let Parts { session, head, bank, ids, roster, contributors, .. } = parts;
    let blueprint = bank.blueprint();
    let by_code: HashMap<&Code, (&String, &ItemIds)> =
        ids.items.iter().map(|(id, item)| (&item.code, (id, item))).collect();
    let salt = salt(&ids.item_salt)?;
    let mut sections = Vec::new();
    for section in &blueprint.sections {
        let mut cells = Vec::new();
        for cell in &section.cells {
            let mut items = Vec::new();
            for item in bank.pool(section, cell) {
                let (id, item_ids) = by_code
                    .get(&item.code)
                    .ok_or_else(|| ServiceError::Internal(format!("item {} has no id", item.code)))?;
                items.push(((*id).clone(), manifest_item(&salt, id, item, item_ids)));
            }
            // In the order of their random ids: the bank's own order says nothing to anybody.
            items.sort_by(|a, b| a.0.cmp(&b.0));
            let items: Vec<Value> = items.into_iter().map(|(_, item)| item).collect();
            cells.push(json!({"id": cell.id, "count": cell.count, "items": items}));
        }
        sections.push(json!({
            "id": section.id,
            "shuffle_items": section.shuffle_items,
            "shuffle_options": section.shuffle_options,
            "cells": cells,
        }));
    }
    let mut constraints = serde_json::Map::new();
    constraints.insert("enemies".to_owned(), json!(enemies(bank, ids)));
    if let Some(sum) = blueprint.facility_sum {
        constraints.insert("facility_sum".to_owned(), json!({"target": sum.target, "tolerance": sum.tolerance}));
    }
    let contributors: Vec<Value> =
        contributors.iter().map(|one| json!({"id": one.code, "commitment": one.commitment})).collect();
    let value = json!({
        "spec": SPEC,
        "exam": session.exam,
        "session": session.code,
        "opens": instant(session.opens_at).to_string(),
        "bank": {"id": head.code, "version": head.version, "package": head.package_digest},
        "sections": sections,
        "constraints": constraints,
        "draws": [],
        "candidates": roster.iter().map(|one| &one.admission_number).collect::<Vec<_>>(),
        "roster_root": hex::encode(roster_root(context, ids, roster)?),
        "contributors": contributors,
        "beacon": parts.beacon,
        "deadlines": parts.deadlines,
    });
    Manifest::from_value(value).map_err(|error| ServiceError::Internal(format!("the manifest built here: {error}")))
}

fn manifest_item(salt: &[u8; 32], id: &str, item: &Item, ids: &ItemIds) -> Value {
    let texts: Vec<Value> = ids.texts(item).map(|(id, text)| json!({"id": id, "text": text})).collect();
    let whole = json!({
        "id": id,
        "type": item.kind,
        "stem": item.stem,
        "options": texts,
        "key": ids.key(item),
        "picture": item.picture.as_ref().map(|picture| &picture.sha256),
    });
    let fixed = |letter: char| item.options.iter().find(|one| one.letter == letter).is_some_and(OptionText::is_fixed);
    let option = |(id, letter): &(String, char)| {
        if fixed(*letter) { json!({"id": id, "fixed": true}) } else { json!({"id": id}) }
    };
    json!({
        "id": id,
        "facility": item.facility.thousandths(),
        "leaf": hex::encode(draw::item_leaf(salt, &whole)),
        "options": ids.options.iter().map(option).collect::<Vec<_>>(),
    })
}

/// The sets of items of which a paper has one at most.
fn enemies(bank: &Bank, ids: &Ids) -> Vec<BTreeSet<String>> {
    let mut groups: BTreeMap<&Code, BTreeSet<String>> = BTreeMap::new();
    for (id, item) in &ids.items {
        if let Some(group) = bank.item(&item.code).and_then(|item| item.enemy_group.as_ref()) {
            groups.entry(group).or_default().insert(id.clone());
        }
    }
    let mut sets: Vec<BTreeSet<String>> = groups.into_values().filter(|set| set.len() > 1).collect();
    sets.sort();
    sets
}

fn roster_root(context: &Context, ids: &Ids, roster: &[Entrant]) -> Result<[u8; 32], ServiceError> {
    let salt = salt(&ids.roster_salt)?;
    let leaves = roster.iter().map(|one| {
        let document = people::unsealed(context, &one.identity_index, &one.identity_sealed)?;
        Ok(draw::roster_leaf(&salt, &one.admission_number, &document.canonical()))
    });
    Ok(draw::roster_root(&leaves.collect::<Result<Vec<_>, ServiceError>>()?))
}

fn salt(hex: &str) -> Result<[u8; 32], ServiceError> {
    let mut salt = [0; 32];
    hex::decode_to_slice(hex, &mut salt).map_err(|error| ServiceError::Internal(format!("a salt: {error}")))?;
    Ok(salt)
}
