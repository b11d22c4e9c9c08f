//! Pages for the examiner: whom to mark, the sheet, and that a candidate did not come.

use askama::Template;

use super::{Banner, Chip, Chrome, Fact, Figure, FormErrors, Link};

/// `/staff/sessions/{id}/practical`: whom to mark.
#[derive(Template)]
#[template(path = "pages/practical_list.html")]
pub struct PracticalList {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// What has just been signed, that all is done, or that marking is over.
    pub banner: Option<Banner>,
    /// `电工（五级）技能考核`.
    pub title: String,
    /// The task, and its minutes.
    pub lede: String,
    /// How many to mark, signed, half marked, not marked.
    pub figures: Vec<Figure>,
    /// Whom to mark now; `None` when nobody is left.
    pub next: Option<NextToMark>,
    /// One row a candidate.
    pub rows: Vec<ToMarkRow>,
    /// Whose storage a tablet may clear: the examiner's account.
    pub account: i64,
    /// Back to the session.
    pub back: Link,
}

/// The candidate to mark now.
#[derive(Clone, Debug)]
pub struct NextToMark {
    /// Workstation, name, admission number.
    pub who: String,
    /// How far the sheet has come; empty where it is not begun.
    pub so_far: String,
    /// `给王秀兰评分`.
    pub label: String,
    /// The sheet.
    pub href: String,
}

/// A candidate to mark.
#[derive(Clone, Debug)]
pub struct ToMarkRow {
    /// The registration.
    pub registration: i64,
    /// Admission number.
    pub admission: String,
    /// Name.
    pub name: String,
    /// Seat or workstation.
    pub seat: String,
    /// The task drawn, where a session has several; empty else.
    pub task: String,
    /// `未评`, `评到一半 3 / 9`, `已签名`, `缺考`.
    pub state: Chip,
    /// What was signed: `86.50`, `缺考`, or a dash.
    pub mark: String,
    /// What its button says.
    pub verb: String,
    /// The whole of what its button does, for who can't see the row.
    pub label: String,
    /// The sheet; `None` once signed or absent.
    pub href: Option<String>,
}

/// `/staff/sessions/{id}/practical/{registration}`: the sheet; works without script.
///
/// Fields: `done.<criterion>` = `yes`|`no` for a ★ criterion, `count.<criterion>.<fault>` = whole number for each
/// fault, `password`. Posts to `action`; `keep` takes what was typed so far, with `then` = where to go after, or
/// `zero` = a criterion whose open faults did not occur.
#[derive(Template)]
#[template(path = "pages/practical.html")]
pub struct PracticalForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields, named as above.
    pub errors: FormErrors,
    /// Whether signing was tried: what is open is then said at each field too.
    pub tried: bool,
    /// When the draft has just been kept without script: `10:13`.
    pub just_kept: Option<String>,
    /// When the draft was last kept, `10:13`; empty when there is none.
    pub saved_at: String,
    /// `电工（五级）技能考核`.
    pub title: String,
    /// The task's words.
    pub task: String,
    /// Minutes the candidate has.
    pub minutes: i64,
    /// `3 号工位`.
    pub seat: String,
    /// The candidate's name.
    pub name: String,
    /// The admission number.
    pub admission: String,
    /// `考评员 何永明`.
    pub examiner: String,
    /// The steps of the task.
    pub steps: Vec<MarkingStep>,
    /// How many criteria are judged.
    pub judged: i64,
    /// How many there are.
    pub of: i64,
    /// What the judged criteria have kept, `86.50`.
    pub total: String,
    /// The sum of full marks, `100.00`.
    pub full: String,
    /// The examiner's account: names the storage of this tablet.
    pub account: i64,
    /// The registration: the same.
    pub registration: i64,
    /// This page, where the form posts to.
    pub action: String,
    /// Where a candidate who did not come is said to have not.
    pub absent: String,
    /// Back to the list.
    pub back: String,
}

