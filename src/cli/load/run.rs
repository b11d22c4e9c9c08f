//! `load hall`: candidates who start at once and save at an interval, on a schedule that a slow answer does not stretch.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

use crate::services::sittings::SignIn;
use crate::store::{Store, StoreError, journal};

use super::HallArgs;
use super::http::Connection;
use super::ready::people_of;
use super::seats::{Seated, Seating, chain_of, counted, seat};
use super::server::{Crowd, Served, processor_of};

/// What a connection saw.
struct Seen {
    /// Microseconds from when a save was due to its acknowledgement.
    latency: Histogram<u64>,
    acknowledged: Vec<[u8; 32]>,
    errors: BTreeMap<u16, u64>,
}

pub(super) fn run(args: &HallArgs) -> Result<(), String> {
    let runtime = super::limit::runtime()?;
    let connections = usize::try_from(args.connections.unwrap_or_else(|| args.candidates.min(512))).unwrap_or(1);
    if let (Some(url), Some(people)) = (&args.url, &args.people) {
        return run_elsewhere(args, &runtime, (address_of(url)?, &people_of(people)?), connections);
    }
    let small = memory_of_a_few(&runtime)?;
    let crowd = Crowd::gather(args.database.as_deref(), args.candidates)?;
    let served = Served::start(&crowd, false)?;
    let Seating { seats, starts_per_second } = runtime.block_on(seat(served.address, &crowd.people, connections))?;
    let (resident, _) = served.memory();
    let (before, own_before) = (served.processor(), processor_of("self"));
    let seen = runtime.block_on(save_on_schedule(served.address, seats, connections, args))?;
    let (server, own) = (served.processor().saturating_sub(before), processor_of("self").saturating_sub(own_before));
    let (_, peak) = served.memory();
    drop(served);
    let mut figures = figures_of(args, connections, starts_per_second, &seen);
    let others = u64::from(args.candidates.saturating_sub(FEW).max(1));
    let own_share = own.as_secs_f64() / (own + server).as_secs_f64().max(1e-9);
    figures.extend(named([
        ("peak_rss_bytes", json!(peak)),
        ("bytes_per_seat", json!(resident.saturating_sub(small) / others)),
        ("server_cpu_us_per_save", json!(round(micros_each(server, seen.acknowledged.len())))),
        ("client_cpu_share", json!(round(own_share))),
    ]));
    say_with_lost(figures, &crowd.database, &seen)
}

/// Against a hall that stands ready: what its server takes is not to be seen from here.
fn run_elsewhere(
    args: &HallArgs,
    runtime: &tokio::runtime::Runtime,
    (address, people): (SocketAddr, &[SignIn]),
    connections: usize,
) -> Result<(), String> {
    let count = usize::try_from(args.candidates).unwrap_or(usize::MAX);
    let people = people.get(..count).ok_or_else(|| format!("that hall has {} candidates only", people.len()))?;
    let Seating { seats, starts_per_second } = runtime.block_on(seat(address, people, connections))?;
    let seen = runtime.block_on(save_on_schedule(address, seats, connections, args))?;
    let figures = figures_of(args, connections, starts_per_second, &seen);
    match &args.database {
        Some(database) => say_with_lost(figures, database, &seen),
        None => {
            super::super::say(Value::Object(figures));
            Ok(())
        }
    }
}

fn address_of(url: &str) -> Result<SocketAddr, String> {
    let text = url.strip_prefix("http://").unwrap_or(url).trim_end_matches('/');
    let found = text.to_socket_addrs().map_err(|error| format!("{url}: want http://HOST:PORT: {error}"))?.next();
    found.ok_or_else(|| format!("{url}: no such host"))
}

/// What the client saw.
fn figures_of(args: &HallArgs, connections: usize, starts_per_second: f64, seen: &Seen) -> Figures {
    let quantile = |at: f64| json!(milliseconds(seen.latency.value_at_quantile(at)));
    let seconds = Duration::from_secs(args.seconds.into());
    named([
        ("candidates", json!(args.candidates)),
        ("connections", json!(connections)),
        ("interval_ms", json!(args.interval)),
        ("starts_per_second", json!(round(starts_per_second))),
        ("saves_per_second", json!(round(rate(seen.acknowledged.len(), seconds)))),
        ("p50_ms", quantile(0.5)),
        ("p99_ms", quantile(0.99)),
        ("max_ms", json!(milliseconds(seen.latency.max()))),
        ("acknowledged", json!(seen.acknowledged.len())),
        ("errors", counted(&seen.errors)),
    ])
    .collect()
}

/// Figures by name, as they are printed.
type Figures = serde_json::Map<String, Value>;

fn named<const N: usize>(figures: [(&str, Value); N]) -> impl Iterator<Item = (String, Value)> {
    figures.into_iter().map(|(name, value)| (name.to_owned(), value))
}

