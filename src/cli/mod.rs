//! The command line: one file for each command. `--help` of each says what it does and what its exit codes mean.

mod bank;
mod credential;
mod db;
mod demo;
mod draw;
mod files;
mod load;
mod options;
mod progress;
mod serve;
mod setup;

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// 匠衡: exam and assessment server for vocational skill evaluation.
#[derive(Parser)]
#[command(name = "jiangheng", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a sample county, on a clock that can be moved on
    Demo(demo::Args),
    /// Serve a bureau
    Serve(serve::Args),
    /// Make a bureau's store and keys
    Setup(setup::Args),
    /// Make the bureau and its first administrator; the password is read from standard input
    Admin(setup::AdminArgs),
    /// Migrate, check, back up and restore a store
    Db(db::Args),
    /// Check, seal and open question banks
    Bank(bank::Args),
    /// Derive and replay draws of exam-seed/v1, without any store
    Draw(draw::Args),
    /// Check certificates, without any store
    Credential(credential::Args),
    /// Measure how many candidates this machine carries
    Load(load::Args),
}

/// Parses the command line, runs the command and returns its exit code: 0 well, 1 refused, 2 wrong usage.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Setup(args) => setup::run(args),
        Command::Admin(args) => setup::first_administrator(args),
        Command::Db(args) => db::run(args),
        Command::Bank(args) => bank::run(args),
        Command::Draw(args) => draw::run(args),
        Command::Credential(args) => credential::run(args),
        Command::Load(args) => load::run(args),
    }
}

/// Sends the log to standard error; `RUST_LOG` says how much.
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    if let Err(error) = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init() {
        eprintln!("jiangheng: the log is on already: {error}");
    }
}

/// A line for whoever ran the command. A reader who closed standard output does not want it.
fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The exit code of a command: an error goes to standard error.
fn finish(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("jiangheng: {message}");
            ExitCode::FAILURE
        }
    }
}
