//! `jiangheng draw …`: commits to secrets, derives, replays and checks draws without any store, for whoever takes part in
//! one or wants to check one.

mod commit;
mod replay;
mod slip;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::files::FileError;
use super::progress::ProgressLine;
use crate::crypto::random::NoEntropy;
use crate::domain::draw::{DrawError, Manifest, Reveals, evidence_text};
use crate::formats::pdf::PdfError;

/// Arguments of `jiangheng draw`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a contributor's secret and print its commitment
    ///
    /// 32 random bytes go into FILE, which nobody but its owner may read; a file that exists is never replaced. The first
    /// line on standard output is the commitment, which may be published; the secret is never shown. Exit code 1, and
    /// nothing is written, when anything is refused.
    Commit(commit::Commit),
    /// Check a secret file, or the text of its QR code, and print its commitment
    ///
    /// What a custodian runs before it signs a receipt. Exit code 0 when the secret gives the commitment in its file; a QR
    /// text holds none, so compare the one that is printed.
    Commitment(commit::Commitment),
    /// Write the evidence of all the manifest's candidates to standard output
    ///
    /// The evidence is one line of canonical JSON (RFC 8785) without a line break at its end, so that its SHA-256 is the
    /// one the log holds. When anything is refused nothing is written, and the exit code is 1. At a terminal a line on
    /// standard error tells how many papers are drawn, if they take long.
    Papers {
        /// The manifest, or - for standard input
        #[arg(long, value_name = "FILE")]
        manifest: PathBuf,
        /// The reveals: secrets, exclusions, beacon; or - for standard input
        #[arg(long, value_name = "FILE")]
        reveals: PathBuf,
    },
    /// Write the slip of one candidate, out of a sound evidence
    ///
    /// The slip as JSON, or with --origin as the link that its QR code holds. The evidence is replayed first; exit code 1,
    /// and nothing is written, when it is refused.
    Slip(slip::Args),
    /// Derive an evidence again and compare; check a candidate's slip, or what was published of a cancelled session
    ///
    /// What FILE is its `spec` tells. Exit code 0 when all agrees. Else 1, with the first difference: its place in the file,
    /// what the file says, and what is derived. 2 when an option is missing or does not fit the file.
    Replay(replay::Args),
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{file}: can't be read: {reason}")]
    Unreadable { file: String, reason: std::io::Error },
    #[error("standard output: can't be written: {0}")]
    Unwritable(#[from] std::io::Error),
    #[error("{file}: {reason}")]
    File { file: String, reason: Box<DrawError> },
    #[error("{0}")]
    Draw(Box<DrawError>),
    /// An option that is no id.
    #[error("{option} is {given}, but must be {wanted}")]
    Option { option: String, given: String, wanted: &'static str },
    /// A file that is there already: what is secret in it may be wanted still.
    #[error("{file}: is there already and is not replaced; choose another name")]
    Exists { file: String },
    #[error(transparent)]
    Written(#[from] FileError),
    #[error("no secret was made: {0}")]
    NoEntropy(#[from] NoEntropy),
    #[error("the sheet can't be printed, and no secret was kept: {0}")]
    Sheet(#[from] PdfError),
    /// Wrong usage.
    #[error("{0}")]
    Usage(String),
}

/// Runs the command.
pub(super) fn run(args: Args) -> ExitCode {
    let done = match &args.command {
        Command::Commit(args) => commit::commit(args),
        Command::Commitment(args) => commit::commitment(args),
        Command::Papers { manifest, reveals } => papers(manifest, reveals),
        Command::Slip(args) => slip::write_one(args),
        Command::Replay(args) => replay::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("{refusal}");
            if matches!(refusal, Refusal::Usage(_)) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn papers(manifest_file: &Path, reveals_file: &Path) -> Result<(), Refusal> {
    one_stdin("--manifest", manifest_file, "--reveals", reveals_file)?;
    let manifest = Manifest::parse(&read(manifest_file)?).map_err(in_file(manifest_file))?;
    let reveals = Reveals::parse(&read(reveals_file)?).map_err(in_file(reveals_file))?;
    let progress = ProgressLine::new("papers");
    let evidence = evidence_text(&manifest, &reveals, &|done, of| progress.tell(done, of));
    drop(progress);
    write(&evidence.map_err(|reason| match reason.path() {
        Some(_) => in_file(reveals_file)(reason),
        None => Refusal::Draw(Box::new(reason)),
    })?)
}

/// Refuses to read two files from standard input.
fn one_stdin(name: &str, file: &Path, other_name: &str, other: &Path) -> Result<(), Refusal> {
    if is_stdin(file) && is_stdin(other) {
        return Err(Refusal::Usage(format!("{name} and {other_name} can't both be standard input")));
    }
    Ok(())
}

fn in_file(file: &Path) -> impl Fn(DrawError) -> Refusal {
    move |reason| Refusal::File { file: shown(file), reason: Box::new(reason) }
}

fn read(file: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let done = if is_stdin(file) {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut open| open.read_to_end(&mut bytes))
    };
    done.map_err(|reason| Refusal::Unreadable { file: shown(file), reason })?;
    Ok(bytes)
}

fn write(bytes: &[u8]) -> Result<(), Refusal> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

fn shown(file: &Path) -> String {
    if is_stdin(file) { "standard input".to_owned() } else { file.display().to_string() }
}

/// A text without the line break that editors and scanners put at its end.
fn line(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}
