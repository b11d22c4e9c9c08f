//! From the pledge to the receipt.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::app::App;
use crate::services::sittings::{self, PaperView, Phase, Save};
use crate::services::{Context, ServiceError};
use crate::web::errors::Problem;
use crate::web::extract::{Seat, act};
use crate::web::forms::Posted;
use crate::web::pages::views::{Banner, Chrome, ExamPaper, ExamPledge, ExamReceipt, ExamWait, FormErrors, Tone};
use crate::web::pages::{Page, chrome, render, render_again, say, see};

use super::{Pairs, place_of, seat_of, sheet, whereabouts};

/// The pledge.
///
/// # Errors
/// When nobody is signed in here.
pub async fn pledge_form(app: Data<App>, request: HttpRequest, seat: Seat) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if here.phase != Phase::SignedIn {
        return Ok(see(place_of(here.phase)));
    }
    let chrome = chrome(&app, &request, None);
    render(&app, &request, &ExamPledge { chrome, errors: FormErrors::none(), notice: None, name: here.name })
}

/// The box of the pledge.
#[derive(Deserialize)]
pub struct Pledge {
    #[serde(default)]
    agreed: String,
}

/// Signs the pledge; without its box, or too late (E4), says so on its page.
///
/// # Errors
/// When nobody is signed in here, or the sitting went on elsewhere.
pub async fn pledge(app: Data<App>, request: HttpRequest, seat: Seat, form: Posted<Pledge>) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if here.phase != Phase::SignedIn {
        return Ok(see(place_of(here.phase)));
    }
    let chrome = chrome(&app, &request, None);
    if form.fields.agreed != "yes" {
        let errors = FormErrors::one("agreed", chrome.t("pledge-missing"));
        return render_again(&app, &request, &ExamPledge { chrome, errors, notice: None, name: here.name });
    }
    let token = seat.0.clone();
    let refused = act(&app, move |context| match sittings::pledge(context, &token) {
        Err(error @ ServiceError::Refused(_)) => Ok(Some(Problem::from(error))),
        other => other.map(|_| None),
    })
    .await?;
    let Some(problem) = refused else { return Ok(see("/exam/wait")) };
    let title = say::problem(chrome.locale, &problem);
    let notice = Some(Banner { tone: Tone::Stop, title, text: String::new() });
    render_again(&app, &request, &ExamPledge { chrome, errors: FormErrors::none(), notice, name: here.name })
}

/// How long before the opening the practice paper is still offered, in seconds: it takes two minutes.
const TIME_TO_PRACTISE: i64 = 180;

/// Waiting for the opening; goes on by itself.
///
/// # Errors
/// When nobody is signed in here.
pub async fn wait(app: Data<App>, request: HttpRequest, seat: Seat) -> Page {
    let here = whereabouts(&app, &seat).await?;
    let now = app.context.now();
    if here.phase == Phase::Pledged && now >= here.opens_at {
        return Ok(see("/exam/paper"));
    }
    if here.phase != Phase::Pledged {
        return Ok(see(place_of(here.phase)));
    }
    let chrome = chrome(&app, &request, None);
    let left = here.opens_at.as_second() - now.as_second();
    let page = ExamWait {
        seat: seat_of(&chrome, &here.room, here.seat),
        name: here.name,
        exam: here.exam_title,
        now: say::time(now),
        now_at: now.to_string(),
        opens_at: here.opens_at.to_string(),
        opens_local: say::time(here.opens_at),
        refresh: u32::try_from(left.clamp(5, 60)).unwrap_or(5),
        practice: left >= TIME_TO_PRACTISE,
        chrome,
    };
    render(&app, &request, &page)
}

/// How the paper page was reached.
#[derive(Deserialize)]
pub struct Reached {
    /// `yes` after saving without script.
    #[serde(default)]
    saved: String,
    /// `yes` after handing in too early.
    #[serde(default)]
    early: String,
}

/// The paper.
///
/// # Errors
/// When nobody is signed in here, or the sitting went on elsewhere.
pub async fn paper(app: Data<App>, request: HttpRequest, seat: Seat, query: Query<Reached>) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if matches!(here.phase, Phase::SignedIn | Phase::Submitted)
        || (here.phase == Phase::Pledged && app.context.now() < here.opens_at)
    {
        return Ok(see(place_of(here.phase)));
    }
    let token = seat.0.clone();
    let paper = act(&app, move |context| sittings::paper(context, &token)).await?;
    let chrome = chrome(&app, &request, None);
    let page = ExamPaper {
        exam: paper.title.clone(),
        name: paper.name.clone(),
        admission: paper.admission_number.clone(),
        seat: seat_of(&chrome, &paper.room, paper.seat),
        ends_at: paper.ends_at.to_string(),
        ends_local: say::time(paper.ends_at),
        leave_at: paper.leave_from.to_string(),
        leave_local: say::time(paper.leave_from),
        now: paper.now.to_string(),
        minutes_left: u32::try_from((paper.remaining_seconds + 59) / 60).unwrap_or(0),
        last_seq: u64::try_from(paper.last_seq).unwrap_or(0),
        saved_at: paper.last_saved_at.map(say::time).unwrap_or_default(),
        told: told(&chrome, &paper, &query),
        paused: paper.paused,
        large_print: paper.large_print,
        item_lang: "zh-CN",
        practice: None,
        sections: sheet::sections(chrome.locale, &paper),
        chrome,
    };
    render(&app, &request, &page)
}

