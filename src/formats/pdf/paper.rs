//! A candidate's paper with its answer sheets.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::sheet::{self, Asked};
use super::world::Document;
use super::{PdfError, Press, numeral, points};
use crate::crypto::Digest;
use crate::domain::ItemType;
use crate::domain::draw::{SheetCode, SheetKind};

/// A paper to be printed.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The paper's name.
    pub title: String,
    /// The exam's id in exam-seed/v1.
    pub exam: String,
    /// The session's id there.
    pub session: String,
    /// The centre and the room.
    pub room: String,
    /// Seat number; 0 prints as nothing.
    pub seat: i64,
    /// The candidate's name.
    pub name: String,
    /// 准考证号, digits.
    pub number: String,
    /// The time allowed, with what this candidate gets more.
    pub minutes: i64,
    /// In large print: 16 pt in one column.
    pub large: bool,
    /// A trial that counts for nothing, marked on every page.
    pub sample: bool,
    /// `H(paper)`.
    pub key_hash: Digest,
    /// When the papers open: the date the file bears.
    pub at: Timestamp,
    /// In order.
    pub sections: Vec<PaperSection>,
}

/// A section of a paper.
#[derive(Debug, Clone)]
pub struct PaperSection {
    /// Its heading.
    pub title: String,
    /// The type of its items.
    pub kind: ItemType,
    /// What each is worth, in hundredths of a point.
    pub points: i64,
    /// In the candidate's order.
    pub items: Vec<PaperItem>,
}

/// An item of a paper.
#[derive(Debug, Clone)]
pub struct PaperItem {
    /// Its number in the whole paper, from 1.
    pub number: usize,
    /// The question.
    pub stem: String,
    /// Its picture, PNG or JPEG.
    pub picture: Option<Vec<u8>>,
    /// The options' texts in the candidate's order.
    pub options: Vec<String>,
}

impl Press {
    /// A candidate's paper and answer sheets, as one file.
    ///
    /// # Errors
    /// Without fonts; a character without a shape, with its item; a picture that can't be read.
    pub fn paper(&self, paper: &Paper) -> Result<Vec<u8>, PdfError> {
        let mut files = BTreeMap::new();
        let mut texts: Vec<(String, String)> = [&paper.title, &paper.room, &paper.name, &paper.number]
            .map(|text| ("卷首".to_owned(), text.clone()))
            .into();
        let code = |kind, number, of| {
            let (exam, session, candidate) = (paper.exam.as_str(), paper.session.as_str(), paper.number.as_str());
            SheetCode { exam, session, candidate, kind, number, of }.text(&paper.key_hash)
        };
        let (mut sections, mut asked, mut total) = (Vec::new(), Vec::new(), 0);
        for (order, section) in (1..).zip(&paper.sections) {
            let items = section.items.iter().map(|item| {
                let place = format!("第 {} 题", item.number);
                let options = item.options.iter().filter(|_| section.kind != ItemType::TrueFalse);
                texts.push((place.clone(), item.stem.clone()));
                texts.extend(options.clone().map(|option| (place.clone(), option.clone())));
                let picture = item.picture.as_ref().map(|bytes| {
                    let name = format!("picture-{}", item.number);
                    files.insert(name.clone(), bytes.clone());
                    name
                });
                json!({
                    "number": item.number, "stem": lines(&item.stem), "picture": picture,
                    "options": options.collect::<Vec<_>>(), "across": across(&item.options, paper.large),
                    "long": is_long(item, paper.large),
                })
            });
            let items: Vec<Value> = items.collect();
            total += section.points * i64::try_from(items.len()).unwrap_or_default();
            let heading = format!("{}、{}", numeral(order), section.title);
            texts.push((heading.clone(), section.title.clone()));
            asked.push(Asked {
                heading: heading.clone(),
                kind: section.kind,
                first: section.items.first().map_or(1, |item| item.number),
                count: items.len(),
                options: section.items.iter().map(|item| item.options.len()).max().unwrap_or_default(),
            });
            sections.push(json!({
                "heading": heading, "kind": section.kind, "points": points(section.points),
                "count": items.len(), "items": items,
            }));
        }
        let parts = sheet::sheets(&asked);
        let mut sheets = Vec::new();
        for (number, on_it) in (1..).zip(&parts) {
            let code = code(SheetKind::Answers, number, parts.len());
            let qr = format!("qr-{number}.svg");
            files.insert(qr.clone(), sheet::qr(&code)?);
            sheets.push(json!({"code": code, "qr": qr, "number": number, "parts": on_it}));
        }
        let data = json!({
            "title": paper.title, "session": format!("{} · {}", paper.exam, paper.session), "room": paper.room,
            "seat": seat(paper.seat), "name": paper.name, "number": paper.number,
            "minutes": paper.minutes, "points": points(total), "large": paper.large, "sample": paper.sample,
            "code": code(SheetKind::Paper, 1, 1), "sections": sections, "sheets": sheets,
        });
        let ident = code(SheetKind::Paper, 1, 1);
        self.print(Document { template: "paper.typ", data, files, texts, ident, at: paper.at })
    }
}

