//! QTI 2.1, 2.2 and 3.0 (1EdTech): packages of items with one choice interaction each.

mod item;
mod lom;
mod manifest;
mod scoring;
mod write;

use std::collections::BTreeMap;

use super::draft::{Collector, Draft};
use super::report::{Note, Refusal};
use super::text::resolved;
use super::xml::{self, Element};
use super::{Collected, ExchangeError, PACKAGE, Watch};
use crate::domain::bank::MediaType;
use crate::formats::archive;

pub(super) use write::{Version, left_out, write};

/// What an item of ours says of the program that wrote it.
const TOOL: &str = "jiangheng";
/// The manifest's name.
const MANIFEST: &str = "imsmanifest.xml";

/// A name as both QTI 2 and QTI 3 spell it: `choiceInteraction` and `qti-choice-interaction` are one.
pub(super) fn plain(name: &str) -> String {
    name.strip_prefix("qti-").unwrap_or(name).replace('-', "").to_lowercase()
}

/// An attribute as both spell it.
fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attributes.iter().find(|(own, _)| plain(own) == name).map(|(_, value)| value.as_str())
}

/// The elements of a name, as both spell it.
fn all<'a>(element: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    element.elements().filter(move |child| plain(&child.name) == name)
}

/// Reads a package.
pub(super) fn read_package(name: &str, bytes: &[u8], watch: Watch<'_>) -> Result<Collected, ExchangeError> {
    let files = archive::read(bytes, &PACKAGE)?;
    if files.contains_key("manifest.sig") && files.contains_key("manifest.json") {
        return Err(ExchangeError::SealedPackage);
    }
    let root = root(&files).ok_or(ExchangeError::NoManifest)?;
    let path = format!("{root}{MANIFEST}");
    let manifest = files.get(&path).ok_or(ExchangeError::NoManifest)?;
    let manifest = xml::parse(manifest).map_err(|source| ExchangeError::Xml { place: path, source })?;
    let mut collector = Collector::new(name);
    let resources = manifest::items(&manifest);
    for (number, resource) in resources.iter().enumerate() {
        watch(number, resources.len());
        let place = resource.href.clone();
        let (id, read) = match one(&files, &root, resource) {
            Ok(item) => (item.id.clone(), pictured(item, &files, &root, &mut collector)),
            Err(refusal) => (resource.identifier.clone(), Err(refusal)),
        };
        collector.take(place, id, read)?;
    }
    for (identifier, href) in manifest::tests(&manifest) {
        collector.pass_over(href, identifier, Note::AssessmentTest)?;
    }
    Ok(collector.finish())
}

/// Reads one item that came without a package: its picture lies beside it.
pub(super) fn read_alone(name: &str, root: &Element) -> Collected {
    let mut collector = Collector::new(name);
    let read = item::read(root, &lom::Lom::default());
    let id = attribute(root, "identifier").unwrap_or_default().to_owned();
    let read = read.and_then(|item| {
        let mut draft = item.draft;
        if let Some(source) = item.picture {
            draft.picture = resolved("", &source).ok_or(Refusal::External(source))?;
        }
        Ok(draft)
    });
    // One item never is one too many.
    let _ = collector.take(name.to_owned(), id, read);
    collector.finish()
}

/// The folder of the manifest: the root, or the one folder that a zipped folder has there.
fn root(files: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    if files.contains_key(MANIFEST) {
        return Some(String::new());
    }
    let mut found = files.keys().filter(|name| {
        name.strip_suffix(MANIFEST).is_some_and(|folder| folder.ends_with('/') && folder.matches('/').count() == 1)
    });
    let only = found.next().and_then(|name| name.strip_suffix(MANIFEST))?;
    found.next().is_none().then(|| only.to_owned())
}

fn one(files: &BTreeMap<String, Vec<u8>>, root: &str, resource: &manifest::Resource) -> Result<item::Read, Refusal> {
    if resource.is_qti1 {
        return Err(Refusal::Qti1);
    }
    let path = resolved("", &resource.href).ok_or_else(|| Refusal::External(resource.href.clone()))?;
    let bytes = files.get(&format!("{root}{path}")).ok_or_else(|| Refusal::FileMissing(path.clone()))?;
    let element = xml::parse(bytes).map_err(Refusal::Xml)?;
    if plain(&element.name) != "assessmentitem" {
        return Err(Refusal::Syntax(format!("<{}>", element.name.chars().take(40).collect::<String>())));
    }
    let mut read = item::read(&element, &resource.lom)?;
    if let Some(source) = read.picture.take() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        read.picture = Some(resolved(folder, &source).ok_or(Refusal::External(source))?);
    }
    Ok(read)
}

/// Takes an item's picture out of the package.
fn pictured(
    read: item::Read,
    files: &BTreeMap<String, Vec<u8>>,
    root: &str,
    collector: &mut Collector,
) -> Result<Draft, Refusal> {
    let mut draft = read.draft;
    if let Some(path) = read.picture {
        let bytes = files.get(&format!("{root}{path}")).ok_or_else(|| Refusal::PictureMissing(path.clone()))?;
        if MediaType::of(bytes).is_none() {
            return Err(Refusal::PictureUnknown(path));
        }
        draft.picture = collector.keep(&path, bytes.clone(), &mut draft.notes);
    }
    Ok(draft)
}
