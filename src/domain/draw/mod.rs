//! exam-seed/v1: the auditable draw. Every random choice of an exam is a function of a published manifest, of secrets
//! that were committed to beforehand, and of a public beacon, so that anybody can derive it again.
//!
//! In reading order: [`Manifest`] and [`Reveals`] are the input, [`Master`] derives from them, a [`DrawnPaper`] is one
//! candidate's, [`evidence`] is everything for the public, [`replay`] checks it. [`figures`], [`simulate`] and
//! [`rungs_too_thin`] judge a blueprint before it is sealed.

mod beacon;
mod blueprint;
mod derive;
mod error;
mod evidence;
mod hashes;
mod manifest;
mod reader;
mod replay;
mod reveals;
mod section;
mod stream;

pub use beacon::{Beacon, BeaconGroup, BeaconValue};
pub use blueprint::{
    CellFigures, Exposure, Figures, MINIMUM_RUNG, Simulation, ThinRung, figures, rungs_too_thin, simulate,
};
pub use derive::{DrawnItem, DrawnPaper, DrawnSection, MAX_ATTEMPTS, Master, SecretKey};
pub use error::DrawError;
pub use evidence::evidence;
pub use hashes::{commitment, item_leaf, paper_leaf, papers_root, roster_leaf, roster_root};
pub use manifest::{Bank, Contributor, DrawSpec, FacilitySum, Manifest, SPEC};
pub use replay::{Replayed, replay, replay_value};
pub use reveals::{Reveal, Reveals};
pub use section::{Cell, Item, ItemOption, Section};
pub use stream::{Words, stream_key};
