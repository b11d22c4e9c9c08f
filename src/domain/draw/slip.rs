//! The slip (试卷凭条): with it a candidate checks one paper alone, against the manifest and the root that was posted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::reader::{Node, hidden, shown};
use super::{DrawError, DrawnPaper, Manifest, Master, SecretKey, paper_leaf};
use crate::crypto::Digest;
use crate::crypto::canonical::{self, MAX_SAFE_INTEGER};
use crate::domain::merkle;

/// The slip's `spec`.
pub const SLIP_SPEC: &str = "exam-seed-slip/v1";

/// What a paper key must be.
const KEY: &str = "a paper key of 32 bytes as 64 lowercase hex digits";

/// A candidate's paper key and the way from it to the root of all papers. Foresees this paper: it is given out with the
/// evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub session: String,
    /// The candidate's number.
    pub candidate: String,
    /// `H(JCS(manifest))`.
    pub manifest_hash: Digest,
    /// The root of the session's papers, posted before anybody saw an item.
    pub papers_root: Digest,
    /// What the paper is derived from.
    pub paper_key: SecretKey,
    /// The candidate's place among the candidates, from 0.
    pub index: u64,
    /// How many candidates there are.
    pub size: u64,
    /// The inclusion path (RFC 9162 section 2.1.3.1), nearest the leaf first.
    pub path: Vec<Digest>,
}

impl Slip {
    /// The slip of a candidate of the manifest that `master` was derived from.
    ///
    /// # Errors
    /// When there is no such candidate.
    pub fn of(master: &Master, manifest: &Manifest, candidate: &str) -> Result<Self, DrawError> {
        let unknown = || DrawError::NotInManifest { kind: "candidate", id: candidate.to_owned() };
        let candidates = manifest.candidates();
        let place = candidates.binary_search_by(|one| one.as_str().cmp(candidate)).map_err(|_| unknown())?;
        let leaf = |candidate: &String| paper_leaf(candidate, &master.paper_key(manifest, candidate).hash());
        let leaves: Vec<Digest> = candidates.iter().map(leaf).collect();
        Ok(Self {
            exam: manifest.exam().to_owned(),
            session: manifest.session().to_owned(),
            candidate: candidate.to_owned(),
            manifest_hash: *manifest.hash(),
            papers_root: merkle::root(&leaves),
            paper_key: master.paper_key(manifest, candidate),
            index: count(place),
            size: count(candidates.len()),
            path: merkle::inclusion_proof(&leaves, place).ok_or_else(unknown)?,
        })
    }

    /// Reads a slip's JSON.
    ///
    /// # Errors
    /// Names the place of the first thing that exam-seed/v1 does not allow.
    pub fn parse(text: &[u8]) -> Result<Self, DrawError> {
        let value = canonical::parse(text)?;
        let root = Node::new(&value, "");
        root.spec(SLIP_SPEC)?;
        root.keys(
            &[
                "spec",
                "exam",
                "session",
                "candidate",
                "manifest_hash",
                "papers_root",
                "paper_key",
                "index",
                "size",
                "path",
            ],
            &[],
        )?;
        Ok(Self {
            exam: root.field("exam")?.id()?,
            session: root.field("session")?.id()?,
            candidate: root.field("candidate")?.candidate()?,
            manifest_hash: root.field("manifest_hash")?.digest()?,
            papers_root: root.field("papers_root")?.digest()?,
            paper_key: SecretKey::new(root.field("paper_key")?.hidden_digest(KEY)?),
            index: root.field("index")?.count()?,
            size: root.field("size")?.count()?,
            path: root.field("path")?.list(|hash| hash.digest())?,
        })
    }

    /// Reads a slip's QR text: the address, or what follows its `#`. `manifest` and the root that was posted stand for
    /// what the text lacks; exam and session are the text's own where it has them.
    ///
    /// # Errors
    /// When the text has another form. The place named is that of the part in the slip's JSON.
    pub fn from_text(text: &str, manifest: &Manifest, posted_root: &Digest) -> Result<Self, DrawError> {
        let (exam, session, fragment) = match text.split_once('#') {
            Some(("", fragment)) => (manifest.exam().to_owned(), manifest.session().to_owned(), fragment),
            Some((address, fragment)) => {
                let (exam, session) = read_address(address)?;
                (exam, session, fragment)
            }
            None => (manifest.exam().to_owned(), manifest.session().to_owned(), text),
        };
        let parts: Vec<&str> = fragment.split('.').collect();
        let [candidate, index, size, key, path] = parts[..] else {
            return Err(hidden("", "a slip's text: five parts after the #, a dot between each two"));
        };
        Ok(Self {
            exam,
            session,
            candidate: Node::new(&candidate.into(), "/candidate").candidate()?,
            manifest_hash: *manifest.hash(),
            papers_root: *posted_root,
            index: read_count(index, "/index")?,
            size: read_count(size, "/size")?,
            paper_key: SecretKey::new(read_key(key)?),
            path: read_path(path)?,
        })
    }

