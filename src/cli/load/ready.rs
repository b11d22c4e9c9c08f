//! `load ready`: a hall that stays open for another client, on this machine or another.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::services::sittings::SignIn;

use super::ReadyArgs;
use super::seats::seat;
use super::server::{Crowd, serve};

pub(super) fn run(args: &ReadyArgs) -> Result<(), String> {
    let crowd = Crowd::gather(args.database.as_deref(), args.candidates)?;
    if let Some(file) = &args.people {
        let people = serde_json::to_vec(&crowd.people).map_err(|error| error.to_string())?;
        write(file, &people)?;
    }
    let (people, address, seats) = (crowd.people.clone(), args.listen, args.seats.clone());
    let seated = thread::spawn(move || match seat_all(address, &people, seats.as_deref()) {
        Ok(()) => super::super::say(json!({"url": format!("http://{address}"), "candidates": people.len()})),
        Err(error) => eprintln!("jiangheng: nobody is seated: {error}"),
    });
    let served = serve(crowd.database.clone(), crowd.keys.clone(), address, args.noop);
    drop(seated);
    served
}

/// Waits for the server of this process, and seats everybody where that is wanted: a line a candidate.
fn seat_all(address: SocketAddr, people: &[SignIn], file: Option<&Path>) -> Result<(), String> {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        if began.elapsed() > Duration::from_secs(600) {
            return Err("the server did not listen within ten minutes".to_owned());
        }
        thread::sleep(Duration::from_millis(20));
    }
    let Some(file) = file else { return Ok(()) };
    let seats = super::limit::runtime()?.block_on(seat(address, people, 64))?.seats;
    let lines: String = seats.iter().map(|seat| seat.line() + "\n").collect();
    write(file, lines.as_bytes())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(file, bytes).map_err(|error| format!("can't write {}: {error}", file.display()))
}

/// What the candidates of a hall that stands ready sign in with.
pub(super) fn people_of(file: &Path) -> Result<Vec<SignIn>, String> {
    let bytes = fs::read(file).map_err(|error| format!("can't read {}: {error}", file.display()))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", file.display()))
}
