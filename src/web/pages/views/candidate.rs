//! Pages for the candidate: sign-in, is it you, pledge, waiting, the paper, the receipt; and the practice paper.

use askama::Template;

use super::{Banner, Chrome, FormErrors};

/// `/exam`: posts `admission`, `tail`, `room_code` to `/exam/sign-in`.
#[derive(Template)]
#[template(path = "pages/exam_sign_in.html")]
pub struct ExamSignIn {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// Why nobody can sign in now, or what else is to be told.
    pub notice: Option<Banner>,
    /// Whose exam goes on in this browser.
    pub seated: Option<String>,
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
    /// Whether the sitting is signed in elsewhere: going on here closes it there.
    pub elsewhere: bool,
}

/// `/exam/pledge`: posts `agreed=yes` to itself.
#[derive(Template)]
#[template(path = "pages/exam_pledge.html")]
pub struct ExamPledge {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// An error at `agreed`.
    pub errors: FormErrors,
    /// Why it can't be signed any more.
    pub notice: Option<Banner>,
    /// The candidate's name.
    pub name: String,
}

/// `/exam/wait`: `assets/js/wait.js` opens the paper when the time has come; without script the page reloads itself.
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
    /// The server's clock as RFC 3339 in UTC, for the script.
    pub now_at: String,
    /// The opening as RFC 3339 in UTC, for the script.
    pub opens_at: String,
    /// `09:00`.
    pub opens_local: String,
    /// Without script: seconds until the page loads itself again; 5…60.
    pub refresh: u32,
    /// Whether there is time left for the practice paper.
    pub practice: bool,
}

/// An exam that is about to open while its candidate looks at another page, which goes there by itself.
#[derive(Clone, Debug)]
pub struct OpeningSoon {
    /// The server's present as RFC 3339 in UTC.
    pub now: String,
    /// The opening as RFC 3339 in UTC.
    pub opens_at: String,
    /// The opening, local, `09:00`.
    pub opens_local: String,
    /// Seconds until then, at least 1.
    pub seconds: i64,
}

/// What makes a paper a practice paper.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Where leaving it leads.
    pub way_out: &'static str,
    /// The real exam of whoever practises, where it is about to open.
    pub opening: Option<OpeningSoon>,
}

/// `/exam/paper`, and `/practice`: the whole paper as one form; `assets/js/exam.js` shows one item at a time.
///
/// Without script the form posts every answer, field `a.<item>` = option id (several for a multiple response), and for
/// every item on the page `s.<item>` = what it showed as chosen, to `/exam/save`, or to `/exam/submit` when handed in.
/// A practice paper posts both to `/practice`.
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
    /// The first instant at which it may be handed in (E4), as RFC 3339 in UTC; empty where there is none.
    pub leave_at: String,
    /// The same, local, `09:30`.
    pub leave_local: String,
    /// The server's present as RFC 3339 in UTC.
    pub now: String,
    /// Whole minutes left, rounded up.
    pub minutes_left: u32,
    /// The last sequence number the server has acknowledged; 0 at the start.
    pub last_seq: u64,
    /// Local time of the last save, `10:13`; empty before the first.
    pub saved_at: String,
    /// What a form without script is answered: saved, or too early to hand in.
    pub told: Option<Banner>,
    /// Whether an invigilator has stopped the time.
    pub paused: bool,
    /// Whether the candidate asked for large print: the page starts in the second size.
    pub large_print: bool,
    /// The language of the items: banks are Chinese.
    pub item_lang: &'static str,
    /// On a practice paper.
    pub practice: Option<Practice>,
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
    /// The candidate's name.
    pub name: String,
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
    /// Whether it was sat in the exam browser, which is left by a link here.
    pub locked_down: bool,
}

/// The answer to a practice paper: what was chosen, and how it will be in the real exam.
#[derive(Template)]
#[template(path = "pages/practice_done.html")]
pub struct PracticeDone {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// How many items were answered.
    pub answered: u32,
    /// How many items there are.
    pub items: u32,
    /// What was chosen for each.
    pub rows: Vec<ChosenRow>,
    /// The real exam of whoever practised, where it is about to open.
    pub opening: Option<OpeningSoon>,
}

/// An item of the practice paper, and what was chosen for it.
#[derive(Clone, Debug)]
pub struct ChosenRow {
    /// `1. 一年有几个月？`.
    pub item: String,
    /// The chosen options' words; that there is none where there is none.
    pub chosen: String,
}

impl ExamPaper {
    /// Where the form saves to.
    pub fn save_action(&self) -> &'static str {
        if self.practice.is_some() { "/practice" } else { "/exam/save" }
    }

    /// Where the form hands in to.
    pub fn submit_action(&self) -> &'static str {
        if self.practice.is_some() { "/practice" } else { "/exam/submit" }
    }

    /// The real exam of whoever practises, where it is about to open.
    pub fn opening(&self) -> Option<&OpeningSoon> {
        self.practice.as_ref()?.opening.as_ref()
    }

    /// Whether the end is near enough to be told all the time; a practice is short from its start.
    pub fn is_near(&self) -> bool {
        self.practice.is_none() && !self.paused && self.minutes_left <= 10
    }

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
    /// How many items are answered.
    pub fn answered(&self) -> usize {
        self.items.iter().filter(|item| item.is_answered()).count()
    }

    /// `1–60`, or the number of its only item.
    pub fn range(&self) -> String {
        match (self.items.first(), self.items.last()) {
            (Some(first), Some(last)) if first.number == last.number => first.number.to_string(),
            (Some(first), Some(last)) => format!("{}–{}", first.number, last.number),
            _ => String::new(),
        }
    }
}

impl PaperItem {
    /// The chosen options' ids, as the form posts them back: what this page showed.
    pub fn shown(&self) -> String {
        let chosen = self.options.iter().filter(|option| option.chosen).map(|option| option.id.as_str());
        chosen.collect::<Vec<_>>().join(" ")
    }

    /// Whether an option is chosen.
    pub fn is_answered(&self) -> bool {
        self.options.iter().any(|option| option.chosen)
    }

    /// `radio` or `checkbox`.
    pub fn input(&self) -> &'static str {
        if self.multiple { "checkbox" } else { "radio" }
    }
}
