//! Simulated candidates: how many papers meet the constraints, how often an item is met, what two papers have in common.

use std::collections::{BTreeMap, HashMap};

use super::plan::{Attempt, Plan};
use super::{Item, Manifest, Master, SecretKey};
use crate::crypto::digest::Prk;

/// How many candidates are simulated before a bank is sealed or a manifest published.
pub const SIMULATED: u32 = 10_000;

/// What simulated candidates met. Facilities in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// How many candidates were simulated; each draws one paper.
    pub tried: u32,
    /// How many of these papers meet the constraints.
    pub accepted: u32,
    /// Each item's share of the accepted papers, in the manifest's order of sections, cells and rungs.
    pub exposure: Vec<Exposure>,
    /// The summed facilities of the accepted papers: how many papers have which.
    pub sums: BTreeMap<i64, u32>,
    /// How many pairs of papers were compared: each accepted paper with the next one, no paper twice.
    pub pairs: u32,
    /// How many pairs have how many items in common.
    pub common: BTreeMap<u32, u32>,
}

/// How often an item is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// The section's id.
    pub section: String,
    /// The cell's id.
    pub cell: String,
    /// The rung, counted from 0 for the hardest.
    pub rung: usize,
    /// The item's id.
    pub item: String,
    /// Its facility.
    pub facility: i64,
    /// The size of its rung: without constraints it is met by one in so many.
    pub of: usize,
    /// In how many of the accepted papers it was.
    pub papers: u32,
}

impl Simulation {
    /// Whether at least 5 % of the papers meet the constraints. If not, the blueprint is refused.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        u64::from(self.accepted) * 20 >= u64::from(self.tried) && self.tried > 0
    }

    /// The share of papers that meet the constraints, in thousandths.
    #[must_use]
    pub fn acceptance(&self) -> u64 {
        (u64::from(self.accepted) * 1000).checked_div(u64::from(self.tried)).unwrap_or_default()
    }

    /// How many items two different papers have in common on average, in thousandths of an item: Σ over items of the
    /// pairs of accepted papers that share it, over all pairs.
    #[must_use]
    pub fn mean_common(&self) -> u64 {
        let pairs = |papers: u32| u64::from(papers) * u64::from(papers.saturating_sub(1)) / 2;
        let shared: u64 = self.exposure.iter().map(|item| pairs(item.papers)).sum();
        shared.saturating_mul(1000).checked_div(pairs(self.accepted)).unwrap_or_default()
    }

    /// The item met most often, of those that `of` chooses.
    pub fn most_met(&self, of: impl Fn(&Exposure) -> bool) -> Option<&Exposure> {
        self.exposure.iter().filter(|item| of(item)).max_by_key(|item| item.papers)
    }
}

/// Draws the first attempt of `candidates` simulated candidates, numbered from 1, with `H(manifest)` as the master: the
/// same for whoever asks, and no hint at the real one. [`SIMULATED`] are asked for before sealing.
#[must_use]
pub fn simulate(manifest: &Manifest, candidates: u32) -> Simulation {
    let master = Master::from_key(SecretKey::new(*manifest.hash()));
    let (plan, mut drawn) = (Plan::new(manifest), Attempt::default());
    let mut papers = Papers::default();
    let mut accepted = 0;
    for candidate in 1..=candidates {
        let key = master.paper_key(manifest, &candidate.to_string());
        if plan.attempt(&Prk::from_key(key.bytes()), 0, &mut drawn) {
            accepted += 1;
            papers.add(drawn.items.clone());
        }
    }
    let exposure = exposure(manifest, &papers.met);
    Simulation { tried: candidates, accepted, exposure, sums: papers.sums, pairs: papers.pairs, common: papers.common }
}

/// The accepted papers, counted.
#[derive(Default)]
struct Papers<'a> {
    met: HashMap<&'a str, u32>,
    sums: BTreeMap<i64, u32>,
    unpaired: Option<Vec<&'a Item>>,
    pairs: u32,
    common: BTreeMap<u32, u32>,
}

