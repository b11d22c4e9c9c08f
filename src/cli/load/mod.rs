//! `jiangheng load`: how much this machine carries, measured in one run against a limit of the same run.

mod http;
mod limit;
mod ready;
mod run;
mod seats;
mod server;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::finish;

/// Arguments of `jiangheng load`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Seat candidates who all start and then save at an interval; print what it was like as JSON
    Hall(HallArgs),
    /// Save as fast as it goes, against a handler that does nothing; print the ratio as JSON
    Limit(LimitArgs),
    /// Keep a hall open for another client: `load hall --url` from another machine, or wrk; until Ctrl-C
    Ready(ReadyArgs),
    /// The server of a measurement; used by the first two
    #[command(hide = true)]
    Serve(ServeArgs),
}

#[derive(clap::Args)]
pub(in crate::cli) struct HallArgs {
    /// How many candidates
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    candidates: u32,
    /// For how long they save, in seconds
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// How often each saves, in milliseconds
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3_600_000))]
    interval: u32,
    /// How many connections they share; default: one each, 512 at the most
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    connections: Option<u32>,
    /// An empty database, sqlite://PATH or postgres://…; default: a SQLite file of its own
    #[arg(long, hide_env_values = true)]
    database: Option<String>,
    /// A hall that `jiangheng load ready` keeps open, such as http://127.0.0.1:8090; then --database is that hall's, where
    /// answers are looked for afterwards
    #[arg(long, requires = "people")]
    url: Option<String>,
    /// What that hall's candidates sign in with: the file it wrote
    #[arg(long, requires = "url")]
    people: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(in crate::cli) struct LimitArgs {
    /// For how long altogether, in seconds
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// How many connections, one count after the other
    #[arg(long, value_delimiter = ',', default_value = "64,512")]
    connections: Vec<u32>,
    /// How many candidates are seated
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    candidates: u32,
    /// An empty database, sqlite://PATH or postgres://…; default: a SQLite file of its own
    #[arg(long, hide_env_values = true)]
    database: Option<String>,
}

#[derive(clap::Args)]
pub(in crate::cli) struct ReadyArgs {
    /// How many candidates
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    candidates: u32,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// An empty database, sqlite://PATH or postgres://…; default: a SQLite file of its own
    #[arg(long, hide_env_values = true)]
    database: Option<String>,
    /// Write here what the candidates sign in with
    #[arg(long)]
    people: Option<PathBuf>,
    /// Sign everybody in, open their papers, and write here a line for each: token, an item, an option; see scripts/load.lua
    #[arg(long)]
    seats: Option<PathBuf>,
    /// Answer saves at once: without token, hall or store
    #[arg(long)]
    noop: bool,
}

#[derive(clap::Args)]
struct ServeArgs {
    #[arg(long)]
    database: String,
    #[arg(long)]
    keys: PathBuf,
    #[arg(long)]
    listen: SocketAddr,
    /// Answer saves at once: without token, hall or store
    #[arg(long)]
    noop: bool,
}

/// Measures.
pub(super) fn run(args: Args) -> ExitCode {
    if cfg!(debug_assertions) && !matches!(args.command, Command::Serve(_) | Command::Ready(_)) {
        eprintln!("this program was built for everyday work; figures for others are taken from a release build");
    }
    finish(match args.command {
        Command::Hall(args) => run::run(&args),
        Command::Limit(args) => limit::run(&args),
        Command::Ready(args) => {
            super::start_log();
            ready::run(&args)
        }
        Command::Serve(args) => {
            super::start_log();
            server::serve(args.database, args.keys, args.listen, args.noop)
        }
    })
}
