//! Texts for people: Fluent messages from `locales/`, Chinese first, embedded in the program.
//!
//! Each area has a file of its own in both folders (`pages.ftl`, `rules.ftl` …); all files of a folder make one
//! bundle. A key that is missing in English is answered in Chinese, and one missing in both as the key itself, so
//! that a page never fails over a text; both are logged.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::Embed;
use unic_langid::LanguageIdentifier;

/// A language of the pages and mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Simplified Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Locale {
    /// Reads a language tag as browsers, cookies and `?lang=` send it: `zh`, `zh-CN`, `en`, `en-GB`… in any case.
    /// `None` for any other language.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Some(Self::Zh)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The first language of an `Accept-Language` header that we have; Chinese where there is none.
    pub fn negotiate(accept_language: &str) -> Self {
        accept_language
            .split(',')
            .find_map(|range| Self::parse(range.split(';').next().unwrap_or_default()))
            .unwrap_or_default()
    }

    /// The language tag of RFC 5646, as `lang` attributes and the folders of `locales/` have it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The other language: the one the switch in a page's head leads to.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// A value put into a message's `{ $name }`.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// Words, put in as they are.
    Text(Cow<'a, str>),
    /// A count, which may choose a plural form.
    Number(i64),
}

// A template hands its values over by one reference, and a loop's variables by two.
macro_rules! value_from_text {
    ($($text:ty),*) => {$(
        impl<'a> From<$text> for Value<'a> {
            fn from(text: $text) -> Self {
                Self::Text(Cow::Borrowed(text))
            }
        }
    )*};
}
value_from_text!(&'a str, &'a String, &&'a str, &&'a String);

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! value_from_number {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Number(i64::from(number))
            }
        }

        impl From<&$number> for Value<'_> {
            fn from(number: &$number) -> Self {
                Self::Number(i64::from(*number))
            }
        }

        impl From<&&$number> for Value<'_> {
            fn from(number: &&$number) -> Self {
                Self::Number(i64::from(**number))
            }
        }
    )*};
}
value_from_number!(i64, i32, u32, u16, u8);

/// The message `key` in `locale`.
pub fn text(locale: Locale, key: &str) -> String {
    text_with(locale, key, &[])
}

/// The message `key` in `locale` with its variables filled in.
pub fn text_with(locale: Locale, key: &str, values: &[(&str, Value<'_>)]) -> String {
    if let Some(found) = format(locale, key, values) {
        return found;
    }
    tracing::warn!(key, locale = locale.tag(), "a text is missing");
    format(Locale::Zh, key, values).unwrap_or_else(|| key.to_owned())
}

/// Whether `locale` itself has the message `key`.
pub fn has(locale: Locale, key: &str) -> bool {
    bundle(locale).has_message(key)
}

#[derive(Embed)]
#[folder = "locales/"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static ZH: LazyLock<Bundle> = LazyLock::new(|| load(Locale::Zh));
static EN: LazyLock<Bundle> = LazyLock::new(|| load(Locale::En));

fn bundle(locale: Locale) -> &'static Bundle {
    match locale {
        Locale::Zh => &ZH,
        Locale::En => &EN,
    }
}

fn format(locale: Locale, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
    let bundle = bundle(locale);
    let pattern = bundle.get_message(key)?.value()?;
    let mut arguments = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        match value {
            Value::Text(text) => arguments.set(*name, FluentValue::from(text.as_ref())),
            Value::Number(number) => arguments.set(*name, FluentValue::from(*number)),
        }
    }
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut faults).into_owned();
    for fault in faults {
        tracing::warn!(key, locale = locale.tag(), %fault, "a text could not be filled in");
    }
    Some(text)
}

fn load(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for (name, resource, faults) in resources(locale) {
        for fault in faults {
            tracing::error!(file = %name, %fault, "a text file has a fault");
        }
        if let Err(faults) = bundle.add_resource(resource) {
            for fault in faults {
                tracing::error!(file = %name, %fault, "a text is defined twice");
            }
        }
    }
    bundle
}

