//! GIFT as people write it by hand and as Moodle exports it.

use jiangheng::domain::bank::Column;
use jiangheng::formats::bank_file::{self, BankFile};

use crate::support::{cell, outcomes};

fn read(text: &str) -> BankFile {
    bank_file::read("bank.gift", text.as_bytes()).unwrap()
}

fn one(text: &str) -> &'static str {
    outcomes(&read(text))[0].1
}

#[test]
fn what_people_write_reads() {
    let file = read(
        "// 第一章\n$CATEGORY: $course$/top/1.1\n\n\
         // question: 12  name: Q1 [id:S-1]\n::Q1::[html]<p>触电后应先\\: </p>{\n\t=断开电源#对\n\t~喊人\n\t~%0%拍照\n####先断电\n}\n\n\
         熔断器的作用是 {=短路保护 ~过载保护} 。\n\n\
         ::J-2:: 铜是导体。{T}\n\n铁是绝缘体{FALSE####不是}\n\n\
         多选 { ~%50%a ~%50%b ~%-100%c }\n",
    );
    let found: Vec<_> = outcomes(&file).into_iter().map(|(_, code)| code).collect();
    assert_eq!(found, ["item.note_extras", "item.note_gap", "read", "read", "item.note_all_or_nothing"]);
    let row = |number, column| cell(&file, number, column);
    assert_eq!((row(0, Column::Code), row(0, Column::Stem)), ("S-1".into(), "触电后应先:".into()));
    assert_eq!((row(0, Column::ContentPoint), row(0, Column::Explanation)), ("1.1".into(), "先断电".into()));
    assert_eq!((row(0, Column::Option('A')), row(0, Column::Key)), ("断开电源".into(), "A".into()));
    assert_eq!(row(1, Column::Stem), "熔断器的作用是____。");
    assert_eq!((row(2, Column::Code), row(2, Column::Key)), ("J-2".into(), "正确".into()));
    assert_eq!((row(3, Column::Key), row(3, Column::Explanation)), ("错误".into(), "不是".into()));
    assert_eq!((row(4, Column::Kind), row(4, Column::Key)), ("多选".into(), "AB".into()));
    assert_eq!(file.items[1].place, "bank.gift:12");
}

#[test]
fn every_other_question_is_refused_by_its_own_name() {
    for (text, code) in [
        ("说说你的看法 {}", "item.essay"),
        ("说说{####范文}", "item.essay"),
        ("几伏？{#220:5}", "item.numeric"),
        ("首都 {=北京 =Beijing}", "item.short_answer"),
        ("配对 {=甲 -> 1 =乙 -> 2 =丙 -> 3}", "item.matching"),
        ("只是说明", "item.description"),
        ("甲 {T} 乙 {F}", "item.cloze"),
        ("甲 {=a ~b", "item.syntax"),
        ("甲 {也许}", "item.syntax"),
        ("甲 {x =a ~b}", "item.syntax"),
        ("甲 {=a =b ~c}", "item.several_right"),
        ("甲 {=a ~%50%b ~c}", "item.partial_credit"),
        ("甲 {~%60%a ~%40%b}", "item.partial_credit"),
        ("甲 {=a ~%-50%b}", "item.penalty"),
        ("甲 {~a ~b}", "item.no_key"),
        ("甲 {=%x%a ~b}", "item.partial_credit"),
        ("[markdown]*甲* {=a ~b}", "item.markdown"),
        ("<img src\\=\"a.png\"> {=a ~b}", "item.picture_missing"),
        ("<img src\\=\"http\\://example.org/a.png\"> {=a ~b}", "item.external"),
        ("甲 {=[html]<img src\\=\"a.png\"> ~b}", "item.picture_in_option"),
        ("甲 {=1 ~2 ~3 ~4 ~5 ~6 ~7}", "item.too_many_options"),
    ] {
        assert_eq!(one(text), code, "{text}");
    }
}
