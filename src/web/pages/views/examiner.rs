//! Pages for the examiner: whom to mark, and the marking form.

use askama::Template;

use super::{Banner, Chip, Chrome, FormErrors, Link};

/// `/staff/sessions/{id}/practical`: whom to mark.
#[derive(Template)]
#[template(path = "pages/practical_list.html")]
pub struct PracticalList {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// What has just been signed.
    pub banner: Option<Banner>,
    /// `电工（五级）技能考核`.
    pub title: String,
    /// Day, place.
    pub lede: String,
    /// One row a candidate.
    pub rows: Vec<ToMarkRow>,
    /// Back to the session.
    pub back: Link,
}

/// A candidate to mark.
#[derive(Clone, Debug)]
pub struct ToMarkRow {
    /// Admission number.
    pub admission: String,
    /// Name.
    pub name: String,
    /// Seat or workstation.
    pub seat: String,
    /// `未评`, `已签名`, `缺考`.
    pub state: Chip,
    /// The form; `None` once signed or absent.
    pub href: Option<String>,
}

/// `/staff/sessions/{id}/practical/{registration}`: the sheet; works without script.
///
/// Fields: `done.<criterion>` = `yes`|`no` for a ★ criterion, `count.<criterion>.<fault>` = whole number for each
/// fault, `password`. Posts to `action`.
#[derive(Template)]
#[template(path = "pages/practical.html")]
pub struct PracticalForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields, named as above.
    pub errors: FormErrors,
    /// `电工（五级）技能考核`.
    pub title: String,
    /// The task's words.
    pub task: String,
    /// `3 号工位`.
    pub seat: String,
    /// `考生 26120317`.
    pub candidate: String,
    /// The examiner's name.
    pub examiner: String,
    /// ★ criteria, which come first.
    pub safety: Vec<SafetyCriterion>,
    /// Criteria with marks.
    pub measured: Vec<MeasuredCriterion>,
    /// The sum of full marks, `100.00`.
    pub full: String,
    /// Where the form posts to.
    pub action: String,
    /// Back to the list.
    pub back: String,
}

/// A ★ criterion: done or not.
#[derive(Clone, Debug)]
pub struct SafetyCriterion {
    /// Its id in the scheme.
    pub id: String,
    /// Its words.
    pub title: String,
    /// What was chosen.
    pub done: Option<bool>,
}

/// A criterion with marks that faults are deducted from.
#[derive(Clone, Debug)]
pub struct MeasuredCriterion {
    /// Its id in the scheme.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Full marks, `15.00`.
    pub full: String,
    /// Its faults.
    pub faults: Vec<FaultRow>,
}

/// A kind of fault, to be counted.
#[derive(Clone, Debug)]
pub struct FaultRow {
    /// Its id in the scheme.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Marks off for each, `2.00`.
    pub deduct: String,
    /// What was typed; empty = not decided.
    pub count: String,
}

impl SafetyCriterion {
    /// The field's name and id: `done.<criterion>`.
    pub fn field(&self) -> String {
        format!("done.{}", self.id)
    }
}

impl MeasuredCriterion {
    /// The field's name and id for one of its faults: `count.<criterion>.<fault>`.
    pub fn field(&self, fault: &FaultRow) -> String {
        format!("count.{}.{}", self.id, fault.id)
    }
}
