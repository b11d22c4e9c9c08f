//! Passwords: argon2id (RFC 9106) in the PHC string form, which carries its own parameters and salt.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};

/// The password could not be hashed, or a stored hash is not a PHC string.
#[derive(Debug, thiserror::Error)]
#[error("password hash: {0}")]
pub struct PasswordError(String);

/// Hashes a password with argon2id at the crate's recommended cost (19 MiB, 2 passes) and a fresh salt.
///
/// # Errors
/// When the system gives no randomness for the salt.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError(error.to_string()))
}

/// Whether `password` is the one that `stored` was made of.
///
/// # Errors
/// When `stored` is not a PHC string.
pub fn verify(password: &str, stored: &str) -> Result<bool, PasswordError> {
    let parsed = PasswordHash::new(stored).map_err(|error| PasswordError(error.to_string()))?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verifies_only_its_own_password() {
        let stored = hash("青禾 2026").unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(verify("青禾 2026", &stored).unwrap());
        assert!(!verify("青禾 2027", &stored).unwrap());
        assert!(verify("x", "not a hash").is_err());
    }
}
