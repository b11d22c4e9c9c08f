//! XML into a tree, guarded: UTF-8 alone, no document type, no entities but XML's own five, no inclusion, and limits on depth,
//! elements and attributes. Nothing is ever fetched or expanded; processing instructions and comments are passed over.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The deepest nesting.
pub const MAX_DEPTH: usize = 100;
/// The most elements of a document, their attributes counted too.
pub const MAX_ELEMENTS: usize = 1_000_000;
/// The most attributes of an element.
pub const MAX_ATTRIBUTES: usize = 64;

/// XML that is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// A document type: entities could expand without end or fetch files.
    #[error("it declares a document type (DOCTYPE)")]
    Doctype,
    /// An entity that isn't one of XML's own five.
    #[error("it uses the entity &{0};")]
    Entity(String),
    /// XInclude.
    #[error("it includes other files (XInclude)")]
    External,
    /// A declared encoding other than UTF-8.
    #[error("it is in {0}; only UTF-8 is read")]
    Encoding(String),
    /// Bytes that are no UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("it is nested deeper than {MAX_DEPTH} elements")]
    TooDeep,
    /// More elements than [`MAX_ELEMENTS`], or attributes than [`MAX_ATTRIBUTES`].
    #[error("it has more than {MAX_ELEMENTS} elements, or {MAX_ATTRIBUTES} attributes on one")]
    TooMany,
    /// Not well-formed.
    #[error("it is not well-formed XML (line {line}): {what}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The parser's words.
        what: String,
    },
}

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without prefix.
    pub(super) name: String,
    /// Its attributes by their names without prefix.
    pub(super) attributes: Vec<(String, String)>,
    /// What is in it.
    pub(super) children: Vec<Node>,
    /// Its line, from 1.
    pub(super) line: usize,
}

/// Something in an element.
#[derive(Debug)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Characters.
    Text(String),
    /// White space that was written as a character reference: meant as it is.
    Kept(char),
}

impl Element {
    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Kept(_) => None,
        })
    }

    /// The elements of a name in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of a name in it.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// All characters in it, as they are.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    fn write_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.write_text(text),
                Node::Text(more) => text.push_str(more),
                Node::Kept(character) => text.push(*character),
            }
        }
    }
}

/// The document's root.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let text = decoded(bytes)?;
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0usize;
    loop {
        let event = reader.read_event();
        let line = lines.to(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        let malformed = |what: String| XmlError::Malformed { line, what };
        match event.map_err(|error| malformed(error.to_string()))? {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                open.push(element(&start, line, &mut count)?);
            }
            Event::Empty(start) => {
                let element = element(&start, line, &mut count)?;
                add(&mut open, Node::Element(element));
            }
            Event::End(_) => {
                let closed = open.pop().unwrap_or_default();
                if open.is_empty() {
                    return Err(malformed("an end without a beginning".into()));
                }
                add(&mut open, Node::Element(closed));
            }
            Event::Text(text) => add(&mut open, Node::Text(text.xml10_content().into_owned())),
            Event::CData(text) => add(&mut open, Node::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(reference) => {
                let node = match reference.resolve_char_ref().map_err(|error| malformed(error.to_string()))? {
                    Some(character) if character.is_whitespace() => Node::Kept(character),
                    Some(character) => Node::Text(character.to_string()),
                    None => match &*reference {
                        "lt" => Node::Text("<".into()),
                        "gt" => Node::Text(">".into()),
                        "amp" => Node::Text("&".into()),
                        "quot" => Node::Text("\"".into()),
                        "apos" => Node::Text("'".into()),
                        other => return Err(XmlError::Entity(other.chars().take(40).collect())),
                    },
                };
                add(&mut open, node);
            }
            Event::DocType(_) => return Err(XmlError::Doctype),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    let line = lines.line;
    let malformed = |what: &str| XmlError::Malformed { line, what: what.to_owned() };
    let [document] = open.as_mut_slice() else { return Err(malformed("it ends before its elements do")) };
    let mut roots = Vec::new();
    for node in std::mem::take(&mut document.children) {
        match node {
            Node::Element(element) => roots.push(element),
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Text(_) | Node::Kept(_) => return Err(malformed("text outside of every element")),
        }
    }
    match (roots.pop(), roots.is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err(malformed("it has not exactly one root")),
    }
}

/// Puts a node into the innermost open element; characters that follow each other are one text.
fn add(open: &mut [Element], node: Node) {
    let Some(element) = open.last_mut() else { return };
    match (element.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(more)) => before.push_str(&more),
        (_, node) => element.children.push(node),
    }
}

fn element(start: &BytesStart<'_>, line: usize, count: &mut usize) -> Result<Element, XmlError> {
    *count += 1;
    let malformed = |what: String| XmlError::Malformed { line, what };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
        if attributes.len() >= MAX_ATTRIBUTES {
            return Err(XmlError::TooMany);
        }
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| malformed(error.to_string()))?;
        if value == "http://www.w3.org/2001/XInclude" {
            return Err(XmlError::External);
        }
        let name = local(attribute.key.0);
        attributes.push((name.to_owned(), value.into_owned()));
    }
    // Attributes are counted with the elements, so that neither can fill the memory alone.
    *count += attributes.len();
    if *count > MAX_ELEMENTS {
        return Err(XmlError::TooMany);
    }
    let name = start.name();
    if name.0.starts_with("xi:") {
        return Err(XmlError::External);
    }
    Ok(Element { name: local(name.0).to_owned(), attributes, children: Vec::new(), line })
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The document's characters; what is not UTF-8 is refused by the name it goes by.
fn decoded(bytes: &[u8]) -> Result<&str, XmlError> {
    if bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || bytes.get(..64).unwrap_or(bytes).contains(&0)
    {
        return Err(XmlError::Encoding("UTF-16".into()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let declaration = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    if let Some((_, rest)) = declaration.and_then(|declaration| declaration.split_once("encoding")) {
        let name: String = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''))
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .collect();
        if !["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.to_lowercase().as_str()) {
            return Err(XmlError::Encoding(name));
        }
    }
    std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)
}

