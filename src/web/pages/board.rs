//! The invigilator's board: the room live, and what may be done to a seat or to all of it.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::domain::sitting::{Breach, VoidReason};
use crate::i18n::{self, Locale};
use crate::services::invigilation::{self, Board, BoardSeat, BreachSeen, Connection, Second, Wanted};
use crate::services::{Actor, Context, ServiceError, lockdown};
use crate::web::api::rooms::stream_of;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{StaffForm, once};

use super::views::{
    Action, Banner, BoardLive, BoardPage, Choice, ChosenSeat, Chrome, DeedForm, FormErrors, Link, SeatCell, TallyOf,
    Todo, Tone,
};
use super::{Page, chrome, render, render_again, say, see};

/// Which seat is looked at, and what is about to be done.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Looked {
    seat: String,
    #[serde(rename = "do")]
    deed: String,
    done: String,
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    #[serde(rename = "do")]
    deed: String,
    sitting: String,
    minutes: String,
    seat: String,
    ground: String,
    breach: String,
    reason: String,
    login: String,
    password: String,
}

/// The board.
///
/// # Errors
/// Without the permission, or while the session is not open.
pub async fn page(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, looked: Query<Looked>) -> Page {
    let board = load(&app, &staff.actor, *id).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let banner = (!looked.done.is_empty() && looked.done.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
        .then(|| format!("board-done-{}", looked.done))
        .filter(|key| i18n::has(chrome.locale, key))
        .map(|key| Banner { tone: Tone::Ok, title: chrome.t(&key), text: String::new() });
    let chosen = looked.seat.trim().parse().ok();
    let typed = Typed { deed: looked.deed.clone(), ..Typed::default() };
    render(&app, &request, &whole(chrome, &board, chosen, &typed, FormErrors::none(), banner))
}

/// What changes by itself, each second.
///
/// # Errors
/// Without the permission, or while the session is not open.
pub async fn live(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Result<HttpResponse, WebError> {
    let locale = language(&request);
    stream_of(app, staff, *id, move |board| json!(told(locale, board))).await
}

/// Does something, to a seat or to the whole room.
///
/// # Errors
/// Without the permission, or while the session is not open.
pub async fn act_on(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (typed, session) = (posted.fields, *id);
    let board = load(&app, &staff.actor, session).await?;
    let sitting: Option<i64> = typed.sitting.trim().parse().ok();
    let seat = board.seats.iter().find(|seat| Some(seat.sitting) == sitting).map(|seat| seat.number);
    let again = |errors, banner| whole(chrome(&app, &request, Some(&staff)), &board, seat, &typed, errors, banner);
    if posted.restoring {
        return render(&app, &request, &again(FormErrors::none(), None));
    }
    once(&app, &staff, &posted.once, async {
        let (actor, given) = (staff.actor.clone(), typed.clone());
        let done = act(&app, move |context| match deed(context, &actor, session, sitting, &given) {
            Ok(()) => Ok(None),
            Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_) | ServiceError::Busy { .. })) => {
                Ok(Some(Problem::from(error)))
            }
            Err(error) => Err(error),
        });
        let Some(problem) = done.await? else {
            let seat = seat.map(|number| format!("&seat={number}")).unwrap_or_default();
            let name = typed.deed.replace('_', "-");
            return Ok(see(&format!("/staff/sessions/{session}/board?done={name}{seat}")));
        };
        let locale = language(&request);
        let mut errors = FormErrors::none();
        for one in &problem.fields {
            let field = if one.field == "account" { "reason" } else { one.field };
            errors.add(field, say::field_error(locale, one.code, &one.message));
        }
        let title = say::problem(locale, &problem);
        let banner = errors.is_empty().then(|| Banner { tone: Tone::Stop, title, text: String::new() });
        render_again(&app, &request, &again(errors, banner))
    })
    .await
}

async fn load(app: &Data<App>, actor: &Actor, session: i64) -> Result<Board, WebError> {
    let actor = actor.clone();
    act(app, move |context| invigilation::board(context, &actor, session)).await
}

