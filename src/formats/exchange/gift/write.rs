//! Writing GIFT.

use std::fmt::Write as _;

use super::super::Written;
use super::super::markup::REFERENCE;
use super::super::moodle::tags;
use super::super::report::{LeftOut, WhyLeftOut};
use super::super::shares::written;
use super::super::text::marked_up;
use super::parse::escaped;
use crate::domain::ItemType;
use crate::domain::bank::Item;

/// The items with a picture: GIFT holds none.
pub(in super::super) fn left_out(items: &[Item]) -> Vec<LeftOut> {
    let with_picture = items.iter().filter(|item| item.picture.is_some());
    with_picture.map(|item| LeftOut { code: item.code.clone(), why: WhyLeftOut::Picture }).collect()
}

/// Writes the items; those with a picture are left out.
pub(in super::super) fn write(items: &[Item]) -> Written {
    let mut out = String::new();
    let mut point = None;
    for item in items.iter().filter(|item| item.picture.is_none()) {
        if point != Some(&item.content_point) {
            point = Some(&item.content_point);
            let _ = write!(out, "$CATEGORY: $course$/top/{}\n\n", item.content_point);
        }
        question(item, &mut out);
    }
    Written { bytes: out.into_bytes(), left_out: left_out(items) }
}

fn question(item: &Item, out: &mut String) {
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    put(format_args!("// [id:{}]", item.code));
    for tag in tags(item) {
        put(format_args!(" [tag:{tag}]"));
    }
    put(format_args!("\n::{}::[plain]{}{{", item.code, escaped(&item.stem)));
    match item.kind {
        ItemType::TrueFalse => put(format_args!("{}", if item.key.contains(&'T') { "TRUE" } else { "FALSE" })),
        ItemType::Single | ItemType::Multiple => {
            let right = written(item.key.len());
            for option in &item.options {
                let is_right = item.key.contains(&option.letter);
                let mark = match (item.kind, is_right) {
                    (ItemType::Multiple, true) => format!("~%{right}%"),
                    (ItemType::Multiple, false) => "~%-100%".to_owned(),
                    (_, true) => "=".to_owned(),
                    (_, false) => "~".to_owned(),
                };
                put(format_args!("\n{mark}[plain]{}", escaped(&option.text)));
            }
        }
    }
    if !item.reference.is_empty() {
        let html = format!(
            "<div>{}</div><div class=\"{REFERENCE}\">{}</div>",
            marked_up(&item.explanation),
            marked_up(&item.reference)
        );
        put(format_args!("\n####[html]{}", escaped(&html)));
    } else if !item.explanation.is_empty() {
        put(format_args!("\n####[plain]{}", escaped(&item.explanation)));
    }
    put(format_args!("\n}}\n\n"));
}
