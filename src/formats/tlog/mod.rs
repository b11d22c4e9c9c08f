//! The public log's files: leaves, signed and witnessed checkpoints, and proofs that travel with certificates
//! (C2SP signed-note, tlog-checkpoint, tlog-cosignature v1, tlog-proof v1). Trees are RFC 6962's, in
//! [`crate::domain::merkle`].

mod leaf;
mod note;
mod proof;

pub use leaf::Leaf;
pub use note::{Checkpoint, Cosigned, NoteError, NoteKey, Witnessed, append_cosignature, cosign, open, sign};
pub use proof::{LogProof, ProofTextError};
