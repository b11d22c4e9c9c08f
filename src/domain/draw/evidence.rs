//! The evidence: everything with which anybody derives the session's draw again.

use serde_json::{Value, json};

use super::{DrawError, DrawnPaper, DrawnSection, Manifest, Master, Reveals, paper_leaf};
use crate::crypto::Digest;
use crate::domain::merkle;

/// The evidence of all candidates and draws of `manifest`. Holds the secrets: for the time after the exam.
///
/// # Errors
/// When the reveals are not the manifest's, or a candidate's paper can't be drawn.
pub fn evidence(manifest: &Manifest, reveals: &Reveals) -> Result<Value, DrawError> {
    let master = Master::derive(manifest, reveals)?;
    let (mut papers, mut leaves) = (Vec::new(), Vec::<Digest>::new());
    for candidate in manifest.candidates() {
        let paper = master.paper(manifest, candidate)?;
        leaves.push(paper_leaf(candidate, &paper.key_hash));
        papers.push(paper_value(&paper));
    }
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
        "papers_root": hex::encode(merkle::root(&leaves)),
        "papers": papers,
        "draws": draws,
    }))
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
