//! A real server on a free port, and requests built piece by piece.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiangheng::app::App;
use jiangheng::clock::{SteadyClock, SystemClock};
use jiangheng::config::{MailRoute, Settings, TlsFiles};
use jiangheng::mail::Mailer;
use jiangheng::services::Context;
use jiangheng::web::{self, ServerHandle};
use serde_json::{Value, json};

use crate::support::Fixture;

/// The server of a fixture, until it is dropped.
pub(super) struct Server {
    base: String,
    context: Context,
    token: String,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves the fixture's store as the demo's.
    pub(super) fn demo(fixture: &Fixture) -> Self {
        Self::run(fixture, true, settings(fixture))
    }

    /// Serves the fixture's store as a bureau's own.
    pub(super) fn real(fixture: &Fixture) -> Self {
        Self::run(fixture, false, settings(fixture))
    }

    /// Serves the fixture's store over TLS of the server's own.
    pub(super) fn with_tls(fixture: &Fixture, files: TlsFiles) -> Self {
        Self::run(fixture, true, Settings { tls: Some(files), ..settings(fixture) })
    }

    /// What its use cases work with; the work of its jobs is done by hand in these tests.
    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Where it listens: host and port.
    pub(super) fn address(&self) -> String {
        self.base.trim_start_matches("http://").to_owned()
    }

    fn run(fixture: &Fixture, demo: bool, settings: Settings) -> Self {
        let app = App {
            steady: Arc::new(SteadyClock::new(Arc::new(SystemClock))),
            context: Context { demo, ..fixture.context.clone() },
            mailer: Arc::new(Mailer::new(&settings.mail, &settings.mail_from).unwrap()),
            settings,
            demo_clock: demo.then(|| fixture.clock.clone()),
        };
        let context = app.context.clone();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (started, ready) = mpsc::channel();
        let thread = thread::spawn(move || web::run(app, listener, |handle| started.send(handle).unwrap()).unwrap());
        let token = fixture.context.keys.form_token(BROWSER);
        Self { base, context, token, handle: ready.recv().unwrap(), thread: Some(thread) }
    }

    pub(super) fn get(&self, path: &str) -> Request<'_> {
        self.request("GET", path)
    }

    pub(super) fn post(&self, path: &str) -> Request<'_> {
        self.request("POST", path)
    }

    pub(super) fn request(&self, method: &'static str, path: &str) -> Request<'_> {
        Request { server: self, method, path: path.to_owned(), headers: Vec::new(), body: None }
    }

    /// Signs staff in by the API.
    pub(super) fn sign_in(&self, login: &str, password: &str) -> Session {
        let answer = self.post("/api/v1/sign-in").json(&json!({ "login": login, "password": password })).send();
        assert_eq!(answer.status, 200, "{}", answer.body);
        Session { token: answer.json()["token"].as_str().unwrap().to_owned() }
    }

    /// The answer to a head that promises a body which is never sent.
    pub(super) fn only_the_head(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(self.base.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{head}\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
        while let Ok(count) = stream.read(&mut piece) {
            answer.extend_from_slice(&piece[..count]);
            if count == 0 || answer.ends_with(b"}") {
                break;
            }
        }
        String::from_utf8(answer).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(thread::panicking() || ended.is_ok(), "the server panicked");
        }
    }
}

/// The settings of a fixture's server.
pub(super) fn settings(fixture: &Fixture) -> Settings {
    Settings {
        database: fixture.url.clone(),
        keys: fixture.folder.path().join("keys"),
        listen: "127.0.0.1:0".parse().unwrap(),
        origin: fixture.context.origin.to_string(),
        behind_proxy: true,
        tls: None,
        mail: MailRoute::Folder(fixture.folder.path().join("mail")),
        mail_from: "noreply@qinghe.example.org".into(),
        policy: None,
        fonts: None,
    }
}

/// The random name of the tests' browser.
pub(super) const BROWSER: &str = "0123456789abcdef0123456789abcdef";

