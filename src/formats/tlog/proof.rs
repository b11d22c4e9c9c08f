//! `c2sp.org/tlog-proof@v1`: a leaf's inclusion, offline-verifiable, as one text file (`.tlog-proof`).
//!
//! Ours carry the leaf itself in the `extra` line, because a verifier can't rebuild all of it from the document
//! alone; it trusts the leaf only after the tree has proved it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{NoteError, NoteKey, Witnessed, open};
use crate::crypto::Digest;
use crate::domain::merkle;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// An inclusion proof with the checkpoint it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// The leaf's bytes: the `extra` line.
    pub leaf: Vec<u8>,
    /// The leaf's index, from 0.
    pub index: u64,
    /// The audit path, the leaf's sibling first.
    pub path: Vec<Digest>,
    /// The signed and cosigned checkpoint note, verbatim.
    pub checkpoint: String,
}

/// Why a proof file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofTextError {
    /// The text is not a tlog proof with an `extra` line.
    #[error("not a tlog proof: {0}")]
    Form(&'static str),
    /// The checkpoint in it is refused.
    #[error(transparent)]
    Checkpoint(#[from] NoteError),
    /// The path does not lead from the leaf to the checkpoint's root.
    #[error("the inclusion proof does not lead from leaf {index} to the checkpoint's root")]
    NotIncluded {
        /// The index claimed.
        index: u64,
    },
}

impl LogProof {
    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEADER}\nextra {}\nindex {}\n", STANDARD.encode(&self.leaf), self.index);
        for hash in &self.path {
            out.push_str(&STANDARD.encode(hash));
            out.push('\n');
        }
        out.push('\n');
        out.push_str(&self.checkpoint);
        out
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// When it does not have the form of C2SP tlog-proof with an `extra` line.
    pub fn parse(text: &str) -> Result<Self, ProofTextError> {
        let wrong = ProofTextError::Form;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(wrong("no empty line before the checkpoint"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(wrong("the first line is not c2sp.org/tlog-proof@v1"));
        }
        let leaf = lines
            .next()
            .and_then(|line| line.strip_prefix("extra "))
            .and_then(|leaf| STANDARD.decode(leaf).ok())
            .ok_or(wrong("no extra line with the leaf"))?;
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(|index| index.parse().ok())
            .ok_or(wrong("no index line"))?;
        let path: Option<Vec<Digest>> = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect();
        let path = path.filter(|path| path.len() <= 64).ok_or(wrong("a hash is not base64 of 32 bytes"))?;
        let read = Self { leaf, index, path, checkpoint: checkpoint.to_owned() };
        if read.to_text() == text { Ok(read) } else { Err(wrong("not in its one form")) }
    }

    /// Checks the checkpoint's signatures and that the leaf is in its tree.
    ///
    /// # Errors
    /// When the checkpoint is refused, or the leaf is not in the tree at this index.
    pub fn verify(&self, log: &NoteKey, witnesses: &[NoteKey]) -> Result<Witnessed, ProofTextError> {
        let witnessed = open(&self.checkpoint, log, witnesses)?;
        let head = &witnessed.checkpoint;
        if merkle::verify_inclusion(&merkle::leaf_hash(&self.leaf), self.index, head.size, &self.path, &head.root) {
            Ok(witnessed)
        } else {
            Err(ProofTextError::NotIncluded { index: self.index })
        }
    }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use sha2::Sha256;

    use super::super::{Checkpoint, sign};
    use super::*;
    use crate::crypto::{Signer as _, SigningKey};

    fn log() -> (NoteKey, SigningKey) {
        let key = SigningKey::from_seed(&[1; 32]);
        (NoteKey { name: "exam.example/log".into(), key: key.public_key() }, key)
    }

    /// The proof of one leaf in a tree that the oracle built.
    fn proof(size: u64, index: u64) -> LogProof {
        let leaves: Vec<Vec<u8>> = (0..size).map(|number| format!("leaf {number}").into_bytes()).collect();
        let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        leaves.iter().for_each(|leaf| tree.push(leaf.clone()));
        let place = usize::try_from(index).unwrap();
        let root: Digest = tree.root().as_bytes()[..].try_into().unwrap();
        let hashes: Vec<Digest> = leaves.iter().map(|leaf| merkle::leaf_hash(leaf)).collect();
        assert_eq!(merkle::root(&hashes), root, "our root is the oracle's");
        let path = merkle::inclusion_proof(&hashes, place).unwrap();
        assert_eq!(path.concat(), tree.prove_inclusion(place).as_bytes(), "our path is the oracle's");
        let checkpoint = Checkpoint { origin: log().0.name, size, root };
        LogProof { leaf: leaves[place].clone(), index, path, checkpoint: sign(&checkpoint, &log().1) }
    }

    #[test]
    fn proofs_agree_with_the_oracle_for_every_leaf_of_small_trees() {
        for size in 1..24 {
            for index in 0..size {
                let proof = proof(size, index);
                let read = LogProof::parse(&proof.to_text()).unwrap();
                assert_eq!(read, proof);
                assert_eq!(read.verify(&log().0, &[]).unwrap().checkpoint.size, size);
            }
        }
    }

    #[test]
    fn consistency_agrees_with_the_oracle() {
        let hashes: Vec<Digest> = (0..20u8).map(|number| merkle::leaf_hash(&[number])).collect();
        for old in 1..20 {
            let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
            (0..20u8).for_each(|number| tree.push(vec![number]));
            let theirs = tree.prove_consistency(20 - old);
            assert_eq!(merkle::consistency_proof(&hashes, old).unwrap().concat(), theirs.as_bytes(), "{old}");
        }
    }

    #[test]
    fn a_proof_of_another_leaf_index_or_form_is_refused() {
        let good = proof(13, 6);
        let key = log().0;
        let mut other = good.clone();
        other.leaf = b"leaf 7".to_vec();
        assert!(matches!(other.verify(&key, &[]), Err(ProofTextError::NotIncluded { index: 6 })));
        let mut moved = good.clone();
        moved.index = 7;
        assert!(moved.verify(&key, &[]).is_err());
        let mut short = good.clone();
        short.path.pop();
        assert!(short.verify(&key, &[]).is_err());
        let text = good.to_text();
        for wrong in [
            text.replace("@v1", "@v2"),
            text.replace("index 6", "index 06"),
            text.replace("index 6", "index +6"),
            text.replace("extra ", "other "),
            text.replacen("\n\n", "\nAAAA\n\n", 1),
            String::new(),
        ] {
            assert!(LogProof::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
