//! Checkpoints as signed notes: the log signs, a witness cosigns.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::crypto::digest::Hasher;
use crate::crypto::{Digest, PublicKey, Signature, Signer};

/// A note with more is refused (signed-note asks for at least 16).
const MAX_SIGNATURES: usize = 32;

/// A tree head: what a checkpoint states (C2SP tlog-checkpoint).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, a URL without scheme.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

/// A name with a key, as a verifier is configured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteKey {
    /// The key's name in signature lines: no spaces, no `+`. A log's is its origin.
    pub name: String,
    /// The key.
    pub key: PublicKey,
}

/// A cosignature: what a witness hands back for a checkpoint (C2SP tlog-cosignature, `cosignature/v1`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The signature line, without its newline.
    pub line: String,
}

/// A checkpoint that the log signed, and which known witnesses saw it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// What the log signed.
    pub checkpoint: Checkpoint,
    /// Witness names with the time of each one's cosignature.
    pub witnesses: Vec<(String, Timestamp)>,
}

/// Why a note is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text does not have the form of a signed note.
    #[error("not a signed note: {0}")]
    Note(&'static str),
    /// The text of the note is no checkpoint.
    #[error("not a checkpoint: {0}")]
    Checkpoint(&'static str),
    /// Another log's checkpoint.
    #[error("the checkpoint is of {found:?}, not of {wanted:?}")]
    Origin {
        /// The origin in the checkpoint.
        found: String,
        /// The log that was asked for.
        wanted: String,
    },
    /// The log has not signed it.
    #[error("the checkpoint is not signed by the log {0:?}")]
    Unsigned(String),
    /// A signature by a known key does not verify.
    #[error("the signature by {0:?} does not verify")]
    Signature(String),
}

/// What a signature line's key is for: the byte in its key id.
#[derive(Clone, Copy)]
enum Use {
    Log,
    Witness,
}

impl Checkpoint {
    /// The note text: three lines.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads a note text.
    ///
    /// # Errors
    /// When it is not exactly three lines: origin, size without leading zeros, root. (Extension lines are not
    /// recommended by C2SP, and our log has none.)
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(NoteError::Checkpoint("three lines are wanted: origin, size, root"));
        };
        let size = size.parse().map_err(|_| NoteError::Checkpoint("the size is not a number"))?;
        let root = decode(root).ok_or(NoteError::Checkpoint("the root is not base64 of 32 bytes"))?;
        let read = Self { origin: origin.to_owned(), size, root };
        if read.origin.is_empty() || read.text() != text {
            return Err(NoteError::Checkpoint("not in its one form"));
        }
        Ok(read)
    }
}

/// Signs a checkpoint for its log: the note with one signature line, named by the origin.
#[must_use]
pub fn sign(checkpoint: &Checkpoint, signer: &dyn Signer) -> String {
    let text = checkpoint.text();
    let signature = signer.sign(text.as_bytes());
    let line = line(&checkpoint.origin, &signer.public_key(), Use::Log, &signature.0);
    format!("{text}\n{line}\n")
}

/// Cosigns the checkpoint of a note as a witness at `time` (whole seconds). Whoever calls this has checked the log's
/// signature and that the tree is consistent with the last one it cosigned.
///
/// # Errors
/// When the note is not a signed note.
pub fn cosign(note: &str, name: &str, signer: &dyn Signer, time: Timestamp) -> Result<Cosigned, NoteError> {
    let (text, _) = split(note)?;
    let seconds = u64::try_from(time.as_second()).map_err(|_| NoteError::Note("a cosignature's time is after 1970"))?;
    let signature = signer.sign(cosigned_message(text, seconds).as_bytes());
    let mut body = seconds.to_be_bytes().to_vec();
    body.extend_from_slice(&signature.0);
    Ok(Cosigned { line: line(name, &signer.public_key(), Use::Witness, &body) })
}

/// The note with one more signature line.
#[must_use]
pub fn append_cosignature(note: &str, cosigned: &Cosigned) -> String {
    format!("{note}{}\n", cosigned.line)
}

