//! What goes apart from the papers: the key (标准答案), and the list of seats that lies on top of a room's papers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::paper::seat;
use super::world::Document;
use super::{PdfError, Press, numeral, points};
use crate::domain::ItemType;

/// The key of a session's papers.
#[derive(Debug, Clone)]
pub struct KeyBook {
    /// The paper's name.
    pub title: String,
    /// Exam and session.
    pub session: String,
    /// Centre and room.
    pub room: String,
    /// A trial that counts for nothing.
    pub sample: bool,
    /// The date the file bears.
    pub at: Timestamp,
    /// Each candidate's paper, in order.
    pub papers: Vec<KeyOfPaper>,
}

/// The key of one paper, in that paper's order.
#[derive(Debug, Clone)]
pub struct KeyOfPaper {
    /// 准考证号, which is the paper's number too.
    pub number: String,
    /// Seat number; 0 prints as nothing.
    pub seat: i64,
    /// In order.
    pub sections: Vec<KeySection>,
}

/// The key of a section.
#[derive(Debug, Clone)]
pub struct KeySection {
    /// Its heading.
    pub title: String,
    /// The type of its items.
    pub kind: ItemType,
    /// What each is worth, in hundredths of a point.
    pub points: i64,
    /// The number of the first item.
    pub first: usize,
    /// The right options of each item as places in the paper's order, from 0; for true/false 0 is 对 and 1 is 错.
    pub keys: Vec<Vec<usize>>,
}

/// The list of a room's seats.
#[derive(Debug, Clone)]
pub struct SeatList {
    /// The paper's name.
    pub title: String,
    /// Exam and session.
    pub session: String,
    /// Centre and room.
    pub room: String,
    /// The date the file bears.
    pub at: Timestamp,
    /// By seat.
    pub places: Vec<Place>,
}

/// Somebody's place in a room.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// Seat number.
    pub seat: i64,
    /// The candidate's name.
    pub name: String,
    /// 准考证号.
    pub number: String,
    /// Whether the paper is in large print.
    pub large: bool,
    /// Minutes more than the others.
    pub extra: i64,
}

impl Press {
    /// The key of all papers of a session.
    ///
    /// # Errors
    /// Without fonts; a character without a shape.
    pub fn key(&self, book: &KeyBook) -> Result<Vec<u8>, PdfError> {
        let papers: Vec<_> =
            book.papers
                .iter()
                .map(|paper| {
                    let sections: Vec<_> = (1..).zip(&paper.sections).map(|(order, section)| json!({
                "heading": format!("{}、{}", numeral(order), section.title),
                "points": points(section.points), "count": section.keys.len(), "groups": groups(section),
            })).collect();
                    json!({"number": paper.number, "seat": seat(paper.seat), "sections": sections})
                })
                .collect();
        let data = json!({
            "title": book.title, "session": book.session, "room": book.room, "sample": book.sample, "papers": papers,
        });
        let sections = book.papers.iter().flat_map(|paper| &paper.sections).map(|section| section.title.clone());
        let texts = [book.title.clone(), book.room.clone()].into_iter().chain(sections);
        self.print(Document {
            template: "key.typ",
            data,
            files: BTreeMap::new(),
            texts: texts.map(|text| ("标题".to_owned(), text)).collect(),
            ident: format!("key/{}", book.session),
            at: book.at,
        })
    }

    /// The list of a room's seats.
    ///
    /// # Errors
    /// Without fonts; a character without a shape.
    pub fn seats(&self, list: &SeatList) -> Result<Vec<u8>, PdfError> {
        let names = list.places.iter().map(|place| (format!("座位 {}", place.seat), place.name.clone()));
        let heads = [&list.title, &list.room].map(|text| ("标题".to_owned(), text.clone()));
        self.print(Document {
            template: "seats.typ",
            data: json!({"title": list.title, "session": list.session, "room": list.room, "places": list.places}),
            files: BTreeMap::new(),
            texts: heads.into_iter().chain(names).collect(),
            ident: format!("seats/{}", list.session),
            at: list.at,
        })
    }
}

/// Five items each: `["1–5", "B A C D A"]`.
fn groups(section: &KeySection) -> Vec<[String; 2]> {
    let word = |key: &Vec<usize>| {
        if section.kind == ItemType::TrueFalse {
            return if key.contains(&0) { "对".to_owned() } else { "错".to_owned() };
        }
        key.iter().filter_map(|place| ('A'..='Z').nth(*place)).collect()
    };
    let starts = (section.first..).step_by(5);
    starts
        .zip(section.keys.chunks(5))
        .map(|(first, keys)| {
            let words: Vec<String> = keys.iter().map(word).collect();
            [format!("{first}–{}", first + keys.len() - 1), words.join("  ")]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_in_the_letters_of_that_paper() {
        let section = |kind, keys: &[&[usize]]| KeySection {
            title: "题".into(),
            kind,
            points: 100,
            first: 6,
            keys: keys.iter().map(|key| key.to_vec()).collect(),
        };
        let told = groups(&section(ItemType::Multiple, &[&[0, 2], &[1], &[0, 1, 3], &[2], &[3], &[4]]));
        assert_eq!(told, [["6–10", "AC  B  ABD  C  D"], ["11–11", "E"]]);
        assert_eq!(groups(&section(ItemType::TrueFalse, &[&[0], &[1]])), [["6–7", "对  错"]]);
    }
}
