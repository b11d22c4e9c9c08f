//! A log leaf: the JCS of `{v, op, serial, type, day, kid, doc, qr}`.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::crypto::{Digest, canonical};
use crate::domain::credential::{Operation, Serial, kind_code, kind_from_code};
use crate::domain::merkle;
use crate::domain::terms::{CertificateKind, Malformed};

/// One entry of the public log. Names and identity never enter; serials are pseudonyms, and uuid and nonce blind
/// the digests. What an operation does not have is `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// What happened.
    pub op: Operation,
    /// The certificate it happened to.
    pub serial: Option<Serial>,
    /// Its kind: the leaf's `type`.
    pub kind: Option<CertificateKind>,
    /// The local day on which it happened; of an issue, the day of issue.
    pub day: Date,
    /// The key that signs what is logged.
    pub kid: Option<[u8; 4]>,
    /// Of an issue, `H(JCS(document without proof))`; else the digest of what the operation is about.
    pub doc: Digest,
    /// Of an issue, `H(Sig_structure)` of the code.
    pub qr: Option<Digest>,
}

impl Leaf {
    /// The leaf's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_jcs(&json!({
            "v": 1,
            "op": self.op.code(),
            "serial": self.serial.as_ref().map(Serial::as_str),
            "type": self.kind.map(kind_code),
            "day": self.day.to_string(),
            "kid": self.kid.map(hex::encode),
            "doc": hex::encode(self.doc),
            "qr": self.qr.map(hex::encode),
        }))
    }

    /// `H(0x00 ‖ bytes)`, its place in the tree.
    #[must_use]
    pub fn hash(&self) -> Digest {
        merkle::leaf_hash(&self.to_bytes())
    }

    /// Reads a leaf's bytes.
    ///
    /// # Errors
    /// When they are not exactly what [`Leaf::to_bytes`] writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let wrong = || Malformed::new(String::from_utf8_lossy(bytes), "a log leaf");
        let value = canonical::parse(bytes).map_err(|_| wrong())?;
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let leaf = Self {
            op: text("op").and_then(Operation::from_code).ok_or_else(wrong)?,
            serial: text("serial").map(str::parse).transpose()?,
            kind: text("type").and_then(kind_from_code),
            day: text("day").and_then(|day| day.parse().ok()).ok_or_else(wrong)?,
            kid: text("kid").map(unhex).transpose()?,
            doc: unhex(text("doc").ok_or_else(wrong)?)?,
            qr: text("qr").map(unhex).transpose()?,
        };
        if leaf.to_bytes() == bytes { Ok(leaf) } else { Err(wrong()) }
    }
}

fn unhex<const N: usize>(text: &str) -> Result<[u8; N], Malformed> {
    let mut out = [0; N];
    hex::decode_to_slice(text, &mut out).map_err(|_| Malformed::new(text, "lower-case hex of the right length"))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sha256;

    #[test]
    fn a_leaf_reads_back_and_another_form_is_refused() {
        let leaf = Leaf {
            op: Operation::Issue,
            serial: Some("S000199000001265000317".parse().unwrap()),
            kind: Some(CertificateKind::SkillLevel),
            day: jiff::civil::date(2026, 4, 30),
            kid: Some([0xde, 0xad, 0xbe, 0xef]),
            doc: sha256(b"doc"),
            qr: Some(sha256(b"qr")),
        };
        let text = String::from_utf8(leaf.to_bytes()).unwrap();
        assert!(text.starts_with(r#"{"day":"2026-04-30","doc":""#) && text.ends_with(r#""type":"skill_level","v":1}"#));
        assert_eq!(Leaf::parse(text.as_bytes()).unwrap(), leaf);
        let short = Leaf { op: Operation::Key, serial: None, kind: None, kid: None, qr: None, ..leaf };
        assert_eq!(Leaf::parse(&short.to_bytes()).unwrap(), short);
        for (from, to) in [
            (r#""v":1"#, r#""v":2"#),
            (r#""op":"issue""#, r#""op":"Issue""#),
            ("deadbeef", "DEADBEEF"),
            ("deadbeef", "deadbe"),
            (r#","v":1"#, r#","v":1,"x":1"#),
            (r#""v":1"#, r#""v": 1"#),
            ("skill_level", "skill"),
            ("2026-04-30", "2026-04-31"),
        ] {
            let changed = text.replace(from, to);
            assert!(Leaf::parse(changed.as_bytes()).is_err(), "{changed}");
        }
    }
}
