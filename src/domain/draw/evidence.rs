//! The evidence: everything with which anybody derives the session's draw again.

use serde_json::{Value, json};

use crate::crypto::{Digest, canonical};

use super::{DrawError, DrawnPaper, DrawnSection, Manifest, Master, Reveals, papers_root};

/// The evidence of all candidates and draws of `manifest`. Holds the secrets: for the time after the exam.
///
/// # Errors
/// When the reveals are not the manifest's, or a candidate's paper can't be drawn.
pub fn evidence(manifest: &Manifest, reveals: &Reveals) -> Result<Value, DrawError> {
    let master = Master::derive(manifest, reveals)?;
    let papers = master.papers(manifest)?;
    let mut draws = Vec::new();
    for draw in manifest.draws() {
        draws.push(json!({"id": draw.id, "taken": master.draw(manifest, &draw.id)?}));
    }
    let opened = reveals.value();
    Ok(json!({
        "manifest": manifest.value(),
        "manifest_hash": hex::encode(manifest.hash()),
        "reveals": opened.get("reveals"),
        "excluded": opened.get("excluded"),
        "beacon": opened.get("beacon"),
        "master_hash": hex::encode(master.hash()),
        "papers_root": hex::encode(papers_root(&papers)),
        "papers": papers.iter().map(paper_value).collect::<Vec<_>>(),
        "draws": draws,
    }))
}

impl DrawnPaper {
    /// What this paper is in the evidence, hashed: SHA-256 over its canonical JSON.
    #[must_use]
    pub fn digest(&self) -> Digest {
        canonical::digest(&paper_value(self))
    }
}

fn paper_value(paper: &DrawnPaper) -> Value {
    let section = |section: &DrawnSection| {
        let items: Vec<Value> =
            section.items.iter().map(|item| json!({"id": item.id, "options": item.options})).collect();
        json!({"id": section.id, "items": items})
    };
    json!({
        "candidate": paper.candidate,
        "attempt": paper.attempt,
        "key_hash": hex::encode(paper.key_hash),
        "sections": paper.sections.iter().map(section).collect::<Vec<_>>(),
    })
}
