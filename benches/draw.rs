//! The draw, measured in one run against its limit: papers derived a second on one core, and what the hashes and ChaCha20
//! blocks that these very papers need cost alone. Then the digests of 100,000 papers on all cores.
//!
//! `cargo bench --profile dev --bench draw`

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiangheng::crypto::digest::Prk;
use jiangheng::crypto::sha256;
use jiangheng::domain::bank::{Bank, Item as BankItem, PictureFile, picture_names};
use jiangheng::domain::draw::{
    DrawnPaper, Entry, Item, Manifest, Master, SecretKey, Section, Words, constraints, item_leaf, paper_leaf, sections,
    stream_key,
};
use jiangheng::domain::merkle;
use jiangheng::formats::{bank_file, blueprint};
use rand_chacha::ChaCha20Core;
use rand_chacha::rand_core::SeedableRng as _;
use rand_chacha::rand_core::block::Generator as _;
use ring::hmac;
use serde_json::json;

/// How many papers a round derives.
const PAPERS: usize = 2_000;
/// How many rounds, ours and the limit in turns, so that what else the machine does falls on both alike.
const ROUNDS: usize = 9;
/// How many candidates a large county examines in years.
const MANY: usize = 100_000;
/// How many blocks rand_chacha makes at once.
const BLOCKS_AT_ONCE: usize = 4;

fn main() {
    let bank = bank();
    let manifest = session(&bank, PAPERS);
    let master = Master::from_key(SecretKey::new(sha256(b"the master of a bench")));
    let needs: Vec<Needs> =
        master.papers(&manifest).unwrap().iter().map(|paper| Needs::of(&manifest, &master, paper)).collect();
    describe(&manifest, &needs);

    let (mut ours, mut limits, mut bulk) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(time(|| master.papers_one_by_one(&manifest).for_each(|paper| drop(black_box(paper.unwrap())))));
        limits.push(time(|| needs.iter().for_each(|paper| paper.make(|core, blocks| core_blocks(core, blocks)))));
        bulk.push(time(|| {
            needs.iter().for_each(|paper| paper.make(|_, _| ()));
            core_blocks(&mut ChaCha20Core::from_seed([7; 32]), needs.iter().map(Needs::blocks).sum());
        }));
    }
    let (ours, limit, bulk) = (median(ours), median(limits), median(bulk));
    println!("\n{PAPERS} papers a round on one core, {ROUNDS} rounds in turns, medians");
    println!("{:<58} {:>10} {:>12} {:>7}", "", "papers/s", "a paper", "ratio");
    row("derived", ours, None);
    row("limit: hashes, and ChaCha20 blocks as rand_chacha makes them", limit, Some(ours));
    row("the same with every block at the price of one in bulk", bulk, Some(ours));

    let manifest = session(&bank, MANY);
    let start = Instant::now();
    let papers = master
        .each_paper(&manifest, &|_, _| (), |_, paper| (paper.digest(), paper_leaf(&paper.candidate, &paper.key_hash)))
        .unwrap();
    let (digests, leaves): (Vec<[u8; 32]>, Vec<[u8; 32]>) = papers.into_iter().unzip();
    let root = merkle::root(&leaves);
    let taken = start.elapsed().as_secs_f64();
    let cores = std::thread::available_parallelism().unwrap();
    println!("\n{MANY} papers' digests, key hashes and root on {cores} cores: {taken:.1} s");
    println!("papers_root {}, all digests {}", hex::encode(root), hex::encode(sha256(&digests.concat())));
}

fn row(what: &str, taken: Duration, ours: Option<Duration>) {
    let (seconds, papers) = (taken.as_secs_f64(), PAPERS as f64);
    let ratio = ours.map_or(String::new(), |ours| format!("{:.2}", seconds / ours.as_secs_f64()));
    println!("{what:<58} {:>10.0} {:>9.1} µs {ratio:>7}", papers / seconds, seconds / papers * 1e6);
}

