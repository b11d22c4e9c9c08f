//! Pages for the candidate: sign-in, is it you, pledge, waiting, the paper, the receipt.

use askama::Template;

use super::{Chrome, FormErrors};

/// `/exam`: posts `admission`, `tail`, `room_code` to `/exam/sign-in`.
#[derive(Template)]
#[template(path = "pages/exam_sign_in.html")]
pub struct ExamSignIn {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// What was typed.
    pub admission: String,
    /// What was typed.
    pub tail: String,
    /// What was typed.
    pub room_code: String,
}

/// `/exam/confirm`: is this you? Posts to `/exam/confirm` (是我) or `/exam/leave` (不是我).
#[derive(Template)]
#[template(path = "pages/exam_confirm.html")]
pub struct ExamConfirm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The candidate's name in full.
    pub name: String,
    /// Admission number.
    pub admission: String,
    /// `电工（五级）理论考试`.
    pub exam: String,
    /// `第 3 考场 17 号`.
    pub seat: String,
    /// Signed in at another seat: which one.
    pub elsewhere: Option<String>,
}

/// `/exam/pledge`: posts `agreed=yes` to itself.
#[derive(Template)]
#[template(path = "pages/exam_pledge.html")]
pub struct ExamPledge {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// An error at `agreed`.
    pub errors: FormErrors,
    /// The candidate's name.
    pub name: String,
}

/// `/exam/wait`: reloads itself until the exam opens.
#[derive(Template)]
#[template(path = "pages/exam_wait.html")]
pub struct ExamWait {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// The candidate's name.
    pub name: String,
    /// Seat.
    pub seat: String,
    /// `电工（五级）理论考试`.
    pub exam: String,
    /// The server's clock, `08:47`.
    pub now: String,
    /// `09:00`.
    pub opens_at: String,
    /// Seconds until the page loads itself again; 5…60.
    pub refresh: u32,
}

/// `/exam/paper`: the whole paper as one form; `assets/js/exam.js` shows one item at a time.
///
/// Without script the form posts every answer, field `a.<item>` = option id (several for a multiple response), to
/// `/exam/save`, or to `/exam/submit` when handed in.
#[derive(Template)]
#[template(path = "pages/exam_paper.html")]
pub struct ExamPaper {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `电工（五级）理论考试`.
    pub exam: String,
    /// The candidate's name.
    pub name: String,
    /// Admission number.
    pub admission: String,
    /// `第 3 考场 17 号`.
    pub seat: String,
    /// The end as RFC 3339 in UTC, for the script.
    pub ends_at: String,
    /// The end, local, `10:30`.
    pub ends_local: String,
    /// The server's present as RFC 3339 in UTC.
    pub now: String,
    /// Whole minutes left, rounded up.
    pub minutes_left: u32,
    /// The last sequence number the server has acknowledged; 0 at the start.
    pub last_seq: u64,
    /// Local time of the last save, `10:13`; empty before the first.
    pub saved_at: String,
    /// After saving without script: say so.
    pub just_saved: bool,
    /// Whether the candidate asked for large print: the page starts in the second size.
    pub large_print: bool,
    /// The sections with their items.
    pub sections: Vec<PaperSection>,
}

/// A section of the paper.
#[derive(Clone, Debug)]
pub struct PaperSection {
    /// `一、单项选择题`.
    pub title: String,
    /// Its items.
    pub items: Vec<PaperItem>,
}

/// One item as the candidate sees it.
#[derive(Clone, Debug)]
pub struct PaperItem {
    /// Its number in the whole paper, from 1.
    pub number: u32,
    /// The session's opaque id.
    pub id: String,
    /// `单项选择题`.
    pub kind: String,
    /// `1 分`.
    pub points: String,
    /// The question.
    pub stem: String,
    /// Its picture's address and what it shows.
    pub picture: Option<Picture>,
    /// Whether several options may be chosen.
    pub multiple: bool,
    /// Its options in the drawn order.
    pub options: Vec<PaperOption>,
}

/// A picture of an item.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its address on this server.
    pub src: String,
    /// What it shows.
    pub alt: String,
}

/// One option.
#[derive(Clone, Debug)]
pub struct PaperOption {
    /// The session's opaque id.
    pub id: String,
    /// `A`…`F`, or √ and ×.
    pub letter: String,
    /// Its words.
    pub text: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// `/exam/receipt`.
#[derive(Template)]
#[template(path = "pages/exam_receipt.html")]
pub struct ExamReceipt {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// How many answers were received.
    pub answered: u32,
    /// How many items there were.
    pub items: u32,
    /// `10:14:08`.
    pub submitted_at: String,
    /// `7K4M-2PQX`.
    pub receipt: String,
    /// Whether the time ran out.
    pub by_time: bool,
}

impl ExamPaper {
    /// How many items the paper has.
    pub fn total(&self) -> u32 {
        self.count(|_| true)
    }

    /// How many are answered.
    pub fn answered(&self) -> u32 {
        self.count(PaperItem::is_answered)
    }

    /// How many are open.
    pub fn open(&self) -> u32 {
        self.total().saturating_sub(self.answered())
    }

    fn count(&self, wanted: impl Fn(&PaperItem) -> bool) -> u32 {
        let found = self.sections.iter().flat_map(|section| &section.items).filter(|item| wanted(item)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    }
}

impl PaperSection {
    /// `1–60`.
    pub fn range(&self) -> String {
        match (self.items.first(), self.items.last()) {
            (Some(first), Some(last)) => format!("{}–{}", first.number, last.number),
            _ => String::new(),
        }
    }
}

impl PaperItem {
    /// Whether an option is chosen.
    pub fn is_answered(&self) -> bool {
        self.options.iter().any(|option| option.chosen)
    }

    /// `radio` or `checkbox`.
    pub fn input(&self) -> &'static str {
        if self.multiple { "checkbox" } else { "radio" }
    }
}
