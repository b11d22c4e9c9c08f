//! Reads fields of a JSON value and remembers where each was, so that a refusal can name the place.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use super::DrawError;
use crate::crypto::Digest;
use crate::crypto::canonical::MAX_SAFE_INTEGER;

/// A JSON value and the JSON pointer that leads to it.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) path: String,
}

impl<'a> Node<'a> {
    pub(super) fn new(value: &'a Value, path: &str) -> Self {
        Self { value, path: path.to_owned() }
    }

    /// Says first that it is another protocol, or another version, rather than what that one's files lack in this one.
    pub(super) fn spec(&self, wanted: &'static str) -> Result<(), DrawError> {
        match self.optional("spec") {
            Some(spec) if spec.value.as_str() != Some(wanted) => {
                Err(DrawError::OtherSpec { given: shown(spec.value), path: spec.path, wanted })
            }
            _ => Ok(()),
        }
    }

    /// Checks that this is an object with all of `required` and nothing beyond these and `optional`.
    pub(super) fn keys(&self, required: &[&str], optional: &[&str]) -> Result<(), DrawError> {
        let Value::Object(map) = self.value else { return Err(self.malformed("an object")) };
        if let Some(unknown) =
            map.keys().find(|key| !required.contains(&key.as_str()) && !optional.contains(&key.as_str()))
        {
            return Err(DrawError::UnknownKey { path: join(&self.path, unknown) });
        }
        match required.iter().find(|key| !map.contains_key(**key)) {
            Some(missing) => Err(DrawError::Missing { path: join(&self.path, missing) }),
            None => Ok(()),
        }
    }

    pub(super) fn optional(&self, key: &str) -> Option<Node<'a>> {
        self.value.get(key).map(|value| Node { value, path: join(&self.path, key) })
    }

    pub(super) fn field(&self, key: &str) -> Result<Node<'a>, DrawError> {
        self.optional(key).ok_or_else(|| DrawError::Missing { path: join(&self.path, key) })
    }

    pub(super) fn entries(&self) -> Result<Vec<Node<'a>>, DrawError> {
        let Value::Array(values) = self.value else { return Err(self.malformed("a list")) };
        let place = |(index, value)| Node { value, path: format!("{}/{index}", self.path) };
        Ok(values.iter().enumerate().map(place).collect())
    }

    /// Each entry of the list, read by `read`.
    pub(super) fn list<T>(&self, read: impl FnMut(Node<'a>) -> Result<T, DrawError>) -> Result<Vec<T>, DrawError> {
        self.entries()?.into_iter().map(read).collect()
    }

    pub(super) fn text(&self) -> Result<&'a str, DrawError> {
        self.value.as_str().ok_or_else(|| self.malformed("text"))
    }

    pub(super) fn flag(&self) -> Result<bool, DrawError> {
        self.value.as_bool().ok_or_else(|| self.malformed("true or false"))
    }

    /// An integer from 0 to 2^53 − 1.
    pub(super) fn count(&self) -> Result<u64, DrawError> {
        self.value
            .as_u64()
            .filter(|number| *number <= MAX_SAFE_INTEGER.unsigned_abs())
            .ok_or_else(|| self.malformed("an integer from 0 to 2^53−1"))
    }

    pub(super) fn id(&self) -> Result<String, DrawError> {
        self.matching(is_id, "an id: 1 to 64 characters of A-Z a-z 0-9 . _ -")
    }

    pub(super) fn candidate(&self) -> Result<String, DrawError> {
        let is_number = |text: &str| (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        self.matching(is_number, "a candidate number: 1 to 20 digits")
    }

    pub(super) fn draw_id(&self) -> Result<String, DrawError> {
        self.matching(is_draw_id, "a draw id: @ and 1 to 20 letters a-z, then perhaps / and an id")
    }

    /// 32 bytes written as 64 lowercase hex digits.
    pub(super) fn digest(&self) -> Result<Digest, DrawError> {
        const WANTED: &str = "32 bytes as 64 lowercase hex digits";
        let text = self.text().map_err(|_| self.malformed(WANTED))?;
        let mut out = [0; 32];
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) || hex::decode_to_slice(text, &mut out).is_err() {
            return Err(self.malformed(WANTED));
        }
        Ok(out)
    }

    /// As [`Node::digest`], for what must not be shown: a malformed one may be a real secret with a slip of the pen.
    pub(super) fn hidden_digest(&self, wanted: &'static str) -> Result<Digest, DrawError> {
        self.digest().map_err(|_| hidden(&self.path, wanted))
    }

    /// An instant in its one form, `YYYY-MM-DDTHH:MM:SSZ`.
    pub(super) fn instant(&self) -> Result<Timestamp, DrawError> {
        const WANTED: &str = "an instant of the form YYYY-MM-DDTHH:MM:SSZ";
        let text = self.value.as_str().ok_or_else(|| self.malformed(WANTED))?;
        let instant = text.parse().ok().filter(|instant| instant_text(*instant) == text);
        instant.ok_or_else(|| self.malformed(WANTED))
    }

    pub(super) fn malformed(&self, wanted: &'static str) -> DrawError {
        DrawError::Malformed { path: self.path.clone(), given: shown(self.value), wanted }
    }

    fn matching(&self, holds: impl Fn(&str) -> bool, wanted: &'static str) -> Result<String, DrawError> {
        match self.value.as_str() {
            Some(text) if holds(text) => Ok(text.to_owned()),
            _ => Err(self.malformed(wanted)),
        }
    }
}

