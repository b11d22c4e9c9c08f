//! The blueprint of a manifest, prepared for drawing many papers: what they have in common is computed once.

use super::derive::{DrawnItem, DrawnSection};
use super::stream::Streams;
use super::{Item, ItemOption, Manifest, Section, Words};
use crate::crypto::digest::Prk;

/// A manifest's rungs in the order in which they are drawn, and what decides whether an attempt is a paper.
pub(super) struct Plan<'a> {
    sections: Vec<PlannedSection<'a>>,
    /// Of all sections: cells in the blueprint's order, rungs ascending.
    rungs: Vec<Rung<'a>>,
    /// The least and the most that a paper's facilities may sum to.
    sums: Sums,
    /// What the facilities of any attempt sum to.
    any: Sums,
    enemy_sets: usize,
}

struct PlannedSection<'a> {
    section: &'a Section,
    /// How many items a paper has of it.
    count: usize,
    item_order: Streams,
    options: Streams,
}

struct Rung<'a> {
    items: &'a [Item],
    /// The streams (section, `"draw"`, …).
    streams: Streams,
    /// The index of its stream up to the attempt: `"<cell>/<rung>/"`.
    index: String,
    /// What can still be drawn after it, from the rungs that follow.
    rest: Sums,
}

/// The least and the most that facilities can sum to, in thousandths.
#[derive(Clone, Copy)]
struct Sums {
    least: u64,
    most: u64,
}

/// What one attempt at a paper has drawn; kept from one attempt to the next for its memory alone.
#[derive(Default)]
pub(super) struct Attempt<'a> {
    /// One of each rung, in the order of the plan.
    pub(super) items: Vec<&'a Item>,
    /// Which enemy sets have a member among them.
    met: Vec<bool>,
    info: Vec<u8>,
}

impl<'a> Plan<'a> {
    /// Prepares `manifest`.
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        let (mut sections, mut rungs) = (Vec::new(), Vec::new());
        for section in manifest.sections() {
            let before = rungs.len();
            for cell in &section.cells {
                rungs.extend(cell.rungs().enumerate().map(|(number, items)| Rung {
                    items,
                    streams: Streams::new(&section.id, "draw"),
                    index: format!("{}/{number}/", cell.id),
                    rest: Sums::ZERO,
                }));
            }
            sections.push(PlannedSection {
                section,
                count: rungs.len() - before,
                item_order: Streams::new(&section.id, "item-order"),
                options: Streams::new(&section.id, "options"),
            });
        }
        let mut any = Sums::ZERO;
        for rung in rungs.iter_mut().rev() {
            rung.rest = any;
            any = any.and(Sums::of(rung.items));
        }
        let sets = rungs.iter().flat_map(|rung| rung.items).flat_map(|item| &item.enemy_sets);
        Self {
            enemy_sets: sets.max().map_or(0, |last| last + 1),
            sums: manifest.facility_sum().map_or(Sums { least: 0, most: u64::MAX }, |bound| Sums {
                least: bound.target.saturating_sub(bound.tolerance),
                most: bound.target.saturating_add(bound.tolerance),
            }),
            sections,
            rungs,
            any,
        }
    }

    /// Draws one item of each rung for the paper whose PRK is `paper`, and says whether they meet the constraints: at
    /// most one item of each enemy set, a summed facility within the tolerance (docs/draw.md, "The paper").
    ///
    /// An attempt is given up as soon as nothing that the rungs to come may give can mend it. Each rung has a stream of
    /// its own, so what is left undrawn changes nothing else.
    pub(super) fn attempt(&self, paper: &Prk, number: u32, attempt: &mut Attempt<'a>) -> bool {
        let number = number.to_string();
        attempt.items.clear();
        attempt.met.clear();
        attempt.met.resize(self.enemy_sets, false);
        let mut sum = 0;
        self.any.can_meet(self.sums, sum)
            && self.rungs.iter().all(|rung| {
                let mut words = rung.streams.words(paper, &[&rung.index, &number], &mut attempt.info);
                let Some(item) = rung.items.get(words.position(rung.items.len())) else { return false };
                attempt.items.push(item);
                sum += facility(item);
                rung.rest.can_meet(self.sums, sum) && item.enemy_sets.iter().all(|set| attempt.is_first_of(*set))
            })
    }

    /// The sections as the candidate sees them, of the items of an attempt that meets the constraints (docs/draw.md, "The
    /// paper").
    pub(super) fn order(&self, paper: &Prk, attempt: &Attempt<'a>) -> Vec<DrawnSection> {
        let (mut drawn, mut info) = (attempt.items.iter().copied(), Vec::new());
        let sections = self.sections.iter();
        sections.map(|section| section.order(drawn.by_ref().take(section.count).collect(), paper, &mut info)).collect()
    }
}

