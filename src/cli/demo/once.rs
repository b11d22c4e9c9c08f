//! `demo --once`: the whole main job through the server's own HTTP handlers, without a browser or a fixed port.
//! One JSON line a step on standard output; the files that others check are left in a folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::app::{App, Purpose};
use crate::config::Settings;
use crate::crypto::random;
use crate::crypto::seal::SealingKey;
use crate::domain::draw;
use crate::formats::keys::KeySet;
use crate::formats::verify::{Evidence, verify_credential};
use crate::services::Context;
use crate::services::demo::county::{
    ADMINISTRATOR, CANDIDATES, CONTRIBUTORS, CUSTODIANS, OCCUPATION, OPENS, PASSWORD, ROOM, SESSION, Sample,
};
use crate::services::demo::{self, BEACON_EVENT, BEACON_VALUE, County};
use crate::services::sittings::PaperView;
use crate::web;

use super::client::{Client, number, text};

/// The host that the demo's certificates name: one that can't exist (RFC 2606).
const ORIGIN: &str = "https://qinghe.example";

/// Runs the job; exit code 1 and a line that says which step failed, when one does.
pub(super) fn run(folder: &Path, database: Option<&str>) -> ExitCode {
    match job(folder, database) {
        Ok(()) => ExitCode::SUCCESS,
        Err((step, error)) => {
            say(step, false, &json!({ "error": error }));
            ExitCode::FAILURE
        }
    }
}