/// The ids met so far among those that must differ.
#[derive(Default)]
pub(super) struct Seen(HashSet<String>);

impl Seen {
    /// Notes `id`, found at `path`; refuses it the second time.
    pub(super) fn note(&mut self, id: &str, path: &str) -> Result<(), DrawError> {
        if self.0.insert(id.to_owned()) {
            Ok(())
        } else {
            Err(DrawError::Duplicate { path: path.to_owned(), id: id.to_owned() })
        }
    }
}

/// The form of an instant in files of the draw: `YYYY-MM-DDTHH:MM:SSZ`, seconds cut off.
pub(super) fn instant_text(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Refuses what is at `path` without showing it.
pub(super) fn hidden(path: &str, wanted: &'static str) -> DrawError {
    DrawError::Malformed { path: path.to_owned(), given: "something else".to_owned(), wanted }
}

/// A value as JSON, shortened to what a line can hold.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain("…".chars()).collect()
}

/// The JSON pointer of `key` below `path` (RFC 6901 section 3).
pub(super) fn join(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn is_draw_id(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('@') else { return false };
    let (name, tail) = match rest.split_once('/') {
        Some((name, tail)) => (name, Some(tail)),
        None => (rest, None),
    };
    (1..=20).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase()) && tail.is_none_or(is_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draw_ids_have_their_form() {
        for right in ["@panel", "@seats/room-1", "@a", "@abcdefghijklmnopqrst"] {
            assert!(is_draw_id(right), "{right}");
        }
        for wrong in ["panel", "@", "@/x", "@Panel", "@panel/", "@panel/a/b", "@abcdefghijklmnopqrstu", "@seats/考场"]
        {
            assert!(!is_draw_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_instant_has_one_form() {
        let read = |text: &str| Node::new(&Value::from(text), "/at").instant().map(instant_text);
        assert_eq!(read("2026-12-12T00:45:00Z").unwrap(), "2026-12-12T00:45:00Z");
        assert_eq!(read("2028-02-29T23:59:59Z").unwrap(), "2028-02-29T23:59:59Z");
        for wrong in [
            "",
            "2026-12-12",
            "2026-12-12T00:45Z",
            "2026-12-12T00:45:00",
            "2026-12-12T00:45:00z",
            "2026-12-12 00:45:00Z",
            "2026-12-12T00:45:00.0Z",
            "2026-12-12T00:45:00+00:00",
            "2026-12-12T24:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-12-31T23:59:60Z",
            "2026-12-12T00:45:00Z ",
            "+002026-12-12T00:45:00Z",
        ] {
            assert_eq!(read(wrong).unwrap_err().code(), "malformed", "{wrong}");
        }
        assert!(Node::new(&Value::from(1), "/at").instant().is_err());
    }

    #[test]
    fn a_key_with_a_slash_is_escaped_in_the_pointer() {
        assert_eq!(join("/a", "b/c~d"), "/a/b~1c~0d");
    }
}
