//! The blueprint's own faults, and whether the rows fill its cells.

use std::collections::{BTreeMap, BTreeSet};

use super::blueprint::{Blueprint, PoolCell, Section};
use super::code::Code;
use super::fault::{Fault, FaultKind};
use super::row::Draft;
use crate::domain::terms::ItemType;

/// The least items of a rung: with fewer, papers are foreseen.
const LEAST_OF_RUNG: usize = 3;

/// Every fault of the blueprint, and of the rows together with it.
pub(super) fn check(blueprint: &Blueprint, drafts: &[Draft<'_>]) -> Vec<Fault> {
    let mut kinds = forms(blueprint);
    kinds.extend(cells(blueprint));
    if blueprint.sum() != blueprint.total.hundredths() {
        kinds.push(FaultKind::PointsNotTotal { sum: blueprint.sum(), total: blueprint.total.hundredths() });
    }
    kinds.extend(pools(blueprint, drafts));
    let sheet = Fault::BLUEPRINT.to_owned();
    kinds.into_iter().map(|kind| Fault { sheet: sheet.clone(), row: None, column: None, kind }).collect()
}

fn forms(blueprint: &Blueprint) -> Vec<FaultKind> {
    let mut empty = Vec::new();
    let mut ask = |filled: bool, what: String| {
        if !filled {
            empty.push(FaultKind::BlueprintEmpty(what));
        }
    };
    ask(!blueprint.title.trim().is_empty(), "title".into());
    ask(blueprint.minutes > 0, "minutes".into());
    ask(!blueprint.content_points.is_empty(), "content_point".into());
    ask(!blueprint.sections.is_empty(), "section".into());
    for section in &blueprint.sections {
        ask(section.points.hundredths() > 0, format!("section {} points", section.id));
        ask(!section.cells.is_empty(), format!("section {} cells", section.id));
        for cell in &section.cells {
            ask(cell.count > 0, format!("{} count", name(section, cell)));
        }
    }
    empty
}

fn cells(blueprint: &Blueprint) -> Vec<FaultKind> {
    let mut faults = Vec::new();
    let points = blueprint.content_points.iter().map(|point| &point.code);
    faults.extend(doubled(points.clone()).map(|code| FaultKind::BlueprintDoubled(format!("content_point {code}"))));
    let sections = blueprint.sections.iter().map(|section| &section.id);
    faults.extend(doubled(sections).map(|code| FaultKind::BlueprintDoubled(format!("section {code}"))));
    let points: BTreeSet<&Code> = points.collect();
    let mut pools: BTreeMap<(u8, &Code), String> = BTreeMap::new();
    for section in &blueprint.sections {
        let ids = section.cells.iter().map(|cell| &cell.id);
        faults.extend(doubled(ids).map(|code| FaultKind::BlueprintDoubled(format!("cell {}/{code}", section.id))));
        for cell in &section.cells {
            if !points.contains(&cell.content_point) {
                faults.push(FaultKind::CellContentPointUnknown {
                    cell: name(section, cell),
                    content_point: cell.content_point.to_string(),
                });
            }
            if let Some(first) = pools.insert((order(section.kind), &cell.content_point), name(section, cell)) {
                faults.push(FaultKind::CellsOverlap { first, second: name(section, cell) });
            }
        }
    }
    faults
}

fn pools(blueprint: &Blueprint, drafts: &[Draft<'_>]) -> Vec<FaultKind> {
    let mut faults = Vec::new();
    let (mut least, mut most, mut whole) = (0, 0, true);
    for section in &blueprint.sections {
        for cell in &section.cells {
            let mut pool: Vec<Option<i64>> = drafts
                .iter()
                .filter(|draft| {
                    draft.kind == Some(section.kind) && draft.content_point.as_ref() == Some(&cell.content_point)
                })
                .map(|draft| draft.facility.map(|facility| facility.thousandths()))
                .collect();
            let (items, count) = (pool.len(), usize::try_from(cell.count).unwrap_or(usize::MAX));
            let wanted = count.saturating_mul(LEAST_OF_RUNG);
            let (place, content_point, kind) = (name(section, cell), cell.content_point.to_string(), section.kind);
            if items == 0 {
                faults.push(FaultKind::CellEmpty { cell: place, content_point, kind });
                whole = false;
            } else if items < wanted {
                faults.push(FaultKind::CellTooThin { cell: place, content_point, kind, items, wanted });
                whole = false;
            } else {
                pool.sort_unstable();
                for rung in 0..count {
                    let at = |position: usize| pool.get(position).copied().flatten();
                    let (first, last) = (rung * items / count, ((rung + 1) * items / count).saturating_sub(1));
                    match (at(first), at(last)) {
                        (Some(low), Some(high)) => (least, most) = (least + low, most + high),
                        _ => whole = false,
                    }
                }
            }
        }
    }
    if let (Some(sum), true) = (blueprint.facility_sum, whole) {
        let (target, tolerance) = (i64::from(sum.target), i64::from(sum.tolerance));
        if target + tolerance < least || target - tolerance > most {
            faults.push(FaultKind::FacilitySumUnreachable { least, most, target, tolerance });
        }
    }
    faults
}

fn doubled<'a>(codes: impl Iterator<Item = &'a Code>) -> impl Iterator<Item = &'a Code> {
    let mut seen = BTreeSet::new();
    codes.filter(move |code| !seen.insert(*code))
}

fn name(section: &Section, cell: &PoolCell) -> String {
    format!("{}/{}", section.id, cell.id)
}

fn order(kind: ItemType) -> u8 {
    match kind {
        ItemType::Single => 0,
        ItemType::TrueFalse => 1,
        ItemType::Multiple => 2,
    }
}
