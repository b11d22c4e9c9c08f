//! The candidate's pages: sign in, is it you, pledge, wait, the paper, the receipt. All work without script.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::Data;
use serde::Deserialize;

use crate::app::App;
use crate::domain::{ItemType, Marks};
use crate::i18n::{self, Locale};
use crate::services::sittings::{
    self, PaperItem as Item, PaperSection as Section, PaperView, Phase, Save, SignIn, Whereabouts,
};
use crate::services::{Context, ServiceError};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{SEAT_COOKIE, Seat, act, client_of, cookie};
use crate::web::forms::Posted;

use super::views::{
    Chrome, ExamConfirm, ExamPaper, ExamPledge, ExamReceipt, ExamSignIn, ExamWait, FormErrors, PaperItem, PaperOption,
    PaperSection, Picture,
};
use super::{Page, chrome, render, render_again, say, see};

/// The sign-in form; somebody already signed in goes on where they are.
///
/// # Errors
/// When a template fails.
pub async fn sign_in_form(app: Data<App>, request: HttpRequest) -> Page {
    let page = ExamSignIn {
        chrome: chrome(&app, &request, None),
        errors: FormErrors::none(),
        admission: String::new(),
        tail: String::new(),
        room_code: String::new(),
    };
    render(&app, &request, &page)
}

/// A candidate's sign-in.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    admission: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    room_code: String,
}

/// Signs in, or says what does not match and keeps what was typed.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(app: Data<App>, request: HttpRequest, form: Posted<Typed>) -> Page {
    let Typed { admission, tail, room_code } = form.fields;
    let given = SignIn {
        admission: admission.trim().to_owned(),
        id_tail: tail.trim().to_uppercase(),
        room_code: room_code.trim().to_owned(),
    };
    let client = client_of(&request);
    let done = act(&app, move |context| {
        Ok(match sittings::sign_in(context, given, &client) {
            Err(error @ (ServiceError::Refused(_) | ServiceError::Invalid(_) | ServiceError::Busy { .. })) => {
                Err(Problem::from(error))
            }
            other => Ok(other?),
        })
    })
    .await?;
    match done {
        Ok(signed_in) => {
            let mut response = see("/exam/confirm");
            let cookie = cookie(&app, SEAT_COOKIE, signed_in.token, 43_200);
            response.add_cookie(&cookie).map_err(|error| Problem::internal(&error))?;
            Ok(response)
        }
        Err(problem) => {
            let chrome = chrome(&app, &request, None);
            let mut errors = FormErrors::none();
            for one in &problem.fields {
                let field = if one.field == "id_tail" { "tail" } else { one.field };
                errors.add(field, say::field_error(chrome.locale, one.code, &one.message));
            }
            if errors.is_empty() {
                errors.add("admission", say::problem(chrome.locale, &problem));
            }
            render_again(&app, &request, &ExamSignIn { chrome, errors, admission, tail, room_code })
        }
    }
}

async fn whereabouts(app: &Data<App>, seat: &Seat) -> Result<Whereabouts, WebError> {
    let token = seat.0.clone();
    act(app, move |context| sittings::whereabouts(context, &token)).await
}

fn seat_of(chrome: &Chrome, room: &str, seat: i64) -> String {
    chrome.t2("seat-in-room", "room", room, "seat", seat)
}

/// Is this you?
///
/// # Errors
/// When nobody is signed in here.
pub async fn confirm(app: Data<App>, request: HttpRequest, seat: Seat) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if here.phase != Phase::SignedIn {
        return Ok(see(place_of(here.phase)));
    }
    let chrome = chrome(&app, &request, None);
    let page = ExamConfirm {
        seat: seat_of(&chrome, &here.room, here.seat),
        name: here.name,
        admission: here.admission_number,
        exam: here.exam_title,
        elsewhere: None,
        chrome,
    };
    render(&app, &request, &page)
}

/// It is: on to the pledge.
///
/// # Errors
/// When nobody is signed in here.
pub async fn confirmed(_seat: Seat, _form: Posted<Pairs>) -> Page {
    Ok(see("/exam/pledge"))
}

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
    render(&app, &request, &ExamPledge { chrome, errors: FormErrors::none(), name: here.name })
}

