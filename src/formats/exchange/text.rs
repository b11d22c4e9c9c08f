//! Plain text into markup, so that reading it again gives every character back.

use std::fmt::Write as _;

/// Characters for XML and HTML, between tags and within quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Text as marked-up text: lines by `<br/>`; a space that would collapse as a reference.
pub(super) fn marked_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let collapses = |beside: Option<char>| beside.is_none_or(|character| matches!(character, ' ' | '\n'));
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => out.push_str("<br/>"),
            ' ' if collapses(before) || collapses(characters.peek().copied()) => out.push_str("&#32;"),
            other => out.push_str(&escaped(other.encode_utf8(&mut [0; 4]))),
        }
        before = Some(character);
    }
    out
}

/// A relative path as a reference (RFC 3986): everything but letters, digits, `-._~` and `/` by percent.
pub(super) fn reference(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The path that a relative reference means, seen from a file's folder; none where it leads out of the package or away.
pub(super) fn resolved(folder: &str, reference: &str) -> Option<String> {
    let reference = reference.split(['?', '#']).next().unwrap_or_default();
    if reference.is_empty() || reference.starts_with('/') || reference.contains(['\\', ':']) {
        return None;
    }
    let decoded = percent_encoding::percent_decode_str(reference).decode_utf8().ok()?;
    if decoded.starts_with('/') || decoded.contains(['\\', ':']) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stay_in_the_package() {
        for (folder, given, path) in [
            ("items", "../pictures/%E7%94%B5%201.png", Some("pictures/电 1.png")),
            ("", "./a//b.png", Some("a/b.png")),
            ("items", "a.png?x#y", Some("items/a.png")),
            ("items", "../../a.png", None),
            ("items", "%2e%2e/%2E%2E/a.png", None),
            ("items", "/etc/passwd", None),
            ("items", "%2Fetc/passwd", None),
            ("items", "http://x/a.png", None),
            ("items", "data:image/png;base64,AA", None),
            ("items", "..\\a.png", None),
            ("items", "", None),
        ] {
            assert_eq!(resolved(folder, given).as_deref(), path, "{given}");
        }
        assert_eq!(resolved("items", &reference("电 1(%).png")).as_deref(), Some("items/电 1(%).png"));
    }
}
