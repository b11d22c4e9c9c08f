//! Moodle XML: multiple choice and true/false of a `<quiz>`.
//!
//! | ours | in Moodle |
//! | --- | --- |
//! | code | `idnumber`, and the name |
//! | content point | the category: `$course$/top/<content point>` |
//! | facility, enemy group, fixed options | tags `facility:650`, `enemy:g1`, `fixed:D` |
//! | explanation | `generalfeedback` |
//! | reference | in it too, in a `<div class="jiangheng-reference">` of its own |

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use super::draft::Draft;
use crate::domain::bank::{Code, Item, OptionText};

/// Tags of ours, in Moodle XML and in GIFT.
pub(super) const FACILITY: &str = "facility:";
pub(super) const ENEMY: &str = "enemy:";
pub(super) const FIXED: &str = "fixed:";

/// Reads a tag of ours into a draft; others mean nothing to us. The letters of fixed options are answered.
pub(super) fn tag(draft: &mut Draft, tag: &str) -> Option<String> {
    let tag = tag.trim();
    if let Some(facility) = tag.strip_prefix(FACILITY) {
        facility.clone_into(&mut draft.facility);
    } else if let Some(group) = tag.strip_prefix(ENEMY) {
        group.clone_into(&mut draft.enemy_group);
    } else {
        return tag.strip_prefix(FIXED).map(str::to_owned);
    }
    None
}

/// The tags of an item.
pub(super) fn tags(item: &Item) -> Vec<String> {
    let mut tags = vec![format!("{FACILITY}{}", item.facility.thousandths())];
    tags.extend(item.enemy_group.as_ref().map(|group| format!("{ENEMY}{group}")));
    if item.options.iter().any(OptionText::is_fixed) {
        // `-` where the texts alone say so, so that no reader takes the kept order for a wish of its own.
        let fixed: String = item.options.iter().filter(|option| option.fixed).map(|option| option.letter).collect();
        tags.push(format!("{FIXED}{}", if fixed.is_empty() { "-" } else { &fixed }));
    }
    tags
}

/// The content point of a category's path: its last part, where that has the form of one.
pub(super) fn content_point(path: &str) -> String {
    let last = path.trim().rsplit('/').next().unwrap_or_default().trim();
    if last.parse::<Code>().is_ok() && last != "top" { last.to_owned() } else { String::new() }
}