/// The box of the pledge.
#[derive(Deserialize)]
pub struct Pledge {
    #[serde(default)]
    agreed: String,
}

/// Signs the pledge.
///
/// # Errors
/// When nobody is signed in here, or the sitting is over.
pub async fn pledge(app: Data<App>, request: HttpRequest, seat: Seat, form: Posted<Pledge>) -> Page {
    if form.fields.agreed != "yes" {
        let here = whereabouts(&app, &seat).await?;
        let chrome = chrome(&app, &request, None);
        let errors = FormErrors::one("agreed", chrome.t("pledge-missing"));
        return render_again(&app, &request, &ExamPledge { chrome, errors, name: here.name });
    }
    let token = seat.0.clone();
    act(&app, move |context| sittings::pledge(context, &token)).await?;
    Ok(see("/exam/wait"))
}

/// Where somebody belongs.
fn place_of(phase: Phase) -> &'static str {
    match phase {
        Phase::SignedIn => "/exam/confirm",
        Phase::Pledged => "/exam/wait",
        Phase::Running => "/exam/paper",
        Phase::Submitted => "/exam/receipt",
    }
}

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
    let left = (here.opens_at.as_second() - now.as_second()).clamp(5, 60);
    let page = ExamWait {
        seat: seat_of(&chrome, &here.room, here.seat),
        name: here.name,
        exam: here.exam_title,
        now: say::time(now),
        opens_at: say::time(here.opens_at),
        refresh: u32::try_from(left).unwrap_or(5),
        chrome,
    };
    render(&app, &request, &page)
}

/// How the paper page was reached.
#[derive(Deserialize)]
pub struct Saved {
    #[serde(default)]
    saved: String,
}

/// The paper.
///
/// # Errors
/// When nobody is signed in here, or the sitting went on elsewhere.
pub async fn paper(app: Data<App>, request: HttpRequest, seat: Seat, query: actix_web::web::Query<Saved>) -> Page {
    let here = whereabouts(&app, &seat).await?;
    if matches!(here.phase, Phase::SignedIn | Phase::Submitted)
        || (here.phase == Phase::Pledged && app.context.now() < here.opens_at)
    {
        return Ok(see(place_of(here.phase)));
    }
    let token = seat.0.clone();
    let paper = act(&app, move |context| sittings::paper(context, &token)).await?;
    let chrome = chrome(&app, &request, None);
    let locale = chrome.locale;
    let seconds = (paper.ends_at.as_second() - paper.now.as_second()).max(0);
    let page = ExamPaper {
        exam: paper.title.clone(),
        name: paper.name.clone(),
        admission: paper.admission_number.clone(),
        seat: seat_of(&chrome, &paper.room, paper.seat),
        ends_at: paper.ends_at.to_string(),
        ends_local: say::time(paper.ends_at),
        now: paper.now.to_string(),
        minutes_left: u32::try_from((seconds + 59) / 60).unwrap_or(0),
        last_seq: u64::try_from(paper.last_seq).unwrap_or(0),
        saved_at: paper.last_saved_at.map(say::time).unwrap_or_default(),
        just_saved: query.saved == "yes",
        large_print: paper.large_print,
        sections: sections(locale, &paper),
        chrome,
    };
    render(&app, &request, &page)
}

fn sections(locale: Locale, paper: &PaperView) -> Vec<PaperSection> {
    const ORDINALS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];
    let ordinal = |at: usize| match locale {
        Locale::Zh => ORDINALS.get(at).map(|text| format!("{text}、")).unwrap_or_default(),
        Locale::En => format!("{}. ", at + 1),
    };
    paper
        .sections
        .iter()
        .enumerate()
        .map(|(at, section)| PaperSection {
            title: format!("{}{}", ordinal(at), section_title(locale, section)),
            items: section.items.iter().map(|item| paper_item(locale, section, item)).collect(),
        })
        .collect()
}

/// Chinese papers keep the blueprint's own title; in English the kind of its items says what it is.
fn section_title(locale: Locale, section: &Section) -> String {
    match section.items.first() {
        Some(first) if locale == Locale::En => i18n::text(locale, kind_key(first.kind)),
        _ => section.title.clone(),
    }
}

