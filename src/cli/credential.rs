//! `jiangheng credential …`: checks certificates with nothing but files.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::Timestamp;

use crate::clock::{Clock as _, SystemClock};
use crate::crypto::{PublicKey, multikey};
use crate::formats::keys::KeySet;
use crate::formats::verify::{Evidence, Outcome, Report, verify_code, verify_credential};

/// Arguments of `jiangheng credential`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check one certificate offline: its file, or the text of its code
    ///
    /// Says of every check whether it held (✓), failed (✗) or could not be made (–), and shows signed fields only.
    /// Exit code: 0 no check failed; 1 refused; 2 wrong usage or an unreadable file.
    Verify(Verify),
}

#[derive(clap::Args)]
struct Verify {
    /// The certificate: certificate.json
    #[arg(required_unless_present = "qr")]
    file: Option<PathBuf>,
    /// The text of the code instead: the digits, or the address with the digits after its #
    #[arg(long, conflicts_with = "file", value_name = "TEXT")]
    qr: Option<String>,
    /// The issuer's keys.json
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The proof that the certificate stands in the public log; the .tlog-proof beside the certificate if there is one
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// A signed status list; may be given more than once
    #[arg(long, value_name = "FILE")]
    status: Vec<PathBuf>,
    /// The offline root that must have signed keys.json: its fingerprint as printed on paper
    #[arg(long, value_name = "z6Mk…", value_parser = |text: &str| multikey::decode_key(text))]
    root: Option<PublicKey>,
    /// The newest version of keys.json seen so far: an older one is refused
    #[arg(long, value_name = "VERSION")]
    seen: Option<u64>,
    /// The instant to check at instead of now: 2026-05-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
}

/// Runs the command.
pub(super) fn run(args: Args) -> ExitCode {
    let Command::Verify(args) = args.command;
    let mut out = io::stdout().lock();
    match verify(&args, &mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "jiangheng: {error}");
            ExitCode::from(2)
        }
    }
}

fn verify(args: &Verify, out: &mut impl Write) -> io::Result<bool> {
    let now = args.at.unwrap_or_else(|| SystemClock.now());
    let keys_bytes = read(&args.keys)?;
    let keys = match KeySet::open(&keys_bytes, args.root.as_ref(), now, args.seen) {
        Ok(keys) => keys,
        Err(error) => {
            writeln!(out, "✗ keys: {error}\nrefused: keys")?;
            return Ok(false);
        }
    };
    let root = KeySet::root_of(&keys_bytes).unwrap_or_default();
    match args.root {
        Some(_) => writeln!(out, "✓ keys: version {}, signed by the pinned root {root}", keys.version)?,
        None => writeln!(out, "– keys: version {}, signed by {root}; compare it, or pin it with --root", keys.version)?,
    }
    let beside = args.file.as_deref().map(|file| file.with_extension("tlog-proof")).filter(|path| path.is_file());
    let log = match args.log.clone().or(beside) {
        Some(path) => Some(String::from_utf8_lossy(&read(&path)?).into_owned()),
        None => None,
    };
    let status = args.status.iter().map(|path| read(path)).collect::<io::Result<Vec<_>>>()?;
    let evidence = Evidence { log: log.as_deref(), status: &status };
    let report = match (&args.file, &args.qr) {
        (Some(file), _) => verify_credential(&read(file)?, &keys, now, evidence),
        (None, Some(text)) => verify_code(text, &keys, now, evidence),
        (None, None) => return Err(io::Error::other("give a certificate file or --qr")),
    };
    print(&report, out)?;
    Ok(report.passed())
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for check in &report.checks {
        let mark = match check.outcome {
            Outcome::Held => '✓',
            Outcome::Failed => '✗',
            Outcome::NotChecked => '–',
        };
        writeln!(out, "{mark} {}: {}", check.code, check.detail)?;
    }
    if report.passed() {
        writeln!(out, "\nsigned:")?;
        for (label, value) in &report.signed {
            writeln!(out, "  {label}: {value}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", report.verdict())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}
