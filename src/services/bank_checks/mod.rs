//! A bank on its way from a spreadsheet to a sealed package: checked, then sealed and imported, and its item key taken.
//!
//! Between the steps the files lie in the store, sealed under the store's own key, for whoever checked them alone and for
//! an hour at most. So the report can be read, filtered and loaded again, and nobody has to choose the files twice.

mod export;
mod files;
mod progress;
mod report;
mod unread;
mod work;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use zeroize::Zeroizing;

use crate::crypto::random;
use crate::crypto::seal::SealingKey;
use crate::domain::account::Permission;
use crate::domain::bank::{Bank, Code, Fault, Pictures};
use crate::formats::bank_file::{self, BankFile, BankFileError};
use crate::formats::blueprint::{self, BlueprintError};
use crate::formats::marked;
use crate::formats::package::{self, Package, Sealing};
use crate::i18n::Locale;
use crate::store::bank_checks::{self as rows, BankCheck, DONE, RUNNING, Row};
use crate::store::{AnyConnection, StoreError, instant, micros};

use super::banks::BankSummary;
use super::{Actor, Context, FieldError, ServiceError, audit, banks};

pub use export::{export, to_export};
pub(in crate::services) use files::pictures_of;
pub use files::{BankFiles, NamedFile};
pub use progress::{Progress, Stage};
pub use report::{Both, MOST_FAULTS, Promise, Report, Told};
pub(in crate::services) use report::{told, told_items};
pub use unread::{Filled, Unread};
pub use work::{MOST_TRIES, work};

/// How long a checked bank is kept, and how long its item key can be taken.
pub const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// A file that could not be read.
#[derive(Debug)]
pub enum Unreadable {
    /// The bank.
    Bank(BankFileError),
    /// The blueprint.
    Blueprint(BlueprintError),
}

/// Takes a bank to be checked, under the name that is returned; [`work`] checks it. So whoever sent a large file has an
/// answer at once, may leave, and loses nothing when the program is stopped meanwhile.
///
/// # Errors
/// Without the permission; when the database fails.
pub fn check(context: &Context, actor: &Actor, files: &BankFiles) -> Result<String, ServiceError> {
    actor.require(Permission::ManageBanks, actor.organisation_id)?;
    let token = hex::encode(random::bytes::<16>()?);
    let sealing = context.keys.sealing();
    let report = sealing.seal(&place(&token, "report"), &[])?;
    let files = sealing.seal(&place(&token, "files"), &files.to_bytes())?;
    let row = Row { token: &token, account_id: actor.account_id, state: RUNNING, at: micros(context.now()) };
    context.store.write(|connection| {
        rows::clear(connection, oldest(context))?;
        rows::insert(connection, &row, &report, &files)
    })?;
    Ok(token)
}

/// A bank that was checked.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What was found; none while it is checked.
    pub report: Option<Report>,
    /// Where it stands.
    pub state: State,
    /// Until when it is kept.
    pub until: Timestamp,
}

/// Where a checked bank stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is being checked, and is so far.
    Running(Stage),
    /// A file of it could not be read; its files are let go.
    Unread,
    /// It has faults.
    Faulty,
    /// It can be sealed.
    Clean,
    /// It is sealed and imported as this bank; its item key waits to be taken.
    Sealed(i64),
}

/// What an account checked; anybody else's is not there, nor what is older than [`KEPT`].
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn find(context: &Context, actor: &Actor, token: &str) -> Result<Kept, ServiceError> {
    let row = any_row(context, actor, token)?;
    let until = instant(row.created_at).checked_add(KEPT).unwrap_or(Timestamp::MAX);
    if row.state == RUNNING {
        return Ok(Kept { report: None, state: State::Running(context.progress.of(token)), until });
    }
    let report = opened(context, &place(token, "report"), &row.report_sealed)?;
    let report: Report = serde_json::from_slice(&report).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let state = match row.bank_id {
        Some(bank_id) => State::Sealed(bank_id),
        None if !report.unread.is_empty() => State::Unread,
        None if report.total == 0 => State::Clean,
        None => State::Faulty,
    };
    Ok(Kept { report: Some(report), state, until })
}

/// The checked workbook with what is wrong marked in it, as `.xlsx`.
///
/// # Errors
/// [`ServiceError::NotFound`]; when it would be larger than a workbook can be.
pub fn marks(context: &Context, actor: &Actor, token: &str, locale: Locale) -> Result<Vec<u8>, ServiceError> {
    row(context, actor, token)?;
    let opened = Opened::of(&files_of(context, token)?).map_err(|_| ServiceError::NotFound("checked bank"))?;
    let faults = opened.checked.err().unwrap_or_default();
    let told: Vec<_> = opened.file.refused().chain(opened.file.notes()).collect();
    marked::write(&opened.file.sheets, &faults, &told, locale)
        .map_err(|error| ServiceError::Internal(error.to_string()))
}

