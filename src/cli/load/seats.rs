//! Candidates who are seated: sign-in, pledge, paper; and what they save.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::services::sittings::SignIn;

use super::http::Connection;

/// How many items of a paper a simulated candidate answers, over and over.
const ITEMS: usize = 16;

/// A candidate who sits.
pub(super) struct Seated {
    pub(super) token: String,
    /// Items with their options' names.
    items: Vec<(String, Vec<String>)>,
    seq: i64,
    random: ChaCha8Rng,
}

impl Seated {
    /// The body of the next save: a fresh number, an item and an option by lot.
    pub(super) fn next(&mut self) -> Vec<u8> {
        self.seq += 1;
        self.again()
    }

    /// The body of another save under the same number, for one that was not taken.
    fn again(&mut self) -> Vec<u8> {
        let at =
            |random: &mut ChaCha8Rng, of: usize| usize::try_from(random.next_u32()).unwrap_or_default() % of.max(1);
        let item = at(&mut self.random, self.items.len());
        let Some((item, options)) = self.items.get(item) else { return Vec::new() };
        let option = at(&mut self.random, options.len());
        let option = options.get(option).map(String::as_str).unwrap_or_default();
        let seq = self.seq;
        format!(
            r#"{{"seq":{seq},"item":"{item}","answer":["{option}"],"client_time":"2026-08-15T09:10:11.123+08:00"}}"#
        )
        .into_bytes()
    }

    /// Token, an item and one of its options, for another client.
    pub(super) fn line(&self) -> String {
        let (item, options) = self.items.first().map_or(("", [].as_slice()), |(item, options)| (item, options));
        format!("{} {item} {}", self.token, options.first().map(String::as_str).unwrap_or_default())
    }

    /// A number of its own: for think times.
    pub(super) fn number(&mut self) -> u32 {
        self.random.next_u32()
    }
}

/// What seating was like.
pub(super) struct Seating {
    pub(super) seats: Vec<Seated>,
    /// Papers delivered for the first time in a second: from the first such call to the last answer.
    pub(super) starts_per_second: f64,
}

/// Signs everybody in on so many connections, then lets all start within as short a time as it takes.
pub(super) async fn seat(address: SocketAddr, people: &[SignIn], connections: usize) -> Result<Seating, String> {
    let people: Arc<[SignIn]> = people.into();
    let began = Instant::now();
    let tokens = {
        let people = Arc::clone(&people);
        let count = people.len();
        on_all(address, connections.min(64), count, move |mut connection, at| {
            let people = Arc::clone(&people);
            async move {
                let person = people.get(at).ok_or("nobody")?;
                let body = serde_json::to_vec(person).map_err(|error| error.to_string())?;
                let answer = connection.call("POST", "/api/v1/hall/sign-in", None, &body).await?;
                let token = json_of(&answer, "sign-in")?;
                let token = token.get("token").and_then(Value::as_str).unwrap_or_default().to_owned();
                let answer = connection.call("POST", "/api/v1/hall/pledge", Some(&token), b"").await?;
                json_of(&answer, "pledge")?;
                Ok((connection, token))
            }
        })
        .await?
    };
    eprintln!("{} signed in within {:.1} s", people.len(), began.elapsed().as_secs_f64());
    let tokens: Arc<[String]> = tokens.into();
    let began = Instant::now();
    let papers = {
        let (tokens, count) = (Arc::clone(&tokens), tokens.len());
        on_all(address, connections, count, move |mut connection, at| {
            let tokens = Arc::clone(&tokens);
            async move {
                let token = tokens.get(at).ok_or("nobody")?;
                let answer = connection.call("GET", "/api/v1/hall/paper", Some(token), b"").await?;
                if answer.status != 200 {
                    return Err(format!("paper: {} {}", answer.status, String::from_utf8_lossy(&answer.body)));
                }
                // Read whole; taken apart when the clock has stopped, as far as is needed.
                Ok((connection, head_of(answer.body)))
            }
        })
        .await?
    };
    let took = began.elapsed();
    eprintln!("{} papers delivered within {:.1} s", papers.len(), took.as_secs_f64());
    let mut seats = Vec::with_capacity(papers.len());
    for ((paper, token), number) in papers.into_iter().zip(tokens.iter()).zip(0_u64..) {
        let random = ChaCha8Rng::seed_from_u64(number);
        seats.push(Seated { token: token.clone(), items: items_of(&paper), seq: 0, random });
    }
    if seats.iter().any(|seat| seat.items.is_empty()) {
        return Err("a paper without items".to_owned());
    }
    #[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "a rate")]
    let starts_per_second = seats.len() as f64 / took.max(Duration::from_micros(1)).as_secs_f64();
    Ok(Seating { seats, starts_per_second })
}

