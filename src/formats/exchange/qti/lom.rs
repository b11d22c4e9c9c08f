//! What QTI itself has no place for, in the IEEE LOM metadata of an item's resource:
//!
//! | ours | in the LOM |
//! | --- | --- |
//! | code | `general/identifier`, catalog `jiangheng.code` |
//! | explanation | `educational/description` |
//! | reference | `relation`, kind `isbasedon`, `resource/description` |
//! | content point | `classification`, purpose `educational objective`, source `jiangheng.content_point` |
//! | facility | `classification`, purpose `skill level`, source `jiangheng.facility` |
//! | enemy group | `classification`, purpose `security level`, source `jiangheng.enemy_group` |

use std::fmt::Write as _;

use super::super::text::escaped;
use super::super::xml::Element;
use crate::domain::bank::Item;

/// What an item's metadata say; empty where they say nothing.
#[derive(Debug, Default, Clone)]
pub(super) struct Lom {
    pub(super) code: String,
    pub(super) explanation: String,
    pub(super) reference: String,
    pub(super) content_point: String,
    pub(super) facility: String,
    pub(super) enemy_group: String,
}

const CODE: &str = "jiangheng.code";
const CONTENT_POINT: &str = "jiangheng.content_point";
const FACILITY: &str = "jiangheng.facility";
const ENEMY_GROUP: &str = "jiangheng.enemy_group";

/// Reads the metadata of a resource.
pub(super) fn read(metadata: &Element) -> Lom {
    let mut found = Lom::default();
    let Some(lom) = metadata.first("lom") else { return found };
    let deep = |element: &Element, path: &[&str]| {
        let mut at = Some(element);
        let mut text = None;
        for name in path {
            at = at.and_then(|element| element.first(name));
            text = at.map(Element::text);
        }
        text.unwrap_or_default().trim().to_owned()
    };
    for identifier in lom.all("general").flat_map(|general| general.all("identifier")) {
        if deep(identifier, &["catalog"]) == CODE {
            found.code = deep(identifier, &["entry"]);
        }
    }
    found.explanation = deep(lom, &["educational", "description", "string"]);
    for relation in lom.all("relation") {
        if deep(relation, &["kind", "value"]) == "isbasedon" {
            found.reference = deep(relation, &["resource", "description", "string"]);
        }
    }
    for path in lom.all("classification").flat_map(|classification| classification.all("taxonPath")) {
        let id = deep(path, &["taxon", "id"]);
        match deep(path, &["source", "string"]).as_str() {
            CONTENT_POINT => found.content_point = id,
            FACILITY => found.facility = id,
            ENEMY_GROUP => found.enemy_group = id,
            _ => {}
        }
    }
    found
}

/// The metadata of an item, as the content of `<metadata>`.
pub(super) fn write(item: &Item) -> String {
    let mut out = String::from("<imsmd:lom>");
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    put(format_args!(
        "<imsmd:general><imsmd:identifier><imsmd:catalog>{CODE}</imsmd:catalog><imsmd:entry>{}</imsmd:entry></imsmd:identifier></imsmd:general>",
        escaped(item.code.as_str())
    ));
    if !item.explanation.is_empty() {
        put(format_args!(
            "<imsmd:educational><imsmd:description><imsmd:string language=\"zh-CN\">{}</imsmd:string></imsmd:description></imsmd:educational>",
            escaped(&item.explanation)
        ));
    }
    if !item.reference.is_empty() {
        put(format_args!(
            "<imsmd:relation><imsmd:kind><imsmd:source>LOMv1.0</imsmd:source><imsmd:value>isbasedon</imsmd:value></imsmd:kind><imsmd:resource><imsmd:description><imsmd:string language=\"zh-CN\">{}</imsmd:string></imsmd:description></imsmd:resource></imsmd:relation>",
            escaped(&item.reference)
        ));
    }
    let facility = item.facility.thousandths().to_string();
    let mut classes = vec![
        ("educational objective", CONTENT_POINT, item.content_point.as_str()),
        ("skill level", FACILITY, facility.as_str()),
    ];
    classes.extend(item.enemy_group.as_ref().map(|group| ("security level", ENEMY_GROUP, group.as_str())));
    for (purpose, source, id) in classes {
        put(format_args!(
            "<imsmd:classification><imsmd:purpose><imsmd:source>LOMv1.0</imsmd:source><imsmd:value>{purpose}</imsmd:value></imsmd:purpose><imsmd:taxonPath><imsmd:source><imsmd:string language=\"en\">{source}</imsmd:string></imsmd:source><imsmd:taxon><imsmd:id>{}</imsmd:id></imsmd:taxon></imsmd:taxonPath></imsmd:classification>",
            escaped(id)
        ));
    }
    put(format_args!("</imsmd:lom>"));
    out
}
