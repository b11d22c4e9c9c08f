//! An item on its way into a row, and the rows of a file.

use std::collections::BTreeSet;

use crate::domain::ItemType;
use crate::domain::bank::{Cell, Column, PictureFile, Pictures, Row, Sheet, is_safe_name};

use super::report::{ItemNote, Note, Outcome, Refusal};
use super::{Collected, ExchangeError, MAX_ITEMS};

/// What a format says of an item; empty where it says nothing.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) code: String,
    pub(super) kind: Option<ItemType>,
    pub(super) content_point: String,
    pub(super) facility: String,
    pub(super) stem: String,
    pub(super) options: Vec<Choice>,
    pub(super) enemy_group: String,
    pub(super) picture: String,
    pub(super) explanation: String,
    pub(super) reference: String,
    /// For true/false: whether the statement is right.
    pub(super) truth: bool,
    pub(super) notes: BTreeSet<Note>,
}

/// An option of a draft.
#[derive(Debug, Default, Clone)]
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) right: bool,
    pub(super) fixed: bool,
}

/// The letters of options.
const LETTERS: [char; 6] = ['A', 'B', 'C', 'D', 'E', 'F'];

impl Draft {
    /// Makes it a true/false item if its two options say right and wrong.
    pub(super) fn true_or_false(&mut self) {
        let [first, second] = self.options.as_slice() else { return };
        let (Some(one), Some(other)) = (truth(&first.text), truth(&second.text)) else { return };
        if one != other && first.right != second.right && self.kind == Some(ItemType::Single) {
            self.kind = Some(ItemType::TrueFalse);
            self.truth = one == first.right;
            self.options.clear();
        }
    }

    /// Marks every option fixed where a format says that the options keep their order.
    pub(super) fn keep_order(&mut self) {
        if self.kind != Some(ItemType::TrueFalse) {
            self.options.iter_mut().for_each(|option| option.fixed = true);
            self.notes.insert(Note::OrderKept);
        }
    }

    fn cell(&self, column: Column) -> String {
        let letters = |of: fn(&Choice) -> bool| {
            LETTERS.iter().zip(&self.options).filter(|(_, option)| of(option)).map(|(letter, _)| *letter).collect()
        };
        match column {
            Column::Code => self.code.clone(),
            Column::Kind => self.kind.map(|kind| kind.name_zh().to_owned()).unwrap_or_default(),
            Column::ContentPoint => self.content_point.clone(),
            Column::Facility => self.facility.clone(),
            Column::Stem => self.stem.clone(),
            Column::Option(letter) => LETTERS
                .iter()
                .zip(&self.options)
                .find(|(own, _)| **own == letter)
                .map(|(_, option)| option.text.clone())
                .unwrap_or_default(),
            Column::Key if self.kind == Some(ItemType::TrueFalse) => {
                if self.truth {
                    "正确".into()
                } else {
                    "错误".into()
                }
            }
            Column::Key => letters(|option| option.right),
            Column::EnemyGroup => self.enemy_group.clone(),
            Column::Picture => self.picture.clone(),
            Column::Explanation => self.explanation.clone(),
            Column::Reference => self.reference.clone(),
            Column::FixedOptions => letters(|option| option.fixed),
        }
    }
}

/// What a text says if it is a word for right or wrong.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_uppercase().as_str() {
        "正确" | "对" | "√" | "✓" | "✔" | "T" | "TRUE" => Some(true),
        "错误" | "错" | "×" | "✗" | "✘" | "X" | "F" | "FALSE" => Some(false),
        _ => None,
    }
}

/// The rows of a file, as they come together.
pub(super) struct Collector {
    name: String,
    rows: Vec<Row>,
    pub(super) pictures: Pictures,
    items: Vec<ItemNote>,
}

impl Collector {
    pub(super) fn new(name: &str) -> Self {
        let header = Row { number: 1, cells: Column::ALL.iter().map(|column| Cell::Text(column.name_zh())).collect() };
        Self { name: name.to_owned(), rows: vec![header], pictures: Pictures::new(), items: Vec::new() }
    }

    /// Takes an item, read or refused.
    pub(super) fn take(
        &mut self,
        place: String,
        id: String,
        read: Result<Draft, Refusal>,
    ) -> Result<(), ExchangeError> {
        if self.items.len() >= MAX_ITEMS {
            return Err(ExchangeError::TooManyItems);
        }
        let read = read.and_then(|draft| {
            if draft.options.len() > LETTERS.len() {
                Err(Refusal::TooManyOptions(draft.options.len()))
            } else {
                Ok(draft)
            }
        });
        let (row, outcome) = match read {
            Err(refusal) => (None, Outcome::Refused(refusal)),
            Ok(draft) => {
                let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX).saturating_add(1);
                let cells = Column::ALL.iter().map(|column| Cell::of_text(&draft.cell(*column))).collect();
                self.rows.push(Row { number, cells });
                let notes: Vec<Note> = draft.notes.into_iter().collect();
                (Some(number), if notes.is_empty() { Outcome::Read } else { Outcome::Noted(notes) })
            }
        };
        self.items.push(ItemNote { place, id, row, outcome });
        Ok(())
    }

    /// Notes something of the file that is no item and is not read.
    pub(super) fn pass_over(&mut self, place: String, id: String, why: Note) -> Result<(), ExchangeError> {
        if self.items.len() >= MAX_ITEMS {
            return Err(ExchangeError::TooManyItems);
        }
        self.items.push(ItemNote { place, id, row: None, outcome: Outcome::PassedOver(why) });
        Ok(())
    }

    /// Keeps a picture that came inside, and answers the name it goes by: its own, or another where that one is taken by
    /// another picture or leads out of a folder.
    pub(super) fn keep(&mut self, name: &str, bytes: Vec<u8>, notes: &mut BTreeSet<Note>) -> String {
        let free = |name: &str, pictures: &Pictures| match pictures.get(name) {
            None => true,
            Some(PictureFile::Bytes(there)) => *there == bytes,
            Some(_) => false,
        };
        let mut own = name.to_owned();
        let ending = if bytes.starts_with(b"\x89PNG") { "png" } else { "jpg" };
        let mut number = self.items.len().saturating_add(1);
        while !is_safe_name(&own) || !free(&own, &self.pictures) {
            own = format!("pictures/item-{number}.{ending}");
            number = number.saturating_add(MAX_ITEMS);
        }
        if own != name {
            notes.insert(Note::PictureRenamed);
        }
        self.pictures.insert(own.clone(), PictureFile::Bytes(bytes));
        own
    }

    pub(super) fn finish(self) -> Collected {
        Collected { sheet: Sheet { name: self.name, rows: self.rows }, pictures: self.pictures, items: self.items }
    }
}
