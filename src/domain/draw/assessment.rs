//! Whether papers may be drawn by a blueprint: its proved figures, what simulated candidates met, and what is against it.

use super::{Figures, Manifest, SIMULATED, Simulation, ThinRung, figures, rungs_too_thin, simulate};

/// A blueprint with its pools, assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// `H(manifest)`, from which the simulated candidates are drawn.
    pub seed: [u8; 32],
    /// What is proved.
    pub figures: Figures,
    /// What [`SIMULATED`] candidates met.
    pub simulation: Simulation,
    /// What is against it; nothing, if papers may be drawn.
    pub against: Vec<Objection>,
}

/// Why papers must not be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// A rung with too few items: its papers are foreseen.
    #[error("rung {} of cell {}/{} has {} items, fewer than {least}", .rung.rung + 1, .rung.section, .rung.cell, .rung.items)]
    Thin {
        /// The rung.
        rung: ThinRung,
        /// How many it must hold.
        least: usize,
    },
    /// Fewer than 5 % of simulated papers meet the constraints.
    #[error(
        "only {accepted} of {tried} simulated papers meet the constraints, fewer than 5 %; widen the facility sum or the enemy groups"
    )]
    Acceptance {
        /// How many do.
        accepted: u32,
        /// Of how many.
        tried: u32,
    },
}

impl Objection {
    /// A stable code, for a user interface to translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Thin { .. } => "rung-thin",
            Self::Acceptance { .. } => "acceptance-low",
        }
    }
}

/// Assesses the manifest's blueprint; `least` is how many items a rung must hold ([`super::MINIMUM_RUNG`] or a policy's).
#[must_use]
pub fn assess(manifest: &Manifest, least: usize) -> Assessment {
    let simulation = simulate(manifest, SIMULATED);
    let mut against: Vec<Objection> =
        rungs_too_thin(manifest, least).into_iter().map(|rung| Objection::Thin { rung, least }).collect();
    if !simulation.is_enough() {
        against.push(Objection::Acceptance { accepted: simulation.accepted, tried: simulation.tried });
    }
    Assessment { seed: *manifest.hash(), figures: figures(manifest), simulation, against }
}

#[cfg(test)]
mod tests {
    use super::super::tests::vector;
    use super::*;

    #[test]
    fn a_good_blueprint_has_nothing_against_it_and_a_bad_one_everything_at_once() {
        assert_eq!(assess(&vector(), 3).against, []);
        let mut value = vector().value().clone();
        value["constraints"]["facility_sum"] = serde_json::json!({"target": 1, "tolerance": 0});
        let assessed = assess(&Manifest::from_value(value).unwrap(), 4);
        let codes: Vec<_> = assessed.against.iter().map(Objection::code).collect();
        assert_eq!(codes, ["rung-thin", "rung-thin", "rung-thin", "acceptance-low"]);
        let said: Vec<_> = assessed.against.iter().map(Objection::to_string).collect();
        assert_eq!(said[0], "rung 1 of cell A/A1 has 3 items, fewer than 4");
        assert!(said[3].starts_with("only 0 of 10000 "), "{}", said[3]);
    }
}
