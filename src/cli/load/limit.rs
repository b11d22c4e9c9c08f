//! `load limit`: saves as fast as they go, in turns with a handler that does nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::LimitArgs;
use super::http::Connection;
use super::run::{found_in_store, micros_each, rate, round};
use super::seats::{Seated, chain_of, seat};
use super::server::{Crowd, Served, processor_of};

/// How many rounds of each; the ratio is the median of theirs.
const ROUNDS: u32 = 5;

/// One thread: the measured server needs the other.
pub(super) fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}

/// A round: how many answers, how long, whose processor time.
struct Round {
    answers: usize,
    took: Duration,
    server: Duration,
    client: Duration,
}

impl Round {
    fn per_second(&self) -> f64 {
        rate(self.answers, self.took)
    }
}

pub(super) fn run(args: &LimitArgs) -> Result<(), String> {
    if args.connections.is_empty()
        || args.connections.contains(&0)
        || args.connections.iter().any(|count| *count > args.candidates)
    {
        return Err("--connections: at least 1, and no more than there are candidates".to_owned());
    }
    let runtime = runtime()?;
    let crowd = Crowd::gather(args.database.as_deref(), args.candidates)?;
    let noop = Served::start(&crowd, true)?;
    let served = Served::start(&crowd, false)?;
    let seats = runtime.block_on(seat(served.address, &crowd.people, 64))?.seats;
    let seats: Vec<Arc<Mutex<Seated>>> = seats.into_iter().map(|seat| Arc::new(Mutex::new(seat))).collect();
    let turns = ROUNDS * 2 * u32::try_from(args.connections.len()).unwrap_or(1);
    let length = Duration::from_secs(args.seconds.into()) / turns;
    let mut acknowledged = Vec::new();
    let mut figures = Vec::new();
    for count in &args.connections {
        let connections = usize::try_from(*count).unwrap_or(1);
        let (mut idle, mut saving) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            eprintln!("{connections} connections, round {} of {ROUNDS}", round + 1);
            idle.push(runtime.block_on(one_round(&noop, &seats, connections, length))?.0);
            let (seen, chains) = runtime.block_on(one_round(&served, &seats, connections, length))?;
            saving.push(seen);
            acknowledged.extend(chains);
        }
        figures.push(compared(connections, &idle, &saving));
    }
    drop((served, noop));
    let found = found_in_store(&crowd.database, &acknowledged)?;
    let lost = acknowledged.len() - found;
    super::super::say(json!({
        "database": if crowd.database.starts_with("sqlite") { "sqlite" } else { "postgresql" },
        "candidates": args.candidates,
        "rounds": figures,
        "acknowledged": acknowledged.len(), "found_in_store": found, "lost": lost,
    }));
    if lost > 0 { Err(format!("{lost} acknowledged answers are not in the store")) } else { Ok(()) }
}

fn compared(connections: usize, idle: &[Round], saving: &[Round]) -> Value {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let of = |rounds: &[Round], figure: fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    let ratios: Vec<f64> = saving.iter().zip(idle).map(|(save, idle)| save.per_second() / idle.per_second()).collect();
    let server = |round: &Round| micros_each(round.server, round.answers);
    let client = |round: &Round| round.client.as_secs_f64() / (round.client + round.server).as_secs_f64().max(1e-9);
    json!({
        "connections": connections,
        "ratio": round(median(ratios.clone())),
        "ratios": ratios.into_iter().map(round).collect::<Vec<_>>(),
        "saves_per_second": round(of(saving, Round::per_second)),
        "noop_per_second": round(of(idle, Round::per_second)),
        "server_cpu_us_per_save": round(of(saving, server)),
        "server_cpu_us_per_noop": round(of(idle, server)),
        "client_cpu_share_saving": round(of(saving, client)),
        "client_cpu_share_noop": round(of(idle, client)),
    })
}

async fn one_round(
    served: &Served,
    seats: &[Arc<Mutex<Seated>>],
    connections: usize,
    length: Duration,
) -> Result<(Round, Vec<[u8; 32]>), String> {
    let (server, client) = (served.processor(), processor_of("self"));
    let began = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|at| {
            let own: Vec<Arc<Mutex<Seated>>> = seats.iter().skip(at).step_by(connections).map(Arc::clone).collect();
            tokio::spawn(save_until(served.address, own, began + length))
        })
        .collect();
    let mut chains = Vec::new();
    for task in tasks {
        chains.extend(task.await.map_err(|error| error.to_string())??);
    }
    let took = began.elapsed();
    let (server, client) = (served.processor().saturating_sub(server), processor_of("self").saturating_sub(client));
    Ok((Round { answers: chains.len(), took, server, client }, chains))
}

/// One request in flight: a connection's candidates in turn, each with a fresh number.
async fn save_until(
    address: SocketAddr,
    seats: Vec<Arc<Mutex<Seated>>>,
    end: Instant,
) -> Result<Vec<[u8; 32]>, String> {
    let mut connection = Connection::open(address).await?;
    let mut chains = Vec::new();
    for seat in seats.iter().cycle() {
        if Instant::now() >= end {
            break;
        }
        let mut seat = seat.lock().await;
        let body = seat.next();
        let answer = connection.call("POST", "/api/v1/hall/responses", Some(&seat.token), &body).await?;
        match answer.status {
            200 => chains.extend(chain_of(&answer.body)),
            503 => tokio::time::sleep(Duration::from_millis(50)).await,
            status => return Err(format!("a save: {status} {}", String::from_utf8_lossy(&answer.body))),
        }
    }
    Ok(chains)
}