fn deed(
    context: &Context,
    actor: &Actor,
    session: i64,
    sitting: Option<i64>,
    typed: &Typed,
) -> Result<(), ServiceError> {
    let number = |text: &str, field, code| {
        text.trim().parse::<i64>().map_err(|_| ServiceError::invalid(field, code, "write a whole number"))
    };
    let reason = typed.reason.clone();
    let second = || Second { login: typed.login.clone(), password: typed.password.clone() };
    let breach = || Breach::ALL.into_iter().find(|breach| breach.as_str() == typed.breach);
    let wanted = match typed.deed.as_str() {
        "verify" => Wanted::Verify,
        "start" => Wanted::Start,
        "pause" => Wanted::Pause { reason },
        "resume" => Wanted::Resume,
        "extend" => Wanted::Extend { minutes: number(&typed.minutes, "minutes", "minutes-range")?, reason },
        "move" => Wanted::Move { seat: number(&typed.seat, "seat", "seat-range")?, reason },
        "hand_in" => Wanted::HandIn { reason },
        "breach" => {
            let missing = || ServiceError::invalid("breach", "breach-missing", "say which breach");
            let seen = BreachSeen { breach: breach().ok_or_else(missing)?, account: reason };
            let sitting = sitting.ok_or(ServiceError::NotFound("sitting"))?;
            return invigilation::note_breach(context, actor, session, sitting, &seen);
        }
        "let_in" => {
            let sitting = sitting.ok_or(ServiceError::NotFound("sitting"))?;
            return lockdown::let_in(context, actor, session, sitting, &reason);
        }
        "void" => {
            let ground = GROUNDS.into_iter().find(|(name, _)| *name == typed.ground).map(|(_, ground)| ground);
            let ground = ground.unwrap_or(VoidReason::Mistake);
            let breach = breach().filter(|_| ground == VoidReason::Malpractice);
            Wanted::Void { ground, breach, reason, second: second() }
        }
        "reopen" => {
            Wanted::Reopen { minutes: number(&typed.minutes, "minutes", "minutes-range")?, reason, second: second() }
        }
        _ => return Err(ServiceError::NotFound("deed")),
    };
    match sitting {
        Some(sitting) => invigilation::act(context, actor, session, sitting, wanted),
        None => invigilation::act_on_all(context, actor, session, wanted).and_then(|done| match done.refused.first() {
            Some((number, code)) if done.done == 0 => {
                Err(ServiceError::refused(code, format!("candidate {number}: {code}")))
            }
            _ => Ok(()),
        }),
    }
}

/// The grounds of making void, as the form names them.
const GROUNDS: [(&str, VoidReason); 3] = [
    ("malpractice", VoidReason::Malpractice),
    ("rescheduled", VoidReason::Rescheduled),
    ("mistake", VoidReason::Mistake),
];

fn whole(
    chrome: Chrome,
    board: &Board,
    chosen: Option<i64>,
    typed: &Typed,
    errors: FormErrors,
    banner: Option<Banner>,
) -> BoardPage {
    let address = format!("/staff/sessions/{}/board", board.session_id);
    let seat = board.seats.iter().find(|seat| Some(seat.number) == chosen);
    let any = |state: &str| board.seats.iter().any(|seat| seat.state == state);
    let now = |deed: &str| Action {
        label: chrome.t(&format!("board-all-{deed}")),
        href: address.clone(),
        fields: vec![("do".to_owned(), deed.to_owned())],
    };
    let all_now = [("start", any("pledged") && board.now >= board.opens_at), ("resume", any("paused"))];
    let way = |deed: &str| Link::new(chrome.t(&format!("board-all-{deed}")), format!("?do={deed}#chosen"));
    BoardPage {
        exam: board.title.clone(),
        place: format!("{} · {} · {}", board.centre, board.room, chrome.user.as_deref().unwrap_or_default()),
        back: Link::new(board.session.as_str(), format!("/staff/sessions/{}", board.session_id)),
        live: told(chrome.locale, board),
        all: vec![way("extend"), way("pause")],
        all_now: all_now.into_iter().filter(|(_, shown)| *shown).map(|(deed, _)| now(deed)).collect(),
        chosen: seat.map(|seat| chosen_seat(&chrome, &address, seat)),
        form: form(&chrome, &address, seat, typed),
        address,
        errors,
        banner,
        chrome,
    }
}

