//! The pieces pages are made of: chips, facts, links, beams, forms' errors.

use crate::i18n::{self, Locale};

/// How loud a thing speaks: colour, border and word go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// White and quiet.
    #[default]
    Plain,
    /// Green: done, in order.
    Ok,
    /// Amber: look at it.
    Warn,
    /// Red: stopped, refused.
    Stop,
    /// Filled: it is your turn.
    Now,
    /// Dashed: not yet.
    Wait,
}

impl Tone {
    /// The CSS class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Stop => "stop",
            Self::Now => "now",
            Self::Wait => "wait",
        }
    }
}

/// A word in a box.
#[derive(Clone, Debug)]
pub struct Chip {
    /// How loud.
    pub tone: Tone,
    /// The word, in the reader's language.
    pub text: String,
}

impl Chip {
    /// A chip saying `text`.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// Label and value.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The label, in the reader's language.
    pub label: String,
    /// The value, formatted.
    pub value: String,
    /// Whether the value is a digest or a number to be set in the fixed-width face.
    pub code: bool,
    /// Whether the value is Chinese whatever the page's language: a quoted document.
    pub quoted: bool,
}

impl Fact {
    /// A fact in words.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), code: false, quoted: false }
    }

    /// A fact that is a digest, key or number.
    pub fn code(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), code: true, quoted: false }
    }

    /// A fact quoted from a Chinese document.
    pub fn quoted(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { quoted: true, ..Self::new(label, value) }
    }
}

/// A place to go to.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link saying `label`.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A button that does something: a form of its own.
#[derive(Clone, Debug)]
pub struct Action {
    /// Where the form posts to.
    pub href: String,
    /// The button's verb.
    pub label: String,
    /// Hidden fields: name and value, beside `csrf`.
    pub fields: Vec<(String, String)>,
}

/// A large number with what it counts.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number.
    pub number: String,
    /// What it counts.
    pub label: String,
}

/// A message across the page.
#[derive(Clone, Debug)]
pub struct Banner {
    /// How loud.
    pub tone: Tone,
    /// What is so; may be empty.
    pub title: String,
    /// What it means or what to do.
    pub text: String,
}

/// Where a step of a beam stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Here.
    Now,
    /// To come.
    ToCome,
}

/// One star of a beam.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// When, or how far; may be empty.
    pub detail: String,
    /// Done, now or to come.
    pub state: StepState,
}

impl Step {
    /// The CSS class.
    pub fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::ToCome => "",
        }
    }

    /// Whether this is the step in hand.
    pub fn is_now(&self) -> bool {
        self.state == StepState::Now
    }
}

/// The nine steps of a session, 建场 to 颁证, with the one in hand at `now` (0…8; 9 = all done). `details` gives a
/// line under each in order; missing ones are empty.
pub fn session_steps(locale: Locale, now: usize, details: &[String]) -> Vec<Step> {
    beam(
        locale,
        now,
        details,
        &[
            "step-planned",
            "step-registration",
            "step-roster",
            "step-opening",
            "step-sitting",
            "step-practical",
            "step-result",
            "step-notice",
            "step-award",
        ],
    )
}

/// The six steps of a public draw, commitments to evidence, with the one in hand at `now` (0…5; 6 = all done).
pub fn draw_steps(locale: Locale, now: usize, details: &[String]) -> Vec<Step> {
    beam(
        locale,
        now,
        details,
        &[
            "draw-step-commit",
            "draw-step-manifest",
            "draw-step-beacon",
            "draw-step-open",
            "draw-step-sit",
            "draw-step-evidence",
        ],
    )
}

/// The seven steps of a ceremony, commitments to evidence, each with its line and where it stands; they overlap.
pub fn ceremony_steps(locale: Locale, details: &[String], state: impl Fn(usize) -> StepState) -> Vec<Step> {
    let keys = [
        "draw-step-commit",
        "rite-step-receipts",
        "draw-step-manifest",
        "draw-step-beacon",
        "draw-step-open",
        "draw-step-sit",
        "draw-step-evidence",
    ];
    let mut steps = beam(locale, 0, details, &keys);
    for (at, step) in steps.iter_mut().enumerate() {
        step.state = state(at);
    }
    steps
}

fn beam(locale: Locale, now: usize, details: &[String], keys: &[&str]) -> Vec<Step> {
    let state = |at: usize| match at.cmp(&now) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal => StepState::Now,
        std::cmp::Ordering::Greater => StepState::ToCome,
    };
    keys.iter()
        .enumerate()
        .map(|(at, key)| Step {
            label: i18n::text(locale, key),
            detail: details.get(at).cloned().unwrap_or_default(),
            state: state(at),
        })
        .collect()
}

/// One thing to put right in a form.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name, which is its id too.
    pub field: String,
    /// What is wrong and what to do, in the reader's language.
    pub text: String,
}

/// What has to be put right in a form; empty where nothing has.
#[derive(Clone, Debug, Default)]
pub struct FormErrors(pub Vec<FieldError>);

impl FormErrors {
    /// Nothing to put right.
    pub fn none() -> Self {
        Self::default()
    }

    /// One thing to put right.
    pub fn one(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self(vec![FieldError { field: field.into(), text: text.into() }])
    }

    /// Adds one thing.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), text: text.into() });
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things.
    pub fn count(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// What is wrong at `field`.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.text.as_str())
    }
}

/// Which part of a long list is shown, and the ways to the others.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// `第 51–100 行，共 10 000 行`.
    pub words: String,
    /// The part before.
    pub before: Option<String>,
    /// The part after.
    pub after: Option<String>,
}

impl Pager {
    /// Whether there is more than one part.
    pub fn is_needed(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }
}

/// The form that looks for rows of a long list. It is a GET form: the address has what was looked for.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// Where it leads.
    pub action: String,
    /// What it looks for: `查找考生`.
    pub label: String,
    /// Its fields.
    pub boxes: Vec<FinderBox>,
    /// The list without a filter, where one is set.
    pub clear: Option<String>,
}

/// One field of a [`Finder`].
#[derive(Clone, Debug, Default)]
pub struct FinderBox {
    /// Its name in the address.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What was looked for.
    pub value: String,
    /// The choices, where it is a select.
    pub choices: Vec<Choice>,
    /// Whether it is a day.
    pub day: bool,
}

impl FinderBox {
    /// A field for text.
    pub fn text(name: &'static str, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name, label: label.into(), value: value.into(), ..Self::default() }
    }

    /// A select.
    pub fn select(name: &'static str, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { name, label: label.into(), choices, ..Self::default() }
    }

    /// A day.
    pub fn day(name: &'static str, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { day: true, ..Self::text(name, label, value) }
    }
}

/// One choice of a select or of radio buttons.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}