/// Looks for every acknowledged answer, and says the figures.
fn say_with_lost(mut figures: Figures, database: &str, seen: &Seen) -> Result<(), String> {
    let found = found_in_store(database, &seen.acknowledged)?;
    let lost = seen.acknowledged.len() - found;
    figures.extend(named([
        ("database", json!(if database.starts_with("sqlite") { "sqlite" } else { "postgresql" })),
        ("found_in_store", json!(found)),
        ("lost", json!(lost)),
    ]));
    super::super::say(Value::Object(figures));
    if lost > 0 { Err(format!("{lost} acknowledged answers are not in the store")) } else { Ok(()) }
}

/// How many sit in the exam that the memory of the large one is compared with.
const FEW: u32 = 6;

/// The resident memory of the same server when a few have started: what is left is the crowd's own.
fn memory_of_a_few(runtime: &tokio::runtime::Runtime) -> Result<u64, String> {
    let crowd = Crowd::gather(None, FEW)?;
    let served = Served::start(&crowd, false)?;
    let seated = runtime.block_on(seat(served.address, &crowd.people, 4))?;
    drop(seated);
    Ok(served.memory().0)
}

async fn save_on_schedule(
    address: SocketAddr,
    seats: Vec<Seated>,
    connections: usize,
    args: &HallArgs,
) -> Result<Seen, String> {
    let (interval, length) = (Duration::from_millis(args.interval.into()), Duration::from_secs(args.seconds.into()));
    let mut shares: Vec<Vec<Seated>> = (0..connections).map(|_| Vec::new()).collect();
    for (at, seat) in seats.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(at % connections) {
            share.push(seat);
        }
    }
    let begin = Instant::now() + Duration::from_millis(200);
    let tasks: Vec<_> = shares
        .into_iter()
        .filter(|share| !share.is_empty())
        .map(|share| tokio::spawn(save_share(address, share, begin, interval, length)))
        .collect();
    let mut all = Seen { latency: histogram()?, acknowledged: Vec::new(), errors: BTreeMap::new() };
    for task in tasks {
        let seen = task.await.map_err(|error| error.to_string())??;
        all.latency.add(&seen.latency).map_err(|error| error.to_string())?;
        all.acknowledged.extend(seen.acknowledged);
        for (status, count) in seen.errors {
            *all.errors.entry(status).or_default() += count;
        }
    }
    Ok(all)
}

/// A connection's candidates, each due at its own times whatever the answers take.
async fn save_share(
    address: SocketAddr,
    mut seats: Vec<Seated>,
    begin: Instant,
    interval: Duration,
    length: Duration,
) -> Result<Seen, String> {
    let mut connection = Connection::open(address).await?;
    let mut seen = Seen { latency: histogram()?, acknowledged: Vec::new(), errors: BTreeMap::new() };
    let part = |number: u32, of: Duration| of.mul_f64(f64::from(number) / f64::from(u32::MAX));
    let mut due: BinaryHeap<Reverse<(Instant, usize)>> =
        seats.iter_mut().enumerate().map(|(at, seat)| Reverse((begin + part(seat.number(), interval), at))).collect();
    while let Some(Reverse((at, who))) = due.pop() {
        if at >= begin + length {
            continue;
        }
        sleep_until(at).await;
        let Some(seat) = seats.get_mut(who) else { continue };
        let body = seat.next();
        loop {
            let answer = connection.call("POST", "/api/v1/hall/responses", Some(&seat.token), &body).await?;
            if answer.status == 200 {
                let taken = u64::try_from(at.elapsed().as_micros()).unwrap_or(u64::MAX);
                seen.latency.saturating_record(taken);
                seen.acknowledged.extend(chain_of(&answer.body));
                break;
            }
            *seen.errors.entry(answer.status).or_default() += 1;
            if answer.status != 503 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        // A think time: the interval, a fifth more or less.
        let pause = interval.mul_f64(0.8) + part(seat.number(), interval.mul_f64(0.4));
        due.push(Reverse((at + pause, who)));
    }
    Ok(seen)
}

fn histogram() -> Result<Histogram<u64>, String> {
    Histogram::new_with_bounds(1, 600_000_000, 3).map_err(|error| error.to_string())
}

/// How many of these acknowledged saves are in the store's journal.
pub(super) fn found_in_store(database: &str, acknowledged: &[[u8; 32]]) -> Result<usize, String> {
    let store = Store::open(database).map_err(|error| error.to_string())?;
    let there = store.read(journal::chains);
    let there: HashSet<[u8; 32]> = there
        .map_err(|error: StoreError| error.to_string())?
        .into_iter()
        .filter_map(|text| {
            let mut chain = [0; 32];
            hex::decode_to_slice(text, &mut chain).ok().map(|()| chain)
        })
        .collect();
    Ok(acknowledged.iter().filter(|chain| there.contains(*chain)).count())
}

#[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "a rate")]
pub(super) fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(1e-9)
}

#[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "a mean")]
pub(super) fn micros_each(time: Duration, count: usize) -> f64 {
    time.as_secs_f64() * 1e6 / (count.max(1) as f64)
}

pub(super) fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "a time for people")]
fn milliseconds(micros: u64) -> f64 {
    micros as f64 / 1000.0
}
