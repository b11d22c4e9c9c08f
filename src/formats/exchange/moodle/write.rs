//! Writing a quiz.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::markup::REFERENCE;
use super::super::shares::written;
use super::super::text::{escaped, marked_up, reference};
use super::super::{Written, bytes_of};
use super::tags;
use crate::domain::ItemType;
use crate::domain::bank::{Item, Pictures};

/// Writes the items, those of a content point below its category. Nothing is left out.
pub(in super::super) fn write(items: &[Item], pictures: &Pictures) -> Written {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    let mut point = None;
    for item in items {
        if point != Some(&item.content_point) {
            point = Some(&item.content_point);
            let _ = writeln!(
                out,
                "<question type=\"category\"><category><text>$course$/top/{}</text></category></question>",
                item.content_point
            );
        }
        question(item, pictures, &mut out);
    }
    out.push_str("</quiz>\n");
    Written { bytes: out.into_bytes(), left_out: Vec::new() }
}

fn question(item: &Item, pictures: &Pictures, out: &mut String) {
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    let code = escaped(item.code.as_str());
    let kind = if item.kind == ItemType::TrueFalse { "truefalse" } else { "multichoice" };
    put(format_args!("<question type=\"{kind}\">\n<name><text>{code}</text></name>\n"));
    match bytes_of(item, pictures) {
        None => put(format_args!(
            "<questiontext format=\"plain_text\"><text>{}</text></questiontext>\n",
            escaped(&item.stem)
        )),
        Some((name, bytes)) => {
            let html = format!(
                "<p>{}</p><p><img src=\"@@PLUGINFILE@@/{}\" alt=\"图\"/></p>",
                marked_up(&item.stem),
                reference(name)
            );
            let (folder, file) =
                name.rsplit_once('/').map_or((String::from("/"), name), |(folder, file)| (format!("/{folder}/"), file));
            put(format_args!(
                "<questiontext format=\"html\"><text>{}</text><file name=\"{}\" path=\"{}\" encoding=\"base64\">{}</file></questiontext>\n",
                escaped(&html),
                escaped(file),
                escaped(&folder),
                STANDARD.encode(bytes)
            ));
        }
    }
    if item.reference.is_empty() {
        put(format_args!(
            "<generalfeedback format=\"plain_text\"><text>{}</text></generalfeedback>\n",
            escaped(&item.explanation)
        ));
    } else {
        let html = format!(
            "<div>{}</div><div class=\"{REFERENCE}\">{}</div>",
            marked_up(&item.explanation),
            marked_up(&item.reference)
        );
        put(format_args!("<generalfeedback format=\"html\"><text>{}</text></generalfeedback>\n", escaped(&html)));
    }
    let penalty = if item.kind == ItemType::TrueFalse { "1.0000000" } else { "0.3333333" };
    put(format_args!(
        "<defaultgrade>1.0000000</defaultgrade>\n<penalty>{penalty}</penalty>\n<hidden>0</hidden>\n<idnumber>{code}</idnumber>\n"
    ));
    if item.kind == ItemType::TrueFalse {
        for (letter, text) in [('T', "true"), ('F', "false")] {
            let fraction = if item.key.contains(&letter) { 100 } else { 0 };
            put(format_args!(
                "<answer fraction=\"{fraction}\" format=\"moodle_auto_format\"><text>{text}</text></answer>\n"
            ));
        }
    } else {
        let shuffle = !item.options.iter().any(|option| option.is_fixed());
        put(format_args!(
            "<single>{}</single>\n<shuffleanswers>{shuffle}</shuffleanswers>\n<answernumbering>ABCD</answernumbering>\n",
            item.kind == ItemType::Single
        ));
        let right = written(item.key.len());
        let wrong = if item.kind == ItemType::Multiple { "-100" } else { "0" };
        for option in &item.options {
            let fraction = if item.key.contains(&option.letter) { right.as_str() } else { wrong };
            put(format_args!(
                "<answer fraction=\"{fraction}\" format=\"plain_text\"><text>{}</text></answer>\n",
                escaped(&option.text)
            ));
        }
    }
    put(format_args!("<tags>"));
    for tag in tags(item) {
        put(format_args!("<tag><text>{}</text></tag>", escaped(&tag)));
    }
    put(format_args!("</tags>\n</question>\n"));
}
