//! What can be wrong with a bank: where, what, and how to mend it, in both languages.

use super::columns::Column;
use super::said::Said;
use super::sheet::Unreadable;
use super::words::Words;
use crate::domain::terms::ItemType;

/// One thing that is wrong with a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The sheet's name; [`Fault::BLUEPRINT`] for the blueprint's own faults.
    pub sheet: String,
    /// The row as the spreadsheet shows it, from 1; none where a fault is no row's.
    pub row: Option<u32>,
    /// The column, where the fault is one cell's.
    pub column: Option<Column>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the figures are named by what they are")]
pub enum FaultKind {
    /// No sheet has any row below a header.
    NoItems,
    /// A sheet's first row names none of the columns but options.
    HeaderMissing,
    /// A column that must be there isn't.
    ColumnMissing(Column),
    /// A header that names no column.
    ColumnUnknown(String),
    /// Two headers name the same column.
    ColumnDoubled(Column),
    /// A cell stands under no header; the column's letters.
    CellOutsideColumns(String),
    /// A cell holds no text.
    CellUnreadable(Unreadable),
    /// A character that can't be seen.
    ControlCharacter(u32),
    /// A text longer than its column takes, in characters.
    TextTooLong { length: usize, longest: usize },
    /// A cell that must not be empty is.
    Empty(Column),
    /// A code, content point or enemy group that has not the form of a code.
    CodeMalformed(String),
    /// A code that another row has.
    CodeDoubled { code: String, other: u32 },
    /// A type that is none of the three.
    TypeUnknown(String),
    /// A content point that the blueprint doesn't have.
    ContentPointUnknown(String),
    /// A facility that is no whole number.
    FacilityNotInteger(String),
    /// A facility outside 0…1000.
    FacilityOutOfRange(i64),
    /// A stem (with the same picture) that another row has.
    StemDoubled { other_sheet: String, other: u32 },
    /// Fewer than two options.
    TooFewOptions(usize),
    /// An option is empty though a later one isn't.
    OptionGap { empty: char, given: char },
    /// Two options say the same.
    OptionsAlike { first: char, second: char },
    /// A true/false row has options of its own.
    OptionsOnTrueFalse,
    /// No key.
    KeyMissing,
    /// A key that is no list of letters (or, for true/false, neither 正确 nor 错误).
    KeyMalformed { given: String, kind: ItemType },
    /// A letter stands twice in the key.
    KeyRepeats(char),
    /// A letter of the key is no option's; the options run from the first to the last letter given.
    KeyNotAnOption { key: char, first: char, last: char },
    /// A single choice has another number of keys than one.
    KeysOfSingle(usize),
    /// A multiple response has fewer than two keys.
    KeysOfMultiple(usize),
    /// A multiple response has only two options and both are right.
    KeysAreAll,
    /// The letters of fixed options are no letters.
    FixedMalformed(String),
    /// A fixed option's letter is no option's.
    FixedNotAnOption(char),
    /// A true/false row names fixed options.
    FixedOnTrueFalse,
    /// A picture's name leaves the bank's folder, or what it names is a link.
    PictureOutside(String),
    /// A picture isn't there.
    PictureMissing(String),
    /// A picture is neither PNG nor JPEG.
    PictureUnknown(String),
    /// A picture whose header can't be read.
    PictureBroken(String),
    /// A picture with too many pixels.
    PictureTooWide { name: String, width: u32, height: u32 },
    /// A picture has too many bytes.
    PictureTooLarge { name: String, bytes: u64 },
    /// The blueprint has no sections, no cells in a section, or another number that must not be nothing.
    BlueprintEmpty(String),
    /// Two of the blueprint's parts have one code.
    BlueprintDoubled(String),
    /// A cell's content point isn't among the blueprint's.
    CellContentPointUnknown { cell: String, content_point: String },
    /// Two cells draw from the same items.
    CellsOverlap { first: String, second: String },
    /// No item for a cell.
    CellEmpty { cell: String, content_point: String, kind: ItemType },
    /// A rung of a cell would have fewer than three items.
    CellTooThin { cell: String, content_point: String, kind: ItemType, items: usize, wanted: usize },
    /// The sections' points don't sum to the total, in hundredths.
    PointsNotTotal { sum: i64, total: i64 },
    /// No paper can reach the sum of facilities aimed at: it lies between these two.
    FacilitySumUnreachable { least: i64, most: i64, target: i64, tolerance: i64 },
}

impl Fault {
    /// The name of the sheet under which the blueprint's own faults are listed.
    pub const BLUEPRINT: &'static str = "双向细目表";

    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.said().0
    }

    /// Row and fault: `第 37 行：标准答案 E 不在选项 A–D 中`, and the same in English.
    #[must_use]
    pub fn message(&self) -> Words {
        let what = self.what();
        match self.row {
            Some(row) => Words::new(format!("第 {row} 行：{}", what.zh), format!("row {row}: {}", what.en)),
            None => what,
        }
    }

    /// The fault without its row: where the row stands beside it.
    #[must_use]
    pub fn what(&self) -> Words {
        let Said(_, what, _) = self.kind.said();
        what
    }

    /// How to mend it (怎么改).
    #[must_use]
    pub fn mend(&self) -> Words {
        let Said(_, _, mend) = self.kind.said();
        mend
    }
}
