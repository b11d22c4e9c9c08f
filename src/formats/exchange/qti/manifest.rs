//! The manifest of a package (IMS Content Packaging 1.1.x and 1.2): its items in order.

use super::super::xml::Element;
use super::lom::{self, Lom};

/// An item of a package.
pub(super) struct Resource {
    /// Its identifier in the manifest.
    pub(super) identifier: String,
    /// Where its file is, as written.
    pub(super) href: String,
    /// Whether it is QTI 1.x.
    pub(super) is_qti1: bool,
    /// What its metadata say.
    pub(super) lom: Lom,
}

/// The items; tests, pictures and other resources are none.
pub(super) fn items(manifest: &Element) -> Vec<Resource> {
    let resources = manifest.all("resources").flat_map(|resources| resources.all("resource"));
    resources.filter_map(resource).collect()
}

/// The assessment tests: identifier and file of each. Nothing of them is read.
pub(super) fn tests(manifest: &Element) -> Vec<(String, String)> {
    let resources = manifest.all("resources").flat_map(|resources| resources.all("resource"));
    let named = |element: &Element, name: &str| element.attribute(name).unwrap_or_default().to_owned();
    resources
        .filter(|element| {
            let kind = named(element, "type").to_lowercase();
            kind.starts_with("imsqti_test") || kind.starts_with("imsqti_assessment_")
        })
        .map(|element| (named(element, "identifier"), named(element, "href")))
        .collect()
}

fn resource(element: &Element) -> Option<Resource> {
    let kind = element.attribute("type").unwrap_or_default().to_lowercase();
    let is_qti1 = kind.starts_with("imsqti_xmlv1");
    let is_item = kind.starts_with("imsqti_item_") || kind.starts_with("imsqti_apipitem_");
    if !is_item && !is_qti1 {
        return None;
    }
    let file = || element.first("file").and_then(|file| file.attribute("href"));
    let href = element.attribute("href").or_else(file).unwrap_or_default().to_owned();
    let identifier = element.attribute("identifier").unwrap_or_default().to_owned();
    let lom = element.first("metadata").map(lom::read).unwrap_or_default();
    Some(Resource { identifier, href, is_qti1, lom })
}
