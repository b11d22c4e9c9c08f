//! Data Integrity proofs of the suite `eddsa-jcs-2022` (W3C vc-di-eddsa, section 3.3).
//!
//! `hashData = H(JCS(proof without proofValue)) ‖ H(JCS(document without proof))`, signed with Ed25519.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::crypto::{Digest, PublicKey, Signer, canonical, multikey};

/// The suite's name.
pub const CRYPTOSUITE: &str = "eddsa-jcs-2022";

/// Who signs and when. Nothing random: the same document and options give the same bytes.
#[derive(Debug, Clone)]
pub struct ProofOptions {
    /// The instant of signing as recorded with the award; written in whole seconds.
    pub created: Timestamp,
    /// The URL of the key that verifies, as `keys.json` names it.
    pub verification_method: String,
}

/// A proof that was found on a document and has the one form we accept. Not yet verified.
#[derive(Debug, Clone)]
pub struct Proof {
    /// When it says it was made.
    pub created: Timestamp,
    /// The URL of the key it names.
    pub verification_method: String,
    /// The digest of the document without its proof: the log leaf's `doc`.
    pub document_digest: Digest,
    hash_data: [u8; 64],
    signature: crate::crypto::Signature,
}

/// Why a document's proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The document is not a JSON object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// There is no proof, or a list of them.
    #[error("exactly one proof is wanted, as an object: {0}")]
    NotOne(&'static str),
    /// A field of the proof is missing, unknown or of another kind.
    #[error("proof.{field}: {problem}")]
    Field {
        /// The field.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The proof's context is not the document's.
    #[error("the proof's @context differs from the document's")]
    Context,
    /// The signature does not verify.
    #[error("the signature does not verify with the key {0}")]
    Signature(String),
}

/// Signs a document: returns it with its `proof`.
///
/// # Errors
/// When the document is not an object or already has a proof.
pub fn sign(document: &Value, options: &ProofOptions, signer: &dyn Signer) -> Result<Value, ProofError> {
    let mut signed = document.as_object().ok_or(ProofError::NotAnObject)?.clone();
    if signed.contains_key("proof") {
        return Err(ProofError::NotOne("the document is already signed"));
    }
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": in_seconds(options.created),
        "verificationMethod": options.verification_method,
        "proofPurpose": "assertionMethod",
    });
    if let (Some(fields), Some(context)) = (proof.as_object_mut(), document.get("@context")) {
        fields.insert("@context".into(), context.clone());
    }
    let signature = signer.sign(&hash_data(&proof, document));
    if let Some(fields) = proof.as_object_mut() {
        fields.insert("proofValue".into(), multikey::encode_signature(&signature).into());
    }
    signed.insert("proof".into(), proof);
    Ok(Value::Object(signed))
}

/// Reads the one proof of a signed document.
///
/// # Errors
/// When there is not exactly one proof, or it is not an `assertionMethod` proof of this suite with exactly the
/// fields that [`sign`] writes, or its context differs from the document's.
pub fn proof(signed: &Value) -> Result<Proof, ProofError> {
    let fields = signed.as_object().ok_or(ProofError::NotAnObject)?;
    let proof = match fields.get("proof") {
        None => return Err(ProofError::NotOne("there is none")),
        Some(Value::Object(proof)) => proof,
        Some(_) => return Err(ProofError::NotOne("it is not an object")),
    };
    let text = |field: &str| {
        proof.get(field).and_then(Value::as_str).ok_or_else(|| wrong(field, "missing, or not a text".into()))
    };
    for (field, wanted) in
        [("type", "DataIntegrityProof"), ("cryptosuite", CRYPTOSUITE), ("proofPurpose", "assertionMethod")]
    {
        let given = text(field)?;
        if given != wanted {
            return Err(wrong(field, format!("is {given:?}, not {wanted:?}")));
        }
    }
    const KNOWN: [&str; 7] =
        ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "@context", "proofValue"];
    if let Some(unknown) = proof.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(wrong(unknown, "unknown field".into()));
    }
    if proof.get("@context") != fields.get("@context") {
        return Err(ProofError::Context);
    }
    let created = instant(text("created")?).ok_or_else(|| wrong("created", "not whole seconds in UTC".into()))?;
    let value = text("proofValue")?;
    let signature = multikey::decode_signature(value)
        .ok()
        .filter(|signature| multikey::encode_signature(signature) == value)
        .ok_or_else(|| wrong("proofValue", "not a base58btc signature of 64 bytes".into()))?;
    let verification_method = text("verificationMethod")?.to_owned();

    let mut document = fields.clone();
    document.remove("proof");
    let document = Value::Object(document);
    let mut config = proof.clone();
    config.remove("proofValue");
    Ok(Proof {
        created,
        verification_method,
        document_digest: canonical::digest(&document),
        hash_data: hash_data(&Value::Object(config), &document),
        signature,
    })
}

impl Proof {
    /// Verifies the signature.
    ///
    /// # Errors
    /// When it is not `key`'s over this document and these options, or not a canonical signature.
    pub fn verify(&self, key: &PublicKey) -> Result<(), ProofError> {
        if key.verifies(&self.hash_data, &self.signature) {
            Ok(())
        } else {
            Err(ProofError::Signature(self.verification_method.clone()))
        }
    }
}