fn kind_key(kind: ItemType) -> &'static str {
    match kind {
        ItemType::Single => "item-single",
        ItemType::TrueFalse => "item-true-false",
        ItemType::Multiple => "item-multiple",
    }
}

fn paper_item(locale: Locale, section: &Section, item: &Item) -> PaperItem {
    let points = Marks::new(section.points).unwrap_or_default();
    let letters: &[&str] =
        if item.kind == ItemType::TrueFalse { &["√", "×"] } else { &["A", "B", "C", "D", "E", "F"] };
    PaperItem {
        number: u32::try_from(item.number).unwrap_or(u32::MAX),
        id: item.id.clone(),
        kind: i18n::text(locale, kind_key(item.kind)),
        points: i18n::text_with(locale, "item-points", &[("points", short(points).as_str().into())]),
        stem: item.stem.clone(),
        picture: item.picture.as_ref().map(|_| Picture {
            src: format!("/api/v1/hall/pictures/{}", item.id),
            alt: i18n::text_with(locale, "item-picture", &[("number", i64::try_from(item.number).unwrap_or(0).into())]),
        }),
        multiple: item.multiple,
        options: item
            .options
            .iter()
            .zip(letters)
            .map(|(option, letter)| PaperOption {
                id: option.id.clone(),
                letter: (*letter).to_owned(),
                text: option.text.clone(),
                chosen: item.answer.contains(&option.id),
            })
            .collect(),
    }
}

/// `1.75`, `2`: marks without needless zeros.
fn short(points: Marks) -> String {
    points.to_string().trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Every answer of the form, `a.<item>` = option id.
type Pairs = Vec<(String, String)>;

/// Saves what changed on a page without script.
///
/// # Errors
/// When nobody is signed in here, the time is over, or the sitting went on elsewhere.
pub async fn save(app: Data<App>, seat: Seat, form: Posted<Pairs>) -> Page {
    let (token, answers) = (seat.0.clone(), form.fields);
    act(&app, move |context| save_changed(context, &token, answers)).await?;
    Ok(see("/exam/paper?saved=yes"))
}

/// Saves what changed, and hands in.
///
/// # Errors
/// Before the earliest leaving time (E4).
pub async fn submit(app: Data<App>, seat: Seat, form: Posted<Pairs>) -> Page {
    let (token, answers) = (seat.0.clone(), form.fields);
    act(&app, move |context| {
        if sittings::whereabouts(context, &token)?.phase == Phase::Running {
            save_changed(context, &token, answers)?;
        }
        sittings::submit(context, &token)
    })
    .await?;
    Ok(see("/exam/receipt"))
}

fn save_changed(context: &Context, token: &str, form: Vec<(String, String)>) -> Result<(), ServiceError> {
    let paper = sittings::paper(context, token)?;
    let mut typed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in &form {
        if let Some(item) = name.strip_prefix("a.") {
            typed.entry(item).or_default().push(value.clone());
        }
    }
    let mut saves = Vec::new();
    let mut seq = paper.last_seq;
    for item in paper.sections.iter().flat_map(|section| &section.items) {
        // A form that says nothing of an item takes no answer back: it may come from a stale or cut-off page.
        let Some(mut answer) = typed.remove(item.id.as_str()) else { continue };
        let mut before = item.answer.clone();
        answer.sort();
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
        answered: here.answered,
        items: here.items,
        submitted_at: here.submitted_at.map(say::time_to_the_second).unwrap_or_default(),
        receipt: here.receipt,
        by_time: here.by_time,
    };
    render(&app, &request, &page)
}

/// Leaves this computer: the cookie goes, the sitting stays.
///
/// # Errors
/// Never.
pub async fn leave(app: Data<App>, _form: Posted<Pairs>) -> Page {
    let mut response = see("/exam");
    let gone = cookie(&app, SEAT_COOKIE, String::new(), 0);
    response.add_cookie(&gone).map_err(|error| Problem::internal(&error))?;
    Ok(response)
}