/// A step of the task.
#[derive(Clone, Debug)]
pub struct MarkingStep {
    /// Its number from 1.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// The title's language: the scheme's own, or the reader's where we name the step.
    pub lang: &'static str,
    /// Whether it has a ★ criterion.
    pub star: bool,
    /// Criteria that are judged.
    pub judged: i64,
    /// All its criteria.
    pub of: i64,
    /// What the judged ones have kept.
    pub marks: String,
    /// What they are worth.
    pub full: String,
    /// What is judged in it, ★ first.
    pub criteria: Vec<MarkingCriterion>,
}

/// A criterion: done or not where it has a ★, and its faults.
#[derive(Clone, Debug)]
pub struct MarkingCriterion {
    /// Its id in the scheme.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Whether failing it fails the practical.
    pub star: bool,
    /// What was chosen of a ★ criterion.
    pub done: Option<bool>,
    /// Full marks, in hundredths.
    pub hundredths: i64,
    /// Full marks, `15.00`.
    pub full: String,
    /// What it keeps, `13.00`; `None` while something of it is open.
    pub kept: Option<String>,
    /// Its faults.
    pub faults: Vec<FaultRow>,
}

/// A kind of fault, to be counted.
#[derive(Clone, Debug)]
pub struct FaultRow {
    /// The field's name and id: `count.<criterion>.<fault>`.
    pub field: String,
    /// Its words.
    pub title: String,
    /// Marks off for each, `2.00`.
    pub deduct: String,
    /// The same in hundredths.
    pub hundredths: i64,
    /// What was typed; empty = not decided.
    pub count: String,
    /// Whether what was typed is no whole number up to 1000.
    pub open: bool,
}

impl PracticalForm {
    /// Where a draft is kept.
    pub fn keep(&self) -> String {
        format!("{}/draft", self.action)
    }

    /// How many criteria are open.
    pub fn open(&self) -> i64 {
        self.of - self.judged
    }

    /// Every criterion, step by step.
    pub fn criteria(&self) -> impl Iterator<Item = &MarkingCriterion> {
        self.steps.iter().flat_map(|step| &step.criteria)
    }

    /// Whether a ★ criterion was not done.
    pub fn has_failed(&self) -> bool {
        self.criteria().any(MarkingCriterion::has_failed)
    }
}

impl MarkingStep {
    /// The section's id: `step-1`.
    pub fn id(&self) -> String {
        format!("step-{}", self.number)
    }

    /// Whether all of it is judged.
    pub fn is_done(&self) -> bool {
        self.judged == self.of
    }
}

impl MarkingCriterion {
    /// The field's name: `done.<criterion>`.
    pub fn field(&self) -> String {
        format!("done.{}", self.id)
    }

    /// The element's id.
    pub fn anchor(&self) -> String {
        format!("criterion-{}", self.id)
    }

    /// Whether it is worth anything.
    pub fn is_worth(&self) -> bool {
        self.hundredths > 0
    }

    /// Whether it is a ★ criterion that was not done.
    pub fn has_failed(&self) -> bool {
        self.star && self.done == Some(false)
    }

    /// Whether all of it is decided.
    pub fn is_judged(&self) -> bool {
        self.kept.is_some()
    }

    /// Whether a fault was counted already: what is left to say is then only of the others.
    pub fn is_begun(&self) -> bool {
        self.faults.iter().any(|fault| !fault.open)
    }
}

/// `/staff/sessions/{id}/practical/{registration}/absent`: that a candidate did not come to the practical.
///
/// Field: `password`. Posts to `action`.
#[derive(Template)]
#[template(path = "pages/practical_absent.html")]
pub struct PracticalAbsent {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// Who, where.
    pub facts: Vec<Fact>,
    /// The candidate's name.
    pub name: String,
    /// How many criteria are judged in the draft that would go.
    pub judged: i64,
    /// Where the form posts to.
    pub action: String,
    /// Back to the sheet.
    pub back: String,
}
