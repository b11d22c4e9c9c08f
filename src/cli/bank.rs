//! `jiangheng bank …`.

use std::process::ExitCode;

/// Arguments of `jiangheng bank`.
#[derive(clap::Args)]
pub(super) struct Args {}

/// Runs the command.
pub(super) fn run(_args: Args) -> ExitCode {
    ExitCode::FAILURE
}
