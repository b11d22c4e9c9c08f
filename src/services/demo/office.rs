//! A small project of the question bank office in the middle of its review, for a visitor to go on with.

use std::collections::BTreeSet;

use crate::domain::bank::Column;
use crate::services::bank_checks::NamedFile;
use crate::services::office::{self, Begin, Begun, How, PictureChange, Typed, Written};
use crate::services::{Actor, Context, ServiceError};

use super::acting;

const BLUEPRINT: &str = r#"title = "电工（五级）新题项目"
occupation = "6-31-01-03"
level = 5
minutes = 30
total = 300

[[content_point]]
code = "1.1"
name = "安全用电"

[[content_point]]
code = "2.1"
name = "仪表使用"

[[section]]
id = "A"
title = "单项选择题"
type = "single"
points = 100
shuffle_items = true
shuffle_options = true
cells = [
  { id = "1", content_point = "1.1", count = 1 },
  { id = "2", content_point = "2.1", count = 1 },
]

[[section]]
id = "B"
title = "判断题"
type = "true_false"
points = 100
shuffle_items = true
shuffle_options = false
cells = [{ id = "1", content_point = "1.1", count = 1 }]
"#;

/// Code, type, content point, facility, stem, options, key, explanation, reference.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    [&'static str; 4],
    &'static str,
    &'static str,
    &'static str,
);

const ROWS: [Row; 9] = [
    (
        "N-S-01",
        "single",
        "1.1",
        "700",
        "停电检修时，验明线路确无电压以后，紧接着应当做什么？",
        ["装设接地线", "拆除遮栏", "合上隔离开关", "离开现场"],
        "A",
        "验电以后立即接地，防止突然来电和感应电伤人。",
        "电业安全工作规程：停电、验电、接地、挂牌",
    ),
    (
        "N-S-02",
        "single",
        "1.1",
        "650",
        "发现有人触电倒地、身体仍压着电线，首先应当怎样做？",
        ["用手把人拉开", "断开电源或用绝缘物拨开电线", "给人做人工呼吸", "打电话等人来"],
        "B",
        "先使触电者脱离电源，再施救；直接拉人会使施救者一起触电。",
        "触电急救的一般要求",
    ),
    (
        "N-S-03",
        "single",
        "1.1",
        "600",
        "扑救带电电气设备的火灾，下列灭火器中不能使用的是哪一种？",
        ["二氧化碳灭火器", "干粉灭火器", "水基泡沫灭火器", "洁净气体灭火器"],
        "C",
        "泡沫含水、能导电，带电扑救会使人触电。",
        "灭火器配置和使用的一般要求",
    ),
    (
        "N-S-04",
        "single",
        "2.1",
        "620",
        "用万用表测量直流电压时，红表笔应当接在哪里？",
        ["电位高的一端", "电位低的一端", "任意一端", "接地端"],
        "A",
        "红表笔接高电位，指针才正向偏转。",
        "万用表使用方法",
    ),
    (
        "N-S-05",
        "single",
        "2.1",
        "580",
        "测量低压电动机绕组的绝缘电阻，应当选用哪种仪表？",
        ["万用表欧姆挡", "钳形电流表", "接地电阻测试仪", "500 V 兆欧表"],
        "D",
        "绝缘电阻要在较高的直流电压下测量，用兆欧表。",
        "兆欧表使用方法",
    ),
    (
        "N-S-06",
        "single",
        "2.1",
        "550",
        "用钳形电流表测量单根导线的电流，导线应当放在钳口的什么位置？",
        ["钳口中央", "紧贴钳口一侧", "钳口外面", "任意位置都一样"],
        "A",
        "导线在钳口中央时误差最小。",
        "钳形电流表使用方法",
    ),
    (
        "N-J-01",
        "true_false",
        "1.1",
        "750",
        "装设接地线时，应当先接导体端，后接接地端。",
        ["", "", "", ""],
        "错误",
        "先接接地端、后接导体端；拆的时候相反。",
        "电业安全工作规程：接地线的装拆顺序",
    ),
    (
        "N-J-02",
        "true_false",
        "1.1",
        "800",
        "在带电设备附近工作，不能使用金属梯子。",
        ["", "", "", ""],
        "正确",
        "金属梯子导电，应当使用绝缘梯。",
        "电业安全工作规程：登高工具",
    ),
    (
        "N-J-03",
        "true_false",
        "1.1",
        "700",
        "低压验电器在使用以前，应当在确知有电的地方试一下。",
        ["", "", "", ""],
        "正确",
        "先试验验电器完好，才能相信它说没有电。",
        "验电器使用方法",
    ),
];

/// What the reviewer did: which item, the answer, `通过` or `退回` or nothing yet, and why.
const REVIEWED: [(&str, &str, &str, &str); 4] = [
    ("N-S-01", "A", "通过", ""),
    ("N-S-02", "B", "通过", ""),
    ("N-S-06", "D", "通过", "我看漏了“单根导线”。题目没有问题，误差与导线位置有关。"),
    ("N-J-01", "F", "退回", "“导体端”请写成“导线端”，和规程的说法一致。"),
];

/// Begins the project as the administrator, writes as the writer and reviews as the reviewer.
///
/// # Errors
/// When a use case refuses, as it would refuse anybody.
pub(super) fn seed(context: &Context, administrator: &Actor) -> Result<(), ServiceError> {
    let wrong = |what: String| ServiceError::Internal(format!("the demo's bank project: {what}"));
    let blueprint = NamedFile { name: "blueprint.toml".to_owned(), bytes: BLUEPRINT.as_bytes().to_vec() };
    let new = Begin { code: "dg5-new".to_owned(), blueprint, bank: None, pictures: Vec::new(), submit: false };
    let project = match office::begin(context, administrator, new)? {
        Begun::Project(id) => id,
        other => return Err(wrong(format!("{other:?}"))),
    };
    let (writer, reviewer) = (acting(context, "item.writer")?, acting(context, "item.reviewer")?);
    for (at, row) in ROWS.iter().enumerate() {
        let how = if at + 1 == ROWS.len() { How::Write } else { How::Submit };
        let id = match office::write(context, &writer, project, None, typed(row), PictureChange::Keep, how)? {
            Written::Item(id) => id,
            other => return Err(wrong(format!("{other:?}"))),
        };
        let Some((_, letters, verdict, why)) = REVIEWED.iter().find(|(code, ..)| *code == row.0) else { continue };
        let letters: BTreeSet<char> = letters.chars().collect();
        office::answer(context, &reviewer, id, 1, &letters)?;
        match *verdict {
            "通过" => office::approve(context, &reviewer, id, 1, why)?,
            _ => office::give_back(context, &reviewer, id, 1, why)?,
        }
    }
    Ok(())
}

fn typed((code, kind, point, facility, stem, options, key, explanation, reference): &Row) -> Typed {
    let mut typed = Typed::from([
        (Column::Code, (*code).to_owned()),
        (Column::Kind, (*kind).to_owned()),
        (Column::ContentPoint, (*point).to_owned()),
        (Column::Facility, (*facility).to_owned()),
        (Column::Stem, (*stem).to_owned()),
        (Column::Key, (*key).to_owned()),
        (Column::Explanation, (*explanation).to_owned()),
        (Column::Reference, (*reference).to_owned()),
    ]);
    typed.extend("ABCD".chars().zip(options).map(|(letter, text)| (Column::Option(letter), (*text).to_owned())));
    typed
}