fn chosen_seat(chrome: &Chrome, address: &str, seat: &BoardSeat) -> ChosenSeat {
    let now = |deed: &str| Action {
        label: chrome.t(&format!("board-do-{deed}")),
        href: address.to_owned(),
        fields: vec![("do".to_owned(), deed.to_owned()), ("sitting".to_owned(), seat.sitting.to_string())],
    };
    let way = |deed: &str| {
        Link::new(
            chrome.t(&format!("board-do-{}", deed.replace('_', "-"))),
            format!("?seat={}&do={deed}#chosen", seat.number),
        )
    };
    let sits = matches!(seat.state, "running" | "paused");
    let before = matches!(seat.state, "registered" | "checked_in" | "pledged");
    let mut facts = vec![seat.admission_number.clone(), word(chrome.locale, seat).1];
    facts.push(chrome.t(if seat.verified { "board-verified" } else { "board-not-verified" }));
    if let Some(saved) = seat.last_saved_at {
        facts.push(chrome.t1("board-saved-at", "time", say::time_to_the_second(saved)));
    }
    if sits {
        facts.push(chrome.t1("board-ends-at", "time", say::time(seat.ends_at)));
    }
    if seat.given_minutes != 0 {
        facts.push(chrome.t1("board-given", "minutes", seat.given_minutes));
    }
    if seat.breaches > 0 {
        facts.push(chrome.t1("board-breaches", "count", number(seat.breaches)));
    }
    let shown =
        |all: Vec<(bool, &str)>| all.into_iter().filter(|(shown, _)| *shown).map(|(_, deed)| way(deed)).collect();
    ChosenSeat {
        title: chrome.t2("board-seat-name", "seat", seat.number, "name", seat.name.as_str()),
        facts,
        sitting: seat.sitting,
        now: [(!seat.verified && (before || sits), "verify"), (seat.state == "paused", "resume")]
            .into_iter()
            .filter(|(shown, _)| *shown)
            .map(|(_, deed)| now(deed))
            .collect(),
        ways: shown(vec![
            (seat.state == "running", "pause"),
            (before || sits, "extend"),
            (before || sits, "move"),
            (sits, "hand_in"),
            (seat.locked_down && (before || sits), "let_in"),
        ]),
        far: shown(vec![
            (!before && seat.state != "absent", "breach"),
            (!matches!(seat.state, "registered" | "absent" | "voided" | "final"), "void"),
            (seat.state == "submitted", "reopen"),
        ]),
    }
}

/// The form of a deed that takes words: to a seat, or to all.
fn form(chrome: &Chrome, address: &str, seat: Option<&BoardSeat>, typed: &Typed) -> Option<DeedForm> {
    let deed = typed.deed.as_str();
    let known = match seat {
        Some(_) => ["pause", "extend", "move", "hand_in", "let_in", "breach", "void", "reopen"].contains(&deed),
        None => ["pause", "extend"].contains(&deed),
    };
    if !known {
        return None;
    }
    let name = deed.replace('_', "-");
    let choices = |names: &[&str], prefix: &str, chosen: &str| {
        let choice = |name: &&str| Choice {
            label: chrome.t(&format!("{prefix}-{}", name.replace('_', "-"))),
            value: (*name).to_owned(),
            chosen: *name == chosen,
        };
        names.iter().map(choice).collect::<Vec<_>>()
    };
    let breaches = Breach::ALL.map(Breach::as_str);
    let title = match seat {
        Some(seat) => format!(
            "{}：{}",
            chrome.t(&format!("board-do-{name}")),
            chrome.t2("board-seat-name", "seat", seat.number, "name", seat.name.as_str())
        ),
        None => chrome.t(&format!("board-all-{name}")),
    };
    Some(DeedForm {
        title,
        text: chrome.t(&format!("board-text-{name}")),
        deed: deed.to_owned(),
        sitting: seat.map(|seat| seat.sitting),
        back: seat.map_or_else(|| address.to_owned(), |seat| format!("?seat={}#chosen", seat.number)),
        minutes: ["extend", "reopen"].contains(&deed).then(|| typed.minutes.clone()),
        seat: (deed == "move").then(|| typed.seat.clone()),
        grounds: if deed == "void" {
            choices(&GROUNDS.map(|(name, _)| name), "board-ground", &typed.ground)
        } else {
            Vec::new()
        },
        breaches: if ["breach", "void"].contains(&deed) {
            choices(&breaches, "board-breach", &typed.breach)
        } else {
            Vec::new()
        },
        reason: typed.reason.clone(),
        login: ["void", "reopen"].contains(&deed).then(|| typed.login.clone()),
        button: chrome.t(&format!("board-do-{name}")),
    })
}

