//! What every page has around it: head, banner of the demo, foot, and the way to its texts.

use crate::i18n::{self, Locale, Value};

/// The reader and the place: what head, foot and every text of a page need.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// The reader's language.
    pub locale: Locale,
    /// The bureau's name, under the brand.
    pub bureau: String,
    /// On a store made by `demo`: the banner with its clock.
    pub demo: Option<DemoBanner>,
    /// Who is signed in: role and name; `None` shows no way out either.
    pub user: Option<String>,
    /// The ways through the staff's pages; empty on every other page.
    pub nav: Vec<NavLink>,
    /// The token every form posts back against forged requests.
    pub csrf: String,
    /// The name of this one filling-in of a page's form: posted twice, it is carried out once.
    pub once: String,
    /// This page's own address with its query, without `lang`; the language switch comes back to it.
    pub path: String,
}

/// The banner of a demo store.
#[derive(Clone, Debug)]
pub struct DemoBanner {
    /// The demo clock's present, local: `2026 年 12 月 12 日 09:00`.
    pub now: String,
    /// What the next step of the demo does, for people; empty hides the button at the end of the story.
    /// The button posts to `/demo/next`.
    pub step_label: String,
}

impl Chrome {
    /// The text `key` in the reader's language.
    pub fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key)
    }

    /// The text `key` with one variable.
    pub fn t1<'a>(&self, key: &str, name: &str, value: impl Into<Value<'a>>) -> String {
        i18n::text_with(self.locale, key, &[(name, value.into())])
    }

    /// The text `key` with two variables.
    pub fn t2<'a>(
        &self,
        key: &str,
        name: &str,
        value: impl Into<Value<'a>>,
        other: &str,
        second: impl Into<Value<'a>>,
    ) -> String {
        i18n::text_with(self.locale, key, &[(name, value.into()), (other, second.into())])
    }

    /// The text `key` in Chinese whatever the reader's language: papers and certificates are bilingual.
    pub fn zh(&self, key: &str) -> String {
        i18n::text(Locale::Zh, key)
    }

    /// The text `key` in English whatever the reader's language.
    pub fn en(&self, key: &str) -> String {
        i18n::text(Locale::En, key)
    }

    /// The page's `lang` attribute.
    pub fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// The hint of the field whose label is the text `key`, where there is one: `key-hint`.
    pub fn hint(&self, key: &str) -> Option<String> {
        let key = format!("{key}-hint");
        i18n::has(self.locale, &key).then(|| self.t(&key))
    }

    /// The address of this page in the other language.
    pub fn switch_href(&self) -> String {
        let mark = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{mark}lang={}", self.path, if self.locale == Locale::Zh { "en" } else { "zh" })
    }

    /// The other language's tag.
    pub fn switch_lang(&self) -> &'static str {
        self.locale.other().tag()
    }
}

/// A way of the staff's navigation.
#[derive(Clone, Debug)]
pub struct NavLink {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: &'static str,
    /// Whether the reader is there.
    pub current: bool,
}