impl<'a> Papers<'a> {
    fn add(&mut self, paper: Vec<&'a Item>) {
        for item in &paper {
            *self.met.entry(&item.id).or_default() += 1;
        }
        *self.sums.entry(paper.iter().map(|item| item.facility.thousandths()).sum()).or_default() += 1;
        match self.unpaired.take() {
            None => self.unpaired = Some(paper),
            // Both took one item of each rung in the same order, so a common item stands in the same place.
            Some(other) => {
                let same = paper.iter().zip(&other).filter(|(one, two)| one.id == two.id).count();
                *self.common.entry(u32::try_from(same).unwrap_or(u32::MAX)).or_default() += 1;
                self.pairs += 1;
            }
        }
    }
}

fn exposure(manifest: &Manifest, met: &HashMap<&str, u32>) -> Vec<Exposure> {
    let mut exposure = Vec::new();
    for section in manifest.sections() {
        for cell in &section.cells {
            for (rung, items) in cell.rungs().enumerate() {
                exposure.extend(items.iter().map(|item| Exposure {
                    section: section.id.clone(),
                    cell: cell.id.clone(),
                    rung,
                    item: item.id.clone(),
                    facility: item.facility.thousandths(),
                    of: items.len(),
                    papers: met.get(item.id.as_str()).copied().unwrap_or_default(),
                }));
            }
        }
    }
    exposure
}

#[cfg(test)]
mod tests {
    use super::super::tests::vector;
    use super::*;

    #[test]
    fn a_simulation_is_the_same_each_time_and_counts_each_accepted_paper_once_a_rung() {
        let simulation = simulate(&vector(), 2000);
        assert_eq!(simulation, simulate(&vector(), 2000));
        assert!(simulation.is_enough() && simulation.accepted < simulation.tried, "{simulation:?}");
        let met: u32 = simulation.exposure.iter().map(|exposure| exposure.papers).sum();
        assert_eq!(met, simulation.accepted * 5);
        assert_eq!(simulation.sums.values().sum::<u32>(), simulation.accepted);
        assert_eq!(simulation.pairs, simulation.accepted / 2);
        assert_eq!(simulation.common.values().sum::<u32>(), simulation.pairs);
    }

    #[test]
    fn every_accepted_sum_is_within_the_tolerance() {
        let manifest = vector();
        let bound = manifest.facility_sum().unwrap();
        let simulation = simulate(&manifest, 2000);
        assert!(simulation.sums.keys().all(|sum| sum.unsigned_abs().abs_diff(bound.target) <= bound.tolerance));
    }

    #[test]
    fn without_constraints_every_paper_is_accepted_and_the_figures_are_the_proved_ones() {
        let mut value = vector().value().clone();
        value.as_object_mut().unwrap().remove("constraints");
        let manifest = Manifest::from_value(value).unwrap();
        let (simulation, figures) = (simulate(&manifest, 4000), super::super::figures(&manifest));
        assert_eq!((simulation.accepted, simulation.acceptance()), (4000, 1000));
        assert!(
            simulation.mean_common().abs_diff(figures.common) < 50,
            "{} {}",
            simulation.mean_common(),
            figures.common
        );
        let paired: u32 = simulation.common.iter().map(|(common, pairs)| common * pairs).sum();
        assert!((u64::from(paired) * 1000 / u64::from(simulation.pairs)).abs_diff(figures.common) < 100);
        let most = simulation.most_met(|item| item.cell == "A1").unwrap();
        assert!((4000 / 3..4000 / 2).contains(&most.papers), "{most:?}");
    }

    #[test]
    fn a_blueprint_that_few_papers_meet_is_not_enough() {
        let mut value = vector().value().clone();
        value["constraints"]["facility_sum"]["tolerance"] = 0.into();
        value["constraints"]["facility_sum"]["target"] = 1650.into();
        let simulation = simulate(&Manifest::from_value(value).unwrap(), 2000);
        assert!(!simulation.is_enough(), "{} of {}", simulation.accepted, simulation.tried);
        let none = Simulation { tried: 0, accepted: 0, exposure: Vec::new(), ..simulation };
        assert!(!none.is_enough());
        assert_eq!((none.acceptance(), none.mean_common()), (0, 0));
    }
}