/// A bank that was checked and has no fault.
///
/// # Errors
/// [`ServiceError::NotFound`]; `bank-faulty`.
pub fn bank(context: &Context, actor: &Actor, token: &str) -> Result<Bank, ServiceError> {
    row(context, actor, token)?;
    Ok(clean(context, token)?.0)
}

/// Seals a clean bank with the bureau's key and imports it; its files are let go, its item key waits to be taken.
///
/// # Errors
/// [`ServiceError::NotFound`]; wrong `code` or `version`; `bank-faulty`; as [`banks::import`].
pub fn seal(context: &Context, actor: &Actor, token: &str, code: &str, version: &str) -> Result<i64, ServiceError> {
    actor.require(Permission::ManageBanks, actor.organisation_id)?;
    row(context, actor, token)?;
    let (code, version) = codes(code, version)?;
    context.store.read(|connection| banks::may_set_papers(connection, actor))?;
    let (bank, pictures, _) = clean(context, token)?;
    let sealed = SealedBank::of(context, &bank, &pictures, code, version)?;
    context.store.write(|connection| Ok(sealed.keep(context, connection, actor, token)?.id))
}

/// A bank sealed with the bureau's key, and its item key: on its way into the store.
pub(super) struct SealedBank {
    bytes: Vec<u8>,
    package: Package,
    item_key: SealingKey,
}

impl SealedBank {
    pub(super) fn of(
        context: &Context,
        bank: &Bank,
        pictures: &Pictures,
        code: Code,
        version: Code,
    ) -> Result<Self, ServiceError> {
        let item_key = SealingKey::generate()?;
        let signer = &context.keys.bank;
        let sealing = Sealing { id: code, version, signer, item_key: &item_key, now: context.now() };
        let bytes = package::seal(bank, pictures, &sealing).map_err(|error| banks::refusal(&error))?;
        let package =
            Package::open(&bytes, &context.keys.trusted_bank_signers()).map_err(|error| banks::refusal(&error))?;
        Ok(Self { bytes, package, item_key })
    }

    /// Imports it, and lets the files of the check `token` go for its item key, which waits there to be taken.
    pub(super) fn keep(
        &self,
        context: &Context,
        connection: &mut AnyConnection,
        actor: &Actor,
        token: &str,
    ) -> Result<BankSummary, ServiceError> {
        let key = context.keys.sealing().seal(&place(token, "item-key"), self.item_key.bytes())?;
        let summary = banks::keep(context, connection, actor, &self.bytes, &self.package)?;
        if !rows::became(connection, token, summary.id, &key, micros(context.now()))? {
            return Err(ServiceError::NotFound("checked bank"));
        }
        let detail = json!({"package": summary.package_digest, "items": summary.item_count});
        audit::record(connection, actor, context.now(), "bank.seal", &format!("bank/{}", summary.id), &detail)?;
        Ok(summary)
    }
}

/// Opens a check for a bank that did not come as files, so that its item key can be taken as everybody's is.
pub(super) fn open_for(
    context: &Context,
    connection: &mut AnyConnection,
    actor: &Actor,
    report: &Report,
) -> Result<String, ServiceError> {
    let token = hex::encode(random::bytes::<16>()?);
    let sealing = context.keys.sealing();
    let report = serde_json::to_vec(report).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let report = sealing.seal(&place(&token, "report"), &report)?;
    let files = sealing.seal(&place(&token, "files"), &[])?;
    let row = Row { token: &token, account_id: actor.account_id, state: DONE, at: micros(context.now()) };
    rows::insert(connection, &row, &report, &files)?;
    Ok(token)
}

/// The item key of a bank that was just sealed, as its file holds it, with the file's name. It can be taken until
/// [`let_go`] says that it is in safe hands, and every taking is in the audit trail.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn take_key(context: &Context, actor: &Actor, token: &str) -> Result<(String, Zeroizing<String>), ServiceError> {
    let row = row(context, actor, token)?;
    let (Some(bank_id), Some(sealed)) = (row.bank_id, &row.item_key_sealed) else {
        return Err(ServiceError::NotFound("item key"));
    };
    let key = Zeroizing::new(opened(context, &place(token, "item-key"), sealed)?);
    let summary = banks::find(context, actor, bank_id)?;
    context.store.write(|connection| {
        let detail = json!({"package": summary.package_digest});
        audit::record(connection, actor, context.now(), "bank.take_key", &format!("bank/{bank_id}"), &detail)
    })?;
    let name = format!("{}-{}.item-key.txt", summary.code, summary.version);
    Ok((name, Zeroizing::new(format!("{}\n", hex::encode(&*key)))))
}

/// Lets a checked bank go, or one that is being checked: its files, or its item key once that is in safe hands.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn let_go(context: &Context, actor: &Actor, token: &str) -> Result<(), ServiceError> {
    any_row(context, actor, token)?;
    Ok(context.store.write::<_, StoreError>(|connection| rows::remove(connection, token))?)
}

