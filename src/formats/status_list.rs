//! Bitstring Status List 1.0 (W3C): one bit a certificate, signed and compressed.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::vc::{self, Proof, ProofError, in_seconds, instant};
use crate::crypto::canonical;
use crate::domain::credential::VC_CONTEXT;

/// Entries in one list: the specification's least, so that one entry hides among many.
pub const ENTRIES: u32 = 131_072;
const BYTES: usize = 16_384;

/// What a list says of the entries that are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// 撤销: final.
    Revocation,
    /// 暂停: can be lifted.
    Suspension,
}

impl Purpose {
    /// The word in documents and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }

    /// The purpose of a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Revocation, Self::Suspension].into_iter().find(|purpose| purpose.code() == code)
    }
}

/// The bits of one list. Index 0 is the first byte's highest bit.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList(Vec<u8>);

/// What a list's document states besides the bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFacts {
    /// The host that serves it.
    pub host: String,
    /// The issuer's URL.
    pub issuer_id: String,
    /// What a set bit means.
    pub purpose: Purpose,
    /// The list's number.
    pub list: u32,
    /// When it was made: the state is as of this instant.
    pub valid_from: Timestamp,
    /// Until when it may be relied on; 24 hours later as a rule.
    pub valid_until: Timestamp,
}

/// A signed list that was read and has the one form we accept. Its signature is not yet verified.
#[derive(Clone)]
pub struct SignedList {
    /// Its proof, to be verified with a key of the key set.
    pub proof: Proof,
    /// Its address.
    pub url: String,
    /// The issuer's URL.
    pub issuer_id: String,
    /// What a set bit means.
    pub purpose: Purpose,
    /// The state is as of this instant.
    pub valid_from: Timestamp,
    /// Until when it may be relied on.
    pub valid_until: Timestamp,
    /// The bits.
    pub bits: StatusList,
}

/// Why a status list is refused.
#[derive(Debug, thiserror::Error)]
pub enum StatusListError {
    /// Not strict JSON.
    #[error("status list: {0}")]
    Json(#[from] canonical::NotStrictJson),
    /// A field is missing or malformed.
    #[error("status list: {0}")]
    Form(&'static str),
    /// Its proof is refused.
    #[error("status list: {0}")]
    Proof(#[from] ProofError),
}

impl Default for StatusList {
    fn default() -> Self {
        Self(vec![0; BYTES])
    }
}

impl StatusList {
    /// A list of these set entries; those beyond the list are ignored.
    #[must_use]
    pub fn with(set: impl IntoIterator<Item = u32>) -> Self {
        let mut list = Self::default();
        for index in set {
            if let Some((byte, bit)) = place(index).and_then(|(at, bit)| Some((list.0.get_mut(at)?, bit))) {
                *byte |= bit;
            }
        }
        list
    }

    /// Whether the entry is set; `None` beyond the list.
    #[must_use]
    pub fn is_set(&self, index: u32) -> Option<bool> {
        let (at, bit) = place(index)?;
        Some(self.0.get(at)? & bit != 0)
    }

    /// `encodedList`: `u`, base64url of gzip. The same bits give the same text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let packed = gzip.write_all(&self.0).and_then(|()| gzip.finish()).expect("writing into memory does not fail");
        format!("u{}", URL_SAFE_NO_PAD.encode(packed))
    }

    /// Reads an `encodedList`; `None` when it is not one of 131,072 entries.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let packed = URL_SAFE_NO_PAD.decode(text.strip_prefix('u')?).ok()?;
        let mut bits = Vec::new();
        let limit = u64::try_from(BYTES).ok()? + 1;
        GzDecoder::new(packed.as_slice()).take(limit).read_to_end(&mut bits).ok()?;
        (bits.len() == BYTES).then_some(Self(bits))
    }
}

/// The address of a list.
#[must_use]
pub fn url(host: &str, purpose: Purpose, list: u32) -> String {
    format!("https://{host}/status/{}/{list}", purpose.code())
}

/// The unsigned document of a list, to be signed with [`vc::sign`].
#[must_use]
pub fn document(bits: &StatusList, facts: &ListFacts) -> Value {
    let url = url(&facts.host, facts.purpose, facts.list);
    json!({
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": facts.issuer_id,
        "validFrom": in_seconds(facts.valid_from),
        "validUntil": in_seconds(facts.valid_until),
        "credentialSubject": {
            "id": format!("{url}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": facts.purpose.code(),
            "encodedList": bits.encode(),
        },
    })
}

/// Reads a signed list.
///
/// # Errors
/// When it is not strict JSON of this form with one proof.
pub fn read(bytes: &[u8]) -> Result<SignedList, StatusListError> {
    let value = canonical::parse(bytes)?;
    let form = |problem| move || StatusListError::Form(problem);
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let proof = vc::proof(&value)?;
    if value.get("@context") != Some(&json!([VC_CONTEXT])) {
        return Err(StatusListError::Form("another @context"));
    }
    if value.get("type") != Some(&json!(["VerifiableCredential", "BitstringStatusListCredential"])) {
        return Err(StatusListError::Form("another type"));
    }
    Ok(SignedList {
        proof,
        url: text("/id").ok_or_else(form("no id"))?.to_owned(),
        issuer_id: text("/issuer").ok_or_else(form("no issuer"))?.to_owned(),
        purpose: text("/credentialSubject/statusPurpose")
            .and_then(Purpose::from_code)
            .ok_or_else(form("no known purpose"))?,
        valid_from: text("/validFrom").and_then(instant).ok_or_else(form("no validFrom"))?,
        valid_until: text("/validUntil").and_then(instant).ok_or_else(form("no validUntil"))?,
        bits: text("/credentialSubject/encodedList")
            .and_then(StatusList::decode)
            .ok_or_else(form("encodedList is not a gzipped bitstring of 131072 entries"))?,
    })
}

fn place(index: u32) -> Option<(usize, u8)> {
    let at = usize::try_from(index / 8).ok().filter(|_| index < ENTRIES)?;
    Some((at, 0x80 >> (index % 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_0_is_the_first_bytes_highest_bit_and_nothing_stands_beyond_the_list() {
        let list = StatusList::with([0, 9, ENTRIES - 1, ENTRIES]);
        assert_eq!((list.0[0], list.0[1], list.0[BYTES - 1]), (0x80, 0x40, 0x01));
        assert_eq!(list.0.iter().map(|byte| byte.count_ones()).sum::<u32>(), 3);
        assert_eq!((list.is_set(9), list.is_set(8), list.is_set(ENTRIES)), (Some(true), Some(false), None));
    }

    #[test]
    fn lists_read_back_and_other_lengths_are_refused() {
        let list = StatusList::with([5, 77_777]);
        assert!(StatusList::decode(&list.encode()).unwrap() == list);
        assert_eq!(list.encode(), list.encode());
        assert!(list.encode().starts_with("uH4sI"));
        assert!(StatusList::decode(&list.encode()[1..]).is_none());
        assert!(StatusList::decode("u").is_none());
        let longer = StatusList(vec![0; BYTES + 1]);
        assert!(StatusList::decode(&longer.encode()).is_none());
        let shorter = StatusList(vec![0; BYTES - 1]);
        assert!(StatusList::decode(&shorter.encode()).is_none());
    }
}
