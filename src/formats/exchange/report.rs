//! The report on a file by item: read, read with a note, or refused.

use crate::domain::bank::{Code, Words};

use super::said::{left_out, note, refusal};
use super::xml::XmlError;

/// What became of one item of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemNote {
    /// Where it is: the file in the package, the line, the sheet and row.
    pub place: String,
    /// What it calls itself: its code, identifier or title.
    pub id: String,
    /// Its row among the rows that were read; none where it was refused.
    pub row: Option<u32>,
    /// What became of it.
    pub outcome: Outcome,
}

/// Read, read with a note, or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Read as it is.
    Read,
    /// Read, with something cleaned or left behind that changes nothing in its answer.
    Noted(Vec<Note>),
    /// Not read.
    Refused(Refusal),
    /// No item, and left behind.
    PassedOver(Note),
}

impl Outcome {
    /// What is to be said of it: nothing, each of its notes, or why it was refused or passed over.
    #[must_use]
    pub fn said(&self) -> Vec<Unsaid> {
        match self {
            Self::Read => Vec::new(),
            Self::Noted(notes) => notes.iter().map(|note| note.said()).collect(),
            Self::Refused(refusal) => vec![refusal.said()],
            Self::PassedOver(note) => vec![note.said()],
        }
    }
}

/// Words for people: a stable code, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// A stable code, for a user interface to translate.
    pub code: &'static str,
    /// What is said.
    pub what: Words,
    /// What to do about it.
    pub mend: Words,
}

/// Something that was cleaned or left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// Bold, colours, headings and the like were taken off.
    Formatting,
    /// Lists became lines.
    Lists,
    /// Raised and lowered figures became characters (m², H₂O).
    Script,
    /// Addresses behind words were taken off.
    Links,
    /// Text stood behind the picture or the options: it now stands before them.
    Moved,
    /// Feedback, style sheets, catalogues of accessibility were left behind.
    Extras,
    /// The options keep their order there: all of them are marked fixed.
    OrderKept,
    /// Parts of an answer earn parts of the points there; here it is all or nothing.
    AllOrNothing,
    /// No scoring is stated; the key is taken.
    NoScoring,
    /// The gap in the middle of a sentence became a line.
    Gap,
    /// The picture goes by another name.
    PictureRenamed,
    /// A test was not read: papers are drawn by blueprints here.
    AssessmentTest,
}

impl Note {
    /// Code and words.
    #[must_use]
    pub fn said(self) -> Unsaid {
        note(self)
    }
}

/// Why an item was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The item's file is not in the package.
    FileMissing(String),
    /// The item's file is refused as XML.
    Xml(XmlError),
    /// QTI 1.x within a package.
    Qti1,
    /// Another interaction than choice.
    Interaction(String),
    /// Several interactions or responses in one item.
    SeveralInteractions(usize),
    /// No interaction at all: text to be read.
    NoInteraction,
    /// A free text.
    Essay,
    /// A number.
    Numeric,
    /// A short text.
    ShortAnswer,
    /// Pairs.
    Matching,
    /// Gaps in a text.
    Cloze,
    /// Text without a question.
    Description,
    /// A kind of question that is none of those above.
    QuestionType(String),
    /// Parts of an answer earn points in another way than all or nothing or an equal split.
    PartialCredit,
    /// A wrong choice of a single choice costs points.
    Penalty,
    /// Each of several options is wholly right alone.
    SeveralRight,
    /// No key.
    NoKey,
    /// The key names an option that isn't there.
    KeyUnknown(String),
    /// Scoring of its own.
    Scoring,
    /// An adaptive item.
    Adaptive,
    /// A template with variables.
    Template,
    /// Limits on how many options are chosen that change the game.
    ChoiceLimits,
    /// A text that several items share.
    Stimulus,
    /// Feedback within the text of the item.
    Feedback,
    /// A formula.
    Math,
    /// A table.
    Table,
    /// Sound, film, an embedded page.
    Media(String),
    /// A drawing in SVG.
    Svg,
    /// Markup that can't be taken off without changing the meaning.
    Markup(String),
    /// Raised or lowered text that has no character.
    Script(String),
    /// A text in Markdown.
    Markdown,
    /// An entity that isn't known.
    Entity(String),
    /// A picture elsewhere in the network.
    External(String),
    /// More than one picture.
    SeveralPictures,
    /// A picture in an option.
    PictureInOption,
    /// A picture that isn't there.
    PictureMissing(String),
    /// A picture that is neither PNG nor JPEG.
    PictureUnknown(String),
    /// A picture that is no base64.
    PictureEncoding(String),
    /// More options than six.
    TooManyOptions(usize),
    /// A text beyond any measure.
    TextTooLong,
    /// Something that doesn't follow the format.
    Syntax(String),
}

impl Refusal {
    /// Code and words.
    #[must_use]
    pub fn said(&self) -> Unsaid {
        refusal(self)
    }
}

/// An item that a format can't hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its code.
    pub code: Code,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a format can't hold an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// GIFT holds no pictures.
    Picture,
    /// The picture's name is one that a package can't have.
    PictureName,
}

impl LeftOut {
    /// Code and words.
    #[must_use]
    pub fn said(&self) -> Unsaid {
        left_out(self.why)
    }
}
