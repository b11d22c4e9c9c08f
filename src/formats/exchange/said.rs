//! What is said of each note and refusal, in both languages.

use crate::domain::bank::Words;

use super::report::{Note, Refusal, Unsaid, WhyLeftOut};
use super::xml::XmlError;

fn said(code: &'static str, zh: impl Into<String>, en: impl Into<String>, mend_zh: &str, mend_en: &str) -> Unsaid {
    let words = |zh: String, en: String| Words { zh, en };
    Unsaid { code, what: words(zh.into(), en.into()), mend: words(mend_zh.to_owned(), mend_en.to_owned()) }
}

pub(super) fn note(note: Note) -> Unsaid {
    let (code, zh, en, mend_zh, mend_en) = match note {
        Note::Formatting => (
            "item.note_formatting",
            "去掉了加粗、颜色、标题等格式",
            "bold, colours, headings and the like were taken off",
            "核对题意没有变",
            "see that the text still says the same",
        ),
        Note::Lists => (
            "item.note_lists",
            "列表改成了一行一项",
            "lists became lines",
            "核对题意没有变",
            "see that the text still says the same",
        ),
        Note::Script => (
            "item.note_script",
            "上标、下标换成了字符，如 m²、H₂O",
            "raised and lowered figures became characters, such as m² and H₂O",
            "核对算式",
            "see that figures are right",
        ),
        Note::Links => (
            "item.note_links",
            "去掉了文字后面的链接",
            "addresses behind words were taken off",
            "需要的内容请写进题干",
            "write into the stem what candidates need",
        ),
        Note::Moved => (
            "item.note_moved",
            "原来在图片或选项后面的文字，移到了前面",
            "text behind the picture or the options now stands before them",
            "核对题干读起来通顺",
            "see that the stem reads well",
        ),
        Note::Extras => (
            "item.note_extras",
            "反馈、样式、无障碍目录等附加内容没有导入",
            "feedback, style sheets and catalogues were left behind",
            "需要的说明请写进解析",
            "write what is needed into the explanation",
        ),
        Note::OrderKept => (
            "item.note_order_kept",
            "原文件规定选项不乱序，所有选项都标为固定",
            "the options are not shuffled there: all are marked fixed",
            "如果可以乱序，请清空“固定选项”",
            "clear fixed_options if they may be shuffled",
        ),
        Note::AllOrNothing => (
            "item.note_all_or_nothing",
            "原来选对一部分得一部分分，这里全部选对才得分",
            "part of the answer earns part of the points there; here it is all or nothing",
            "核对计分是否合适",
            "see that this is what you want",
        ),
        Note::NoScoring => (
            "item.note_no_scoring",
            "原文件没有写计分方法，按标准答案计分",
            "no scoring is stated there; the key is taken",
            "核对答案",
            "see that the key is right",
        ),
        Note::Gap => (
            "item.note_gap",
            "句中的空改成了“____”",
            "the gap in the sentence became ____",
            "核对题干",
            "see that the stem reads well",
        ),
        Note::PictureRenamed => (
            "item.note_picture_renamed",
            "图片换了文件名",
            "the picture goes by another name",
            "不需要处理",
            "nothing to do",
        ),
        Note::AssessmentTest => (
            "item.note_assessment_test",
            "是一份试卷（assessment test），没有读入；其中引用的题照常读入",
            "it is an assessment test and was not read; the items it refers to are read as items",
            "不需要处理：这里按双向细目表组卷",
            "nothing to do: this server draws papers by blueprints",
        ),
    };
    said(code, zh, en, mend_zh, mend_en)
}

const CHOICE_ZH: &str = "改写成单选、多选或判断题，或从文件里删去这道题";
const CHOICE_EN: &str = "make it a single choice, multiple response or true/false item, or take it out of the file";
const PLAIN_ZH: &str = "把内容改写成文字，或画成一张 PNG 放在题干里";
const PLAIN_EN: &str = "write it as plain text, or draw it as one PNG in the stem";

