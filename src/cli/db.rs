//! `jiangheng db …`: the store's schema, its health, its backups.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::options::StoreOptions;
use crate::clock::{Clock as _, SystemClock};
use crate::services::sealing::{self, SealingState};
use crate::store::Store;

/// Arguments of `jiangheng db`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the schema up to this program's
    Migrate {
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Say whether store and sealing key are whole; exit 1 and everything that is wrong, if not
    Check {
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Write everything into one file, which restores into SQLite and PostgreSQL alike. Keys are not in it
    Backup {
        /// Where it goes; a file that exists is not replaced
        file: PathBuf,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Fill an empty database with a backup: all of it, or nothing
    Restore {
        /// The backup
        file: PathBuf,
        #[command(flatten)]
        store: StoreOptions,
    },
}

/// Runs the command.
pub(super) fn run(args: Args) -> ExitCode {
    let result = match args.command {
        Command::Migrate { store } => migrate(&store),
        Command::Check { store } => check(&store),
        Command::Backup { file, store } => back_up(&file, &store),
        Command::Restore { file, store } => restore(&file, &store),
    };
    match result {
        Ok(line) => {
            super::say(line);
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn migrate(options: &StoreOptions) -> Result<String, String> {
    let ran = open(options)?.migrate().map_err(said)?;
    Ok(if ran.is_empty() { "the schema is up to date".into() } else { format!("ran {}", ran.join(", ")) })
}

fn check(options: &StoreOptions) -> Result<String, String> {
    let store = existing(options)?;
    let mut faults = store.faults().map_err(said)?;
    let mut note = "";
    match sealing::check(&store, &options.keys) {
        Ok(SealingState::Right) => {}
        Ok(SealingState::NothingSealed) => note = " (nothing is sealed in it yet)",
        Ok(SealingState::Another) => faults.push(format!(
            "the sealing key is lost: {} is not the key that sealed this store's identity numbers. Restore the key \
             folder's own backup; without it they can't be read again",
            options.keys.join("sealing.key").display()
        )),
        Err(error) => faults.push(format!("the sealing key: {error}")),
    }
    if faults.is_empty() { Ok(format!("all is well{note}")) } else { Err(faults.join("\n")) }
}

fn back_up(file: &Path, options: &StoreOptions) -> Result<String, String> {
    let store = existing(options)?;
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    if file.symlink_metadata().is_ok() {
        return Err(format!("{} exists already; backups replace nothing", file.display()));
    }
    let name = file.file_name().ok_or_else(|| format!("{} is no file name", file.display()))?;
    let part = file.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let _removed_at_the_end = Removed(&part);
    let out = private(&part).map_err(failed)?;
    let copied = store
        .back_up(SystemClock.now(), BufWriter::with_capacity(1 << 20, &out))
        .map_err(|error| format!("nothing was backed up: {error}"))?;
    out.sync_all().map_err(failed)?;
    std::fs::hard_link(&part, file).map_err(failed)?;
    Ok(format!(
        "{} rows in {}, sha256 {}\nThe keys are not in it: keep a backup of {} apart from this file. Without sealing.key \
         the identity numbers in it can't be read.",
        copied.rows,
        file.display(),
        copied.sha256,
        options.keys.display()
    ))
}

fn restore(file: &Path, options: &StoreOptions) -> Result<String, String> {
    let backup = || File::open(file).map(|file| BufReader::with_capacity(1 << 20, file));
    backup().map_err(|error| format!("{}: {error}", file.display()))?;
    let copied = open(options)?.restore(backup).map_err(|error| format!("nothing was restored: {error}"))?;
    Ok(format!(
        "{} rows restored. The keys are not in a backup: put the key folder that belongs to it at {}, then run \
         `jiangheng db check`.",
        copied.rows,
        options.keys.display()
    ))
}

fn open(options: &StoreOptions) -> Result<Store, String> {
    Store::open(&options.database).map_err(said)
}

/// Opens a store that is there; asking after one that isn't must not make it.
fn existing(options: &StoreOptions) -> Result<Store, String> {
    match options.database.strip_prefix("sqlite://") {
        Some(path) if !path.is_empty() && !Path::new(path).is_file() => Err(format!("there is no store at {path}")),
        _ => open(options),
    }
}

/// A new file that nobody but its owner may read: backups hold people's names and marks.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

struct Removed<'a>(&'a Path);

impl Drop for Removed<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.0);
    }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
