//! Fuzzing on stable Rust: seeds of every format, changed by bytes, by their own marks and by their own parts, again and again.
//!
//! A harness must never panic, whatever comes; what it reads must stay within the limits and go out and in again to the same.
//! The seed is printed and set by `JIANGHENG_FUZZ_SEED`; how long each harness runs by `JIANGHENG_FUZZ_SECONDS` (3). A failure
//! leaves its input under `target/fuzz/`, and says how to run it alone.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

mod harness;
mod mutate;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use mutate::Mutator;

/// Runs a harness over changed seeds until its time is up.
fn fuzz(name: &str, seeds: &[Vec<u8>], harness: fn(&[u8])) {
    let number = |variable: &str| std::env::var(variable).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("JIANGHENG_FUZZ_SECONDS").unwrap_or(3);
    let seed = number("JIANGHENG_FUZZ_SEED").unwrap_or(20_261_125);
    println!("fuzz {name}: JIANGHENG_FUZZ_SEED={seed} JIANGHENG_FUZZ_SECONDS={seconds}");
    for bytes in seeds {
        harness(bytes);
    }
    let mut mutator = Mutator::new(seed, name);
    let (start, mut count) = (Instant::now(), 0u64);
    while start.elapsed() < Duration::from_secs(seconds) || count < 20 {
        let bytes = mutator.changed(seeds);
        if catch_unwind(AssertUnwindSafe(|| harness(&bytes))).is_err() {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
            std::fs::create_dir_all(&folder).unwrap();
            let path = folder.join(format!("{name}-{seed}-{count}"));
            std::fs::write(&path, &bytes).unwrap();
            panic!("fuzz {name}: input {count} of seed {seed} fails; it lies in target/fuzz, {} bytes", bytes.len());
        }
        count += 1;
    }
    println!("fuzz {name}: {count} inputs in {:?}", start.elapsed());
    assert!(count >= 20);
}

#[test]
fn csv_is_read_or_refused() {
    fuzz("csv", &seeds::csv(), harness::csv);
}

#[test]
fn workbooks_are_read_or_refused() {
    fuzz("xlsx", &seeds::xlsx(), harness::xlsx);
}

#[test]
fn the_zips_of_qti_are_read_or_refused() {
    fuzz("qti-zip", &seeds::qti_zip(), harness::qti_zip);
}

#[test]
fn the_items_of_qti_are_read_or_refused() {
    fuzz("qti-xml", &seeds::qti_xml(), harness::qti_xml);
}

#[test]
fn moodle_xml_is_read_or_refused() {
    fuzz("moodle", &seeds::moodle(), harness::moodle);
}

#[test]
fn gift_is_read_or_refused() {
    fuzz("gift", &seeds::gift(), harness::gift);
}

#[test]
fn sealed_packages_are_opened_or_refused() {
    fuzz("sealed", &seeds::sealed(), harness::sealed);
}

#[test]
fn blueprints_are_read_or_refused() {
    fuzz("blueprint", &seeds::blueprint(), harness::blueprint);
}

#[test]
fn policies_are_read_or_refused() {
    fuzz("policy", &seeds::policy(), harness::policy);
}