/// One line of JSON: the step first, whether it went well, then what there is to tell.
fn say(step: &str, ok: bool, facts: &Value) {
    let facts = facts.to_string();
    let rest = facts.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    let comma = if rest.is_empty() { "" } else { "," };
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{{\"step\":\"{step}\",\"ok\":{ok}{comma}{rest}}}").and_then(|()| out.flush()).is_err() {
        tracing::warn!("standard output is closed");
    }
}

type Failed = (&'static str, String);

fn job(folder: &Path, database: Option<&str>) -> Result<(), Failed> {
    let (app, listener) = prepare(folder, database).map_err(|error| ("start", error))?;
    let context = app.context.clone();
    let base = format!("http://{}", app.settings.listen);
    let (started, ready) = mpsc::channel();
    let server = std::thread::spawn(move || web::run(app, listener, |handle| drop(started.send(handle))));
    let handle = ready.recv().map_err(|error| ("start", error.to_string()))?;
    let job = Job { folder, context: &context, client: Client::new(base) };
    let done = job.run();
    handle.stop();
    let ended = server.join().map_err(|_| ("stop", "the server panicked".to_owned()))?;
    ended.map_err(|error| ("stop", error.to_string()))?;
    done
}

fn prepare(folder: &Path, database: Option<&str>) -> Result<(App, TcpListener), String> {
    fs::create_dir_all(folder).map_err(|error| format!("can't make the folder {}: {error}", folder.display()))?;
    let store = folder.join("store");
    if store.exists() {
        return Err(format!("{} holds an earlier run; give a new folder, or remove it", store.display()));
    }
    fs::create_dir_all(&store).map_err(|error| format!("can't make the folder {}: {error}", store.display()))?;
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| format!("no free port: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    // The county's public address is an invented one; this program itself stands where its TLS proxy would.
    let plain = super::settings(&store, database, address, ORIGIN.to_owned());
    let settings = Settings { behind_proxy: true, ..plain };
    let app = App::start(settings, Purpose::Demo(super::start())).map_err(|error| error.to_string())?;
    Ok((app, listener))
}

struct Job<'a> {
    folder: &'a Path,
    context: &'a Context,
    client: Client,
}

impl Job<'_> {
    fn run(&self) -> Result<(), Failed> {
        let (admin, county) = self.step("county", || self.county())?;
        let bank = self.step("bank", || self.bank(&admin))?;
        let session = self.step("session", || self.session(&admin, &county, bank))?;
        let numbers = self.step("registration", || self.registration(&admin, session))?;
        self.step("draw", || self.draw(&admin, session))?;
        self.step("sitting", || self.sitting(&admin, session, &numbers))?;
        self.step("practical", || self.practical(session))?;
        self.step("result", || self.result(&admin, session))?;
        self.step("notice", || self.notice(&admin, session))?;
        let serial = self.step("award", || self.award(session))?;
        self.step("verify", || self.verify(&serial))?;
        self.step("evidence", || self.evidence())
    }

    /// Runs a step and prints its line.
    fn step<T>(&self, name: &'static str, work: impl FnOnce() -> Result<(T, Value), String>) -> Result<T, Failed> {
        let (result, facts) = work().map_err(|error| (name, error))?;
        say(name, true, &facts);
        Ok(result)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        fs::write(self.folder.join(name), bytes).map_err(|error| format!("can't write {name}: {error}"))
    }

    fn go_to(&self, client: &Client, instant: &str) -> Result<(), String> {
        client.post("/api/v1/demo/clock", &json!({ "to": instant })).map(|_| ())
    }

    fn county(&self) -> Result<((Client, County), Value), String> {
        let (_, county) = demo::set_up_county(self.context).map_err(|error| error.to_string())?;
        let admin = self.client.sign_in(ADMINISTRATOR.0, PASSWORD)?;
        let facts = json!({ "examiners": county.examiner_ids.len() });
        Ok(((admin, county), facts))
    }

    fn bank(&self, admin: &Client) -> Result<(i64, Value), String> {
        let key = SealingKey::generate().map_err(|error| error.to_string())?;
        let package = demo::bank::sealed_sample(&self.context.keys.bank, &key, self.context.now())
            .map_err(|error| error.to_string())?;
        self.write("package.zip", &package)?;
        let bank = admin.send("/api/v1/banks", "application/zip", &package)?;
        let id = number(&bank, "id")?;
        admin.post(&format!("/api/v1/banks/{id}/key"), &json!({ "key": hex::encode(key.bytes()) }))?;
        Ok((id, json!({ "items": number(&bank, "item_count")?, "package": text(&bank, "package_digest")? })))
    }

    fn session(&self, admin: &Client, county: &County, bank_id: i64) -> Result<(i64, Value), String> {
        let scheme = String::from_utf8(demo::bank::file("practical.toml").map_err(|error| error.to_string())?)
            .map_err(|error| error.to_string())?;
        let plan = json!({
            "exam": SESSION.0, "code": SESSION.1, "kind": "skill_level",
            "occupation": OCCUPATION.0, "level": OCCUPATION.1,
            "body_id": county.body_id, "centre_id": county.centre_id, "room_id": county.room_id,
            "bank_id": bank_id, "subsidised": false, "opens_at": OPENS, "room_code": ROOM.3, "scheme": scheme,
        });
        let id = number(&admin.post("/api/v1/sessions", &plan)?, "id")?;
        for account_id in &county.examiner_ids {
            let duty = json!({ "account_id": account_id, "duty": "examiner" });
            admin.post(&format!("/api/v1/sessions/{id}/assignments"), &duty)?;
        }
        Ok((id, json!({ "exam": SESSION.0, "session": SESSION.1, "opens_at": OPENS })))
    }

    fn registration(&self, admin: &Client, session: i64) -> Result<(Vec<String>, Value), String> {
        let path = format!("/api/v1/sessions/{session}/registrations");
        let mut numbers = Vec::new();
        for sample in &CANDIDATES {
            let registered = admin.post(&path, &registration(sample))?;
            numbers.push(text(&registered, "admission_number")?.to_owned());
        }
        let again = CANDIDATES.first().map(registration).unwrap_or_default();
        let refused = match admin.post(&path, &again) {
            Ok(_) => return Err("a second registration for the same occupation and level was taken".into()),
            Err(error) => error.contains("\"D1\""),
        };
        Ok((numbers.clone(), json!({ "registered": numbers.len(), "second_refused_by_d1": refused })))
    }

    fn draw(&self, admin: &Client, session: i64) -> Result<((), Value), String> {
        let plan = admin.post(&format!("/api/v1/sessions/{session}/plan"), &json!({}))?;
        let (plan, plan_code) = (number(&plan, "id")?, text(&plan, "code")?.to_owned());
        let of_plan = Self::commit(admin, plan, &plan_code)?;
        let secrets = Self::commit(admin, session, SESSION.1)?;
        self.go_to(admin, &after_opening(-7 * 24 * 60))?;
        admin.post(&format!("/api/v1/sessions/{session}/roster"), &json!({}))?;
        self.write(
            "manifest.json",
            &admin.bytes(&format!("/api/v1/draws/{}/{}/manifest.json", SESSION.0, SESSION.1))?,
        )?;
        self.opened(admin, plan, -3 * 24 * 60, &of_plan)?;
        let seated = admin.get(&format!("/api/v1/sessions/{session}/registrations"))?;
        let seats: BTreeSet<i64> =
            seated.as_array().into_iter().flatten().filter_map(|row| row.get("seat")?.as_i64()).collect();
        if seats.len() != CANDIDATES.len() {
            return Err(format!("the plan is drawn, and not everybody has a seat of their own: {seated}"));
        }
        let opened = self.opened(admin, session, 0, &secrets)?;
        Ok(((), json!({ "contributors": CONTRIBUTORS.len(), "beacon": "demo, not publicly random", "opened": opened })))
    }

    /// Every contributor commits, two custodians each say that they keep the secret; the secrets, to be opened later.
    fn commit(admin: &Client, session: i64, name: &str) -> Result<Vec<Value>, String> {
        let mut secrets = Vec::new();
        for (code, body, outside) in CONTRIBUTORS {
            let secret: [u8; 32] = random::bytes().map_err(|error| error.to_string())?;
            let commitment = hex::encode(draw::commitment(SESSION.0, name, code, &secret));
            let body = json!({ "code": code, "name": body, "outside": outside, "commitment": commitment });
            admin.post(&format!("/api/v1/sessions/{session}/commitments"), &body)?;
            for (body, custodian) in CUSTODIANS.into_iter().filter(|(of, _)| *of == code).flat_map(|(_, both)| both) {
                let receipt =
                    json!({ "contributor": code, "body": body, "custodian": custodian, "commitment": commitment });
                admin.post(&format!("/api/v1/sessions/{session}/receipts"), &receipt)?;
            }
            secrets.push(json!({ "code": code, "secret": hex::encode(secret) }));
        }
        Ok(secrets)
    }

    /// Two people enter the beacon half a day before a session or plan opens, so many minutes after the exam's opening;
    /// half an hour before, the secrets are opened.
    fn opened(&self, admin: &Client, session: i64, opens: i64, secrets: &[Value]) -> Result<Value, String> {
        self.go_to(admin, &after_opening(opens - 12 * 60))?;
        let reading = json!({ "event": BEACON_EVENT, "numbers": BEACON_VALUE });
        let alone = admin.post(&format!("/api/v1/sessions/{session}/beacon"), &reading)?;
        let centre = self.client.sign_in("centre", PASSWORD)?;
        let both = centre.post(&format!("/api/v1/sessions/{session}/beacon"), &reading)?;
        if [&alone, &both].map(|answer| answer.get("settled").and_then(Value::as_bool)) != [Some(false), Some(true)] {
            return Err(format!("the beacon is settled by two people who agree: {alone}, {both}"));
        }
        self.go_to(admin, &after_opening(opens - 30))?;
        admin.post(&format!("/api/v1/sessions/{session}/opening"), &json!({ "secrets": secrets }))
    }

    /// Everybody sits down at nine, answers, and hands in three quarters of an hour later; one stays away.
    fn sitting(&self, admin: &Client, session: i64, numbers: &[String]) -> Result<((), Value), String> {
        self.go_to(admin, OPENS)?;
        let (bank, _) = demo::bank::sample().map_err(|error| error.to_string())?;
        let mut seats = Vec::new();
        let mut saved = 0;
        for (sample, admission) in CANDIDATES.iter().zip(numbers).filter(|(sample, _)| sample.knows > 0) {
            let tail = sample.document_number.get(14..).unwrap_or_default();
            let sign_in = json!({ "admission": admission, "id_tail": tail, "room_code": ROOM.3 });
            let seat = self.client.with_token(text(&self.client.post("/api/v1/hall/sign-in", &sign_in)?, "token")?);
            seat.post("/api/v1/hall/pledge", &json!({}))?;
            let paper: PaperView =
                serde_json::from_value(seat.get("/api/v1/hall/paper")?).map_err(|error| error.to_string())?;
            for save in demo::answers(&paper, &bank, sample) {
                let body = serde_json::to_value(&save).map_err(|error| error.to_string())?;
                seat.post("/api/v1/hall/responses", &body)?;
                saved += 1;
            }
            seats.push(seat);
        }
        self.go_to(admin, &after_opening(45))?;
        for seat in &seats {
            seat.post("/api/v1/hall/submit", &json!({}))?;
        }
        self.go_to(admin, &after_opening(150))?;
        let invigilator = self.client.sign_in("invigilator", PASSWORD)?;
        invigilator.post(&format!("/api/v1/sessions/{session}/finish"), &json!({}))?;
        Ok(((), json!({ "sat": seats.len(), "answers_acknowledged": saved })))
    }

    fn practical(&self, session: i64) -> Result<((), Value), String> {
        let mut sheets = 0;
        for login in ["examiner1", "examiner2", "examiner3"] {
            let examiner = self.client.sign_in(login, PASSWORD)?;
            let marking = examiner.get(&format!("/api/v1/sessions/{session}/practical"))?;
            let criteria = criteria(&marking);
            let candidates = marking.get("candidates").and_then(Value::as_array).cloned().unwrap_or_default();
            for candidate in candidates.iter().filter(|one| one.get("absent") != Some(&Value::Bool(true))) {
                let path = format!("/api/v1/registrations/{}/practical", number(candidate, "registration_id")?);
                examiner.post(&path, &json!({ "criteria": criteria, "password": PASSWORD }))?;
                sheets += 1;
            }
        }
        Ok(((), json!({ "sheets": sheets })))
    }

    fn result(&self, admin: &Client, session: i64) -> Result<((), Value), String> {
        let results = admin.post(&format!("/api/v1/sessions/{session}/results"), &json!({}))?;
        let rows = results.as_array().cloned().unwrap_or_default();
        let passed = rows.iter().filter(|row| row.get("passed") == Some(&Value::Bool(true))).count();
        Ok(((), json!({ "decided": rows.len(), "passed": passed })))
    }

    fn notice(&self, admin: &Client, session: i64) -> Result<((), Value), String> {
        let notice = admin.post(&format!("/api/v1/sessions/{session}/notice"), &json!({}))?;
        let officer = self.client.sign_in("certificates", PASSWORD)?;
        let outcomes = officer.post(&format!("/api/v1/sessions/{session}/awards"), &json!({}))?;
        let early = outcomes.as_array().is_some_and(|all| {
            all.iter().all(|one| one.get("awarded") == Some(&json!(false)) && one.get("rule") == Some(&json!("N1")))
        });
        if !early {
            return Err(format!("an award while the notice runs was not refused by N1: {outcomes}"));
        }
        let last = text(&notice, "last_day")?.to_owned();
        let over = crate::services::notices::over_at(self.context, session).map_err(|error| error.to_string())?;
        self.go_to(admin, &over.to_string())?;
        let first = text(&notice, "first_day")?.to_owned();
        Ok(((), json!({ "first_day": first, "last_day": last, "early_award_refused_by_n1": early })))
    }

    fn award(&self, session: i64) -> Result<(String, Value), String> {
        let officer = self.client.sign_in("certificates", PASSWORD)?;
        let outcomes = officer.post(&format!("/api/v1/sessions/{session}/awards"), &json!({}))?;
        let serials: Vec<&str> = outcomes
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|outcome| outcome.get("serial").and_then(Value::as_str))
            .collect();
        let first = (*serials.first().ok_or_else(|| format!("nothing was awarded: {outcomes}"))?).to_owned();
        Ok((first, json!({ "awarded": serials.len(), "serials": serials })))
    }

    /// Leaves the certificate's files, and checks them as anybody would who has only the files.
    fn verify(&self, serial: &str) -> Result<((), Value), String> {
        let sample = CANDIDATES.first().ok_or("no candidate")?;
        let files = format!("/api/v1/certificates/{serial}");
        let claim = json!({ "name": sample.name });
        let file = |name: &str| self.client.post_for_bytes(&format!("{files}/{name}"), &claim);
        let certificate = file("certificate.json")?;
        self.write("certificate.json", &certificate)?;
        self.write("certificate.tlog-proof", &file("certificate.tlog-proof")?)?;
        self.write("qr.txt", &file("qr.txt")?)?;
        let keys = self.client.bytes("/keys.json")?;
        self.write("keys.json", &keys)?;
        let asked = json!({ "serial": serial, "name": sample.name });
        let online = self.client.post("/api/v1/verifications", &asked)?;
        let keys = KeySet::open(&keys, None, self.context.now(), None).map_err(|error| error.to_string())?;
        let report = verify_credential(&certificate, &keys, self.context.now(), Evidence::default());
        if !report.passed() {
            return Err(format!("the certificate does not verify from its files: {}", report.verdict()));
        }
        Ok(((), json!({ "serial": serial, "online": online, "offline": true })))
    }

    fn evidence(&self) -> Result<((), Value), String> {
        let mut told = Vec::new();
        for (session, file) in
            [(SESSION.1.to_owned(), "evidence.json"), (format!("{}-plan", SESSION.1), "evidence-plan.json")]
        {
            let evidence = self.client.bytes(&format!("/api/v1/draws/{}/{session}/evidence.json", SESSION.0))?;
            self.write(file, &evidence)?;
            told.push(draw::replay(&evidence).map_err(|error| error.to_string())?);
        }
        let draws: usize = told.iter().map(|one| one.draws).sum();
        let papers = told.first().map_or(0, |session| session.papers);
        Ok(((), json!({ "papers": papers, "draws": draws, "replayed": true })))
    }
}

/// The instant so many minutes after the opening.
fn after_opening(minutes: i64) -> String {
    let opens: Timestamp = OPENS.parse().expect("the county's session opens at an instant");
    opens.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(opens).to_string()
}

/// A careful candidate's sheet: every ★ skill done, one fault at the first chance in each criterion.
fn criteria(marking: &Value) -> Vec<Value> {
    let listed = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    listed(marking.pointer("/scheme/criterion"))
        .iter()
        .map(|criterion| {
            let faults: Vec<Value> = listed(criterion.get("faults"))
                .iter()
                .enumerate()
                .map(|(at, fault)| json!({ "id": fault.get("id"), "count": u32::from(at == 0) }))
                .collect();
            let star = criterion.get("star") == Some(&Value::Bool(true));
            json!({ "id": criterion.get("id"), "done": star.then_some(true), "faults": faults })
        })
        .collect()
}

fn registration(sample: &Sample) -> Value {
    json!({
        "name": sample.name, "document_kind": "resident_id", "document_number": sample.document_number,
        "email": sample.email, "locale": sample.locale, "channel": "person", "work_years": 3,
        "letters_signed": true,
    })
}
