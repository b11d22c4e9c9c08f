//! The words of a stream and the three ways of using them: `bounded`, `draw k of v`, `shuffle v`.
//!
//! Written out here, on `next_u64` alone, because what `rand` makes of words changes between its versions.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::crypto::Digest;
use crate::crypto::digest::{Prk, encode};

/// The key of the stream (section, purpose, index) of a paper; `paper` is the PRK of the paper's key.
#[must_use]
pub fn stream_key(paper: &Prk, section: &str, purpose: &str, index: &str) -> Digest {
    Streams::new(section, purpose).key(paper, &[index], &mut Vec::new())
}

/// The streams (section, purpose, …), of which a paper has one an index and all candidates the same: what their keys'
/// info `E("exam-seed/v1/stream", section, purpose, index)` begins with.
pub(super) struct Streams(Vec<u8>);

impl Streams {
    /// The streams of a section and a purpose.
    pub(super) fn new(section: &str, purpose: &str) -> Self {
        Self(encode(&[b"exam-seed/v1/stream", section.as_bytes(), purpose.as_bytes()]))
    }

    /// The stream of `paper` whose index is made of `parts`; `info` is memory to write in, whatever it holds.
    #[inline]
    pub(super) fn words(&self, paper: &Prk, parts: &[&str], info: &mut Vec<u8>) -> Words {
        Words::new(self.key(paper, parts, info))
    }

    #[inline]
    fn key(&self, paper: &Prk, parts: &[&str], info: &mut Vec<u8>) -> Digest {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let length = u32::try_from(length).expect("an index is shorter than 4 GiB");
        info.clear();
        info.extend_from_slice(&self.0);
        info.extend_from_slice(&length.to_be_bytes());
        parts.iter().for_each(|part| info.extend_from_slice(part.as_bytes()));
        paper.expand(info)
    }
}

/// A stream: ChaCha20 with nonce 0 from block 0, read as consecutive little-endian `u64`.
pub struct Words(ChaCha20Rng);

impl Words {
    /// The stream of a key.
    #[must_use]
    #[inline]
    pub fn new(stream_key: Digest) -> Self {
        Self(ChaCha20Rng::from_seed(stream_key))
    }

    /// The next word.
    #[inline]
    pub fn next_word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`, each equally likely: words at or above the largest multiple of `bound` up to 2^64 are
    /// passed over.
    ///
    /// # Panics
    /// When `bound` is 0.
    #[inline]
    pub fn bounded(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "nothing is below 0");
        loop {
            if let Some(number) = below(self.next_word(), bound) {
                return number;
            }
        }
    }

    /// A position in a list of `length` entries.
    ///
    /// # Panics
    /// When `length` is 0.
    #[inline]
    pub fn position(&mut self, length: usize) -> usize {
        let bound = u64::try_from(length).expect("a length in memory fits 64 bits");
        usize::try_from(self.bounded(bound)).expect("a position below a length fits its type")
    }

    /// Leaves in `entries` the `take` drawn ones, in the order they were drawn; all of them when there are fewer.
    pub fn draw<T>(&mut self, entries: &mut Vec<T>, take: usize) {
        let take = take.min(entries.len());
        for at in 0..take {
            let other = at + self.position(entries.len() - at);
            entries.swap(at, other);
        }
        entries.truncate(take);
    }

    /// Shuffles `entries`, from the last place to the second.
    pub fn shuffle_in_place<T>(&mut self, entries: &mut [T]) {
        for at in (1..entries.len()).rev() {
            let other = self.position(at + 1);
            entries.swap(at, other);
        }
    }
}

/// The word modulo the bound; none for a word at or above the largest multiple of the bound up to 2^64. One division: the
/// stretch of `bound` words in which this one lies is whole if it ends by 2^64.
#[inline]
fn below(word: u64, bound: u64) -> Option<u64> {
    let rest = word % bound;
    (word - rest <= bound.wrapping_neg()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> Digest {
        let mut key = [0; 32];
        for (place, byte) in key.iter_mut().enumerate() {
            *byte = u8::try_from(place).unwrap();
        }
        key
    }

    #[test]
    fn the_first_word_is_that_of_plain_chacha20() {
        assert_eq!(Words::new(key()).next_word(), 0x6a19_c5d9_7d2b_fd39);
    }

    #[test]
    fn a_bound_that_divides_2_to_the_64_takes_every_word() {
        for bound in [1, 2, 256, 1 << 63] {
            let (mut words, mut plain) = (Words::new(key()), Words::new(key()));
            for _ in 0..50 {
                assert_eq!(words.bounded(bound), plain.next_word() % bound);
            }
        }
    }

    #[test]
    fn drawing_more_than_there_are_gives_all() {
        let mut entries = vec![1, 2, 3];
        Words::new(key()).draw(&mut entries, 9);
        entries.sort_unstable();
        assert_eq!(entries, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn a_word_is_taken_or_passed_over_as_the_specification_writes_it(
            word: u64, near_the_end in 0..70_000u64, bound in prop_oneof![1..=u64::MAX, 1..70_000u64],
        ) {
            let limit = (1u128 << 64) - (1u128 << 64) % u128::from(bound);
            for word in [word, u64::MAX - near_the_end] {
                let taken = (u128::from(word) < limit).then_some(word % bound);
                prop_assert_eq!(below(word, bound), taken);
            }
        }

        #[test]
        fn a_bounded_number_is_below_its_bound(seed: [u8; 32], bound in 1..=u64::MAX) {
            prop_assert!(Words::new(seed).bounded(bound) < bound);
        }

        #[test]
        fn a_shuffle_loses_and_doubles_nothing(seed: [u8; 32], length in 0..200usize) {
            let mut entries: Vec<usize> = (0..length).collect();
            Words::new(seed).shuffle_in_place(&mut entries);
            entries.sort_unstable();
            prop_assert_eq!(entries, (0..length).collect::<Vec<_>>());
        }

        #[test]
        fn a_draw_begins_like_a_longer_draw_of_the_same_stream(seed: [u8; 32], length in 1..60usize, take in 0..60usize) {
            let (mut short, mut long): (Vec<usize>, Vec<usize>) = ((0..length).collect(), (0..length).collect());
            Words::new(seed).draw(&mut short, take);
            Words::new(seed).draw(&mut long, length);
            prop_assert_eq!(&short[..], &long[..take.min(length)]);
        }
    }
}
