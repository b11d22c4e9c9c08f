//! Pages for people: what each shows is in [`views`], the words in `locales/`, the markup in `templates/pages/`.

pub mod accounts;
pub mod audit;
pub mod banks;
pub mod board;
pub mod certificates;
mod checked;
pub mod demo;
pub mod exam;
pub mod exports;
pub mod guest;
pub mod listing;
pub mod lockdown;
pub mod office;
pub mod overview;
pub mod own_account;
pub mod practical;
pub mod printing;
pub mod public;
pub mod recusals;
pub mod registration;
pub mod room_record;
pub mod say;
pub mod session;
mod session_words;
pub mod slip;
pub mod staff;
pub mod staff_ceremony;
pub mod supervision;
pub mod views;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::app::App;
use crate::clock;
use crate::domain::account::{Permission, Role};
use crate::i18n::{self, Locale};
use crate::services::Actor;

use super::errors::{LOCKED_DOWN, Problem, WebError};
use super::extract::{self, Staff};
use super::forms;
use views::{Chrome, DemoBanner, ErrorPage, FormErrors, Link, LockedPage, NavLink, StaffSignIn};

/// What a page's handler returns.
pub type Page = Result<HttpResponse, WebError>;

/// Head, foot and texts for a page.
#[must_use]
pub fn chrome(app: &App, request: &HttpRequest, staff: Option<&Staff>) -> Chrome {
    let locale = extract::language(request);
    Chrome {
        locale,
        bureau: bureau_name(app, locale),
        demo: app.demo_clock.as_ref().map(|_| DemoBanner {
            now: say::instant(locale, app.context.now()),
            step_label: demo::next_label(app, locale),
        }),
        user: staff.map(|staff| staff.actor.name.clone()),
        nav: staff.map(|staff| nav(locale, request.path(), &staff.actor)).unwrap_or_default(),
        csrf: forms::token(app, request),
        once: forms::new_once(),
        path: address_without_language(request),
    }
}

