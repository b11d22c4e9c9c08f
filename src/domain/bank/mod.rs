//! The item bank (题库): rows as a county sends them, the blueprint (双向细目表), and the lint that stands between
//! the two and everything later. Nothing becomes a [`Bank`] but through [`Bank::check`].

mod blueprint;
mod code;
mod columns;
mod fault;
mod item;
mod lint;
mod picture;
mod plan;
mod row;
mod said;
mod sheet;
mod words;

pub use blueprint::{Blueprint, ContentPoint, FacilitySum, PoolCell, Section};
pub use code::Code;
pub use columns::Column;
pub use fault::{Fault, FaultKind};
pub use item::{Item, OptionText, cell_text};
pub use lint::{ask_the_same, lint, lint_growing, picture_names, places};
pub use picture::{
    MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, MediaType, Picture, PictureFile, Pictures, is_safe_name,
};
pub use sheet::{Cell, MAX_CELL, Row, Sheet, Unreadable, column_letters};
pub use words::Words;

use super::terms::ItemType;

/// The column, and the sheet, in which a check writes what it found into a copy of the workbook; read as nothing.
pub const MARKS: &str = "检查结果";

/// A bank that passed its lint: items, and the blueprint they were checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    items: Vec<Item>,
    blueprint: Blueprint,
}

impl Bank {
    /// The bank of these sheets, or every fault there is.
    ///
    /// # Errors
    /// All faults of the rows, of the blueprint, and of the two together; never only the first.
    pub fn check(sheets: &[Sheet], blueprint: &Blueprint, pictures: &Pictures) -> Result<Self, Vec<Fault>> {
        let items = lint(sheets, Some(blueprint), pictures)?;
        Ok(Self { items, blueprint: blueprint.clone() })
    }

    /// The bank of items that were a bank before, checked as if they had come as rows.
    ///
    /// # Errors
    /// As [`Bank::check`].
    pub fn of_items(items: &[Item], blueprint: &Blueprint, pictures: &Pictures) -> Result<Self, Vec<Fault>> {
        Self::check(&[item::to_sheet(items)], blueprint, pictures)
    }

    /// The items, in the order of their rows.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The blueprint the items were checked against.
    #[must_use]
    pub fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    /// The item of a code.
    #[must_use]
    pub fn item(&self, code: &Code) -> Option<&Item> {
        self.items.iter().find(|item| item.code == *code)
    }

    /// The items that `cell` of `section` draws from, sorted by facility and code.
    #[must_use]
    pub fn pool(&self, section: &Section, cell: &PoolCell) -> Vec<&Item> {
        let mut pool: Vec<&Item> = self
            .items
            .iter()
            .filter(|item| item.kind == section.kind && item.content_point == cell.content_point)
            .collect();
        pool.sort_by(|a, b| (a.facility, &a.code).cmp(&(b.facility, &b.code)));
        pool
    }

    /// How many items there are of a type.
    #[must_use]
    pub fn count(&self, kind: ItemType) -> usize {
        self.items.iter().filter(|item| item.kind == kind).count()
    }

    /// The rows again, in the columns they came in, for an export.
    #[must_use]
    pub fn to_sheet(&self) -> Sheet {
        item::to_sheet(&self.items)
    }
}

/// Items as rows below a header, in every column there is.
#[must_use]
pub fn rows_of(items: &[Item]) -> Sheet {
    item::to_sheet(items)
}