/// An instant as proofs write it: `2026-04-30T02:00:00Z`.
#[must_use]
pub fn in_seconds(instant: Timestamp) -> String {
    Timestamp::from_second(instant.as_second()).unwrap_or(instant).to_string()
}

/// The instant of a text that [`in_seconds`] would write the same.
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().filter(|instant| in_seconds(*instant) == text)
}

fn hash_data(config: &Value, document: &Value) -> [u8; 64] {
    let mut out = [0; 64];
    let (first, second) = out.split_at_mut(32);
    first.copy_from_slice(&canonical::digest(config));
    second.copy_from_slice(&canonical::digest(document));
    out
}

fn wrong(field: &str, problem: String) -> ProofError {
    ProofError::Field { field: field.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;
    use crate::domain::credential::{document, sample};

    /// The alumni credential and keys of the Recommendation's section B (representation: eddsa-jcs-2022).
    fn w3c() -> (Value, SigningKey) {
        let document = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
            "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
            "type": ["VerifiableCredential", "AlumniCredential"],
            "name": "Alumni Credential",
            "description": "A minimum viable example of an Alumni Credential.",
            "issuer": "https://vc.example/issuers/5678",
            "validFrom": "2023-01-01T00:00:00Z",
            "credentialSubject": { "id": "did:example:abcdefgh", "alumniOf": "The School of Examples" },
        });
        let secret = bs58::decode("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq").into_vec().unwrap();
        let seed: [u8; 32] = secret[2..].try_into().unwrap();
        (document, SigningKey::from_seed(&seed))
    }

    #[test]
    fn the_recommendations_test_vector_is_reproduced() {
        let (document, key) = w3c();
        let multikey = multikey::encode_key(&key.public_key());
        assert_eq!(multikey, "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
        let options = ProofOptions {
            created: "2023-02-24T23:36:38Z".parse().unwrap(),
            verification_method: format!("https://vc.example/issuers/5678#{multikey}"),
        };
        let signed = sign(&document, &options, &key).unwrap();
        assert_eq!(
            hex::encode(canonical::digest(&document)),
            "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
        );
        let read = proof(&signed).unwrap();
        assert_eq!(
            hex::encode(read.signature.0),
            "fc91dec6565f35fbe185a77352e7fc512f95d1904da305cfef32ab8135469301\
             f5a72d4e7a58368fc6ffc497b44633993bac054e3bc1436e3c846db8f1544503"
        );
        assert_eq!(
            signed["proof"]["proofValue"],
            "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"
        );
        assert_eq!(read.verify(&key.public_key()), Ok(()));
    }

    fn signed() -> (Value, SigningKey) {
        let key = SigningKey::from_seed(&[7; 32]);
        let options = ProofOptions {
            created: "2026-04-30T02:00:00.5Z".parse().unwrap(),
            verification_method: "https://exam.example/issuers/1#k".into(),
        };
        (sign(&document(&sample()), &options, &key).unwrap(), key)
    }

    #[test]
    fn proofs_of_another_form_are_refused() {
        let (good, _) = signed();
        let cases: [(&str, fn(&mut Value)); 9] = [
            ("exactly one proof", |d| d["proof"] = json!([d["proof"], d["proof"]])),
            ("exactly one proof", |d| d["proof"] = json!([d["proof"]])),
            ("proof.cryptosuite", |d| d["proof"]["cryptosuite"] = json!("eddsa-rdfc-2022")),
            ("proof.proofPurpose", |d| d["proof"]["proofPurpose"] = json!("authentication")),
            ("proof.nonce", |d| d["proof"]["nonce"] = json!("x")),
            ("proof.created", |d| d["proof"]["created"] = json!("2026-04-30T02:00:00+00:00")),
            ("@context differs", |d| d["proof"]["@context"] = json!([])),
            ("@context differs", |d| d["@context"][2] = json!("https://exam.example/other")),
            ("proof.proofValue", |d| d["proof"]["proofValue"] = json!("z111")),
        ];
        for (says, change) in cases {
            let mut wrong = good.clone();
            change(&mut wrong);
            let error = proof(&wrong).expect_err(says).to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(proof(&document(&sample())).is_err());
        assert!(
            sign(
                &good,
                &ProofOptions { created: Timestamp::UNIX_EPOCH, verification_method: String::new() },
                &signed().1
            )
            .is_err()
        );
    }

    #[test]
    fn signing_twice_gives_the_same_bytes_and_verifies_with_its_key_only() {
        let (first, key) = signed();
        assert_eq!(canonical::to_jcs(&first), canonical::to_jcs(&signed().0));
        assert_eq!(first["proof"]["created"], "2026-04-30T02:00:00Z");
        assert!(proof(&first).unwrap().verify(&key.public_key()).is_ok());
        assert!(proof(&first).unwrap().verify(&SigningKey::from_seed(&[8; 32]).public_key()).is_err());
        let mut small = [0; 32];
        small[0] = 1;
        assert!(proof(&first).unwrap().verify(&PublicKey(small)).is_err());
    }
}
