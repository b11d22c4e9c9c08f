//! Renders every page in both languages with sample data to `target/pages/`, for the eye and for the rules that a
//! machine can check: language, one `h1`, labelled fields, no missing text, nothing inline.

#![allow(clippy::unwrap_used)]

#[path = "pages/samples.rs"]
mod samples;

use std::fs;
use std::path::{Path, PathBuf};

use jiangheng::i18n::{self, Locale};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn every_page_renders_in_both_languages_by_the_rules() {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets"), &folder().join("assets"));
    for locale in [Locale::Zh, Locale::En] {
        for (name, html) in samples::all(locale) {
            let page = format!("{name} ({})", locale.tag());
            let from_disk = html.replace("=\"/assets/", "=\"assets/");
            fs::write(folder().join(format!("{name}.{}.html", locale.tag())), from_disk).unwrap();
            check_language(&page, &html, locale);
            check_structure(&page, &html);
            check_nothing_inline(&page, &html);
            check_fields(&page, &html);
        }
    }
}

fn check_language(page: &str, html: &str, locale: Locale) {
    assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{page}: lang");
    let is_key = |text: &str| {
        text.contains('-') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit())
    };
    for text in html.split('>').filter_map(|rest| rest.split('<').next()).map(str::trim) {
        assert!(!is_key(text) || text.is_empty(), "{page}: the text {text} is missing");
    }
    assert!(!html.contains("{$") && !html.contains("{ $"), "{page}: a variable was not filled in");
}

#[test]
fn every_text_a_template_asks_for_exists_in_both_languages() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let folders = ["pages", "components"].map(|name| fs::read_dir(templates.join(name)).unwrap());
    let mut asked = 0;
    for entry in folders.into_iter().flatten().map(Result::unwrap) {
        let source = fs::read_to_string(entry.path()).unwrap();
        let calls = [".t(\"", ".t1(\"", ".t2(\"", ".zh(\"", ".en(\""];
        let mut keys: Vec<&str> = calls.iter().flat_map(|call| source.split(call).skip(1)).map(first).collect();
        for field in source.split("ui::field(").skip(1) {
            // A page whose fields are data names their keys elsewhere: its samples show them.
            let key = field.split(", ").nth(4).unwrap();
            keys.extend(key.starts_with('"').then(|| key.trim_matches('"')));
        }
        for key in keys {
            asked += 1;
            for locale in [Locale::Zh, Locale::En] {
                assert!(i18n::has(locale, key), "{:?}: {key} in {}", entry.file_name(), locale.tag());
            }
        }
    }
    assert!(asked > 200, "the templates were not read");
}

fn first(text: &str) -> &str {
    text.split('"').next().unwrap()
}

fn check_structure(page: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{page}: exactly one h1");
    assert_eq!(html.matches("<main").count(), 1, "{page}: exactly one main");
    assert!(html.contains("<meta name=\"viewport\""), "{page}: viewport");
    let mut ids: Vec<&str> = attributes(html, "id").collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{page}: an id is used twice");
    for target in attributes(html, "href").filter_map(|href| href.strip_prefix('#')) {
        assert!(ids.contains(&target), "{page}: nothing has the id {target}");
    }
    for list in attributes(html, "aria-describedby").chain(attributes(html, "aria-labelledby")) {
        for id in list.split_whitespace() {
            assert!(ids.contains(&id), "{page}: nothing has the id {id}");
        }
    }
}

fn check_nothing_inline(page: &str, html: &str) {
    for tag in tags(html) {
        for inline in [" style=", " onclick=", " onchange=", " onload=", " onsubmit=", "javascript:"] {
            assert!(!tag.contains(inline), "{page}: {inline} in {tag}");
        }
        assert!(!tag.starts_with("<style"), "{page}: an inline style sheet");
        assert!(!tag.starts_with("<script") || tag.contains(" src="), "{page}: an inline script");
    }
}

fn check_fields(page: &str, html: &str) {
    for form in html.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap()) {
        // What is only looked up has no token: nothing changes, and the address says what was looked for.
        let reads = form.split('>').next().unwrap().contains("method=\"get\"");
        assert_eq!(form.contains("name=\"csrf\""), !reads, "{page}: a form without its token, or an address with one");
    }
    for tag in tags(html).filter(|tag| ["<input", "<select", "<textarea"].iter().any(|start| tag.starts_with(start))) {
        if tag.contains("type=\"hidden\"") {
            continue;
        }
        let labelled = attributes(tag, "id").any(|id| html.contains(&format!("<label for=\"{id}\"")));
        let wrapped = html.split("<label").skip(1).any(|rest| rest.split("</label>").next().unwrap().contains(tag));
        assert!(labelled || wrapped, "{page}: no label for {tag}");
    }
    for tag in tags(html).filter(|tag| tag.starts_with("<img")) {
        assert!(attributes(tag, "alt").any(|alt| !alt.is_empty()), "{page}: no words for {tag}");
    }
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.match_indices('<').map(|(at, _)| {
        let rest = &html[at..];
        &rest[..rest.find('>').map_or(rest.len(), |end| end + 1)]
    })
}

fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    html.match_indices(&start)
        .map(|(at, found)| html[at + found.len()..].split('"').next().unwrap())
        .collect::<Vec<_>>()
        .into_iter()
}
