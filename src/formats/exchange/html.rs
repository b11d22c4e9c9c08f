//! HTML as people's editors write it, piece by piece into a [`Flat`]: tags that need no ends, attributes without quotes, named
//! characters. Nothing is fetched or run.

use quick_xml::escape::resolve_html5_entity;

use super::MAX_TEXT;
use super::markup::{Flat, is_void};
use super::report::Refusal;

/// Reads HTML. With `lines`, a line end is a line end, as in Moodle's automatic format.
pub(super) fn read(html: &str, lines: bool) -> Flat {
    let mut flat = Flat::default();
    if html.len() > MAX_TEXT.saturating_mul(4) {
        flat.refuse(Refusal::TextTooLong);
        return flat;
    }
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&', '\n']) {
        let (before, from) = rest.split_at(at);
        flat.text(before);
        rest = match from.as_bytes().first() {
            Some(b'<') => tag(from, &mut flat),
            Some(b'&') => reference(from, &mut flat),
            _ => {
                if lines {
                    flat.open("br", &|_| None);
                } else {
                    flat.text("\n");
                }
                from.get(1..).unwrap_or_default()
            }
        };
    }
    flat.text(rest);
    flat
}

/// Reads what begins with `<` and answers what comes behind it; a `<` that begins no tag is a character.
fn tag<'a>(from: &'a str, flat: &mut Flat) -> &'a str {
    let behind = |end: &str| from.find(end).and_then(|at| from.get(at + end.len()..));
    if from.starts_with("<!--") {
        return behind("-->").unwrap_or_default();
    }
    let body = from.get(1..).unwrap_or_default();
    let (closes, body) = match body.strip_prefix('/') {
        Some(body) => (true, body),
        None => (false, body),
    };
    let name: String = body.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':')).collect();
    let whole = if name.starts_with(|c: char| c.is_ascii_alphabetic()) { ending(from) } else { None };
    let Some(end) = whole else {
        flat.text("<");
        return from.get(1..).unwrap_or_default();
    };
    let inner = from.get(..end).unwrap_or_default();
    let plain = name.rsplit(':').next().unwrap_or(&name).to_lowercase();
    if closes {
        flat.close(&plain);
    } else {
        let attributes = attributes(inner.get(1 + name.len()..).unwrap_or_default());
        flat.open(&plain, &|wanted| attributes.iter().find(|(own, _)| own == wanted).map(|(_, value)| value.clone()));
        if inner.ends_with('/') && !is_void(&plain) {
            flat.close(&plain);
        }
        if plain == "script" {
            return from
                .get(end + 1..)
                .unwrap_or_default()
                .find("</script")
                .and_then(|at| from.get(end + 1 + at..))
                .unwrap_or_default();
        }
    }
    from.get(end + 1..).unwrap_or_default()
}

/// Where the `>` of a tag stands; none within quotes counts.
fn ending(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() && found.len() < super::MAX_ATTRIBUTES {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let behind = behind.trim_start();
        let (value, behind) = match behind.strip_prefix('=') {
            None => ("", behind),
            Some(value) => {
                let value = value.trim_start();
                match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        value.get(1..).unwrap_or_default().split_once(quote).unwrap_or((value, ""))
                    }
                    _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
                }
            }
        };
        found.push((name.to_lowercase(), decoded(value)));
        let next = behind.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        // A stray `=` is passed over, so that each turn takes something.
        rest = if next.len() == rest.len() {
            next.get(next.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default()
        } else {
            next
        };
    }
    found
}

/// Reads what begins with `&` and answers what comes behind it; an `&` that begins no reference is a character.
fn reference<'a>(from: &'a str, flat: &mut Flat) -> &'a str {
    match character(from) {
        Found::Characters(text, behind) => {
            flat.literal(&text);
            behind
        }
        Found::Unknown(name, behind) => {
            flat.refuse(Refusal::Entity(name));
            behind
        }
        Found::Nothing => {
            flat.text("&");
            from.get(1..).unwrap_or_default()
        }
    }
}