/// Every text file of a language with its parse faults, sorted by name.
fn resources(locale: Locale) -> Vec<(String, FluentResource, Vec<String>)> {
    let folder = format!("{}/", locale.tag());
    let mut names: Vec<String> =
        Files::iter().map(|name| name.to_string()).filter(|n| n.starts_with(&folder) && n.ends_with(".ftl")).collect();
    names.sort();
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let Some(file) = Files::get(&name) else { continue };
        let source = String::from_utf8_lossy(&file.data).into_owned();
        let (resource, faults) = match FluentResource::try_new(source) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, faults)) => (resource, faults.iter().map(|fault| format!("{fault:?}")).collect()),
        };
        found.push((name, resource, faults));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Message id → (file, names of its variables), read from the text itself.
    fn messages(locale: Locale) -> BTreeMap<String, (String, BTreeSet<String>)> {
        let mut found: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
        for (file, resource, faults) in resources(locale) {
            assert_eq!(faults, Vec::<String>::new(), "{file}");
            let short = file.rsplit('/').next().unwrap().to_owned();
            let mut current = None;
            for line in resource.source().lines().filter(|line| !line.starts_with('#')) {
                if let Some((id, _)) =
                    line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                {
                    let before = found.insert(id.trim().to_owned(), (short.clone(), BTreeSet::new()));
                    assert!(before.is_none(), "{id} is defined twice in {}, again in {file}", locale.tag());
                    current = Some(id.trim().to_owned());
                }
                let Some(entry) = current.as_ref().and_then(|id| found.get_mut(id)) else { continue };
                for part in line.split('$').skip(1) {
                    entry.1.insert(part.chars().take_while(|c| c.is_alphanumeric() || "_-".contains(*c)).collect());
                }
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_variables() {
        let (zh, en) = (messages(Locale::Zh), messages(Locale::En));
        assert!(zh.len() > 100, "the texts are not embedded");
        let missing_in = |a: &BTreeMap<String, _>, b: &BTreeMap<String, _>| -> Vec<String> {
            a.keys().filter(|key| !b.contains_key(*key)).cloned().collect()
        };
        assert_eq!(missing_in(&zh, &en), Vec::<String>::new(), "in Chinese but not in English");
        assert_eq!(missing_in(&en, &zh), Vec::<String>::new(), "in English but not in Chinese");
        for (key, value) in &zh {
            assert_eq!(value, &en[key], "{key}: file and variables");
        }
    }

    #[test]
    fn no_text_is_empty_and_every_variable_is_filled_in() {
        for locale in [Locale::Zh, Locale::En] {
            for (key, (_, variables)) in messages(locale) {
                let values: Vec<(&str, Value<'_>)> = variables.iter().map(|v| (v.as_str(), Value::Number(2))).collect();
                let text = text_with(locale, &key, &values);
                assert!(!text.trim().is_empty(), "{key} is empty in {}", locale.tag());
                assert!(!text.contains("{$") && text != key, "{key} in {}: {text}", locale.tag());
            }
        }
    }

    #[test]
    fn a_missing_text_is_answered_by_its_key() {
        assert!(!has(Locale::En, "no-such-text"));
        assert_eq!(text(Locale::En, "no-such-text"), "no-such-text");
    }

    #[test]
    fn a_language_is_read_from_a_tag_or_a_header() {
        assert_eq!(Locale::parse("zh-Hans-CN"), Some(Locale::Zh));
        assert_eq!(Locale::parse("EN_us"), Some(Locale::En));
        assert_eq!(Locale::parse("de"), None);
        assert_eq!(Locale::parse(""), None);
        assert_eq!(Locale::negotiate("fr-FR, en;q=0.8, zh;q=0.5"), Locale::En);
        assert_eq!(Locale::negotiate("*"), Locale::Zh);
        assert_eq!(Locale::En.other().tag(), "zh-CN");
    }
}
