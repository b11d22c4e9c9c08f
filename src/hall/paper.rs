//! The paper at a seat: the session's texts, shared by all, and what is a candidate's own of it, small.

use jiff::Timestamp;

use crate::crypto::Digest;
use crate::crypto::digest::hmac_sha256;
use crate::domain::draw::{DrawnItem, DrawnPaper};
use crate::domain::lockdown::Lockdown;
use crate::domain::{ItemType, Marks};

use super::HallError;

/// What the seats of a session share: never keys, codes or facilities.
#[derive(Debug)]
pub struct SessionPaper {
    /// The session.
    pub session_id: i64,
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub code: String,
    /// The paper's name.
    pub title: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// When the papers open.
    pub opens_at: Timestamp,
    /// In the manifest's order.
    pub sections: Vec<SectionText>,
    /// Which browser it may be sat in; any where nothing is set.
    pub lockdown: Option<Lockdown>,
    /// By id, in the order of their ids; at most 65,535.
    items: Vec<ItemText>,
}

/// A section's heading.
#[derive(Debug)]
pub struct SectionText {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The type of its items.
    pub kind: ItemType,
    /// What each is worth.
    pub points: Marks,
}

/// An item as candidates see it.
#[derive(Debug)]
pub struct ItemText {
    /// The session's id of it.
    pub id: String,
    /// Its type.
    pub kind: ItemType,
    /// The question.
    pub stem: String,
    /// The session's ids of its options, at most 16, with their texts.
    pub options: Vec<(String, String)>,
    /// Its picture.
    pub picture: Option<Vec<u8>>,
}

impl SessionPaper {
    /// The items of a session, in the order of their ids.
    #[must_use]
    pub fn with_items(mut self, mut items: Vec<ItemText>) -> Self {
        items.sort_by(|a, b| a.id.cmp(&b.id));
        self.items = items;
        self
    }

    /// A session without its items.
    #[must_use]
    #[allow(clippy::too_many_arguments, reason = "a row of facts")]
    pub fn new(
        session_id: i64,
        exam: String,
        code: String,
        title: String,
        centre: String,
        room: String,
        opens_at: Timestamp,
        sections: Vec<SectionText>,
    ) -> Self {
        Self { session_id, exam, code, title, centre, room, opens_at, sections, lockdown: None, items: Vec::new() }
    }

    /// The session, to be sat in certain browsers only.
    #[must_use]
    pub fn locked_down(mut self, lockdown: Option<Lockdown>) -> Self {
        self.lockdown = lockdown;
        self
    }

    /// An item by its id.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&ItemText> {
        self.number(id).and_then(|number| self.items.get(usize::from(number)))
    }

    fn number(&self, id: &str) -> Option<u16> {
        let found = self.items.binary_search_by(|item| item.id.as_str().cmp(id)).ok()?;
        u16::try_from(found).ok()
    }
}

/// What is a candidate's own of the paper: which items in which order, options in which order, and what the options are
/// called here. About a kilobyte.
#[derive(Debug)]
pub struct SeatPaper {
    /// `H(paper)` as posted: the first link of the chain over the answers.
    pub(super) digest: Digest,
    /// What the options' names are made of.
    names: Digest,
    /// How many items each section of the session has here.
    sections: Box<[u16]>,
    /// For each item: its number in the session (two bytes), how many options, each option's number in the item.
    places: Box<[u8]>,
    items: u16,
}

/// An item of the paper.
#[derive(Debug, Clone, Copy)]
pub struct SeatItem<'a> {
    /// Its place in the paper, from 0.
    pub place: usize,
    /// The item.
    pub text: &'a ItemText,
    order: &'a [u8],
    paper: &'a SeatPaper,
}

/// An option of an item of the paper.
#[derive(Debug, Clone)]
pub struct SeatOption<'a> {
    /// What it is called in this paper alone.
    pub name: String,
    /// The session's id of it.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl SeatPaper {
    /// A drawn paper, made small.
    ///
    /// # Errors
    /// When it has an item, an option or a section that the session has not.
    pub fn new(session: &SessionPaper, drawn: &DrawnPaper) -> Result<Self, HallError> {
        let unknown = |what: &str, id: &str| HallError::Store(format!("{} {id:?} is not in the session", what));
        let (mut sections, mut places, mut items) = (vec![0_u16; session.sections.len()], Vec::new(), 0_u16);
        for section in &drawn.sections {
            let at = session.sections.iter().position(|one| one.id == section.id);
            let count = at.and_then(|at| sections.get_mut(at)).ok_or_else(|| unknown("section", &section.id))?;
            *count = u16::try_from(section.items.len()).map_err(|_| unknown("section", &section.id))?;
            items = items.saturating_add(*count);
            for item in &section.items {
                places.extend(place_of(session, item).ok_or_else(|| unknown("item", &item.id))?);
            }
        }
        let names = hmac_sha256(drawn.key.bytes(), b"jiangheng/v1/option-names");
        let (sections, places) = (sections.into_boxed_slice(), places.into_boxed_slice());
        Ok(Self { digest: drawn.digest(), names, sections, places, items })
    }

    /// `H(paper)` in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        hex::encode(self.digest)
    }

    /// How many items it has.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.items)
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// Its items in order.
    pub fn items<'a>(&'a self, session: &'a SessionPaper) -> impl Iterator<Item = SeatItem<'a>> {
        let mut rest: &[u8] = &self.places;
        (0..self.len()).filter_map(move |place| {
            let (head, tail) = rest.split_first_chunk::<3>()?;
            let [high, low, options] = *head;
            let (order, after) = tail.split_at_checked(usize::from(options))?;
            rest = after;
            let text = session.items.get(usize::from(u16::from_be_bytes([high, low])))?;
            Some(SeatItem { place, text, order, paper: self })
        })
    }

    /// Its sections that have items, each with its items.
    pub fn sections<'a>(
        &'a self,
        session: &'a SessionPaper,
    ) -> impl Iterator<Item = (&'a SectionText, Vec<SeatItem<'a>>)> {
        let mut items = self.items(session);
        session.sections.iter().zip(&self.sections).filter(|(_, count)| **count > 0).map(move |(section, count)| {
            let these = items.by_ref().take(usize::from(*count)).collect();
            (section, these)
        })
    }

    /// The item of an id, if the paper has it.
    #[must_use]
    pub fn item<'a>(&'a self, session: &'a SessionPaper, id: &str) -> Option<SeatItem<'a>> {
        let [high, low] = session.number(id)?.to_be_bytes();
        let (mut rest, mut place): (&[u8], usize) = (&self.places, 0);
        loop {
            let (head, tail) = rest.split_first_chunk::<3>()?;
            let (order, after) = tail.split_at_checked(usize::from(head[2]))?;
            if head[0] == high && head[1] == low {
                let text = session.items.get(usize::from(u16::from_be_bytes([high, low])))?;
                return Some(SeatItem { place, text, order, paper: self });
            }
            (rest, place) = (after, place + 1);
        }
    }
}

