//! What is said of each fault, in both languages.

use super::fault::FaultKind;
use super::sheet::Unreadable;
use super::words::Words;
use crate::domain::terms::ItemType;

/// Code, what is wrong, how to mend it.
pub(super) struct Said(pub(super) &'static str, pub(super) Words, pub(super) Words);

impl FaultKind {
    /// Its code, what is wrong, and how to mend it.
    pub(super) fn said(&self) -> Said {
        let said = |code, zh: String, en: String, mend_zh: &str, mend_en: &str| {
            Said(code, Words::new(zh, en), Words::new(mend_zh, mend_en))
        };
        match self {
            Self::NoItems => said(
                "bank.no_items",
                "没有任何题目".into(),
                "there are no items".into(),
                "第一行写列名，从第二行起每行写一道题",
                "put the column names into the first row and an item into each row below",
            ),
            Self::HeaderMissing => said(
                "bank.header_missing",
                "第一行不是列名".into(),
                "the first row has no column names".into(),
                "第一行写：题目编码、题型、内容点、难度、题干、选项A…选项F、答案、互斥组、图片、解析、依据、固定选项；不是题目的工作表请删去",
                "name the columns in the first row: code, type, content_point, facility, stem, option_a…option_f, key, \
                 enemy_group, picture, explanation, reference, fixed_options; remove sheets that hold no items",
            ),
            Self::ColumnMissing(column) => said(
                "bank.column_missing",
                format!("缺少“{}”列", column.name_zh()),
                format!("column {} is missing", column.name_en()),
                "在第一行补上这个列名",
                "add the column to the first row",
            ),
            Self::ColumnUnknown(name) => said(
                "bank.column_unknown",
                format!("不认识的列名“{name}”"),
                format!("{name:?} is no column of a bank"),
                "改成规定的列名，或删去这一列",
                "rename the column as specified, or remove it",
            ),
            Self::ColumnDoubled(column) => said(
                "bank.column_doubled",
                format!("“{}”列出现了两次", column.name_zh()),
                format!("column {} is there twice", column.name_en()),
                "只保留一列",
                "keep one of them",
            ),
            Self::CellOutsideColumns(letters) => said(
                "bank.cell_outside_columns",
                format!("{letters} 列有内容，却没有列名"),
                format!("column {letters} has content but no name"),
                "给这一列写上列名，或清空这一列",
                "name the column, or clear it",
            ),
            Self::CellUnreadable(why) => unreadable(*why),
            Self::ControlCharacter(character) => said(
                "bank.control_character",
                format!("含有看不见的控制字符 U+{character:04X}"),
                format!("contains the invisible character U+{character:04X}"),
                "删去后重新输入这段文字",
                "remove it and type the text again",
            ),
            Self::TextTooLong { length, longest } => said(
                "bank.text_too_long",
                format!("文字有 {length} 个字符，最多 {longest} 个"),
                format!("the text has {length} characters; at most {longest} fit"),
                "缩短这段文字",
                "shorten the text",
            ),
            Self::Empty(column) => said(
                "bank.empty",
                format!("没有填写{}", column.name_zh()),
                format!("{} is empty", column.name_en()),
                "填写这一格",
                "fill in the cell",
            ),
            Self::CodeMalformed(given) => said(
                "bank.code_malformed",
                format!("“{given}”不是合格的编码"),
                format!("{given:?} is not a code"),
                "只用英文字母、数字、点、下划线和连字符，最多 64 个，不以点开头",
                "use 1 to 64 ASCII letters, digits, . _ - and don't begin with a dot",
            ),
            Self::CodeDoubled { code, other } => said(
                "bank.code_doubled",
                format!("题目编码 {code} 与第 {other} 行重复"),
                format!("code {code} is also that of row {other}"),
                "给其中一题换一个编码",
                "give one of them another code",
            ),
            Self::TypeUnknown(given) => said(
                "bank.type_unknown",
                format!("不认识的题型“{given}”"),
                format!("{given:?} is no type of item"),
                "写 单选、判断 或 多选",
                "write 单选, 判断 or 多选 (single, true_false, multiple)",
            ),
            Self::ContentPointUnknown(given) => said(
                "bank.content_point_unknown",
                format!("内容点 {given} 不在双向细目表中"),
                format!("content point {given} is not in the blueprint"),
                "改成双向细目表里的内容点，或在双向细目表中增加它",
                "use one of the blueprint's content points, or add this one to it",
            ),
            Self::FacilityNotInteger(given) => said(
                "bank.facility_not_integer",
                format!("难度“{given}”不是整数"),
                format!("facility {given:?} is not a whole number"),
                "写千分数的整数，例如预计 65% 的考生答对就写 650",
                "write thousandths as a whole number: 650 if 65 % are expected to be right",
            ),
            Self::FacilityOutOfRange(given) => said(
                "bank.facility_out_of_range",
                format!("难度 {given} 不在 0 至 1000 之间"),
                format!("facility {given} is not between 0 and 1000"),
                "写 0 至 1000 的整数，例如 650",
                "write a whole number from 0 to 1000, such as 650",
            ),
            Self::StemDoubled { other_sheet, other } => said(
                "bank.stem_doubled",
                format!("题干与“{other_sheet}”第 {other} 行重复"),
                format!("the stem is the same as in sheet {other_sheet}, row {other}"),
                "删去其中一题，或改写题干",
                "remove one of the two, or rewrite its stem",
            ),
            Self::TooFewOptions(count) => said(
                "bank.too_few_options",
                format!("只有 {count} 个选项，至少要 2 个"),
                format!("has {count} options; at least 2 are needed"),
                "从选项A起依次填写",
                "fill in the options from option_a on",
            ),
            Self::OptionGap { empty, given } => said(
                "bank.option_gap",
                format!("选项 {empty} 空着，而选项 {given} 有内容"),
                format!("option {empty} is empty though option {given} is not"),
                "选项依次填写，中间不留空格",
                "fill the options in order without gaps",
            ),
            Self::OptionsAlike { first, second } => said(
                "bank.options_alike",
                format!("选项 {first} 与选项 {second} 相同"),
                format!("options {first} and {second} are the same"),
                "改写其中一个选项",
                "rewrite one of them",
            ),
            Self::OptionsOnTrueFalse => said(
                "bank.options_on_true_false",
                "判断题不填写选项".into(),
                "a true/false item has no options of its own".into(),
                "清空选项各格，答案写 正确 或 错误；若是选择题请改题型",
                "clear the options and write 正确 or 错误 as the key, or change the type",
            ),
            Self::KeyMissing => said(
                "bank.key_missing",
                "没有填写标准答案".into(),
                "the key is missing".into(),
                "填写答案：单选如 B，多选如 ACD，判断写 正确 或 错误",
                "fill in the key: B for single choice, ACD for multiple response, 正确 or 错误 for true/false",
            ),
            Self::KeyMalformed { given, kind: ItemType::TrueFalse } => said(
                "bank.key_malformed",
                format!("判断题的标准答案“{given}”既不是 正确 也不是 错误"),
                format!("key {given:?} of a true/false item is neither 正确 nor 错误"),
                "写 正确 或 错误",
                "write 正确 or 错误 (T or F)",
            ),
            Self::KeyMalformed { given, .. } => said(
                "bank.key_malformed",
                format!("标准答案“{given}”不是选项字母"),
                format!("key {given:?} is not made of option letters"),
                "只写选项的字母，例如 B 或 ACD",
                "write the options' letters only, such as B or ACD",
            ),
            Self::KeyRepeats(letter) => said(
                "bank.key_repeats",
                format!("标准答案中 {letter} 出现了两次"),
                format!("{letter} stands twice in the key"),
                "每个字母只写一次",
                "write each letter once",
            ),
            Self::KeyNotAnOption { key, first, last } => said(
                "bank.key_not_an_option",
                format!("标准答案 {key} 不在选项 {first}–{last} 中"),
                format!("key {key} is not among options {first}–{last}"),
                "改正答案，或补上这个选项",
                "correct the key, or add the option",
            ),
            Self::KeysOfSingle(count) => said(
                "bank.keys_of_single",
                format!("单选题有 {count} 个标准答案，应当只有 1 个"),
                format!("a single choice has {count} keys instead of 1"),
                "只留一个答案，或把题型改为多选",
                "keep one key, or make it a multiple response",
            ),
            Self::KeysOfMultiple(count) => said(
                "bank.keys_of_multiple",
                format!("多选题只有 {count} 个标准答案，至少要 2 个"),
                format!("a multiple response has {count} key; at least 2 are needed"),
                "补全答案，或把题型改为单选",
                "complete the key, or make it a single choice",
            ),
            Self::KeysAreAll => said(
                "bank.keys_are_all",
                "多选题只有两个选项，而且都是答案".into(),
                "a multiple response has only two options and both are right".into(),
                "增加错误的选项",
                "add options that are wrong",
            ),
            Self::FixedMalformed(given) => said(
                "bank.fixed_malformed",
                format!("固定选项“{given}”不是选项字母"),
                format!("fixed options {given:?} are not letters of options"),
                "写不参加乱序的选项字母，例如 D；没有就留空",
                "write the letters of the options that keep their place, such as D; or leave it empty",
            ),
            Self::FixedNotAnOption(letter) => said(
                "bank.fixed_not_an_option",
                format!("固定选项 {letter} 没有这个选项"),
                format!("fixed option {letter} is no option of the item"),
                "改成本题有的选项字母，或清空这一格",
                "use a letter of one of the item's options, or clear the cell",
            ),
            Self::FixedOnTrueFalse => said(
                "bank.fixed_on_true_false",
                "判断题不必写固定选项".into(),
                "a true/false item needs no fixed options".into(),
                "清空这一格：正确、错误的次序本来就不变",
                "clear the cell: the two never change places",
            ),
            Self::PictureOutside(name) => said(
                "bank.picture_outside",
                format!("图片“{name}”不在题库所在的文件夹里，或是一个链接"),
                format!("picture {name:?} is outside the bank's folder, or a link"),
                "把图片文件放进题库所在的文件夹，写相对文件名，例如 pictures/01.png",
                "put the file itself into the bank's folder and name it relatively, such as pictures/01.png",
            ),
            Self::PictureMissing(name) => said(
                "bank.picture_missing",
                format!("找不到图片“{name}”"),
                format!("picture {name:?} is missing"),
                "把图片和题库放在一起、检查时一并选上，或改正文件名（区分大小写）",
                "put the picture beside the bank and choose it too, or correct its name (upper and lower case differ)",
            ),
            Self::PictureUnknown(name) => said(
                "bank.picture_unknown",
                format!("图片“{name}”不是 PNG 或 JPEG"),
                format!("picture {name:?} is neither PNG nor JPEG"),
                "另存为 PNG 或 JPEG；只改扩展名没有用",
                "save it as PNG or JPEG; renaming it is not enough",
            ),
            Self::PictureBroken(name) => said(
                "bank.picture_broken",
                format!("图片“{name}”已损坏，读不出宽和高"),
                format!("picture {name:?} is damaged: it has no width and height"),
                "用看图软件打开，另存为 PNG 或 JPEG",
                "open it in a viewer and save it anew as PNG or JPEG",
            ),
            Self::PictureTooWide { name, width, height } => said(
                "bank.picture_too_wide",
                format!("图片“{name}”有 {width}×{height} 像素，每边最多 10000，合计最多 4000 万"),
                format!("picture {name:?} has {width}×{height} pixels; at most 10000 a side and 40 million in all fit"),
                "缩小图片的尺寸",
                "scale the picture down",
            ),
            Self::PictureTooLarge { name, bytes } => said(
                "bank.picture_too_large",
                format!("图片“{name}”有 {bytes} 字节，最大 2 MiB"),
                format!("picture {name:?} has {bytes} bytes; at most 2 MiB fit"),
                "缩小图片",
                "make the picture smaller",
            ),
            Self::BlueprintEmpty(what) => said(
                "bank.blueprint_empty",
                format!("{what} 为空或为 0"),
                format!("{what} is empty or 0"),
                "在双向细目表中填写",
                "fill it in, in the blueprint",
            ),
            Self::BlueprintDoubled(what) => said(
                "bank.blueprint_doubled",
                format!("{what} 出现了两次"),
                format!("{what} is there twice"),
                "给其中一个换一个编码",
                "give one of them another code",
            ),
            Self::CellContentPointUnknown { cell, content_point } => said(
                "bank.cell_content_point_unknown",
                format!("单元 {cell} 的内容点 {content_point} 没有定义"),
                format!("cell {cell} has content point {content_point}, which is not defined"),
                "增加 [[content_point]]，或改正单元",
                "add a [[content_point]], or correct the cell",
            ),
            Self::CellsOverlap { first, second } => said(
                "bank.cells_overlap",
                format!("单元 {first} 与 {second} 从同一批题目中抽题"),
                format!("cells {first} and {second} draw from the same items"),
                "合并这两个单元",
                "make one cell of the two",
            ),
            Self::CellEmpty { cell, content_point, kind } => said(
                "bank.cell_empty",
                format!("单元 {cell}（内容点 {content_point}，{}）一道题也没有", kind.name_zh()),
                format!("cell {cell} (content point {content_point}, {}) has no items", kind.name_zh()),
                "补充题目，或从双向细目表中删去这个单元",
                "write items for it, or remove the cell from the blueprint",
            ),
            Self::CellTooThin { cell, content_point, kind, items, wanted } => said(
                "bank.cell_too_thin",
                format!(
                    "单元 {cell}（内容点 {content_point}，{}）只有 {items} 道题，至少要 {wanted} 道",
                    kind.name_zh()
                ),
                format!(
                    "cell {cell} (content point {content_point}, {}) has {items} items; at least {wanted} are needed",
                    kind.name_zh()
                ),
                "补充题目，或减少抽题数：每抽一题至少要有三题备选，否则容易猜中",
                "write more items or draw fewer: three for each one drawn, or papers are foreseen",
            ),
            Self::PointsNotTotal { sum, total } => said(
                "bank.points_not_total",
                format!("各部分分值合计 {}，与总分 {} 不符", points(*sum), points(*total)),
                format!("the sections' points sum to {}, not to the total {}", points(*sum), points(*total)),
                "改正分值、抽题数或总分（单位：百分之一分）",
                "correct points, counts or total (in hundredths of a point)",
            ),
            Self::FacilitySumUnreachable { least, most, target, tolerance } => said(
                "bank.facility_sum_unreachable",
                format!("难度总和 {target} ± {tolerance} 不可能达到：试卷只能在 {least} 至 {most} 之间"),
                format!(
                    "no paper reaches a facility sum of {target} ± {tolerance}: papers lie within {least} to {most}"
                ),
                "改正目标值或允许偏差",
                "correct target or tolerance",
            ),
        }
    }
}

fn unreadable(why: Unreadable) -> Said {
    let (code, zh, en, mend_zh, mend_en) = match why {
        Unreadable::Formula => (
            "bank.cell_formula",
            "这一格是公式",
            "the cell holds a formula",
            "复制后用“选择性粘贴－数值”换成文字",
            "replace it by its value (copy, paste special, values)",
        ),
        Unreadable::Date => (
            "bank.cell_date",
            "这一格被电子表格变成了日期",
            "the spreadsheet made a date of the cell",
            "把单元格格式改为“文本”后重新输入",
            "format the cell as text and type it again",
        ),
        Unreadable::TooLong => (
            "bank.cell_too_long",
            "这一格超过 32767 个字符",
            "the cell holds more than 32767 characters",
            "删去多余的内容；一道题写在一行里",
            "remove what doesn't belong there; an item is one row",
        ),
        Unreadable::Error => (
            "bank.cell_error",
            "这一格是错误值",
            "the cell holds an error value",
            "改成应有的文字",
            "write the text that belongs there",
        ),
    };
    Said(code, Words::new(zh, en), Words::new(mend_zh, mend_en))
}

fn points(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
