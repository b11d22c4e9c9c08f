//! The server of a measurement: a child process of this program's own, and what the system says of it.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::{App, Purpose};
use crate::config::{MailRoute, Settings};
use crate::services::demo::{self, county::START};
use crate::services::sittings::SignIn;
use crate::store::{SchemaState, Store};
use crate::web;

use super::super::serve::{listen, serve as serve_with_jobs};

/// A store with a crowd at an exam that is open, in a folder that goes when it is dropped.
pub(super) struct Crowd {
    folder: PathBuf,
    pub(super) database: String,
    pub(super) keys: PathBuf,
    pub(super) people: Vec<SignIn>,
}

impl Crowd {
    /// Draws and opens an exam for so many. `database` must be empty; where none is given, a file is made.
    pub(super) fn gather(database: Option<&str>, candidates: u32) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("jiangheng-load-{}-{candidates}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("can't make {}: {error}", folder.display()))?;
        let own = format!("sqlite://{}", folder.join("load.db").display());
        let (database, keys) = (database.map_or(own, ToOwned::to_owned), folder.join("keys"));
        let mut crowd = Self { folder, database, keys, people: Vec::new() };
        let is_empty = Store::open(&crowd.database).and_then(|store| {
            let all = store.migrations()?;
            Ok(matches!(store.schema_state()?, SchemaState::Behind(missing) if missing.len() == all))
        });
        if !is_empty.map_err(|error| error.to_string())? {
            return Err("this database has something in it; give an empty one".to_owned());
        }
        let began = Instant::now();
        eprintln!("drawing {candidates} papers …");
        let app = App::start(settings(&crowd.database, &crowd.keys, ([127, 0, 0, 1], 0).into()), demo_of(START)?)
            .map_err(|error| error.to_string())?;
        let clock = app.demo_clock.clone().ok_or("the store is not a demo's")?;
        let count = usize::try_from(candidates).map_err(|error| error.to_string())?;
        crowd.people = demo::crowd(&app.context, &clock, count).map_err(|error| error.to_string())?;
        eprintln!("drawn in {:.1} s", began.elapsed().as_secs_f64());
        Ok(crowd)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        // A connection that is being closed may still take its files away.
        let gone = (0..20).any(|_| {
            let gone = fs::remove_dir_all(&self.folder).is_ok();
            if !gone {
                thread::sleep(Duration::from_millis(100));
            }
            gone
        });
        if !gone {
            eprintln!("{} could not be removed", self.folder.display());
        }
    }
}

fn demo_of(start: &str) -> Result<Purpose, String> {
    start.parse().map(Purpose::Demo).map_err(|error| format!("{error}"))
}

fn settings(database: &str, keys: &Path, listen: SocketAddr) -> Settings {
    Settings {
        database: database.to_owned(),
        keys: keys.to_owned(),
        listen,
        origin: format!("http://{listen}"),
        behind_proxy: false,
        tls: None,
        mail: MailRoute::Folder(keys.join("mail")),
        mail_from: "noreply@qinghe.example.org".to_owned(),
        policy: None,
        fonts: None,
    }
}

/// Serves a crowd's store until stopped: what the child does.
pub(super) fn serve(database: String, keys: PathBuf, address: SocketAddr, noop: bool) -> Result<(), String> {
    let app = App::start(settings(&database, &keys, address), demo_of(START)?).map_err(|error| error.to_string())?;
    let listener = listen(&app)?;
    if noop {
        web::run_at_once(app, listener).map_err(|error| error.to_string())
    } else {
        serve_with_jobs(app, listener, |_| ())
    }
}

/// A server that runs.
pub(super) struct Served {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Served {
    /// Starts one and waits until it listens.
    pub(super) fn start(crowd: &Crowd, noop: bool) -> Result<Self, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| format!("no free port: {error}"))?;
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.args(["load", "serve", "--database", &crowd.database, "--listen", &address.to_string(), "--keys"]);
        command.arg(&crowd.keys).args(noop.then_some("--noop"));
        if std::env::var_os("RUST_LOG").is_none() {
            command.env("RUST_LOG", "warn");
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().map_err(|error| error.to_string())?;
        let mut served = Self { child, address };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Ok(Some(status)) = served.child.try_wait() {
                return Err(format!("the server ended at once: {status}"));
            }
            if began.elapsed() > Duration::from_secs(600) {
                return Err("the server did not listen within ten minutes".to_owned());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(served)
    }

    /// The resident memory now, and the most it ever was, in bytes.
    pub(super) fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or_default() * 1024
        };
        (bytes("VmRSS:"), bytes("VmHWM:"))
    }

    /// The processor time it has had.
    pub(super) fn processor(&self) -> Duration {
        processor_of(&self.child.id().to_string())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processor time of a process (`self` for this one): user's and system's, in the kernel's ticks of 10 ms.
pub(super) fn processor_of(process: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
