//! The record of a room: looked at, and signed with the password.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use serde_json::Value;

use crate::app::App;
use crate::services::invigilation::{self, Incident, NotedBreach, RoomRecord, Signature, SignedRoomRecord};
use crate::services::{Actor, ServiceError};
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::views::{Banner, Chrome, Fact, FormErrors, Link, RecordSignature, RecordedLine, RoomRecordPage, Tone};
use super::{Page, chrome, render, render_again, say, see};

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct After {
    done: String,
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password: String,
}

struct Found {
    record: RoomRecord,
    signed: Vec<SignedRoomRecord>,
    signature: Signature,
}

/// The record.
///
/// # Errors
/// Without the permission, or before the papers were opened.
pub async fn page(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, after: Query<After>) -> Page {
    let found = load(&app, &staff.actor, *id).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let banner = (after.done == "signed").then(|| Banner {
        tone: Tone::Ok,
        title: chrome.t("room-record-done"),
        text: String::new(),
    });
    let page = whole(chrome, *id, &found, FormErrors::none(), banner);
    render(&app, &request, &page)
}

/// Signs it.
///
/// # Errors
/// Without the permission.
pub async fn sign(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (session, password) = (*id, posted.fields.password.clone());
    if posted.restoring {
        return Ok(see(&address(session)));
    }
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        let done =
            act(&app, move |context| match invigilation::sign_room_record(context, &actor, session, &password) {
                Ok(_) => Ok(None),
                Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_))) => Ok(Some(Problem::from(error))),
                Err(error) => Err(error),
            });
        let Some(problem) = done.await? else { return Ok(see(&format!("{}?done=signed", address(session)))) };
        let found = load(&app, &staff.actor, session).await?;
        let chrome = chrome(&app, &request, Some(&staff));
        let mut errors = FormErrors::none();
        for one in &problem.fields {
            errors.add(one.field, say::field_error(chrome.locale, one.code, &one.message));
        }
        let title = say::problem(chrome.locale, &problem);
        let banner = errors.is_empty().then(|| Banner { tone: Tone::Stop, title, text: String::new() });
        render_again(&app, &request, &whole(chrome, session, &found, errors, banner))
    })
    .await
}

fn address(session: i64) -> String {
    format!("/staff/sessions/{session}/room-record")
}

async fn load(app: &Data<App>, actor: &Actor, session: i64) -> Result<Found, WebError> {
    let actor = actor.clone();
    act(app, move |context| {
        Ok(Found {
            record: invigilation::room_record(context, &actor, session)?,
            signed: invigilation::signed_room_records(context, &actor, session)?,
            signature: invigilation::signature_due(context, &actor, session)?,
        })
    })
    .await
}

fn whole(chrome: Chrome, session: i64, found: &Found, errors: FormErrors, banner: Option<Banner>) -> RoomRecordPage {
    let (record, locale) = (&found.record, chrome.locale);
    let people = |all: &[(String, String)]| all.iter().map(|(number, name)| format!("{number} {name}")).collect();
    let fact = |key: &str, value: String| Fact::new(chrome.t(key), value);
    let signatures = found.signed.iter().map(|one| RecordSignature {
        who: chrome.t2("room-record-by", "name", one.signed_by.as_str(), "when", say::instant(locale, one.signed_at)),
        signature: one.signature.clone(),
    });
    RoomRecordPage {
        back: Link::new(record.session.as_str(), format!("/staff/sessions/{session}")),
        facts: vec![
            fact("room-record-centre", record.centre.clone()),
            fact("room-record-room", record.room.clone()),
            fact("room-record-opened", say::instant(locale, record.opens_at)),
            fact("room-record-expected", record.expected.to_string()),
            fact("room-record-sat", record.sat.to_string()),
        ],
        absent: people(&record.absent),
        unverified: people(&record.unverified),
        incidents: record.incidents.iter().map(|one| incident(&chrome, one)).collect(),
        breaches: record.breaches.iter().map(|one| breach(&chrome, record, one)).collect(),
        signatures: signatures.collect(),
        sign: (found.signature == Signature::Due).then(|| address(session)),
        why_not: chrome.t(match found.signature {
            Signature::Given => "room-record-has-signed",
            Signature::Early | Signature::Due => "room-record-early",
        }),
        errors,
        banner,
        chrome,
    }
}

fn incident(chrome: &Chrome, one: &Incident) -> RecordedLine {
    let text = |name: &str| one.event.get(name).and_then(Value::as_str).unwrap_or_default().replace('_', "-");
    let number = |name: &str| one.event.get(name).and_then(Value::as_i64).unwrap_or_default();
    let what = match text("event").as_str() {
        "adjust" => chrome.t1("room-record-adjust", "minutes", number("seconds") / 60),
        "reopen" => chrome.t1("room-record-reopen", "minutes", number("seconds") / 60),
        "move" => chrome.t2("room-record-move", "from", number("from"), "to", number("to")),
        name @ ("pause" | "resume" | "submit" | "void" | "verify") => chrome.t(&format!("room-record-{name}")),
        other => other.to_owned(),
    };
    RecordedLine {
        when: say::instant(chrome.locale, one.at),
        who: format!("{} {}", one.admission_number, one.name),
        what,
        reason: one.reason.clone(),
        by: one.by.clone(),
    }
}

fn breach(chrome: &Chrome, record: &RoomRecord, one: &NotedBreach) -> RecordedLine {
    let named = record.incidents.iter().find(|incident| incident.admission_number == one.admission_number);
    let name = named.map(|incident| incident.name.as_str()).unwrap_or_default();
    RecordedLine {
        when: say::instant(chrome.locale, one.at),
        who: format!("{} {name}", one.admission_number).trim_end().to_owned(),
        what: chrome.t(&format!("board-breach-{}", one.breach.replace('_', "-"))),
        reason: one.account.clone(),
        by: one.by.clone(),
    }
}
