//! A long list worked through on all cores: the outcome is the same whatever their number and whoever is first.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Told how many entries are done, and of how many: ascending, one call after the other, from several threads.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// How many entries a thread takes at once: few enough to share the work and to tell the progress.
const BLOCK: usize = 32;

/// What `work` makes of each entry and its place, in the order of the entries.
///
/// # Errors
/// The error of the first entry that has one, by place, not by time. Entries behind it may have been left out.
pub fn try_map<T: Sync, U: Send, E: Send>(
    entries: &[T],
    progress: Progress<'_>,
    work: impl Fn(usize, &T) -> Result<U, E> + Sync,
) -> Result<Vec<U>, E> {
    let blocks: Vec<&[T]> = entries.chunks(BLOCK).collect();
    let (next, failed, done) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX), Mutex::new(0));
    // Blocks are begun in order and each that was begun is finished, so all before the first failed one have an outcome.
    let take_blocks = || {
        let mut outcomes = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            let Some(block) = blocks.get(number).filter(|_| number < failed.load(Ordering::SeqCst)) else {
                return outcomes;
            };
            let places = number * BLOCK..;
            let outcome: Result<Vec<U>, E> = places.zip(*block).map(|(place, entry)| work(place, entry)).collect();
            if outcome.is_err() {
                failed.fetch_min(number, Ordering::SeqCst);
            } else {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                *done += block.len();
                progress(*done, entries.len());
            }
            outcomes.push((number, outcome));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(blocks.len());
    let mut outcomes = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take_blocks)).collect();
        let mut outcomes = take_blocks();
        for other in others {
            outcomes.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        outcomes
    });
    outcomes.sort_unstable_by_key(|(number, _)| *number);
    let mut all = Vec::with_capacity(entries.len());
    for (_, outcome) in outcomes {
        all.extend(outcome?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent(_: usize, _: usize) {}

    #[test]
    fn each_entry_is_worked_on_once_and_the_order_is_kept() {
        for length in [0, 1, 31, 32, 33, 1000] {
            let entries: Vec<usize> = (0..length).collect();
            let worked = AtomicUsize::new(0);
            let out = try_map(&entries, &silent, |place, entry| {
                worked.fetch_add(1, Ordering::SeqCst);
                Ok::<_, ()>((place, entry * 2))
            });
            assert_eq!(out.unwrap(), entries.iter().map(|entry| (*entry, entry * 2)).collect::<Vec<_>>());
            assert_eq!(worked.into_inner(), length);
        }
    }

    #[test]
    fn the_error_is_the_first_by_place_however_fast_a_later_one_is() {
        let entries: Vec<usize> = (0..2000).collect();
        for first in [0, 5, 31, 32, 700, 1999] {
            let failed = try_map(&entries, &silent, |place, entry| {
                if *entry == first {
                    // The others come to their own errors in the meantime.
                    thread::yield_now();
                }
                if *entry >= first { Err(place) } else { Ok(()) }
            });
            assert_eq!(failed, Err(first));
        }
    }

    #[test]
    fn progress_ascends_to_the_whole_number() {
        let told = Mutex::new(Vec::new());
        let entries = [0; 1000];
        try_map(&entries, &|done, of| told.lock().unwrap().push((done, of)), |_, _| Ok::<_, ()>(())).unwrap();
        let told = told.into_inner().unwrap();
        assert!(told.is_sorted_by(|one, next| one.0 < next.0), "{told:?}");
        assert!(told.iter().all(|(_, of)| *of == 1000));
        assert_eq!(told.last(), Some(&(1000, 1000)));
    }

    #[test]
    #[should_panic(expected = "a panic of the work")]
    fn a_panic_is_not_swallowed() {
        let _ = try_map(&[0; 100], &silent, |place, _| {
            assert!(place != 70, "a panic of the work");
            Ok::<_, ()>(())
        });
    }
}
