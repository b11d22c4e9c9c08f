//! Checking a bank, its report, sealing it, taking its item key.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::i18n::{self, Locale};
use crate::services::bank_checks::{self, BankFiles, Both, Kept, MOST_FAULTS, NamedFile, Report, Stage, State, Told};
use crate::services::overview;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act, language};
use crate::web::forms::{StaffForm, once};
use crate::web::pages::views::{
    BankCheckForm, BankChecking, BankFault, BankReport, BankSealed, Chip, Choice, Chrome, Fact, FormErrors, Pager,
    SealForm, Tone,
};
use crate::web::pages::{Page, chrome, render, render_again, say, see};
use crate::web::uploads::{StaffUpload, Upload};

use super::{FilesAlone, attached, bank_of, facts, may_manage, one, refused, said};

/// How many lines a page shows.
const PAGE: usize = 50;
/// How often the page of a check that goes on looks again, in seconds.
const AGAIN: &str = "1";
/// The kinds of lines, as addresses name them.
const REFUSED: &str = "-refused";
const FAULT: &str = "-fault";
const NOTE: &str = "-note";

/// The form.
///
/// # Errors
/// Without the permission.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    may_manage(&staff)?;
    let chrome = chrome(&app, &request, Some(&staff));
    render(&app, &request, &BankCheckForm { chrome, errors: FormErrors::none(), again: false })
}

/// Takes a bank to be checked, and sends to the page that says how far it is.
///
/// # Errors
/// Without the permission.
pub async fn submit(app: Data<App>, request: HttpRequest, form: StaffUpload<FilesAlone>) -> Page {
    let StaffUpload { staff, mut posted } = form;
    may_manage(&staff)?;
    let page = |errors: FormErrors, again: bool| {
        let chrome = chrome(&app, &request, Some(&staff));
        BankCheckForm { chrome, errors, again }
    };
    if posted.restoring {
        return render(&app, &request, &page(FormErrors::none(), true));
    }
    let locale = language(&request);
    let mut errors = FormErrors::none();
    let mut chosen = |field: &'static str| match one(posted.take(field), posted.fault.as_ref(), field) {
        Ok(file) => Some(file),
        Err(key) => {
            if errors.of("bank").is_none() || posted.fault.is_none() {
                errors.add(field, i18n::text(locale, key));
            }
            None
        }
    };
    let (bank, blueprint) = (chosen("bank"), chosen("blueprint"));
    let (Some(bank), Some(blueprint)) = (bank, blueprint) else {
        return render_again(&app, &request, &page(errors, false));
    };
    let named = |file: Upload| NamedFile { name: file.name, bytes: file.bytes };
    let pictures = posted.take("pictures").into_iter().map(named).collect();
    let files = BankFiles { bank: named(bank), blueprint: named(blueprint), pictures };
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        let token = act(&app, move |context| bank_checks::check(context, &actor, &files)).await?;
        Ok(see(&address(&token)))
    })
    .await
}

/// Which part of a report.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Part {
    column: String,
    page: String,
}

/// The report, or the item key that waits.
///
/// # Errors
/// When there is no such check, or it is somebody else's.
pub async fn report(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    token: Path<String>,
    part: Query<Part>,
) -> Page {
    let kept = kept_of(&app, &staff, &token).await?;
    let desk = Desk { app: &app, request: &request, staff: &staff, token: &token };
    desk.page(&kept, &part, SealForm::default(), FormErrors::none()).await
}

/// What is done with a checked bank.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Deed {
    deed: String,
    code: String,
    version: String,
}

/// Seals a checked bank, gives its item key, or lets it go.
///
/// # Errors
/// When there is no such check, or it is somebody else's.
pub async fn deed(app: Data<App>, request: HttpRequest, token: Path<String>, form: StaffForm<Deed>) -> Page {
    let StaffForm { staff, posted } = form;
    let (token, typed) = (token.into_inner(), posted.fields);
    let desk = Desk { app: &app, request: &request, staff: &staff, token: &token };
    if posted.restoring {
        let kept = kept_of(&app, &staff, &token).await?;
        let seal = SealForm { code: typed.code, version: typed.version };
        return desk.page(&kept, &Part::default(), seal, FormErrors::none()).await;
    }
    match typed.deed.as_str() {
        "seal" => once(&app, &staff, &posted.once, desk.seal(typed)).await,
        "key" => desk.key().await,
        "drop" => once(&app, &staff, &posted.once, desk.let_go()).await,
        _ => Err(Problem::bad_request("nothing is done by this name").into()),
    }
}