/// What a paper needs at the least: the messages of its HMACs, and how many ChaCha20 blocks each stream is read of.
struct Needs {
    master: [u8; 32],
    key: [u8; 32],
    /// Of the paper's key.
    own: Vec<u8>,
    /// One after the other.
    messages: Vec<u8>,
    /// The end of each message, and its stream's blocks.
    streams: Vec<(usize, usize)>,
    attempts: u32,
}

impl Needs {
    /// Walks through the derivation as docs/draw.md has it, an attempt up to where it is seen to fail, and checks that it
    /// comes to the same paper.
    fn of(manifest: &Manifest, master: &Master, paper: &DrawnPaper) -> Self {
        let own = message(&["exam-seed/v1/paper", manifest.exam(), manifest.session(), &paper.candidate]);
        let (master, key) = (*master.key().bytes(), *paper.key.bytes());
        let mut needs =
            Self { master, key, own, messages: Vec::new(), streams: Vec::new(), attempts: paper.attempt + 1 };
        let prk = Prk::from_key(&key);
        let drawn = (0..=paper.attempt).map(|attempt| needs.attempt(manifest, &prk, attempt)).last().flatten();
        let mut drawn = drawn.expect("the last attempt gives the paper").into_iter();
        for (section, ordered) in manifest.sections().iter().zip(&paper.sections) {
            let items: Vec<&Item> = drawn.by_ref().take(ordered.items.len()).collect();
            needs.order(section, &items);
            let ids = |ids: &mut dyn Iterator<Item = &String>| ids.cloned().collect::<std::collections::BTreeSet<_>>();
            assert_eq!(
                ids(&mut items.iter().map(|item| &item.id)),
                ids(&mut ordered.items.iter().map(|item| &item.id)),
                "the items of {}",
                paper.candidate
            );
        }
        needs
    }

    fn attempt<'a>(&mut self, manifest: &'a Manifest, prk: &Prk, attempt: u32) -> Option<Vec<&'a Item>> {
        let facility = |item: &Item| item.facility.thousandths().unsigned_abs();
        let bound = manifest.facility_sum().unwrap();
        let cells =
            manifest.sections().iter().flat_map(|section| section.cells.iter().map(move |cell| (section, cell)));
        let rungs: Vec<(String, &Section, &[Item])> = cells
            .flat_map(|(section, cell)| {
                cell.rungs()
                    .enumerate()
                    .map(move |(rung, items)| (format!("{}/{rung}/{attempt}", cell.id), section, items))
            })
            .collect();
        let ends = |of: fn(&[Item]) -> &Item| rungs.iter().map(move |(_, _, items)| facility(of(items))).sum::<u64>();
        let (mut least, mut most) = (ends(|items| &items[0]), ends(|items| &items[items.len() - 1]));
        let (mut items, mut met) = (Vec::new(), Vec::new());
        for (index, section, rung) in rungs {
            self.stream(&section.id, "draw", &index, 1);
            let item = &rung[Words::new(stream_key(prk, &section.id, "draw", &index)).position(rung.len())];
            least += facility(item) - facility(&rung[0]);
            most -= facility(&rung[rung.len() - 1]) - facility(item);
            if least > bound.target + bound.tolerance
                || most < bound.target - bound.tolerance
                || item.enemy_sets.iter().any(|set| met.contains(set))
            {
                return None;
            }
            met.extend(&item.enemy_sets);
            items.push(item);
        }
        Some(items)
    }

    fn order(&mut self, section: &Section, items: &[&Item]) {
        if section.shuffle_items {
            self.stream(&section.id, "item-order", "", items.len() - 1);
        }
        for item in items {
            let free = item.options.iter().filter(|option| !option.fixed).count();
            if section.shuffle_options && free > 1 {
                self.stream(&section.id, "options", &item.id, free - 1);
            }
        }
    }

    fn stream(&mut self, section: &str, purpose: &str, index: &str, words: usize) {
        self.messages.extend(message(&["exam-seed/v1/stream", section, purpose, index]));
        self.streams.push((self.messages.len(), (words * 8).div_ceil(64)));
    }

    fn blocks(&self) -> usize {
        self.streams.iter().map(|(_, blocks)| blocks).sum()
    }

    /// Computes the hashes, and has `blocks` make each stream's blocks.
    fn make(&self, blocks: impl Fn(&mut ChaCha20Core, usize)) {
        let key = |key: &[u8; 32]| hmac::Key::new(hmac::HMAC_SHA256, key);
        black_box(hmac::sign(&key(&self.master), &self.own));
        black_box(sha256(&self.key));
        let (paper, mut start) = (key(&self.key), 0);
        for (end, count) in &self.streams {
            let tag = hmac::sign(&paper, &self.messages[start..*end]);
            let seed = tag.as_ref().try_into().unwrap();
            blocks(&mut ChaCha20Core::from_seed(black_box(seed)), *count);
            start = *end;
        }
    }
}