impl<'a> SeatItem<'a> {
    /// Its options in the order the candidate sees them. An option's name is eight bytes of HMAC-SHA-256 under the paper's
    /// own key, so that two candidates' answers look nothing alike and a name tells nothing.
    #[must_use]
    pub fn options(&self) -> Vec<SeatOption<'a>> {
        let mut options = Vec::with_capacity(self.order.len());
        for (block, numbers) in self.order.chunks(4).enumerate() {
            let names = self.names(block);
            for (number, name) in numbers.iter().zip(names.chunks(8)) {
                if let Some((id, text)) = self.text.options.get(usize::from(*number)) {
                    options.push(SeatOption { name: hex::encode(name), id, text });
                }
            }
        }
        options
    }

    /// Which options an answer means: a bit for each, by the order the candidate sees them.
    ///
    /// # Errors
    /// An option that the item has not, one given twice, or several where one is right.
    pub fn chosen(&self, answer: &[String]) -> Result<u16, HallError> {
        self.bits(answer, |name| self.position(name))
    }

    /// The same of an answer in the journal, where answers of older versions hold the session's ids.
    pub(super) fn chosen_in_journal(&self, answer: &[String]) -> Result<u16, HallError> {
        let by_id = |wanted: &str| {
            let id = |number: &u8| self.text.options.get(usize::from(*number)).map(|(id, _)| id.as_str());
            self.order.iter().position(|number| id(number) == Some(wanted))
        };
        self.bits(answer, |name| self.position(name).or_else(|| by_id(name)))
    }

    fn bits(&self, answer: &[String], position: impl Fn(&str) -> Option<usize>) -> Result<u16, HallError> {
        let mut chosen = 0_u16;
        for name in answer {
            let unknown = || HallError::UnknownOption { item: self.text.id.clone(), option: name.clone() };
            let bit = 1 << position(name).ok_or_else(unknown)?;
            if chosen & bit != 0 {
                return Err(HallError::TooManyOptions(self.text.id.clone()));
            }
            chosen |= bit;
        }
        if self.text.kind != ItemType::Multiple && chosen.count_ones() > 1 {
            return Err(HallError::TooManyOptions(self.text.id.clone()));
        }
        Ok(chosen)
    }

    /// The options of a set of bits.
    pub fn options_of(&self, chosen: u16) -> impl Iterator<Item = SeatOption<'a>> {
        let options = if chosen == 0 { Vec::new() } else { self.options() };
        options.into_iter().enumerate().filter(move |(at, _)| chosen >> at & 1 == 1).map(|(_, option)| option)
    }

    fn position(&self, name: &str) -> Option<usize> {
        let mut wanted = [0; 8];
        hex::decode_to_slice(name, &mut wanted).ok()?;
        for (block, numbers) in self.order.chunks(4).enumerate() {
            let names = self.names(block);
            if let Some(at) = names.chunks(8).take(numbers.len()).position(|one| one == wanted) {
                return Some(block * 4 + at);
            }
        }
        None
    }

    fn names(&self, block: usize) -> Digest {
        let mut words = self.text.id.clone().into_bytes();
        words.push(u8::try_from(block).unwrap_or(u8::MAX));
        hmac_sha256(&self.paper.names, &words)
    }
}

fn place_of(session: &SessionPaper, item: &DrawnItem) -> Option<Vec<u8>> {
    let text = session.item(&item.id)?;
    let [high, low] = session.number(&item.id)?.to_be_bytes();
    let mut place = vec![high, low, u8::try_from(item.options.len()).ok().filter(|options| *options <= 16)?];
    for option in &item.options {
        let number = text.options.iter().position(|(id, _)| id == option)?;
        place.push(u8::try_from(number).ok()?);
    }
    Some(place)
}
