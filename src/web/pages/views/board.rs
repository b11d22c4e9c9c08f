//! The invigilator's board.

use askama::Template;
use serde::Serialize;

use super::{Action, Banner, Choice, Chrome, FormErrors, Link};

/// `/staff/sessions/{id}/board`: the room as its desks stand, what needs somebody, and what may be done to a seat. Works
/// without script; with it, it is live.
#[derive(Template)]
#[template(path = "pages/board.html")]
pub struct BoardPage {
    /// Head, texts.
    pub chrome: Chrome,
    /// Errors at the form's fields.
    pub errors: FormErrors,
    /// What was done, or why it can't be.
    pub banner: Option<Banner>,
    /// The paper's name.
    pub exam: String,
    /// Centre, room, who looks.
    pub place: String,
    /// The session's page.
    pub back: Link,
    /// This page without its query.
    pub address: String,
    /// What changes by itself.
    pub live: BoardLive,
    /// What is done to the whole room: pause, go on, more time.
    pub all: Vec<Link>,
    /// The same at once, without a form of its own.
    pub all_now: Vec<Action>,
    /// The seat that was chosen.
    pub chosen: Option<ChosenSeat>,
    /// What is being done, if it takes words.
    pub form: Option<DeedForm>,
}

/// What changes by itself, in the reader's words.
#[derive(Clone, Debug, Serialize)]
pub struct BoardLive {
    /// The time, `10:13:31`.
    pub now: String,
    /// Minutes left until the last one ends.
    pub minutes_left: i64,
    /// How many are here, of how many.
    pub here: String,
    /// How many stand how.
    pub tally: Vec<TallyOf>,
    /// What needs somebody, worst first.
    pub todo: Vec<Todo>,
    /// By seat.
    pub seats: Vec<SeatCell>,
}

/// How many stand so.
#[derive(Clone, Debug, Serialize)]
pub struct TallyOf {
    /// How many.
    pub count: usize,
    /// Of what.
    pub word: String,
    /// The CSS class.
    pub class: &'static str,
}

/// Something that needs somebody.
#[derive(Clone, Debug, Serialize)]
pub struct Todo {
    /// The seat and who.
    pub who: String,
    /// What it is.
    pub text: String,
    /// To the seat.
    pub href: String,
}

/// A seat.
#[derive(Clone, Debug, Serialize)]
pub struct SeatCell {
    /// The sitting.
    pub sitting: i64,
    /// Seat number.
    pub number: i64,
    /// Name.
    pub name: String,
    /// How it stands, in a word.
    pub word: String,
    /// The CSS class: quiet, or what it is about.
    pub class: &'static str,
    /// How many items have an answer; nothing where no bar is shown.
    pub answered: Option<usize>,
    /// How many items the paper has.
    pub items: usize,
}

/// The seat that was chosen.
#[derive(Clone, Debug)]
pub struct ChosenSeat {
    /// Room, seat and name.
    pub title: String,
    /// 准考证号 and what is known.
    pub facts: Vec<String>,
    /// The sitting.
    pub sitting: i64,
    /// What is done at once.
    pub now: Vec<Action>,
    /// What takes a form; far from the others what can't be undone.
    pub ways: Vec<Link>,
    /// What can't be undone.
    pub far: Vec<Link>,
}

/// Something that takes words, or a number, or another person. Fields: `do`, `sitting`, and those that are shown.
#[derive(Clone, Debug)]
pub struct DeedForm {
    /// What it is, and to whom.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// `pause`, `extend`, `move`, `hand_in`, `breach`, `void`, `reopen`.
    pub deed: String,
    /// The sitting; nothing for the whole room.
    pub sitting: Option<i64>,
    /// Where "no" leads.
    pub back: String,
    /// What was typed: minutes.
    pub minutes: Option<String>,
    /// What was typed: the seat.
    pub seat: Option<String>,
    /// The ground of making void.
    pub grounds: Vec<Choice>,
    /// The breach.
    pub breaches: Vec<Choice>,
    /// What was typed: why.
    pub reason: String,
    /// The second person's sign-in name, where it takes one.
    pub login: Option<String>,
    /// The words on the button.
    pub button: String,
}

impl BoardPage {
    /// Rows of desks as they stand: files of five, every other one from the far end.
    pub fn files(&self) -> impl Iterator<Item = &[SeatCell]> {
        self.live.seats.chunks(5)
    }

    /// Whether a seat is the chosen one.
    pub fn is_chosen(&self, seat: &SeatCell) -> bool {
        self.chosen.as_ref().is_some_and(|chosen| chosen.sitting == seat.sitting)
    }
}