/// What a form without script is answered.
fn told(chrome: &Chrome, paper: &PaperView, query: &Reached) -> Option<Banner> {
    if query.early == "yes" && paper.now < paper.leave_from {
        let title = chrome.t1("exam-early", "time", say::time(paper.leave_from));
        return Some(Banner { tone: Tone::Warn, title, text: chrome.t("exam-early-text") });
    }
    (query.saved == "yes").then(|| Banner {
        tone: Tone::Ok,
        title: chrome.t("exam-just-saved"),
        text: chrome.t1("exam-ends-at", "time", say::time(paper.ends_at)),
    })
}

/// Saves what changed on a page without script.
///
/// # Errors
/// When nobody is signed in here, or the sitting went on elsewhere.
pub async fn save(app: Data<App>, seat: Seat, form: Posted<Pairs>) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if here.phase != Phase::Running {
        return Ok(see(place_of(here.phase)));
    }
    let (token, answers) = (seat.0, form.fields);
    act(&app, move |context| save_changed(context, &token, answers)).await?;
    Ok(see("/exam/paper?saved=yes"))
}

/// Saves what changed, and hands in; before the earliest time (E4) saves, and says when.
///
/// # Errors
/// When nobody is signed in here, or the sitting went on elsewhere.
pub async fn submit(app: Data<App>, seat: Seat, form: Posted<Pairs>) -> Page {
    let (token, answers) = (seat.0, form.fields);
    let handed_in = act(&app, move |context| {
        if sittings::whereabouts(context, &token)?.phase == Phase::Running {
            save_changed(context, &token, answers)?;
        }
        match sittings::submit(context, &token) {
            Ok(_) => Ok("/exam/receipt"),
            Err(ServiceError::Refused(refusal)) if refusal.code == "sitting-too-early" => Ok("/exam/paper?early=yes"),
            Err(error) => Err(error),
        }
    })
    .await?;
    Ok(see(handed_in))
}

/// Saves what the form changed of what it showed. An item it says nothing of, and one it left as it showed it, keep the
/// answer that is saved: the form may come from a stale or cut-off page.
fn save_changed(context: &Context, token: &str, form: Pairs) -> Result<(), ServiceError> {
    let paper = sittings::paper(context, token)?;
    let mut posted = PostedItems::of(&form);
    let mut saves = Vec::new();
    let mut seq = paper.last_seq;
    for item in paper.sections.iter().flat_map(|section| &section.items) {
        let Some(answer) = posted.changed(&item.id) else { continue };
        let mut before = item.answer.clone();
        before.sort();
        if answer != before {
            seq += 1;
            saves.push(Save { seq, item: item.id.clone(), answer, client_time: String::new() });
        }
    }
    if !saves.is_empty() {
        sittings::save(context, token, saves)?;
    }
    Ok(())
}

/// What a form says of each item: `a.<item>` for each option chosen, `s.<item>` for what its page showed as chosen.
#[derive(Default)]
struct PostedItems<'a> {
    chosen: BTreeMap<&'a str, Vec<String>>,
    shown: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> PostedItems<'a> {
    fn of(form: &'a [(String, String)]) -> Self {
        let mut posted = Self::default();
        for (name, value) in form {
            if let Some(item) = name.strip_prefix("a.") {
                posted.chosen.entry(item).or_default().push(value.clone());
            } else if let Some(item) = name.strip_prefix("s.") {
                let mut shown: Vec<String> = value.split_whitespace().map(ToOwned::to_owned).collect();
                shown.sort();
                posted.shown.insert(item, shown);
            }
        }
        posted
    }

    /// The answer that somebody gave on this form, sorted; nothing where they left it as it was, or it is not there.
    fn changed(&mut self, item: &str) -> Option<Vec<String>> {
        let (chosen, shown) = (self.chosen.remove(item), self.shown.remove(item));
        if chosen.is_none() && shown.is_none() {
            return None;
        }
        let mut answer = chosen.unwrap_or_default();
        answer.sort();
        (shown.as_ref() != Some(&answer)).then_some(answer)
    }
}

/// The receipt.
///
/// # Errors
/// When nobody is signed in here.
pub async fn receipt(app: Data<App>, request: HttpRequest, seat: Seat) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if here.phase != Phase::Submitted {
        return Ok(see(place_of(here.phase)));
    }
    let page = ExamReceipt {
        chrome: chrome(&app, &request, None),
        name: here.name,
        answered: here.answered,
        items: here.items,
        submitted_at: here.submitted_at.map(say::time_to_the_second).unwrap_or_default(),
        receipt: here.receipt,
        by_time: here.by_time,
        locked_down: here.locked_down,
    };
    render(&app, &request, &page)
}
