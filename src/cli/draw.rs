//! `jiangheng draw …`.

use std::process::ExitCode;

/// Arguments of `jiangheng draw`.
#[derive(clap::Args)]
pub(super) struct Args {}

/// Runs the command.
pub(super) fn run(_args: Args) -> ExitCode {
    ExitCode::FAILURE
}
