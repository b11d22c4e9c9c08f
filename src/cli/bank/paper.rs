//! `jiangheng bank paper FILE`: a trial paper of a bank in print, with its answer sheet and its key.

use std::io::Write as _;
use std::path::PathBuf;

use super::super::files::{self, Draft, FileError};
use super::reading::read_bank;
use super::{Refused, parse_blueprint, whole};
use crate::domain::bank::Bank;
use crate::formats::pdf::Press;
use crate::services::trial::trial;

/// Arguments of `jiangheng bank paper`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The bank, .xlsx or .csv; pictures are looked up beside it
    file: PathBuf,
    /// The blueprint (双向细目表), TOML; default: blueprint.toml beside the bank
    #[arg(long)]
    blueprint: Option<PathBuf>,
    /// The folder that the PDFs go to; made if it is not there
    #[arg(long)]
    out: PathBuf,
    /// How many invented candidates get a paper
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1000), value_name = "N")]
    candidates: u64,
    /// Only the paper of this one of them
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=999_999_999), value_name = "NUMBER", conflicts_with = "candidates")]
    candidate: Option<u64>,
    /// In large print: 16 pt, one column
    #[arg(long)]
    large_print: bool,
    /// A folder of font files; default: the system's fonts
    #[arg(long, env = "JIANGHENG_FONTS", value_name = "DIR")]
    fonts: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

/// Prints the trial papers; what was written, for whoever ran it.
pub(in crate::cli) fn run(args: &Args) -> Result<String, Refused> {
    let beside = args.file.with_file_name("blueprint.toml");
    let blueprint = parse_blueprint(args.blueprint.as_ref().unwrap_or(&beside))?;
    let (file, pictures) = read_bank(&args.file)?;
    let bank = whole(Bank::check(&file.sheets, &blueprint, &pictures), &file)?;
    std::fs::create_dir_all(&args.out).map_err(|source| FileError::Io { path: args.out.clone(), source })?;
    let press = Press::new(args.fonts.clone());
    let (first, last) = args.candidate.map_or((1, args.candidates), |one| (one, one));
    for candidate in first..=last {
        let printed = trial(&press, &bank, &pictures, candidate, args.large_print)?;
        let path = |what: &str| args.out.join(format!("{candidate:09}-{what}.pdf"));
        let (paper, key) = (path("paper"), path("key"));
        let drafts = [
            Draft { path: &paper, bytes: &printed.paper, secret: false },
            Draft { path: &key, bytes: &printed.key, secret: true },
        ];
        files::write_all(&drafts, args.force)?;
        let _ = writeln!(std::io::stderr(), "{}/{} {}", candidate - first + 1, last - first + 1, paper.display());
    }
    Ok(format!("{} trial papers with their keys in {}", last - first + 1, args.out.display()))
}
