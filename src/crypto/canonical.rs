//! JSON that has one meaning and one byte form: strict parsing, and JCS (RFC 8785).
//!
//! Everything signed or hashed goes through here. Strict means: no duplicate keys, no floats, integers within
//! ±(2^53−1), no lone surrogates, nothing after the value. Keys may be any text; whoever needs ASCII keys checks it.

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Digest, sha256};

/// The largest integer every JSON implementation reads alike: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Text that is not JSON of the strict form; says where and why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotStrictJson(#[from] serde_json::Error);

/// Parses strict JSON.
///
/// # Errors
/// Names the line, the column and what is wrong: a duplicate key, a float, an integer beyond ±(2^53−1), a syntax
/// error, or text after the value.
pub fn parse(text: &[u8]) -> Result<Value, NotStrictJson> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Strict.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The canonical form of RFC 8785. Values that hold no floats (all of ours) have exactly one.
#[must_use]
pub fn to_jcs(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("a JSON value can be written")
}

/// `H(JCS(value))`.
#[must_use]
pub fn digest(value: &Value) -> Digest {
    sha256(&to_jcs(value))
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON with integers only and no duplicate keys")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > MAX_SAFE_INTEGER.unsigned_abs() {
            return Err(E::custom(format!("integer {value} is beyond ±(2^53−1)")));
        }
        Ok(Value::Number(Number::from(value)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        let value = i64::try_from(value).map_err(|_| E::custom(format!("integer {value} is beyond ±(2^53−1)")))?;
        self.visit_i64(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Err(E::custom(format!("{value} is a float; only integers are allowed")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            out.push(item);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if out.contains_key(&key) {
                return Err(de::Error::custom(format!("duplicate key {key:?}")));
            }
            let value = entries.next_value_seed(Strict)?;
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_json_refuses_what_has_two_meanings() {
        for (text, says) in [
            (r#"{"a":1,"a":2}"#, "duplicate key"),
            (r#"{"a":{"b":1,"b":1}}"#, "duplicate key"),
            ("1.0", "float"),
            ("1e3", "float"),
            ("-0.0", "float"),
            ("9007199254740992", "beyond"),
            ("-9007199254740992", "beyond"),
            ("123456789012345678901234567890", "float"),
            (r#""\ud800""#, "escape"),
            ("{} {}", "trailing"),
            ("{", "EOF"),
        ] {
            let error = parse(text.as_bytes()).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        assert!(parse("9007199254740991".as_bytes()).is_ok());
    }

    #[test]
    fn jcs_sorts_by_utf16_and_escapes_as_rfc_8785() {
        let value =
            parse(r#"{"\u20ac":"Euro","\r":"CR","1":"One","\ud83d\ude00":"Smile","\ufb33":"Dalet"}"#.as_bytes())
                .unwrap();
        assert_eq!(
            String::from_utf8(to_jcs(&value)).unwrap(),
            "{\"\\r\":\"CR\",\"1\":\"One\",\"€\":\"Euro\",\"😀\":\"Smile\",\"\u{fb33}\":\"Dalet\"}"
        );
    }
}
