//! What the examiner's pages show, put into the words of their templates.

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::practical::{Criterion, Draft, Standing};
use crate::i18n::Locale;
use crate::services::practical::{CandidateToMark, Marking, SheetToMark, ToMark};
use crate::web::extract::Staff;

use super::super::views::{
    Banner, Chip, Chrome, Fact, FaultRow, Figure, FormErrors, Link, MarkingCriterion, MarkingStep, NextToMark,
    PracticalAbsent, PracticalForm, PracticalList, ToMarkRow, Tone,
};
use super::super::{chrome, say};

/// What is shown of a sheet beside the scheme.
pub(super) struct Shown<'a> {
    pub(super) typed: &'a Draft,
    pub(super) errors: FormErrors,
    pub(super) tried: bool,
    pub(super) kept: bool,
}

impl<'a> Shown<'a> {
    /// What was typed, and nothing wrong with it.
    pub(super) fn typed(typed: &'a Draft) -> Self {
        Self { typed, errors: FormErrors::none(), tried: false, kept: false }
    }
}

/// The sheet's page.
pub(super) fn sheet_page(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    sheet: &SheetToMark,
    shown: Shown<'_>,
) -> PracticalForm {
    let mut chrome = chrome(app, request, Some(staff));
    let SheetToMark { session, candidate, .. } = sheet;
    let back = format!("/staff/sessions/{}/practical", session.session_id);
    let action = format!("{back}/{}", candidate.registration_id);
    chrome.path = action.clone();
    let typed = shown.typed;
    let all = typed.standing(&session.scheme.criteria);
    let saved_at = sheet.saved_at.map(say::time).unwrap_or_default();
    let steps = (1..)
        .zip(session.scheme.steps())
        .map(|(number, step)| {
            let standing = typed.standing(step.criteria.iter().copied());
            MarkingStep {
                number,
                title: step.title.map_or_else(|| chrome.t("practical-safety"), str::to_owned),
                lang: if step.title.is_some() { Locale::Zh.tag() } else { chrome.lang() },
                star: step.has_star(),
                judged: count(standing.judged),
                of: count(standing.of),
                marks: standing.marks.to_string(),
                full: step.full().to_string(),
                criteria: step.criteria.iter().map(|criterion| shown_criterion(criterion, typed)).collect(),
            }
        })
        .collect();
    PracticalForm {
        errors: shown.errors,
        tried: shown.tried,
        just_kept: shown.kept.then(|| saved_at.clone()).filter(|at| !at.is_empty()),
        saved_at,
        title: title(&chrome, session),
        task: session.scheme.title.clone(),
        minutes: i64::from(session.scheme.minutes),
        seat: chrome.t1("practical-seat", "seat", candidate.seat),
        name: candidate.name.clone(),
        admission: candidate.admission_number.clone(),
        examiner: chrome.t1("practical-examiner", "name", &staff.actor.name),
        steps,
        judged: count(all.judged),
        of: count(all.of),
        total: all.marks.to_string(),
        full: session.scheme.total.to_string(),
        account: staff.actor.account_id,
        registration: candidate.registration_id,
        absent: format!("{action}/absent"),
        action,
        back,
        chrome,
    }
}

fn shown_criterion(criterion: &Criterion, typed: &Draft) -> MarkingCriterion {
    let faults = criterion.faults.iter().map(|fault| {
        let field = Draft::count_field(criterion, fault);
        FaultRow {
            count: typed.typed(&field).to_owned(),
            open: typed.count(criterion, fault).is_none(),
            title: fault.title.clone(),
            deduct: fault.deduct.to_string(),
            hundredths: fault.deduct.hundredths(),
            field,
        }
    });
    MarkingCriterion {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        star: criterion.star,
        done: typed.done(criterion),
        hundredths: criterion.marks.hundredths(),
        full: criterion.marks.to_string(),
        kept: typed.kept(criterion).map(|marks| marks.to_string()),
        faults: faults.collect(),
    }
}

/// The page that says a candidate did not come.
pub(super) fn absent_page(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    sheet: &SheetToMark,
    errors: FormErrors,
) -> PracticalAbsent {
    let chrome = chrome(app, request, Some(staff));
    let SheetToMark { session, candidate, draft, .. } = sheet;
    let back = format!("/staff/sessions/{}/practical/{}", session.session_id, candidate.registration_id);
    PracticalAbsent {
        errors,
        facts: vec![
            Fact::new(chrome.t("col-name"), &candidate.name),
            Fact::new(chrome.t("col-admission"), &candidate.admission_number),
            Fact::new(chrome.t("practical-col-seat"), chrome.t1("practical-seat", "seat", candidate.seat)),
        ],
        name: candidate.name.clone(),
        judged: count(draft.standing(&session.scheme.criteria).judged),
        action: format!("{back}/absent"),
        back,
        chrome,
    }
}