/// Opens a checkpoint note: checks that this log signed it, and every cosignature of these witnesses. Signatures of
/// unknown keys are ignored, as C2SP wants.
///
/// # Errors
/// When the form is wrong, the origin is another, the log's signature is missing, or a known key's signature does
/// not verify.
pub fn open(note: &str, log: &NoteKey, witnesses: &[NoteKey]) -> Result<Witnessed, NoteError> {
    let (text, lines) = split(note)?;
    let checkpoint = Checkpoint::parse(text)?;
    if checkpoint.origin != log.name {
        return Err(NoteError::Origin { found: checkpoint.origin, wanted: log.name.clone() });
    }
    let mut signed = false;
    let mut seen = Vec::new();
    for SignatureLine { name, id, body } in lines {
        if name == log.name && id == key_id(name, &log.key, Use::Log) {
            let signature = <[u8; 64]>::try_from(body.as_slice()).map_err(|_| NoteError::Signature(name.to_owned()))?;
            if !log.key.verifies(text.as_bytes(), &Signature(signature)) {
                return Err(NoteError::Signature(name.to_owned()));
            }
            signed = true;
        }
        for witness in witnesses.iter().filter(|w| w.name == name && id == key_id(name, &w.key, Use::Witness)) {
            let time = verify_cosignature(text, &body, &witness.key).ok_or(NoteError::Signature(name.to_owned()))?;
            seen.push((name.to_owned(), time));
        }
    }
    if signed { Ok(Witnessed { checkpoint, witnesses: seen }) } else { Err(NoteError::Unsigned(log.name.clone())) }
}

impl Witnessed {
    /// The earliest time at which a known witness had seen this tree.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        self.witnesses.iter().map(|(_, time)| *time).min()
    }
}

struct SignatureLine<'a> {
    name: &'a str,
    id: [u8; 4],
    body: Vec<u8>,
}

/// The text with its final newline, and the signature lines.
fn split(note: &str) -> Result<(&str, Vec<SignatureLine<'_>>), NoteError> {
    if note.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(NoteError::Note("it holds control characters"));
    }
    let at = note.rfind("\n\n").ok_or(NoteError::Note("no empty line before the signatures"))?;
    let (text, signatures) = note.split_at(at + 1);
    let signatures = signatures.strip_prefix('\n').unwrap_or(signatures);
    let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Note("the last line is not ended"))?;
    let lines: Option<Vec<_>> = signatures.split('\n').map(read_line).collect();
    let lines = lines.ok_or(NoteError::Note("a signature line is malformed"))?;
    if lines.len() > MAX_SIGNATURES {
        return Err(NoteError::Note("too many signatures"));
    }
    Ok((text, lines))
}

fn read_line(line: &str) -> Option<SignatureLine<'_>> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    if name.is_empty() || name.contains('+') || name.chars().any(char::is_whitespace) {
        return None;
    }
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, body) = bytes.split_at_checked(4)?;
    Some(SignatureLine { name, id: id.try_into().ok()?, body: body.to_vec() })
}

fn line(name: &str, key: &PublicKey, usage: Use, body: &[u8]) -> String {
    let mut bytes = key_id(name, key, usage).to_vec();
    bytes.extend_from_slice(body);
    format!("— {name} {}", STANDARD.encode(bytes))
}

fn key_id(name: &str, key: &PublicKey, usage: Use) -> [u8; 4] {
    let kind = match usage {
        Use::Log => 0x01,
        Use::Witness => 0x04,
    };
    let mut hasher = Hasher::new();
    hasher.update(name.as_bytes());
    hasher.update(&[b'\n', kind]);
    hasher.update(&key.0);
    let [a, b, c, d, ..] = hasher.finish();
    [a, b, c, d]
}

fn verify_cosignature(text: &str, body: &[u8], key: &PublicKey) -> Option<Timestamp> {
    let (time, signature) = body.split_at_checked(8)?;
    let seconds = u64::from_be_bytes(time.try_into().ok()?);
    let signature = Signature(signature.try_into().ok()?);
    let time = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    key.verifies(cosigned_message(text, seconds).as_bytes(), &signature).then_some(time)
}

