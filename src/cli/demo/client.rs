//! A plain HTTP client for the demo's own server.

use serde_json::Value;
use ureq::Agent;

/// Speaks to one server, as one account or seat.
#[derive(Clone)]
pub(super) struct Client {
    agent: Agent,
    base: String,
    token: Option<String>,
}

impl Client {
    /// A client of `base`, signed in as nobody.
    pub(super) fn new(base: String) -> Self {
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { agent, base, token: None }
    }

    /// The same with a token.
    pub(super) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Signs staff in.
    pub(super) fn sign_in(&self, login: &str, password: &str) -> Result<Self, String> {
        let answer = self.post("/api/v1/sign-in", &serde_json::json!({ "login": login, "password": password }))?;
        Ok(self.with_token(text(&answer, "token")?))
    }

    /// Posts JSON and reads JSON.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.send(path, "application/json", body.to_string().as_bytes())
    }

    /// Posts JSON and reads a file as it is.
    pub(super) fn post_for_bytes(&self, path: &str, body: &Value) -> Result<Vec<u8>, String> {
        self.exchange(path, "application/json", body.to_string().as_bytes())
    }

    /// Posts bytes and reads JSON.
    pub(super) fn send(&self, path: &str, kind: &str, body: &[u8]) -> Result<Value, String> {
        self.exchange(path, kind, body).and_then(|bytes| parse(path, &bytes))
    }

    fn exchange(&self, path: &str, kind: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("Content-Type", kind);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        read(path, request.send(body))
    }

    /// Reads JSON.
    pub(super) fn get(&self, path: &str) -> Result<Value, String> {
        self.bytes(path).and_then(|bytes| parse(path, &bytes))
    }

    /// Reads a file as it is.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        read(path, request.call())
    }
}

/// A text of an answer.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str, String> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| format!("the answer has no text {name:?}: {value}"))
}

/// A number of an answer.
pub(super) fn number(value: &Value, name: &str) -> Result<i64, String> {
    value.get(name).and_then(Value::as_i64).ok_or_else(|| format!("the answer has no number {name:?}: {value}"))
}

fn read(path: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Vec<u8>, String> {
    let mut answer = answer.map_err(|error| format!("{path}: {error}"))?;
    let status = answer.status();
    let body =
        answer.body_mut().with_config().limit(64 << 20).read_to_vec().map_err(|error| format!("{path}: {error}"))?;
    if status.is_success() { Ok(body) } else { Err(format!("{path}: {status}: {}", String::from_utf8_lossy(&body))) }
}

fn parse(path: &str, bytes: &[u8]) -> Result<Value, String> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes).map_err(|error| format!("{path}: not JSON: {error}"))
}
