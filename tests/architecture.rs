//! The house's walls, read from the sources: an import only goes down a floor; diesel, actix, ring and lettre each live
//! in one folder; the domain knows no clock and no randomness; files stay short enough to read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floor of each module of the crate (docs/ARCHITECTURE.md).
const FLOORS: [(&str, u8); 16] = [
    ("crypto", 0),
    ("clock", 0),
    ("config", 0),
    ("i18n", 0),
    ("parallel", 0),
    ("domain", 1),
    ("formats", 2),
    ("store", 2),
    ("hall", 3),
    ("services", 4),
    ("mail", 5),
    ("jobs", 5),
    ("app", 6),
    ("web", 7),
    ("cli", 8),
    ("main", 9),
];

/// Modules of the ground floor that may use each other's neighbours on the same floor.
const ALONE: [&str; 2] = ["crypto", "domain"];

struct Source {
    path: PathBuf,
    module: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 20, "the sources were not found under {}", root.display());
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(root).unwrap();
            let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let code = without_comments(&fs::read_to_string(&path).unwrap());
            found.push(Source { path: inside.to_owned(), module, code });
        }
    }
}

/// The code without comments, and without what stands under `#[cfg(test)]` at the end of a file.
fn without_comments(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap();
    code.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// Every `crate::module` that a source names, grouped imports (`use crate::{a, b}`) included.
fn imports(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut first = true;
            for character in group.chars() {
                match character {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => first = true,
                    ':' if depth == 0 => first = false,
                    letter if depth == 0 && first && (letter.is_alphanumeric() || letter == '_') => {
                        word.push(letter);
                        continue;
                    }
                    _ => {}
                }
                if !word.is_empty() {
                    named.push(std::mem::take(&mut word));
                }
            }
            if !word.is_empty() {
                named.push(word);
            }
        } else {
            named.push(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    named
}

#[test]
fn every_module_has_a_floor() {
    for source in sources() {
        assert!(
            source.module == "lib" || floor(&source.module).is_some(),
            "src/{} is in no floor of tests/architecture.rs",
            source.path.display()
        );
    }
}

#[test]
fn an_import_only_goes_down() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module != "lib") {
        let own = floor(&source.module).unwrap();
        for target in imports(&source.code) {
            let Some(other) = floor(&target) else { continue };
            let same = target == source.module;
            let sideways = other == own && !same;
            if other > own || (sideways && (own > 0 || ALONE.contains(&source.module.as_str()))) {
                wrong.push(format!("src/{} (floor {own}) imports {target} (floor {other})", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_of_the_great_crates_lives_in_one_folder() {
    let homes: BTreeMap<&str, &str> = [
        ("diesel", "store"),
        ("actix_web", "web"),
        ("ring", "crypto"),
        ("lettre", "mail"),
        ("argon2", "crypto"),
        ("typst", "formats"),
    ]
    .into();
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, home) in &homes {
            let used = [format!("{name}::"), format!("use {name};"), format!("#[{name}(")].iter().any(|form| {
                source
                    .code
                    .split(|letter: char| letter.is_whitespace() || "(<&,".contains(letter))
                    .any(|word| word.starts_with(form.trim_start_matches("use ")))
            });
            if used && source.module != *home {
                wrong.push(format!("src/{} uses {name}, which lives in {home}/", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_domain_knows_no_clock_no_randomness_and_no_outside() {
    let forbidden = [
        "Timestamp::now",
        "Zoned::now",
        "SystemTime",
        "Instant",
        "crypto::random",
        "SystemRandom",
        "getrandom",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "tokio",
        "async fn",
        "seed_from_u64",
        "random_range",
        ".shuffle(&mut",
        "f32",
        "f64",
    ];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module == "domain") {
        for word in forbidden {
            if source.code.contains(word) {
                wrong.push(format!("src/{} says {word}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn backend_differences_stay_in_the_store() {
    let outside: Vec<String> = sources()
        .iter()
        .filter(|source| {
            source.module != "store" && (source.code.contains("each_backend!") || source.code.contains("sql_query"))
        })
        .map(|source| format!("src/{}", source.path.display()))
        .collect();
    assert!(outside.is_empty(), "{}", outside.join("\n"));
}

#[test]
fn a_file_is_short_enough_to_read() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| !source.path.ends_with("schema.rs") && source.code.lines().count() > 450)
        .map(|source| format!("src/{}: {} lines", source.path.display(), source.code.lines().count()))
        .collect();
    assert!(long.is_empty(), "look for the seam:\n{}", long.join("\n"));
}

#[test]
fn a_page_reads_a_form_only_when_its_token_was_checked() {
    // Looking a certificate up changes nothing: anybody may link to it, and it carries no token (decision 0016).
    let free = Path::new("web/pages/certificates.rs");
    let mut forms = 0;
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.path.starts_with("web/pages")) {
        let words = source.code.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        let bare = words.clone().filter(|word| *word == "Form").count();
        forms += words.filter(|word| ["Posted", "StaffForm"].contains(word)).count();
        if bare > 0 && source.path != free {
            wrong.push(format!("src/{} reads a bare Form; take Posted or StaffForm", source.path.display()));
        }
    }
    assert!(wrong.is_empty() && forms > 10, "{forms} {}", wrong.join("\n"));
}

#[test]
fn a_script_is_checked_by_its_types_and_short_enough_to_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js");
    let mut scripts = 0;
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    for path in entries(&folder).into_iter().chain(entries(&folder.join("draw"))).filter(|path| path.is_file()) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(text.starts_with("// @ts-check\n"), "assets/js/{name}: the first line is // @ts-check");
        assert!(text.lines().count() < 300, "assets/js/{name}: {} lines; look for the seam", text.lines().count());
        assert!(
            !text.contains(".style.") && !text.contains("innerHTML") && !text.contains("eval("),
            "assets/js/{name}"
        );
        scripts += 1;
    }
    assert!(scripts > 2, "the scripts were not found");
}

#[test]
fn every_invariant_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    for folder in ["src", "tests"] {
        read_all(&root.join(folder), &mut code);
    }
    let page = fs::read_to_string(root.join("docs/ARCHITECTURE.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with("Invariants")).unwrap();
    let mut invariants = 0;
    let mut wrong = Vec::new();
    for row in section.lines().filter(|line| line.starts_with("| ")) {
        let Some((_, named)) = row.trim_end_matches(" |").rsplit_once(" | ") else { continue };
        if !named.starts_with('`') {
            continue;
        }
        invariants += 1;
        for name in named.split(", ").map(|name| name.trim_matches('`')) {
            let there =
                if name.contains('/') { root.join(name).is_file() } else { code.contains(&format!("fn {name}(")) };
            if !there {
                wrong.push(name.to_owned());
            }
        }
    }
    assert_eq!(invariants, 9, "docs/ARCHITECTURE.md has nine invariants, each with the tests that hold it");
    assert!(wrong.is_empty(), "docs/ARCHITECTURE.md names tests that don't exist: {}", wrong.join(", "));
}

fn read_all(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            read_all(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_reader_of_imports_reads_groups() {
    let code = "use crate::{clock::{self, Clock}, domain::Level, store};\nuse crate::web::x;\ncrate::crypto::sha256(b)";
    assert_eq!(imports(code), ["clock", "domain", "store", "web", "crypto"]);
}
