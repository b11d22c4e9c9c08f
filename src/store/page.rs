//! Long lists: a part of one with how long it is, in one query; and text that people look for.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{AnyConnection, StoreError};

/// Which rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// How many rows come before.
    pub offset: i64,
    /// At most so many rows.
    pub limit: i64,
}

impl Slice {
    /// Every row.
    pub const ALL: Self = Self { offset: 0, limit: i64::MAX };

    /// The part of a list that a page shows, the first being 1; what is below 1 is the first.
    #[must_use]
    pub fn of_page(page: i64, rows: i64) -> Self {
        Self { offset: (page.clamp(1, 1 << 32) - 1).saturating_mul(rows), limit: rows }
    }
}

/// Some rows of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many rows came before.
    pub offset: i64,
    /// How many rows the whole list has.
    pub total: i64,
}

impl<T> Page<T> {
    /// The same part of the list with its rows made into others.
    #[must_use]
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(make).collect(), offset: self.offset, total: self.total }
    }

    /// A page of rows that carry the list's length themselves.
    pub(super) fn of(rows: Vec<T>, slice: Slice, total: impl Fn(&T) -> i64) -> Self {
        let total = rows.first().map_or(0, total);
        Self { rows, offset: slice.offset, total }
    }
}

/// Runs a query for a part of a list, and for its first part where the list ends before it.
pub(super) fn slice<T>(
    connection: &mut AnyConnection,
    wanted: Slice,
    total: impl Fn(&T) -> i64,
    load: impl Fn(&mut AnyConnection, Slice) -> Result<Vec<T>, StoreError>,
) -> Result<Page<T>, StoreError> {
    let rows = load(connection, wanted)?;
    if !rows.is_empty() || wanted.offset == 0 {
        return Ok(Page::of(rows, wanted, total));
    }
    let first = Slice { offset: 0, ..wanted };
    Ok(Page::of(load(connection, first)?, first, total))
}

/// A value of a query.
#[derive(Debug, Clone)]
pub(super) enum Bind {
    Text(String),
    Number(i64),
}

/// SQL in the making, with a value for each `?`.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    binds: Vec<Bind>,
}

impl Sql {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), binds: Vec::new() }
    }

    /// Adds text as it is.
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds text with one `?` for each value.
    pub(super) fn with(&mut self, text: &str, values: impl IntoIterator<Item = Bind>) -> &mut Self {
        self.text.push_str(text);
        self.binds.extend(values);
        self
    }

    /// Adds what another says.
    pub(super) fn append(&mut self, other: Self) -> &mut Self {
        self.with(&other.text, other.binds)
    }

    /// Adds `AND (a LIKE … OR b LIKE …)` for the columns that hold a text, whatever its letters' case; nothing for
    /// no text.
    pub(super) fn contains(&mut self, columns: &[&str], text: &str) -> &mut Self {
        let Some(pattern) = pattern(text) else { return self };
        let places: Vec<String> = columns.iter().map(|column| format!("LOWER({column}) LIKE LOWER(?) ESCAPE '\\'")).collect();
        let values = columns.iter().map(|_| Bind::Text(pattern.clone()));
        self.with(&format!(" AND ({})", places.join(" OR ")), values)
    }

    /// Runs it.
    pub(super) fn load<T>(&self, connection: &mut AnyConnection) -> Result<Vec<T>, StoreError>
    where
        T: QueryableByName<diesel::sqlite::Sqlite> + QueryableByName<diesel::pg::Pg> + 'static,
    {
        macro_rules! run {
            ($backend:ty, $inner:expr, $text:expr) => {{
                let mut query = diesel::sql_query($text).into_boxed::<$backend>();
                for bind in &self.binds {
                    query = match bind {
                        Bind::Text(text) => query.bind::<Text, _>(text.clone()),
                        Bind::Number(number) => query.bind::<BigInt, _>(*number),
                    };
                }
                Ok(query.load($inner)?)
            }};
        }
        match connection {
            AnyConnection::Sqlite(inner) => run!(diesel::sqlite::Sqlite, inner, self.text.clone()),
            AnyConnection::Postgres(inner) => run!(diesel::pg::Pg, inner, numbered(&self.text)),
        }
    }
}

/// What `LIKE … ESCAPE '\'` takes for "contains this text"; nothing for no text.
fn pattern(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let mut pattern = String::from("%");
    for letter in text.chars().take(100) {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Some(pattern)
}

/// PostgreSQL numbers its values.
fn numbered(text: &str) -> String {
    let mut parts = text.split('?');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for (number, part) in (1..).zip(parts) {
        numbered.push_str(&format!("${number}{part}"));
    }
    numbered
}

/// Where somebody may do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Places {
    /// In every organisation.
    All,
    /// In these; nowhere for none.
    These(Vec<i64>),
}

impl Places {
    /// Whether an organisation is one of them.
    #[must_use]
    pub fn contains(&self, organisation_id: i64) -> bool {
        match self {
            Self::All => true,
            Self::These(ids) => ids.contains(&organisation_id),
        }
    }

    /// The condition that one of the columns names such an organisation.
    pub(super) fn condition(&self, columns: &[&str]) -> String {
        let Self::These(ids) = self else { return "(1 = 1)".to_owned() };
        if ids.is_empty() {
            return "(1 = 0)".to_owned();
        }
        let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let each: Vec<String> = columns.iter().map(|column| format!("{column} IN ({list})")).collect();
        format!("({})", each.join(" OR "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_look_for_is_text_and_no_pattern() {
        assert_eq!(pattern("  "), None);
        assert_eq!(pattern(" Ab "), Some("%Ab%".to_owned()));
        assert_eq!(pattern(r"5%_\"), Some(r"%5\%\_\\%".to_owned()));
        assert_eq!(pattern(&"长".repeat(500)).map(|found| found.chars().count()), Some(102));
    }

    #[test]
    fn values_are_numbered_in_their_order() {
        assert_eq!(numbered("a = ? AND b = ? OR c"), "a = $1 AND b = $2 OR c");
        assert_eq!(numbered("a"), "a");
    }

    #[test]
    fn a_page_below_the_first_is_the_first() {
        assert_eq!(Slice::of_page(1, 50), Slice { offset: 0, limit: 50 });
        assert_eq!(Slice::of_page(-7, 50).offset, 0);
        assert_eq!(Slice::of_page(3, 50).offset, 100);
        assert!(Slice::of_page(i64::MAX, 50).offset > 0);
    }
}
