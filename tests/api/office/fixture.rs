//! An office: a project of three small cells, a writer, a second writer, reviewers.

use std::collections::BTreeSet;

use jiangheng::domain::account::Role;
use jiangheng::domain::bank::Column;
use jiangheng::services::bank_checks::NamedFile;
use jiangheng::services::office::{self, Begin, Begun, How, ItemView, PictureChange, Typed, Written};
use jiangheng::services::{Actor, Context, ServiceError};

use crate::rules::fixture::County;

pub(crate) const BLUEPRINT: &str = r#"title = "电工（五级）"
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
title = "单选"
type = "single"
points = 100
shuffle_items = true
shuffle_options = true
cells = [{ id = "1", content_point = "1.1", count = 1 }, { id = "2", content_point = "2.1", count = 1 }]
[[section]]
id = "B"
title = "判断"
type = "true_false"
points = 100
shuffle_items = true
shuffle_options = false
cells = [{ id = "1", content_point = "1.1", count = 1 }]
"#;

/// What no reviewer may see before answering; the key itself is B, the second option.
pub(crate) const EXPLANATION: &str = "解析甲乙丙丁";
pub(crate) const REFERENCE: &str = "依据戊己庚辛";

pub(crate) struct Office<'a> {
    pub(crate) county: County<'a>,
    pub(crate) context: &'a Context,
    pub(crate) project: i64,
    pub(crate) writer: Actor,
    pub(crate) second: Actor,
    pub(crate) reviewer: Actor,
    pub(crate) other: Actor,
}

impl<'a> Office<'a> {
    pub(crate) fn new(fixture: &'a crate::support::Fixture) -> Self {
        let county = County::new(fixture);
        let of = |login: &str, role| county.account(login, role, county.bureau);
        let (writer, second) = (of("writer", Role::ItemWriter), of("writer2", Role::ItemWriter));
        let (reviewer, other) = (of("reviewer", Role::ItemReviewer), of("reviewer2", Role::ItemReviewer));
        let project = begun(office::begin(county.context, &county.admin, project("dg5")).unwrap());
        Self { context: county.context, county, project, writer, second, reviewer, other }
    }

    /// An item handed over for review.
    pub(crate) fn submitted(&self, code: &str) -> i64 {
        self.write(&self.writer, None, row(code), How::Submit).unwrap()
    }

    pub(crate) fn write(
        &self,
        who: &Actor,
        of: Option<(i64, i64)>,
        typed: Typed,
        how: How,
    ) -> Result<i64, ServiceError> {
        match office::write(self.context, who, self.project, of, typed, PictureChange::Keep, how)? {
            Written::Item(id) => Ok(id),
            other => panic!("{other:?}"),
        }
    }

    /// An item that a reviewer found good.
    pub(crate) fn approved(&self, typed: Typed) -> i64 {
        let key: BTreeSet<char> = match typed[&Column::Key].as_str() {
            "正确" => ['T'].into(),
            "错误" => ['F'].into(),
            letters => letters.chars().collect(),
        };
        let id = self.write(&self.writer, None, typed, How::Submit).unwrap();
        office::answer(self.context, &self.reviewer, id, 1, &key).unwrap();
        office::approve(self.context, &self.reviewer, id, 1, "").unwrap();
        id
    }

    /// Enough items found good in every cell.
    pub(crate) fn filled(&self) -> Vec<i64> {
        let mut ids = Vec::new();
        for number in 1..=3 {
            for (kind, point) in [("single", "1.1"), ("single", "2.1"), ("true_false", "1.1")] {
                let mut typed = row(&format!("{}-{point}-{number}", if kind == "single" { "S" } else { "J" }));
                typed.insert(Column::Kind, kind.into());
                typed.insert(Column::ContentPoint, point.into());
                if kind == "true_false" {
                    "ABCD".chars().for_each(|letter| {
                        typed.remove(&Column::Option(letter));
                    });
                    typed.insert(Column::Key, "正确".into());
                }
                ids.push(self.approved(typed));
            }
        }
        ids
    }

    pub(crate) fn view(&self, who: &Actor, id: i64) -> ItemView {
        office::item(self.context, who, id).unwrap()
    }
}

pub(crate) fn begun(begun: Begun) -> i64 {
    match begun {
        Begun::Project(id) => id,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn file(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile { name: name.into(), bytes: bytes.to_vec() }
}

pub(crate) fn project(code: &str) -> Begin {
    let blueprint = file("b.toml", BLUEPRINT.as_bytes());
    Begin { code: code.into(), blueprint, bank: None, pictures: Vec::new(), submit: false }
}

/// A single choice with the key B.
pub(crate) fn row(code: &str) -> Typed {
    [
        (Column::Code, code.to_owned()),
        (Column::Kind, "single".into()),
        (Column::ContentPoint, "1.1".into()),
        (Column::Facility, "600".into()),
        (Column::Stem, format!("题干 {code}：应当怎样做？")),
        (Column::Option('A'), "先送电".into()),
        (Column::Option('B'), "先验电".into()),
        (Column::Option('C'), "先试车".into()),
        (Column::Option('D'), "先离开".into()),
        (Column::Key, "B".into()),
        (Column::Explanation, EXPLANATION.into()),
        (Column::Reference, REFERENCE.into()),
    ]
    .into()
}

pub(crate) fn letters(text: &str) -> BTreeSet<char> {
    text.chars().collect()
}

/// The stable code of a refusal, or of the first wrong field.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> String {
    match answer.unwrap_err() {
        ServiceError::Refused(refusal) => refusal.code.to_owned(),
        ServiceError::Invalid(fields) => fields[0].code.to_owned(),
        other => format!("{other:?}"),
    }
}
