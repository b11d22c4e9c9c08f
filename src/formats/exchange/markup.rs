//! Marked-up text (XHTML of QTI, HTML of Moodle) into the plain text of an item.
//!
//! White space collapses as a browser collapses it, but for white space that was written as a character reference, which is
//! meant as it is. Blocks and `<br>` make lines. What can be taken off without changing the meaning is taken off and noted;
//! anything else refuses the item.

use std::collections::BTreeSet;

use super::MAX_TEXT;
use super::report::{Note, Refusal};

/// What an element does to the text.
enum Kind {
    Inline,
    Formatted,
    Block,
    Heading,
    List { numbered: bool },
    Point,
    Break,
    Picture,
    Raised,
    Lowered,
    Link,
    Skipped,
}

/// The plain text as it comes together.
#[derive(Default)]
pub(super) struct Flat {
    text: String,
    before: Option<String>,
    pictures: Vec<String>,
    notes: BTreeSet<Note>,
    refusal: Option<Refusal>,
    space: bool,
    line: bool,
    script: Vec<bool>,
    lists: Vec<Option<u32>>,
    skipped: usize,
    behind: bool,
}

/// Marked-up text made plain.
#[derive(Debug)]
pub(super) struct Plain {
    /// The text; lines are separated by `\n`.
    pub(super) text: String,
    /// What stood after a [`REFERENCE`] block.
    pub(super) reference: String,
    /// Where its pictures are, in order.
    pub(super) pictures: Vec<String>,
    /// What was taken off.
    pub(super) notes: BTreeSet<Note>,
}

/// The class of the block in which our own exports put an item's reference behind its explanation.
pub(super) const REFERENCE: &str = "jiangheng-reference";