/// The ways through the staff's pages that this account may go.
fn nav(locale: Locale, path: &str, actor: &Actor) -> Vec<NavLink> {
    use Permission as P;
    let ways: [(&str, &'static str, &[Permission]); 5] = [
        ("nav-sessions", "/staff", &[P::ViewSessions, P::MarkPractical]),
        ("nav-office", "/staff/office", &[P::RunOffice, P::WriteItems, P::ReviewItems]),
        ("nav-banks", "/staff/banks", &[P::ManageBanks, P::PlanSessions]),
        ("nav-accounts", "/staff/accounts", &[P::ManageAccounts]),
        ("nav-audit", "/staff/audit", &[P::ReadAudit]),
    ];
    let open = ways.into_iter().filter(|(_, _, any)| any.iter().any(|permission| actor.may_anywhere(*permission)));
    // Whoever is drawn says who they are tied to.
    let drawn = actor.roles().iter().any(|role| matches!(role, Role::Examiner | Role::Supervisor));
    let own = drawn.then_some(("recusals-own-link", "/staff/recusals"));
    open.map(|(key, href, _)| (key, href))
        .chain(own)
        .map(|(key, href)| {
            let below: &[&str] = if href == "/staff" { &["/staff/sessions", "/staff/registrations"] } else { &[href] };
            let current = path == href || below.iter().any(|start| path.starts_with(start));
            NavLink { label: i18n::text(locale, key), href, current }
        })
        .collect()
}

fn bureau_name(app: &App, locale: Locale) -> String {
    i18n::text_with(locale, "bureau-name", &[("region", app.context.policy.region.name.as_str().into())])
}

fn address_without_language(request: &HttpRequest) -> String {
    let query: Vec<&str> =
        request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    let path = readable(request.path());
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// The page to read again after a form was posted to `path`, which itself takes posts only.
fn readable(path: &str) -> String {
    match path {
        "/exam/sign-in" | "/exam/leave" => "/exam".to_owned(),
        "/exam/save" | "/exam/submit" => "/exam/paper".to_owned(),
        "/staff/sign-out" => "/staff".to_owned(),
        "/demo/next" => "/".to_owned(),
        _ => match path.strip_prefix("/certificates/").and_then(|rest| rest.split('/').next()) {
            Some(serial) => format!("/v/{serial}"),
            None => ["/step", "/draft"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path).to_owned(),
        },
    }
}

/// An address on this server, or nothing: never a way out to another site. Browsers read `//host`, `/\host` and, tabs
/// and line ends left out, `/\t/host` as another site.
fn local(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside { address } else { "" }
}

/// Renders a page, and remembers the language that its address asked for.
///
/// # Errors
/// When a template fails, which says so in the log.
pub fn render(app: &App, request: &HttpRequest, template: &impl Template) -> Page {
    let body = template.render().map_err(|error| Problem::internal(&error))?;
    let mut response = HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(body);
    super::frame::remember_language(request, app, &mut response);
    forms::remember_browser(request, app, &mut response);
    Ok(response)
}

/// Renders a form again that could not be taken: the status says so to programs.
///
/// # Errors
/// When a template fails.
pub fn render_again(app: &App, request: &HttpRequest, template: &impl Template) -> Page {
    let mut response = render(app, request, template)?;
    *response.status_mut() = actix_web::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Sends the reader on after a form was taken, so that loading the page again does nothing twice.
#[must_use]
pub fn see(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// The page of a problem.
pub(super) fn error_page(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let Some(app) = request.app_data::<Data<App>>() else {
        return HttpResponse::InternalServerError().finish();
    };
    if problem.status == 401 && (problem.kept.is_empty() || request.path().starts_with("/exam")) {
        return see(&sign_in_of(request));
    }
    let chrome = chrome(app, request, None);
    if problem.status == 401 {
        return answer(app, request, problem, &signed_out(chrome, request, problem));
    }
    if problem.code == LOCKED_DOWN {
        return answer(app, request, problem, &LockedPage { chrome });
    }
    let page = match problem.status {
        404 => ErrorPage::not_found(chrome),
        403 => {
            let who = problem.permission.map(|permission| say::who_may(chrome.locale, permission)).unwrap_or_default();
            ErrorPage::not_allowed(chrome, &who)
        }
        500.. if problem.incident.is_some() => {
            ErrorPage::internal(chrome, problem.incident.clone().unwrap_or_default())
        }
        _ => {
            let text = say::problem(chrome.locale, problem);
            let back = Link::new(chrome.t("page-error-back"), back_of(request));
            let title = match &*problem.code {
                "unavailable" => "page-error-unavailable",
                _ if problem.status == 503 => "page-error-busy",
                _ => "page-error-refused",
            };
            ErrorPage::refused(chrome, title, text, back)
        }
    };
    answer(app, request, problem, &page)
}

fn answer(app: &App, request: &HttpRequest, problem: &Problem, page: &impl Template) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(problem.status)
        .unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(status);
    if let Some(seconds) = problem.retry_after {
        builder.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if let Some(methods) = &problem.allow {
        builder.insert_header((header::ALLOW, methods.as_str()));
    }
    let mut response = builder
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .body(page.render().unwrap_or_else(|_| problem.detail.clone()));
    forms::remember_browser(request, app, &mut response);
    response
}

/// The sign-in that a form posted after its session had ended is answered with; what was typed goes along.
fn signed_out(chrome: Chrome, request: &HttpRequest, problem: &Problem) -> StaffSignIn {
    StaffSignIn {
        errors: FormErrors::none(),
        login: String::new(),
        next: request.path().to_owned(),
        kept: serde_urlencoded::to_string(&problem.kept).unwrap_or_default(),
        banner: None,
        chrome,
    }
}

/// Where somebody signs in who is not: candidates at their page, staff at theirs and then on to where they were going.
fn sign_in_of(request: &HttpRequest) -> String {
    if request.path().starts_with("/exam") {
        return "/exam?why=over".to_owned();
    }
    let page = readable(request.path());
    let next = percent_encoding::utf8_percent_encode(&page, percent_encoding::NON_ALPHANUMERIC);
    format!("/staff/sign-in?next={next}")
}

/// The page that a refused form was on: the one that the browser says it came from, else the form's own address where
/// that can be read, else home.
fn back_of(request: &HttpRequest) -> String {
    let said = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = said(header::HOST).unwrap_or_default();
    let from = said(header::REFERER)
        .and_then(|referer| referer.split_once("://"))
        .and_then(|(_, rest)| rest.strip_prefix(host))
        .map_or("", local);
    let back = readable(request.path());
    match (from.is_empty(), back == request.path()) {
        (false, _) => from.to_owned(),
        (true, false) => back,
        (true, true) => "/".to_owned(),
    }
}

/// Today's local day, for people.
#[must_use]
pub fn today(app: &App, locale: Locale) -> String {
    say::day(locale, clock::local_day(app.context.now()))
}
