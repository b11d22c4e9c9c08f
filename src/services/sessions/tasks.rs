//! The practical tasks of a session to be planned.

use crate::domain::double_random::MOST_TASKS;
use crate::domain::practical::Scheme;
use crate::formats::practical::read_scheme;

/// The schemes of further tasks, or what is wrong with which.
pub(super) fn more_schemes(first: &Scheme, texts: &[String]) -> Result<Vec<Scheme>, (&'static str, String)> {
    if texts.len() >= MOST_TASKS {
        let message = format!("{} tasks are given; a session has at most {MOST_TASKS}", texts.len() + 1);
        return Err(("scheme-too-many", message));
    }
    let mut more: Vec<Scheme> = Vec::with_capacity(texts.len());
    for (number, text) in (2..).zip(texts) {
        let place = format!("task {number}");
        let scheme = read_scheme(text).map_err(|error| ("scheme", format!("{place}: {error}")))?;
        if (&scheme.occupation, scheme.level) != (&first.occupation, first.level) {
            return Err(("scheme-other", format!("{place}: the marking scheme is for another occupation or level")));
        }
        if scheme.total != first.total {
            let message = format!("{place}: its criteria sum to {}, the first task's to {}", scheme.total, first.total);
            return Err(("scheme-total", message));
        }
        if std::iter::once(first).chain(&more).any(|other| other.title == scheme.title) {
            return Err(("scheme-twice", format!("{place}: a task named {:?} is given already", scheme.title)));
        }
        more.push(scheme);
    }
    Ok(more)
}
