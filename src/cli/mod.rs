//! The command line: one file for each command. `--help` of each says what it does and what its exit codes mean.

mod bank;
mod credential;
mod db;
mod draw;
mod files;
mod options;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// 匠衡: exam and assessment server for vocational skill evaluation.
#[derive(Parser)]
#[command(name = "jiangheng", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check, seal and open question banks
    Bank(bank::Args),
    /// Derive and replay draws of exam-seed/v1, without any store
    Draw(draw::Args),
    /// Check certificates, without any store
    Credential(credential::Args),
    /// The store: bring its schema up to date, check it, back it up, restore it
    Db(db::Args),
}

/// Parses the command line, runs the command and returns its exit code: 0 well, 1 refused, 2 wrong usage.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Bank(args) => bank::run(args),
        Command::Draw(args) => draw::run(args),
        Command::Credential(args) => credential::run(args),
        Command::Db(args) => db::run(args),
    }
}