/// The checked workbook with marks.
///
/// # Errors
/// When there is no such check, or it is somebody else's.
pub async fn marks(app: Data<App>, request: HttpRequest, staff: Staff, token: Path<String>) -> Page {
    let kept = kept_of(&app, &staff, &token).await?;
    let (actor, locale) = (staff.actor.clone(), language(&request));
    let bytes = act(&app, move |context| bank_checks::marks(context, &actor, &token, locale)).await?;
    let file = kept.report.map(|report| report.file).unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let name = i18n::text_with(locale, "bank-marks-name", &[("name", stem.into())]);
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(KIND, &format!("{name}.xlsx")).body(bytes))
}

fn address(token: &str) -> String {
    format!("/staff/banks/checks/{token}")
}

async fn kept_of(app: &Data<App>, staff: &Staff, token: &str) -> Result<Kept, WebError> {
    let (actor, token) = (staff.actor.clone(), token.to_owned());
    act(app, move |context| bank_checks::find(context, &actor, &token)).await
}

/// One reader of one checked bank.
struct Desk<'a> {
    app: &'a Data<App>,
    request: &'a HttpRequest,
    staff: &'a Staff,
    token: &'a str,
}

impl Desk<'_> {
    async fn seal(&self, typed: Deed) -> Page {
        let (actor, token) = (self.staff.actor.clone(), self.token.to_owned());
        let (code, version) = (typed.code.clone(), typed.version.clone());
        let done =
            refused(self.app, move |context| bank_checks::seal(context, &actor, &token, &code, &version)).await?;
        let Err(problem) = done else { return Ok(see(&address(self.token))) };
        let kept = kept_of(self.app, self.staff, self.token).await?;
        let locale = language(self.request);
        let mut errors = FormErrors::none();
        for one in &problem.fields {
            errors.add(one.field, say::field_error(locale, one.code, &one.message));
        }
        if errors.is_empty() {
            errors.add("version", say::problem(locale, &problem));
        }
        let seal = SealForm { code: typed.code, version: typed.version };
        self.page(&kept, &Part::default(), seal, errors).await
    }

    async fn key(&self) -> Page {
        let (actor, token) = (self.staff.actor.clone(), self.token.to_owned());
        let (name, key) = act(self.app, move |context| bank_checks::take_key(context, &actor, &token)).await?;
        Ok(attached("text/plain; charset=utf-8", &name).body(key.as_bytes().to_vec()))
    }

    async fn let_go(&self) -> Page {
        let (actor, token) = (self.staff.actor.clone(), self.token.to_owned());
        let kept = kept_of(self.app, self.staff, self.token).await?;
        act(self.app, move |context| bank_checks::let_go(context, &actor, &token)).await?;
        Ok(see(&match kept.state {
            State::Sealed(bank_id) => format!("/staff/banks/{bank_id}"),
            _ => "/staff/banks".to_owned(),
        }))
    }

    async fn page(&self, kept: &Kept, part: &Part, seal: SealForm, errors: FormErrors) -> Page {
        let chrome = chrome(self.app, self.request, Some(self.staff));
        let until = say::time(kept.until);
        if let State::Running(stage) = kept.state {
            return self.checking(chrome, stage);
        }
        let report = kept.report.clone().unwrap_or_default();
        if kept.state == State::Unread {
            let mut errors = FormErrors::none();
            for unread in &report.unread {
                errors.add(unread.field.as_str(), said::unread(chrome.locale, unread));
            }
            return render(self.app, self.request, &BankCheckForm { chrome, errors, again: false });
        }
        if let State::Sealed(bank_id) = kept.state {
            let bank = bank_of(self.app, self.staff, bank_id).await?;
            let page = BankSealed {
                facts: facts(self.app, &chrome, &bank),
                until,
                action: address(self.token),
                bank: format!("/staff/banks/{bank_id}"),
                chrome,
            };
            return render(self.app, self.request, &page);
        }
        let wrong = !errors.is_empty();
        let seal = (kept.state == State::Clean).then_some(seal);
        let page = report_page(self.app, chrome, &report, part, (self.token, &until), seal, errors);
        if wrong { render_again(self.app, self.request, &page) } else { render(self.app, self.request, &page) }
    }

    fn checking(&self, chrome: Chrome, stage: Stage) -> Page {
        let (words, part) = how_far(&chrome, stage);
        let page = BankChecking { words, part, action: address(self.token), chrome };
        let mut response = render(self.app, self.request, &page)?;
        // A header, since a page of ours has no script for it.
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static(AGAIN));
        Ok(response)
    }
}

