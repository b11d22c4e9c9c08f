//! What a blueprint promises in figures that are proved from its rungs alone, whatever is drawn. Facilities in thousandths.

use super::{Cell, Item, Manifest, Section};

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

/// The figures the docs state with a blueprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// In the manifest's order.
    pub cells: Vec<CellFigures>,
    /// The least facility a paper can sum to, constraints aside.
    pub least: i64,
    /// The most.
    pub most: i64,
    /// The most by which two papers differ in summed facility: Σ over rungs (max − min), and where the blueprint bounds
    /// the sum, no more than twice its tolerance.
    pub bound: i64,
    /// Σ over rungs (max − min): `most` − `least`.
    pub spread: i64,
    /// Σ over cells of the cell's range, which bounds `spread`.
    pub range: i64,
    /// The most by which two papers would differ if each cell were drawn plainly.
    pub plain_spread: i64,
    /// Σ over rungs of 1 / |rung|, in thousandths of an item: how many items two papers have in common on average,
    /// constraints aside.
    pub common: u64,
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
    /// From the hardest to the easiest.
    pub rungs: Vec<RungFigures>,
}

/// The figures of a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RungFigures {
    /// How many items it holds: each is met by one candidate in so many, constraints aside.
    pub items: usize,
    /// The facility of its hardest item.
    pub hardest: i64,
    /// The facility of its easiest.
    pub easiest: i64,
}

impl CellFigures {
    /// The size of the smallest rung: constraints aside, no item is met more often than by one candidate in so many.
    #[must_use]
    pub fn smallest_rung(&self) -> usize {
        self.rungs.iter().map(|rung| rung.items).min().unwrap_or_default()
    }

    /// The size of the largest rung.
    #[must_use]
    pub fn largest_rung(&self) -> usize {
        self.rungs.iter().map(|rung| rung.items).max().unwrap_or_default()
    }
}

/// The figures of the manifest's blueprint.
#[must_use]
pub fn figures(manifest: &Manifest) -> Figures {
    let sections = manifest.sections().iter();
    let all = sections.flat_map(|section| section.cells.iter().map(move |cell| (section, cell)));
    let cells: Vec<CellFigures> = all.map(|(section, cell)| of_cell(section, cell)).collect();
    let rungs = || cells.iter().flat_map(|cell| &cell.rungs);
    let (least, most) = rungs().fold((0, 0), |(least, most), rung| (least + rung.hardest, most + rung.easiest));
    let twice = manifest.facility_sum().map(|sum| i64::try_from(sum.tolerance.saturating_mul(2)).unwrap_or(i64::MAX));
    let pools = || manifest.sections().iter().flat_map(|section| &section.cells);
    Figures {
        least,
        most,
        bound: (most - least).min(twice.unwrap_or(i64::MAX)),
        spread: most - least,
        range: pools().map(range).sum(),
        plain_spread: pools().map(plain_spread).sum(),
        common: rungs().filter_map(|rung| 1000_u64.checked_div(u64::try_from(rung.items).ok()?)).sum(),
        cells,
    }
}

fn of_cell(section: &Section, cell: &Cell) -> CellFigures {
    let rung = |items: &[Item]| RungFigures {
        items: items.len(),
        hardest: facility(items.first()),
        easiest: facility(items.last()),
    };
    CellFigures {
        section: section.id.clone(),
        cell: cell.id.clone(),
        count: cell.count,
        pool: cell.items.len(),
        rungs: cell.rungs().map(rung).collect(),
    }
}

/// Easiest minus hardest of a cell's items, which are sorted by facility.
fn range(cell: &Cell) -> i64 {
    facility(cell.items.last()) - facility(cell.items.first())
}

/// The `count` easiest of a cell minus its `count` hardest, summed.
fn plain_spread(cell: &Cell) -> i64 {
    let facilities = || cell.items.iter().map(|item| item.facility.thousandths());
    facilities().rev().take(cell.count).sum::<i64>() - facilities().take(cell.count).sum::<i64>()
}

fn facility(item: Option<&Item>) -> i64 {
    item.map_or(0, |item| item.facility.thousandths())
}

#[cfg(test)]
mod tests {
    use super::super::tests::vector;
    use super::*;

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
        let cells: Vec<_> = figures.cells.iter().map(|cell| (cell.count, cell.pool, cell.smallest_rung())).collect();
        assert_eq!(cells, [(3, 10, 3), (2, 7, 3)]);
        assert_eq!(figures.cells[0].largest_rung(), 4);
        assert!(figures.spread <= figures.range && figures.range <= figures.plain_spread, "{figures:?}");
        assert_eq!((figures.spread, figures.common), (figures.most - figures.least, 333 + 333 + 250 + 333 + 250));
    }

    #[test]
    fn a_bounded_sum_lowers_the_proved_bound_to_twice_its_tolerance() {
        let mut value = vector().value().clone();
        value["constraints"]["facility_sum"]["tolerance"] = 7.into();
        assert_eq!(figures(&Manifest::from_value(value.clone()).unwrap()).bound, 14);
        value["constraints"].as_object_mut().unwrap().remove("facility_sum");
        let open = figures(&Manifest::from_value(value).unwrap());
        assert_eq!(open.bound, open.spread);
    }
}
