//! What a blueprint promises, in figures, before it is sealed: how thin its rungs are, how many papers meet the
//! constraints, how often an item is met, how far two papers can differ.

use std::collections::HashMap;

use super::derive::{draw_items, meets_constraints};
use super::{Cell, Item, Manifest, Master, SecretKey, Section};
use crate::crypto::digest::Prk;

/// The fewest items a rung may hold by policy: small pools are foreseen.
pub const MINIMUM_RUNG: usize = 3;

/// A rung with too few items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThinRung {
    /// The section's id.
    pub section: String,
    /// The cell's id.
    pub cell: String,
    /// The rung, counted from 0 for the hardest.
    pub rung: usize,
    /// How many items it holds.
    pub items: usize,
}

/// The rungs that hold fewer than `minimum` items. Any refuses the blueprint.
#[must_use]
pub fn rungs_too_thin(manifest: &Manifest, minimum: usize) -> Vec<ThinRung> {
    let mut thin = Vec::new();
    for section in manifest.sections() {
        for cell in &section.cells {
            for (rung, items) in cell.rungs().map(<[Item]>::len).enumerate().filter(|(_, items)| *items < minimum) {
                thin.push(ThinRung { section: section.id.clone(), cell: cell.id.clone(), rung, items });
            }
        }
    }
    thin
}

/// What simulated candidates met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// How many candidates were simulated; each draws one paper.
    pub tried: u32,
    /// How many of these papers meet the constraints.
    pub accepted: u32,
    /// Each item's share of the accepted papers, in the manifest's order of sections and cells.
    pub exposure: Vec<Exposure>,
}

/// How often an item is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// The item's id.
    pub item: String,
    /// The size of its rung: without constraints it is met by one in so many.
    pub rung: usize,
    /// In how many of the accepted papers it was.
    pub papers: u32,
}

impl Simulation {
    /// Whether at least 5 % of the papers meet the constraints. If not, the blueprint is refused.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        u64::from(self.accepted) * 20 >= u64::from(self.tried) && self.tried > 0
    }
}

/// Draws the first attempt of `candidates` simulated candidates, numbered from 1, with `H(manifest)` as the master: the
/// same for whoever asks, and no hint at the real one. 10,000 are asked for before sealing.
#[must_use]
pub fn simulate(manifest: &Manifest, candidates: u32) -> Simulation {
    let master = Master::from_key(SecretKey::new(*manifest.hash()));
    let (mut accepted, mut met) = (0, HashMap::<&str, u32>::new());
    for candidate in 1..=candidates {
        let key = master.paper_key(manifest, &candidate.to_string());
        let drawn = draw_items(manifest, &Prk::from_key(key.bytes()), 0);
        if meets_constraints(manifest, &drawn) {
            accepted += 1;
            for item in drawn.iter().flatten() {
                *met.entry(&item.id).or_default() += 1;
            }
        }
    }
    let exposure = |rung: &[Item]| {
        let size = rung.len();
        let of = |item: &Item| Exposure {
            item: item.id.clone(),
            rung: size,
            papers: met.get(item.id.as_str()).copied().unwrap_or_default(),
        };
        rung.iter().map(of).collect::<Vec<_>>()
    };
    Simulation {
        tried: candidates,
        accepted,
        exposure: cells(manifest).flat_map(Cell::rungs).flat_map(exposure).collect(),
    }
}

/// The figures the docs state with a blueprint. Facilities in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// In the manifest's order.
    pub cells: Vec<CellFigures>,
    /// The most by which two papers differ in summed facility: Σ over rungs (max − min).
    pub spread: i64,
    /// Σ over cells of the cell's range, which bounds `spread`.
    pub range: i64,
    /// The most by which two papers would differ if each cell were drawn plainly.
    pub plain_spread: i64,
}

/// The figures of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFigures {
    /// The section's id.
    pub section: String,
    /// The cell's id.
    pub cell: String,
    /// How many items each paper has of it.
    pub count: usize,
    /// How many there are.
    pub pool: usize,
    /// The smallest rung: without constraints no item is met more often than by one in so many.
    pub smallest_rung: usize,
}

