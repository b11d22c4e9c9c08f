//! exam-seed/v1: the auditable draw. Every random choice of an exam is a function of a published manifest, of secrets
//! that were committed to beforehand, and of a public beacon, so that anybody can derive it again.
//!
//! In reading order: [`Manifest`] and [`Reveals`] are the input, [`Master`] derives from them, a [`DrawnPaper`] is one
//! candidate's, [`evidence`] is everything for the public, [`replay`] checks it. A [`SecretFile`] is a contributor's sealed
//! envelope and a [`Receipt`] its custodian's, a [`Slip`] shows one candidate its paper, [`Cancelled`] is what was opened of
//! a session that did not take place. [`assess`] judges a
//! blueprint before it is sealed, by [`figures`] and [`simulate`]; [`trial_manifest`] is what a bank is judged by.

mod assessment;
mod beacon;
mod cancelled;
mod compose;
mod derive;
mod error;
mod evidence;
mod figures;
mod hashes;
mod manifest;
mod plan;
mod reader;
mod receipt;
mod replay;
mod reveals;
mod secret;
mod section;
mod sheet_code;
mod simulation;
mod slip;
mod stream;

pub use assessment::{Assessment, Objection, assess};
pub use beacon::{Beacon, BeaconGroup, BeaconValue};
pub use cancelled::{CANCELLED_SPEC, Cancelled};
pub use compose::{Entry, constraints, sections, trial_manifest};
pub use derive::{DrawnItem, DrawnPaper, DrawnSection, MAX_ATTEMPTS, Master, SecretKey};
pub use error::DrawError;
pub use evidence::{evidence, evidence_text};
pub use figures::{CellFigures, Figures, MINIMUM_RUNG, RungFigures, ThinRung, figures, rungs_too_thin};
pub use hashes::{commitment, item_leaf, paper_leaf, papers_root, roster_leaf, roster_root};
pub use manifest::{Bank, Contributor, DrawSpec, FacilitySum, Manifest, SPEC};
pub use receipt::{RECEIPT_SPEC, Receipt};
pub use replay::{Replayed, replay, replay_value, replay_with};
pub use reveals::{Reveal, Reveals};
pub use secret::{SECRET_SPEC, SecretFile};
pub use section::{Cell, Item, ItemOption, Section};
pub use sheet_code::{SheetCode, SheetKind, sheet_code_fits};
pub use simulation::{Exposure, SIMULATED, Simulation, simulate};
pub use slip::{SLIP_SPEC, Slip};
pub use stream::{Words, stream_key};

#[cfg(test)]
mod tests {
    use super::Manifest;

    /// The manifest of the vector in the design.
    pub(super) fn vector() -> Manifest {
        let mut evidence: serde_json::Value =
            serde_json::from_slice(include_bytes!("../../../tests/vectors/draw-vector.json")).unwrap();
        Manifest::from_value(evidence["manifest"].take()).unwrap()
    }
}
