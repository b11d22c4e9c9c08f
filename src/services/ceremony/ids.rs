//! The session's random ids: which item and option each stands for. Sealed until the evidence needs no more secrets.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::crypto::random;
use crate::domain::bank::{Bank, Code, Item};
use crate::services::{Context, ServiceError};

/// The random ids of a session, and the salts of its leaves.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::services) struct Ids {
    /// Salt of the item leaves, hex.
    pub(super) item_salt: String,
    /// Salt of the roster leaves, hex.
    pub(super) roster_salt: String,
    /// By the session's item id.
    pub(in crate::services) items: BTreeMap<String, ItemIds>,
}

/// What an item's ids stand for.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::services) struct ItemIds {
    /// The item's code in the bank.
    pub(in crate::services) code: Code,
    /// Each option's id in the session, in the bank's order, with its letter there.
    pub(in crate::services) options: Vec<(String, char)>,
}

impl ItemIds {
    /// The ids of the right options.
    pub(in crate::services) fn key(&self, item: &Item) -> BTreeSet<String> {
        let right = self.options.iter().filter(|(_, letter)| item.key.contains(letter));
        right.map(|(id, _)| id.clone()).collect()
    }

    /// The options' texts by id.
    pub(in crate::services) fn texts(&self, item: &Item) -> impl Iterator<Item = (String, String)> {
        let text = |letter: char| item.options.iter().find(|option| option.letter == letter);
        self.options
            .iter()
            .filter_map(move |(id, letter)| text(*letter).map(|option| (id.clone(), option.text.clone())))
    }
}

impl Ids {
    /// Fresh ids for every item that the blueprint's cells draw from.
    pub(super) fn fresh(bank: &Bank) -> Result<Self, ServiceError> {
        let mut items = BTreeMap::new();
        let cells =
            bank.blueprint().sections.iter().flat_map(|section| section.cells.iter().map(move |cell| (section, cell)));
        for item in cells.flat_map(|(section, cell)| bank.pool(section, cell)) {
            let mut taken = BTreeSet::new();
            let mut options = Vec::new();
            for option in &item.options {
                let id = unused(|id| !taken.contains(id))?;
                taken.insert(id.clone());
                options.push((id, option.letter));
            }
            let id = unused(|id| !items.contains_key(id))?;
            items.insert(id, ItemIds { code: item.code.clone(), options });
        }
        Ok(Self {
            item_salt: hex::encode(random::bytes::<32>()?),
            roster_salt: hex::encode(random::bytes::<32>()?),
            items,
        })
    }

    /// Those of a plan, which draws no items: the roster's salt alone.
    pub(super) fn without_items() -> Result<Self, ServiceError> {
        let (item_salt, roster_salt) = (hex::encode(random::bytes::<32>()?), hex::encode(random::bytes::<32>()?));
        Ok(Self { item_salt, roster_salt, items: BTreeMap::new() })
    }

    pub(super) fn seal(&self, context: &Context, session_id: i64) -> Result<Vec<u8>, ServiceError> {
        let text = serde_json::to_vec(self).map_err(|error| ServiceError::Internal(error.to_string()))?;
        Ok(context.keys.sealing().seal(&place(session_id), &text)?)
    }

    /// The ids of a session whose roster is closed.
    pub(in crate::services) fn open(
        context: &Context,
        session_id: i64,
        sealed: Option<&[u8]>,
    ) -> Result<Self, ServiceError> {
        let wrong =
            |what: &dyn std::fmt::Display| ServiceError::Internal(format!("ids of session {session_id}: {what}"));
        let sealed = sealed.ok_or_else(|| wrong(&"there are none"))?;
        let text = context.keys.sealing().open(&place(session_id), sealed).map_err(|error| wrong(&error))?;
        serde_json::from_slice(&text).map_err(|error| wrong(&error))
    }
}

fn place(session_id: i64) -> Vec<u8> {
    format!("exam_session/{session_id}/ids").into_bytes()
}

/// An id of 64 random bits that is free.
fn unused(is_free: impl Fn(&str) -> bool) -> Result<String, ServiceError> {
    loop {
        let id = hex::encode(random::bytes::<8>()?);
        if is_free(&id) {
            return Ok(id);
        }
    }
}
