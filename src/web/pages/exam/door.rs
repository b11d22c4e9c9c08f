//! The door: sign in, is it you, or not.

use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::app::App;
use crate::services::ServiceError;
use crate::services::sittings::{self, Phase, SignIn, TICKET_SECONDS};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{DOOR_COOKIE, SEAT_COOKIE, Seat, act, client_of, cookie, cookie_value};
use crate::web::forms::Posted;
use crate::web::pages::views::{Banner, Chrome, ExamConfirm, ExamSignIn, FormErrors, MessagePage, Tone};
use crate::web::pages::{Page, chrome, render, render_again, say, see};

use super::{Pairs, place_of, seat_of, whereabouts};

/// Why somebody comes back to the sign-in form.
#[derive(Deserialize)]
pub struct Why {
    #[serde(default)]
    why: String,
}

/// What somebody types to sign in.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    admission: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    room_code: String,
}

/// The sign-in form; says so when somebody's exam goes on in this browser.
///
/// # Errors
/// When a template fails.
pub async fn sign_in_form(app: Data<App>, request: HttpRequest, query: Query<Why>) -> Page {
    let seated = seated(&app, &request).await;
    let chrome = chrome(&app, &request, None);
    let told =
        |title: &str, text: &str| Some(Banner { tone: Tone::Warn, title: chrome.t(title), text: chrome.t(text) });
    let notice = match query.why.as_str() {
        "help" => told("door-help", "door-help-text"),
        "moved" => told("door-moved", "door-moved-text"),
        "over" => told("exam-signed-out", "door-over-text"),
        _ => None,
    };
    let (admission, tail, room_code) = Default::default();
    render(
        &app,
        &request,
        &ExamSignIn { chrome, errors: FormErrors::none(), notice, seated, admission, tail, room_code },
    )
}

/// Whose exam goes on in this browser.
async fn seated(app: &Data<App>, request: &HttpRequest) -> Option<String> {
    let here = whereabouts(app, &Seat(cookie_value(request, SEAT_COOKIE)?)).await.ok()?;
    (here.phase != Phase::Submitted).then_some(here.name)
}

/// Asks "is it you?", or says what does not match and keeps what was typed. Nobody is signed in yet.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(app: Data<App>, request: HttpRequest, form: Posted<Typed>) -> Page {
    let typed = form.fields;
    let missing = missing(&chrome(&app, &request, None), &typed);
    if !missing.is_empty() {
        return again(&app, &request, typed, missing, None);
    }
    let given = SignIn {
        admission: typed.admission.trim().to_owned(),
        id_tail: typed.tail.trim().to_uppercase(),
        room_code: typed.room_code.trim().to_owned(),
    };
    let client = client_of(&request);
    let knocked = act(&app, move |context| refused(sittings::knock(context, &given, &client))).await?;
    match knocked {
        Ok(ticket) => {
            let mut response = see("/exam/confirm");
            let kept = cookie(&app, DOOR_COOKIE, ticket, TICKET_SECONDS);
            response.add_cookie(&kept).map_err(|error| Problem::internal(&error))?;
            Ok(response)
        }
        Err(problem) => {
            let (errors, notice) = why_not(&chrome(&app, &request, None), &problem);
            again(&app, &request, typed, errors, notice)
        }
    }
}

/// Keeps a refusal apart from a failure.
fn refused<T>(answer: Result<T, ServiceError>) -> Result<Result<T, Problem>, ServiceError> {
    match answer {
        Err(error @ (ServiceError::Refused(_) | ServiceError::Invalid(_) | ServiceError::Busy { .. })) => {
            Ok(Err(Problem::from(error)))
        }
        other => other.map(Ok),
    }
}

fn again(app: &App, request: &HttpRequest, typed: Typed, errors: FormErrors, notice: Option<Banner>) -> Page {
    let chrome = chrome(app, request, None);
    let Typed { admission, tail, room_code } = typed;
    render_again(app, request, &ExamSignIn { chrome, errors, notice, seated: None, admission, tail, room_code })
}

fn missing(chrome: &Chrome, typed: &Typed) -> FormErrors {
    let mut errors = FormErrors::none();
    for (field, value, key) in [
        ("admission", &typed.admission, "door-missing-admission"),
        ("tail", &typed.tail, "door-missing-tail"),
        ("room_code", &typed.room_code, "door-missing-room"),
    ] {
        if value.trim().is_empty() {
            errors.add(field, chrome.t(key));
        }
    }
    errors
}

