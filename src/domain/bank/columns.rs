//! The columns of a bank, and their names in both languages.

use std::fmt;

use super::words::fold_width;

/// A column of a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 题目编码.
    Code,
    /// 题型.
    Kind,
    /// 内容点.
    ContentPoint,
    /// 难度: the facility in thousandths.
    Facility,
    /// 题干.
    Stem,
    /// 选项A … 选项F.
    Option(char),
    /// 答案.
    Key,
    /// 互斥组: items of one group never meet in one paper.
    EnemyGroup,
    /// 图片: a file's name beside the bank.
    Picture,
    /// 解析.
    Explanation,
    /// 依据.
    Reference,
    /// 固定选项: the letters of options that keep their place when options are shuffled.
    FixedOptions,
}

/// The letters an option can have.
pub(super) const LETTERS: [char; 6] = ['A', 'B', 'C', 'D', 'E', 'F'];

impl Column {
    /// Every column, in the order banks are written in.
    pub const ALL: [Self; 17] = [
        Self::Code,
        Self::Kind,
        Self::ContentPoint,
        Self::Facility,
        Self::Stem,
        Self::Option('A'),
        Self::Option('B'),
        Self::Option('C'),
        Self::Option('D'),
        Self::Option('E'),
        Self::Option('F'),
        Self::Key,
        Self::EnemyGroup,
        Self::Picture,
        Self::Explanation,
        Self::Reference,
        Self::FixedOptions,
    ];

    /// Whether a bank can't be read without it. The others may be left out and are then empty.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(
            self,
            Self::Code
                | Self::Kind
                | Self::ContentPoint
                | Self::Facility
                | Self::Stem
                | Self::Option('A' | 'B')
                | Self::Key
        )
    }

    /// The column's name in Chinese.
    #[must_use]
    pub fn name_zh(self) -> String {
        match self {
            Self::Code => "题目编码".into(),
            Self::Kind => "题型".into(),
            Self::ContentPoint => "内容点".into(),
            Self::Facility => "难度".into(),
            Self::Stem => "题干".into(),
            Self::Option(letter) => format!("选项{letter}"),
            Self::Key => "答案".into(),
            Self::EnemyGroup => "互斥组".into(),
            Self::Picture => "图片".into(),
            Self::Explanation => "解析".into(),
            Self::Reference => "依据".into(),
            Self::FixedOptions => "固定选项".into(),
        }
    }

    /// The column's name in English.
    #[must_use]
    pub fn name_en(self) -> String {
        match self {
            Self::Code => "code".into(),
            Self::Kind => "type".into(),
            Self::ContentPoint => "content_point".into(),
            Self::Facility => "facility".into(),
            Self::Stem => "stem".into(),
            Self::Option(letter) => format!("option_{}", letter.to_ascii_lowercase()),
            Self::Key => "key".into(),
            Self::EnemyGroup => "enemy_group".into(),
            Self::Picture => "picture".into(),
            Self::Explanation => "explanation".into(),
            Self::Reference => "reference".into(),
            Self::FixedOptions => "fixed_options".into(),
        }
    }

    /// The column that a header names, in either language and any width, case and spacing.
    pub(super) fn of_header(header: &str) -> Option<Self> {
        let name = fold_width(header).trim().to_lowercase().replace([' ', '-'], "_");
        let bare = name.replace('_', "");
        Self::ALL.into_iter().find(|column| {
            name == column.name_en()
                || bare == column.name_zh().to_lowercase()
                || bare == column.name_en().replace('_', "")
                || column.other_names().contains(&bare.as_str())
                || matches!(column, Self::Option(letter) if bare == letter.to_ascii_lowercase().to_string())
        })
    }

    /// What counties also call it, without blanks.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Code => &["编码", "编号", "题号", "itemcode"],
            Self::Kind => &["题目类型", "试题类型", "itemtype"],
            Self::ContentPoint => &["知识点", "考核点", "鉴定点"],
            Self::Facility => &["难度系数", "facilityestimate"],
            Self::Stem => &["题目", "试题", "试题内容"],
            Self::Option(_) => &[],
            Self::Key => &["标准答案", "正确答案", "answer"],
            Self::EnemyGroup => &["互斥题组", "enemy"],
            Self::Picture => &["配图", "图", "image"],
            Self::Explanation => &["答案解析", "说明"],
            Self::Reference => &["出处", "来源", "参考"],
            Self::FixedOptions => &["固定", "不乱序选项", "fixed"],
        }
    }

    /// The most characters a cell of this column may hold.
    pub(super) fn longest(self) -> usize {
        match self {
            Self::Stem => 2000,
            Self::Explanation => 4000,
            Self::Option(_) | Self::Reference => 500,
            _ => 200,
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name_zh())
    }
}