/// How far a check is: in words, and as a part of the whole where it is known.
fn how_far(chrome: &Chrome, stage: Stage) -> (String, Option<(usize, usize)>) {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    match stage {
        Stage::Waiting => (chrome.t("bank-checking-waiting"), None),
        Stage::Reading(Some((done, total))) if total > 0 => {
            let words = chrome.t2("bank-checking-reading-of", "done", count(done), "total", count(total));
            (words, Some((done, total)))
        }
        Stage::Reading(_) => (chrome.t("bank-checking-reading"), None),
        Stage::Linting(items) => (chrome.t1("bank-checking-linting", "count", count(items)), None),
        Stage::Simulating => (chrome.t("bank-checking-simulating"), None),
    }
}

/// The lines of a report in the order of the page, each with its kind: refused items, faults, notes.
fn lines(report: &Report) -> impl Iterator<Item = (&'static str, &Told)> {
    let faults = report.faults.iter().map(|told| (if told.place.is_empty() { FAULT } else { REFUSED }, told));
    faults.chain(report.noted.iter().map(|told| (NOTE, told)))
}

fn report_page(
    app: &App,
    chrome: Chrome,
    report: &Report,
    part: &Part,
    (token, until): (&str, &str),
    seal: Option<SealForm>,
    errors: FormErrors,
) -> BankReport {
    let locale = chrome.locale;
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let is_chosen = |kind: &str, told: &Told| {
        part.column.is_empty() || kind == part.column || (kind == FAULT && column_key(told) == part.column)
    };
    let chosen: Vec<(&str, &Told)> = lines(report).filter(|(kind, told)| is_chosen(kind, told)).collect();
    let pages = chosen.len().div_ceil(PAGE).max(1);
    let page = part.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let from = (page - 1) * PAGE;
    let shown: Vec<BankFault> =
        chosen.iter().skip(from).take(PAGE).map(|(kind, told)| line_row(&chrome, kind, told)).collect();
    let way = |to: usize| {
        let column = percent_encoding::utf8_percent_encode(&part.column, percent_encoding::NON_ALPHANUMERIC);
        format!("{}?column={column}&page={to}", address(token))
    };
    let words = [
        ("from", count(from + 1).into()),
        ("to", count(from + shown.len()).into()),
        ("total", count(chosen.len()).into()),
    ];
    let pager = Pager {
        words: i18n::text_with(locale, "pager-words", &words),
        before: (page > 1).then(|| way(page - 1)),
        after: (page < pages).then(|| way(page + 1)),
    };
    let mut notes = Vec::new();
    if report.total > MOST_FAULTS {
        notes.push(chrome.t1("bank-report-most", "count", count(MOST_FAULTS)));
    }
    let [clean, noted, refused] = report.read;
    if noted > 0 {
        notes.push(chrome.t1("bank-report-noted", "count", count(noted)));
    }
    if !report.unused.is_empty() {
        notes.push(chrome.t2(
            "bank-report-unused",
            "count",
            count(report.unused.len()),
            "names",
            report.unused.join("、"),
        ));
    }
    notes.push(chrome.t1("bank-report-until", "time", until));
    BankReport {
        heading: if report.total == 0 {
            chrome.t1("bank-report-clean", "count", count(report.item_count()))
        } else {
            chrome.t1("bank-report-faults", "count", count(report.total))
        },
        tone: if report.total == 0 { Tone::Ok } else { Tone::Stop },
        read: if report.read == [0; 3] {
            String::new()
        } else {
            let values = [
                ("read", count(clean + noted).into()),
                ("refused", count(refused).into()),
                ("noted", count(noted).into()),
            ];
            i18n::text_with(locale, "bank-report-read", &values)
        },
        facts: report_facts(app, &chrome, report),
        notes,
        columns: columns(&chrome, report, &part.column),
        faults: shown,
        pager,
        marks: format!("{}/marks.xlsx", address(token)),
        blueprint: seal.is_some().then(|| format!("{}/blueprint", address(token))),
        export: seal.is_some().then(|| format!("{}/export", address(token))),
        seal,
        action: address(token),
        errors,
        chrome,
    }
}

