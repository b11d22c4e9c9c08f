//! Moodle XML as Moodle writes it, and every kind of question that is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiangheng::domain::bank::Column;
use jiangheng::formats::bank_file::{self, BankFile};

use crate::support::{PNG, cell, outcomes};

fn quiz(questions: &str) -> BankFile {
    let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n{questions}</quiz>");
    bank_file::read("moodle.xml", xml.as_bytes()).unwrap()
}

fn answer(fraction: &str, text: &str) -> String {
    format!(
        "<answer fraction=\"{fraction}\" format=\"html\"><text><![CDATA[<p>{text}</p>]]></text><feedback format=\"html\"><text></text></feedback></answer>\n"
    )
}

fn multichoice(stem: &str, more: &str, answers: &[(&str, &str)]) -> String {
    let answers: String = answers.iter().map(|(fraction, text)| answer(fraction, text)).collect();
    format!(
        "<question type=\"multichoice\">\n<name><text>题 1</text></name>\n<questiontext format=\"html\"><text><![CDATA[{stem}]]></text>\
         {more}</questiontext>\n<generalfeedback format=\"html\"><text><![CDATA[<p>因为&hellip;</p>]]></text></generalfeedback>\n\
         <single>true</single><shuffleanswers>true</shuffleanswers>{answers}</question>\n"
    )
}

fn one(question: &str) -> &'static str {
    outcomes(&quiz(question))[0].1
}

const RIGHT: [(&str, &str); 2] = [("100", "甲"), ("0", "乙")];

#[test]
fn what_moodle_exports_reads_with_category_feedback_and_pictures() {
    let data = STANDARD.encode(PNG);
    let file =
        format!("<file name=\"图 1.png\" path=\"/\" encoding=\"base64\">{}\n{}</file>", &data[..20], &data[20..]);
    let stem = "<p dir=\"ltr\">如图，&nbsp;读数为（ ）。</p><p><img src=\"@@PLUGINFILE@@/%E5%9B%BE%201.png\" alt=\"\" width=\"10\"></p>";
    let questions = format!(
        "<question type=\"category\"><category><text>$course$/top/电工/1.1</text></category></question>\n{}{}\
         <question type=\"category\"><category><text>$course$/top/默认 分类</text></category></question>\n\
         <question type=\"truefalse\"><name><text>TF-1</text></name><questiontext format=\"moodle_auto_format\"><text>甲\n乙</text></questiontext>\
         <idnumber>J-7</idnumber><answer fraction=\"0\"><text>true</text></answer><answer fraction=\"100\"><text>false</text></answer></question>",
        multichoice(stem, &file, &RIGHT),
        multichoice("多选", "", &[("50", "甲"), ("-50", "乙"), ("50", "丙")]).replace("<single>true", "<single>false"),
    );
    let file = quiz(&questions);
    let found: Vec<_> = outcomes(&file).into_iter().map(|(_, code)| code).collect();
    assert_eq!(found, ["read", "item.note_all_or_nothing", "read"]);
    assert_eq!(cell(&file, 0, Column::Stem), "如图，\u{a0}读数为（ ）。");
    assert_eq!((cell(&file, 0, Column::Picture), cell(&file, 0, Column::Code)), ("图 1.png".into(), String::new()));
    assert_eq!(
        (cell(&file, 0, Column::ContentPoint), cell(&file, 0, Column::Explanation)),
        ("1.1".into(), "因为…".into())
    );
    assert_eq!((cell(&file, 1, Column::Kind), cell(&file, 1, Column::Key)), ("多选".into(), "AC".into()));
    let truth = |column| cell(&file, 2, column);
    assert_eq!(
        (truth(Column::Kind), truth(Column::Key), truth(Column::Code)),
        ("判断".into(), "错误".into(), "J-7".into())
    );
    assert_eq!((truth(Column::Stem), truth(Column::ContentPoint)), ("甲\n乙".into(), String::new()));
    assert_eq!(file.items[2].place.split(':').next(), Some("moodle.xml"));
}