/// What HKDF-Expand to 32 bytes hashes under its key: `E(parts…) ‖ 1`.
fn message(parts: &[&str]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    let mut message = jiangheng::crypto::digest::encode(&parts);
    message.push(1);
    message
}

fn core_blocks(core: &mut ChaCha20Core, blocks: usize) {
    let mut out = [0; 64];
    for _ in 0..blocks.div_ceil(BLOCKS_AT_ONCE) {
        core.generate(black_box(&mut out));
    }
}

fn describe(manifest: &Manifest, needs: &[Needs]) {
    let counts: Vec<usize> =
        manifest.sections().iter().map(|section| section.cells.iter().map(|cell| cell.count).sum()).collect();
    let cells = manifest.sections().iter().flat_map(|section| &section.cells);
    let mean = |of: &dyn Fn(&Needs) -> usize| needs.iter().map(of).sum::<usize>() as f64 / needs.len() as f64;
    println!("papers of {counts:?} items of {}", cells.map(|cell| cell.items.len()).sum::<usize>());
    println!(
        "a paper on average: {:.2} attempts, {:.0} streams, hashed over {:.0} bytes each; {:.0} ChaCha20 blocks",
        mean(&|paper| paper.attempts as usize),
        mean(&|paper| paper.streams.len()),
        mean(&|paper| paper.messages.len()) / mean(&|paper| paper.streams.len()),
        mean(&Needs::blocks)
    );
}

/// The electrician's bank of the repository.
fn bank() -> Bank {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "question_banks", "6-31-01-03-5"].iter().collect();
    let file = bank_file::read("bank.csv", &read(&folder, "bank.csv")).unwrap();
    let blueprint = blueprint::read(&read(&folder, "blueprint.toml")).unwrap();
    let pictures = picture_names(&file.sheets);
    let pictures = pictures.into_iter().map(|name| (name.clone(), PictureFile::Bytes(read(&folder, &name)))).collect();
    Bank::check(&file.sheets, &blueprint, &pictures).unwrap()
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

/// A session's manifest: ids of 16 hex digits as the server gives them, `candidates` on the roster.
fn session(bank: &Bank, candidates: usize) -> Manifest {
    let id = |text: &str| hex::encode(&sha256(text.as_bytes())[..8]);
    let mut ids = BTreeMap::new();
    let Ok(sections) = sections::<Infallible>(bank, |item: &BankItem| {
        let item_id = id(item.code.as_str());
        ids.insert(item.code.clone(), item_id.clone());
        let option = |letter: char| id(&format!("{} {letter}", item.code));
        let options = item.options.iter().map(|one| (option(one.letter), one.is_fixed())).collect();
        Ok(Entry { leaf: item_leaf(&[0; 32], &json!(item_id)), id: item_id, options })
    });
    Manifest::from_value(json!({
        "spec": "exam-seed/v1",
        "exam": "EX-2026-001",
        "session": "S1",
        "opens": "2026-12-12T01:00:00Z",
        "bank": {"id": "bench", "version": "1", "package": "00".repeat(32)},
        "sections": sections,
        "constraints": constraints(bank, |item| ids.get(&item.code).cloned()),
        "draws": [],
        "candidates": (1..=candidates).map(|number| format!("{number:09}")).collect::<Vec<_>>(),
        "roster_root": "00".repeat(32),
        "contributors": [{"id": "bench", "commitment": "00".repeat(32)}],
        "beacon": null,
        "deadlines": {},
    }))
    .unwrap()
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