fn report_facts(app: &App, chrome: &Chrome, report: &Report) -> Vec<Fact> {
    let occupation = overview::occupation_name(&app.context, &report.occupation);
    let mut facts = vec![
        Fact::new(chrome.t("bank-file"), report.file.as_str()),
        Fact::new(chrome.t("bank-title"), report.title.as_str()),
        Fact::new(chrome.t("bank-project"), say::project(chrome.locale, &occupation, report.level)),
    ];
    if report.total == 0 {
        let [single, judge, multiple] = report.items.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        let values = [("single", single.into()), ("judge", judge.into()), ("multiple", multiple.into())];
        facts.push(Fact::new(chrome.t("bank-items"), i18n::text_with(chrome.locale, "bank-items-by-type", &values)));
    }
    facts.push(Fact::new(chrome.t("bank-pictures"), report.pictures.to_string()));
    if let Some(promise) = report.promise {
        let (accepted, tried) = (i64::from(promise.accepted), i64::from(promise.tried));
        let key = if promise.against == 0 { "bank-promise-fine" } else { "bank-promise-refused" };
        facts.push(Fact::new(chrome.t("bank-blueprint"), chrome.t2(key, "accepted", accepted, "tried", tried)));
    }
    facts
}

/// The kinds of lines, and the columns that have faults, to choose one from; none where there is only one.
fn columns(chrome: &Chrome, report: &Report, chosen: &str) -> Vec<Choice> {
    let mut counts: BTreeMap<&str, (Option<&Both>, i64)> = BTreeMap::new();
    for (kind, told) in lines(report) {
        let key = if kind == FAULT { column_key(told) } else { kind };
        let entry = counts.entry(key).or_insert((told.column.as_ref(), 0));
        entry.1 = entry.1.saturating_add(1);
    }
    if counts.len() < 2 {
        return Vec::new();
    }
    let all = i64::try_from(report.faults.len() + report.noted.len()).unwrap_or(i64::MAX);
    let label = |name: String, count: i64| chrome.t2("bank-column-count", "name", name, "count", count);
    let mut choices = vec![Choice {
        value: String::new(),
        label: label(chrome.t("bank-column-all"), all),
        chosen: chosen.is_empty(),
    }];
    choices.extend(counts.into_iter().map(|(key, (name, count))| Choice {
        value: key.to_owned(),
        label: label(
            match (key, name) {
                (REFUSED, _) => chrome.t("bank-kind-refused"),
                (NOTE, _) => chrome.t("bank-kind-note"),
                (_, Some(name)) => of(chrome.locale, name),
                (_, None) => chrome.t("bank-column-none"),
            },
            count,
        ),
        chosen: key == chosen,
    }));
    choices
}

/// A column's name in addresses: its English one; a fault that is no column's goes by `-`.
fn column_key(told: &Told) -> &str {
    told.column.as_ref().map_or("-", |column| column.en.as_str())
}

fn line_row(chrome: &Chrome, kind: &str, told: &Told) -> BankFault {
    let chip = match kind {
        REFUSED => Some(Chip::new(Tone::Stop, chrome.t("bank-kind-refused"))),
        NOTE => Some(Chip::new(Tone::Warn, chrome.t("bank-kind-note"))),
        _ => None,
    };
    BankFault { kind: chip, ..told_row(chrome, told) }
}

/// A line of a table of what is wrong.
pub(in crate::web::pages) fn told_row(chrome: &Chrome, told: &Told) -> BankFault {
    BankFault {
        kind: None,
        sheet: told.sheet.clone(),
        row: match told.row {
            _ if !told.place.is_empty() => told.place.clone(),
            Some(row) => chrome.t1("bank-row", "row", i64::from(row)),
            None => "—".to_owned(),
        },
        column: told.column.as_ref().map(|column| of(chrome.locale, column)).unwrap_or_default(),
        what: of(chrome.locale, &told.what),
        mend: of(chrome.locale, &told.mend),
    }
}

fn of(locale: Locale, both: &Both) -> String {
    if locale == Locale::Zh { both.zh.clone() } else { both.en.clone() }
}
