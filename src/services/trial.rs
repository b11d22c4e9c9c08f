//! A trial paper (样卷) of a bank: what it will look like in print, drawn from the bank alone and marked on every page.

use crate::crypto::digest::encode;
use crate::crypto::sha256;
use crate::domain::ItemType;
use crate::domain::bank::{Bank, Code, PictureFile, Pictures};
use crate::domain::draw::{DrawError, DrawnPaper, DrawnSection, SecretKey, trial_manifest};
use crate::formats::pdf::{KeyBook, KeyOfPaper, KeySection, Paper, PaperItem, PaperSection, PdfError, Press};

/// Why there is no trial paper.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The bank's own constraints leave no paper.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// It can't be printed.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

/// A trial in print.
#[derive(Debug)]
pub struct Trial {
    /// The paper with its answer sheet.
    pub paper: Vec<u8>,
    /// Its key.
    pub key: Vec<u8>,
}

/// The trial paper of an invented candidate: the same bank and candidate give the same paper.
///
/// # Errors
/// When no paper meets the constraints; without fonts; a character without a shape, with its item.
pub fn trial(
    press: &Press,
    bank: &Bank,
    pictures: &Pictures,
    candidate: u64,
    large: bool,
) -> Result<Trial, TrialError> {
    let manifest = trial_manifest(bank)?;
    let number = format!("{candidate:09}");
    let key = SecretKey::new(sha256(&encode(&[b"jiangheng/trial-paper/v1", manifest.hash(), number.as_bytes()])));
    let drawn = DrawnPaper::from_key(&manifest, &number, key)?;
    let blueprint = bank.blueprint();
    let (mut sections, mut keys, mut before) = (Vec::new(), Vec::new(), 0);
    for (section, drawn) in blueprint.sections.iter().zip(&drawn.sections) {
        let points = section.points.hundredths();
        keys.push(KeySection {
            title: section.title.clone(),
            kind: section.kind,
            points,
            first: before + 1,
            keys: right_options(bank, section.kind, drawn),
        });
        let items = items(bank, pictures, drawn, before);
        before += items.len();
        sections.push(PaperSection { title: section.title.clone(), kind: section.kind, points, items });
    }
    let at = jiff::Timestamp::UNIX_EPOCH;
    let (exam, session, room) = ("TRIAL".to_owned(), "TRIAL".to_owned(), "样卷，不作考试用".to_owned());
    let book = KeyBook {
        title: blueprint.title.clone(),
        session: format!("{exam} · {session}"),
        room: room.clone(),
        sample: true,
        at,
        papers: vec![KeyOfPaper { number: number.clone(), seat: 1, sections: keys }],
    };
    let paper = Paper {
        title: blueprint.title.clone(),
        exam,
        session,
        room,
        seat: 1,
        name: "样卷考生".to_owned(),
        number,
        minutes: i64::from(blueprint.minutes),
        large,
        sample: true,
        key_hash: drawn.key_hash,
        at,
        sections,
    };
    Ok(Trial { paper: press.paper(&paper)?, key: press.key(&book)? })
}

fn items(bank: &Bank, pictures: &Pictures, drawn: &DrawnSection, before: usize) -> Vec<PaperItem> {
    let source = drawn.items.iter().filter_map(|item| Some((item, bank.item(&item.id.parse::<Code>().ok()?)?)));
    let numbered = (before + 1..).zip(source);
    numbered
        .map(|(number, (item, source))| {
            let text = |letter: &String| source.options.iter().find(|option| letter.chars().eq([option.letter]));
            let picture = source.picture.as_ref().and_then(|picture| match pictures.get(&picture.name) {
                Some(PictureFile::Bytes(bytes)) => Some(bytes.clone()),
                _ => None,
            });
            let options = item.options.iter().filter_map(text).map(|option| option.text.clone()).collect();
            PaperItem { number, stem: source.stem.clone(), picture, options }
        })
        .collect()
}

/// The right options of each item as places in the drawn order; for true/false 0 is 对 and 1 is 错.
fn right_options(bank: &Bank, kind: ItemType, drawn: &DrawnSection) -> Vec<Vec<usize>> {
    let source = drawn.items.iter().filter_map(|item| Some((item, bank.item(&item.id.parse::<Code>().ok()?)?)));
    source
        .map(|(item, source)| {
            if kind == ItemType::TrueFalse {
                return vec![usize::from(!source.key.contains(&'T'))];
            }
            let right = |letter: &String| letter.chars().all(|one| source.key.contains(&one));
            (0..).zip(&item.options).filter(|(_, letter)| right(letter)).map(|(place, _)| place).collect()
        })
        .collect()
}
