//! An item (题目) as it is kept, and back to its row.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::columns::Column;
use super::picture::Picture;
use super::sheet::{Cell, Row, Sheet};
use crate::domain::terms::{Facility, ItemType};

/// An item of a bank that passed its lint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// 题目编码, unique in its bank.
    pub code: Code,
    /// 题型.
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// 内容点: one of the blueprint's.
    pub content_point: Code,
    /// 难度.
    pub facility: Facility,
    /// 题干.
    pub stem: String,
    /// Two to six options; `T` 正确 and `F` 错误 for true/false.
    pub options: Vec<OptionText>,
    /// The letters of the right options: one, or two and more for multiple response.
    pub key: BTreeSet<char>,
    /// 互斥组.
    pub enemy_group: Option<Code>,
    /// 图片.
    pub picture: Option<Picture>,
    /// 解析.
    pub explanation: String,
    /// 依据.
    pub reference: String,
}

/// An option of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionText {
    /// Its letter in the bank: A…F, or T and F for true/false. Candidates see the letter of the drawn order.
    pub letter: char,
    /// Its text.
    pub text: String,
    /// Whether it keeps its place when options are shuffled though its text doesn't say so by itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fixed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl OptionText {
    /// Whether it keeps its place when options are shuffled: it is said to, or it speaks of the options above it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.fixed || speaks_of_others(&self.text)
    }
}

/// Whether an option speaks of the options above it (以上都对).
pub(super) fn speaks_of_others(text: &str) -> bool {
    ["以上", "上述"].into_iter().any(|beginning| text.starts_with(beginning))
        && text.contains(['都', '均', '全', '皆', '不', '是'])
}

/// The two options of every true/false item, in their fixed order.
pub(super) fn true_false_options() -> Vec<OptionText> {
    let option = |letter, text: &str| OptionText { letter, text: text.into(), fixed: false };
    vec![option('T', "正确"), option('F', "错误")]
}

/// The items as rows below a header.
pub(super) fn to_sheet(items: &[Item]) -> Sheet {
    let header = Row { number: 1, cells: Column::ALL.iter().map(|column| Cell::Text(column.name_zh())).collect() };
    let rows = (2..).zip(items).map(|(number, item)| Row {
        number,
        cells: Column::ALL.iter().map(|column| Cell::Text(cell_text(item, *column))).collect(),
    });
    Sheet { name: "题库".into(), rows: std::iter::once(header).chain(rows).collect() }
}

/// What an item's row says in a column; empty for nothing.
#[must_use]
pub fn cell_text(item: &Item, column: Column) -> String {
    match column {
        Column::Code => item.code.to_string(),
        Column::Kind => item.kind.name_zh().into(),
        Column::ContentPoint => item.content_point.to_string(),
        Column::Facility => item.facility.thousandths().to_string(),
        Column::Stem => item.stem.clone(),
        Column::Option(_) if item.kind == ItemType::TrueFalse => String::new(),
        Column::Option(letter) => item
            .options
            .iter()
            .find(|option| option.letter == letter)
            .map(|option| option.text.clone())
            .unwrap_or_default(),
        Column::Key if item.kind == ItemType::TrueFalse => {
            if item.key.contains(&'T') {
                "正确".into()
            } else {
                "错误".into()
            }
        }
        Column::Key => item.key.iter().collect(),
        Column::EnemyGroup => item.enemy_group.as_ref().map(Code::to_string).unwrap_or_default(),
        Column::Picture => item.picture.as_ref().map(|picture| picture.name.clone()).unwrap_or_default(),
        Column::Explanation => item.explanation.clone(),
        Column::Reference => item.reference.clone(),
        Column::FixedOptions => item.options.iter().filter(|option| option.fixed).map(|option| option.letter).collect(),
    }
}