impl Flat {
    /// An element begins; `attribute` answers its attributes by name.
    pub(super) fn open(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        let name = name.to_lowercase();
        if self.skipped > 0 {
            self.skipped += usize::from(!is_void(&name));
            return;
        }
        if name == "div" && attribute("class").as_deref() == Some(REFERENCE) && self.before.is_none() {
            self.before = Some(std::mem::take(&mut self.text));
            (self.space, self.line) = (false, false);
            return;
        }
        match self.kind(&name, attribute) {
            None | Some(Kind::Inline) => {}
            Some(Kind::Formatted) => {
                self.notes.insert(Note::Formatting);
            }
            Some(Kind::Block) => self.line = true,
            Some(Kind::Heading) => {
                self.notes.insert(Note::Formatting);
                self.line = true;
            }
            Some(Kind::List { numbered }) => {
                self.notes.insert(Note::Lists);
                self.lists.push(numbered.then_some(0));
                self.line = true;
            }
            Some(Kind::Point) => {
                self.line = true;
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number = number.saturating_add(1);
                        let mark = format!("{number}. ");
                        self.literal(&mark);
                    }
                    Some(None) => self.literal("• "),
                    None => {}
                }
            }
            Some(Kind::Break) => {
                (self.space, self.line) = (false, false);
                self.text.push('\n');
            }
            Some(Kind::Picture) => {
                let source = attribute("src").or_else(|| attribute("data")).unwrap_or_default();
                self.pictures.push(source.trim().to_owned());
                self.behind = true;
            }
            Some(Kind::Raised) => self.script.push(true),
            Some(Kind::Lowered) => self.script.push(false),
            Some(Kind::Link) => {
                self.notes.insert(Note::Links);
            }
            Some(Kind::Skipped) => self.skipped = usize::from(!is_void(&name)),
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, name: &str) {
        let name = name.to_lowercase();
        if self.skipped > 0 {
            self.skipped -= usize::from(!is_void(&name));
            return;
        }
        match name.as_str() {
            "sub" | "sup" => {
                self.script.pop();
            }
            "ul" | "ol" => {
                self.lists.pop();
                self.line = true;
            }
            _ if is_block(&name) => self.line = true,
            _ => {}
        }
    }

    /// Characters, of which white space collapses.
    pub(super) fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                self.space = true;
            } else {
                self.put(character);
            }
        }
    }

    /// Characters that are meant as they are.
    pub(super) fn literal(&mut self, text: &str) {
        if self.skipped == 0 {
            text.chars().for_each(|character| self.put(character));
        }
    }

    /// Refuses the whole; the first reason stays.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }

    /// Adds a note.
    pub(super) fn note(&mut self, note: Note) {
        self.notes.insert(note);
    }

    /// What follows stood behind the options.
    pub(super) fn is_behind(&mut self) {
        self.behind = true;
    }

    /// A new line begins, if one is there already.
    pub(super) fn end_line(&mut self) {
        self.line = true;
    }

    /// The text, or the reason why it can't be made plain.
    pub(super) fn finish(mut self) -> Result<Plain, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        let (text, reference) = match self.before.take() {
            Some(before) => (before, self.text),
            None => (self.text, String::new()),
        };
        let trimmed = |text: String| text.trim().to_owned();
        Ok(Plain { text: trimmed(text), reference: trimmed(reference), pictures: self.pictures, notes: self.notes })
    }

    fn put(&mut self, character: char) {
        if self.text.len() > MAX_TEXT.saturating_mul(4) {
            return self.refuse(Refusal::TextTooLong);
        }
        let begins = self.text.is_empty() || self.text.ends_with('\n');
        if self.line && !begins {
            self.text.push('\n');
        } else if self.space && !begins {
            self.text.push(' ');
        }
        (self.space, self.line) = (false, false);
        if self.behind && !character.is_whitespace() {
            self.notes.insert(Note::Moved);
        }
        match self.script.last() {
            None => self.text.push(character),
            Some(_) if character.is_whitespace() => {}
            Some(raised) => match scripted(character, *raised) {
                Some(small) => {
                    self.notes.insert(Note::Script);
                    self.text.push(small);
                }
                None => self.refuse(Refusal::Script(character.to_string())),
            },
        }
    }

    fn kind(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) -> Option<Kind> {
        let refusal = match name {
            "span" | "bdi" | "bdo" | "wbr" | "font" | "prompt" | "qti-prompt" | "itembody" | "qti-item-body" => {
                return Some(Kind::Inline);
            }
            "b" | "strong" | "i" | "em" | "u" | "small" | "big" | "tt" | "code" | "kbd" | "samp" | "var" | "cite"
            | "q" | "abbr" | "acronym" | "dfn" | "label" | "mark" | "ins" => return Some(Kind::Formatted),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "hr" | "dl" | "dt" | "dd" | "address"
            | "figcaption" => return Some(Kind::Heading),
            "ul" | "ol" => return Some(Kind::List { numbered: name == "ol" }),
            "li" => return Some(Kind::Point),
            "br" => return Some(Kind::Break),
            "img" => return Some(Kind::Picture),
            "sup" => return Some(Kind::Raised),
            "sub" => return Some(Kind::Lowered),
            "a" => return Some(Kind::Link),
            "style" | "stylesheet" | "qti-stylesheet" => {
                self.notes.insert(Note::Formatting);
                return Some(Kind::Skipped);
            }
            "rubricblock" | "qti-rubric-block" if !attribute("view").is_some_and(|view| view.contains("candidate")) => {
                self.notes.insert(Note::Extras);
                return Some(Kind::Skipped);
            }
            "object" if attribute("type").is_some_and(|kind| kind.starts_with("image/")) => return Some(Kind::Picture),
            _ if is_block(name) => return Some(Kind::Block),
            "math" => Refusal::Math,
            "table" | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => Refusal::Table,
            "svg" => Refusal::Svg,
            "audio" | "video" | "object" | "embed" | "iframe" | "source" | "track" | "media" | "applet" | "canvas" => {
                Refusal::Media(name.to_owned())
            }
            "templateinline"
            | "templateblock"
            | "printedvariable"
            | "qti-template-inline"
            | "qti-template-block"
            | "qti-printed-variable" => Refusal::Template,
            "feedbackinline" | "feedbackblock" | "qti-feedback-inline" | "qti-feedback-block" => Refusal::Feedback,
            _ => Refusal::Markup(name.chars().take(40).collect()),
        };
        self.refuse(refusal);
        None
    }
}

fn is_block(name: &str) -> bool {
    matches!(name, "p" | "div" | "center" | "section" | "article" | "header" | "footer" | "main" | "figure" | "li")
        || matches!(
            name,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "dl" | "dt" | "dd" | "address"
        )
        || name == "figcaption"
}

/// Elements of HTML that have no end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img" | "hr" | "wbr" | "source" | "track" | "embed" | "input" | "link" | "meta" | "col" | "area"
    )
}

/// The character that stands for a raised or lowered one.
fn scripted(character: char, raised: bool) -> Option<char> {
    const PLAIN: &str = "0123456789+-=()n−";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ⁻";
    const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ₋";
    let small = if raised { RAISED } else { LOWERED };
    PLAIN.chars().zip(small.chars()).find(|(plain, _)| *plain == character).map(|(_, small)| small)
}