/// Staff signed in.
pub(super) struct Session {
    pub(super) token: String,
}

/// A request in the making.
pub(super) struct Request<'a> {
    server: &'a Server,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request<'_> {
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As a program does: the token in a header.
    pub(super) fn bearer(self, session: &Session) -> Self {
        self.header("Authorization", &format!("Bearer {}", session.token))
    }

    /// As a browser does: the token in a cookie.
    pub(super) fn cookie(self, session: &Session) -> Self {
        self.header("Cookie", &format!("__Host-jh_staff={}", session.token))
    }

    pub(super) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// A form as a page of ours posts it: with its browser's cookie and token.
    pub(super) fn form(self, fields: &[(&str, &str)]) -> Self {
        self.header("Cookie", &format!("__Host-jh_form={BROWSER}")).tokened_form(fields)
    }

    /// The same with cookies of one's own.
    pub(super) fn tokened_form(self, fields: &[(&str, &str)]) -> Self {
        let token = self.server.token.clone();
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
        self.bare_form(&fields)
    }

    /// A form with files as a page of ours posts it: field, file name and bytes; a field without a file name is a text.
    pub(super) fn files(self, parts: &[(&str, Option<&str>, &[u8])]) -> Self {
        let token = self.server.token.clone();
        let parts: Vec<_> = [("csrf", None, token.as_bytes())].iter().chain(parts).copied().collect();
        self.header("Cookie", &format!("__Host-jh_form={BROWSER}")).bare_files(&parts)
    }

    /// A form with files as anybody can post it.
    pub(super) fn bare_files(self, parts: &[(&str, Option<&str>, &[u8])]) -> Self {
        let mut body = Vec::new();
        for (field, name, bytes) in parts {
            let name = name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
            let head = format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limit--\r\n");
        self.body("multipart/form-data; boundary=limit", body)
    }

    /// A form as anybody can post it.
    pub(super) fn bare_form(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    pub(super) fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        if kind.is_empty() { self } else { self.header("Content-Type", kind) }
    }

    /// Sends everything, and after a while tears the connection down (RST) without having read an answer: a browser whose
    /// button is pressed a second time.
    pub(super) fn reset_after(self, wait: Duration) {
        let body = self.body.unwrap_or_default();
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let head =
            format!("{} {} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n", self.method, self.path);
        let mut stream = TcpStream::connect(self.server.base.trim_start_matches("http://")).unwrap();
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        thread::sleep(wait);
    }

    pub(super) fn send(self) -> Answer {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let mut request = ureq::http::Request::builder()
            .method(self.method)
            .uri(format!("{}{}", self.server.base, self.path))
            .header("Connection", "close");
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let answer = match self.body {
            Some(body) => agent.run(request.body(body).unwrap()),
            None if self.method == "GET" => agent.run(request.body(()).unwrap()),
            None => agent.run(request.body(Vec::new()).unwrap()),
        };
        let mut answer = answer.unwrap();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let bytes = answer.body_mut().read_to_vec().unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: answer.status().as_u16(), headers, body, bytes }
    }
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: String,
    /// The body as it came, where it is no text.
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    /// A header's value; empty when there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// Every header of that name.
    pub(super) fn headers(&self, name: &str) -> Vec<String> {
        self.headers.iter().filter(|(found, _)| found == name).map(|(_, value)| value.clone()).collect()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The problem of this status and code.
    pub(super) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let problem = self.json();
        assert_eq!((self.status, &problem["code"]), (status, &json!(code)), "{problem}");
        assert_eq!((&problem["type"], &problem["status"]), (&json!("about:blank"), &json!(status)));
        for text in ["title", "detail"] {
            assert!(problem[text].as_str().is_some_and(|text| !text.is_empty()), "{text}: {problem}");
        }
        problem
    }

    /// The page of this status.
    pub(super) fn page(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        assert!(self.body.starts_with("<!doctype html>"), "{}", self.body);
        &self.body
    }

    /// Where the reader is sent.
    pub(super) fn sent_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location")
    }
}