/// What does not match stands at its field; what typing can't mend stands above the form.
fn why_not(chrome: &Chrome, problem: &Problem) -> (FormErrors, Option<Banner>) {
    if problem.code == "sign-in-unknown" {
        return (FormErrors::one("admission", say::problem(chrome.locale, problem)), None);
    }
    let banner = match problem.retry_after {
        Some(seconds) => Banner {
            tone: Tone::Warn,
            title: chrome.t1("door-busy", "seconds", seconds),
            text: chrome.t("door-busy-text"),
        },
        None => Banner { tone: Tone::Warn, title: say::problem(chrome.locale, problem), text: String::new() },
    };
    (FormErrors::none(), Some(banner))
}

/// Is this you? Says so when going on here closes the exam elsewhere.
///
/// # Errors
/// When nobody has knocked and nobody is signed in here.
pub async fn confirm(app: Data<App>, request: HttpRequest) -> Page {
    let token = cookie_value(&request, SEAT_COOKIE);
    let Some(ticket) = cookie_value(&request, DOOR_COOKIE) else { return on_from_here(&app, token, "/exam").await };
    let held = token.clone();
    let knocked = act(&app, move |context| refused(sittings::knocked(context, &ticket, held.as_deref()))).await?;
    let Ok(known) = knocked else { return on_from_here(&app, token, "/exam?why=moved").await };
    let chrome = chrome(&app, &request, None);
    let page = ExamConfirm {
        seat: seat_of(&chrome, &known.room, known.seat),
        name: known.name,
        admission: known.admission_number,
        exam: known.title,
        elsewhere: known.is_elsewhere,
        chrome,
    };
    render(&app, &request, &page)
}

/// Where somebody who asks for a page of the door belongs: their exam, or `otherwise`.
async fn on_from_here(app: &Data<App>, token: Option<String>, otherwise: &str) -> Page {
    let Some(token) = token else { return Ok(see(otherwise)) };
    Ok(see(whereabouts(app, &Seat(token)).await.map_or(otherwise, |here| place_of(here.phase))))
}

/// It is: signs in, which ends an earlier sign-in elsewhere, and goes on where the exam is.
///
/// # Errors
/// When the database fails.
pub async fn confirmed(app: Data<App>, request: HttpRequest, _form: Posted<Pairs>) -> Page {
    let token = cookie_value(&request, SEAT_COOKIE);
    let Some(ticket) = cookie_value(&request, DOOR_COOKIE) else { return on_from_here(&app, token, "/exam").await };
    let entered = act(&app, move |context| refused(sittings::enter(context, &ticket))).await?;
    let signed_in = match entered {
        Ok(signed_in) => signed_in,
        Err(problem) if problem.code == "ticket-over" => return on_from_here(&app, token, "/exam?why=moved").await,
        Err(problem) => {
            let typed = Typed { admission: String::new(), tail: String::new(), room_code: String::new() };
            let (errors, notice) = why_not(&chrome(&app, &request, None), &problem);
            return again(&app, &request, typed, errors, notice);
        }
    };
    let here = if signed_in.started {
        "/exam/paper"
    } else if signed_in.pledged {
        "/exam/wait"
    } else {
        "/exam/pledge"
    };
    let mut response = see(here);
    for kept in [cookie(&app, SEAT_COOKIE, signed_in.token, 43_200), cookie(&app, DOOR_COOKIE, String::new(), 0)] {
        response.add_cookie(&kept).map_err(|error| Problem::internal(&error))?;
    }
    Ok(response)
}

/// It isn't: the ticket goes, and nobody was signed in. An exam that goes on in this browser is left alone.
///
/// # Errors
/// Never.
pub async fn leave(app: Data<App>, _form: Posted<Pairs>) -> Result<actix_web::HttpResponse, WebError> {
    let mut response = see("/exam?why=help");
    let gone = cookie(&app, DOOR_COOKIE, String::new(), 0);
    response.add_cookie(&gone).map_err(|error| Problem::internal(&error))?;
    Ok(response)
}

/// After handing in, in the exam browser: it leaves when it comes here.
///
/// # Errors
/// When a template fails.
pub async fn left(app: Data<App>, request: HttpRequest) -> Page {
    let chrome = chrome(&app, &request, None);
    let (title, text) = (chrome.t("left-title"), vec![chrome.t("left-text")]);
    render(&app, &request, &MessagePage { chrome, title, text, action: None, back: None })
}
