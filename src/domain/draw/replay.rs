//! The replay: derives an evidence again and names the first difference.

use serde_json::{Map, Value};

use super::evidence::derive;
use super::reader::{Node, join, shown};
use super::{DrawError, Manifest, Reveals};
use crate::crypto::canonical;
use crate::parallel::Progress;

/// An evidence that agrees with what is derived from its manifest and reveals.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// The manifest, whose hash is to be compared with the one in the log.
    pub manifest: Manifest,
    /// How many papers agree.
    pub papers: usize,
    /// How many draws agree.
    pub draws: usize,
}

impl Replayed {
    /// Whether a public beacon went into the draw. If not, everything about it says "not publicly random".
    #[must_use]
    pub fn is_publicly_random(&self) -> bool {
        self.manifest.beacon().is_some()
    }
}

/// Replays an evidence file.
///
/// # Errors
/// Names the first thing exam-seed/v1 does not allow, or the first difference with both values.
pub fn replay(text: &[u8]) -> Result<Replayed, DrawError> {
    replay_with(text, &|_, _| ())
}

/// As [`replay`], telling `progress` how many papers are derived.
///
/// # Errors
/// As [`replay`].
pub fn replay_with(text: &[u8], progress: Progress<'_>) -> Result<Replayed, DrawError> {
    replayed(&canonical::parse(text)?, progress)
}

/// Replays an evidence that was read as strict JSON.
///
/// # Errors
/// As [`replay`].
pub fn replay_value(given: &Value) -> Result<Replayed, DrawError> {
    replayed(given, &|_, _| ())
}

fn replayed(given: &Value, progress: Progress<'_>) -> Result<Replayed, DrawError> {
    let root = Node::new(given, "");
    root.keys(
        &[
            "manifest",
            "manifest_hash",
            "reveals",
            "excluded",
            "beacon",
            "master_hash",
            "papers_root",
            "papers",
            "draws",
        ],
        &[],
    )?;
    let manifest = Manifest::read(root.field("manifest")?.value.clone(), "/manifest")?;
    compare("/manifest_hash", given.get("manifest_hash"), Some(&hex::encode(manifest.hash()).into()))?;
    let reveals = Reveals::read(&root)?;
    let papers = root.field("papers")?;
    check_candidates(&papers, &manifest)?;
    let (derived, compared) = derive(&manifest, &reveals, progress, |place, paper| {
        compare(&format!("/papers/{place}"), papers.value.get(place), Some(&paper.value()))
    })?;
    let agrees = |key: &str| compare(&join("", key), given.get(key), derived.get(key));
    agrees("master_hash")?;
    agrees("papers_root")?;
    compared.into_iter().collect::<Result<(), DrawError>>()?;
    agrees("draws")?;
    Ok(Replayed { papers: manifest.candidates().len(), draws: manifest.draws().len(), manifest })
}

/// Checks that there is a paper of each of the manifest's candidates, in order, and of nobody else.
fn check_candidates(papers: &Node<'_>, manifest: &Manifest) -> Result<(), DrawError> {
    let papers = papers.entries()?;
    let places = papers.len().max(manifest.candidates().len());
    for place in 0..places {
        let given = papers.get(place).map(|paper| paper.field("candidate")).transpose()?;
        let derived = manifest.candidates().get(place).map(|candidate| Value::from(candidate.as_str()));
        compare(&format!("/papers/{place}/candidate"), given.map(|node| node.value), derived.as_ref())?;
    }
    Ok(())
}

/// Refuses at the first place where the two values differ.
fn compare(path: &str, given: Option<&Value>, derived: Option<&Value>) -> Result<(), DrawError> {
    match (given, derived) {
        (given, derived) if given == derived => Ok(()),
        (Some(Value::Object(given)), Some(Value::Object(derived))) => compare_objects(path, given, derived),
        (Some(Value::Array(given)), Some(Value::Array(derived))) => {
            let places = given.len().max(derived.len());
            (0..places).try_for_each(|place| compare(&format!("{path}/{place}"), given.get(place), derived.get(place)))
        }
        (given, derived) => {
            let side = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shown);
            Err(DrawError::Differs { path: path.to_owned(), given: side(given), derived: side(derived) })
        }
    }
}

fn compare_objects(path: &str, given: &Map<String, Value>, derived: &Map<String, Value>) -> Result<(), DrawError> {
    let unknown = given.keys().filter(|key| !derived.contains_key(*key));
    unknown.chain(derived.keys()).try_for_each(|key| compare(&join(path, key), given.get(key), derived.get(key)))
}