    /// The QR text, an address below `origin`, such as `https://exam.example`. What follows its `#` is never sent to a
    /// server.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let Self { exam, session, candidate, index, size, .. } = self;
        let key = URL_SAFE_NO_PAD.encode(self.paper_key.bytes());
        let path = URL_SAFE_NO_PAD.encode(self.path.concat());
        format!("{origin}/draw/{exam}/{session}/slip#{candidate}.{index}.{size}.{key}.{path}")
    }

    /// The slip's JSON. Holds the paper key.
    #[must_use]
    pub fn value(&self) -> Value {
        json!({
            "spec": SLIP_SPEC,
            "exam": self.exam,
            "session": self.session,
            "candidate": self.candidate,
            "manifest_hash": hex::encode(self.manifest_hash),
            "papers_root": hex::encode(self.papers_root),
            "paper_key": hex::encode(self.paper_key.bytes()),
            "index": self.index,
            "size": self.size,
            "path": self.path.iter().map(hex::encode).collect::<Vec<_>>(),
        })
    }

    /// Checks the slip and derives the paper that must have been on the desk. Without the posted root it shows only that
    /// the slip fits itself and the manifest; whoever shows the paper then says so.
    ///
    /// # Errors
    /// When the slip is not of this manifest, not under the posted root, its key not under its own root, or when no
    /// paper of this key meets the constraints.
    pub fn check(&self, manifest: &Manifest, posted_root: Option<&Digest>) -> Result<DrawnPaper, DrawError> {
        self.check_manifest(manifest)?;
        if let Some(posted) = posted_root {
            let [given, posted] = [&self.papers_root, posted].map(|root| Value::from(hex::encode(root)));
            agree("/papers_root", &given, "the posted sheet", Some(&posted))?;
        }
        let leaf = paper_leaf(&self.candidate, &self.paper_key.hash());
        if !merkle::verify_inclusion(&leaf, self.index, self.size, &self.path, &self.papers_root) {
            return Err(DrawError::NotIncluded { path: "/path".to_owned() });
        }
        DrawnPaper::from_key(manifest, &self.candidate, self.paper_key.clone())
    }

    fn check_manifest(&self, manifest: &Manifest) -> Result<(), DrawError> {
        const MANIFEST: &str = "the manifest";
        let candidate = usize::try_from(self.index).ok().and_then(|index| manifest.candidates().get(index));
        agree("/exam", &self.exam.as_str().into(), MANIFEST, Some(&manifest.exam().into()))?;
        agree("/session", &self.session.as_str().into(), MANIFEST, Some(&manifest.session().into()))?;
        let [given, hash] = [&self.manifest_hash, manifest.hash()].map(|hash| Value::from(hex::encode(hash)));
        agree("/manifest_hash", &given, MANIFEST, Some(&hash))?;
        agree("/size", &self.size.into(), MANIFEST, Some(&manifest.candidates().len().into()))?;
        let named = candidate.map(|candidate| Value::from(candidate.as_str()));
        agree("/candidate", &self.candidate.as_str().into(), "the manifest at the slip's index", named.as_ref())
    }
}

/// Refuses `given` at `path` if `of`, a noun phrase, has something else there, or nothing.
pub(super) fn agree(path: &str, given: &Value, of: &'static str, wanted: Option<&Value>) -> Result<(), DrawError> {
    if wanted == Some(given) {
        return Ok(());
    }
    let wanted = wanted.map_or_else(|| "nothing".to_owned(), shown);
    Err(DrawError::Disagrees { path: path.to_owned(), given: shown(given), of, wanted })
}

/// Exam and session of `<origin>/draw/<exam>/<session>/slip`.
fn read_address(address: &str) -> Result<(String, String), DrawError> {
    const FORM: &str = "an address of the form https://<host>/draw/<exam>/<session>/slip before the #";
    let wrong = || DrawError::Malformed { path: String::new(), given: shown(&address.into()), wanted: FORM };
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).ok_or_else(wrong)?;
    let parts: Vec<&str> = rest.split('/').collect();
    let [host, "draw", exam, session, "slip"] = parts[..] else { return Err(wrong()) };
    if host.is_empty() || host.contains(|letter: char| letter.is_whitespace() || matches!(letter, '?' | '\\' | '@')) {
        return Err(wrong());
    }
    Ok((Node::new(&exam.into(), "/exam").id()?, Node::new(&session.into(), "/session").id()?))
}

fn read_count(text: &str, path: &str) -> Result<u64, DrawError> {
    let in_form = |number: &u64| number.to_string() == text && *number <= MAX_SAFE_INTEGER.unsigned_abs();
    text.parse().ok().filter(in_form).ok_or_else(|| DrawError::Malformed {
        path: path.to_owned(),
        given: shown(&text.into()),
        wanted: "an integer from 0 to 2^53−1 without leading zeros",
    })
}

fn read_key(text: &str) -> Result<Digest, DrawError> {
    let key = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    key.ok_or_else(|| hidden("/paper_key", "32 bytes in base64url without padding"))
}

fn read_path(text: &str) -> Result<Vec<Digest>, DrawError> {
    let wrong = || DrawError::Malformed {
        path: "/path".to_owned(),
        given: shown(&text.into()),
        wanted: "hashes of 32 bytes each in base64url without padding",
    };
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
    let (hashes, rest) = bytes.as_chunks();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(wrong()) }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
