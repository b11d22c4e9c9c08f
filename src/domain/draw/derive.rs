//! From reveals to master, from master to papers and draws.

use serde::Serialize;
use zeroize::Zeroizing;

use super::plan::{Attempt, Plan};
use super::{DrawError, Manifest, Reveals, Words, stream_key};
use crate::crypto::digest::{Prk, encode};
use crate::crypto::{Digest, sha256};
use crate::parallel::{Progress, try_map};

/// How often a paper is drawn anew before the session can't open.
pub const MAX_ATTEMPTS: u32 = 1000;

/// A key that foresees papers: not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Zeroizing<Digest>);

impl SecretKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: Digest) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key's bytes.
    #[must_use]
    pub fn bytes(&self) -> &Digest {
        &self.0
    }

    /// `H(key)`, which may be published.
    #[must_use]
    pub fn hash(&self) -> Digest {
        sha256(self.bytes())
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey(of hash {})", hex::encode(self.hash()))
    }
}

/// The session's master: whoever holds it foresees every paper.
#[derive(Debug, Clone)]
pub struct Master(SecretKey);

impl Master {
    /// Derives the master, once all contributors are revealed or excluded and the beacon has happened.
    ///
    /// # Errors
    /// When the reveals do not belong to this manifest: whom, and what was expected.
    pub fn derive(manifest: &Manifest, reveals: &Reveals) -> Result<Self, DrawError> {
        reveals.check(manifest)?;
        let prk = Prk::extract(&reveals.salt(), &reveals.keying_material());
        Ok(Self::from_key(SecretKey::new(prk.expand(&encode(&[
            b"exam-seed/v1/master",
            manifest.exam().as_bytes(),
            manifest.hash(),
        ])))))
    }

    /// The master of a key that was derived before, in a hall that starts again.
    #[must_use]
    pub fn from_key(key: SecretKey) -> Self {
        Self(key)
    }

    /// The key, to be kept sealed.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.0
    }

    /// `H(master)`, posted before anybody sees an item.
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.0.hash()
    }

    /// The paper of a candidate of the manifest this master was derived from.
    ///
    /// # Errors
    /// When there is no such candidate, or no paper meets the constraints.
    pub fn paper(&self, manifest: &Manifest, candidate: &str) -> Result<DrawnPaper, DrawError> {
        if manifest.candidates().binary_search_by(|one| one.as_str().cmp(candidate)).is_err() {
            return Err(DrawError::NotInManifest { kind: "candidate", id: candidate.to_owned() });
        }
        DrawnPaper::from_key(manifest, candidate, self.paper_key(manifest, candidate))
    }

    /// The papers of all candidates, in order.
    ///
    /// # Errors
    /// When for one of them no paper meets the constraints: the first such candidate.
    pub fn papers(&self, manifest: &Manifest) -> Result<Vec<DrawnPaper>, DrawError> {
        self.papers_with(manifest, &|_, _| ())
    }

    /// As [`Master::papers`], telling `progress` how many are drawn.
    ///
    /// # Errors
    /// As [`Master::papers`].
    pub fn papers_with(&self, manifest: &Manifest, progress: Progress<'_>) -> Result<Vec<DrawnPaper>, DrawError> {
        self.each_paper(manifest, progress, |_, paper| paper)
    }

    /// The papers of all candidates, in order, each drawn when it is asked for.
    pub fn papers_one_by_one(&self, manifest: &Manifest) -> impl Iterator<Item = Result<DrawnPaper, DrawError>> {
        let plan = Plan::new(manifest);
        manifest
            .candidates()
            .iter()
            .map(move |candidate| DrawnPaper::by_plan(&plan, candidate, self.paper_key(manifest, candidate)))
    }

    /// What `keep` makes of the paper of each candidate and the candidate's place, in order. A paper is handed over as
    /// soon as it is drawn, on any of the machine's cores, so that of many no more is in memory than `keep` returns.
    ///
    /// # Errors
    /// When for one of them no paper meets the constraints: the first such candidate.
    pub fn each_paper<T: Send>(
        &self,
        manifest: &Manifest,
        progress: Progress<'_>,
        keep: impl Fn(usize, DrawnPaper) -> T + Sync,
    ) -> Result<Vec<T>, DrawError> {
        let plan = Plan::new(manifest);
        try_map(manifest.candidates(), progress, |place, candidate| {
            let paper = DrawnPaper::by_plan(&plan, candidate, self.paper_key(manifest, candidate))?;
            Ok(keep(place, paper))
        })
    }

    /// What the draw `id` of the manifest takes, in the order drawn.
    ///
    /// # Errors
    /// When there is no such draw.
    pub fn draw(&self, manifest: &Manifest, id: &str) -> Result<Vec<String>, DrawError> {
        let draw = manifest
            .draws()
            .iter()
            .find(|draw| draw.id == id)
            .ok_or_else(|| DrawError::NotInManifest { kind: "draw", id: id.to_owned() })?;
        let key = self.paper_key(manifest, id);
        let mut taken = draw.from.clone();
        Words::new(stream_key(&Prk::from_key(key.bytes()), "", "draw", "")).draw(&mut taken, draw.take);
        Ok(taken)
    }

    /// The key of the paper of a candidate, or of a draw in the candidate's place.
    pub(super) fn paper_key(&self, manifest: &Manifest, candidate: &str) -> SecretKey {
        SecretKey::new(Prk::from_key(self.0.bytes()).expand(&encode(&[
            b"exam-seed/v1/paper",
            manifest.exam().as_bytes(),
            manifest.session().as_bytes(),
            candidate.as_bytes(),
        ])))
    }
}

