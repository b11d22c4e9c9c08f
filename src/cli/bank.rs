//! `jiangheng bank …`: check, seal, open and convert question banks.

mod blueprint;
mod convert;
mod paper;
mod reading;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::files::{self, Draft, FileError};
use super::say;
use crate::clock::{Clock as _, SystemClock};
use crate::crypto::multikey::{self, NotMultibase};
use crate::crypto::random::NoEntropy;
use crate::crypto::seal::SealingKey;
use crate::crypto::{Signer as _, SigningKey};
use crate::domain::bank::{Bank, Blueprint, Code, Fault, lint};
use crate::domain::draw::DrawError;
use crate::formats::bank_file::{BankFile, BankFileError};
use crate::formats::blueprint::{self as toml_blueprint, BlueprintError};
use crate::formats::exchange::{ItemNote, WriteError};
use crate::formats::package;
use crate::formats::package::{Package, PackageError, Sealing, seal};
use crate::services::trial::TrialError;
use reading::read_bank;

/// Arguments of `jiangheng bank`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Name every fault of a bank by sheet and row; exit 0 if there is none, 1 otherwise
    Lint(Lint),
    /// Make the signed package of a bank, and the item key that is released apart; exit 1 and nothing written if refused
    Seal(Seal),
    /// Make a signing key: its seed into a file of mode 0600, its public Multikey on stdout
    Keygen(Keygen),
    /// Write a bank in another format, and tell what became of each item; exit 1 if an item could not be taken along
    Convert(convert::Convert),
    /// Verify a package, and with its item key the items; exit 1 and the reason if refused
    Open(Open),
    /// What a blueprint with its bank promises: pools, rungs, exposure, how far papers differ; exit 1 if refused
    Blueprint(blueprint::Args),
    /// A trial paper (样卷) as PDF with its answer sheet, and its key apart; exit 1 if refused
    Paper(paper::Args),
}

