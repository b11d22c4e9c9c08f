//! The hashes that people other than the hall compute: commitments, item and roster leaves, the leaf of a paper.

use serde_json::Value;

use super::DrawnPaper;
use crate::crypto::digest::encode;
use crate::crypto::{Digest, canonical, sha256};
use crate::domain::merkle;

/// The commitment a contributor gives for its 32 secret bytes: `H(E("exam-seed/v1/commit", exam, session,
/// contributor, s))`.
#[must_use]
pub fn commitment(exam: &str, session: &str, contributor: &str, secret: &[u8; 32]) -> Digest {
    sha256(&encode(&[
        b"exam-seed/v1/commit",
        exam.as_bytes(),
        session.as_bytes(),
        contributor.as_bytes(),
        secret.as_slice(),
    ]))
}

/// The manifest's leaf of an item (its text, options, key and pictures' hashes) under the session's fresh salt.
#[must_use]
pub fn item_leaf(salt: &[u8; 32], item: &Value) -> Digest {
    sha256(&encode(&[b"exam-seed/v1/item", salt.as_slice(), &canonical::to_jcs(item)]))
}

/// The roster's leaf of a candidate: binds the number to who holds it, under the session's fresh salt.
#[must_use]
pub fn roster_leaf(salt: &[u8; 32], number: &str, identity: &str) -> Digest {
    sha256(&encode(&[b"exam-seed/v1/roster", salt.as_slice(), number.as_bytes(), identity.as_bytes()]))
}

/// The manifest's `roster_root`: RFC 6962 root over roster leaves in the order of the candidates.
#[must_use]
pub fn roster_root(leaves: &[Digest]) -> Digest {
    let hashed: Vec<Digest> = leaves.iter().map(|leaf| merkle::leaf_hash(leaf)).collect();
    merkle::root(&hashed)
}

/// The leaf hash of a candidate's paper under `papers_root`, over `E(candidate, H(paper))`: what a slip's Merkle path
/// starts from.
#[must_use]
pub fn paper_leaf(candidate: &str, key_hash: &Digest) -> Digest {
    merkle::leaf_hash(&encode(&[candidate.as_bytes(), key_hash]))
}

/// The evidence's `papers_root`: RFC 6962 root over the papers in the order of the candidates.
#[must_use]
pub fn papers_root(papers: &[DrawnPaper]) -> Digest {
    let leaves: Vec<Digest> = papers.iter().map(|paper| paper_leaf(&paper.candidate, &paper.key_hash)).collect();
    merkle::root(&leaves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commitment_of_the_vector() {
        assert_eq!(
            hex::encode(commitment("EX-2026-001", "S1", "bureau", &[1; 32])),
            "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0"
        );
    }

    #[test]
    fn a_leaf_changes_with_its_salt_and_with_every_part() {
        let item = serde_json::json!({"text": "1 + 1", "key": "B"});
        let leaf = item_leaf(&[1; 32], &item);
        assert_ne!(leaf, item_leaf(&[2; 32], &item));
        assert_ne!(leaf, item_leaf(&[1; 32], &serde_json::json!({"text": "1 + 1", "key": "C"})));
        assert_ne!(roster_leaf(&[1; 32], "12", "3"), roster_leaf(&[1; 32], "1", "23"));
    }

    #[test]
    fn the_roster_root_depends_on_the_order() {
        let (a, b) = (roster_leaf(&[1; 32], "1", "x"), roster_leaf(&[1; 32], "2", "y"));
        assert_ne!(roster_root(&[a, b]), roster_root(&[b, a]));
        assert_eq!(roster_root(&[a]), merkle::leaf_hash(&a));
    }
}
