//! Certificates: their numbers, the facts they state, the document that is signed, and the order of one award.
//!
//! Pure: what signs, hashes into the log or draws a code is `formats`; what stores is `store`.

mod award;
mod document;
mod lint;
mod operation;
mod serial;
mod step;

#[cfg(test)]
pub(crate) use award::sample;
pub use award::{Award, kind_code, kind_from_code, kind_name_zh};
pub use document::{OPEN_BADGES_CONTEXT, VC_CONTEXT, context_url, contexts, document};
pub use lint::{LintError, LintFacts, lint};
pub use operation::{Ground, Operation};
pub use serial::{Numbering, NumberingError, Numbers, Registrar, SKILL_LEVEL_TEMPLATE, Serial};
pub use step::Step;