impl PlannedSection<'_> {
    fn order(&self, mut items: Vec<&Item>, paper: &Prk, info: &mut Vec<u8>) -> DrawnSection {
        if self.section.shuffle_items {
            self.item_order.words(paper, &[""], info).shuffle_in_place(&mut items);
        }
        let mut options = |item: &Item| {
            if self.section.shuffle_options {
                shuffle_options(&item.options, || self.options.words(paper, &[&item.id], info))
            } else {
                item.options.iter().map(|option| option.id.clone()).collect()
            }
        };
        let items = items.into_iter().map(|item| DrawnItem { id: item.id.clone(), options: options(item) });
        DrawnSection { id: self.section.id.clone(), items: items.collect() }
    }
}

/// A fixed option keeps its place; the others, sorted by id bytes and shuffled, fill the free places in order. A single
/// one takes no word, and no stream.
fn shuffle_options(options: &[ItemOption], words: impl FnOnce() -> Words) -> Vec<String> {
    let mut free: Vec<&str> = options.iter().filter(|option| !option.fixed).map(|option| option.id.as_str()).collect();
    free.sort_unstable();
    if free.len() > 1 {
        words().shuffle_in_place(&mut free);
    }
    let mut free = free.into_iter();
    options
        .iter()
        .map(|option| if option.fixed { option.id.as_str() } else { free.next().unwrap_or_default() }.to_owned())
        .collect()
}

impl Attempt<'_> {
    /// Notes that an item of the enemy set was drawn; false if one was before.
    fn is_first_of(&mut self, set: usize) -> bool {
        self.met.get_mut(set).is_some_and(|met| !std::mem::replace(met, true))
    }
}

impl Sums {
    const ZERO: Self = Self { least: 0, most: 0 };

    /// What one of `items` gives.
    fn of(items: &[Item]) -> Self {
        let facilities = || items.iter().map(facility);
        Self { least: facilities().min().unwrap_or_default(), most: facilities().max().unwrap_or_default() }
    }

    fn and(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most + other.most }
    }

    /// Whether something of this, added to `sum`, may be within `allowed`.
    fn can_meet(self, allowed: Self, sum: u64) -> bool {
        sum + self.least <= allowed.most && sum + self.most >= allowed.least
    }
}

fn facility(item: &Item) -> u64 {
    item.facility.thousandths().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::super::tests::vector;
    use super::*;
    use crate::domain::draw::stream_key;

    /// One attempt as the specification writes it: every rung drawn, then the constraints over the whole paper.
    fn plainly<'a>(manifest: &'a Manifest, paper: &Prk, attempt: u32) -> (Vec<&'a Item>, bool) {
        let mut items: Vec<&Item> = Vec::new();
        for section in manifest.sections() {
            for cell in &section.cells {
                for (number, rung) in cell.rungs().enumerate() {
                    let index = format!("{}/{number}/{attempt}", cell.id);
                    let mut words = Words::new(stream_key(paper, &section.id, "draw", &index));
                    items.push(&rung[words.position(rung.len())]);
                }
            }
        }
        let sum: u64 = items.iter().map(|item| facility(item)).sum();
        let sum_fits = manifest.facility_sum().is_none_or(|bound| sum.abs_diff(bound.target) <= bound.tolerance);
        let mut sets: Vec<usize> = items.iter().flat_map(|item| &item.enemy_sets).copied().collect();
        sets.sort_unstable();
        (items, sum_fits && sets.is_sorted_by(|one, next| one < next))
    }

    fn ids(items: &[&Item]) -> Vec<String> {
        items.iter().map(|item| item.id.clone()).collect()
    }

    fn assert_the_same(manifest: &Manifest) -> usize {
        let (plan, mut attempt, mut met) = (Plan::new(manifest), Attempt::default(), 0);
        for number in 0..400 {
            let paper = Prk::from_key(&crate::crypto::sha256(&u32::to_be_bytes(number)));
            let (items, meets) = plainly(manifest, &paper, number);
            assert_eq!(plan.attempt(&paper, number, &mut attempt), meets, "attempt {number}");
            assert_eq!(ids(&attempt.items), ids(&items[..attempt.items.len()]), "attempt {number}");
            assert!(!meets || attempt.items.len() == items.len());
            met += usize::from(meets);
        }
        met
    }

    #[test]
    fn an_attempt_is_what_the_specification_says_and_is_given_up_only_if_it_fails() {
        let met = assert_the_same(&vector());
        assert!(met > 0 && met < 400, "{met}");
        let mut value = vector().value().clone();
        for (target, tolerance) in [(0_u64, 0_u64), (2400, 0), (2400, 10), (2400, 9_007_199_254_740_991), (5001, 1)] {
            value["constraints"]["facility_sum"] = serde_json::json!({"target": target, "tolerance": tolerance});
            assert_the_same(&Manifest::from_value(value.clone()).unwrap());
        }
        value["constraints"] = serde_json::json!({});
        assert_eq!(assert_the_same(&Manifest::from_value(value.clone()).unwrap()), 400);
        value["sections"] = serde_json::json!([]);
        assert_eq!(assert_the_same(&Manifest::from_value(value.clone()).unwrap()), 400);
        value["constraints"] = serde_json::json!({"facility_sum": {"target": 1, "tolerance": 0}});
        assert_eq!(assert_the_same(&Manifest::from_value(value).unwrap()), 0);
    }
}
