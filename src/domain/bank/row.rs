//! One row of a bank: its cells to an item, every fault on the way.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Code;
use super::columns::{Column, LETTERS};
use super::fault::{Fault, FaultKind};
use super::item::{Item, OptionText, speaks_of_others, true_false_options};
use super::picture::{
    MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, MediaType, Picture, PictureFile, Pictures, is_safe_name,
};
use super::sheet::{Cell, Row};
use super::words::{fold_width, likeness};
use crate::crypto::sha256;
use crate::domain::terms::{Facility, ItemType};

/// What a row says, as far as it can be read; `item` only if nothing is wrong with it.
pub(super) struct Draft<'a> {
    pub(super) sheet: &'a str,
    pub(super) row: u32,
    pub(super) code: Option<Code>,
    pub(super) kind: Option<ItemType>,
    pub(super) content_point: Option<Code>,
    pub(super) facility: Option<Facility>,
    pub(super) stem: Option<String>,
    pub(super) picture: Option<String>,
    pub(super) item: Option<Item>,
}

/// What a row is read against.
pub(super) struct Context<'a> {
    pub(super) columns: &'a BTreeMap<Column, usize>,
    pub(super) content_points: Option<&'a BTreeSet<&'a Code>>,
    pub(super) pictures: &'a Pictures,
}

/// Reads a row; what is wrong with it goes to `faults`.
pub(super) fn read<'a>(sheet: &'a str, row: &Row, context: &Context<'_>, faults: &mut Vec<Fault>) -> Draft<'a> {
    let before = faults.len();
    let mut reader = Reader { sheet, row, context, faults, broken: BTreeSet::new() };
    let texts = reader.texts();
    let text = |column| texts.get(&column).cloned();
    let code = reader.code(Column::Code, text(Column::Code), true);
    let kind = reader.kind(text(Column::Kind));
    let content_point = reader.content_point(text(Column::ContentPoint));
    let facility = reader.facility(text(Column::Facility));
    let stem = text(Column::Stem);
    if stem.is_none() {
        reader.missing(Column::Stem);
    }
    let mut options = reader.options(&texts, kind);
    reader.fix(text(Column::FixedOptions), kind, &mut options);
    let key = reader.key(text(Column::Key), kind, &options);
    let enemy_group = reader.code(Column::EnemyGroup, text(Column::EnemyGroup), false);
    let picture = text(Column::Picture).and_then(|name| reader.picture(name));
    let clean = faults.len() == before;
    let item = match (&code, kind, &content_point, facility, &stem) {
        (Some(code), Some(kind), Some(content_point), Some(facility), Some(stem)) if clean => Some(Item {
            code: code.clone(),
            kind,
            content_point: content_point.clone(),
            facility,
            stem: stem.clone(),
            options,
            key,
            enemy_group,
            picture,
            explanation: text(Column::Explanation).unwrap_or_default(),
            reference: text(Column::Reference).unwrap_or_default(),
        }),
        _ => None,
    };
    let picture = text(Column::Picture);
    Draft { sheet, row: row.number, code, kind, content_point, facility, stem, picture, item }
}

struct Reader<'r> {
    sheet: &'r str,
    row: &'r Row,
    context: &'r Context<'r>,
    faults: &'r mut Vec<Fault>,
    broken: BTreeSet<Column>,
}