/// Counts lines on the way.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a byte, which lies behind every byte asked for before.
    fn to(&mut self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let passed = self.text.as_bytes().get(self.at..byte).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(byte);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> XmlError {
        parse(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_could_expand_or_fetch_is_refused() {
        assert_eq!(refusal("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), XmlError::Doctype);
        assert_eq!(refusal("<?xml version=\"1.0\"?><!doctype a SYSTEM 'file:///etc/passwd'><a/>"), XmlError::Doctype);
        assert_eq!(refusal("<a>&nbsp;</a>"), XmlError::Entity("nbsp".into()));
        let include = "<a xmlns:x=\"http://www.w3.org/2001/XInclude\"><x:include href=\"/etc/passwd\"/></a>";
        assert_eq!(refusal(include), XmlError::External);
        assert_eq!(refusal("<a><xi:include href=\"b\"/></a>"), XmlError::External);
        assert!(matches!(refusal("<a b=\"&c;\"/>"), XmlError::Malformed { .. }));
    }

    #[test]
    fn other_encodings_are_refused_by_their_names() {
        let of = |bytes: &[u8]| parse(bytes).unwrap_err();
        let gbk = b"<?xml version=\"1.0\" encoding=\"GBK\"?><a>\xcc\xe2</a>";
        assert_eq!(of(gbk), XmlError::Encoding("GBK".into()));
        let utf16: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of(&utf16), XmlError::Encoding("UTF-16".into()));
        let bare: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(of(&bare), XmlError::Encoding("UTF-16".into()));
        assert_eq!(of(b"<a>\xcc\xe2</a>"), XmlError::NotUtf8);
        assert!(parse("\u{feff}<?xml version='1.0' encoding='utf-8'?><a/>".as_bytes()).is_ok());
    }

    #[test]
    fn depth_elements_and_attributes_have_limits() {
        let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(deep(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(refusal(&deep(MAX_DEPTH + 1)), XmlError::TooDeep);
        assert_eq!(refusal(&format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS))), XmlError::TooMany);
        let wide: String = (0..=MAX_ATTRIBUTES).map(|number| format!(" b{number}=\"\"")).collect();
        assert_eq!(refusal(&format!("<a{wide}/>")), XmlError::TooMany);
    }

    #[test]
    fn what_is_not_well_formed_is_refused_with_its_line() {
        for text in
            ["", "  ", "<a>", "<a></b>", "</a>", "<a/><b/>", "x<a/>", "<a>&</a>", "<a b=c/>", "<a b='1' b='2'/>"]
        {
            assert!(matches!(refusal(text), XmlError::Malformed { .. }), "{text}");
        }
        assert!(matches!(refusal("<a>\n\n</b>"), XmlError::Malformed { line: 3, .. }));
    }

    #[test]
    fn instructions_and_comments_are_passed_over_and_kept_spaces_stay() {
        let root =
            parse("<?xml-stylesheet href='http://x/y.xsl'?><q:a>1<!-- c -->2&lt;<![CDATA[<]]>&#32;</q:a>".as_bytes())
                .unwrap();
        assert_eq!((root.name.as_str(), root.text().as_str()), ("a", "12<< "));
        assert!(matches!(root.children.as_slice(), [Node::Text(_), Node::Kept(' ')]));
    }
}
