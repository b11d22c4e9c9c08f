//! The blueprint office (双向细目表): what a bank's blueprint promises, before and after it is sealed.

use super::{Actor, Context, ServiceError, bank_checks, banks};
use crate::domain::account::Permission;
use crate::domain::bank::{Bank, Blueprint};
use crate::domain::draw::{Assessment, CellFigures, assess, trial_manifest};

/// A blueprint with its assessment.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// The blueprint.
    pub blueprint: Blueprint,
    /// What it promises with its bank.
    pub assessment: Assessment,
}

impl Assessed {
    /// The name of the content point that a cell draws from.
    #[must_use]
    pub fn name(&self, cell: &CellFigures) -> String {
        let point = self.blueprint.content_point(&cell.section, &cell.cell);
        point.map(|point| point.name.clone()).unwrap_or_default()
    }
}

/// The blueprint of a bank that was checked and has no fault.
///
/// # Errors
/// [`ServiceError::NotFound`]; `bank-faulty` while it has faults.
pub fn of_check(context: &Context, actor: &Actor, token: &str) -> Result<Assessed, ServiceError> {
    assessed(context, &bank_checks::bank(context, actor, token)?)
}

/// The blueprint of a sealed bank whose item key is here.
///
/// # Errors
/// [`ServiceError::NotFound`]; without the permission; `bank-key-not-released`.
pub fn of_bank(context: &Context, actor: &Actor, bank_id: i64) -> Result<Assessed, ServiceError> {
    let bank = banks::find(context, actor, bank_id)?;
    actor.require(Permission::ManageBanks, actor.organisation_id)?;
    assessed(context, &banks::load(context, bank.id)?.bank)
}

/// Assesses a bank by the policy's least rung.
pub(super) fn assessed(context: &Context, bank: &Bank) -> Result<Assessed, ServiceError> {
    let manifest = trial_manifest(bank).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let least = usize::try_from(context.policy.draw.rung_items).unwrap_or(usize::MAX);
    Ok(Assessed { blueprint: bank.blueprint().clone(), assessment: assess(&manifest, least) })
}
