//! Question banks: a bureau imports a sealed package; the item key is released apart, and proved before it is kept.

use serde::Serialize;
use serde_json::json;

use super::{Actor, Context, ServiceError, audit};
use crate::crypto::seal::SealingKey;
use crate::domain::account::Permission;
use crate::domain::bank::{Bank, MediaType, PictureFile, Pictures};
use crate::formats::archive::ArchiveError;
use crate::formats::package::{Package, PackageError, Unsealed};
use crate::store::{AnyConnection, StoreError, banks};

/// A bank as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankSummary {
    /// Row id.
    pub id: i64,
    /// The bank's own id.
    pub code: String,
    /// The bank's version.
    pub version: String,
    /// The blueprint's title.
    pub title: String,
    /// The occupation.
    pub occupation: String,
    /// The level.
    pub level: i64,
    /// How many items it has.
    pub item_count: i64,
    /// SHA-256 of the package, 64 hex digits.
    pub package_digest: String,
    /// Whether its item key is here, so that papers can be drawn from it.
    pub key_released: bool,
    /// When it was imported, RFC 3339.
    pub imported_at: String,
}

/// A bank whose items can be read.
#[derive(Debug)]
pub struct OpenBank {
    /// Items and blueprint.
    pub bank: Bank,
    /// SHA-256 of the package, 64 hex digits: what a draw's manifest names.
    pub package_digest: String,
    /// Its pictures, by the names its items give them.
    pub pictures: Pictures,
}

impl OpenBank {
    /// A picture's kind and bytes, by the name its item gives it.
    #[must_use]
    pub fn picture(&self, name: &str) -> Option<(MediaType, &[u8])> {
        match self.pictures.get(name)? {
            PictureFile::Bytes(bytes) => Some((MediaType::of(bytes)?, bytes)),
            PictureFile::TooLarge(_) | PictureFile::Outside => None,
        }
    }
}

/// Imports a sealed package for the actor's organisation, which must be a bureau of county rank or above (W3).
///
/// # Errors
/// When the package is refused (each reason its own code, `bank-…`), or is here already.
pub fn import(context: &Context, actor: &Actor, package: &[u8]) -> Result<BankSummary, ServiceError> {
    actor.require(Permission::ManageBanks, actor.organisation_id)?;
    let opened = Package::open(package, &context.keys.trusted_bank_signers()).map_err(|error| refusal(&error))?;
    context.store.write(|connection| keep(context, connection, actor, package, &opened))
}

/// Writes an opened package; inside a transaction of the caller's.
pub(super) fn keep(
    context: &Context,
    connection: &mut AnyConnection,
    actor: &Actor,
    package: &[u8],
    opened: &Package,
) -> Result<BankSummary, ServiceError> {
    let (manifest, digest) = (opened.manifest(), hex::encode(opened.digest()));
    let blueprint =
        serde_json::to_string(opened.blueprint()).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let item_count = i64::try_from(manifest.counts.items()).unwrap_or(i64::MAX);
    may_set_papers(connection, actor)?;
    let (code, version) = (manifest.id.as_str(), manifest.version.as_str());
    if let Some(same) = banks::find_same(connection, &digest, code, version)? {
        return Err(ServiceError::refused(
            "bank-already-here",
            format!("bank {} version {} is here already (number {})", same.code, same.version, same.id),
        ));
    }
    let now = context.now();
    let new = banks::NewBank {
        organisation_id: actor.organisation_id,
        code,
        version,
        title: &manifest.title,
        occupation: manifest.occupation.as_str(),
        level: manifest.level.number(),
        package,
        package_digest: &digest,
        blueprint: &blueprint,
        item_count,
        imported_at: now,
    };
    let id = banks::insert(connection, &new)?;
    let detail = json!({
        "code": code, "version": version, "package": digest, "items": item_count, "signer": manifest.signer,
    });
    audit::record(connection, actor, now, "bank.import", &format!("bank/{id}"), &detail)?;
    Ok(summary(banks::find(connection, id)?))
}

/// W3: only a bureau of county rank or above sets papers.
pub(super) fn may_set_papers(connection: &mut AnyConnection, actor: &Actor) -> Result<(), ServiceError> {
    let standing = banks::standing(connection, actor.organisation_id)?;
    if standing.is_some_and(|(kind, rank)| kind == "bureau" && ["county", "city", "province"].contains(&rank.as_str()))
    {
        return Ok(());
    }
    Err(ServiceError::refused_by(
        "W3",
        "bank-not-a-bureau",
        "only a bureau of county rank or above imports question banks; ask yours to import this package",
    ))
}

/// A bank that the actor may manage; one of another bureau's is not there.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn find(context: &Context, actor: &Actor, bank_id: i64) -> Result<BankSummary, ServiceError> {
    let row = context.store.read(|connection| banks::find(connection, bank_id)).map_err(|error| match error {
        StoreError::NotFound => ServiceError::NotFound("bank"),
        other => other.into(),
    })?;
    if actor.may(Permission::ManageBanks, row.organisation_id) {
        Ok(summary(row))
    } else {
        Err(ServiceError::NotFound("bank"))
    }
}

/// A bank's sealed package, byte by byte, for a copy elsewhere.
///
/// # Errors
/// As [`find`].
pub fn package(context: &Context, actor: &Actor, bank_id: i64) -> Result<(BankSummary, Vec<u8>), ServiceError> {
    let summary = find(context, actor, bank_id)?;
    Ok((summary, context.store.read(|connection| banks::package(connection, bank_id))?))
}

