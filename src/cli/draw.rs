//! `jiangheng draw …`: derives and replays draws without any store, for whoever wants to check one.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::progress::ProgressLine;
use crate::domain::draw::{DrawError, Manifest, Replayed, Reveals, evidence_text, replay_with};

/// Arguments of `jiangheng draw`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
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
    /// Derive an evidence again and compare
    ///
    /// Exit code 0 when all agrees. Else 1, with the first difference: its place in the file, what the file says, and
    /// what is derived.
    Replay {
        /// The evidence, or - for standard input
        #[arg(value_name = "EVIDENCE")]
        evidence: PathBuf,
    },
}

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
}

/// Runs the command.
pub(super) fn run(args: Args) -> ExitCode {
    let done = match &args.command {
        Command::Papers { manifest, reveals } if is_stdin(manifest) && is_stdin(reveals) => {
            eprintln!("--manifest and --reveals can't both be standard input");
            return ExitCode::from(2);
        }
        Command::Papers { manifest, reveals } => papers(manifest, reveals),
        Command::Replay { evidence } => replay_file(evidence),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("{refusal}");
            ExitCode::FAILURE
        }
    }
}

fn papers(manifest_file: &Path, reveals_file: &Path) -> Result<(), Refusal> {
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

fn replay_file(file: &Path) -> Result<(), Refusal> {
    let text = read(file)?;
    let progress = ProgressLine::new("papers");
    let replayed = replay_with(&text, &|done, of| progress.tell(done, of));
    drop(progress);
    write(summary(&replayed.map_err(in_file(file))?).as_bytes())
}

fn summary(replayed: &Replayed) -> String {
    let agree = |count: usize, what: &str| match count {
        1 => format!("1 {what} agrees"),
        _ => format!("{count} {what}s agree"),
    };
    format!(
        "{}, {}; manifest {}{}\n",
        agree(replayed.papers, "paper"),
        agree(replayed.draws, "draw"),
        hex::encode(replayed.manifest.hash()),
        if replayed.is_publicly_random() { "" } else { "; not publicly random" }
    )
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
