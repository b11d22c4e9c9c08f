//! One item: answered blind and decided on by a reviewer, handed over and taken back by its writers, with all that happened.

use std::collections::BTreeSet;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::bank::{Column, cell_text};
use crate::domain::office::State;
use crate::services::office::{self, ItemView};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{StaffForm, once};
use crate::web::pages::views::{Banner, Chip, Chrome, Fact, FormErrors, Link, OfficeDeed, OfficeItem, Tone};
use crate::web::pages::{Page, chrome, render, render_again, say, see};

use super::{attempt, words};

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

/// One item.
///
/// # Errors
/// When there is none, or the reader has nothing to do with it.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, query: Query<Done>) -> Page {
    let view = view_of(&app, &staff, *id).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    const DONE: [&str; 6] = ["written", "submitted", "withdrawn", "joined", "commented", "retired"];
    let done = DONE.into_iter().find(|done| *done == query.done);
    let banner = done.map(|done| Banner {
        tone: Tone::Ok,
        title: chrome.t(&format!("office-done-{done}")),
        text: String::new(),
    });
    render(&app, &request, &page(chrome, &view, banner, FormErrors::none(), String::new()))
}

/// Its picture, for whoever is shown its question.
///
/// # Errors
/// When there is none.
pub async fn picture(app: Data<App>, staff: Staff, id: Path<i64>) -> Page {
    let (media, bytes) = act(&app, move |context| office::picture(context, &staff.actor, *id)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media.name()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// What is done to an item.
struct Deed {
    deed: String,
    seen: i64,
    reason: String,
    answer: BTreeSet<char>,
}

impl Deed {
    fn of(fields: &[(String, String)]) -> Self {
        let last = |name: &str| fields.iter().rev().find(|(field, _)| field == name).map_or("", |(_, value)| value);
        Self {
            deed: last("deed").to_owned(),
            seen: last("seen").parse().unwrap_or(0),
            reason: last("reason").to_owned(),
            answer: fields
                .iter()
                .filter(|(field, _)| field == "answer")
                .filter_map(|(_, value)| value.chars().next().filter(|_| value.chars().count() == 1))
                .collect(),
        }
    }
}

/// Does something to an item, or says why not with everything typed kept.
///
/// # Errors
/// When there is none, or the reader has nothing to do with it.
pub async fn deed(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Vec<(String, String)>>) -> Page {
    let StaffForm { staff, posted } = form;
    let (id, deed) = (*id, Deed::of(&posted.fields));
    if posted.restoring {
        let view = view_of(&app, &staff, id).await?;
        let chrome = chrome(&app, &request, Some(&staff));
        return render(&app, &request, &page(chrome, &view, None, FormErrors::none(), deed.reason));
    }
    once(&app, &staff, &posted.once, carry_out(&app, &request, &staff, id, deed)).await
}

async fn carry_out(app: &Data<App>, request: &HttpRequest, staff: &Staff, id: i64, deed: Deed) -> Page {
    let Deed { deed, seen, reason, answer } = deed;
    let (actor, asked, said) = (staff.actor.clone(), deed.clone(), reason.clone());
    let done = attempt(app, move |context| match asked.as_str() {
        "answer" => office::answer(context, &actor, id, seen, &answer),
        "approve" => office::approve(context, &actor, id, seen, &said),
        "return" => office::give_back(context, &actor, id, seen, &said),
        "comment" => office::comment(context, &actor, id, seen, &said),
        "submit" => office::submit(context, &actor, id, seen),
        "withdraw" => office::withdraw(context, &actor, id, seen),
        "join" => office::join(context, &actor, id, seen),
        "retire" => office::retire(context, &actor, id, seen, &said),
        _ => Err(crate::services::ServiceError::NotFound("deed")),
    })
    .await?;
    let Err(problem) = done else {
        let view = view_of(app, staff, id).await?;
        return Ok(see(&match deed.as_str() {
            "approve" | "return" => format!("/staff/office/{}/next?after={id}", view.project.0),
            "answer" => format!("/staff/office/items/{id}"),
            "submit" => format!("/staff/office/items/{id}?done=submitted"),
            "withdraw" => format!("/staff/office/items/{id}?done=withdrawn"),
            "join" => format!("/staff/office/items/{id}?done=joined"),
            "retire" => format!("/staff/office/items/{id}?done=retired"),
            _ => format!("/staff/office/items/{id}?done=commented"),
        }));
    };
    refused(app, request, staff, id, &problem, reason).await
}

async fn refused(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
    problem: &Problem,
    reason: String,
) -> Page {
    let locale = language(request);
    let view = view_of(app, staff, id).await?;
    let chrome = chrome(app, request, Some(staff));
    let mut errors = FormErrors::none();
    for one in &problem.fields {
        errors.add(one.field, say::field_error(locale, one.code, &one.message));
    }
    let banner = errors.is_empty().then(|| Banner {
        tone: Tone::Stop,
        title: chrome.t("office-not-done"),
        text: say::problem(locale, problem),
    });
    render_again(app, request, &page(chrome, &view, banner, errors, reason))
}

async fn view_of(app: &Data<App>, staff: &Staff, id: i64) -> Result<ItemView, WebError> {
    let actor = staff.actor.clone();
    act(app, move |context| office::item(context, &actor, id)).await
}

fn page(chrome: Chrome, view: &ItemView, told: Option<Banner>, errors: FormErrors, reason: String) -> OfficeItem {
    let locale = chrome.locale;
    let kind = view.question.as_ref().map(|question| question.kind);
    let key: String = view.open.as_ref().map(|item| item.key.iter().collect()).unwrap_or_default();
    let said = |letter: char| {
        let mut chips = Vec::new();
        if key.contains(letter) {
            chips.push(Chip::new(Tone::Ok, chrome.t("office-is-key")));
        }
        if view.answer.contains(letter) {
            let tone = if key.contains(letter) { Tone::Plain } else { Tone::Warn };
            chips.push(Chip::new(tone, chrome.t("office-is-answer")));
        }
        chips
    };
    let picture = format!("/staff/office/items/{}/picture", view.id);
    let mut banners: Vec<Banner> = told.into_iter().collect();
    if let (Some(kind), false, true) = (kind, view.answer.is_empty(), view.may_decide) {
        let agrees = view.answer == key;
        banners.push(Banner {
            tone: if agrees { Tone::Ok } else { Tone::Warn },
            title: chrome.t2(
                if agrees { "office-agrees" } else { "office-disagrees" },
                "answer",
                words::letters(locale, kind, &view.answer),
                "key",
                words::letters(locale, kind, &key),
            ),
            text: chrome.t(if agrees { "office-agrees-text" } else { "office-disagrees-text" }),
        });
    }
    let (deeds, deeds_title, deeds_text) = deeds(&chrome, view);
    let (point, name) = &view.content_point;
    OfficeItem {
        banners,
        back: Link::new(view.project.1.as_str(), format!("/staff/office/{}", view.project.0)),
        code: view.code.clone(),
        state: words::state_chip(locale, view.state),
        facts: vec![
            Fact::new(chrome.t("office-point"), format!("{point} {name}")),
            Fact::new(chrome.t("office-revision"), view.revision.to_string()),
        ],
        action: format!("/staff/office/items/{}", view.id),
        seen: view.revision,
        question: view.question.as_ref().map(|question| words::question(locale, question, Some(picture.clone()), said)),
        closed: chrome.t(match view.state {
            State::Draft | State::Returned => "office-closed-draft",
            State::Retired => "office-closed-retired",
            State::Submitted | State::Approved | State::Sealed => "office-closed-decided",
        }),
        answers: view.may_answer,
        open: open_facts(&chrome, view),
        deeds,
        deeds_title,
        deeds_text,
        reason,
        buttons: buttons(&chrome, view),
        write: view.may_write.then(|| format!("/staff/office/items/{}/write", view.id)),
        join: if view.may_join { chrome.t("office-join-text") } else { String::new() },
        history: view.history.iter().map(|what| words::event(locale, kind, what)).collect(),
        errors,
        chrome,
    }
}

fn open_facts(chrome: &Chrome, view: &ItemView) -> Vec<Fact> {
    let Some(item) = &view.open else { return Vec::new() };
    let columns = [Column::Key, Column::Facility, Column::Explanation, Column::Reference, Column::EnemyGroup];
    let filled =
        columns.into_iter().map(|column| (column, cell_text(item, column))).filter(|(_, text)| !text.is_empty());
    filled.map(|(column, text)| Fact::quoted(words::column(chrome.locale, column), text)).collect()
}

fn deeds(chrome: &Chrome, view: &ItemView) -> (Vec<OfficeDeed>, String, String) {
    let deed = |deed, key: &str, class| OfficeDeed { deed, label: chrome.t(key), class };
    if view.may_decide {
        let text = if view.disputed { "office-decide-disputed" } else { "office-decide-text" };
        let deeds = vec![
            deed("approve", "office-approve", "main"),
            deed("return", "office-return", "stop"),
            deed("comment", "office-comment", ""),
        ];
        return (deeds, chrome.t("office-decide"), chrome.t(text));
    }
    let mut deeds = Vec::new();
    if view.may_comment {
        deeds.push(deed("comment", "office-comment", ""));
    }
    if view.may_retire {
        deeds.push(deed("retire", "office-retire", "stop"));
    }
    let (title, text) = match (view.may_comment, view.may_retire) {
        (true, true) => ("office-say", "office-say-retire-text"),
        (true, false) => ("office-say", "office-say-text"),
        (false, _) => ("office-retire", "office-retire-text"),
    };
    (deeds, chrome.t(title), chrome.t(text))
}

fn buttons(chrome: &Chrome, view: &ItemView) -> Vec<OfficeDeed> {
    let deed = |deed, key: &str, class| OfficeDeed { deed, label: chrome.t(key), class };
    let mut buttons = Vec::new();
    if view.may_submit {
        buttons.push(deed("submit", "office-submit", "main"));
    }
    if view.may_withdraw {
        buttons.push(deed("withdraw", "office-withdraw", ""));
    }
    if view.may_join {
        buttons.push(deed("join", "office-join", ""));
    }
    buttons
}
