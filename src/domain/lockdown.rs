//! Lockdown: in which browser an exam may be sat. Safe Exam Browser proves with each request how it is configured (its Config
//! Key) and which build it is (its Browser Exam Key): safeexambrowser.org/developer/seb-config-key.html.

use serde::{Deserialize, Serialize};

use crate::crypto::{Digest, random, sha256};

/// What a session asks of the browsers it is sat in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockdownMode {
    /// Any browser.
    #[default]
    Off,
    /// Safe Exam Browser, configured by this session's settings file.
    ConfigKey,
    /// That, and one of the builds that are listed.
    BrowserKeys,
}

impl LockdownMode {
    /// All of them, in this order.
    pub const ALL: [Self; 3] = [Self::Off, Self::ConfigKey, Self::BrowserKeys];

    /// The name as stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::ConfigKey => "config_key",
            Self::BrowserKeys => "browser_keys",
        }
    }

    /// The mode of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// What a browser has to prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockdown {
    /// The Config Key of the session's settings file.
    pub config_key: Digest,
    /// The Browser Exam Keys of the builds that are allowed; empty for any build.
    pub browser_keys: Vec<Digest>,
}

/// What a browser shows, for one address.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// The absolute address that both hashes are of, without fragment.
    pub url: String,
    /// `hex SHA-256(url ‖ hex Config Key)`.
    pub config: String,
    /// `hex SHA-256(url ‖ hex Browser Exam Key)`; empty where none is shown.
    pub browser: String,
}

impl Lockdown {
    /// Whether a proof is one. Takes as long whatever is wrong.
    #[must_use]
    pub fn admits(&self, proof: &Proof) -> bool {
        let configured = is_proof(&proof.config, &proof.url, &self.config_key);
        let known =
            self.browser_keys.iter().fold(false, |found, key| found | is_proof(&proof.browser, &proof.url, key));
        configured & (known | self.browser_keys.is_empty())
    }
}

/// `hex SHA-256(url ‖ hex key)`, the url without its fragment.
#[must_use]
pub fn request_hash(url: &str, key: &Digest) -> String {
    let url = url.split('#').next().unwrap_or_default();
    hex::encode(sha256(format!("{url}{}", hex::encode(key)).as_bytes()))
}

fn is_proof(shown: &str, url: &str, key: &Digest) -> bool {
    random::equal(shown.as_bytes(), request_hash(url, key).as_bytes())
}

/// A Browser Exam Key as people paste it: 64 hexadecimal digits.
#[must_use]
pub fn parse_key(text: &str) -> Option<Digest> {
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key).ok().map(|()| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_its_address_and_its_keys_alone() {
        let url = "https://exam.example.org/exam/paper?x=1";
        let lockdown = Lockdown { config_key: [1; 32], browser_keys: vec![[2; 32], [3; 32]] };
        let proof = |url: &str, config: [u8; 32], browser: [u8; 32]| Proof {
            url: url.into(),
            config: request_hash(url, &config),
            browser: request_hash(url, &browser),
        };
        assert!(lockdown.admits(&proof(url, [1; 32], [3; 32])));
        assert!(!lockdown.admits(&proof(url, [1; 32], [4; 32])), "a build that is not listed");
        assert!(!lockdown.admits(&proof(url, [9; 32], [2; 32])), "other settings");
        let elsewhere = Proof { url: "https://exam.example.org/exam".into(), ..proof(url, [1; 32], [2; 32]) };
        assert!(!lockdown.admits(&elsewhere), "of another address");
        assert!(!lockdown.admits(&Proof::default()));
        let any_build = Lockdown { browser_keys: Vec::new(), ..lockdown };
        assert!(any_build.admits(&Proof { browser: String::new(), ..proof(url, [1; 32], [2; 32]) }));
        assert_eq!(request_hash(&format!("{url}#q3"), &[1; 32]), request_hash(url, &[1; 32]), "without the fragment");
    }

    #[test]
    fn a_key_is_sixty_four_digits() {
        assert_eq!(parse_key(&format!(" {} ", "aB".repeat(32))), Some([0xAB; 32]));
        assert_eq!(parse_key("ab"), None);
        assert_eq!(parse_key(&"g".repeat(64)), None);
    }
}
