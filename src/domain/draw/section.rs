//! The blueprint within a manifest: sections, their cells, the pool of each.

use std::collections::HashMap;
use std::ops::Range;

use super::DrawError;
use super::reader::{Node, Seen};
use crate::crypto::Digest;
use crate::domain::Facility;

/// A part of the paper, such as single choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Unique in the manifest.
    pub id: String,
    /// Whether each candidate gets the items in an order of their own.
    pub shuffle_items: bool,
    /// Whether each candidate gets the options in an order of their own.
    pub shuffle_options: bool,
    /// In the blueprint's order.
    pub cells: Vec<Cell>,
}

/// A content point × item type of the blueprint (双向细目表).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Unique in its section.
    pub id: String,
    /// How many items a paper takes, one of each rung.
    pub count: usize,
    /// The pool, sorted by (facility, id bytes).
    pub items: Vec<Item>,
}

/// An item of the pool: what may be known of it before the exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Random for the session, unique in the manifest.
    pub id: String,
    /// How easy it is.
    pub facility: Facility,
    /// The salted hash that binds its text and key.
    pub leaf: Digest,
    /// In the bank's order.
    pub options: Vec<ItemOption>,
    /// The places in the manifest of the enemy sets it belongs to.
    pub enemy_sets: Vec<usize>,
}

/// An option of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemOption {
    /// Random for the session, unique in its item.
    pub id: String,
    /// Whether it keeps its place (以上都对).
    pub fixed: bool,
}

impl Cell {
    /// The items of each rung: rung `r` of `c` holds positions `⌊r·n/c⌋ … ⌊(r+1)·n/c⌋ − 1`. None is empty.
    pub fn rungs(&self) -> impl Iterator<Item = &[Item]> {
        (0..self.count).map(|rung| self.items.get(self.rung_range(rung)).unwrap_or_default())
    }

    fn rung_range(&self, rung: usize) -> Range<usize> {
        let cut = |rung: usize| rung.saturating_mul(self.items.len()).checked_div(self.count).unwrap_or_default();
        cut(rung)..cut(rung + 1)
    }
}

/// Reads the sections; `enemies` are the places of an item's enemy sets by its id.
pub(super) fn read_sections(node: &Node<'_>, enemies: &HashMap<String, Vec<usize>>) -> Result<Vec<Section>, DrawError> {
    let (mut sections, mut items) = (Seen::default(), Seen::default());
    node.list(|section| {
        section.keys(&["id", "shuffle_items", "shuffle_options", "cells"], &[])?;
        let (id, mut cells) = (section.field("id")?, Seen::default());
        sections.note(&id.id()?, &id.path)?;
        Ok(Section {
            id: id.id()?,
            shuffle_items: section.field("shuffle_items")?.flag()?,
            shuffle_options: section.field("shuffle_options")?.flag()?,
            cells: section.field("cells")?.list(|cell| read_cell(&cell, &mut cells, &mut items, enemies))?,
        })
    })
}

fn read_cell(
    node: &Node<'_>,
    cells: &mut Seen,
    seen: &mut Seen,
    enemies: &HashMap<String, Vec<usize>>,
) -> Result<Cell, DrawError> {
    node.keys(&["id", "count", "items"], &[])?;
    let id = node.field("id")?;
    cells.note(&id.id()?, &id.path)?;
    let mut items = node.field("items")?.list(|item| {
        let (item, id) = (read_item(&item, enemies)?, item.field("id")?);
        seen.note(&item.id, &id.path)?;
        Ok(item)
    })?;
    items.sort_by(|a, b| (a.facility, &a.id).cmp(&(b.facility, &b.id)));
    Ok(Cell { id: id.id()?, count: within_pool(&node.field("count")?, items.len())?, items })
}

fn read_item(node: &Node<'_>, enemies: &HashMap<String, Vec<usize>>) -> Result<Item, DrawError> {
    node.keys(&["id", "facility", "leaf", "options"], &[])?;
    let (id, facility, mut options) = (node.field("id")?.id()?, node.field("facility")?, Seen::default());
    Ok(Item {
        facility: facility
            .value
            .as_i64()
            .and_then(|thousandths| Facility::new(thousandths).ok())
            .ok_or_else(|| facility.malformed("a facility in thousandths, from 0 to 1000"))?,
        leaf: node.field("leaf")?.digest()?,
        options: node.field("options")?.list(|option| {
            option.keys(&["id"], &["fixed"])?;
            let id = option.field("id")?;
            options.note(&id.id()?, &id.path)?;
            let fixed = option.optional("fixed").map(|fixed| fixed.flag()).transpose()?.unwrap_or(false);
            Ok(ItemOption { id: id.id()?, fixed })
        })?,
        enemy_sets: enemies.get(&id).cloned().unwrap_or_default(),
        id,
    })
}

/// A number to draw, from 1 to the size of the pool.
pub(super) fn within_pool(node: &Node<'_>, pool: usize) -> Result<usize, DrawError> {
    let wanted = node.count()?;
    usize::try_from(wanted).ok().filter(|count| (1..=pool).contains(count)).ok_or_else(|| DrawError::NotInPool {
        path: node.path.clone(),
        wanted,
        pool: u64::try_from(pool).unwrap_or(u64::MAX),
    })
}