/// The list's page.
pub(super) fn list_page(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    marking: &ToMark,
    signed: Option<i64>,
) -> PracticalList {
    let chrome = chrome(app, request, Some(staff));
    let is_open = |one: &&CandidateToMark| marking.marking == Marking::Open && one.signed.is_none() && !one.absent;
    let open: Vec<&CandidateToMark> = marking.candidates.iter().filter(is_open).collect();
    // What was begun is finished first.
    let next = open.iter().find(|one| one.draft.is_some()).or_else(|| open.first()).copied();
    let rows = marking.candidates.iter().map(|one| row(&chrome, marking, one, is_open(&one)));
    let just = signed.and_then(|id| marking.candidates.iter().find(|one| one.registration_id == id));
    PracticalList {
        banner: banner(&chrome, marking, just, open.is_empty()),
        title: title(&chrome, marking),
        lede: match marking.tasks.len() {
            0 | 1 => chrome.t2(
                "practical-lede",
                "task",
                marking.scheme.title.as_str(),
                "minutes",
                i64::from(marking.scheme.minutes),
            ),
            several => chrome.t1("practical-lede-tasks", "count", count(several)),
        },
        figures: figures(&chrome, &marking.candidates),
        next: next.map(|one| NextToMark {
            who: chrome.t2("practical-next-who", "seat", one.seat, "admission", &one.admission_number),
            so_far: one.draft.map(|draft| half(&chrome, draft)).unwrap_or_default(),
            label: chrome.t1(verb(one).1, "name", &one.name),
            href: href(marking.session_id, one),
        }),
        rows: rows.collect(),
        account: staff.actor.account_id,
        back: Link::new(chrome.t("practical-to-sessions"), "/staff"),
        chrome,
    }
}

fn banner(chrome: &Chrome, marking: &ToMark, just: Option<&CandidateToMark>, done: bool) -> Option<Banner> {
    let signed = just
        .filter(|one| one.signed.is_some())
        .map(|one| chrome.t2("practical-just-signed", "name", &one.name, "mark", mark(chrome, one)));
    if marking.marking == Marking::Closed {
        let title = chrome.t("practical-refused-closed");
        return Some(Banner { tone: Tone::Plain, title, text: chrome.t("practical-refused-closed-text") });
    }
    let any = marking.candidates.iter().any(|one| one.signed.is_some());
    if done && any {
        let text = [signed, Some(chrome.t("practical-all-done-text"))].into_iter().flatten().collect::<Vec<_>>();
        return Some(Banner { tone: Tone::Ok, title: chrome.t("practical-all-done"), text: text.join(" ") });
    }
    signed.map(|title| Banner { tone: Tone::Ok, title, text: chrome.t("practical-just-signed-text") })
}

fn figures(chrome: &Chrome, candidates: &[CandidateToMark]) -> Vec<Figure> {
    let figure = |key: &str, counts: &dyn Fn(&CandidateToMark) -> bool| Figure {
        number: candidates.iter().filter(|one| counts(one)).count().to_string(),
        label: chrome.t(key),
    };
    let waits = |one: &CandidateToMark| one.signed.is_none() && !one.absent;
    vec![
        figure("practical-figure-all", &|one| one.signed.is_some() || !one.absent),
        figure("practical-signed", &|one| one.signed.is_some()),
        figure("practical-figure-half", &|one| waits(one) && one.draft.is_some()),
        figure("practical-open", &|one| waits(one) && one.draft.is_none()),
    ]
}

fn row(chrome: &Chrome, marking: &ToMark, one: &CandidateToMark, open: bool) -> ToMarkRow {
    let state = match (one.signed, one.absent, one.draft) {
        (Some(_), _, _) => Chip::new(Tone::Ok, chrome.t("practical-signed")),
        (None, true, _) => Chip::new(Tone::Wait, chrome.t("candidate-absent")),
        (None, false, Some(draft)) => Chip::new(Tone::Warn, half(chrome, draft)),
        (None, false, None) => Chip::new(Tone::Plain, chrome.t("practical-open")),
    };
    let (verb, label) = verb(one);
    ToMarkRow {
        registration: one.registration_id,
        admission: one.admission_number.clone(),
        name: one.name.clone(),
        seat: if one.seat > 0 { one.seat.to_string() } else { "—".to_owned() },
        task: task(marking, one),
        state,
        mark: mark(chrome, one),
        verb: chrome.t(verb),
        label: chrome.t1(label, "name", &one.name),
        href: open.then(|| href(marking.session_id, one)),
    }
}

/// The title of the task drawn for a candidate, where there are several.
fn task(marking: &ToMark, one: &CandidateToMark) -> String {
    let task = marking.tasks.iter().find(|task| marking.tasks.len() > 1 && task.code == one.task);
    task.map(|task| task.scheme.title.clone()).unwrap_or_default()
}

/// What the button of a candidate says, short and whole.
fn verb(one: &CandidateToMark) -> (&'static str, &'static str) {
    if one.draft.is_some() {
        ("practical-go-on", "practical-go-on-one")
    } else {
        ("practical-mark", "practical-mark-one")
    }
}

fn mark(chrome: &Chrome, one: &CandidateToMark) -> String {
    if one.signed_absent { chrome.t("candidate-absent") } else { say::marks(one.signed) }
}

fn half(chrome: &Chrome, draft: Standing) -> String {
    chrome.t2("practical-half", "done", count(draft.judged), "all", count(draft.of))
}

fn href(session: i64, one: &CandidateToMark) -> String {
    format!("/staff/sessions/{session}/practical/{}", one.registration_id)
}

fn title(chrome: &Chrome, marking: &ToMark) -> String {
    chrome.t1("practical-of", "project", say::project(chrome.locale, &marking.occupation, marking.level))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