enum Found<'a> {
    Characters(String, &'a str),
    Unknown(String, &'a str),
    Nothing,
}

fn character(from: &str) -> Found<'_> {
    let Some((name, behind)) = from.get(1..).and_then(|body| body.split_once(';')) else { return Found::Nothing };
    if name.is_empty() || name.len() > 32 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#') {
        return Found::Nothing;
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return match code.ok().and_then(char::from_u32) {
            Some(character) => Found::Characters(character.to_string(), behind),
            None => Found::Unknown(name.to_owned(), behind),
        };
    }
    match resolve_html5_entity(name) {
        Some(text) => Found::Characters(text.to_owned(), behind),
        None => Found::Unknown(name.to_owned(), behind),
    }
}

fn decoded(value: &str) -> String {
    let (mut text, mut rest) = (String::new(), value);
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        match character(from) {
            Found::Characters(more, behind) => {
                text.push_str(&more);
                rest = behind;
            }
            Found::Unknown(..) | Found::Nothing => {
                text.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::super::report::Note;
    use super::*;

    fn plain(html: &str) -> (String, Vec<Note>) {
        let plain = read(html, false).finish().unwrap();
        (plain.text, plain.notes.into_iter().collect())
    }

    fn refusal(html: &str) -> &'static str {
        read(html, false).finish().unwrap_err().said().code
    }

    #[test]
    fn what_an_editor_writes_becomes_lines() {
        let (text, notes) =
            plain("<p>下列 <b>说法</b>中\n  正确的是<br>（&nbsp;&#32;）。</p>\n<p>a &lt; b &amp; c&times;d</p>");
        assert_eq!(text, "下列 说法中 正确的是\n（\u{a0} ）。\na < b & c×d");
        assert_eq!(notes, [Note::Formatting]);
        assert_eq!(plain("<ol><li>甲<li>乙</ol><UL><li>丙</li></UL>").0, "1. 甲\n2. 乙\n• 丙");
        assert_eq!(plain("S = 10 m<sup>2</sup>, H<sub>2</sub>O").0, "S = 10 m², H₂O");
        assert_eq!(plain("x < 3 && y<4, 5 > 2").0, "x < 3 && y<4, 5 > 2");
        assert_eq!(plain("<!-- 注 -->甲<style>p{}</style>乙").0, "甲乙");
        assert_eq!(read("甲\n\n乙", true).finish().unwrap().text, "甲\n\n乙");
    }

    #[test]
    fn what_would_change_the_meaning_is_refused() {
        for (html, code) in [
            ("<script>alert(1)</script>", "item.markup"),
            ("<table><tr><td>1</td></tr></table>", "item.table"),
            ("<svg onload='x()'><path/></svg>", "item.svg"),
            ("<math><mi>x</mi></math>", "item.math"),
            ("<m:math></m:math>", "item.math"),
            ("<audio src=a.mp3></audio>", "item.media"),
            ("<iframe src='http://x'></iframe>", "item.media"),
            ("10<sup>x</sup>", "item.script"),
            ("不<s>是</s>", "item.markup"),
            ("<input value=1>", "item.markup"),
            ("&bogus;", "item.entity"),
            ("&#x110000;", "item.entity"),
        ] {
            assert_eq!(refusal(html), code, "{html}");
        }
    }

    #[test]
    fn pictures_and_attributes_are_found_however_they_are_quoted() {
        for html in ["<img src=\"a b.png\" alt=''>", "<IMG alt=x src='a b.png'/>", "<img  src = \"a&#32;b.png\">"] {
            assert_eq!(read(html, false).finish().unwrap().pictures, ["a b.png"], "{html}");
        }
        assert_eq!(read("<img src=a.png>", false).finish().unwrap().pictures, ["a.png"]);
        assert_eq!(read("<img ==/= src=a.png =>", false).finish().unwrap().pictures, ["a.png"]);
    }
}
