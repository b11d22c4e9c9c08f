//! Long lists on pages: which part an address asks for, the ways to the others, and what is looked for.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::i18n;
use crate::store::page::{Page, Slice};

use super::views::{Choice, Chrome, Finder, FinderBox, Pager};

/// How many rows a page of a list has.
pub const ROWS: i64 = 50;

/// The part of a list that the field `page` of an address asks for; what is no number is the first.
#[must_use]
pub fn part(page: &str) -> Slice {
    Slice::of_page(page.trim().parse().unwrap_or(1), ROWS)
}

/// A list's address: what is looked for, as far as it is, and where on the page it is.
#[derive(Debug, Clone)]
pub struct Address<'a> {
    /// The page.
    pub path: &'a str,
    /// The list's place on it, with its `#`; may be empty.
    pub place: &'a str,
    /// What is looked for: name and value.
    pub wanted: Vec<(&'a str, &'a str)>,
}

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl Address<'_> {
    /// Whether anything is looked for.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.wanted.iter().any(|(_, value)| !value.trim().is_empty())
    }

    /// The list as it is filtered, with one field more; an empty value leaves that away.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        let fields = self.wanted.iter().copied().chain([(name, value)]).filter(|(_, value)| !value.trim().is_empty());
        let query: Vec<String> =
            fields.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.trim(), KEPT))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}{}", self.path, query.join("&"), self.place)
    }

    /// The form that looks for rows.
    #[must_use]
    pub fn finder(&self, label: String, boxes: Vec<FinderBox>) -> Finder {
        Finder {
            action: format!("{}{}", self.path, self.place),
            label,
            boxes,
            clear: self.is_filtered().then(|| format!("{}{}", self.path, self.place)),
        }
    }

    /// The ways to the parts before and after.
    #[must_use]
    pub fn pager<T>(&self, chrome: &Chrome, found: &Page<T>) -> Pager {
        let count = i64::try_from(found.rows.len()).unwrap_or(0);
        let number = found.offset / ROWS + 1;
        let to = |number: i64| self.with("page", &if number > 1 { number.to_string() } else { String::new() });
        Pager {
            words: i18n::text_with(
                chrome.locale,
                "pager-words",
                &[
                    ("from", (found.offset + 1).into()),
                    ("to", (found.offset + count).into()),
                    ("total", found.total.into()),
                ],
            ),
            before: (found.offset > 0).then(|| to(number - 1)),
            after: (found.offset + count < found.total).then(|| to(number + 1)),
        }
    }
}

/// The choices of a select of a [`Finder`]: `any` first, then each value with its text.
#[must_use]
pub fn choices<'a>(any: String, values: impl IntoIterator<Item = (&'a str, String)>, chosen: &str) -> Vec<Choice> {
    let rest =
        values.into_iter().map(|(value, label)| Choice { value: value.to_owned(), label, chosen: value == chosen });
    let any = Choice { value: String::new(), label: any, chosen: chosen.is_empty() };
    std::iter::once(any).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_looked_for_and_escapes_it() {
        let address = Address { path: "/staff", place: "#list", wanted: vec![("q", " 王 & 5% "), ("state", "")] };
        assert_eq!(address.with("page", "2"), "/staff?q=%E7%8E%8B%20%26%205%25&page=2#list");
        assert_eq!(address.with("page", ""), "/staff?q=%E7%8E%8B%20%26%205%25#list");
        assert!(address.is_filtered());
        let bare = Address { wanted: vec![("q", "  ")], ..address };
        assert_eq!(bare.with("page", ""), "/staff#list");
        assert!(!bare.is_filtered());
    }

    #[test]
    fn what_is_no_page_is_the_first() {
        for text in ["", "x", "-3", "0", "1", "99999999999999999999"] {
            assert_eq!(part(text).offset, 0, "{text}");
        }
        assert_eq!(part(" 3 ").offset, 100);
    }
}
