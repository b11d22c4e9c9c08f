//! The blueprint (双向细目表) as a TOML file beside a bank.

use crate::domain::bank::Blueprint;

/// The most bytes a blueprint may have: 256 KiB.
pub const MAX_FILE: usize = 256 * 1024;

/// A blueprint that isn't read, and why.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BlueprintError {
    /// More bytes than [`MAX_FILE`].
    #[error("the blueprint has {0} bytes; at most {MAX_FILE} are read")]
    TooLarge(usize),
    /// Bytes that are no UTF-8.
    #[error("the blueprint is not UTF-8 from byte {0} on; save it as UTF-8")]
    NotUtf8(usize),
    /// Not TOML, or not a blueprint: a value of the wrong form, a missing or an unknown key.
    #[error("blueprint, line {line}: {what}")]
    Wrong {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
}

/// Reads a blueprint. Its form alone is checked here; whether it holds together is the lint's.
///
/// # Errors
/// Names the line and what is wrong there.
pub fn read(bytes: &[u8]) -> Result<Blueprint, BlueprintError> {
    if bytes.len() > MAX_FILE {
        return Err(BlueprintError::TooLarge(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| BlueprintError::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
        BlueprintError::Wrong { line, what: error.message().replace('\n', "; ") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"title = "电工 五级"
occupation = "6-31-01-03"
level = 5
minutes = 90
total = 10000
[[content_point]]
code = "1.1"
name = "安全"
[[section]]
id = "A"
title = "单选"
type = "single"
points = 10000
shuffle_items = true
shuffle_options = true
cells = [{ id = "A1", content_point = "1.1", count = 1 }]
"#;

    #[test]
    fn faults_are_named_by_line() {
        assert!(read(GOOD.as_bytes()).is_ok());
        for (from, to, line, says) in [
            ("level = 5", "level = 6", 3, "a level"),
            ("6-31-01-03", "6310103", 2, "an occupation code"),
            ("minutes = 90", "minutes = -1", 4, "-1"),
            ("total = 10000", "total = 100.0", 5, "float"),
            ("points = 10000", "point = 10000", 13, "unknown field"),
            ("count = 1 }", "count = 1, extra = 1 }", 16, "unknown field"),
            ("type = \"single\"", "type = \"essay\"", 12, "unknown variant"),
            ("shuffle_items = true\n", "", 9, "missing field"),
            ("title = \"电工 五级\"", "title = \"a\"\ntitle = \"b\"", 2, "duplicate key"),
        ] {
            let error = read(GOOD.replacen(from, to, 1).as_bytes()).expect_err(to);
            match error {
                BlueprintError::Wrong { line: at, ref what } => {
                    assert!(at == line && what.contains(says), "{to}: {error}");
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!(read(b"\xff"), Err(BlueprintError::NotUtf8(0)));
    }
}