/// Takes a bank's item key, 64 hex digits. It is kept only if it opens the package, sealed under the store's own key.
///
/// # Errors
/// When it is no key, or not this bank's, or the bank has its key already.
pub fn release_key(context: &Context, actor: &Actor, bank_id: i64, key: &str) -> Result<BankSummary, ServiceError> {
    let (row, package) = context.store.read(|connection| {
        let row = banks::find(connection, bank_id)?;
        let package = banks::package(connection, bank_id)?;
        Ok::<_, StoreError>((row, package))
    })?;
    actor.require(Permission::ManageBanks, row.organisation_id)?;
    let mut bytes = zeroize::Zeroizing::new([0; 32]);
    hex::decode_to_slice(key.trim(), &mut *bytes).map_err(|_| {
        ServiceError::invalid("key", "bank-key-malformed", "an item key has 64 hex digits, as `bank seal` wrote it")
    })?;
    unsealed(context, &package, &SealingKey::new(*bytes))?;
    let sealed = context.keys.sealing().seal(&place(&row.package_digest), &*bytes)?;
    context.store.write(|connection| {
        if !banks::keep_key(connection, bank_id, &sealed)? {
            return Err(ServiceError::refused("bank-key-there", "this bank's item key was released already"));
        }
        let detail = json!({"package": row.package_digest});
        audit::record(connection, actor, context.now(), "bank.release_key", &format!("bank/{bank_id}"), &detail)?;
        Ok(summary(banks::find(connection, bank_id)?))
    })
}

/// Opens a bank whose key is released: for the hall and for scoring. Asks no permission; whoever calls it has.
///
/// # Errors
/// When the key isn't released, or the package no longer opens.
pub fn load(context: &Context, bank_id: i64) -> Result<OpenBank, ServiceError> {
    let (row, package) = context.store.read(|connection| {
        let row = banks::find(connection, bank_id)?;
        let package = banks::package(connection, bank_id)?;
        Ok::<_, StoreError>((row, package))
    })?;
    let sealed = row.item_key_sealed.ok_or_else(|| {
        ServiceError::refused(
            "bank-key-not-released",
            format!("the item key of bank {} version {} is not released yet", row.code, row.version),
        )
    })?;
    let bytes = context.keys.sealing().open(&place(&row.package_digest), &sealed).ok();
    let bytes = bytes.map(zeroize::Zeroizing::new).and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    let key = bytes.map(SealingKey::new).ok_or_else(|| {
        ServiceError::Internal(format!("the item key of bank {bank_id} does not open with this server's sealing key"))
    })?;
    let Unsealed { bank, pictures } = unsealed(context, &package, &key)?;
    Ok(OpenBank { bank, package_digest: row.package_digest, pictures })
}

/// All banks, the newest first.
///
/// # Errors
/// Without a permission that needs them: managing banks or planning sessions.
pub fn list(context: &Context, actor: &Actor) -> Result<Vec<BankSummary>, ServiceError> {
    if !actor.may_anywhere(Permission::PlanSessions) && !actor.may_anywhere(Permission::ManageBanks) {
        return Err(ServiceError::NotPermitted { permission: Permission::ManageBanks });
    }
    let rows = context.store.read(banks::all)?;
    Ok(rows.into_iter().map(summary).collect())
}

fn unsealed(context: &Context, package: &[u8], key: &SealingKey) -> Result<Unsealed, ServiceError> {
    Package::open(package, &context.keys.trusted_bank_signers())
        .and_then(|package| package.unseal(key))
        .map_err(|error| refusal(&error))
}

/// What an item key is sealed for: it opens in no other bank's place.
fn place(package_digest: &str) -> Vec<u8> {
    format!("bank/{package_digest}/item-key").into_bytes()
}

fn summary(row: banks::Bank) -> BankSummary {
    BankSummary {
        id: row.id,
        code: row.code,
        version: row.version,
        title: row.title,
        occupation: row.occupation,
        level: row.level,
        item_count: row.item_count,
        package_digest: row.package_digest,
        key_released: row.item_key_sealed.is_some(),
        imported_at: crate::store::instant(row.imported_at).to_string(),
    }
}

/// The package's reason, under the code of what a clerk has to do about it.
pub(super) fn refusal(error: &PackageError) -> ServiceError {
    let code = match error {
        PackageError::Archive(ArchiveError::TooLarge(_) | ArchiveError::Bomb(_) | ArchiveError::TooManyEntries(_)) => {
            "bank-too-large"
        }
        PackageError::Archive(ArchiveError::NoDirectory | ArchiveError::Corrupt(_)) => "bank-damaged",
        PackageError::UntrustedSigner(_) => "bank-untrusted-signer",
        PackageError::BadSignature | PackageError::Altered(_) | PackageError::Manifest(_) => "bank-altered",
        PackageError::WrongItemKey(_) => "bank-wrong-key",
        PackageError::Faulty(_) | PackageError::Items(_) | PackageError::Blueprint(_) => "bank-faulty",
        PackageError::Draw(objection) => {
            return ServiceError::refused_by("DRAW", objection.code(), objection.to_string());
        }
        PackageError::NoEntropy(error) => return ServiceError::Internal(error.to_string()),
        _ => "bank-forged",
    };
    ServiceError::refused(code, format!("{error} ({})", error.code()))
}
