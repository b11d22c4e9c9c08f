//! From one award's facts to what is logged, signed and handed out, in the steps of
//! [`Step`](crate::domain::credential::Step). Every function here gives the same bytes for the same facts.

use crate::crypto::random::NoEntropy;
use crate::crypto::{PublicKey, Signer, SigningKey, canonical};
use crate::domain::credential::{Award, Operation, document};

use super::qr::{self, Claims, Code, QrError};
use super::tlog::Leaf;
use super::vc::{self, ProofError, ProofOptions};

/// A signed certificate in its two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// `certificate.json`: the JCS of the signed document.
    pub certificate: Vec<u8>,
    /// The code's bytes, for [`qr::text`] and [`qr::svg`].
    pub code: Vec<u8>,
}

/// Why an award can't be signed, or what was signed is not what was meant. Nothing is handed out then.
#[derive(Debug, thiserror::Error)]
pub enum IssuanceError {
    /// No throwaway key could be made.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// The document's proof.
    #[error("certificate: {0}")]
    Proof(#[from] ProofError),
    /// The code.
    #[error("code: {0}")]
    Code(#[from] QrError),
    /// The document read back is not strict JSON.
    #[error("certificate: {0}")]
    Json(#[from] canonical::NotStrictJson),
    /// What was read back differs from what was recorded.
    #[error("what was signed is not what was recorded: {0}")]
    Differs(&'static str),
}

/// Step `linted`: signs with a throwaway key and reads that back, so that whatever would fail fails before the log.
///
/// # Errors
/// As [`issue`] and [`read_back`].
pub fn rehearse(award: &Award) -> Result<(), IssuanceError> {
    let key = SigningKey::generate()?;
    let issued = issue(award, u64::MAX, &award.issuer_id, &key)?;
    read_back(&issued, award, u64::MAX, &award.issuer_id, &key.public_key())
}

/// Step `logged`: the leaf that says `issue`, for the index at which it will stand and the key that will sign.
#[must_use]
pub fn leaf(award: &Award, log_index: u64, key: &PublicKey) -> Leaf {
    Leaf {
        op: Operation::Issue,
        serial: Some(award.serial.clone()),
        kind: Some(award.kind),
        day: award.issued,
        kid: Some(key.kid()),
        doc: canonical::digest(&document(award)),
        qr: Some(Claims::of(award, log_index).digest(key.kid())),
    }
}

/// Step `signed`: the document and the code.
///
/// # Errors
/// When the award's texts are too long for a code, or its host can't stand in one.
pub fn issue(
    award: &Award,
    log_index: u64,
    verification_method: &str,
    signer: &dyn Signer,
) -> Result<Issued, IssuanceError> {
    let options = ProofOptions { created: award.recorded_at, verification_method: verification_method.to_owned() };
    let signed = vc::sign(&document(award), &options, signer)?;
    let code = Claims::of(award, log_index).sign(signer);
    qr::svg(&award.host, &code)?;
    Ok(Issued { certificate: canonical::to_jcs(&signed), code })
}

/// Step `verified`: reads both forms back as a stranger would, and compares with the record.
///
/// # Errors
/// When anything does not verify or differs.
pub fn read_back(
    issued: &Issued,
    award: &Award,
    log_index: u64,
    verification_method: &str,
    key: &PublicKey,
) -> Result<(), IssuanceError> {
    let proof = vc::proof(&canonical::parse(&issued.certificate)?)?;
    proof.verify(key)?;
    if proof.document_digest != canonical::digest(&document(award)) {
        return Err(IssuanceError::Differs("the document"));
    }
    if proof.verification_method != verification_method {
        return Err(IssuanceError::Differs("the verification method"));
    }
    let code = Code::read(&qr::text(&award.host, &issued.code)?)?;
    if !code.verifies(key) {
        return Err(IssuanceError::Differs("the code's signature"));
    }
    if code.claims != Claims::of(award, log_index) {
        return Err(IssuanceError::Differs("the code's claims"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::credential::sample;

    #[test]
    fn what_differs_from_the_record_is_not_handed_out() {
        let key = SigningKey::from_seed(&[3; 32]);
        let (award, public) = (sample(), key.public_key());
        let issued = issue(&award, 5, "method", &key).unwrap();
        let mut other = sample();
        other.holder_name = "林青木".into();
        assert!(read_back(&issued, &other, 5, "method", &public).is_err());
        assert!(read_back(&issued, &award, 6, "method", &public).is_err());
        assert!(read_back(&issued, &award, 5, "another", &public).is_err());
        assert!(read_back(&issued, &award, 5, "method", &SigningKey::from_seed(&[4; 32]).public_key()).is_err());
        let mut torn = issued.clone();
        torn.certificate.pop();
        assert!(read_back(&torn, &award, 5, "method", &public).is_err());
        other.host = "exam.example/path".into();
        assert!(rehearse(&other).is_err());
        assert!(read_back(&issued, &award, 5, "method", &public).is_ok());
        assert!(rehearse(&award).is_ok());
    }

    #[test]
    fn a_resumed_award_signs_the_identical_bytes_from_its_stored_facts() {
        let key = SigningKey::from_seed(&[3; 32]);
        let stored = serde_json::to_string(&sample()).unwrap();
        let resumed: Award = serde_json::from_str(&stored).unwrap();
        assert_eq!(resumed, sample());
        assert_eq!(issue(&resumed, 5, "method", &key).unwrap(), issue(&sample(), 5, "method", &key).unwrap());
        assert_eq!(leaf(&resumed, 5, &key.public_key()), leaf(&sample(), 5, &key.public_key()));
    }
}
