//! The sample bank of `question_banks/`, which is in the binary so that the demo runs wherever the binary does.

use jiff::Timestamp;
use rust_embed::RustEmbed;

use crate::crypto::Signer;
use crate::crypto::seal::SealingKey;
use crate::domain::bank::{Bank, PictureFile, Pictures, Sheet, picture_names};
use crate::formats::package::{Sealing, seal};
use crate::formats::{blueprint, xlsx};
use crate::services::ServiceError;

#[derive(RustEmbed)]
#[folder = "question_banks/6-31-01-03-5/"]
struct Files;

/// The workbook, as a county would send it.
///
/// # Errors
/// When the binary was built without it.
pub fn workbook() -> Result<Vec<u8>, ServiceError> {
    file("bank.xlsx")
}

/// A file of the sample bank's folder.
///
/// # Errors
/// When the binary was built without it.
pub fn file(name: &str) -> Result<Vec<u8>, ServiceError> {
    let found = Files::get(name).ok_or_else(|| ServiceError::Internal(format!("the binary has no sample {name}")))?;
    Ok(found.data.into_owned())
}

/// The sample bank, linted, with its pictures.
///
/// # Errors
/// When lint finds a fault in it.
pub fn sample() -> Result<(Bank, Pictures), ServiceError> {
    let wrong = |what: &dyn std::fmt::Display| ServiceError::Internal(format!("the sample bank: {what}"));
    let sheets: Vec<Sheet> = xlsx::read(&workbook()?).map_err(|error| wrong(&error))?;
    let blueprint = blueprint::read(&file("blueprint.toml")?).map_err(|error| wrong(&error))?;
    let mut pictures = Pictures::new();
    for name in picture_names(&sheets) {
        let bytes = file(&name)?;
        pictures.insert(name, PictureFile::Bytes(bytes));
    }
    let bank = Bank::check(&sheets, &blueprint, &pictures)
        .map_err(|faults| wrong(&format!("{} faults, first: {:?}", faults.len(), faults.first())))?;
    Ok((bank, pictures))
}

/// The sample bank as a sealed package.
///
/// # Errors
/// As [`sample`], or when it can't be sealed.
pub fn sealed_sample(signer: &dyn Signer, item_key: &SealingKey, now: Timestamp) -> Result<Vec<u8>, ServiceError> {
    let wrong = |what: &dyn std::fmt::Display| ServiceError::Internal(format!("the sample bank: {what}"));
    let (bank, pictures) = sample()?;
    let sealing = Sealing {
        id: "qinghe-6-31-01-03-5".parse().map_err(|error| wrong(&error))?,
        version: "2026.1".parse().map_err(|error| wrong(&error))?,
        signer,
        item_key,
        now,
    };
    seal(&bank, &pictures, &sealing).map_err(|error| wrong(&error))
}