/// The figures of the manifest's blueprint.
#[must_use]
pub fn figures(manifest: &Manifest) -> Figures {
    let sections = manifest.sections().iter();
    let all = sections.flat_map(|section| section.cells.iter().map(move |cell| (section, cell)));
    let of_cell = |(section, cell): (&Section, &Cell)| CellFigures {
        section: section.id.clone(),
        cell: cell.id.clone(),
        count: cell.count,
        pool: cell.items.len(),
        smallest_rung: cell.rungs().map(<[Item]>::len).min().unwrap_or_default(),
    };
    Figures {
        cells: all.map(of_cell).collect(),
        spread: cells(manifest).flat_map(Cell::rungs).map(range).sum(),
        range: cells(manifest).map(|cell| range(&cell.items)).sum(),
        plain_spread: cells(manifest).map(plain_spread).sum(),
    }
}

fn cells(manifest: &Manifest) -> impl Iterator<Item = &Cell> {
    manifest.sections().iter().flat_map(|section| &section.cells)
}

/// Easiest minus hardest of items sorted by facility.
fn range(items: &[Item]) -> i64 {
    let facility = |item: Option<&Item>| item.map_or(0, |item| item.facility.thousandths());
    facility(items.last()) - facility(items.first())
}

/// The `count` easiest of a cell minus its `count` hardest, summed.
fn plain_spread(cell: &Cell) -> i64 {
    let facilities = || cell.items.iter().map(|item| item.facility.thousandths());
    facilities().rev().take(cell.count).sum::<i64>() - facilities().take(cell.count).sum::<i64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector() -> Manifest {
        let mut evidence: serde_json::Value =
            serde_json::from_slice(include_bytes!("../../../tests/vectors/draw-vector.json")).unwrap();
        Manifest::from_value(evidence["manifest"].take()).unwrap()
    }

    #[test]
    fn thin_rungs_are_named() {
        let manifest = vector();
        assert_eq!(rungs_too_thin(&manifest, MINIMUM_RUNG), []);
        let thin: Vec<_> =
            rungs_too_thin(&manifest, 4).into_iter().map(|thin| (thin.cell, thin.rung, thin.items)).collect();
        assert_eq!(thin, [("A1".into(), 0, 3), ("A1".into(), 1, 3), ("A2".into(), 0, 3)]);
    }

    #[test]
    fn the_figures_of_the_vectors_blueprint() {
        let figures = figures(&vector());
        let cells: Vec<_> = figures.cells.iter().map(|cell| (cell.count, cell.pool, cell.smallest_rung)).collect();
        assert_eq!(cells, [(3, 10, 3), (2, 7, 3)]);
        assert!(figures.spread <= figures.range && figures.range <= figures.plain_spread, "{figures:?}");
    }

    #[test]
    fn a_simulation_is_the_same_each_time_and_counts_each_accepted_paper_once_a_rung() {
        let simulation = simulate(&vector(), 2000);
        assert_eq!(simulation, simulate(&vector(), 2000));
        assert!(simulation.is_enough() && simulation.accepted < simulation.tried, "{simulation:?}");
        let met: u32 = simulation.exposure.iter().map(|exposure| exposure.papers).sum();
        assert_eq!(met, simulation.accepted * 5);
    }

    #[test]
    fn a_blueprint_that_few_papers_meet_is_not_enough() {
        let mut value = vector().value().clone();
        value["constraints"]["facility_sum"]["tolerance"] = 0.into();
        value["constraints"]["facility_sum"]["target"] = 1650.into();
        let simulation = simulate(&Manifest::from_value(value).unwrap(), 2000);
        assert!(!simulation.is_enough(), "{} of {}", simulation.accepted, simulation.tried);
        assert!(!Simulation { tried: 0, accepted: 0, exposure: Vec::new() }.is_enough());
    }
}
