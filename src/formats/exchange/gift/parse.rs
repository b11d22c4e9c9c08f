//! The blocks of a GIFT file and the marks within them. A mark that stands behind a backslash is a character.

/// A block between blank lines.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The line of its question, from 1.
    pub(super) line: usize,
    /// What stands in its comments.
    pub(super) comments: String,
    /// The path of its `$CATEGORY`.
    pub(super) category: Option<String>,
    /// The question.
    pub(super) text: String,
}

/// The blocks of a file.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut block = Block::default();
    for (number, line) in (1usize..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            if !block.text.is_empty() || block.category.is_some() {
                found.push(std::mem::take(&mut block));
            }
        } else if let Some(comment) = line.trim_start().strip_prefix("//") {
            block.comments.push_str(comment);
            block.comments.push('\n');
        } else if let (true, Some(path)) = (block.text.is_empty(), line.trim_start().strip_prefix("$CATEGORY:")) {
            block.category = Some(path.trim().to_owned());
        } else {
            if block.text.is_empty() {
                block.line = number;
            } else {
                block.text.push('\n');
            }
            block.text.push_str(line);
        }
    }
    if !block.text.is_empty() || block.category.is_some() {
        found.push(block);
    }
    found
}

/// Where a mark stands that is no escaped character.
pub(super) fn mark(text: &str, is_mark: impl Fn(&str) -> bool) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if !escaped && text.get(at..).is_some_and(&is_mark) {
            return Some(at);
        }
        escaped = !escaped && character == '\\';
    }
    None
}

/// The text before a mark, and what follows it.
pub(super) fn split<'a>(text: &'a str, at: &str) -> Option<(&'a str, &'a str)> {
    let place = mark(text, |rest| rest.starts_with(at))?;
    Some((text.get(..place)?, text.get(place + at.len()..)?))
}

/// A text with its backslashes taken off.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some(own @ ('\\' | ':' | '~' | '=' | '#' | '{' | '}')) => out.push(own),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// A text with backslashes before every character that is a mark; lines are `\n`.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ':' | '~' | '=' | '#' | '{' | '}' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out
}

/// The `[name:value]` pairs of comments, in order.
pub(super) fn pairs(comments: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = comments;
    while let Some((_, from)) = rest.split_once('[') {
        let Some((inner, behind)) = from.split_once(']') else { break };
        if let Some((name, value)) = inner.split_once(':') {
            found.push((name.trim(), value.trim()));
        }
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_behind_a_backslash_are_characters() {
        assert_eq!(split(r"a\{b\\{c}", "{"), Some((r"a\{b\\", "c}")));
        assert_eq!(split(r"a\{b", "{"), None);
        let odd = "{ } ~ = # : \\ \\n\n::T:: ＝｛";
        assert_eq!(unescaped(&escaped(odd)), odd);
        assert_eq!(mark(&escaped(odd), |rest| rest.starts_with(['{', '}', '~', '=', '#', ':'])), None);
        assert_eq!(unescaped("a\\b\\"), "a\\b\\");
    }

    #[test]
    fn blocks_have_their_lines_and_comments() {
        let blocks =
            blocks("// [id:a] x [tag:b:c]\r\n$CATEGORY: $course$/1.1\r\n\r\n\n// 注\n::t::甲\n乙{T}\n \n// 尾");
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].category.as_deref(), Some("$course$/1.1"));
        assert_eq!(pairs(&blocks[0].comments), [("id", "a"), ("tag", "b:c")]);
        assert_eq!((blocks[1].line, blocks[1].text.as_str()), (6, "::t::甲\n乙{T}"));
    }
}
