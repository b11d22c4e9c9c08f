//! `jiangheng serve`: the server of a bureau. And how any command runs a server with its jobs beside it.

use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;

use crate::app::{App, Purpose};
use crate::jobs::Runner;
use crate::web::{self, ServerHandle};

use super::options::{ServeOptions, StoreOptions, settings};

/// Arguments of `jiangheng serve`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    serve: ServeOptions,
}

/// Serves until Ctrl-C or SIGTERM.
pub(super) fn run(args: Args) -> ExitCode {
    super::start_log();
    let settings = settings(&args.store, &args.serve);
    let served = App::start(settings, Purpose::Real).map_err(|error| error.to_string()).and_then(|app| {
        let listener = listen(&app)?;
        let address = app.settings.origin.clone();
        serve(app, listener, |_| tracing::info!(%address, "serving"))
    });
    super::finish(served)
}

/// The listener of an app's settings.
pub(super) fn listen(app: &App) -> Result<TcpListener, String> {
    let address = app.settings.listen;
    TcpListener::bind(address)
        .map_err(|error| format!("can't listen on {address}: {error}; is another server running there?"))
}

/// Serves `app` with its jobs, until stopped.
pub(super) fn serve(app: App, listener: TcpListener, started: impl FnOnce(ServerHandle)) -> Result<(), String> {
    let jobs = Runner::start(app.context.clone(), Arc::clone(&app.mailer), app.jobs());
    let served = web::run(app, listener, started).map_err(|error| error.to_string());
    jobs.stop();
    served
}
