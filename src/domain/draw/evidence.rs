//! The evidence: everything with which anybody derives the session's draw again.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{DrawError, DrawnPaper, DrawnSection, Manifest, Master, Reveals, paper_leaf};
use crate::crypto::{Digest, canonical, sha256};
use crate::domain::merkle;
use crate::parallel::Progress;

/// The evidence of all candidates and draws of `manifest`. Holds the secrets: for the time after the exam.
///
/// # Errors
/// When the reveals are not the manifest's, or a candidate's paper can't be drawn.
pub fn evidence(manifest: &Manifest, reveals: &Reveals) -> Result<Value, DrawError> {
    let (mut evidence, papers) = derive(manifest, reveals, &|_, _| (), |_, paper| paper.value())?;
    evidence.insert("papers".to_owned(), papers.into());
    Ok(evidence.into())
}

/// The evidence in canonical form (RFC 8785), as it is published and as its hash is logged; tells `progress` how many
/// papers are drawn. For many candidates it takes far less memory than [`evidence`].
///
/// # Errors
/// As [`evidence`].
pub fn evidence_text(manifest: &Manifest, reveals: &Reveals, progress: Progress<'_>) -> Result<Vec<u8>, DrawError> {
    let (mut before, papers) = derive(manifest, reveals, progress, |_, paper| paper.text())?;
    let after = ["papers_root", "reveals"];
    let after: Map<String, Value> = after.into_iter().filter_map(|key| before.remove_entry(key)).collect();
    // Keys are sorted: `papers` has its place between the two parts, neither of which is empty.
    let mut text = canonical::to_jcs(&before.into());
    text.pop();
    text.extend_from_slice(b",\"papers\":[");
    text.extend(papers.join(&b','));
    text.extend_from_slice(b"],");
    text.extend(canonical::to_jcs(&after.into()).into_iter().skip(1));
    Ok(text)
}

/// The evidence without its papers, and what `keep` makes of each of these and its place.
pub(super) fn derive<T: Send>(
    manifest: &Manifest,
    reveals: &Reveals,
    progress: Progress<'_>,
    keep: impl Fn(usize, DrawnPaper) -> T + Sync,
) -> Result<(Map<String, Value>, Vec<T>), DrawError> {
    let master = Master::derive(manifest, reveals)?;
    let papers = master.each_paper(manifest, progress, |place, paper| {
        (paper_leaf(&paper.candidate, &paper.key_hash), keep(place, paper))
    })?;
    let (leaves, papers): (Vec<Digest>, Vec<T>) = papers.into_iter().unzip();
    let mut draws = Vec::new();
    for draw in manifest.draws() {
        draws.push(json!({"id": draw.id, "taken": master.draw(manifest, &draw.id)?}));
    }
    let mut evidence = Map::new();
    let opened = reveals.value();
    for key in ["reveals", "excluded", "beacon"] {
        evidence.insert(key.to_owned(), opened.get(key).cloned().unwrap_or_default());
    }
    for (key, digest) in
        [("manifest_hash", *manifest.hash()), ("master_hash", master.hash()), ("papers_root", merkle::root(&leaves))]
    {
        evidence.insert(key.to_owned(), hex::encode(digest).into());
    }
    evidence.insert("manifest".to_owned(), manifest.value().clone());
    evidence.insert("draws".to_owned(), draws.into());
    Ok((evidence, papers))
}

/// A paper's entry. Its fields and those within it are declared in the order of JCS and hold text and integers only, so
/// that plain compact JSON is their canonical form.
#[derive(Serialize)]
struct Entry<'a> {
    attempt: u32,
    candidate: &'a str,
    key_hash: String,
    sections: &'a [DrawnSection],
}

impl DrawnPaper {
    /// The paper's digest, `H(JCS(entry))` of its entry in the evidence: what the server compares before it hands out
    /// the paper. Binds all that the candidate sees, items and options in their order.
    #[must_use]
    pub fn digest(&self) -> Digest {
        sha256(&self.text())
    }

    /// The paper's entry in the evidence, in canonical form.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        serde_json::to_vec(&self.entry()).expect("text and integers can be written as JSON")
    }

    pub(super) fn value(&self) -> Value {
        serde_json::to_value(self.entry()).expect("text and integers can be written as JSON")
    }

    fn entry(&self) -> Entry<'_> {
        Entry {
            attempt: self.attempt,
            candidate: &self.candidate,
            key_hash: hex::encode(self.key_hash),
            sections: &self.sections,
        }
    }
}
