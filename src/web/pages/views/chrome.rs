//! What every page has around it: head, banner of the demo, foot, and the way to its texts.

use askama::Template;

use crate::i18n::{self, Locale, Value};

use super::FormErrors;

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
    /// The token every form posts back; empty before there is a session.
    pub csrf: String,
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
    /// The token of that form.
    pub csrf: String,
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

    /// Head of the document's body, for `layout.html`: HTML, already escaped.
    pub fn head(&self) -> String {
        let mark = if self.path.contains('?') { '&' } else { '?' };
        let switch = format!("{}{mark}lang={}", self.path, if self.locale == Locale::Zh { "en" } else { "zh" });
        let head = Head { chrome: self, switch, switch_lang: self.locale.other().tag() };
        head.render().unwrap_or_default()
    }

    /// Foot of the document's body, for `layout.html`: HTML, already escaped.
    pub fn foot(&self) -> String {
        Foot { chrome: self }.render().unwrap_or_default()
    }

    /// One field of a form with label, hint and error, in HTML. The label is the text `key`, the hint `key-hint`
    /// where there is one. Kinds: `text`, `digits`, `number`, `email`, `password`.
    pub fn field(&self, errors: &FormErrors, kind: &str, name: &str, key: &str, value: &str, fill: &str) -> String {
        let hint_key = format!("{key}-hint");
        let field = Field {
            kind,
            name,
            label: self.t(key),
            hint: i18n::has(self.locale, &hint_key).then(|| self.t(&hint_key)),
            why: errors.of(name),
            value,
            fill,
        };
        field.render().unwrap_or_default()
    }

    /// The summary of what has to be put right, above the `h1`, in HTML; nothing where all is well.
    pub fn summary(&self, errors: &FormErrors) -> String {
        if errors.is_empty() {
            return String::new();
        }
        Summary { title: self.t1("errors-title", "count", errors.count()), errors }.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "pages/_head.html")]
struct Head<'a> {
    chrome: &'a Chrome,
    switch: String,
    switch_lang: &'static str,
}

#[derive(Template)]
#[template(path = "pages/_foot.html")]
struct Foot<'a> {
    chrome: &'a Chrome,
}

#[derive(Template)]
#[template(path = "pages/_field.html")]
struct Field<'a> {
    kind: &'a str,
    name: &'a str,
    label: String,
    hint: Option<String>,
    why: Option<&'a str>,
    value: &'a str,
    fill: &'a str,
}

#[derive(Template)]
#[template(path = "pages/_summary.html")]
struct Summary<'a> {
    title: String,
    errors: &'a FormErrors,
}