pub(super) fn seat(seat: i64) -> String {
    if seat > 0 { seat.to_string() } else { String::new() }
}

/// A text's lines, as they were typed.
fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// How wide a text is, in thousandths of its type's size: a Chinese character is 1000 wide.
fn width(text: &str) -> usize {
    text.chars().map(|character| if u32::from(character) >= 0x2000 { 1000 } else { 600 }).sum()
}

/// How many options stand in a row: four, two or one, by the longest.
fn across(options: &[String], large: bool) -> usize {
    let line: usize = if large { 29_000 } else { 20_400 };
    let longest = options.iter().map(|option| width(option)).max().unwrap_or_default();
    // Before its text an option has its letter, after it a gap.
    [4, 2].into_iter().find(|count| options.len() > count / 2 && longest + 2200 <= line / count).unwrap_or(1)
}

/// Whether an item may be as long as a column, so that it has to be broken somewhere.
fn is_long(item: &PaperItem, large: bool) -> bool {
    let (line, most) = if large { (29_000, 20) } else { (20_400, 32) };
    let rows = |text: &str| text.lines().map(|part| width(part).div_ceil(line).max(1)).sum::<usize>();
    let options: usize = item.options.iter().map(|option| rows(option)).sum();
    rows(&item.stem) + options + if item.picture.is_some() { 9 } else { 0 } > most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: usize, stem: &str, options: &[&str]) -> PaperItem {
        let options = options.iter().map(|text| (*text).to_owned()).collect();
        PaperItem { number, stem: stem.into(), picture: None, options }
    }

    fn paper(items: Vec<PaperItem>) -> Paper {
        Paper {
            title: "电工（五级）理论考试".into(),
            exam: "QH-2026-12".into(),
            session: "S1".into(),
            room: "青禾县高级技工学校 第 1 考场".into(),
            seat: 3,
            name: "王玉兰".into(),
            number: "000010001".into(),
            minutes: 90,
            large: false,
            sample: false,
            key_hash: [7; 32],
            at: "2026-12-12T01:00:00Z".parse().unwrap(),
            sections: vec![PaperSection { title: "单项选择题".into(), kind: ItemType::Single, points: 70, items }],
        }
    }

    #[test]
    fn what_people_wrote_is_data_and_never_markup() {
        let nasty = r#"#panic() $x$ *a* _b_ @c <d> \e [f] `g` = h // i /* j */ "k" ~ --- ... #import "/data.json": *"#;
        let press = Press::default();
        let set = press.paper(&paper(vec![item(1, nasty, &["#read(\"/etc/passwd\")", "$", "]", "\\"])])).unwrap();
        assert!(set.starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn the_same_paper_gives_the_same_bytes_and_another_one_others() {
        let press = Press::default();
        let one = paper(vec![item(1, "下列说法正确的是（　）。", &["甲", "乙", "丙", "丁"])]);
        let first = press.paper(&one).unwrap();
        assert_eq!(first, press.paper(&one).unwrap());
        assert_eq!(first, Press::default().paper(&one).unwrap(), "a new start");
        assert_ne!(first, press.paper(&Paper { key_hash: [8; 32], ..one }).unwrap());
    }

    #[test]
    fn a_character_without_a_shape_is_refused_with_its_item() {
        let lacking = paper(vec![item(1, "好", &["甲", "乙"]), item(2, "好", &["甲", "\u{10fffd}"])]);
        let error = Press::default().paper(&lacking).unwrap_err();
        assert!(
            matches!(&error, PdfError::NoGlyph { place, character: '\u{10fffd}' } if place == "第 2 题"),
            "{error}"
        );
        assert!(error.to_string().contains("U+10FFFD"), "{error}");
    }

    #[test]
    fn a_damaged_picture_is_refused_and_a_long_item_is_broken_between_columns() {
        let mut damaged = item(1, "看图", &["甲", "乙"]);
        damaged.picture = Some(b"\x89PNG\r\n\x1a\nnothing more".to_vec());
        assert!(matches!(Press::default().paper(&paper(vec![damaged])), Err(PdfError::Typeset(_))));
        let long = paper(vec![item(1, &"很长的题干，".repeat(400), &["甲", "乙"])]);
        assert!(Press::default().paper(&long).is_ok());
        assert!(is_long(&long.sections[0].items[0], false));
    }

    #[test]
    fn options_stand_four_two_or_one_in_a_row_by_their_length() {
        let across = |options: &[&str]| across(&options.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(), false);
        assert_eq!(across(&["1 A", "2 A", "3 A", "4 A"]), 4);
        assert_eq!(across(&["熔断器", "接触器串", "按钮", "继电器"]), 2);
        assert_eq!(across(&["先断电后验电", "先验电", "先放电", "先挂接地"]), 2);
        assert_eq!(across(&["先断开电源再验电并挂接地线", "乙", "丙", "丁"]), 1);
    }
}