/// Takes away what is older than [`KEPT`].
///
/// # Errors
/// When the database fails.
pub fn clear(context: &Context) -> Result<(), ServiceError> {
    let before = oldest(context);
    if context.store.read(|connection| rows::is_any_before(connection, before))? {
        context.store.write(|connection| rows::clear(connection, before))?;
    }
    Ok(())
}

/// The files of a bank, read and linted.
struct Opened {
    file: BankFile,
    blueprint: crate::domain::bank::Blueprint,
    pictures: Pictures,
    unused: Vec<String>,
    checked: Result<Bank, Vec<Fault>>,
}

impl Opened {
    fn of(files: &BankFiles) -> Result<Self, Vec<Unreadable>> {
        Self::watched(files, &|_| {})
    }

    /// Tells on the way how far it is.
    fn watched(files: &BankFiles, stage: &dyn Fn(Stage)) -> Result<Self, Vec<Unreadable>> {
        stage(Stage::Reading(None));
        let watch = |done, total| stage(Stage::Reading(Some((done, total))));
        let file = bank_file::read_watched(&files.bank.name, &files.bank.bytes, &watch).map_err(Unreadable::Bank);
        let blueprint = blueprint::read(&files.blueprint.bytes).map_err(Unreadable::Blueprint);
        let (file, blueprint) = match (file, blueprint) {
            (Ok(file), Ok(blueprint)) => (file, blueprint),
            (file, blueprint) => return Err(file.err().into_iter().chain(blueprint.err()).collect()),
        };
        stage(Stage::Linting(file.sheets.iter().map(|sheet| sheet.rows.len().saturating_sub(1)).sum()));
        let (mut pictures, unused) = files.pictures(&file.sheets);
        // What came inside a package is that package's, whatever else was chosen beside it.
        pictures.extend(file.pictures.clone());
        let checked = Bank::check(&file.sheets, &blueprint, &pictures);
        Ok(Self { file, blueprint, pictures, unused, checked })
    }
}

/// The checked bank, its pictures and the name of its file, if it has no fault.
fn clean(context: &Context, token: &str) -> Result<(Bank, Pictures, String), ServiceError> {
    let files = files_of(context, token)?;
    let opened = Opened::of(&files).map_err(|_| ServiceError::NotFound("checked bank"))?;
    let faulty =
        |count: usize| ServiceError::refused("bank-faulty", format!("the bank has {count} faults; mend them first"));
    let refused = opened.file.refused().count();
    let bank = opened.checked.map_err(|faults| faulty(faults.len().saturating_add(refused)))?;
    if refused > 0 { Err(faulty(refused)) } else { Ok((bank, opened.pictures, files.bank.name)) }
}

/// A check that came to its end.
fn row(context: &Context, actor: &Actor, token: &str) -> Result<BankCheck, ServiceError> {
    let row = any_row(context, actor, token)?;
    if row.state == RUNNING {
        return Err(ServiceError::refused(
            "bank-check-running",
            "this bank is still being checked; look again in a moment",
        ));
    }
    Ok(row)
}

fn any_row(context: &Context, actor: &Actor, token: &str) -> Result<BankCheck, ServiceError> {
    let since = oldest(context);
    context.store.read(|connection| rows::find(connection, token, actor.account_id, since)).map_err(gone)
}

fn files_of(context: &Context, token: &str) -> Result<BankFiles, ServiceError> {
    let sealed = context.store.read(|connection| rows::files(connection, token)).map_err(gone)?;
    let sealed = sealed.ok_or(ServiceError::NotFound("checked bank"))?;
    let bytes = opened(context, &place(token, "files"), &sealed)?;
    BankFiles::from_bytes(&bytes).ok_or_else(|| ServiceError::Internal("the files of a checked bank".to_owned()))
}

fn opened(context: &Context, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, ServiceError> {
    context.keys.sealing().open(place, sealed).map_err(|error| ServiceError::Internal(error.to_string()))
}

/// What a part of a checked bank is sealed for: it opens in no other's place.
fn place(token: &str, part: &str) -> Vec<u8> {
    format!("bank-check/{token}/{part}").into_bytes()
}

fn oldest(context: &Context) -> i64 {
    micros(context.now().checked_sub(KEPT).unwrap_or(Timestamp::MIN))
}

pub(super) fn codes(code: &str, version: &str) -> Result<(Code, Code), ServiceError> {
    let mut wrong = Vec::new();
    let mut read = |field: &'static str, text: &str| {
        let read = text.trim().parse::<Code>();
        let message = "1 to 64 letters, digits, . _ - and no dot in front".to_owned();
        read.map_err(|_| wrong.push(FieldError { field, code: "bank-code", message })).ok()
    };
    match (read("code", code), read("version", version)) {
        (Some(code), Some(version)) => Ok((code, version)),
        _ => Err(ServiceError::Invalid(wrong)),
    }
}

fn gone(error: StoreError) -> ServiceError {
    if matches!(error, StoreError::NotFound) { ServiceError::NotFound("checked bank") } else { error.into() }
}
