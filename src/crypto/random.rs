//! Randomness from the operating system, and comparison that takes the same time whatever it finds.

use ring::rand::{SecureRandom as _, SystemRandom};

/// The operating system gave no randomness: nothing secret can be made.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct NoEntropy;

/// `N` fresh random bytes.
///
/// # Errors
/// When the system gives no randomness.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut out = [0; N];
    SystemRandom::new().fill(&mut out).map_err(|_| NoEntropy)?;
    Ok(out)
}

/// Whether two byte strings are equal, in time that depends on their lengths alone.
#[must_use]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0u8, |differing, (x, y)| differing | (x ^ y)) == 0
}