fn cosigned_message(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

fn decode(text: &str) -> Option<Digest> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use signed_note::{Note, StandardVerifier, VerifierList};

    use super::*;
    use crate::crypto::{SigningKey, sha256};

    fn log_key() -> SigningKey {
        SigningKey::from_seed(&[1; 32])
    }

    fn witness_key() -> SigningKey {
        SigningKey::from_seed(&[2; 32])
    }

    fn log() -> NoteKey {
        NoteKey { name: "exam.example/log".into(), key: log_key().public_key() }
    }

    fn witness() -> NoteKey {
        NoteKey { name: "city.example/witness".into(), key: witness_key().public_key() }
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "exam.example/log".into(), size: 513, root: sha256(b"root") }
    }

    fn note() -> String {
        let note = sign(&checkpoint(), &log_key());
        let time = "2026-04-30T03:00:00Z".parse().unwrap();
        let cosigned = cosign(&note, &witness().name, &witness_key(), time).unwrap();
        append_cosignature(&note, &cosigned)
    }

    #[test]
    fn a_note_changed_anywhere_is_refused_or_loses_its_witness() {
        let good = note();
        let full = open(&good, &log(), &[witness()]).unwrap();
        for (place, original) in good.char_indices() {
            let replacement = if original == 'A' { "B" } else { "A" };
            let changed = format!("{}{replacement}{}", &good[..place], &good[place + original.len_utf8()..]);
            match open(&changed, &log(), &[witness()]) {
                Err(_) => {}
                Ok(opened) => assert!(opened.witnesses.is_empty() && opened.checkpoint == full.checkpoint, "{changed}"),
            }
        }
    }

    #[test]
    fn notes_of_another_form_origin_or_key_are_refused() {
        let good = note();
        for wrong in [
            good.trim_end().to_owned(),
            good.replace("\n\n", "\n"),
            good.replace("513", "0513"),
            good.replace("513\n", "513\nextension\n"),
            good.replace('—', "-"),
            good.replace("513", "5\t13"),
            String::new(),
        ] {
            assert!(open(&wrong, &log(), &[witness()]).is_err(), "{wrong}");
        }
        let other = NoteKey { name: "other.example/log".into(), ..log() };
        assert!(matches!(open(&good, &other, &[]), Err(NoteError::Origin { .. })));
        let forged = sign(&checkpoint(), &witness_key());
        assert!(matches!(open(&forged, &log(), &[]), Err(NoteError::Unsigned(_))));
        assert_eq!(open(&good, &log(), &[]).unwrap().witnesses, []);
        let time = "2026-04-30T03:00:00Z".parse::<Timestamp>().unwrap();
        assert_eq!(open(&good, &log(), &[witness()]).unwrap().time(), Some(time));
    }

    #[test]
    fn the_oracle_verifies_our_note_and_we_verify_the_oracles() {
        let vkey = |key: &NoteKey, kind: u8| {
            let mut bytes = vec![kind];
            bytes.extend(key.key.0);
            format!("{}+{:08x}+{}", key.name, signed_note::key_id(&key.name, &bytes), STANDARD.encode(bytes))
        };
        let verifier = StandardVerifier::new(&vkey(&log(), 1)).unwrap();
        let note = note();
        let theirs = Note::from_bytes(note.as_bytes()).unwrap();
        let (verified, unverified) = theirs.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
        assert_eq!((verified.len(), unverified.len()), (1, 1));
        assert_eq!(theirs.text(), checkpoint().text().as_bytes());
        let mut bytes = vec![4];
        bytes.extend(witness().key.0);
        assert_eq!(unverified[0].id(), signed_note::key_id(&witness().name, &bytes));

        let mut secret = vec![1];
        secret.extend([1; 32]);
        let mut public = vec![1];
        public.extend(log().key.0);
        let skey = format!(
            "PRIVATE+KEY+{}+{:08x}+{}",
            log().name,
            signed_note::key_id(&log().name, &public),
            STANDARD.encode(secret)
        );
        let signer = signed_note::StandardSigner::new(&skey).unwrap();
        let mut theirs = Note::new(checkpoint().text().as_bytes(), &[]).unwrap();
        theirs.add_sigs(&[&signer]).unwrap();
        let text = String::from_utf8(theirs.to_bytes()).unwrap();
        assert_eq!(text, sign(&checkpoint(), &log_key()));
        assert_eq!(open(&text, &log(), &[]).unwrap().checkpoint, checkpoint());
    }
}
