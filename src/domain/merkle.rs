//! Merkle trees with the hashing of RFC 6962 section 2.1: roots, inclusion and consistency proofs.
//!
//! Used by the draw (roster, paper keys) and by the public log.

use crate::crypto::Digest;
use crate::crypto::digest::Hasher;

/// `H(0x00 ‖ leaf)`.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(&[0]);
    hasher.update(leaf);
    hasher.finish()
}

/// `H(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(&[1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finish()
}

/// The root over leaf hashes; `H("")` for none.
#[must_use]
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => crate::crypto::sha256(b""),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The audit path of the leaf at `index`, nearest sibling first (RFC 6962 section 2.1.1); `None` beyond the tree.
#[must_use]
pub fn inclusion_proof(leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) = if index < at {
        (inclusion_proof(left, index)?, root(right))
    } else {
        (inclusion_proof(right, index - at)?, root(left))
    };
    path.push(sibling);
    Some(path)
}

/// Whether `path` leads from `leaf` at `index` to `root` in a tree of `size` leaves (RFC 9162 section 2.1.3.2).
#[must_use]
pub fn verify_inclusion(leaf: &Digest, index: u64, size: u64, path: &[Digest], root: &Digest) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The proof that the first `old` of these leaves are what a tree of that size held (RFC 6962 section 2.1.2);
/// `None` when `old` is 0 or beyond the tree.
#[must_use]
pub fn consistency_proof(leaves: &[Digest], old: usize) -> Option<Vec<Digest>> {
    if old == 0 || old > leaves.len() {
        return None;
    }
    Some(subproof(leaves, old, true))
}

fn subproof(leaves: &[Digest], old: usize, complete: bool) -> Vec<Digest> {
    if old == leaves.len() {
        return if complete { Vec::new() } else { vec![root(leaves)] };
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) = if old <= at {
        (subproof(left, old, complete), root(right))
    } else {
        (subproof(right, old - at, false), root(left))
    };
    path.push(sibling);
    path
}

/// Whether `proof` shows that the tree of `old_root` is the beginning of the tree of `new_root`
/// (RFC 9162 section 2.1.4.2).
#[must_use]
pub fn verify_consistency(old: u64, new: u64, old_root: &Digest, new_root: &Digest, proof: &[Digest]) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let mut path = proof.iter();
    let seed = if old.is_power_of_two() { Some(old_root) } else { path.next() };
    let Some(seed) = seed else { return false };
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (*seed, *seed);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// The largest power of two below `length`, for `length` ≥ 2.
fn split(length: usize) -> usize {
    length.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u8) -> Vec<Digest> {
        (0..count).map(|number| leaf_hash(&[number])).collect()
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proved_and_nothing_else() {
        for size in 1..40u8 {
            let all = leaves(size);
            let head = root(&all);
            for (index, leaf) in all.iter().enumerate() {
                let path = inclusion_proof(&all, index).unwrap();
                let place = u64::try_from(index).unwrap();
                assert!(verify_inclusion(leaf, place, size.into(), &path, &head), "{index} of {size}");
                assert!(!verify_inclusion(&leaf_hash(b"other"), place, size.into(), &path, &head));
                assert!(size == 1 || !verify_inclusion(leaf, (place + 1) % u64::from(size), size.into(), &path, &head));
            }
            assert!(inclusion_proof(&all, size.into()).is_none());
        }
    }

    #[test]
    fn every_prefix_of_every_small_tree_is_consistent_and_a_changed_one_is_not() {
        for size in 1..40u8 {
            let all = leaves(size);
            for old in 1..=size {
                let proof = consistency_proof(&all, old.into()).unwrap();
                let before = root(&all[..usize::from(old)]);
                assert!(verify_consistency(old.into(), size.into(), &before, &root(&all), &proof), "{old} of {size}");
                let mut changed = all.clone();
                changed[0] = leaf_hash(b"changed");
                assert!(!verify_consistency(
                    old.into(),
                    size.into(),
                    &root(&changed[..usize::from(old)]),
                    &root(&all),
                    &proof
                ));
            }
        }
    }
}
