//! The files of a bank as they came, and as one text of bytes to be sealed.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decoder, Encoder};

use crate::domain::bank::{MAX_PICTURE_BYTES, PictureFile, Pictures, Sheet, picture_names};

/// A file with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// Its name, perhaps with folders before it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A bank as a county sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankFiles {
    /// The rows, `.xlsx` or `.csv`.
    pub bank: NamedFile,
    /// The blueprint, TOML.
    pub blueprint: NamedFile,
    /// The pictures.
    pub pictures: Vec<NamedFile>,
}

impl BankFiles {
    /// The files as one text of bytes (CBOR: names and bytes in turn).
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        for file in [&self.bank, &self.blueprint].into_iter().chain(&self.pictures) {
            let written = encoder.str(&file.name).and_then(|encoder| encoder.bytes(&file.bytes));
            written.expect("a Vec takes every byte");
        }
        encoder.into_writer()
    }

    /// What [`Self::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let mut files = Vec::new();
        while decoder.position() < bytes.len() {
            let name = decoder.str().ok()?.to_owned();
            files.push(NamedFile { name, bytes: decoder.bytes().ok()?.to_vec() });
        }
        let mut files = files.into_iter();
        Some(Self { bank: files.next()?, blueprint: files.next()?, pictures: files.collect() })
    }

    /// The pictures by the names that the sheets give them, and those that no item names.
    pub(in crate::services) fn pictures(&self, sheets: &[Sheet]) -> (Pictures, Vec<String>) {
        pictures_of(&self.pictures, sheets)
    }
}

/// Files as pictures, by the names that the sheets give them, and those that no item names. A browser gives a chosen file's
/// own name without its folders: it is taken for the one picture whose name ends in it.
pub(in crate::services) fn pictures_of(files: &[NamedFile], sheets: &[Sheet]) -> (Pictures, Vec<String>) {
    let wanted = picture_names(sheets);
    let mut by_end: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for name in &wanted {
        by_end.entry(end(name)).or_default().insert(name);
    }
    let (mut found, mut unused) = (Pictures::new(), Vec::new());
    for file in files {
        let meant = wanted.get(&file.name).map(String::as_str).or_else(|| {
            by_end.get(end(&file.name)).filter(|names| names.len() == 1).and_then(|names| names.first().copied())
        });
        let Some(name) = meant else {
            unused.push(file.name.clone());
            continue;
        };
        let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        let picture =
            if size > MAX_PICTURE_BYTES { PictureFile::TooLarge(size) } else { PictureFile::Bytes(file.bytes.clone()) };
        found.insert(name.to_owned(), picture);
    }
    (found, unused)
}

fn end(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::{Cell, Row};

    fn file(name: &str, bytes: &[u8]) -> NamedFile {
        NamedFile { name: name.into(), bytes: bytes.to_vec() }
    }

    fn sheets(names: &[&str]) -> Vec<Sheet> {
        let row = |number, text: &str| Row { number, cells: vec![Cell::Text("x".into()), Cell::Text(text.into())] };
        let mut rows = vec![Row { number: 1, cells: vec![Cell::Text("题干".into()), Cell::Text("图片".into())] }];
        rows.extend((2..).zip(names).map(|(number, name)| row(number, name)));
        vec![Sheet { name: "题库".into(), rows }]
    }

    #[test]
    fn files_come_back_as_they_were() {
        let pictures = vec![file("a.png", b"\x89PNG"), file("空.png", b"")];
        let files = BankFiles { bank: file("b.xlsx", b"PK"), blueprint: file("b.toml", b"x = 1"), pictures };
        assert_eq!(BankFiles::from_bytes(&files.to_bytes()), Some(files));
        assert_eq!(BankFiles::from_bytes(b""), None);
        assert_eq!(BankFiles::from_bytes(b"\xff"), None);
    }

    #[test]
    fn a_picture_is_found_by_its_name_with_or_without_its_folder_and_never_guessed() {
        let of = |names: &[&str], files: &[&str]| {
            let pictures = files.iter().map(|name| file(name, b"x")).collect();
            let files = BankFiles { bank: file("b.csv", b""), blueprint: file("b.toml", b""), pictures };
            let (found, unused) = files.pictures(&sheets(names));
            (found.into_keys().collect::<Vec<_>>(), unused)
        };
        assert_eq!(of(&["p/a.png", "b.png"], &["a.png", "b.png"]), (vec!["b.png".into(), "p/a.png".into()], vec![]));
        assert_eq!(of(&["p/a.png"], &["bank/p/a.png"]).0, ["p/a.png"]);
        assert_eq!(of(&["p/a.png", "q/a.png"], &["a.png"]), (vec![], vec!["a.png".into()]));
        assert_eq!(of(&["p/a.png", "q/a.png"], &["q/a.png"]).0, ["q/a.png"]);
        assert_eq!(of(&["a.png"], &["c.png"]), (vec![], vec!["c.png".into()]));
    }
}
