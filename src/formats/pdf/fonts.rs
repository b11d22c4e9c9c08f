//! The fonts: found once, read once, kept. Only families we know to cover Chinese, in the order we prefer them.

use std::fs;
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use super::PdfError;

/// Families for running text (宋体), the best first.
const TEXT: [&str; 9] = [
    "noto serif cjk sc",
    "source han serif sc",
    "source han serif cn",
    "noto serif sc",
    "simsun",
    "nsimsun",
    "songti sc",
    "stsong",
    "ar pl uming cn",
];
/// Families for headings (黑体), the best first.
const HEADINGS: [&str; 12] = [
    "noto sans cjk sc",
    "source han sans sc",
    "source han sans cn",
    "noto sans sc",
    "microsoft yahei",
    "simhei",
    "pingfang sc",
    "hiragino sans gb",
    "heiti sc",
    "stheiti",
    "wenquanyi zen hei",
    "wenquanyi micro hei",
];
/// How the files of those families are named, letters and digits alone, so that no other file of the system is read.
const FILES: [&str; 20] = [
    "notoserifcjk",
    "sourcehanserif",
    "notoserifsc",
    "notosanscjk",
    "sourcehansans",
    "notosanssc",
    "msyh",
    "simsun",
    "simhei",
    "songti",
    "stsong",
    "pingfang",
    "hiraginosansgb",
    "stheiti",
    "heiti",
    "uming",
    "wqyzenhei",
    "wqymicrohei",
    "wenquanyi",
    "droidsansfallback",
];
/// The system's folders, on Linux, macOS and Windows.
const FOLDERS: [&str; 6] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:\\Windows\\Fonts",
    "/run/current-system/sw/share/X11/fonts",
];
/// What a face must have to be taken for one that covers Chinese.
const SAMPLE: &str = "第题卷姓名准考证号电压养老护理（），。；“”Ω";
/// The largest font file that is read.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// How deep folders are looked through, and how many files of one are read at most.
const DEPTH: usize = 6;
const MOST_FILES: usize = 64;

/// The faces that documents are set in.
#[derive(Debug)]
pub(super) struct Fonts {
    /// What typst chooses from.
    pub(super) book: LazyHash<FontBook>,
    /// The faces, in the book's order.
    pub(super) faces: Vec<Font>,
    /// The family of running text.
    pub(super) text: String,
    /// The family of headings.
    pub(super) headings: String,
}

impl Fonts {
    /// The fonts of a folder, or else of the system.
    pub(super) fn find(folder: Option<&Path>) -> Result<Self, PdfError> {
        let folders: Vec<PathBuf> = match folder {
            Some(folder) => vec![folder.to_owned()],
            None => FOLDERS.iter().map(PathBuf::from).chain(own_folders()).collect(),
        };
        let mut files = Vec::new();
        for one in &folders {
            collect(one, DEPTH, &mut files);
        }
        files.retain(|path| folder.is_some() || is_known(path));
        files.sort();
        files.truncate(MOST_FILES);
        let mut faces: Vec<Font> = Vec::new();
        for path in &files {
            let Ok(bytes) = fs::read(path) else { continue };
            faces.extend(Font::iter(Bytes::new(bytes)).filter(|face| usable(face, folder.is_some())));
        }
        let looked = || folders.iter().map(|one| one.display().to_string()).collect::<Vec<_>>().join(", ");
        let best = |wanted: &[&str]| {
            let rank = |face: &Font| wanted.iter().position(|name| *name == face.info().family.to_lowercase());
            let best = faces.iter().filter_map(|face| Some((rank(face)?, face))).min_by_key(|(rank, _)| *rank);
            best.map(|(_, face)| face.info().family.clone())
        };
        let any = faces.first().map(|face| face.info().family.clone());
        let (text, headings) = match (best(&TEXT), best(&HEADINGS), any) {
            (Some(text), Some(headings), _) => (text, headings),
            (Some(one), None, _) | (None, Some(one), _) | (None, None, Some(one)) => (one.clone(), one),
            (None, None, None) => return Err(PdfError::NoFonts(looked())),
        };
        faces.retain(|face| face.info().family == text || face.info().family == headings);
        let book = LazyHash::new(FontBook::from_fonts(&faces));
        Ok(Self { book, faces, text: text.to_lowercase(), headings: headings.to_lowercase() })
    }

    /// The first character of a text that no face has; spaces and what is never seen are not looked for.
    pub(super) fn missing(&self, text: &str) -> Option<char> {
        let seen = |character: &char| !character.is_whitespace() && !is_invisible(*character);
        let has = |character: char| self.faces.iter().any(|face| face.info().coverage.contains(u32::from(character)));
        text.chars().filter(seen).find(|character| !has(*character))
    }
}

/// Joiners, direction marks and variation selectors: they change their neighbours and have no shape of their own.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether a face is a regular or bold upright one that covers Chinese, and of a family we know unless its folder was named.
fn usable(face: &Font, named: bool) -> bool {
    let info = face.info();
    let family = info.family.to_lowercase();
    let known = TEXT.contains(&family.as_str()) || HEADINGS.contains(&family.as_str());
    let weight = info.variant.weight.to_number();
    let upright = info.variant.style == typst::text::FontStyle::Normal;
    (known || named)
        && upright
        && (weight == 400 || weight == 700)
        && SAMPLE.chars().all(|character| info.coverage.contains(u32::from(character)))
}

fn is_known(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    FILES.iter().any(|known| name.starts_with(known))
        && !["light", "thin", "black", "medium"].iter().any(|weight| name.contains(weight))
}

fn own_folders() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    home.iter().flat_map(|home| [".local/share/fonts", ".fonts", "Library/Fonts"].map(|end| home.join(end))).collect()
}

/// The font files below a folder. Links are not followed into folders; what can't be read is not there.
fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, kind) = (entry.path(), entry.file_type());
        if kind.is_ok_and(|kind| kind.is_dir()) {
            if depth > 0 {
                collect(&path, depth - 1, found);
            }
            continue;
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let fits = fs::metadata(&path).is_ok_and(|facts| facts.is_file() && facts.len() <= MAX_FILE);
        if ["ttf", "otf", "ttc", "otc"].contains(&extension.as_str()) && fits {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_fonts_says_what_to_install() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("note.ttf"), "no font").unwrap();
        let error = Fonts::find(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("fonts-noto-cjk") && error.contains("--fonts"), "{error}");
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
    }

    #[test]
    fn only_files_of_known_families_are_read_from_the_system() {
        for name in ["NotoSerifCJK-Regular.ttc", "msyh.ttc", "wqy-zenhei.ttc", "simsun.ttc", "PingFang.ttc"] {
            assert!(is_known(Path::new(name)), "{name}");
        }
        for name in ["DejaVuSans.ttf", "NotoSansCJK-Light.ttc", "Arial.ttf"] {
            assert!(!is_known(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn a_character_that_no_face_has_is_named() {
        let fonts = Fonts::find(None).unwrap();
        assert_eq!(fonts.missing("电压 220 V，Ω ± √\u{200b}\n"), None);
        assert_eq!(fonts.missing("前\u{10ffff}后"), Some('\u{10ffff}'));
    }
}
