//! `draw commit` and `draw commitment`: a contributor's secret, made on its own side, and what a custodian checks.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::super::files::{self, Draft, FileError};
use super::{Refusal, in_file, is_stdin, line, read, shown, write};
use crate::clock::{Clock as _, SystemClock};
use crate::crypto::random;
use crate::domain::draw::{DrawError, SecretFile};
use crate::formats::pdf::Press;

#[derive(clap::Args)]
pub(super) struct Commit {
    /// The exam's id, such as EX-2026-001
    #[arg(long, value_name = "ID")]
    exam: String,
    /// The session's id, such as S1
    #[arg(long, value_name = "ID")]
    session: String,
    /// The contributor's own id, as the bureau will write it into the manifest
    #[arg(long, value_name = "ID")]
    contributor: String,
    /// The secret file to be made
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A PDF to be made as well: the sealed-envelope sheet, a page for each of the two custodians. It holds the secret
    #[arg(long, value_name = "FILE.pdf")]
    sheet: Option<PathBuf>,
    /// A folder of font files for the sheet; default: the system's fonts
    #[arg(long, env = "JIANGHENG_FONTS", value_name = "DIR")]
    fonts: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(super) struct Commitment {
    /// The secret file, or a file with the text of its QR code; or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Makes a secret. Nothing is left behind when anything is refused.
pub(super) fn commit(args: &Commit) -> Result<(), Refusal> {
    let Commit { out, sheet, .. } = args;
    let paths = || [Some(out), sheet.as_ref()].into_iter().flatten();
    if paths().any(|path| is_stdin(path)) {
        return Err(Refusal::Usage(
            "--out and --sheet name files: a secret is not written to standard output".to_owned(),
        ));
    }
    if sheet.as_ref() == Some(out) {
        return Err(Refusal::Usage("--out and --sheet are the same file".to_owned()));
    }
    if let Some(path) = paths().find(|path| path.symlink_metadata().is_ok()) {
        return Err(exists(path));
    }
    let bytes = Zeroizing::new(random::bytes()?);
    let secret = SecretFile::new(&args.exam, &args.session, &args.contributor, bytes).map_err(of_option)?;
    let file = secret.file();
    let printed = sheet.is_some().then(|| Press::new(args.fonts.clone()).envelope(&secret, SystemClock.now()));
    let printed = printed.transpose()?.map(Zeroizing::new);
    let mut drafts = vec![Draft { path: out, bytes: &file, secret: true }];
    if let (Some(path), Some(bytes)) = (sheet, &printed) {
        drafts.push(Draft { path, bytes, secret: true });
    }
    files::write_all(&drafts, false).map_err(|error| match error {
        FileError::Exists(path) => exists(&path),
        other => other.into(),
    })?;
    write(told(&secret, out, sheet.as_deref()).as_bytes())
}

/// The commitment, and what to do with it and with the secret.
fn told(secret: &SecretFile, out: &Path, sheet: Option<&Path>) -> String {
    let envelope = match sheet {
        Some(sheet) => format!(
            "Print {} (it holds the secret), give a page to each of two custodians of different bodies, then delete it.",
            sheet.display()
        ),
        None => format!("Give a sealed copy of {} to each of two custodians of different bodies.", out.display()),
    };
    format!(
        "{}\n\nThis line is the commitment of {} for exam {}, session {}. Hand it to the bureau before its deadline; it may be \
         published.\nThe secret is in {}. Nobody else sees it before the hall opens it.\n{envelope}\nA custodian runs \
         `jiangheng draw commitment FILE` and compares what it prints with this line before signing a receipt.\n",
        hex::encode(secret.commitment()),
        secret.contributor(),
        secret.exam(),
        secret.session(),
        out.display()
    )
}

/// Prints the commitment of a secret file or QR text that is sound.
pub(super) fn commitment(args: &Commitment) -> Result<(), Refusal> {
    let text = Zeroizing::new(read(&args.file)?);
    let is_json = text.trim_ascii_start().starts_with(b"{");
    let secret = SecretFile::from_either(line(&text)).map_err(in_file(&args.file))?;
    let checked = if is_json { "the secret gives the commitment in its file" } else { "computed from the QR text" };
    let said = format!(
        "{}\n\nThe commitment of {} for exam {}, session {}: {checked}. Compare it with the one that was handed to the bureau.\n",
        hex::encode(secret.commitment()),
        secret.contributor(),
        secret.exam(),
        secret.session()
    );
    write(said.as_bytes())
}

fn exists(path: &Path) -> Refusal {
    Refusal::Exists { file: shown(path) }
}

/// A refusal of an id, told of the option that gave it.
fn of_option(error: DrawError) -> Refusal {
    match error {
        DrawError::Malformed { path, given, wanted } => {
            Refusal::Option { option: format!("--{}", path.trim_start_matches('/')), given, wanted }
        }
        other => Refusal::Draw(Box::new(other)),
    }
}