pub(super) fn refusal(refusal: &Refusal) -> Unsaid {
    let choice = |code, zh: String, en: String| said(code, zh, en, CHOICE_ZH, CHOICE_EN);
    let plain = |code, zh: String, en: String| said(code, zh, en, PLAIN_ZH, PLAIN_EN);
    match refusal {
        Refusal::FileMissing(name) => said(
            "item.file_missing",
            format!("包里没有文件“{name}”"),
            format!("the package has no file {name:?}"),
            "重新导出这个包",
            "export the package again",
        ),
        Refusal::Xml(error) => xml(error),
        Refusal::Qti1 => said(
            "item.qti1",
            "这道题是 QTI 1.x 格式",
            "the item is QTI 1.x",
            "在原系统里导出为 QTI 2.1、2.2 或 3.0",
            "export it as QTI 2.1, 2.2 or 3.0",
        ),
        Refusal::Interaction(name) => {
            choice("item.interaction", format!("题型“{name}”不能导入"), format!("{name} is not understood"))
        }
        Refusal::SeveralInteractions(count) => said(
            "item.several_interactions",
            format!("一道题里有 {count} 个作答处"),
            format!("the item asks for {count} answers"),
            "拆成几道题",
            "make several items of it",
        ),
        Refusal::NoInteraction => {
            choice("item.no_interaction", "没有作答处".into(), "nothing is to be answered".into())
        }
        Refusal::Essay => choice("item.essay", "是简答或论述题".into(), "it is an essay".into()),
        Refusal::Numeric => choice("item.numeric", "是数值计算题".into(), "it asks for a number".into()),
        Refusal::ShortAnswer => choice("item.short_answer", "是填空题".into(), "it asks for a short text".into()),
        Refusal::Matching => choice("item.matching", "是匹配题".into(), "it is a matching item".into()),
        Refusal::Cloze => choice("item.cloze", "是完形填空题".into(), "it has gaps in its text".into()),
        Refusal::Description => {
            choice("item.description", "只有说明文字，不是题".into(), "it is text without a question".into())
        }
        Refusal::QuestionType(name) => {
            choice("item.question_type", format!("题型“{name}”不能导入"), format!("type {name:?} is not understood"))
        }
        Refusal::PartialCredit => said(
            "item.partial_credit",
            "各选项得分不同，不是“全对才得分”或平均分配",
            "options earn different parts of the points, neither all-or-nothing nor an equal split",
            "在原系统里改成正确选项平均分配，再导出",
            "let the right options share the points equally there, and export again",
        ),
        Refusal::Penalty => said(
            "item.penalty",
            "单选题选错要倒扣分",
            "a wrong choice costs points",
            "在原系统里把错误选项的分数改为 0，再导出",
            "set the wrong options to 0 there, and export again",
        ),
        Refusal::SeveralRight => said(
            "item.several_right",
            "有几个选项各自都算全对",
            "each of several options is wholly right alone",
            "只留一个正确选项，或改成多选",
            "keep one right option, or make it a multiple response",
        ),
        Refusal::NoKey => said("item.no_key", "没有标准答案", "it has no key", "补上标准答案", "give it a key"),
        Refusal::KeyUnknown(key) => said(
            "item.key_unknown",
            format!("标准答案“{key}”不是任何选项"),
            format!("key {key:?} is no option"),
            "改正标准答案",
            "correct the key",
        ),
        Refusal::Scoring => said(
            "item.scoring",
            "计分方法是自己编写的，不是标准的“全对才得分”",
            "it has scoring of its own, not the standard match_correct",
            "在原系统里改成标准计分，再导出",
            "use the standard scoring there, and export again",
        ),
        Refusal::Adaptive => choice("item.adaptive", "是自适应题".into(), "it is adaptive".into()),
        Refusal::Template => choice("item.template", "题里有随机变量".into(), "it has template variables".into()),
        Refusal::ChoiceLimits => said(
            "item.choice_limits",
            "限定了必须选几项",
            "it limits how many options are chosen",
            "在原系统里去掉选择数量的限制，再导出",
            "take the limits off there, and export again",
        ),
        Refusal::Stimulus => said(
            "item.stimulus",
            "与别的题共用一段材料",
            "it shares a text with other items",
            "把材料写进题干",
            "write the text into the stem",
        ),
        Refusal::Feedback => said(
            "item.feedback",
            "题干或选项里夹着反馈",
            "feedback stands within its text",
            "删去夹在文字里的反馈",
            "take the feedback out of the text",
        ),
        Refusal::Math => plain("item.math", "有数学公式".into(), "it holds a formula".into()),
        Refusal::Table => plain("item.table", "有表格".into(), "it holds a table".into()),
        Refusal::Media(name) => plain(
            "item.media",
            format!("有声音、视频或嵌入内容（{name}）"),
            format!("it holds sound, film or an embedded page ({name})"),
        ),
        Refusal::Svg => said("item.svg", "有 SVG 图形", "it holds an SVG drawing", "另存为 PNG", "save it as PNG"),
        Refusal::Markup(name) => plain(
            "item.markup",
            format!("有不能去掉的标记 <{name}>"),
            format!("it holds <{name}>, which can't be taken off"),
        ),
        Refusal::Script(text) => plain(
            "item.script",
            format!("上标或下标“{text}”没有对应的字符"),
            format!("raised or lowered {text:?} has no character"),
        ),
        Refusal::Markdown => said(
            "item.markdown",
            "文字是 Markdown 格式",
            "its text is Markdown",
            "在原系统里改成纯文本或 HTML，再导出",
            "make it plain text or HTML there, and export again",
        ),
        Refusal::Entity(name) => said(
            "item.entity",
            format!("有不认识的字符实体 &{name};"),
            format!("it holds the unknown entity &{name};"),
            "直接写这个字符",
            "write the character itself",
        ),
        Refusal::External(href) => said(
            "item.external",
            format!("引用了外部的图片或文件“{href}”"),
            format!("it refers to {href:?} outside the file"),
            "把图片放进包里再导出",
            "put the picture into the package and export again",
        ),
        Refusal::SeveralPictures => said(
            "item.several_pictures",
            "有几张图片，只能有一张",
            "it shows several pictures; one is possible",
            "拼成一张图片",
            "make one picture of them",
        ),
        Refusal::PictureInOption => said(
            "item.picture_in_option",
            "选项里有图片",
            "an option holds a picture",
            "把各选项的图拼成一张放在题干里，选项写“图甲”“图乙”",
            "make one picture of them in the stem, and name its parts in the options",
        ),
        Refusal::PictureMissing(name) => said(
            "item.picture_missing",
            format!("文件里没有图片“{name}”"),
            format!("picture {name:?} is not in the file"),
            "连同图片重新导出",
            "export again with the picture",
        ),
        Refusal::PictureUnknown(name) => said(
            "item.picture_unknown",
            format!("图片“{name}”不是 PNG 或 JPEG"),
            format!("picture {name:?} is neither PNG nor JPEG"),
            "另存为 PNG 或 JPEG；只改扩展名没有用",
            "save it as PNG or JPEG; renaming it is not enough",
        ),
        Refusal::PictureEncoding(name) => said(
            "item.picture_encoding",
            format!("图片“{name}”的内容已损坏（不是 base64）"),
            format!("picture {name:?} is damaged: it is no base64"),
            "重新导出",
            "export again",
        ),
        Refusal::TooManyOptions(count) => said(
            "item.too_many_options",
            format!("有 {count} 个选项，最多 6 个"),
            format!("it has {count} options; at most 6 are possible"),
            "减少选项",
            "take options away",
        ),
        Refusal::TextTooLong => said(
            "item.text_too_long",
            "一段文字超过 100000 个字符",
            "a text has more than 100000 characters",
            "删去不属于题目的内容",
            "take out what doesn't belong to the item",
        ),
        Refusal::Syntax(what) => said(
            "item.syntax",
            format!("格式读不懂：{what}"),
            format!("not readable: {what}"),
            "按格式改正，或从文件里删去这道题",
            "correct it, or take it out of the file",
        ),
    }
}