impl Reader<'_> {
    fn fault(&mut self, column: Column, kind: FaultKind) {
        let sheet = self.sheet.to_owned();
        self.faults.push(Fault { sheet, row: Some(self.row.number), column: Some(column), kind });
    }

    /// A cell that must be filled and isn't; silent where the column itself is missing or the cell unreadable, which
    /// is said already.
    fn missing(&mut self, column: Column) {
        if !self.broken.contains(&column) && self.context.columns.contains_key(&column) {
            let kind = if column == Column::Key { FaultKind::KeyMissing } else { FaultKind::Empty(column) };
            self.fault(column, kind);
        }
    }

    /// The cells that are not empty, trimmed.
    fn texts(&mut self) -> BTreeMap<Column, String> {
        let mut texts = BTreeMap::new();
        for (column, index) in self.context.columns {
            match self.row.cells.get(*index) {
                None => {}
                Some(Cell::Unreadable(why)) => {
                    self.fault(*column, FaultKind::CellUnreadable(*why));
                    self.broken.insert(*column);
                }
                Some(Cell::Text(text)) => {
                    let text = text.replace("\r\n", "\n").replace('\r', "\n");
                    let text = text.trim();
                    if !text.is_empty() {
                        self.look_over(*column, text);
                        texts.insert(*column, text.to_owned());
                    }
                }
            }
        }
        texts
    }

    fn look_over(&mut self, column: Column, text: &str) {
        let lines = matches!(column, Column::Stem | Column::Option(_) | Column::Explanation | Column::Reference);
        let invisible = |character: &char| is_invisible(*character) && !(lines && *character == '\n');
        if let Some(character) = text.chars().find(invisible) {
            self.fault(column, FaultKind::ControlCharacter(character.into()));
        }
        let (length, longest) = (text.chars().count(), column.longest());
        if length > longest {
            self.fault(column, FaultKind::TextTooLong { length, longest });
        }
    }

    fn code(&mut self, column: Column, text: Option<String>, required: bool) -> Option<Code> {
        let Some(text) = text else {
            if required {
                self.missing(column);
            }
            return None;
        };
        let code = text.parse().ok();
        if code.is_none() {
            self.fault(column, FaultKind::CodeMalformed(shortened(&text)));
        }
        code
    }

    fn kind(&mut self, text: Option<String>) -> Option<ItemType> {
        let Some(text) = text else {
            self.missing(Column::Kind);
            return None;
        };
        let kind = match likeness(&text).to_lowercase().replace(['-', '_'], "").trim_end_matches('题') {
            "单选" | "单项选择" | "single" | "singlechoice" => Some(ItemType::Single),
            "判断" | "truefalse" | "true/false" => Some(ItemType::TrueFalse),
            "多选" | "多项选择" | "multiple" | "multipleresponse" => Some(ItemType::Multiple),
            _ => None,
        };
        if kind.is_none() {
            self.fault(Column::Kind, FaultKind::TypeUnknown(shortened(&text)));
        }
        kind
    }

    fn content_point(&mut self, text: Option<String>) -> Option<Code> {
        let code = self.code(Column::ContentPoint, text, true)?;
        if let Some(known) = self.context.content_points
            && !known.contains(&code)
        {
            self.fault(Column::ContentPoint, FaultKind::ContentPointUnknown(code.to_string()));
            return None;
        }
        Some(code)
    }

    fn facility(&mut self, text: Option<String>) -> Option<Facility> {
        let Some(text) = text else {
            self.missing(Column::Facility);
            return None;
        };
        let Ok(number) = fold_width(&text).parse::<i64>() else {
            self.fault(Column::Facility, FaultKind::FacilityNotInteger(shortened(&text)));
            return None;
        };
        let facility = Facility::new(number).ok();
        if facility.is_none() {
            self.fault(Column::Facility, FaultKind::FacilityOutOfRange(number));
        }
        facility
    }

    fn options(&mut self, texts: &BTreeMap<Column, String>, kind: Option<ItemType>) -> Vec<OptionText> {
        let options: Vec<OptionText> = LETTERS
            .into_iter()
            .filter_map(|letter| {
                texts.get(&Column::Option(letter)).map(|text| OptionText { letter, text: text.clone(), fixed: false })
            })
            .collect();
        if kind == Some(ItemType::TrueFalse) {
            if let Some(first) = options.first() {
                self.fault(Column::Option(first.letter), FaultKind::OptionsOnTrueFalse);
            }
            return true_false_options();
        }
        let broken = LETTERS.iter().any(|letter| self.broken.contains(&Column::Option(*letter)));
        if kind.is_none() || broken {
            return options;
        }
        if options.len() < 2 {
            self.fault(Column::Option('A'), FaultKind::TooFewOptions(options.len()));
        }
        for (option, letter) in options.iter().zip(LETTERS) {
            if option.letter != letter {
                let gap = FaultKind::OptionGap { empty: letter, given: option.letter };
                self.fault(Column::Option(letter), gap);
                break;
            }
        }
        let mut seen: BTreeMap<String, char> = BTreeMap::new();
        for option in &options {
            if let Some(first) = seen.get(&likeness(&option.text)).copied() {
                let alike = FaultKind::OptionsAlike { first, second: option.letter };
                self.fault(Column::Option(option.letter), alike);
            } else {
                seen.insert(likeness(&option.text), option.letter);
            }
        }
        options
    }

    /// Marks the options that are to keep their place; where an option's text says so itself, the mark adds nothing.
    fn fix(&mut self, text: Option<String>, kind: Option<ItemType>, options: &mut [OptionText]) {
        let (Some(text), Some(kind)) = (text, kind) else { return };
        let Some(letters) = letters(&text) else {
            self.fault(Column::FixedOptions, FaultKind::FixedMalformed(shortened(&text)));
            return;
        };
        if kind == ItemType::TrueFalse {
            self.fault(Column::FixedOptions, FaultKind::FixedOnTrueFalse);
            return;
        }
        let broken = LETTERS.iter().any(|letter| self.broken.contains(&Column::Option(*letter)));
        for letter in letters {
            match options.iter_mut().find(|option| option.letter == letter) {
                Some(option) => option.fixed = !speaks_of_others(&option.text),
                None if broken => {}
                None => self.fault(Column::FixedOptions, FaultKind::FixedNotAnOption(letter)),
            }
        }
    }

    fn key(&mut self, text: Option<String>, kind: Option<ItemType>, options: &[OptionText]) -> BTreeSet<char> {
        let Some(text) = text else {
            self.missing(Column::Key);
            return BTreeSet::new();
        };
        let Some(kind) = kind else { return BTreeSet::new() };
        let letters: Option<Vec<char>> =
            if kind == ItemType::TrueFalse { true_or_false(&text).map(|letter| vec![letter]) } else { letters(&text) };
        let Some(letters) = letters else {
            self.fault(Column::Key, FaultKind::KeyMalformed { given: shortened(&text), kind });
            return BTreeSet::new();
        };
        let mut key = BTreeSet::new();
        for letter in letters {
            if !key.insert(letter) {
                self.fault(Column::Key, FaultKind::KeyRepeats(letter));
            }
        }
        let broken = LETTERS.iter().any(|letter| self.broken.contains(&Column::Option(*letter)));
        if let (Some(first), Some(last), false) = (options.first(), options.last(), broken) {
            let (first, last) = (first.letter, last.letter);
            for letter in &key {
                if !options.iter().any(|option| option.letter == *letter) {
                    self.fault(Column::Key, FaultKind::KeyNotAnOption { key: *letter, first, last });
                }
            }
        }
        match (kind, key.len()) {
            (ItemType::Single, count) if count != 1 => self.fault(Column::Key, FaultKind::KeysOfSingle(count)),
            (ItemType::Multiple, count) if count < 2 => self.fault(Column::Key, FaultKind::KeysOfMultiple(count)),
            (ItemType::Multiple, 2) if options.len() == 2 => self.fault(Column::Key, FaultKind::KeysAreAll),
            _ => {}
        }
        key
    }

    fn picture(&mut self, name: String) -> Option<Picture> {
        if !is_safe_name(&name) {
            self.fault(Column::Picture, FaultKind::PictureOutside(shortened(&name)));
            return None;
        }
        let too_large = |bytes| FaultKind::PictureTooLarge { name: name.clone(), bytes };
        let fault = match self.context.pictures.get(&name) {
            None => FaultKind::PictureMissing(name),
            Some(PictureFile::Outside) => FaultKind::PictureOutside(name),
            Some(PictureFile::TooLarge(bytes)) => too_large(*bytes),
            Some(PictureFile::Bytes(bytes)) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                match MediaType::of(bytes) {
                    _ if length > MAX_PICTURE_BYTES => too_large(length),
                    None => FaultKind::PictureUnknown(name),
                    Some(media) => match media.size(bytes) {
                        None => FaultKind::PictureBroken(name),
                        Some((width, height)) => {
                            let pixels = u64::from(width).saturating_mul(u64::from(height));
                            if width.max(height) <= MAX_PICTURE_SIDE && pixels <= MAX_PICTURE_PIXELS {
                                return Some(Picture { name, sha256: hex::encode(sha256(bytes)), media });
                            }
                            FaultKind::PictureTooWide { name, width, height }
                        }
                    },
                }
            }
        };
        self.fault(Column::Picture, fault);
        None
    }
}

fn true_or_false(text: &str) -> Option<char> {
    match likeness(text).to_uppercase().as_str() {
        "正确" | "对" | "√" | "✓" | "✔" | "T" | "TRUE" => Some('T'),
        "错误" | "错" | "×" | "✗" | "✘" | "X" | "F" | "FALSE" => Some('F'),
        _ => None,
    }
}

fn letters(text: &str) -> Option<Vec<char>> {
    let text = likeness(text).to_uppercase();
    let letters: Vec<char> = text.chars().filter(|character| !matches!(character, ',' | ';' | '/' | '|')).collect();
    (!letters.is_empty() && letters.iter().all(char::is_ascii_uppercase)).then_some(letters)
}

/// Characters that nobody sees but that make two texts differ or read otherwise than they are: controls, zero-width
/// and bidirectional marks, the byte order mark, the replacement character, what is no character at all.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

/// What was given, as far as it fits a message.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(39).chain(std::iter::once('…')).collect()
    }
}