#[derive(clap::Args)]
struct Lint {
    /// The bank: .xlsx, .csv, .zip (QTI), .xml (Moodle, QTI) or .gift; pictures that are not in it are looked up beside it
    file: PathBuf,
    /// The blueprint (双向细目表), TOML
    #[arg(long)]
    blueprint: Option<PathBuf>,
    /// Print a JSON object instead of lines
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Seal {
    /// The bank: .xlsx, .csv, .zip (QTI), .xml (Moodle, QTI) or .gift; pictures that are not in it are looked up beside it
    file: PathBuf,
    /// The blueprint (双向细目表), TOML
    #[arg(long)]
    blueprint: PathBuf,
    /// The bank's id
    #[arg(long)]
    id: Code,
    /// The bank's version
    #[arg(long = "version", id = "bank_version", value_name = "VERSION")]
    version: Code,
    /// The seed of the signing key: a file of 64 hex digits, mode 0600
    #[arg(long)]
    key_file: PathBuf,
    /// Where the package goes
    #[arg(long)]
    out: PathBuf,
    /// Where the item key goes, mode 0600
    #[arg(long)]
    item_key_out: PathBuf,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

#[derive(clap::Args)]
struct Keygen {
    /// Where the seed goes
    #[arg(long)]
    out: PathBuf,
}

#[derive(clap::Args)]
struct Open {
    /// The package
    package: PathBuf,
    /// A key whose signature is trusted, z6Mk…; may be given several times
    #[arg(long, required = true)]
    trust: Vec<String>,
    /// The item key's file: 64 hex digits, mode 0600
    #[arg(long)]
    item_key: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(args: Args) -> ExitCode {
    let result = match args.command {
        Command::Lint(args) => return run_lint(&args),
        Command::Paper(args) => paper::run(&args),
        Command::Convert(args) => return convert::run(&args),
        Command::Seal(args) => run_seal(&args),
        Command::Keygen(args) => run_keygen(&args),
        Command::Open(args) => run_open(&args),
        Command::Blueprint(args) => match blueprint::run(&args) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
    };
    match result {
        Ok(line) => {
            say(line);
            ExitCode::SUCCESS
        }
        Err(Refused::Faults(faults, items)) => {
            report(&faults, &items);
            ExitCode::FAILURE
        }
        Err(error) => fail(&error),
    }
}

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("{0}")]
    File(#[from] FileError),
    #[error("{}: {source}", path.display())]
    Bank { path: PathBuf, source: BankFileError },
    #[error("{}: {source}", path.display())]
    Blueprint { path: PathBuf, source: BlueprintError },
    #[error("{0}")]
    Package(#[from] PackageError),
    #[error("{0}")]
    Trust(#[from] NotMultibase),
    #[error("{0}")]
    NoEntropy(#[from] NoEntropy),
    #[error("{}: {source}", path.display())]
    Manifest { path: PathBuf, source: Box<DrawError> },
    #[error("{}: no bank.xlsx or bank.csv lies beside it; name the bank with --bank", .0.display())]
    NoBank(PathBuf),
    #[error("{0}")]
    Trial(#[from] TrialError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("{}: the name doesn't say the format; add --format", .0.display())]
    NoFormat(PathBuf),
    #[error("{} faults, {} items refused", .0.len(), .1.len())]
    Faults(Vec<Fault>, Vec<ItemNote>),
}

fn run_lint(args: &Lint) -> ExitCode {
    let mut notes = Vec::new();
    let checked = read_blueprint(args.blueprint.as_deref()).and_then(|blueprint| {
        let (file, pictures) = read_bank(&args.file)?;
        notes.extend(file.notes().cloned());
        whole(lint(&file.sheets, blueprint.as_ref(), &pictures), &file)
    });
    let noted = || notes.iter().map(convert::item_as_json).collect::<Vec<_>>();
    match checked {
        Ok(items) if args.json => {
            say(serde_json::json!({"ok": true, "rows": items.len(), "faults": [], "noted": noted()}).to_string());
            ExitCode::SUCCESS
        }
        Ok(items) => {
            notes.iter().for_each(convert::tell);
            say(format!("{0} rows, all well. {0} 行全部合格，可以封存。", items.len()));
            ExitCode::SUCCESS
        }
        Err(Refused::Faults(faults, refused)) => {
            if args.json {
                let faults: Vec<_> = faults.iter().map(as_json).collect();
                let refused: Vec<_> = refused.iter().map(convert::item_as_json).collect();
                let answer = serde_json::json!({"ok": false, "imported": false, "faults": faults, "refused": refused, "noted": noted()});
                say(answer.to_string());
            } else {
                report(&faults, &refused);
                notes.iter().for_each(convert::tell);
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            if args.json {
                say(serde_json::json!({"ok": false, "imported": false, "error": error.to_string()}).to_string());
            }
            fail(&error)
        }
    }
}

fn run_seal(args: &Seal) -> Result<String, Refused> {
    let signer = SigningKey::from_seed(&*files::read_key(&args.key_file)?);
    let blueprint = parse_blueprint(&args.blueprint)?;
    let (file, pictures) = read_bank(&args.file)?;
    let bank = whole(Bank::check(&file.sheets, &blueprint, &pictures), &file)?;
    let item_key = SealingKey::generate()?;
    let sealing = Sealing {
        id: args.id.clone(),
        version: args.version.clone(),
        signer: &signer,
        item_key: &item_key,
        now: SystemClock.now(),
    };
    let sealed = seal(&bank, &pictures, &sealing)?;
    let package = Package::open(&sealed, &[signer.public_key()])?;
    let key = format!("{}\n", hex::encode(item_key.bytes()));
    let drafts = [
        Draft { path: &args.item_key_out, bytes: key.as_bytes(), secret: true },
        Draft { path: &args.out, bytes: &sealed, secret: false },
    ];
    files::write_all(&drafts, args.force)?;
    Ok(summary(&package, "sealed"))
}

fn run_keygen(args: &Keygen) -> Result<String, Refused> {
    let key = SigningKey::generate()?;
    let seed = format!("{}\n", hex::encode(key.seed()));
    files::write_all(&[Draft { path: &args.out, bytes: seed.as_bytes(), secret: true }], false)?;
    Ok(multikey::encode_key(&key.public_key()))
}

fn run_open(args: &Open) -> Result<String, Refused> {
    let trusted = args.trust.iter().map(|text| multikey::decode_key(text)).collect::<Result<Vec<_>, _>>()?;
    let bytes = files::read(&args.package, package::MAX_FILE)?;
    let package = Package::open(&bytes, &trusted)?;
    if let Some(path) = &args.item_key {
        package.unseal(&SealingKey::new(*files::read_key(path)?))?;
        return Ok(summary(&package, "verified and unsealed"));
    }
    Ok(summary(&package, "verified"))
}

fn summary(package: &Package, done: &str) -> String {
    let manifest = package.manifest();
    let counts = manifest.counts;
    format!(
        "{done}: {} {} ({} level {}), {} items (单选 {}, 判断 {}, 多选 {}), {} pictures, signed by {}, sha256 {}",
        manifest.id,
        manifest.version,
        manifest.occupation,
        manifest.level.number(),
        counts.items(),
        counts.single,
        counts.true_false,
        counts.multiple,
        counts.pictures,
        manifest.signer,
        hex::encode(package.digest())
    )
}

fn parse_blueprint(path: &Path) -> Result<Blueprint, Refused> {
    let bytes = files::read(path, 1024 * 1024)?;
    toml_blueprint::read(&bytes).map_err(|source| Refused::Blueprint { path: path.to_owned(), source })
}

fn read_blueprint(path: Option<&Path>) -> Result<Option<Blueprint>, Refused> {
    path.map(parse_blueprint).transpose()
}

/// What the lint answered, if no item of the file was refused: a file is taken as a whole.
fn whole<T>(checked: Result<T, Vec<Fault>>, file: &BankFile) -> Result<T, Refused> {
    let refused: Vec<ItemNote> = file.refused().cloned().collect();
    match checked {
        Ok(checked) if refused.is_empty() => Ok(checked),
        checked => Err(Refused::Faults(checked.err().unwrap_or_default(), refused)),
    }
}

fn report(faults: &[Fault], refused: &[ItemNote]) {
    let count = faults.len().saturating_add(refused.len());
    say(format!("发现 {count} 处问题，题库没有导入。 {count} faults; nothing was imported."));
    refused.iter().for_each(convert::tell);
    tell_faults(faults);
}

fn tell_faults(faults: &[Fault]) {
    for fault in faults {
        let (message, mend) = (fault.message(), fault.mend());
        let column = fault.column.map(|column| format!(" [{}]", column.name_zh())).unwrap_or_default();
        say(format!("{}{column} {} | {} ({})", fault.sheet, message.zh, message.en, fault.code()));
        say(format!("    怎么改：{} | {}", mend.zh, mend.en));
    }
}

fn as_json(fault: &Fault) -> serde_json::Value {
    let (message, mend) = (fault.message(), fault.mend());
    serde_json::json!({
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column.map(|column| column.name_en()),
        "code": fault.code(),
        "message": {"zh": message.zh, "en": message.en},
        "mend": {"zh": mend.zh, "en": mend.en},
    })
}

fn fail(error: &Refused) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{error}\nnothing was written or imported");
    ExitCode::FAILURE
}