#[test]
fn two_pictures_of_one_name_both_come_along() {
    let file =
        |bytes: &[u8]| format!("<file name=\"a.png\" path=\"/\" encoding=\"base64\">{}</file>", STANDARD.encode(bytes));
    let mut other = PNG.to_vec();
    other[19] = 9;
    let stem = "x<img src=\"@@PLUGINFILE@@/a.png\">";
    let questions = format!(
        "{}{}{}",
        multichoice(stem, &file(PNG), &RIGHT),
        multichoice(stem, &file(&other), &RIGHT),
        multichoice(stem, &file(PNG), &RIGHT)
    );
    let file = quiz(&questions);
    let names: Vec<_> = (0..3).map(|row| cell(&file, row, Column::Picture)).collect();
    assert_eq!((names[0].as_str(), names[2].as_str()), ("a.png", "a.png"));
    assert!(names[1] != "a.png" && file.pictures.len() == 2);
    assert_eq!(outcomes(&file)[1].1, "item.note_picture_renamed");
}

#[test]
fn every_other_question_is_refused_by_its_own_name() {
    let of_type =
        |name: &str| format!("<question type=\"{name}\"><questiontext><text>x</text></questiontext></question>");
    let picture = |file: &str| multichoice("<img src=\"@@PLUGINFILE@@/a.png\">", file, &RIGHT);
    let svg = STANDARD.encode("<svg onload='alert(1)'/>");
    let cases = [
        (of_type("essay"), "item.essay"),
        (of_type("numerical"), "item.numeric"),
        (of_type("calculated"), "item.numeric"),
        (of_type("shortanswer"), "item.short_answer"),
        (of_type("matching"), "item.matching"),
        (of_type("cloze"), "item.cloze"),
        (of_type("ddwtos"), "item.cloze"),
        (of_type("description"), "item.description"),
        (of_type("stack"), "item.question_type"),
        (multichoice("x", "", &[("100", "甲"), ("50", "乙")]), "item.partial_credit"),
        (multichoice("x", "", &[("100", "甲"), ("-25", "乙")]), "item.penalty"),
        (multichoice("x", "", &[("100", "甲"), ("100", "乙")]), "item.several_right"),
        (multichoice("x", "", &[("0", "甲"), ("0", "乙")]), "item.no_key"),
        (multichoice("x", "", &[("1e2", "甲"), ("0", "乙")]), "item.partial_credit"),
        (
            multichoice("x", "", &[("70", "甲"), ("30", "乙")]).replace("<single>true", "<single>false"),
            "item.partial_credit",
        ),
        (multichoice("<img src=\"http://example.org/a.png\">", "", &RIGHT), "item.external"),
        (multichoice("<img src=\"data:image/png;base64,AAAA\">", "", &RIGHT), "item.external"),
        (picture(""), "item.picture_missing"),
        (picture("<file name=\"a.png\" path=\"/\" encoding=\"base64\">***</file>"), "item.picture_encoding"),
        (picture("<file name=\"a.png\" path=\"/\" encoding=\"uuencode\">x</file>"), "item.picture_encoding"),
        (picture(&format!("<file name=\"a.png\" path=\"/\" encoding=\"base64\">{svg}</file>")), "item.picture_unknown"),
        (multichoice("x", "", &[("100", "<img src='@@PLUGINFILE@@/a.png'>"), ("0", "乙")]), "item.picture_in_option"),
        (multichoice("<script>x</script>", "", &RIGHT), "item.markup"),
        (
            multichoice("x", "", &RIGHT).replacen(
                "questiontext format=\"html\"",
                "questiontext format=\"markdown\"",
                1,
            ),
            "item.markdown",
        ),
        ("<question type=\"multichoice\"/>".to_owned(), "item.syntax"),
    ];
    for (question, code) in cases {
        assert_eq!(one(&question), code, "{question}");
    }
}

#[test]
fn an_order_that_is_kept_and_feedback_on_answers_are_noted() {
    let kept = multichoice("x", "", &RIGHT).replace("<shuffleanswers>true", "<shuffleanswers>0");
    let file = quiz(&kept);
    assert_eq!((outcomes(&file)[0].1, cell(&file, 0, Column::FixedOptions)), ("item.note_order_kept", "AB".into()));
    let feedback = multichoice("x", "", &RIGHT).replacen("<text></text></feedback>", "<text>好</text></feedback>", 1);
    assert_eq!(one(&feedback), "item.note_extras");
}
