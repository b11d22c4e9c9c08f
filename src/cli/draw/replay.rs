//! `draw replay`: an evidence derived again, a slip or a cancelled session checked, whichever a file is.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::super::progress::ProgressLine;
use super::slip::{self, Given};
use super::{Refusal, in_file, line, one_stdin, read, write};
use crate::crypto::Digest;
use crate::domain::draw::{CANCELLED_SPEC, Cancelled, DrawError, Manifest, Replayed, SLIP_SPEC, replay_with};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The evidence, slip or cancelled session; a slip's link, or a file with it; or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The manifest as it was published: what a slip is checked against; what the one in another file must be
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The papers_root that was posted before the exam: what a slip or an evidence must have
    #[arg(long, value_name = "HEX", value_parser = digest)]
    papers_root: Option<Digest>,
}

/// What tells a file of the draw.
#[derive(Default, Deserialize)]
struct Told {
    spec: Option<Value>,
    papers_root: Option<Value>,
}

/// Checks a file and says what it shows.
pub(super) fn run(args: &Args) -> Result<(), Refusal> {
    let Args { file, manifest, papers_root } = args;
    let (manifest, posted) = (manifest.as_deref(), papers_root.as_ref());
    if let Some(link) = file.to_str().filter(|text| is_link(text)) {
        return slip::check(Path::new("the link"), &Given::Text(link), manifest, posted);
    }
    if let Some(manifest) = manifest {
        one_stdin("FILE", file, "--manifest", manifest)?;
    }
    let text = read(file)?;
    if let Some(link) = std::str::from_utf8(line(&text)).ok().filter(|text| is_link(text) || text.starts_with('#')) {
        return slip::check(file, &Given::Text(link), manifest, posted);
    }
    // The strict reading that follows finds whatever is wrong with a file that can't be told.
    let told: Told = serde_json::from_slice(&text).unwrap_or_default();
    match told.spec.as_ref().and_then(Value::as_str) {
        Some(SLIP_SPEC) => slip::check(file, &Given::Json(&text), manifest, posted),
        Some(CANCELLED_SPEC) if posted.is_some() => {
            Err(Refusal::Usage("--papers-root: of a cancelled session no papers were derived".to_owned()))
        }
        Some(CANCELLED_SPEC) => {
            let cancelled = Cancelled::parse(&text).map_err(in_file(file))?;
            same_manifest(file, cancelled.manifest(), manifest)?;
            write(cancelled_told(&cancelled).as_bytes())
        }
        _ => {
            let progress = ProgressLine::new("papers");
            let replayed = replay_with(&text, &|done, of| progress.tell(done, of));
            drop(progress);
            let replayed = replayed.map_err(in_file(file))?;
            same_manifest(file, &replayed.manifest, manifest)?;
            same_root(file, told.papers_root.as_ref(), posted)?;
            write(summary(&replayed).as_bytes())
        }
    }
}

fn summary(replayed: &Replayed) -> String {
    let agree = |count: usize, what: &str| match count {
        1 => format!("1 {what} agrees"),
        _ => format!("{count} {what}s agree"),
    };
    format!(
        "{}, {}; manifest {}{}\n",
        agree(replayed.papers, "paper"),
        agree(replayed.draws, "draw"),
        hex::encode(replayed.manifest.hash()),
        if replayed.is_publicly_random() { "" } else { "; not publicly random" }
    )
}

fn cancelled_told(cancelled: &Cancelled) -> String {
    let (manifest, reveals) = (cancelled.manifest(), cancelled.reveals());
    let names = |names: Vec<&str>| if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
    let beacon = match &reveals.beacon {
        Some(beacon) => format!("{:?} gave {}", beacon.event, beacon.value),
        None if manifest.beacon().is_some() => "not entered".to_owned(),
        None => "none; not publicly random".to_owned(),
    };
    format!(
        "cancelled session: exam {}, session {}, at {}; manifest {}\nreason: {:?}\nsecrets opened: {}; still closed: {}; \
         excluded: {}\nbeacon: {beacon}\nWhat was opened is the manifest's. {}\n",
        manifest.exam(),
        manifest.session(),
        cancelled.cancelled_at(),
        hex::encode(manifest.hash()),
        cancelled.reason(),
        names(reveals.reveals.iter().map(|reveal| reveal.id.as_str()).collect()),
        names(cancelled.unopened().collect()),
        names(reveals.excluded.iter().map(String::as_str).collect()),
        if cancelled.is_complete() {
            "All of it was opened: the ordinary evidence must be published beside this file; replay that too."
        } else {
            "Nothing more can be derived from it."
        }
    )
}

/// Refuses a file whose manifest is not the one in `published`, if one is given.
fn same_manifest(file: &Path, given: &Manifest, published: Option<&Path>) -> Result<(), Refusal> {
    let Some(path) = published else { return Ok(()) };
    let published = Manifest::parse(&read(path)?).map_err(in_file(path))?;
    if given.hash() == published.hash() {
        return Ok(());
    }
    let [given, wanted] = [given, &published].map(|manifest| hex::encode(manifest.hash()));
    let path = "/manifest_hash".to_owned();
    Err(in_file(file)(DrawError::Disagrees { path, given, of: "the manifest of --manifest", wanted }))
}

/// Refuses an evidence whose papers are not under the posted root, if one is given.
fn same_root(file: &Path, given: Option<&Value>, posted: Option<&Digest>) -> Result<(), Refusal> {
    let Some(wanted) = posted.map(hex::encode) else { return Ok(()) };
    let given = given.and_then(Value::as_str).unwrap_or_default().to_owned();
    if given == wanted {
        return Ok(());
    }
    let path = "/papers_root".to_owned();
    Err(in_file(file)(DrawError::Disagrees { path, given, of: "the posted sheet", wanted }))
}

fn is_link(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// 64 lowercase hex digits.
fn digest(text: &str) -> Result<Digest, String> {
    let mut out = [0; 32];
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    match hex::decode_to_slice(text, &mut out) {
        Ok(()) if is_lower => Ok(out),
        _ => Err("32 bytes as 64 lowercase hex digits are wanted".to_owned()),
    }
}
