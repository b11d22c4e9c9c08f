//! One item of QTI: a choice interaction, its stem and its key, or the reason why it is none.

use std::collections::BTreeSet;

use crate::domain::ItemType;
use crate::domain::bank::Code;

use super::super::draft::{Choice, Draft};
use super::super::markup::{Flat, Plain};
use super::super::report::{Note, Refusal};
use super::super::xml::{Element, Node};
use super::lom::Lom;
use super::scoring::{self, Response};
use super::{TOOL, all, attribute, plain};

/// An item as it was read; its picture is not fetched yet.
#[derive(Debug)]
pub(super) struct Read {
    /// What it calls itself.
    pub(super) id: String,
    /// The item.
    pub(super) draft: Draft,
    /// Where its picture is, as written.
    pub(super) picture: Option<String>,
}

/// Reads an item.
pub(super) fn read(root: &Element, lom: &Lom) -> Result<Read, Refusal> {
    let identifier = attribute(root, "identifier").unwrap_or_default();
    let is_ours = attribute(root, "toolname") == Some(TOOL);
    if attribute(root, "adaptive") == Some("true") {
        return Err(Refusal::Adaptive);
    }
    let mut notes = BTreeSet::new();
    for child in root.elements() {
        match plain(&child.name).as_str() {
            "templatedeclaration" | "templateprocessing" => return Err(Refusal::Template),
            "assessmentstimulusref" => return Err(Refusal::Stimulus),
            "modalfeedback" | "stylesheet" | "cataloginfo" | "companionmaterialsinfo" | "apipaccessibility" => {
                notes.insert(Note::Extras);
            }
            _ => {}
        }
    }
    let body = all(root, "itembody").next().ok_or(Refusal::NoInteraction)?;
    let interaction = only_interaction(body)?;
    let declarations: Vec<&Element> = all(root, "responsedeclaration").collect();
    let [declaration] = declarations.as_slice() else { return Err(Refusal::SeveralInteractions(declarations.len())) };
    let response = Response::read(declaration, interaction)?;

    let mut stem = Flat::default();
    walk(body, Some(interaction), &mut stem);
    let stem = stem.finish()?;
    let mut draft = Draft { notes, stem: stem.text, kind: Some(ItemType::Single), ..Draft::default() };
    draft.notes.extend(stem.notes);
    let mut identifiers = Vec::new();
    for choice in all(interaction, "simplechoice") {
        let (option, notes) = option(choice)?;
        draft.options.push(option);
        draft.notes.extend(notes);
        identifiers.push(attribute(choice, "identifier").unwrap_or_default());
    }
    let key = scoring::key(root, &response, &identifiers, &mut draft.notes)?;
    for (option, identifier) in draft.options.iter_mut().zip(&identifiers) {
        option.right = key.contains(identifier);
    }
    limits(interaction, response.is_multiple, key.len())?;
    if response.is_multiple {
        draft.kind = Some(ItemType::Multiple);
    }
    if !(is_ours && identifiers.first() == Some(&"A")) {
        draft.true_or_false();
    }
    if attribute(interaction, "shuffle") != Some("true") {
        draft.keep_order();
    }
    let code = if lom.code.is_empty() { identifier.to_owned() } else { lom.code.clone() };
    if code.parse::<Code>().is_ok() {
        draft.code.clone_from(&code);
    }
    draft.content_point.clone_from(&lom.content_point);
    draft.facility.clone_from(&lom.facility);
    draft.enemy_group.clone_from(&lom.enemy_group);
    draft.explanation.clone_from(&lom.explanation);
    draft.reference.clone_from(&lom.reference);
    let mut pictures = stem.pictures.into_iter();
    let picture = pictures.next();
    if pictures.next().is_some() {
        return Err(Refusal::SeveralPictures);
    }
    Ok(Read { id: code, draft, picture })
}

/// The one choice interaction of an item's body.
fn only_interaction(body: &Element) -> Result<&Element, Refusal> {
    let mut found = Vec::new();
    interactions(body, &mut found);
    match found.as_slice() {
        [] => Err(Refusal::NoInteraction),
        [one] if plain(&one.name) == "choiceinteraction" => Ok(one),
        [one] => Err(match plain(&one.name).as_str() {
            "extendedtextinteraction" => Refusal::Essay,
            "textentryinteraction" => Refusal::ShortAnswer,
            "inlinechoiceinteraction" | "gapmatchinteraction" => Refusal::Cloze,
            "matchinteraction" | "associateinteraction" => Refusal::Matching,
            _ => Refusal::Interaction(one.name.chars().take(60).collect()),
        }),
        several => Err(Refusal::SeveralInteractions(several.len())),
    }
}

fn interactions<'a>(element: &'a Element, found: &mut Vec<&'a Element>) {
    for child in element.elements() {
        let name = plain(&child.name);
        // Names beyond QTI's own (`portableCustomInteraction`) end so too.
        if name.ends_with("interaction") {
            found.push(child);
        } else {
            interactions(child, found);
        }
    }
}

/// Takes an element's text; of the interaction only its prompt.
fn walk(element: &Element, interaction: Option<&Element>, flat: &mut Flat) {
    for node in &element.children {
        match node {
            Node::Text(text) => flat.text(text),
            Node::Kept(character) => flat.literal(character.encode_utf8(&mut [0; 4])),
            Node::Element(child) if interaction.is_some_and(|own| std::ptr::eq(own, child)) => {
                flat.end_line();
                for prompt in all(child, "prompt") {
                    walk(prompt, None, flat);
                }
                flat.end_line();
                flat.is_behind();
            }
            Node::Element(child) => {
                flat.open(&child.name, &|name| child.attribute(name).map(str::to_owned));
                walk(child, interaction, flat);
                flat.close(&child.name);
            }
        }
    }
}

/// An option, without the feedback it shows once it is chosen.
fn option(choice: &Element) -> Result<(Choice, BTreeSet<Note>), Refusal> {
    let mut flat = Flat::default();
    for node in &choice.children {
        match node {
            Node::Text(text) => flat.text(text),
            Node::Kept(character) => flat.literal(character.encode_utf8(&mut [0; 4])),
            Node::Element(child) if plain(&child.name) == "feedbackinline" => flat.note(Note::Extras),
            Node::Element(child) => {
                flat.open(&child.name, &|name| child.attribute(name).map(str::to_owned));
                walk(child, None, &mut flat);
                flat.close(&child.name);
            }
        }
    }
    let Plain { text, pictures, notes, .. } = flat.finish()?;
    if !pictures.is_empty() {
        return Err(Refusal::PictureInOption);
    }
    Ok((Choice { text, right: false, fixed: attribute(choice, "fixed") == Some("true") }, notes))
}

/// Whether the numbers of options to be chosen leave the item what it is.
fn limits(interaction: &Element, is_multiple: bool, keys: usize) -> Result<(), Refusal> {
    let number = |name, default| match attribute(interaction, name) {
        None => Ok(default),
        Some(text) => text.trim().parse::<usize>().map_err(|_| Refusal::ChoiceLimits),
    };
    let (least, most) = (number("minchoices", 0)?, number("maxchoices", 1)?);
    let fits = if is_multiple { most == 0 || most >= keys } else { most <= 1 };
    if least <= 1 && fits { Ok(()) } else { Err(Refusal::ChoiceLimits) }
}
