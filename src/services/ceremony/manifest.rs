//! The manifest of a session, from its bank, roster and contributors.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::domain::bank::{Bank, Code, Item, OptionText};
use crate::domain::draw::{self, DrawSpec, Entry, Manifest, SPEC};
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
    /// What papers are drawn from; none in a plan, which draws no papers.
    pub(super) bank: Option<&'a Bank>,
    pub(super) ids: &'a Ids,
    pub(super) roster: &'a [Entrant],
    pub(super) contributors: &'a [Contributor],
    /// What else is drawn.
    pub(super) draws: &'a [DrawSpec],
    pub(super) beacon: Value,
    pub(super) deadlines: BTreeMap<&'static str, String>,
}

/// Builds and checks the manifest.
pub(super) fn build(context: &Context, parts: &Parts<'_>) -> Result<Manifest, ServiceError> {
    let Parts { session, head, bank, ids, roster, contributors, .. } = parts;
    let by_code: HashMap<&Code, (&String, &ItemIds)> =
        ids.items.iter().map(|(id, item)| (&item.code, (id, item))).collect();
    let salt = salt(&ids.item_salt)?;
    let (sections, constraints) = match bank {
        Some(bank) => {
            let sections = draw::sections(bank, |item| {
                let (id, item_ids) = by_code
                    .get(&item.code)
                    .ok_or_else(|| ServiceError::Internal(format!("item {} has no id", item.code)))?;
                Ok::<_, ServiceError>(entry(&salt, id, item, item_ids))
            })?;
            (json!(sections), draw::constraints(bank, |item| by_code.get(&item.code).map(|(id, _)| (*id).clone())))
        }
        None => (json!([]), json!({})),
    };
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
        "draws": parts.draws.iter().map(|one| json!({"id": one.id, "from": one.from, "take": one.take})).collect::<Vec<_>>(),
        "candidates": roster.iter().map(|one| &one.admission_number).collect::<Vec<_>>(),
        "roster_root": hex::encode(roster_root(context, ids, roster)?),
        "contributors": contributors,
        "beacon": parts.beacon,
        "deadlines": parts.deadlines,
    });
    Manifest::from_value(value).map_err(|error| ServiceError::Internal(format!("the manifest built here: {error}")))
}

fn entry(salt: &[u8; 32], id: &str, item: &Item, ids: &ItemIds) -> Entry {
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
    Entry {
        id: id.to_owned(),
        leaf: draw::item_leaf(salt, &whole),
        options: ids.options.iter().map(|(id, letter)| (id.clone(), fixed(*letter))).collect(),
    }
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
