//! The manifest: everything about a session's draw that is published before the beacon, and bound by its hash.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::reader::{Node, Seen};
use super::section::{read_sections, within_pool};
use super::{Beacon, DrawError, Section};
use crate::crypto::{Digest, canonical};

/// The protocol's name, the manifest's `spec`.
pub const SPEC: &str = "exam-seed/v1";

/// A manifest that was checked as far as it can be alone. Its hash is over the canonical form of what was read.
#[derive(Debug, Clone)]
pub struct Manifest {
    value: Value,
    hash: Digest,
    exam: String,
    session: String,
    opens: String,
    bank: Bank,
    sections: Vec<Section>,
    facility_sum: Option<FacilitySum>,
    draws: Vec<DrawSpec>,
    candidates: Vec<String>,
    roster_root: Digest,
    contributors: Vec<Contributor>,
    beacon: Option<Beacon>,
    deadlines: BTreeMap<String, String>,
}

/// The sealed package the items come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// The bank's id.
    pub id: String,
    /// Its version, any text.
    pub version: String,
    /// SHA-256 of the sealed package.
    pub package: Digest,
}

/// How far the summed facility of a paper may be from its target, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacilitySum {
    /// The sum aimed at.
    pub target: u64,
    /// The largest difference allowed.
    pub tolerance: u64,
}

/// A draw other than of papers: seats, tasks, examiners, supervisors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawSpec {
    /// Such as `@panel` or `@seats/room-1`.
    pub id: String,
    /// Whom or what it draws from, sorted by bytes.
    pub from: Vec<String>,
    /// How many it takes, in the order drawn.
    pub take: usize,
}

/// Somebody who committed to a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// Unique in the manifest.
    pub id: String,
    /// The hash given a week ahead.
    pub commitment: Digest,
}

impl Manifest {
    /// Reads a manifest file.
    ///
    /// # Errors
    /// Names the place of the first thing that exam-seed/v1 does not allow.
    pub fn parse(text: &[u8]) -> Result<Self, DrawError> {
        Self::from_value(canonical::parse(text)?)
    }

    /// Checks a manifest that was put together here.
    ///
    /// # Errors
    /// As [`Manifest::parse`].
    pub fn from_value(value: Value) -> Result<Self, DrawError> {
        Self::read(value, "")
    }

    /// As [`Manifest::from_value`], for a manifest found at `path` of a larger file.
    pub(super) fn read(value: Value, path: &str) -> Result<Self, DrawError> {
        let root = Node::new(&value, path);
        root.spec(SPEC)?;
        root.keys(
            &[
                "spec",
                "exam",
                "session",
                "opens",
                "bank",
                "sections",
                "draws",
                "candidates",
                "roster_root",
                "contributors",
                "beacon",
                "deadlines",
            ],
            &["constraints"],
        )?;
        let (enemies, facility_sum) = match root.optional("constraints") {
            Some(node) => read_constraints(&node)?,
            None => (HashMap::new(), None),
        };
        let beacon = root.field("beacon")?;
        Ok(Self {
            hash: canonical::digest(&value),
            exam: root.field("exam")?.id()?,
            session: root.field("session")?.id()?,
            opens: root.field("opens")?.text()?.to_owned(),
            bank: read_bank(&root.field("bank")?)?,
            sections: read_sections(&root.field("sections")?, &enemies)?,
            facility_sum,
            draws: read_draws(&root.field("draws")?)?,
            candidates: read_candidates(&root.field("candidates")?)?,
            roster_root: root.field("roster_root")?.digest()?,
            contributors: read_contributors(&root.field("contributors")?)?,
            beacon: if beacon.value.is_null() { None } else { Some(Beacon::read(&beacon)?) },
            deadlines: read_deadlines(&root.field("deadlines")?)?,
            value,
        })
    }

    /// `H(JCS(manifest))`.
    #[must_use]
    pub fn hash(&self) -> &Digest {
        &self.hash
    }

    /// The manifest as JSON, for the evidence and the log.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The exam's id.
    #[must_use]
    pub fn exam(&self) -> &str {
        &self.exam
    }

    /// The session's id.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// When the session opens, as text in the form of RFC 3339.
    #[must_use]
    pub fn opens(&self) -> &str {
        &self.opens
    }

    /// The sealed package the items come from.
    #[must_use]
    pub fn bank(&self) -> &Bank {
        &self.bank
    }

    /// The parts of the paper; none in a plan manifest.
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The bound on a paper's summed facility.
    #[must_use]
    pub fn facility_sum(&self) -> Option<FacilitySum> {
        self.facility_sum
    }

