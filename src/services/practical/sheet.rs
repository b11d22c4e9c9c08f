//! A sheet as an examiner hands it in, read against the scheme.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::practical::{Entry, Scheme, Sheet, SheetError, SheetMarks};
use crate::services::{Actor, FieldError, ServiceError};

use super::StoredSheet;

/// A sheet to be signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignSheet {
    /// Every criterion of the scheme.
    #[serde(default)]
    pub criteria: Vec<SignedCriterion>,
    /// That the candidate did not come to the practical; then no criterion is given.
    #[serde(default)]
    pub absent: bool,
    /// The examiner's password.
    pub password: String,
}

/// One criterion, decided.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCriterion {
    /// Its id in the scheme.
    pub id: String,
    /// ★ criteria: 做到 or 未做到.
    #[serde(default)]
    pub done: Option<bool>,
    /// Other criteria: the faults that were seen; none is a decision too.
    #[serde(default)]
    pub faults: Vec<CountedFault>,
}

/// How often a fault was seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedFault {
    /// Its id in the criterion.
    pub id: String,
    /// How often, 0 to 1000.
    pub count: u32,
}

/// The sheet as it is stored, and its marks.
///
/// # Errors
/// Every criterion that is not decided, or not of the scheme.
pub(super) fn read(
    scheme: &Scheme,
    actor: &Actor,
    sheet: &SignSheet,
) -> Result<(StoredSheet, SheetMarks), ServiceError> {
    let examiner = actor.account_id.to_string();
    if sheet.absent {
        if !sheet.criteria.is_empty() {
            return Err(ServiceError::invalid("criteria", "sheet-absent", "who was absent has no marks"));
        }
        return Ok((StoredSheet::Absent, SheetMarks::nothing(examiner)));
    }
    let mut faults: Vec<FieldError> = Vec::new();
    let mut entries = BTreeMap::new();
    for criterion in &sheet.criteria {
        let mut counts = BTreeMap::new();
        for fault in &criterion.faults {
            if fault.count > 1000 || counts.insert(fault.id.clone(), fault.count).is_some() {
                let message = format!("{}: fault {} is counted twice or more than 1000 times", criterion.id, fault.id);
                faults.push(FieldError { field: "criteria", code: "sheet-count", message });
            }
        }
        let entry = Entry { done: criterion.done, counts };
        if entries.insert(criterion.id.clone(), entry).is_some() {
            let message = format!("criterion {} is given twice", criterion.id);
            faults.push(FieldError { field: "criteria", code: "sheet-twice", message });
        }
    }
    let read = Sheet { examiner, entries };
    let marks = read.marks(scheme);
    if let Err(error) = &marks {
        faults.extend(named(error));
    }
    match marks {
        Ok(marks) if faults.is_empty() => Ok((StoredSheet::Marked(read), marks)),
        _ => Err(ServiceError::Invalid(faults)),
    }
}

/// One fault for each criterion that is missing, so that a form can mark each.
fn named(error: &SheetError) -> Vec<FieldError> {
    let fault = |message| FieldError { field: "criteria", code: error.code(), message };
    match error {
        SheetError::Missing(missing) => {
            missing.iter().map(|id| fault(format!("criterion {id} is not judged yet"))).collect()
        }
        other => vec![fault(other.to_string())],
    }
}