/// One candidate's paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnPaper {
    /// The candidate's number.
    pub candidate: String,
    /// How many papers before this one failed the constraints, 0…999.
    pub attempt: u32,
    /// The paper's key: with the manifest it gives this paper again.
    pub key: SecretKey,
    /// `H(key)`.
    pub key_hash: Digest,
    /// In the manifest's order.
    pub sections: Vec<DrawnSection>,
}

/// A section of a paper. As JSON it is its entry in the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnSection {
    /// The section's id.
    pub id: String,
    /// In the order the candidate sees them.
    pub items: Vec<DrawnItem>,
}

/// An item of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnItem {
    /// The item's id in the manifest.
    pub id: String,
    /// The options' ids in the order the candidate sees them.
    pub options: Vec<String>,
}

impl DrawnPaper {
    /// The paper of a key, as on a candidate's slip. The caller knows that the key is this candidate's.
    ///
    /// # Errors
    /// When no paper meets the constraints within [`MAX_ATTEMPTS`].
    pub fn from_key(manifest: &Manifest, candidate: &str, key: SecretKey) -> Result<Self, DrawError> {
        Self::by_plan(&Plan::new(manifest), candidate, key)
    }

    fn by_plan(plan: &Plan<'_>, candidate: &str, key: SecretKey) -> Result<Self, DrawError> {
        let (prk, mut drawn) = (Prk::from_key(key.bytes()), Attempt::default());
        let attempt = (0..MAX_ATTEMPTS)
            .find(|attempt| plan.attempt(&prk, *attempt, &mut drawn))
            .ok_or_else(|| DrawError::NoPaper { candidate: candidate.to_owned() })?;
        Ok(Self {
            candidate: candidate.to_owned(),
            attempt,
            key_hash: key.hash(),
            key,
            sections: plan.order(&prk, &drawn),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn vector() -> (Manifest, Reveals) {
        let mut evidence: Value =
            serde_json::from_slice(include_bytes!("../../../tests/vectors/draw-vector.json")).unwrap();
        let manifest = Manifest::from_value(evidence["manifest"].take()).unwrap();
        let reveals = serde_json::json!({
            "reveals": evidence["reveals"], "excluded": evidence["excluded"], "beacon": evidence["beacon"]
        });
        (manifest, Reveals::parse(reveals.to_string().as_bytes()).unwrap())
    }

    #[test]
    fn every_value_on_the_way_of_the_vector() {
        let (manifest, reveals) = vector();
        let hash = "938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3";
        assert_eq!(hex::encode(manifest.hash()), hash);

        let master = Master::derive(&manifest, &reveals).unwrap();
        let key = "b41a7e7d8f7e3899f226d9fdab598afdd57da7038fc6e0f8d90905b51f98e718";
        assert_eq!(hex::encode(master.key().bytes()), key);

        let paper = master.paper(&manifest, "000123").unwrap();
        let key = "02c2b40638462fe5cc15e4b11df7feda268c60eb2ba3af7c7bc48fbbfc961a48";
        assert_eq!(hex::encode(paper.key.bytes()), key);
        assert_eq!(paper.key_hash, paper.key.hash());

        let prk = Prk::from_key(paper.key.bytes());
        let stream = "b5950f781af32b994d048bf2279b1a078ac25281a324f6f84f563d3e2bd2f0d7";
        assert_eq!(hex::encode(stream_key(&prk, "A", "draw", "A1/0/0")), stream);

        let words = || Words::new(stream_key(&prk, "A", "options", "i05"));
        let (mut bounded, bound) = (words(), (1 << 63) + 1);
        assert_eq!(
            [bounded.bounded(bound), bounded.bounded(bound), bounded.bounded(bound)],
            [8_095_156_336_688_954_681, 3_327_767_046_596_651_516, 1_360_198_964_400_541_385]
        );
        let mut shuffled: Vec<u8> = (0..10).collect();
        words().shuffle_in_place(&mut shuffled);
        assert_eq!(shuffled, [9, 7, 0, 8, 4, 2, 6, 5, 3, 1]);
        let mut drawn: Vec<u8> = (0..20).collect();
        words().draw(&mut drawn, 5);
        assert_eq!(drawn, [1, 7, 5, 9, 16]);
    }

    #[test]
    fn a_slips_key_gives_the_paper_again() {
        let (manifest, reveals) = vector();
        let paper = Master::derive(&manifest, &reveals).unwrap().paper(&manifest, "000124").unwrap();
        assert_eq!(DrawnPaper::from_key(&manifest, "000124", paper.key.clone()).unwrap(), paper);
    }

    #[test]
    fn only_who_and_what_is_in_the_manifest_is_drawn() {
        let (manifest, reveals) = vector();
        let master = Master::derive(&manifest, &reveals).unwrap();
        assert_eq!(master.paper(&manifest, "000125").unwrap_err().code(), "not-in-manifest");
        assert_eq!(master.paper(&manifest, "@panel").unwrap_err().code(), "not-in-manifest");
        assert_eq!(master.draw(&manifest, "@seats").unwrap_err().code(), "not-in-manifest");
    }

    #[test]
    fn a_key_is_not_shown_by_debug() {
        let (manifest, reveals) = vector();
        let master = Master::derive(&manifest, &reveals).unwrap();
        assert!(!format!("{master:?}").contains("b41a7e7d"));
        assert!(format!("{master:?}").contains(&hex::encode(master.hash())));
    }
}