fn xml(error: &XmlError) -> Unsaid {
    let (code, zh, mend_zh, mend_en) = match error {
        XmlError::Doctype => (
            "item.xml_doctype",
            "文件里有文档类型声明（DOCTYPE），不安全",
            "删去 DOCTYPE，或重新导出",
            "take the DOCTYPE out, or export again",
        ),
        XmlError::Entity(_) => (
            "item.xml_entity",
            "文件里有自定义的实体，不安全",
            "直接写字符，不用实体",
            "write characters, not entities",
        ),
        XmlError::External => (
            "item.xml_external",
            "文件引用了外部文件（XInclude），不安全",
            "把内容写进文件里",
            "write the content into the file",
        ),
        XmlError::Encoding(_) | XmlError::NotUtf8 => {
            ("item.xml_encoding", "文件不是 UTF-8 编码", "另存为 UTF-8", "save it as UTF-8")
        }
        XmlError::TooDeep | XmlError::TooMany => (
            "item.xml_limits",
            "文件的结构大得不正常",
            "核对文件的来源，重新导出",
            "see where the file comes from, and export again",
        ),
        XmlError::Malformed { .. } => ("item.xml_malformed", "文件不是完整的 XML", "重新导出", "export again"),
    };
    said(code, zh, error.to_string(), mend_zh, mend_en)
}

pub(super) fn left_out(why: WhyLeftOut) -> Unsaid {
    match why {
        WhyLeftOut::Picture => said(
            "item.left_out_picture",
            "GIFT 不能带图片",
            "GIFT holds no pictures",
            "有图片的题请导出为 QTI 或 Moodle XML",
            "export items with pictures as QTI or Moodle XML",
        ),
        WhyLeftOut::PictureName => said(
            "item.left_out_picture_name",
            "图片的文件名与包里的文件冲突",
            "the picture's name is that of another file in the package",
            "给图片换一个文件名",
            "give the picture another name",
        ),
    }
}