/// What changes by itself, in the reader's words.
fn told(locale: Locale, board: &Board) -> BoardLive {
    let text = |key: &str| i18n::text(locale, key);
    let count = |of: &dyn Fn(&BoardSeat) -> bool| board.seats.iter().filter(|seat| of(seat)).count();
    let here = count(&|seat| !matches!(seat.state, "registered" | "absent"));
    let tally = [
        (here, "board-here", ""),
        (count(&|seat| seat.state == "running"), "board-running", ""),
        (count(&|seat| matches!(seat.state, "submitted" | "scored" | "final")), "board-submitted", ""),
        (count(&|seat| seat.connection == Connection::CutOff), "board-cut-off", "w"),
        (count(&|seat| seat.state == "paused"), "board-paused", ""),
        (count(&|seat| seat.breaches > 0), "board-breached", "s"),
        (count(&|seat| seat.state == "voided"), "board-voided", "s"),
        (count(&|seat| matches!(seat.state, "registered" | "absent")), "board-away", ""),
    ];
    let left = board.ends_at.max(board.now).duration_since(board.now.max(board.opens_at)).as_secs();
    BoardLive {
        now: say::time_to_the_second(board.now),
        minutes_left: (left.max(0) + 59) / 60,
        here: i18n::text_with(
            locale,
            "board-here-of",
            &[("here", number(here).into()), ("all", number(board.seats.len()).into())],
        ),
        tally: tally
            .into_iter()
            .filter(|(count, key, _)| *count > 0 || ["board-here", "board-running", "board-submitted"].contains(key))
            .map(|(count, key, class)| TallyOf { count, word: text(key), class })
            .collect(),
        todo: todo(locale, board),
        seats: board.seats.iter().map(|seat| cell(locale, seat)).collect(),
    }
}

fn cell(locale: Locale, seat: &BoardSeat) -> SeatCell {
    let (class, word) = word(locale, seat);
    SeatCell {
        sitting: seat.sitting,
        number: seat.number,
        name: seat.name.clone(),
        word,
        class,
        answered: matches!(seat.state, "running" | "paused").then_some(seat.answered),
        items: seat.items,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How a seat stands: class and word.
fn word(locale: Locale, seat: &BoardSeat) -> (&'static str, String) {
    let (class, key) = match (seat.state, seat.connection) {
        ("voided", _) => ("s", "board-word-voided"),
        ("absent", _) => ("a", "board-word-absent"),
        ("registered", _) => ("a", "board-word-registered"),
        ("submitted" | "scored" | "final", _) => ("d", "board-word-submitted"),
        ("paused", _) => ("p", "board-word-paused"),
        (_, Connection::CutOff) => ("w", "board-word-cut-off"),
        ("checked_in", _) => ("", "board-word-checked-in"),
        ("pledged", _) => ("", "board-word-pledged"),
        _ => ("", "board-word-running"),
    };
    (class, i18n::text_with(locale, key, &[("count", number(seat.answered).into())]))
}

/// What needs somebody, worst first.
fn todo(locale: Locale, board: &Board) -> Vec<Todo> {
    let mut found: Vec<(u8, &BoardSeat, String)> = Vec::new();
    let minutes = |from: jiff::Timestamp| board.now.duration_since(from).as_secs().max(0) / 60;
    for seat in &board.seats {
        let with = |key: &str, minutes: i64| {
            let most = i64::from(board.breakdown_minutes);
            i18n::text_with(locale, key, &[("minutes", minutes.into()), ("most", most.into())])
        };
        if let Some(since) = seat.paused_at.filter(|_| seat.state == "paused") {
            let passed = minutes(since);
            let over = passed >= i64::from(board.breakdown_minutes);
            let key = if over { "board-todo-reschedule" } else { "board-todo-paused" };
            found.push((u8::from(!over), seat, with(key, passed)));
        } else if seat.connection == Connection::CutOff {
            found.push((2, seat, with("board-todo-cut-off", seat.seen_at.map_or(0, minutes))));
        } else if seat.state == "registered" && board.now > board.opens_at && board.now <= board.last_entry {
            found.push((4, seat, i18n::text(locale, "board-todo-late")));
        } else if !seat.verified && matches!(seat.state, "pledged" | "running") {
            found.push((5, seat, i18n::text(locale, "board-todo-verify")));
        }
    }
    found.sort_by_key(|(worst, seat, _)| (*worst, seat.number));
    let line = |(_, seat, text): (u8, &BoardSeat, String)| Todo {
        who: i18n::text_with(
            locale,
            "board-seat-name",
            &[("seat", seat.number.into()), ("name", seat.name.as_str().into())],
        ),
        text,
        href: format!("?seat={}#chosen", seat.number),
    };
    found.into_iter().map(line).collect()
}
