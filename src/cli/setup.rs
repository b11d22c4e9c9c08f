//! `jiangheng setup` and `jiangheng admin`: a bureau's store, its keys and its first administrator.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use crate::app::{App, Purpose};
use crate::services::accounts::{self, FirstAccount, NewBureau};
use crate::services::keyring::Keyring;
use crate::store::Store;

use super::options::{ServeOptions, StoreOptions, settings};
use super::say;

/// Arguments of `jiangheng setup`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    store: StoreOptions,
}

/// Makes the store and the keys that are missing.
pub(super) fn run(args: Args) -> ExitCode {
    let done = make_folder(&args.store.database)
        .and_then(|()| Store::open(&args.store.database).map_err(|error| error.to_string()))
        .and_then(|store| store.migrate().map_err(|error| error.to_string()))
        .and_then(|ran| {
            Keyring::create(&args.store.keys, false).map_err(|error| error.to_string())?;
            say(format_args!("store ready ({} migrations run now); keys in {}", ran.len(), args.store.keys.display()));
            say("Back up the key folder apart from the database. root.key only signs keys.json: after the first start take it");
            say("offline, and bring it back when a key changes or a year has gone.");
            Ok(())
        });
    super::finish(done)
}

/// Makes the folder of a SQLite file, if the address is one.
pub(super) fn make_folder(database: &str) -> Result<(), String> {
    let Some(folder) = database.strip_prefix("sqlite://").and_then(|path| std::path::Path::new(path).parent()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| format!("can't make the folder {}: {error}", folder.display()))
}

/// Arguments of `jiangheng admin`.
#[derive(clap::Args)]
pub(super) struct AdminArgs {
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    serve: ServeOptions,
    /// The bureau's code, such as its region code
    #[arg(long)]
    bureau_code: String,
    /// The bureau's name
    #[arg(long)]
    bureau_name: String,
    /// county, city or province
    #[arg(long, default_value = "county")]
    rank: String,
    /// The administrator's sign-in name
    #[arg(long)]
    login: String,
    /// The administrator's name
    #[arg(long)]
    name: String,
}

/// Makes the bureau and its first administrator. The password is read from standard input, never from the command line.
pub(super) fn first_administrator(args: AdminArgs) -> ExitCode {
    if std::io::stdin().is_terminal() {
        eprintln!("Password of {} (it is shown as you type; end with Enter):", args.login);
    }
    let mut password = String::new();
    let done = std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|error| error.to_string())
        .and_then(|_| App::start(settings(&args.store, &args.serve), Purpose::Real).map_err(|error| error.to_string()))
        .and_then(|app| {
            let bureau = NewBureau { code: args.bureau_code, name: args.bureau_name, rank: args.rank };
            let account = FirstAccount { login: args.login, name: args.name, password: password.trim_end().to_owned() };
            let actor = accounts::create_first_administrator(&app.context, bureau, account)
                .map_err(|error| error.to_string())?;
            say(format_args!("administrator {} made; sign in at {}/staff/sign-in", actor.name, app.settings.origin));
            Ok(())
        });
    super::finish(done)
}