fn json_of(answer: &super::http::Answer, what: &str) -> Result<Value, String> {
    if answer.status != 200 {
        return Err(format!("{what}: {} {}", answer.status, String::from_utf8_lossy(&answer.body)));
    }
    serde_json::from_slice(&answer.body).map_err(|error| format!("{what}: {error}"))
}

/// The first part of a paper's JSON: enough for [`ITEMS`] items.
fn head_of(mut body: Vec<u8>) -> Vec<u8> {
    body.truncate(24_000);
    body.shrink_to_fit();
    body
}

/// The ids of the first items in a paper's JSON, with their options' names: read by their marks, since it is cut off.
fn items_of(paper: &[u8]) -> Vec<(String, Vec<String>)> {
    let text = String::from_utf8_lossy(paper);
    let mut items = Vec::new();
    for part in text.split(r#"{"number":"#).skip(1).take(ITEMS + 1) {
        let (Some(id), Some((_, options))) = (quoted(part, r#""id":""#), part.split_once(r#""options":["#)) else {
            continue;
        };
        let Some((options, _)) = options.split_once(']') else { continue };
        let names: Vec<String> =
            options.split(r#"{"id":""#).skip(1).filter_map(|one| Some(one.get(..16)?.to_owned())).collect();
        if !names.is_empty() {
            items.push((id, names));
        }
    }
    items.truncate(ITEMS);
    items
}

fn quoted(text: &str, before: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// Does something for each number below `count`, shared out among connections; the outcomes in the order of the numbers.
async fn on_all<T, F>(
    address: SocketAddr,
    connections: usize,
    count: usize,
    work: impl Fn(Connection, usize) -> F + Clone + Send + 'static,
) -> Result<Vec<T>, String>
where
    T: Send + 'static,
    F: Future<Output = Result<(Connection, T), String>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..connections.min(count).max(1) {
        let (next, work) = (Arc::clone(&next), work.clone());
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut outcomes = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return Ok::<_, String>(outcomes);
                }
                let (back, outcome) = work(connection, at).await?;
                connection = back;
                outcomes.push((at, outcome));
            }
        });
    }
    let mut all = Vec::with_capacity(count);
    while let Some(done) = tasks.join_next().await {
        all.extend(done.map_err(|error| error.to_string())??);
    }
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, outcome)| outcome).collect())
}

/// A save that was acknowledged: its place in the chain says which it was, and is unlike any other's.
pub(super) fn chain_of(body: &[u8]) -> Option<[u8; 32]> {
    let text = std::str::from_utf8(body).ok()?;
    let hex = quoted(text, r#""chain":""#)?;
    let mut chain = [0; 32];
    hex::decode_to_slice(hex, &mut chain).ok()?;
    Some(chain)
}

/// How often each answer other than 200 came.
pub(super) fn counted(errors: &std::collections::BTreeMap<u16, u64>) -> Value {
    let pairs = errors.iter().map(|(status, count)| (status.to_string(), json!(count)));
    Value::Object(pairs.collect())
}