    /// The draws other than of papers.
    #[must_use]
    pub fn draws(&self) -> &[DrawSpec] {
        &self.draws
    }

    /// The candidates' numbers, sorted by bytes.
    #[must_use]
    pub fn candidates(&self) -> &[String] {
        &self.candidates
    }

    /// The root over the roster's leaves.
    #[must_use]
    pub fn roster_root(&self) -> &Digest {
        &self.roster_root
    }

    /// Who committed to a secret.
    #[must_use]
    pub fn contributors(&self) -> &[Contributor] {
        &self.contributors
    }

    /// The public drawing; `None` makes the session "not publicly random", which is for practice only.
    #[must_use]
    pub fn beacon(&self) -> Option<&Beacon> {
        self.beacon.as_ref()
    }

    /// The published deadlines by name; opaque here.
    #[must_use]
    pub fn deadlines(&self) -> &BTreeMap<String, String> {
        &self.deadlines
    }
}

fn read_bank(node: &Node<'_>) -> Result<Bank, DrawError> {
    node.keys(&["id", "version", "package"], &[])?;
    Ok(Bank {
        id: node.field("id")?.id()?,
        version: node.field("version")?.text()?.to_owned(),
        package: node.field("package")?.digest()?,
    })
}

/// Enemy sets by item id, and the bound on the facility sum.
type Constraints = (HashMap<String, Vec<usize>>, Option<FacilitySum>);

fn read_constraints(node: &Node<'_>) -> Result<Constraints, DrawError> {
    node.keys(&[], &["enemies", "facility_sum"])?;
    let mut enemies: HashMap<String, Vec<usize>> = HashMap::new();
    let sets = node.optional("enemies").map(|node| node.entries()).transpose()?.unwrap_or_default();
    for (place, set) in sets.iter().enumerate() {
        for id in set.list(|id| id.id())? {
            let places = enemies.entry(id).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
    }
    let facility_sum = node.optional("facility_sum").map(|node| {
        node.keys(&["target", "tolerance"], &[])?;
        Ok::<_, DrawError>(FacilitySum {
            target: node.field("target")?.count()?,
            tolerance: node.field("tolerance")?.count()?,
        })
    });
    Ok((enemies, facility_sum.transpose()?))
}

fn read_draws(node: &Node<'_>) -> Result<Vec<DrawSpec>, DrawError> {
    let mut draws = Seen::default();
    node.list(|draw| {
        draw.keys(&["id", "from", "take"], &[])?;
        let (id, mut entries) = (draw.field("id")?, Seen::default());
        draws.note(&id.draw_id()?, &id.path)?;
        let mut from = draw.field("from")?.list(|entry| {
            entries.note(&entry.id()?, &entry.path)?;
            entry.id()
        })?;
        from.sort();
        Ok(DrawSpec { id: id.draw_id()?, take: within_pool(&draw.field("take")?, from.len())?, from })
    })
}

fn read_candidates(node: &Node<'_>) -> Result<Vec<String>, DrawError> {
    let mut last: Option<String> = None;
    node.list(|entry| {
        let candidate = entry.candidate()?;
        if last.as_ref() == Some(&candidate) {
            return Err(DrawError::Duplicate { path: entry.path, id: candidate });
        }
        if last.as_ref().is_some_and(|last| *last > candidate) {
            return Err(DrawError::Unsorted { path: entry.path, candidate });
        }
        last = Some(candidate.clone());
        Ok(candidate)
    })
}

fn read_contributors(node: &Node<'_>) -> Result<Vec<Contributor>, DrawError> {
    let mut seen = Seen::default();
    let contributors = node.list(|contributor| {
        contributor.keys(&["id", "commitment"], &[])?;
        let id = contributor.field("id")?;
        seen.note(&id.id()?, &id.path)?;
        Ok(Contributor { id: id.id()?, commitment: contributor.field("commitment")?.digest()? })
    })?;
    if contributors.is_empty() { Err(node.malformed("a list of at least one contributor")) } else { Ok(contributors) }
}

fn read_deadlines(node: &Node<'_>) -> Result<BTreeMap<String, String>, DrawError> {
    let Value::Object(map) = node.value else { return Err(node.malformed("an object of instants by name")) };
    map.keys()
        .map(|name| {
            let instant = node.field(name)?;
            if !name.is_ascii() {
                return Err(DrawError::UnknownKey { path: instant.path });
            }
            Ok((name.clone(), instant.text()?.to_owned()))
        })
        .collect()
}
